package plan

import (
	"slices"

	"adit"
)

// A group is a piece of a plan that only money, and with cvar95 risk, joins to the
// rest: parts with the projects, reserves and targets that lie in them. It is a
// setting of its own, whose positions stand for these of the whole:
type group struct {
	*setting
	projects, reserves, targets       []int
	processes, lanes, demands, stocks []int
}

// groups finds what shared projects, order and exclusion join, in the order of the
// first parts. Stocks and targets lie in one part each.
func (s *setting) groups() []*group {
	u, project := newUnion(len(s.parts)+len(s.c.Projects)), len(s.parts)
	for k, p := range s.parts {
		for _, whole := range p.processes {
			u.joinIf(k, project, s.processOf[whole])
		}
		for _, whole := range p.lanes {
			u.joinIf(k, project, s.laneOf[whole])
		}
	}
	for i := range s.c.Projects {
		c := &s.c.Projects[i]
		for _, id := range slices.Concat(c.Requires, c.Excludes) {
			u.join([]int{project + i, project + s.position(id)})
		}
	}
	at, all := map[int]*pieces{}, []*pieces{}
	for k := range len(s.parts) + len(s.c.Projects) {
		root := u.find(k)
		if at[root] == nil {
			at[root] = &pieces{}
			all = append(all, at[root])
		}
		if k < project {
			at[root].parts = append(at[root].parts, s.parts[k])
		} else {
			at[root].projects = append(at[root].projects, k-project)
		}
	}
	if len(all) <= 1 {
		return []*group{s.alone()}
	}
	var out []*group
	for _, p := range all {
		out = append(out, s.groupOf(p))
	}
	return out
}

// pieces are what a group is made of.
type pieces struct {
	parts    []*part
	projects []int
}

func (u *union) joinIf(k, offset, i int) {
	if i >= 0 {
		u.join([]int{k, offset + i})
	}
}

// alone is the whole setting as one group.
func (s *setting) alone() *group {
	count := func(n int) []int {
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		return all
	}
	return &group{setting: s, projects: count(len(s.c.Projects)), reserves: count(len(s.c.Stockpile)), targets: count(len(s.c.Targets)),
		processes: count(len(s.net.Processes)), lanes: count(len(s.net.Lanes)), demands: count(len(s.net.Demands)), stocks: count(len(s.net.Stocks))}
}

// groupOf makes a setting of some parts and projects. All budgets bind it too, as
// if it were alone.
func (s *setting) groupOf(p *pieces) *group {
	g := &group{projects: p.projects}
	for _, part := range p.parts {
		g.processes, g.lanes = append(g.processes, part.processes...), append(g.lanes, part.lanes...)
		g.demands, g.stocks = append(g.demands, part.demands...), append(g.stocks, part.stocks...)
	}
	for _, list := range [][]int{g.processes, g.lanes, g.demands, g.stocks} {
		slices.Sort(list)
	}
	net := &adit.Network{Name: s.net.Name, Year: s.net.Year, Materials: s.net.Materials, Processes: at(s.net.Processes, g.processes),
		Lanes: at(s.net.Lanes, g.lanes), Demands: at(s.net.Demands, g.demands), Stocks: at(s.net.Stocks, g.stocks)}
	for _, whole := range g.stocks {
		if r := s.reserveOf[whole]; r >= 0 {
			g.reserves = append(g.reserves, r)
		}
	}
	slices.Sort(g.reserves)
	for i := range s.c.Targets {
		if counts(net, &s.c.Targets[i]) {
			g.targets = append(g.targets, i)
		}
	}
	c := *s.c
	c.Projects, c.Stockpile, c.Targets = at(c.Projects, g.projects), at(c.Stockpile, g.reserves), at(c.Targets, g.targets)
	g.setting = settingOf(net, &c, s.q)
	g.oneOfMany = true
	return g
}

func at[T any](list []T, positions []int) []T {
	var out []T
	for _, i := range positions {
		out = append(out, list[i])
	}
	return out
}
