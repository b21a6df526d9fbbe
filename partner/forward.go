package partner

import (
	"cmp"
	"context"
	"slices"

	"adit"
	"adit/exposure"
	"adit/world"
)

// Ends tells where what a place mines, or makes from nothing that is counted,
// goes: the plants that refine it first,
// wherever its ore has been meanwhile, or the final users of a mineral that
// nothing refines. Shares are of what is mined there; what they leave is lost on
// the way, kept, or not on record.
type Ends struct {
	Material adit.MaterialID   `json:"material"` // that is mined
	Mined    float64           `json:"mined_t"`
	As       string            `json:"as"`   // refined or used
	Feed     []adit.MaterialID `json:"feed"` // what the plants take in; none where it is used as it is
	Places   []exposure.Origin `json:"places"`
	Unknown  float64           `json:"not_on_record_share"`   // kept, lost on the way, or refined where nobody counts it
	Shown    float64           `json:"flows_on_record_share"` // of what it sends of that material: shown by some statistic, not derived
	Against  float64           `json:"adversary_share"`
	Low      *float64          `json:"adversary_low"` // without the assumption that sources mix (E6); null: not asked
	High     *float64          `json:"adversary_high"`
}

// firsts are the plants that refine first: they make a refined form from one
// that is not refined.
func firsts(n *world.Network) []int {
	var list []int
	for i := range n.Processes {
		x := &n.Processes[i]
		if len(x.Inputs) == 1 && len(x.Outputs) == 1 && !isUse(n, x) && x.Activity > 0 &&
			slices.Contains(n.Refined, x.Outputs[0].Material) && !slices.Contains(n.Refined, x.Inputs[0].Material) {
			list = append(list, i)
		}
	}
	return list
}

// mined is what a place mines: output of processes without input, and the
// material.
func mined(n *world.Network, place adit.PlaceID) (t float64, m adit.MaterialID) {
	for i := range n.Processes {
		x := &n.Processes[i]
		if place.Covers(x.Place) && len(x.Inputs) == 0 && len(x.Outputs) == 1 && !world.IsRecycling(x) && x.Activity > 0 {
			t += float64(x.Output(x.Outputs[0].Material))
			m = x.Outputs[0].Material
		}
	}
	return t, m
}

// ends follows a place's output forward by proportional mixing (E4). Nil where
// it mines nothing.
func (d *Desk) ends(n *world.Network, place adit.PlaceID) *Ends {
	t, m := mined(n, place)
	if t <= 0 {
		return nil
	}
	e := &Ends{Material: m, Mined: t, As: "used", Feed: []adit.MaterialID{}, Places: []exposure.Origin{}}
	yield := 1.0
	for _, i := range firsts(n) {
		in := n.Processes[i].Inputs[0].Material
		e.As, e.Feed, yield = "refined", append(e.Feed, in), chainYield(n, m, in)
	}
	slices.Sort(e.Feed)
	e.Feed = slices.Compact(e.Feed)
	for p, tonnes := range d.origins[n.Mineral].ends[place] {
		if s := float64(tonnes) / (t * yield); s > 1e-9 {
			e.Places = append(e.Places, exposure.Origin{Place: p, Share: min(1, s)})
		}
	}
	slices.SortFunc(e.Places, func(a, b exposure.Origin) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Place, b.Place))
	})
	e.Against = d.sum(e.Places)
	e.Unknown = 1
	for _, o := range e.Places {
		e.Unknown -= o.Share
	}
	e.Unknown = max(0, e.Unknown)
	e.Shown = shown(n, place, m)
	return e
}

// shown is the part of what a place sends of a material that a statistic shows.
func shown(n *world.Network, place adit.PlaceID, m adit.MaterialID) float64 {
	all, seen := adit.Tonnes(0), adit.Tonnes(0)
	for i := range n.Lanes {
		if l := &n.Lanes[i]; l.Material == m && place.Covers(l.From) {
			all += l.Flow
			if l.Observed.Basis != adit.Derived && l.Observed.Basis != adit.Assumption {
				seen += l.Flow
			}
		}
	}
	if all == 0 {
		return 1
	}
	return float64(seen / all)
}

// chainYield is what a tonne of m becomes of form f, upstream of refining.
func chainYield(n *world.Network, m, f adit.MaterialID) float64 {
	for k := 0; m != f && k < len(n.Forms); k++ {
		for i := range n.Processes {
			if x := &n.Processes[i]; len(x.Inputs) == 1 && len(x.Outputs) == 1 && x.Outputs[0].Material == f && !isUse(n, x) {
				return chainYield(n, m, x.Inputs[0].Material) * x.Outputs[0].Tonnes / x.Inputs[0].Tonnes
			}
		}
	}
	return 1
}

// lensPlace stands for the adversary's plants, or users, taken together.
const lensPlace adit.PlaceID = "ADVERSARY"

// bound fills Low and High: E6 on the network in which the adversary's plants
// (or users) are one place of their own, which takes in what they take in. One
// feed only: of several the tags cannot be added.
func (d *Desk) bound(ctx context.Context, n *world.Network, place adit.PlaceID, e *Ends) error {
	material := n.Target
	if e.As == "refined" {
		if len(e.Feed) != 1 {
			return nil
		}
		material = e.Feed[0]
	}
	net, taken := d.aside(n, e.As, material)
	if taken == 0 {
		zero := 0.0
		e.Low, e.High = &zero, &zero
		return nil
	}
	x, err := exposure.Run(ctx, net, exposure.Question{Place: lensPlace, Material: material, Against: []adit.PlaceID{place}, Bounds: true, LensOnly: true, Paths: 1}, d.solver)
	if err != nil {
		return err
	}
	total := e.Mined
	if e.As == "refined" {
		total *= chainYield(n, e.Material, material)
	}
	low, high := *x.Against.Mined.Low*x.SupplyT/total, min(1, *x.Against.Mined.High*x.SupplyT/total)
	low, high = min(low, e.Against), max(high, e.Against)
	e.Low, e.High = &low, &high
	return nil
}

// aside moves the adversary's first plants, or its users, to lensPlace, and
// returns what they take in.
func (d *Desk) aside(n *world.Network, as string, material adit.MaterialID) (*adit.Network, float64) {
	net := *n.Network
	net.Processes, net.Lanes, net.Demands = slices.Clone(net.Processes), slices.Clone(net.Lanes), slices.Clone(net.Demands)
	taken := 0.0
	move := func(m adit.MaterialID, from adit.PlaceID, t adit.Tonnes) {
		taken += float64(t)
		net.Lanes = append(net.Lanes, adit.Lane{ID: "aside " + laneKey(m, from, lensPlace), Material: m, From: from, To: lensPlace, Flow: t, Capacity: t})
	}
	if as == "used" {
		for i := range net.Demands {
			if x := &net.Demands[i]; d.against(x.Place) && x.Material == material {
				move(material, x.Place, x.Amount)
				x.Place = lensPlace
			}
		}
		net.Sort()
		return &net, taken
	}
	for _, i := range firsts(n) {
		x := &net.Processes[i]
		if !d.against(x.Place) || x.Inputs[0].Material != material {
			continue
		}
		home, out := x.Place, x.Outputs[0]
		move(material, home, x.Activity*adit.Tonnes(x.Inputs[0].Tonnes))
		net.Lanes = append(net.Lanes, adit.Lane{ID: "back " + x.ID, Material: out.Material, From: lensPlace, To: home, Flow: x.Activity * adit.Tonnes(out.Tonnes), Capacity: x.Capacity * adit.Tonnes(out.Tonnes)})
		x.Place = lensPlace
	}
	net.Sort()
	return &net, taken
}
