package shock

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/market"
)

// A conditions says what the disruptions of a scenario do to a network in each
// period.
type conditions struct {
	net   *adit.Network
	s     *adit.Scenario
	fresh []bool // by lane: it is new, and opens after the delay (S3)
	hits  []hit  // in one order, whatever that of the file
	opens []int  // by process: the month of the run from which it can work
}

// A hit is what one disruption touches, by position in the network's slices.
type hit struct {
	*adit.Disruption
	number                    int // in the scenario, from 1
	processes, lanes, demands []int
	owned                     []adit.Share // by position in processes
}

func newConditions(net *adit.Network, s *adit.Scenario, fresh []bool, opens map[string]int) *conditions {
	c := &conditions{net: net, s: s, fresh: fresh, opens: make([]int, len(net.Processes))}
	for i := range net.Processes {
		c.opens[i] = opens[net.Processes[i].ID]
	}
	for k := range s.Disruptions {
		c.hits = append(c.hits, touched(net, &s.Disruptions[k], k+1))
	}
	// Products of factors and rows of quotas in another order would end in other
	// digits, and at another vertex.
	slices.SortStableFunc(c.hits, func(a, b hit) int { return cmp.Compare(a.words(), b.words()) })
	return c
}

// words tell disruptions apart by what they say.
func (h *hit) words() string {
	var b strings.Builder
	for _, s := range []*adit.Selector{h.Lanes, h.Processes, h.Demands} {
		fmt.Fprintf(&b, "%q ", fmt.Sprintf("%+v", s))
	}
	fmt.Fprint(&b, h.Factor, h.Path, h.Quota, h.Add, h.From, h.Until) // fmt sorts the keys of maps
	return b.String()
}

func touched(net *adit.Network, d *adit.Disruption, number int) hit {
	h := hit{Disruption: d, number: number}
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
			l.Activity[i] = times(l.Activity[i], c.net.Processes[i].Activity, c.s.Period.Part(), float64(months-shut)/float64(months))
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
	l := c.limitsIn(c.months(t), base, t)
	c.addCosts(t, l)
	return l
}

// limitsIn are the limits of a period if all its months were like these.
func (c *conditions) limitsIn(months []adit.Month, base market.Limits, t int) market.Limits {
	l := c.undisturbed(base, t)
	part := c.s.Period.Part()
	c.scale(months, func(h *hit) []int { return h.processes }, len(l.Activity), func(i int, f float64) {
		l.Activity[i] = times(l.Activity[i], c.net.Processes[i].Activity, part, f)
	})
	c.scale(months, func(h *hit) []int { return h.lanes }, len(l.Flow), func(i int, f float64) {
		if !c.fresh[i] {
			l.Flow[i] = times(l.Flow[i], c.net.Lanes[i].Flow, part, f)
		} else if f < 1 { // who is controlled finds no new buyers either
			l.Flow[i] = 0
		}
	})
	c.scale(months, func(h *hit) []int { return h.demands }, len(l.Served), func(i int, f float64) { l.Served[i] *= adit.Tonnes(f) })
	return l
}

// months lists those of a period.
func (c *conditions) months(t int) []adit.Month {
	list := make([]adit.Month, c.s.Period.Months())
	for m := range list {
		list[m] = c.s.First(t) + adit.Month(m)
	}
	return list
}

// times multiplies a limit; where there is none, the observed quantity.
func times(limit, observed adit.Tonnes, part, factor float64) adit.Tonnes {
	if !limit.IsLimit() {
		limit = observed * adit.Tonnes(part)
	}
	return limit * adit.Tonnes(factor)
}

// scale calls set with the factor of everything that the disruptions touch: the
// mean over some months of the product of the factors that hold in each.
func (c *conditions) scale(months []adit.Month, of func(*hit) []int, n int, set func(i int, factor float64)) {
	sum, hit := make([]float64, n), make([]bool, n)
	product := make([]float64, n)
	for _, m := range months {
		for i := range product {
			product[i] = 1
		}
		for k := range c.hits {
			h := &c.hits[k]
			f := h.At(m, c.s.Start, c.s.End())
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
		if f := s / float64(len(months)); hit[i] && f != 1 {
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
		add := c.hits[k].Add * adit.USD(c.active(c.hits[k].Disruption, t))
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
	n, months := 0, c.months(t)
	for _, m := range months {
		if d.Active(m, c.s.Start, c.s.End()) {
			n++
		}
	}
	return float64(n) / float64(len(months))
}

// quota returns the tonnes that a disruption's quota allows all its matches
// together in a period, and whether it caps the period at all. In months
// without a quota the matches may do what their limits allow.
func (c *conditions) quota(k, t int, base market.Limits) (adit.Tonnes, bool) {
	most, free := adit.Tonnes(0), []adit.Month{}
	months := c.months(t)
	for _, m := range months {
		if yearly, ok := c.yearly(k, m); ok {
			most += yearly / 12
		} else {
			free = append(free, m)
		}
	}
	switch len(free) {
	case 0:
		return most, true
	case len(months):
		return 0, false
	}
	return most + c.allowed(k, c.limitsIn(free, base, t))*adit.Tonnes(len(free))/adit.Tonnes(len(months)), true
}

// yearly returns the quota that holds in a month.
func (c *conditions) yearly(k int, month adit.Month) (adit.Tonnes, bool) {
	d := c.hits[k].Disruption
	q, ok := d.Quota[month.Year()]
	if !ok {
		q, ok = d.Quota[0]
	}
	return q, ok && d.Active(month, c.s.Start, c.s.End())
}

// allowed adds up the limits of a disruption's matches; of those that have none,
// what was observed, as a factor would take.
func (c *conditions) allowed(k int, l market.Limits) adit.Tonnes {
	h, part, total := &c.hits[k], c.s.Period.Part(), adit.Tonnes(0)
	for _, i := range h.processes {
		total += times(l.Activity[i], c.net.Processes[i].Activity, part, 1)
	}
	for _, i := range h.lanes {
		total += times(l.Flow[i], c.net.Lanes[i].Flow, part, 1)
	}
	for _, i := range h.demands {
		total += l.Served[i]
	}
	return total
}

// done adds up what the matches of a disruption do.
func (c *conditions) done(k int, f *market.Flows) adit.Tonnes {
	h, total := &c.hits[k], adit.Tonnes(0)
	for _, i := range h.processes {
		total += f.Activity[i]
	}
	for _, i := range h.lanes {
		total += f.Flow[i]
	}
	for _, i := range h.demands {
		total += f.Served[i]
	}
	return total
}
