package exposure

import (
	"context"
	"math"
	"testing"

	"pgregory.net/rapid"

	"adit"
	"adit/lp"
)

// literal is E6 as the equation stands, without any pruning and from scratch:
// every lane, every process input and every node's use has a variable. It gives
// the least and greatest tagged share of one node's supply.
func literal(t *rapid.T, net *adit.Network, at adit.Node, v view, k adit.PlaceID) (low, high float64) {
	var m lp.Model
	x := net.Index()
	rows, supply, use := make([]lp.Row, len(x.Nodes)), make([]float64, len(x.Nodes)), make([]float64, len(x.Nodes))
	made := make([]float64, len(x.Nodes))
	for n, node := range x.Nodes {
		rows[n] = m.Row("tag[%s]", node)
	}
	node := func(mat adit.MaterialID, p adit.PlaceID) int { return x.At(adit.Node{Material: mat, Place: p}) }
	target := node(at.Material, at.Place)
	count := map[lp.Var]float64{}
	for _, l := range net.Lanes {
		tag := m.Var(0, float64(l.Flow), 0, "%s", l.ID)
		from, to := node(l.Material, l.From), node(l.Material, l.To)
		rows[from].Add(-1, tag)
		rows[to].Add(+1, tag)
		supply[to] += float64(l.Flow)
		use[from] -= float64(l.Flow)
		if to == target {
			count[tag]++
		}
	}
	for i, p := range net.Processes {
		out, in := float64(p.Activity)*p.Outputs[0].Tonnes, 0.0
		to := node(p.Outputs[0].Material, p.Place)
		supply[to] += out
		for _, part := range p.Inputs { // one each in these worlds
			in += float64(p.Activity) * part.Tonnes
			from := node(part.Material, p.Place)
			use[from] -= in
			tag := m.Var(0, in, 0, "%s in", p.ID)
			rows[from].Add(-1, tag)
			if !v.fresh[i] {
				rows[to].Add(out/in, tag)
				if to == target {
					count[tag] += out / in
				}
			}
		}
		if (len(p.Inputs) == 0 || v.fresh[i]) && p.Place == k {
			made[to] += out
		}
	}
	for n := range rows {
		u := m.Var(0, math.Max(0, supply[n]+use[n]), 0, "use[%s]", x.Nodes[n])
		rows[n].Add(-1, u).Equals(-made[n])
	}
	p, err := testSolver().Load(&m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, sign := range []float64{1, -1} {
		for tag, c := range count {
			p.SetCost(tag, sign*c)
		}
		sol, err := p.Solve(context.Background(), lp.Options{})
		if err != nil {
			t.Fatal(err)
		}
		share := (made[target] + sign*sol.Objective) / supply[target]
		if sign > 0 {
			low = share
		} else {
			high = share
		}
	}
	return low, high
}

// Law: pruned, re-used and counted as shares, E6 gives what the equation gives.
func TestBoundsAreTheEquations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, at := generated(t, chainForms...)
		a, err := Run(context.Background(), net, Question{Place: at.Place, Material: at.Material, Bounds: true}, testSolver())
		if err != nil {
			t.Fatal(err)
		}
		g := newGraph(net)
		for v, list := range [][]Bounded{a.LookThrough.Mined, a.LookThrough.Processed} {
			view := []view{g.mined(), g.processed(at.Material)}[v]
			for i, b := range list {
				if i > 2 {
					break
				}
				low, high := literal(t, net, at, view, b.Place)
				if math.Abs(low-*b.Low) > 1e-6 || math.Abs(high-*b.High) > 1e-6 {
					t.Fatalf("%s in %s: [%g, %g], the equation says [%g, %g]", b.Place, at, *b.Low, *b.High, low, high)
				}
			}
		}
	})
}
