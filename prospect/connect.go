package prospect

import (
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/screen"
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

// shares reports whether a project takes from the same host or the same scrap as
// an option that no project is.
func shares(p, o *screen.Option) bool {
	if potential(p) || p.Kind != o.Kind || p.Place.Country() != o.Place.Country() {
		return false
	}
	return p.Kind == "recycling" || p.Host == "" || strings.Contains(p.Host, stem(o.Host))
}

// stem is what alumina and aluminum have in common.
func stem(host string) string { return host[:min(len(host), len("alumin"))] }

// overlap keeps what no project is from being built beside projects that take
// from the same: tonnes must not be counted twice.
func overlap(all []*made) {
	for _, x := range all {
		if !potential(x.option) {
			continue
		}
		for _, y := range all {
			if shares(y.option, x.option) && !y.underWay() {
				x.project.Excludes = append(x.project.Excludes, y.project.ID)
			}
		}
	}
}

// host bounds by-products by what their host carries beyond what can be recovered
// now (P4): projects at one host share it. The high end of the band bounds, since
// the grade is known from elsewhere.
func (m *mineral) host(all []*made) {
	for _, room := range all {
		if !potential(room.option) || room.option.Kind != "byproduct" {
			continue
		}
		carried := adit.MaterialID(fmt.Sprintf("%s/carried by %s", m.id, room.option.Host))
		var takers []*made
		for _, x := range all {
			if shares(x.option, room.option) {
				takers = append(takers, x)
			}
		}
		if slices.ContainsFunc(takers, (*made).underWay) {
			takers = append(takers, room) // beside what is chosen they exclude each other
		}
		for _, x := range takers {
			p := x.project.Process
			p.Inputs = append(p.Inputs, adit.Part{Material: carried, Tonnes: 1})
			slices.SortFunc(p.Inputs, func(a, b adit.Part) int { return strings.Compare(string(a.Material), string(b.Material)) })
		}
		if len(takers) > 0 {
			m.carry(carried, room)
		}
	}
}

func (m *mineral) carry(carried adit.MaterialID, room *made) {
	if m.net.Material(carried) == nil {
		m.net.Materials = append(m.net.Materials, adit.Material{ID: carried, Content: 1})
		slices.SortFunc(m.net.Materials, func(a, b adit.Material) int { return strings.Compare(string(a.ID), string(b.ID)) })
	}
	m.net.Processes = append(m.net.Processes, adit.Process{ID: "host " + room.option.ID, Place: m.seat(room.option.Place), Outputs: []adit.Part{{Material: carried, Tonnes: 1}},
		Capacity: adit.Tonnes(room.option.Output.High), Steps: []adit.CostStep{{UpTo: adit.NoLimit}}, Observed: adit.Observed{Basis: adit.Derived}})
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
