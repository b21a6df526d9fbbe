package world

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
)

// A pair is two ends of a flow.
type pair struct{ from, to adit.PlaceID }

type flows map[pair]quantity

// pairs lists the pairs of flows in order, so that sums and networks come out
// the same each time.
func (f flows) pairs() []pair {
	ps := make([]pair, 0, len(f))
	for p := range f {
		ps = append(ps, p)
	}
	slices.SortFunc(ps, func(a, b pair) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	return ps
}

// out adds what leaves each place, in what comes to it.
func (f flows) out() map[adit.PlaceID]float64 {
	return f.total(func(p pair) adit.PlaceID { return p.from })
}
func (f flows) in() map[adit.PlaceID]float64 {
	return f.total(func(p pair) adit.PlaceID { return p.to })
}

func (f flows) total(end func(pair) adit.PlaceID) map[adit.PlaceID]float64 {
	sum := map[adit.PlaceID]float64{}
	for _, p := range f.pairs() {
		sum[end(p)] += f[p].t
	}
	return sum
}

func parse(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("world: chain holds " + s + " for a number")
	}
	return v
}

// trade returns the flows of a form that some statistic shows: those of its
// customs code, or what the United States import, by origin.
func (b *builder) trade(f *form) flows {
	switch {
	case f.rule == "code" && len(b.tradeRows[f.code]) == 0: // an edition without the code shows nothing, not no trade
		f.rule = "prior"
		b.gaps = append(b.gaps, Gap{f.material(), NoTrade, "WLD", 0})
	case f.rule == "code":
		t := b.code(f.code, f.content)
		b.restFlows(f, "flows", t)
		return t
	case f.usHTS != "":
		t := b.heading(f)
		b.restFlows(f, "flows", t)
		return t
	}
	t := b.usColumn(f)
	if x, ok := b.national(f, "exports", f.usExports); ok && f.rule == "us" && x.t > 0 {
		x.basis = adit.Derived // to whom is not known
		t[pair{"USA", adit.Other}] = x
	}
	return t
}

// code reads the flows of a customs code in the year, or in the nearest year
// whose bilateral tonnes are at hand: those are derived.
func (b *builder) code(code string, content float64) flows {
	year, exact := b.tradeYear(code)
	var rows []atlas.Row
	for _, r := range b.tradeRows[code] {
		if r.Year() == year {
			rows = append(rows, r)
		}
	}
	unit := medianUnitValue(rows)
	t := flows{}
	for _, r := range rows {
		p := pair{adit.PlaceID(r.Get("exporter")), adit.PlaceID(r.Get("importer"))}
		q, ok := b.mass(r, unit)
		if !ok || p.from == p.to {
			continue
		}
		if !exact {
			q.basis = adit.Derived
		}
		t[p] = q.times(content)
	}
	t.dropBelow(parameter(b.atlas, "least-observed"))
	return t
}

// dropBelow leaves out flows below a share of the whole trade: grams that only
// make programs hard to solve.
func (f flows) dropBelow(share float64) {
	total := 0.0
	for _, p := range f.pairs() {
		total += f[p].t
	}
	for _, p := range f.pairs() {
		if f[p].t < share*total {
			delete(f, p)
		}
	}
}

// mass is the gross tonnage of a flow: as reconciled by the publisher, or
// derived from its value over the code's median unit value, within a wide band.
// A year that is published in values only takes the unit values of another.
func (b *builder) mass(r atlas.Row, unit float64) (quantity, bool) {
	if _, ok := r.Number("mass_t"); ok {
		return from(r.Figure("mass_t"), 1), true
	}
	value, ok := r.Number("value")
	u := unitValue{kusd: unit}
	if valueOnly(r) {
		u = b.units.of(r)
	}
	if !ok || u.kusd == 0 {
		return quantity{}, false
	}
	spread := parameter(b.atlas, "unit-value-spread")
	t := value / u.kusd
	return quantity{t, t / spread, t * spread, adit.Derived, strings.TrimSpace(r.ID("value") + " " + u.figures)}, true
}

// medianUnitValue is the median value per tonne of the rows that have both.
func medianUnitValue(rows []atlas.Row) float64 {
	var units []float64
	for _, r := range rows {
		value, ok1 := r.Number("value")
		mass, ok2 := r.Number("mass_t")
		if ok1 && ok2 && mass > 0 && value > 0 {
			units = append(units, value/mass)
		}
	}
	if len(units) == 0 {
		return 0
	}
	slices.Sort(units)
	return units[len(units)/2]
}

// tradeYear is the year nearest to the network's in which a code has flows, the
// earlier of two: a later one may show what an event has done.
func (b *builder) tradeYear(code string) (year adit.Year, exact bool) {
	best := adit.Year(0)
	for _, r := range b.tradeRows[code] {
		y, d := r.Year(), abs(int(r.Year()-b.year))
		if was := abs(int(best - b.year)); best == 0 || d < was || d == was && y < best {
			best = y
		}
	}
	return best, best == b.year
}

func abs(n int) int { return max(n, -n) }

// heading returns the imports of the United States under a tariff heading that
// states contained mass, from the partners that are published; the rest of the
// published total comes from unnamed others.
func (b *builder) heading(f *form) flows {
	t := flows{}
	content := parse(f.usContent)
	named := 0.0
	for _, p := range b.headings[f.usHTS].pairs() {
		t[p] = b.headings[f.usHTS][p].times(content)
		named += t[p].t
	}
	if total, ok := b.national(f, "imports", f.usImports); ok && total.t > named {
		rest := total.t - named
		t[pair{adit.Other, "USA"}] = quantity{rest, rest / 2, rest * 1.5, adit.Derived, total.figure}
	}
	return t
}

// usColumn returns the imports of the United States by origin: published
// shares (an average of four years) of the year's published tonnage.
func (b *builder) usColumn(f *form) flows {
	t := flows{}
	total, ok := b.national(f, "imports", f.usImports)
	if f.usShare == "" {
		return t
	}
	rows := b.shares(f)
	if !ok || total.t == 0 {
		return t
	}
	if len(rows) == 0 && f.rule == "us" { // nothing else shows this form: it comes, nobody says from where
		t[pair{adit.Other, "USA"}] = quantity{total.t, total.low, total.high, adit.Derived, total.figure}
	}
	const roundingPoints = 0.5 // shares are published in whole percent
	band := parameter(b.atlas, "study-band")
	for _, r := range rows {
		fig := r.Figure("value")
		b.rests(f, usOrigins, fig.ID)
		share := fig.Value
		if _, known := fig.Point(); !known {
			share = (fig.Low + fig.High) / 2
		}
		q := quantity{
			t: total.t * share / 100, low: total.low * max(0, share-roundingPoints) / 100 * (1 - band),
			high: total.high * (share + roundingPoints) / 100 * (1 + band), basis: adit.Derived, figure: fig.ID + " " + total.figure,
		}
		t[pair{adit.PlaceID(r.Get("partner")), "USA"}] = q
	}
	return t
}

// shares returns the import shares of a form of the edition that fits the year
// best: the shares of four years are published once.
func (b *builder) shares(f *form) []atlas.Row {
	mineral, formID := f.mineral, f.usShare
	if m, other, ok := cutColon(f.usShare); ok {
		mineral, formID = m, other
	}
	if formID == "-" {
		formID = ""
	}
	var rows []atlas.Row
	edition := ""
	for r := range b.atlas.About("import_shares", mineral) {
		if r.Get("form") == formID && r.Place() == "USA" && r.Get("statistic") == "import_share" {
			rows = append(rows, r)
			edition = max(edition, r.Get("source"))
		}
	}
	if len(rows) == 0 {
		b.lacks(f, usOrigins)
	}
	return slices.DeleteFunc(rows, func(r atlas.Row) bool { return r.Get("source") != edition })
}
