package partner

import (
	"cmp"
	"slices"

	"adit"
)

// A way is how some of a form can take the place of the adversary's goods: on a
// lane into the country, as it is or as what a plant makes of it.
type way struct {
	lane  int
	plant int // −1: as it is
	share float64
}

// market brings t of a form from a place to the country, in place of goods that
// are the adversary's, those lanes first where most is; what is raw and finds no
// room is stuck.
func (f *draft) market(m adit.MaterialID, from adit.PlaceID, t float64) {
	if f.used(m) {
		f.made += t
	}
	for _, w := range f.ways(m, from) {
		if t <= 0 {
			return
		}
		t -= f.take(w, m, from, t)
	}
	if f.used(m) {
		return
	}
	for _, i := range f.room(m, from) { // refined, though not for the country
		took, made := f.run(i, m, from, t)
		t -= took
		if f.used(f.net.Processes[i].Outputs[0].Material) {
			f.made += made
		}
	}
	f.stuck += max(0, t)
}

// ways lists them, the largest share of the adversary first.
func (f *draft) ways(m adit.MaterialID, from adit.PlaceID) []way {
	var all []way
	add := func(form adit.MaterialID, plant int, sender adit.PlaceID, own float64) {
		for i := range f.net.Lanes {
			l := &f.net.Lanes[i]
			if l.Material != form || !f.d.Country.Covers(l.To) || l.Flow <= 0 || l.From == sender {
				continue
			}
			if s := f.theirs(form, l.From); s > own {
				all = append(all, way{i, plant, s})
			}
		}
	}
	add(m, -1, from, 0)
	for _, i := range f.room(m, from) {
		x := &f.net.Processes[i]
		out := x.Outputs[0].Material
		add(out, i, x.Place, f.theirs(out, x.Place))
	}
	slices.SortStableFunc(all, func(a, b way) int { return cmp.Compare(b.share, a.share) })
	return all
}

func (f *draft) theirs(m adit.MaterialID, place adit.PlaceID) float64 {
	return f.d.origins[f.n.Mineral].theirs[adit.Node{Material: m, Place: place}]
}

// take uses a way for up to t, and returns how much of the form went into it.
func (f *draft) take(w way, m adit.MaterialID, from adit.PlaceID, t float64) float64 {
	need := float64(f.net.Lanes[w.lane].Flow)
	if w.plant < 0 {
		got := min(t, need)
		f.replace(w, m, from, got)
		return got
	}
	x := f.net.Processes[w.plant]
	took, made := f.run(w.plant, m, from, min(t, need*x.Inputs[0].Tonnes/x.Outputs[0].Tonnes))
	if f.used(x.Outputs[0].Material) && !f.used(m) {
		f.made += made
	}
	f.replace(w, x.Outputs[0].Material, x.Place, made)
	return took
}

// replace cuts a lane into the country by t and brings as much from a place.
func (f *draft) replace(w way, m adit.MaterialID, from adit.PlaceID, t float64) {
	if t <= 0 {
		return
	}
	l := f.net.Lanes[w.lane]
	f.net.Lanes[w.lane].Flow -= adit.Tonnes(t)
	if from != l.To {
		f.send(m, from, l.To, t)
	}
	f.displaced += t * w.share
}

// run lets a plant take in up to t of a form from a place, as it has room, and
// returns what it took and what it made of it.
func (f *draft) run(plant int, m adit.MaterialID, from adit.PlaceID, t float64) (took, made float64) {
	x := &f.net.Processes[plant]
	part := x.Inputs[0].Tonnes
	took = min(t, float64(x.Capacity-x.Activity)*part)
	if took <= 1e-9 {
		return 0, 0
	}
	x.Activity += adit.Tonnes(took / part)
	if x.Place != from {
		f.send(m, from, x.Place, took)
	}
	return took, took / part * x.Outputs[0].Tonnes
}

// room lists the plants that take a raw form and are not the adversary's.
func (f *draft) room(m adit.MaterialID, from adit.PlaceID) []int {
	rank := func(i int) int {
		switch p := f.net.Processes[i].Place; {
		case p == from.Country():
			return 0
		case f.d.Country.Covers(p):
			return 1
		}
		return 2
	}
	var list []int
	for i := range f.net.Processes {
		x := &f.net.Processes[i]
		if len(x.Inputs) == 1 && len(x.Outputs) == 1 && x.Inputs[0].Material == m && !isUse(f.n, x) && !f.d.against(x.Place) && x.Place != adit.Other && x.Capacity > x.Activity {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int {
		x, y := &f.net.Processes[a], &f.net.Processes[b]
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(y.Capacity-y.Activity, x.Capacity-x.Activity), cmp.Compare(x.ID, y.ID))
	})
	return list
}
