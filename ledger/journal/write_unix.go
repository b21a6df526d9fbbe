//go:build unix

package journal

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/transparency-dev/tessera"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"k8s.io/klog/v2"
)

// A Writer appends to a log. One process at a time may have one.
type Writer struct {
	dir    string
	policy Policy
	lock   *os.File
	lanes  lanes
	reader tessera.LogReader
	life   context.Context // of tessera's goroutines
	stop   context.CancelFunc
	next   uint64
	broken error
}

const (
	// batchMax is the most entries that are written at once. A bundle has 256,
	// and each batch costs some five writes to the disk whatever its size, so
	// that many entries should come together.
	batchMax = 1024

	checkpointEvery = 100 * time.Millisecond // the least that tessera allows
	patience        = 20 * time.Second
)

// ErrLocked says that another process writes to the log.
var ErrLocked = errors.New("another process records into this ledger; wait until it is done, or stop it")

// Open opens the log in dir for appending, and makes it where there is none.
func Open(ctx context.Context, dir, signerKey string, policy Policy, driver string) (*Writer, error) {
	signer, err := note.NewSigner(signerKey)
	if err != nil {
		return nil, fmt.Errorf("log: its key: %w", err)
	}
	w := &Writer{dir: dir, policy: policy}
	if w.lock, err = takeLock(dir); err != nil {
		return nil, err
	}
	if err := w.start(ctx, signer, driver); err != nil {
		w.lock.Close()
		return nil, err
	}
	return w, nil
}

func (w *Writer) start(ctx context.Context, signer note.Signer, driver string) error {
	if err := w.checkState(); err != nil {
		return err
	}
	// klog would write on standard error. What goes wrong comes back by Append
	// and Close, which looks whether the checkpoint was written.
	silence()
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	storage, err := newDriver(ctx, driver, w.dir)
	if err != nil {
		return err
	}
	w.life, w.lanes = ctx, lanes{storage: storage, signer: signer}
	if w.reader, err = w.lanes.first(ctx); err != nil {
		w.stop()
		return fmt.Errorf("log: %w", err)
	}
	if w.next, err = w.reader.IntegratedSize(ctx); err != nil {
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

// takeLock keeps other processes out for as long as the file is open; a
// process that dies lets go.
func takeLock(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("log: it cannot be written to: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		f.Close()
		return nil, ErrLocked
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("log: lock: %w", err)
	}
	return f, nil
}

// checkState compares tessera's own note of where the log ends, which is not
// signed, with the tiles and the checkpoint: appending at a wrong place would
// sign another history.
func (w *Writer) checkState() error {
	text, err := os.ReadFile(filepath.Join(w.dir, ".state", "treeState"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Join(w.dir, "checkpoint")); err == nil {
			return &DamageError{".state/treeState", "it is gone while there is a checkpoint; restore it from a copy"}
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	var state struct {
		Size int64     `json:"size"`
		Root tlog.Hash `json:"root"`
	}
	var raw struct {
		Size int64  `json:"size"`
		Root []byte `json:"root"`
	}
	if err := json.Unmarshal(text, &raw); err != nil || len(raw.Root) != tlog.HashSize || raw.Size < 0 {
		return &DamageError{".state/treeState", "it cannot be read; restore it from a copy"}
	}
	state.Size, state.Root = raw.Size, tlog.Hash(raw.Root)
	return w.checkTree(tlog.Tree{N: state.Size, Hash: state.Root})
}

func (w *Writer) checkTree(t tlog.Tree) error {
	text, err := os.ReadFile(filepath.Join(w.dir, "checkpoint"))
	if errors.Is(err, fs.ErrNotExist) && t.N == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	cp, err := w.policy.Open(text)
	if err != nil {
		return err
	}
	if cp.Tree.N > t.N {
		return &DamageError{".state/treeState", fmt.Sprintf("it says %d entries, the checkpoint %d; restore both from one copy", t.N, cp.Tree.N)}
	}
	if t.N == 0 {
		return nil
	}
	log := &Log{fsys: os.DirFS(w.dir), policy: w.policy, cp: Checkpoint{Tree: t}, tiles: &tileReader{fsys: os.DirFS(w.dir), size: t.N}}
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
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		text, err := w.reader.ReadCheckpoint(ctx)
		if err == nil {
			if cp, err := (Policy{Log: w.policy.Log}).Open(text); err == nil && uint64(cp.Tree.N) >= size {
				return nil
			}
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
	if err := w.writable(); err != nil {
		return 0, err
	}
	n, err := w.lanes.put(w.life, entries, w.next)
	if err == nil {
		w.next += uint64(n)
	}
	return n, err
}

// first returns the first of joined errors: a batch fails as a whole, with one
// error an entry.
func first(err error) error {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		return first(all.Unwrap()[0])
	}
	return err
}

// writable looks before each batch: tessera panics where it cannot open its
// own lock.
func (w *Writer) writable() error {
	f, err := os.OpenFile(filepath.Join(w.dir, ".state", "treeState.lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	return f.Close()
}

// Published waits for a checkpoint over all entries.
func (w *Writer) Published(ctx context.Context) error {
	if w.broken != nil {
		return w.broken
	}
	return w.published(ctx, w.next)
}

// Close waits for a checkpoint over all entries, and lets others write.
func (w *Writer) Close(ctx context.Context) error {
	var err error
	if w.broken == nil {
		err = w.published(ctx, w.next)
	}
	w.stop()
	return errors.Join(err, w.lock.Close())
}
