package table

import (
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"adit"
)

var update = flag.Bool("update", false, "rewrite testdata/*.golden")

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func print(t *testing.T, tb *Table, style Style) string {
	t.Helper()
	var b strings.Builder
	if err := tb.Write(&b, style); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTable(t *testing.T) {
	narrow := New(Text("Country"), Number("Mined (t)"), Number("Share of world supply (%)"))
	narrow.Row("China", Tonnes(83400), Percent(0.481))
	narrow.Row("Côte d’Ivoire", Tonnes(17), Percent(0.0001))
	narrow.Row("Türkiye", "withheld", Unknown)
	narrow.Row("Cote\u0302 d’Ivoire", Tonnes(0), Percent(0)) // combining circumflex
	narrow.Row("中国", Tonnes(1234567), Percent(1))
	golden(t, "narrow", print(t, narrow, Style{}))
	golden(t, "bold", print(t, narrow, Style{Bold: true}))

	wide := New(Text("Figure"), Number("Value"), Wrapped("Note"), Wrapped("Source"))
	wide.Row("a", "1", strings.Repeat("a long note that must wrap ", 6), strings.Repeat("a source with a longish title ", 5))
	wide.Row("b", "22", "short", "https://example.org/"+strings.Repeat("an/address/without/spaces/", 6))
	golden(t, "wide", print(t, wide, Style{}))

	many := New(Text("Name"), Number("2020"), Number("2021"))
	many.Row(strings.Repeat("a name that cannot wrap ", 6), strings.Repeat("9", 30), "1")
	golden(t, "cut", print(t, many, Style{}))
	golden(t, "empty", print(t, New(Text("Name"), Number("Mass (t)")), Style{}))
}

// No line of a table is wider than MaxWidth, and no figure is cut.
func TestWidthLaw(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		kinds := []func(string) Column{Text, Number, Wrapped}
		var columns []Column
		n := rapid.IntRange(1, 8).Draw(rt, "columns")
		for range n {
			columns = append(columns, rapid.SampledFrom(kinds).Draw(rt, "kind")(rapid.StringMatching(`[A-Za-zé ]{0,30}`).Draw(rt, "head")))
		}
		tb := New(columns...)
		for range rapid.IntRange(0, 4).Draw(rt, "rows") {
			cells := make([]string, n)
			for i := range cells {
				cells[i] = rapid.StringMatching(`[a-zé中/ ]{0,60}`).Draw(rt, "cell")
			}
			tb.Row(cells...)
		}
		var b strings.Builder
		if err := tb.Write(&b, Style{}); err != nil {
			rt.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if w := Width(strings.TrimRight(line, "\n")); w > MaxWidth {
				rt.Fatalf("line of %d columns: %q", w, line)
			}
			if !utf8.ValidString(line) {
				rt.Fatalf("cut inside a character: %q", line)
			}
		}
	})
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Tonnes(1517), "1,517"},
		{Tonnes(123456), "123,500"},
		{Tonnes(0.01234567), "0.01235"},
		{Tonnes(12.345), "12.35"},
		{Tonnes(9999.9), "10,000"},
		{Tonnes(0.5), "0.5"},
		{Tonnes(0), "0"},
		{Tonnes(math.Copysign(0, -1)), "0"},
		{Tonnes(-2500), "−2,500"},
		{Tonnes(1e12), "1,000,000,000,000"},
		{Tonnes(1e-12), "1e-12"},
		{Tonnes(math.NaN()), "unknown"},
		{Percent(0.361), "36.1"},
		{Percent(0.0001), "<0.1"},
		{Percent(0.99999), ">99.9"},
		{Percent(1), "100"},
		{Percent(0), "0"},
		{Share(0.12), "12%"},
		{Interval(0.12, 0.18, Percent), "12–18"},
		{Interval(0.1201, 0.1199, Percent), "12"},
		{Interval(0, math.MaxFloat64, Tonnes), "unknown"},
		{Interval(50, math.MaxFloat64, Tonnes), "≥50"},
		{Count(1234567), "1,234,567"},
		{Figure(adit.Exact(839, "t", adit.Reported), ""), "839"},
		{Figure(adit.Figure{Low: 50, High: 100, Basis: adit.Reported}, ">50"), ">50"},
		{Figure(adit.Figure{High: math.MaxFloat64, Basis: adit.Withheld}, "W"), "withheld"},
		{Figure(adit.Figure{High: math.MaxFloat64, Basis: adit.Withheld}, ""), "withheld"},
		{Figure(adit.Figure{High: math.MaxFloat64, Basis: adit.Unknown}, ""), "unknown"},
		{Figure(adit.Figure{Low: 5, High: 9, Basis: adit.Withheld}, ""), "5–9 (withheld)"},
		{Figure(adit.Figure{High: math.MaxFloat64, Basis: adit.Unknown}, "NA"), "not available"},
		{Figure(adit.Figure{Low: 0, High: 0, Basis: adit.Unknown}, "E"), "net exporter"},
		{Figure(adit.Exact(0, "t", adit.Reported), ""), "0"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// What is above 0 never prints as 0: unknown and small are not zero.
func TestNeverZero(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := rapid.Float64Range(1e-300, 1e300).Draw(rt, "v")
		if Tonnes(v) == "0" {
			rt.Fatalf("Tonnes(%g) = 0", v)
		}
		if s := rapid.Float64Range(1e-12, 1).Draw(rt, "share"); Percent(s) == "0" || s < 1 && Percent(s) == "100" {
			rt.Fatalf("Percent(%g) = %s", s, Percent(s))
		}
	})
}
