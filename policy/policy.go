// Package policy turns measures of governments into disruptions that can be run.
//
// A Control is a row of the atlas's table controls: an export ban, licence,
// quota or tariff with its dates. Disruptions reads it over a run, says in
// plain words how it was read, and refuses what has no quantity rule. The same
// readings are at hand for measures that nobody has taken: Trade, Outage and
// Demand.
//
//	c, err := policy.Find(a, "CN-2024-46-US-BAN")
//	disruptions, notes, err := c.Disruptions(policy.NewTerms(a, start, end))
package policy

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
)

// A Control is one measure of one government, as the atlas has it.
type Control struct {
	ID       string
	Imposer  string   // ISO code, or a group such as EU27
	Targets  []string // empty: everyone
	Minerals []string // empty: none is named, see Scope
	Scope    string
	Forms    string // in the source's words
	Measure  string // "ban", "licence", "quota (production)", "tariff 25%" …

	// Dates are written 2024, 2024-12 or 2024-12-03; Spans has them as months,
	// StateOn as days.
	Start, End  string
	Suspensions []Suspension

	Codes []string // of the Harmonized System, that hold the goods

	Status         string // as the last source seen says
	Quota          map[adit.Year]adit.Tonnes
	QuantityNote   string
	LegalReference string
	Basis          adit.Basis
	Confidence     string
	Source, Cite   string
	Note           string

	chain *chain
	where string // publisher's file and line
}

// A Suspension is a time in which a control has no effect. It is no end: what
// comes after it is in force again. Until "" is without a stated end.
type Suspension struct {
	From  string `json:"from"`
	Until string `json:"until,omitempty"`
}

// suspensions pairs first and last days; Faults tells where they do not pair.
func suspensions(from, until string) []Suspension {
	var all []Suspension
	lasts := strings.Split(until, ";")
	for i, f := range split(from) {
		s := Suspension{From: f}
		if i < len(lasts) {
			s.Until = strings.TrimSpace(lasts[i])
		}
		all = append(all, s)
	}
	return all
}

// Controls returns every control of the atlas, in the order of ids.
func Controls(a *atlas.Atlas) []Control {
	var all []Control
	c := newChain(a)
	for r := range a.Rows("controls") {
		all = append(all, control(r, c))
	}
	return all
}

// Find returns the control of that id, in any case, or an *adit.UnknownError.
func Find(a *atlas.Atlas, id string) (*Control, error) {
	var ids []string
	for _, c := range Controls(a) {
		if strings.EqualFold(c.ID, id) {
			return &c, nil
		}
		ids = append(ids, c.ID)
	}
	return nil, &adit.UnknownError{Kind: "control", ID: id, Near: adit.Nearest(id, ids)}
}

func control(r atlas.Row, ch *chain) Control {
	c := Control{
		ID: r.Get("id"), Imposer: r.Get("imposer"), Minerals: split(r.Get("minerals")), Scope: r.Get("scope"),
		Forms: r.Get("forms"), Measure: r.Get("measure"), Start: r.Get("start_date"), End: r.Get("end_date"),
		Suspensions: suspensions(r.Get("suspended_from"), r.Get("suspended_until")), Codes: split(r.Get("hs6")), Status: r.Get("status"),
		Quota: quotas(r.Get("quota_t")), QuantityNote: r.Get("quantity_note"), LegalReference: r.Get("legal_reference"),
		Basis: adit.Basis(r.Get("basis")), Confidence: r.Get("confidence"), Source: r.Get("source"), Cite: r.Get("cite"),
		Note: r.Get("note"), chain: ch, where: r.Where(),
	}
	if targets := r.Get("targets"); targets != "ALL" {
		c.Targets = split(targets)
	}
	return c
}

func split(cell string) []string {
	var parts []string
	for _, p := range strings.Split(cell, ";") {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// quotas reads "2025=18125;2026=96600".
func quotas(cell string) map[adit.Year]adit.Tonnes {
	var q map[adit.Year]adit.Tonnes
	for _, part := range split(cell) {
		year, tonnes, _ := strings.Cut(part, "=")
		y, err := strconv.Atoi(year)
		t, wrong := strconv.ParseFloat(tonnes, 64)
		if err != nil || wrong != nil || !(t >= 0) || math.IsInf(t, 1) || y < 1800 || y > 2200 {
			continue // the importer keeps such words in quantity_note
		}
		if q == nil {
			q = map[adit.Year]adit.Tonnes{}
		}
		q[adit.Year(y)] = adit.Tonnes(t)
	}
	return q
}

// A NotRunnableError says why a control cannot be turned into disruptions.
type NotRunnableError struct {
	ID  string
	Why string
}

func (e *NotRunnableError) Error() string {
	return fmt.Sprintf("control %s cannot be run: %s", e.ID, e.Why)
}
