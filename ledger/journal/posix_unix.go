//go:build unix

package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	tesseraposix "github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/tlog"
)

// A folder is the storage "posix".
type folder struct{ dir string }

func openPosix(dir string) Storage { return folder{dir} }

func (f folder) Files() fs.FS { return os.DirFS(f.dir) }

// flock is a lock that the system lets go of when the process dies.
type flock struct {
	folder
	file *os.File
}

func (f folder) Lock(context.Context) (Lock, error) {
	if err := os.MkdirAll(f.dir, 0o755); err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(f.dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("log: it cannot be written to: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		file.Close()
		return nil, ErrLocked
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("log: lock: %w", err)
	}
	return flock{f, file}, nil
}

// Held looks whether the disk can be written to: tessera panics where it cannot
// open its own lock.
func (l flock) Held(context.Context) error {
	f, err := os.OpenFile(filepath.Join(l.dir, ".state", "treeState.lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	return f.Close()
}

func (l flock) Close() error { return l.file.Close() }

func (f folder) State(context.Context) (State, error) {
	s := State{Where: ".state/treeState"}
	text, err := os.ReadFile(filepath.Join(f.dir, ".state", "treeState"))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("log: %w", err)
	}
	var raw struct {
		Size int64  `json:"size"`
		Root []byte `json:"root"`
	}
	if err := json.Unmarshal(text, &raw); err != nil || len(raw.Root) != tlog.HashSize || raw.Size < 0 {
		return s, &DamageError{s.Where, "it cannot be read; restore it from a copy"}
	}
	s.Tree = &tlog.Tree{N: raw.Size, Hash: tlog.Hash(raw.Root)}
	return s, nil
}

func (f folder) Driver(ctx context.Context) (Driver, error) {
	d, err := tesseraposix.New(ctx, tesseraposix.Config{Path: f.dir})
	return Driver{d, 100 * time.Millisecond, []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}}, err
}

func (f folder) Publish(_ context.Context, text []byte) error {
	name := filepath.Join(f.dir, "checkpoint")
	w, err := os.OpenFile(name+".cosigned", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	_, err = w.Write(text)
	if err = errors.Join(err, w.Sync(), w.Close()); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	return os.Rename(name+".cosigned", name)
}
