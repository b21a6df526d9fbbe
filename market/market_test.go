package market_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"adit"
	"adit/lp"
	"adit/lp/highs"
	"adit/market"
)

var solver = sync.OnceValue(func() *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		panic(err)
	}
	return s
})

// threeNodes is a mine, a refinery abroad and a user with a small stock.
func threeNodes() *adit.Network {
	n, err := adit.ReadNetwork(strings.NewReader(`{
 "materials": [{"id": "cobalt/ore"}, {"id": "cobalt/refined"}],
 "processes": [
  {"id": "mine", "place": "COD", "outputs": {"cobalt/ore": 1}, "activity_t": 100, "capacity_t": 110,
   "steps": [{"upto_t": 80, "cost_usd_per_t": 9000}, {"upto_t": 110, "cost_usd_per_t": 14000}],
   "owners": [{"place": "CHN", "share": 0.6}]},
  {"id": "refinery", "place": "CHN", "inputs": {"cobalt/ore": 1}, "outputs": {"cobalt/refined": 0.9}, "activity_t": 90, "capacity_t": 120, "cost_usd_per_t": 2000}],
 "lanes": [{"id": "CD-CN", "material": "cobalt/ore", "from": "COD", "to": "CHN", "flow_t": 90, "cost_usd_per_t": 300},
  {"id": "CN-US", "material": "cobalt/refined", "from": "CHN", "to": "USA", "flow_t": 80, "capacity_t": 120, "cost_usd_per_t": 400}],
 "demands": [{"id": "alloys", "place": "USA", "material": "cobalt/refined", "amount_t": 85,
   "steps": [{"amount_t": 60, "value_usd_per_t": 90000}, {"amount_t": 25, "value_usd_per_t": 14000}]}],
 "stocks": [{"id": "NDS", "place": "USA", "material": "cobalt/refined", "level_t": 5, "release_t_per_period": 2}]}`))
	if err != nil {
		panic(err)
	}
	return n
}

// The formulation itself is the golden: what is written is what is meant.
func TestFormulation(t *testing.T) {
	var m lp.Model
	market.Write(&m, threeNodes(), market.Terms{Priced: true})
	golden(t, "testdata/threenodes.txt", m.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got), UPDATE=1 rewrites:\n%s", file, d)
	}
}

func load(t *testing.T, terms market.Terms) (*market.Session, *market.Block) {
	t.Helper()
	var m lp.Model
	b := market.Write(&m, threeNodes(), terms)
	s, err := market.Load(solver(), &m, b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, b
}

// By hand: 60 t are worth 90,000 and cost (9,000+300+2,000)/0.9 + 400 = 12,956
// from the cheap step, which gives 72 t; with the 2 t of stock that serves 74 t.
// From the dear step a tonne costs 18,511, above the 14,000 of the second part.
func TestPriced(t *testing.T) {
	s, b := load(t, market.Terms{Priced: true})
	sol, flows, err := s.Solve(context.Background(), lp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := flows[0]
	if got := f.Served[0]; math.Abs(float64(got)-74) > 1e-6 {
		t.Errorf("served %g t, want 74", got)
	}
	want := -(60*90000 + 14*14000 - 80*9000 - 80*300 - 80*2000 - 72*400.0)
	if math.Abs(sol.Objective-want) > 1e-3 {
		t.Errorf("objective %g, want %g", sol.Objective, want)
	}
	us := b.Index.At(adit.Node{Material: "cobalt/refined", Place: "USA"})
	if math.Abs(float64(f.Price[us])-14000) > 1e-6 {
		t.Errorf("price %g, want 14000: the demand step that is half served", f.Price[us])
	}
}

// Removed, re-solved in place and restored, the answer is the first one again.
func TestRemoveAndRestore(t *testing.T) {
	s, b := load(t, market.Terms{Priced: true})
	solve := func() (float64, adit.Tonnes) {
		sol, flows, err := s.Solve(context.Background(), lp.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return sol.Objective, flows[0].Served[0]
	}
	before, _ := solve()
	gone := b.Base.Clone()
	gone.RemovePlace(b.Net, "CHN")
	s.Limit(0, gone)
	if _, served := solve(); math.Abs(float64(served)-2) > 1e-9 {
		t.Errorf("without China %g t served, want the stock's 2", served)
	}
	owner := b.Base.Clone()
	owner.RemoveOwner(b.Net, "CHN")
	s.Limit(0, owner)
	// Each step of the mine shrinks to 40%: 32 t at 9,000 give 28.8 t, and 12 t
	// at 14,000 still pay against the 90,000 of the first part: 39.6 + 2.
	if _, served := solve(); math.Abs(float64(served)-41.6) > 1e-6 {
		t.Errorf("without Chinese owners %g t served, want 41.6", served)
	}
	s.Limit(0, b.Base)
	if after, _ := solve(); math.Abs(after-before) > 1e-6*math.Abs(before) {
		t.Errorf("restored %g, was %g", after, before)
	}
}

// A month is a twelfth of a year; a stock's release is a period's as it stands.
func TestPartOfYear(t *testing.T) {
	l := market.LimitsOf(threeNodes(), 1.0/12)
	want := market.Limits{Activity: []adit.Tonnes{110.0 / 12, 10}, Flow: []adit.Tonnes{adit.NoLimit, 10},
		Served: []adit.Tonnes{85.0 / 12}, Release: []adit.Tonnes{2}, Build: []adit.Tonnes{0}, ActivityAdd: []adit.USD{0, 0}, FlowAdd: []adit.USD{0, 0}}
	near := cmp.Comparer(func(a, b adit.Tonnes) bool { return a == b || math.Abs(float64(a-b)) < 1e-9 })
	if d := cmp.Diff(want, l, near); d != "" {
		t.Error(d)
	}
}

// Two blocks in one program, as foresight over periods needs.
func TestTwoBlocks(t *testing.T) {
	var m lp.Model
	net := threeNodes()
	first := market.Write(&m, net, market.Terms{Part: 0.5, Priced: true, Label: " 1"})
	second := market.Write(&m, net, market.Terms{Part: 0.5, Priced: true, Label: " 2"})
	m.Row("stock level").Add(1, first.Release[0]).Add(1, second.Release[0]).AtMost(2)
	s, err := market.Load(solver(), &m, first, second)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, flows, err := s.Solve(context.Background(), lp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := flows[0].Served[0] + flows[1].Served[0]; math.Abs(float64(got)-74) > 1e-6 {
		t.Errorf("served %g t in two halves, want 74", got)
	}
}

// Check knows no program: it finds what is wrong in flows made by hand.
func TestCheck(t *testing.T) {
	net := threeNodes()
	x, l := net.Index(), market.LimitsOf(net, 1)
	good := func() *market.Flows {
		return &market.Flows{Activity: []adit.Tonnes{80, 80}, Flow: []adit.Tonnes{80, 72}, Served: []adit.Tonnes{74}, Release: []adit.Tonnes{2}, Build: []adit.Tonnes{0}}
	}
	if err := market.Check(net, x, l, good()); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*market.Flows){
		"S2":            func(f *market.Flows) { f.Activity[0] = 111 },
		"S3":            func(f *market.Flows) { f.Flow[1] = 121 },
		"S1":            func(f *market.Flows) { f.Served[0] = 75 },
		"demand":        func(f *market.Flows) { f.Served[0] = -1 },
		"stock release": func(f *market.Flows) { f.Release[0] = adit.Tonnes(math.NaN()) },
	} {
		f := good()
		spoil(f)
		if err := market.Check(net, x, l, f); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The solver's rounding is of the largest numbers, wherever it ends up: beside
// 1e10 t a millionth of a tonne is nothing, and a tenth still is something.
func TestCheckOfLargeNumbers(t *testing.T) {
	net := threeNodes()
	x, l := net.Index(), market.LimitsOf(net, 1e8)
	flows := func(lost adit.Tonnes) *market.Flows {
		return &market.Flows{Activity: []adit.Tonnes{8e9, 0}, Flow: []adit.Tonnes{0, lost}, Served: []adit.Tonnes{2}, Release: []adit.Tonnes{2}, Build: []adit.Tonnes{0}}
	}
	if err := market.Check(net, x, l, flows(2e-6)); err != nil {
		t.Error(err)
	}
	if err := market.Check(net, x, l, flows(0.1)); err == nil {
		t.Error("0.1 t out of nothing pass")
	}
}

func ExampleWrite() {
	net := &adit.Network{
		Materials: []adit.Material{{ID: "gallium/primary", Content: 1}},
		Processes: []adit.Process{{ID: "recovery", Place: "CHN", Outputs: []adit.Part{{Material: "gallium/primary", Tonnes: 1}}, Capacity: 600}},
		Lanes:     []adit.Lane{{ID: "CN-US", Material: "gallium/primary", From: "CHN", To: "USA", Capacity: 20}},
		Demands:   []adit.Demand{{ID: "chips", Place: "USA", Material: "gallium/primary", Amount: 15}},
	}
	var m lp.Model
	market.Write(&m, net, market.Terms{})
	fmt.Print(m.String())
	// Output:
	// minimise
	// S1 mass[gallium/primary@CHN]: +1 activity[recovery] -1 shipment[CN-US] ≥ 0
	// S1 mass[gallium/primary@USA]: +1 shipment[CN-US] -1 served[chips] ≥ 0
	// 0 ≤ activity[recovery] ≤ 600
	// 0 ≤ shipment[CN-US] ≤ 20
	// 0 ≤ served[chips] ≤ 15
}
