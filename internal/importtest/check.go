package importtest

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/atlas"
	"adit/atlas/intake"
)

var (
	word  = regexp.MustCompile(`^[a-z0-9_/.+-]+$`)
	place = regexp.MustCompile(`^[A-Z]{3}(/.+)?$`)
	year  = regexp.MustCompile(`^(1[6-9]|20)\d\d$`)
	// private are words that must not reach a reader: folders of our own
	// machine and of working copies.
	private = regexp.MustCompile(`\.\./|shared/|(^|[ ;(])(data|docs|facts)/|metallican/|usgs-mcs/|bgs-wms/|eu-crm/|hs-concordance/|mineral-control-atlas/`)
)

// Check reports every cell that its column does not admit, every repeated key
// and every figure that contradicts itself.
func Check(t testing.TB, tb *atlas.Table) {
	t.Helper()
	minerals := ids(t)
	seen := map[string]bool{}
	for i, row := range tb.Rows {
		for j, col := range tb.Schema.Columns {
			if why := wrong(col, row[j], minerals); why != "" {
				t.Errorf("%s row %s: column %s: %q %s", tb.Schema.Name, tb.Key(i), col.Name, row[j], why)
			}
		}
		if k := tb.Key(i); seen[k] {
			t.Errorf("%s: two rows %s", tb.Schema.Name, k)
		} else {
			seen[k] = true
		}
		bounds(t, tb, i)
	}
}

// ids returns the minerals of the committed tables.
func ids(t testing.TB) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for _, publisher := range []string{"adit", "eu-crm"} {
		for _, r := range committed(t, publisher, "minerals") {
			known[r[0]] = true
		}
	}
	return known
}

func wrong(col atlas.Column, cell string, minerals map[string]bool) string {
	if cell == "" {
		if col.Required {
			return "is required"
		}
		return ""
	}
	if strings.TrimSpace(cell) != cell || strings.ContainsAny(cell, "\n\r\t\x00\ufffd") {
		return "has spaces around or control characters"
	}
	if m := private.FindString(cell); m != "" {
		return "names a private path: " + m
	}
	return wrongKind(col.Kind, cell, minerals)
}

func wrongKind(kind atlas.Kind, cell string, minerals map[string]bool) string {
	ok := true
	switch kind {
	case atlas.Word, atlas.Source:
		ok = word.MatchString(cell)
	case atlas.Mineral:
		ok = minerals[cell]
	case atlas.Place:
		ok = place.MatchString(cell)
	case atlas.AYear:
		ok = year.MatchString(cell)
	case atlas.Number:
		_, err := intake.Number(cell)
		ok = err == nil
	case atlas.Mass:
		_, err := intake.Within(cell, 0, 1e300)
		ok = err == nil
	case atlas.Date:
		ok = intake.Date(cell) == nil
	case atlas.Basis:
		ok = adit.Basis(cell).Valid()
	case atlas.Unit:
		ok = slices.Contains(atlas.Units, cell)
	}
	if !ok {
		return "is not a " + string(kind)
	}
	return ""
}

// bounds checks low ≤ value ≤ high where a table has them.
func bounds(t testing.TB, tb *atlas.Table, i int) {
	t.Helper()
	var have []float64
	for _, c := range []string{"low", "value", "high"} {
		if tb.Schema.Column(c) < 0 {
			return
		}
		if x, err := intake.Number(tb.Get(i, c)); err == nil {
			have = append(have, x)
		}
	}
	if !slices.IsSorted(have) {
		t.Errorf("%s row %s: low, value, high are not in order: %v", tb.Schema.Name, tb.Key(i), have)
	}
}

// Shuffle returns a CSV text with its rows in another order, the header first.
// Rows must not have line ends inside.
func Shuffle(text string, seed uint64) string {
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	if n := len(lines) - 1; !strings.HasSuffix(lines[n], "\n") {
		lines[n] += "\n"
	}
	body := lines[1:]
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(body), func(i, j int) { body[i], body[j] = body[j], body[i] })
	return strings.Join(lines, "")
}
