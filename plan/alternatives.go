package plan

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"adit/lp"
)

// Alternatives finds up to n other sets of projects whose plan costs no more than
// within (such as 0.02) above the best, the best of them first. Where the search
// was by groups they are the best of what each group has at the best plan's prices,
// and another may lie between them.
func (a *Answer) Alternatives(ctx context.Context, n int, within float64, solver lp.Solver) ([]*Answer, error) {
	return a.alternatives(ctx, n, within, solver, a.asked.small())
}

func (a *Answer) alternatives(ctx context.Context, n int, within float64, solver lp.Solver, whole bool) ([]*Answer, error) {
	next := a.another(solver)
	if !whole {
		d, err := a.asked.divide(solver, nil, false)
		if err != nil {
			return nil, err
		}
		defer d.Close()
		if len(d.groups) > 1 {
			if next, err = d.anotherOf(ctx, a, n); err != nil {
				return nil, err
			}
		}
	}
	cuts, out := [][]int{a.builtSet()}, []*Answer{}
	for len(out) < n && ctx.Err() == nil {
		b, err := next(ctx, cuts)
		if errors.Is(err, lp.ErrInfeasible) {
			break // no other set is left
		}
		if err != nil {
			return out, fmt.Errorf("plan: alternative %d: %w", len(out)+1, err)
		}
		if b.Objective > a.Objective+within*math.Max(1, math.Abs(a.Objective)) {
			break
		}
		cuts, out = append(cuts, b.builtSet()), append(out, b)
	}
	return out, nil
}

// another finds the best plan with another set of projects than some.
func (a *Answer) another(solver lp.Solver) func(context.Context, [][]int) (*Answer, error) {
	return func(ctx context.Context, cuts [][]int) (*Answer, error) {
		return a.asked.of(a.asked.c).solve(ctx, solver, cuts)
	}
}

// anotherOf adds to what the search knew each group's n next best sets of projects
// at the plan's prices, and chooses among them.
func (d *division) anotherOf(ctx context.Context, a *Answer, n int) (func(context.Context, [][]int) (*Answer, error), error) {
	if err := d.outline(); err != nil {
		return nil, err
	}
	pools := make([]*pool, len(d.groups))
	err := side(len(d.groups), func(g int) error {
		pools[g] = &pool{columns: slices.Clone(a.pools[g].columns)}
		return d.otherSets(ctx, a, g, n, pools[g])
	})
	return func(ctx context.Context, cuts [][]int) (*Answer, error) {
		m, err := d.mix(ctx, pools, true, cuts, lp.Options{})
		if err != nil {
			return nil, err
		}
		if m.over > overrun {
			return nil, lp.ErrInfeasible
		}
		f := &found{built: d.whole(pools, m), objective: m.objective, bound: a.Bound, prices: a.priced, other: true}
		f.status = lp.WithinGap
		return d.tell(ctx, f)
	}, err
}

// otherSets finds a group's best plans with other sets of projects than the plan's.
func (d *division) otherSets(ctx context.Context, a *Answer, g, n int, p *pool) error {
	o := d.outlines[g]
	own := at(a.built, d.groups[g].projects)
	o.without = [][]int{setOf(own)}
	for k := 0; k < n && len(own) > 0 && ctx.Err() == nil; k++ {
		c, _, err := o.ask(ctx, d.feasible(d.from(a.priced)), d.machines[g].windows(), lp.Options{Gap: a.asked.q.Gap})
		if errors.Is(err, lp.ErrInfeasible) || errors.Is(err, errMissed) || err == nil && c == nil {
			return nil
		}
		if err != nil {
			return err
		}
		p.add(c)
		o.without = append(o.without, setOf(c.built))
	}
	return nil
}

func (a *Answer) builtSet() []int { return setOf(a.built) }

// setOf lists what is built.
func setOf(built []int) []int {
	set := []int{}
	for i, k := range built {
		if k >= 0 {
			set = append(set, i)
		}
	}
	return set
}
