package plan_test

import (
	"errors"
	"math"
	"testing"

	"strings"

	"adit/plan"
)

// A target of own output makes the country build, and costs what imports would not;
// one that nothing can meet names its row and how much is missing.
func TestLeastTarget(t *testing.T) {
	net := network(t, `{"name": "n", "year": 2025, "materials": [{"id": "x/metal"}],
 "processes": [{"id": "CN", "place": "CHN", "outputs": {"x/metal": 1}, "activity_t": 10, "capacity_t": 10, "cost_usd_per_t": 90}],
 "lanes": [{"id": "CN-US", "material": "x/metal", "from": "CHN", "to": "USA", "flow_t": 10, "capacity_t": 10, "cost_usd_per_t": 10}],
 "demands": [{"id": "US", "place": "USA", "material": "x/metal", "amount_t": 10, "value_usd_per_t": 1000}]}`)
	least := func(share string) string {
		return `{"horizon": [2026, 2027], "discount": 0, "budget_usd": {"total": 1e9},
 "candidates": [{"id": "home", "process": {"place": "USA", "outputs": {"x/metal": 1}, "capacity_t": 6, "cost_usd_per_t": 300}, "capex_usd": 1000, "lead_years": 1}],
 "scenarios": [{"name": "calm", "probability": 1, "disruptions": []}],
 "targets": [{"material": "x/metal", "place": "USA", "least_share": ` + share + `, "year": 2027}]}`
	}
	a, err := plan.Run(t.Context(), net, candidates(t, least("0.4")), plan.Question{}, solver())
	if err != nil {
		t.Fatal(err)
	}
	// Two years of 10 t at 100 USD; in the second 4 t at 300 instead, and 1000 to build.
	if want := 2*10*100.0 + 4*200 + 1000; math.Abs(a.Objective-want) > 1e-6 || len(a.Chosen) != 1 || a.Chosen[0].Start != 2026 {
		t.Errorf("costs %g USD, not %g; chosen %v", a.Objective, want, a.Chosen)
	}
	if len(a.Targets) != 1 || math.Abs(a.Targets[0].USDPerTonne-200) > 1e-6 {
		t.Errorf("a tonne of the target costs %v, not 200 USD", a.Targets)
	}
	_, err = plan.Run(t.Context(), net, candidates(t, least("0.7")), plan.Question{}, solver())
	var conflict *plan.InfeasibleError
	if !errors.As(err, &conflict) || len(conflict.Relax) != 1 || math.Abs(conflict.Relax[0].By-1) > 1e-6 || !strings.Contains(conflict.Relax[0].Row, "at least 70%") {
		t.Errorf("6 of 7 t: %v", err)
	}
}
