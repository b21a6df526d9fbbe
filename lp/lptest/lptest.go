// Package lptest is the contract of an lp.Solver as a test that any of them runs:
//
//	func TestContract(t *testing.T) {
//		lptest.Run(t, func(t *testing.T) lp.Solver { return newSolver(t) })
//	}
//
// It asks textbook programs for their published optimum and duals, checks every
// linear solution against the conditions of optimality, which need no solver, and
// then what is particular to the seam: changes in place, conflicts by name,
// interruption, time limits.
package lptest

import (
	"context"
	"errors"
	"math"
	"testing"

	"adit/lp"
)

// Run tests the solvers that newSolver makes, one for each subtest. A solver
// without integer variables answers Load with errors.ErrUnsupported; the
// mixed-integer part is then skipped.
func Run(t *testing.T, newSolver func(*testing.T) lp.Solver) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, lp.Solver)
	}{
		{"Textbook", testTextbook},
		{"DualIsDerivative", testDerivative},
		{"Empty", testEmpty},
		{"Infeasible", testInfeasible},
		{"CrossedBounds", testCrossed},
		{"ConflictsAreMinimal", testConflicts},
		{"WholeConflict", testWholeConflict},
		{"Unbounded", testUnbounded},
		{"UnboundedMixed", testUnboundedMixed},
		{"ChangesAsFresh", testChanges},
		{"RecoversFromInfeasible", testRecovery},
		{"Repeatable", testRepeatable},
		{"SolutionsAreKept", testKept},
		{"Cancelled", testCancelled},
		{"InterruptLinear", testInterruptLinear},
		{"InterruptMixed", testInterruptMixed},
		{"TimeLimit", testTimeLimit},
		{"Gap", testGap},
		{"Relax", testRelax},
		{"Closed", testClosed},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, newSolver(t)) })
	}
}

// load is the program of m, closed at the end of the test.
func load(t *testing.T, s lp.Solver, m *lp.Model) lp.Program {
	t.Helper()
	p, err := s.Load(m)
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("the solver has no integer variables")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// optimum solves p, which must have one.
func optimum(t *testing.T, p lp.Program) *lp.Solution {
	t.Helper()
	sol, err := p.Solve(context.Background(), lp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if sol.Status != lp.Optimal {
		t.Fatalf("status %v, want optimal", sol.Status)
	}
	return sol
}

func near(got, want float64) bool {
	return math.Abs(got-want) <= 1e-6*max(1, math.Abs(want))
}

func wantNear(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !near(got, want) {
		t.Errorf("%s = %.9g, want %.9g", what, got, want)
	}
}
