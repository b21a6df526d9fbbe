package world

import (
	"strings"

	"adit"
	"adit/atlas"
)

// A World is what the networks of all minerals of one year share. It does not
// change after New, and may be used from several goroutines.
type World struct {
	atlas     *atlas.Atlas
	year      adit.Year
	counted   bool                   // some production of the year is in the atlas
	tradeRows map[string][]atlas.Row // by HS code, those with full coverage
	customs   map[string]flows       // EU imports of the year by CN8 code, in EUR
	headings  map[string]flows       // US imports of the year by HTS4, contained tonnes
	distances map[pair]float64
	weights   map[adit.PlaceID]float64 // shares of the world's industrial consumption
	units     unitValues               // of codes in years published in values only; none unless as of a date
	basis     []Vintage                // what weights rest on, as of a date
}

// New reads what the networks of a year share. Of an atlas as of a date
// (atlas.AsOf) it takes trade that is published in values only, too: see NewAsOf.
func New(a *atlas.Atlas, year adit.Year) *World {
	w := &World{atlas: a, year: year, tradeRows: map[string][]atlas.Row{}, customs: map[string]flows{}, headings: map[string]flows{}, distances: map[pair]float64{}}
	for r := range a.Rows("production") {
		w.counted = w.counted || r.Year() == year
	}
	for r := range a.Rows("trade") {
		w.takeTrade(r)
	}
	for r := range a.Rows("distances") {
		d, _ := r.Number("distance_km")
		w.distances[pair{adit.PlaceID(r.Get("from")), adit.PlaceID(r.Get("to"))}] = d
	}
	w.units = unitValuesOf(a)
	b := &builder{World: w}
	w.weights = b.consumption()
	w.basis = b.vintage("who uses what nobody counts: ")
	return w
}

// takeTrade keeps a row of the table trade where it belongs. Rows that serve no
// network, such as truncated years, are left.
func (w *World) takeTrade(r atlas.Row) {
	code, p := r.Get("code"), pair{adit.PlaceID(r.Get("exporter")), adit.PlaceID(r.Get("importer"))}
	switch {
	case r.Publisher == "baci" && (fullYear(r) || w.atlas.Date() != "" && valueOnly(r)):
		w.tradeRows[code] = append(w.tradeRows[code], r)
	case r.Get("nomenclature") == "cn8" && r.Year() == w.year:
		put(w.customs, code, p, from(r.Figure("value"), 1))
	case r.Get("nomenclature") == "hts4" && r.Get("flow") == "import" && r.Year() == w.year && strings.Contains(r.Get("detail"), "contained"):
		if _, ok := r.Number("mass_t"); ok {
			put(w.headings, code, p, from(r.Figure("mass_t"), 1))
		}
	}
}

func put(m map[string]flows, code string, p pair, q quantity) {
	if m[code] == nil {
		m[code] = flows{}
	}
	m[code][p] = q
}

// fullYear keeps the source that holds every pair with tonnes apart from the
// truncated and value-only ones.
func fullYear(r atlas.Row) bool {
	return r.Get("nomenclature") == "hs2017" && r.Get("detail") == "" && !truncated(r.Get("source"))
}

// LatestYear is the latest year whose whole bilateral trade is in the atlas:
// the year that networks are made for unless one asks for another.
func LatestYear(a *atlas.Atlas) adit.Year {
	latest := adit.Year(0)
	for r := range a.Rows("trade") {
		if r.Publisher == "baci" && fullYear(r) {
			latest = max(latest, r.Year())
		}
	}
	return latest
}
