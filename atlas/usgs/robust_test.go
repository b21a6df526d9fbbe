package usgs

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"adit/atlas"
	"adit/internal/importtest"
)

// whole reads a raw file.
func readRaw(t testing.TB, f atlas.File) []byte {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestOrderOfFiles: files in any order give the same bytes.
func TestOrderOfFiles(t *testing.T) {
	files := rawFiles(t, "2023")
	want := importtest.Bytes(t, importtest.Run(t, Importer, files...))
	slices.Reverse(files)
	if got := importtest.Bytes(t, importtest.Run(t, Importer, files...)); got != want {
		t.Error("files in reverse order give other bytes")
	}
}

// TestOrderOfRows: rows of MCS 2026 in any order give the same tables, apart
// from line numbers and from mica, where only the order of rows tells sheet
// from scrap.
func TestOrderOfRows(t *testing.T) {
	f := rawFiles(t, "2026")[0]
	text := regexp.MustCompile(`(?m)^MICA .*\n`).ReplaceAllString(string(readRaw(t, f)), "")
	want := tablesWithoutLines(t, importtest.Run(t, Importer, importtest.Text(f.Name, text)))
	for seed := range uint64(3) {
		got := tablesWithoutLines(t, importtest.Run(t, Importer, importtest.Text(f.Name, importtest.Shuffle(text, seed))))
		if got != want {
			t.Errorf("seed %d: shuffled rows give other tables", seed)
		}
	}
}

func tablesWithoutLines(t *testing.T, res *atlas.Result) string {
	var lines []string
	for _, tab := range res.Tables {
		if tab.Schema.Name == "sources" { // holds the hash of the file
			continue
		}
		for i := range tab.Rows {
			if c := tab.Schema.Column("locator"); c >= 0 {
				tab.Rows[i][c], _, _ = strings.Cut(tab.Rows[i][c], ":")
			}
			lines = append(lines, tab.Schema.Name+" "+strings.Join(tab.Rows[i], "|"))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestTwice: an import twice gives the same bytes.
func TestTwice(t *testing.T) {
	files := rawFiles(t, "2024")
	a := importtest.Bytes(t, importtest.Run(t, Importer, files...))
	if b := importtest.Bytes(t, importtest.Run(t, Importer, files...)); a != b {
		t.Error("two imports of the same files differ")
	}
}

// TestTruncated: a file cut off anywhere gives fewer rows and a fault or an
// error, never a panic and never a wrong figure.
func TestTruncated(t *testing.T) {
	f := rawFiles(t, "2026")[0]
	data := readRaw(t, f)
	_, whole := fresh(t)
	known := map[string]bool{}
	for _, r := range importtest.Table(t, whole, "production").Rows {
		known[strings.Join(r, "|")] = true
	}
	for _, cut := range []int{0, 1, 200, 5000, 123457, 400001, len(data) - 3} {
		res, err := Importer.Import(context.Background(), importtest.Input(t, importtest.Text(f.Name, string(data[:cut]))))
		if err != nil {
			continue
		}
		if res.Faults.Err() == nil && cut > 200 && data[cut-1] != '\n' {
			t.Errorf("cut at %d of %d: nothing is said", cut, len(data))
		}
		for _, tab := range res.Tables {
			if tab.Schema.Name != "production" {
				continue
			}
			for _, r := range tab.Rows {
				if !known[strings.Join(r, "|")] && !strings.Contains(strings.Join(r, "|"), "mica") {
					t.Errorf("cut at %d: row %v is not in the whole file", cut, r)
				}
			}
		}
	}
}

// TestEncodings: a file of the wrong encoding is refused, with its name.
func TestEncodings(t *testing.T) {
	row := "antimony,China é,\"Mine production\",1"
	for name, text := range map[string]string{
		"MCS2025_World_Data.csv":          "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023\n" + strings.ReplaceAll(row, "é", "\xe9") + "\n",
		"mcs2024-antim_world.csv":         "\xff\xfeS\x00o\x00u\x00r\x00c\x00e\x00",
		"MCS2026_Commodities_Data.csv":    "S\x00e\x00",
		"mcs2023-antim_salient.csv":       "DataSource,Commodity,Year\nMCS2023,Antimony,\xe9\n",
		"MCS2025_T4_Critical_Mineral.csv": "\xef\xbb\xbfSource,Critical Mineral\n",
	} {
		_, err := Importer.Import(context.Background(), importtest.Input(t, importtest.Text(name, text)))
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// zeros is a file of n zero bytes.
type zeros struct{ n int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.n <= 0 {
		return 0, io.EOF
	}
	k := min(int64(len(p)), z.n)
	clear(p[:k])
	z.n -= k
	return int(k), nil
}

func (z *zeros) Close() error { return nil }

// TestZeros: a gigabyte of zeros under a right name is refused in bounded
// memory, long before its end.
func TestZeros(t *testing.T) {
	for _, name := range []string{"MCS2026_Commodities_Data.csv", "MCS2025_World_Data.csv", "mcs2024-antim_world.csv", "mcs2024-antim_salient.csv"} {
		z := &zeros{n: 1 << 30}
		f := atlas.File{Name: name, Size: 1 << 30, Open: func() (io.ReadCloser, error) { return z, nil }}
		in := importtest.Input(t, f)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Importer.Import(context.Background(), in)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 || z.n < 1<<29 {
			t.Errorf("%s: %d MiB allocated, %d MiB read", name, used>>20, (1<<30-z.n)>>20)
		}
	}
}

// TestNoFiles: nothing to import, an unknown file and a cancelled import are
// said.
func TestNoFiles(t *testing.T) {
	_, err := Importer.Import(context.Background(), importtest.Input(t, importtest.Text("readme.txt", "x")))
	if err == nil || !strings.Contains(err.Error(), "Commodities_Data") {
		t.Errorf("no file of MCS: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Importer.Import(ctx, importtest.Input(t, file2026(t, "MCS2026_Commodities_Data.csv"))); err == nil {
		t.Error("a cancelled import goes on")
	}
	missing := importtest.Text("MCS2026_Commodities_Data.csv", "MCS chapter,Section\nx,y\n")
	if _, err := Importer.Import(context.Background(), importtest.Input(t, missing)); err == nil || !strings.Contains(err.Error(), `no column "Commodity"`) {
		t.Errorf("missing columns: %v", err)
	}
}

// TestClassify: edition and shape are in the file name, a later edition too.
func TestClassify(t *testing.T) {
	for _, c := range []struct {
		name   string
		source string
		code   string
	}{
		{"2026/MCS2026_Commodities_Data.csv", "usgs-mcs-2026", ""},
		{"MCS2027_Commodities_Data.csv", "usgs-mcs-2027", ""},
		{"MCS2025_World_Data.csv", "usgs-mcs-2025", ""},
		{"2024/world/MCS2024-bismu_world.csv", "usgs-mcs-2024", "bismu"},
		{"mcs2023tellu_salient.csv", "usgs-mcs-2023-salient", "tellu"},
		{"MCS2025_Fig2_Net_Import_Reliance.csv", "usgs-mcs-2025-fig2", ""},
		{"MCS2024_T5_Critical_Minerals_Salient.csv", "usgs-mcs-2024-t5", ""},
	} {
		raw, ok := classify(c.name)
		if !ok || raw.source() != c.source || raw.code != c.code {
			t.Errorf("%s: %s %q %t", c.name, raw.source(), raw.code, ok)
		}
	}
	for _, name := range []string{"readme.txt", "MCS26.csv", "mcs2026-gold.csv", "MCS1999_World_Data.csv", "MCS2026_Commodities_Data.xlsx"} {
		if raw, ok := classify(name); ok {
			t.Errorf("%s: taken as %+v", name, raw)
		}
	}
}

// TestFormat: decimals are exact and have no noise.
func TestFormat(t *testing.T) {
	for in, want := range map[string]string{"0.3": "300", "1.1": "1100", "0.0001": "0.1", "123456789.123": "123456789123"} {
		if got := format(times(parseDec(in), whole(1000))); got != want {
			t.Errorf("%s × 1000 = %s, want %s", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1e15).Draw(t, "n")
		kilograms := fmt.Sprint(n)
		tonnes := format(times(parseDec(kilograms), parseDec("0.001")))
		back, _ := new(big.Rat).SetString(tonnes)
		if back.Mul(back, whole(1000)).Cmp(new(big.Rat).SetInt64(n)) != 0 || strings.ContainsAny(tonnes, "eE") {
			t.Fatalf("%s kg = %s t", kilograms, tonnes)
		}
	})
}

// TestHalfStep: half of the last significant digit.
func TestHalfStep(t *testing.T) {
	for in, want := range map[string]string{"909": "0.5", "900": "50", "110,000": "5000", "0.05": "0.005", "1.2": "0.05", "1": "0.5"} {
		if got := format(halfStep(parseDec(in))); got != want {
			t.Errorf("half a step of %s is %s, want %s", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) { // rounding to k digits never leaves the interval
		n, k := rapid.Int64Range(1, 1e12).Draw(t, "n"), rapid.IntRange(1, 4).Draw(t, "k")
		step := int64(1)
		for n/step >= pow10(k) {
			step *= 10
		}
		rounded := (n + step/2) / step * step
		half := halfStep(new(big.Rat).SetInt64(rounded))
		diff := new(big.Rat).SetInt64(n - rounded)
		if diff.Abs(diff).Cmp(half) > 0 {
			t.Fatalf("%d rounded to %d: off by more than %s", n, rounded, format(half))
		}
	})
}

func pow10(k int) int64 {
	p := int64(1)
	for range k {
		p *= 10
	}
	return p
}

// TestStages pins mineral, form, stage and mass of every world statistic of
// MCS 2026, in testdata/stages_2026.txt. Rewrite with -update, and read the
// difference.
func TestStages(t *testing.T) {
	im, _ := fresh(t)
	lines := map[string]bool{}
	for _, r := range im.records {
		if r.source == "usgs-mcs-2026" && slices.Contains([]string{"production", "capacity", "reserves"}, r.table) {
			lines[fmt.Sprintf("%s | %s | %s | %s | %s | %s | %s", r.code, r.table, strings.ToLower(r.detail), r.mineral, r.form, r.stage, strings.TrimSpace(r.unit+" "+r.mass))] = true
		}
	}
	var all []string
	for l := range lines {
		all = append(all, l)
	}
	slices.Sort(all)
	got := []byte("chapter | table | words of the source | mineral | form | stage | unit and mass\n" + strings.Join(all, "\n") + "\n")
	name := filepath.Join("testdata", "stages_2026.txt")
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs:\n%s", name, got)
	}
}

// TestLexicon: the embedded tables are whole: every mineral is adit's or has a
// name, every chapter of 2026 with a world table has a stage rule.
func TestLexicon(t *testing.T) {
	lex := lexiconOf()
	a := importtest.Atlas(t)
	for _, c := range lex.chapters {
		if _, err := a.Minerals().Find(c.mineral); err != nil && c.name == "" {
			t.Errorf("mineral %s of chapters.csv is nobody's", c.mineral)
		}
	}
	words := regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)
	for _, r := range lex.stages {
		if r.form != "" && !words.MatchString(r.form) || !slices.Contains([]string{"", "mine", "intermediate", "smelter", "refinery", "product"}, r.stage) {
			t.Errorf("stage rule %+v", r)
		}
	}
	for k, h := range lex.headers {
		if headerUnits[h.unit].name == "" || americanTables[strings.ToLower(h.statistic)][0] == "" {
			t.Errorf("header rule %v: %+v", k, h)
		}
	}
}
