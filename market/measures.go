package market

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/lp"
)

// Measures say what the disruptions of a scenario do to a network in each
// period: a shock's, and those of every scenario of a plan.
type Measures struct {
	Hits []Hit // in one order, whatever that of the file

	net   *adit.Network
	s     *adit.Scenario
	fresh []bool
}

// A Hit is what one disruption touches, by position in the network's slices.
type Hit struct {
	*adit.Disruption
	Number                    int // in the scenario, from 1
	Processes, Lanes, Demands []int

	owned []adit.Share // by position in Processes
}

// MeasuresOf applies a scenario to a network. fresh marks lanes that do not
// exist yet (S3), by position; nil is none.
func MeasuresOf(net *adit.Network, s *adit.Scenario, fresh []bool) *Measures {
	if fresh == nil {
		fresh = make([]bool, len(net.Lanes))
	}
	m := &Measures{net: net, s: s, fresh: fresh}
	for k := range s.Disruptions {
		m.Hits = append(m.Hits, touched(net, &s.Disruptions[k], k+1))
	}
	// Products of factors and rows of quotas in another order would end in other
	// digits, and at another vertex.
	slices.SortStableFunc(m.Hits, func(a, b Hit) int { return cmp.Compare(a.words(), b.words()) })
	return m
}

// words tell disruptions apart by what they say.
func (h *Hit) words() string {
	var b strings.Builder
	for _, s := range []*adit.Selector{h.Disruption.Lanes, h.Disruption.Processes, h.Disruption.Demands} {
		fmt.Fprintf(&b, "%q ", fmt.Sprintf("%+v", s))
	}
	fmt.Fprint(&b, h.Factor, h.Path, h.Quota, h.Add, h.From, h.Until) // fmt sorts the keys of maps
	return b.String()
}

func touched(net *adit.Network, d *adit.Disruption, number int) Hit {
	h := Hit{Disruption: d, Number: number}
	for i := range net.Processes {
		if p := &net.Processes[i]; d.Processes != nil && d.Processes.MatchProcess(p) {
			h.Processes, h.owned = append(h.Processes, i), append(h.owned, d.Processes.OwnedShare(p))
		}
	}
	for i := range net.Lanes {
		if d.Lanes != nil && d.Lanes.MatchLane(&net.Lanes[i]) {
			h.Lanes = append(h.Lanes, i)
		}
	}
	for i := range net.Demands {
		if d.Demands != nil && d.Demands.MatchDemand(&net.Demands[i]) {
			h.Demands = append(h.Demands, i)
		}
	}
	return h
}

// Limits are what the disruptions leave of the limits of period t, and what they
// make dearer. An undisturbed limit is not changed.
func (m *Measures) Limits(undisturbed Limits, t int) Limits {
	l := m.limitsIn(m.months(t), undisturbed)
	m.addCosts(t, l)
	return l
}

// limitsIn are the limits of a period if all its months were like these.
func (m *Measures) limitsIn(months []adit.Month, undisturbed Limits) Limits {
	l := undisturbed.Clone()
	part := m.s.Period.Part()
	m.scale(months, func(h *Hit) []int { return h.Processes }, len(l.Activity), func(i int, f float64) {
		l.Activity[i] = Times(l.Activity[i], m.net.Processes[i].Activity, part, f)
	})
	m.scale(months, func(h *Hit) []int { return h.Lanes }, len(l.Flow), func(i int, f float64) {
		if !m.fresh[i] {
			l.Flow[i] = Times(l.Flow[i], m.net.Lanes[i].Flow, part, f)
		} else if f < 1 { // who is controlled finds no new buyers either
			l.Flow[i] = 0
		}
	})
	m.scale(months, func(h *Hit) []int { return h.Demands }, len(l.Served), func(i int, f float64) { l.Served[i] *= adit.Tonnes(f) })
	return l
}

// months lists those of a period.
func (m *Measures) months(t int) []adit.Month {
	list := make([]adit.Month, m.s.Period.Months())
	for k := range list {
		list[k] = m.s.First(t) + adit.Month(k)
	}
	return list
}

// Times multiplies a limit; where there is none, the observed yearly quantity.
func Times(limit, observed adit.Tonnes, part, factor float64) adit.Tonnes {
	if !limit.IsLimit() {
		limit = observed * adit.Tonnes(part)
	}
	return limit * adit.Tonnes(factor)
}

// scale calls set with the factor of everything that the disruptions touch: the
// mean over some months of the product of the factors that hold in each.
func (m *Measures) scale(months []adit.Month, of func(*Hit) []int, n int, set func(i int, factor float64)) {
	sum, hit := make([]float64, n), make([]bool, n)
	product := make([]float64, n)
	for _, month := range months {
		for i := range product {
			product[i] = 1
		}
		for k := range m.Hits {
			h := &m.Hits[k]
			f := h.At(month, m.s.Start, m.s.End())
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
func ownedFactor(h *Hit, at int, f float64) float64 {
	if at < len(h.owned) && len(h.Processes) > 0 {
		return 1 - float64(h.owned[at])*(1-f)
	}
	return f
}

// addCosts adds what disruptions make dearer, in the part of the period in
// which they hold.
func (m *Measures) addCosts(t int, l Limits) {
	for k := range m.Hits {
		add := m.Hits[k].Add * adit.USD(m.active(m.Hits[k].Disruption, t))
		if add == 0 {
			continue
		}
		for _, i := range m.Hits[k].Processes {
			l.ActivityAdd[i] += add
		}
		for _, i := range m.Hits[k].Lanes {
			l.FlowAdd[i] += add
		}
	}
}

// active is the part of a period's months in which a disruption holds.
func (m *Measures) active(d *adit.Disruption, t int) float64 {
	n, months := 0, m.months(t)
	for _, month := range months {
		if d.Active(month, m.s.Start, m.s.End()) {
			n++
		}
	}
	return float64(n) / float64(len(months))
}

// Quota returns the tonnes that the quota of hit k allows all its matches
// together in a period, and whether it caps the period at all. In months
// without a quota the matches may do what their limits allow.
func (m *Measures) Quota(k, t int, undisturbed Limits) (adit.Tonnes, bool) {
	most, free := adit.Tonnes(0), []adit.Month{}
	months := m.months(t)
	for _, month := range months {
		if yearly, ok := m.yearly(k, month); ok {
			most += yearly / 12
		} else {
			free = append(free, month)
		}
	}
	switch len(free) {
	case 0:
		return most, true
	case len(months):
		return 0, false
	}
	return most + m.allowed(k, m.limitsIn(free, undisturbed))*adit.Tonnes(len(free))/adit.Tonnes(len(months)), true
}

// yearly returns the quota that holds in a month.
func (m *Measures) yearly(k int, month adit.Month) (adit.Tonnes, bool) {
	d := m.Hits[k].Disruption
	q, ok := d.Quota[month.Year()]
	if !ok {
		q, ok = d.Quota[0]
	}
	return q, ok && d.Active(month, m.s.Start, m.s.End())
}

// allowed adds up the limits of a hit's matches; of those that have none, what
// was observed, as a factor would take.
func (m *Measures) allowed(k int, l Limits) adit.Tonnes {
	h, part, total := &m.Hits[k], m.s.Period.Part(), adit.Tonnes(0)
	for _, i := range h.Processes {
		total += Times(l.Activity[i], m.net.Processes[i].Activity, part, 1)
	}
	for _, i := range h.Lanes {
		total += Times(l.Flow[i], m.net.Lanes[i].Flow, part, 1)
	}
	for _, i := range h.Demands {
		total += l.Served[i]
	}
	return total
}

// Done adds up what the matches of hit k do.
func (m *Measures) Done(k int, f *Flows) adit.Tonnes {
	h, total := &m.Hits[k], adit.Tonnes(0)
	for _, i := range h.Processes {
		total += f.Activity[i]
	}
	for _, i := range h.Lanes {
		total += f.Flow[i]
	}
	for _, i := range h.Demands {
		total += f.Served[i]
	}
	return total
}

// AddTogether adds what the matches of a hit do in b to a row: the left-hand
// side of a quota.
func (b *Block) AddTogether(row lp.Row, h *Hit) {
	for _, i := range h.Processes {
		add(row, 1, b.Activity[i])
	}
	for _, i := range h.Lanes {
		add(row, 1, b.Shipment[i])
	}
	for _, i := range h.Demands {
		add(row, 1, b.Served[i])
	}
}
