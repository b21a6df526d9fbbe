package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// testKey is a key that follows from its name.
func testKey(name string) (signer, verifier string) {
	seed := sha256.Sum256([]byte(name))
	s, v, err := note.GenerateKey(bytes.NewReader(seed[:]), name)
	if err != nil {
		panic(err)
	}
	return s, v
}

// vectors calls f with every file below a folder of published vectors
// (transparency-dev/merkle, Apache-2.0). Where CI is set they must be there.
func vectors(t *testing.T, sub string, want int, f func(name string, data []byte)) {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared", "vectors", "transparency-dev-merkle", sub)
	if _, err := os.Stat(root); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the published vectors are not beside the repository")
	}
	n := 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		n++
		f(name, data)
		return err
	})
	if err != nil || n != want {
		t.Fatalf("%d vectors, want %d: %v", n, want, err)
	}
}

type vector struct {
	LeafIdx, TreeSize, Size1, Size2 uint64
	Root, Root1, Root2, LeafHash    []byte
	Proof                           [][]byte
	WantErr                         bool
}

func lines(proof [][]byte) string {
	var b strings.Builder
	for _, h := range proof {
		text, _ := json.Marshal(h)
		b.WriteString(strings.Trim(string(text), `"`) + "\n")
	}
	return b.String()
}

func tree(size uint64, root []byte) (tlog.Tree, error) {
	if len(root) != tlog.HashSize || size > 1<<62 {
		return tlog.Tree{}, fmt.Errorf("no tree")
	}
	return tlog.Tree{N: int64(size), Hash: tlog.Hash(root)}, nil
}

// All 49 vectors of inclusion go the way of a proof text.
func TestInclusionVectors(t *testing.T) {
	vectors(t, "inclusion", 49, func(name string, data []byte) {
		var v vector
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatal(err)
		}
		head, err := tree(v.TreeSize, v.Root)
		var p Proof
		if err == nil {
			p, err = ParseProof([]byte(fmt.Sprintf("%s\nindex %d\n%s\n…", proofLine, v.LeafIdx, lines(v.Proof))))
		}
		if err == nil && (len(v.LeafHash) != tlog.HashSize || p.Checkpoint != "…") {
			err = fmt.Errorf("no leaf hash, or something between hashes and checkpoint")
		}
		if err == nil {
			err = checkInclusion(p.Hashes, head, p.Index, tlog.Hash(v.LeafHash))
		}
		if (err != nil) != v.WantErr {
			t.Errorf("%s: %v, must be refused: %v", name, err, v.WantErr)
		}
	})
}

// All 43 vectors of consistency.
func TestConsistencyVectors(t *testing.T) {
	vectors(t, "consistency", 43, func(name string, data []byte) {
		var v vector
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatal(err)
		}
		old, err := tree(v.Size1, v.Root1)
		newer, err2 := tree(v.Size2, v.Root2)
		var c Consistency
		if err == nil && err2 == nil {
			c, err = ParseConsistency([]byte(fmt.Sprintf("old %d\n%s\n…", v.Size1, lines(v.Proof))))
		}
		if err == nil && c.Checkpoint != "…" {
			err = fmt.Errorf("something between hashes and checkpoint")
		}
		if err == nil {
			err = c.Extends(old, newer)
		}
		if (err != nil || err2 != nil) != v.WantErr {
			t.Errorf("%s: %v, must be refused: %v", name, err, v.WantErr)
		}
	})
}

func FuzzParseProof(f *testing.F) {
	f.Add([]byte("c2sp.org/tlog-proof@v1\nindex 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nx\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— x AAAA\n"))
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra AAAA\nindex 7\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParseProof(data)
		if err != nil {
			return
		}
		again, err := ParseProof(p.Text())
		if err != nil || again.Index != p.Index || len(again.Hashes) != len(p.Hashes) || again.Checkpoint != p.Checkpoint {
			t.Fatalf("%q reads otherwise when written: %v", data, err)
		}
	})
}

func FuzzParseConsistency(f *testing.F) {
	f.Add([]byte("old 3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nx"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseConsistency(data)
		if err != nil {
			return
		}
		if again, err := ParseConsistency(c.Text()); err != nil || again.Old != c.Old {
			t.Fatalf("%q reads otherwise when written: %v", data, err)
		}
	})
}

func FuzzOpenCheckpoint(f *testing.F) {
	_, v := testKey("example.org/log")
	f.Add([]byte("example.org/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— example.org/log AAAAAA==\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := (Policy{Log: v}).Open(data); err == nil {
			t.Fatal("a checkpoint that nobody signed was taken")
		}
	})
}
