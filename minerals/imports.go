package minerals

import (
	"cmp"
	"fmt"
	"slices"

	"adit"
	"adit/atlas"
)

// An Import is the share of the United States' imports of a form that comes
// from a place, as the edition averages it over four years.
type Import struct {
	Place   adit.PlaceID // OTH: all others together
	Percent float64
	Form    string // total: of all forms; blank where only one is traded
	Figure  string
}

// imports are what an edition publishes of a mineral, by form, the largest
// share first.
func imports(a *atlas.Atlas, mineral string, edition int) []Import {
	var all []Import
	for r := range a.About("import_shares", mineral) {
		share, known := r.Number("value")
		if known && r.Place() == "USA" && r.Get("statistic") == "import_share" && r.Get("source") == fmt.Sprintf("usgs-mcs-%d", edition) {
			all = append(all, Import{adit.PlaceID(r.Get("partner")), share, r.Get("form"), r.Figure("value").ID})
		}
	}
	slices.SortFunc(all, func(x, y Import) int {
		return cmp.Or(cmp.Compare(x.Form, y.Form), cmp.Compare(y.Percent, x.Percent), cmp.Compare(x.Place, y.Place))
	})
	return all
}
