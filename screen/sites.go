package screen

import (
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/leadtime"
)

// screens says under which screen a kind of project comes. Stockpiles make
// nothing.
var screens = map[string]string{
	"new_mine": Mine, "brownfield_restart": "brownfield", "expansion": "brownfield", "byproduct_recovery": "byproduct", "tailings": "tailings", "recycling": "recycling", "processing": "processing",
}

// gather lists the projects, and the old sites that are no project.
func (d *desk) gather() ([]Option, error) {
	var all []Option
	known := map[string]bool{}
	legacy, err := d.legacy()
	if err != nil {
		return nil, err
	}
	for r := range d.atlas.Rows("projects") {
		o := d.project(r)
		for _, l := range legacy {
			if sameSite(o, l) {
				known[l.ID] = true
				if o.Lat == nil {
					o.Lat, o.Lon = l.Lat, l.Lon
				}
				if o.tonnes == nil && o.Output == nil {
					o.tonnes, o.tonnesFigure, o.oreMt, o.oreValue, o.Notes = l.tonnes, l.tonnesFigure, l.oreMt, l.oreValue, append(o.Notes, l.Notes...)
					o.Assumed = append(o.Assumed, l.Assumed...)
				}
			}
		}
		d.hold(&o)
		switch {
		case !d.asks(o.Kind, o.Mineral):
		case o.Status == "operating" && !d.Running:
			d.out.Left["operates already"]++
			if d.within(o.Place) {
				d.out.Running = append(d.out.Running, o.Name)
			}
		case d.reaches(o.Place):
			all = append(all, o)
		}
	}
	for _, l := range legacy {
		if !known[l.ID] && d.asks(l.Kind, l.Mineral) && d.reaches(l.Place) {
			all = append(all, l)
		}
	}
	return append(all, d.plants(all)...), nil
}

// nothing is an option of which nothing is known yet.
func nothing() Option {
	return Option{Ahead: []string{}, Obstacles: []string{}, Assumed: []string{}, Unknown: []string{}, Notes: []string{}, Figures: []string{}}
}

// listed splits a cell.
func listed(cell string) []string {
	if cell == "" {
		return []string{}
	}
	return strings.Split(cell, ";")
}

// at takes a site's coordinates, where it has both.
func (o *Option) at(r atlas.Row) {
	lat, ok1 := r.Number("lat")
	lon, ok2 := r.Number("lon")
	if ok1 && ok2 {
		o.Lat, o.Lon = &lat, &lon
	}
}

// dollars reads a column of millions.
func dollars(r atlas.Row, column string) *float64 {
	v, ok := r.Number(column)
	if !ok {
		return nil
	}
	v *= 1e6
	return &v
}

func (d *desk) project(r atlas.Row) Option {
	o := nothing()
	o.Class, o.Kind = r.Get("kind"), screens[r.Get("kind")]
	o.ID, o.Name, o.Mineral = r.Get("id"), r.Get("name"), listed(r.Get("minerals"))[0]
	o.Place, o.Region, o.Owner = r.Place(), r.Get("region"), adit.PlaceID(r.Get("owner"))
	o.at(r)
	o.Status, o.AsOf, o.Cite = r.Get("status"), r.Get("as_of"), r.Get("cite")
	o.Obstacles = listed(r.Get("constraint_tags"))
	o.Public = Public{dollars(r, "public_letter_m_usd"), dollars(r, "public_committed_m_usd"), dollars(r, "public_disbursed_m_usd")}
	o.Form = formOf(d.chains[o.Mineral], r.Get("stage"))
	o.Sold = o.Mineral + "/" + o.Form
	if of := r.Get("capacity_of"); strings.HasPrefix(of, "NdPr") || of == "magnet REO" {
		o.Sold = "neodymium/oxide"
		o.Notes = append(o.Notes, "priced as neodymium oxide")
	}
	o.capex, o.capexElsewhere, o.Host = dollars(r, "capex_m_usd"), r.Get("capex_shared_with"), r.Get("host")
	if shared := coproducts(r); shared != "" && o.capex != nil {
		o.capex, o.capexElsewhere = nil, shared
		if shared == o.Host {
			o.costKind = "byproduct_recovery" // the host pays for the mine
		}
	}
	o.waitsFor = d.holder(o.capexElsewhere)
	o.published(r)
	d.told(&o)
	if words := r.Get("constraint"); words != "" {
		o.Notes = append(o.Notes, words)
	}
	if r.Get("confidence") == "low" {
		o.Notes = append(o.Notes, "row of low confidence")
	}
	return o
}

// coproducts says with what a published capex is shared: a mine's pays for all
// its metals, and nobody publishes how much of it one of them bears.
func coproducts(r atlas.Row) string {
	switch kind := r.Get("kind"); {
	case r.Get("host") != "" && !strings.Contains(r.Get("host"), "brine") && (kind == "brownfield_restart" || kind == "expansion"):
		return r.Get("host")
	case strings.Contains(strings.ToLower(r.Get("note")), " covers "), strings.Contains(r.Get("note"), "is for mine + plant"):
		return "other products of the project"
	}
	return ""
}

// told takes an output that the project's sheet does not have.
func (d *desk) told(o *Option) {
	for r := range d.atlas.Rows("project_outputs") {
		t, ok := r.Number("capacity_t_per_y")
		if r.Get("project") != o.ID || !ok || o.Output != nil {
			continue
		}
		o.Output, o.Cite = &Number{t, t, t, adit.Basis(r.Get("basis"))}, o.Cite+"; "+r.Get("cite")
		o.Figures, o.Notes = append(o.Figures, r.ID("capacity_t_per_y")), append(o.Notes, r.Get("note"))
	}
}

// holder is the project whose capex pays for another one too, where it is a new
// mine: what comes with it comes no sooner.
func (d *desk) holder(id string) *leadtime.Case {
	for r := range d.atlas.Rows("projects") {
		if r.Get("id") == id && r.Get("kind") == "new_mine" {
			return &leadtime.Case{Kind: "new_mine", Status: r.Get("status"), Place: r.Place()}
		}
	}
	return nil
}

// published takes capacity and opex, per tonne as the network counts.
func (o *Option) published(r atlas.Row) {
	capacity, ok1 := r.Number("capacity_t_per_y")
	content, ok2 := r.Number("capacity_content")
	opex, ok3 := r.Number("opex_usd_per_t")
	if !ok1 || !ok2 || r.Get("capacity_of") == "" {
		if ok1 {
			o.Unknown = append(o.Unknown, fmt.Sprintf("tonnes contained in %s", r.Get("capacity_note")))
		}
		return
	}
	t := capacity * content
	o.Output = &Number{t, t, t, adit.Basis(r.Get("basis"))}
	o.Figures = append(o.Figures, r.ID("capacity_t_per_y"))
	if o.capex != nil {
		o.Figures = append(o.Figures, r.ID("capex_m_usd"))
	}
	if ok3 {
		opex /= content
		o.opex = &opex
		o.Figures = append(o.Figures, r.ID("opex_usd_per_t"))
	}
}

// plants lists processing plants that lie idle or closed and are no project.
func (d *desk) plants(projects []Option) []Option {
	var all []Option
	for r := range d.atlas.Rows("facilities") {
		o := nothing()
		o.Kind, o.Class, o.Name, o.Mineral = "processing", "processing", r.Get("name"), listed(r.Get("minerals"))[0]
		o.Place, o.Region, o.Owner, o.Status, o.Cite = r.Place(), r.Get("region"), adit.PlaceID(r.Get("owner")), r.Get("status"), r.Get("cite")
		o.at(r)
		o.ID = optionID(o)
		if o.Status != "idle" && o.Status != "closed" || !d.asks(o.Kind, o.Mineral) || !d.reaches(o.Place) {
			continue
		}
		if slices.ContainsFunc(projects, func(p Option) bool { return overlaps(p, o) }) {
			continue
		}
		o.Form = formOf(d.chains[o.Mineral], r.Get("stage"))
		o.Sold = o.Mineral + "/" + o.Form
		if t, ok := r.Number("capacity_t_per_y"); ok && r.Get("stage") == "metal" && strings.HasPrefix(r.Get("capacity_note"), "t/yr") {
			o.Output, o.Figures = &Number{t, t, t, adit.Basis(r.Get("basis"))}, []string{r.ID("capacity_t_per_y")}
		}
		all = append(all, o)
	}
	return all
}

// overlaps reports names of one mineral and country that share a word.
func overlaps(p, o Option) bool {
	for w := range strings.FieldsSeq(strings.ToLower(o.Name)) {
		if len(w) > 4 && p.Mineral == o.Mineral && p.Place == o.Place && w != o.Mineral && strings.Contains(strings.ToLower(p.Name), w) {
			return true
		}
	}
	return false
}
