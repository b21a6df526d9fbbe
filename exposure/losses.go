package exposure

import (
	"context"
	"fmt"

	"adit"
	"adit/lp"
	"adit/market"
)

// A Removal is what is gone at once: places with all that is theirs, and
// processes and lanes by id. Gone may be nil.
type Removal struct {
	Places []adit.PlaceID
	Gone   func(id string) bool
}

// Losses is E7 for removals of one's own choosing, in their order: the share of
// the place's demand for a material that is unmet after each, against the
// network with nothing gone. The places themselves are not told.
func Losses(ctx context.Context, net *adit.Network, place adit.PlaceID, material adit.MaterialID, gone []Removal, solver lp.Solver) ([]Loss, error) {
	o := newOutage(inOrder(net), place, material)
	if o.amount == 0 {
		return nil, &adit.UnknownError{Kind: "demand", ID: adit.Node{Material: material, Place: place}.String()}
	}
	list := make([]removal, len(gone))
	for i, g := range gone {
		list[i].limits = o.remove(g)
	}
	if err := o.solve(ctx, solver, list); err != nil {
		return nil, fmt.Errorf("losses of %s in %s: %w", material, place, err)
	}
	losses := make([]Loss, len(list))
	for i := range list {
		losses[i] = list[i].loss
	}
	return losses, nil
}

// remove is what is left of the limits.
func (o *outage) remove(g Removal) market.Limits {
	l := o.base.Clone()
	for _, p := range g.Places {
		l.RemovePlace(o.net, p)
	}
	if g.Gone == nil {
		return l
	}
	for i := range o.net.Processes {
		if g.Gone(o.net.Processes[i].ID) {
			l.Activity[i] = 0
		}
	}
	for i := range o.net.Lanes {
		if g.Gone(o.net.Lanes[i].ID) {
			l.Flow[i] = 0
		}
	}
	return l
}
