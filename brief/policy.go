package brief

import (
	"slices"

	"adit"
	"adit/atlas"
	"adit/finance"
	"adit/policy"
)

// dueDays is how far ahead a brief looks.
const dueDays = 180

// A Policy is what the country's government has promised and paid for minerals,
// which controls bind it on a day, and what is to be done soon.
type Policy struct {
	On       string          `json:"on"`
	Money    []finance.Slice `json:"public_money_by_minerals"` // of the country alone; states are not added up
	Totals   finance.Totals  `json:"public_money"`
	Controls []Binding       `json:"controls_in_force"` // on trade with the country, or its own
	Resting  []Binding       `json:"controls_suspended"`
	Actions  []policy.Action `json:"actions_due_or_overdue"`
	Days     int             `json:"due_within_days"`
}

// A Binding is a control that is on the country's trade.
type Binding struct {
	ID       string          `json:"id"`
	Imposer  string          `json:"imposer"`
	Minerals []string        `json:"minerals"`
	Measure  string          `json:"measure"`
	Standing policy.Standing `json:"standing"`
}

// policyOf gathers it as of a day.
func policyOf(a *atlas.Atlas, country adit.PlaceID, on string) *Policy {
	out := &Policy{On: on, Money: []finance.Slice{}, Controls: []Binding{}, Resting: []Binding{}, Actions: []policy.Action{}, Days: dueDays}
	var own []finance.Money
	for _, m := range finance.Open(a, on).Money {
		if m.Payer == country {
			own = append(own, m)
		}
	}
	out.Totals, out.Money = finance.Total(own), append(out.Money, finance.By(own, finance.Minerals)...)
	for _, c := range policy.Controls(a) {
		b := Binding{c.ID, c.Imposer, c.Minerals, c.Measure, c.StandingOn(on)}
		switch {
		case c.Measure == "benchmark" || !binds(a, c, country, on): // a benchmark is a target, and no control
		case b.Standing.State == policy.InForce:
			out.Controls = append(out.Controls, b)
		case b.Standing.State == policy.Suspended:
			out.Resting = append(out.Resting, b)
		}
	}
	for _, x := range policy.Actions(a, on) {
		if x.Standing == policy.Overdue || x.Standing == policy.Due && x.DaysLeft <= dueDays {
			out.Actions = append(out.Actions, x)
		}
	}
	return out
}

// binds reports whether a control is on a country's trade: on everyone's, on
// that with it, or its own. What it makes itself no control of others binds.
func binds(a *atlas.Atlas, c policy.Control, country adit.PlaceID, on string) bool {
	is := func(name string) bool {
		members, err := a.Group(name, on[:7])
		return name == string(country) || err == nil && slices.Contains(members, country)
	}
	return len(c.Targets) == 0 || is(c.Imposer) || slices.ContainsFunc(c.Targets, is)
}
