package lptest

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"adit/lp"
)

func testCancelled(t *testing.T, s lp.Solver) {
	m, _, _ := wyndor()
	p := load(t, s, m)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	sol, err := p.Solve(ctx, lp.Options{})
	if !errors.Is(err, context.Canceled) || sol == nil || sol.Status != lp.Interrupted {
		t.Fatalf("%+v, error %v, want interrupted", sol, err)
	}
	wantNear(t, "objective afterwards", optimum(t, p).Objective, 36)
}

// testInterruptLinear cancels a program of 40,000 columns a millisecond after its
// start, and solves it afterwards.
func testInterruptLinear(t *testing.T, s lp.Solver) {
	m, _, _ := Transport(3, 200, 200)
	p := load(t, s, m)
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	sol, err := p.Solve(ctx, lp.Options{})
	if !errors.Is(err, context.DeadlineExceeded) || sol.Status != lp.Interrupted {
		t.Fatalf("status %v, error %v, want interrupted", sol.Status, err)
	}
	checkLinear(t, m, optimum(t, p))
}

// testInterruptMixed cancels at the first point that is told, so that the outcome
// does not depend on the speed of the machine.
func testInterruptMixed(t *testing.T, s lp.Solver) {
	p := load(t, s, Split(50, 6))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	told := 0
	sol, err := p.Solve(ctx, lp.Options{Progress: func(g lp.Progress) {
		told++
		if math.IsNaN(g.Bound) || math.IsNaN(g.Objective) || g.Elapsed <= 0 {
			t.Errorf("progress %+v", g)
		}
		if !math.IsInf(g.Objective, 0) {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || sol.Status != lp.Interrupted {
		t.Fatalf("status %v, error %v, want interrupted", sol.Status, err)
	}
	if told == 0 || sol.X == nil || sol.Bound > sol.Objective {
		t.Errorf("told %d times; objective %g, bound %g", told, sol.Objective, sol.Bound)
	}
}

// testTimeLimit solves twice, as limits are of one solve and not of all so far. On a
// slow machine there may be no point in time.
func testTimeLimit(t *testing.T, s lp.Solver) {
	p := load(t, s, Split(50, 6))
	for range 2 {
		sol, err := p.Solve(context.Background(), lp.Options{TimeLimit: 300 * time.Millisecond})
		if sol == nil || sol.Status != lp.TimeLimit || (sol.X == nil) != errors.Is(err, lp.ErrTimeLimit) {
			t.Fatalf("%+v, error %v, want time limit", sol, err)
		}
		if sol.X != nil && (err != nil || !(sol.Gap > 0) || !(sol.Bound <= sol.Objective)) {
			t.Errorf("objective %g, bound %g, gap %g, error %v", sol.Objective, sol.Bound, sol.Gap, err)
		}
	}
}

// testGap stops a knapsack early; what it has must be as near as it says.
func testGap(t *testing.T, s lp.Solver) {
	m, _, _ := knapsack()
	p := load(t, s, m)
	sol, err := p.Solve(context.Background(), lp.Options{Gap: 0.5})
	if err != nil || sol.Status != lp.WithinGap && sol.Status != lp.Optimal {
		t.Fatalf("status %v, error %v", sol.Status, err)
	}
	if sol.Objective < 280*(1-0.5) || sol.Bound < 280-1e-6 || sol.Gap > 0.5 {
		t.Errorf("objective %g, bound %g, gap %g", sol.Objective, sol.Bound, sol.Gap)
	}
	if sol := optimum(t, p); sol.Gap > 1e-6 {
		t.Errorf("optimal with a gap of %g", sol.Gap)
	}
}

// testRelax: the relaxed knapsack is Dantzig's bound, 15+100+90+60·30/30 + 40·30/40
// = 295, and the price of a unit of weight is that of the split item.
func testRelax(t *testing.T, s lp.Solver) {
	m, _, rows := knapsack()
	p := load(t, s, m)
	sol, err := p.Solve(context.Background(), lp.Options{Relax: true})
	if err != nil {
		t.Fatal(err)
	}
	wantNear(t, "relaxed objective", sol.Objective, 295)
	wantNear(t, "price of weight", sol.Dual(rows[0]), 1)
	wantNear(t, "objective afterwards", optimum(t, p).Objective, 280)
}
