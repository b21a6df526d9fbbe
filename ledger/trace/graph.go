// Package trace follows lots back to where they are from and forward to where
// they went: shares as if everything mixed evenly, and bounds that hold however
// it mixed.
//
//	g := trace.New()
//	for … { g.Add(event) } // in the order of the log
//	answer, err := g.Back("lot-7", "Sn")
package trace

import (
	"fmt"

	"adit"
	"adit/ledger"
)

// A Graph is which lots were made of which. Lots stand in the order in which
// they were made, so that every lot comes after those it is made of.
type Graph struct {
	index map[ledger.LotID]int32
	lots  []lot
	steps []step
	moved map[ledger.EventID][]int32 // lots of a move that has several
}

type lot struct {
	ledger.Lot
	site   ledger.SiteID // where it was made
	at     ledger.SiteID // where it is, or was used up
	holder ledger.PartyID
	made   int32 // step; -1 never
	used   int32
	moves  []ledger.EventID
}

// A step is an event that turned lots into others.
type step struct {
	event   ledger.EventID
	process string
	in, out []int32
}

const none = -1

// New returns an empty graph.
func New() *Graph {
	return &Graph{index: map[ledger.LotID]int32{}, moved: map[ledger.EventID][]int32{}}
}

// Add adds the next event that a book accepted.
func (g *Graph) Add(e *ledger.Event) {
	switch e.Kind() {
	case ledger.KindMake:
		g.step(e, e.Make.Process, e.Make.Inputs, e.Make.Outputs)
	case ledger.KindModify:
		g.step(e, string(e.Modify.Action), e.Modify.Inputs, e.Modify.Outputs)
	case ledger.KindMove:
		g.move(e)
	}
}

func (g *Graph) step(e *ledger.Event, process string, inputs []ledger.LotID, outputs []ledger.Lot) {
	s := step{event: e.ID, process: process}
	n := int32(len(g.steps))
	for _, id := range inputs {
		if i, ok := g.index[id]; ok {
			g.lots[i].used = n
			s.in = append(s.in, i)
		}
	}
	for _, l := range outputs {
		i := int32(len(g.lots))
		g.index[l.ID] = i
		g.lots = append(g.lots, lot{Lot: l, site: e.Site, at: e.Site, holder: e.Party, made: n, used: none})
		s.out = append(s.out, i)
	}
	g.steps = append(g.steps, s)
}

func (g *Graph) move(e *ledger.Event) {
	for _, id := range e.Move.Lots {
		if i, ok := g.index[id]; ok {
			l := &g.lots[i]
			l.at, l.holder = e.Move.ToSite, e.Move.To
			l.moves = append(l.moves, e.ID)
			if len(e.Move.Lots) > 1 {
				g.moved[e.ID] = append(g.moved[e.ID], i)
			}
		}
	}
	for _, w := range e.Move.Received {
		if i, ok := g.index[w.Lot]; ok {
			g.lots[i].Mass = w.Mass
			if w.Content != nil {
				g.lots[i].Content = w.Content
			}
		}
	}
}

// An AbsentError says that a lot states nothing of an element.
type AbsentError struct {
	Lot     ledger.LotID
	Element ledger.Element
	States  []ledger.Element
}

func (e *AbsentError) Error() string {
	return fmt.Sprintf("lot %s states no %s; it states: %v", e.Lot, e.Element, e.States)
}

// find returns a lot and the element to follow: the one asked for or, if none
// is, the lot's main one.
func (g *Graph) find(id ledger.LotID, element ledger.Element) (int32, ledger.Element, error) {
	i, ok := g.index[id]
	if !ok {
		names := make([]string, 0, len(g.lots))
		for _, l := range g.lots {
			names = append(names, string(l.ID))
		}
		return 0, "", &adit.UnknownError{Kind: "lot", ID: string(id), Near: adit.Nearest(string(id), names)}
	}
	if element == "" {
		element = main(g.lots[i].Content)
	}
	if g.kg(i, element) == 0 {
		return 0, "", &AbsentError{id, element, ledger.Elements(&g.lots[i].Lot)}
	}
	return i, element, nil
}

func main(content []ledger.Content) ledger.Element {
	var best ledger.Content
	for _, c := range content {
		if c.Grade > best.Grade {
			best = c
		}
	}
	return best.Element
}

func (g *Graph) kg(i int32, e ledger.Element) float64 {
	a, _ := g.lots[i].Contained(e)
	return a.Kg
}

// cone returns the lots that lots are made of, themselves included, newest
// first, and how many steps the longest way back has.
func (g *Graph) cone(lots ...int32) (cone []int32, stages int) {
	// By number rather than by map: ten times faster for 100,000 lots.
	depth := make([]int32, len(g.lots))
	from := int32(none)
	for _, i := range lots {
		depth[i], from = 1, max(from, i)
	}
	// What feeds a lot has a lower number, so one pass downwards meets each
	// after all that it feeds.
	for i := from; i >= 0; i-- {
		if depth[i] == 0 {
			continue
		}
		cone = append(cone, i)
		stages = max(stages, int(depth[i]))
		for _, k := range g.steps[g.lots[i].made].in {
			depth[k] = max(depth[k], depth[i]+1)
		}
	}
	return cone, stages
}
