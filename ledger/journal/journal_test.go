//go:build unix

package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	fnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/tlog"
)

func entry(i int) []byte { return fmt.Appendf(nil, `{"entry":%d}`, i) }

// fill opens a log, appends entries from..until, and closes it.
func fill(t testing.TB, dir string, from, until int) Policy {
	t.Helper()
	s, v := testKey("example.org/log")
	policy := Policy{Log: v}
	w, err := Open(t.Context(), dir, s, policy, "posix")
	if err != nil {
		t.Fatal(err)
	}
	var batch [][]byte
	for i := from; i < until; i++ {
		batch = append(batch, entry(i))
	}
	if first, err := w.Append(t.Context(), batch); err != nil || first != int64(from) {
		t.Fatalf("first %d: %v", first, err)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return policy
}

// What tessera writes, x/mod reads: every entry, every proof, and consistency
// between any two sizes at which it was opened.
func TestTwoImplementationsAgree(t *testing.T) {
	dir := t.TempDir()
	sizes := []int{0, 1, 2, 255, 256, 257, 700, 1800}
	var heads []tlog.Tree
	var policy Policy
	for i := 1; i < len(sizes); i++ {
		policy = fill(t, dir, sizes[i-1], sizes[i])
		v, err := View(os.DirFS(dir), policy)
		if err != nil || v.Size() != int64(sizes[i]) {
			t.Fatalf("size %d: %v", v.Size(), err)
		}
		heads = append(heads, v.Checkpoint().Tree)
	}
	v, err := View(os.DirFS(dir), policy)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = v.Each(3, func(i int64, e []byte) error {
		n++
		if !bytes.Equal(e, entry(int(i))) {
			t.Errorf("entry %d is %s", i, e)
		}
		return nil
	})
	if err != nil || n != 1797 {
		t.Errorf("%d entries: %v", n, err)
	}
	for _, i := range []int64{0, 1, 255, 256, 511, 1799} {
		p, err := v.Prove(i)
		if err != nil {
			t.Fatal(err)
		}
		if _, index, err := Check(p.Text(), entry(int(i)), policy); err != nil || index != i {
			t.Errorf("proof of %d: %v", i, err)
		}
		if _, _, err := Check(p.Text(), entry(int(i)+1), policy); err == nil {
			t.Errorf("proof of %d holds for another entry", i)
		}
	}
	for _, old := range heads {
		c, err := v.ProveSince(old.N)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Extends(old, v.Checkpoint().Tree); err != nil {
			t.Errorf("from %d: %v", old.N, err)
		}
		old.Hash[5] ^= 1
		if c.Extends(old, v.Checkpoint().Tree) == nil {
			t.Errorf("from %d: another history passes", old.N)
		}
	}
}

// memory copies a log into memory.
func memory(t testing.TB, dir string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func readAll(files fs.FS, policy Policy) error {
	v, err := View(files, policy)
	if err != nil {
		return err
	}
	return v.Each(0, func(int64, []byte) error { return nil })
}

// A byte changed in any file that the log at its checkpoint is made of is
// found, and the file is named.
func TestCorruptedByteIsNamed(t *testing.T) {
	dir := t.TempDir()
	policy := fill(t, dir, 0, 600)
	files := memory(t, dir)
	if err := readAll(files, policy); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2",
		"tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"} {
		f, ok := files[name]
		if !ok {
			t.Fatalf("no file %s", name)
		}
		for range 60 {
			at, bit := random.IntN(len(f.Data)), byte(1)<<random.IntN(8)
			f.Data[at] ^= bit
			err := readAll(files, policy)
			f.Data[at] ^= bit
			if err == nil {
				t.Errorf("%s: byte %d changed, and nobody saw", name, at)
			} else if !strings.Contains(err.Error(), name) {
				t.Errorf("%s: byte %d changed, and the error is: %v", name, at, err)
			}
		}
	}
}

// Every byte of a proof counts.
func TestCorruptedProof(t *testing.T) {
	dir := t.TempDir()
	policy := fill(t, dir, 0, 300)
	v, err := View(os.DirFS(dir), policy)
	if err != nil {
		t.Fatal(err)
	}
	p, err := v.Prove(77)
	if err != nil {
		t.Fatal(err)
	}
	text := p.Text()
	for at := range text {
		bad := bytes.Clone(text)
		bad[at] ^= 1
		if _, index, err := Check(bad, entry(77), policy); err == nil && index == 77 {
			t.Errorf("byte %d (%q) changed, and nobody saw", at, text[at])
		}
	}
}

// Whatever a file of a log is replaced by, who reads it sees the entries as they
// were signed or an error that is no panic, and so does who follows it.
func FuzzTiles(f *testing.F) {
	dir := f.TempDir()
	policy := fill(f, dir, 0, 600)
	files := memory(f, dir)
	names := []string{"checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"}
	before, err := View(files, policy)
	if err != nil {
		f.Fatal(err)
	}
	for i, name := range names {
		f.Add(uint8(i), uint16(0), []byte{}, false)
		f.Add(uint8(i), uint16(40), []byte("\xff\xff\x00"), false)
		f.Add(uint8(i), uint16(0), files[name].Data, true)
	}
	f.Fuzz(func(t *testing.T, which uint8, at uint16, data []byte, whole bool) {
		name := names[int(which)%len(names)]
		changed := maps.Clone(files)
		if !whole {
			was := files[name].Data
			cut := int(at) % (len(was) + 1)
			data = slices.Concat(was[:cut], data, was[min(len(was), cut+len(data)):])
		}
		changed[name] = &fstest.MapFile{Data: data}
		follower := *before
		follower.fsys = changed
		_, _ = follower.Newer()
		v, err := View(changed, policy)
		if err != nil {
			return
		}
		for _, i := range []int64{0, 255, 256, 599} {
			if p, err := v.Prove(i); err == nil {
				if _, _, err := Check(p.Text(), entry(int(i)), policy); err != nil {
					t.Errorf("%s changed: a proof of entry %d that does not hold: %v", name, i, err)
				}
			}
		}
		_ = v.Each(0, func(i int64, got []byte) error {
			if !bytes.Equal(got, entry(int(i))) {
				t.Fatalf("%s changed: entry %d is %q", name, i, got)
			}
			return nil
		})
	})
}

// Witnesses sign what grows and nothing else; a policy counts them.
func TestWitnesses(t *testing.T) {
	dir := t.TempDir()
	policy := fill(t, dir, 0, 10)
	var witnesses []*Witness
	for _, name := range []string{"one.example", "two.example"} {
		s, v := testKey(name)
		v, err := fnote.VKeyToCosignatureV1(v)
		if err != nil {
			t.Fatal(err)
		}
		policy.Witnesses = append(policy.Witnesses, v)
		witnesses = append(witnesses, NewWitness(s, tlog.Tree{}))
	}
	policy.Quorum = 2
	if _, err := View(os.DirFS(dir), policy); err == nil || !strings.Contains(err.Error(), "0 of the policy's witnesses") {
		t.Errorf("without witnesses: %v", err)
	}
	for until := 20; until <= 40; until += 10 {
		cosign(t, dir, policy, witnesses)
		v, err := View(os.DirFS(dir), policy)
		if err != nil || len(v.Checkpoint().Cosigned) != 2 {
			t.Fatalf("cosigned by %v: %v", v.Checkpoint().Cosigned, err)
		}
		fill(t, dir, until-10, until)
	}
	// Another history of the same size, under the same key.
	fork := t.TempDir()
	s, v := testKey("example.org/log")
	w, err := Open(t.Context(), fork, s, Policy{Log: v}, "posix")
	if err != nil {
		t.Fatal(err)
	}
	var batch [][]byte
	for i := range 50 {
		batch = append(batch, entry(i+1000))
	}
	if _, err := w.Append(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	view, err := View(os.DirFS(fork), Policy{Log: v})
	if err != nil {
		t.Fatal(err)
	}
	c, err := view.ProveSince(witnesses[0].Last.N)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := witnesses[0].Cosign(c.Text(), policy); err == nil {
		t.Error("a witness signed another history")
	}
}

// cosign lets all witnesses sign the newest checkpoint.
func cosign(t *testing.T, dir string, policy Policy, witnesses []*Witness) {
	t.Helper()
	for _, w := range witnesses {
		v, err := View(os.DirFS(dir), Policy{Log: policy.Log, Witnesses: policy.Witnesses})
		if err != nil {
			t.Fatal(err)
		}
		c, err := v.ProveSince(w.Last.N)
		if err != nil {
			t.Fatal(err)
		}
		text, err := w.Cosign(c.Text(), policy)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "checkpoint"), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Two writers of one log: the second is told so.
func TestTwoWriters(t *testing.T) {
	dir := t.TempDir()
	s, v := testKey("example.org/log")
	w, err := Open(t.Context(), dir, s, Policy{Log: v}, "posix")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir, s, Policy{Log: v}, "posix"); !errors.Is(err, ErrLocked) {
		t.Errorf("second writer: %v", err)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	fill(t, dir, 0, 3)
}

func TestUnknownDriver(t *testing.T) {
	s, v := testKey("example.org/log")
	_, err := Open(context.Background(), t.TempDir(), s, Policy{Log: v}, "tape")
	if err == nil || !strings.Contains(err.Error(), "posix") {
		t.Errorf("%v does not say which storages there are", err)
	}
}

// A changed note of where the log ends would sign another history: it is
// compared with the tiles and the checkpoint first.
func TestTamperedState(t *testing.T) {
	for _, change := range []func(text string) string{
		func(text string) string { return strings.Replace(text, `"size":300`, `"size":299`, 1) },
		func(text string) string { return strings.Replace(text, `"size":300`, `"size":301`, 1) },
		func(text string) string { return "{" },
		func(text string) string { return strings.Replace(text, `"root":"`, `"root":"AAAA`, 1) },
	} {
		dir := t.TempDir()
		policy := fill(t, dir, 0, 300)
		name := filepath.Join(dir, ".state", "treeState")
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(change(string(text))), 0o644); err != nil {
			t.Fatal(err)
		}
		s, _ := testKey("example.org/log")
		if w, err := Open(t.Context(), dir, s, policy, "posix"); err == nil {
			t.Errorf("opened with %s", change(string(text)))
			_ = w.Close(t.Context())
		}
	}
}
