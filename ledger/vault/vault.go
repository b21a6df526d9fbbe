// Package vault keeps a ledger on disk: the log of events, the book that
// follows from it, and what its owner keeps to himself.
//
//	ledger.json     name, public key of the log, storage, witnesses
//	log/            tiles, entries and checkpoint: may be given to anyone
//	private/        the log's key, openings of sealed fields, the last time seen,
//	                a snapshot of the book
//
// A ledger without private/ can be read and verified, not written to.
package vault

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"adit/internal/strictjson"
	"adit/ledger"
	"adit/ledger/journal"
)

// A Manifest is ledger.json: what one must know to check the log.
type Manifest struct {
	Format    string   `json:"format"`
	Name      string   `json:"name"`
	LogKey    string   `json:"log_key"`
	Storage   string   `json:"storage"`
	Witnesses []string `json:"witnesses,omitempty"`
	Quorum    int      `json:"quorum,omitempty"`
}

const manifestFormat = "adit-ledger/1"

// Policy is whose word is taken on the log.
func (m Manifest) Policy() journal.Policy {
	return journal.Policy{Log: m.LogKey, Witnesses: m.Witnesses, Quorum: m.Quorum}
}

// Files are those of the ledger's log: in its folder, or where its storage
// keeps them.
func (m Manifest) Files(ledger fs.FS) (fs.FS, error) {
	folder, err := fs.Sub(ledger, "log")
	if err != nil {
		return nil, err
	}
	return journal.Files(context.Background(), m.Storage, folder)
}

// validName is a log's origin: it becomes the name of a key, which must have
// neither spaces nor plus (c2sp.org/signed-note).
var validName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$`)

// Init makes a ledger in an empty or absent folder.
func Init(dir, name, storage string) (Manifest, error) {
	if !validName.MatchString(name) {
		return Manifest{}, fmt.Errorf("name %q: write letters, digits, dots, slashes and hyphens, such as example.org/tin", name)
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return Manifest{}, fmt.Errorf("%s is not empty: name a folder for the new ledger alone", dir)
	}
	if err := journal.CheckStorage(storage); err != nil {
		return Manifest{}, err
	}
	signer, verifier, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return Manifest{}, err
	}
	m := Manifest{Format: manifestFormat, Name: name, LogKey: verifier, Storage: storage}
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return Manifest{}, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "private"), 0o700); err != nil {
		return Manifest{}, err
	}
	if err := durable(filepath.Join(dir, "private", "log.key"), []byte(signer+"\n"), 0o600); err != nil {
		return Manifest{}, err
	}
	return m, durable(filepath.Join(dir, "ledger.json"), append(text, '\n'), 0o644)
}

// durable writes a file whole or not at all.
func durable(name string, data []byte, mode fs.FileMode) error {
	return durably(name, mode, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

func durably(name string, mode fs.FileMode, write func(io.Writer) error) error {
	f, err := os.OpenFile(name+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	err = write(f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// ReadManifest reads ledger.json.
func ReadManifest(data []byte) (Manifest, error) {
	root, faults := strictjson.Parse(data)
	if faults != nil {
		return Manifest{}, faults
	}
	r := &strictjson.Reader{}
	var m Manifest
	if o := r.Object(root); o != nil {
		m = Manifest{Format: o.OneOf("format", []string{manifestFormat}, true), Name: o.Text("name", true), LogKey: o.Text("log_key", true),
			Storage: o.Text("storage", true), Witnesses: o.Texts("witnesses", false)}
		m.Quorum = int(o.Between("quorum", 0, float64(len(m.Witnesses)), "quorum", "at most as many as there are witnesses", false))
		o.Done()
	}
	return m, r.Faults.Err()
}

func manifest(fsys fs.FS) (Manifest, error) {
	data, err := fs.ReadFile(fsys, "ledger.json")
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, errors.New("there is no ledger.json: name the folder of a ledger, or make one with “adit ledger init”")
	}
	if err != nil {
		return Manifest{}, err
	}
	m, err := ReadManifest(data)
	if err != nil {
		return m, fmt.Errorf("ledger.json: %w", err)
	}
	return m, nil
}

// A Vault is a ledger that is open for recording.
type Vault struct {
	Manifest Manifest
	Void     []Void // events of the log that the book refuses
	Snapshot error  // why a snapshot that is there was not used, or nil

	dir      string
	now      func() time.Time
	log      *journal.Writer
	mu       sync.Mutex // guards book, clock and the order of the log
	book     *ledger.Book
	snapshot int64 // the size that the snapshot on the disk is of
	clock    time.Time
	broken   error

	reading sync.Mutex // guards view
	view    *journal.Log
}

// Open opens a ledger for recording, and keeps other writers out until Close.
// It reads the log from where a snapshot ends that fits it, else the whole.
func Open(ctx context.Context, dir string, now func() time.Time, progress Progress) (*Vault, error) {
	m, err := manifest(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	key, err := os.ReadFile(filepath.Join(dir, "private", "log.key"))
	if err != nil {
		return nil, fmt.Errorf("the log's key is not here, so that this copy can only be read: %w", err)
	}
	v := &Vault{Manifest: m, dir: dir, now: now}
	if err := v.checkClock(); err != nil {
		return nil, err
	}
	// A quorum is asked of checkpoints that others rely on. One that witnesses
	// have yet to sign must not keep the owner out.
	own := m.Policy()
	own.Quorum = 0
	if v.log, err = journal.Open(ctx, filepath.Join(dir, "log"), strings.TrimSpace(string(key)), own, m.Storage); err != nil {
		return nil, in(dir, err)
	}
	if v.view, err = v.viewLog(own); err == nil {
		err = v.rebuild(ctx, v.view, progress)
	}
	if err != nil {
		return nil, errors.Join(in(dir, err), v.log.Close(ctx))
	}
	return v, nil
}

// viewLog reads the log as it stands.
func (v *Vault) viewLog(policy journal.Policy) (*journal.Log, error) {
	files, err := v.Manifest.Files(os.DirFS(v.dir))
	if err != nil {
		return nil, err
	}
	return journal.View(files, policy)
}

func (v *Vault) rebuild(ctx context.Context, log *journal.Log, progress Progress) (err error) {
	var from *state
	if from, v.Snapshot = loadSnapshot(v.dir, v.Manifest, log); v.Snapshot != nil || from == nil {
		from = newState(v.Manifest)
	}
	v.snapshot = from.size
	err = from.walk(ctx, log, false, progress, nil)
	v.book, v.Void = from.book, from.void
	return err
}

// in names the file of a damaged log as the user knows it.
func in(dir string, err error) error {
	var damage *journal.DamageError
	if errors.As(err, &damage) {
		return fmt.Errorf("%s: %w", filepath.Join(dir, "log"), err)
	}
	return err
}

// Book is what follows from the events recorded so far. It must not be used
// while others record.
func (v *Vault) Book() *ledger.Book { return v.book }

// Size returns how many events are safe.
func (v *Vault) Size() int64 { return v.log.Size() }

// patience is how long Entry waits for a checkpoint: more than twice as long as
// one takes in a cloud, where storages allow one a second or so.
const patience = 5 * time.Second

// Entry returns a recorded event as it was logged. One that was recorded just
// now is there with the next checkpoint, a tenth of a second later.
func (v *Vault) Entry(ctx context.Context, index int64) (raw []byte, err error) {
	v.reading.Lock()
	defer v.reading.Unlock()
	for until := time.Now().Add(patience); index >= v.view.Size() && time.Now().Before(until) && ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
		if v.view, err = v.view.Newer(); err != nil {
			return nil, err
		}
	}
	return v.view.Entry(index)
}

// Close waits for a signed checkpoint over all events, and writes a snapshot
// where much came since the last. A snapshot that cannot be written is no
// error: the next Open takes longer, and nothing is lost.
func (v *Vault) Close(ctx context.Context) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	since := v.log.Size() - v.snapshot
	if v.broken != nil || since < snapshotMin || since < v.log.Size()/snapshotShare {
		return v.log.Close(ctx)
	}
	if err := v.log.Published(ctx); err != nil {
		return errors.Join(err, v.log.Close(ctx))
	}
	if v.Snapshot = v.saveSnapshot(); v.Snapshot == nil {
		v.snapshot = v.log.Size()
	}
	return v.log.Close(ctx)
}
