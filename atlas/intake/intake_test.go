package intake_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"adit/atlas"
	"adit/atlas/intake"
	"adit/internal/importtest"
)

func ExampleSlug() {
	fmt.Println(intake.Slug("Natural teak wood"))
	// Output: natural_teak_wood
}

func ExampleFormat() {
	fmt.Println(intake.Format(93000000), intake.Format(0.1), intake.Format(-0.0))
	// Output: 93000000 0.1 0
}

func TestNumberRefuses(t *testing.T) {
	for _, s := range []string{"", "NaN", "Inf", "-inf", "0x1p4", "1,000", "1_000", "1e999", "1 ", "4%", "١"} {
		if x, err := intake.Number(s); err == nil {
			t.Errorf("Number(%q) = %g, want an error", s, x)
		}
	}
}

// A number that was written is read back as the same number.
func TestNumberReadsFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64().Draw(t, "x")
		if math.IsInf(x, 0) || math.IsNaN(x) {
			t.Skip()
		}
		if y, err := intake.Number(intake.Format(x)); err != nil || y != x {
			t.Fatalf("%g is written %q and read %g, %v", x, intake.Format(x), y, err)
		}
	})
}

func TestDate(t *testing.T) {
	for s, ok := range map[string]bool{"2024": true, "2024-12": true, "2024-02-29": true, "2023-02-29": false, "2024-13": false,
		"2024-1": false, "": false, "FY2024": false, "2025-12-01 (part)": false} {
		if err := intake.Date(s); (err == nil) != ok {
			t.Errorf("Date(%q): %v", s, err)
		}
	}
}

func sheet(t *testing.T, text string, key ...string) *intake.Sheet {
	t.Helper()
	s, err := intake.Read(importtest.Text("f.csv", text), atlas.UTF8, []string{"a", "b"}, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// An exact repeat counts once; different rows of one key are all refused.
func TestReadKeys(t *testing.T) {
	s := sheet(t, "a,b\nx,1\nx,1\ny,2\ny,3\nz,4\n", "a")
	for _, r := range s.Rows {
		r.Keep()
	}
	if len(s.Rows) != 2 || s.Count.Read != 5 || s.Count.Kept != 2 || s.Count.Refused != 2 || len(s.Count.Left) != 1 {
		t.Errorf("%d rows, %+v", len(s.Rows), s.Count)
	}
	if err := s.Count.Balance(); err != nil {
		t.Error(err)
	}
}

// A row that is neither kept, left nor refused is found out.
func TestBalance(t *testing.T) {
	if err := sheet(t, "a,b\nx,1\n", "a").Count.Balance(); err == nil {
		t.Error("a lost row was not noticed")
	}
}

// The order of rows is not part of a sheet.
func TestReadForgetsOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cells := rapid.SliceOf(rapid.StringMatching(`[a-c]{1,2},[0-3]`)).Draw(rt, "rows")
		mixed := rapid.Permutation(cells).Draw(rt, "mixed")
		one, two := sheet(t, text(cells), "a"), sheet(t, text(mixed), "a")
		if len(one.Rows) != len(two.Rows) || one.Count.Refused != two.Count.Refused {
			rt.Fatalf("%+v, but shuffled %+v", one.Count, two.Count)
		}
		for i := range one.Rows {
			if one.Rows[i].Get("a") != two.Rows[i].Get("a") || one.Rows[i].Get("b") != two.Rows[i].Get("b") {
				rt.Fatalf("row %d differs", i)
			}
		}
	})
}

func text(rows []string) string { return "a,b\n" + strings.Join(append(rows, ""), "\n") }

func FuzzRead(f *testing.F) {
	f.Add([]byte("a,b\nx,1\nx,1\n"))
	f.Add([]byte("a,b\n\"x\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := intake.Read(importtest.Text("f.csv", string(content)), atlas.UTF8, []string{"a"}, []string{"a"})
		if err != nil {
			return
		}
		for _, r := range s.Rows {
			r.Keep()
		}
		if err := s.Count.Balance(); err != nil {
			t.Error(err)
		}
	})
}
