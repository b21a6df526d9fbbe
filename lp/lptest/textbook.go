package lptest

import (
	"testing"

	"adit/lp"
)

// A textbook program with what the book says of it. nil: not said, or not unique.
type textbook struct {
	name      string
	build     func() (*lp.Model, []lp.Var, []lp.Row)
	objective float64
	x, duals  []float64
}

func textbooks() []textbook {
	return []textbook{
		// Dantzig, "Linear Programming and Extensions", 1963, ch. 3.3, as TRNSPORT in
		// the GAMS model library: 153.675; marginals of demand 0.225, 0.153, 0.126.
		{"transport", transport, 153.675, nil, []float64{0, 0, 0.225, 0.153, 0.126}},
		// Chvátal, "Linear Programming", 1983, p. 3: Polly's diet; 4 servings of
		// oatmeal, 4.5 of milk and 2 of cherry pie for 92.5 cents.
		{"diet", diet, 92.5, []float64{4, 0, 0, 4.5, 2, 0}, nil},
		// Chvátal, p. 13: 13 at (2, 0, 1); duals 1, 0, 1.
		{"chvatal", chvatal, 13, []float64{2, 0, 1}, []float64{1, 0, 1}},
		// Hillier & Lieberman, "Introduction to Operations Research", Wyndor Glass:
		// 36 at (2, 6); shadow prices 0, 3/2, 1.
		{"wyndor", wyndor, 36, []float64{2, 6}, []float64{0, 1.5, 1}},
		// Beale, "Cycling in the dual simplex algorithm", Nav. Res. Log. Q. 2, 1955:
		// degenerate, and cycles without a rule against it; −1/20 at (1/25, 0, 1, 0).
		{"beale", beale, -0.05, []float64{0.04, 0, 1, 0}, nil},
		// The line nearest to three equidistant points in the greatest error, which is
		// |y₁−2y₂+y₃|/4 by Chebyshev's alternation: free variables.
		{"chebyshev", chebyshev, 0.75, []float64{0.75, 1.25, 0.5}, nil},
		{"ranged", ranged, 7, []float64{1.5, 2.5}, []float64{1.5, 0.5}},
		{"equality", equality, 5.5, []float64{1, 2, 0}, nil},
		// Martello & Toth, "Knapsack Problems", 1990, ch. 2: 280 with items 1–4 and 6.
		{"knapsack", knapsack, 280, []float64{1, 1, 1, 1, 0, 1, 0, 0}, nil},
		{"fixed charge", fixedCharge, 45, []float64{0, 0, 10, 0, 0, 1}, nil},
	}
}

func testTextbook(t *testing.T, s lp.Solver) {
	for _, b := range textbooks() {
		t.Run(b.name, func(t *testing.T) {
			m, vars, rows := b.build()
			sol := optimum(t, load(t, s, m))
			wantNear(t, "objective", sol.Objective, b.objective)
			for k, want := range b.x {
				wantNear(t, m.VarName(vars[k]), sol.Value(vars[k]), want)
			}
			for k, want := range b.duals {
				wantNear(t, "dual of "+rows[k].Name(), sol.Dual(rows[k]), want)
			}
			checkLinear(t, m, sol)
		})
	}
}

// checkLinear is Check, unless m is mixed-integer.
func checkLinear(t *testing.T, m *lp.Model, sol *lp.Solution) {
	t.Helper()
	a, err := m.Arrays()
	if err != nil {
		t.Fatal(err)
	}
	if a.Integer != nil {
		if sol.Duals != nil || sol.Reduced != nil {
			t.Error("duals of a mixed-integer program")
		}
		return
	}
	if err := Check(a, sol); err != nil {
		t.Errorf("%v\n%v", err, m)
	}
}

func transport() (*lp.Model, []lp.Var, []lp.Row) {
	var m lp.Model
	distance := [2][3]float64{{2.5, 1.7, 1.8}, {2.5, 1.8, 1.4}} // thousands of miles
	var vars []lp.Var
	for i, from := range []string{"seattle", "san-diego"} {
		for j, to := range []string{"new-york", "chicago", "topeka"} {
			vars = append(vars, m.Var(0, lp.Inf, 90*distance[i][j]/1000, "ship[%s→%s]", from, to))
		}
	}
	var rows []lp.Row
	for i, capacity := range []float64{350, 600} {
		r := m.Row("supply[%d]", i)
		for j := range 3 {
			r.Add(1, vars[3*i+j])
		}
		rows = append(rows, r.AtMost(capacity))
	}
	for j, demand := range []float64{325, 300, 275} {
		rows = append(rows, m.Row("demand[%d]", j).Add(1, vars[j]).Add(1, vars[3+j]).AtLeast(demand))
	}
	return &m, vars, rows
}

func diet() (*lp.Model, []lp.Var, []lp.Row) {
	var m lp.Model
	price := []float64{3, 24, 13, 9, 20, 19}
	most := []float64{4, 3, 2, 8, 2, 2}
	var vars []lp.Var
	for j, food := range []string{"oatmeal", "chicken", "eggs", "milk", "cherry pie", "pork with beans"} {
		vars = append(vars, m.Var(0, most[j], price[j], "%s", food))
	}
	row := func(name string, atLeast float64, coefs ...float64) lp.Row {
		return addAll(m.Row(name), vars, coefs).AtLeast(atLeast)
	}
	return &m, vars, []lp.Row{
		row("energy", 2000, 110, 205, 160, 160, 420, 260),
		row("protein", 55, 4, 32, 13, 8, 4, 14),
		row("calcium", 800, 2, 12, 54, 285, 22, 80),
	}
}

// addAll adds coefs[k]·vars[k], zeros left out.
func addAll(r lp.Row, vars []lp.Var, coefs []float64) lp.Row {
	for k, c := range coefs {
		if c != 0 {
			r.Add(c, vars[k])
		}
	}
	return r
}

// atMost is the standard form: costs, then rows Σ coefs·x ≤ last.
func atMost(m *lp.Model, costs []float64, rows ...[]float64) (*lp.Model, []lp.Var, []lp.Row) {
	var vars []lp.Var
	for j, c := range costs {
		vars = append(vars, m.Var(0, lp.Inf, c, "x%d", j+1))
	}
	var out []lp.Row
	for i, r := range rows {
		out = append(out, addAll(m.Row("R%d", i+1), vars, r[:len(costs)]).AtMost(r[len(costs)]))
	}
	return m, vars, out
}

func maximisation() *lp.Model {
	m := &lp.Model{}
	m.Maximise()
	return m
}

func chvatal() (*lp.Model, []lp.Var, []lp.Row) {
	return atMost(maximisation(), []float64{5, 4, 3}, []float64{2, 3, 1, 5}, []float64{4, 1, 2, 11}, []float64{3, 4, 2, 8})
}

func wyndor() (*lp.Model, []lp.Var, []lp.Row) {
	return atMost(maximisation(), []float64{3, 5}, []float64{1, 0, 4}, []float64{0, 2, 12}, []float64{3, 2, 18})
}

func beale() (*lp.Model, []lp.Var, []lp.Row) {
	return atMost(&lp.Model{}, []float64{-0.75, 150, -0.02, 6},
		[]float64{0.25, -60, -0.04, 9, 0}, []float64{0.5, -90, -0.02, 3, 0}, []float64{0, 0, 1, 0, 1})
}

// chebyshev fits e, a, b: |a + b·x − y| ≤ e at (1, 1), (2, 3) and (3, 2). The line
// 1.25 + 0.5x errs by +0.75, −0.75, +0.75.
func chebyshev() (*lp.Model, []lp.Var, []lp.Row) {
	var m lp.Model
	e := m.Var(0, lp.Inf, 1, "e")
	a := m.Var(-lp.Inf, lp.Inf, 0, "a")
	b := m.Var(-lp.Inf, lp.Inf, 0, "b")
	var rows []lp.Row
	for _, p := range [][2]float64{{1, 1}, {2, 3}, {3, 2}} {
		rows = append(rows,
			m.Row("above[%g]", p[0]).Add(1, a).Add(p[0], b).Add(-1, e).AtMost(p[1]),
			m.Row("below[%g]", p[0]).Add(1, a).Add(p[0], b).Add(1, e).AtLeast(p[1]))
	}
	return &m, []lp.Var{e, a, b}, rows
}

// ranged: max x + 2y + 0.5 has its optimum where x + y = 4 and y − x = 1 bind, both
// upper ends of a range: 7 at (1.5, 2.5); duals solve y₁ − y₂ = 1,
// y₁ + y₂ = 2.
func ranged() (*lp.Model, []lp.Var, []lp.Row) {
	m := maximisation()
	m.Constant(0.5)
	x := m.Var(-lp.Inf, lp.Inf, 1, "x")
	y := m.Var(-lp.Inf, lp.Inf, 2, "y")
	sum := m.Row("sum").Add(1, x).Add(1, y).Between(2, 4)
	lead := m.Row("lead").Add(-1, x).Add(1, y).Between(-1, 1)
	return m, []lp.Var{x, y}, []lp.Row{sum, lead}
}

// equality: x + y + z = 3 and y − x = 1 leave y = 1 + x, z = 2 − 2x; the cost
// 1.5x + 2y + 3z = 8 − 2.5x is least at x = 1.
func equality() (*lp.Model, []lp.Var, []lp.Row) {
	var m lp.Model
	x := m.Var(0, lp.Inf, 1.5, "x")
	y := m.Var(0, lp.Inf, 2, "y")
	z := m.Var(0, lp.Inf, 3, "z")
	return &m, []lp.Var{x, y, z}, []lp.Row{
		m.Row("total").Add(1, x).Add(1, y).Add(0.5, z).Add(0.5, z).Equals(3), // z twice, on purpose
		m.Row("lead").Add(-1, x).Add(1, y).Equals(1),
	}
}

func knapsack() (*lp.Model, []lp.Var, []lp.Row) {
	m := maximisation()
	weights := []float64{2, 20, 20, 30, 40, 30, 60, 10}
	var vars []lp.Var
	for j, profit := range []float64{15, 100, 90, 60, 40, 15, 10, 1} {
		vars = append(vars, m.Binary(profit, "item[%d]", j+1))
	}
	return m, vars, []lp.Row{addAll(m.Row("weight"), vars, weights).AtMost(102)}
}

// fixedCharge: 10 units from sources of capacity 6, 8, 10 that cost 20, 15, 40 to
// open and 1, 2, 0.5 a unit. By hand: A and B 35+6+8 = 49; C alone 40+5 = 45; A or
// B alone cannot; any other set pays for C and more.
func fixedCharge() (*lp.Model, []lp.Var, []lp.Row) {
	var m lp.Model
	var use, open []lp.Var
	for i, unit := range []float64{1, 2, 0.5} {
		use = append(use, m.Var(0, lp.Inf, unit, "use[%d]", i))
	}
	for i, fixed := range []float64{20, 15, 40} {
		open = append(open, m.Binary(fixed, "open[%d]", i))
	}
	rows := []lp.Row{addAll(m.Row("demand"), use, []float64{1, 1, 1}).Equals(10)}
	for i, capacity := range []float64{6, 8, 10} {
		rows = append(rows, m.Row("capacity[%d]", i).Add(1, use[i]).Add(-capacity, open[i]).AtMost(0))
	}
	return &m, append(use, open...), rows
}
