package plan

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"adit/lp"
	"adit/market"
)

// A machine is a loaded program that is solved again and again.
type machine struct {
	*program
	session *market.Session
}

func (p *program) load(solver lp.Solver) (*machine, error) {
	session, err := market.Load(solver, &p.model, p.blocks...)
	if err != nil {
		return nil, err
	}
	p.eachOccasion(func(_ *part, _ int, o *occasion) {
		l := o.limits
		if p.elastic { // what is broken is all that counts
			l = l.Clone()
			clear(l.ActivityAdd)
			clear(l.FlowAdd)
		}
		session.Limit(o.at, l)
	})
	return &machine{p, session}, nil
}

// best searches, holds what it finds, and reads the answer.
func (m *machine) best(ctx context.Context) (*Answer, error) {
	m.free()
	found, err := m.search(ctx)
	if err != nil {
		return nil, err
	}
	built := m.read(found)
	a, err := m.answer(context.WithoutCancel(ctx), built, m.bound(found))
	if err != nil {
		return nil, err
	}
	a.Status = found.Status
	return a, nil
}

// search is the branch and bound. A search cut short is no error if it found a
// plan.
func (m *machine) search(ctx context.Context) (*lp.Solution, error) {
	sol, err := m.session.Program.Solve(ctx, lp.Options{TimeLimit: m.q.TimeLimit, Gap: m.q.Gap, Progress: m.q.Progress})
	if err != nil && (sol == nil || sol.X == nil || errors.Is(err, lp.ErrInfeasible) || errors.Is(err, lp.ErrUnbounded)) {
		return sol, err
	}
	if sol.Duals != nil { // without a project there is nothing to branch on
		sol.Status = lp.Optimal
	}
	return sol, nil
}

// bound is what no plan can better. A program without projects is linear.
func (m *machine) bound(sol *lp.Solution) float64 {
	if math.IsNaN(sol.Bound) {
		return math.Inf(-1)
	}
	return sol.Bound
}

// read returns by project the position in starts in which it starts, or -1.
func (m *machine) read(sol *lp.Solution) []int {
	built := make([]int, len(m.build))
	for i, vars := range m.build {
		built[i] = slices.IndexFunc(vars, func(v lp.Var) bool { return sol.Value(v) > 0.5 })
	}
	return built
}

// hold builds what is said, and nothing else.
func (m *machine) hold(built []int) {
	for i, vars := range m.build {
		for k, v := range vars {
			is := 0.0
			if k == built[i] {
				is = 1
			}
			m.session.Program.SetBounds(v, is, is)
		}
	}
}

func (m *machine) free() {
	for _, vars := range m.build {
		for _, v := range vars {
			m.session.Program.SetBounds(v, 0, 1)
		}
	}
}

// dispatch solves the linear program that holding leaves.
func (m *machine) dispatch(ctx context.Context, built []int) (*lp.Solution, error) {
	m.hold(built)
	sol, err := m.session.Program.Solve(ctx, lp.Options{Relax: true, SkipConflict: true})
	if err != nil {
		return nil, fmt.Errorf("with the projects held: %w", err)
	}
	return sol, nil
}

// gap is the relative distance of an objective from a bound.
func gap(objective, bound float64) float64 {
	return math.Max(0, objective-bound) / math.Max(1, math.Abs(objective))
}
