package main

import (
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/brief"
	"adit/finance"
	"adit/internal/table"
)

// briefPolicyPage tells money, controls and deadlines in short.
func briefPolicyPage(p *page, v view, b *brief.Policy) {
	if b == nil {
		return
	}
	home := v.atlas.PlaceName(v.country)
	p.title("Public money of %s for mineral projects so far, M USD, on %s", home, b.On)
	if len(b.Money) == 0 {
		p.line("None is in the atlas.")
	} else {
		moneyByMineral(p, v, b)
	}
	p.line("")
	p.title("Controls on trade with %s: %d in force, %d suspended", home, len(b.Controls), len(b.Resting))
	bindings(p, v, "in force", b.Controls)
	bindings(p, v, "suspended", b.Resting)
	if slices.ContainsFunc(slices.Concat(b.Controls, b.Resting), func(c brief.Binding) bool { return c.Standing.Presumed }) {
		p.text("? in force again only if its suspension was not extended, which no source was seen to say.")
	}
	p.line("")
	p.title("Asked of whom, by any government: due within %d days, or overdue", b.Days)
	t := table.New(table.Text("Deadline"), table.Text("Stands"), table.Text("Order"), table.Text("Who"), table.Wrapped("What"))
	for _, x := range b.Actions {
		t.Row(x.Deadline, string(x.Standing), x.Order, x.Lead, x.What)
	}
	p.table(t)
	p.text("More: adit finance, adit policy --controls, adit policy. Overdue is without a source that says that it was done.")
	p.line("")
}

const briefMoney = 8 // rows

func moneyByMineral(p *page, v view, b *brief.Policy) {
	t := table.New(table.Wrapped("Minerals"), table.Number("Committed"), table.Number("Disbursed"), table.Number("Letters"))
	for _, s := range b.Money[:min(briefMoney, len(b.Money))] {
		t.Row(mineralsOf(v, s.Key), sumOf(s.Totals[finance.Committed]), sumOf(s.Totals[finance.Disbursed]), sumOf(s.Totals[finance.Letter]))
	}
	t.Row("all "+fmt.Sprint(len(b.Money)), sumOf(b.Totals[finance.Committed]), sumOf(b.Totals[finance.Disbursed]), sumOf(b.Totals[finance.Letter]))
	p.table(t)
	p.text("Letters of interest are no money. Columns are not to be added up: a payment is part of a commitment.")
}

// bindings lists controls by who imposes them.
func bindings(p *page, v view, state string, all []brief.Binding) {
	by := map[string][]string{}
	var order []string
	for _, c := range all {
		if by[c.Imposer] == nil {
			order = append(order, c.Imposer)
		}
		id := c.ID
		if c.Standing.Presumed {
			id += "?"
		}
		by[c.Imposer] = append(by[c.Imposer], id)
	}
	for _, who := range order {
		p.field(state, fmt.Sprintf("%s, %d: %s", v.atlas.PlaceName(adit.PlaceID(who)), len(by[who]), strings.Join(by[who], ", ")))
	}
}
