package screen

import (
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A deposit is a site of table sites whose ore is told: a resource or a reserve,
// which is what is left. What was produced too (endowments), and what may have
// been (listed), says nothing of that.
type deposit struct {
	name, region, class, status, statusNote, cite string

	row      atlas.Row // the first of it
	place    adit.PlaceID
	tailings bool
	ore      float64 // tonnes; 0: not told
	value    float64 // USD in a tonne of ore, of what has a price
	finds    []find
}

// A find is what a deposit holds of one mineral.
type find struct {
	mineral, figure string
	tonnes          float64
}

// members are told with the rare earths, by element too.
var members = []string{"lanthanum", "cerium", "praseodymium", "neodymium", "samarium", "europium", "gadolinium", "terbium", "dysprosium", "holmium", "erbium", "thulium", "ytterbium", "lutetium"}

// deposits reads the estimates that are preferred, one deposit per source's row.
func (d *desk) deposits() ([]deposit, error) {
	states := map[string]atlas.Row{}
	for r := range d.atlas.Rows("site_status") {
		states[r.Get("site")+"|"+r.Get("place")] = r
	}
	at := map[string]int{}
	var all []deposit
	for r := range d.atlas.Rows("sites") {
		t, ok := r.Number("contained_t")
		if !ok || r.Get("preferred") != "yes" || r.Get("class") != "resource" && r.Get("class") != "reserve" || slices.Contains(members, r.Get("mineral")) {
			continue
		}
		key := strings.Join([]string{r.Get("source"), r.Get("record"), r.Get("class")}, "|")
		i, known := at[key]
		if !known {
			i = len(all)
			at[key] = i
			all = append(all, newDeposit(r, states[r.Get("site")+"|"+r.Get("place")]))
		}
		all[i].finds = append(all[i].finds, find{r.Get("mineral"), r.ID("contained_t"), t})
		if err := d.worth(&all[i], r.Get("mineral"), t); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func newDeposit(r, state atlas.Row) deposit {
	ore, _ := r.Number("ore_t")
	dep := deposit{name: r.Get("site"), region: r.Get("region"), class: r.Get("class"), status: r.Get("status"), statusNote: r.Get("status_note"), cite: r.Get("cite"),
		row: r, place: r.Place(), tailings: r.Get("kind") == "tailings", ore: ore}
	if state.Schema != nil {
		dep.status, dep.statusNote, dep.cite = state.Get("status"), state.Get("note"), dep.cite+"; "+state.Get("cite")
	}
	return dep
}

// worth adds what a mineral is worth in a tonne of ore, at the price of its first
// form.
func (d *desk) worth(dep *deposit, mineral string, tonnes float64) error {
	if dep.ore == 0 {
		return nil
	}
	p, err := d.price(mineral + "/" + formOf(d.chains[mineral], "concentrate"))
	if err == nil && p.usdPerKg != nil {
		dep.value += tonnes / dep.ore * *p.usdPerKg * kgPerTonne
	}
	return err
}
