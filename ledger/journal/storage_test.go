//go:build unix

package journal

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"
)

// Another storage is found by the scheme of its address, and all that is done
// with a log goes to it.
func TestRegisteredStorage(t *testing.T) {
	dir := t.TempDir()
	Register("shelf", func(_ context.Context, at *url.URL) (Storage, error) { return folder{dir + at.Path}, nil })
	t.Cleanup(func() { delete(storages, "shelf") })
	s, v := testKey("example.org/log")
	policy := Policy{Log: v}
	w, err := Open(t.Context(), "nowhere", s, policy, "shelf://top/tin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Append(t.Context(), [][]byte{entry(0)}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := Files(t.Context(), "shelf://top/tin", nil)
	if err != nil {
		t.Fatal(err)
	}
	log, err := View(files, policy)
	if err != nil || log.Size() != 1 {
		t.Fatal(err)
	}
	if err := log.Publish(t.Context(), "shelf://top/tin", "nowhere", log.Checkpoint()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat("nowhere"); err == nil {
		t.Error("something was written to the folder of a log that is elsewhere")
	}
}

func TestStorageAddresses(t *testing.T) {
	Register("shelf", nil)
	t.Cleanup(func() { delete(storages, "shelf") })
	for address, want := range map[string]string{
		"shelf://top":        "",
		"posix":              "",
		"posix://x":          "no storage",
		"tape":               "no storage",
		"":                   "no storage",
		"shelf":              "write shelf://BUCKET",
		"shelf:///x":         "write shelf://BUCKET",
		"shelf://a:b@bucket": "keep passwords out",
	} {
		err := CheckStorage(address)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", address, err)
		}
		if err != nil && strings.Contains(err.Error(), "a:b") {
			t.Errorf("the password is in the error: %v", err)
		}
	}
}
