//go:build unix

package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Publish puts a checkpoint that witnesses signed in the place of the log's own,
// if it is over the same tree, while nobody else writes.
func (l *Log) Publish(dir string, cp Checkpoint) error {
	lock, err := takeLock(dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	name := filepath.Join(dir, "checkpoint")
	now, err := os.ReadFile(name)
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
	f, err := os.OpenFile(name+".cosigned", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	_, err = f.WriteString(cp.Text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	return os.Rename(name+".cosigned", name)
}
