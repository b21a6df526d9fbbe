//go:build unix

package journal

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	fnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A witness on the network signs a log as it grows, whatever size it is asked
// from, and what it signed fulfils a policy.
func TestAsk(t *testing.T) {
	dir := t.TempDir()
	policy := fill(t, dir, 0, 10)
	s, v := testKey("one.example")
	key, err := fnote.VKeyToCosignatureV1(v)
	if err != nil {
		t.Fatal(err)
	}
	policy.Witnesses = []string{key}
	server := httptest.NewServer(NewWitness(s, tlog.Tree{}).Handler(policy))
	defer server.Close()
	post := Post{server.URL, key}
	for until := 20; until <= 40; until += 10 {
		log, err := View(os.DirFS(dir), policy)
		if err != nil {
			t.Fatal(err)
		}
		for _, last := range []int64{0, 3} { // asked twice: what it has signed it signs again
			cp, err := log.Ask(t.Context(), server.Client(), post, last)
			if err != nil {
				t.Fatal(err)
			}
			if err := log.Publish(t.Context(), "posix", dir, cp); err != nil {
				t.Fatal(err)
			}
			strict := policy
			strict.Quorum = 1
			if got, err := View(os.DirFS(dir), strict); err != nil || len(got.Checkpoint().Cosigned) != 1 {
				t.Errorf("%v", err)
			}
		}
		fill(t, dir, until-10, until)
	}
	// The same key, another history.
	other := t.TempDir()
	s2, v2 := testKey("example.org/log")
	w, err := Open(t.Context(), other, s2, Policy{Log: v2}, "posix")
	if err != nil {
		t.Fatal(err)
	}
	var batch [][]byte
	for i := range 50 {
		batch = append(batch, entry(i+1000))
	}
	if _, err := w.Append(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	fork, err := View(os.DirFS(other), Policy{Log: v2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fork.Ask(t.Context(), server.Client(), post, 0); err == nil || !strings.Contains(err.Error(), "another history") {
		t.Errorf("a fork was signed: %v", err)
	}
}

// What a witness answers is taken only where it is the signature asked for.
func TestAskOfABadWitness(t *testing.T) {
	dir := t.TempDir()
	policy := fill(t, dir, 0, 10)
	log, err := View(os.DirFS(dir), policy)
	if err != nil {
		t.Fatal(err)
	}
	_, v := testKey("one.example")
	key, _ := fnote.VKeyToCosignatureV1(v)
	for text, answer := range map[string]func(http.ResponseWriter){
		"does not fit its": func(w http.ResponseWriter) { fmt.Fprintln(w, "— one.example AAAAAA==") },
		"no signature":     func(w http.ResponseWriter) { fmt.Fprintln(w, "<html>") },
		"keeps saying":     func(w http.ResponseWriter) { w.WriteHeader(409); fmt.Fprintln(w, "5") },
		"signed a longer":  func(w http.ResponseWriter) { w.WriteHeader(409); fmt.Fprintln(w, "5000") },
		"without the size": func(w http.ResponseWriter) { w.WriteHeader(409); fmt.Fprintln(w, "-1") },
		"does not know":    func(w http.ResponseWriter) { w.WriteHeader(404) },
		"500":              func(w http.ResponseWriter) { w.WriteHeader(500) },
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w) }))
		if _, err := log.Ask(t.Context(), server.Client(), Post{server.URL, key}, 0); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", text, err)
		}
		server.Close()
	}
}
