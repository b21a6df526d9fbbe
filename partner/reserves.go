package partner

import (
	"cmp"
	"slices"

	"adit"
)

// A Reserve is a published figure; null is not printed, with the source's word.
type Reserve struct {
	Form   string     `json:"form"`
	Value  *float64   `json:"value"`
	World  *float64   `json:"world"`          // null: not known
	AtMost bool       `json:"world_is_least"` // the source gives only the least that the world has
	Unit   string     `json:"unit"`
	Year   string     `json:"year"`
	Basis  adit.Basis `json:"basis"`
	Flag   string     `json:"flag,omitempty"`
	Note   string     `json:"note,omitempty"`
	Figure string     `json:"figure"`
}

// reserves are the figures of the latest year that the source tells of a place,
// by mineral.
func (d *Desk) reserves(place adit.PlaceID) map[string][]Reserve {
	type key struct{ mineral, form string }
	latest := map[key]Reserve{}
	type world struct {
		t     float64
		least bool
	}
	worlds := map[[3]string]world{}
	for r := range d.atlas.Rows("reserves") {
		if r.Get("statistic") != "reserves" {
			continue
		}
		v, known := r.Number("value")
		if r.Place() == "WLD" {
			w := world{v, !known}
			if !known {
				w.t, _ = r.Number("low")
			}
			worlds[[3]string{r.Get("mineral"), r.Get("form"), r.Get("year")}] = w
		}
		k := key{r.Get("mineral"), r.Get("form")}
		if r.Place() != place || latest[k].Year > r.Get("year") {
			continue
		}
		x := Reserve{Form: r.Get("form"), Unit: r.Get("unit"), Year: r.Get("year"), Basis: adit.Basis(r.Get("basis")), Flag: r.Get("flag"), Note: r.Get("note"), Figure: r.ID("value")}
		if known {
			x.Value = &v
		}
		latest[k] = x
	}
	all := map[string][]Reserve{}
	for k, x := range latest {
		if w := worlds[[3]string{k.mineral, k.form, x.Year}]; w.t > 0 {
			x.World, x.AtMost = &w.t, w.least
		}
		all[k.mineral] = append(all[k.mineral], x)
	}
	for _, list := range all {
		slices.SortFunc(list, func(a, b Reserve) int { return cmp.Compare(a.Form, b.Form) })
	}
	return all
}
