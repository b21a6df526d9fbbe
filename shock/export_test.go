package shock

import (
	"context"
	"slices"

	"adit"
	"adit/lp"
	"adit/market"
)

// LimitsOf returns the limits of each period of a plain network under a
// scenario's disruptions.
func LimitsOf(net *adit.Network, s *adit.Scenario) []market.Limits {
	return limitsOf(newConditions(net, s, make([]bool, len(net.Lanes)), nil))
}

// LimitsIn returns those of an answer.
func (a *Answer) LimitsIn() []market.Limits {
	return limitsOf(newConditions(a.Net, a.Scenario, a.fresh, nil))
}

func limitsOf(c *conditions) []market.Limits {
	base := market.LimitsOf(c.net, c.s.Period.Part())
	var out []market.Limits
	for t := range c.s.Periods {
		out = append(out, c.limits(base, t))
	}
	return out
}

// QuotaOf returns what disruption k allows in a period, and whether it caps it.
func QuotaOf(net *adit.Network, s *adit.Scenario, k, t int) (adit.Tonnes, bool) {
	c := newConditions(net, s, make([]bool, len(net.Lanes)), nil)
	at := slices.IndexFunc(c.Hits, func(h market.Hit) bool { return h.Number == k+1 })
	return c.quota(at, t, market.LimitsOf(net, s.Period.Part()))
}

// PathOf runs a scenario on a plain network without the baseline beside it.
func PathOf(ctx context.Context, net *adit.Network, s *adit.Scenario, solver lp.Solver) error {
	r := &runner{net, make([]bool, len(net.Lanes)), nil, solver}
	_, err := r.path(ctx, s)
	return err
}

// Fresh reports whether lane i of the answer's network is a new one.
func (a *Answer) Fresh(i int) bool { return a.fresh[i] }
