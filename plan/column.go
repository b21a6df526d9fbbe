package plan

import (
	"context"
	"errors"
	"math"
	"slices"

	"adit/lp"
)

// A column is a plan of one group, as the master knows it.
type column struct {
	built []int        // by project of the group: position in its starts, or -1
	cost  float64      // USD: its objective, without what the links add
	use   []float64    // by link, in million USD: what it spends of a budget, or loses in a case
	at    *lp.Solution // of a linear program
}

// A pool is what is known of one group: its columns, and what no plan of it can
// better at some prices of the links.
type pool struct {
	columns []*column
	quotes  []quote
	last    *lp.Solution // of a linear program: its last answer,
	paid    []float64    // at these prices of the links
}

// A quote is what a group costs at least when the links cost something.
type quote struct {
	prices []float64
	bound  float64
}

// at is the best bound known at some prices.
func (p *pool) at(prices []float64) (bound float64, known bool) {
	for _, q := range p.quotes {
		if same(q.prices, prices) {
			return q.bound, true
		}
	}
	return math.Inf(-1), false
}

// add keeps a column if it is new.
func (p *pool) add(c *column) bool {
	for _, o := range p.columns {
		if c.equals(o) {
			return false
		}
	}
	p.columns = append(p.columns, c)
	return true
}

// columnDigits is how near figures of two columns may be that are one.
const columnDigits = 1e-9

func (c *column) equals(o *column) bool {
	near := func(a, b float64) bool { return math.Abs(a-b) <= columnDigits*(1+math.Abs(a)) }
	return slices.Equal(c.built, o.built) && near(c.cost, o.cost) && slices.EqualFunc(c.use, o.use, near)
}

// priced is what a column costs when the links cost something too.
func (c *column) priced(prices []float64) float64 {
	total := c.cost
	for l, price := range prices {
		total += price * million * c.use[l]
	}
	return total
}

// link gathers the links' left-hand sides in one group, and the costs that their
// prices are added to.
func (m *machine) link() {
	for i := range m.budgets {
		m.links = append(m.links, &m.budgets[i].spent)
	}
	for k := range m.lost {
		m.links = append(m.links, &m.lost[k])
	}
	m.own = make([]float64, m.model.NumVars())
	for i, vars := range m.build {
		for k, v := range vars {
			m.own[v.Col()] = m.discount[m.starts[i][k]] * float64(m.c.Projects[i].Public)
		}
	}
	for r, vars := range m.bought {
		for g, v := range vars {
			m.own[v.Col()] = m.discounted(g) * float64(m.c.Stockpile[r].Price)
		}
	}
	seen := make([]bool, m.model.NumVars())
	for _, l := range m.links {
		for _, t := range l.terms {
			if !seen[t.v.Col()] {
				seen[t.v.Col()] = true
				m.linked = append(m.linked, t.v)
			}
		}
	}
}

// price makes what the links count cost something: USD per USD.
func (m *machine) price(prices []float64) {
	more := make([]float64, len(m.own))
	for l, price := range prices {
		for _, t := range m.links[l].terms {
			more[t.v.Col()] += price * million * t.coef
		}
	}
	for _, v := range m.linked {
		m.session.Program.SetCost(v, m.own[v.Col()]+more[v.Col()])
	}
}

// ask solves the group at some prices. The column is nil where the time was up
// before there was any; the bound holds in any case.
func (m *machine) ask(ctx context.Context, prices []float64, o lp.Options) (c *column, bound float64, err error) {
	m.price(prices)
	sol, err := m.session.Program.Solve(ctx, o)
	stopped := errors.Is(err, lp.ErrTimeLimit) || ctx.Err() != nil && errors.Is(err, ctx.Err())
	if err != nil && !stopped {
		return nil, 0, err
	}
	constant := 0.0
	for l, price := range prices {
		constant += price * million * m.links[l].constant
	}
	bound = math.Inf(-1)
	if !math.IsNaN(sol.Bound) {
		bound = sol.Bound + constant
	}
	if sol.X == nil {
		return nil, bound, nil
	}
	return m.column(sol, prices, constant), bound, nil
}

// leastUse is what of a link is rounding, in million USD and as a share of all.
const leastUse = 1e-11

func (m *machine) column(sol *lp.Solution, prices []float64, constant float64) *column {
	c := &column{built: m.chosen(sol), cost: sol.Objective + constant, at: sol}
	for l, link := range m.links {
		use := link.of(sol.X)
		if math.Abs(use) < leastUse*(1+link.constant) {
			use = 0
		}
		c.use = append(c.use, use)
		c.cost -= prices[l] * million * c.use[l]
	}
	return c
}
