package backtest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
)

// A Control is what an event imposed.
type Control struct {
	Kind   ControlKind
	QuotaT float64 // of a quota, tonnes a year
}

// A ControlKind is a word of the column control.
type ControlKind string

// The kinds of control.
const (
	Licence   ControlKind = "licence"
	Ban       ControlKind = "ban"
	Quota     ControlKind = "quota"
	Announce  ControlKind = "announce"
	NoControl ControlKind = "none"
)

// ParseControl reads a cell of the column control.
func ParseControl(text string) (Control, error) {
	kind, tonnes, hasTonnes := strings.Cut(text, ":")
	c := Control{Kind: ControlKind(kind)}
	switch c.Kind {
	case Quota:
		v, err := strconv.ParseFloat(tonnes, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
			return c, fmt.Errorf("%q: a quota wants tonnes a year, such as quota:18125", text)
		}
		c.QuotaT = v
		return c, nil
	case Licence, Ban, Announce, NoControl:
		if !hasTonnes {
			return c, nil
		}
	}
	return c, fmt.Errorf("%q is none of licence, ban, quota:TONNES, announce, none", text)
}

// String writes a control as ParseControl reads it.
func (c Control) String() string {
	if c.Kind == Quota {
		return fmt.Sprintf("%s:%s", Quota, strconv.FormatFloat(c.QuotaT, 'f', -1, 64))
	}
	return string(c.Kind)
}

// A Level is something observed before and after. Numbers that nobody printed
// are NaN.
type Level struct {
	Before, After, ChangePct float64
	Unit, Place              string
}

// An Event is one thing that happened, and what a model must show of it.
type Event struct {
	ID, Name      string
	Minerals      []string
	Form          string // in the words of the trade
	Imposer       adit.PlaceID
	Start         string // day; data from before it are known (atlas.AsOf)
	Control       Control
	Targets       []adit.PlaceID // nil: all
	BanFrom       string         // day of a ban on exports to the United States beside it, or ""
	SharePct      float64        // of supply restricted, as observers said; NaN: not said
	Price         Level
	Quantity      Level
	HorizonMonths float64 // of the observation; NaN: not said
	PassRule      string  // the rule in words
	Checks        []Check
	Cite, Note    string
}

// Months is how many months after the start a path must hold: up to the last
// that a check names, and no fewer than the horizon.
func (e Event) Months() int {
	last := 0
	if !math.IsNaN(e.HorizonMonths) {
		last = int(math.Ceil(e.HorizonMonths))
	}
	for _, c := range e.Checks {
		last = max(last, c.When.To)
	}
	return last + 1
}

// Testable reports whether a path could show any of the checks.
func (e Event) Testable() bool {
	return slices.ContainsFunc(e.Checks, func(c Check) bool { return c.Subject != Nothing && c.Subject != Rank })
}

// Events reads the events of the atlas in the order of their start. What is
// wrong with a row is a fault with file and line, and the event is left out.
func Events(a *atlas.Atlas) ([]Event, adit.Faults) {
	var events []Event
	var faults adit.Faults
	for r := range a.Rows("backtests") {
		e, wrong := event(a, r)
		if len(wrong) == 0 {
			events = append(events, e)
		}
		faults = append(faults, wrong...)
	}
	slices.SortFunc(events, func(x, y Event) int { return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.ID, y.ID)) })
	return events, faults
}

func event(a *atlas.Atlas, r atlas.Row) (Event, adit.Faults) {
	e := Event{ID: r.Get("id"), Name: r.Get("event"), Minerals: strings.Split(r.Get("minerals"), ";"), Form: r.Get("form"),
		Imposer: adit.PlaceID(r.Get("imposer")), Start: r.Get("start_date"), BanFrom: r.Get("ban_from"),
		SharePct: number(r, "share_pct"), HorizonMonths: number(r, "horizon_months"), PassRule: r.Get("pass_rule"), Cite: r.Get("cite"), Note: r.Get("note"),
		Price:    Level{number(r, "price_before"), number(r, "price_after"), number(r, "price_change_pct"), r.Get("price_unit"), r.Get("price_location")},
		Quantity: Level{number(r, "quantity_before"), number(r, "quantity_after"), number(r, "quantity_change_pct"), r.Get("quantity_unit"), ""}}
	var faults adit.Faults
	fault := func(rule, remedy, what string) {
		faults = append(faults, adit.Fault{Where: r.Where(), Rule: rule, Severity: adit.Wrong, What: what, Remedy: remedy})
	}
	var err error
	if e.Control, err = ParseControl(r.Get("control")); err != nil {
		fault("control", "write licence, ban, quota:TONNES, announce or none", e.ID+": control "+err.Error())
	}
	if e.Checks, err = ParseRule(r.Get("rule")); err != nil {
		fault("rule", "write checks as the documentation of package backtest says", e.ID+": "+err.Error())
	}
	if e.Targets, err = targets(a, r.Get("targets")); err != nil {
		fault("targets", "write ALL, or ISO codes separated by ;", e.ID+": "+err.Error())
	}
	if len(e.Start) != len("2024-09-15") {
		fault("start", "write the day", fmt.Sprintf("%s starts on %q, which is no day", e.ID, e.Start))
	}
	if e.BanFrom != "" && e.BanFrom < e.Start {
		fault("ban-from", "a ban that came first is the event's own control", fmt.Sprintf("%s: ban_from %s is before %s", e.ID, e.BanFrom, e.Start))
	}
	for i := range e.Checks {
		e.Checks[i].Observed = e.observed(e.Checks[i])
	}
	return e, faults
}

// targets reads whom a control cuts off; nil is all.
func targets(a *atlas.Atlas, cell string) ([]adit.PlaceID, error) {
	if cell == "ALL" {
		return nil, nil
	}
	var ids []adit.PlaceID
	for code := range strings.SplitSeq(cell, ";") {
		id, err := a.Places().Find(code)
		if err != nil || id != code {
			return nil, fmt.Errorf("targets %q: %q is no ISO code", cell, code)
		}
		ids = append(ids, adit.PlaceID(id))
	}
	slices.Sort(ids)
	return ids, nil
}

func number(r atlas.Row, column string) float64 {
	if v, ok := r.Number(column); ok {
		return v
	}
	return math.NaN()
}

// observed says what happened of what a check looks at.
func (e Event) observed(c Check) string {
	switch c.Subject {
	case PriceOutside, PriceInside, PriceGap:
		if text := e.Price.String(); text != "" && !math.IsNaN(e.HorizonMonths) {
			return fmt.Sprintf("%s, in %s months", text, short(e.HorizonMonths))
		}
		return e.PassRule
	case Exports:
		if text := e.Quantity.String(); text != "" {
			return text
		}
	}
	return e.PassRule
}

// String is such as "+113.6% (257.5 to 550 USD/kg, Rotterdam)", "" where
// nothing was observed.
func (l Level) String() string {
	var parts []string
	if !math.IsNaN(l.Before) && !math.IsNaN(l.After) {
		parts = append(parts, short(l.Before)+" to "+short(l.After)+" "+l.Unit)
	} else if !math.IsNaN(l.After) {
		parts = append(parts, short(l.After)+" "+l.Unit)
	} else if l.Unit != "" {
		parts = append(parts, l.Unit)
	}
	if l.Place != "" && len(parts) > 0 {
		parts = append(parts, l.Place)
	}
	text := strings.Join(parts, ", ")
	switch {
	case math.IsNaN(l.ChangePct):
		return text
	case text == "":
		return fmt.Sprintf("%+g%%", l.ChangePct)
	}
	return fmt.Sprintf("%+g%% (%s)", l.ChangePct, text)
}

func short(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
