package lp

import (
	"context"
	"errors"
	"math"
	"time"
)

// Conflict is for solvers whose Solve found that the program, as changed so far,
// has no feasible point: it asks s, a solver of any make, for the rows and bounds
// that cannot hold together. It stops after limit (0: ten seconds) and 500 solves,
// and then tells a set that is too large, or none.
//
// A linear conflict is a Farkas certificate, which the duals of the program that
// minimises the violation of the rows give in one solve (Gleeson & Ryan, "Identifying
// minimally infeasible subsystems of inequalities", ORSA J. Comput. 2, 1990); what
// is there without need is then deleted one by one (Chinneck, "Feasibility and
// Infeasibility in Optimization", 2008, §6.1). When only whole values are in
// conflict, all rows are candidates for deletion, and the bounds are taken as given.
func (a *Arrays) Conflict(ctx context.Context, s Solver, relax bool, limit time.Duration) *InfeasibleError {
	if e := a.Crossed(); e != nil {
		return e
	}
	if limit <= 0 {
		limit = 10 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	f := &finder{ctx: ctx, solver: s, a: a}
	list, found := f.certificate()
	switch {
	case found:
	case a.Integer != nil && !relax && ctx.Err() == nil:
		f.whole, list = true, f.allRows()
	default:
		return &InfeasibleError{}
	}
	return f.told(f.reduce(list))
}

// A limb is a row or one bound of a variable: a possible part of a conflict.
type limb struct {
	row, col int // one of them -1
	upper    bool
}

type finder struct {
	ctx    context.Context
	solver Solver
	a      *Arrays
	whole  bool // keep integrality, and all bounds
	solves int
	unsure bool // some deletion could not be tried
}

// certificate is the support of a Farkas certificate of the linear relaxation.
func (f *finder) certificate() (list []limb, found bool) {
	m, rows, scale := f.elastic()
	p, err := f.solver.Load(m)
	if err != nil {
		return nil, false
	}
	defer p.Close()
	sol, err := p.Solve(f.ctx, Options{SkipConflict: true})
	if err != nil || sol.Duals == nil || sol.Objective <= 1e-9 {
		return nil, false
	}
	most := 0.0
	for i, r := range rows {
		most = max(most, math.Abs(sol.Dual(r))*scale[i])
	}
	for i, r := range rows {
		if math.Abs(sol.Dual(r))*scale[i] > 1e-7*most {
			list = append(list, limb{row: i, col: -1})
		}
	}
	// min 0 has at its optimum reduced costs −yᵀA: the bounds that the rows lean on.
	for j := range f.a.Cost {
		if d := sol.Reduced[j]; math.Abs(d) > 1e-7*most {
			list = append(list, limb{row: -1, col: j, upper: d < 0})
		}
	}
	return list, true
}

// elastic is the program that minimises by how much the rows are violated, each
// measured in its own largest coefficient. Its first variables are a's.
func (f *finder) elastic() (m *Model, rows []Row, scale []float64) {
	a := f.a
	m = &Model{}
	for j := range a.Cost {
		m.Var(a.Lo[j], a.Hi[j], 0, "x")
	}
	scale = make([]float64, len(a.RowLo))
	for k, i := range a.Index {
		scale[i] = max(scale[i], math.Abs(a.Value[k]))
	}
	for i := range a.RowLo {
		if scale[i] == 0 {
			scale[i] = 1
		}
		short := m.Var(0, Inf, 1, "short")
		over := m.Var(0, Inf, 1, "over")
		rows = append(rows, m.Row("row").Add(scale[i], short).Add(-scale[i], over).Between(a.RowLo[i], a.RowHi[i]))
	}
	for j := range a.Cost {
		for k := a.Start[j]; k < a.Start[j+1]; k++ {
			rows[a.Index[k]].Add(a.Value[k], Var{int32(j + 1)})
		}
	}
	return m, rows, scale
}

func (f *finder) allRows() (list []limb) {
	for i := range f.a.RowLo {
		list = append(list, limb{row: i, col: -1})
	}
	return list
}

// reduce deletes what the conflict does not need, in halves first: the conflicts
// that are worth telling are small.
func (f *finder) reduce(list []limb) []limb {
	t, err := f.trial(list)
	if err != nil {
		f.unsure = true
		return list
	}
	defer t.p.Close()
	if f.solves++; !t.infeasible(f.ctx) {
		f.unsure = true // the certificate was within tolerance only
		return list
	}
	for size := (len(list) + 1) / 2; size >= 1; size /= 2 {
		for first := 0; first < len(list); first += size {
			f.tryWithout(t, list, first, min(first+size, len(list)))
		}
	}
	var left []limb
	for k, l := range list {
		if !t.gone[k] {
			left = append(left, l)
		}
	}
	return left
}

func (f *finder) tryWithout(t *trial, list []limb, first, end int) {
	var tried []int
	for k := first; k < end; k++ {
		if !t.gone[k] {
			tried = append(tried, k)
		}
	}
	if len(tried) == 0 {
		return
	}
	if f.solves++; f.solves > 500 || f.ctx.Err() != nil {
		f.unsure = true
		return
	}
	for _, k := range tried {
		t.set(f.a, k, list[k], true)
	}
	if t.infeasible(f.ctx) {
		return
	}
	for _, k := range tried {
		t.set(f.a, k, list[k], false)
	}
	if t.cut {
		f.unsure = true
	}
}

// A trial is the program of a list of limbs only, from which some can be taken out.
type trial struct {
	p    Program
	vars map[int]Var
	rows map[int]Row
	gone []bool
	cut  bool // a solve ended without an answer
}

func (f *finder) trial(list []limb) (*trial, error) {
	t := &trial{vars: map[int]Var{}, rows: map[int]Row{}, gone: make([]bool, len(list))}
	var m Model
	for _, l := range list {
		if l.col < 0 {
			t.rows[l.row] = m.Row("row").Between(f.a.RowLo[l.row], f.a.RowHi[l.row])
		}
	}
	for j := range f.a.Cost {
		f.addColumn(t, &m, j)
	}
	var err error
	if t.p, err = f.solver.Load(&m); err != nil {
		return nil, err
	}
	for k, l := range list {
		if l.row < 0 {
			t.set(f.a, k, l, false)
		}
	}
	return t, nil
}

// addColumn adds variable j, free unless whole values are at stake.
func (f *finder) addColumn(t *trial, m *Model, j int) {
	a, v := f.a, Var{}
	for k := a.Start[j]; k < a.Start[j+1]; k++ {
		r, ok := t.rows[int(a.Index[k])]
		if !ok {
			continue
		}
		if v.col == 0 {
			v = m.Var(-Inf, Inf, 0, "x")
			t.vars[j] = v
			if d := &m.vars[v.Col()]; f.whole {
				d.lo, d.hi, d.integer = a.Lo[j], a.Hi[j], a.Integer[j]
			}
		}
		r.Add(a.Value[k], v)
	}
}

// set takes limb k out, or puts it back.
func (t *trial) set(a *Arrays, k int, l limb, gone bool) {
	t.gone[k] = gone
	lo, hi := -Inf, Inf
	if l.row >= 0 {
		if !gone {
			lo, hi = a.RowLo[l.row], a.RowHi[l.row]
		}
		t.p.SetRow(t.rows[l.row], lo, hi)
		return
	}
	if v, ok := t.vars[l.col]; ok {
		if !gone && l.upper {
			hi = a.Hi[l.col]
		} else if !gone {
			lo = a.Lo[l.col]
		}
		t.p.SetBounds(v, lo, hi)
	}
}

func (t *trial) infeasible(ctx context.Context) bool {
	_, err := t.p.Solve(ctx, Options{SkipConflict: true})
	t.cut = err != nil && !errors.Is(err, ErrInfeasible) && !errors.Is(err, ErrUnbounded)
	return errors.Is(err, ErrInfeasible)
}

func (f *finder) told(list []limb) *InfeasibleError {
	e := &InfeasibleError{Irreducible: !f.unsure, Whole: f.whole}
	for _, l := range list {
		if l.row >= 0 {
			e.Rows = append(e.Rows, f.a.rowName(l.row))
		} else {
			e.Bounds = append(e.Bounds, f.a.sides(l.col, !l.upper, l.upper))
		}
	}
	return e
}
