package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"adit/atlas"
)

const publisher = "toy"

func tables(value string) []*atlas.Table {
	t := atlas.NewTable("places", publisher)
	t.Add("place", "AAA", "name", value)
	u := atlas.NewTable("place_names", publisher)
	u.Add("name", value, "place", "AAA")
	return []*atlas.Table{t, u}
}

func raw(content string) []atlas.File {
	return []atlas.File{{Name: "raw.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}}
}

// open returns what stands in the open edition: "" for the embedded one.
func open(t *testing.T, s *Store) string {
	t.Helper()
	active, err := s.Active()
	if err != nil {
		t.Fatal(err)
	}
	if len(active) == 0 {
		return ""
	}
	a, err := fs.ReadFile(active[0].Tables, publisher+"/places.csv")
	if err != nil {
		t.Fatal(err)
	}
	b, err := fs.ReadFile(active[0].Tables, publisher+"/place_names.csv")
	if err != nil {
		t.Fatal(err)
	}
	row, _, _ := strings.Cut(strings.Split(string(a), "\n")[1][len("AAA,,"):], ",")
	if !strings.Contains(string(b), row+",AAA") {
		t.Errorf("an edition is mixed:\n%s%s", a, b)
	}
	return row
}

func TestAcceptAndUndo(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "not", "yet"))
	if got := open(t, s); got != "" {
		t.Errorf("open in an empty store: %q", got)
	}
	for i, value := range []string{"first", "second"} {
		n, err := s.Accept(context.Background(), publisher, tables(value), raw(value))
		if err != nil || n != i+1 {
			t.Fatalf("accept = %d, %v", n, err)
		}
		if got := open(t, s); got != value {
			t.Errorf("open: %q, want %q", got, value)
		}
	}
	for _, want := range []struct {
		n    int
		open string
	}{{1, "first"}, {0, ""}} {
		if n, err := s.Undo(publisher); err != nil || n != want.n {
			t.Fatalf("undo = %d, %v; want %d", n, err, want.n)
		}
		if got := open(t, s); got != want.open {
			t.Errorf("open after undo: %q, want %q", got, want.open)
		}
	}
	if _, err := s.Undo(publisher); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("undo of nothing: %v", err)
	}
	if n, err := s.Accept(context.Background(), publisher, tables("third"), nil); err != nil || n != 3 {
		t.Errorf("accept after undo = %d, %v; an edition's number is never used again", n, err)
	}
	kept, _ := filepath.Glob(filepath.Join(s.Dir(), "raw", "*"))
	if len(kept) != 2 {
		t.Errorf("raw files kept: %v", kept)
	}
}

type crash struct{}

// crashing runs f and reports whether it was cut off at step k.
func crashing(s *Store, k int, f func()) (crashed bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ours := r.(crash); !ours {
				panic(r)
			}
			crashed = true
		}
	}()
	n := 0
	s.step = func(string) {
		if n == k {
			panic(crash{})
		}
		n++
	}
	f()
	return false
}

// Killed between any two steps, the edition from before is open and whole, and
// the next import works.
func TestInterrupted(t *testing.T) {
	for _, before := range []string{"", "old"} {
		k := 0
		for ; ; k++ {
			dir := t.TempDir()
			if before != "" {
				if _, err := Open(dir).Accept(context.Background(), publisher, tables(before), raw(before)); err != nil {
					t.Fatal(err)
				}
			}
			s := Open(dir)
			crashed := crashing(s, k, func() {
				if _, err := s.Accept(context.Background(), publisher, tables("new"), raw("new")); err != nil {
					t.Fatal(err)
				}
			})
			if !crashed {
				break
			}
			if got := open(t, Open(dir)); got != before {
				t.Errorf("killed at step %d: %q is open, want %q", k, got, before)
			}
			if _, err := Open(dir).Accept(context.Background(), publisher, tables("newer"), raw("newer")); err != nil {
				t.Errorf("after a crash at step %d: %v", k, err)
			}
			if got := open(t, Open(dir)); got != "newer" {
				t.Errorf("after a crash at step %d: %q is open", k, got)
			}
			if left, _ := os.ReadDir(filepath.Join(dir, "staging")); len(left) > 0 {
				t.Errorf("after a crash at step %d: %v is left in staging", k, left)
			}
		}
		if k != 5 {
			t.Errorf("tried %d steps, want 5", k)
		}
	}
}

// The repository's folder: killed anywhere, the next call puts it right.
func TestIntoInterrupted(t *testing.T) {
	for k := 0; ; k++ {
		dir := t.TempDir()
		if err := Into(context.Background(), dir, publisher, tables("old")); err != nil {
			t.Fatal(err)
		}
		s := Open(dir)
		crashed := crashing(s, k, func() {
			if err := s.into(context.Background(), publisher, tables("new")); err != nil {
				t.Fatal(err)
			}
		})
		bad := tables("bad")
		stopped, stop := context.WithCancel(context.Background())
		stop()
		if err := Into(stopped, dir, publisher, bad); err == nil {
			t.Fatal("a cancelled import succeeds")
		}
		data, err := os.ReadFile(filepath.Join(dir, publisher, "places.csv"))
		if err != nil || !bytes.Contains(data, []byte("old")) && !bytes.Contains(data, []byte("new")) {
			t.Errorf("killed at step %d: %q, %v", k, data, err)
		}
		if !crashed {
			break
		}
	}
}

// A cancelled import leaves nothing.
func TestCancelled(t *testing.T) {
	s := Open(t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Accept(ctx, publisher, tables("x"), raw("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := open(t, s); got != "" {
		t.Errorf("%q is open", got)
	}
	if left, _ := filepath.Glob(filepath.Join(s.Dir(), "*", "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A data folder that is a file, or a broken pointer, is an error, not the
// embedded tables.
func TestBroken(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file).Active(); err == nil {
		t.Error("a file is taken for a folder")
	}
	if _, err := Open(file).Accept(context.Background(), publisher, tables("x"), nil); err == nil {
		t.Error("accepted into a file")
	}
	for _, pointer := range []string{"", "one\n", "7\n", "0\n"} {
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Join(dir, "active"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "active", publisher), []byte(pointer), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir).Active(); err == nil {
			t.Errorf("pointer %q is taken", pointer)
		}
	}
}
