package shock

import (
	"maps"
	"slices"

	"adit"
)

// leastTrader is the share of the world's making or using of a material below
// which a place opens no new lane, but for the place asked about. Traders that
// small move no price, and their pairs would be most of the program.
const leastTrader = 0.01

// withNewLanes returns the network with the lanes that may open (S3): from each
// maker of a material to each user to whom it does not send yet, at a premium
// over the baseline price where it ends. fresh marks them.
func withNewLanes(net *adit.Network, s *adit.Scenario, place adit.PlaceID, price func(adit.Node) adit.USD) (*adit.Network, []bool) {
	if !s.Lanes.Given || s.Lanes.NewLaneDelay >= s.Periods {
		return net, make([]bool, len(net.Lanes))
	}
	out := *net
	out.Lanes = slices.Clone(net.Lanes)
	known := make(map[pair]bool, len(net.Lanes))
	for i := range net.Lanes {
		known[pairOf(&net.Lanes[i])] = true
	}
	made, used := traders(net)
	for _, m := range net.Materials {
		for _, from := range large(able(net, m.ID, made[m.ID]), adit.Other) {
			for _, to := range large(used[m.ID], place) {
				if from == to || known[pair{m.ID, from, to}] {
					continue
				}
				premium := price(adit.Node{Material: m.ID, Place: to}) * adit.USD(s.Lanes.NewLanePremium)
				out.Lanes = append(out.Lanes, adit.Lane{ID: string(m.ID) + " " + string(from) + ">" + string(to) + " (new)", Material: m.ID, From: from, To: to,
					Capacity: adit.NoLimit, Steps: []adit.CostStep{{UpTo: adit.NoLimit, Cost: premium}}, Observed: adit.Observed{Basis: adit.Assumption}})
			}
		}
	}
	out.Sort()
	fresh := make([]bool, len(out.Lanes))
	for i := range out.Lanes {
		fresh[i] = !known[pairOf(&out.Lanes[i])]
	}
	return &out, fresh
}

// A pair is a lane but for its id.
type pair struct {
	material adit.MaterialID
	from, to adit.PlaceID
}

func pairOf(l *adit.Lane) pair { return pair{l.Material, l.From, l.To} }

// traders returns what each place makes and what it uses of each material.
func traders(net *adit.Network) (made, used map[adit.MaterialID]map[adit.PlaceID]adit.Tonnes) {
	made, used = map[adit.MaterialID]map[adit.PlaceID]adit.Tonnes{}, map[adit.MaterialID]map[adit.PlaceID]adit.Tonnes{}
	add := func(to map[adit.MaterialID]map[adit.PlaceID]adit.Tonnes, m adit.MaterialID, p adit.PlaceID, t adit.Tonnes) {
		if to[m] == nil {
			to[m] = map[adit.PlaceID]adit.Tonnes{}
		}
		to[m][p] += t
	}
	for i := range net.Processes {
		p := &net.Processes[i]
		for _, o := range p.Outputs {
			add(made, o.Material, p.Place, p.Activity*adit.Tonnes(o.Tonnes))
		}
		for _, in := range p.Inputs {
			add(used, in.Material, p.Place, p.Activity*adit.Tonnes(in.Tonnes))
		}
	}
	for i := range net.Demands {
		add(used, net.Demands[i].Material, net.Demands[i].Place, net.Demands[i].Amount)
	}
	return made, used
}

// large lists the places with at least leastTrader of the whole, and always
// one, in order. Unnamed others may sell; they have no address to sell to.
func large(by map[adit.PlaceID]adit.Tonnes, always adit.PlaceID) []adit.PlaceID {
	places := make([]adit.PlaceID, 0, len(by))
	for p := range by {
		places = append(places, p)
	}
	slices.Sort(places)
	total := adit.Tonnes(0)
	for _, p := range places {
		total += by[p]
	}
	return slices.DeleteFunc(places, func(p adit.PlaceID) bool {
		small := by[p] < leastTrader*total && !always.Covers(p)
		return small || by[p] <= 0 || p == adit.Other && always != adit.Other
	})
}

// able adds to what places make what they could, where they make nothing: idle
// capacity may sell too.
func able(net *adit.Network, m adit.MaterialID, made map[adit.PlaceID]adit.Tonnes) map[adit.PlaceID]adit.Tonnes {
	out := map[adit.PlaceID]adit.Tonnes{}
	maps.Copy(out, made)
	for i := range net.Processes {
		p := &net.Processes[i]
		for _, o := range p.Outputs {
			if o.Material == m && p.Activity == 0 && p.Limit().IsLimit() {
				out[p.Place] += p.Limit() * adit.Tonnes(o.Tonnes)
			}
		}
	}
	return out
}
