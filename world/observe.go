package world

import (
	"math"

	"adit"
)

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
		if f.rule == "prior" || f.rule == "bundle" {
			b.deriveFlows(f, b.feeds(f, chain))
		}
	}
}

// imply adds output where a place sends more than it is known to make and
// receive, unless a statistic counts what it makes: then the flows give way.
// Where nobody counts the form it makes the difference; otherwise as much of it
// as the feed that it mines allows, and the rest is stock, scrap or unrecorded,
// of unknown origin.
func (b *builder) imply(f *form) {
	if f.rule != "code" && f.rule != "us" {
		return
	}
	t, made := b.flows[f.id], b.outputs[f.id].by
	in, out := t.in(), t.out()
	for _, p := range keys(out) {
		gap := out[p] - in[p] - made[p].t
		_, counted := made[p]
		if gap <= 0 || (counted && f.made == "usgs" && p != adit.Other) {
			continue
		}
		own := gap
		if f.made != "" && f.from != "" && p != adit.Other {
			own = math.Min(gap, math.Max(0, b.outputs[f.from].by[p].t*f.recovery-made[p].t))
		}
		if own > 0 {
			b.add(f, p, implied(own))
		}
		if rest := gap - own; rest > 0 {
			b.add(f, adit.Other, implied(rest))
			lane := pair{adit.Other, p}
			t[lane] = t[lane].plus(implied(rest))
		}
	}
}

// implied is what trade implies, within a factor of three.
func implied(t float64) quantity { return quantity{t, t / 3, t * 3, adit.Derived, ""} }

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

// feeds is what each place must get of a form to make the forms made from it.
func (b *builder) feeds(f *form, chain []form) map[adit.PlaceID]float64 {
	need := map[adit.PlaceID]float64{}
	for i := range chain {
		if chain[i].from != f.id {
			continue
		}
		for p, q := range b.outputs[chain[i].id].by {
			need[p] += q.t / chain[i].recovery
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
	if len(fixed) > 0 { // what the United States get is known, and what they keep is theirs
		delete(need, "USA")
		exports, _ := b.national(f, "exports", f.usExports)
		supply["USA"] = math.Min(exports.t, supply["USA"]+totalOf(fixed.in()))
	}
	imports, onlyTotal := b.national(f, "imports", f.usImports)
	onlyTotal = onlyTotal && len(fixed) == 0
	if onlyTotal { // how much is published, and not from where
		need["USA"] += imports.t + supply["USA"]
	}
	b.unrecorded(f, supply, need)
	if f.use {
		b.addUse(need, totalOf(supply)-totalOf(need), len(fixed) > 0 || onlyTotal)
	}
	for p, q := range b.derive(f, supply, need) {
		fixed[p] = q
	}
}

// addUse spreads what is left of a form over those who use what nobody counts.
func (b *builder) addUse(need map[adit.PlaceID]float64, rest float64, knownUS bool) {
	all := totalOf(b.weights)
	if knownUS {
		all -= b.weights["USA"]
	}
	for _, p := range keys(b.weights) {
		if rest > 0 && !(knownUS && p == "USA") {
			need[p] += rest * b.weights[p] / all
		}
	}
}

// unrecorded adds the feed that nobody counts where places need more than the
// world is known to make: scrap, and output no source lists. Its origin is
// unknown, so it comes from "other countries".
func (b *builder) unrecorded(f *form, supply, need map[adit.PlaceID]float64) {
	gap := totalOf(need) - totalOf(supply)
	if gap <= 0.01*b.outputs[f.id].sum().t {
		return
	}
	supply[adit.Other] += gap
	b.add(f, adit.Other, quantity{gap, 0, 2 * gap, adit.Derived, ""})
	b.gaps = append(b.gaps, Gap{f.material(), Unrecorded, adit.Other, adit.Tonnes(gap)})
}
