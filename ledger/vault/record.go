package vault

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
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
	var faults adit.Faults
	return errors.As(r.Refused, &faults) && faults[0].Rule == "replayed"
}

// Record checks events in order and returns when those that are accepted are
// safe on the disk. An error means that the disk failed: what was safe before
// still is, and the ledger must be opened again. It may be called concurrently.
func (v *Vault) Record(ctx context.Context, raw [][]byte) ([]Receipt, error) {
	batch, receipts := prepare(raw)
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.broken != nil {
		return nil, v.broken
	}
	now, err := v.time()
	if err != nil {
		return nil, err
	}
	v.book.Verify(batch)
	var accepted [][]byte
	for i, p := range batch {
		if p == nil {
			continue
		}
		if receipts[i].Refused = v.book.Accept(p, now); receipts[i].Refused == nil {
			accepted = append(accepted, p.Raw)
		}
	}
	if len(accepted) == 0 {
		return receipts, nil
	}
	first, err := v.log.Append(ctx, accepted)
	if err != nil {
		v.broken = err // the book is ahead of the log
		return nil, err
	}
	for i := range receipts {
		if receipts[i].Refused == nil {
			receipts[i].Index = first
			first++
		}
	}
	return receipts, nil
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
	in := bufio.NewReaderSize(r, 1<<16)
	line := int64(0)
	for end := false; !end && ctx.Err() == nil; {
		var raw [][]byte
		var at []int64
		for len(raw) < importBatch && !end {
			text, err := readLine(in)
			if end = err == io.EOF; err != nil && !end {
				return t, fmt.Errorf("line %d: %w", line+1, err)
			}
			line++
			if text = bytes.TrimSpace(text); len(text) > 0 {
				raw, at = append(raw, text), append(at, line)
			}
		}
		receipts, err := v.Record(ctx, raw)
		if err != nil {
			return t, err
		}
		t.add(receipts, at)
		progress.report(line)
	}
	return t, ctx.Err()
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
