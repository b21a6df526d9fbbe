package aws

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"adit/ledger/journal"
)

// A lock is MySQL's own: it lasts as long as the connection, so that a process
// that dies lets go. Locks are of the whole server, hence the database's name.
type lock struct {
	db   *sql.DB
	conn *sql.Conn
}

const lockName = "LEFT(CONCAT('adit ', DATABASE()), 64)"

func (s storage) Lock(ctx context.Context) (journal.Lock, error) {
	db, err := sql.Open("mysql", s.database)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("log: database: %w", err), db.Close())
	}
	l := lock{db, conn}
	if err := l.take(ctx); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l lock) take(ctx context.Context) error {
	// MySQL ends a connection that was idle for eight hours, unless told that a
	// year is fine.
	if _, err := l.conn.ExecContext(ctx, "SET SESSION wait_timeout = 31536000"); err != nil {
		return fmt.Errorf("log: database: %w", err)
	}
	var got sql.NullInt64
	if err := l.conn.QueryRowContext(ctx, "SELECT GET_LOCK("+lockName+", 0)").Scan(&got); err != nil {
		return fmt.Errorf("log: lock: %w", err)
	}
	if got.Int64 != 1 {
		return journal.ErrLocked
	}
	return nil
}

func (l lock) Held(ctx context.Context) error {
	var held sql.NullBool
	err := l.conn.QueryRowContext(ctx, "SELECT IS_USED_LOCK("+lockName+") = CONNECTION_ID()").Scan(&held)
	if err == nil && !held.Bool {
		err = errors.New("it is held by somebody else")
	}
	if err != nil {
		return fmt.Errorf("the lock in the database was lost: %w", err)
	}
	return nil
}

func (l lock) Close() error { return errors.Join(l.conn.Close(), l.db.Close()) }
