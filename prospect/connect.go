package prospect

import (
	"fmt"
	"slices"
	"strings"

	"adit"
)

// sources are the publishers of the figures that a project rests on.
func (x *made) sources() []string {
	var ids []string
	for _, f := range x.about.Figures {
		source, _, _ := strings.Cut(f, ":")
		ids = append(ids, source)
	}
	return ids
}

// overlap keeps scrap that nobody collects from being built beside projects that
// take some of it: tonnes must not be counted twice. What hosts carry is less what
// projects there take already (package screen).
func overlap(all []*made) {
	for _, x := range all {
		if !x.option.Potential || x.option.Kind != "recycling" {
			continue
		}
		for _, y := range all {
			if o := y.option; !o.Potential && o.Kind == "recycling" && o.Place.Country() == x.option.Place && !y.underWay() {
				x.project.Excludes = append(x.project.Excludes, y.project.ID)
			}
		}
	}
}

// host bounds by-products by what their host carries beyond what is recovered now
// (P4): projects at one host share it. The high end of the band bounds, since the
// grade is known from elsewhere.
func (m *mineral) host(all []*made) {
	for _, x := range all {
		o, p := x.option, x.project.Process
		if o.Carried == nil {
			continue
		}
		carried := adit.MaterialID(fmt.Sprintf("%s/carried by %s", m.id, o.Host))
		p.Inputs = append(p.Inputs, adit.Part{Material: carried, Tonnes: 1})
		slices.SortFunc(p.Inputs, func(a, b adit.Part) int { return strings.Compare(string(a.Material), string(b.Material)) })
		m.carry(carried, p.Place, adit.Tonnes(o.Carried.High))
	}
}

// carry adds a host at a place, once.
func (m *mineral) carry(carried adit.MaterialID, place adit.PlaceID, t adit.Tonnes) {
	if m.net.Material(carried) == nil {
		m.net.Materials = append(m.net.Materials, adit.Material{ID: carried, Content: 1})
		slices.SortFunc(m.net.Materials, func(a, b adit.Material) int { return strings.Compare(string(a.ID), string(b.ID)) })
	}
	id := fmt.Sprintf("%s in %s, for projects", carried, place)
	if slices.ContainsFunc(m.net.Processes, func(p adit.Process) bool { return p.ID == id }) {
		return
	}
	m.net.Processes = append(m.net.Processes, adit.Process{ID: id, Place: place, Outputs: []adit.Part{{Material: carried, Tonnes: 1}},
		Capacity: t, Steps: []adit.CostStep{{UpTo: adit.NoLimit}}, Observed: adit.Observed{Basis: adit.Derived}})
}

// connect notes the lanes that projects need: from each to the country, to the
// rest of the world and to the projects that take what it makes; and to each that
// takes a feed, from who makes it outside the adversary.
func (m *mineral) connect(all []*made) {
	for _, x := range all {
		p := x.project.Process
		form := p.Outputs[0].Material
		for _, to := range []adit.PlaceID{m.keep[0], Rest} {
			if m.used(form, to) || takes(all, form, to) {
				m.want(form, p.Place, to, p.Capacity)
			}
		}
		for _, y := range seats(all, form) {
			if y != m.keep[0] {
				m.want(form, p.Place, y, p.Capacity)
			}
		}
		for _, in := range p.Inputs {
			for _, from := range m.makers(in.Material) {
				m.want(in.Material, from, p.Place, p.Capacity*adit.Tonnes(in.Tonnes))
			}
		}
	}
}

// seats are the places of projects that take a material.
func seats(all []*made, material adit.MaterialID) []adit.PlaceID {
	var out []adit.PlaceID
	for _, x := range all {
		if at := x.project.Process.Place; takes([]*made{x}, material, at) {
			out = append(out, at)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func takes(all []*made, material adit.MaterialID, at adit.PlaceID) bool {
	return slices.ContainsFunc(all, func(x *made) bool {
		p := x.project.Process
		return p.Place == at && slices.ContainsFunc(p.Inputs, func(in adit.Part) bool { return in.Material == material })
	})
}

// makers are the places that make a material already, the adversary's left out:
// no project is to hang on them.
func (m *mineral) makers(material adit.MaterialID) []adit.PlaceID {
	var out []adit.PlaceID
	for i := range m.net.Processes {
		p := &m.net.Processes[i]
		if p.Activity > 0 && p.Makes(material) && !slices.ContainsFunc(m.against, func(x adit.PlaceID) bool { return x.Covers(p.Place) }) {
			out = append(out, p.Place)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
