package plan

import (
	"math"
	"slices"

	"adit/lp"
)

// A node of the search: by group and project, when it may start.
type node struct {
	windows [][]window
	pools   []*pool // columns that keep to the windows
	prices  []float64
	bound   float64
	parent  bool // it has one: a rule was added
	done    bool // nothing better is below
}

// A window is from which to which of its starts a project may start, and whether it
// must; none where from is after to.
type window struct {
	from, to int
	must     bool
}

func (w window) allows(k int) bool {
	if k < 0 {
		return !w.must
	}
	return w.from <= k && k <= w.to
}

// exactly is the window of a project that starts at its position k, or never.
func exactly(k int) window {
	if k < 0 {
		return window{0, -1, false}
	}
	return window{k, k, true}
}

func allowed(windows []window, built []int) bool {
	for i, k := range built {
		if !windows[i].allows(k) {
			return false
		}
	}
	return true
}

// windows are those that the question leaves.
func (m *machine) windows() []window {
	var all []window
	for i := range m.build {
		all = append(all, window{0, len(m.build[i]) - 1, slices.Contains(m.q.Include, m.c.Projects[i].ID)})
	}
	return all
}

// allow makes windows hold.
func (m *machine) allow(windows []window) {
	for i, w := range windows {
		for k, v := range m.build[i] {
			most := 0.0
			if w.allows(k) {
				most = 1
			}
			m.session.Program.SetBounds(v, 0, most)
		}
		least := -lp.Inf
		if w.must {
			least = 1
		}
		m.session.Program.SetRow(m.once[i], least, 1)
	}
}

// branch opens two nodes that part the plans at a node: by whether a project is
// built, or where that is plain, by when.
func (s *search) branch(n *node, b *blend) {
	n.done = true
	g, i, built := s.undecided(b)
	if g < 0 {
		return // a plan, and considered
	}
	w := n.windows[g][i]
	first, second := w, w
	if built > whole && built < 1-whole {
		first.from, first.to = 0, -1
		second.must = true
	} else {
		at := b.middle(g, i)
		first.to, second.from, second.must = at, at+1, true
	}
	s.open = append(s.open, n.child(g, i, second, b), n.child(g, i, first, b))
	slices.SortStableFunc(s.open, func(x, y *node) int {
		switch {
		case x.bound < y.bound:
			return -1
		case x.bound > y.bound:
			return 1
		}
		return 0
	})
}

// whole is how near to 0 or 1 a share is taken for it.
const whole = 1e-6

// undecided finds the project whose share is the least plain, or else one that
// starts in several years; −1 if there is none.
func (s *search) undecided(b *blend) (group, project int, built float64) {
	group, most := -1, whole
	for g := range s.groups {
		for i := range s.groups[g].projects {
			starts := b.starts(g, i)
			sum, kinds := 0.0, 0
			for _, share := range starts {
				sum += share
				if share > whole {
					kinds++
				}
			}
			plain := math.Min(sum, 1-sum)
			if plain <= whole && kinds > 1 {
				plain = 2 * whole // after all that are not
			}
			if plain > most {
				group, project, built, most = g, i, sum, plain
			}
		}
	}
	return group, project, built
}

// starts are the shares of the mixture with which a project starts in each year.
func (b *blend) starts(g, i int) []float64 {
	shares := make([]float64, len(b.d.machines[g].build[i]))
	for j, c := range b.pools[g].columns {
		if c.built[i] >= 0 {
			shares[c.built[i]] += b.weights[g][j]
		}
	}
	return shares
}

// middle is the start by which half of a project has started, with a share after it.
func (b *blend) middle(g, i int) int {
	sum, at, starts := 0.0, -1, b.starts(g, i)
	for k, share := range starts {
		if share <= whole {
			continue
		}
		if at >= 0 && sum >= 0.5 {
			return at
		}
		if slices.ContainsFunc(starts[k+1:], func(s float64) bool { return s > whole }) {
			at = k
		}
		sum += share
	}
	return at
}

// child is a node with one more rule. What other groups answered still holds.
func (n *node) child(g, i int, w window, b *blend) *node {
	c := &node{windows: slices.Clone(n.windows), prices: b.center, bound: n.bound, parent: true}
	c.windows[g] = slices.Clone(c.windows[g])
	c.windows[g][i] = w
	for h, p := range b.pools {
		q := &pool{columns: slices.Clone(p.columns)}
		if h == g {
			q.columns = slices.DeleteFunc(q.columns, func(x *column) bool { return !w.allows(x.built[i]) })
		} else {
			q.quotes = slices.Clone(p.quotes)
		}
		c.pools = append(c.pools, q)
	}
	return c
}
