package plan

import (
	"context"
	"errors"
	"math"

	"adit/lp"
)

// A blend finds the best mixture of plans of the groups by column generation: the
// master's prices go to the groups, whose best plans at these prices go back to the
// master, until none of them is worth a share. What the groups may build is set
// before.
type blend struct {
	d     *division
	pools []*pool
	relax bool // projects in part, or held: linear programs

	outlined bool       // asked by outline: costs, no flows
	windows  [][]window // there: what may start when
	held     bool       // that is one plan
	other    float64    // what the objective is compared with, or NaN
	fixed    func(g int) bool

	*mixture
	bound  float64   // no mixture is better
	center []float64 // the prices at which bound was found
	stale  bool      // the last round brought nothing new
}

func (d *division) blend(pools []*pool, relax bool) *blend {
	return &blend{d: d, pools: pools, relax: relax, bound: math.Inf(-1), other: math.NaN(), fixed: func(int) bool { return false }}
}

// round prices all groups, and solves the master with what they answer. Prices
// between the best ones so far and the master's swing less than the master's alone
// (P. Wentges, "Weighted Dantzig-Wolfe decomposition for linear mixed-integer
// programming", Int. Trans. Operational Research 4, 1997).
func (b *blend) round(ctx context.Context, prices []float64, o lp.Options) error {
	prices = b.d.feasible(prices)
	news, err := b.ask(ctx, prices, o)
	if err != nil {
		return err
	}
	if worth := b.d.worth(b.pools, prices); worth > b.bound {
		b.bound, b.center = worth, prices
	}
	b.stale = !news
	switch {
	case !b.startable():
	case len(b.d.links) == 0:
		b.mixture = b.latest()
	default:
		b.mixture, err = b.d.mix(context.WithoutCancel(ctx), b.pools, false, nil, lp.Options{})
	}
	return err
}

// latest is what the groups answered last, where nothing joins them.
func (b *blend) latest() *mixture {
	m := &mixture{prices: []float64{}}
	for _, p := range b.pools {
		w := make([]float64, len(p.columns))
		w[len(w)-1] = 1
		m.weights = append(m.weights, w)
		m.objective += p.columns[len(w)-1].cost
	}
	return m
}

// found is the point of group g in the mixture, with the duals of its last answer.
func (b *blend) found(g int) *lp.Solution {
	p, share := b.pools[g], 0.0
	sol := *p.last
	sol.X = make([]float64, len(p.last.X))
	for j, w := range b.weights[g] {
		share += w
		for i, v := range p.columns[j].at.X {
			sol.X[i] += w * v
		}
	}
	for i := range sol.X {
		sol.X[i] /= share
	}
	return &sol
}

// saves is what a dollar more of budget i saves.
func (b *blend) saves(i int, row budgetRow) float64 {
	if len(b.d.groups) > 1 {
		return b.prices[i]
	}
	return -b.pools[0].last.Dual(row.row) / million
}

// from are the prices to begin with: those given, or what a plan without bounds of
// money pays, each case by its probability.
func (d *division) from(prices []float64) []float64 {
	if len(prices) == len(d.links) {
		return prices
	}
	prices = make([]float64, len(d.links))
	for l, link := range d.links {
		if link.loss {
			prices[l] = link.excess / million * tail
		}
	}
	return prices
}

// ask solves every group whose answer at these prices is not known. With what it
// builds held and nothing to buy, a group has one answer at all prices.
func (b *blend) ask(ctx context.Context, prices []float64, o lp.Options) (news bool, err error) {
	o.Relax, o.SkipConflict = b.relax, true
	added := make([]bool, len(b.pools))
	err = side(len(b.pools), func(g int) error {
		p := b.pools[g]
		if _, known := p.at(prices); known {
			return nil
		}
		if b.fixed(g) && len(p.columns) > 0 {
			p.quotes = append(p.quotes, quote{prices, p.columns[0].priced(prices)})
			return nil
		}
		c, bound, err := b.askOne(ctx, g, prices, o)
		if err != nil {
			return err
		}
		p.quotes = append(p.quotes, quote{prices, bound})
		if c != nil {
			p.last, p.paid = c.at, prices
			if b.outlined {
				c.at = nil // no flows are asked for
			}
			added[g] = p.add(c)
		}
		return nil
	})
	for _, a := range added {
		news = news || a
	}
	return news, err
}

// askOne asks a group by its outline, or where that cannot say all, as it is.
func (b *blend) askOne(ctx context.Context, g int, prices []float64, o lp.Options) (*column, float64, error) {
	d := b.d
	if b.outlined && d.outlines[g] != nil {
		c, bound, err := d.outlines[g].ask(ctx, prices, b.windows[g], o)
		if err == nil || errors.Is(err, lp.ErrInfeasible) || b.held || ctx.Err() != nil {
			return c, bound, err
		} // a target is missed, or the solver came to no conclusion
		d.outlines[g].Close()
		d.outlines[g] = nil
	}
	if err := d.machines[g].load(d.solver); err != nil {
		return nil, 0, err
	}
	if b.windows != nil {
		d.machines[g].allow(b.windows[g])
	}
	return d.machines[g].ask(ctx, prices, o)
}

// next are the prices of the next round.
func (b *blend) next() []float64 {
	out := append([]float64(nil), b.prices...)
	if b.center != nil && !b.stale {
		for l := range out {
			out[l] = (out[l] + b.center[l]) / 2
		}
	}
	return out
}

// startable reports whether every group has a column.
func (b *blend) startable() bool {
	for _, p := range b.pools {
		if len(p.columns) == 0 {
			return false
		}
	}
	return true
}

// done reports whether no mixture is better than what the master found, by more
// than a share of it.
func (b *blend) done(share float64) bool {
	if b.mixture == nil {
		return false
	}
	enough := share * math.Max(1, math.Abs(b.objective))
	if !math.IsNaN(b.other) {
		enough = math.Max(enough, differenceShare*math.Abs(b.objective-b.other))
	}
	return b.objective-b.bound <= enough
}

// mostRounds bounds the rounds of a blend: each but the last few brings the bound
// and the master nearer to each other.
const mostRounds = 200

// finish goes on until the mixture is the best, to a share of its objective.
func (b *blend) finish(ctx context.Context, prices []float64, share float64) error {
	for k := 0; k < mostRounds; k++ {
		atMaster := b.mixture != nil && same(prices, b.prices)
		if err := b.round(ctx, prices, lp.Options{}); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err() // what a search cut short answered is no best mixture
		}
		if len(b.d.links) == 0 || b.done(share) || b.stale && atMaster {
			return nil
		}
		prices = b.next()
	}
	return nil
}

func same(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}
