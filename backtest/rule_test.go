package backtest

import (
	"math"
	"strings"
	"testing"
)

func TestParseRule(t *testing.T) {
	for rule, want := range map[string]string{
		"price outside +80%.. within 6; price inside < outside within 6": "price outside +80%.. within 6; price inside < outside within 6",
		"exports 0 months 0-1":                    "exports 0 months 0-1",
		" exports  -95%..-80%   month 1 ":         "exports -95%..-80% month 1",
		"price outside ..+30% month 12":           "price outside ..+30% month 12",
		"exports >=10000t by 4":                   "exports 10000t.. by 4",
		"exports <=10000t":                        "exports ..10000t",
		"gdp -8.2e9..-1.7e9":                      "gdp -8.2e+09..-1.7e+09",
		"rank samarium,rhodium":                   "rank samarium,rhodium",
		"price inside < outside":                  "price inside < outside",
		"none: not a market event":                "none: not a market event",
		"exports -70%..-40% mean 5-9; none: why?": "exports -70%..-40% mean 5-9; none: why?",
	} {
		checks, err := ParseRule(rule)
		if err != nil {
			t.Errorf("%q: %v", rule, err)
			continue
		}
		if got := join(checks); got != want {
			t.Errorf("%q is read as %q, want %q", rule, got, want)
		}
	}
}

func join(checks []Check) string {
	var parts []string
	for _, c := range checks {
		parts = append(parts, c.String())
	}
	return strings.Join(parts, "; ")
}

func TestParseRuleRefuses(t *testing.T) {
	for rule, want := range map[string]string{
		"":                                       "starts with none of",
		"none":                                   "starts with none of",
		"none: ":                                 "starts with none of",
		"price up 80%":                           "starts with none of",
		"price outside 80":                       "is no range",
		"price outside ..":                       "is no range",
		"price outside 80..":                     "is in USD",
		"price outside 0":                        "is no range",
		"price outside 80t.. month 1":            "is in t",
		"price outside 90%..80% month 1":         "ends below its start",
		"price outside NaN%.. month 1":           "is no number",
		"price outside Inf%.. month 1":           "is no number",
		"exports -95%..10t":                      "is in t",
		"exports -95%..-80% months 1":            "is no time",
		"exports -95%..-80% month 1-2":           "is no time",
		"exports -95%..-80% months 3-1":          "is no time",
		"exports -95%..-80% month -1":            "is no time",
		"exports -95%..-80% month 601":           "is no time",
		"exports -95%..-80% after 3":             "is no time",
		"gdp -8e9..-1e9 month 3":                 "gdp has no time",
		"rank a, b":                              "rank wants minerals",
		"price outside +80%.. within 6;":         "starts with none of",
		"price inside < outside 3 months within": "is no time",
	} {
		if _, err := ParseRule(rule); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", rule, err, want)
		}
	}
}

func TestParseControl(t *testing.T) {
	for _, text := range []string{"licence", "ban", "quota:18125", "quota:0", "announce", "none"} {
		if c, err := ParseControl(text); err != nil || c.String() != text {
			t.Errorf("%q is read as %q: %v", text, c, err)
		}
	}
	for _, text := range []string{"", "Ban", "quota", "quota:", "quota:-1", "quota:NaN", "quota:Inf", "licence:3", "embargo"} {
		if _, err := ParseControl(text); err == nil {
			t.Errorf("%q is taken for a control", text)
		}
	}
}

// What a rule is written as reads as the same rule, and no rule makes judging
// fail.
func FuzzParseRule(f *testing.F) {
	for _, s := range []string{"price outside +80%.. within 6; price inside < outside", "exports 0 months 0-2", "exports >=10000t by 4",
		"gdp -8.2e9..-1.7e9", "rank a,b", "none: x", "price inside -15%..+15% mean 1-3", "exports ..-99.5%", "price outside 1e308%..", "exports -0%.. month 007"} {
		f.Add(s)
	}
	paths := []Path{{}, {Outside: []float64{1, math.NaN(), 3}, Inside: []float64{1}, Exports: []float64{0, 1}, ExportsT: []float64{5}}}
	f.Fuzz(func(t *testing.T, rule string) {
		checks, err := ParseRule(rule)
		if err != nil {
			return
		}
		written := join(checks)
		again, err := ParseRule(written)
		if err != nil || join(again) != written {
			t.Fatalf("%q is written as %q, which reads as %q: %v", rule, written, join(again), err)
		}
		for _, c := range checks {
			for _, p := range paths {
				if v := c.Judge(p); v.Outcome == NotTestable && v.Why == "" {
					t.Errorf("%q cannot be tested, and nothing says why", c)
				}
			}
		}
	})
}
