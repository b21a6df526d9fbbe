package minerals_test

import (
	"testing"

	"adit/minerals"
)

// Reliance of 2024 as MCS 2026 revised it, and as MCS 2025 (figure 2) first
// published it.
func TestInYear(t *testing.T) {
	y := minerals.InYear(embedded(t), 2024)
	for _, c := range []struct{ mineral, latest, first, of, form string }{
		{"rare_earths", "53%", "80%", "", "compounds-and-metals"},
		{"neodymium", "53%", "80%", "rare_earths", "compounds-and-metals"},
		{"dysprosium", "100%", "80%", "rare_earths_heavy", "compounds-and-metals"},
		{"magnesium", ">50%", ">75%", "", "metal"},
		{"antimony", "86%", "85%", "", ""},
		{"aluminum", "62%", "47%", "", ""},
		{"titanium", "E", "E", "", "pigment"},
		{"zinc", "73%", "73%", "", "refined-zinc"},
		{"germanium", ">50%", ">50%", "", ""},
	} {
		latest, first := y.Reliance(c.mineral)
		if latest.Print() != c.latest || first.Print() != c.first || latest.Of != c.of || latest.Form != c.form || latest.Edition != 2026 || first.Edition != 2025 {
			t.Errorf("%s: %s of %q %q (%d), first %s (%d); want %+v", c.mineral, latest.Print(), latest.Of, latest.Form, latest.Edition, first.Print(), first.Edition, c)
		}
		if latest.Part(c.mineral) != (c.mineral == "titanium") {
			t.Errorf("%s: reliance of a part: %v", c.mineral, latest.Part(c.mineral))
		}
	}
	if latest, _ := minerals.InYear(embedded(t), 1900).Reliance("zinc"); latest.Print() != "unknown" {
		t.Errorf("zinc in 1900: %s", latest.Print())
	}
}
