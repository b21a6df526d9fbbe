package stockpile

import (
	"context"
	"math"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
	"adit/world"
)

var shared = sync.OnceValues(func() (*atlas.Atlas, error) { return atlas.Open(atlas.Embedded()) })

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s is %.12g, want %.12g", what, got, want)
	}
}

// two is a network of two materials, worked out by hand below. All trade is the
// home country's with an ally, the adversary and a third country that works the
// adversary's ore.
//
//	metal: use 100 = 10 scrap + 50 from the ally + 25 from the adversary + 15 from the third
//	apt:   use 80 = 40 made at home of 50 ore (20 ally, 20 adversary, 10 home) + 40 from the third,
//	       which makes 40 of 45 ore, 30 its own and 15 from the adversary
func two() (metal, apt *adit.Network) {
	lane := func(m adit.MaterialID, from, to adit.PlaceID, t float64) adit.Lane {
		return adit.Lane{ID: string(m) + string(from+to), Material: m, From: from, To: to, Flow: adit.Tonnes(t)}
	}
	makes := func(id string, p adit.PlaceID, m adit.MaterialID, t float64, in ...adit.Part) adit.Process {
		return adit.Process{ID: id, Place: p, Outputs: []adit.Part{{Material: m, Tonnes: 1}}, Inputs: in, Activity: adit.Tonnes(t)}
	}
	metal = &adit.Network{
		Processes: []adit.Process{makes("scrap recycled", "USA", "m/metal", 10), makes("a", "JPN", "m/metal", 50), makes("b", "CHN", "m/metal", 25), makes("c", "VNM", "m/metal", 15)},
		Lanes:     []adit.Lane{lane("m/metal", "JPN", "USA", 50), lane("m/metal", "CHN", "USA", 25), lane("m/metal", "VNM", "USA", 15)},
		Demands:   []adit.Demand{{ID: "u", Place: "USA", Material: "m/metal", Amount: 100}},
	}
	apt = &adit.Network{
		Processes: []adit.Process{makes("h", "USA", "w/ore", 10), makes("a", "AUS", "w/ore", 20), makes("b", "CHN", "w/ore", 35), makes("c", "VNM", "w/ore", 30),
			makes("p", "USA", "w/apt", 40, adit.Part{Material: "w/ore", Tonnes: 1.25}), makes("q", "VNM", "w/apt", 40, adit.Part{Material: "w/ore", Tonnes: 1.125})},
		Lanes:   []adit.Lane{lane("w/ore", "AUS", "USA", 20), lane("w/ore", "CHN", "USA", 20), lane("w/ore", "CHN", "VNM", 15), lane("w/apt", "VNM", "USA", 40)},
		Demands: []adit.Demand{{ID: "u", Place: "USA", Material: "w/apt", Amount: 80}},
	}
	return metal, apt
}

func desks(t testing.TB, q Question) *desk {
	t.Helper()
	a, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	if q.Country == "" {
		q.Country, q.Against, q.Year = "USA", []adit.PlaceID{"CHN"}, 2024
	}
	d, err := open(a, q)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var asked = Question{Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024, Years: 2, Defence: new(float64), Essential: new(float64),
	Reliability: map[adit.PlaceID]float64{"JPN": 0.9, "AUS": 0.9, "VNM": 0.6}}

func init() { *asked.Defence, *asked.Essential = 0.2, 0.5 }

// By hand. Metal: relied upon are 10 + 50·0.9 + 15·0.6 = 64 of 100. Defence 20,
// essential 0.5·80 = 40: 60, nothing is short. With an essential share of 0.8 it is
// 84, short 20 a year, 40 in two years; 5 t of commercial stocks leave 35.
func TestMetalByHand(t *testing.T) {
	metal, _ := two()
	d := desks(t, asked)
	m := d.materials(metal, "m", d.middle)[0]
	near(t, "own", m.Supply.Own, 0)
	near(t, "imported", m.Supply.Imported, 50*0.9+15*0.6)
	near(t, "scrap", m.Supply.Recycled, 10)
	near(t, "share", m.Supply.Share, 0.64)
	near(t, "short", d.shortfall(&m), 0)

	q := asked
	essential := 0.8
	q.Essential = &essential
	d = desks(t, q)
	m = d.materials(metal, "m", d.middle)[0]
	near(t, "short", d.shortfall(&m), 2*(20+0.8*80-64))
	held := 5.0
	m.Held, m.Years = &held, nil
	near(t, "short after stocks", d.shortfall(&m), 35)
	if y := m.Years[0]; y.Stocks != 5 || y.Defence != 0 || math.Abs(y.Essential-15) > 1e-9 {
		t.Errorf("first year %+v", y)
	}
}

// By hand. Ore at home: 10 + 20·0.9 = 28 of 50, 0.56 of it relied upon; the plant
// makes 22.4 of 40. Of the third country's ore the adversary's 15 of 45 are lost to
// it too: it makes 2/3, of which 0.6 are relied upon: 16 of 40. Together 38.4 of 80.
// Defence 16, essential 0.5·64 = 32: short 9.6 a year, 19.2 in two. Lost are 17.6
// at the plant and 24 of imports: 24/41.6 of the stock is held as apt, 17.6/41.6
// as ore, of which 1.25 make one: 11.0769 t of apt and 10.1538 of ore.
func TestFeedByHand(t *testing.T) {
	_, apt := two()
	d := desks(t, asked)
	rename(apt)
	all := d.materials(apt, "tungsten", d.middle)
	low, high := d.materials(apt, "tungsten", d.most), d.materials(apt, "tungsten", d.least)
	x := &all[0]
	near(t, "own", x.Supply.Own, 22.4)
	near(t, "imported", x.Supply.Imported, 16)
	if err := d.size(x, &low[0], &high[0]); err != nil {
		t.Fatal(err)
	}
	near(t, "short", x.Short.Value, 19.2)
	near(t, "hold apt", x.Hold[0].Tonnes.Value, 19.2*24/41.6)
	near(t, "hold ore", x.Hold[1].Tonnes.Value, 19.2*17.6/41.6*1.25)
	near(t, "days", x.Days, 19.2/(80./365))
	if x.Hold[0].Form != "apt" || x.Hold[1].Form != "ore" || x.Cost == nil {
		t.Errorf("%+v", x.Hold)
	}
	near(t, "cost", *x.Cost, x.Hold[0].Tonnes.Value**x.Hold[0].Price+x.Hold[1].Tonnes.Value**x.Hold[1].Price)
}

// rename makes the network one of tungsten, which the atlas has prices of.
func rename(n *adit.Network) {
	as := func(m adit.MaterialID) adit.MaterialID {
		if m.Form() == "apt" {
			return "tungsten/apt"
		}
		return "tungsten/ore"
	}
	for i := range n.Processes {
		for j := range n.Processes[i].Inputs {
			n.Processes[i].Inputs[j].Material = as(n.Processes[i].Inputs[j].Material)
		}
		for j := range n.Processes[i].Outputs {
			n.Processes[i].Outputs[j].Material = as(n.Processes[i].Outputs[j].Material)
		}
	}
	for i := range n.Lanes {
		n.Lanes[i].Material = as(n.Lanes[i].Material)
	}
	for i := range n.Demands {
		n.Demands[i].Material = as(n.Demands[i].Material)
	}
}

// Laws: a longer emergency never needs less, a supplier relied upon more never
// more, nor does a smaller defence or essential share; the short is never more
// than the need.
func TestLaws(t *testing.T) {
	_, apt := two()
	rename(apt)
	short := func(q Question) float64 {
		d := desks(t, q)
		return d.shortfall(&d.materials(apt, "tungsten", d.middle)[0])
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) float64 { return rapid.Float64Range(0, 1).Draw(t, name) }
		q := Question{Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024, Years: rapid.IntRange(1, 10).Draw(t, "years"), Reliability: map[adit.PlaceID]float64{"AUS": draw("AUS"), "VNM": draw("VNM")}}
		defence, essential := draw("defence"), draw("essential")
		q.Defence, q.Essential = &defence, &essential
		was := short(q)
		if need := float64(q.Years) * (defence + essential*(1-defence)) * 80; was > need*(1+1e-12) {
			t.Fatalf("short %g of a need of %g", was, need)
		}
		worse := q
		worse.Years++
		if more := short(worse); more < was-1e-9 {
			t.Fatalf("a longer emergency needs %g, not %g", more, was)
		}
		better := q
		better.Reliability = map[adit.PlaceID]float64{"AUS": min(1, q.Reliability["AUS"]+draw("more")), "VNM": q.Reliability["VNM"]}
		if less := short(better); less > was+1e-9 {
			t.Fatalf("a supplier relied upon more leaves %g short, not %g", less, was)
		}
	})
}

// On the atlas: what is short of a material comes back as stocks, in days and in
// tonnes of the forms that are held; the government's holdings are told as unknown;
// nothing is counted twice; figures are found.
func TestAtlas(t *testing.T) {
	a, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	solver, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer solver.Close()
	q := Question{Minerals: []string{"gallium", "tungsten", "neodymium", "rare_earths", "copper"}, Country: "USA", Year: 2024, Against: []adit.PlaceID{"CHN"}, World: world.New(a, 2024)}
	got, err := Run(context.Background(), a, solver, q)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, m := range got.Materials {
		days := 0.0
		for _, h := range m.Hold {
			days += h.Days
			if h.Tonnes.Low > h.Tonnes.Value || h.Tonnes.Value > h.Tonnes.High {
				t.Errorf("%s %s: %+v", m.Mineral, h.Form, h.Tonnes)
			}
		}
		near(t, m.Mineral+" days", days, m.Short.Value/(m.Use/365))
		if m.PartOf == "" && m.Cost != nil {
			sum += *m.Cost
		}
		for _, f := range m.Figures {
			if _, err := a.Find(f); err != nil {
				t.Error(err)
			}
		}
	}
	near(t, "cost", got.Cost, sum)
	of := func(mineral string) Material {
		return got.Materials[slices.IndexFunc(got.Materials, func(m Material) bool { return m.Mineral == mineral })]
	}
	if m := of("neodymium"); m.PartOf != "rare_earths" {
		t.Errorf("neodymium is counted beside the rare earths")
	}
	if m := of("gallium"); m.Held == nil || math.Abs(*m.Held-3.41) > 1e-6 { // MCS 2026: stocks of consumers at the end of 2024
		t.Errorf("gallium held %v", m.Held)
	}
	if m := of("tungsten"); m.Held != nil || len(m.Unlisted) == 0 {
		t.Errorf("tungsten: held %v, unlisted %v", m.Held, m.Unlisted)
	}
	if m := of("copper"); m.Short.Value != 0 || len(m.Hold) != 0 {
		t.Errorf("copper is short by %g", m.Short.Value)
	}
}

func TestBadQuestions(t *testing.T) {
	a, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	over, nan := 1.5, math.NaN()
	for _, q := range []Question{{Years: 31}, {Years: -1}, {Defence: &over}, {Essential: &nan}, {DefenceOf: map[string]float64{"gallium": -0.1}}, {Reliability: map[adit.PlaceID]float64{"JPN": 2}}} {
		if _, err := open(a, q); err == nil {
			t.Errorf("%+v is taken", q)
		}
	}
}

// Rows of reliability: a country's own goes before a group's, of groups the best
// that both are in counts, and the adversary sends nothing whatever the rows say.
func TestTrust(t *testing.T) {
	d := desks(t, Question{})
	for p, want := range map[adit.PlaceID]float64{"AUS": 0.95, "JPN": 0.9, "POL": 0.85, "VNM": 0.6, "RUS": 0.1, "CHN": 0, "USA": 1, "SWE": 0.85} {
		if got := d.trustIn(p); got.Band.Value != want {
			t.Errorf("%s: %+v, want %g", p, got, want)
		}
	}
	if got := desks(t, Question{Country: "CHL", Year: 2024}).trustIn("POL"); got.Band.Value != 0.6 {
		t.Errorf("Chile relies on Poland by %g, as if they were allies", got.Band.Value)
	}
}

func BenchmarkAll(b *testing.B) {
	a, err := shared()
	if err != nil {
		b.Fatal(err)
	}
	solver, err := highs.New(highs.Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer solver.Close()
	for b.Loop() {
		if _, err := Run(context.Background(), a, solver, Question{Country: "USA", Year: 2024, Against: []adit.PlaceID{"CHN"}}); err != nil {
			b.Fatal(err)
		}
	}
}
