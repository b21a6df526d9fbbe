//go:build unix

package vault_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"adit/ledger"
	"adit/ledger/journal"
	"adit/ledger/ledgertest"
	"adit/ledger/vault"
)

var now = func() time.Time { return ledgertest.Start.Add(100 * 24 * time.Hour) }

// open makes a ledger with a chain in it.
func open(t *testing.T, c *ledgertest.Chain) (string, *vault.Vault) {
	t.Helper()
	dir := t.TempDir()
	if _, err := vault.Init(dir, c.Name, "posix"); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), dir, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	return dir, v
}

func small() *ledgertest.Chain {
	c := ledgertest.New("example.org/tin")
	c.Site("pit", "miner", "mine", "RWA")
	c.Site("works", "smelter", "smelter", "MYS")
	c.Mine("pit", "a", 1000, "Sn", 0.60)
	c.Move("pit", "works", "a")
	c.Make("works", "smelting", []ledger.LotID{"a"}, ledgertest.Stuff("m", "tin/metal", 580, "Sn", 0.999))
	return c
}

// What was recorded is there when the ledger is opened again, and importing it
// once more changes nothing.
func TestRecordAndReopen(t *testing.T) {
	c := small()
	dir, v := open(t, c)
	lines := bytes.Join(c.Raw, []byte("\n"))
	tally, err := v.Import(t.Context(), bytes.NewReader(lines), nil)
	if err != nil || tally.Recorded != int64(len(c.Raw)) || tally.Refused != 0 {
		t.Fatalf("%+v: %v", tally, err)
	}
	want, err := v.Book().Digest()
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v, err = vault.Open(t.Context(), dir, now, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := v.Book().Digest(); err != nil || got != want {
		t.Errorf("the book changed: %v", err)
	}
	tally, err = v.Import(t.Context(), bytes.NewReader(lines), nil)
	if err != nil || tally.Again != int64(len(c.Raw)) || v.Size() != int64(len(c.Raw)) {
		t.Errorf("%+v, %d events: %v", tally, v.Size(), err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// What was recorded a moment ago is read as it was logged, from whatever is
// recorded meanwhile.
func TestEntry(t *testing.T) {
	c := small()
	_, v := open(t, c)
	for i, raw := range c.Raw {
		if _, err := v.Record(t.Context(), [][]byte{raw}); err != nil {
			t.Fatal(err)
		}
		if got, err := v.Entry(t.Context(), int64(i)); err != nil || !bytes.Equal(got, raw) {
			t.Fatalf("entry %d is %.80s: %v", i, got, err)
		}
	}
	if _, err := v.Entry(t.Context(), int64(len(c.Raw))); err == nil {
		t.Error("an entry that nobody recorded is read")
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Who follows a ledger sees what others record, each event once, and its book
// is theirs; a ledger that was put in its place is refused, and what was read
// stays.
func TestFollow(t *testing.T) {
	c := small()
	dir, v := open(t, c)
	half := len(c.Raw) / 2
	if _, err := v.Record(t.Context(), c.Raw[:half]); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Entry(t.Context(), int64(half-1)); err != nil { // the checkpoint is written
		t.Fatal(err)
	}
	f, err := vault.Follow(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	var seen []int64
	refresh := func() bool {
		t.Helper()
		grew, err := f.Refresh(t.Context(), nil, func(index int64, p *ledger.Prepared) {
			if seen = append(seen, index); !bytes.Equal(p.Raw, c.Raw[index]) {
				t.Errorf("entry %d is %.80s", index, p.Raw)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return grew
	}
	if !refresh() || refresh() || len(seen) != half {
		t.Fatalf("entries %v of %d", seen, half)
	}
	if _, err := v.Record(t.Context(), c.Raw[half:]); err != nil {
		t.Fatal(err)
	}
	want, err := v.Book().Digest()
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !refresh() || len(seen) != len(c.Raw) || len(f.Void()) > 0 {
		t.Fatalf("entries %v, void %v", seen, f.Void())
	}
	if got, err := f.Book().Digest(); err != nil || got != want {
		t.Errorf("the follower's book is another: %v", err)
	}
	// The same keeper signs another history.
	other, v := open(t, c)
	for _, name := range []string{"private/log.key", "ledger.json"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(other, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(v.Close(t.Context()), os.RemoveAll(filepath.Join(other, "log"))); err != nil {
		t.Fatal(err)
	}
	if v, err = vault.Open(t.Context(), other, now, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Record(t.Context(), c.Raw[:half-1]); err != nil {
		t.Fatal(err)
	}
	err = errors.Join(v.Close(t.Context()), os.RemoveAll(filepath.Join(dir, "log")), os.CopyFS(filepath.Join(dir, "log"), os.DirFS(filepath.Join(other, "log"))))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Refresh(t.Context(), nil, nil); err == nil || !strings.Contains(err.Error(), "cut or is another") {
		t.Errorf("another history is followed: %v", err)
	}
	if got, err := f.Book().Digest(); err != nil || got != want {
		t.Errorf("the book changed: %v", err)
	}
}

// A copy without private/ verifies and refuses to be written to.
func TestPublicCopy(t *testing.T) {
	c := small()
	dir, v := open(t, c)
	if _, err := v.Record(t.Context(), c.Raw); err != nil {
		t.Fatal(err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "private")); err != nil {
		t.Fatal(err)
	}
	o, err := vault.Read(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	if _, void, err := o.Verify(t.Context(), nil); err != nil || len(void) != 0 {
		t.Errorf("void %v: %v", void, err)
	}
	if _, err := vault.Open(t.Context(), dir, now, nil); err == nil || !strings.Contains(err.Error(), "can only be read") {
		t.Errorf("opened for writing: %v", err)
	}
}

// The clock may not go back by more than parties' clocks may differ.
func TestClockGoesBack(t *testing.T) {
	c := small()
	dir, v := open(t, c)
	if _, err := v.Record(t.Context(), c.Raw); err != nil {
		t.Fatal(err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	back := func() time.Time { return now().Add(-time.Hour) }
	if _, err := vault.Open(t.Context(), dir, back, nil); err == nil || !strings.Contains(err.Error(), "clock went back") {
		t.Errorf("opened: %v", err)
	}
	if v, err := vault.Open(t.Context(), dir, now, nil); err != nil || v.Size() != int64(len(c.Raw)) {
		t.Errorf("with the right time: %v", err)
	}
}

func TestTwoProcesses(t *testing.T) {
	dir, v := open(t, small())
	if _, err := vault.Open(t.Context(), dir, now, nil); !errors.Is(err, journal.ErrLocked) {
		t.Errorf("second: %v", err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// tmpfs mounts a small file system; only root may.
func tmpfs(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("cannot mount: %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	return filepath.Join(dir, "ledger")
}

// A full disk: a clear error, and everything called safe is there once there
// is room again.
func TestDiskFull(t *testing.T) {
	dir := tmpfs(t, "size=600k")
	head := mineHead()
	if _, err := vault.Init(dir, head.Name, "posix"); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), dir, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	safe := 0
	for ; safe < 5000; safe += 50 {
		var batch [][]byte
		for i := range 50 {
			batch = append(batch, mined(head, safe+i))
		}
		if _, err = v.Record(t.Context(), batch); err != nil {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Fatalf("after %d events: %v", safe, err)
	}
	if _, again := v.Record(t.Context(), [][]byte{mined(head, safe)}); again == nil {
		t.Error("it goes on after a failure")
	}
	_ = v.Close(t.Context())
	if out, err := exec.Command("mount", "-o", "remount,size=8m", filepath.Dir(dir)).CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	checkAfterCrash(t, head, dir, safe)
}

// A disk that turns read-only under the ledger: a clear error, nothing lost.
func TestReadOnlyDisk(t *testing.T) {
	dir := tmpfs(t, "size=8m")
	head := mineHead()
	if _, err := vault.Init(dir, head.Name, "posix"); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), dir, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Record(t.Context(), head.Raw); err != nil {
		t.Fatal(err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-o", "remount,ro", filepath.Dir(dir)).CombinedOutput(); err != nil {
		t.Skipf("cannot remount: %s", out)
	}
	if _, err := vault.Open(t.Context(), dir, time.Now, nil); err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("opened: %v", err)
	}
	o, err := vault.Read(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.Verify(t.Context(), nil); err != nil {
		t.Errorf("it can still be verified: %v", err)
	}
	if out, err := exec.Command("mount", "-o", "remount,rw", filepath.Dir(dir)).CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	checkAfterCrash(t, head, dir, len(head.Raw))
}

// Prices stay with their owner, who may open them to an auditor.
func TestSelectiveDisclosure(t *testing.T) {
	c := small()
	dir, v := open(t, c)
	e := *c.Events[len(c.Events)-2] // the move
	e.ID, e.Signatures = "sale", nil
	for _, field := range []string{"price_usd", "buyer"} {
		sealed, opening, err := ledger.Seal(e.ID, field, "secret "+field, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		e.Sealed = append(e.Sealed, sealed)
		if err := vault.KeepOpening(dir, opening); err != nil {
			t.Fatal(err)
		}
	}
	c.Raw, c.Events = c.Raw[:len(c.Raw)-2], c.Events[:len(c.Events)-2]
	c.Add(&e, "miner", "smelter")
	receipts, err := v.Record(t.Context(), c.Raw)
	if err != nil || receipts[len(receipts)-1].Refused != nil {
		t.Fatal(err, receipts)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	openings, err := vault.Openings(dir, "sale")
	if err != nil || len(openings) != 2 || openings[0].Opens(&e) != nil {
		t.Errorf("%d openings: %v", len(openings), err)
	}
	for name, data := range logFiles(t, dir) {
		if bytes.Contains(data, []byte("secret")) {
			t.Errorf("%s tells the secret", name)
		}
	}
}

func logFiles(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.Walk(filepath.Join(dir, "log"), func(name string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		files[name], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func FuzzReadManifest(f *testing.F) {
	f.Add([]byte(`{"format":"adit-ledger/1","name":"x","log_key":"k","storage":"posix","witnesses":["w"],"quorum":1}`))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = vault.ReadManifest(data) })
}
