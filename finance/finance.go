// Package finance says which public money a project may have, and which it has.
//
// An Offer is an instrument of an agency (table instruments); the law on it is
// a list of dated clauses (table eligibility_rules). Judge reads them for one
// project: eligible, not, or unknown, each with its clause. What a clause asks
// for and the atlas does not hold leaves the verdict unknown, and is named.
//
// Money is in three states that are never added to each other: a letter of
// interest, a commitment, a payment (table public_money).
//
//	desk := finance.Open(a, "2026-11-27")
//	p, err := desk.Project("ree-bra-serraverde")
//	for _, f := range desk.Judge(p.Subject) { fmt.Println(f.Offer.ID, f.Verdict) }
//	desk.Country("AGO")  // what a partner country may ask for, and has
package finance

import (
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// Instruments are the kinds of public money, by the ids that other packages
// share.
var Instruments = []string{"loan", "equity", "insurance", "technical_assistance", "export_credit", "grant", "guarantee", "price_floor", "offtake", "stockpile", "tax_credit"}

// An Offer is an instrument of an agency.
type Offer struct {
	ID         string       `json:"offer"`
	Instrument string       `json:"instrument"`
	Agency     string       `json:"agency"`
	Payer      adit.PlaceID `json:"payer"`
	Name       string       `json:"name"`
	Cite       string       `json:"cite"`
	Note       string       `json:"note,omitempty"`

	where string
}

// A Desk is the atlas's public money and the law on it, as of a day.
type Desk struct {
	On     string // 2026-11-27: which clauses are in force, which income group holds
	Offers []Offer
	Money  []Money

	a        *atlas.Atlas
	rules    []rule
	projects map[string]Project
	order    []string // ids of projects
	incomes  map[adit.PlaceID][]income
	critical map[string]bool
	faults   adit.Faults
}

// Open reads the tables. What is wrong with them is Faults; a rule that cannot
// be read leaves what it is about unknown.
func Open(a *atlas.Atlas, on string) *Desk {
	d := &Desk{On: on, a: a, projects: map[string]Project{}, incomes: map[adit.PlaceID][]income{}, critical: map[string]bool{}}
	for r := range a.Rows("instruments") {
		d.Offers = append(d.Offers, Offer{ID: r.Get("offer"), Instrument: r.Get("instrument"), Agency: r.Get("agency"),
			Payer: adit.PlaceID(r.Get("payer")), Name: r.Get("name"), Cite: r.Get("cite"), Note: r.Get("note"), where: r.Where()})
	}
	for r := range a.Rows("lists") {
		if r.Get("list") == criticalList {
			d.critical[r.Get("mineral")] = true
		}
	}
	d.spreadCritical()
	d.readIncomes()
	d.readProjects()
	d.readMoney()
	d.readRules()
	return d
}

// spreadCritical makes a group critical that has a member on the list, and a
// member whose group is: projects are of “rare earths”, the list of elements.
func (d *Desk) spreadCritical() {
	for r := range d.a.Rows("minerals") {
		m, g := r.Get("mineral"), r.Get("group")
		if g != "" && (d.critical[m] || d.critical[g]) {
			d.critical[m], d.critical[g] = true, true
		}
	}
}

// criticalList says which minerals a clause on critical minerals means.
const criticalList = "us-2025"

// A Project is a row of table projects, as far as money asks.
type Project struct {
	Subject
	ID         string   `json:"project"`
	Name       string   `json:"name"`
	Minerals   []string `json:"minerals"`
	Status     string   `json:"status"`
	AsOf       string   `json:"status_as_of"`
	CapexM     *float64 `json:"capex_m_usd"`
	SharedWith string   `json:"capex_shared_with,omitempty"` // whose capex pays for this one too
	Tonnes     *float64 `json:"contained_t_per_y"`           // capacity as the mineral's network counts it
	Offtake    string   `json:"offtake,omitempty"`
	Cite       string   `json:"cite"`
}

func (d *Desk) readProjects() {
	for r := range d.a.Rows("projects") {
		p := Project{ID: r.Get("id"), Name: r.Get("name"), Minerals: listed(r.Get("minerals")), Status: r.Get("status"), AsOf: r.Get("as_of"),
			CapexM: number(r, "capex_m_usd"), SharedWith: r.Get("capex_shared_with"), Offtake: r.Get("offtake"), Cite: r.Get("cite"),
			Subject: Subject{Place: r.Place(), Owner: adit.PlaceID(r.Get("owner")), Kind: r.Get("kind"), Stage: r.Get("stage"), Minerals: listed(r.Get("minerals"))}}
		p.Subject.CapexM = p.CapexM
		if capacity, content := number(r, "capacity_t_per_y"), number(r, "capacity_content"); capacity != nil && content != nil {
			t := *capacity * *content
			p.Tonnes = &t
		}
		d.projects[p.ID] = p
		d.order = append(d.order, p.ID)
	}
	slices.Sort(d.order)
}

// Project returns the project of that id, in any case, or an *adit.UnknownError.
func (d *Desk) Project(id string) (Project, error) {
	for _, known := range d.order {
		if strings.EqualFold(id, known) {
			return d.projects[known], nil
		}
	}
	return Project{}, &adit.UnknownError{Kind: "project", ID: id, Near: adit.Nearest(id, d.order)}
}

// Projects lists the projects that keep says yes to, by id.
func (d *Desk) Projects(keep func(Project) bool) []Project {
	found := []Project{}
	for _, id := range d.order {
		if p := d.projects[id]; keep(p) {
			found = append(found, p)
		}
	}
	return found
}

func number(r atlas.Row, column string) *float64 {
	if v, ok := r.Number(column); ok {
		return &v
	}
	return nil
}

func listed(cell string) []string {
	return strings.FieldsFunc(cell, func(r rune) bool { return r == ';' })
}
