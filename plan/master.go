package plan

import (
	"context"
	"fmt"
	"slices"

	"adit/lp"
)

// dear is what a budget that is overrun costs, USD per USD. A plan that keeps to
// all budgets is cheaper, if there is one.
const dear = 1e4

// A master chooses among the columns of each group within the links, in million
// USD:
//
//	minimise Σ cost·λ [+ η + Σ π_s·z_s/(1−α)],  Σ_j λ_gj = 1 for each group g,
//	budgets: Σ spent·λ ≤ most,  losses: η + z_s − Σ lost·λ ≥ 0
type master struct {
	model  lp.Model
	lambda [][]lp.Var // by group, by column
	chosen []set      // with whole plans only
	one    []lp.Row
	links  []lp.Row
	over   []lp.Var
}

// A set is what the columns of a group have in common that build the same.
type set struct {
	group int
	built []int
	is    lp.Var
}

// A mixture is what a master found.
type mixture struct {
	objective float64     // USD
	prices    []float64   // by link, USD per USD; nil where plans are whole
	weights   [][]float64 // by group, by column
	over      float64     // million USD beyond budgets
}

// mix solves the master: whole plans, none of which builds a cut's projects, or
// mixed in any shares.
func (d *division) mix(ctx context.Context, pools []*pool, whole bool, cuts [][]int, o lp.Options) (*mixture, error) {
	m := d.writeMaster(pools, whole)
	for _, built := range cuts {
		d.differ(m, built)
	}
	p, err := d.solver.Load(&m.model)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	o.SkipConflict = true
	sol, err := p.Solve(ctx, o)
	if err != nil && (sol == nil || sol.X == nil) {
		return nil, fmt.Errorf("master: %w", err)
	}
	out := &mixture{objective: sol.Objective * million, weights: make([][]float64, len(pools))}
	for g, vars := range m.lambda {
		for _, v := range vars {
			out.weights[g] = append(out.weights[g], max(0, sol.Value(v)))
		}
	}
	for _, v := range m.over {
		out.over += sol.Value(v)
	}
	if sol.Duals != nil {
		for l, row := range m.links {
			price := -sol.Dual(row)
			if d.links[l].loss {
				price = -price
			}
			out.prices = append(out.prices, max(0, price))
		}
	}
	return out, nil
}

func (d *division) writeMaster(pools []*pool, whole bool) *master {
	m := &master{lambda: make([][]lp.Var, len(pools))}
	for g, p := range pools {
		one := m.model.Row("one[%d]", g)
		for j, c := range p.columns {
			v := m.model.Var(0, lp.Inf, c.cost/million, "λ[%d %d]", g, j)
			m.lambda[g] = append(m.lambda[g], v)
			one.Add(1, v)
		}
		m.one = append(m.one, one.Equals(1))
		if whole {
			m.wholePlans(g, p)
		}
	}
	d.writeLinks(m, pools)
	return m
}

// wholePlans: all columns of a group that have a share build the same.
func (m *master) wholePlans(g int, p *pool) {
	rows := []lp.Row{}
	first := len(m.chosen)
	for j, c := range p.columns {
		at := slices.IndexFunc(m.chosen[first:], func(s set) bool { return slices.Equal(s.built, c.built) })
		if at < 0 {
			at = len(rows)
			is := m.model.Binary(0, "is[%d %d]", g, at)
			m.chosen = append(m.chosen, set{g, c.built, is})
			rows = append(rows, m.model.Row("set[%d %d]", g, at).Add(-1, is))
		}
		rows[at].Add(1, m.lambda[g][j])
	}
	for _, row := range rows {
		row.Equals(0)
	}
}

// differ: some group does not build what a plan found before does.
func (d *division) differ(m *master, cut []int) {
	row := m.model.Row("differ")
	for _, s := range m.chosen {
		if slices.Equal(setOf(s.built), d.ofGroup(cut, s.group)) {
			row.Add(1, s.is)
		}
	}
	row.AtMost(float64(len(d.groups) - 1))
}

// ofGroup are the projects of a set that a group has, by its positions.
func (d *division) ofGroup(set []int, g int) []int {
	out := []int{}
	for i, whole := range d.groups[g].projects {
		if slices.Contains(set, whole) {
			out = append(out, i)
		}
	}
	return out
}

func (d *division) writeLinks(m *master, pools []*pool) {
	eta := lp.Var{}
	for l, link := range d.links {
		row, sign := m.model.Row("link[%d]", l), 1.0
		if link.loss {
			if eta == (lp.Var{}) {
				eta = m.model.Var(0, lp.Inf, 1, "η")
			}
			row.Add(1, eta).Add(1, m.model.Var(0, lp.Inf, link.excess/million, "z[%d]", l))
			sign = -1
		} else {
			over := m.model.Var(0, lp.Inf, dear, "over[%d]", l)
			row.Add(-1, over)
			m.over = append(m.over, over)
		}
		for g, p := range pools {
			for j, c := range p.columns {
				if c.use[l] != 0 {
					row.Add(sign*c.use[l], m.lambda[g][j])
				}
			}
		}
		if link.loss {
			m.links = append(m.links, row.AtLeast(0))
		} else {
			m.links = append(m.links, row.AtMost(link.most))
		}
	}
}

// worth is the Lagrangian bound: what all groups cost at least at these prices,
// less what the links' right-hand sides are worth. Prices of losses that no η or z
// would bear bound nothing; feasible makes them ones that do.
func (d *division) worth(pools []*pool, prices []float64) float64 {
	total := 0.0
	for _, p := range pools {
		bound, _ := p.at(prices)
		total += bound
	}
	for l, link := range d.links {
		if !link.loss {
			total -= prices[l] * million * link.most
		}
	}
	return total
}

// feasible trims the prices of losses to what the master's dual allows: each at
// most π_s/(1−α), all of them together at most 1.
func (d *division) feasible(prices []float64) []float64 {
	sum := 0.0
	for l, link := range d.links {
		if link.loss {
			prices[l] = min(prices[l], link.excess/million)
			sum += prices[l]
		}
	}
	for l, link := range d.links {
		if link.loss && sum > 1 {
			prices[l] /= sum
		}
	}
	return prices
}
