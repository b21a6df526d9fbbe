package prospect

import (
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/baseline"
	"adit/stress"
)

// A mineral is one mineral's network while it is made.
type mineral struct {
	id      string
	model   *baseline.Model
	whole   *adit.Network // before places are merged
	net     *adit.Network
	keep    []adit.PlaceID
	routes  map[route]adit.Tonnes // lanes that projects need
	recipe  map[adit.MaterialID][]adit.Part
	against []adit.PlaceID
}

// A route is a lane that may have to be opened.
type route struct {
	material adit.MaterialID
	from, to adit.PlaceID
}

// mineral condenses a mineral's network and adds its projects.
func (d *desk) mineral(st *stress.Study) *mineral {
	m := &mineral{id: st.Minerals[0], model: st.Models[0], whole: st.Network(nil), against: d.Against, routes: map[route]adit.Tonnes{}}
	m.keep = d.kept(m)
	idle := map[string]bool{}
	for id := range m.model.Opening(nil) {
		idle[id] = true // idle plants are projects here
	}
	var merged []adit.PlaceID
	m.net, merged = condense(m.whole, m.keep, st.Terms(nil, adit.Yearly).Growth, idle, m.price)
	d.Merged = append(d.Merged, Merged{m.id, m.keep, merged})
	m.recipes()
	d.projects(m)
	m.open()
	m.net.Sort()
	return m
}

// mainSupplier is the share of the country's arrivals of a form from which a place
// is kept apart: what it has it shares with its own users first, and not with all
// the world's.
const mainSupplier = 0.05

// kept are the places that the question tells apart: the country, the adversary,
// and those that a case or a target names, where the mineral is made there.
func (d *desk) kept(m *mineral) []adit.PlaceID {
	makes := func(p adit.PlaceID) bool {
		return slices.ContainsFunc(m.whole.Processes, func(x adit.Process) bool { return p.Covers(x.Place) && x.Activity > 0 })
	}
	keep := []adit.PlaceID{d.Country}
	for _, p := range slices.Concat(d.Against, d.named(m)) {
		if !slices.Contains(keep, p) && makes(p) {
			keep = append(keep, p)
		}
	}
	for _, p := range d.suppliers(m, mainSupplier) {
		if !slices.Contains(keep, p) {
			keep = append(keep, p)
		}
	}
	return keep
}

// recipes notes the feed of a tonne of each form that is made from another.
func (m *mineral) recipes() {
	m.recipe = map[adit.MaterialID][]adit.Part{}
	for i := range m.whole.Processes {
		p := unit(m.whole.Processes[i])
		feed := slices.DeleteFunc(slices.Clone(p.Inputs), func(in adit.Part) bool { return in.Material.Form() == carriedForm })
		if form := p.Outputs[0].Material; len(feed) > 0 && m.recipe[form] == nil {
			m.recipe[form] = feed
		}
	}
}

// carriedForm is what a host carries of its by-product (package baseline).
const carriedForm = "carried"

func (m *mineral) price(id adit.MaterialID) float64 { return m.model.Prices[id].Value }

// seat is where a project stands: at a place that the question tells apart, or
// at one of its own in its country, whose other doings are in the rest.
func (m *mineral) seat(p adit.PlaceID) adit.PlaceID {
	for _, k := range m.keep {
		if k.Covers(p) {
			return k
		}
	}
	return p.Country() + "/projects"
}

// want notes a lane that a project needs.
func (m *mineral) want(material adit.MaterialID, from, to adit.PlaceID, t adit.Tonnes) {
	if from != to {
		m.routes[route{material, from, to}] += t
	}
}

// open adds the lanes that projects need and no trade uses: at the premium of a
// new lane, as wide as the projects at its ends.
func (m *mineral) open() {
	var all []route
	for r := range m.routes {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b route) int { return strings.Compare(a.id(), b.id()) })
	for _, r := range all {
		cost := adit.USD(m.model.Value(baseline.NewLanePremium) * m.price(r.material))
		m.net.Lanes = append(m.net.Lanes, adit.Lane{ID: r.id(), Material: r.material, From: r.from, To: r.to, Capacity: m.routes[r],
			Steps: []adit.CostStep{{UpTo: adit.NoLimit, Cost: cost}}, Observed: adit.Observed{Basis: adit.Assumption}})
	}
}

func (r route) id() string { return fmt.Sprintf("%s %s>%s (for projects)", r.material, r.from, r.to) }

// used reports whether anything in the network wants a material at a place.
func (m *mineral) used(material adit.MaterialID, at adit.PlaceID) bool {
	return slices.ContainsFunc(m.net.Demands, func(x adit.Demand) bool { return x.Material == material && x.Place == at }) ||
		slices.ContainsFunc(m.net.Processes, func(x adit.Process) bool {
			return x.Place == at && slices.ContainsFunc(x.Inputs, func(in adit.Part) bool { return in.Material == material })
		})
}

func listed(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ";")
}

func counted(n int) string {
	if n == 1 {
		return "1 option"
	}
	return fmt.Sprintf("%d options", n)
}
