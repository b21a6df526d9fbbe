package adit

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

const someCandidates = `{"horizon": [2026, 2030], "discount": 0.05, "budget_usd": {"total": 100, "2027": 0, "DFC": {"total": 50}},
 "candidates": [
  {"id": "b", "process": {"place": "USA", "outputs": {"x/metal": 1}, "capacity_t": 4}, "capex_usd": 10, "public_cost_usd": 3, "online": {"4": 1, "2": 0.5}, "requires": ["a"], "shares_budget": "DFC"},
  {"id": "a", "lane": {"material": "x/metal", "from": "CAN", "to": "USA", "capacity_t": 4}, "capex_usd": 10, "lead_years": 2, "earliest": 2027, "excludes": ["c"]},
  {"id": "c", "process": {"id": "other", "place": "USA", "outputs": {"x/metal": 1}, "capacity_t": 4}, "capex_usd": 1, "lead_years": 0}],
 "stockpile": [{"material": "x/metal", "place": "USA", "max_t": 5, "price_usd_per_t": 10}],
 "scenarios": [{"name": "calm", "probability": 0.25}, {"name": "ban", "probability": 0.75, "disruptions": [{"lanes": {"from": "CHN"}, "factor": 0, "from": "2028"}]}],
 "targets": [{"material": "x/", "place": "USA", "from": ["CHN", "RUS"], "max_share": 0.5, "year": 2029}]}`

func TestReadCandidates(t *testing.T) {
	c, err := ReadCandidates(strings.NewReader(someCandidates))
	if err != nil {
		t.Fatal(err)
	}
	a, b := c.Project("a"), c.Project("b")
	if a.Public != 10 || b.Public != 3 || a.Lane.ID != "a" || b.Process.ID != "b" || a.Earliest != 2027 || b.Earliest != 2026 {
		t.Errorf("projects %+v, %+v", a, b)
	}
	for years, want := range map[Year]Share{0: 0, 1: 0, 2: 0.5, 3: 0.5, 4: 1, 9: 1} {
		if got := b.Working(2026, 2026+years); got != want {
			t.Errorf("works after %d years with %g, want %g", years, got, want)
		}
	}
	if most, ok := c.Budget.Bound(2027); c.Budget.Total != 100 || !ok || most != 0 || c.Budgets[0].Name != "DFC" || c.Budgets[0].Total != 50 {
		t.Errorf("budgets %+v %+v", c.Budget, c.Budgets)
	}
	if c.Cases[0].Name != "ban" || c.Stockpile[0].Release != NoLimit || len(c.Targets[0].From) != 2 {
		t.Errorf("%+v", c)
	}
}

// Each change of a good file is one fault, and no other.
func TestCandidateFaults(t *testing.T) {
	for _, x := range []struct{ from, to, rule string }{
		{`"total": 100`, `"total": -100`, "budget"},
		{`"total": 100`, `"total": 0`, "budget"},
		{`"2027": 0`, `"2031": 5`, "horizon"},
		{`[2026, 2030]`, `[2026.5, 2030]`, "horizon"},
		{`"discount": 0.05`, `"discount": -0.05`, "discount"},
		{`"id": "c"`, `"id": "a"`, "duplicate-id"},
		{`"requires": ["a"]`, `"requires": ["d"]`, "unknown-id"},
		{`"requires": ["a"]`, `"requires": ["b"]`, "itself"},
		{`"excludes": ["c"]`, `"requires": ["b"]`, "cycle"},
		{`{"4": 1, "2": 0.5}`, `{"4": 0.4, "2": 0.5}`, "online"},
		{`{"4": 1, "2": 0.5}`, `{"4": 1.5}`, "online"},
		{`"probability": 0.25`, `"probability": 0.3`, "probabilities"},
		{`"earliest": 2027`, `"earliest": 2031`, "horizon"},
		{`"year": 2029`, `"year": 2025`, "horizon"},
		{`"shares_budget": "DFC"`, `"shares_budget": "EXIM"`, "unknown-budget"},
		{`"max_t": 5`, `"max_t": -5`, "negative-mass"},
		{`"lead_years": 2`, `"lead_years": 2.5`, "whole-number"},
		{`"stockpile"`, `"stockpiles"`, "unknown-key"},
	} {
		_, err := ReadCandidates(strings.NewReader(strings.Replace(someCandidates, x.from, x.to, 1)))
		var fs Faults
		if !errors.As(err, &fs) {
			t.Errorf("%s: error %v", x.to, err)
			continue
		}
		for _, f := range fs {
			if f.Rule != x.rule && x.rule != "duplicate-id" || f.Where == "" || f.Remedy == "" {
				t.Errorf("%s: %v, want %s alone", x.to, f, x.rule)
			}
		}
	}
}

// What is read can be asked for every year, and shuffled nowhere.
func FuzzReadCandidates(f *testing.F) {
	f.Add([]byte(someCandidates))
	f.Add([]byte(`{"horizon": [2026, 2026], "discount": 0, "budget_usd": {}, "scenarios": [], "targets": null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ReadCandidates(bytes.NewReader(data))
		if err != nil {
			var fs Faults
			if !errors.As(err, &fs) || len(fs) == 0 {
				t.Fatalf("error %v", err)
			}
			return
		}
		for i := range c.Projects {
			for _, y := range c.Years() {
				if w := c.Projects[i].Working(c.Projects[i].Earliest, y); w < 0 || w > 1 {
					t.Fatalf("works with %g", w)
				}
			}
		}
		c.Faults(&Network{}, nil)
	})
}
