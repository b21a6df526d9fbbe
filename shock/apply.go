package shock

import (
	"adit"
	"adit/market"
)

// A conditions says what the disruptions of a scenario do to a network in each
// period.
type conditions struct {
	net   *adit.Network
	s     *adit.Scenario
	fresh []bool // by lane: it is new, and opens after the delay (S3)
	hits  []hit  // by disruption
	opens []int  // by process: the month of the run from which it can work
}

// A hit is what one disruption touches, by position in the network's slices.
type hit struct {
	processes, lanes, demands []int
	owned                     []adit.Share // by position in processes
}

func newConditions(net *adit.Network, s *adit.Scenario, fresh []bool, opens map[string]int) *conditions {
	c := &conditions{net: net, s: s, fresh: fresh, hits: make([]hit, len(s.Disruptions)), opens: make([]int, len(net.Processes))}
	for i := range net.Processes {
		c.opens[i] = opens[net.Processes[i].ID]
	}
	for k := range s.Disruptions {
		c.hits[k] = touched(net, &s.Disruptions[k])
	}
	return c
}

func touched(net *adit.Network, d *adit.Disruption) hit {
	var h hit
	for i := range net.Processes {
		if p := &net.Processes[i]; d.Processes != nil && d.Processes.MatchProcess(p) {
			h.processes, h.owned = append(h.processes, i), append(h.owned, d.Processes.OwnedShare(p))
		}
	}
	for i := range net.Lanes {
		if d.Lanes != nil && d.Lanes.MatchLane(&net.Lanes[i]) {
			h.lanes = append(h.lanes, i)
		}
	}
	for i := range net.Demands {
		if d.Demands != nil && d.Demands.MatchDemand(&net.Demands[i]) {
			h.demands = append(h.demands, i)
		}
	}
	return h
}

// undisturbed are the limits of a period before any disruption: what can work by
// then (S2), and lanes as far as they have grown (S3).
func (c *conditions) undisturbed(base market.Limits, t int) market.Limits {
	l := base.Clone()
	months := c.s.Period.Months()
	for i, opens := range c.opens {
		if shut := min(months, max(0, opens-t*months)); shut > 0 {
			l.Activity[i] *= adit.Tonnes(months-shut) / adit.Tonnes(months)
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
	l := c.undisturbed(base, t)
	part := c.s.Period.Part()
	c.scale(t, func(h *hit) []int { return h.processes }, len(l.Activity), func(i int, f float64) {
		l.Activity[i] = times(l.Activity[i], c.net.Processes[i].Activity, part, f)
	})
	c.scale(t, func(h *hit) []int { return h.lanes }, len(l.Flow), func(i int, f float64) {
		if c.fresh == nil || !c.fresh[i] {
			l.Flow[i] = times(l.Flow[i], c.net.Lanes[i].Flow, part, f)
		} else if f < 1 { // who is controlled finds no new buyers either
			l.Flow[i] = 0
		}
	})
	c.scale(t, func(h *hit) []int { return h.demands }, len(l.Served), func(i int, f float64) { l.Served[i] *= adit.Tonnes(f) })
	c.addCosts(t, l)
	return l
}

// times multiplies a limit; where there is none, the observed quantity.
func times(limit, observed adit.Tonnes, part, factor float64) adit.Tonnes {
	if !limit.IsLimit() {
		limit = observed * adit.Tonnes(part)
	}
	return limit * adit.Tonnes(factor)
}

// scale calls set with the factor of everything that the disruptions touch in a
// period: the mean over its months of the product of the factors that hold.
func (c *conditions) scale(t int, of func(*hit) []int, n int, set func(i int, factor float64)) {
	sum, hit := make([]float64, n), make([]bool, n)
	months := c.s.Period.Months()
	product := make([]float64, n)
	for m := range adit.Month(months) {
		for i := range product {
			product[i] = 1
		}
		for k := range c.hits {
			d, h := &c.s.Disruptions[k], &c.hits[k]
			f := d.At(c.s.First(t)+m, c.s.Start, c.s.End())
			for at, i := range of(h) {
				product[i] *= ownedFactor(h, at, f)
				hit[i] = true
			}
		}
		for i := range sum {
			sum[i] += product[i]
		}
	}
	for i, s := range sum {
		if f := s / float64(months); hit[i] && f != 1 {
			set(i, f)
		}
	}
}

// ownedFactor is what a factor f leaves of a process of which a share is owned
// by those who are hit: 1 − share·(1 − f).
func ownedFactor(h *hit, at int, f float64) float64 {
	if at < len(h.owned) && len(h.processes) > 0 {
		return 1 - float64(h.owned[at])*(1-f)
	}
	return f
}

// addCosts adds what disruptions make dearer, in the part of the period in
// which they hold.
func (c *conditions) addCosts(t int, l market.Limits) {
	for k := range c.hits {
		d := &c.s.Disruptions[k]
		add := d.Add * adit.USD(c.active(d, t))
		if add == 0 {
			continue
		}
		for _, i := range c.hits[k].processes {
			l.ActivityAdd[i] += add
		}
		for _, i := range c.hits[k].lanes {
			l.FlowAdd[i] += add
		}
	}
}

// active is the part of a period's months in which a disruption holds.
func (c *conditions) active(d *adit.Disruption, t int) float64 {
	n, months := 0, c.s.Period.Months()
	for m := range adit.Month(months) {
		if d.Active(c.s.First(t)+m, c.s.Start, c.s.End()) {
			n++
		}
	}
	return float64(n) / float64(months)
}

// quota returns the tonnes that a disruption's quota allows all its matches
// together in a period, and whether it caps the period at all. In months
// without a quota the matches may do what their limits l allow.
func (c *conditions) quota(k, t int, l market.Limits) (adit.Tonnes, bool) {
	d := &c.s.Disruptions[k]
	if d.Quota == nil {
		return 0, false
	}
	most, free := adit.Tonnes(0), 0
	for m := range adit.Month(c.s.Period.Months()) {
		month := c.s.First(t) + m
		yearly, ok := d.Quota[month.Year()]
		if !ok {
			yearly, ok = d.Quota[0]
		}
		if !ok || !d.Active(month, c.s.Start, c.s.End()) {
			free++
			continue
		}
		most += yearly / 12
	}
	if free == 0 {
		return most, true
	}
	rest := c.sum(k, l.Activity, l.Flow, l.Served)
	if free == c.s.Period.Months() || !rest.IsLimit() {
		return 0, false
	}
	return most + rest*adit.Tonnes(free)/adit.Tonnes(c.s.Period.Months()), true
}

// sum adds up what the matches of a disruption do; adit.NoLimit where one has none.
func (c *conditions) sum(k int, activity, flow, served []adit.Tonnes) adit.Tonnes {
	h, total := &c.hits[k], adit.Tonnes(0)
	add := func(at []int, v []adit.Tonnes) {
		for _, i := range at {
			if !v[i].IsLimit() || !total.IsLimit() {
				total = adit.NoLimit
				continue
			}
			total += v[i]
		}
	}
	add(h.processes, activity)
	add(h.lanes, flow)
	add(h.demands, served)
	return total
}
