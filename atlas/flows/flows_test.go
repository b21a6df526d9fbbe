package flows

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"adit"
	"adit/atlas"
	"adit/internal/importtest"
)

func TestAmount(t *testing.T) {
	for in, want := range map[string]string{"": "", "0": "0", "00.50": "0.5", "5768.12": "5768.12", "1e+05": "100000", "110314.805": "110314.805"} {
		if got, err := Amount(in); err != nil || got != want {
			t.Errorf("Amount(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"-1", "NaN", "Inf", "+Inf", "1e999", "0x10", "1_000", "1,000", "1 000", "abc", "--"} {
		if got, err := Amount(in); err == nil {
			t.Errorf("Amount(%q) = %q was taken", in, got)
		}
	}
}

// TestAmountLaw: an amount is its own amount, and says the same number.
func TestAmountLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(0, 1e15).Draw(t, "v")
		got, err := Amount(strconv.FormatFloat(v, 'f', -1, 64))
		if err != nil {
			t.Fatal(err)
		}
		again, err := Amount(got)
		back, _ := strconv.ParseFloat(got, 64)
		if err != nil || again != got || back != v {
			t.Fatalf("%g is %s is %s", v, got, again)
		}
	})
}

func sampleFlow(code, value string) []string {
	return Flow{Nomenclature: "hs2017", Code: code, Kind: "import", Exporter: "CHN", Importer: "USA", Year: "2024",
		Value: value, Unit: "USD", Basis: "reported", Source: "x"}.Row()
}

// TestBookLaw: the table does not depend on the order of rows; repeats count
// once and contradictions not at all.
func TestBookLaw(t *testing.T) {
	rows := [][]string{sampleFlow("1", "5"), sampleFlow("1", "5"), sampleFlow("2", "5"), sampleFlow("2", "6"), sampleFlow("2", "5"), sampleFlow("3", "")}
	for seed := range uint64(20) {
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		var log Log
		b := NewBook("trade", "x", &log)
		for i, r := range rows {
			b.Add(At("f", i+1), r)
		}
		got := b.Table().Rows
		if len(got) != 2 || got[0][1] != "1" || got[1][1] != "3" || got[1][7] != "" {
			t.Fatalf("%v", got)
		}
		if log.Count("conflict") == 0 || log.Count("duplicate") == 0 || log.Faults().Err() == nil {
			t.Fatalf("%v", log.Faults())
		}
	}
}

func TestLogIsBounded(t *testing.T) {
	var log Log
	for i := range 100_000 {
		log.Wrong(At("f", i), "row", "", "bad")
	}
	log.Warn("f", "other", "", "look")
	fs := log.Faults()
	if len(fs) != eachInFull+2 || !strings.Contains(fs[len(fs)-1].What, strconv.Itoa(100_000-eachInFull)) {
		t.Errorf("%d faults, the last %v", len(fs), fs[len(fs)-1])
	}
}

// TestRead checks that the hash is of the whole file, also of what was not
// read, and that progress ends at the end.
func TestRead(t *testing.T) {
	text := strings.Repeat("abc\n", 100_000)
	var last, total int64
	f := importtest.Text("b", text)
	in := &atlas.Input{Files: []atlas.File{importtest.Text("a", "1234"), f}, Progress: func(d, n int64) { last, total = d, n }}
	sum, err := Read(context.Background(), in, f, func(r *Stream) error {
		_, err := io.ReadFull(r, make([]byte, 10))
		return err
	})
	want := sha256.Sum256([]byte(text))
	if err != nil || sum != hex.EncodeToString(want[:]) {
		t.Errorf("sum %s, %v", sum, err)
	}
	if last != total || total != int64(len(text))+4 {
		t.Errorf("progress ended at %d of %d", last, total)
	}
	broken := errors.New("broken")
	f.Open = func() (io.ReadCloser, error) { return nil, broken }
	if _, err := Read(context.Background(), in, f, nil); !errors.Is(err, broken) {
		t.Errorf("a file that does not open ended with %v", err)
	}
}

func TestDetail(t *testing.T) {
	plain, other := Area{Place: "USA"}, Area{"OTH", "R20"}
	got := []string{Detail(plain, plain), Detail(other, plain), Detail(plain, other), Detail(other, other)}
	want := []string{"", "exporter R20", "importer R20", "exporter R20; importer R20"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestTables leaves out tables without rows.
func TestTables(t *testing.T) {
	var log Log
	full, empty := NewBook("trade", "x", &log), NewBook("codes", "x", &log)
	full.Add("f:1", sampleFlow("1", "5"))
	if got := Tables(full, empty); len(got) != 1 || got[0].Publisher != "x" {
		t.Errorf("%v", got)
	}
	if fs := log.Faults(); len(fs) != 0 || fs.Err() != nil {
		t.Errorf("%v", adit.Faults(fs))
	}
}
