// Package storagetest says what a storage of the log must do, and tries it: in
// this process, and through adit itself.
package storagetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"adit/ledger/journal"
)

// A Case is a storage, with services that it can reach.
type Case struct {
	Open journal.Opener

	// Address returns that of an empty storage.
	Address func(t *testing.T) string

	// Die lets the process die that holds the lock.
	Die func(t *testing.T, lock journal.Lock)

	// SetState overwrites tessera's own note of where the log ends.
	SetState func(t *testing.T, address string, size int64)
}

// Run runs all.
func Run(t *testing.T, scheme string, c Case) {
	journal.Register(scheme, c.Open)
	t.Run("RecordProveRestart", c.recordProveRestart)
	t.Run("UnsignedEnd", c.unsignedEnd)
	t.Run("TwoWriters", c.twoWriters)
	t.Run("DeadWriter", c.deadWriter)
	t.Run("WrongState", c.wrongState)
	t.Run("Witness", c.witness)
	t.Run("Command", c.command)
}

// A keeper has one log.
type keeper struct {
	address string
	key     string
	policy  journal.Policy
}

func (c Case) keeper(t *testing.T) keeper {
	t.Helper()
	signer, verifier, err := note.GenerateKey(rand.Reader, "example.org/log")
	if err != nil {
		t.Fatal(err)
	}
	return keeper{c.Address(t), signer, journal.Policy{Log: verifier}}
}

func (k keeper) open(t *testing.T) *journal.Writer {
	t.Helper()
	w, err := journal.Open(t.Context(), "", k.key, k.policy, k.address)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (k keeper) view(t *testing.T) *journal.Log {
	t.Helper()
	files, err := journal.Files(t.Context(), k.address, nil)
	if err != nil {
		t.Fatal(err)
	}
	log, err := journal.View(files, k.policy)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func entry(i int64) []byte { return fmt.Appendf(nil, `{"entry":%d}`, i) }

func entries(from, until int64) (batch [][]byte) {
	for i := from; i < until; i++ {
		batch = append(batch, entry(i))
	}
	return batch
}

func fill(t *testing.T, w *journal.Writer, from, until int64) {
	t.Helper()
	if first, err := w.Append(t.Context(), entries(from, until)); err != nil || first != from {
		t.Fatalf("first %d, want %d: %v", first, from, err)
	}
}

func done(t *testing.T, w *journal.Writer) {
	t.Helper()
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// What was recorded is read back and proven, after each restart; the log only
// grew. Five thousand at once are more than tessera lets wait.
func (c Case) recordProveRestart(t *testing.T) {
	k := c.keeper(t)
	var heads []tlog.Tree
	sizes := []int64{0, 1, 300, 5300}
	for i := 1; i < len(sizes); i++ {
		w := k.open(t)
		fill(t, w, sizes[i-1], sizes[i])
		done(t, w)
		heads = append(heads, k.view(t).Checkpoint().Tree)
	}
	log, n := k.view(t), int64(0)
	err := log.Each(0, func(i int64, e []byte) error {
		n++
		if !bytes.Equal(e, entry(i)) {
			t.Errorf("entry %d is %s", i, e)
		}
		return nil
	})
	if err != nil || n != 5300 {
		t.Fatalf("%d entries: %v", n, err)
	}
	for _, i := range []int64{0, 255, 256, 5299} {
		p, err := log.Prove(i)
		if err != nil {
			t.Fatal(err)
		}
		if _, at, err := journal.Check(p.Text(), entry(i), k.policy); err != nil || at != i {
			t.Errorf("proof of %d: %v", i, err)
		}
		if _, _, err := journal.Check(p.Text(), entry(i+1), k.policy); err == nil {
			t.Errorf("the proof of %d holds for another entry", i)
		}
	}
	for _, old := range heads {
		since, err := log.ProveSince(old.N)
		if err == nil {
			err = since.Extends(old, log.Checkpoint().Tree)
		}
		if err != nil {
			t.Errorf("since %d: %v", old.N, err)
		}
	}
}

// An acknowledged entry is there when the writer ended before a checkpoint was
// signed over it.
func (c Case) unsignedEnd(t *testing.T) {
	k := c.keeper(t)
	w := k.open(t)
	fill(t, w, 0, 10)
	ended, end := context.WithCancel(t.Context())
	end()
	if err := w.Close(ended); !errors.Is(err, context.Canceled) {
		t.Fatalf("closed with a checkpoint, or %v", err)
	}
	w = k.open(t)
	if w.Size() != 10 {
		t.Fatalf("%d entries", w.Size())
	}
	fill(t, w, 10, 20)
	done(t, w)
	if size := k.view(t).Size(); size != 20 {
		t.Errorf("%d entries", size)
	}
}

// The second of two writers is told, and can write once the first is done.
func (c Case) twoWriters(t *testing.T) {
	k := c.keeper(t)
	w := k.open(t)
	if _, err := journal.Open(t.Context(), "", k.key, k.policy, k.address); !errors.Is(err, journal.ErrLocked) {
		t.Errorf("the second writer: %v", err)
	}
	fill(t, w, 0, 3)
	done(t, w)
	w = k.open(t)
	fill(t, w, 3, 4)
	done(t, w)
}

// A writer that dies lets go; one that lost its lock writes no more.
func (c Case) deadWriter(t *testing.T) {
	k := c.keeper(t)
	at, err := url.Parse(k.address)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	lock, err := s.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := lock.Held(t.Context()); err != nil {
		t.Error(err)
	}
	c.Die(t, lock)
	w := k.open(t)
	fill(t, w, 0, 1)
	if lock.Held(t.Context()) == nil {
		t.Error("two hold the lock")
	}
	done(t, w)
}

// A database from an older copy than the bucket would fork the log, and one that
// says another root would sign what is not there.
func (c Case) wrongState(t *testing.T) {
	for _, size := range []int64{299, 301} {
		k := c.keeper(t)
		w := k.open(t)
		fill(t, w, 0, 300)
		done(t, w)
		c.SetState(t, k.address, size)
		_, err := journal.Open(t.Context(), "", k.key, k.policy, k.address)
		var damage *journal.DamageError
		if !errors.As(err, &damage) {
			t.Errorf("opened with a database that says %d of 300 entries: %v", size, err)
		}
	}
}

// A checkpoint that witnesses signed takes the place of the log's own.
func (c Case) witness(t *testing.T) {
	k := c.keeper(t)
	w := k.open(t)
	fill(t, w, 0, 3)
	done(t, w)
	log := k.view(t)
	cp := log.Checkpoint()
	cp.Text += "— witness.example.org AAAAAAAAAAAAAAAA\n"
	if err := log.Publish(t.Context(), k.address, "", cp); err != nil {
		t.Fatal(err)
	}
	if text := k.view(t).Checkpoint().Text; !strings.Contains(text, "— witness.example.org ") {
		t.Errorf("published:\n%s", text)
	}
}
