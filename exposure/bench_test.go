package exposure

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"adit"
)

// bigNetwork has places × 4 materials and random lanes: 25,000 places and a
// million lanes make 100,000 nodes.
func bigNetwork(places, lanes int) *adit.Network {
	r := rand.New(rand.NewPCG(9, 9))
	n := &adit.Network{}
	forms := []adit.MaterialID{"cobalt/a", "cobalt/b", "cobalt/c", "cobalt/d"}
	name := func(i int) adit.PlaceID { return adit.PlaceID(fmt.Sprintf("C%02d/%05d", i%90, i)) }
	for i := range places {
		for s, f := range forms {
			p := adit.Process{ID: fmt.Sprintf("%s %06d", f, i), Place: name(i), Outputs: []adit.Part{{Material: f, Tonnes: 1}}, Activity: adit.Tonnes(r.Float64() * 5)}
			if s > 0 {
				p.Inputs = []adit.Part{{Material: forms[s-1], Tonnes: 1}}
			} else if i%10 > 0 {
				p.Activity /= 1000 // nearly all comes from a tenth of the places
			}
			n.Processes = append(n.Processes, p)
		}
	}
	for i := range lanes {
		n.Lanes = append(n.Lanes, adit.Lane{ID: fmt.Sprintf("%07d", i), Material: forms[i%4], From: name(r.IntN(places)), To: name(r.IntN(places)), Flow: adit.Tonnes(r.Float64())})
	}
	for _, f := range forms {
		n.Materials = append(n.Materials, adit.Material{ID: f, Content: 1})
	}
	n.Sort()
	return n
}

// Target: ≤ 2 s with the matrix built from the Network.
func BenchmarkOneTarget100kNodes(b *testing.B) {
	n := bigNetwork(25_000, 1_000_000)
	at := n.Lanes[3]
	b.ReportAllocs()
	for b.Loop() {
		g := newGraph(n)
		t := g.tracer(g.observed(), g.mined())
		s, err := g.target(at.To, at.Material)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := t.origins(t.supplyOf(s, false)); err != nil {
			b.Fatal(err)
		}
	}
}

// The same, at a tenth: memory should be a tenth as well.
func BenchmarkOneTarget10kNodes(b *testing.B) {
	n := bigNetwork(2_500, 100_000)
	at := n.Lanes[3]
	b.ReportAllocs()
	for b.Loop() {
		g := newGraph(n)
		t := g.tracer(g.observed(), g.mined())
		s, _ := g.target(at.To, at.Material)
		if _, err := t.origins(t.supplyOf(s, false)); err != nil {
			b.Fatal(err)
		}
	}
}

var fourForms = []adit.MaterialID{"cobalt/ore", "cobalt/hydroxide", "cobalt/sulfate", "cobalt/metal"}

func atlasLike() (*adit.Network, adit.Node) {
	n := worldOf(rand.New(rand.NewPCG(1, 1)), 200, 2000, fourForms...)
	return n, richest(n)
}

// richest is the target with the most lanes into it.
func richest(n *adit.Network) adit.Node {
	count, best := map[adit.Node]int{}, adit.Node{}
	for _, l := range n.Lanes {
		at := adit.Node{Material: l.Material, Place: l.To}
		if l.Material == fourForms[3] {
			if count[at]++; count[at] > count[best] {
				best = at
			}
		}
	}
	return best
}

func BenchmarkAllTargets(b *testing.B) {
	n, _ := atlasLike()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Trace(context.Background(), n); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmarkRun(b *testing.B, q Question) {
	n, at := atlasLike()
	q.Place, q.Material = at.Place, at.Material
	testSolver()
	for b.Loop() {
		if _, err := Run(context.Background(), n, q, testSolver()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(n.Lanes)), "lanes")
}

func BenchmarkRunPlain(b *testing.B)     { benchmarkRun(b, Question{}) }
func BenchmarkRunBounds(b *testing.B)    { benchmarkRun(b, Question{Bounds: true}) }
func BenchmarkRunDraws256(b *testing.B)  { benchmarkRun(b, Question{Draws: 256}) }
func BenchmarkRunCountries(b *testing.B) { benchmarkRun(b, Question{NMinus1: []Kind{Countries}}) }

// A single mineral in 150 places, two forms; per removal of a country, both
// rules. Target: ≤ 3 ms.
func BenchmarkRemoval(b *testing.B) {
	for _, lanes := range []int{200, 800} {
		n := worldOf(rand.New(rand.NewPCG(2, 2)), 150, lanes, "tin/ore", "tin/metal")
		var at adit.Node
		for _, d := range n.Demands {
			if d.Material == "tin/metal" {
				at = d.Node()
			}
		}
		b.Run(fmt.Sprintf("%d lanes", len(n.Lanes)), func(b *testing.B) { benchmarkRemoval(b, n, at) })
	}
}

func benchmarkRemoval(b *testing.B, n *adit.Network, at adit.Node) {
	testSolver()
	removals := 0
	for b.Loop() {
		o := newOutage(n, at.Place, at.Material)
		list := o.removals([]Kind{Countries}, at.Place)
		removals = len(list)
		if err := o.solve(context.Background(), testSolver(), list); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*removals), "ms/removal")
	b.ReportMetric(float64(removals), "removals")
}
