// Package store keeps what a user imports: editions of a publisher's tables
// that take the place of the embedded ones, and the raw files behind them.
//
//	history/<publisher>/<n>/<publisher>/*.csv   edition n, never changed again
//	active/<publisher>                          which editions were accepted, the last one is open
//	raw/<sha256>                                raw files by their hash
//	staging/                                    what an interrupted import left; may be removed
//
// The only change that counts is the renaming of one small file over another,
// which a file system does at once or not at all. A program killed between any
// two steps leaves the state from before (docs/decisions/0008).
package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A Store is a user's data folder. It need not exist: then nothing was
// imported.
type Store struct {
	dir  string
	step func(string) // told before each step; a test ends the program there
}

// Open returns the store in a folder.
func Open(dir string) *Store { return &Store{dir: dir, step: func(string) {}} }

// Dir returns the folder.
func (s *Store) Dir() string { return s.dir }

// A Version is the edition of a publisher that is open.
type Version struct {
	Publisher string
	Number    int
	Tables    fs.FS // a layer for atlas.Open
}

// Active lists the editions that are open, by publisher. It fails rather than
// fall back to the embedded tables where the folder cannot be read: silently
// using other data would be a wrong answer.
func (s *Store) Active() ([]Version, error) {
	if err := s.isFolder(); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(filepath.Join(s.dir, "active"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	var active []Version
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		numbers, err := s.accepted(e.Name())
		if err != nil {
			return nil, err
		}
		v, err := s.version(e.Name(), numbers[len(numbers)-1])
		if err != nil {
			return nil, err
		}
		active = append(active, v)
	}
	return active, nil
}

// isFolder reports a data folder that is something else.
func (s *Store) isFolder() error {
	info, err := os.Stat(s.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("data folder: %w", err)
	case !info.IsDir():
		return fmt.Errorf("data folder: %s is a file, not a folder", s.dir)
	}
	return nil
}

// version opens an edition, and fails where its folder is gone.
func (s *Store) version(publisher string, n int) (Version, error) {
	dir := s.history(publisher, n)
	if _, err := os.ReadDir(filepath.Join(dir, publisher)); err != nil {
		return Version{}, fmt.Errorf("data folder: edition %d of %s is broken: %w", n, publisher, err)
	}
	return Version{publisher, n, os.DirFS(dir)}, nil
}

func (s *Store) history(publisher string, n int) string {
	return filepath.Join(s.dir, "history", publisher, strconv.Itoa(n))
}

func (s *Store) pointer(publisher string) string { return filepath.Join(s.dir, "active", publisher) }

// accepted returns the editions of a publisher that were accepted and not
// undone, oldest first; none where the embedded one is open.
func (s *Store) accepted(publisher string) ([]int, error) {
	data, err := os.ReadFile(s.pointer(publisher))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	var numbers []int
	for line := range strings.Lines(string(data)) {
		n, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil || n < 1 {
			return nil, fmt.Errorf("data folder: %s holds %q, not the number of an edition", s.pointer(publisher), strings.TrimSpace(line))
		}
		numbers = append(numbers, n)
	}
	if len(numbers) == 0 {
		return nil, fmt.Errorf("data folder: %s is empty", s.pointer(publisher))
	}
	return numbers, nil
}

// last returns the highest edition that was ever kept, 0 for none.
func (s *Store) last(publisher string) (int, error) {
	entries, err := os.ReadDir(filepath.Join(s.dir, "history", publisher))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	last := 0
	for _, e := range entries {
		if n, err := strconv.Atoi(e.Name()); err == nil {
			last = max(last, n)
		}
	}
	return last, nil
}

// point makes the last of numbers the open edition, or the embedded one where
// there are none. It is one rename, or one removal.
func (s *Store) point(publisher string, numbers []int) error {
	s.step("before the switch")
	if len(numbers) == 0 {
		return os.Remove(s.pointer(publisher))
	}
	var text strings.Builder
	for _, n := range numbers {
		fmt.Fprintln(&text, n)
	}
	if err := os.MkdirAll(filepath.Join(s.dir, "active"), 0o755); err != nil {
		return err
	}
	return replace(s.pointer(publisher), []byte(text.String()))
}

// ErrNothingToUndo says that the embedded tables of a publisher are open.
var ErrNothingToUndo = errors.New("nothing was imported")

// Undo opens the edition before the last one accepted, and returns its number;
// 0 is the embedded one.
func (s *Store) Undo(publisher string) (int, error) {
	numbers, err := s.accepted(publisher)
	if err != nil {
		return 0, fmt.Errorf("undo %s: %w", publisher, err)
	}
	if len(numbers) == 0 {
		return 0, fmt.Errorf("undo %s: %w", publisher, ErrNothingToUndo)
	}
	numbers = numbers[:len(numbers)-1]
	if err := s.point(publisher, numbers); err != nil {
		return 0, fmt.Errorf("undo %s: %w", publisher, err)
	}
	if len(numbers) == 0 {
		return 0, nil
	}
	return numbers[len(numbers)-1], nil
}
