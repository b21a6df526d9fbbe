package world

import (
	"cmp"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A unitValue is thousands of US dollars a gross tonne, and the figures that it
// is the quotient of.
type unitValue struct {
	kusd    float64
	figures string
}

// unitValues turn the values of a year that is published without tonnes into
// tonnes: by the unit value of the same pair in the year that has both, else by
// the median of the code. A median alone would not do: most pairs of a bulk good
// trade samples, so that the median of manganese ore is four times its mean.
type unitValues struct {
	year   adit.Year
	pairs  map[string]unitValue // by code, exporter and importer
	median map[string]unitValue // by code
}

// valueOnly tells the years of BACI that are published without tonnes.
func valueOnly(r atlas.Row) bool {
	return r.Get("nomenclature") == "hs2017" && r.Get("detail") == "" && strings.HasPrefix(r.Get("source"), "baci-value")
}

// unitValuesOf reads the unit values of the first year with tonnes, later than
// the date though it may be: nothing earlier has them.
func unitValuesOf(a *atlas.Atlas) unitValues {
	u := unitValues{pairs: map[string]unitValue{}, median: map[string]unitValue{}}
	if a.Date() == "" {
		return u
	}
	whole := fullRows(a.Whole())
	for _, r := range whole {
		if u.year == 0 || r.Year() < u.year {
			u.year = r.Year()
		}
	}
	all := map[string][]unitValue{}
	for _, r := range whole {
		value, ok1 := r.Number("value")
		mass, ok2 := r.Number("mass_t")
		if r.Year() != u.year || !ok1 || !ok2 || value <= 0 || mass <= 0 {
			continue
		}
		v := unitValue{value / mass, r.ID("value") + " " + r.ID("mass_t")}
		u.pairs[pairOf(r)] = v
		all[r.Get("code")] = append(all[r.Get("code")], v)
	}
	for code, list := range all {
		slices.SortFunc(list, func(x, y unitValue) int {
			return cmp.Or(cmp.Compare(x.kusd, y.kusd), cmp.Compare(x.figures, y.figures))
		})
		u.median[code] = list[len(list)/2]
	}
	return u
}

// fullRows are the rows of the years that are published whole.
func fullRows(a *atlas.Atlas) []atlas.Row {
	var rows []atlas.Row
	for r := range a.Rows("trade") {
		if r.Publisher == "baci" && fullYear(r) {
			rows = append(rows, r)
		}
	}
	return rows
}

func pairOf(r atlas.Row) string {
	return r.Get("code") + " " + r.Get("exporter") + ">" + r.Get("importer")
}

// of returns the unit value of a flow, 0 where the code has none.
func (u unitValues) of(r atlas.Row) unitValue {
	return cmp.Or(u.pairs[pairOf(r)], u.median[r.Get("code")])
}

// inValues reports whether a code's flows of a year are known in values only.
func (b *builder) inValues(code string, year adit.Year) bool {
	return slices.ContainsFunc(b.tradeRows[code], func(r atlas.Row) bool { return r.Year() == year && valueOnly(r) })
}
