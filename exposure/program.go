package exposure

import (
	"context"
	"slices"

	"adit"
	"adit/lp"
	"adit/market"
)

// A program is E7 as a linear program: a market block in tonnes, and a row for
// each demand on top.
type program struct {
	*outage
	block *market.Block
	model lp.Model
	share lp.Var   // t, the common served share
	rows  []lp.Row // E7 share, by demand
}

// program writes the page.
//
//	E7 share[d]: served_d ≥ t·amount_d
func (o *outage) program() *program {
	p := &program{outage: o}
	p.block = market.Write(&p.model, o.net, market.Terms{})
	p.share = p.model.Var(0, 1, 0, "common share")
	for i := range o.net.Demands {
		row := p.model.Row("E7 share[%s]", o.net.Demands[i].ID).Add(1, p.block.Served[i][0]).Add(-float64(o.net.Demands[i].Amount), p.share)
		p.rows = append(p.rows, row.AtLeast(0))
	}
	return p
}

// solve sets the losses of all removals. What carries nothing in an undisturbed
// optimum loses nothing when it goes: that optimum stands, and nothing better
// has come to be. Those removals are not solved. Shared, the same holds of a
// country that only takes: without it the optimum stands for all the rest.
// (Served first it does not: another may use what it leaves, at the target's cost.)
func (o *program) solve(ctx context.Context, solver lp.Solver, list []removal) error {
	whole, err := o.load(solver)
	if err != nil {
		return err
	}
	defer whole.session.Close()
	undisturbed := []*removal{{limits: o.base}}
	before, err := whole.servedFirst(ctx, undisturbed)
	if err != nil {
		return err
	}
	err = o.each(whole, solver, need(list, whole.last, func(f *market.Flows, _ *removal) *market.Flows { return f }), func(r *rationing, part []*removal) error {
		met, err := r.servedFirst(ctx, part)
		for i := range met {
			part[i].loss.ServedFirst = lost(before[0], met[i])
		}
		return err
	})
	if err != nil {
		return err
	}
	if before, err = whole.shared(ctx, undisturbed); err != nil {
		return err
	}
	return o.each(whole, solver, need(list, whole.last, o.without), func(r *rationing, part []*removal) error {
		met, err := r.shared(ctx, part)
		for i := range met {
			part[i].loss.Shared = lost(before[0], met[i])
		}
		return err
	})
}

// need are the removals that what stays of the undisturbed flows does not keep to.
func need(list []removal, undisturbed *market.Flows, stays func(*market.Flows, *removal) *market.Flows) []*removal {
	var some []*removal
	for i := range list {
		if r := &list[i]; !within(stays(undisturbed, r), r.limits) {
			some = append(some, r)
		}
	}
	return some
}

// without is f with nothing that a country makes, releases, takes or uses: what
// was meant for it is left where it was. Only what it sends abroad stays, and
// shows that it gives as well as takes.
func (o *program) without(f *market.Flows, r *removal) *market.Flows {
	if !r.country {
		return f
	}
	gone := r.loss.Place
	out := &market.Flows{Activity: slices.Clone(f.Activity), Flow: slices.Clone(f.Flow), Served: slices.Clone(f.Served), Release: slices.Clone(f.Release), Build: slices.Clone(f.Build)}
	for i := range o.net.Processes {
		if gone.Covers(o.net.Processes[i].Place) {
			out.Activity[i] = 0
		}
	}
	for i := range o.net.Lanes {
		if gone.Covers(o.net.Lanes[i].To) {
			out.Flow[i] = 0
		}
	}
	for i := range o.net.Demands {
		if gone.Covers(o.net.Demands[i].Place) {
			out.Served[i] = 0
		}
	}
	for i := range o.net.Stocks {
		if gone.Covers(o.net.Stocks[i].Place) {
			out.Release[i] = 0
		}
	}
	return out
}

// within reports whether the flows keep to the limits as they are.
func within(f *market.Flows, l market.Limits) bool {
	fits := func(v, most []adit.Tonnes) bool {
		for i := range v {
			if v[i] > most[i]+1e-12 {
				return false
			}
		}
		return true
	}
	return fits(f.Activity, l.Activity) && fits(f.Flow, l.Flow) && fits(f.Served, l.Served) && fits(f.Release, l.Release)
}

// each gives every core one program and a run of neighbouring removals; few of
// them go through the program that is there, from its last basis.
func (o *program) each(whole *rationing, solver lp.Solver, list []*removal, do func(*rationing, []*removal) error) error {
	const atLeast = 8 // a program costs about as much as a few removals
	workers := min(cores(), len(list)/atLeast)
	if workers <= 1 {
		return do(whole, list)
	}
	return inParallel(workers, func(_, w int) error {
		r, err := o.load(solver)
		if err != nil {
			return err
		}
		defer r.session.Close()
		return do(r, list[len(list)*w/workers:len(list)*(w+1)/workers])
	})
}
