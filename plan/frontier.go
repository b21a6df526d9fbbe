package plan

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"adit"
	"adit/lp"
)

// A Point of the efficient frontier: the best plan within a budget.
type Point struct {
	Budget adit.USD
	*Answer
}

// Frontier finds the best plan for each of n budgets, from an nth of the file's
// total up to all of it. One loaded program serves them all, and so do the plans of
// groups that were found on the way.
func Frontier(ctx context.Context, net *adit.Network, c *adit.Candidates, q Question, n int, solver lp.Solver) ([]Point, error) {
	s, err := prepare(net, c, q)
	if err != nil {
		return nil, err
	}
	most := s.whole()
	d, err := s.within(most).divide(solver, nil, s.small())
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	defer d.Close()
	var points []Point
	var pools []*pool
	for k := 1; k <= n && ctx.Err() == nil; k++ {
		b := most * adit.USD(k) / adit.USD(n)
		d.budget(b)
		var f *found
		f, pools, err = d.search(ctx, pools)
		if errors.Is(err, lp.ErrInfeasible) || errors.Is(err, errOverrun) {
			continue // what is insisted on costs more
		}
		var a *Answer
		if err == nil {
			a, err = d.tell(ctx, f)
		}
		if err != nil {
			return points, fmt.Errorf("plan: budget %g USD: %w", float64(b), err)
		}
		points = append(points, Point{b, a})
	}
	return points, nil
}

// budget makes another total hold.
func (d *division) budget(total adit.USD) {
	own, c := *d.setting, *d.c
	c.Budget.Total = total
	own.c, d.setting = &c, &own
	for _, o := range d.outlines {
		if o != nil {
			within := *o.c
			within.Budget.Total = total
			o.c = &within
		}
	}
	for _, m := range d.machines {
		for i := range m.budgets {
			if b := &m.budgets[i]; b.name == "" && b.year == 0 {
				b.most = float64(total) / million
				if m.session != nil {
					m.session.Program.SetRow(b.row, -lp.Inf, b.most)
				}
				if len(d.links) > 0 {
					d.links[i].most = b.most
				}
			}
		}
	}
}

// whole is the total budget; without one, what all projects and full reserves
// cost.
func (s *setting) whole() adit.USD {
	if s.c.Budget.Total < adit.NoBudget {
		return s.c.Budget.Total
	}
	sum := adit.USD(0)
	for i := range s.c.Projects {
		sum += s.c.Projects[i].Public
	}
	for i := range s.c.Stockpile {
		sum += s.c.Stockpile[i].Price * adit.USD(s.c.Stockpile[i].Most)
	}
	return sum
}

// within is the same setting with another total.
func (s *setting) within(total adit.USD) *setting {
	c := *s.c
	c.Budget.Total = total
	return s.of(&c)
}

// of is the setting of candidates that differ in money only.
func (s *setting) of(c *adit.Candidates) *setting {
	other := *s
	other.c, other.parts = c, nil
	other.split()
	return &other
}

// Alternatives finds up to n other sets of projects whose plan costs no more than
// within (such as 0.02) above the best, the best of them first.
func (a *Answer) Alternatives(ctx context.Context, n int, within float64, solver lp.Solver) ([]*Answer, error) {
	cuts, out := [][]int{a.builtSet()}, []*Answer{}
	for len(out) < n && ctx.Err() == nil {
		next, err := a.setting.of(a.setting.c).solve(ctx, solver, cuts)
		if errors.Is(err, lp.ErrInfeasible) {
			break // no other set is left
		}
		if err != nil {
			return out, fmt.Errorf("plan: alternative %d: %w", len(out)+1, err)
		}
		if next.Objective > a.Objective+within*max(1, abs(a.Objective)) {
			break
		}
		cuts, out = append(cuts, next.builtSet()), append(out, next)
	}
	return out, nil
}

func (a *Answer) builtSet() []int {
	var set []int
	for i, k := range a.built {
		if k >= 0 {
			set = append(set, i)
		}
	}
	return set
}

// Entry is what would have to be true for a project that was not chosen.
type Entry struct {
	ID   string
	Cost adit.USD // public cost at or below which a best plan has it; −1 where it is not worth it even for nothing
	Now  adit.USD
}

// entrySteps bounds the searches of WhatIf; half the interval goes with each at
// the least.
const entrySteps = 12

// WhatIf finds the public cost at which a project enters, to a thousandth of what
// it costs now. With the project in, what the plan costs is known at one cost and,
// as long as no budget binds, at all others: that guess is tried first.
func (a *Answer) WhatIf(ctx context.Context, id string, solver lp.Solver) (Entry, error) {
	i := a.setting.position(id)
	now := a.Candidates.Projects[i].Public
	e := Entry{ID: id, Cost: -1, Now: now}
	low, high := adit.USD(0), now
	for guess, step := adit.USD(0), 0; step < entrySteps && high-low > now/1000; step++ {
		in, err := a.setting.including(i, guess).solve(ctx, solver, nil)
		if err != nil && !errors.Is(err, lp.ErrInfeasible) {
			return e, fmt.Errorf("plan: %s at %g USD: %w", id, float64(guess), err)
		}
		enters := err == nil && in.Objective <= a.Objective+moneyTolerance*scaleOf(a)
		switch {
		case enters:
			low, e.Cost = guess, guess
			spare := (a.Objective - in.Objective) / a.setting.discount[in.starts[id]]
			guess = min(high, guess+adit.USD(spare))
			if spare <= moneyTolerance*scaleOf(a) || guess >= high {
				guess = (low + high) / 2
			}
		case step == 0:
			return e, nil
		default:
			high = guess
			guess = (low + high) / 2
		}
	}
	return e, nil
}

// including is the setting with project i built, at another cost.
func (s *setting) including(i int, cost adit.USD) *setting {
	c := *s.c
	c.Projects = slices.Clone(s.c.Projects)
	c.Projects[i].Public = cost
	q := s.q
	q.Include = append(slices.Clone(q.Include), c.Projects[i].ID)
	other := s.of(&c)
	other.q = q
	other.starts = slices.Clone(s.starts)
	other.starts[i] = other.startsOf(i)
	return other
}

func abs(v float64) float64 { return max(v, -v) }
