package partner

import (
	"cmp"
	"fmt"
	"slices"

	"adit"
	"adit/world"
)

// A draft is a network while a partner's additions are put into it, at a site of
// their own in the partner's country: what is contracted from a plant is that
// plant's, and not what the country has from everywhere. Mass balances at every
// node before and after: what comes to the country takes the place of as much
// that came from the adversary, and what an added plant takes in is what others
// sent to the adversary's plants.
type draft struct {
	d       *Desk
	n       *world.Network
	net     *adit.Network
	lane    map[string]int
	recipes map[adit.MaterialID][]recipe // by input
	inputOf map[adit.MaterialID]recipe   // by output

	made      float64 // tonnes of used forms that the additions come to
	displaced float64 // tonnes of the adversary's goods that no longer come to the country
	stuck     float64 // tonnes of raw form that no plant outside the adversary has room for
	unfed     float64 // tonnes of output for which no feed is to be had
}

// A recipe says how much of an output a tonne of an input becomes.
type recipe struct {
	in, out adit.MaterialID
	yield   float64
}

func (d *Desk) draft(n *world.Network) *draft {
	net := *n.Network
	net.Processes, net.Lanes, net.Demands = slices.Clone(net.Processes), slices.Clone(net.Lanes), slices.Clone(net.Demands)
	f := &draft{d: d, n: n, net: &net, lane: map[string]int{}, recipes: map[adit.MaterialID][]recipe{}, inputOf: map[adit.MaterialID]recipe{}}
	for i := range net.Lanes {
		l := &net.Lanes[i]
		f.lane[laneKey(l.Material, l.From, l.To)] = i
	}
	for i := range net.Processes {
		x := &net.Processes[i]
		if len(x.Inputs) != 1 || len(x.Outputs) != 1 || isUse(n, x) {
			continue
		}
		r := recipe{x.Inputs[0].Material, x.Outputs[0].Material, x.Outputs[0].Tonnes / x.Inputs[0].Tonnes}
		if _, known := f.inputOf[r.out]; !known {
			f.inputOf[r.out] = r
			f.recipes[r.in] = append(f.recipes[r.in], r)
		}
	}
	for _, list := range f.recipes {
		slices.SortFunc(list, func(a, b recipe) int { return cmp.Compare(a.out, b.out) })
	}
	return f
}

func laneKey(m adit.MaterialID, from, to adit.PlaceID) string {
	return fmt.Sprintf("%s %s>%s", m, from, to)
}

// used reports a form that final uses take.
func (f *draft) used(m adit.MaterialID) bool {
	return slices.Contains(f.n.Refined, m) || m == f.n.Target
}

// send adds t to what moves between two places, on a lane of its own where there
// is none.
func (f *draft) send(m adit.MaterialID, from, to adit.PlaceID, t float64) {
	key := laneKey(m, from, to)
	i, ok := f.lane[key]
	if !ok {
		i = len(f.net.Lanes)
		f.lane[key] = i
		f.net.Lanes = append(f.net.Lanes, adit.Lane{ID: key + " (added)", Material: m, From: from, To: to, Observed: adit.Observed{Basis: adit.Derived}})
	}
	l := &f.net.Lanes[i]
	l.Flow += adit.Tonnes(t)
	l.Capacity = max(l.Capacity, l.Flow)
	l.Observed = adit.Observed{Basis: adit.Derived}
}

// make adds a process that makes t of m at a place, from an input or none.
func (f *draft) make(m adit.MaterialID, place adit.PlaceID, t float64, from *recipe) {
	if t <= 0 {
		return
	}
	x := adit.Process{ID: fmt.Sprintf("%s %s (added %d)", m, place, len(f.net.Processes)), Place: place, Outputs: []adit.Part{{Material: m, Tonnes: 1}},
		Activity: adit.Tonnes(t), Capacity: adit.Tonnes(t), Observed: adit.Observed{Basis: adit.Derived}}
	if from != nil {
		x.Inputs = []adit.Part{{Material: from.in, Tonnes: 1 / from.yield}}
	}
	f.net.Processes = append(f.net.Processes, x)
}

// put places all additions of a partner, upstream first, so that its own ore
// feeds its own plants.
func (f *draft) put(place adit.PlaceID, adds []Addition, by adit.Year, part float64) {
	ore := map[adit.MaterialID]float64{}
	place += "/added"
	for _, a := range f.inOrder(adds) {
		t, fed := a.Expected[year(by)]*part, a.fed[year(by)]*part
		if r, ok := f.inputOf[a.Material]; ok && fed > 0 {
			got := f.feed(r, place, fed, ore)
			f.unfed += max(0, fed-got)
			t += got - fed
			f.make(a.Material, place, got, &r)
			f.make(a.Material, place, t-got, nil)
		} else {
			f.make(a.Material, place, t, nil)
		}
		ore[a.Material] += t
	}
	for _, a := range f.inOrder(adds) {
		f.market(a.Material, place, ore[a.Material])
	}
}

// inOrder lists additions from the mine down.
func (f *draft) inOrder(adds []Addition) []Addition {
	depth := func(m adit.MaterialID) int {
		k := 0
		for r, ok := f.inputOf[m]; ok && k < 10; r, ok = f.inputOf[r.in] {
			k++
		}
		return k
	}
	return slices.SortedStableFunc(slices.Values(adds), func(a, b Addition) int { return cmp.Compare(depth(a.Material), depth(b.Material)) })
}

// feed finds the input for t of output: the partner's own new ore, then what
// others send to the adversary, whose plants then make less. It returns how much
// of t it found feed for.
func (f *draft) feed(r recipe, place adit.PlaceID, t float64, ore map[adit.MaterialID]float64) float64 {
	need := t / r.yield
	own := min(need, ore[r.in])
	ore[r.in] -= own
	return (own + f.divert(r.in, place, need-own)) * r.yield
}

// divert takes up to t of a raw form away from what goes to the adversary's
// plants, from all senders alike, and never so much that the adversary would
// send more than it has.
func (f *draft) divert(m adit.MaterialID, to adit.PlaceID, t float64) float64 {
	var lanes []int
	total := 0.0
	for i := range f.net.Lanes {
		l := &f.net.Lanes[i]
		if l.Material == m && f.d.against(l.To) && !f.d.against(l.From) && l.From != to.Country() && l.From != adit.Other && l.Flow > 0 {
			lanes = append(lanes, i)
			total += float64(l.Flow)
		}
	}
	if total == 0 || t <= 0 {
		return 0
	}
	got := 0.0
	for _, i := range lanes {
		l := f.net.Lanes[i]
		x := f.idlePlants(m, l.To, min(1, t/total)*float64(l.Flow))
		f.net.Lanes[i].Flow -= adit.Tonnes(x)
		f.send(m, l.From, to, x)
		got += x
	}
	return got
}

// idlePlants makes the plants at a place take in up to t less of a raw form, and
// returns how much less: their output must not fall below what leaves the place.
func (f *draft) idlePlants(m adit.MaterialID, place adit.PlaceID, t float64) float64 {
	got := 0.0
	for i := range f.net.Processes {
		x := &f.net.Processes[i]
		if x.Place != place || len(x.Inputs) != 1 || x.Inputs[0].Material != m || x.Activity <= 0 || isUse(f.n, x) {
			continue
		}
		less := min((t-got)/x.Inputs[0].Tonnes, float64(x.Activity), f.leftAt(adit.Node{Material: x.Outputs[0].Material, Place: place})/x.Outputs[0].Tonnes)
		if less <= 0 {
			continue
		}
		x.Activity -= adit.Tonnes(less)
		got += less * x.Inputs[0].Tonnes
		f.useLess(adit.Node{Material: x.Outputs[0].Material, Place: place})
	}
	return got
}

// useLess lowers what a place uses of a form to what is left for it.
func (f *draft) useLess(n adit.Node) {
	left := max(0, adit.Tonnes(f.leftAt(n)))
	if n.Material != f.n.Target {
		for i := range f.net.Processes {
			x := &f.net.Processes[i]
			if x.Place == n.Place && isUse(f.n, x) && x.Inputs[0].Material == n.Material && x.Activity > left {
				f.wantLess(n.Place, x.Activity-left)
				x.Activity = left
			}
		}
		return
	}
	for i := range f.net.Demands {
		if x := &f.net.Demands[i]; x.Node() == n && x.Amount > left {
			x.Amount = left
		}
	}
}

// wantLess lowers a place's final use by t.
func (f *draft) wantLess(place adit.PlaceID, t adit.Tonnes) {
	for i := range f.net.Demands {
		if x := &f.net.Demands[i]; x.Place == place && x.Material == f.n.Target {
			x.Amount = max(0, x.Amount-t)
		}
	}
}

// leftAt is what a node has beyond what leaves it and is processed there, uses
// apart.
func (f *draft) leftAt(n adit.Node) float64 {
	left := adit.Tonnes(0)
	for i := range f.net.Processes {
		if x := &f.net.Processes[i]; x.Place == n.Place && !isUse(f.n, x) {
			left += x.Output(n.Material)
			for _, part := range x.Inputs {
				if part.Material == n.Material {
					left -= adit.Tonnes(part.Tonnes) * x.Activity
				}
			}
		}
	}
	for i := range f.net.Lanes {
		switch l := &f.net.Lanes[i]; {
		case l.Material != n.Material:
		case l.To == n.Place:
			left += l.Flow
		case l.From == n.Place:
			left -= l.Flow
		}
	}
	return float64(left)
}
