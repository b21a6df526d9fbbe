package trace

import (
	"cmp"
	"slices"

	"adit/ledger"
)

// Ways is how the stuff of a lot came and where it went, for drawing: what lots
// did alike, at one site and as many steps away, is one node, and what a process
// feeds back into itself stays within it. Masses are those of the lot's element,
// evenly mixed; all that is drawn behind the lot adds up to what the lot has,
// and all ahead of it, too.
type Ways struct {
	Lot     ledger.LotID   `json:"lot"`
	Element ledger.Element `json:"element"`
	Kg      float64        `json:"kg"`
	Nodes   []Node         `json:"nodes"` // by column
	Bands   []Band         `json:"bands"`
}

// A NodeKind says what happens at a node.
type NodeKind string

const (
	Source NodeKind = "source" // out of the ground, or into the ledger
	Step   NodeKind = "step"   // made of others
	Itself NodeKind = "lot"    // the lot traced
	There  NodeKind = "there"  // lies there now
	Gone   NodeKind = "gone"   // went into a step and came out in no lot
	Hidden NodeKind = "hidden" // came out of a step into which none was recorded to go
)

// A Node is lots that did the same thing at the same site.
type Node struct {
	Kind    NodeKind       `json:"kind"`
	Column  int            `json:"column"` // steps from the lot: behind it negative
	Site    ledger.SiteID  `json:"site,omitempty"`
	Holder  ledger.PartyID `json:"holder,omitempty"`  // of what lies there
	Process string         `json:"process,omitempty"` // "smelting", "split"
	Kg      float64        `json:"kg"`
	Lots    []ledger.LotID `json:"lots"` // the first of them
	Count   int            `json:"count"`
}

// A Band is stuff on its way between two nodes.
type Band struct {
	From int     `json:"from"` // places in Nodes
	To   int     `json:"to"`
	Kg   float64 `json:"kg"`
	Lots int     `json:"lots"`
}

// nodeLots is how many lots a node names.
const nodeLots = 12

// nodeKey is what lots of one node have in common.
type nodeKey struct {
	kind    NodeKind
	column  int
	site    ledger.SiteID
	holder  ledger.PartyID
	process string
}

// A drawing gathers nodes and bands.
type drawing struct {
	nodes []Node
	index map[nodeKey]int
	bands map[[2]int]*Band
}

// Ways draws the ways of a lot. With an empty element it follows the lot's main
// one.
func (g *Graph) Ways(id ledger.LotID, element ledger.Element) (*Ways, error) {
	i, element, err := g.find(id, element)
	if err != nil {
		return nil, err
	}
	d := &drawing{index: map[nodeKey]int{}, bands: map[[2]int]*Band{}}
	l, kg := g.lots[i], g.kg(i, element)
	self := d.node(nodeKey{Itself, 0, l.at, l.holder, ""}, id, kg)
	g.drawBack(d, self, i, element, kg)
	if l.used != none {
		g.drawForward(d, self, i, element, kg)
	}
	w := &Ways{Lot: id, Element: element, Kg: kg}
	w.Nodes, w.Bands = d.sorted()
	return w, nil
}

// node adds mass of a lot to a node.
func (d *drawing) node(k nodeKey, lot ledger.LotID, kg float64) int {
	n, ok := d.index[k]
	if !ok {
		n = len(d.nodes)
		d.index[k] = n
		d.nodes = append(d.nodes, Node{Kind: k.kind, Column: k.column, Site: k.site, Holder: k.holder, Process: k.process, Lots: []ledger.LotID{}})
	}
	d.nodes[n].Kg += kg
	if lot != "" {
		d.name(n, lot)
	}
	return n
}

// name adds the name of a lot to a node that has its mass.
func (d *drawing) name(n int, lot ledger.LotID) {
	node := &d.nodes[n]
	if node.Count++; len(node.Lots) < nodeLots {
		node.Lots = append(node.Lots, lot)
	}
}

func (d *drawing) band(from, to int, kg float64) {
	if kg <= 0 {
		return
	}
	b := d.bands[[2]int{from, to}]
	if b == nil {
		b = &Band{From: from, To: to}
		d.bands[[2]int{from, to}] = b
	}
	b.Kg += kg
	b.Lots++
}

// drawBack pushes the lot's mass back through the steps, as spread does, and
// draws where it passes. Sources stand together in the first column.
func (g *Graph) drawBack(d *drawing, self int, from int32, e ledger.Element, kg float64) {
	cone, _ := g.cone(from)
	depth, mass, made := g.depths(from, cone), make([]float64, from+1), make([]int, from+1)
	first := -slices.Max(depth)
	mass[from] = kg
	for _, i := range cone { // each after all lots that it feeds
		s, l := g.steps[g.lots[i].made], g.lots[i]
		if mass[i] == 0 {
			continue // it states none of the element
		}
		k := nodeKey{Step, -depth[i], l.site, "", s.process}
		if len(s.in) == 0 {
			k.kind, k.column = Source, first
		}
		made[i] = d.node(k, l.ID, 0)
		total := g.total(s.in, e)
		for _, j := range s.in {
			if total > 0 {
				mass[j] += mass[i] * g.kg(j, e) / total
			}
		}
		if len(s.in) > 0 && total == 0 {
			d.band(d.node(nodeKey{kind: Hidden, column: first}, "", mass[i]), made[i], mass[i])
		}
	}
	d.pass(made[from], self, kg)
	for _, i := range cone {
		s := g.steps[g.lots[i].made]
		total := g.total(s.in, e)
		for _, j := range s.in {
			if total > 0 {
				d.pass(made[j], made[i], mass[i]*g.kg(j, e)/total)
			}
		}
	}
}

// pass draws mass that leaves a node; what comes back to it has not left.
func (d *drawing) pass(from, to int, kg float64) {
	if from != to {
		d.nodes[from].Kg += kg
		d.band(from, to, kg)
	}
}

// total is how much of an element lots have.
func (g *Graph) total(lots []int32, e ledger.Element) (kg float64) {
	for _, i := range lots {
		kg += g.kg(i, e)
	}
	return kg
}

// depths are how many steps each lot of a cone is behind the lot.
func (g *Graph) depths(from int32, cone []int32) []int {
	depth := make([]int, from+1)
	depth[from] = 1
	for _, i := range cone {
		for _, j := range g.steps[g.lots[i].made].in {
			depth[j] = max(depth[j], depth[i]+g.apart(j, i))
		}
	}
	return depth
}

// apart is how many columns the step that made a lot is from the one that made
// another of it: none, where a process feeds itself.
func (g *Graph) apart(a, b int32) int {
	p, q := g.steps[g.lots[a].made], g.steps[g.lots[b].made]
	if len(p.in) > 0 && g.lots[a].site == g.lots[b].site && p.process == q.process {
		return 0
	}
	return 1
}

// drawForward carries the lot's mass through the steps ahead of it. What lies
// somewhere now stands in the last column.
func (g *Graph) drawForward(d *drawing, self int, from int32, e ledger.Element, kg float64) {
	even, at, depth := map[int32]float64{from: kg}, map[int32]int{from: self}, map[int32]int{from: 0}
	var held []int32
	last := 0
	for n := g.lots[from].used; n < int32(len(g.steps)); n++ { // steps stand in the order of the log
		s := g.steps[n]
		total, ours, column := g.total(s.in, e), 0.0, 0
		for _, j := range s.in {
			if even[j] > 0 {
				ours += even[j]
				column = max(column, depth[j]+g.ahead(j, from, s))
			}
		}
		if ours == 0 || total == 0 {
			continue
		}
		site := g.lots[s.in[0]].at
		to := d.node(nodeKey{Step, column, site, "", s.process}, "", 0)
		last = max(last, column)
		for _, j := range s.in {
			if q, ok := at[j]; ok && q != to {
				d.nodes[to].Kg += even[j]
				d.band(q, to, even[j])
			}
		}
		left := ours
		for _, o := range s.out {
			part := ours * g.kg(o, e) / total
			if part == 0 {
				continue
			}
			left -= part
			even[o], at[o], depth[o] = part, to, column
			if g.lots[o].used == none {
				held = append(held, o)
			}
			d.name(to, g.lots[o].ID)
		}
		if left > 1e-9*kg { // measured masses do not balance to the last gram
			d.band(to, d.node(nodeKey{Gone, column + 1, site, "", ""}, "", left), left)
		}
	}
	for _, o := range held {
		l := g.lots[o]
		d.band(at[o], d.node(nodeKey{There, last + 1, l.at, l.holder, ""}, l.ID, even[o]), even[o])
	}
}

// ahead is apart for a step that a lot goes into.
func (g *Graph) ahead(lot, from int32, s step) int {
	if lot != from && len(s.out) > 0 {
		return g.apart(lot, s.out[0])
	}
	return 1
}

// sorted orders nodes by column, the largest first, and bands by their ends.
func (d *drawing) sorted() ([]Node, []Band) {
	order := make([]int, len(d.nodes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := d.nodes[a], d.nodes[b]
		return cmp.Or(cmp.Compare(x.Column, y.Column), -cmp.Compare(x.Kg, y.Kg), cmp.Compare(x.Site, y.Site))
	})
	place, nodes := make([]int, len(order)), make([]Node, len(order))
	for now, was := range order {
		place[was], nodes[now] = now, d.nodes[was]
	}
	bands := []Band{}
	for _, b := range d.bands {
		bands = append(bands, Band{place[b.From], place[b.To], b.Kg, b.Lots})
	}
	slices.SortFunc(bands, func(a, b Band) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return nodes, bands
}
