package world

import (
	"cmp"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// plantStages are the stages of listed plants that stand for a stage of a
// chain.
var plantStages = map[string][]string{
	"mine":         {"concentrate", "mine"},
	"intermediate": {"oxide", "intermediate"},
	"refined":      {"metal", "refined", "oxide"},
	"product":      {"magnet", "product"},
}

// owners returns the ultimate owners of what a place makes of a form, as far as
// the operating plants that the atlas lists with capacity say: capacity held
// over all capacity. The rest is unknown, and usually most of it.
func (b *builder) owners(f *form, x *adit.Process) []adit.Owner {
	held := map[adit.PlaceID]float64{}
	for r := range b.atlas.Rows("facilities") {
		capacity, ok := r.Number("capacity_t_per_y")
		if ok && b.plantOf(r, f, x.Place) {
			held[adit.PlaceID(r.Get("owner"))] += capacity * f.madeContent
		}
	}
	total := max(totalOf(held), float64(x.Capacity))
	var owners []adit.Owner
	for _, p := range keys(held) {
		owners = append(owners, adit.Owner{Place: p, Share: adit.Share(held[p] / total)})
	}
	slices.SortFunc(owners, func(a, c adit.Owner) int { return cmp.Compare(a.Place, c.Place) })
	return owners
}

// plantOf reports whether a listed plant makes f at the place now. Rows that
// rest on memory, and sums over a whole country, say nothing about owners.
func (b *builder) plantOf(r atlas.Row, f *form, place adit.PlaceID) bool {
	return r.Place().Country() == place.Country() && r.Get("owner") != "" &&
		slices.Contains(strings.Split(r.Get("minerals"), ";"), f.mineral) &&
		slices.Contains(plantStages[f.stage], r.Get("stage")) &&
		strings.HasPrefix(r.Get("status"), "operating") &&
		adit.Basis(r.Get("basis")).Known() && adit.Basis(r.Get("basis")) != adit.Assumption &&
		!strings.Contains(r.Get("name"), "total") && !strings.Contains(r.Get("name"), "refineries")
}
