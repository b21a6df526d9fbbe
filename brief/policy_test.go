package brief

import (
	"slices"
	"testing"

	"adit/finance"
	"adit/policy"
)

// The brief of policy on a day, by hand: the ban on the United States binds
// them and no one else; the EU's on Russia binds Germany; of the deadlines
// within 180 days of 27 November 2026 the one of 1 January 2027 is due.
func TestPolicyOf(t *testing.T) {
	a, _ := open(t)
	usa, deu := policyOf(a, "USA", "2025-06-30"), policyOf(a, "DEU", "2025-06-30")
	has := func(list []Binding, id string) bool {
		return slices.ContainsFunc(list, func(b Binding) bool { return b.ID == id })
	}
	for id, want := range map[string][2]bool{"CN-2024-46-US-BAN": {true, false}, "CN-2023-23-GA": {true, true}, "EU-2022-RUS": {false, true}, "US-301-2024": {true, false}, "CN-2026-JP-DUALUSE": {false, false}, "EU-CRMA-BENCH": {false, false}} {
		if has(usa.Controls, id) != want[0] || has(deu.Controls, id) != want[1] {
			t.Errorf("%s binds the United States %v and Germany %v, want %v", id, has(usa.Controls, id), has(deu.Controls, id), want)
		}
	}
	if late := policyOf(a, "USA", "2026-11-27"); has(late.Controls, "CN-2024-46-US-BAN") || !has(late.Resting, "CN-2024-46-US-BAN") {
		t.Error("a suspended ban is in force")
	} else {
		due := 0
		for _, x := range late.Actions {
			if x.Standing == policy.Due {
				due++
			}
		}
		if due != 1 || len(late.Actions) != 5 {
			t.Errorf("%d due of %d", due, len(late.Actions))
		}
	}
}

// Money by mineral adds up to the country's total, state by state, and money of
// other countries is not in it.
func TestMoneyOf(t *testing.T) {
	a, _ := open(t)
	p := policyOf(a, "USA", "2026-11-27")
	for _, s := range finance.States {
		sum := 0.0
		for _, m := range p.Money {
			sum += m.Totals[s].USDM
		}
		if d := sum - p.Totals[s].USDM; d > 1e-6 || d < -1e-6 {
			t.Errorf("%s: %g, total %g", s, sum, p.Totals[s].USDM)
		}
	}
	whole := finance.Total(finance.Open(a, "2026-11-27").Money)[finance.Committed].USDM
	if usa := p.Totals[finance.Committed].USDM; usa >= whole || usa < 0.9*whole {
		t.Errorf("%g of %g M USD", usa, whole)
	}
	if aus := policyOf(a, "AUS", "2026-11-27").Totals[finance.Committed]; aus.USDM != 87.4 || aus.Unknown != 1 {
		t.Errorf("Australia: %+v", *aus)
	}
}
