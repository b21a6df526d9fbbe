package usgs

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"adit/atlas"
)

var update = flag.Bool("update", false, "rewrite atlas/data/usgs-mcs from ../shared")

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// rawDir is the folder of raw editions; tests that need it skip loudly without
// it, and fail in CI.
func rawDir(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(root(t), "..", "shared", "data", "usgs-mcs")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("raw files of MCS are missing: ", err)
		}
		t.Skip("SKIPPED, NOT PASSED: raw files of MCS are not here: ", err)
	}
	return dir
}

// rawFiles lists the raw files of some editions, or of all.
func rawFiles(t testing.TB, years ...string) []atlas.File {
	t.Helper()
	dir := rawDir(t)
	if len(years) == 0 {
		years = []string{"2023", "2024", "2025", "2026"}
	}
	var files []atlas.File
	for _, y := range years {
		err := filepath.WalkDir(filepath.Join(dir, y), func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			name, err := filepath.Rel(dir, p)
			files = append(files, atlas.File{Name: filepath.ToSlash(name), Size: info.Size(),
				Open: func() (io.ReadCloser, error) { return os.Open(p) }})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// placeNames reads the spellings that the atlas ships.
func placeNames(t testing.TB) *atlas.Names {
	t.Helper()
	names := atlas.NewNames("country")
	dir := filepath.Join(root(t), "atlas", "data", "adit")
	for _, r := range readCSV(t, filepath.Join(dir, "places.csv")) {
		names.Add(r[0], r[0])
		names.Add(r[2], r[0])
	}
	for _, r := range readCSV(t, filepath.Join(dir, "place_names.csv")) {
		names.Add(r[0], r[1])
	}
	return names
}

func readCSV(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(name, err)
	}
	return rows[1:]
}

// fresh imports all raw files once for all tests.
func fresh(t testing.TB) (*importRun, *atlas.Result) {
	t.Helper()
	files, places := rawFiles(t), placeNames(t)
	once.Do(func() { onceRun, onceResult, onceErr = importFiles(files, places) })
	if onceErr != nil {
		t.Fatal(onceErr)
	}
	return onceRun, onceResult
}

var (
	once       sync.Once
	onceRun    *importRun
	onceResult *atlas.Result
	onceErr    error
)

func importFiles(files []atlas.File, places *atlas.Names) (*importRun, *atlas.Result, error) {
	im := newImport(&atlas.Input{Files: files, Places: places})
	if err := im.run(context.Background()); err != nil {
		return nil, nil, err
	}
	res, err := im.result()
	return im, res, err
}

func bytesOf(t testing.TB, tab *atlas.Table) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := tab.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRegenerate: the committed tables are what the importer makes of the raw
// files, byte for byte. Run with -update to rewrite them.
func TestRegenerate(t *testing.T) {
	_, res := fresh(t)
	dir := filepath.Join(root(t), "atlas", "data", publisher)
	for _, tab := range res.Tables {
		name := filepath.Join(dir, tab.Schema.Name+".csv")
		got := bytesOf(t, tab)
		if *update {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s differs from a fresh import (%d bytes, want %d); run with -update and read the diff", name, len(got), len(want))
		}
	}
	if *update {
		var b strings.Builder
		for _, f := range res.Faults {
			b.WriteString(f.String() + "\n")
		}
		t.Log("faults:\n", b.String())
	}
}
