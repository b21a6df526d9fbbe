package trace_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"adit"
	"adit/ledger"
	"adit/ledger/ledgertest"
	"adit/ledger/trace"
)

func graph(t testing.TB, c *ledgertest.Chain) *trace.Graph {
	t.Helper()
	if _, err := c.Replay(); err != nil {
		t.Fatal(err)
	}
	g := trace.New()
	for _, e := range c.Events {
		g.Add(e)
	}
	return g
}

// two is two mines, a blend of 60 and 40 kg of tin, and a split of it.
func two() *ledgertest.Chain {
	c := ledgertest.New("example.org/tin")
	c.Site("A", "miner", "mine", "RWA")
	c.Site("B", "miner", "mine", "COD")
	c.Site("works", "smelter", "smelter", "MYS")
	c.Mine("A", "a", 100, "Sn", .6)
	c.Mine("B", "b", 80, "Sn", .5)
	c.Move("A", "works", "a")
	c.Move("B", "works", "b")
	c.Modify("works", ledger.Blend, ids("a", "b"), ledgertest.Stuff("ab", "concentrate", 180, "Sn", 100./180))
	return c
}

func ids(ids ...ledger.LotID) []ledger.LotID { return ids }

func check(t *testing.T, b *trace.Backward, want map[ledger.SiteID][3]float64) {
	t.Helper()
	if len(b.Origins) != len(want) {
		t.Errorf("%s: %d origins, want %d", b.Lot, len(b.Origins), len(want))
	}
	for _, o := range b.Origins {
		got := [3]float64{float64(o.Share), float64(o.Low), float64(o.High)}
		for i := range got {
			if math.Abs(got[i]-want[o.Site][i]) > 1e-9 {
				t.Errorf("%s from %s: share, low, high %v, want %v", b.Lot, o.Site, got, want[o.Site])
				break
			}
		}
	}
}

// Bounds by hand: of 100 kg that are 60 A and 40 B, a part of 30 kg may be all
// of either; a part of 70 kg holds at least 30 A and 10 B.
func TestBackBounds(t *testing.T) {
	c := two()
	c.Modify("works", ledger.Split, ids("ab"), ledgertest.Stuff("s", "concentrate", 54, "Sn", 100./180), ledgertest.Stuff("l", "concentrate", 126, "Sn", 100./180))
	graph := graph(t, c)
	for _, k := range []struct {
		lot  ledger.LotID
		want map[ledger.SiteID][3]float64
	}{
		{"ab", map[ledger.SiteID][3]float64{"A": {.6, .6, .6}, "B": {.4, .4, .4}}},
		{"s", map[ledger.SiteID][3]float64{"A": {.6, 0, 1}, "B": {.4, 0, 1}}},
		{"l", map[ledger.SiteID][3]float64{"A": {.6, 30. / 70, 60. / 70}, "B": {.4, 10. / 70, 40. / 70}}},
	} {
		b, err := graph.Back(k.lot, "Sn")
		if err != nil {
			t.Fatal(err)
		}
		check(t, b, k.want)
	}
}

// Law: splitting a lot and joining it again changes neither shares nor bounds.
func TestSplitAndRejoin(t *testing.T) {
	c := two()
	c.Modify("works", ledger.Split, ids("ab"), ledgertest.Stuff("x", "concentrate", 100, "Sn", 100./180), ledgertest.Stuff("y", "concentrate", 80, "Sn", 100./180))
	c.Modify("works", ledger.Aggregate, ids("x", "y"), ledgertest.Stuff("xy", "concentrate", 180, "Sn", 100./180))
	b, err := graph(t, c).Back("xy", "")
	if err != nil {
		t.Fatal(err)
	}
	check(t, b, map[ledger.SiteID][3]float64{"A": {.6, .6, .6}, "B": {.4, .4, .4}})
	if !b.Exact || b.Stages != 4 || b.Lots != 6 {
		t.Errorf("%+v", b)
	}
}

func TestForward(t *testing.T) {
	c := two()
	c.Modify("works", ledger.Split, ids("ab"), ledgertest.Stuff("s", "concentrate", 54, "Sn", 100./180), ledgertest.Stuff("l", "concentrate", 126, "Sn", 100./180))
	c.Make("works", "smelting", ids("l"), ledgertest.Stuff("m", "tin/metal", 63, "Sn", 1))
	f, err := graph(t, c).Forward("a", "Sn")
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Holdings) != 2 || math.Abs(f.LostKg-(60-18-37.8)) > 1e-9 {
		t.Fatalf("%+v", f)
	}
	s, m := f.Holdings[0], f.Holdings[1]
	if s.Lot != "s" || math.Abs(s.Kg-18) > 1e-9 || s.Low != 0 || s.High != 1 {
		t.Errorf("%+v", s)
	}
	if m.Lot != "m" || math.Abs(m.Kg-37.8) > 1e-9 || math.Abs(float64(m.Low)-23./63) > 1e-9 || math.Abs(float64(m.High)-60./63) > 1e-9 {
		t.Errorf("%+v", m)
	}
}

// Law: what a mine's only lot is of a holding, going forward, is what the
// holding is from that mine, going back; both bounds too.
func TestForwardIsBackward(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		g, there := tangle(r)
		for mine := range 3 {
			lot := fmt.Sprint("m", mine)
			f, err := g.Forward(ledger.LotID(lot), "Sn")
			if err != nil || !f.Exact {
				t.Fatalf("%+v: %v", f, err)
			}
			got := map[ledger.LotID]trace.Holding{}
			for _, h := range f.Holdings {
				got[h.Lot] = h
			}
			for _, id := range there {
				b, err := g.Back(id, "Sn")
				if err != nil || !b.Exact {
					t.Fatalf("%+v: %v", b, err)
				}
				var want trace.Origin
				for _, o := range b.Origins {
					if o.Site == ledger.SiteID(lot) {
						want = o
					}
				}
				have := got[id]
				for _, pair := range [][2]adit.Share{{have.Share, want.Share}, {have.Low, want.Low}, {have.High, want.High}} {
					if math.Abs(float64(pair[0]-pair[1])) > 1e-9 {
						t.Fatalf("%s of %s: forward %+v, back %+v", lot, id, have, want)
					}
				}
			}
		}
	}
}

// tangle is three mines of one lot each, and eight steps that blend or split
// what is there and lose some of it; it returns what is left.
func tangle(r *rand.Rand) (*trace.Graph, []ledger.LotID) {
	g := trace.New()
	held := map[ledger.LotID]float64{}
	var there []ledger.LotID
	n := 0
	step := func(site string, inputs []ledger.LotID, outputs ...float64) {
		e := &ledger.Event{ID: ledger.EventID(fmt.Sprint("e", n)), Site: ledger.SiteID(site), Make: &ledger.Make{Process: "p", Inputs: inputs}}
		n++
		for k, kg := range outputs {
			id := ledger.LotID(fmt.Sprintf("l%d.%d", n, k))
			if inputs == nil {
				id = ledger.LotID(site)
			}
			e.Make.Outputs = append(e.Make.Outputs, ledgertest.Stuff(id, "m", kg, "Sn", 1))
			held[id], there = kg, append(there, id)
		}
		g.Add(e)
	}
	for i := range 3 {
		step(fmt.Sprint("m", i), nil, float64(10+r.IntN(90)))
	}
	for range 8 {
		r.Shuffle(len(there), func(i, j int) { there[i], there[j] = there[j], there[i] })
		k := 1 + r.IntN(min(3, len(there)))
		inputs, sum := slices.Clone(there[:k]), 0.0
		for _, id := range inputs {
			sum += held[id]
		}
		there = there[k:]
		sum *= 0.7 + 0.3*r.Float64()
		cut := 0.1 + 0.8*r.Float64()
		step("works", inputs, [][]float64{{sum}, {sum * cut, sum * (1 - cut)}}[r.IntN(2)]...)
	}
	return g, there
}

// What was split and joined again is known exactly, forward too; a lot that was
// made of others is its own beginning.
func TestForwardSplitAndRejoin(t *testing.T) {
	c := two()
	c.Modify("works", ledger.Split, ids("ab"), ledgertest.Stuff("x", "concentrate", 100, "Sn", 100./180), ledgertest.Stuff("y", "concentrate", 80, "Sn", 100./180))
	c.Modify("works", ledger.Aggregate, ids("x", "y"), ledgertest.Stuff("xy", "concentrate", 180, "Sn", 100./180))
	g := graph(t, c)
	for lot, want := range map[ledger.LotID]float64{"a": .6, "x": 100. / 180} {
		f, err := g.Forward(lot, "Sn")
		if err != nil || len(f.Holdings) != 1 {
			t.Fatalf("%+v: %v", f, err)
		}
		if h := f.Holdings[0]; !f.Exact || math.Abs(float64(h.Low)-want) > 1e-9 || math.Abs(float64(h.High)-want) > 1e-9 {
			t.Errorf("%s: %+v", lot, h)
		}
	}
}

// A pool of one lot is that lot; of all that is left of two mines, it is known
// exactly, whatever each lot's own bounds; parts of a whole add up.
func TestPool(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		g, there := tangle(r)
		one, err := g.Pool(there[:1], "Sn")
		if err != nil || !one.Exact() {
			t.Fatal(err)
		}
		b, err := g.Back(there[0], "Sn")
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range b.Origins {
			got := one.From(func(s ledger.SiteID) bool { return s == o.Site })
			for _, pair := range [][2]float64{{got.Kg, o.Kg}, {got.Low, float64(o.Low) * b.Kg}, {got.High, float64(o.High) * b.Kg}} {
				if math.Abs(pair[0]-pair[1]) > 1e-6 {
					t.Fatalf("%s: pool %+v, lot %+v", o.Site, got, o)
				}
			}
		}
		all, err := g.Pool(there, "Sn")
		if err != nil {
			t.Fatal(err)
		}
		whole := all.From(func(ledger.SiteID) bool { return true })
		if math.Abs(whole.Kg-all.Kg) > 1e-6 || math.Abs(whole.Low-all.Kg) > 1e-6 || whole.High > all.Kg+1e-6 {
			t.Fatalf("%+v of %g", whole, all.Kg)
		}
		low, high := 0.0, 0.0
		for _, id := range there {
			b, err := g.Back(id, "Sn")
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range b.Origins {
				if o.Site == "m0" {
					low, high = low+float64(o.Low)*b.Kg, high+float64(o.High)*b.Kg
				}
			}
		}
		got := all.From(func(s ledger.SiteID) bool { return s == "m0" })
		if got.Low < low-1e-6 || got.High > high+1e-6 || got.Low > got.Kg+1e-9 || got.High < got.Kg-1e-9 {
			t.Fatalf("together %+v, one by one %g to %g", got, low, high)
		}
	}
	c := two()
	c.Modify("works", ledger.Split, ids("ab"), ledgertest.Stuff("s", "concentrate", 54, "Sn", 100./180), ledgertest.Stuff("l", "concentrate", 126, "Sn", 100./180))
	g := graph(t, c)
	p, err := g.Pool(ids("s", "l"), "Sn")
	if err != nil {
		t.Fatal(err)
	}
	// s alone may hold none or only A; both together hold the 60 kg of A.
	if got := p.From(func(s ledger.SiteID) bool { return s == "A" }); math.Abs(got.Low-60) > 1e-6 || math.Abs(got.High-60) > 1e-6 {
		t.Errorf("%+v", got)
	}
	if _, err := g.Pool(ids("ab", "s"), "Sn"); err == nil {
		t.Error("a lot that was used up is counted beside another")
	}
	if p, err := g.Pool(ids("ab"), "Sn"); err != nil || math.Abs(p.Kg-100) > 1e-6 {
		t.Errorf("a lot that was used up, by itself: %+v, %v", p, err)
	}
}

func TestUnknownLot(t *testing.T) {
	_, err := graph(t, two()).Back("aab", "Sn")
	var unknown *adit.UnknownError
	if !errors.As(err, &unknown) || len(unknown.Near) == 0 {
		t.Errorf("%v", err)
	}
	if _, err := graph(t, two()).Back("ab", "Ta"); err == nil {
		t.Error("an element that the lot does not state is traced")
	}
}

// deep is a network of 12 stages in which every lot is blended of others, 100,000
// lots in all, as events without a book.
func deep(stages, perStage int) *trace.Graph {
	g := trace.New()
	for s := range stages {
		for i := range perStage {
			id := ledger.LotID(fmt.Sprintf("%d/%d", s, i))
			out := ledgertest.Stuff(id, "m", 100, "Sn", .5)
			e := &ledger.Event{ID: ledger.EventID(id), Site: ledger.SiteID(fmt.Sprintf("site-%d", i%200)), Make: &ledger.Make{Process: "p", Outputs: []ledger.Lot{out}}}
			if s > 0 { // made of one neighbour each, so that all is used once
				e.Make.Inputs = ids(ledger.LotID(fmt.Sprintf("%d/%d", s-1, i)))
			}
			g.Add(e)
		}
	}
	e := &ledger.Event{ID: "end", Site: "end", Make: &ledger.Make{Process: "p", Outputs: []ledger.Lot{ledgertest.Stuff("end", "m", 80*float64(perStage), "Sn", .5)}}}
	for i := range perStage {
		e.Make.Inputs = append(e.Make.Inputs, ledger.LotID(fmt.Sprintf("%d/%d", stages-1, i)))
	}
	g.Add(e)
	return g
}

// Back through 12 stages and 100,000 lots. Target: 200 ms.
func BenchmarkBack100k(b *testing.B) {
	g := deep(12, 100_000/12)
	for b.Loop() {
		if a, err := g.Back("end", "Sn"); err != nil || a.Lots < 99_000 || len(a.Origins) != 200 {
			b.Fatal(a.Lots, err)
		}
	}
}
