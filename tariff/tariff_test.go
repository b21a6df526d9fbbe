package tariff

import (
	"context"
	"fmt"
	"math"
	"sync"
	"testing"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
)

// open is the atlas and a solver, for all tests: a solver takes seconds to compile.
var open = sync.OnceValues(func() (*atlas.Atlas, *highs.Solver) {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		panic(err)
	}
	solver, err := highs.New(highs.Config{})
	if err != nil {
		panic(err)
	}
	return a, solver
})

var answered = map[string]*Answer{}

// run answers a question once.
func run(t testing.TB, q Question) *Answer {
	t.Helper()
	key := fmt.Sprint(q)
	if answered[key] != nil {
		return answered[key]
	}
	a, solver := open()
	answer, err := Run(context.Background(), a, solver, q)
	if err != nil {
		t.Fatal(err)
	}
	answered[key] = answer
	return answer
}

// Of a tariff that is paid, what buyers and sellers bear add up to it: copper
// from Chile, and antimony from China, whose metal ceases and whose oxide goes
// on.
func TestBuyersAndSellersBearItAll(t *testing.T) {
	for _, q := range []Question{
		{Mineral: "copper", Country: "USA", From: []adit.PlaceID{"CHL"}, Rate: 0.25, Year: 2024},
		{Mineral: "antimony", Country: "USA", From: []adit.PlaceID{"CHN"}, Rate: 0.25, Year: 2024},
	} {
		paid := 0
		for _, l := range run(t, q).Lanes {
			if l.Buyers == nil {
				continue
			}
			paid++
			if sum := *l.Buyers + *l.Sellers; math.Abs(sum-1) > 1e-6 {
				t.Errorf("%s: buyers %g, sellers %g", l.Material, *l.Buyers, *l.Sellers)
			}
			if math.Abs(l.Revenue-l.TariffT*l.After) > 1e-6*l.Revenue {
				t.Errorf("%s: revenue %g", l.Material, l.Revenue)
			}
		}
		if paid == 0 {
			t.Errorf("nothing is paid on %s", q.Mineral)
		}
	}
}

// No tariff changes nothing, and leaves the question whether it could be done
// without that supply.
func TestZeroRate(t *testing.T) {
	a := run(t, Question{Mineral: "graphite", Country: "USA", From: []adit.PlaceID{"CHN"}, Year: 2024})
	for _, e := range a.Tariff {
		if math.Abs(e.Peak.Value-1) > 1e-6 || e.Met.Value < 1-1e-6 {
			t.Errorf("%+v", e)
		}
	}
	if a.Transfer.Value > 1 || a.Lost.Value > 1 {
		t.Errorf("%+v %+v", a.Transfer, a.Lost)
	}
	for _, l := range a.Lanes {
		if math.Abs(l.Before-l.After) > 1e-3*l.Before || l.Revenue != 0 {
			t.Errorf("%+v", l)
		}
	}
}

// Antimony oxide comes from China and hardly from elsewhere; copper does not
// come from China at all.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		mineral string
		from    adit.PlaceID
		want    Verdict
	}{{"antimony", "CHN", Not}, {"copper", "CHN", Feasible}, {"copper", "CHL", Partly}, {"gallium", "NZL", NoEffect}} {
		a := run(t, Question{Mineral: c.mineral, Country: "USA", From: []adit.PlaceID{c.from}, Rate: 0.25, Year: 2024})
		if a.Verdict != c.want || a.Why == "" {
			t.Errorf("%s from %s: %s (%s)", c.mineral, c.from, a.Verdict, a.Why)
		}
	}
}

func TestBadRate(t *testing.T) {
	for _, r := range []float64{-0.1, math.NaN(), math.Inf(1)} {
		if _, err := Run(context.Background(), nil, nil, Question{Rate: adit.Share(r)}); err == nil {
			t.Errorf("a rate of %g runs", r)
		}
	}
}
