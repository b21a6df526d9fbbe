package main

import (
	"fmt"
	"strings"

	"adit"
	"adit/internal/table"
	"adit/partner"
)

// sitesPage lists projects and plants, and whose they are.
func sitesPage(p *page, v view, out *partnersOut) {
	x := out.Page
	if len(x.Projects) > 0 {
		p.title("Projects that wait there")
		t := table.New(table.Wrapped("Project"), table.Text("Mineral"), table.Text("Status"), table.Text("as of"), table.Number("t/y"), table.Number(fmt.Sprintf("by %d (%%)", out.By)), table.Text("Owner"), table.Wrapped("Counts"))
		for _, r := range x.Projects {
			why := "yes"
			if !r.Counts {
				why = "no: " + r.Why
			}
			online := table.Unknown
			if q, ok := r.Online[fmt.Sprint(out.By)]; ok {
				online = whole(q)
			}
			t.Row(r.Name, v.atlas.MineralName(r.Mineral), r.Status, r.AsOf, opt(r.Tonnes, table.Tonnes), online, orElse(owners(r.Owner), table.Unknown), why)
		}
		p.table(t)
		p.line("")
	}
	plantsText(p, v, x)
}

func owners(p adit.PlaceID) []string {
	if p == "" {
		return nil
	}
	return []string{string(p)}
}

func plantsText(p *page, v view, x *partner.Page) {
	var names []string
	for _, r := range x.Plants {
		text := r.Name + " (" + r.Status
		if r.Owner != "" && r.Owner != r.Place.Country() {
			text += ", owner " + string(r.Owner)
		}
		if r.Basis == adit.Assumption {
			text += ", from memory"
		}
		names = append(names, text+")")
	}
	if len(names) > 0 {
		p.field("Plants", strings.Join(names, "; "))
	}
	var by []string
	for _, o := range x.Owners {
		name := "owner not known"
		if o.Owner != "" {
			name = v.atlas.PlaceName(o.Owner)
		}
		if o.Against {
			name += " (adversary)"
		}
		by = append(by, fmt.Sprintf("%s %d", name, o.Sites))
	}
	if len(by) > 0 {
		p.field("Owners", strings.Join(by, ", ")+"; ultimate owner's country, listed plants and projects that do not rest on memory")
	}
	if len(names)+len(by) > 0 {
		p.line("")
	}
}

func corridorPage(p *page, v view, c partner.Corridor) {
	var parts []string
	add := func(x *float64, format string) {
		if x != nil {
			parts = append(parts, fmt.Sprintf(format, table.Tonnes(*x)))
		}
	}
	add(c.Length, "%s km")
	add(c.Capacity, "%s t a year of all goods once upgraded")
	add(c.Current, "%s t before")
	if c.Cost != nil {
		parts = append(parts, fmt.Sprintf("transport cost %+.0f%%", *c.Cost))
	}
	add(c.Capex, "%s M USD")
	p.field("Corridor", fmt.Sprintf("%s (%s), %s as of %s: %s", c.Name, c.ID, c.Status, c.AsOf, orElse(parts, "no figures")))
}
