package main

import (
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/internal/table"
)

// planPage tells a plan.
func planPage(p *page, name string, c *adit.Candidates, out *planOut) {
	p.title("%s: plan for %d to %d, %s", name, c.First, c.Last, count(len(c.Cases), "scenario"))
	p.text("It costs %s USD, unmet demand and all, discounted; nothing done, %s. %s", table.Tonnes(out.Objective), undone(out), proof(out))
	p.line("")
	choicePage(p, out)
	stockpilePage(p, c, out)
	p.line("")
	closedPage(p, out)
	p.line("")
	unmetPage(p, c, out, func(string) bool { return true })
	pricesPage(p, out)
	frontierPage(p, out)
	otherPage(p, out)
	p.line("")
	p.text("What a project adds: by how much the whole would cost more without it, its own cost counted; alone, beside no other project, and last, beside all others chosen. Equations: docs/math/plan.md.")
}

func orName(name string) string {
	if name == "" {
		return "network"
	}
	return name
}

// proof says how good the plan is known to be.
func proof(out *planOut) string {
	gap := "no bound is known"
	if out.Gap != nil {
		gap = "no plan is better by more than " + table.Percent(*out.Gap) + "%"
		if len(out.Periods) > 0 {
			gap += ", years planned in groups (--periods)"
		}
	}
	switch out.Status {
	case "optimal", "within gap":
		return upper(gap) + "."
	}
	return fmt.Sprintf("The search was cut short (%s): this is the best plan so far; %s.", out.Status, gap)
}

// undone is what it costs to do nothing.
func undone(out *planOut) string {
	if out.Nothing == nil {
		return "not asked any more"
	}
	return table.Tonnes(*out.Nothing) + " USD"
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func choicePage(p *page, out *planOut) {
	if len(out.Chosen) == 0 {
		p.text("No project is worth its cost within the budget.")
		return
	}
	t := table.New(table.Text("Start"), table.Text("Project"), table.Text("Kind"), table.Number("Public cost (USD)"), table.Number("Adds alone (USD)"), table.Number("Adds last (USD)"))
	for _, c := range out.Chosen {
		alone, last := "", ""
		for _, a := range out.Adds {
			if a.ID == c.ID {
				alone, last = usd(a.Alone), usd(a.Last)
			}
		}
		t.Row(strconv.Itoa(c.Start), c.ID, c.Kind, table.Tonnes(c.Cost), alone, last)
	}
	p.table(t)
	spent(p, out)
}

func spent(p *page, out *planOut) {
	spent := []string{}
	for _, y := range slices.Sorted(maps.Keys(out.Budget)) {
		if out.Budget[y] >= 1 { // cents are the solver's
			spent = append(spent, fmt.Sprintf("%s %s", y, table.Tonnes(out.Budget[y])))
		}
	}
	if len(spent) > 0 {
		p.text("Spent, USD: %s.", strings.Join(spent, ", "))
	}
}

func usd(v *float64) string {
	if v == nil {
		return "not possible"
	}
	return table.Tonnes(*v)
}

// leastDays of use are the least stock that is told.
const leastDays = 0.01

func stockpilePage(p *page, c *adit.Candidates, out *planOut) {
	if len(out.Stockpile) == 0 {
		return
	}
	p.line("")
	p.title("Stockpile")
	t := table.New(table.Text("Material"), table.Text("Place"), table.Number("Bought (t)"), table.Text("When"), table.Number("Days of use"))
	for _, r := range out.Stockpile {
		whole, when := 0.0, []string{}
		for _, y := range slices.Sorted(maps.Keys(r.Bought)) {
			if r.Bought[y] > 0 {
				whole += r.Bought[y]
				when = append(when, y)
			}
		}
		if r.Days < leastDays {
			continue // grams are the solver's
		}
		t.Row(r.Material, r.Place, table.Tonnes(whole), strings.Join(when, ", "), table.Tonnes(r.Days))
	}
	p.table(t)
}

// closedPage draws what is unmet of each mineral, without the plan and with it.
func closedPage(p *page, out *planOut) {
	p.title("Expected unmet demand, by mineral and year")
	closedTable(p, out)
}

func closedTable(p *page, out *planOut) {
	t := table.New(table.Text("Mineral"), table.Text("Year"), table.Number("Without plan (t)"), table.Number("With plan (t)"), table.Text("Share unmet, without: ░, with: █"))
	for _, c := range out.Closed {
		t.Row(c.Mineral, strconv.Itoa(c.Year), opt(c.Nothing, table.Tonnes), table.Tonnes(c.Unmet), bar(c.Unmet, or(c.Nothing, 0), c.Wanted))
	}
	p.table(t)
}

// or is a value, or another one where it is not known.
func or(v *float64, other float64) float64 {
	if v == nil {
		return other
	}
	return *v
}

const barWidth = 24

// bar is one inside the other, both of a whole.
func bar(inner, outer, whole float64) string {
	if whole <= 0 {
		return ""
	}
	a := min(barWidth, int(barWidth*inner/whole+0.5))
	b := min(barWidth, int(barWidth*outer/whole+0.5))
	return strings.Repeat("█", a) + strings.Repeat("░", max(0, b-a))
}

func unmetPage(p *page, c *adit.Candidates, out *planOut, counts func(demand string) bool) {
	p.title("Unmet demand under the plan, by scenario and year (t)")
	columns := []table.Column{table.Text("Scenario"), table.Number("Probability (%)")}
	for _, y := range c.Years() {
		columns = append(columns, table.Number(strconv.Itoa(int(y))))
	}
	t := table.New(columns...)
	for _, k := range c.Cases {
		row := []string{k.Name, table.Percent(k.Probability)}
		for _, y := range c.Years() {
			sum := 0.0
			demands := out.Unmet[k.Name][strconv.Itoa(int(y))]
			for _, id := range slices.Sorted(maps.Keys(demands)) {
				if counts(id) {
					sum += demands[id]
				}
			}
			row = append(row, table.Tonnes(sum))
		}
		t.Row(row...)
	}
	p.table(t)
}

// pricesPage tells what bounds cost, where they cost something.
func pricesPage(p *page, out *planOut) (any bool) {
	for _, s := range out.Shadows {
		if s.Part != nil && (*s.Part > 0 || s.Held > 0) {
			any = true
			p.text("A dollar more of the budget %s would save %s USD if projects could be built in part, and %s USD with these projects.", s.Budget, table.Tonnes(*s.Part), table.Tonnes(s.Held))
		}
	}
	for _, t := range out.Targets {
		if t.Price > 0 && t.Least > 0 {
			p.text("The target of an own output of %s of at least %s%% of what is wanted in %d costs %s USD a tonne at its edge.", t.Material, table.Percent(t.Least), t.Year, table.Tonnes(t.Price))
		} else if t.Price > 0 {
			p.text("The target for %s from %s in %d costs %s USD a tonne at its edge.", t.Material, t.From, t.Year, table.Tonnes(t.Price))
		}
	}
	return any
}

func frontierPage(p *page, out *planOut) {
	if len(out.Frontier) == 0 {
		return
	}
	p.line("")
	p.title("What more money buys")
	most := 0.0
	for _, f := range out.Frontier {
		most = max(most, f.Objective)
	}
	t := table.New(table.Number("Budget (USD)"), table.Number("Spent (USD)"), table.Number("Costs in all (USD)"), table.Number("Unmet (t)"), table.Text("Costs in all"), table.Wrapped("Projects"))
	for _, f := range out.Frontier {
		var ids []string
		for _, c := range f.Chosen {
			ids = append(ids, c.ID)
		}
		t.Row(table.Tonnes(f.Budget), table.Tonnes(f.Spent), table.Tonnes(f.Objective), table.Tonnes(f.Unmet), bar(f.Objective, 0, most), strings.Join(ids, ", "))
	}
	p.table(t)
}

func otherPage(p *page, out *planOut) {
	if len(out.Alternatives) > 0 {
		p.line("")
		p.title("Nearly as good")
		t := table.New(table.Number("Costs more (%)"), table.Wrapped("Projects"))
		for _, o := range out.Alternatives {
			var ids []string
			for _, c := range o.Chosen {
				ids = append(ids, fmt.Sprintf("%s %d", c.ID, c.Start))
			}
			t.Row(table.Percent(o.Above), strings.Join(ids, ", "))
		}
		p.table(t)
	}
	for _, w := range out.WhatIf {
		if w.Cost == nil {
			p.text("%s is not worth building, even for nothing.", w.ID)
		} else {
			p.text("%s is in a best plan at a public cost of %s USD or less; now it is %s USD.", w.ID, table.Tonnes(*w.Cost), table.Tonnes(w.Now))
		}
		p.text("%s", elseEnters(w))
	}
}

// elseEnters tells what else would bring a project in, all else being as it is.
func elseEnters(w planEntry) string {
	sooner, capacity := "no start however early is enough", "sixteen times its capacity is not enough"
	if w.Sooner != nil {
		sooner = "it enters if it works " + count(*w.Sooner, "year") + " sooner"
	}
	if w.Capacity != nil {
		capacity = fmt.Sprintf("it enters with %.2f times its capacity", *w.Capacity)
	}
	return upper(sooner) + "; " + capacity + "."
}

// planCSV prints unmet demand, a row for each scenario, year and demand.
func (s *session) planCSV(out *planOut) error {
	s.progress.Done()
	w := csv.NewWriter(s.stdout)
	w.Write([]string{"scenario", "year", "demand", "unmet_t"}) // errors wait for Flush
	for _, k := range slices.Sorted(maps.Keys(out.Unmet)) {
		for _, y := range slices.Sorted(maps.Keys(out.Unmet[k])) {
			for _, d := range slices.Sorted(maps.Keys(out.Unmet[k][y])) {
				w.Write([]string{k, y, d, strconv.FormatFloat(out.Unmet[k][y][d], 'g', -1, 64)})
			}
		}
	}
	w.Flush()
	return w.Error()
}
