package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A Report is a control as it stands on a day, what it reaches, and how to run
// it.
type Report struct {
	*Control `json:"-"`

	ID       string     `json:"id"`
	Imposer  string     `json:"imposer"`
	Targets  []string   `json:"targets"` // empty: everyone
	Minerals []string   `json:"minerals"`
	Scope    string     `json:"scope,omitempty"`
	Forms    string     `json:"forms"`
	Codes    []string   `json:"hs6"`
	Measure  string     `json:"measure"`
	Standing Standing   `json:"standing"`
	Events   []Event    `json:"events"`
	Status   string     `json:"status_at_last_source"`
	Reach    Reach      `json:"reach"`
	Command  string     `json:"command,omitempty"` // runs it as a shock
	Why      string     `json:"not_run_because,omitempty"`
	Legal    string     `json:"legal_reference"`
	Basis    adit.Basis `json:"basis"`
	Conf     string     `json:"confidence"`
	Cite     string     `json:"cite"`
	Note     string     `json:"note,omitempty"`
}

// Reports returns every control as it stands on a day such as 2026-11-27. With
// minerals, only those that are on one of them, alone or among others; a
// control on all dual-use goods is on none by name and is left out then.
func Reports(a *atlas.Atlas, on string, minerals []string) []Report {
	controls := Controls(a)
	codes := map[string]bool{}
	for _, c := range controls {
		for _, code := range c.Codes {
			codes[code] = true
		}
	}
	f := readFlows(a, codes)
	reports := []Report{}
	for i := range controls {
		if c := &controls[i]; c.isOn(minerals) {
			reports = append(reports, report(a, c, on, f, minerals))
		}
	}
	return reports
}

// isOn reports whether the control is on one of some minerals, or a group that
// one is in.
func (c *Control) isOn(minerals []string) bool {
	return len(minerals) == 0 || slices.ContainsFunc(minerals, func(m string) bool {
		return c.chain.namedBy(m, c.Minerals) != "" || len(c.chain.within(m, c.Minerals)) > 0
	})
}

func report(a *atlas.Atlas, c *Control, on string, f flows, minerals []string) Report {
	r := Report{Control: c, ID: c.ID, Imposer: c.Imposer, Targets: c.Targets, Minerals: c.Minerals, Scope: c.Scope, Forms: c.Forms, Codes: c.Codes,
		Measure: c.Measure, Standing: c.StandingOn(on), Events: c.Events(), Status: c.Status, Legal: c.LegalReference, Basis: c.Basis, Conf: c.Confidence, Cite: c.Cite, Note: c.Note}
	for _, list := range []*[]string{&r.Targets, &r.Minerals, &r.Codes} {
		if *list == nil {
			*list = []string{} // JSON tells none from unknown
		}
	}
	r.Reach = f.reach(c, func(name string) []string { return membersOf(a, name, on) })
	r.Command, r.Why = c.command(a, minerals, f.year)
	return r
}

// membersOf are the countries of a name: a group's, or itself.
func membersOf(a *atlas.Atlas, name, on string) []string {
	group, err := a.Group(name, on[:min(7, len(on))])
	if err != nil {
		return []string{name}
	}
	var ids []string
	for _, p := range group {
		ids = append(ids, string(p))
	}
	return ids
}

// most is how many minerals a command names.
const most = 3

// command is how the control is run as a shock from its first whole month in
// force, or why it cannot be.
func (c *Control) command(a *atlas.Atlas, minerals []string, baseline adit.Year) (string, string) {
	if len(c.Events()) == 0 {
		return "", "a date of it is none"
	}
	spans := c.Spans()
	if len(spans) == 0 {
		return "", "no month in force"
	}
	start := spans[len(spans)-1].From
	terms := NewTerms(a, start, start+11)
	terms.Price = func(adit.MaterialID) (adit.USD, bool) { return 1, true } // asked only whether there is a rule
	var run []string
	var last error
	for _, m := range c.runnable(minerals) {
		terms.Minerals = []string{m}
		d, notes, err := c.Disruptions(terms)
		switch {
		case err != nil:
			last = err
		case len(d) > 0:
			run = append(run, m)
		case len(notes) > 0:
			last = errors.New(notes[len(notes)-1])
		}
	}
	var not *NotRunnableError
	switch {
	case len(run) > 0:
		return fmt.Sprintf("adit shock %s --control %s --from %s --for 12mo%s", strings.Join(run[:min(most, len(run))], " "), c.ID, start, before(spans[len(spans)-1], baseline)), ""
	case errors.As(last, &not):
		return "", not.Why
	case last != nil:
		return "", last.Error()
	}
	return "", "the atlas has no chain of what it is on"
}

// oldest is the first year of which the atlas has networks to run on.
const oldest = 2021

// before is the flag that runs a control on a year that it did not shape: one
// that was in force all through the latest year is in that year's trade already.
func before(s Span, baseline adit.Year) string {
	year := (s.From - 1).Year()
	if !s.covers(adit.MonthOf(baseline, 1), adit.MonthOf(baseline, 12)) || year < oldest {
		return ""
	}
	return fmt.Sprintf(" --year %d", year)
}

// runnable are the minerals with a chain that the control is on, those that
// were asked for where any were.
func (c *Control) runnable(asked []string) []string {
	var list []string
	for _, m := range c.chain.minerals() {
		if c.chain.namedBy(m, c.Minerals) != "" && (len(asked) == 0 || slices.Contains(asked, m)) {
			list = append(list, m)
		}
	}
	if len(list) == 0 && len(c.Minerals) == 0 {
		return []string{""} // for the reason
	}
	return list
}
