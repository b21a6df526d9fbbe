package lptest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"adit/lp"

	"pgregory.net/rapid"
)

// A skeleton is a small program from which rows and bounds can be left out.
type skeleton struct {
	lo, hi       []float64
	rows         [][]float64
	rowLo, rowHi []float64
}

// drawSkeleton draws programs of which about half are infeasible.
func drawSkeleton(t *rapid.T) (k skeleton) {
	whole := rapid.IntRange(-3, 3)
	for range rapid.IntRange(1, 4).Draw(t, "columns") {
		lo := float64(whole.Draw(t, "lo"))
		k.lo, k.hi = append(k.lo, lo), append(k.hi, lo+float64(rapid.IntRange(0, 4).Draw(t, "width")))
	}
	for range rapid.IntRange(1, 6).Draw(t, "rows") {
		var row []float64
		for range k.lo {
			row = append(row, float64(whole.Draw(t, "coef")))
		}
		lo, hi := float64(rapid.IntRange(-9, 9).Draw(t, "rowLo")), lp.Inf
		if rapid.Bool().Draw(t, "equals") {
			hi = lo
		} else if rapid.Bool().Draw(t, "atMost") {
			lo, hi = -lp.Inf, lo
		}
		k.rows, k.rowLo, k.rowHi = append(k.rows, row), append(k.rowLo, lo), append(k.rowHi, hi)
	}
	return k
}

// model has the rows and bounds that keep names; nil keeps all.
func (k skeleton) model(keep []string) *lp.Model {
	kept := func(name string) bool { return keep == nil || slices.Contains(keep, name) }
	var m lp.Model
	var vars []lp.Var
	for j := range k.lo {
		lo, hi := -lp.Inf, lp.Inf
		if kept(bound(j, "≥", k.lo[j])) {
			lo = k.lo[j]
		}
		if kept(bound(j, "≤", k.hi[j])) {
			hi = k.hi[j]
		}
		vars = append(vars, m.Var(lo, hi, 0, "x%d", j))
	}
	for i, row := range k.rows {
		if kept(rowName(i)) {
			addAll(m.Row("R%d", i), vars, row).Between(k.rowLo[i], k.rowHi[i])
		}
	}
	return &m
}

// testConflicts: what an infeasibility names is infeasible by itself, and feasible
// without any one of its parts.
func testConflicts(t *testing.T, s lp.Solver) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		k := drawSkeleton(t)
		err := verdict(t, s, k.model(nil))
		if err == nil {
			return
		}
		found++
		if !err.Irreducible || err.Whole {
			t.Fatalf("conflict %+v", err)
		}
		parts := append(slices.Clone(err.Rows), err.Bounds...)
		if verdict(t, s, k.model(parts)) == nil {
			t.Fatalf("%v is no conflict of\n%v", parts, k.model(nil))
		}
		for i, part := range parts {
			if verdict(t, s, k.model(slices.Delete(slices.Clone(parts), i, i+1))) != nil {
				t.Fatalf("%q is not needed in %v of\n%v", part, parts, k.model(nil))
			}
		}
	})
	if found == 0 {
		t.Error("no infeasible program was drawn")
	}
}

// verdict is the infeasibility of m, nil if it has a solution.
func verdict(t *rapid.T, s lp.Solver, m *lp.Model) *lp.InfeasibleError {
	p, err := s.Load(m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	_, err = p.Solve(context.Background(), lp.Options{})
	var e *lp.InfeasibleError
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("%v\n%v", err, m)
	}
	return e
}

func rowName(i int) string { return fmt.Sprintf("R%d", i) }

// bound is how an InfeasibleError tells one bound of x_j.
func bound(j int, relation string, at float64) string {
	return fmt.Sprintf("x%d %s %g", j, relation, at)
}
