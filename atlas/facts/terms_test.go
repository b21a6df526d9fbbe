package facts

import (
	"testing"

	"adit/internal/importtest"
)

// What the sheet says in words of five projects, read by hand. Money without a
// standing, of several projects, or in other currencies is in no column.
func TestTerms(t *testing.T) {
	want := map[string]map[string]string{
		"li-usa-thackerpass": {"capacity_of": "Li2CO3", "capacity_content": "0.1879", "public_committed_m_usd": "2260", "public_disbursed_m_usd": "435", "constraint_tags": "water;litigation"},
		"gr-usa-kilbourne":   {"public_letter_m_usd": "120", "public_committed_m_usd": "15.8"},
		"sb-aus-portpirie":   {"public_committed_m_usd": "87.4", "constraint_tags": "power;demand"}, // AUD 135M (USD 87.4M)
		"as-can-mtpleasant":  {"capacity_of": "", "public_committed_m_usd": "", "constraint_tags": ""},
		"sb-usa-galena":      {"capacity_t_per_y": "203", "capacity_of": "", "capacity_content": ""}, // year to date, not nameplate
		"bi-can-nico":        {"public_committed_m_usd": ""},                                         // combined with another agency
		"w-kaz-kairakty":     {"capex_m_usd": "", "capex_shared_with": "w-kaz-katpar"},
		"ga-usa-brook":       {"capex_shared_with": "unnamed"},
		"ti-usa-halifax":     {"public_committed_m_usd": "59.8"}, // 47.1 + 12.7
		"w-usa-gentung":      {"constraint_tags": "permits"},     // water rights in place
	}
	projects := importtest.Table(t, imported(t), "projects")
	for i := range projects.Rows {
		id := projects.Get(i, "id")
		for column, cell := range want[id] {
			if got := projects.Get(i, column); got != cell {
				t.Errorf("%s.%s is %q, want %q", id, column, got, cell)
			}
		}
		delete(want, id)
	}
	if len(want) > 0 {
		t.Errorf("no rows for %v", want)
	}
}

// A letter is never a commitment, and money without either is nothing.
func TestStanding(t *testing.T) {
	for clause, want := range map[string]string{
		"EXIM: USD 95M LOI": "public_letter_m_usd", "DOE LPO: USD 700M conditional loan approved": "public_letter_m_usd",
		"USD 20M committed": "public_committed_m_usd", "USD 35M disbursed": "public_disbursed_m_usd", "USD 15M": "",
		"up to USD 4,700M": "public_letter_m_usd",
	} {
		if got := standing(clause); got != want {
			t.Errorf("standing(%q) = %q, want %q", clause, got, want)
		}
	}
}
