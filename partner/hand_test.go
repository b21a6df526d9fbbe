package partner

import (
	"bytes"
	"context"
	"math"
	"slices"
	"testing"

	"adit"
	"adit/atlas"
	"adit/exposure"
	"adit/lp/highs"
	"adit/world"
)

func solver(t testing.TB) *highs.Solver {
	t.Helper()
	s, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6*max(1, math.Abs(want)) {
		t.Errorf("%s: %.9g, not %.9g", what, got, want)
	}
}

// toy is ore mined in AAA (100 t) and ADV (50 t), refined with a yield of ½ in
// ADV (120 t of ore) and BBB (30 t), and used in HOM (30 t), ADV (30 t) and
// BBB (15 t). AAA sends 70 t of ore to ADV and 30 t to BBB; ADV sends HOM 24 t
// of metal and BBB sends it 6 t, of which BBB got 6 t from ADV.
func toy() *world.Network {
	one := func(m adit.MaterialID, t float64) []adit.Part { return []adit.Part{{Material: m, Tonnes: t}} }
	mine := func(p adit.PlaceID, t adit.Tonnes) adit.Process {
		return adit.Process{ID: "x/ore " + string(p), Place: p, Outputs: one("x/ore", 1), Activity: t, Capacity: t}
	}
	plant := func(p adit.PlaceID, t, room adit.Tonnes) adit.Process {
		return adit.Process{ID: "x/metal " + string(p), Place: p, Inputs: one("x/ore", 2), Outputs: one("x/metal", 1), Activity: t, Capacity: t + room}
	}
	lane := func(m adit.MaterialID, from, to adit.PlaceID, t adit.Tonnes) adit.Lane {
		return adit.Lane{ID: laneKey(m, from, to), Material: m, From: from, To: to, Flow: t, Capacity: t}
	}
	use := func(p adit.PlaceID, t adit.Tonnes) adit.Demand {
		return adit.Demand{ID: "x/metal " + string(p), Place: p, Material: "x/metal", Amount: t}
	}
	net := &adit.Network{Name: "x", Year: 2024, Materials: []adit.Material{{ID: "x/metal", Content: 1}, {ID: "x/ore", Content: 1}},
		Processes: []adit.Process{mine("AAA", 100), mine("ADV", 50), plant("ADV", 60, 0), plant("BBB", 15, 5)},
		Lanes:     []adit.Lane{lane("x/ore", "AAA", "ADV", 70), lane("x/ore", "AAA", "BBB", 30), lane("x/metal", "ADV", "HOM", 24), lane("x/metal", "ADV", "BBB", 6), lane("x/metal", "BBB", "HOM", 6)},
		Demands:   []adit.Demand{use("HOM", 30), use("ADV", 30), use("BBB", 15)}}
	net.Sort()
	return &world.Network{Network: net, Mineral: "x", Target: "x/metal", Refined: []adit.MaterialID{"x/metal"},
		Forms: []world.Form{{Material: "x/ore", Stage: "mine", World: 150}, {Material: "x/metal", Stage: "refined", World: 75}}}
}

// toyDesk asks for HOM against ADV.
func toyDesk(t *testing.T, n *world.Network) *Desk {
	t.Helper()
	d := &Desk{Question: Question{Country: "HOM", Against: []adit.PlaceID{"ADV"}, Year: 2024, By: 2030}, solver: solver(t),
		nets: map[string]*world.Network{"x": n}, origins: map[string]*traced{}, losses: map[string]*exposure.Loss{}}
	traced, err := d.trace(context.Background(), n)
	if err != nil {
		t.Fatal(err)
	}
	d.origins["x"] = traced
	return d
}

func sure(m adit.MaterialID, t, fed float64) Addition {
	return Addition{Material: m, Projects: t, Expected: map[string]float64{"2030": t}, fed: map[string]float64{"2030": fed}}
}

// Before: ADV's metal is of 70 t AAA ore and 50 t of its own: 5/12 mined in ADV,
// all processed there. BBB has 15 t of its own making and 6 t of ADV's: 2/7
// processed in ADV. HOM gets 24 t and 6 t: processed (24 + 6·2/7)/30 = 6/7,
// mined 5/12 of that = 5/14.
func TestToyBefore(t *testing.T) {
	n := toy()
	d := toyDesk(t, n)
	supply, before, err := d.before(context.Background(), n)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "supply", supply, 30)
	near(t, "processed", before.processed, 6.0/7)
	near(t, "mined", before.mined, 5.0/14)
}

// A mine with its own plant adds 9 t of metal in CCC: HOM takes 9 t less from
// ADV, whose goods are all its own. Processed: (15 + 6·2/7)/30 = 39/70.
func TestToyOwnMetal(t *testing.T) {
	d := toyDesk(t, toy())
	r := relieve(t, d, "CCC", sure("x/metal", 9, 0))
	near(t, "made", r.Made, 9)
	near(t, "displaced", r.Displaced, 9)
	near(t, "processed", r.Processed.All, 39.0/70)
	near(t, "mined", r.Mined.All, 5.0/12*39/70)
	// HOM uses 30 of the world's 75 t, and gets that part of 9 t: 3.6 t.
	near(t, "shared", r.Processed.Shared, (24-3.6+6*2.0/7)/30)
}

// A plant that takes ore from others makes 7 t in CCC, and needs 14 t of AAA's,
// which ADV's plants then lack: ADV mines 50 t of the 106 t it still has.
func TestToyDivertsFeed(t *testing.T) {
	n := toy()
	d := toyDesk(t, n)
	r := relieve(t, d, "CCC", sure("x/metal", 7, 7))
	near(t, "unfed", r.Unfed, 0)
	near(t, "processed", r.Processed.All, (17+6*2.0/7)/30)
	near(t, "mined", r.Mined.All, 50.0/106*(17+6*2.0/7)/30)
}

// 40 t want 80 t of ore; AAA sends ADV 70 t, and ADV's plants can do without
// only as much as leaves them their 30 t of exports: 30 t of metal, 60 t of ore.
func TestToyLacksFeed(t *testing.T) {
	d := toyDesk(t, toy())
	r := relieve(t, d, "CCC", sure("x/metal", 40, 40))
	near(t, "unfed", r.Unfed, 10)
	near(t, "made", r.Made, 30)
}

// 30 t of ore find 10 t of room in BBB's plant, and 20 t find none.
func TestToyStuckOre(t *testing.T) {
	d := toyDesk(t, toy())
	r := relieve(t, d, "CCC", sure("x/ore", 30, 0))
	near(t, "made", r.Made, 5)
	near(t, "without a refinery", r.Stuck, 20)
}

// A partner's own ore feeds its own plant: 10 t of ore make 5 t, and nothing is
// taken from others.
func TestToyOwnOreFirst(t *testing.T) {
	d := toyDesk(t, toy())
	r := relieve(t, d, "CCC", sure("x/metal", 5, 5), sure("x/ore", 10, 0))
	near(t, "made", r.Made, 5)
	near(t, "without a refinery", r.Stuck, 0)
	near(t, "mined", r.Mined.All, 5.0/12*(19+6*2.0/7)/30) // ADV's mix is as before
}

func relieve(t *testing.T, d *Desk, place adit.PlaceID, adds ...Addition) *Relief {
	t.Helper()
	n := d.nets["x"]
	_, before, err := d.before(context.Background(), n)
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.relieve(context.Background(), n, place, adds, before)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Without ADV there are BBB's 15 t, of AAA's 30 t of ore, for the 45 t that HOM
// and BBB want. Served first, BBB takes them all. Shared, HOM gets what BBB's
// lane carries, 6 t of 30. With 9 t from CCC it has 9 t, and 15 t shared.
func TestToyLosses(t *testing.T) {
	n := toy()
	d := toyDesk(t, n)
	none, err := d.base(context.Background(), n)
	if err != nil {
		t.Fatal(err)
	}
	list, err := d.with(context.Background(), n, []adit.PlaceID{"CCC"}, [][]Addition{{sure("x/metal", 9, 0)}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "served first", none.ServedFirst, 1)
	near(t, "shared: BBB's lane carries 6 t to HOM", none.Shared, 1-6.0/30)
	near(t, "served first with 9 t", list[0].ServedFirst, 1-9.0/30)
	near(t, "shared with 9 t", list[0].Shared, 1-15.0/30)
}

// AAA mines 100 t: ADV refines 70 t and BBB 30 t, and nobody else could.
func TestToyEnds(t *testing.T) {
	n := toy()
	d := toyDesk(t, n)
	e := d.ends(n, "AAA")
	if e == nil || e.As != "refined" || e.Material != "x/ore" {
		t.Fatalf("ends: %+v", e)
	}
	near(t, "adversary", e.Against, 0.7)
	near(t, "not on record", e.Unknown, 0)
	if err := d.bound(context.Background(), n, "AAA", e); err != nil {
		t.Fatal(err)
	}
	near(t, "low", *e.Low, 0.7)
	near(t, "high", *e.High, 0.7)
}

// AAA and CCC send 50 t of ore each to a hub, which sends 50 t to ADV and 50 t
// to BBB: half by mixing, and anything from none to all without.
func TestHubEnds(t *testing.T) {
	n := toy()
	n.Processes = slices.DeleteFunc(n.Processes, func(x adit.Process) bool { return len(x.Inputs) == 0 })
	for _, p := range []adit.PlaceID{"AAA", "CCC"} {
		n.Processes = append(n.Processes, adit.Process{ID: "x/ore " + string(p), Place: p, Outputs: []adit.Part{{Material: "x/ore", Tonnes: 1}}, Activity: 50, Capacity: 50})
	}
	for i := range n.Processes {
		if x := &n.Processes[i]; len(x.Inputs) > 0 {
			x.Activity, x.Capacity = 25, 25
		}
	}
	n.Lanes = nil
	for _, l := range [][3]string{{"AAA", "HUB"}, {"CCC", "HUB"}, {"HUB", "ADV"}, {"HUB", "BBB"}} {
		from, to := adit.PlaceID(l[0]), adit.PlaceID(l[1])
		n.Lanes = append(n.Lanes, adit.Lane{ID: laneKey("x/ore", from, to), Material: "x/ore", From: from, To: to, Flow: 50, Capacity: 50})
	}
	n.Demands = []adit.Demand{{ID: "a", Place: "ADV", Material: "x/metal", Amount: 25}, {ID: "b", Place: "BBB", Material: "x/metal", Amount: 25}}
	n.Sort()
	d := toyDesk(t, n)
	e := d.ends(n, "AAA")
	near(t, "by mixing", e.Against, 0.5)
	if err := d.bound(context.Background(), n, "AAA", e); err != nil {
		t.Fatal(err)
	}
	near(t, "low", *e.Low, 0)
	near(t, "high", *e.High, 1)
}

// Four flows of 10 t, one of them made twice as likely: the cross ratio is 2 and
// the totals stay 20, so that it is 20·√2/(1+√2) = 11.7157 t.
func TestBalancedByHand(t *testing.T) {
	net := &adit.Network{}
	for _, from := range []adit.PlaceID{"AAA", "BBB"} {
		for _, to := range []adit.PlaceID{"CCC", "DDD"} {
			net.Lanes = append(net.Lanes, adit.Lane{ID: laneKey("x/ore", from, to), Material: "x/ore", From: from, To: to, Flow: 10})
		}
	}
	flows := balanced(net, func(l *adit.Lane) bool { return l.From == "AAA" && l.To == "CCC" }, 2)
	more := 20 * math.Sqrt2 / (1 + math.Sqrt2)
	for i, want := range []float64{more, 20 - more, 20 - more, more} {
		near(t, net.Lanes[i].ID, flows[i], want)
	}
}

// A corridor that is full lets no more through than it adds: AAA's 30 t to the
// United States can become 31 t, and no more, though half the cost would do more.
func TestFullCorridor(t *testing.T) {
	n := toy()
	n.Lanes = nil
	for _, l := range []struct {
		from, to adit.PlaceID
		t        adit.Tonnes
	}{{"AAA", "ADV", 70}, {"AAA", "USA", 30}, {"CCC", "ADV", 10}, {"CCC", "USA", 20}} {
		n.Lanes = append(n.Lanes, adit.Lane{ID: laneKey("x/ore", l.from, l.to), Material: "x/ore", From: l.from, To: l.to, Flow: l.t, Capacity: l.t})
	}
	n.Sort()
	capacity, current, cost := 2.0, 1.0, -50.0
	c := &Corridor{ID: "t", From: []adit.PlaceID{"AAA"}, Via: []adit.PlaceID{"AGO"}, To: []string{"USA"}, Capacity: &capacity, Current: &current, Cost: &cost}
	for _, full := range []bool{true, false} {
		r, err := c.Open(tables(t), n)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(r.Changes, func(x Shift) bool { return x.From == "AAA" && x.To == "USA" })
		if r.Full != full || at < 0 {
			t.Fatalf("full %v; %+v", r.Full, r.Changes)
		}
		if more := r.Changes[at].After - r.Changes[at].Before; full {
			near(t, "what more it carries", more, 1)
		} else if more <= 1 {
			t.Errorf("with room it carries %g t more", more)
		}
		capacity = 1000
	}
}

func tables(t testing.TB) *atlas.Atlas {
	t.Helper()
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func written(t *testing.T, n *adit.Network) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := n.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
