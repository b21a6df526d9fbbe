package plan

import (
	"math"
	"slices"

	"adit"
	"adit/market"
)

// A setting is a question with all that follows from it before a program is
// written.
type setting struct {
	net       *adit.Network // with all that could be there
	index     *adit.Index
	c         *adit.Candidates
	q         Question
	years     []adit.Year
	discount  []float64 // by year: d_t
	periods   [][]int   // the years that play the same flows, by position
	starts    [][]int   // by project: in which years it may start
	processOf []int     // by process: its project, or -1
	laneOf    []int     // by lane
	reserveOf []int     // by stock: its reserve, or -1
	parts     []*part
	oneOfMany bool // money and risk join it to other groups
}

// settingOf is the setting of a network that has all that could be there. The periods
// of q are right.
func settingOf(net *adit.Network, c *adit.Candidates, q Question) *setting {
	s := &setting{net: net, c: c, q: q, years: c.Years()}
	s.periods, _ = grouped(s.years, q.Periods)
	s.index = s.net.Index()
	for t := range s.years {
		s.discount = append(s.discount, math.Pow(1+c.Discount, -float64(t)))
	}
	s.findOwn()
	for i := range c.Projects {
		s.starts = append(s.starts, s.startsOf(i))
	}
	s.split()
	return s
}

// findOwn links what could be there with the project or reserve that it is of.
func (s *setting) findOwn() {
	processes, lanes, reserves := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range s.c.Projects {
		if p := s.c.Projects[i].Process; p != nil {
			processes[p.ID] = i
		}
		if l := s.c.Projects[i].Lane; l != nil {
			lanes[l.ID] = i
		}
	}
	for i := range s.c.Stockpile {
		reserves[s.c.Stockpile[i].ID()] = i
	}
	s.processOf = positions(processes, len(s.net.Processes), func(i int) string { return s.net.Processes[i].ID })
	s.laneOf = positions(lanes, len(s.net.Lanes), func(i int) string { return s.net.Lanes[i].ID })
	s.reserveOf = positions(reserves, len(s.net.Stocks), func(i int) string { return s.net.Stocks[i].ID })
}

func positions(of map[string]int, n int, id func(int) string) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
		if k, ok := of[id(i)]; ok {
			out[i] = k
		}
	}
	return out
}

// startsOf lists the years in which a project may start: from its earliest on. A
// start from which nothing works within the horizon is of use only to what
// requires it, or to who insists on it.
func (s *setting) startsOf(i int) []int {
	p := &s.c.Projects[i]
	if slices.Contains(s.q.Exclude, p.ID) {
		return nil
	}
	needed := slices.Contains(s.q.Include, p.ID) || slices.ContainsFunc(s.c.Projects, func(o adit.Project) bool { return slices.Contains(o.Requires, p.ID) })
	var starts []int
	for t, y := range s.years {
		if y >= p.Earliest && (needed || p.Working(y, s.c.Last) > 0) {
			starts = append(starts, t)
		}
	}
	return starts
}

// undisturbed are the limits of a year before any disruption: what could be
// built as if it were, stocks as fast as they give.
func undisturbed(net *adit.Network) market.Limits {
	l := market.LimitsOf(net, 1)
	for i := range net.Stocks {
		l.Release[i] = net.Stocks[i].Release
	}
	return l
}

// measures are what case k does to a network.
func (s *setting) measures(net *adit.Network, k int) *market.Measures {
	return market.MeasuresOf(net, s.c.Scenario(k), nil)
}
