package usgs

import (
	"cmp"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A record is one figure on its way into a table: what it is about, where it
// stands in the raw file, and the cell itself, in adit's unit once finish has
// been called.
type record struct {
	table                string
	code                 string // chapter
	mineral, form, stage string
	place                place
	partner              string
	statistic, detail    string
	year, unit, mass     string
	c                    cell
	basis                adit.Basis
	notes                []string
	rounded              bool // a world total
	source, file         string
	line                 int
}

func (r *record) where() string { return fmt.Sprintf("%s:%d", r.file, r.line) }

// key is what the tables' key is made of.
func (r *record) key() string {
	return strings.Join([]string{r.table, r.mineral, r.form, r.stage, r.place.id, r.partner, r.statistic, r.detailText(), r.year, r.source}, "|")
}

// detailText is the source's own words, with those that its place cell added,
// unless form says the same in adit's spelling.
func (r *record) detailText() string {
	d := strings.Trim(strings.Join([]string{r.detail, r.place.word}, "; "), "; ")
	if w := slug(d); w == r.form || w == r.mineral {
		return ""
	}
	return clip(d)
}

// group is what the rows of one world table have in common.
func (r *record) group() string {
	return strings.Join([]string{r.table, r.code, r.mineral, r.form, r.stage, r.statistic, r.year, r.source, r.unit, r.mass}, "|")
}

// finish puts bounds and unit on the cell: the printed unit is converted
// exactly, ">75" of a percentage ends at 100, and a rounded world total is the
// interval that rounds to it. Country figures are rounded as well, but MCS does
// not say how far, so that they keep no bounds.
func (r *record) finish(u unit) {
	r.unit = u.name
	r.c = r.c.scaled(parseDec(u.factor), u.name)
	if r.c.basis != "" {
		r.basis = r.c.basis
	}
	if u.name == "%" && r.c.low != nil && r.c.high == nil && r.c.value == nil {
		r.c.high = whole(100)
	}
	if r.place.id == "WLD" && r.rounded && r.c.value != nil && u.name != "%" {
		if half := halfStep(r.c.value); half != nil {
			r.c.low, r.c.high = minus(r.c.value, half), plus(r.c.value, half)
		}
	}
	if r.c.flag == "E" {
		r.notes = append([]string{"net exporter"}, r.notes...)
	}
}

// row writes the record as column, value pairs.
func (r *record) row(t *atlas.Table) {
	words := []string{}
	if r.unit == "t" && r.mass != "" {
		words = append(words, r.mass)
	}
	if r.place.note != "" {
		words = append(words, r.place.note)
	}
	t.Add("mineral", r.mineral, "form", r.form, "stage", r.stage, "place", r.place.id, "partner", r.partner,
		"statistic", r.statistic, "detail", r.detailText(), "year", r.year,
		"value", format(r.c.value), "low", format(r.c.low), "high", format(r.c.high), "unit", r.unit, "basis", string(r.basis),
		"flag", r.c.flag, "source", r.source, "locator", r.where(), "note", shorten(append(words, r.notes...)))
}

// inOrder sorts records by place in the raw files, so that what follows does
// not depend on the order in which files were handed in.
func inOrder(rs []*record) {
	slices.SortStableFunc(rs, func(a, b *record) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
}

// distinct makes keys unique. Mica is two tables in one chapter, scrap and
// flake first, then sheet, with the same words; anything else that repeats is
// a fault: dropped where it says the same, numbered where it does not.
func distinct(rs []*record) (kept []*record, faults adit.Faults) {
	inOrder(rs)
	byKey := map[string][]*record{}
	for _, r := range rs {
		byKey[r.key()] = append(byKey[r.key()], r)
	}
	for _, r := range rs {
		same := byKey[r.key()]
		if len(same) == 2 && r.code == "mica" && r.form == "" {
			same[0].form, same[1].form = "scrap-and-flake", "sheet"
		}
	}
	seen := map[string]*record{}
	for _, r := range rs {
		first := seen[r.key()]
		if first == nil {
			seen[r.key()] = r
			kept = append(kept, r)
			continue
		}
		if first.unit != r.unit { // a price by the pound and by the ton
			r.detail = strings.Trim(r.detail+" ("+r.unit+")", " ")
			seen[r.key()] = r
			kept = append(kept, r)
			continue
		}
		f := adit.Fault{Where: r.where(), Rule: "duplicate-row", Severity: adit.Doubtful,
			What: "repeats " + first.where(), Remedy: "none needed; the first row is kept"}
		if !equal(first, r) {
			f.Severity = adit.Wrong
			f.What, f.Remedy = "same words as "+first.where()+" with another figure", "take out the one that the printed MCS does not have"
		}
		faults = append(faults, f)
	}
	return kept, faults
}

// equal reports whether two rows give the same figure; notes may differ.
func equal(a, b *record) bool {
	return format(a.c.value) == format(b.c.value) && format(a.c.low) == format(b.c.low) &&
		format(a.c.high) == format(b.c.high) && a.c.flag == b.c.flag && a.unit == b.unit
}

var reExcludesUS = regexp.MustCompile(`(?i)(exclud|not includ)\w*\s.*(U\.? ?S\.?|United States|domestic)`)

// boundWithheld gives withheld figures of a world table an upper bound: what
// the total, at most, leaves over when every other row is taken at its least.
// Most totals leave the withheld country out, and not all of them say so: a
// bound is given only where the total is more than the other rows can be at
// their most, so that something withheld must be in it.
func boundWithheld(rs []*record) {
	groups := map[string][]*record{}
	for _, r := range rs {
		if r.table == "production" || r.table == "capacity" {
			groups[r.group()] = append(groups[r.group()], r)
		}
	}
	for _, g := range groups { // each group on its own: the order does not matter
		total := onlyTotal(g)
		if total == nil {
			continue
		}
		for _, r := range g {
			if r.basis == adit.Withheld && r.c.high == nil {
				r.boundBy(total, g)
			}
		}
	}
}

// onlyTotal returns the world total of a table that has one and only one with
// bounds, unless it says that it leaves a country out.
func onlyTotal(g []*record) (total *record) {
	for _, r := range g {
		if r.place.id != "WLD" {
			continue
		}
		if total != nil || r.c.high == nil || reExcludesUS.MatchString(strings.Join(append(r.notes, r.place.note, r.place.word), " ")) {
			return nil
		}
		total = r
	}
	return total
}

// boundBy bounds r by what total leaves over the other rows of its table.
func (r *record) boundBy(total *record, g []*record) {
	left, over := total.c.high, total.c.low
	for _, o := range g {
		if o == r || o.place.id == "WLD" {
			continue
		}
		low, high := o.span()
		if high == nil { // what is unknown may be what the total has over
			return
		}
		left, over = minus(left, low), minus(over, high)
	}
	if over.Sign() > 0 {
		r.c.high = left
		r.notes = append(r.notes, "high: world total less the others")
	}
}

// span is the least and the most that a printed figure can stand for,
// rounding included; no most where it has none.
func (r *record) span() (low, high dec) {
	if r.c.value == nil {
		return orZero(r.c.low), r.c.high
	}
	half := halfStep(r.c.value)
	if half == nil {
		return r.c.value, r.c.value
	}
	return minus(r.c.value, half), plus(r.c.value, half)
}

func orZero(d dec) dec {
	if d == nil {
		return whole(0)
	}
	return d
}

// doubtTotals reports world totals that are far from the sum of their rows,
// where every row has a figure: MCS 2025 gives kaolin of 2024 as 4,400 thousand
// tons in all and 44,240 in the rows. The limit of a quarter is far beyond any
// rounding; which of the two is wrong is for a reader to say.
func doubtTotals(rs []*record) (faults adit.Faults) {
	groups, order := map[string][]*record{}, []string{}
	for _, r := range rs {
		if r.table == "production" || r.table == "capacity" {
			if groups[r.group()] == nil {
				order = append(order, r.group())
			}
			groups[r.group()] = append(groups[r.group()], r)
		}
	}
	for _, key := range order {
		total, sum := sumOf(groups[key])
		if total == nil || sum == nil {
			continue
		}
		if ratio := new(big.Rat).Quo(total.c.value, sum); ratio.Cmp(big.NewRat(3, 4)) < 0 || ratio.Cmp(big.NewRat(4, 3)) > 0 {
			faults = append(faults, adit.Fault{Where: total.where(), Rule: "total", Severity: adit.Doubtful,
				What:   fmt.Sprintf("world total %s %s, its rows add up to %s", format(total.c.value), total.unit, format(sum)),
				Remedy: "see the printed MCS; both are kept"})
		}
	}
	return faults
}

// sumOf adds up the rows of a table of at least two countries; nil where a row
// has no figure, or the table not just one total.
func sumOf(g []*record) (total *record, sum dec) {
	sum = whole(0)
	n := 0
	for _, r := range g {
		switch {
		case r.c.value == nil, r.place.id == "WLD" && total != nil:
			return nil, nil
		case r.place.id == "WLD":
			total = r
		default:
			sum, n = plus(sum, r.c.value), n+1
		}
	}
	if n < 2 || sum.Sign() <= 0 {
		return nil, nil
	}
	return total, sum
}
