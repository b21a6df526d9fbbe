package economy

import (
	"context"
	"errors"
	"fmt"
	"math"

	"adit/lp"
)

// A Session computes one loss after the other. It is for one goroutine at a
// time; sessions of the same accounts may run side by side.
//
// Most losses need no program: where final demand can take all that is lost,
// the least loss is a fixed point (S6c), found by iteration and the same
// whatever was computed before. Only a loss that reaches further, to customers,
// loads the program, once, and solves it again with other bounds.
type Session struct {
	acc    *Accounts
	solver lp.Solver

	program lp.Program // nil until needed
	lost    []lp.Var   // by industry
	rows    []lp.Row   // by industry
}

// Session starts a session. A nil solver will do as long as no loss reaches
// beyond final demand.
func (acc *Accounts) Session(solver lp.Solver) *Session { return &Session{acc: acc, solver: solver} }

// Close frees the program. The session may be used again.
func (s *Session) Close() error {
	if s.program == nil {
		return nil
	}
	err := s.program.Close()
	s.program = nil
	return err
}

// Loss is S6b and S6c.
func (s *Session) Loss(ctx context.Context, uses []Use, d Dependence) (*Loss, error) {
	l, err := s.acc.Direct(uses, d)
	if err != nil {
		return nil, err
	}
	cuts := make([]float64, len(s.acc.industries))
	for _, ind := range l.Industries {
		cuts[s.acc.index[ind.Code]] = ind.Cut
	}
	lost, ok := s.acc.fixedPoint(cuts, d.Kept)
	if !ok {
		if lost, err = s.solve(ctx, cuts, d.Kept); err != nil {
			return nil, fmt.Errorf("economy: total loss: %w", err)
		}
	}
	if err := s.acc.check(lost, cuts, d.Kept); err != nil {
		return nil, fmt.Errorf("economy: check of the total loss: %w", err)
	}
	s.acc.withTotal(l, lost)
	return l, nil
}

// fixedPoint is the least y with y_i = max(cut_i, Σ_j s_ij·y_j): each industry
// loses what it cannot make, or what its customers no longer take. Every
// feasible y of the program is at least this, and value added is not below 0,
// so it is optimal if final demand can give way by as much; ok reports that.
func (acc *Accounts) fixedPoint(cuts []float64, kept float64) (y []float64, ok bool) {
	y = make([]float64, len(cuts))
	copy(y, cuts)
	for moved := true; moved; {
		moved = false
		for i := range y {
			if v := max(cuts[i], acc.lostSales(i, y)); v > y[i]+1e-15 {
				y[i], moved = min(1, v), true
			}
		}
	}
	for i := range y {
		if y[i]-acc.lostSales(i, y) > (1-kept)*acc.final[i]+1e-12 {
			return nil, false
		}
	}
	return y, true
}

// lostSales is Σ_j s_ij·y_j.
func (acc *Accounts) lostSales(i int, y []float64) (sum float64) {
	for _, s := range acc.sales[i] {
		sum += s.share * y[s.j]
	}
	return sum
}

var errNoSolver = errors.New("the loss reaches beyond final demand: give a solver")

// solve is the program, with the bounds of this loss.
func (s *Session) solve(ctx context.Context, cuts []float64, kept float64) ([]float64, error) {
	if s.solver == nil {
		return nil, errNoSolver
	}
	if err := s.load(); err != nil {
		return nil, err
	}
	for i, v := range s.lost {
		s.program.SetBounds(v, cuts[i], 1)
		s.program.SetRow(s.rows[i], 0, (1-kept)*s.acc.final[i])
	}
	sol, err := s.program.Solve(ctx, lp.Options{})
	if errors.Is(err, lp.ErrInfeasible) {
		return nil, fmt.Errorf("%g of every final demand cannot be met: keep less: %w", kept, err)
	}
	if err != nil {
		return nil, err
	}
	y := make([]float64, len(s.lost))
	for i, v := range s.lost {
		y[i] = tidy(sol.Value(v), cuts[i])
	}
	return y, nil
}

// tidy takes out what is below the solver's tolerance.
func tidy(y, cut float64) float64 {
	if y < 1e-9 {
		y = 0
	}
	return min(1, max(cut, y))
}

func (s *Session) load() (err error) {
	if s.program != nil {
		return nil
	}
	m := s.acc.build(s)
	s.program, err = s.solver.Load(m)
	return err
}

// build writes the program of S6c, in shares y of the output of each industry
// that is lost, so that no loss is exactly 0:
//
//	minimise  Σ v_i·y_i
//	S6 sales  0 ≤ y_i − Σ_j s_ij·y_j ≤ (1 − kept)·f_i
//	S6 cap    cut_i ≤ y_i ≤ 1
//
// It is max v'x with kept·f0 ≤ (I − A_d)x ≤ f0 and 0 ≤ x ≤ cap, where
// x_i = x0_i·(1 − y_i). Value added is in M USD.
func (acc *Accounts) build(s *Session) *lp.Model {
	m := &lp.Model{}
	s.lost, s.rows = nil, nil
	for i, ind := range acc.industries {
		s.lost = append(s.lost, m.Var(0, 1, acc.value[i]/million, "lost[%s]", ind.Code))
	}
	for i, ind := range acc.industries {
		r := m.Row("S6 sales[%s]", ind.Code).Add(1, s.lost[i])
		for _, sale := range acc.sales[i] {
			r.Add(-sale.share, s.lost[sale.j])
		}
		s.rows = append(s.rows, r.Between(0, acc.final[i]))
	}
	return m
}

// check recomputes from the accounts what a loss must obey, and knows no
// linear programming: caps, and what is left for final demand.
func (acc *Accounts) check(y, cuts []float64, kept float64) error {
	const tolerance = 1e-6 // of the industry's output
	for i, ind := range acc.industries {
		if !finite(y[i]) || y[i] < cuts[i]-tolerance || y[i] > 1+tolerance {
			return fmt.Errorf("industry %s loses %g of its output, and lacks inputs for %g", ind.Code, y[i], cuts[i])
		}
		delivered := (1 - y[i]) * float64(ind.Output)
		for _, s := range acc.sales[i] {
			delivered -= (1 - y[s.j]) * s.share * float64(ind.Output)
		}
		f0 := acc.final[i] * float64(ind.Output)
		if slack := tolerance * float64(ind.Output); delivered < kept*f0-slack || delivered > f0+slack {
			return fmt.Errorf("industry %s delivers %g USD to final demand, outside %g to %g", ind.Code, delivered, kept*f0, f0)
		}
	}
	return nil
}

// Multipliers is, by industry, the value added of all industries per unit of value added of
// one, for one unit of final demand of it (v'L)_j / v_j; NaN for an industry
// without value added.
func (acc *Accounts) Multipliers() (map[string]float64, error) {
	inverse, err := Inverse(acc.domestic)
	if err != nil {
		return nil, fmt.Errorf("economy: %w", err)
	}
	list := map[string]float64{}
	for j, ind := range acc.industries {
		sum := 0.0
		for i, up := range acc.industries {
			sum += acc.value[i] / float64(up.Output) * inverse[i][j]
		}
		if list[ind.Code] = math.NaN(); acc.value[j] > 0 {
			list[ind.Code] = sum / acc.value[j] * float64(ind.Output)
		}
	}
	return list, nil
}
