package adit

import (
	"math"
	"testing"
)

func TestPeriods(t *testing.T) {
	for p, months := range map[Period]int{Monthly: 1, Quarterly: 3, Yearly: 12} {
		if p.Months() != months || p.Part() != float64(months)/12 {
			t.Errorf("%s: %d months, %g of a year", p, p.Months(), p.Part())
		}
	}
	s := &Scenario{Start: MonthOf(2025, 1), Periods: 8, Period: Quarterly}
	if s.First(5) != MonthOf(2026, 4) || s.End() != MonthOf(2026, 12) || s.End().Year() != 2026 {
		t.Errorf("sixth quarter starts in %s, the run ends in %s", s.First(5), s.End())
	}
}

func TestLabel(t *testing.T) {
	for _, c := range []struct {
		start  Month
		period Period
		at     int
		want   string
	}{
		{MonthOf(2025, 1), Monthly, 0, "2025-01"},
		{MonthOf(2025, 11), Monthly, 2, "2026-01"},
		{MonthOf(2025, 1), Quarterly, 0, "2025-Q1"},
		{MonthOf(2025, 10), Quarterly, 1, "2026-Q1"},
		{MonthOf(2025, 2), Quarterly, 0, "2025-02/2025-04"},
		{MonthOf(2025, 1), Yearly, 3, "2028"},
		{MonthOf(2025, 10), Yearly, 0, "2025-10/2026-09"},
	} {
		s := &Scenario{Start: c.start, Periods: 9, Period: c.period}
		if got := s.Label(c.at); got != c.want {
			t.Errorf("period %d of %s from %s is called %s, want %s", c.at, c.period, c.start, got, c.want)
		}
	}
}

// The path of docs/model.md §5: linear in between, held outside its points, 1
// outside the disruption's own time.
func TestFactorOfPath(t *testing.T) {
	start, end := MonthOf(2025, 1), MonthOf(2026, 12)
	d := &Disruption{Path: []PathPoint{{0, 0}, {6, 0.3}, {12, 1}}, Until: MonthOf(2026, 6)}
	for m, want := range map[Month]float64{
		start - 1: 1, start: 0, start + 2: 0.1, start + 6: 0.3, start + 9: 0.65, start + 12: 1, start + 17: 1, start + 18: 1,
	} {
		if got := d.At(m, start, end); math.Abs(got-want) > 1e-12 {
			t.Errorf("factor in %s is %g, want %g", m, got, want)
		}
	}
	late := &Disruption{Path: []PathPoint{{2, 0.5}, {4, 0}}, From: start + 3}
	for m, want := range map[Month]float64{start + 2: 1, start + 3: 0.5, start + 5: 0.5, start + 6: 0.25, start + 7: 0, end: 0, end + 1: 1} {
		if got := late.At(m, start, end); got != want {
			t.Errorf("factor in %s is %g, want %g", m, got, want)
		}
	}
}

// 0.03 + (0.29 − 0.03) is not 0.29 in binary; a point of a path is its own
// factor all the same, also where two points share a month.
func TestFactorAtPoint(t *testing.T) {
	for _, path := range [][]PathPoint{{{0, 0.03}, {3, 0.29}}, {{0, 0.03}, {3, 0.29}, {6, 1}}, {{0, 0}, {3, 0}, {3, 0.29}}} {
		d := &Disruption{Path: path}
		if got := d.At(MonthOf(2025, 4), MonthOf(2025, 1), MonthOf(2025, 12)); got != 0.29 {
			t.Errorf("%v: %v at the point, want 0.29", path, got)
		}
	}
}

func TestActive(t *testing.T) {
	start, end := MonthOf(2025, 1), MonthOf(2025, 12)
	for _, c := range []struct {
		d    Disruption
		m    Month
		want bool
	}{
		{Disruption{}, start, true}, {Disruption{}, end, true}, {Disruption{}, end + 1, false},
		{Disruption{From: start + 2, Until: start + 3}, start + 1, false},
		{Disruption{From: start + 2, Until: start + 3}, start + 2, true},
		{Disruption{From: start + 2, Until: start + 3}, start + 3, true},
		{Disruption{From: start + 2, Until: start + 3}, start + 4, false},
		{Disruption{From: start - 9}, start, true},
	} {
		if got := c.d.Active(c.m, start, end); got != c.want {
			t.Errorf("%s from %s until %s: %v", c.m, c.d.From, c.d.Until, got)
		}
	}
}

func TestMonths(t *testing.T) {
	for text, want := range map[string][2]Month{"2025": {MonthOf(2025, 1), MonthOf(2025, 12)}, "2025-03": {MonthOf(2025, 3), MonthOf(2025, 3)}} {
		first, last, err := ParseMonths(text)
		if err != nil || first != want[0] || last != want[1] {
			t.Errorf("%s: %s to %s, %v", text, first, last, err)
		}
	}
	for _, text := range []string{"", "25", "2025-13", "2025-00", "2025-3", "soon"} {
		if _, _, err := ParseMonths(text); err == nil {
			t.Errorf("%q is taken for a month", text)
		}
	}
	if m := MonthOf(2025, 12); m.String() != "2025-12" || m.Year() != 2025 || (m+1).String() != "2026-01" {
		t.Errorf("December is %s of %d, then %s", m, m.Year(), m+1)
	}
}
