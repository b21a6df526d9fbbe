package datapack

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"adit"
	"adit/internal/limit"
)

// The official packs have up to 60 files of up to 200 kB.
const (
	maxFile  = 8 << 20
	maxTotal = 64 << 20
	maxFiles = 5000
)

// A Pack is the JSON files of a folder or zip.
type Pack struct {
	names []string // sorted
	files map[string][]byte
	ids   map[string]string // $id to name
}

// Open reads a folder or a zip.
func Open(name string) (*Pack, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("data pack: %w", err)
	}
	if info.IsDir() {
		return Read(os.DirFS(name))
	}
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, fmt.Errorf("data pack %s: neither a folder nor a zip: %w", name, err)
	}
	defer z.Close()
	return Read(z)
}

// Read reads the files of fsys that end in .json or .jsonld.
func Read(fsys fs.FS) (*Pack, error) {
	p := &Pack{files: map[string][]byte{}, ids: map[string]string{}}
	total := 0
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".json", ".jsonld"}, path.Ext(name)) {
			return err
		}
		n, err := p.add(fsys, name)
		if total += n; err == nil && (total > maxTotal || len(p.names) > maxFiles) {
			return limit.TooLarge(name, maxTotal, fmt.Sprintf("keep schemas and contexts alone in the pack, %d files at most", maxFiles))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("data pack: %w", err)
	}
	slices.Sort(p.names)
	p.index()
	return p, nil
}

func (p *Pack) add(fsys fs.FS, name string) (int, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	data, err := limit.ReadAll(f, maxFile, "keep schemas and contexts alone in the pack")
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	p.names = append(p.names, name)
	p.files[name] = data
	return len(data), nil
}

// index finds schemas by their $id. The first in order of names wins, so that
// a pack that holds one twice gives the same answer each time.
func (p *Pack) index() {
	for _, name := range p.names {
		var s struct {
			ID string `json:"$id"`
		}
		if json.Unmarshal(p.files[name], &s) == nil && s.ID != "" && p.ids[s.ID] == "" {
			p.ids[s.ID] = name
		}
	}
}

// Names lists the files, sorted.
func (p *Pack) Names() []string { return slices.Clone(p.names) }

// File returns the one file whose path is name or ends in "/"+name.
func (p *Pack) File(name string) ([]byte, error) {
	found, err := p.find(name)
	return p.files[found], err
}

func (p *Pack) find(name string) (string, error) {
	var hits []string
	for _, n := range p.names {
		if n == name || strings.HasSuffix(n, "/"+name) {
			hits = append(hits, n)
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		return "", &adit.UnknownError{Kind: "file of the data pack", ID: name, Near: adit.Nearest(name, p.bases())}
	}
	return "", fmt.Errorf("the data pack has %d files %s: %s; name one with its folder", len(hits), name, strings.Join(hits, ", "))
}

func (p *Pack) bases() []string {
	var out []string
	for _, n := range p.names {
		out = append(out, path.Base(n))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
