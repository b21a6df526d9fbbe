package finance

import (
	"slices"
	"strings"

	"adit"
)

// A Partner is a country as the money of others sees it.
type Partner struct {
	Place    adit.PlaceID `json:"place"`
	Income   Income       `json:"income"`
	Findings []Finding    `json:"findings"` // as far as the place alone decides
	Projects []Project    `json:"projects"`
	Capital  Capital      `json:"capex"`
	Money    []Money      `json:"money"`
	Totals   Totals       `json:"totals"`
	Lending  []Lending    `json:"foreign_lending"`
}

// Country returns what a country may ask for and has. Clauses about owners,
// offtake and the like stay open: they are a project's.
func (d *Desk) Country(p adit.PlaceID) Partner {
	c := p.Country()
	k := Partner{Place: c, Income: d.Income(c), Findings: d.Judge(Subject{Place: c}), Lending: d.Lending(c),
		Projects: d.Projects(func(x Project) bool { return x.Place.Country() == c })}
	k.Money = []Money{}
	for _, m := range d.Money {
		if m.Place.Country() == c {
			k.Money = append(k.Money, m)
		}
	}
	k.Capital, k.Totals = Capex(k.Projects), Total(k.Money)
	return k
}

// A Lending is a count of what a government lent to countries.
type Lending struct {
	Lender    adit.PlaceID   `json:"lender"`
	Places    []adit.PlaceID `json:"places"` // together; empty: not named
	Countries int            `json:"countries"`
	Minerals  []string       `json:"minerals"`
	USDM      float64        `json:"m_usd"`
	First     int            `json:"first_year"`
	Last      int            `json:"last_year"`
	Cite      string         `json:"cite"`
	Note      string         `json:"note"`
}

// Lending returns the rows on a country, or, for "", all. Rows that name no
// country are left out of a country's: what it got of them is not known.
func (d *Desk) Lending(p adit.PlaceID) []Lending {
	found := []Lending{}
	for r := range d.a.Rows("foreign_lending") {
		l := Lending{Lender: adit.PlaceID(r.Get("lender")), Places: []adit.PlaceID{}, Minerals: listed(r.Get("minerals")), Cite: r.Get("cite"), Note: r.Get("note")}
		for _, x := range listed(r.Get("places")) {
			l.Places = append(l.Places, adit.PlaceID(x))
		}
		l.USDM, _ = r.Number("amount_m_usd")
		l.Countries, l.First, l.Last = whole(r.Number("countries")), whole(r.Number("first_year")), whole(r.Number("last_year"))
		if p == "" || slices.Contains(l.Places, p) {
			found = append(found, l)
		}
	}
	return found
}

func whole(v float64, _ bool) int { return int(v) }

// An Owned is who owns the plants and projects of a country.
type Owned struct {
	Name     string       `json:"name"`
	Minerals []string     `json:"minerals"`
	Stage    string       `json:"stage"`
	Status   string       `json:"status"`
	Owner    adit.PlaceID `json:"owner"`
	Table    string       `json:"table"` // facilities or projects
	Basis    adit.Basis   `json:"basis"`
}

// Ownership is how many plants and projects of a country lie in whose hands,
// and of how many that is not known.
type Ownership struct {
	Held    []Owned `json:"held"` // by the lens
	Others  int     `json:"held_by_others"`
	Unknown int     `json:"owner_unknown"`
}

// OwnedBy counts a country's plants and projects by owner, against a lens.
// Minerals of one site are rows of their own.
func (d *Desk) OwnedBy(p adit.PlaceID, lens []adit.PlaceID) Ownership {
	o := Ownership{Held: []Owned{}}
	for _, table := range []string{"facilities", "projects"} {
		for r := range d.a.Rows(table) {
			owner := adit.PlaceID(r.Get("owner"))
			switch {
			case r.Place().Country() != p.Country():
			case owner == "":
				o.Unknown++
			case slices.Contains(lens, owner):
				o.Held = append(o.Held, Owned{r.Get("name"), listed(r.Get("minerals")), r.Get("stage"), r.Get("status"), owner, table, adit.Basis(r.Get("basis"))})
			default:
				o.Others++
			}
		}
	}
	slices.SortFunc(o.Held, func(a, b Owned) int { return strings.Compare(a.Name+a.Stage, b.Name+b.Stage) })
	return o
}
