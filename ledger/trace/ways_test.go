package trace_test

import (
	"fmt"
	"math"
	"testing"

	"adit/ledger"
	"adit/ledger/ledgertest"
	"adit/ledger/trace"
)

// longWay is two plus a smelting of a part, whose tin is sold in two lots.
func longWay() *ledgertest.Chain {
	c := two()
	c.Modify("works", ledger.Split, ids("ab"), ledgertest.Stuff("s", "concentrate", 54, "Sn", 100./180), ledgertest.Stuff("l", "concentrate", 126, "Sn", 100./180))
	c.Make("works", "smelting", ids("l"), ledgertest.Stuff("tin", "metal", 60, "Sn", .999))
	c.Site("shop", "maker", "factory", "DEU")
	c.Modify("works", ledger.Split, ids("tin"), ledgertest.Stuff("t1", "metal", 20, "Sn", .999), ledgertest.Stuff("t2", "metal", 40, "Sn", .999))
	c.Move("works", "shop", "t2")
	return c
}

// loop is a smelter that feeds its dross back, four months long.
func loop() *ledgertest.Chain {
	c := ledgertest.New("example.org/tin")
	c.Site("A", "miner", "mine", "RWA")
	c.Site("works", "smelter", "smelter", "MYS")
	for i, m := range []ledger.LotID{"1", "2", "3", "4"} {
		c.Mine("A", "ore"+m, 100, "Sn", .6)
		c.Move("A", "works", "ore"+m)
		in, tin := ids("ore"+m), 50.
		if i > 0 {
			in, tin = append(in, ledger.LotID(fmt.Sprint("dross", i))), 54
		}
		c.Make("works", "smelting", in, ledgertest.Stuff("tin"+m, "metal", tin, "Sn", .99), ledgertest.Stuff("dross"+m, "dross", 10, "Sn", .5))
	}
	return c
}

// What a process feeds back into itself stays within its node: the way has a
// mine, a smelter and the lot, however often the dross went round.
func TestWaysOfALoop(t *testing.T) {
	g := graph(t, loop())
	w, err := g.Ways("tin4", "Sn")
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Nodes) != 3 || len(w.Bands) != 2 || w.Nodes[0].Column != -2 || math.Abs(w.Nodes[1].Kg-w.Kg) > 1e-9 || math.Abs(w.Bands[0].Kg-w.Kg) > 1e-9 {
		t.Errorf("%+v", w)
	}
	ahead, err := g.Ways("ore1", "Sn")
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	for _, n := range ahead.Nodes {
		if n.Kind == trace.Step {
			steps++
			if math.Abs(n.Kg-ahead.Kg) > 1e-9 {
				t.Errorf("%+v takes in more than there is", n)
			}
		}
	}
	if steps != 1 {
		t.Errorf("%d steps ahead: %+v", steps, ahead.Nodes)
	}
	sameAsTraces(t, g, "tin4", "ore1", "tin1", "dross2")
}

// What is drawn is what is computed: sources carry the shares of Back, what lies
// somewhere the masses of Forward, and every node passes on what came to it.
func TestWaysAreTheTraces(t *testing.T) {
	sameAsTraces(t, graph(t, longWay()), "a", "b", "ab", "s", "l", "tin", "t1", "t2")
}

func sameAsTraces(t *testing.T, g *trace.Graph, lots ...ledger.LotID) {
	t.Helper()
	for _, lot := range lots {
		w, err := g.Ways(lot, "Sn")
		if err != nil {
			t.Fatal(err)
		}
		in, out := make([]float64, len(w.Nodes)), make([]float64, len(w.Nodes))
		for _, b := range w.Bands {
			out[b.From] += b.Kg
			in[b.To] += b.Kg
			if w.Nodes[b.From].Column >= w.Nodes[b.To].Column {
				t.Errorf("%s: a band from %+v to %+v", lot, w.Nodes[b.From], w.Nodes[b.To])
			}
		}
		back, _ := g.Back(lot, "Sn")
		ahead, _ := g.Forward(lot, "Sn")
		for i, n := range w.Nodes {
			near := func(what string, got, want float64) {
				t.Helper()
				if math.Abs(got-want) > 1e-9*w.Kg {
					t.Errorf("%s: %s of %+v is %g, not %g", lot, what, n, got, want)
				}
			}
			switch n.Kind {
			case trace.Source:
				near("share", n.Kg, share(back, n.Site)*w.Kg)
				near("out", out[i], n.Kg)
			case trace.There:
				near("holding", n.Kg, holding(ahead, n.Site))
				near("in", in[i], n.Kg)
			case trace.Step:
				near("in", in[i], n.Kg)
				near("out", out[i], n.Kg)
			case trace.Itself:
				near("in", in[i], w.Kg)
			case trace.Gone:
				near("lost", n.Kg, ahead.LostKg)
			}
		}
	}
}

func share(b *trace.Backward, site ledger.SiteID) float64 {
	for _, o := range b.Origins {
		if o.Site == site {
			return float64(o.Share)
		}
	}
	return math.NaN()
}

func holding(f *trace.Forward, site ledger.SiteID) float64 {
	kg := 0.0
	for _, h := range f.Holdings {
		if h.Site == site {
			kg += h.Kg
		}
	}
	return kg
}

// The share that is traced to some of the sources is that of Back, for all lots
// at once; a used-up lot says by what.
func TestTraced(t *testing.T) {
	g := graph(t, longWay())
	some := g.Traced("Sn", func(s ledger.SiteID) bool { return s == "A" })
	for lot, got := range some {
		back, err := g.Back(lot, "Sn")
		if err != nil {
			t.Fatal(err)
		}
		want := share(back, "A")
		if math.IsNaN(want) {
			want = 0
		}
		if math.Abs(float64(got)-want) > 1e-9 {
			t.Errorf("%s: %g, not %g", lot, got, want)
		}
	}
	if len(some) != 8 || len(g.Traced("Au", func(ledger.SiteID) bool { return true })) != 0 {
		t.Errorf("%d lots of tin", len(some))
	}
	if e, ok := g.Used("tin"); !ok || e == "" {
		t.Error("the lot that was split is not used up")
	}
	if _, ok := g.Used("t1"); ok {
		t.Error("a lot that lies there is used up")
	}
	if l, site, holder, err := g.At("t2"); err != nil || l.Mass.Kg != 40 || site != "shop" || holder != "maker" {
		t.Errorf("t2: %v %s %s %v", l, site, holder, err)
	}
	if _, _, _, err := g.At("t9"); err == nil {
		t.Error("a lot that never was is somewhere")
	}
}
