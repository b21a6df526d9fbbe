package lp_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"adit/lp"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func ExampleModel() {
	var m lp.Model
	mine := m.Var(0, 40, 2, "activity[%s]", "mine")
	refine := m.Var(0, lp.Inf, 5, "activity[%s]", "refinery")
	short := m.Var(0, 63, 1e6, "short")
	build := m.Binary(300, "build[%d]", 2)
	m.Row("P1 mass[%s]", "hydroxide").Add(1, mine).Add(-1.1, refine).Equals(0)
	m.Row("P1 mass[%s]", "sulfate").Add(0.9, refine).Add(1, short).AtLeast(63)
	m.Row("P2 size").Add(1, refine).Add(-50, build).AtMost(0)
	m.Row("P3 share").Add(1, mine).Add(1, short).Between(10, 90)
	fmt.Print(&m)
	// Output:
	// minimise +2 activity[mine] +5 activity[refinery] +1e+06 short +300 build[2]
	// P1 mass[hydroxide]: +1 activity[mine] -1.1 activity[refinery] = 0
	// P1 mass[sulfate]: +0.9 activity[refinery] +1 short ≥ 63
	// P2 size: +1 activity[refinery] -50 build[2] ≤ 0
	// P3 share: 10 ≤ +1 activity[mine] +1 short ≤ 90
	// 0 ≤ activity[mine] ≤ 40
	// activity[refinery] ≥ 0
	// 0 ≤ short ≤ 63
	// 0 ≤ build[2] ≤ 1, integer
}

func TestStringOfTheRest(t *testing.T) {
	var m lp.Model
	m.Maximise()
	m.Constant(-4)
	x := m.Var(-lp.Inf, lp.Inf, 1, "100% free")
	y := m.Var(-lp.Inf, 7, 0, "low")
	m.Var(3, 3, 0, "fixed")
	late := m.Row("late")
	m.Row("none").Between(-lp.Inf, lp.Inf)
	late.Add(2, y).Add(0, x).AtMost(1e-7) // rows may be written at the same time
	m.Row("open").Add(1, x)
	want := `maximise +1 100% free -4
late: +2 low +0 100% free ≤ 1e-07
none: 0 free
open: +1 100% free ?
100% free free
low ≤ 7
fixed = 3
`
	if diff := cmp.Diff(want, m.String()); diff != "" {
		t.Error(diff)
	}
}

func TestRefused(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		want string
		do   func(m *lp.Model, x lp.Var)
	}{
		{"lp: variable y[3]: bounds 0, NaN", func(m *lp.Model, _ lp.Var) { m.Var(0, nan, 0, "y[%d]", 3) }},
		{"lp: variable y: cost NaN", func(m *lp.Model, _ lp.Var) { m.Var(0, 1, nan, "y") }},
		{"lp: variable y: cost +Inf", func(m *lp.Model, _ lp.Var) { m.Var(0, 1, lp.Inf, "y") }},
		{"lp: variable y: bounds +Inf, +Inf", func(m *lp.Model, _ lp.Var) { m.Var(lp.Inf, lp.Inf, 0, "y") }},
		{"lp: row R[a]: coefficient of x is NaN", func(m *lp.Model, x lp.Var) { m.Row("R[%s]", "a").Add(nan, x) }},
		{"lp: row R: a variable of another model", func(m *lp.Model, _ lp.Var) { m.Row("R").Add(1, lp.Var{}) }},
		{"lp: row R: bounds NaN, NaN", func(m *lp.Model, _ lp.Var) { m.Row("R").Equals(nan) }},
		{"lp: row R: has its relation already", func(m *lp.Model, _ lp.Var) { m.Row("R").Equals(1).AtMost(2) }},
		{"lp: constant", func(m *lp.Model, _ lp.Var) { m.Constant(nan) }},
		{"lp: variable x: cost NaN", func(m *lp.Model, x lp.Var) { arrays(t, m).SetCost(x, nan) }},
		{"lp: variable x: bounds NaN, 1", func(m *lp.Model, x lp.Var) { arrays(t, m).SetBounds(x, nan, 1) }},
		{"lp: row R: bounds -Inf, -Inf", func(m *lp.Model, x lp.Var) {
			r := m.Row("R").AtMost(1)
			arrays(t, m).SetRow(r, -lp.Inf, -lp.Inf)
		}},
		{"lp: a row that was not loaded", func(m *lp.Model, x lp.Var) {
			a := arrays(t, m)
			a.SetRow(m.Row("late").AtMost(1), 0, 1)
		}},
		{"lp: a variable that was not loaded", func(m *lp.Model, x lp.Var) {
			a := arrays(t, m)
			a.SetCost(m.Var(0, 1, 0, "late"), 1)
		}},
	} {
		m := &lp.Model{}
		x := m.Var(0, 1, 1, "x")
		if got := panics(func() { c.do(m, x) }); !strings.HasPrefix(got, c.want) {
			t.Errorf("panic %q, want %q…", got, c.want)
		}
	}
}

func panics(f func()) (message string) {
	defer func() { message = fmt.Sprint(recover()) }()
	f()
	return
}

func arrays(t testing.TB, m *lp.Model) *lp.Arrays {
	t.Helper()
	a, err := m.Arrays()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestUnstatedRow(t *testing.T) {
	var m lp.Model
	m.Row("P4 open[%d]", 7)
	if _, err := m.Arrays(); err == nil || err.Error() != "lp: row P4 open[7] has no relation" {
		t.Errorf("error %v", err)
	}
}

// TestArraysAreTheMatrix: whatever the order in which terms were added, repeated
// ones and ones that cancel included, the columns are those of the dense matrix.
func TestArraysAreTheMatrix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m lp.Model
		cols, rows := rapid.IntRange(1, 6).Draw(t, "cols"), rapid.IntRange(1, 6).Draw(t, "rows")
		vars := make([]lp.Var, cols)
		for j := range vars {
			vars[j] = m.Var(0, 1, 0, "x")
		}
		rs := make([]lp.Row, rows)
		for i := range rs {
			rs[i] = m.Row("R").Equals(0)
		}
		dense := make([]float64, rows*cols)
		for range rapid.IntRange(0, 40).Draw(t, "terms") {
			i, j := rapid.IntRange(0, rows-1).Draw(t, "i"), rapid.IntRange(0, cols-1).Draw(t, "j")
			c := float64(rapid.IntRange(-2, 2).Draw(t, "c"))
			rs[i].Add(c, vars[j])
			dense[i*cols+j] += c
		}
		a, err := m.Arrays()
		if err != nil {
			t.Fatal(err)
		}
		for j := range cols {
			last := int32(-1)
			for k := a.Start[j]; k < a.Start[j+1]; k++ {
				i := a.Index[k]
				if i <= last || a.Value[k] == 0 || a.Value[k] != dense[int(i)*cols+j] {
					t.Fatalf("column %d: row %d after %d has %g", j, i, last, a.Value[k])
				}
				dense[int(i)*cols+j], last = 0, i
			}
		}
		for _, c := range dense {
			if c != 0 {
				t.Fatal("a coefficient is missing")
			}
		}
	})
}

// TestEdits: a change is told once, in order, and not at all if it changes nothing.
func TestEdits(t *testing.T) {
	var m lp.Model
	x, y := m.Var(0, 1, 1, "x"), m.Var(0, 1, 1, "y")
	r := m.Row("R").Add(1, x).AtMost(1)
	a := arrays(t, &m)
	a.SetBounds(y, 0, 2)
	a.SetBounds(x, 0, 3)
	a.SetBounds(x, 0, 4)
	a.SetCost(y, 1)
	a.SetRow(r, 0, 1)
	bounds, costs, rows := a.Edits()
	if !cmp.Equal(bounds, []int32{0, 1}) || len(costs) != 0 || !cmp.Equal(rows, []int32{0}) {
		t.Errorf("edits %v, %v, %v", bounds, costs, rows)
	}
	if bounds, _, rows := a.Edits(); len(bounds)+len(rows) != 0 {
		t.Error("edits told twice")
	}
}

func TestCheckRange(t *testing.T) {
	var m lp.Model
	m.Row("R").Add(1e-13, m.Var(0, 1, 0, "tiny")).AtMost(1)
	err := arrays(t, &m).CheckRange(1e-12, 1e15)
	if err == nil || !strings.Contains(err.Error(), "row R: coefficient 1e-13 of tiny") {
		t.Errorf("error %v", err)
	}
}

func TestStatusString(t *testing.T) {
	if got := fmt.Sprint(lp.Optimal, lp.TimeLimit, lp.Unbounded, lp.Status(0), lp.Status(99)); got != "optimal time limit unbounded unknown unknown" {
		t.Error(got)
	}
}

// A broken solver must not take the reasons of an infeasibility down with it.
type broken struct{}

func (broken) Load(*lp.Model) (lp.Program, error) { return nil, fmt.Errorf("broken") }

func TestConflictWithoutSolver(t *testing.T) {
	var m lp.Model
	x := m.Var(0, 1, 0, "x")
	m.Row("R").Add(1, x).AtLeast(2)
	e := arrays(t, &m).Conflict(context.Background(), broken{}, false, 0)
	if e == nil || e.Rows != nil || e.Error() != "lp: infeasible" {
		t.Errorf("conflict %+v", e)
	}
}
