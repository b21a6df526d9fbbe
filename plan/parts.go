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
	periods                           [][]*occasion
	of                                [][]int // by period, by case: which occasion
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
