package lp

import (
	"fmt"
	"math"
)

// A Row is a constraint: terms first, then one relation. It is a small value, to
// be kept for its dual and for changes after loading. Two rows may be written at
// the same time.
type Row struct {
	m *Model
	i int32
}

// Index is the position of r among the rows of its model, from 0.
func (r Row) Index() int { return int(r.i) }

// Name is the name of r, formatted.
func (r Row) Name() string { return r.m.told(r.m.rows[r.i].name) }

// Add adds coef·v to the left-hand side. A variable added twice counts twice.
func (r Row) Add(coef float64, v Var) Row {
	if math.IsNaN(coef) || math.IsInf(coef, 0) {
		panic(fmt.Sprintf("lp: row %s: coefficient of %s is %g", r.Name(), r.m.VarName(v), coef))
	}
	if v.col < 1 || int(v.col) > len(r.m.vars) {
		panic(fmt.Sprintf("lp: row %s: a variable of another model, or of none", r.Name()))
	}
	r.m.terms = append(roomy(r.m.terms), term{coef, v.col - 1, r.i})
	return r
}

// Equals states that the left-hand side is rhs.
func (r Row) Equals(rhs float64) Row { return r.state(rhs, rhs) }

// AtMost states that the left-hand side is ≤ rhs.
func (r Row) AtMost(rhs float64) Row { return r.state(-Inf, rhs) }

// AtLeast states that the left-hand side is ≥ rhs.
func (r Row) AtLeast(rhs float64) Row { return r.state(rhs, Inf) }

// Between states that lo ≤ left-hand side ≤ hi. Between(-Inf, Inf) only counts it.
func (r Row) Between(lo, hi float64) Row { return r.state(lo, hi) }

func (r Row) state(lo, hi float64) Row {
	d := &r.m.rows[r.i]
	if d.stated {
		panic("lp: row " + r.Name() + ": has its relation already")
	}
	if fault := badBounds(lo, hi); fault != "" {
		panic("lp: row " + r.Name() + ": " + fault)
	}
	d.lo, d.hi, d.stated = lo, hi, true
	return r
}
