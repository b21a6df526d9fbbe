package main

import (
	"cmp"
	"slices"

	"adit"
	"adit/internal/table"
	"adit/world"
)

// flowsOut is the network that an exposure was traced on: who makes what, and
// what moves where. It is the whole of it, so that a drawing adds up.
type flowsOut struct {
	Makes []makeOut  `json:"makes"`
	Moves []carryOut `json:"moves"`
}

// A makeOut is an output of a process in a year. Low and high are its data's
// own interval; figure is what `adit why` takes.
type makeOut struct {
	Process  string          `json:"process"`
	Place    adit.PlaceID    `json:"place"`
	Material adit.MaterialID `json:"material"`
	Tonnes   adit.Tonnes     `json:"t"`
	Low      adit.Tonnes     `json:"low_t"`
	High     adit.Tonnes     `json:"high_t"`
	Scrap    bool            `json:"from_scrap"`
	Basis    adit.Basis      `json:"basis"`
	Figure   string          `json:"figure"`
	Owners   []ownerOut      `json:"owners"`
}

// An ownerOut is an ultimate owner's part; what is missing to 1 is not known.
type ownerOut struct {
	Place adit.PlaceID `json:"place"`
	Share adit.Share   `json:"share"`
}

// A carryOut is what a lane carries in a year.
type carryOut struct {
	Lane     string          `json:"lane"`
	Material adit.MaterialID `json:"material"`
	From     adit.PlaceID    `json:"from"`
	To       adit.PlaceID    `json:"to"`
	Tonnes   adit.Tonnes     `json:"t"`
	Low      adit.Tonnes     `json:"low_t"`
	High     adit.Tonnes     `json:"high_t"`
	Basis    adit.Basis      `json:"basis"`
	Figure   string          `json:"figure"`
}

func flows(n *world.Network) *flowsOut {
	out := &flowsOut{Makes: []makeOut{}, Moves: []carryOut{}}
	for i := range n.Processes {
		out.Makes = append(out.Makes, makes(&n.Processes[i])...)
	}
	for _, l := range n.Lanes {
		low, high := l.Observed.Interval(l.Flow)
		if l.Flow > 0 || high > 0 {
			out.Moves = append(out.Moves, carryOut{l.ID, l.Material, l.From, l.To, l.Flow, low, high, l.Observed.Basis, l.Observed.Figure})
		}
	}
	return out
}

// makes are the outputs of a process. The interval is of its activity.
func makes(p *adit.Process) []makeOut {
	low, high := p.Observed.Interval(p.Activity)
	owners := []ownerOut{}
	for _, o := range p.Owners {
		owners = append(owners, ownerOut(o))
	}
	var all []makeOut
	for _, o := range p.Outputs {
		per := adit.Tonnes(o.Tonnes)
		all = append(all, makeOut{p.ID, p.Place, o.Material, p.Activity * per, low * per, high * per, world.IsRecycling(p), p.Observed.Basis, p.Observed.Figure, owners})
	}
	return all
}

// flowsPage lists outputs and flows, the largest first.
func flowsPage(p *page, v view, f *flowsOut) {
	p.line("")
	p.title("Who makes what")
	t := table.New(table.Text("Process"), table.Text("Place"), table.Number("Output (t)"), table.Number("bounds"), table.Text("Basis"))
	made := slices.Clone(f.Makes)
	slices.SortStableFunc(made, func(a, b makeOut) int { return cmp.Compare(b.Tonnes, a.Tonnes) })
	for _, m := range made {
		t.Row(m.Process, v.atlas.PlaceName(m.Place), table.Tonnes(float64(m.Tonnes)), tonnesInterval(m.Low, m.High), string(m.Basis))
	}
	p.table(t)
	p.line("")
	p.title("What moves")
	t = table.New(table.Text("Lane"), table.Number("Flow (t)"), table.Number("bounds"), table.Text("Basis"))
	moved := slices.Clone(f.Moves)
	slices.SortStableFunc(moved, func(a, b carryOut) int { return cmp.Compare(b.Tonnes, a.Tonnes) })
	for _, m := range moved {
		t.Row(m.Lane, table.Tonnes(float64(m.Tonnes)), tonnesInterval(m.Low, m.High), string(m.Basis))
	}
	p.table(t)
}

func tonnesInterval(low, high adit.Tonnes) string {
	return table.Interval(float64(low), float64(high), table.Tonnes)
}
