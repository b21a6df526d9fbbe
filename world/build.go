package world

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/lp"
	"adit/reconcile"
)

// Build makes the balanced network of a mineral from the tables of the atlas.
// A mineral without a chain, or without output in the year, is a *MissingError.
func (w *World) Build(ctx context.Context, mineral string, solver lp.Solver) (*Network, error) {
	if !w.counted {
		return nil, &MissingError{mineral, w.year, "the atlas has no production statistics of that year" + w.asOf()}
	}
	b := &builder{World: w, outputs: map[string]output{}, flows: map[string]flows{}, unknown: map[string]float64{}, capacityFigure: map[capacityKey]string{}}
	chain := chainOf(w.atlas, mineral)
	if len(chain) == 0 {
		return nil, &MissingError{mineral, w.year, "no statistics of its production and trade are in the atlas"}
	}
	b.observe(chain)
	raw := b.assemble(mineral, chain)
	if len(raw.Processes) == 0 {
		return nil, &MissingError{mineral, w.year, "no source of the atlas says who makes it in that year" + w.asOf()}
	}
	balanced, moves, err := balance(ctx, raw, solver)
	if err != nil {
		return nil, err
	}
	b.addUses(balanced, mineral, chain)
	b.limit(balanced, chain)
	balanced.Sort()
	n := &Network{Network: balanced, Mineral: mineral, Target: target(mineral, chain), Moves: moves, Gaps: b.gaps, Idle: b.idle, Vintage: b.allVintage(), capacity: b.capacityFigure}
	n.describe(b, chain)
	return n, nil
}

// balance reconciles, and again as often as the result holds flows that nothing
// feeds.
func balance(ctx context.Context, net *adit.Network, solver lp.Solver) (*adit.Network, []reconcile.Move, error) {
	var all []reconcile.Move
	for {
		balanced, moves, err := reconcile.Balance(ctx, net, solver)
		if err != nil {
			return nil, nil, err
		}
		dropped := cutLoops(balanced)
		all = append(all, slices.Concat(moves, dropped)...)
		if len(dropped) == 0 {
			return balanced, all, nil
		}
		net = balanced
	}
}

// A MissingError says that the data do not give a network.
type MissingError struct {
	Mineral string
	Year    adit.Year
	Why     string
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("no network of %s for %d: %s", e.Mineral, e.Year, e.Why)
}

// A builder holds what is known of one mineral while its network is made.
type builder struct {
	*World
	outputs        map[string]output  // by form
	flows          map[string]flows   // by form
	unknown        map[string]float64 // tonnes of unknown origin, by form
	bundles        flows              // of the code that the mineral shares with others
	gaps           []Gap
	idle           []Idle
	used           map[Vintage]bool // what the network rests on, as of a date
	capacityFigure map[capacityKey]string
}

// consumption is the prior for who uses what nobody counts: the apparent
// consumption of refined copper, the broadest industrial metal whose output and
// whole trade are both observed (docs/decisions/0004).
func (b *builder) consumption() map[adit.PlaceID]float64 {
	use := map[adit.PlaceID]float64{}
	for _, f := range chainOf(b.atlas, "copper") {
		if f.id != "refined" {
			continue
		}
		made := b.made(&f)
		for p, q := range made.by {
			use[p] += q.t
		}
		t := b.code(f.code, f.content)
		b.restFlows(&f, "flows", t)
		for p, x := range t.in() {
			use[p] += x
		}
		for p, x := range t.out() {
			use[p] -= x
		}
	}
	delete(use, adit.Other)
	least := parameter(b.atlas, "least-consumer") * totalOf(use)
	for _, p := range keys(use) {
		if use[p] < least {
			delete(use, p)
		}
	}
	total := totalOf(use)
	weights := map[adit.PlaceID]float64{}
	for _, p := range keys(use) {
		weights[p] = use[p] / total
	}
	return weights
}

// totalOf adds what is above zero, in a fixed order.
func totalOf(m map[adit.PlaceID]float64) float64 { return sum(values(m, keys(m))) }

// assemble writes what was observed as a network that need not balance.
func (b *builder) assemble(mineral string, chain []form) *adit.Network {
	net := &adit.Network{Name: mineral, Year: b.year}
	for i := range chain {
		f := &chain[i]
		net.Materials = append(net.Materials, adit.Material{ID: f.material(), Content: 1})
		made := b.outputs[f.id].by
		for _, p := range places(made) {
			if made[p].t > 0 || made[p].high > 0 {
				net.Processes = append(net.Processes, f.process(p, made[p]))
			}
		}
		if q := b.recovered(f); q.t > 0 {
			net.Processes = append(net.Processes, f.recycled("USA", q))
			b.gaps = append(b.gaps, Gap{f.material(), Recycled, "USA", adit.Tonnes(q.t)})
		}
		t := b.flows[f.id]
		for _, p := range t.pairs() {
			q := t[p]
			if q.t <= 0 {
				continue
			}
			net.Lanes = append(net.Lanes, adit.Lane{
				ID: fmt.Sprintf("%s %s>%s", f.material(), p.from, p.to), Material: f.material(), From: p.from, To: p.to,
				Flow: adit.Tonnes(q.t), Capacity: adit.NoLimit, Observed: q.observed(),
			})
		}
	}
	net.Sort()
	return net
}

// process is what a place makes of a form, in units of the form.
func (f *form) process(p adit.PlaceID, q quantity) adit.Process {
	x := adit.Process{
		ID: fmt.Sprintf("%s %s", f.material(), p), Place: p, Outputs: []adit.Part{{Material: f.material(), Tonnes: 1}},
		Activity: adit.Tonnes(q.t), Capacity: adit.NoLimit, Observed: q.observed(),
	}
	if f.from != "" && p != adit.Other {
		x.Inputs = []adit.Part{{Material: adit.MaterialID(f.mineral + "/" + f.from), Tonnes: 1 / f.recovery}}
	}
	return x
}

// recycled is what a place makes of a form from its own scrap.
func (f *form) recycled(p adit.PlaceID, q quantity) adit.Process {
	x := f.process(p, q)
	x.ID += recycledMark
	x.Inputs = nil
	return x
}

// recycledMark ends the id of a process that takes scrap.
const recycledMark = " recycled"

// IsRecycling reports a process that takes scrap.
func IsRecycling(p *adit.Process) bool { return strings.HasSuffix(p.ID, recycledMark) }

// target is the material whose supply the mineral's exposure is about: final
// use in all forms, or the one form that is used.
func target(mineral string, chain []form) adit.MaterialID {
	used := usedForms(chain)
	if len(used) == 1 {
		return used[0].material()
	}
	return adit.MaterialID(mineral + "/use")
}

func usedForms(chain []form) []form {
	return slices.DeleteFunc(slices.Clone(chain), func(f form) bool { return !f.use })
}

// addUses closes the balance: what a place has of a form that final uses take,
// and neither processes nor sends, it uses.
func (b *builder) addUses(net *adit.Network, mineral string, chain []form) {
	material := target(mineral, chain)
	used := usedForms(chain)
	if len(used) > 1 {
		net.Materials = append(net.Materials, adit.Material{ID: material, Content: 1})
	}
	rest := leftOver(net)
	use := map[adit.PlaceID]adit.Tonnes{}
	for _, f := range used {
		for _, p := range keysOf(rest[f.material()]) {
			t := rest[f.material()][p]
			use[p] += t
			if len(used) > 1 {
				net.Processes = append(net.Processes, adit.Process{
					ID: fmt.Sprintf("%s of %s %s", material, f.id, p), Place: p, Activity: t, Capacity: t,
					Inputs: []adit.Part{{Material: f.material(), Tonnes: 1}}, Outputs: []adit.Part{{Material: material, Tonnes: 1}},
					Observed: adit.Observed{Basis: adit.Derived},
				})
			}
		}
	}
	for _, p := range keysOf(use) {
		net.Demands = append(net.Demands, adit.Demand{ID: fmt.Sprintf("%s %s", material, p), Place: p, Material: material,
			Amount: use[p], Observed: adit.Observed{Basis: adit.Derived}})
	}
}

func keysOf(m map[adit.PlaceID]adit.Tonnes) []adit.PlaceID {
	const nothing = 1e-6 // tonnes: a gram
	ids := make([]adit.PlaceID, 0, len(m))
	for p, t := range m {
		if t > nothing {
			ids = append(ids, p)
		}
	}
	slices.Sort(ids)
	return ids
}

// leftOver is what each node has beyond what is used and sent.
func leftOver(net *adit.Network) map[adit.MaterialID]map[adit.PlaceID]adit.Tonnes {
	rest := map[adit.MaterialID]map[adit.PlaceID]adit.Tonnes{}
	for _, m := range net.Materials {
		rest[m.ID] = map[adit.PlaceID]adit.Tonnes{}
	}
	for i := range net.Processes {
		x := &net.Processes[i]
		for _, part := range x.Outputs {
			rest[part.Material][x.Place] += adit.Tonnes(part.Tonnes) * x.Activity
		}
		for _, part := range x.Inputs {
			rest[part.Material][x.Place] -= adit.Tonnes(part.Tonnes) * x.Activity
		}
	}
	for i := range net.Lanes {
		l := &net.Lanes[i]
		rest[l.Material][l.From] -= l.Flow
		rest[l.Material][l.To] += l.Flow
	}
	return rest
}
