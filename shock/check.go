package shock

import (
	"fmt"
	"math"
	"slices"

	"adit"
	"adit/lp"
	"adit/market"
)

// Tolerances of the checks: of tonnes, as package market has them, and of money
// relative to the objective, or to a tonne of the dearest use where that is more.
// The solver leaves up to 1e-7 t in a row: where a ban leaves next to nothing,
// that is no small part of it.
const (
	massTolerance  = 1e-6
	moneyTolerance = 1e-7
	gapTolerance   = 1e-6
)

// take checks the stocks and quotas of a period and adds it to the path. level
// is moved on to the end of the period.
func (p *Path) take(c *conditions, base market.Limits, t int, l market.Limits, level []adit.Tonnes, f *market.Flows) error {
	for i := range level {
		level[i] += f.Build[i] - f.Release[i]
		stock, most := &c.net.Stocks[i], room(&c.net.Stocks[i])
		if slack := massTolerance * (1 + stock.Level); level[i] < -slack || float64(level[i]) > most*(1+massTolerance)+massTolerance {
			return fmt.Errorf("period %s: stock %s comes to %g t, outside [0, %g]", c.s.Label(t), stock.ID, level[i], most)
		}
		level[i] = max(0, level[i])
	}
	for k := range c.Hits {
		q, ok := c.quota(k, t, base)
		if done := c.Done(k, f); ok && done > q+massTolerance*(1+q) {
			return fmt.Errorf("period %s: disruption %d: %g t pass a quota of %g t", c.s.Label(t), c.Hits[k].Number, done, q)
		}
	}
	p.Steps = append(p.Steps, Step{Flows: f, Wanted: l.Served, Level: slices.Clone(level)})
	return nil
}

// conclude compares what a solve says it is worth with the value reckoned from
// the network, and with the bound that its duals give.
func (p *Path) conclude(net *adit.Network, sol *lp.Solution, value adit.USD) error {
	objective := -sol.Objective
	whole := math.Max(math.Abs(objective), float64(dearest(net)))
	if off := math.Abs(objective - float64(value)); off > moneyTolerance*whole {
		return fmt.Errorf("the solver's objective is %g USD, the network's is %g USD", objective, float64(value))
	}
	gap := math.Abs(sol.Objective-sol.Bound) / whole
	if !(gap <= gapTolerance) { // NaN fails too
		return fmt.Errorf("the prices leave a duality gap of %g", gap)
	}
	p.Gap = math.Max(p.Gap, gap)
	p.Objective += value
	return nil
}

// dearest is what a tonne of the dearest use is worth, or 1 USD.
func dearest(net *adit.Network) adit.USD {
	most := adit.USD(1)
	for i := range net.Demands {
		for _, s := range net.Demands[i].Steps {
			most = max(most, s.Value)
		}
	}
	return most
}

// refuse lists what a run cannot be made of.
func refuse(net *adit.Network, s *adit.Scenario) adit.Faults {
	var fs adit.Faults
	fault := func(where, rule, remedy, format string, args ...any) {
		fs = append(fs, adit.Fault{Where: where, Rule: rule, Severity: adit.Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy})
	}
	if s.Periods < 1 {
		fault("$.periods", "periods", "give the number of periods, 1 or more", "periods is %d", s.Periods)
	}
	wanted := adit.Tonnes(0)
	for i := range net.Demands {
		d := &net.Demands[i]
		wanted += d.Amount
		if len(d.Steps) == 0 && d.Amount > 0 {
			fault(fmt.Sprintf("$.demands[%d]", i), "no-value", "give value_usd_per_t, or steps with values", "demand %q has no value: nothing says what it is worth to serve it", d.ID)
		}
	}
	if wanted == 0 {
		fault("$.demands", "zero-baseline", "give a demand with an amount above 0", "nothing is wanted: a shock has nothing to take away")
	}
	return fs
}

// unlimited lists processes and lanes without a limit. Where lanes follow S3 they
// have one.
func unlimited(net *adit.Network, s *adit.Scenario) []string {
	list := []string{}
	for i := range net.Processes {
		if !net.Processes[i].Limit().IsLimit() {
			list = append(list, net.Processes[i].ID)
		}
	}
	for i := range net.Lanes {
		if !s.Lanes.Given && !net.Lanes[i].Limit().IsLimit() {
			list = append(list, net.Lanes[i].ID)
		}
	}
	return list
}
