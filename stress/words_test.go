package stress

import "testing"

func TestWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{money(5.07e12), "5.07 trillion USD"}, {money(-2.5e9), "−2.5 bn USD"}, {money(3.1e6), "3.1 M USD"}, {money(4200), "4 thousand USD"}, {money(7), "7 USD"},
		{percent(0), "0.0%"}, {percent(0.0004), "<0.1%"}, {percent(0.012), "1.2%"}, {percent(1), "100%"},
		{span(percent, 0.3, 0.1, 0.2), "10% to 30%"}, {span(percent, 0.3, 0.3), "30%"},
		{inSentence("NACE division C26"), "NACE division C26"}, {inSentence("Motor manufacturing"), "motor manufacturing"},
		{list(nil), ""}, {list([]string{"a"}), "a"}, {list([]string{"a", "b", "c"}), "a, b and c"},
		{month("2025-03"), "March 2025"}, {month("2025-Q1"), "2025-Q1"}, {years(1), "a year"}, {years(0.5), "0.5 years"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
