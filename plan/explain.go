package plan

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"adit/lp"
)

// An InfeasibleError says why there is no plan: which rows conflict, by code, and
// the smallest change that would let them hold.
type InfeasibleError struct {
	Rows  []string
	Relax []Relaxation
}

// A Relaxation is by how much a row must give.
type Relaxation struct {
	Row  string
	By   float64
	Unit string
}

// Error lists rows and relaxations.
func (e *InfeasibleError) Error() string {
	text := "no plan can hold these together: " + strings.Join(e.Rows, "; ")
	var by []string
	for _, r := range e.Relax {
		by = append(by, fmt.Sprintf("%s by %g %s", r.Row, r.By, r.Unit))
	}
	if len(by) > 0 {
		text += "; the smallest relaxation: " + strings.Join(by, ", ")
	}
	return text
}

// Is makes errors.Is(err, lp.ErrInfeasible) true.
func (e *InfeasibleError) Is(target error) bool { return target == lp.ErrInfeasible }

// explain solves the elastic program: rows of budgets, order, targets and what is
// insisted on may be broken, each at a price in its own unit, and nothing else
// counts. Whatever is made or moved cannot be in conflict: none of it must be.
func (s *setting) explain(ctx context.Context, solver lp.Solver, cuts [][]int, err error) error {
	out := &InfeasibleError{}
	var conflict *lp.InfeasibleError
	if errors.As(err, &conflict) {
		out.Rows = conflict.Rows // its bounds say that nothing is less than nothing
	}
	m, err := s.write(cuts, true).load(solver)
	if err != nil {
		return err
	}
	defer m.session.Close()
	sol, err := m.session.Program.Solve(ctx, lp.Options{SkipConflict: true})
	if err != nil {
		return out
	}
	for _, k := range m.slacks {
		if by := sol.Value(k.v); by > 1e-6 {
			out.Relax = append(out.Relax, Relaxation{k.row, clean(by * k.size), k.unit})
		}
	}
	return out
}

// A slack says by how much a row is broken.
type slack struct {
	v    lp.Var
	row  string
	unit string
	size float64 // of one unit of v
}

// slack lets an elastic row be broken, at a price.
func (p *program) slack(row lp.Row, coef, price, size float64, unit string) {
	switch {
	case p.stages != nil:
		row.Add(coef, p.stages.broken(p, row))
	case p.elastic:
		v := p.model.Var(0, lp.Inf, price, "slack of %s", row.Name())
		row.Add(coef, v)
		p.slacks = append(p.slacks, slack{v, row.Name(), unit, size})
	}
}
