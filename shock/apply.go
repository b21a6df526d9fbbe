package shock

import (
	"adit"
	"adit/market"
)

// A conditions says what a network may do in each period of a run: what can
// work by then, lanes as far as they have grown, and what the disruptions leave.
type conditions struct {
	*market.Measures
	net   *adit.Network
	s     *adit.Scenario
	fresh []bool // by lane: it is new, and opens after the delay (S3)
	opens []int  // by process: the month of the run from which it can work
}

func newConditions(net *adit.Network, s *adit.Scenario, fresh []bool, opens map[string]int) *conditions {
	c := &conditions{Measures: market.MeasuresOf(net, s, fresh), net: net, s: s, fresh: fresh, opens: make([]int, len(net.Processes))}
	for i := range net.Processes {
		c.opens[i] = opens[net.Processes[i].ID]
	}
	return c
}

// undisturbed are the limits of a period before any disruption: what can work by
// then (S2), and lanes as far as they have grown (S3).
func (c *conditions) undisturbed(base market.Limits, t int) market.Limits {
	l := base.Clone()
	months := c.s.Period.Months()
	for i, opens := range c.opens {
		if shut := min(months, max(0, opens-t*months)); shut > 0 {
			l.Activity[i] = market.Times(l.Activity[i], c.net.Processes[i].Activity, c.s.Period.Part(), float64(months-shut)/float64(months))
		}
	}
	if !c.s.Lanes.Given {
		return l
	}
	part, grown := adit.Tonnes(c.s.Period.Part()), adit.Tonnes(1)
	for range t + 1 {
		grown *= 1 + adit.Tonnes(c.s.Lanes.Growth)
	}
	for i := range c.net.Lanes {
		switch {
		case !c.fresh[i]:
			l.Flow[i] = min(l.Flow[i], c.net.Lanes[i].Flow*grown*part)
		case t < c.s.Lanes.NewLaneDelay:
			l.Flow[i] = 0
		}
	}
	return l
}

// limits are those of a period under the disruptions.
func (c *conditions) limits(base market.Limits, t int) market.Limits {
	return c.Limits(c.undisturbed(base, t), t)
}

// quota is Measures.Quota on the limits of that period.
func (c *conditions) quota(k, t int, base market.Limits) (adit.Tonnes, bool) {
	return c.Quota(k, t, c.undisturbed(base, t))
}
