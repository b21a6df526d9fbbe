package main

import (
	"strings"

	"adit"
	"adit/atlas"
	"adit/brief"
)

// anothers marks a reliance that is not of the mineral's supply as such.
func anothers(r *brief.Stated) string {
	if r != nil && (r.Part || r.Of != "") {
		return "‡"
	}
	return ""
}

// reliancePage says whose reliance stands in the table, and that it is revised.
func reliancePage(p *page, a *atlas.Atlas, year adit.Year, list []brief.Mineral) {
	revised := 0
	for _, m := range list {
		if m.Stated != nil && m.Stated.Printed != m.First.Printed {
			revised++
		}
	}
	p.text("Reliance %d is net import reliance as the latest Mineral Commodity Summaries have it, E a net exporter; %s revised since first published: --json.",
		year, counted(revised, "figure was", "figures were"))
	whose, names := others(a, list)
	for _, w := range whose {
		p.text("‡ Published of %s: %s.", w, strings.Join(names[w], ", "))
	}
}

// others groups the minerals whose reliance is that of a group, or of one
// commodity among several, by whose it is, in the order of the list.
func others(a *atlas.Atlas, list []brief.Mineral) (whose []string, names map[string][]string) {
	names = map[string][]string{}
	for _, m := range list {
		if anothers(m.Stated) == "" {
			continue
		}
		w := m.Stated.Form
		if m.Stated.Of != "" {
			w = strings.ToLower(a.MineralName(m.Stated.Of))
		}
		if names[w] == nil {
			whose = append(whose, w)
		}
		names[w] = append(names[w], m.Name)
	}
	return whose, names
}
