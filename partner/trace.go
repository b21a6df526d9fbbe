package partner

import (
	"context"

	"adit"
	"adit/exposure"
	"adit/world"
)

// traced are the look-through origins of a network, as the answers need them.
type traced struct {
	theirs map[adit.Node]float64                         // the adversary's part of a node's supply, mined or processed, whichever is larger
	ends   map[adit.PlaceID]map[adit.PlaceID]adit.Tonnes // by where it was mined: what is refined first, or used, and where
}

// trace follows every origin of a network once, for all partners.
func (d *Desk) trace(ctx context.Context, n *world.Network) (*traced, error) {
	mined, err := exposure.Trace(ctx, n.Network)
	if err != nil {
		return nil, err
	}
	made, err := exposure.Trace(ctx, n.Network, n.Refined...)
	if err != nil {
		return nil, err
	}
	t := &traced{map[adit.Node]float64{}, map[adit.PlaceID]map[adit.PlaceID]adit.Tonnes{}}
	for _, node := range mined.Nodes {
		t.theirs[node] = max(d.sum(mined.Of(node)), d.sum(made.Of(node)))
	}
	take := func(node adit.Node, tonnes adit.Tonnes) {
		for _, o := range mined.Of(node) {
			if t.ends[o.Place] == nil {
				t.ends[o.Place] = map[adit.PlaceID]adit.Tonnes{}
			}
			t.ends[o.Place][node.Place.Country()] += adit.Tonnes(o.Share) * tonnes
		}
	}
	if first := firsts(n); len(first) > 0 {
		for _, i := range first {
			x := &n.Processes[i]
			take(adit.Node{Material: x.Inputs[0].Material, Place: x.Place}, adit.Tonnes(x.Inputs[0].Tonnes)*x.Activity)
		}
		return t, nil
	}
	for i := range n.Demands {
		take(n.Demands[i].Node(), n.Demands[i].Amount)
	}
	return t, nil
}

// sum adds up the adversary's shares.
func (d *Desk) sum(list []exposure.Origin) (s float64) {
	for _, o := range list {
		if d.against(o.Place) {
			s += o.Share
		}
	}
	return s
}
