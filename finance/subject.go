package finance

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"adit"
)

// A Subject is what a clause may ask about. A zero field is not known, which a
// whole country's subject leaves most of.
type Subject struct {
	Place    adit.PlaceID `json:"place"`
	Owner    adit.PlaceID `json:"owner,omitempty"`
	Kind     string       `json:"kind,omitempty"`
	Stage    string       `json:"stage,omitempty"`
	Minerals []string     `json:"-"`
	CapexM   *float64     `json:"-"`
}

// A figure returns the values that a subject could have, as far as the atlas
// tells: one where it is known, several where it is not quite, none where it is
// not; and, but for one, what is missing.
type figure func(*Desk, Subject) (could []string, missing string)

// figures are what conditions may name. The last ones are in no table: a clause
// that names them is open for everyone, and says so.
var figures = map[string]figure{
	"place": func(_ *Desk, s Subject) ([]string, string) { return known(string(s.Place.Country()), "place") },
	"owner": func(_ *Desk, s Subject) ([]string, string) {
		return known(string(s.Owner), "owner (country of the ultimate owner)")
	},
	"kind":             func(_ *Desk, s Subject) ([]string, string) { return known(s.Kind, "kind") },
	"stage":            func(_ *Desk, s Subject) ([]string, string) { return known(s.Stage, "stage") },
	"capex_m_usd":      capex,
	"critical":         critical,
	"income":           incomeGroup,
	"income_class":     incomeClass,
	"wealthy_country":  nowhere("wealthy_country (whether the law counts the country as wealthy)"),
	"concern_waiver":   nowhere("concern_waiver (whether support in a country of concern is allowed)"),
	"us_offtake_share": nowhere("us_offtake_share (signed offtake by companies of the United States)"),
	"export_share":     nowhere("export_share (of the plant's output)"),
	"reliable_source":  nowhere("reliable_source (whether the country is in the industrial base or a qualifying country)"),
	"innovative":       nowhere("innovative (whether the technology is new)"),
}

func figureNames() []string { return slices.Sorted(maps.Keys(figures)) }

func known(v, name string) ([]string, string) {
	if v == "" {
		return nil, name
	}
	return []string{v}, ""
}

func nowhere(what string) figure { return func(*Desk, Subject) ([]string, string) { return nil, what } }

func capex(_ *Desk, s Subject) ([]string, string) {
	if s.CapexM == nil {
		return nil, "capex_m_usd"
	}
	return []string{strconv.FormatFloat(*s.CapexM, 'g', -1, 64)}, ""
}

// critical is yes where one of the minerals is on the list.
func critical(d *Desk, s Subject) ([]string, string) {
	if len(s.Minerals) == 0 {
		return nil, "critical (which mineral)"
	}
	if slices.ContainsFunc(s.Minerals, func(m string) bool { return d.critical[m] }) {
		return []string{"yes"}, ""
	}
	return []string{"no"}, ""
}

// An income is a row of table incomes.
type income struct {
	from, group string
	gni         *float64
	cite        string
}

func (d *Desk) readIncomes() {
	for r := range d.a.Rows("incomes") {
		d.incomes[r.Place()] = append(d.incomes[r.Place()], income{r.Get("as_of"), r.Get("group"), number(r, "gni_per_capita_usd"), r.Get("cite")})
	}
	for _, rows := range d.incomes {
		slices.SortFunc(rows, func(a, b income) int { return cmp.Compare(a.from, b.from) })
	}
}

// An Income is a country's group on a day, with the list that says so.
type Income struct {
	Group string   `json:"group"` // "" where no list has the country
	AsOf  string   `json:"as_of,omitempty"`
	Class []string `json:"class"` // in the law of December 2025: one, or the two that it could be
	Cite  string   `json:"cite,omitempty"`
}

// Income returns the group of a country on the desk's day. Of a day before the
// first list the first list is taken: it is the nearest that was seen.
func (d *Desk) Income(p adit.PlaceID) Income {
	rows := d.incomes[p.Country()]
	if len(rows) == 0 {
		return Income{Class: []string{}}
	}
	at := rows[0]
	for _, r := range rows {
		if r.from <= d.On {
			at = r
		}
	}
	return Income{Group: at.group, AsOf: at.from, Class: classes(at), Cite: at.cite}
}

func incomeGroup(d *Desk, s Subject) ([]string, string) {
	in := d.Income(s.Place)
	return known(in.Group, fmt.Sprintf("income group of %s", s.Place.Country()))
}

// graduation is the World Bank's threshold for initiating graduation, US
// dollars of 2019 (Per Capita Income Guidelines for Operational Purposes, 21 May
// 2020, at docslib.org/doc/8617135). It rises with prices each year, so income
// at or below it is below today's; today's was not seen.
const graduation = 7065

// classes are the income classes of the law that a country could be in
// (22 U.S.C. 9601): less developed up to the threshold of graduation, advancing
// above it and not high-income. The threshold lies in the upper-middle group,
// so that only there the group alone does not tell.
func classes(in income) []string {
	switch {
	case in.group == "high":
		return []string{"high"}
	case in.group == "low" || in.group == "lower_middle" || in.gni != nil && *in.gni <= graduation:
		return []string{"less_developed"}
	}
	return []string{"less_developed", "advancing"}
}

func incomeClass(d *Desk, s Subject) ([]string, string) {
	in := d.Income(s.Place)
	if len(in.Class) == 0 {
		return nil, fmt.Sprintf("income group of %s", s.Place.Country())
	}
	return in.Class, fmt.Sprintf("gni_per_capita_usd of %s, and the World Bank's threshold for graduation of the year", s.Place.Country())
}
