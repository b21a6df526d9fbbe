package finance

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"adit"
)

// A State is how far money has come.
type State string

const (
	Letter    State = "letter"    // of interest, conditional, announced: no money yet
	Committed State = "committed" // signed, approved, obligated
	Disbursed State = "disbursed" // paid
	Unstated  State = "unstated"  // the source does not say
)

// States lists every State, from words to cash.
var States = []State{Letter, Committed, Disbursed, Unstated}

// Money is one promise or payment.
type Money struct {
	ID         string       `json:"id"`
	Project    string       `json:"project,omitempty"`
	AlsoFor    []string     `json:"also_for,omitempty"` // projects that the same money pays for
	Name       string       `json:"name"`
	Place      adit.PlaceID `json:"place"`
	Minerals   []string     `json:"minerals"`
	Agency     string       `json:"agency"`
	Payer      adit.PlaceID `json:"payer"`
	Instrument string       `json:"instrument"`
	State      State        `json:"state"`
	USDM       *float64     `json:"amount_m_usd"` // null: not known
	Note       string       `json:"amount_note,omitempty"`
	PartOf     string       `json:"part_of,omitempty"` // the commitment that a payment is part of
	LenderID   string       `json:"lender_id,omitempty"`
	AsOf       string       `json:"as_of"`
	Basis      adit.Basis   `json:"basis"`
	Confidence string       `json:"confidence"`
	Cite       string       `json:"cite"`
	Figure     string       `json:"figure"` // for adit why

	where string
}

// Of reports whether the money is for a project, alone or among others.
func (m Money) Of(project string) bool {
	return m.Project == project || slices.Contains(m.AlsoFor, project)
}

// For reports whether the money is for a mineral, alone or among others.
func (m Money) For(mineral string) bool { return slices.Contains(m.Minerals, mineral) }

func (d *Desk) readMoney() {
	for r := range d.a.Rows("public_money") {
		m := Money{ID: r.Get("id"), Project: r.Get("project"), AlsoFor: listed(r.Get("also_for")), Name: r.Get("name"), Place: r.Place(),
			Minerals: listed(r.Get("minerals")), Agency: r.Get("agency"), Payer: adit.PlaceID(r.Get("payer")), Instrument: r.Get("instrument"),
			State: State(r.Get("state")), USDM: number(r, "amount_m_usd"), Note: r.Get("amount_note"), PartOf: r.Get("part_of"),
			LenderID: r.Get("lender_id"), AsOf: r.Get("as_of"), Basis: adit.Basis(r.Get("basis")), Confidence: r.Get("confidence"),
			Cite: r.Get("cite"), Figure: r.ID("amount_m_usd"), where: r.Where()}
		if m.Name == "" {
			m.Name = d.projects[m.Project].Name
		}
		d.Money = append(d.Money, m)
	}
}

// A Sum is money of one state. It is of single rows, each counted once; what
// has no amount is counted beside it.
type Sum struct {
	USDM    float64 `json:"m_usd"`
	Rows    int     `json:"rows"`
	Unknown int     `json:"rows_without_an_amount"`
}

func (s *Sum) add(m Money) {
	s.Rows++
	if m.USDM == nil {
		s.Unknown++
		return
	}
	s.USDM += *m.USDM
}

// Totals are sums by state. There is no total of states: a letter may become
// the commitment that stands beside it, and a payment is part of one.
type Totals map[State]*Sum

// Total sums money by state.
func Total(money []Money) Totals {
	t := Totals{}
	for _, s := range States {
		t[s] = &Sum{}
	}
	for _, m := range money {
		if t[m.State] != nil {
			t[m.State].add(m)
		}
	}
	return t
}

// A Slice is one key's part of some money, by state.
type Slice struct {
	Key string `json:"key"`
	Totals
}

// By sums money by a key of each row: by country, mineral, instrument, agency.
// Each row has one key, so that slices add up to the whole, state by state.
func By(money []Money, key func(Money) string) []Slice {
	parts := map[string][]Money{}
	for _, m := range money {
		parts[key(m)] = append(parts[key(m)], m)
	}
	var slicesOf []Slice
	for _, k := range slices.Sorted(maps.Keys(parts)) {
		slicesOf = append(slicesOf, Slice{k, Total(parts[k])})
	}
	slices.SortStableFunc(slicesOf, func(a, b Slice) int {
		return cmp.Or(cmp.Compare(b.Totals[Committed].USDM, a.Totals[Committed].USDM), cmp.Compare(b.Totals[Letter].USDM, a.Totals[Letter].USDM))
	})
	return slicesOf
}

// Keys of By.
func Country(m Money) string    { return string(m.Place.Country()) }
func Instrument(m Money) string { return m.Instrument }
func Agency(m Money) string     { return m.Agency }

// Minerals is the key of By for minerals: money for several together is a key
// of its own, since no source parts it.
func Minerals(m Money) string { return strings.Join(m.Minerals, " + ") }

// Concentration is Σ s² of a state's money over keys, from 0 to 1, or nil
// without money.
func Concentration(parts []Slice, s State) *float64 {
	total := 0.0
	for _, p := range parts {
		total += p.Totals[s].USDM
	}
	if total == 0 {
		return nil
	}
	hhi := 0.0
	for _, p := range parts {
		share := p.Totals[s].USDM / total
		hhi += share * share
	}
	return &hhi
}

// Capital is what projects cost to build, each capex once.
type Capital struct {
	USDM    float64 `json:"m_usd"`
	Counted int     `json:"projects_with_their_own"`
	Shared  int     `json:"projects_that_share_one"` // in the row that they name
	Unknown int     `json:"projects_without"`
}

// Capex sums the capital of projects: a row that shares another's has none.
func Capex(projects []Project) Capital {
	var c Capital
	for _, p := range projects {
		switch {
		case p.CapexM != nil:
			c.USDM += *p.CapexM
			c.Counted++
		case p.SharedWith != "":
			c.Shared++
		default:
			c.Unknown++
		}
	}
	return c
}

// PerTonne is the public money of a state per tonne a year of contained
// capacity, in USD, or nil where either is not known or others share the money.
func PerTonne(p Project, money []Money, s State) *float64 {
	usd := 0.0
	for _, m := range money {
		if m.Project != p.ID || m.State != s {
			continue
		}
		if m.USDM == nil || len(m.AlsoFor) > 0 {
			return nil
		}
		usd += *m.USDM * 1e6
	}
	if p.Tonnes == nil || *p.Tonnes == 0 || usd == 0 {
		return nil
	}
	per := usd / *p.Tonnes
	return &per
}

// Doubt says that more is committed to a project than it says that it costs,
// or "".
func Doubt(p Project, t Totals) string {
	if p.CapexM == nil || t[Committed].USDM <= *p.CapexM {
		return ""
	}
	return fmt.Sprintf("%g M USD are committed to what is said to cost %g M USD: the cost may be an old one", t[Committed].USDM, *p.CapexM)
}
