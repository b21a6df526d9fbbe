package backtest

import (
	"math"
	"testing"
)

func TestJudge(t *testing.T) {
	gdp := -3.1e9
	p := Path{
		Outside:  []float64{1.2, 1.9, 2.4, 2.2, 1.5},
		Inside:   []float64{1, 0.95, 0.9, 1, 1},
		Exports:  []float64{0, 0.004, 0.4, 0.5, 0.9},
		ExportsT: []float64{0, 100, 10000, 12500, 22500},
		GDP:      &gdp,
	}
	for _, c := range []struct {
		rule      string
		outcome   Outcome
		predicted float64
		months    [2]int
	}{
		{"price outside +80%.. within 4", Hit, 140, [2]int{2, 2}},
		{"price outside +80%.. within 1", Hit, 90, [2]int{1, 1}},
		{"price outside +25%..+60% within 4", Miss, 140, [2]int{2, 2}}, // passing through is not staying
		{"price outside ..+30% month 4", Miss, 50, [2]int{4, 4}},
		{"price outside +80%..", Hit, 140, [2]int{2, 2}},
		{"price inside -15%..+15% within 4", Hit, -10, [2]int{2, 2}},
		{"price inside < outside within 4", Hit, -150, [2]int{2, 2}},
		{"price inside < outside month 0", Hit, -20, [2]int{0, 0}},
		{"exports 0 months 0-1", Hit, -99.6, [2]int{0, 0}},
		{"exports 0 months 0-2", Miss, -60, [2]int{2, 2}}, // told by the month that fails
		{"exports -95%..-80% month 0", Miss, -100, [2]int{0, 0}},
		{"exports -70%..-40% mean 2-4", Hit, -40, [2]int{2, 4}},
		{"exports >=10000t by 2", Hit, 10000, [2]int{2, 2}},
		{"exports >=10000t by 1", Miss, 100, [2]int{1, 1}},
		{"gdp -8.2e9..-1.7e9", Hit, -3.1e9, [2]int{}},
		{"gdp -1.1e9..-0.01e9", Miss, -3.1e9, [2]int{}},
	} {
		checks, err := ParseRule(c.rule)
		if err != nil {
			t.Fatal(err)
		}
		v := checks[0].Judge(p)
		if v.Outcome != c.outcome || v.Predicted == nil {
			t.Errorf("%s: %+v, want %s", c.rule, v, c.outcome)
			continue
		}
		if c.rule != "exports 0 months 0-1" && math.Abs(*v.Predicted-c.predicted) > 1e-6*math.Max(1, math.Abs(c.predicted)) {
			t.Errorf("%s: predicts %g, want %g", c.rule, *v.Predicted, c.predicted)
		}
		if c.months != [2]int{} && c.rule != "exports 0 months 0-1" && [2]int(v.Months) != c.months {
			t.Errorf("%s: judged in %v, want %v", c.rule, v.Months, c.months)
		}
	}
}

// What a path does not hold cannot be tested, and says why; it is never a miss.
func TestNotTestable(t *testing.T) {
	for rule, why := range map[string]string{
		"price outside +80%.. within 6":   "the prediction ends before month 6",
		"price inside -15%..+15% month 0": "the prediction has no figure for month 0",
		"price inside < outside month 0":  "the prediction has no figure for month 0",
		"exports 0 months 0-2":            "the prediction ends before month 2",
		"exports >=10000t by 4":           "the prediction ends before month 4",
		"gdp -8.2e9..-1.7e9":              "the effect on GDP was not computed",
		"rank samarium,rhodium":           "an order of minerals is not shown by the path of one event",
		"none: adit has no expectations":  "adit has no expectations",
		"exports -95%..-80%":              "the prediction ends before month 0",
	} {
		checks, err := ParseRule(rule)
		if err != nil {
			t.Fatal(err)
		}
		v := checks[0].Judge(Path{Outside: []float64{1, 1.1}, Inside: []float64{math.NaN()}})
		if v.Outcome != NotTestable || v.Why != why || v.Predicted != nil {
			t.Errorf("%s: %+v, want %q", rule, v, why)
		}
	}
}
