package exposure

import (
	"fmt"
	"slices"

	"adit"
)

// A target is the nodes of one material at a place and its sites.
type target struct {
	place    adit.PlaceID
	material adit.MaterialID
	nodes    []int32
	has      []bool    // by node
	entry    []float64 // by node: the part of what arrives there that becomes supply of the target
}

// enter finds where imports come in: at the target's own nodes or, where no
// lane carries its material at all, at the nodes of the place that it is made
// from there, and so on. A material such as "all uses" has no customs.
func (t *target) enter(g *graph, s state) {
	t.entry = make([]float64, len(g.nodes))
	x := g.supply(s)
	for _, n := range t.nodes {
		t.entry[n] = 1
	}
	_, makers := g.inbound(s)
	opened := make([]bool, len(g.nodes)) // once each: a recipe may go round
	for open := slices.Clone(t.nodes); len(open) > 0; {
		n := open[0]
		open = open[1:]
		if opened[n] || g.traded(g.nodes[n].Material) {
			continue
		}
		opened[n] = true
		for _, b := range makers[n] {
			for _, h := range g.batches[b].hands {
				open = append(open, h.node)
				t.entry[h.node] += t.entry[n] * s.made(&g.batches[b]) * h.weight / x[h.node]
			}
		}
		t.entry[n] = 0
	}
}

// traded reports whether any lane carries the material.
func (g *graph) traded(m adit.MaterialID) bool {
	return slices.ContainsFunc(g.net.Lanes, func(l adit.Lane) bool { return l.Material == m })
}

// imports reports whether a lane brings imports of the target.
func (t *target) imports(g *graph, lane int) bool {
	return t.entry[g.to[lane]] > 0 && !t.place.Covers(g.nodes[g.from[lane]].Place)
}

// target finds the nodes asked for. A place or material that the network does
// not touch is an UnknownError with what comes near.
func (g *graph) target(place adit.PlaceID, material adit.MaterialID) (target, error) {
	t := target{place: place, material: material, has: make([]bool, len(g.nodes))}
	var places, materials []string
	for i, n := range g.nodes {
		if place.Covers(n.Place) {
			places = append(places, string(n.Place))
		}
		if n.Material == material {
			materials = append(materials, string(n.Material))
		}
		if place.Covers(n.Place) && n.Material == material {
			t.nodes = append(t.nodes, int32(i))
			t.has[i] = true
		}
	}
	if len(places) == 0 && !g.mentions(place) {
		return t, g.unknownPlace(place)
	}
	if len(materials) == 0 && g.net.Material(material) == nil {
		return t, g.unknownMaterial(material)
	}
	return t, nil
}

// mentions reports whether the place is named anywhere that is no node here:
// by a demand or a stock.
func (g *graph) mentions(place adit.PlaceID) bool {
	return slices.ContainsFunc(g.net.Demands, func(d adit.Demand) bool { return place.Covers(d.Place) }) ||
		slices.ContainsFunc(g.net.Stocks, func(s adit.Stock) bool { return place.Covers(s.Place) })
}

func (g *graph) unknownPlace(place adit.PlaceID) error {
	var names []string
	for _, n := range g.nodes {
		names = append(names, string(n.Place), string(n.Place.Country()))
	}
	return unknown("place", string(place), names)
}

func (g *graph) unknownMaterial(m adit.MaterialID) error {
	var names []string
	for _, k := range g.net.Materials {
		names = append(names, string(k.ID))
	}
	return unknown("material", string(m), names)
}

func unknown(kind, id string, names []string) error {
	slices.Sort(names)
	return &adit.UnknownError{Kind: kind, ID: id, Near: adit.Nearest(id, slices.Compact(names))}
}

// refuse says that a target without any supply cannot be traced.
func (t target) refuse() error {
	return fmt.Errorf("%w", &adit.UnknownError{Kind: "supply", ID: adit.Node{Material: t.material, Place: t.place}.String()})
}
