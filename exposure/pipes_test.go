package exposure

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"adit"
)

// Law: where a network is pipes, maximum flows and the program give the same
// losses, to what the program's solver keeps.
func TestPipesLikeProgram(t *testing.T) {
	piped := 0
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "world"), 11))
		n := rapid.IntRange(2, 12).Draw(t, "places")
		net := worldOf(r, n, rapid.IntRange(0, 4*n).Draw(t, "lanes"), "cobalt/ore", "cobalt/hydroxide", "cobalt/refined")
		if rapid.Bool().Draw(t, "one way") {
			net.Processes = slices.DeleteFunc(net.Processes, func(p adit.Process) bool { return strings.HasPrefix(p.ID, "recycler") })
		}
		if len(net.Demands) == 0 {
			return
		}
		wanted := rapid.SampledFrom(net.Demands).Draw(t, "target")
		target := wanted.Node()
		o := newOutage(net, target.Place, target.Material)
		p := o.pipes()
		if p == nil {
			return
		}
		piped++
		list := o.removals([]Kind{Countries, Owners, Processes, Lanes}, target.Place)
		same := slices.Clone(list)
		if err := p.solve(context.Background(), list); err != nil {
			t.Fatal(err)
		}
		if err := o.program().solve(context.Background(), testSolver(), same); err != nil {
			t.Fatal(err)
		}
		for i := range list {
			a, b := list[i].loss, same[i].loss
			if math.Abs(a.ServedFirst-b.ServedFirst) > 2e-6 || math.Abs(a.Shared-b.Shared) > 1e-5 {
				t.Fatalf("without %s: %+v by pipes, %+v by the program", list[i].label(), a, b)
			}
		}
	})
	if piped == 0 {
		t.Error("no network was pipes")
	}
}

// Hand case: M makes 9 t of ore, of which plants in A (the target's) and B make
// 0.9 t of metal each; B also uses ore as it is. In tonnes of metal: A wants 4.5,
// B wants 2.7 as metal and 0.9 as ore. Without half the ore (M's other mine N)
// 4.05 are left for 8.1: everybody has half. The others first: 3.6 for them and
// 0.45 for A, a tenth.
func TestPipesInUnitsOfTheTarget(t *testing.T) {
	mine := func(id string, at adit.PlaceID) adit.Process {
		return adit.Process{ID: id, Place: at, Outputs: []adit.Part{{Material: "tin/ore", Tonnes: 1}}, Activity: 4.5, Capacity: 4.5}
	}
	plant := func(at adit.PlaceID) adit.Process {
		return adit.Process{ID: "plant " + string(at), Place: at, Inputs: []adit.Part{{Material: "tin/ore", Tonnes: 10}}, Outputs: []adit.Part{{Material: "tin/metal", Tonnes: 9}}, Activity: 0.5, Capacity: 0.5}
	}
	lane := func(from, to adit.PlaceID) adit.Lane {
		return adit.Lane{ID: string(from + "-" + to), Material: "tin/ore", From: from, To: to, Flow: 5, Capacity: adit.NoLimit}
	}
	n := &adit.Network{
		Materials: []adit.Material{{ID: "tin/ore", Content: 1}, {ID: "tin/metal", Content: 1}},
		Processes: []adit.Process{mine("m", "M"), mine("n", "N"), plant("A"), plant("B")},
		Lanes:     []adit.Lane{lane("M", "A"), lane("N", "A"), lane("M", "B"), lane("N", "B")},
		Demands:   []adit.Demand{{ID: "a", Place: "A", Material: "tin/metal", Amount: 4.5}, {ID: "b", Place: "B", Material: "tin/metal", Amount: 2.7}, {ID: "b ore", Place: "B", Material: "tin/ore", Amount: 1}},
	}
	n.Sort()
	o := newOutage(n, "A", "tin/metal")
	p := o.pipes()
	if p == nil || math.Abs(p.unit["tin/ore"]-0.9) > 1e-15 {
		t.Fatalf("pipes %+v", p)
	}
	list := o.removals([]Kind{Countries}, "A")
	if err := p.solve(context.Background(), list); err != nil {
		t.Fatal(err)
	}
	for i := range list {
		want := Loss{Place: list[i].loss.Place, ServedFirst: 0.9, Shared: 0.5}
		if want.Place == "B" {
			want.ServedFirst, want.Shared = 0, 0
		}
		if g := list[i].loss; math.Abs(g.ServedFirst-want.ServedFirst) > 1e-9 || math.Abs(g.Shared-want.Shared) > 1e-9 {
			t.Errorf("%+v, want %+v", g, want)
		}
	}
	n.Processes = append(n.Processes, adit.Process{ID: "poor", Place: "B", Inputs: []adit.Part{{Material: "tin/ore", Tonnes: 2}}, Outputs: []adit.Part{{Material: "tin/metal", Tonnes: 1}}, Activity: 1, Capacity: 1})
	n.Sort()
	if newOutage(n, "A", "tin/metal").pipes() != nil {
		t.Error("two yields of one thing from another, and still pipes")
	}
}
