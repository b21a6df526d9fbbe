package ledger

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"runtime"
	"sync"
)

// Prepared is an event that was read, and what can be computed of it without a
// Book.
type Prepared struct {
	Event *Event
	Raw   []byte // as it came: what the log keeps
	Hash  Hash

	text     []byte // canonical
	verified int    // the Book's ring that its signatures were checked against
	replayed bool   // checked when it was recorded
}

// Prepare reads an event and computes its hash. It may run concurrently.
func Prepare(raw []byte) (*Prepared, error) {
	e, err := ReadEvent(raw)
	if err != nil {
		return nil, err
	}
	text, err := e.Canonical()
	if err != nil {
		return nil, err
	}
	return &Prepared{Event: e, Raw: bytes.Clone(raw), Hash: sha256.Sum256(text), text: text}, nil
}

// A Ring is the keys of a book at one moment. It may be used while the book
// goes on.
type Ring struct {
	version int
	keys    map[KeyID]Key
	revoked map[KeyID]Revoke
}

// Ring returns the book's keys as they are now.
func (b *Book) Ring() *Ring {
	if b.copied == nil || b.copied.version != b.ring {
		b.copied = &Ring{b.ring, maps.Clone(b.keys), maps.Clone(b.revoked)}
	}
	return b.copied
}

// Verify checks the signatures of a batch on all cores, so that Accept need
// not, unless keys change before it. An event whose signatures do not hold, or
// hold only with keys declared within the batch, is left for Accept to judge.
func (r *Ring) Verify(batch []*Prepared) {
	if r.version == 0 {
		return
	}
	var all sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		all.Go(func() {
			for i := w; i < len(batch); i += workers {
				if p := batch[i]; p != nil && p.Event.verify(p.text, r.keys, r.revoked) == nil {
					p.verified = r.version
				}
			}
		})
	}
	all.Wait()
}
