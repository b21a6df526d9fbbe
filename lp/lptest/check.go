package lptest

import (
	"errors"
	"fmt"
	"math"

	"adit/lp"
)

// Check holds an optimal solution of a linear program against the conditions of
// optimality (Chvátal, "Linear Programming", 1983, ch. 5 and 9), computed from the
// program alone: the point keeps bounds and rows; activities and reduced costs are
// those of the point and the duals; duals point the right way and vanish where
// nothing binds; the dual objective is the primal one. All faults are told.
func Check(a *lp.Arrays, s *lp.Solution) error {
	c := checker{a: a, s: s, sign: 1}
	if a.Maximise {
		c.sign = -1
	}
	c.products()
	for j, x := range s.X {
		c.side("column", j, x, a.Lo[j], a.Hi[j], s.Reduced[j])
	}
	for i, x := range s.Activity {
		c.side("row", i, x, a.RowLo[i], a.RowHi[i], s.Duals[i])
	}
	c.equal("objective by the point", 0, c.primal+a.Offset, s.Objective)
	c.equal("objective by the duals", 0, c.dual+a.Offset, s.Objective)
	return errors.Join(c.faults...)
}

type checker struct {
	a            *lp.Arrays
	s            *lp.Solution
	sign         float64 // −1 turns a maximisation into a minimisation
	primal, dual float64
	faults       []error
}

// tolerance is HiGHS' and CLP's own, 1e-7, with room for the sums taken here.
const tolerance = 1e-6

func (c *checker) equal(what string, i int, got, want float64) {
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		c.faults = append(c.faults, fmt.Errorf("%s %d: %g, want %g", what, i, got, want))
	}
}

// products recomputes Ax, c − Aᵀy and cx.
func (c *checker) products() {
	a := c.a
	activity := make([]float64, len(a.RowLo))
	for j, x := range c.s.X {
		reduced := a.Cost[j]
		for k := a.Start[j]; k < a.Start[j+1]; k++ {
			activity[a.Index[k]] += a.Value[k] * x
			reduced -= a.Value[k] * c.s.Duals[a.Index[k]]
		}
		c.equal("reduced cost", j, c.s.Reduced[j], reduced)
		c.primal += a.Cost[j] * x
	}
	for i, x := range activity {
		c.equal("activity", i, c.s.Activity[i], x)
	}
}

// side checks one variable or row: x between lo and hi, and its price d.
func (c *checker) side(what string, i int, x, lo, hi, d float64) {
	room := tolerance * max(1, math.Abs(x))
	if !(x >= lo-room && x <= hi+room) {
		c.faults = append(c.faults, fmt.Errorf("%s %d: %g is outside %g to %g", what, i, x, lo, hi))
	}
	if math.Abs(d) <= tolerance {
		if d != 0 {
			c.dual += d * x
		}
		return
	}
	bound := lo // a price says that the lower side binds, in a minimisation
	if c.sign*d < 0 {
		bound = hi
	}
	c.dual += d * bound
	if !(math.Abs(x-bound) <= 10*room) {
		c.faults = append(c.faults, fmt.Errorf("%s %d: price %g, but %g is not at its bound %g", what, i, d, x, bound))
	}
}
