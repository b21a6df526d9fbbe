package exposure

import (
	"context"
	"fmt"
	"math"

	"adit"
	"adit/lp"
)

// Bounds without the proportional-mixing assumption (E6). Tag every flow as
// from k or not; tonnes are over the target's supply, so that the objective is
// the share itself. One program serves every k and every lens of a view: only
// bounds and right-hand sides change.
//
// Two prunings, both exact.
//
// Upstream: only nodes U from which the target can be reached get a row. What a
// node sends elsewhere is for it like use: tagged up to what is observed. Any
// tags sent out of U can be carried on outside, namely in proportion: at every
// node outside U the tagged share of supply is then between 0 and 1, so all of
// it finds room.
//
// Downstream: a tag that does not come from k's production does not exist. Let N
// be the nodes that k's production cannot reach. Everything that enters N comes
// from N, untagged production apart; tags in N could at most go round in a
// loop, for ever and from nowhere, and none could leave it unless a process made
// more contained mass than it took. Variables out of N are fixed at 0.
type tagging struct {
	t      *tracer
	s      target
	total  float64 // the target's supply
	up     []bool
	faults adit.Faults

	model lp.Model
	row   map[int32]lp.Row
	room  map[int32]float64 // use and what leaves U, over total
	spare map[int32]float64 // least of the row: 0, or the rounding of the data below it
	vars  []tagVar
	input map[[2]int32]int // vars of (process, input node)
	lane  map[int32]int    // vars of a lane
	next  [][]int32        // by node: where its tags may go inside U
}

// A tagVar is a tagged flow out of a node, and what of it counts as the
// target's supply.
type tagVar struct {
	v     lp.Var
	from  int32
	most  float64
	count float64
}

// build is the page: variables, then one row a node.
func (t *tracer) tagging(s target) (*tagging, error) {
	g := &tagging{t: t, s: s, total: t.supplyOf(s, false).total, up: t.upstream(s),
		row: map[int32]lp.Row{}, room: map[int32]float64{}, spare: map[int32]float64{}, input: map[[2]int32]int{}, lane: map[int32]int{}}
	g.use()
	if err := g.faults.Err(); err != nil {
		return nil, err
	}
	g.tagLanes()
	g.tagInputs()
	g.conserveTags()
	g.link()
	return g, nil
}

// upstream marks the nodes whose origins reach the target in this view.
func (t *tracer) upstream(s target) []bool {
	inbound, makers := t.g.inbound(t.s)
	up := make([]bool, len(t.g.nodes))
	var queue []int32
	reach := func(n int32) {
		if !up[n] {
			up[n] = true
			queue = append(queue, n)
		}
	}
	for _, n := range s.nodes {
		reach(n)
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, l := range inbound[n] {
			reach(t.g.from[l])
		}
		for _, b := range makers[n] {
			if !t.v.starts(&t.g.batches[b]) {
				for _, h := range t.g.batches[b].hands {
					reach(h.node)
				}
			}
		}
	}
	return up
}

// inbound lists, by node, the lanes and batches that carry something into it.
func (g *graph) inbound(s state) (lanes, batches [][]int32) {
	lanes, batches = make([][]int32, len(g.nodes)), make([][]int32, len(g.nodes))
	for i, f := range s.flow {
		if f > 0 {
			lanes[g.to[i]] = append(lanes[g.to[i]], int32(i))
		}
	}
	for i := range g.batches {
		if b := &g.batches[i]; s.made(b) > 0 {
			batches[b.node] = append(batches[b.node], int32(i))
		}
	}
	return lanes, batches
}

// use = x − departures − process inputs at every node of U: room for tags that
// go no further. Below 0 by more than a millionth it is a fault of the data.
func (g *tagging) use() {
	x, net := g.t.x, g.t.g.net
	use := append([]float64(nil), x...)
	for i, f := range g.t.s.flow {
		use[g.t.g.from[i]] -= f
	}
	for i := range net.Processes {
		for _, part := range net.Processes[i].Inputs {
			if n, ok := g.t.g.node(part.Material, net.Processes[i].Place); ok {
				use[n] -= part.Tonnes * g.t.s.activity[i]
			}
		}
	}
	for n, u := range use {
		if !g.up[n] {
			continue
		}
		if u < -1e-6*math.Max(x[n], 1e-9) {
			g.faults = append(g.faults, adit.Fault{Where: g.t.g.nodes[n].String(), Rule: "E6-negative-use", Severity: adit.Wrong,
				What:   fmt.Sprintf("%.6g t arrive or are made, %.6g t leave or are used up", x[n], x[n]-u),
				Remedy: "reconcile the network (R1), or add the production or stock release that is missing"})
		}
		g.room[int32(n)] = math.Max(0, u) / g.total
		g.spare[int32(n)] = math.Min(0, u) / g.total
	}
}

// tagLanes adds 0 ≤ tagged ≤ observed for lanes inside U; others are room.
func (g *tagging) tagLanes() {
	for i, f := range g.t.s.flow {
		from, to := g.t.g.from[i], g.t.g.to[i]
		if f <= 0 || !g.up[from] {
			continue
		}
		if !g.up[to] {
			g.room[from] += f / g.total
			continue
		}
		count := 0.0
		if g.s.has[to] && !g.s.has[from] {
			count = 1
		}
		g.lane[int32(i)] = len(g.vars)
		g.vars = append(g.vars, tagVar{
			v:    g.model.Var(0, f/g.total, count, "tagged[%s]", g.t.g.net.Lanes[i].ID),
			from: from, most: f / g.total, count: count})
	}
}

// tagInputs adds 0 ≤ tagged ≤ observed for each (process, input) that hands
// origins on to U; other inputs are room.
func (g *tagging) tagInputs() {
	for i := range g.t.g.batches {
		b := &g.t.g.batches[i]
		if g.up[b.node] && g.t.s.made(b) > 0 && !g.t.v.starts(b) {
			for _, h := range b.hands {
				g.input[[2]int32{b.process, h.node}] = -1
			}
		}
	}
	net := g.t.g.net
	for i := range net.Processes {
		p := &net.Processes[i]
		for _, part := range p.Inputs {
			n, ok := g.t.g.node(part.Material, p.Place)
			if !ok || !g.up[n] {
				continue
			}
			most := part.Tonnes * g.t.s.activity[i] / g.total
			if _, used := g.input[[2]int32{int32(i), n}]; !used {
				g.room[n] += most
				continue
			}
			g.input[[2]int32{int32(i), n}] = len(g.vars)
			g.vars = append(g.vars, tagVar{v: g.model.Var(0, most, 0, "tagged[%s ← %s]", p.ID, part.Material), from: n, most: most})
		}
	}
}

// conserveTags writes, at every node of U,
//
//	tagged production + tagged arrivals + Σ_P out_P·(Σ_h tagged_Ph/Σ_h in_Ph) − tagged out = tagged use and room
//
// with the sums over h in contained mass, the last between 0 and what there is.
func (g *tagging) conserveTags() {
	for n := range int32(len(g.up)) {
		if g.up[n] {
			g.row[n] = g.model.Row("E6 tag[%s]", g.t.g.nodes[n])
		}
	}
	for i := range g.t.s.flow {
		if at, ok := g.lane[int32(i)]; ok {
			g.row[g.t.g.to[i]].Add(+1, g.vars[at].v)
		}
	}
	for i := range g.t.g.batches {
		b := &g.t.g.batches[i]
		if !g.up[b.node] || g.t.s.made(b) == 0 || g.t.v.starts(b) {
			continue
		}
		for _, h := range b.hands {
			v := &g.vars[g.input[[2]int32{b.process, h.node}]]
			ratio := g.t.s.made(b) / g.total * h.weight / v.most
			g.row[b.node].Add(ratio, v.v)
			if g.s.has[b.node] {
				v.count += ratio
			}
		}
	}
	for _, v := range g.vars {
		g.row[v.from].Add(-1, v.v)
	}
	for n := range int32(len(g.up)) {
		if g.up[n] {
			g.row[n].Between(g.spare[n], g.room[n])
		}
	}
}

func (g *graph) node(m adit.MaterialID, p adit.PlaceID) (int32, bool) {
	n, ok := g.at[adit.Node{Material: m, Place: p}]
	return n, ok
}

// An interval is what E6 leaves open.
type interval struct{ low, high float64 }

// solve returns the least and greatest tagged share of the target's supply for
// each set of origins. All minima come before all maxima: the costs turn once,
// and in between only bounds move, which a dual simplex takes from its last
// basis in few steps.
func (g *tagging) solve(ctx context.Context, solver lp.Solver, sets []func(adit.PlaceID) bool) ([]interval, error) {
	out := make([]interval, len(sets))
	if len(g.vars) == 0 {
		for i, k := range sets {
			share := g.direct(k)
			out[i] = interval{share, share}
		}
		return out, nil
	}
	p, err := solver.Load(&g.model)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	for _, sign := range []float64{1, -1} {
		for _, v := range g.vars {
			p.SetCost(v.v, sign*v.count)
		}
		for i, k := range sets {
			g.tag(p, k)
			sol, err := p.Solve(ctx, lp.Options{})
			if err != nil {
				return nil, fmt.Errorf("E6 bounds: %w", err)
			}
			if share := g.direct(k) + sign*sol.Objective; sign > 0 {
				out[i].low = share
			} else {
				out[i].high = share
			}
		}
	}
	return out, nil
}

// direct is the share of the target's supply that is tagged where it is made.
func (g *tagging) direct(k func(adit.PlaceID) bool) float64 {
	sum := 0.0
	for i := range g.t.g.batches {
		if b := &g.t.g.batches[i]; g.s.has[b.node] && g.tagged(b, k) {
			sum += g.t.s.made(b) / g.total
		}
	}
	return sum
}

func (g *tagging) tagged(b *batch, k func(adit.PlaceID) bool) bool {
	return g.t.v.starts(b) && g.t.s.made(b) > 0 && k(g.t.g.net.Processes[b.process].Place.Country())
}

// tag makes the program that of the origins k.
func (g *tagging) tag(p lp.Program, k func(adit.PlaceID) bool) {
	made := make([]float64, len(g.up))
	for i := range g.t.g.batches {
		if b := &g.t.g.batches[i]; g.up[b.node] && g.tagged(b, k) {
			made[b.node] += g.t.s.made(b) / g.total
		}
	}
	reached := g.downstream(made)
	for _, v := range g.vars {
		if reached[v.from] {
			p.SetBounds(v.v, 0, v.most)
		} else {
			p.SetBounds(v.v, 0, 0)
		}
	}
	for n := range int32(len(g.up)) {
		if g.up[n] {
			p.SetRow(g.row[n], g.spare[n]-made[n], g.room[n]-made[n])
		}
	}
}

// link lists where tags may go from each node.
func (g *tagging) link() {
	g.next = make([][]int32, len(g.up))
	for i := range g.t.s.flow {
		if _, ok := g.lane[int32(i)]; ok {
			g.next[g.t.g.from[i]] = append(g.next[g.t.g.from[i]], g.t.g.to[i])
		}
	}
	for i := range g.t.g.batches {
		b := &g.t.g.batches[i]
		if g.up[b.node] && g.t.s.made(b) > 0 && !g.t.v.starts(b) {
			for _, h := range b.hands {
				g.next[h.node] = append(g.next[h.node], b.node)
			}
		}
	}
}

// downstream marks the nodes of U that production at the marked nodes reaches.
func (g *tagging) downstream(made []float64) []bool {
	reached := make([]bool, len(g.up))
	var queue []int32
	for n, m := range made {
		if m > 0 {
			reached[n] = true
			queue = append(queue, int32(n))
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, to := range g.next[n] {
			if !reached[to] {
				reached[to] = true
				queue = append(queue, to)
			}
		}
	}
	return reached
}
