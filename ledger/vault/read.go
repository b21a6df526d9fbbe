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
	return walk(ctx, o.Log, &state{book: ledger.NewBook(o.Manifest.Name)}, false, progress, f)
}

// Verify checks everything: tiles and entries against the checkpoint, every
// signature, and every rule of the book.
func (o *Opened) Verify(ctx context.Context, progress Progress) (*ledger.Book, []Void, error) {
	return walk(ctx, o.Log, &state{book: ledger.NewBook(o.Manifest.Name)}, true, progress, nil)
}

// walk feeds a log to a book from where its state ends, in batches so that all
// cores read.
func walk(ctx context.Context, log *journal.Log, from *state, signatures bool, progress Progress, f func(int64, *ledger.Prepared)) (*ledger.Book, []Void, error) {
	book, void, first := from.book, from.void, from.size
	var raw [][]byte
	flush := func() {
		batch, receipts := prepare(raw)
		if signatures {
			book.Ring().Verify(batch)
		}
		for i, p := range batch {
			err := receipts[i].Refused
			if err == nil && signatures {
				err = book.Accept(p, always)
			} else if err == nil {
				err = book.Replay(p)
			}
			if err != nil {
				void = append(void, Void{first + int64(i), receipts[i].Event, err.Error()})
			} else if f != nil {
				f(first+int64(i), p)
			}
		}
		first += int64(len(raw))
		raw = raw[:0]
	}
	err := log.Each(first, func(_ int64, entry []byte) error {
		raw = append(raw, entry)
		if len(raw) == importBatch {
			flush()
			if progress != nil {
				progress(first, log.Size())
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, nil, err
	}
	flush()
	return book, void, nil
}

// always is later than any event: when an event was recorded is past.
var always = time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)
