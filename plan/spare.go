package plan

import (
	"context"
	"errors"
	"math"
	"slices"

	"adit/lp"
)

// spare holds what is built, and leaves out, one at a time, what would cost less if
// it were not there. A search that stops at a gap, or plays years together, keeps
// such projects: what they lose is within its gap. What is insisted on or required
// stays, and all does that was asked for asIs.
func (d *division) spare(ctx context.Context, built []int, prices []float64, asIs bool) ([]int, *blend, error) {
	known := memory{}
	b, err := d.held(ctx, known, built, prices)
	if err != nil || asIs {
		return built, b, err
	}
	tried := map[int]bool{}
	for i := d.doubtful(built, b, tried); i >= 0; i = d.doubtful(built, b, tried) {
		tried[i] = true
		without := slices.Clone(built)
		without[i] = -1
		other, err := d.held(ctx, known, without, b.prices)
		switch {
		case errors.Is(err, lp.ErrInfeasible) || err == nil && other.over > overrun:
			continue // a target needs it
		case err != nil:
			return nil, nil, err
		}
		if b.objective-other.objective > 2*heldShare*math.Abs(b.objective) {
			built, b, tried = without, other, map[int]bool{}
		}
	}
	return built, b, nil
}

// doubtful is the project that at the plan's prices costs most above what its last
// part saves, or -1 where none does. The whole saves no more than its last part
// times one, since costs are convex in how much of it is built: no other project
// can be worth leaving out.
func (d *division) doubtful(built []int, b *blend, tried map[int]bool) int {
	most, at := 0.0, -1
	for g, m := range d.machines {
		for own, i := range d.groups[g].projects {
			if built[i] < 0 || tried[i] || d.needed(built, i) {
				continue
			}
			if loses := m.loses(b.pools[g], m.build[own][built[i]], b.prices); loses > most {
				most, at = loses, i
			}
		}
	}
	return at
}

// loses is what a variable's last part costs above what it saves, USD, at prices
// that may be later ones than those of the group's last answer.
func (m *machine) loses(p *pool, v lp.Var, prices []float64) float64 {
	sum := p.last.ReducedCost(v)
	for l := range m.links {
		for _, t := range m.links[l].terms {
			if t.v == v {
				sum += (prices[l] - p.paid[l]) * million * t.coef
			}
		}
	}
	return sum
}

// needed reports a project that the question insists on, or another one built
// requires.
func (d *division) needed(built []int, i int) bool {
	id := d.c.Projects[i].ID
	if slices.Contains(d.q.Include, id) {
		return true
	}
	for j, k := range built {
		if k >= 0 && slices.Contains(d.c.Projects[j].Requires, id) {
			return true
		}
	}
	return false
}
