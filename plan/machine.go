package plan

import (
	"context"
	"errors"
	"math"
	"slices"

	"adit/lp"
	"adit/market"
)

// A machine is a program that is loaded once and solved again and again.
type machine struct {
	*program
	session *market.Session

	links  []*sum    // of one of many groups: what joins it to the others
	own    []float64 // by variable: its cost, where the links price it
	linked []lp.Var  // what they price
}

func (p *program) load(solver lp.Solver) (*machine, error) {
	m := &machine{program: p}
	return m, m.load(solver)
}

// load loads the program, if it is not.
func (m *machine) load(solver lp.Solver) error {
	if m.session != nil {
		return nil
	}
	p := m.program
	session, err := market.Load(solver, &p.model, p.blocks...)
	if err != nil {
		return err
	}
	p.eachOccasion(func(_ *part, _ int, o *occasion) {
		l := o.limits
		if p.elastic { // what is broken is all that counts
			l = l.Clone()
			clear(l.ActivityAdd)
			clear(l.FlowAdd)
		}
		if len(p.blocks) > 0 { // an outline has none
			session.Limit(o.at, l)
		}
	})
	m.session = session
	m.within(!p.oneOfMany)
	return nil
}

// within lets the budgets bind, or not: what binds one group alone is of no price
// to the others.
func (m *machine) within(bind bool) {
	for _, b := range m.budgets {
		most := lp.Inf
		if bind {
			most = b.most
		}
		m.session.Program.SetRow(b.row, -lp.Inf, most)
	}
}

// close frees the program.
func (m *machine) close() {
	if m != nil && m.session != nil {
		m.session.Close()
		m.session = nil
	}
}

// search is branch and bound of the program as one. A search cut short is no error
// if it found a plan.
func (m *machine) search(ctx context.Context) (*found, error) {
	m.allow(m.windows())
	sol, err := m.session.Program.Solve(ctx, lp.Options{TimeLimit: m.q.TimeLimit, Gap: m.q.Gap, Progress: m.q.Progress})
	if err != nil && (sol == nil || sol.X == nil || errors.Is(err, lp.ErrInfeasible) || errors.Is(err, lp.ErrUnbounded)) {
		return nil, err
	}
	f := &found{built: m.chosen(sol), objective: sol.Objective, bound: sol.Bound, status: sol.Status}
	if sol.Duals != nil { // without a project there is nothing to branch on
		f.status = lp.Optimal
	}
	if math.IsNaN(f.bound) {
		f.bound = math.Inf(-1)
	}
	return f, nil
}

// chosen returns by project the position in starts in which it starts, or -1.
func (m *machine) chosen(sol *lp.Solution) []int {
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
		m.session.Program.SetRow(m.once[i], -lp.Inf, 1)
	}
}

// gap is the relative distance of an objective from a bound.
func gap(objective, bound float64) float64 {
	return math.Max(0, objective-bound) / math.Max(1, math.Abs(objective))
}
