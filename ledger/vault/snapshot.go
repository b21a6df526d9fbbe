package vault

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"adit/ledger"
	"adit/ledger/journal"
)

// A snapshot is the book as it was at some size of the log, so that opening
// need not read the log from its beginning. It says nothing of its own: it is
// taken only where the log's key signed it, over its hash and over size and
// root of the log's tree, and where the log has that very root at that size.
// Any other is passed over, and the whole log read. It lies in private/ and is
// not part of the ledger: Verify never looks at it.
//
// The file is one line of void events, the book (ledger.Book.Save), and a note:
//
//	adit snapshot 1          no checkpoint begins like this
//	example.org/tin
//	1000000                  entries
//	<root>                   base64
//	<SHA-256 of what comes before the note>
//	<length of that>
const snapshotFormat = "adit snapshot 1"

func snapshotFile(dir string) string { return filepath.Join(dir, "private", "snapshot") }

// A new snapshot is worth writing once a tenth of the log, and as many events
// as are read in a second or so, were recorded since the last.
var snapshotMin int64 = 10_000

const snapshotShare = 10

// saveSnapshot writes the vault's state over the log as it is signed.
func (v *Vault) saveSnapshot() error {
	log, err := v.viewLog(journal.Policy{Log: v.Manifest.LogKey})
	if err != nil {
		return err
	}
	if log.Size() != v.log.Size() {
		return fmt.Errorf("the checkpoint is over %d entries, the book over %d", log.Size(), v.log.Size())
	}
	key, err := os.ReadFile(filepath.Join(v.dir, "private", "log.key"))
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(key)))
	if err != nil {
		return err
	}
	return durably(snapshotFile(v.dir), 0o600, func(w io.Writer) error {
		return v.writeSnapshot(w, log.Checkpoint().Tree, signer)
	})
}

func (v *Vault) writeSnapshot(w io.Writer, tree tlog.Tree, signer note.Signer) error {
	hash := sha256.New()
	body := &counter{w: io.MultiWriter(w, hash)}
	if err := json.NewEncoder(body).Encode(append([]Void{}, v.Void...)); err != nil {
		return err
	}
	if err := v.book.Save(body); err != nil {
		return err
	}
	text := fmt.Sprintf("%s\n%s\n%d\n%s\n%s\n%d\n", snapshotFormat, v.Manifest.Name, tree.N, tree.Hash, base64.StdEncoding.EncodeToString(hash.Sum(nil)), body.n)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err == nil {
		_, err = w.Write(signed)
	}
	return err
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// loadSnapshot returns the state of a snapshot that fits the log, or nil where
// there is none. The error says why one was passed over.
func loadSnapshot(dir string, m Manifest, log *journal.Log) (*state, error) {
	f, err := os.Open(snapshotFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readSnapshot(f, m, log)
}

func readSnapshot(f io.ReadSeeker, m Manifest, log *journal.Log) (*state, error) {
	seal, err := readSeal(f, m)
	if err != nil {
		return nil, err
	}
	if seal.size > log.Size() {
		return nil, fmt.Errorf("it is over %d entries, the log has %d", seal.size, log.Size())
	}
	root, err := log.RootAt(seal.size)
	if err != nil {
		return nil, err
	}
	if root.String() != seal.root {
		return nil, fmt.Errorf("it is of another history: the log's root at %d entries is another", seal.size)
	}
	// Nothing of the body is read before its hash is known to be the signed one.
	h := sha256.New()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if _, err := io.CopyN(h, f, seal.length); err != nil || base64.StdEncoding.EncodeToString(h.Sum(nil)) != seal.hash {
		return nil, errors.New("it was changed or cut after it was signed")
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return readBody(io.LimitReader(f, seal.length), seal.size)
}

// A seal is what the log's key signed.
type seal struct {
	size, length int64
	root, hash   string
}

// maxNote bounds the note at the end of a snapshot.
const maxNote = 1 << 12

func readSeal(f io.ReadSeeker, m Manifest) (seal, error) {
	length, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return seal{}, err
	}
	start := max(0, length-maxNote)
	if _, err := f.Seek(start, io.SeekStart); err != nil {
		return seal{}, err
	}
	tail, err := io.ReadAll(io.LimitReader(f, maxNote))
	if err != nil {
		return seal{}, err
	}
	at := bytes.LastIndex(tail, []byte(snapshotFormat+"\n"))
	if at < 0 {
		return seal{}, errors.New("it has no signed note at its end")
	}
	s, err := openSeal(tail[at:], m)
	if err == nil && s.length != start+int64(at) {
		err = errors.New("it was changed or cut after it was signed")
	}
	return s, err
}

func openSeal(text []byte, m Manifest) (s seal, err error) {
	keeper, err := note.NewVerifier(m.LogKey)
	if err != nil {
		return s, err
	}
	signed, err := journal.OpenNote(text, note.VerifierList(keeper))
	if err != nil {
		return s, errors.New("it is not signed by the log's key")
	}
	line := strings.Split(signed.Text, "\n")
	if len(line) != 7 || line[0] != snapshotFormat || line[1] != m.Name {
		return s, errors.New("it is no snapshot of this ledger")
	}
	s.root, s.hash = line[3], line[4]
	if s.size, err = strconv.ParseInt(line[2], 10, 64); err == nil {
		s.length, err = strconv.ParseInt(line[5], 10, 64)
	}
	if err != nil || s.size < 0 || s.length < 0 {
		return s, errors.New("its sizes cannot be read")
	}
	return s, nil
}

func readBody(f io.Reader, size int64) (*state, error) {
	s := &state{size: size}
	in := bufio.NewReaderSize(f, 1<<16)
	first, err := in.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(first, &s.void)
	}
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	s.book, err = ledger.LoadBook(in)
	return s, err
}
