package plan

import (
	"context"
	"errors"
	"fmt"

	"adit"
	"adit/lp"
)

// A Point of the efficient frontier: the best plan within a budget.
type Point struct {
	Budget adit.USD
	*Answer
}

// Frontier finds the best plan for each of n budgets, from an nth of most up to all
// of it; most is 0 for the file's total. One loaded program serves them all, and so
// do the plans of groups that were found on the way.
func Frontier(ctx context.Context, net *adit.Network, c *adit.Candidates, q Question, n int, most adit.USD, solver lp.Solver) ([]Point, error) {
	s, err := prepare(net, c, q)
	if err != nil {
		return nil, err
	}
	if most == 0 {
		most = s.whole()
	}
	return s.frontier(ctx, n, most, solver, s.small())
}

func (s *setting) frontier(ctx context.Context, n int, most adit.USD, solver lp.Solver, whole bool) ([]Point, error) {
	d, err := s.within(most).divide(solver, nil, whole)
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	defer d.Close()
	var points []Point
	var pools []*pool
	var prices []float64
	for k := 1; k <= n && ctx.Err() == nil; k++ {
		b := most * adit.USD(k) / adit.USD(n)
		d.budget(b)
		var f *found
		f, err = d.search(ctx, pools, prices)
		if errors.Is(err, lp.ErrInfeasible) || errors.Is(err, errOverrun) {
			continue // what is insisted on costs more
		}
		var a *Answer
		if err == nil {
			pools, prices = f.pools, f.prices
			a, err = d.tell(ctx, f)
		}
		if err != nil {
			return points, fmt.Errorf("plan: budget %g USD: %w", float64(b), err)
		}
		if k := len(points) - 1; k >= 0 && points[k].Objective < a.Objective {
			a = points[k].within(a) // to a gap, the search did not see that it is better
		}
		points = append(points, Point{b, a})
	}
	return points, nil
}

// within is a plan within less money as one within more, of which as much is known
// as of the one found there.
func (a *Answer) within(found *Answer) *Answer {
	same := *a
	same.Bound, same.Gap, same.Status = found.Bound, gap(a.Objective, found.Bound), found.Status
	return &same
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
