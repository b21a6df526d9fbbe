package shock_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"adit"
	"adit/lp/highs"
	"adit/market"
	"adit/shock"
)

var solver = sync.OnceValue(func() *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		panic(err)
	}
	return s
})

// oneMarket is a market of two suppliers, one of which is lost, and one demand.
func oneMarket(ed, es, lost, capacity, ratio float64) *adit.Network {
	const price, quantity = 1000, 100
	demand := market.Curve{Price: price, Quantity: quantity, Elasticity: ed, Ratio: ratio, Choke: 1000}
	net := &adit.Network{
		Materials: []adit.Material{{ID: "m/metal", Content: 1}},
		Demands:   []adit.Demand{{ID: "use", Place: "USA", Material: "m/metal", Amount: quantity, Steps: demand.DemandSteps()}},
	}
	for _, p := range []struct {
		place adit.PlaceID
		share float64
	}{{"CHN", lost}, {"USA", 1 - lost}} {
		q := adit.Tonnes(quantity * p.share)
		supply := market.Curve{Price: price, Quantity: q, Elasticity: es, Ratio: ratio, Floor: 0.5, Choke: 1000}
		net.Processes = append(net.Processes, adit.Process{ID: "made in " + string(p.place), Place: p.place, Activity: q, Capacity: q * adit.Tonnes(capacity),
			Outputs: []adit.Part{{Material: "m/metal", Tonnes: 1}}, Steps: supply.SupplySteps()})
	}
	net.Lanes = []adit.Lane{{ID: "CN-US", Material: "m/metal", From: "CHN", To: "USA", Flow: adit.Tonnes(quantity * lost), Capacity: adit.NoLimit}}
	net.Sort()
	return net
}

func ban(places ...adit.PlaceID) *adit.Scenario {
	return &adit.Scenario{Periods: 1, Period: adit.Yearly, Start: adit.MonthOf(2025, 1), Foresight: adit.NoForesight,
		Disruptions: []adit.Disruption{{Lanes: &adit.Selector{From: places}, Factor: 0}}}
}

func run(t testing.TB, net *adit.Network, s *adit.Scenario) *shock.Answer {
	t.Helper()
	a, err := shock.Run(context.Background(), net, shock.Question{Scenario: s, Place: "USA"}, solver())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func priceAt(a *shock.Answer, p *shock.Path, t int, node string) float64 {
	v := a.Print(p).Periods[t].Price[node]
	if v == nil {
		return math.NaN()
	}
	return *v
}

// The closed form of docs/model.md §5, and the numbers of docs/validation.md:
// P₁/P₀ = (1−φ)^{1/(ε_d−ε_s)}, capped [(1−φ)K]^{1/ε_d}.
func TestClosedForms(t *testing.T) {
	for _, c := range []struct{ ed, es, lost, capacity, price, quantity float64 }{
		{-0.3, 0.2, 0.5, 1000, 4.0, 0.659754},
		{-0.1, 0.1, 0.3, 1000, 5.949902, 0.83666},
		{-0.5, 0.3, 0.9, 1000, 17.782794, 0.237137},
		{-0.3, 0.2, 0.5, 1.1, 7.335973, 0.55},
	} {
		a := run(t, oneMarket(c.ed, c.es, c.lost, c.capacity, 1.02), ban("CHN"))
		price, served := priceAt(a, a.Shocked, 0, "m/metal@USA")/1000, float64(a.Shocked.Steps[0].Served[0])/100
		if math.Abs(price/c.price-1) > 0.01 || math.Abs(served/c.quantity-1) > 0.01 {
			t.Errorf("ε %g, %g, φ %g, K %g: P %g Q %g, want %g %g", c.ed, c.es, c.lost, c.capacity, price, served, c.price, c.quantity)
		}
		if base := priceAt(a, a.Baseline, 0, "m/metal@USA"); math.Abs(base-1000) > 1e-6 {
			t.Errorf("undisturbed price %g, want 1000", base)
		}
		if b := float64(a.Baseline.Steps[0].Served[0]); math.Abs(b-100) > 1e-6 {
			t.Errorf("undisturbed %g t served, want 100", b)
		}
	}
}

// How many steps 1% takes: the error falls with the ratio of neighbouring
// prices, and is at most √ratio − 1.
func ExampleRun_convergence() {
	exact := 4.0
	for _, ratio := range []float64{2, 1.5, 1.2, 1.1, 1.05, 1.02, 1.01} {
		net := oneMarket(-0.3, 0.2, 0.5, 1000, ratio)
		a, err := shock.Run(context.Background(), net, shock.Question{Scenario: ban("CHN"), Place: "USA"}, solver())
		if err != nil {
			panic(err)
		}
		p := *a.Print(a.Shocked).Periods[0].Price["m/metal@USA"] / 1000
		fmt.Printf("ratio %.2f, %3d steps of demand: %.3f, off by %.1f%%\n", ratio, len(net.Demands[0].Steps), p, 100*math.Abs(p/exact-1))
	}
	// Output:
	// ratio 2.00,  20 steps of demand: 4.000, off by 0.0%
	// ratio 1.50,  28 steps of demand: 3.831, off by 4.2%
	// ratio 1.20,  48 steps of demand: 3.909, off by 2.3%
	// ratio 1.10,  83 steps of demand: 3.944, off by 1.4%
	// ratio 1.05, 152 steps of demand: 4.000, off by 0.0%
	// ratio 1.02, 359 steps of demand: 4.000, off by 0.0%
	// ratio 1.01, 705 steps of demand: 4.001, off by 0.0%
}

func read(t testing.TB, text string) *adit.Network {
	t.Helper()
	net, err := adit.ReadNetwork(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return net
}
