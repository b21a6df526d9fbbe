package world

import (
	"fmt"

	"adit"
	"adit/reconcile"
)

// cutLoops takes out of the observations the flows that circle without any
// production to feed them: two customs that each see the other's goods. It
// returns whether there were any, as moves.
func cutLoops(net *adit.Network) []reconcile.Move {
	unfed := map[adit.Node]bool{}
	for _, n := range net.Unfed() {
		unfed[n] = true
	}
	var moves []reconcile.Move
	for i := range net.Lanes {
		l := &net.Lanes[i]
		from := adit.Node{Material: l.Material, Place: l.From}
		if l.Flow > 0 && unfed[from] {
			moves = append(moves, reconcile.Move{Kind: "lane", ID: l.ID, From: l.Flow, Basis: l.Observed.Basis,
				Forced: fmt.Sprintf("%s, which nothing feeds", from)})
			l.Flow = 0
		}
	}
	for i := range net.Processes {
		p := &net.Processes[i]
		for _, part := range p.Inputs {
			in := adit.Node{Material: part.Material, Place: p.Place}
			if p.Activity > 0 && unfed[in] {
				moves = append(moves, reconcile.Move{Kind: "process", ID: p.ID, From: p.Activity, Basis: p.Observed.Basis,
					Forced: fmt.Sprintf("%s, which nothing feeds", in)})
				p.Activity = 0
			}
		}
	}
	dropEmpty(net)
	return moves
}

// dropEmpty leaves out what carries and makes nothing.
func dropEmpty(net *adit.Network) {
	lanes := net.Lanes[:0:0]
	for _, l := range net.Lanes {
		if l.Flow > 0 {
			lanes = append(lanes, l)
		}
	}
	processes := net.Processes[:0:0]
	for _, p := range net.Processes {
		if p.Activity > 0 {
			processes = append(processes, p)
		}
	}
	net.Lanes, net.Processes = lanes, processes
}
