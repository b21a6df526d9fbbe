package exposure

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"adit"
	"adit/lp"
	"adit/market"
)

// twoUsers: A makes 10 and B makes 12; US (the target) and JP want 10 each, and
// KR, which only B serves, wants 2.
func twoUsers() *adit.Network {
	made := []adit.Part{{Material: "tin/metal", Tonnes: 1}}
	lane := func(id string, from, to adit.PlaceID) adit.Lane {
		return adit.Lane{ID: id, Material: "tin/metal", From: from, To: to, Flow: 1, Capacity: adit.NoLimit}
	}
	n := &adit.Network{
		Materials: []adit.Material{{ID: "tin/metal", Content: 1}},
		Processes: []adit.Process{{ID: "A", Place: "A", Outputs: made, Activity: 10, Capacity: 10, Owners: []adit.Owner{{Place: "X", Share: .5}}}, {ID: "B", Place: "B", Outputs: made, Activity: 12, Capacity: 12}},
		Lanes:     []adit.Lane{lane("A-US", "A", "US"), lane("A-JP", "A", "JP"), lane("B-US", "B", "US"), lane("B-JP", "B", "JP"), lane("B-KR", "B", "KR")},
		Demands:   []adit.Demand{{ID: "us 1", Place: "US", Material: "tin/metal", Amount: 4}, {ID: "us 2", Place: "US", Material: "tin/metal", Amount: 6}, {ID: "jp", Place: "JP", Material: "tin/metal", Amount: 10}, {ID: "kr", Place: "KR", Material: "tin/metal", Amount: 2}},
	}
	n.Sort()
	return n
}

// By hand. Without A 12 t are left: the others take 12 first, the US nothing;
// shared, all three have 12/22. Without B 10 t are left: JP first, or half each
// to the US and JP, since KR can have nothing and is left out of the sharing.
// Without JP there is more than enough. X owns half of A: 17 t, of which others
// take 12; shared 17/22.
func TestTwoRulesByHand(t *testing.T) {
	a, err := Run(context.Background(), twoUsers(), Question{Place: "US", Material: "tin/metal", NMinus1: []Kind{Countries, Owners}}, testSolver())
	if err != nil {
		t.Fatal(err)
	}
	want := map[adit.PlaceID]Loss{"A": {ServedFirst: 1, Shared: 10. / 22}, "B": {ServedFirst: 1, Shared: .5}, "JP": {}, "KR": {}, "X": {ServedFirst: .5, Shared: 5. / 22}}
	for _, l := range append(a.NMinus1, a.NMinus1Owners...) {
		w, ok := want[l.Place]
		if !ok || math.Abs(l.ServedFirst-w.ServedFirst) > 1e-6 || math.Abs(l.Shared-w.Shared) > 1e-6 {
			t.Errorf("%+v, want %+v", l, w)
		}
		delete(want, l.Place)
	}
	if len(want) > 0 {
		t.Errorf("not listed: %v", want)
	}
	if len(a.Unlimited.Lanes) != 5 {
		t.Errorf("unlimited %v", a.Unlimited)
	}
}

func TestNoDemand(t *testing.T) {
	n := twoUsers()
	n.Demands = n.Demands[:1]
	a, err := Run(context.Background(), n, Question{Place: "US", Material: "tin/metal", NMinus1: []Kind{Countries}}, testSolver())
	if err != nil || len(a.NMinus1) != 0 || len(a.Notes) == 0 {
		t.Errorf("%v, %v, %v", a.NMinus1, a.Notes, err)
	}
}

// The formulation of E7 on the example by hand.
func TestOutageFormulation(t *testing.T) {
	o := newOutage(twoUsers(), "US", "tin/metal").program()
	want := `minimise
S1 mass[tin/metal@A]: +1 activity[A] -1 shipment[A-JP] -1 shipment[A-US] ≥ 0
S1 mass[tin/metal@B]: +1 activity[B] -1 shipment[B-JP] -1 shipment[B-KR] -1 shipment[B-US] ≥ 0
S1 mass[tin/metal@JP]: +1 shipment[A-JP] +1 shipment[B-JP] -1 served[tin/metal@JP] ≥ 0
S1 mass[tin/metal@KR]: +1 shipment[B-KR] -1 served[tin/metal@KR] ≥ 0
S1 mass[tin/metal@US]: +1 shipment[A-US] +1 shipment[B-US] -1 served[tin/metal@US] ≥ 0
E7 share[tin/metal@JP]: +1 served[tin/metal@JP] -1 common share ≥ 0
E7 share[tin/metal@KR]: +1 served[tin/metal@KR] -0.2 common share ≥ 0
E7 share[tin/metal@US]: +1 served[tin/metal@US] -1 common share ≥ 0
0 ≤ activity[A] ≤ 1
0 ≤ activity[B] ≤ 1.2
shipment[A-JP] ≥ 0
shipment[A-US] ≥ 0
shipment[B-JP] ≥ 0
shipment[B-KR] ≥ 0
shipment[B-US] ≥ 0
0 ≤ served[tin/metal@JP] ≤ 1
0 ≤ served[tin/metal@KR] ≤ 0.2
0 ≤ served[tin/metal@US] ≤ 1
0 ≤ common share ≤ 1
`
	if got := o.model.String(); got != want {
		t.Errorf("got\n%s", got)
	}
}

// plainMaxMin divides without duals and without warm starts: raise the common
// share, then ask of every demand outright whether it can have more.
func plainMaxMin(t *rapid.T, o *outage, l market.Limits) (first float64, level []float64) {
	solve := func(objective int, settled []bool, level []float64, t0 float64) float64 {
		var m lp.Model
		b := market.Write(&m, o.net, market.Terms{})
		share := m.Var(t0, 1, -btof(objective < 0), "t")
		for d := range o.net.Demands {
			amount := float64(o.net.Demands[d].Amount)
			if settled[d] {
				m.Row("kept").Add(1, b.Served[d][0]).AtLeast(level[d]*amount - 1e-9*amount)
			} else {
				m.Row("share").Add(1, b.Served[d][0]).Add(-amount, share).AtLeast(0)
			}
		}
		s, err := market.Load(testSolver(), &m, b)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.Limit(0, l)
		if objective >= 0 {
			s.Program.SetCost(b.Served[objective][0], -1)
		}
		sol, _, err := s.Solve(context.Background(), lp.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return -sol.Objective
	}
	n := len(o.net.Demands)
	settled, level := make([]bool, n), make([]float64, n)
	for d := range settled {
		settled[d] = l.Served[d] == 0
	}
	for round := range n + 1 {
		at := solve(-1, settled, level, 0)
		if round == 0 {
			first = at
		}
		open := false
		for d := range settled {
			if !settled[d] {
				if amount := float64(o.net.Demands[d].Amount); solve(d, settled, level, math.Max(0, at-1e-9)) <= amount*(at+1e-6) {
					level[d] = at
					settled[d] = true
				}
			}
			open = open || !settled[d]
		}
		if !open {
			break
		}
	}
	return first, level
}

func btof(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Law: duals, warm starts and short cuts give the fair division that asking
// every demand outright gives; and without a lane the common share of all (the
// first level) is never higher.
func TestFairDivision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "world"), 7))
		n := rapid.IntRange(2, 6).Draw(t, "places")
		net := worldOf(r, n, rapid.IntRange(0, 3*n).Draw(t, "lanes"), "cobalt/ore", "cobalt/refined")
		if len(net.Demands) == 0 {
			return
		}
		wanted := rapid.SampledFrom(net.Demands).Draw(t, "target")
		target := wanted.Node()
		o := newOutage(net, target.Place, target.Material)
		list := o.removals([]Kind{Countries, Lanes}, target.Place)
		if err := o.program().solve(context.Background(), testSolver(), list); err != nil {
			t.Fatal(err)
		}
		whole, level := plainMaxMin(t, o, o.base)
		before := o.served(level)
		first := plainServedFirst(t, o, o.base)
		for i := range list {
			if i%3 != 0 { // each costs dozens of programs
				continue
			}
			common, level := plainMaxMin(t, o, list[i].limits)
			if w := lost(before, o.served(level)); math.Abs(list[i].loss.Shared-w) > 1e-5 {
				t.Fatalf("without %s: shared loss %g, asked outright %g", list[i].label(), list[i].loss.Shared, w)
			}
			if w := lost(first, plainServedFirst(t, o, list[i].limits)); math.Abs(list[i].loss.ServedFirst-w) > 1e-5 {
				t.Fatalf("without %s: loss %g, in two steps %g", list[i].label(), list[i].loss.ServedFirst, w)
			}
			if list[i].loss.ID != "" && common > whole+1e-7 {
				t.Fatalf("without lane %s the common share rises from %g to %g", list[i].loss.ID, whole, common)
			}
		}
	})
}

func (o *outage) served(level []float64) float64 {
	sum := 0.0
	for d, is := range o.target {
		if is {
			sum += level[d] * float64(o.net.Demands[d].Amount)
		}
	}
	return sum
}

// plainServedFirst takes the two steps one after the other, each from scratch.
func plainServedFirst(t *rapid.T, o *outage, l market.Limits) float64 {
	solve := func(target bool, best float64) float64 {
		var m lp.Model
		b := market.Write(&m, o.net, market.Terms{})
		others := m.Row("others")
		for d, is := range o.target {
			if !is {
				others.Add(1, b.Served[d][0])
			}
		}
		others.AtLeast(best)
		s, err := market.Load(testSolver(), &m, b)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.Limit(0, l)
		for d, is := range o.target {
			if is == target {
				s.Program.SetCost(b.Served[d][0], -1)
			}
		}
		sol, _, err := s.Solve(context.Background(), lp.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return -sol.Objective
	}
	best := solve(false, 0)
	return solve(true, best-1e-9*math.Max(1, best))
}
