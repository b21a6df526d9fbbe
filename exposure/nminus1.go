package exposure

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"adit"
	"adit/lp"
	"adit/market"
)

// A Kind is what N−1 takes away one at a time.
type Kind string

const (
	Countries Kind = "countries"
	Processes Kind = "processes"
	Owners    Kind = "owners"
	Lanes     Kind = "lanes"
)

// A Loss is the share of the target's demand that can no longer be met when a
// place (or an owner's place) is gone, under two rules of sharing.
type Loss struct {
	Place       adit.PlaceID `json:"place,omitempty"`
	ID          string       `json:"id,omitempty"` // of a process or lane
	ServedFirst float64      `json:"loss_share_served_first"`
	Shared      float64      `json:"loss_share_shared"`
}

// outage is what E7 is asked of: a lean copy of the network, which pipes or a
// program answer.
type outage struct {
	net      *adit.Network
	index    *adit.Index
	base     market.Limits // undisturbed
	material adit.MaterialID
	target   []bool  // by demand
	amount   float64 // of the target
}

func newOutage(net *adit.Network, place adit.PlaceID, material adit.MaterialID) *outage {
	o := &outage{net: lean(net, place, material), material: material}
	o.index, o.base = o.net.Index(), market.LimitsOf(o.net, 1)
	for i := range o.net.Demands {
		d := &o.net.Demands[i]
		o.target = append(o.target, d.Material == material && place.Covers(d.Place))
		if o.target[i] {
			o.amount += float64(d.Amount)
		}
	}
	return o
}

// lean copies what E7 needs and keeps it small: only what is joined to the
// target by lanes and recipes in either direction (the rest shares nothing with
// it), without costs, demands summed by node (at one node all tonnes are
// alike), and everything over the target's amount, so that the solver's
// tolerances are the same for gallium as for copper.
func lean(net *adit.Network, place adit.PlaceID, material adit.MaterialID) *adit.Network {
	joined := joinedTo(net, place, material)
	unit := adit.Tonnes(0)
	for i := range net.Demands {
		if d := &net.Demands[i]; d.Material == material && place.Covers(d.Place) {
			unit += d.Amount
		}
	}
	over := func(t adit.Tonnes) adit.Tonnes {
		if !t.IsLimit() {
			return t
		}
		return t / unit
	}
	out := &adit.Network{Name: net.Name, Year: net.Year, Materials: net.Materials}
	for _, p := range net.Processes {
		if len(p.Outputs) > 0 && joined(adit.Node{Material: p.Outputs[0].Material, Place: p.Place}) {
			p.Activity, p.Capacity, p.Steps = over(p.Activity), over(p.Limit()), nil
			out.Processes = append(out.Processes, p)
		}
	}
	for _, l := range net.Lanes {
		if joined(adit.Node{Material: l.Material, Place: l.From}) {
			l.Flow, l.Capacity = over(l.Flow), over(l.Capacity)
			out.Lanes = append(out.Lanes, l)
		}
	}
	for _, s := range net.Stocks {
		if joined(s.Node()) {
			s.Level, s.Release = over(s.Level), over(s.Release)
			out.Stocks = append(out.Stocks, s)
		}
	}
	out.Demands = demandsByNode(net, joined, over)
	return out
}

// negligible is the demand, over the target's, that is left out: a gram against
// a kilotonne. Solvers take no coefficients so far apart.
const negligible = 1e-9

func demandsByNode(net *adit.Network, joined func(adit.Node) bool, over func(adit.Tonnes) adit.Tonnes) []adit.Demand {
	byNode := map[adit.Node]adit.Tonnes{}
	for i := range net.Demands {
		if n := net.Demands[i].Node(); joined(n) {
			byNode[n] += over(net.Demands[i].Amount)
		}
	}
	var list []adit.Demand
	for n, t := range byNode {
		if t > negligible {
			list = append(list, adit.Demand{ID: n.String(), Place: n.Place, Material: n.Material, Amount: t})
		}
	}
	slices.SortFunc(list, func(a, b adit.Demand) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// joinedTo reports what lies in one piece with the target's nodes, lanes and
// recipes taken in both directions.
func joinedTo(net *adit.Network, place adit.PlaceID, material adit.MaterialID) func(adit.Node) bool {
	parent := map[adit.Node]adit.Node{}
	var root func(n adit.Node) adit.Node
	root = func(n adit.Node) adit.Node {
		p, ok := parent[n]
		if !ok || p == n {
			return n
		}
		r := root(p)
		parent[n] = r
		return r
	}
	join := func(a, b adit.Node) { parent[root(a)] = root(b) }
	for i := range net.Lanes {
		l := &net.Lanes[i]
		join(adit.Node{Material: l.Material, Place: l.From}, adit.Node{Material: l.Material, Place: l.To})
	}
	for i := range net.Processes {
		p := &net.Processes[i]
		if len(p.Outputs) == 0 {
			continue
		}
		first := adit.Node{Material: p.Outputs[0].Material, Place: p.Place}
		for _, part := range slices.Concat(p.Inputs, p.Outputs) {
			join(first, adit.Node{Material: part.Material, Place: p.Place})
		}
	}
	wanted := map[adit.Node]bool{}
	for i := range net.Demands {
		if d := &net.Demands[i]; d.Material == material && place.Covers(d.Place) {
			wanted[root(d.Node())] = true
		}
	}
	return func(n adit.Node) bool { return wanted[root(n)] }
}

// A removal is one thing gone: the limits that are left.
type removal struct {
	loss    Loss
	limits  market.Limits
	country bool // and all that is in it
}

// removals lists what the network can lose, by kind; the target's own country
// stays.
func (o *outage) removals(kinds []Kind, home adit.PlaceID) []removal {
	var list []removal
	for _, k := range kinds {
		switch k {
		case Countries:
			for _, p := range o.countries() {
				if p != home.Country() && p != adit.Other { // unknown names do not go together
					l := o.base.Clone()
					l.RemovePlace(o.net, p)
					list = append(list, removal{loss: Loss{Place: p}, limits: l, country: true})
				}
			}
		case Owners:
			for _, p := range o.owners() {
				l := o.base.Clone()
				l.RemoveOwner(o.net, p)
				list = append(list, removal{loss: Loss{Place: p}, limits: l})
			}
		case Processes:
			for i := range o.net.Processes {
				l := o.base.Clone()
				l.Activity[i] = 0
				list = append(list, removal{loss: Loss{ID: o.net.Processes[i].ID}, limits: l})
			}
		case Lanes:
			for i := range o.net.Lanes {
				l := o.base.Clone()
				l.Flow[i] = 0
				list = append(list, removal{loss: Loss{ID: o.net.Lanes[i].ID}, limits: l})
			}
		}
	}
	return list
}

func (o *outage) countries() []adit.PlaceID {
	var list []adit.PlaceID
	for _, n := range o.index.Nodes {
		list = append(list, n.Place.Country())
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (o *outage) owners() []adit.PlaceID {
	var list []adit.PlaceID
	for i := range o.net.Processes {
		for _, w := range o.net.Processes[i].Owners {
			if w.Share > 0 {
				list = append(list, w.Place.Country())
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// solve sets the losses of all removals.
func (o *outage) solve(ctx context.Context, solver lp.Solver, list []removal) error {
	if p := o.pipes(); p != nil {
		return p.solve(ctx, list)
	}
	return o.program().solve(ctx, solver, list)
}

// lost is (served before − served after)/amount, the served being shares of the
// amount. What goes may free supply; that is no loss.
func lost(before, after float64) float64 {
	v := math.Round((before-after)*1e9) / 1e9
	return math.Min(1, math.Max(0, v))
}

// unlimited lists the processes and lanes that nothing limits in the network.
func unlimited(net *adit.Network) (processes, lanes []string) {
	processes, lanes = []string{}, []string{}
	for i := range net.Processes {
		if !net.Processes[i].Limit().IsLimit() {
			processes = append(processes, net.Processes[i].ID)
		}
	}
	for i := range net.Lanes {
		if !net.Lanes[i].Capacity.IsLimit() {
			lanes = append(lanes, net.Lanes[i].ID)
		}
	}
	return processes, lanes
}

// label names a removal in an error.
func (r *removal) label() string { return fmt.Sprintf("%s%s", r.loss.Place, r.loss.ID) }
