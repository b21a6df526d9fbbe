package plan

import (
	"slices"

	"adit"
	"adit/lp"
	"adit/market"
)

// An occasion is a period of a part under the cases that treat it alike.
type occasion struct {
	cases       []int
	probability float64
	limits      market.Limits
	wants       [][]adit.Tonnes // by year of the period: what is wanted
	quotas      []quota

	block          *market.Block
	at             int // of the block in the session
	release, build []lp.Var
	levels         []levelVars
}

// A quota bounds what the matches of a hit do together.
type quota struct {
	hit  *market.Hit
	most adit.Tonnes
}

// occasions finds which cases a part can take together: in each period by itself
// those that leave it the same limits, or over all periods where stocks join them.
func (s *setting) occasions(p *part) {
	alone := s.apart(p)
	p.periods, p.of = make([][]*occasion, len(s.periods)), make([][]int, len(s.periods))
	for g := range s.periods {
		p.of[g] = make([]int, len(s.c.Cases))
		for k := range s.c.Cases {
			like := slices.IndexFunc(p.periods[g], func(o *occasion) bool { return s.alike(p, alone, g, o.cases[0], k) })
			if like < 0 {
				like = len(p.periods[g])
				p.periods[g] = append(p.periods[g], alone[g][k])
			}
			o := p.periods[g][like]
			o.cases, o.probability = append(o.cases, k), o.probability+s.c.Cases[k].Probability
			p.of[g][k] = like
		}
	}
}

// apart are the occasions of every period and case by itself.
func (s *setting) apart(p *part) [][]*occasion {
	alone := make([][]*occasion, len(s.periods))
	for g := range alone {
		alone[g] = make([]*occasion, len(s.c.Cases))
	}
	calm := undisturbed(p.net)
	for k := range s.c.Cases {
		m := s.measures(p.net, k)
		for g := range alone {
			alone[g][k] = s.occasion(p, m, calm, g)
		}
	}
	return alone
}

func (s *setting) occasion(p *part, m *market.Measures, calm market.Limits, g int) *occasion {
	o := &occasion{}
	byYear := map[int]market.Limits{}
	for _, t := range s.periods[g] {
		byYear[t] = m.Limits(calm, t)
		o.wants = append(o.wants, byYear[t].Served)
	}
	o.limits = s.tightest(g, func(t int) market.Limits { return byYear[t] })
	for h := range m.Hits {
		if q, ok := s.quotaIn(g, m, h, calm); ok {
			o.quotas = append(o.quotas, q)
		}
	}
	if g == 0 {
		s.nothingYet(p, o)
	}
	return o
}

// quotaIn is the tightest quota of a hit in a period, if there is any.
func (s *setting) quotaIn(g int, m *market.Measures, h int, calm market.Limits) (q quota, any bool) {
	hit := &m.Hits[h]
	if len(hit.Processes)+len(hit.Lanes)+len(hit.Demands) == 0 {
		return q, false
	}
	for _, t := range s.periods[g] {
		if most, ok := m.Quota(h, t, calm); ok && (!any || most < q.most) {
			q, any = quota{hit, most}, true
		}
	}
	return q, any
}

// nothingYet: what is bought in a year can be released from the following one
// on.
func (s *setting) nothingYet(p *part, o *occasion) {
	for i, whole := range p.stocks {
		if s.reserveOf[whole] >= 0 {
			o.limits.Release[i] = 0
		}
	}
}

func (s *setting) alike(p *part, alone [][]*occasion, g, a, b int) bool {
	if len(p.net.Stocks) == 0 {
		return alone[g][a].same(alone[g][b])
	}
	for g := range alone {
		if !alone[g][a].same(alone[g][b]) {
			return false
		}
	}
	return true
}

func (o *occasion) same(other *occasion) bool {
	return o.limits.Equal(other.limits) && slices.EqualFunc(o.wants, other.wants, slices.Equal) && o.sameQuotas(other)
}

func (o *occasion) sameQuotas(other *occasion) bool {
	return slices.EqualFunc(o.quotas, other.quotas, func(a, b quota) bool {
		return a.most == b.most && slices.Equal(a.hit.Processes, b.hit.Processes) && slices.Equal(a.hit.Lanes, b.hit.Lanes) && slices.Equal(a.hit.Demands, b.hit.Demands)
	})
}
