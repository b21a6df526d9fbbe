package leadtime

import (
	"errors"
	"math"
	"sync"
	"testing"

	"adit"
	"adit/atlas"
)

var embedded = sync.OnceValues(func() (*atlas.Atlas, error) { return atlas.Open(atlas.Embedded()) })

func read(t testing.TB, w WhatIf) *Model {
	t.Helper()
	a, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	m, err := Read(a, w)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func path(t testing.TB, m *Model, kind, status string, place adit.PlaceID) *Path {
	t.Helper()
	p, err := m.Path(Case{kind, status, place})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The two published populations: mean years from discovery to first product by
// country (S&P Global Market Intelligence 2024, 268 projects), and of the 127
// mines that reached production (S&P 2023). Their pace rows were set by this
// test: it shows that they still do, and how the second population follows from
// the first by whom it leaves out.
func TestPublishedPopulations(t *testing.T) {
	m := read(t, nil)
	for place, want := range map[adit.PlaceID]float64{"USA": 29, "ZMB": 34, "CAN": 27, "AUS": 20} {
		got := path(t, m, "new_mine", "discovery", place).First.Mean() / 12
		t.Logf("%s: mean %.1f years, published %g", place, got, want)
		if math.Abs(got-want) > 0.5 {
			t.Errorf("%s: mean %.1f years, want %g within half a year", place, got, want)
		}
	}
	window, _ := m.Class("new_mine", "window", "")
	got := path(t, m, "new_mine", "discovery", "").First.MeanWithin(int(12*window.Value)) / 12
	t.Logf("reached production within %g years: mean %.1f years, published 15.7", window.Value, got)
	if math.Abs(got-15.7) > 0.75 {
		t.Errorf("reached production: mean %.1f years, want 15.7 within 0.75", got)
	}
}

// Further along is sooner, and a shorter step never makes it later.
func TestLaws(t *testing.T) {
	m := read(t, nil)
	short := read(t, WhatIf{"permit-years": 0.5})
	for _, kind := range []string{"new_mine", "brownfield_restart", "expansion", "byproduct_recovery", "tailings", "recycling", "processing"} {
		last := math.MaxInt
		for _, status := range []string{"discovery", "announced", "feasibility", "permitting", "permitted", "construction", "operating"} {
			p := path(t, m, kind, status, "USA")
			if q := p.First.Quantile(0.9); q > last {
				t.Errorf("%s %s: 90%% after %d months, later than the status before", kind, status, q)
			} else {
				last = q
			}
			if got := p.First.Within(maxMonths); math.Abs(got-1) > 1e-6 {
				t.Errorf("%s %s: probabilities add up to %g", kind, status, got)
			}
			if p.Full.Mean() < p.First.Mean() {
				t.Errorf("%s %s: nameplate before the first tonne", kind, status)
			}
			for years, was := range p.Online(30) {
				if is := path(t, short, kind, status, "USA").First.Within(12 * (years + 1)); is < was-1e-9 {
					t.Errorf("%s %s: with shorter permits %g by year %d, %g before", kind, status, is, years+1, was)
				}
			}
		}
	}
}

// What is replaced is the median, in years, whatever the country's pace.
func TestWhatIf(t *testing.T) {
	m := read(t, WhatIf{"permit-years": 5, "litigation-share": 0})
	for _, place := range []adit.PlaceID{"USA", "CHL"} {
		d, _ := m.step(Case{"new_mine", "permitting", place}, "permits", false)
		if got := d.Quantile(0.5); got != 60 {
			t.Errorf("permits in %s: median %d months, want 60", place, got)
		}
	}
	for _, bad := range []WhatIf{{"permits": 5}, {"permit-years": 0}, {"permit-years": -1}, {"permit-years": math.NaN()}, {"litigation-share": 1.1}, {"permit-years": 1e9}} {
		a, _ := embedded()
		if _, err := Read(a, bad); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
}

// A suit is a tail: it moves the 90% more than the median.
func TestLitigationTail(t *testing.T) {
	never, as := read(t, WhatIf{"litigation-share": 0}), read(t, nil)
	far, near := path(t, as, "new_mine", "permitting", "USA").First, path(t, never, "new_mine", "permitting", "USA").First
	if median, tail := far.Quantile(0.5)-near.Quantile(0.5), far.Quantile(0.9)-near.Quantile(0.9); tail <= median {
		t.Errorf("the median moves by %d months, the 90%% by %d", median, tail)
	}
}

// Closed forms: the residual of a sure duration is uniform over it; the median
// of a lognormal is its median, and its mean m·exp(σ²/2).
func TestDist(t *testing.T) {
	sure := lognormal(2, 2, 2)
	if sure.Mean() != 24 || sure.Quantile(0.5) != 24 {
		t.Errorf("a sure two years: mean %g", sure.Mean())
	}
	if r := sure.Residual(); math.Abs(r.Mean()-11.5) > 1e-9 || math.Abs(r.Within(11)-0.5) > 1e-9 {
		t.Errorf("residual: mean %g, half by %g", r.Mean(), r.Within(11))
	}
	sigma := math.Log(6/1.0) / (2 * z90)
	d := lognormal(2.5, 1, 6)
	if want := 30 * math.Exp(sigma*sigma/2); math.Abs(d.Mean()-want) > 0.1 {
		t.Errorf("mean %g months, want %g", d.Mean(), want)
	}
	sum := d.plus(sure)
	if math.Abs(sum.Mean()-d.Mean()-24) > 1e-2 {
		t.Errorf("means do not add: %g", sum.Mean())
	}
}

func TestProbabilityOnline(t *testing.T) {
	m := read(t, nil)
	c := Case{"byproduct_recovery", "construction", "USA/gramercy"}
	last := 0.0
	for year := adit.Year(2025); year < 2040; year++ {
		p, err := m.ProbabilityOnline(c, adit.MonthOf(2026, 1), year)
		if err != nil || p < last || p > 1 || (year == 2025 && p != 0) {
			t.Fatalf("%d: %g after %g, %v", year, p, last, err)
		}
		last = p
	}
	if last < 0.99 {
		t.Errorf("by 2039 only %g", last)
	}
	var unknown *adit.UnknownError
	if _, err := m.ProbabilityOnline(Case{"new_mine", "asleep", "USA"}, 0, 2030); !errors.As(err, &unknown) {
		t.Errorf("unknown status: %v", err)
	}
	if _, err := m.ProbabilityOnline(Case{"stockpile", "announced", "USA"}, 0, 2030); !errors.As(err, &unknown) {
		t.Errorf("unknown kind: %v", err)
	}
}

func BenchmarkPath(b *testing.B) {
	for b.Loop() {
		if _, err := read(b, nil).Path(Case{"new_mine", "discovery", "USA"}); err != nil {
			b.Fatal(err)
		}
	}
}
