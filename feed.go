package adit

import "slices"

// Unfed lists the nodes that have or give what no production and no stock
// stands behind: goods that go round in a loop, from nowhere, or are used up
// where none arrive. Tracing cannot say where they come from (E4).
func (n *Network) Unfed() []Node {
	index := n.Index()
	fed := make([]bool, len(index.Nodes))
	carries := make([]bool, len(index.Nodes))
	for again := true; again; {
		again = false
		reach := func(m MaterialID, p PlaceID, by bool) {
			i := index.At(Node{m, p})
			carries[i] = true
			if by && !fed[i] {
				fed[i], again = true, true
			}
		}
		for i := range n.Processes {
			p := &n.Processes[i]
			by := len(p.Inputs) == 0 || slices.ContainsFunc(p.Inputs, func(in Part) bool { return fed[index.At(Node{in.Material, p.Place})] })
			for _, in := range p.Inputs {
				if p.Activity > 0 {
					reach(in.Material, p.Place, false)
				}
			}
			for _, out := range p.Outputs {
				if p.Activity > 0 {
					reach(out.Material, p.Place, by)
				}
			}
		}
		for i := range n.Lanes {
			if l := &n.Lanes[i]; l.Flow > 0 {
				reach(l.Material, l.From, false)
				reach(l.Material, l.To, fed[index.At(Node{l.Material, l.From})])
			}
		}
		for i := range n.Stocks {
			reach(n.Stocks[i].Material, n.Stocks[i].Place, n.Stocks[i].Level > 0)
		}
	}
	var unfed []Node
	for i, node := range index.Nodes {
		if carries[i] && !fed[i] {
			unfed = append(unfed, node)
		}
	}
	return unfed
}
