//go:build cbc

package cbc_test

import (
	"context"
	"testing"

	"adit/lp"
	"adit/lp/cbc"
)

// Wolsey, "Integer Programming", 1998, §1.1: a knapsack of 280, relaxed 295
// (package lptest has the same).
func TestKnapsack(t *testing.T) {
	var m lp.Model
	m.Maximise()
	row := m.Row("weight")
	for k, value := range []float64{15, 100, 90, 60, 40, 15, 10, 1} {
		row.Add([]float64{2, 20, 20, 30, 40, 30, 60, 10}[k], m.Binary(value, "item[%d]", k))
	}
	row.AtMost(102)
	p, err := cbc.New().Load(&m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for relax, want := range map[bool]float64{false: 280, true: 295} {
		sol, err := p.Solve(context.Background(), lp.Options{Relax: relax})
		if err != nil || sol.Objective < want-1e-6 || sol.Objective > want+1e-6 {
			t.Errorf("objective %v, error %v, want %g", sol, err, want)
		}
	}
}
