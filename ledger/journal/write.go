package journal

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/transparency-dev/tessera"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"k8s.io/klog/v2"
)

// A Writer appends to a log. One at a time may.
type Writer struct {
	storage Storage
	policy  Policy
	lock    Lock
	lanes   lanes
	reader  tessera.LogReader
	life    context.Context // of tessera's goroutines
	stop    context.CancelFunc
	next    uint64
	broken  error
}

// patience is how long a checkpoint may take.
const patience = 20 * time.Second

// Open opens a log for appending, and makes it where there is none. Dir is its
// folder, if the storage is posix.
func Open(ctx context.Context, dir, signerKey string, policy Policy, storage string) (*Writer, error) {
	signer, err := note.NewSigner(signerKey)
	if err != nil {
		return nil, fmt.Errorf("log: its key: %w", err)
	}
	w := &Writer{policy: policy}
	if w.storage, err = open(ctx, storage, dir); err != nil {
		return nil, err
	}
	if w.lock, err = w.storage.Lock(ctx); err != nil {
		return nil, err
	}
	if err := w.start(ctx, signer); err != nil {
		return nil, errors.Join(err, w.lock.Close())
	}
	return w, nil
}

func (w *Writer) start(ctx context.Context, signer note.Signer) error {
	if err := w.checkState(ctx); err != nil {
		return err
	}
	// klog would write on standard error. What goes wrong comes back by Append
	// and Close, which looks whether the checkpoint was written.
	silence()
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	driver, err := w.storage.Driver(ctx)
	if err != nil {
		w.stop()
		return fmt.Errorf("log: %w", err)
	}
	w.life, w.lanes = ctx, lanes{driver: driver, signer: signer}
	if err := w.resume(ctx); err != nil {
		w.stop()
		return err
	}
	return nil
}

// resume waits until all is integrated and signed that was safe when the last
// writer ended.
func (w *Writer) resume(ctx context.Context) (err error) {
	if w.reader, err = w.lanes.first(ctx); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	if w.next, err = w.reader.NextIndex(ctx); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	return w.published(ctx, w.next)
}

// silence keeps klog off standard error, where it writes errors whatever its
// output is.
func silence() {
	var flags flag.FlagSet
	klog.InitFlags(&flags)
	_ = flags.Set("stderrthreshold", "FATAL")
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
}

// checkState compares tessera's own note of where the log ends, which is not
// signed, with the tiles and the checkpoint: appending at a wrong place would
// sign another history.
func (w *Writer) checkState(ctx context.Context) error {
	state, err := w.storage.State(ctx)
	if err != nil {
		return err
	}
	text, err := fs.ReadFile(w.storage.Files(), "checkpoint")
	switch none := errors.Is(err, fs.ErrNotExist); {
	case none && (state.Tree == nil || state.Tree.N == 0):
		return nil
	case err != nil:
		return fmt.Errorf("log: %w", err)
	case state.Tree == nil:
		return &DamageError{state.Where, "it is gone while there is a checkpoint; restore it from a copy"}
	}
	return w.checkTree(state, text)
}

func (w *Writer) checkTree(state State, checkpoint []byte) error {
	cp, err := w.policy.Open(checkpoint)
	if err != nil {
		return err
	}
	t := *state.Tree
	if cp.Tree.N > t.N {
		return &DamageError{state.Where, fmt.Sprintf("it says %d entries, the checkpoint %d; restore both from one copy", t.N, cp.Tree.N)}
	}
	if t.N == 0 {
		return nil
	}
	files := w.storage.Files()
	log := &Log{fsys: files, policy: w.policy, cp: Checkpoint{Tree: t}, tiles: &tileReader{fsys: files, size: t.N}}
	if _, err := tlog.ProveRecord(t.N, t.N-1, log.hashes()); err != nil {
		return log.damage((t.N-1)/width, err)
	}
	c, err := log.ProveSince(cp.Tree.N)
	if err != nil {
		return err
	}
	return c.Extends(cp.Tree, t)
}

// published waits for a checkpoint of that size.
func (w *Writer) published(ctx context.Context, size uint64) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(w.lanes.driver.Every / 20) {
		text, err := w.reader.ReadCheckpoint(ctx)
		if err == nil {
			if cp, err := (Policy{Log: w.policy.Log}).Open(text); err == nil && uint64(cp.Tree.N) >= size {
				return nil
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("log: %d entries are safe on the disk, and no checkpoint could be written over them: is the disk full? Mend that and open the ledger again", size)
		}
	}
}

// Size returns how many entries are safe.
func (w *Writer) Size() int64 { return int64(w.next) }

// Append adds entries in this order and returns when all are safe on the disk,
// with the index of the first. After an error the writer is of no more use:
// how much was written is known when the log is opened again.
func (w *Writer) Append(_ context.Context, entries [][]byte) (int64, error) {
	if w.broken != nil {
		return 0, w.broken
	}
	first := w.next
	for len(entries) > 0 {
		n, err := w.batch(entries)
		if err != nil {
			w.broken = fmt.Errorf("log: nothing before is lost; mend the disk and open the ledger again: %w", err)
			return 0, w.broken
		}
		entries = entries[n:]
	}
	return int64(first), nil
}

func (w *Writer) batch(entries [][]byte) (int, error) {
	if err := w.lock.Held(w.life); err != nil {
		return 0, err
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(w.lanes.driver.Every) {
		n, err := w.lanes.put(w.life, entries, w.next)
		switch {
		case err == nil:
			w.next += uint64(n)
			return n, nil
		// So many entries wait to be integrated that the storage took none of these.
		case errors.Is(err, tessera.ErrPushback) && time.Now().Before(deadline):
		default:
			return 0, err
		}
	}
}

// first returns the first of joined errors: a batch fails as a whole, with one
// error an entry.
func first(err error) error {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		return first(all.Unwrap()[0])
	}
	return err
}

// Published waits for a checkpoint over all entries.
func (w *Writer) Published(ctx context.Context) error {
	if w.broken != nil {
		return w.broken
	}
	return w.published(ctx, w.next)
}

// Close waits for a checkpoint over all entries, unless the context ends, and
// lets others write.
func (w *Writer) Close(ctx context.Context) error {
	var err error
	if w.broken == nil {
		err = w.published(ctx, w.next)
	}
	w.stop()
	return errors.Join(err, w.lock.Close())
}
