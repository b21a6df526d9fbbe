package plan

import (
	"slices"

	"adit"
	"adit/market"
)

// A part is a piece of the network that nothing joins to the rest: one mineral
// with its by-products, mostly. What a case does not touch in a part, that part
// shares with the cases that do not touch it either.
type part struct {
	net                               *adit.Network
	processes, lanes, demands, stocks []int // positions in the whole network
	years                             [][]*occasion
	of                                [][]int // by year, by case: which occasion
}

// An occasion is a year of a part under the cases that treat it alike.
type occasion struct {
	cases       []int
	probability float64
	limits      market.Limits
	quotas      []quota

	block  *market.Block
	at     int // of the block in the session
	levels []levelVars
}

// A quota bounds what the matches of a hit do together.
type quota struct {
	hit  *market.Hit
	most adit.Tonnes
}

// split finds the parts, in the order of their first nodes.
func (s *setting) split() {
	u := newUnion(len(s.index.Nodes))
	for i := range s.net.Processes {
		u.join(s.processNodes(i))
	}
	for i := range s.net.Lanes {
		u.join(s.laneNodes(i))
	}
	s.joinTogether(u)
	at := map[int]*part{}
	for n := range s.index.Nodes {
		if root := u.find(n); at[root] == nil {
			at[root] = &part{net: &adit.Network{Name: s.net.Name, Year: s.net.Year, Materials: s.net.Materials}}
			s.parts = append(s.parts, at[root])
		}
	}
	s.deal(func(node int) *part { return at[u.find(node)] })
	for _, p := range s.parts {
		s.occasions(p)
	}
}

// joinTogether joins what one row bounds: the matches of a quota, and what a
// target counts.
func (s *setting) joinTogether(u *union) {
	for k := range s.c.Cases {
		for _, h := range s.measures(s.net, k).Hits {
			if h.Quota != nil {
				u.join(s.nodesOf(&h))
			}
		}
	}
	for i := range s.c.Targets {
		var all []int
		t := &s.c.Targets[i]
		for k := range s.net.Lanes {
			if arrives(t, &s.net.Lanes[k]) {
				all = append(all, s.laneNodes(k)...)
			}
		}
		for k := range s.net.Processes {
			if ownOutput(t, &s.net.Processes[k]) > 0 {
				all = append(all, s.processNodes(k)...)
			}
		}
		for k := range s.net.Demands {
			if d := &s.net.Demands[k]; len(t.From) == 0 && t.Wants(d) {
				all = append(all, s.index.At(d.Node()))
			}
		}
		u.join(all)
	}
}

func (s *setting) nodesOf(h *market.Hit) []int {
	var all []int
	for _, i := range h.Processes {
		all = append(all, s.processNodes(i)...)
	}
	for _, i := range h.Lanes {
		all = append(all, s.laneNodes(i)...)
	}
	for _, i := range h.Demands {
		all = append(all, s.index.At(s.net.Demands[i].Node()))
	}
	return all
}

func (s *setting) processNodes(i int) []int {
	var all []int
	p := &s.net.Processes[i]
	for _, part := range slices.Concat(p.Inputs, p.Outputs) {
		all = append(all, s.index.At(adit.Node{Material: part.Material, Place: p.Place}))
	}
	return all
}

func (s *setting) laneNodes(i int) []int {
	l := &s.net.Lanes[i]
	return []int{s.index.At(adit.Node{Material: l.Material, Place: l.From}), s.index.At(adit.Node{Material: l.Material, Place: l.To})}
}

// deal gives everything to its part, in order.
func (s *setting) deal(partOf func(node int) *part) {
	for i := range s.net.Processes {
		p := partOf(s.processNodes(i)[0])
		p.net.Processes, p.processes = append(p.net.Processes, s.net.Processes[i]), append(p.processes, i)
	}
	for i := range s.net.Lanes {
		p := partOf(s.laneNodes(i)[0])
		p.net.Lanes, p.lanes = append(p.net.Lanes, s.net.Lanes[i]), append(p.lanes, i)
	}
	for i := range s.net.Demands {
		p := partOf(s.index.At(s.net.Demands[i].Node()))
		p.net.Demands, p.demands = append(p.net.Demands, s.net.Demands[i]), append(p.demands, i)
	}
	for i := range s.net.Stocks {
		p := partOf(s.index.At(s.net.Stocks[i].Node()))
		p.net.Stocks, p.stocks = append(p.net.Stocks, s.net.Stocks[i]), append(p.stocks, i)
	}
}

// occasions finds which cases a part can take together: in each year by itself
// those that leave it the same limits, or over all years where stocks join them.
func (s *setting) occasions(p *part) {
	alone := s.alone(p)
	p.years, p.of = make([][]*occasion, len(s.years)), make([][]int, len(s.years))
	for t := range s.years {
		p.of[t] = make([]int, len(s.c.Cases))
		for k := range s.c.Cases {
			like := slices.IndexFunc(p.years[t], func(o *occasion) bool { return s.alike(p, alone, t, o.cases[0], k) })
			if like < 0 {
				like = len(p.years[t])
				p.years[t] = append(p.years[t], alone[t][k])
				alone[t][k].cases, alone[t][k].probability = nil, 0
			}
			o := p.years[t][like]
			o.cases, o.probability = append(o.cases, k), o.probability+s.c.Cases[k].Probability
			p.of[t][k] = like
		}
	}
}

// alone are the occasions of every year and case by itself.
func (s *setting) alone(p *part) [][]*occasion {
	alone := make([][]*occasion, len(s.years))
	for t := range alone {
		alone[t] = make([]*occasion, len(s.c.Cases))
	}
	calm := undisturbed(p.net)
	for k := range s.c.Cases {
		m := s.measures(p.net, k)
		for t := range alone {
			o := &occasion{limits: m.Limits(calm, t)}
			for h := range m.Hits {
				hit := &m.Hits[h]
				matches := len(hit.Processes) + len(hit.Lanes) + len(hit.Demands)
				if most, ok := m.Quota(h, t, calm); ok && matches > 0 {
					o.quotas = append(o.quotas, quota{hit, most})
				}
			}
			if t == 0 {
				s.nothingYet(p, o)
			}
			alone[t][k] = o
		}
	}
	return alone
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

func (s *setting) alike(p *part, alone [][]*occasion, t, a, b int) bool {
	if len(p.net.Stocks) == 0 {
		return alone[t][a].same(alone[t][b])
	}
	for t := range alone {
		if !alone[t][a].same(alone[t][b]) {
			return false
		}
	}
	return true
}

func (o *occasion) same(other *occasion) bool {
	return o.limits.Equal(other.limits) && slices.EqualFunc(o.quotas, other.quotas, func(a, b quota) bool {
		return a.most == b.most && slices.Equal(a.hit.Processes, b.hit.Processes) && slices.Equal(a.hit.Lanes, b.hit.Lanes) && slices.Equal(a.hit.Demands, b.hit.Demands)
	})
}

// A union joins numbers into sets.
type union struct{ up []int }

func newUnion(n int) *union {
	u := &union{make([]int, n)}
	for i := range u.up {
		u.up[i] = i
	}
	return u
}

func (u *union) find(i int) int {
	for u.up[i] != i {
		u.up[i] = u.up[u.up[i]]
		i = u.up[i]
	}
	return i
}

func (u *union) join(all []int) {
	for _, i := range all {
		u.up[u.find(i)] = u.find(all[0])
	}
}
