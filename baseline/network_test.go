package baseline

import (
	"context"
	"math"
	"strings"
	"sync"
	"testing"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
	"adit/world"
)

var solver = sync.OnceValue(func() *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		panic(err)
	}
	return s
})

func read(t *testing.T, a *atlas.Atlas, mineral string, uses ...EndUse) *Model {
	t.Helper()
	n, err := world.New(a, 2024).Build(context.Background(), mineral, solver())
	if err != nil {
		t.Fatal(err)
	}
	m, err := Read(a, n, "USA", uses)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// toy is a model of one form, made in CHN and USA and used in USA.
func toy() *Model {
	const form = adit.MaterialID("x/metal")
	net := &adit.Network{
		Name: "toy", Year: 2024, Materials: []adit.Material{{ID: form, Content: 1}},
		Processes: []adit.Process{
			{ID: "x/metal CHN", Place: "CHN", Outputs: []adit.Part{{Material: form, Tonnes: 1}}, Activity: 60, Capacity: 72},
			{ID: "x/metal USA", Place: "USA", Outputs: []adit.Part{{Material: form, Tonnes: 1}}, Activity: 40, Capacity: 48},
		},
		Lanes:   []adit.Lane{{ID: "x/metal CHN>USA", Material: form, From: "CHN", To: "USA", Flow: 50}},
		Demands: []adit.Demand{{ID: "use USA", Place: "USA", Material: form, Amount: 90}},
	}
	net.Sort()
	v := func(value, low, high float64) Value {
		return Value{Value: value, Low: low, High: high, Basis: adit.Assumption}
	}
	m := &Model{Mineral: "x", Prices: map[adit.MaterialID]Value{form: v(1000, 900, 1100)}, Ratio: DefaultRatio, country: "USA",
		World: &world.Network{Network: net, Mineral: "x", Target: form, Refined: []adit.MaterialID{form}, Forms: []world.Form{{Material: form}}},
		Levers: []Lever{
			{DemandElasticity, "", v(-0.2, -0.4, -0.1)}, {SupplyElasticity, "", v(0.3, 0.1, 0.6)}, {SpareCapacity, "", v(1, 0.5, 2)}, {StockDays, "", v(73, 36.5, 146)},
			{Choke, "", v(20, 10, 50)}, {LaneGrowth, "", v(0.05, 0.02, 0.1)}, {NewLaneDelay, "", v(6, 3, 12)}, {NewLanePremium, "", v(0.1, 0.03, 0.3)}, {RestartDelay, "", v(12, 6, 24)},
		},
		spare: v(0.15, 0.05, 0.3),
		fixed: map[string]Value{"stock-days-producer": v(36.5, 7, 45), "stock-release-markup": v(0.25, 0.1, 0.6),
			"stock-build-discount": v(0.05, 0, 0.15), "stock-room-producer": v(182.5, 60, 365), "lane-growth-premium": v(0.02, 0.005, 0.05), "restart-markup": v(0.3, 0.1, 1), "secondary-growth-year": v(0.2, 0.05, 0.4)},
	}
	m.rest = uncounted(m.World.Network)
	return m
}

// By hand: spare capacity is 12 of 72 t and 8 of 48 t; of the 60 t that China
// makes 50 go abroad, and nobody is known to take the other 10.
func TestNetworkByHand(t *testing.T) {
	net := toy().Network(At{SpareCapacity: 0.5})
	if p := net.Processes[0]; p.Capacity != 66 {
		t.Errorf("capacity %g t, want 60 + 12 × 0.5", p.Capacity)
	}
	if d := net.Demands[1]; d.ID != "x/metal CHN: not counted" || math.Abs(float64(d.Amount)-10) > 1e-9 {
		t.Errorf("not counted: %s %g t", d.ID, d.Amount)
	}
	for _, d := range net.Demands {
		sum := adit.Tonnes(0)
		for k, s := range d.Steps {
			sum += s.Amount
			if s.Value < 1000 || k > 0 && s.Value > d.Steps[k-1].Value {
				t.Errorf("%s: step %d is worth %g USD/t after %g", d.ID, k, s.Value, d.Steps[max(0, k-1)].Value)
			}
		}
		if math.Abs(float64(sum-d.Amount)) > 1e-9 {
			t.Errorf("%s: steps sum to %g t of %g", d.ID, sum, d.Amount)
		}
	}
}

// What is usual lies in steps of its own: below the price of the curve by a
// token, above it by one.
func TestUsualFirst(t *testing.T) {
	for _, p := range toy().Network(nil).Processes {
		for k, s := range p.Steps {
			if k > 0 && (s.UpTo <= p.Steps[k-1].UpTo || s.Cost <= p.Steps[k-1].Cost) {
				t.Fatalf("%s: steps do not rise: %v", p.ID, p.Steps)
			}
			if s.UpTo != p.Activity {
				continue
			}
			if next := p.Steps[k+1]; math.Abs(float64(s.Cost)/1000-1+habit) > 1e-12 || math.Abs(float64(next.Cost)/1000-1-habit) > 1e-12 {
				t.Errorf("%s: %g USD/t up to what is usual, then %g", p.ID, s.Cost, next.Cost)
			}
		}
	}
	if l := toy().Network(nil).Lanes[0]; l.Steps[0].UpTo != l.Flow || l.Steps[0].Cost >= 0 || l.Steps[2].Cost != 20 {
		t.Errorf("lane: %+v", l.Steps)
	}
}

// The network has the same shape wherever the levers stand.
func TestOneShape(t *testing.T) {
	m := toy()
	base := m.Network(nil)
	for _, end := range []float64{-1, 1} {
		position := map[string]float64{}
		for _, l := range m.Levers {
			position[l.ID] = end
		}
		net := m.Network(m.Place(position))
		for i, p := range net.Processes {
			if p.ID != base.Processes[i].ID || len(p.Steps) != len(base.Processes[i].Steps) {
				t.Errorf("%g: %s has %d steps, not %d", end, p.ID, len(p.Steps), len(base.Processes[i].Steps))
			}
		}
		for i, d := range net.Demands {
			if d.ID != base.Demands[i].ID || len(d.Steps) != len(base.Demands[i].Steps) {
				t.Errorf("%g: %s has %d steps, not %d", end, d.ID, len(d.Steps), len(base.Demands[i].Steps))
			}
		}
		if len(net.Stocks) != len(base.Stocks) {
			t.Errorf("%g: %d stocks, not %d", end, len(net.Stocks), len(base.Stocks))
		}
	}
}

// By hand: 73 days of 90 t are 18 t at users, a third let go at 1.1, at 1.6 and at
// √(1.6·20) = 5.657 times the price; makers hold 36.5 days of theirs and
// have room for 182.5 more.
func TestStocksInThirds(t *testing.T) {
	net := toy().Network(nil)
	above := map[string]float64{"": 1100, " +1": 1600, " +2": 1000 * math.Sqrt(32)}
	found := 0
	for _, s := range net.Stocks {
		part, ok := strings.CutPrefix(s.ID, "stock of users x/metal@USA")
		if !ok {
			continue
		}
		found++
		if math.Abs(float64(s.Level)-6) > 1e-9 || math.Abs(float64(s.ReleaseAbove)-above[part]) > 1e-9 || s.Release.IsLimit() || s.Build != 0 {
			t.Errorf("%s: %+v", s.ID, s)
		}
	}
	if found != 3 {
		t.Errorf("%d parts of the users' stock, want 3", found)
	}
	for _, s := range net.Stocks {
		if s.ID == "stock of makers x/metal CHN" && (math.Abs(float64(s.Level)-2) > 1e-9 || math.Abs(float64(s.Room)-36) > 1e-9 || s.BuildBelow != 950) {
			t.Errorf("%s: level %g, room %g, builds below %g", s.ID, s.Level, s.Room, s.BuildBelow)
		}
	}
}

// 5% a month are 15.8% in a quarter; six months are two quarters and a year.
func TestTerms(t *testing.T) {
	m := toy()
	for period, want := range map[adit.Period]adit.LaneTerms{
		adit.Monthly:   {Given: true, Growth: 0.05, NewLaneDelay: 6, NewLanePremium: 0.1},
		adit.Quarterly: {Given: true, Growth: 0.157625, NewLaneDelay: 2, NewLanePremium: 0.1},
		adit.Yearly:    {Given: true, Growth: math.Pow(1.05, 12) - 1, NewLaneDelay: 1, NewLanePremium: 0.1},
	} {
		if got := m.Terms(nil, period); math.Abs(got.Growth-want.Growth) > 1e-9 || got.NewLaneDelay != want.NewLaneDelay || got.NewLanePremium != want.NewLanePremium {
			t.Errorf("%s: %+v, want %+v", period, got, want)
		}
	}
}

// The end uses of the country are told apart and add up to its use.
func TestEndUsesAddUp(t *testing.T) {
	a := open(t)
	whole, parts := read(t, a, "gallium"), read(t, a, "gallium", EndUse{"chips", "334413", 0.7}, EndUse{"other", "", 0.3})
	sum := func(m *Model) (usa adit.Tonnes) {
		for _, d := range m.Network(nil).Demands {
			if d.Place == "USA" {
				usa += d.Amount
			}
		}
		return usa
	}
	if a, b := sum(whole), sum(parts); math.Abs(float64(a-b)) > 1e-9*float64(a) || a == 0 {
		t.Errorf("%g t whole, %g t in parts", a, b)
	}
}

// A recovery takes from its host, at the same place, no more than it carries.
func TestHostsBindRecovery(t *testing.T) {
	for _, mineral := range []string{"gallium", "germanium", "indium"} {
		m := read(t, open(t), mineral)
		if len(m.hosts) == 0 {
			t.Errorf("%s has no host: %v", mineral, m.Notes)
		}
		net := m.Network(nil)
		carried := map[adit.PlaceID]adit.Tonnes{}
		for _, p := range net.Processes {
			for _, o := range p.Outputs {
				if o.Material.Form() == "carried" {
					carried[p.Place] += p.Activity * adit.Tonnes(o.Tonnes)
				}
			}
		}
		for _, p := range net.Processes {
			for _, in := range p.Inputs {
				if need := p.Activity * adit.Tonnes(in.Tonnes); in.Material.Form() == "carried" && need > carried[p.Place]*(1+1e-9) {
					t.Errorf("%s recovers %g t, its host carries %g", p.ID, need, carried[p.Place])
				}
			}
		}
	}
}

// By hand: a plant of 80 t that makes 40 has 40 × 1.3 = 52 at once; the other 28
// restart after a year at 30% above the price, with the feed that others take.
func TestIdleCapacityRestarts(t *testing.T) {
	m := toy()
	m.World.Processes[1].Capacity = 80
	m.World.Processes[0].Inputs = []adit.Part{{Material: "x/ore", Tonnes: 1.25}}
	m.Prices["x/ore"] = Value{Value: 400}
	m.idle = append(m.readIdle(), world.Idle{Material: "x/metal", Place: "DEU", Capacity: 7})
	found := map[string]adit.Tonnes{}
	for _, p := range m.Network(nil).Processes {
		if strings.HasSuffix(p.ID, restarted) {
			found[p.ID] = p.Capacity
			if want := adit.USD(1000 - 1.25*400 + 300); p.Steps[0].Cost != want || p.Inputs[0].Tonnes != 1.25 || p.Activity != 0 {
				t.Errorf("%+v, want cost %g", p, want)
			}
		}
	}
	if len(found) != 2 || math.Abs(float64(found["x/metal USA restarted"])-28) > 1e-9 || found["x/metal DEU restarted"] != 7 {
		t.Errorf("restarts: %v", found)
	}
	if open := m.Opening(At{RestartDelay: 6.5}); open["x/metal DEU restarted"] != 7 {
		t.Errorf("opens %v, want month 7", open)
	}
}
