package server

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A shelf keeps answers on disk, for the next start. An answer is a file, zipped,
// whose first line says of which question it is; what cannot be read whole, or is
// of another question, is no answer. Whoever else writes there is left alone.
type shelf struct {
	dir  string
	most int64 // bytes of all files; the oldest goes first
}

const ending = ".answer.gz"

// label is the first line of a file.
type label struct {
	Key  string `json:"question"`
	Type string `json:"type,omitempty"`
	File string `json:"file,omitempty"`
}

func (s *shelf) name(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:16])+ending)
}

// get is the answer to a question, if it is there.
func (s *shelf) get(key string) (Body, bool) {
	zipped, err := os.ReadFile(s.name(key))
	if err != nil {
		return Body{}, false
	}
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return Body{}, false
	}
	all, err := io.ReadAll(z) // checks length and sum, too
	if err != nil {
		return Body{}, false
	}
	head, body, _ := bytes.Cut(all, []byte("\n"))
	var l label
	if json.Unmarshal(head, &l) != nil || l.Key != key {
		return Body{}, false
	}
	return Body{Bytes: body, Type: l.Type, File: l.File}, true
}

// put keeps an answer. Nobody sees half of one: it gets its name when it is whole.
func (s *shelf) put(key string, b Body) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(s.dir, "*.part")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // of no effect once it is renamed
	z := gzip.NewWriter(f)
	head, err1 := json.Marshal(label{key, b.Type, b.File})
	_, err2 := z.Write(append(head, '\n'))
	_, err3 := z.Write(b.Bytes)
	if err := errors.Join(err1, err2, err3, z.Close(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), s.name(key)); err != nil {
		return err
	}
	return s.clear()
}

// clear makes room: the oldest go until the rest fits.
func (s *shelf) clear() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	var files []fs.FileInfo
	total := int64(0)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && strings.HasSuffix(e.Name(), ending) {
			files, total = append(files, info), total+info.Size()
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, f := range files {
		if total <= s.most {
			break
		}
		if err := os.Remove(filepath.Join(s.dir, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		total -= f.Size()
	}
	return nil
}
