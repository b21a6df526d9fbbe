package importtest

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"adit/atlas"
)

// private are words that must not reach a reader: folders of a machine and
// names of working copies.
var private = regexp.MustCompile(`\.\./|shared/|(^|[ ;(])(data|docs|facts|methods)/|metallican/|usgs-mcs\d*/|bgs-wms|eu-crm/|` +
	`hs-concordance|mineral-control-atlas|worldbank-pinksheet|china-exports|research machine`)

// Check reports every fault that the atlas finds in a table beside the
// committed ones, and every cell that a reader should not see.
func Check(t testing.TB, tb *atlas.Table) {
	t.Helper()
	for _, f := range Atlas(t).CheckTable(tb) {
		t.Error(f)
	}
	for i, row := range tb.Rows {
		for j, cell := range row {
			if strings.TrimSpace(cell) != cell || strings.ContainsAny(cell, "\n\r\t\x00\ufffd") {
				t.Errorf("%s row %s: %q has spaces around or control characters", tb.Schema.Name, tb.Key(i), cell)
			}
			if m := private.FindString(cell); m != "" {
				t.Errorf("%s row %s: %s names a private path %q: %s", tb.Schema.Name, tb.Key(i), tb.Schema.Columns[j].Name, m, cell)
			}
		}
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
