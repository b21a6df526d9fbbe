package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"adit/atlas"
	"adit/internal/progress"
)

// collect lists the raw files that arguments name: files by their base name,
// folders by the paths inside them. Hidden files are left out.
func collect(args []string) ([]atlas.File, error) {
	var files []atlas.File
	for _, arg := range args {
		found, err := walk(arg)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	slices.SortFunc(files, func(a, b atlas.File) int { return cmp.Compare(a.Name, b.Name) })
	for i := 1; i < len(files); i++ {
		if files[i].Name == files[i-1].Name {
			return nil, wrong("two files are called %s; give the folder that holds both", files[i].Name)
		}
	}
	if len(files) == 0 {
		return nil, wrong("no files in %s", strings.Join(args, ", "))
	}
	return files, nil
}

// collectUnder lists the files of some paths under a root; paths that are not
// there are left out. Files are named from the folder that was listed.
func collectUnder(root string, paths []string) ([]atlas.File, error) {
	var files []atlas.File
	for _, p := range paths {
		name := filepath.Join(root, filepath.FromSlash(p))
		if _, err := os.Stat(name); err != nil {
			continue
		}
		found, err := walk(name)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	slices.SortFunc(files, func(a, b atlas.File) int { return cmp.Compare(a.Name, b.Name) })
	return files, nil
}

// walk lists a file, or the files below a folder. Links are followed to files,
// not to folders, so that a circle of links ends.
func walk(root string) ([]atlas.File, error) {
	var files []atlas.File
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(d0(d), ".") && name != root
		switch {
		case err != nil:
			return err
		case hidden && d.IsDir():
			return filepath.SkipDir
		case hidden || d.IsDir():
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil || rel == "." {
			rel = filepath.Base(name)
		}
		info, err := os.Stat(name) // through a link
		if err != nil || info.IsDir() {
			return err
		}
		files = append(files, atlas.File{Name: filepath.ToSlash(rel), Size: info.Size(),
			Open: func() (io.ReadCloser, error) { return os.Open(name) }})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	return files, nil
}

// d0 is the name of an entry; WalkDir gives none where the root is missing.
func d0(d fs.DirEntry) string {
	if d == nil {
		return ""
	}
	return d.Name()
}

// A watch stands between an importer and its files: it counts bytes for the
// progress, stops reading when the context is done, and notes which files
// were opened, for those are the ones to keep.
type watch struct {
	ctx    context.Context
	line   *progress.Line
	total  int64
	done   atomic.Int64
	opened []atlas.File
	seen   map[string]bool
}

func newWatch(ctx context.Context, line *progress.Line, files []atlas.File) (*watch, []atlas.File) {
	w := &watch{ctx: ctx, line: line, seen: map[string]bool{}}
	watched := make([]atlas.File, len(files))
	for i, f := range files {
		w.total += f.Size
		watched[i] = atlas.File{Name: f.Name, Size: f.Size, Open: func() (io.ReadCloser, error) { return w.open(f) }}
	}
	return w, watched
}

// open may be called twice for one file: some importers read a header first.
func (w *watch) open(f atlas.File) (io.ReadCloser, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	if !w.seen[f.Name] {
		w.seen[f.Name] = true
		w.opened = append(w.opened, f)
	}
	return &watched{r, w}, nil
}

type watched struct {
	io.ReadCloser
	w *watch
}

// Read counts compressed bytes of compressed files, which is what the total
// counts too.
func (r *watched) Read(p []byte) (int, error) {
	if err := r.w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.ReadCloser.Read(p)
	r.w.line.Update(r.w.done.Add(int64(n)), r.w.total)
	return n, err
}
