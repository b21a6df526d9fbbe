//go:build clp

package clp_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"adit/lp"
	"adit/lp/clp"
	"adit/lp/highs"
	"adit/lp/lptest"

	"pgregory.net/rapid"
)

func TestContract(t *testing.T) {
	lptest.Run(t, func(*testing.T) lp.Solver { return clp.New() })
}

func newHighs(t *testing.T) *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// solve is the optimum of m, checked, or nil if m has none.
func solve(t rapid.TB, s lp.Solver, m *lp.Model) *lp.Solution {
	p, err := s.Load(m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	sol, err := p.Solve(context.Background(), lp.Options{})
	if errors.Is(err, lp.ErrInfeasible) {
		return nil
	}
	if err != nil {
		t.Fatalf("%v\n%v", err, m)
	}
	a, err := m.Arrays()
	if err != nil {
		t.Fatal(err)
	}
	if err := lptest.Check(a, sol); err != nil {
		t.Fatalf("%v\n%v", err, m)
	}
	return sol
}

// TestAgainstHighs: two solvers, one objective, on generated programs.
func TestAgainstHighs(t *testing.T) {
	second := newHighs(t)
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Draw(t)
		one, two := solve(t, clp.New(), m), solve(t, second, m)
		if one == nil || two == nil {
			t.Fatalf("clp %v, highs %v for a feasible program\n%v", one, two, m)
		}
		compare(t, one.Objective, two.Objective)
	})
}

// TestTransportAgainstHighs compares the two on the shape that adit solves, cold
// and after changes.
func TestTransportAgainstHighs(t *testing.T) {
	second := newHighs(t)
	for seed := range uint64(5) {
		m, lanes, _ := lptest.Transport(seed, 30, 40)
		one, two := load(t, clp.New(), m), load(t, second, m)
		for k := range 20 {
			a, b := optimum(t, one), optimum(t, two)
			compare(t, a, b)
			for _, p := range []lp.Program{one, two} {
				p.SetBounds(lanes[(37*k)%len(lanes)], 0, 0)
				p.SetCost(lanes[(91*k)%len(lanes)], float64(k))
			}
		}
	}
}

func load(t *testing.T, s lp.Solver, m *lp.Model) lp.Program {
	p, err := s.Load(m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func optimum(t *testing.T, p lp.Program) float64 {
	sol, err := p.Solve(context.Background(), lp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return sol.Objective
}

func compare(t rapid.TB, clp, highs float64) {
	if math.Abs(clp-highs) > 1e-7*max(1, math.Abs(clp)) {
		t.Fatalf("objective %.12g by CLP, %.12g by HiGHS", clp, highs)
	}
}
