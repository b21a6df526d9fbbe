package exposure

import (
	"fmt"
	"math/rand/v2"

	"adit"
)

// worldOf makes a balanced network in n places, one form after the other: what
// leaves a node was there, and what is left at the end is demanded. Lanes go to
// and fro; the last form is in part recycled into the first.
func worldOf(r *rand.Rand, n, lanes int, forms ...adit.MaterialID) *adit.Network {
	w := &builder{r: r, forms: forms, have: map[adit.Node]float64{}, net: &adit.Network{Name: "world", Year: 2024}}
	for s, f := range forms {
		w.net.Materials = append(w.net.Materials, adit.Material{ID: f, Content: 1})
		for i := range n {
			w.maker(s, i)
		}
		for k := range lanes {
			w.lane(f, k, n)
		}
	}
	if len(forms) > 1 {
		w.recycler(r.IntN(n))
	}
	for i := range n {
		for _, f := range forms {
			if at := (adit.Node{Material: f, Place: place(i)}); w.have[at] > 0 && (f == forms[len(forms)-1] || i%4 == 0) {
				w.net.Demands = append(w.net.Demands, adit.Demand{ID: "use " + at.String(), Place: at.Place, Material: f, Amount: adit.Tonnes(w.have[at])})
			}
		}
	}
	w.net.Sort()
	return w.net
}

func place(i int) adit.PlaceID { return adit.PlaceID(fmt.Sprintf("P%03d", i)) }

type builder struct {
	r     *rand.Rand
	forms []adit.MaterialID
	have  map[adit.Node]float64
	net   *adit.Network
}

func (w *builder) observed(q adit.Tonnes) adit.Observed {
	return adit.Observed{Low: q * 0.8, High: q * 1.2, Basis: adit.Bases[w.r.IntN(4)]}
}

// maker adds a mine at one place in five, and afterwards a plant that turns most
// of what is there into the next form.
func (w *builder) maker(s, i int) {
	p := adit.Process{Place: place(i), Outputs: []adit.Part{{Material: w.forms[s], Tonnes: 1}}}
	if s == 0 {
		if i != 0 && w.r.IntN(5) > 0 {
			return
		}
		p.ID, p.Activity = "mine "+string(p.Place), adit.Tonnes(10+90*w.r.Float64())
	} else {
		at := adit.Node{Material: w.forms[s-1], Place: p.Place}
		if w.have[at] <= 0 {
			return
		}
		p.ID, p.Activity = fmt.Sprintf("plant %d %s", s, p.Place), adit.Tonnes(w.have[at]*0.9)
		p.Inputs = []adit.Part{{Material: w.forms[s-1], Tonnes: 1}}
		p.Outputs[0].Tonnes = 0.8
		w.have[at] -= float64(p.Activity)
	}
	p.Capacity = p.Activity * adit.Tonnes(1+0.3*w.r.Float64())
	p.Owners = []adit.Owner{{Place: place(w.r.IntN(10)), Share: adit.Share(w.r.Float64())}}
	p.Observed = w.observed(p.Activity)
	w.have[adit.Node{Material: w.forms[s], Place: p.Place}] += float64(p.Activity) * p.Outputs[0].Tonnes
	w.net.Processes = append(w.net.Processes, p)
}

func (w *builder) lane(f adit.MaterialID, k, n int) {
	from, to := w.r.IntN(n), w.r.IntN(n)
	at := adit.Node{Material: f, Place: place(from)}
	if to == from || w.have[at] < 1e-3 {
		return
	}
	flow := w.have[at] * (0.1 + 0.6*w.r.Float64())
	w.have[at] -= flow
	w.have[adit.Node{Material: f, Place: place(to)}] += flow
	l := adit.Lane{ID: fmt.Sprintf("%s %d", f, k), Material: f, From: place(from), To: place(to), Flow: adit.Tonnes(flow)}
	l.Capacity = l.Flow * adit.Tonnes(1+w.r.Float64())
	l.Observed = w.observed(l.Flow)
	w.net.Lanes = append(w.net.Lanes, l)
}

func (w *builder) recycler(i int) {
	first, last := w.forms[0], w.forms[len(w.forms)-1]
	at := adit.Node{Material: last, Place: place(i)}
	if w.have[at] <= 0 {
		return
	}
	t := w.have[at] * 0.3
	w.have[at] -= t
	w.have[adit.Node{Material: first, Place: place(i)}] += t
	w.net.Processes = append(w.net.Processes, adit.Process{ID: "recycler", Place: place(i), Activity: adit.Tonnes(t), Capacity: adit.Tonnes(t),
		Inputs: []adit.Part{{Material: last, Tonnes: 1}}, Outputs: []adit.Part{{Material: first, Tonnes: 1}}})
}
