package lp

import (
	"fmt"
	"math"
	"slices"
)

// Inf bounds what is not bounded; -Inf below.
var Inf = math.Inf(1)

// A Var is a variable of a Model. The zero Var is not valid.
type Var struct{ col int32 } // 1-based, so that a forgotten Var is caught

// Col is the position of v among the variables of its model, from 0.
func (v Var) Col() int { return int(v.col) - 1 }

// A Model is a program being written: a minimisation, unless Maximise is called.
// The zero Model is empty and ready for use.
//
// A model of 200,000 columns is built in the time of its appends: names are kept
// as format and arguments and formatted only when told, and the terms of all rows
// lie in one slice. So the arguments of names must not be changed after the call.
type Model struct {
	maximise bool
	offset   float64
	vars     []variable
	rows     []row
	terms    []term
	args     []any // of all names
}

type variable struct {
	lo, hi, cost float64
	name         label
	integer      bool
}

type row struct {
	lo, hi float64
	name   label
	stated bool // false until its relation is written
}

type term struct {
	coef     float64
	col, row int32
}

// label is a name not yet formatted: its arguments are Model.args[first:first+n].
type label struct {
	format string
	first  int32
	n      int32
}

// Maximise makes the objective one to be maximised.
func (m *Model) Maximise() { m.maximise = true }

// Constant adds c to the objective, whatever the variables do.
func (m *Model) Constant(c float64) {
	if math.IsNaN(c) || math.IsInf(c, 0) {
		panic(fmt.Sprintf("lp: constant of the objective is %g", c))
	}
	m.offset += c
}

// Var adds a variable with lo ≤ x ≤ hi and the given cost per unit. Its name is
// formatted as by fmt.Sprintf, when it is told.
func (m *Model) Var(lo, hi, cost float64, name string, args ...any) Var {
	m.vars = append(roomy(m.vars), variable{lo: lo, hi: hi, cost: cost, name: m.label(name, args)})
	v := Var{int32(len(m.vars))}
	if fault := badBounds(lo, hi) + badCost(cost); fault != "" {
		panic("lp: variable " + m.VarName(v) + ": " + fault)
	}
	return v
}

// Integer adds a variable that takes whole values only.
func (m *Model) Integer(lo, hi, cost float64, name string, args ...any) Var {
	v := m.Var(lo, hi, cost, name, args...)
	m.vars[v.Col()].integer = true
	return v
}

// Binary adds a variable that is 0 or 1.
func (m *Model) Binary(cost float64, name string, args ...any) Var {
	return m.Integer(0, 1, cost, name, args...)
}

// Row starts a constraint; Add its terms, then state one relation.
func (m *Model) Row(name string, args ...any) Row {
	m.rows = append(roomy(m.rows), row{name: m.label(name, args)})
	return Row{m, int32(len(m.rows) - 1)}
}

// NumVars is the number of variables.
func (m *Model) NumVars() int { return len(m.vars) }

// NumRows is the number of constraints.
func (m *Model) NumRows() int { return len(m.rows) }

// VarName is the name of v; "%!Var" if v is none of m's.
func (m *Model) VarName(v Var) string {
	if v.Col() < 0 || v.Col() >= len(m.vars) {
		return "%!Var"
	}
	return m.told(m.vars[v.Col()].name)
}

func (m *Model) label(format string, args []any) label {
	first := len(m.args)
	m.args = append(roomy(m.args), args...)
	return label{format, int32(first), int32(len(args))}
}

// roomy doubles the capacity of a full slice. append alone takes steps of a quarter,
// and half the time of building a large model went into its copies.
func roomy[T any](s []T) []T {
	if len(s) == cap(s) {
		return slices.Grow(s, len(s)+16)
	}
	return s
}

// told formats a name. Without arguments it is taken as it stands, so that a
// name out of data may hold a per cent sign.
func (m *Model) told(l label) string {
	if l.n == 0 {
		return l.format
	}
	return fmt.Sprintf(l.format, m.args[l.first:l.first+l.n]...)
}

// badBounds says what no variable or row may be bounded by; "" if nothing is wrong.
func badBounds(lo, hi float64) string {
	switch {
	case math.IsNaN(lo) || math.IsNaN(hi):
		return fmt.Sprintf("bounds %g, %g: NaN is not a bound", lo, hi)
	case math.IsInf(lo, 1) || math.IsInf(hi, -1):
		return fmt.Sprintf("bounds %g, %g leave no finite value", lo, hi)
	}
	return ""
}

func badCost(c float64) string {
	if math.IsNaN(c) || math.IsInf(c, 0) {
		return fmt.Sprintf("cost %g is not finite", c)
	}
	return ""
}
