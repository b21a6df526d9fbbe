package lp

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Arrays is a model in the form in which solvers take it, the matrix by columns,
// and the place where changes gather until the next solve. A solver's Program
// embeds it, and so has SetBounds, SetCost and SetRow. Positions are those of
// Var.Col and Row.Index. Read the fields; write through the methods only.
type Arrays struct {
	Maximise     bool
	Offset       float64   // of the objective
	Cost         []float64 // per column, as the next five
	Lo, Hi       []float64
	Integer      []bool // nil for a linear program
	RowLo, RowHi []float64

	// Column j has Value[k] in row Index[k], k from Start[j] to Start[j+1],
	// rows ascending, no row twice, no zeros.
	Start, Index []int32
	Value        []float64

	model               *Model // for names
	bounds, costs, rows edits
}

// Arrays gives the model to a solver. It copies: what is written into the model
// later does not reach it. A row without a relation is an error.
func (m *Model) Arrays() (*Arrays, error) {
	for _, r := range m.rows {
		if !r.stated {
			return nil, errors.New("lp: row " + m.told(r.name) + " has no relation")
		}
	}
	a := &Arrays{Maximise: m.maximise, Offset: m.offset, model: m}
	a.takeColumns(m)
	a.takeRows(m)
	a.takeTerms(m)
	return a, nil
}

func (a *Arrays) takeColumns(m *Model) {
	n := len(m.vars)
	all := make([]float64, 3*n)
	a.Cost, a.Lo, a.Hi = all[:n:n], all[n:2*n:2*n], all[2*n:]
	for j := range m.vars {
		v := &m.vars[j]
		a.Cost[j], a.Lo[j], a.Hi[j] = v.cost, v.lo, v.hi
		if v.integer {
			if a.Integer == nil {
				a.Integer = make([]bool, n)
			}
			a.Integer[j] = true
		}
	}
	a.bounds, a.costs = newEdits(n), newEdits(n)
}

func (a *Arrays) takeRows(m *Model) {
	n := len(m.rows)
	all := make([]float64, 2*n)
	a.RowLo, a.RowHi = all[:n:n], all[n:]
	for i := range m.rows {
		a.RowLo[i], a.RowHi[i] = m.rows[i].lo, m.rows[i].hi
	}
	a.rows = newEdits(n)
}

// takeTerms sorts the terms by column and row with counting sorts: linear in
// their number, where a comparison sort would show in a program of 10⁶ terms.
func (a *Arrays) takeTerms(m *Model) {
	terms := m.terms
	if !slices.IsSortedFunc(terms, func(s, t term) int { return int(s.row) - int(t.row) }) {
		terms, _ = counted(terms, len(m.rows), func(t *term) int32 { return t.row })
	}
	terms, start := counted(terms, len(m.vars), func(t *term) int32 { return t.col })
	a.Start = make([]int32, len(start))
	a.Index = make([]int32, 0, len(terms))
	a.Value = make([]float64, 0, len(terms))
	for j := range m.vars {
		a.takeColumn(terms[start[j]:start[j+1]])
		a.Start[j+1] = int32(len(a.Index))
	}
}

// takeColumn appends one column, adding up the terms of one row.
func (a *Arrays) takeColumn(terms []term) {
	for k := 0; k < len(terms); {
		sum, r := 0.0, terms[k].row
		for ; k < len(terms) && terms[k].row == r; k++ {
			sum += terms[k].coef
		}
		if sum != 0 {
			a.Index, a.Value = append(a.Index, r), append(a.Value, sum)
		}
	}
}

// counted is terms in stable order of key, and where each key starts.
func counted(terms []term, keys int, key func(*term) int32) (sorted []term, start []int32) {
	start = make([]int32, keys+1)
	for i := range terms {
		start[key(&terms[i])+1]++
	}
	for k := range keys {
		start[k+1] += start[k]
	}
	next := slices.Clone(start)
	sorted = make([]term, len(terms))
	for i := range terms {
		k := key(&terms[i])
		sorted[next[k]] = terms[i]
		next[k]++
	}
	return sorted, start
}

// SetBounds changes the bounds of v from the next solve on.
func (a *Arrays) SetBounds(v Var, lo, hi float64) {
	j := a.column(v)
	if fault := badBounds(lo, hi); fault != "" {
		panic("lp: variable " + a.model.VarName(v) + ": " + fault)
	}
	if a.Lo[j] != lo || a.Hi[j] != hi {
		a.Lo[j], a.Hi[j] = lo, hi
		a.bounds.add(j)
	}
}

// SetCost changes the cost of v from the next solve on.
func (a *Arrays) SetCost(v Var, cost float64) {
	j := a.column(v)
	if fault := badCost(cost); fault != "" {
		panic("lp: variable " + a.model.VarName(v) + ": " + fault)
	}
	if a.Cost[j] != cost {
		a.Cost[j] = cost
		a.costs.add(j)
	}
}

// SetRow changes the relation of r to lo ≤ left-hand side ≤ hi from the next
// solve on.
func (a *Arrays) SetRow(r Row, lo, hi float64) {
	if r.m != a.model || int(r.i) >= len(a.RowLo) {
		panic("lp: a row that was not loaded")
	}
	if fault := badBounds(lo, hi); fault != "" {
		panic("lp: row " + r.Name() + ": " + fault)
	}
	if a.RowLo[r.i] != lo || a.RowHi[r.i] != hi {
		a.RowLo[r.i], a.RowHi[r.i] = lo, hi
		a.rows.add(int(r.i))
	}
}

func (a *Arrays) column(v Var) int {
	if v.col < 1 || int(v.col) > len(a.Lo) {
		panic("lp: a variable that was not loaded")
	}
	return v.Col()
}

// Edits is for solvers: the columns with new bounds, those with new costs and the
// rows with new bounds since the last call, each ascending, valid until the next
// change. So a thousand changes reach the solver in three calls.
func (a *Arrays) Edits() (bounds, costs, rows []int32) {
	return a.bounds.take(), a.costs.take(), a.rows.take()
}

// Crossed is for solvers, which disagree on bounds that cross and on rows without
// any variable: to be asked before each solve. It is nil if no lower bound is above
// its upper bound, and 0 keeps the rows of a program that has no columns.
func (a *Arrays) Crossed() *InfeasibleError {
	for j, lo := range a.Lo {
		if lo > a.Hi[j] {
			return &InfeasibleError{Bounds: []string{a.sides(j, true, true)}, Irreducible: true}
		}
	}
	for i, lo := range a.RowLo {
		if lo > a.RowHi[i] || len(a.Lo) == 0 && (lo > 0 || a.RowHi[i] < 0) {
			return &InfeasibleError{Rows: []string{a.rowName(i)}, Irreducible: true}
		}
	}
	return nil
}

func (a *Arrays) rowName(i int) string { return a.model.told(a.model.rows[i].name) }

// sides tells one or both bounds of column j.
func (a *Arrays) sides(j int, lower, upper bool) string {
	lo, hi := a.Lo[j], a.Hi[j]
	if !lower {
		lo = math.Inf(-1)
	}
	if !upper {
		hi = Inf
	}
	return boundsOf(a.model.VarName(Var{int32(j + 1)}), lo, hi)
}

// CheckRange is for solvers that drop coefficients near zero without a word, or
// take large ones for infinite: an error names the first outside least ≤ |a| ≤ most.
func (a *Arrays) CheckRange(least, most float64) error {
	for j := range a.Cost {
		for k := a.Start[j]; k < a.Start[j+1]; k++ {
			if v := math.Abs(a.Value[k]); v < least || v > most {
				return fmt.Errorf("lp: row %s: coefficient %g of %s is outside what the solver can tell from zero and infinity (%g to %g): choose other units",
					a.rowName(int(a.Index[k])), a.Value[k], a.model.VarName(Var{int32(j + 1)}), least, most)
			}
		}
	}
	return nil
}

// edits is a set of positions with a list of its members.
type edits struct {
	in   []bool
	list []int32
}

func newEdits(n int) edits { return edits{in: make([]bool, n)} }

func (e *edits) add(i int) {
	if !e.in[i] {
		e.in[i] = true
		e.list = append(e.list, int32(i))
	}
}

func (e *edits) take() []int32 {
	taken := e.list
	slices.Sort(taken)
	for _, i := range taken {
		e.in[i] = false
	}
	e.list = e.list[:0]
	return taken
}
