package vault

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"adit"
	"adit/ledger"
)

// A Receipt says what became of one event.
type Receipt struct {
	Event   ledger.EventID
	Index   int64 // in the log
	Refused error // adit.Faults, or nil
}

// Again reports whether the event had been recorded before: no harm done.
func (r Receipt) Again() bool {
	return ledger.Replayed(r.Refused)
}

// A Batch is events that were read, and whose signatures were checked.
type Batch struct {
	events   []*ledger.Prepared
	receipts []Receipt
}

// Check reads events and checks their signatures, on all cores. It may run
// while others record.
func (v *Vault) Check(raw [][]byte) *Batch {
	b := &Batch{}
	b.events, b.receipts = prepare(raw)
	v.mu.Lock()
	ring := v.book.Ring()
	v.mu.Unlock()
	ring.Verify(b.events)
	return b
}

// Record checks events in order and returns when those that are accepted are
// safe on the disk. An error means that the disk failed: what was safe before
// still is, and the ledger must be opened again. It may be called concurrently.
func (v *Vault) Record(ctx context.Context, raw [][]byte) ([]Receipt, error) {
	return v.Commit(ctx, v.Check(raw))
}

// Commit records a batch that was checked. A key that was revoked in between is
// noticed.
func (v *Vault) Commit(ctx context.Context, b *Batch) ([]Receipt, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.broken != nil {
		return nil, v.broken
	}
	now, err := v.time()
	if err != nil {
		return nil, err
	}
	for i, p := range b.events {
		if p != nil {
			b.receipts[i].Refused = v.book.Accept(p, now)
		}
	}
	return b.receipts, v.append(ctx, b)
}

// CommitAll records all of a batch, or nothing of it where one event is
// refused.
func (v *Vault) CommitAll(ctx context.Context, b *Batch) ([]Receipt, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.broken != nil {
		return nil, v.broken
	}
	now, err := v.time()
	if err != nil {
		return nil, err
	}
	if slices.Contains(b.events, nil) {
		return b.receipts, nil
	}
	errs, all := v.book.AcceptAll(b.events, now)
	for i, err := range errs {
		b.receipts[i].Refused = err
	}
	if !all {
		return b.receipts, nil
	}
	return b.receipts, v.append(ctx, b)
}

// append puts what the book accepted into the log.
func (v *Vault) append(ctx context.Context, b *Batch) error {
	var accepted [][]byte
	for i, p := range b.events {
		if b.receipts[i].Refused == nil {
			accepted = append(accepted, p.Raw)
		}
	}
	if len(accepted) == 0 {
		return nil
	}
	first, err := v.log.Append(ctx, accepted)
	if err != nil {
		v.broken = err // the book is ahead of the log
		return err
	}
	for i := range b.receipts {
		if b.receipts[i].Refused == nil {
			b.receipts[i].Index = first
			first++
		}
	}
	return nil
}

// prepare reads a batch on all cores. What cannot be read is nil in the batch
// and refused in its receipt.
func prepare(raw [][]byte) ([]*ledger.Prepared, []Receipt) {
	batch, receipts := make([]*ledger.Prepared, len(raw)), make([]Receipt, len(raw))
	workers := min(runtime.GOMAXPROCS(0), len(raw))
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := w; i < len(raw); i += workers {
				if batch[i], receipts[i].Refused = ledger.Prepare(raw[i]); batch[i] != nil {
					receipts[i].Event = batch[i].Event.ID
				}
			}
		})
	}
	all.Wait()
	return batch, receipts
}

// importBatch is how many events are recorded at a time.
const importBatch = 1024

// A Tally counts what an import did.
type Tally struct {
	Recorded int64     `json:"recorded"`
	Again    int64     `json:"again"` // were there before
	Refused  int64     `json:"refused"`
	First    []Refusal `json:"refusals,omitempty"` // at most keepRefusals
}

// A Refusal is an event that was not recorded.
type Refusal struct {
	Line   int64          `json:"line"`
	Event  ledger.EventID `json:"event,omitempty"`
	Faults adit.Faults    `json:"faults"`
}

const keepRefusals = 100

// Import records events from JSON lines, one event a line. It goes on after a
// refusal. Importing the same file again, after a crash say, records what is
// missing and nothing twice.
func (v *Vault) Import(ctx context.Context, r io.Reader, progress Progress) (Tally, error) {
	var t Tally
	in := &lines{in: bufio.NewReaderSize(r, 1<<16)}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	// Most of what lives is the book, which only grows: collecting at half as much
	// again, instead of at double, costs little time and keeps ten million events
	// below a gigabyte.
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	// While one batch waits for the disk, the next is checked.
	checked := make(chan checkedLines)
	go v.checkLines(ctx, in, checked)
	for c := range checked {
		if c.err != nil {
			return t, fmt.Errorf("line %d: %w", c.last+1, c.err)
		}
		receipts, err := v.Commit(ctx, c.batch)
		if err != nil {
			return t, err
		}
		t.add(receipts, c.at)
		progress.report(c.last)
	}
	return t, ctx.Err()
}

type checkedLines struct {
	batch *Batch
	at    []int64
	last  int64
	err   error
}

func (v *Vault) checkLines(ctx context.Context, in *lines, out chan<- checkedLines) {
	defer close(out)
	for !in.end && ctx.Err() == nil {
		raw, at, err := in.batch()
		c := checkedLines{at: at, last: in.n, err: err}
		if err == nil {
			c.batch = v.Check(raw)
		}
		select {
		case out <- c:
		case <-ctx.Done():
		}
		if err != nil {
			return
		}
	}
}

// lines cuts a stream.
type lines struct {
	in  *bufio.Reader
	n   int64
	end bool
}

// batch returns lines that are not blank, and their numbers.
func (l *lines) batch() (raw [][]byte, at []int64, err error) {
	for len(raw) < importBatch && !l.end {
		text, err := readLine(l.in)
		if l.end = err == io.EOF; err != nil && !l.end {
			return nil, nil, err
		}
		l.n++
		if text = bytes.TrimSpace(text); len(text) > 0 {
			raw, at = append(raw, text), append(at, l.n)
		}
	}
	return raw, at, nil
}

// readLine reads a line and keeps no more of it than an event may have.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if len(line) <= ledger.MaxEvent {
			line = append(line, part...)
		}
		if err != bufio.ErrBufferFull {
			return line, err
		}
	}
}

func (t *Tally) add(receipts []Receipt, lines []int64) {
	for i, r := range receipts {
		switch {
		case r.Refused == nil:
			t.Recorded++
		case r.Again():
			t.Again++
		default:
			t.Refused++
			var faults adit.Faults
			if errors.As(r.Refused, &faults) && len(t.First) < keepRefusals {
				t.First = append(t.First, Refusal{lines[i], r.Event, faults})
			}
		}
	}
}
