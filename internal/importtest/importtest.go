// Package importtest tests importers: it finds the raw files, checks cells
// against schemas, and keeps the committed tables equal to a fresh import.
package importtest

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"adit/atlas"
)

// Spellings are read once for all tests of a package.
var (
	names            sync.Once
	places, minerals *atlas.Names
)

var update = flag.Bool("update", false, "rewrite the committed tables under atlas/data")

// Root returns the folder of go.mod.
func Root(t testing.TB) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("importtest: no source path")
	}
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("importtest: no go.mod above ", file)
		}
	}
}

// Shared returns a folder of the raw files, which are beside the repository
// and not in it. Without them the test is skipped, and fails where CI is set.
func Shared(t testing.TB, sub string) string {
	t.Helper()
	dir := filepath.Join(Root(t), "..", "shared", filepath.FromSlash(sub))
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("CI is set, but there is no %s", sub)
	}
	t.Skipf("NOT TESTED: no raw files %s beside the repository", sub)
	return ""
}

// Files lists raw files of a folder of Shared by base name, all of them where
// none are named.
func Files(t testing.TB, sub string, names ...string) []atlas.File {
	t.Helper()
	dir := Shared(t, sub)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var files []atlas.File
	for _, e := range entries {
		if e.IsDir() || len(names) > 0 && !slices.Contains(names, e.Name()) {
			continue
		}
		name := filepath.Join(dir, e.Name())
		files = append(files, atlas.File{Name: e.Name(), Open: func() (io.ReadCloser, error) { return os.Open(name) }})
	}
	return files
}

// Text is a raw file held in a test.
func Text(name, content string) atlas.File {
	return atlas.File{Name: name, Size: int64(len(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}
}

// Atlas opens the committed tables.
func Atlas(t testing.TB) *atlas.Atlas {
	t.Helper()
	a, err := atlas.Open(os.DirFS(filepath.Join(Root(t), "atlas", "data")))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Input is what an importer would be given, with the names of the committed tables.
func Input(t testing.TB, files ...atlas.File) *atlas.Input {
	t.Helper()
	names.Do(func() {
		a := Atlas(t)
		places, minerals = a.Places(), a.Minerals()
	})
	return &atlas.Input{Files: files, Places: places, Minerals: minerals}
}

// Run imports and fails the test on an error.
func Run(t testing.TB, imp atlas.Importer, files ...atlas.File) *atlas.Result {
	t.Helper()
	res, err := imp.Import(context.Background(), Input(t, files...))
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// Table returns the table of that name, or fails.
func Table(t testing.TB, res *atlas.Result, name string) *atlas.Table {
	t.Helper()
	i := slices.IndexFunc(res.Tables, func(tb *atlas.Table) bool { return tb.Schema.Name == name })
	if i < 0 {
		t.Fatalf("no table %s", name)
	}
	return res.Tables[i]
}

// Bytes writes all tables one after the other.
func Bytes(t testing.TB, res *atlas.Result) string {
	t.Helper()
	var b strings.Builder
	for _, tb := range res.Tables {
		b.WriteString(tb.Schema.Name + "\n")
		if err := tb.Write(&b); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// Regenerate checks that the committed tables of a publisher are what its
// importer makes of the raw files, byte by byte. With -update it writes them.
func Regenerate(t *testing.T, imp atlas.Importer, files []atlas.File) *atlas.Result {
	t.Helper()
	res := Run(t, imp, files...)
	dir := filepath.Join(Root(t), "atlas", "data", imp.Name)
	made := map[string]bool{}
	for _, tb := range res.Tables {
		var b bytes.Buffer
		if err := tb.Write(&b); err != nil {
			t.Fatal(err)
		}
		made[tb.Schema.Name+".csv"] = true
		one(t, filepath.Join(dir, tb.Schema.Name+".csv"), b.Bytes())
	}
	for _, tb := range res.Tables {
		Check(t, tb)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !made[e.Name()] {
			t.Errorf("%s is committed, but the importer makes no such table", path.Join(imp.Name, e.Name()))
		}
	}
	return res
}

func one(t *testing.T, name string, fresh []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, fresh, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(old, fresh) {
		t.Errorf("%s is not what the importer makes (%v); run go test with -update and read the difference", filepath.Base(name), err)
	}
}
