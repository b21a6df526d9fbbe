package economy

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"adit/lp"
)

// A Session computes one loss after the other. It is for one goroutine at a
// time; sessions of the same accounts may run side by side.
//
// Most losses need no program: where final demand for what lacks inputs can
// give way by all that is lost, the least loss is known (least). Only a loss that reaches further, to customers,
// takes the program, which is loaded once for the industries that lack inputs
// and solved again with other bounds. What was computed before changes no byte.
type Session struct {
	acc    *Accounts
	solver lp.Solver

	program lp.Program // nil until needed
	short   []int      // the industries that it has rows for
	given   []lp.Var   // final demand given up, by industry
	rows    []lp.Row   // by short
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
	inverse, err := s.acc.spread()
	if err != nil {
		return nil, fmt.Errorf("economy: %w", err)
	}
	short, cuts := s.acc.short(l)
	given, ok := s.acc.least(inverse, short, cuts, d.Kept)
	if !ok {
		if given, err = s.solve(ctx, inverse, short, cuts, d.Kept); err != nil {
			return nil, fmt.Errorf("economy: total loss: %w", err)
		}
	}
	lost := Outputs(inverse, given)
	for k, i := range short {
		lost[i] = max(lost[i], min(cuts[k], lost[i]+1e-6)) // the solver's tolerance
	}
	if err := s.acc.check(lost, short, cuts, d.Kept); err != nil {
		return nil, fmt.Errorf("economy: check of the total loss: %w", err)
	}
	s.acc.withTotal(l, lost)
	return l, nil
}

// short is the industries that lack inputs, by position, and the share of their
// output that each cannot make.
func (acc *Accounts) short(l *Loss) (list []int, cuts []float64) {
	for _, ind := range l.Industries {
		list = append(list, acc.index[ind.Code])
	}
	slices.Sort(list)
	cuts = make([]float64, len(list))
	for _, ind := range l.Industries {
		k, _ := slices.BinarySearch(list, acc.index[ind.Code])
		cuts[k] = ind.Cut
	}
	return list, cuts
}

// spread is N = (I − S)⁻¹, S the shares of output sold to industries: N_ij is
// the share of its output that i loses where j loses final demand worth its
// whole output. It is x̂0⁻¹·L·x̂0 of the Leontief inverse L. What j carries is
// v'N: the value added of all industries for its output.
func (acc *Accounts) spread() ([][]float64, error) {
	acc.once.Do(func() {
		s := square(len(acc.sales))
		for i, row := range acc.sales {
			for _, sale := range row {
				s[i][sale.j] = sale.share
			}
		}
		if acc.inverse, acc.singular = Inverse(s); acc.singular == nil {
			acc.carried = make([]float64, len(s))
			for i, row := range acc.inverse {
				for j, n := range row {
					acc.carried[j] += acc.value[i] * n
				}
			}
		}
	})
	return acc.inverse, acc.singular
}

// least is the final demand given up if only that for the industries in short
// supply is. Their lost shares of output are the least y ≥ cut at which each
// loses at least what the others no longer take; any loss is at least that. So
// it is optimal, value added not being below 0, if final demand is large enough
// for it, which ok reports.
func (acc *Accounts) least(inverse [][]float64, short []int, cuts []float64, kept float64) (given []float64, ok bool) {
	m, err := reduced(inverse, short)
	if err != nil {
		return nil, false
	}
	y := slices.Clone(cuts)
	for moved := true; moved; {
		moved = false
		for i := range y {
			if v := (m[i][i]*y[i] - dot(m[i], y)) / m[i][i]; v > y[i]+1e-15 {
				y[i], moved = v, true
			}
		}
	}
	given = make([]float64, len(inverse))
	for i, j := range short {
		given[j] = max(0, dot(m[i], y))
		if given[j] > (1-kept)*acc.final[j]+1e-12 {
			return nil, false
		}
	}
	return given, true
}

// reduced is the inverse of N among the industries in short supply, an
// M-matrix: its diagonal is above 0, the rest not.
func reduced(inverse [][]float64, short []int) ([][]float64, error) {
	a := square(len(short))
	for i, row := range short {
		for j, column := range short {
			a[i][j] = -inverse[row][column]
		}
		a[i][i]++
	}
	return Inverse(a)
}

func dot(a, b []float64) (sum float64) {
	for k, v := range a {
		sum += v * b[k]
	}
	return sum
}

var errNoSolver = errors.New("the loss reaches beyond final demand: give a solver")

// solve is the program, with the bounds of this loss.
func (s *Session) solve(ctx context.Context, inverse [][]float64, short []int, cuts []float64, kept float64) ([]float64, error) {
	if s.solver == nil {
		return nil, errNoSolver
	}
	if err := s.load(inverse, short); err != nil {
		return nil, err
	}
	for _, v := range s.given {
		s.program.SetBounds(v, 0, 1-kept)
	}
	for i, r := range s.rows {
		s.program.SetRow(r, cuts[i], lp.Inf)
	}
	sol, err := s.program.Solve(ctx, lp.Options{})
	if errors.Is(err, lp.ErrInfeasible) {
		return nil, fmt.Errorf("%g of every final demand cannot be met: keep less: %w", kept, err)
	}
	if err != nil {
		return nil, err
	}
	h := s.vertex(sol, inverse, cuts, 1-kept)
	for j := range h {
		h[j] *= s.acc.final[j]
	}
	return h, nil
}

// vertex computes the solution again from where it lies: which final demands are
// at a bound and which rows bind. So it is exact to the last digits, and these
// do not depend on what the session solved before.
func (s *Session) vertex(sol *lp.Solution, inverse [][]float64, cuts []float64, most float64) []float64 {
	const near = 1e-7 // the solver's tolerance
	h, between := slices.Clone(sol.X), []int(nil)
	for j := range h {
		switch {
		case h[j] < near:
			h[j] = 0
		case h[j] > most-near:
			h[j] = most
		default:
			between = append(between, j)
		}
	}
	var binding []int
	for k, r := range s.rows {
		if sol.RowActivity(r) < cuts[k]+near {
			binding = append(binding, k)
		}
	}
	s.settle(h, inverse, cuts, between, binding)
	return h
}

// settle solves the binding rows for the final demands between their bounds. A
// degenerate vertex has more of one than of the other, and stays as it is.
func (s *Session) settle(h []float64, inverse [][]float64, cuts []float64, between, binding []int) {
	if len(between) != len(binding) {
		return
	}
	a, rest := square(len(binding)), make([]float64, len(binding))
	for k, row := range binding {
		n := inverse[s.short[row]]
		rest[k] = cuts[row]
		for j := range h {
			if !slices.Contains(between, j) {
				rest[k] -= n[j] * s.acc.final[j] * h[j]
			}
		}
		for l, j := range between {
			a[k][l] = -n[j] * s.acc.final[j]
		}
		a[k][k]++ // Inverse takes I − a
	}
	exact, err := Inverse(a)
	if err != nil {
		return
	}
	for l, v := range Outputs(exact, rest) {
		h[between[l]] = v
	}
}

// load writes and loads the program, unless it has rows for the same industries.
func (s *Session) load(inverse [][]float64, short []int) (err error) {
	if s.program != nil && slices.Equal(s.short, short) {
		return nil
	}
	if err := s.Close(); err != nil {
		return err
	}
	m := s.build(inverse, short)
	s.program, err = s.solver.Load(m)
	return err
}

// build writes the program of S6c in h, the share of each final demand that is
// given up, so that no loss is exactly 0:
//
//	minimise  Σ_j (Σ_i v_i·N_ij·f_j)·h_j      v in bn USD
//	S6c cap   Σ_j N_ij·f_j·h_j ≥ cut_i        each industry in short supply
//	          0 ≤ h_j ≤ 1 − kept
//
// It is max v'x with kept·f0 ≤ (I − A_d)x ≤ f0 and 0 ≤ x ≤ cap, x taken out: the
// output lost is N·f·h, which needs no row where nothing is in short supply, as
// N and h are not below 0, and which never is above 1, as Σ_j N_ij·f_j is 1.
func (s *Session) build(inverse [][]float64, short []int) *lp.Model {
	m, acc := &lp.Model{}, s.acc
	s.short, s.given, s.rows = slices.Clone(short), nil, nil
	for j, ind := range acc.industries {
		s.given = append(s.given, m.Var(0, 1, acc.carried[j]/1e9*acc.final[j], "given[%s]", ind.Code))
	}
	for _, i := range short {
		r := m.Row("S6c cap[%s]", acc.industries[i].Code)
		for j, n := range inverse[i] {
			if n*acc.final[j] > 1e-9 { // below the solver's tolerance on any row
				r.Add(n*acc.final[j], s.given[j])
			}
		}
		s.rows = append(s.rows, r.AtLeast(0))
	}
	return m
}

// check recomputes from the accounts what a loss must obey, and knows no
// linear programming: caps, and what is left for final demand.
func (acc *Accounts) check(lost []float64, short []int, cuts []float64, kept float64) error {
	const tolerance = 1e-6 // of the industry's output
	for k, i := range short {
		if lost[i] < cuts[k]-tolerance {
			return fmt.Errorf("industry %s loses %g of its output, and lacks inputs for %g", acc.industries[i].Code, lost[i], cuts[k])
		}
	}
	for i, ind := range acc.industries {
		if !(lost[i] >= 0 && lost[i] <= 1+tolerance) {
			return fmt.Errorf("industry %s loses %g of its output", ind.Code, lost[i])
		}
		left := 1 - lost[i]
		for _, s := range acc.sales[i] {
			left -= (1 - lost[s.j]) * s.share
		}
		if left < kept*acc.final[i]-tolerance || left > acc.final[i]+tolerance {
			return fmt.Errorf("industry %s delivers %g of its output to final demand, outside %g to %g", ind.Code, left, kept*acc.final[i], acc.final[i])
		}
	}
	return nil
}

// Multipliers is, by industry, the value added of the whole economy for one
// unit of its value added that goes to final demand: (v'L)_j / v_j. Industries
// without value added have none.
func (acc *Accounts) Multipliers() (map[string]float64, error) {
	if _, err := acc.spread(); err != nil {
		return nil, fmt.Errorf("economy: %w", err)
	}
	list := map[string]float64{}
	for j, ind := range acc.industries {
		if acc.value[j] > 0 {
			list[ind.Code] = acc.carried[j] / acc.value[j]
		}
	}
	return list, nil
}
