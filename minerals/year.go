package minerals

import (
	"maps"
	"slices"

	"adit"
	"adit/atlas"
)

// supplied names the commodity that stands beside a mineral's supply where it
// is another than the one that the Summaries rank: a network of aluminum is of
// the metal, and nine tenths of the titanium that final uses take are pigment.
var supplied = map[string][]string{"aluminum": {""}, "titanium": {"pigment", "dioxide"}}

// A Year is what is published of the reliance of one year, in every edition
// that speaks of it.
type Year struct{ book *book }

// InYear reads what all editions publish of a year.
func InYear(a *atlas.Atlas, year adit.Year) *Year {
	names := maps.Clone(forms)
	maps.Copy(names, supplied)
	b := readBook(a, names, func(_, y int) bool { return y == int(year) })
	b.fitting = true
	return &Year{b}
}

// Reliance returns the reliance of a mineral's supply as the latest edition has
// it, and as it was first published. Where no edition speaks of the year both
// are of edition 0.
func (y *Year) Reliance(mineral string) (latest, first Reliance) {
	for _, e := range slices.Backward(y.book.editions) {
		if r, ok := y.book.ownOrGroup(mineral, e); ok && latest.Edition == 0 {
			latest = r
		}
	}
	for _, e := range y.book.editions {
		if r, ok := y.book.ownOrGroup(mineral, e); ok {
			return latest, r
		}
	}
	return latest, latest
}

// Part reports whether a reliance is that of one commodity among several that
// make up the mineral's supply.
func (r Reliance) Part(mineral string) bool {
	return r.Of == "" && r.Form != "" && slices.Contains(supplied[mineral], r.Form)
}
