package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/transparency-dev/tessera"
	"golang.org/x/mod/sumdb/note"
)

// Tessera queues entries, and writes them when there are so many or when the
// first has waited so long. On a busy machine its timer may take a part of a
// batch out of the queue and be put to sleep before it hands it on; the rest
// then comes first, and events stand before those that they rest on. (Seen once
// in 212 batches of 1,024 at a load of 6.) So no timer ever fires here: a lane is
// an appender whose queue is written when it is full, and a batch goes down the
// lanes that fit it, 1,000 entries as 512, 256, 128, 64, 32 and 8. This also
// saves a single entry the wait.
//
// A bundle has 256 entries, and each batch costs some five writes whatever its
// size, so that many entries should come together.
type lanes struct {
	driver Driver
	signer note.Signer
	open   map[int]*tessera.Appender // by width
}

const never = 10 * 365 * 24 * time.Hour

// first opens the lane of single entries, which also writes the checkpoints of
// all, and returns the log's reader.
func (l *lanes) first(ctx context.Context) (tessera.LogReader, error) {
	a, _, r, err := tessera.NewAppender(ctx, l.driver.Driver, l.options(1).WithCheckpointInterval(l.driver.Every))
	if err != nil {
		return nil, err
	}
	l.open = map[int]*tessera.Appender{1: a}
	return r, nil
}

func (l *lanes) options(width int) *tessera.AppendOptions {
	return tessera.NewAppendOptions().WithCheckpointSigner(l.signer).WithBatching(uint(width), never)
}

func (l *lanes) lane(ctx context.Context, width int) (*tessera.Appender, error) {
	if a, ok := l.open[width]; ok {
		return a, nil
	}
	a, _, _, err := tessera.NewAppender(ctx, l.driver.Driver, l.options(width).WithCheckpointInterval(never).WithCheckpointRepublishInterval(0).WithGarbageCollectionInterval(0))
	if err == nil {
		l.open[width] = a
	}
	return a, err
}

// put writes as many entries as the widest lane takes that they fill, and
// returns how many, and the index of the first. All are safe then.
func (l *lanes) put(ctx context.Context, entries [][]byte, next uint64) (int, error) {
	width := 1
	for _, w := range l.driver.Widths {
		if w <= len(entries) {
			width = w
		}
	}
	a, err := l.lane(ctx, width)
	if err != nil {
		return 0, err
	}
	futures := make([]tessera.IndexFuture, width)
	for i := range futures {
		// One that tessera would not queue would leave the others waiting for ever.
		if len(entries[i]) > MaxEntry {
			return 0, fmt.Errorf("entry of %d bytes, the most is %d", len(entries[i]), MaxEntry)
		}
		futures[i] = a.Add(ctx, tessera.NewEntry(entries[i]))
	}
	var failed error
	for i, f := range futures {
		index, err := f()
		switch {
		case err != nil:
			failed = errors.Join(failed, err)
		case failed == nil && index.Index != next+uint64(i):
			failed = fmt.Errorf("entry has index %d, not %d: somebody else wrote to the log", index.Index, next+uint64(i))
		}
	}
	return width, first(failed)
}
