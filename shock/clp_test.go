//go:build clp

package shock_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"adit"
	"adit/lp"
	"adit/lp/clp"
	"adit/shock"
)

// A thousand generated markets, each with its disruptions and without: another
// code, by other authors, comes to the same objective. They look ahead, since
// which of two equally good stocks a period leaves to the next is a matter of
// taste; so is a baseline price that is not unique, and a premium on it.
func TestAgainstCLP(t *testing.T) {
	const markets = 1000
	for seed := range uint64(markets) {
		r := rand.New(rand.NewPCG(seed, 3))
		size := worldSize{places: 1 + r.IntN(6), lanes: r.IntN(14), stocks: true, scale: []float64{1, 1, 1, 1e-2, 1e4}[r.IntN(5)]}
		net, s := worldOf(r, size), scenarioOf(r, size, adit.FullForesight, 3)
		s.Lanes.NewLanePremium = 0
		one, two := solvedBy(t, seed, clp.New(), net, s), solvedBy(t, seed, solver(), net, s)
		for _, p := range [][2]*shock.Path{{one.Shocked, two.Shocked}, {one.Baseline, two.Baseline}} {
			if a, b := float64(p[0].Objective), float64(p[1].Objective); !near(a, b, 1e-7) {
				t.Fatalf("market %d: %.12g USD by CLP, %.12g USD by HiGHS", seed, a, b)
			}
		}
	}
}

func solvedBy(t *testing.T, seed uint64, by lp.Solver, net *adit.Network, s *adit.Scenario) *shock.Answer {
	t.Helper()
	a, err := shock.Run(context.Background(), net, shock.Question{Scenario: s, Place: place(0)}, by)
	if err != nil {
		t.Fatalf("market %d: %v", seed, err)
	}
	return a
}
