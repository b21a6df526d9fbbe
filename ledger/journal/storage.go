package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/transparency-dev/tessera"
	"golang.org/x/mod/sumdb/tlog"
)

// A Storage keeps one log.
type Storage interface {
	// Files are the checkpoint, tiles and entries, by their names of
	// c2sp.org/tlog-tiles.
	Files() fs.FS

	// Lock keeps other writers out, or returns ErrLocked.
	Lock(context.Context) (Lock, error)

	// State is asked under the lock, before tessera may change anything.
	State(context.Context) (State, error)

	// Driver opens the storage for tessera.
	Driver(context.Context) (Driver, error)

	// Publish puts a checkpoint in the place of the newest, whole or not at all.
	Publish(ctx context.Context, text []byte) error
}

// A Lock keeps other writers out until it is closed or its process dies.
type Lock interface {
	// Held is asked before each batch, which is not written after an error.
	Held(context.Context) error
	Close() error
}

// A Driver is tessera's way to a storage.
type Driver struct {
	tessera.Driver
	Every  time.Duration // the least that tessera allows between checkpoints
	Widths []int         // of batches, from 1 up: each is opened once, which may take a while
}

// State is tessera's own note of where the log ends, which nobody signed.
type State struct {
	Where string     // the file or table that it is in
	Tree  *tlog.Tree // nil where there is none yet
}

// ErrLocked says that another process writes to the log.
var ErrLocked = errors.New("another process records into this ledger; wait until it is done, or stop it")

// An Opener opens the storage at an address, such as
// aws://bucket/prefix?database=user@tcp(host:3306)/name.
type Opener func(ctx context.Context, at *url.URL) (Storage, error)

// storages are those of this build beside posix, by the scheme of their
// addresses. Package main fills it before anything else runs.
var storages = map[string]Opener{}

// Register adds a storage to this build.
func Register(scheme string, open Opener) { storages[scheme] = open }

// posix is the storage in a folder, which needs no address.
const posix = "posix"

// CheckStorage refuses a storage that this build does not have.
func CheckStorage(storage string) error {
	if storage == posix {
		return nil
	}
	_, _, err := opener(storage)
	return err
}

func opener(storage string) (Opener, *url.URL, error) {
	scheme, _, _ := strings.Cut(storage, ":")
	open, ok := storages[scheme]
	if !ok {
		have := append(slices.Sorted(maps.Keys(storages)), posix)
		return nil, nil, fmt.Errorf("log: this build has no storage %q; it has: %s", scheme, strings.Join(have, ", "))
	}
	at, err := url.Parse(storage)
	if err != nil || at.Host == "" {
		return nil, nil, fmt.Errorf("log: storage %q: write %s://BUCKET and what follows it", storage, scheme)
	}
	if _, secret := at.User.Password(); secret {
		return nil, nil, fmt.Errorf("log: storage %s://…: ledger.json is for everybody, so keep passwords out of it", scheme)
	}
	return open, at, nil
}

// open opens a storage; posix is the folder dir.
func open(ctx context.Context, storage, dir string) (Storage, error) {
	if storage == posix {
		return openPosix(dir), nil
	}
	open, at, err := opener(storage)
	if err != nil {
		return nil, err
	}
	return open(ctx, at)
}

// Files returns the files of a log for reading: those of its folder, or where
// another storage keeps them.
func Files(ctx context.Context, storage string, folder fs.FS) (fs.FS, error) {
	if storage == posix {
		return folder, nil
	}
	s, err := open(ctx, storage, "")
	if err != nil {
		return nil, err
	}
	return s.Files(), nil
}

// Publish puts a checkpoint that witnesses signed in the place of the log's own,
// if it is over the same tree, while nobody else writes. Dir is the log's folder,
// where it has one.
func (l *Log) Publish(ctx context.Context, storage, dir string, cp Checkpoint) (err error) {
	s, err := open(ctx, storage, dir)
	if err != nil {
		return err
	}
	lock, err := s.Lock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	now, err := fs.ReadFile(s.Files(), "checkpoint")
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	have, err := Policy{Log: l.policy.Log}.Open(now)
	if err != nil {
		return err
	}
	if have.Tree != cp.Tree {
		return errors.New("log: it grew while the witness was asked: ask again")
	}
	return s.Publish(ctx, []byte(cp.Text))
}
