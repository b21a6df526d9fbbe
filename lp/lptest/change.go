package lptest

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"adit/lp"
)

// testDerivative moves each right-hand side a little: the objective moves by the
// dual, in both senses.
func testDerivative(t *testing.T, s lp.Solver) {
	const step = 1e-3
	for _, build := range []func() (*lp.Model, []lp.Var, []lp.Row){wyndor, chvatal, ranged, equality} {
		m, _, rows := build()
		a, err := m.Arrays()
		if err != nil {
			t.Fatal(err)
		}
		p := load(t, s, m)
		base := optimum(t, p)
		for _, r := range rows {
			lo, hi := a.RowLo[r.Index()], a.RowHi[r.Index()]
			p.SetRow(r, lo+step, hi+step)
			wantNear(t, "derivative by "+r.Name(), (optimum(t, p).Objective-base.Objective)/step, base.Dual(r))
			p.SetRow(r, lo, hi)
		}
		wantNear(t, "objective after all was put back", optimum(t, p).Objective, base.Objective)
	}
}

func testEmpty(t *testing.T, s lp.Solver) {
	var none, rowOnly, costOnly lp.Model
	none.Constant(3)
	wantNear(t, "objective of nothing", optimum(t, load(t, s, &none)).Objective, 3)
	rowOnly.Row("zero").AtMost(1)
	if sol := optimum(t, load(t, s, &rowOnly)); sol.Activity[0] != 0 || sol.Duals[0] != 0 {
		t.Errorf("a row without terms: %+v", sol)
	}
	rowOnly.Row("one").AtLeast(1)
	if e := infeasible(t, load(t, s, &rowOnly)); !slices.Equal(e.Rows, []string{"one"}) {
		t.Errorf("conflict %+v", e)
	}
	x := costOnly.Var(-2, 5, 3, "x")
	sol := optimum(t, load(t, s, &costOnly))
	wantNear(t, "x", sol.Value(x), -2)
	wantNear(t, "reduced cost", sol.ReducedCost(x), 3)
}

func testInfeasible(t *testing.T, s lp.Solver) {
	var m lp.Model
	x := m.Var(0, 4, 1, "x")
	y := m.Var(0, 3, 1, "y")
	z := m.Var(0, 9, 1, "z")
	m.Row("harmless").Add(1, z).Add(1, x).AtMost(10)
	m.Row("need").Add(1, x).Add(1, y).AtLeast(8)
	m.Row("more harmless").Add(1, y).Add(2, z).AtLeast(1)
	e := infeasible(t, load(t, s, &m))
	if !slices.Equal(e.Rows, []string{"need"}) || !slices.Equal(e.Bounds, []string{"x ≤ 4", "y ≤ 3"}) || !e.Irreducible {
		t.Errorf("conflict %+v", e)
	}
}

// infeasible solves p, which must be so, and is what it tells.
func infeasible(t *testing.T, p lp.Program) *lp.InfeasibleError {
	t.Helper()
	sol, err := p.Solve(context.Background(), lp.Options{})
	var e *lp.InfeasibleError
	if !errors.Is(err, lp.ErrInfeasible) || !errors.As(err, &e) {
		t.Fatalf("error %v, want infeasible", err)
	}
	if sol == nil || sol.Status != lp.Infeasible || sol.X != nil || !math.IsNaN(sol.Objective) {
		t.Fatalf("solution %+v of an infeasible program", sol)
	}
	return e
}

func testCrossed(t *testing.T, s lp.Solver) {
	m, vars, rows := wyndor()
	p := load(t, s, m)
	p.SetBounds(vars[0], 3, 2)
	if e := infeasible(t, p); !slices.Equal(e.Bounds, []string{"3 ≤ x1 ≤ 2"}) || e.Rows != nil {
		t.Errorf("conflict %+v", e)
	}
	p.SetBounds(vars[0], 0, lp.Inf)
	p.SetRow(rows[1], 5, 4)
	if e := infeasible(t, p); !slices.Equal(e.Rows, []string{"R2"}) {
		t.Errorf("conflict %+v", e)
	}
	p.SetRow(rows[1], -lp.Inf, 12)
	wantNear(t, "objective", optimum(t, p).Objective, 36)
}

// testWholeConflict: 2x + 2y = 3 has solutions, but none in whole numbers.
func testWholeConflict(t *testing.T, s lp.Solver) {
	var m lp.Model
	x, y := m.Integer(0, 9, 1, "x"), m.Integer(0, 9, 1, "y")
	m.Row("harmless").Add(1, x).Add(1, y).AtMost(12)
	m.Row("odd").Add(2, x).Add(2, y).Equals(3)
	e := infeasible(t, load(t, s, &m))
	if !slices.Equal(e.Rows, []string{"odd"}) || !e.Whole {
		t.Errorf("conflict %+v", e)
	}
}

func testUnbounded(t *testing.T, s lp.Solver) {
	m, vars, _ := wyndor()
	free := m.Var(0, lp.Inf, 1, "free")
	p := load(t, s, m)
	sol, err := p.Solve(context.Background(), lp.Options{})
	if !errors.Is(err, lp.ErrUnbounded) || sol == nil || sol.Status != lp.Unbounded {
		t.Fatalf("%+v, error %v, want unbounded", sol, err)
	}
	p.SetBounds(free, 0, 1)
	sol = optimum(t, p)
	wantNear(t, "objective once bounded", sol.Objective, 37)
	wantNear(t, "x1", sol.Value(vars[0]), 2)
}

func testUnboundedMixed(t *testing.T, s lp.Solver) {
	m := maximisation()
	x := m.Integer(0, lp.Inf, 1, "x")
	y := m.Integer(0, lp.Inf, 0, "y")
	m.Row("lead").Add(1, x).Add(-2, y).AtMost(1)
	p := load(t, s, m)
	if sol, err := p.Solve(context.Background(), lp.Options{}); !errors.Is(err, lp.ErrUnbounded) {
		t.Fatalf("%+v, error %v, want unbounded", sol, err)
	}
	p.SetBounds(y, 0, 3)
	wantNear(t, "objective once bounded", optimum(t, p).Objective, 7)
}

// testChanges changes everything that can be changed, in steps, and holds each warm
// solution against a program that was written so from the start.
func testChanges(t *testing.T, s lp.Solver) {
	m, lanes, supply := Transport(1, 8, 12)
	warm := load(t, s, m)
	r := rand.New(rand.NewPCG(2, 3))
	var done []func(lp.Program)
	for range 12 {
		for range 1 + r.IntN(40) {
			change := drawChange(r, lanes, supply)
			done = append(done, change)
			change(warm)
		}
		sol := optimum(t, warm)
		fresh, err := s.Load(m)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range done {
			change(fresh)
		}
		wantNear(t, "objective", sol.Objective, optimum(t, fresh).Objective)
		fresh.Close()
		checkChanged(t, m, done, sol)
	}
}

func drawChange(r *rand.Rand, lanes []lp.Var, supply []lp.Row) func(lp.Program) {
	v, row, x := lanes[r.IntN(len(lanes))], supply[r.IntN(len(supply))], 100*r.Float64()
	switch r.IntN(4) {
	case 0:
		return func(p lp.Program) { p.SetBounds(v, 0, 0) }
	case 1:
		return func(p lp.Program) { p.SetBounds(v, x/10, x) }
	case 2:
		return func(p lp.Program) { p.SetCost(v, x) }
	}
	return func(p lp.Program) { p.SetRow(row, -lp.Inf, 2*x+200) }
}

// recorder takes changes into arrays, to know what the program should be by now.
type recorder struct{ *lp.Arrays }

func (recorder) Solve(context.Context, lp.Options) (*lp.Solution, error) { panic("not a solver") }
func (recorder) Close() error                                            { return nil }

func checkChanged(t *testing.T, m *lp.Model, done []func(lp.Program), sol *lp.Solution) {
	t.Helper()
	a, err := m.Arrays()
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range done {
		change(recorder{a})
	}
	if err := Check(a, sol); err != nil {
		t.Error(err)
	}
}

func testRecovery(t *testing.T, s lp.Solver) {
	m, vars, rows := transport()
	p := load(t, s, m)
	first := optimum(t, p)
	p.SetRow(rows[0], -lp.Inf, 100)
	e := infeasible(t, p)
	want := []string{"supply[0]", "supply[1]", "demand[0]", "demand[1]", "demand[2]"}
	if !slices.Equal(e.Rows, want) || e.Bounds != nil || !e.Irreducible {
		t.Errorf("conflict %+v", e)
	}
	p.SetRow(rows[0], -lp.Inf, 350)
	wantNear(t, "objective", optimum(t, p).Objective, first.Objective)
	p.SetBounds(vars[0], 0, 0)
	p.SetBounds(vars[3], 0, 0)
	if e := infeasible(t, p); !slices.Equal(e.Rows, []string{"demand[0]"}) {
		t.Errorf("conflict %+v", e)
	}
}

// testRepeatable: the same program gives the same bits, first on a fresh instance
// and then on one that other programs have used.
func testRepeatable(t *testing.T, s lp.Solver) {
	var first *lp.Solution
	for range 3 {
		m, lanes, _ := Transport(5, 20, 20)
		p := load(t, s, m)
		optimum(t, p)
		for _, v := range lanes[:25] {
			p.SetBounds(v, 0, 1)
		}
		sol := optimum(t, p)
		p.Close()
		if first == nil {
			first = sol
			continue
		}
		if sol.Objective != first.Objective || sol.Iterations != first.Iterations ||
			!slices.Equal(sol.X, first.X) || !slices.Equal(sol.Duals, first.Duals) {
			t.Error("the same program has another solution the next time")
		}
	}
}

func testKept(t *testing.T, s lp.Solver) {
	m, vars, _ := wyndor()
	p := load(t, s, m)
	sol := optimum(t, p)
	p.SetBounds(vars[1], 0, 1)
	optimum(t, p)
	wantNear(t, "x2 of the first solution", sol.Value(vars[1]), 6)
}

func testClosed(t *testing.T, s lp.Solver) {
	m, _, _ := wyndor()
	p := load(t, s, m)
	for range 2 {
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if sol, err := p.Solve(context.Background(), lp.Options{}); err == nil || sol != nil {
		t.Errorf("a closed program solves: %+v, %v", sol, err)
	}
}
