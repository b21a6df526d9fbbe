package plan_test

import (
	"context"
	"math"
	"strings"
	"sync"
	"testing"

	"adit"
	"adit/lp"
	"adit/lp/highs"
	"adit/plan"
)

var (
	once   sync.Once
	shared *highs.Solver
)

// solver is one solver for all tests: making it takes longer than most.
func solver() lp.Solver {
	once.Do(func() {
		var err error
		if shared, err = highs.New(highs.Config{}); err != nil {
			panic(err)
		}
	})
	return shared
}

func network(t testing.TB, text string) *adit.Network {
	t.Helper()
	n, err := adit.ReadNetwork(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func candidates(t testing.TB, text string) *adit.Candidates {
	t.Helper()
	c, err := adit.ReadCandidates(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func run(t testing.TB, net *adit.Network, c *adit.Candidates, q plan.Question) *plan.Answer {
	t.Helper()
	a, err := plan.Run(context.Background(), net, c, q, solver())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// compare wants an objective and "id year" of what is chosen.
func compare(t *testing.T, a *plan.Answer, objective float64, chosen ...string) {
	t.Helper()
	if math.Abs(a.Objective-objective) > 1e-6*math.Max(1, math.Abs(objective)) {
		t.Errorf("objective %.12g USD, by hand %.12g", a.Objective, objective)
	}
	if a.Gap > 1e-6 {
		t.Errorf("a gap of %g", a.Gap)
	}
	if got := told(a); got != strings.Join(chosen, ", ") {
		t.Errorf("chosen %s, by hand %s", got, strings.Join(chosen, ", "))
	}
}

func told(a *plan.Answer) string {
	var all []string
	for _, c := range a.Chosen {
		all = append(all, c.ID+" "+yearText(c.Start))
	}
	return strings.Join(all, ", ")
}

func yearText(y adit.Year) string {
	return adit.MonthOf(y, 1).String()[:4]
}

// The United States want 10 t of metal a year, worth 1,000 USD/t, all of it from
// China at 100 USD/t.
const metal = `{"name": "metal", "year": 2025,
 "materials": [{"id": "x/ore"}, {"id": "x/metal"}],
 "processes": [{"id": "CN", "place": "CHN", "outputs": {"x/metal": 1}, "activity_t": 10, "capacity_t": 10, "cost_usd_per_t": 90}],
 "lanes": [{"id": "CN-US", "material": "x/metal", "from": "CHN", "to": "USA", "flow_t": 10, "capacity_t": 10, "cost_usd_per_t": 10}],
 "demands": [{"id": "US", "place": "USA", "material": "x/metal", "amount_t": 10, "value_usd_per_t": 1000}]}`

// file is a candidate file without discount, of 2026 and 2027, in which China is
// cut off in both years.
func file(budget, projects, more string) string {
	return `{"horizon": [2026, 2027], "discount": 0, "budget_usd": ` + budget + `, "candidates": [` + projects + `],
 "scenarios": [{"name": "cut off", "probability": 1, "disruptions": [{"lanes": {"from": "CHN"}, "factor": 0}]}]` + more + `}`
}

const (
	small = `{"id": "small", "process": {"place": "USA", "outputs": {"x/metal": 1}, "capacity_t": 4, "cost_usd_per_t": 200}, "capex_usd": 1000, "lead_years": 0}`
	large = `{"id": "large", "process": {"place": "USA", "outputs": {"x/metal": 1}, "capacity_t": 6, "cost_usd_per_t": 300}, "capex_usd": 3000, "lead_years": 0}`
	mine  = `{"id": "mine", "process": {"place": "USA", "outputs": {"x/ore": 1}, "capacity_t": 10, "cost_usd_per_t": 100}, "capex_usd": 500, "lead_years": 0}`
	plant = `{"id": "refinery", "process": {"place": "USA", "inputs": {"x/ore": 1}, "outputs": {"x/metal": 0.5}, "capacity_t": 10, "cost_usd_per_t": 100}, "capex_usd": 500, "lead_years": 0}`
)

// Two projects, one budget. Small saves 2·4·800 = 6,400 for 1,000; large saves
// 2·6·700 = 8,400 for 3,000. Of 3,500 only one can be had: small nets 5,400, large
// 5,400 – so a cost of 2,900 for large decides, and one of 3,100 too. Nothing built
// leaves 20,000 unmet.
func TestTwoProjectsOneBudget(t *testing.T) {
	net := network(t, metal)
	c := candidates(t, file(`{"total": 3500}`, small+","+strings.Replace(large, "3000", "2900", 1), ""))
	compare(t, run(t, net, c, plan.Question{}), 20000-8400+2900, "large 2026")
	c = candidates(t, file(`{"total": 3500}`, small+","+strings.Replace(large, "3000", "3100", 1), ""))
	compare(t, run(t, net, c, plan.Question{}), 20000-6400+1000, "small 2026")
	c = candidates(t, file(`{"total": 4000}`, small+","+large, ""))
	compare(t, run(t, net, c, plan.Question{}), 20000-6400+1000-8400+3000, "large 2026", "small 2026")
	// A year's own budget puts one of them off: large can start in 2027 only,
	// where it saves 4,200 for 3,000.
	c = candidates(t, file(`{"total": 4000, "2026": 1000}`, small+","+large, ""))
	compare(t, run(t, net, c, plan.Question{}), 20000-6400+1000-4200+3000, "small 2026", "large 2027")
}

// A mine without a refinery is worthless: nobody at home takes ore. With both, 10 t
// of ore make 5 t of metal, at (100 + 100)/0.5 = 400 USD/t: 2·5·600 − 1,000.
func TestMineWithoutRefinery(t *testing.T) {
	net := network(t, strings.Replace(metal, `"lanes": [`, `"lanes": [{"id": "ore", "material": "x/ore", "from": "USA", "to": "CHN", "flow_t": 0, "cost_usd_per_t": 1}, `, 1))
	alone := candidates(t, file(`{"total": 5000}`, mine, ""))
	compare(t, run(t, net, alone, plan.Question{}), 20000)
	both := candidates(t, file(`{"total": 5000}`, mine+","+plant, ""))
	compare(t, run(t, net, both, plan.Question{}), 20000-6000+1000, "mine 2026", "refinery 2026")
}

// A by-product is capped by its host: 100 t of alumina carry 3 t of liquor, however
// large the recovery. The host runs as its own buyers want: 100 t a year.
func TestHostLimitBinds(t *testing.T) {
	net := network(t, `{"materials": [{"id": "a/alumina"}, {"id": "x/liquor"}, {"id": "x/metal"}],
 "processes": [{"id": "host", "place": "USA", "outputs": {"a/alumina": 1, "x/liquor": 0.03}, "activity_t": 100, "capacity_t": 100, "cost_usd_per_t": 10}],
 "lanes": [], "demands": [{"id": "US", "place": "USA", "material": "x/metal", "amount_t": 10, "value_usd_per_t": 1000},
  {"id": "Al", "place": "USA", "material": "a/alumina", "amount_t": 100, "value_usd_per_t": 50}]}`)
	c := candidates(t, `{"horizon": [2026, 2026], "discount": 0, "budget_usd": {"total": 5000}, "scenarios": [{"name": "calm", "probability": 1, "disruptions": []}],
 "candidates": [{"id": "recovery", "process": {"place": "USA", "inputs": {"x/liquor": 1}, "outputs": {"x/metal": 1}, "capacity_t": 8, "cost_usd_per_t": 100}, "capex_usd": 600, "lead_years": 0}]}`)
	compare(t, run(t, net, c, plan.Question{}), 1000+7*1000+3*100+600, "recovery 2026")
}

// A cut in 2027 alone: buying 10 t in 2026 at 150 USD/t and holding them once at 5
// costs 1,550 and saves 10,000, less than a project of 3,000 that saves 7,000 and
// takes a year to build. 2026 costs 1,000 by lane.
func TestStockBeatsProject(t *testing.T) {
	cut := `{"horizon": [2026, 2027], "discount": 0, "budget_usd": {"total": 9000}, "candidates": [` + strings.Replace(strings.Replace(large, `"lead_years": 0`, `"lead_years": 1`, 1), `"capacity_t": 6`, `"capacity_t": 10`, 1) + `],
 "stockpile": [{"material": "x/metal", "place": "USA", "max_t": 20, "price_usd_per_t": 150, "hold_usd_per_t_per_year": 5, "release_t_per_year": 10}],
 "scenarios": [{"name": "cut off", "probability": 1, "disruptions": [{"lanes": {"from": "CHN"}, "factor": 0, "from": "2027"}]}]}`
	a := run(t, network(t, metal), candidates(t, cut), plan.Question{})
	compare(t, a, 1000+1500+50)
	if got := a.Purchases[0]; math.Abs(float64(got[0])-10) > 1e-6 || got[1] > 1e-6 {
		t.Errorf("bought %v, by hand 10 t in 2026", got)
	}
	// With room for 4 t the project is worth it as well: 6 t at 300 and 4 t of stock.
	both := run(t, network(t, metal), candidates(t, strings.Replace(cut, `"max_t": 20`, `"max_t": 4`, 1)), plan.Question{})
	compare(t, both, 1000+4*155+6*300+3000, "large 2026")
}

// The refinery may start only in or after the year of the mine, whose earliest is
// 2027: both then, for one year.
func TestRequiresOrder(t *testing.T) {
	late := strings.Replace(mine, `"lead_years": 0`, `"lead_years": 0, "earliest": 2027`, 1)
	needy := strings.Replace(plant, `"lead_years": 0`, `"lead_years": 0, "requires": ["mine"]`, 1)
	net := network(t, metal)
	compare(t, run(t, net, candidates(t, file(`{"total": 5000}`, late+","+needy, "")), plan.Question{}), 20000-3000+1000, "mine 2027", "refinery 2027")
	// Of two that exclude each other the better is built.
	one := strings.Replace(small, `"lead_years": 0`, `"lead_years": 0, "excludes": ["large"]`, 1)
	compare(t, run(t, net, candidates(t, file(`{"total": 9000}`, one+","+strings.Replace(large, "3000", "2900", 1), "")), plan.Question{}), 20000-8400+2900, "large 2026")
}

// Capacity × probability: 0.5 in the year of the start, 1 in the next.
func TestOnlineProbability(t *testing.T) {
	odd := strings.Replace(small, `"lead_years": 0`, `"online": {"0": 0.5, "1": 1}`, 1)
	compare(t, run(t, network(t, metal), candidates(t, file(`{"total": 5000}`, odd, "")), plan.Question{}), 20000-(2+4)*800+1000, "small 2026")
}

// Undisturbed China serves all at 100. At most 0.4 of supply from there in 2027:
// with small's 4 t of its own China may send 8/3 t, so 10 t are not reached: each
// is served while it pays. Without a project nothing at all may come in 2027.
func TestTargetBinds(t *testing.T) {
	calm := `{"horizon": [2026, 2027], "discount": 0, "budget_usd": {"total": 5000}, "candidates": [%], "scenarios": [{"name": "calm", "probability": 1, "disruptions": []}],
 "targets": [{"material": "x/metal", "place": "USA", "from": "CHN", "max_share": 0.4, "year": 2027}]}`
	net := network(t, metal)
	compare(t, run(t, net, candidates(t, strings.Replace(calm, "%", "", 1)), plan.Question{}), 1000+10000)
	third := 4.0 * 0.4 / 0.6
	compare(t, run(t, net, candidates(t, strings.Replace(calm, "%", strings.Replace(small, `"lead_years": 0`, `"lead_years": 0, "earliest": 2027`, 1), 1)), plan.Question{}), 1000+4*200+100*third+1000*(6-third)+1000, "small 2027")
}

// One twentieth: the case that is lost counts alone, with its whole 20,000, and a
// project that would not pay by expectation (0.05·6,400 = 320 < 1,000) does.
func TestTailAgainstExpected(t *testing.T) {
	two := `{"horizon": [2026, 2027], "discount": 0, "budget_usd": {"total": 5000}, "candidates": [` + small + `],
 "scenarios": [{"name": "calm", "probability": 0.95, "disruptions": []},
  {"name": "cut off", "probability": 0.05, "disruptions": [{"lanes": {"from": "CHN"}, "factor": 0}]}]}`
	net := network(t, metal)
	compare(t, run(t, net, candidates(t, two), plan.Question{}), 0.95*2000+0.05*20000)
	// In the tail 12 t are unmet. Calm, nothing need be served: no cost but 0.05·8·200.
	a := run(t, net, candidates(t, two), plan.Question{Risk: plan.CVaR95})
	if told(a) != "small 2026" {
		t.Errorf("chosen %q, by hand small 2026", told(a))
	}
	// L(cut off) = 12,000. Calm may lose 12,000 too before η rises: 8 t of 20 served, at 100.
	if want := 12000 + 1000 + 0.05*8*200 + 0.95*8*100; math.Abs(a.Objective-want) > 1e-3 {
		t.Errorf("objective %g, by hand %g", a.Objective, want)
	}
}
