package trace

import (
	"slices"

	"adit/ledger"
)

// Closure returns the events that a lot's whole past rests on, in no order: all
// that made or moved it and the lots it is made of, and whatever else those
// events touched, so that a book that accepts them in the order of the log can
// be kept from them alone.
func (g *Graph) Closure(id ledger.LotID) ([]ledger.EventID, error) {
	i, _, err := g.find(id, "")
	if err != nil {
		return nil, err
	}
	todo, seen := []int32{i}, map[int32]bool{i: true}
	events := map[ledger.EventID]bool{}
	want := func(k int32) {
		if !seen[k] {
			seen[k] = true
			todo = append(todo, k)
		}
	}
	for len(todo) > 0 {
		l := g.lots[todo[0]]
		todo = todo[1:]
		events[g.steps[l.made].event] = true
		for _, k := range g.steps[l.made].in {
			want(k)
		}
		for _, m := range l.moves {
			events[m] = true
			for _, k := range g.moved[m] {
				want(k)
			}
		}
	}
	var out []ledger.EventID
	for e := range events {
		out = append(out, e)
	}
	slices.Sort(out)
	return out, nil
}
