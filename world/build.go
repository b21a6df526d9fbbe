package world

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/lp"
	"adit/reconcile"
)

// Build makes the balanced network of a mineral from the tables of the atlas.
// A mineral without a chain, or without output in the year, is a *MissingError.
func (w *World) Build(ctx context.Context, mineral string, solver lp.Solver) (*Network, error) {
	if !w.counted {
		return nil, &MissingError{mineral, w.year, "the atlas has no production statistics of that year"}
	}
	b := &builder{World: w, outputs: map[string]output{}, flows: map[string]flows{}, unknown: map[string]float64{}}
	chain := chainOf(w.atlas, mineral)
	if len(chain) == 0 {
		return nil, &MissingError{mineral, w.year, "no statistics of its production and trade are in the atlas"}
	}
	b.observe(chain)
	raw := b.assemble(mineral, chain)
	if len(raw.Processes) == 0 {
		return nil, &MissingError{mineral, w.year, "no source of the atlas says who makes it in that year"}
	}
	balanced, moves, err := balance(ctx, raw, solver)
	if err != nil {
		return nil, err
	}
	b.addUses(balanced, mineral, chain)
	b.limit(balanced, chain)
	balanced.Sort()
	n := &Network{Network: balanced, Mineral: mineral, Target: target(mineral, chain), Moves: moves, Gaps: b.gaps}
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

// A World is what the networks of all minerals of one year share. It does not
// change after New, and may be used from several goroutines.
type World struct {
	atlas     *atlas.Atlas
	year      adit.Year
	counted   bool                   // some production of the year is in the atlas
	tradeRows map[string][]atlas.Row // by HS code, those with full coverage
	customs   map[string]flows       // EU imports of the year by CN8 code, in EUR
	headings  map[string]flows       // US imports of the year by HTS4, contained tonnes
	distances map[pair]float64
	weights   map[adit.PlaceID]float64 // shares of the world's industrial consumption
}

// New reads what the networks of a year share.
func New(a *atlas.Atlas, year adit.Year) *World {
	w := &World{atlas: a, year: year, tradeRows: map[string][]atlas.Row{}, customs: map[string]flows{}, headings: map[string]flows{}, distances: map[pair]float64{}}
	for r := range a.Rows("production") {
		w.counted = w.counted || r.Year() == year
	}
	for r := range a.Rows("trade") {
		w.takeTrade(r)
	}
	for r := range a.Rows("distances") {
		d, _ := r.Number("distance_km")
		w.distances[pair{adit.PlaceID(r.Get("from")), adit.PlaceID(r.Get("to"))}] = d
	}
	w.weights = (&builder{World: w}).consumption()
	return w
}

// takeTrade keeps a row of the table trade where it belongs. Rows that serve no
// network, such as truncated years, are left.
func (w *World) takeTrade(r atlas.Row) {
	code, p := r.Get("code"), pair{adit.PlaceID(r.Get("exporter")), adit.PlaceID(r.Get("importer"))}
	switch {
	case r.Publisher == "baci" && fullYear(r):
		w.tradeRows[code] = append(w.tradeRows[code], r)
	case r.Get("nomenclature") == "cn8" && r.Year() == w.year:
		put(w.customs, code, p, from(r.Figure("value"), 1))
	case r.Get("nomenclature") == "hts4" && r.Get("flow") == "import" && r.Year() == w.year && strings.Contains(r.Get("detail"), "contained"):
		if _, ok := r.Number("mass_t"); ok {
			put(w.headings, code, p, from(r.Figure("mass_t"), 1))
		}
	}
}

func put(m map[string]flows, code string, p pair, q quantity) {
	if m[code] == nil {
		m[code] = flows{}
	}
	m[code][p] = q
}

// A builder holds what is known of one mineral while its network is made.
type builder struct {
	*World
	outputs map[string]output  // by form
	flows   map[string]flows   // by form
	unknown map[string]float64 // tonnes of unknown origin, by form
	gaps    []Gap
}

// fullYear keeps the source that holds every pair with tonnes apart from the
// truncated and value-only ones.
func fullYear(r atlas.Row) bool {
	return r.Get("nomenclature") == "hs2017" && r.Get("detail") == "" && !truncated(r.Get("source"))
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

// observe gathers, form by form, who makes it and what moves: first what some
// statistic shows, then, from the last form back to the first, what that
// implies, then what has to be derived.
func (b *builder) observe(chain []form) {
	for i := range chain {
		f := &chain[i]
		b.outputs[f.id] = b.made(f)
		b.gaps = append(b.gaps, b.outputs[f.id].gaps...)
		b.flows[f.id] = b.trade(f)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		b.imply(&chain[i])
	}
	for i := range chain {
		f := &chain[i]
		if f.rule == "prior" {
			b.deriveFlows(f, b.needs(f, chain))
		}
	}
}

// imply adds output where a place sends more than it is known to make and
// receive, unless a statistic counts what it makes: then the flows give way.
// Where nobody counts the form, or the place mines its feed, it makes the
// difference; otherwise the difference is stock, scrap or unrecorded, of
// unknown origin.
func (b *builder) imply(f *form) {
	if f.rule == "prior" || f.rule == "none" {
		return
	}
	t, made := b.flows[f.id], b.outputs[f.id].by
	in, out := t.in(), t.out()
	for _, p := range keys(out) {
		gap := out[p] - in[p] - made[p].t
		_, counted := made[p]
		if gap <= 0 || (counted && f.made == "usgs" && p != adit.Other) || (f.rule == "bundle" && p != adit.Other) {
			continue
		}
		q := quantity{gap, gap / 3, gap * 3, adit.Derived, ""}
		if f.made == "" || f.from == "" || p == adit.Other || b.outputs[f.from].by[p].t > 0 {
			b.add(f, p, q)
			continue
		}
		b.add(f, adit.Other, q)
		lane := pair{adit.Other, p}
		t[lane] = t[lane].plus(q)
	}
}

// add adds to what a place makes of a form. What "other countries" make
// beyond their statistics is of unknown origin.
func (b *builder) add(f *form, p adit.PlaceID, q quantity) {
	made := b.outputs[f.id].by
	if p == adit.Other {
		b.unknown[f.id] += q.t
	}
	if old, ok := made[p]; ok {
		q = old.plus(q)
	}
	made[p] = q
}

// needs is what each place must get of a form: feed of the forms made from it,
// and final use.
func (b *builder) needs(f *form, chain []form) map[adit.PlaceID]float64 {
	need := map[adit.PlaceID]float64{}
	fed := 0.0
	for i := range chain {
		if chain[i].from != f.id {
			continue
		}
		for p, q := range b.outputs[chain[i].id].by {
			need[p] += q.t / chain[i].recovery
			fed += q.t / chain[i].recovery
		}
	}
	if f.use {
		rest := math.Max(0, b.outputs[f.id].sum().t-fed)
		for p, w := range b.weights {
			need[p] += w * rest
		}
	}
	return need
}

// deriveFlows completes the trade of a form that no statistic shows but, at
// most, the imports of the United States. A supplier of the United States that
// makes too little of it passes on what it gets from others.
func (b *builder) deriveFlows(f *form, need map[adit.PlaceID]float64) {
	fixed := b.flows[f.id]
	supply := map[adit.PlaceID]float64{}
	for p, q := range b.outputs[f.id].by {
		supply[p] = q.t
	}
	out := fixed.out()
	for _, p := range keys(out) {
		supply[p] -= out[p]
		if supply[p] < 0 && p == adit.Other {
			b.add(f, p, quantity{-supply[p], 0, -2 * supply[p], adit.Derived, ""})
		} else if supply[p] < 0 {
			need[p] += -supply[p]
		}
		supply[p] = math.Max(0, supply[p])
	}
	if len(fixed) > 0 {
		delete(need, "USA")
		exports, _ := b.national(f, "exports", f.usExports)
		supply["USA"] = math.Min(supply["USA"], exports.t)
	}
	b.unrecorded(f, supply, need)
	for p, q := range b.derive(f, supply, need) {
		fixed[p] = q
	}
}

// unrecorded adds the feed that nobody counts where places need more than the
// world is known to make: scrap, and output no source lists. Its origin is
// unknown, so it comes from "other countries".
func (b *builder) unrecorded(f *form, supply, need map[adit.PlaceID]float64) {
	gap := 0.0
	for _, p := range keys(need) {
		gap += need[p]
	}
	for _, p := range keys(supply) {
		gap -= supply[p]
	}
	if gap <= 0.01*b.outputs[f.id].sum().t {
		return
	}
	supply[adit.Other] += gap
	b.add(f, adit.Other, quantity{gap, 0, 2 * gap, adit.Derived, ""})
	b.gaps = append(b.gaps, Gap{f.material(), Unrecorded, adit.Other, adit.Tonnes(gap)})
}

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

// LatestYear is the latest year whose whole bilateral trade is in the atlas:
// the year that networks are made for unless one asks for another.
func LatestYear(a *atlas.Atlas) adit.Year {
	latest := adit.Year(0)
	for r := range a.Rows("trade") {
		if r.Publisher == "baci" && fullYear(r) {
			latest = max(latest, r.Year())
		}
	}
	return latest
}
