package usgs

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"adit/atlas"
	"adit/internal/importtest"
)

// rawFiles lists the raw files of some editions, or of all.
func rawFiles(t testing.TB, years ...string) []atlas.File {
	t.Helper()
	dir := importtest.Shared(t, "data/usgs-mcs")
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
			files = append(files, atlas.File{Name: y + "/" + d.Name(), Size: info.Size(),
				Open: func() (io.ReadCloser, error) { return os.Open(p) }})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

var (
	once       sync.Once
	onceRun    *importRun
	onceResult *atlas.Result
	onceErr    error
)

// fresh imports all raw files, once for all tests.
func fresh(t testing.TB) (*importRun, *atlas.Result) {
	t.Helper()
	in := importtest.Input(t, rawFiles(t)...)
	once.Do(func() { onceRun, onceResult, onceErr = importFiles(in) })
	if onceErr != nil {
		t.Fatal(onceErr)
	}
	return onceRun, onceResult
}

func importFiles(in *atlas.Input) (*importRun, *atlas.Result, error) {
	im := newImport(in)
	if err := im.run(context.Background()); err != nil {
		return nil, nil, err
	}
	res, err := im.result()
	return im, res, err
}

// TestRegenerate: the committed tables are what the importer makes of the raw
// files, byte for byte. Run with -update to rewrite them.
func TestRegenerate(t *testing.T) { importtest.Regenerate(t, Importer, rawFiles(t)) }

// TestCount: every figure of the raw files is a row, a fault, or counted as no
// figure; no file is passed over without a word.
func TestCount(t *testing.T) {
	im, res := fresh(t)
	rows := 0
	for _, tab := range res.Tables {
		if !slices.Contains([]string{"sources", "minerals", "lists"}, tab.Schema.Name) {
			rows += len(tab.Rows)
		}
	}
	in, out, faulty, not := 0, 0, 0, 0
	for _, g := range im.editions {
		in, out, faulty, not = in+g.in, out+g.rows, faulty+g.faulty, not+g.notFigures
		if g.in != g.rows+g.faulty+g.notFigures {
			t.Errorf("%s: %d in, %d rows, %d faults, %d not figures", g.raw.source(), g.in, g.rows, g.faulty, g.notFigures)
		}
	}
	if rows != out || in != out+faulty+not {
		t.Errorf("%d figures in; %d rows (%d in tables), %d faults, %d not figures", in, out, rows, faulty, not)
	}
	if g := im.editions["usgs-mcs-2026"]; g.in != 8886 || g.faulty != 0 {
		t.Errorf("MCS 2026: %d rows read, %d faults; the data release has 8,886 rows", g.in, g.faulty)
	}
	rules := map[string]int{}
	for _, f := range res.Faults {
		rules[f.Rule]++
	}
	for rule, want := range map[string]int{"negative": 4, "unit-corrected": 11, "wrong-table": 3, "file-not-taken": 24, "total": 1} {
		if rules[rule] != want {
			t.Errorf("%d faults %s, want %d", rules[rule], rule, want)
		}
		delete(rules, rule)
	}
	if len(rules) > 0 {
		t.Errorf("faults of other rules: %v", rules)
	}
	t.Logf("%d figures in, %d rows, %d not figures, %d faults", in, out, not, faulty)
}
