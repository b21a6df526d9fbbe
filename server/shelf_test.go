package server

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// shelvedKit is a server with a shelf whose echo is worth a place there.
func shelvedKit(t *testing.T, dir string, change ...func(*Config)) *kit {
	return newKit(t, append([]func(*Config){func(c *Config) { c.Shelf, c.Verbs[0].Solves = dir, true }}, change...)...)
}

func echoed(t *testing.T, k *kit) []byte {
	t.Helper()
	r := httptest.NewRequest("GET", "/api/v1/echo/tin?n=5", nil)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	k.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.Bytes()
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// The next start has the answer without a run; a server of another version has
// not, and neither has one on another day.
func TestShelf(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "answers")
	want := echoed(t, shelvedKit(t, dir))
	again := shelvedKit(t, dir)
	if got := echoed(t, again); !bytes.Equal(got, want) || again.runs.Load() != 0 {
		t.Errorf("%d runs, %s, before %s", again.runs.Load(), got, want)
	}
	for name, change := range map[string]func(*Config){
		"version": func(c *Config) { c.Version = "2" },
		"day":     func(c *Config) { c.Now = func() time.Time { return time.Now().Add(48 * time.Hour) } },
	} {
		other := shelvedKit(t, dir, change)
		if echoed(t, other); other.runs.Load() != 1 {
			t.Errorf("of another %s: %d runs", name, other.runs.Load())
		}
	}
}

// A file that is torn, changed, or of another question is no answer; it is
// replaced by one.
func TestShelfDistrusts(t *testing.T) {
	for name, spoil := range map[string]func([]byte) []byte{
		"torn":    func(b []byte) []byte { return b[:len(b)/2] },
		"changed": func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"empty":   func([]byte) []byte { return nil },
		"foreign": func([]byte) []byte { return []byte("not ours\n") },
	} {
		dir := t.TempDir()
		want := echoed(t, shelvedKit(t, dir))
		path := files(t, dir)[0]
		data, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, spoil(data), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		k := shelvedKit(t, dir)
		if got := echoed(t, k); !bytes.Equal(got, want) || k.runs.Load() != 1 {
			t.Errorf("%s: %d runs, %s", name, k.runs.Load(), got)
		}
		k = shelvedKit(t, dir)
		if echoed(t, k); k.runs.Load() != 0 {
			t.Errorf("%s: not replaced", name)
		}
	}
	s := &shelf{t.TempDir(), 1 << 20}
	if err := s.put("one", Body{Bytes: []byte("1")}); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(s.name("one"), s.name("two")); err != nil {
		t.Fatal(err)
	}
	if b, ok := s.get("two"); ok {
		t.Errorf("the answer to another question: %s", b.Bytes)
	}
}

// What is confidential, rests on more than its parameters, was sent along, or is
// quick does not reach the disk; a disk that cannot be written costs no answer.
func TestShelfLeavesOut(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"fleeting": func(c *Config) { c.Verbs[0].Fleeting = true },
		"state":    func(c *Config) { c.Verbs[0].State = func() string { return "1" } },
		"quick":    func(c *Config) { c.Verbs[0].Solves = false },
	} {
		dir := t.TempDir()
		echoed(t, shelvedKit(t, dir, change))
		if names := files(t, dir); len(names) > 0 {
			t.Errorf("%s: %v", name, names)
		}
	}
	dir := t.TempDir()
	k := shelvedKit(t, dir)
	r := httptest.NewRequest("POST", "/api/v1/echo", strings.NewReader(`{"network": {"secret": 1}}`))
	r.Host = "localhost"
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	if k.ServeHTTP(w, r); w.Code != http.StatusOK || len(files(t, dir)) > 0 {
		t.Errorf("a document: %d, %v", w.Code, files(t, dir))
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	echoed(t, shelvedKit(t, filepath.Join(file, "answers")))
}

// The oldest answers go first, and what is not the shelf's stays.
func TestShelfIsBounded(t *testing.T) {
	s := &shelf{t.TempDir(), 1500}
	other := filepath.Join(s.dir, "notes.txt")
	if err := os.WriteFile(other, make([]byte, 5000), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, key := range []string{"a", "b", "c"} {
		if err := s.put(key, Body{Bytes: randomBytes(600)}); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(time.Duration(i-10) * time.Minute)
		if err := os.Chtimes(s.name(key), old, old); err != nil {
			t.Fatal(err)
		}
	}
	for key, want := range map[string]bool{"a": false, "b": true, "c": true} {
		if _, ok := s.get(key); ok != want {
			t.Errorf("%s is there: %v", key, ok)
		}
	}
	if names := files(t, s.dir); len(names) != 3 {
		t.Errorf("%v", names)
	}
	if _, err := os.Stat(other); err != nil {
		t.Error(err)
	}
}
