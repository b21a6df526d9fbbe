package facts

import (
	"fmt"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/intake"
)

// A record is one row on its way from a fact sheet to a table.
type record struct {
	row    intake.Row
	in     *atlas.Input
	cells  map[string]string
	wrong  []string // why the row is refused
	memory int      // cells dropped because nobody saw them in a source
}

func (r *record) get(column string) string { return r.row.Get(column) }

func (r *record) set(column, cell string) { r.cells[column] = cell }

// refuse notes a reason to refuse the row, which is refused once, whole.
func (r *record) refuse(format string, args ...any) {
	r.wrong = append(r.wrong, fmt.Sprintf(format, args...))
}

// doubt notes what someone should look at; the row stays.
func (r *record) doubt(rule, remedy, format string, args ...any) {
	r.row.Doubt(rule, remedy, format, args...)
}

// drop blanks a cell that would look like a fact and is not one.
func (r *record) drop(columns ...string) {
	for _, c := range columns {
		if r.cells[c] != "" {
			r.cells[c] = ""
			r.memory++
		}
	}
}

// A field is one column of a table and how it is read. The raw column is from;
// a reader sees the cell without spaces around.
type field struct {
	to, from string
	read     func(*record, string) string
}

// text takes words, with references to working copies turned into the
// publications they stand for.
func text(_ *record, cell string) string { return cite(cell) }

// slug takes a word as an identifier.
func slug(_ *record, cell string) string { return intake.Slug(cell) }

// number takes a number within bounds, or blank.
func number(low, high float64) func(*record, string) string {
	return func(r *record, cell string) string {
		if cell == "" {
			return ""
		}
		x, err := intake.Within(cell, low, high)
		if err != nil {
			r.refuse("%v", err)
			return ""
		}
		return intake.Format(x)
	}
}

var (
	percent  = number(0, 100)
	positive = number(0, 1e15)
	signed   = number(-1e6, 1e6)
)

// year takes a calendar year, also where a spreadsheet made it 2023.0.
func year(r *record, cell string) string {
	y := number(1800, 2100)(r, cell)
	if strings.Contains(y, ".") {
		r.refuse("%q is no year", cell)
	}
	return y
}

// date takes 2024, 2024-12 or 2024-12-03, or blank.
func date(r *record, cell string) string {
	if cell != "" {
		if err := intake.Date(cell); err != nil {
			r.refuse("%v", err)
			return ""
		}
	}
	return cell
}

// one of the words listed, as an identifier.
func oneOf(words ...string) func(*record, string) string {
	return func(r *record, cell string) string {
		for _, w := range words {
			if intake.Slug(cell) == w {
				return w
			}
		}
		r.refuse("%q is none of %s", cell, strings.Join(words, ", "))
		return ""
	}
}

// pairs are the mixtures that the sheets treat as one commodity.
var pairs = map[string][]string{
	"neodymium_praseodymium":   {"neodymium", "praseodymium"},
	"dysprosium_terbium":       {"dysprosium", "terbium"},
	"gallium_germanium_basket": {"gallium", "germanium"},
	"magnesium_magnesite":      {"magnesite"},
	"lithium concentrate":      {"lithium"},
	"gold bullion":             {"gold"},
	"multi":                    {},
}

// minerals resolves one name, a pair, or a list separated by ',' or ';'. What
// is not a mineral is returned apart.
func (r *record) minerals(cell string) (ids, unknown []string) {
	for _, name := range strings.FieldsFunc(cell, func(c rune) bool { return c == ',' || c == ';' }) {
		name = strings.TrimSpace(name)
		plain, _, _ := strings.Cut(name, " (")
		if pair, ok := pairs[name]; ok {
			ids = append(ids, pair...)
		} else if id, err := r.in.Minerals.Find(plain); err == nil {
			ids = append(ids, id)
		} else {
			unknown = append(unknown, name)
		}
	}
	return ids, unknown
}

// mineralList takes one or more minerals and refuses a row with a name that is
// none.
func mineralList(r *record, cell string) string {
	ids, unknown := r.minerals(cell)
	if len(unknown) > 0 || len(ids) == 0 {
		r.refuse("unknown mineral in %q", cell)
	}
	return strings.Join(ids, ";")
}

// mineral takes exactly one mineral.
func mineral(r *record, cell string) string {
	ids, unknown := r.minerals(cell)
	if len(unknown) > 0 || len(ids) != 1 {
		r.refuse("%q is not one mineral", cell)
		return ""
	}
	return ids[0]
}

// country takes an ISO code or a name, or blank.
func country(r *record, cell string) string {
	if cell == "" {
		return ""
	}
	id, err := r.in.Places.Find(cell)
	if err != nil {
		r.refuse("%v", err)
	}
	return id
}

// actor takes a country or the EU, which the sheets write EUR.
func actor(r *record, cell string) string {
	if cell == "EUR" || cell == "EU27" || cell == "ALL" {
		return map[string]string{"EUR": "EU27", "EU27": "EU27", "ALL": "ALL"}[cell]
	}
	return country(r, cell)
}

// confidence takes the sheet's own judgement.
var confidence = oneOf("high", "medium", "low", "none")

// hs takes customs codes of six digits separated by ';'.
func hs(r *record, cell string) string {
	if cell == "" {
		return ""
	}
	for _, code := range strings.Split(cell, ";") {
		if _, err := intake.Within(code, 10000, 999999); err != nil || len(code) != 6 {
			r.refuse("%q is not a customs code of six digits", code)
		}
	}
	return cell
}

// fromMemory reports whether a text says that nobody saw the figure in a
// source.
func fromMemory(s string) bool { return strings.Contains(strings.ToLower(s), "memory") }

// assumedIf returns the basis of a figure: an assumption where the text says
// it is from memory.
func assumedIf(s string, otherwise adit.Basis) string {
	if fromMemory(s) {
		return string(adit.Assumption)
	}
	return string(otherwise)
}
