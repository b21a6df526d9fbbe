package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"adit/atlas"
)

// Accept keeps the tables of a publisher as a new edition with the raw files
// behind it, opens it, and returns its number. After an error, or if the
// program is killed, the edition from before is open.
func (s *Store) Accept(ctx context.Context, publisher string, tables []*atlas.Table, raw []atlas.File) (int, error) {
	n, err := s.accept(ctx, publisher, tables, raw)
	if err != nil {
		return 0, fmt.Errorf("accept %s: %w", publisher, err)
	}
	return n, nil
}

func (s *Store) accept(ctx context.Context, publisher string, tables []*atlas.Table, raw []atlas.File) (int, error) {
	numbers, err := s.accepted(publisher)
	if err != nil {
		return 0, err
	}
	// What a killed import left is of no use to anyone.
	staging := filepath.Join(s.dir, "staging", publisher)
	if err := os.RemoveAll(staging); err != nil {
		return 0, err
	}
	n, err := s.edition(ctx, staging, publisher, tables, raw)
	if err := errors.Join(err, os.RemoveAll(staging)); err != nil {
		return 0, err
	}
	return n, s.point(publisher, append(numbers, n))
}

// edition puts a new edition into the history, not yet open.
func (s *Store) edition(ctx context.Context, staging, publisher string, tables []*atlas.Table, raw []atlas.File) (int, error) {
	if err := os.MkdirAll(staging, 0o755); err != nil {
		return 0, err
	}
	for _, f := range raw {
		s.step("before raw file " + f.Name)
		if err := s.keep(ctx, staging, f); err != nil {
			return 0, err
		}
	}
	tmp := filepath.Join(staging, "edition")
	if err := s.write(ctx, filepath.Join(tmp, publisher), tables); err != nil {
		return 0, err
	}
	last, err := s.last(publisher)
	if err != nil {
		return 0, err
	}
	home := s.history(publisher, last+1)
	if err := os.MkdirAll(filepath.Dir(home), 0o755); err != nil {
		return 0, err
	}
	s.step("before the edition")
	if err := os.Rename(tmp, home); err != nil {
		return 0, err
	}
	return last + 1, syncDir(filepath.Dir(home))
}

// write writes tables into a new folder and sees that they reach the disk.
func (s *Store) write(ctx context.Context, dir string, tables []*atlas.Table) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, t := range tables {
		s.step("before table " + t.Schema.Name)
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := os.Create(filepath.Join(dir, t.Schema.Name+".csv"))
		if err != nil {
			return err
		}
		if err := errors.Join(t.Write(f), f.Sync(), f.Close()); err != nil {
			return err
		}
	}
	return syncDir(dir)
}

// keep copies a raw file to raw/<sha256>, unless it is there already.
func (s *Store) keep(ctx context.Context, staging string, f atlas.File) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.CreateTemp(staging, "raw-*")
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), &cancelable{ctx, in})
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	home := filepath.Join(s.dir, "raw", hex.EncodeToString(h.Sum(nil)))
	if _, err := os.Stat(home); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(home), 0o755); err != nil {
		return err
	}
	return os.Rename(out.Name(), home)
}

// A cancelable reader fails once its context is done.
type cancelable struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancelable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// Into replaces the tables of a publisher in a folder of publishers, such as
// the repository's own. Two renames cannot be one: killed between them, the
// folder is put back by the next call.
func Into(ctx context.Context, dir, publisher string, tables []*atlas.Table) error {
	return (&Store{dir: dir, step: func(string) {}}).into(ctx, publisher, tables)
}

func (s *Store) into(ctx context.Context, publisher string, tables []*atlas.Table) error {
	home := filepath.Join(s.dir, publisher)
	// One level deeper than publishers, so that nobody takes it for one.
	tmp := filepath.Join(s.dir, ".import", "new", publisher)
	old := filepath.Join(s.dir, ".import", "old", publisher)
	if err := putBack(old, home); err != nil {
		return fmt.Errorf("write %s: %w", home, err)
	}
	err := errors.Join(os.RemoveAll(tmp), os.MkdirAll(filepath.Dir(old), 0o755))
	if err == nil {
		err = s.write(ctx, tmp, tables)
	}
	if err == nil {
		s.step("before setting aside")
		if err = os.Rename(home, old); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	if err == nil {
		s.step("before the switch")
		err = os.Rename(tmp, home)
	}
	if err != nil {
		err = errors.Join(err, putBack(old, home))
	}
	s.step("before clearing")
	if err := errors.Join(err, os.RemoveAll(filepath.Join(s.dir, ".import"))); err != nil {
		return fmt.Errorf("write %s: %w", home, err)
	}
	return nil
}

// putBack undoes a replacement that was cut off.
func putBack(old, home string) error {
	if _, err := os.Stat(home); err == nil {
		return nil
	}
	if err := os.Rename(old, home); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// replace writes a file beside its home and renames it over.
func replace(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncDir(filepath.Dir(name))
}

// syncDir makes renames inside a folder last. Where folders cannot be synced
// (Windows) the file system sees to it itself.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	d.Sync()
	return d.Close()
}
