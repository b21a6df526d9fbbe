package vault

import (
	"context"
	"io/fs"
	"time"

	"adit/ledger"
	"adit/ledger/journal"
)

// A Progress is told now and then how many events are done; nil is told
// nothing.
type Progress func(done, of int64)

func (p Progress) report(done int64) {
	if p != nil {
		p(done, 0)
	}
}

// A Void is an event of the log that the book refuses: everyone who reads the
// log finds the same.
type Void struct {
	Index int64          `json:"index"`
	Event ledger.EventID `json:"event"`
	Why   string         `json:"why"`
}

// Opened is a ledger that is open for reading.
type Opened struct {
	Manifest Manifest
	Log      *journal.Log
}

// Read opens the ledger in a folder for reading.
func Read(fsys fs.FS) (*Opened, error) {
	m, err := manifest(fsys)
	if err != nil {
		return nil, err
	}
	files, err := m.Files(fsys)
	if err != nil {
		return nil, err
	}
	log, err := journal.View(files, m.Policy())
	if err != nil {
		return nil, err
	}
	return &Opened{m, log}, nil
}

// Events calls f with every event that is not void, in the order of the log.
// Signatures were checked when the events were recorded; Verify checks them
// again.
func (o *Opened) Events(ctx context.Context, progress Progress, f func(index int64, p *ledger.Prepared)) (*ledger.Book, []Void, error) {
	at := newState(o.Manifest)
	err := at.walk(ctx, o.Log, false, progress, f)
	return at.book, at.void, err
}

// Verify checks everything: tiles and entries against the checkpoint, every
// signature, and every rule of the book.
func (o *Opened) Verify(ctx context.Context, progress Progress) (*ledger.Book, []Void, error) {
	at := newState(o.Manifest)
	err := at.walk(ctx, o.Log, true, progress, nil)
	return at.book, at.void, err
}

// state is a book, and how far it goes.
type state struct {
	book *ledger.Book
	size int64
	void []Void
}

func newState(m Manifest) *state { return &state{book: ledger.NewBook(m.Name)} }

// walk feeds a log to the book from where it ends, in batches so that all cores
// read. After an error the book is over what was fed: the next walk goes on.
func (s *state) walk(ctx context.Context, log *journal.Log, signatures bool, progress Progress, f func(int64, *ledger.Prepared)) error {
	var raw [][]byte
	err := log.Each(s.size, func(_ int64, entry []byte) error {
		raw = append(raw, entry)
		if len(raw) == importBatch {
			s.feed(raw, signatures, f)
			raw = raw[:0]
			if progress != nil {
				progress(s.size, log.Size())
			}
		}
		return ctx.Err()
	})
	if err == nil {
		s.feed(raw, signatures, f)
	}
	return err
}

func (s *state) feed(raw [][]byte, signatures bool, f func(int64, *ledger.Prepared)) {
	batch, receipts := prepare(raw)
	if signatures {
		s.book.Ring().Verify(batch)
	}
	for i, p := range batch {
		err := receipts[i].Refused
		if err == nil && signatures {
			err = s.book.Accept(p, always)
		} else if err == nil {
			err = s.book.Replay(p)
		}
		if err != nil {
			s.void = append(s.void, Void{s.size + int64(i), receipts[i].Event, err.Error()})
		} else if f != nil {
			f(s.size+int64(i), p)
		}
	}
	s.size += int64(len(raw))
}

// always is later than any event: when an event was recorded is past.
var always = time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)
