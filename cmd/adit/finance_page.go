package main

import (
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/finance"
	"adit/internal/table"
	"adit/screen"
)

const notAdvice = "Clauses are as the atlas holds them (table eligibility_rules), with what was not seen; no legal advice."

func financePage(p *page, v view, out *financeOut) {
	switch {
	case out.Project != nil:
		projectMoneyPage(p, v, out)
	case out.Country != nil:
		countryMoneyPage(p, v, out)
	default:
		overviewPage(p, v, out)
	}
	p.replaced(out.Parameters)
}

// sumOf prints M USD; no row is a dash, no known amount a question mark.
func sumOf(s *finance.Sum) string {
	switch {
	case s.Rows == 0:
		return "–"
	case s.Rows == s.Unknown:
		return "?"
	case s.Unknown > 0:
		return ">" + table.Tonnes(s.USDM)
	}
	return table.Tonnes(s.USDM)
}

func overviewPage(p *page, v view, out *financeOut) {
	o := out.Overview
	of := ""
	if out.Mineral != "" {
		of = " in " + v.atlas.MineralName(out.Mineral)
	}
	p.title("Public money for projects%s, M USD: %s", of, counted(len(o.Money), "promise or payment", "promises and payments"))
	t := table.New(table.Text("State"), table.Number("M USD"), table.Number("Rows"), table.Number("Without an amount"))
	for _, s := range finance.States {
		t.Row(string(s), sumOf(o.Totals[s]), table.Count(o.Totals[s].Rows), table.Count(o.Totals[s].Unknown))
	}
	p.table(t)
	p.text("A letter is of interest, conditional or announced; unstated is what the source does not say. States are not added up: a payment is part of a commitment, and a letter may become one. Each row counts once, also where it pays for several projects. %s.", capitalOf(o.Capital))
	p.line("")
	slicesPage(p, "Minerals", o.ByMineral, func(k string) string { return mineralsOf(v, k) })
	slicesPage(p, "Country", o.ByCountry, func(k string) string { return v.atlas.PlaceName(adit.PlaceID(k)) })
	slicesPage(p, "Instrument", o.ByInstrument, spaced)
	p.text("Concentration of commitments (Σ s², 1 is all in one): %s by mineral, %s by country, %s by instrument.",
		opt(o.HHI["minerals"], two), opt(o.HHI["country"], two), opt(o.HHI["instrument"], two))
	p.line("")
	dfcPage(p, v, o.DFC)
	p.line("")
	lendingPage(p, v, o.Lending)
}

func two(v float64) string { return fmt.Sprintf("%.2f", v) }

func spaced(k string) string { return strings.ReplaceAll(k, "_", " ") }

func mineralsOf(v view, joined string) string {
	if joined == "" {
		return "not named"
	}
	var list []string
	for m := range strings.SplitSeq(joined, " + ") {
		list = append(list, v.atlas.MineralName(m))
	}
	return strings.Join(list, " + ")
}

// mostSlices keeps a page to what is read.
const mostSlices = 12

func slicesPage(p *page, head string, parts []finance.Slice, name func(string) string) {
	t := table.New(table.Wrapped(head), table.Number("Letters"), table.Number("Committed"), table.Number("Disbursed"), table.Number("Unstated"))
	for _, s := range parts[:min(mostSlices, len(parts))] {
		t.Row(name(s.Key), sumOf(s.Totals[finance.Letter]), sumOf(s.Totals[finance.Committed]), sumOf(s.Totals[finance.Disbursed]), sumOf(s.Totals[finance.Unstated]))
	}
	p.table(t)
	if more := len(parts) - mostSlices; more > 0 {
		p.text("… and %d more; --json lists all.", more)
	}
	p.line("")
}

func capitalOf(c finance.Capital) string {
	if c.Counted == 0 {
		return fmt.Sprintf("What they cost to build is not known (%d share the capex of another row)", c.Shared)
	}
	return fmt.Sprintf("The projects cost %s M USD to build as far as they say (%d of them; %d share the capex of another row, which counts once; of %d it is not known)", table.Tonnes(c.USDM), c.Counted, c.Shared, c.Unknown)
}

func dfcPage(p *page, v view, d finance.Portfolio) {
	p.title("How much of the Development Finance Corporation's own list is mining")
	t := table.New(table.Wrapped("Part"), table.Number("Projects"), table.Number("(%)"), table.Number("M USD"), table.Number("(%)"))
	row := func(name string, part finance.Part) {
		n, usd := part.Share(d.Of)
		t.Row(name, table.Count(part.Count), table.Percent(n), table.Tonnes(part.USDM), table.Percent(usd))
	}
	row("all active projects", d.Of)
	row("sector "+finance.MiningSector, d.Sector)
	row("– of them minerals, helium included", d.Tied)
	row("– the rest: oil and gas", d.Rest)
	row("minerals in other sectors: rail and port", d.Beyond)
	row("sector redacted or blank", d.Hidden)
	p.table(t)
	p.text("Commitments of the list, not payments. The sector code includes oil and gas; which rows are minerals is in table public_money.")
}

func lendingPage(p *page, v view, list []finance.Lending) {
	p.title("What other governments lent to mines and plants abroad")
	for _, l := range list {
		where := fmt.Sprintf("%d countries that are not named here", l.Countries)
		if len(l.Places) > 0 {
			where = placeNames(v, l.Places) + " together"
		}
		p.text("%s: %s M USD committed in %d–%d to %s, for %s. %s.", v.atlas.PlaceName(l.Lender), table.Tonnes(l.USDM), l.First, l.Last, where, strings.ToLower(mineralsOf(v, strings.Join(l.Minerals, " + "))), l.Note)
	}
	p.text("Missing: amounts by country but for these, years after the last, other lenders, and equity.")
}

func placeNames(v view, ids []adit.PlaceID) string {
	var list []string
	for _, id := range ids {
		list = append(list, v.atlas.PlaceName(id))
	}
	return strings.Join(list, " and ")
}

func projectMoneyPage(p *page, v view, out *financeOut) {
	x := out.Project
	p.title("%s: public money, and what it may ask for, on %s", x.Name, out.On)
	p.field("project", fmt.Sprintf("%s, %s in %s, owner %s", x.ID, mineralsOf(v, strings.Join(x.Minerals, " + ")), v.atlas.PlaceName(x.Project.Subject.Place), ownerOf(v, x.Owner)))
	p.field("status", fmt.Sprintf("%s (%s); %s, %s", x.Status, x.AsOf, spaced(x.Kind), x.Stage))
	p.field("cost", capexText(x.Project))
	p.field("money", totals(x.Totals))
	p.field("per tonne", perTonne(x))
	if x.Doubt != "" {
		p.field("doubt", x.Doubt)
	}
	if x.Screened != nil {
		p.field("risk", riskOf(v, x.Screened))
	}
	p.line("")
	moneyPage(p, x.Money, x.ID)
	findingsPage(p, x.Findings)
}

func ownerOf(v view, o adit.PlaceID) string {
	if o == "" {
		return "not known"
	}
	return v.atlas.PlaceName(o)
}

func capexText(x finance.Project) string {
	switch {
	case x.CapexM != nil:
		return table.Tonnes(*x.CapexM) + " M USD"
	case x.SharedWith != "":
		return "in the capex of " + x.SharedWith
	}
	return "not known"
}

func totals(t finance.Totals) string {
	return fmt.Sprintf("letters %s, committed %s, disbursed %s, unstated %s M USD; not to be added up", sumOf(t[finance.Letter]), sumOf(t[finance.Committed]), sumOf(t[finance.Disbursed]), sumOf(t[finance.Unstated]))
}

func perTonne(x *projectMoney) string {
	var parts []string
	for _, s := range []finance.State{finance.Letter, finance.Committed, finance.Disbursed} {
		if v := x.PerTonne[s]; v != nil {
			parts = append(parts, fmt.Sprintf("%s %s USD", s, table.Tonnes(*v)))
		}
	}
	if len(parts) == 0 {
		return "not known: no capacity that can be counted, no amount, or money that others share"
	}
	return strings.Join(parts, ", ") + " a contained tonne a year of capacity"
}

func riskOf(v view, o *screen.Option) string {
	return fmt.Sprintf("value added in %s that a public dollar takes out of risk: %s USD a year; net imports closed: %s%%; USD/kg %s; rests on assumptions: %s; unknown: %s", v.atlas.PlaceName(v.country),
		opt(o.Risk, table.Tonnes), opt(o.Closes, table.Percent), number(o.Cost), orNothing(o.Assumed), orNothing(o.Unknown))
}

func orNothing(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ", ")
}

func moneyPage(p *page, money []finance.Money, project string) {
	if len(money) == 0 {
		p.line("No public money is known.")
		p.line("")
		return
	}
	t := table.New(table.Wrapped("Agency"), table.Text("Instrument"), table.Text("State"), table.Number("M USD"), table.Text("As of"), table.Wrapped("What"))
	for _, m := range money {
		amount := "?"
		if m.USDM != nil {
			amount = table.Tonnes(*m.USDM)
		}
		what := m.Note
		if project == "" {
			what = strings.TrimSuffix(m.Name+"; "+m.Note, "; ")
		} else if len(m.AlsoFor) > 0 {
			others := slices.DeleteFunc(append([]string{m.Project}, m.AlsoFor...), func(id string) bool { return id == project })
			what = strings.TrimPrefix(what+"; also for "+strings.Join(others, ", "), "; ")
		}
		t.Row(m.Agency, spaced(m.Instrument), string(m.State), amount, m.AsOf, what)
	}
	p.table(t)
	p.line("")
}

// findingsPage shows offers that fare alike in one row.
func findingsPage(p *page, findings []finance.Finding) {
	p.title("What it may ask for")
	t := table.New(table.Wrapped("Offer"), table.Text("Verdict"), table.Wrapped("Why"))
	alike(findings, func(f finance.Finding) string { return string(f.Verdict) + whyOf(f) }, func(offers string, f finance.Finding) {
		t.Row(offers, string(f.Verdict), whyOf(f))
	})
	p.table(t)
	p.line("")
	open := slices.DeleteFunc(slices.Clone(findings), func(f finance.Finding) bool { return f.Verdict == finance.NotEligible || termsOf(f) == "" })
	alike(open, termsOf, func(offers string, f finance.Finding) { p.text("%s: %s.", offers, termsOf(f)) })
	p.text(notAdvice)
}

// alike shows findings of one key together, in the order of the first.
func alike(findings []finance.Finding, key func(finance.Finding) string, show func(offers string, f finance.Finding)) {
	offers := map[string][]string{}
	for _, f := range findings {
		offers[key(f)] = append(offers[key(f)], f.Offer.ID)
	}
	for _, f := range findings {
		if ids := offers[key(f)]; ids[0] == f.Offer.ID {
			show(strings.Join(ids, ", "), f)
		}
	}
}

// whyOf gives the clauses that decide, and what is missing.
func whyOf(f finance.Finding) string {
	var parts []string
	for _, r := range f.Reasons {
		text := r.Clause
		if r.Note != "" && f.Verdict != finance.NotEligible {
			text += " (" + r.Note + ")"
		}
		if len(r.Missing) > 0 {
			text += " – missing: " + strings.Join(r.Missing, "; ")
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ". ")
}

// termsOf are what an agency must do first, and the limits.
func termsOf(f finance.Finding) string {
	var parts []string
	for _, a := range f.Acts {
		text := "first " + a.What
		if a.Perhaps {
			text = "perhaps " + text + " – missing: " + strings.Join(a.Missing, "; ")
		}
		parts = append(parts, text)
	}
	for _, l := range f.Limits {
		parts = append(parts, limitText(l))
	}
	return strings.Join(parts, ". ")
}

func limitText(l finance.Limit) string {
	text := spaced(l.Of)
	switch {
	case l.Value == nil:
		text += " has a limit that was not seen"
	case strings.HasSuffix(l.Of, "_m_usd"):
		text = fmt.Sprintf("%s at most %s M USD", strings.TrimSuffix(text, " m usd"), table.Tonnes(*l.Value))
	case l.Of == "tenor_years":
		text = fmt.Sprintf("at most %g years", *l.Value)
	default:
		text = fmt.Sprintf("at most %g%% of %s", 100**l.Value, text)
		if l.USDM != nil {
			text += fmt.Sprintf(", here %s M USD", table.Tonnes(*l.USDM))
		} else if l.Of == "project_cost" {
			text += ", here not known: capex_m_usd"
		}
	}
	if l.Perhaps {
		text = "perhaps " + text
	}
	return text + " (" + l.Rule + ")"
}

func countryMoneyPage(p *page, v view, out *financeOut) {
	c := out.Country
	p.title("%s: public money, and what projects there may ask for, on %s", v.atlas.PlaceName(c.Place), out.On)
	income := "in no list of the atlas"
	if c.Income.Group != "" {
		income = fmt.Sprintf("%s (%s); in the law of the Development Finance Corporation %s", spaced(c.Income.Group), c.Income.AsOf, strings.Join(c.Income.Class, " or "))
	}
	p.field("income group", spaced(income))
	p.field("projects", fmt.Sprintf("%d rows of table projects. %s.", len(c.Projects), capitalOf(c.Capital)))
	p.field("money", totals(c.Totals))
	p.field("owners", fmt.Sprintf("of the plants and projects that the atlas lists there, a mineral a row: %d in the hands of %s, %d of others, of %d not known. The lists are no census: a mine or plant that is in neither has an owner that they do not tell", len(c.Ownership.Held), c.Against, c.Ownership.Others, c.Ownership.Unknown))
	p.line("")
	moneyPage(p, c.Money, "")
	findingsPage(p, c.Findings)
	p.line("")
	if len(c.Ownership.Held) > 0 {
		t := table.New(table.Wrapped("In the hands of "+c.Against), table.Text("Minerals"), table.Text("Stage"), table.Text("Status"), table.Text("Basis"))
		for _, o := range c.Ownership.Held {
			t.Row(o.Name, mineralsOf(v, strings.Join(o.Minerals, " + ")), o.Stage, o.Status, string(o.Basis))
		}
		p.table(t)
		p.line("")
	}
	if len(c.Lending) > 0 {
		lendingPage(p, v, c.Lending)
		return
	}
	p.text("What other governments lent to mines and plants there is in no table: the counts of the atlas name %s.", "no amount for it")
}
