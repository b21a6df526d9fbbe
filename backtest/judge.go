package backtest

import (
	"fmt"
	"math"
)

// A Path is what a model says of an event, month by month from that of its
// start. A month without a price, or without a figure, is NaN.
type Path struct {
	Outside  []float64 // price outside the imposer, over the price before
	Inside   []float64 // price inside the imposer, over the price before
	Exports  []float64 // exports of the imposer, over a month's before
	ExportsT []float64 // the same in tonnes
	GDP      *float64  // change of GDP, USD; nil: not computed
	Vintage  []string  // what the prediction rests on, and what of it came later
	Notes    []string
}

// An Outcome is what became of a check.
type Outcome string

// The outcomes of a check.
const (
	Hit         Outcome = "hit"
	Miss        Outcome = "miss"
	NotTestable Outcome = "not testable"
)

// A Verdict holds a check's outcome beside what was predicted and observed.
type Verdict struct {
	Check     string   `json:"check"`
	Outcome   Outcome  `json:"verdict"`
	Predicted *float64 `json:"predicted"` // nil where nothing was
	Unit      Unit     `json:"predicted_unit,omitempty"`
	Months    []int    `json:"months,omitempty"` // that the prediction is of, the first and the last
	Observed  string   `json:"observed"`
	Why       string   `json:"why,omitempty"` // why it could not be tested
}

// Judge says whether a path shows what the check wants.
func (c Check) Judge(p Path) Verdict {
	v := Verdict{Check: c.String(), Observed: c.Observed, Outcome: NotTestable}
	switch c.Subject {
	case Nothing:
		v.Why = c.Reason
	case Rank:
		v.Why = "an order of minerals is not shown by the path of one event"
	case GDP:
		if p.GDP == nil {
			v.Why = "the effect on GDP was not computed"
			return v
		}
		c.settle(&v, *p.GDP, c.within(*p.GDP))
	case PriceGap:
		c.judgeGap(p, &v)
	default:
		c.judgeSeries(c.series(p), &v)
	}
	return v
}

// settle fills in a prediction and whether it holds.
func (c Check) settle(v *Verdict, predicted float64, holds bool) {
	v.Predicted, v.Unit, v.Outcome = &predicted, c.Unit, Miss
	if holds {
		v.Outcome = Hit
	}
}

func (c Check) within(x float64) bool {
	const rounding = 1e-9
	slack := rounding * math.Max(1, math.Abs(x))
	return x >= c.Low-slack && x <= c.High+slack
}

// series is what a check looks at: changes in percent, or tonnes.
func (c Check) series(p Path) []float64 {
	switch {
	case c.Subject == PriceOutside:
		return changes(p.Outside)
	case c.Subject == PriceInside:
		return changes(p.Inside)
	case c.Unit == Tonnes:
		return p.ExportsT
	}
	return changes(p.Exports)
}

func changes(ratios []float64) []float64 {
	pct := make([]float64, len(ratios))
	for i, r := range ratios {
		pct[i] = 100 * (r - 1)
	}
	return pct
}

// months returns the part of a series that a check looks at, or why there is
// none.
func (w When) months(s []float64) (from, to int, why string) {
	from, to = w.From, w.To
	if w.Mode == Whole {
		to = len(s) - 1
	}
	if to < 0 || to >= len(s) {
		return 0, 0, fmt.Sprintf("the prediction ends before month %d", max(to, 0))
	}
	for m := from; m <= to; m++ {
		if math.IsNaN(s[m]) || math.IsInf(s[m], 0) {
			return 0, 0, fmt.Sprintf("the prediction has no figure for month %d", m)
		}
	}
	return from, to, ""
}

func (c Check) judgeSeries(s []float64, v *Verdict) {
	from, to, why := c.When.months(s)
	if why != "" {
		v.Why = why
		return
	}
	at := c.pick(s, from, to)
	v.Months = []int{at, at}
	x := s[at]
	if c.When.Mode == Mean {
		x = 0
		for _, y := range s[from : to+1] {
			x += y / float64(to+1-from)
		}
		v.Months = []int{from, to}
	}
	c.settle(v, x, c.within(x))
}

// pick chooses the month that decides: of each month the one that is furthest
// from the range; of some month the one nearest to it; else the largest change.
func (c Check) pick(s []float64, from, to int) int {
	score := func(m int) float64 { return math.Abs(s[m]) }
	switch c.When.Mode {
	case Months:
		score = func(m int) float64 { return c.distance(s[m]) }
	case By:
		score = func(m int) float64 { return -c.distance(s[m]) }
	}
	best := from
	for m := from + 1; m <= to; m++ {
		if score(m) > score(best) {
			best = m
		}
	}
	return best
}

// distance is how far outside the range a figure lies.
func (c Check) distance(x float64) float64 { return math.Max(0, math.Max(c.Low-x, x-c.High)) }

// judgeGap compares the price inside with that outside where the gap is widest,
// or in the months that are named.
func (c Check) judgeGap(p Path, v *Verdict) {
	gap := make([]float64, min(len(p.Inside), len(p.Outside)))
	for i := range gap {
		gap[i] = 100 * (p.Inside[i] - p.Outside[i])
	}
	c.Unit, c.Low, c.High = Percent, math.Inf(-1), -gapLeast
	c.judgeSeries(gap, v)
}

// gapLeast is the gap, in points of the price before, below which two prices are
// one.
const gapLeast = 0.5
