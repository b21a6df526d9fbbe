package main

import (
	"fmt"
	"slices"
	"strings"

	"adit/finance"
	"adit/internal/table"
	"adit/partner"
)

// placePage is one country as a partner.
func placePage(p *page, v view, out *partnersOut, top int) {
	x := out.Page
	p.title("%s as a partner of %s against %s", v.atlas.PlaceName(x.Place), v.atlas.PlaceName(v.country), v.lensName())
	if x.Covered {
		p.text("A covered nation (10 U.S.C. 4872(d)): adit counts it among nobody's partners.")
	}
	tiesPage(p, v, x)
	moneyText(p, v, out.Finance)
	p.line("")
	if len(x.Minerals) > 0 {
		stagesPage(p, v, first(x.Minerals, top))
		if top > 0 && len(x.Minerals) > top {
			p.text("%s more: --top 0.", count(len(x.Minerals)-top, "mineral"))
		}
		p.line("")
		endsPage(p, v, x.Minerals, top)
		addsPage(p, v, out)
	} else {
		p.text("No source of the atlas says that it makes any mineral with a chain, and none of its projects has one.")
	}
	sitesPage(p, v, out)
	for _, c := range x.Corridors {
		corridorPage(p, v, c)
	}
	if len(x.Corridors) > 0 {
		p.field("", "switch one on: adit exposure MINERAL --corridor ID")
	}
	if len(x.Corridors) > 0 {
		p.line("")
	}
	unknownPage(p, v, x)
}

// unknownPage says what is not known, minerals of one kind together.
func unknownPage(p *page, v view, x *partner.Page) {
	p.title("What is not known")
	var none []string
	for _, m := range x.Missing {
		if m.Why == partner.NoReserves {
			none = append(none, v.atlas.MineralName(m.Mineral))
		}
	}
	if len(none) > 0 {
		p.text("- %s: %s.", strings.Join(none, ", "), partner.NoReserves)
	}
	for _, m := range x.Missing {
		switch {
		case m.Why == partner.NoReserves:
		case m.Mineral != "":
			p.text("- %s: %s.", v.atlas.MineralName(m.Mineral), m.Why)
		default:
			p.text("- %s.", m.Why)
		}
	}
	p.text("The page behind each agreement, control, site and corridor is in --json (cite); figures: adit why ID.")
}

func tiesPage(p *page, v view, x *partner.Page) {
	p.field("Governance", governanceText(x.Governance))
	if x.Risk != nil {
		p.field("Country risk", fmt.Sprintf("class %g of 7, OECD %s (0 is not classified)", x.Risk.Value, x.Risk.Year))
	}
	var now, others, past []string
	for _, t := range x.Ties {
		text := t.Name
		if when := tieDate(t); when != "" {
			text += " (" + when + ")"
		}
		switch {
		case t.Ended:
			past = append(past, text)
		case t.Ours:
			now = append(now, text)
		default:
			others = append(others, text)
		}
	}
	none := "none on record"
	p.field("Agreements", orElse(now, none))
	if len(others) > 0 {
		p.field("With others", strings.Join(others, "; "))
	}
	if len(past) > 0 {
		p.field("Ended", strings.Join(past, "; "))
	}
	var controls []string
	for _, c := range x.Controls {
		controls = append(controls, fmt.Sprintf("%s (%s, since %s; %s)", c.Measure, orElse(c.Minerals, "no mineral named"), c.Start, c.ID))
	}
	p.field("Its controls", orElse(controls, "none in force on record, "+x.On))
}

// moneyText is what public money a country may ask for, and has.
func moneyText(p *page, v view, m *finance.Partner) {
	income := "not in the atlas"
	if m.Income.Group != "" {
		income = strings.ReplaceAll(m.Income.Group, "_", " ") + ", " + m.Income.AsOf
	}
	p.field("Income group", income)
	var sums []string
	for _, s := range finance.States {
		if t := m.Totals[s]; t != nil && t.Rows > 0 {
			sums = append(sums, fmt.Sprintf("%s %s M USD", s, sumOf(t)))
		}
	}
	p.field("Public money", orElse(sums, "none on record")+"; states are not added up. Who may have which: adit finance "+string(m.Place))
	var lent []string
	for _, l := range m.Lending {
		lent = append(lent, fmt.Sprintf("%s, %s M USD to %s together, %d–%d", v.atlas.PlaceName(l.Lender), table.Tonnes(l.USDM), counted(max(l.Countries, 1), "country", "countries"), l.First, l.Last))
	}
	p.field("Foreign loans", orElse(lent, "none on record by country"))
}

// orElse joins a list, or says what stands for an empty one.
func orElse(list []string, none string) string {
	if len(list) == 0 {
		return none
	}
	return strings.Join(list, "; ")
}

func tieDate(t partner.Tie) string {
	switch {
	case t.Until != "":
		return strings.Trim(t.Signed+" until "+t.Until, " ")
	case t.InForce != "":
		return "in force " + t.InForce
	case t.Signed != "":
		return t.Signed
	}
	return "date not seen"
}

// governanceText prints the mean and the six with their errors.
func governanceText(g partner.Governance) string {
	if g.Mean == nil {
		return "not in the atlas"
	}
	text := fmt.Sprintf("%+.2f mean of six, %s (−2.5 to 2.5)", g.Mean.Value, g.Mean.Year)
	var six []string
	for _, i := range g.Six {
		s := fmt.Sprintf("%s %+.2f", strings.ReplaceAll(i.ID, "-", " "), i.Value)
		if i.Error != nil {
			s += fmt.Sprintf(" ± %.2f", *i.Error)
		}
		six = append(six, s)
	}
	if len(six) > 0 {
		text += "; " + g.Six[0].Year + ": " + strings.Join(six, ", ")
	}
	return text
}

// stagesPage is reserves, output and capacity by stage.
func stagesPage(p *page, v view, list []partner.Holding) {
	p.title("What it has: reserves, output and capacity by stage")
	t := table.New(table.Text("Mineral"), table.Text("Stage"), table.Number("Output (t)"), table.Text("basis"), table.Number("of world (%)"), table.Number("Capacity (t)"), table.Wrapped("Reserves"))
	assumed := false
	for _, h := range list {
		reserves := reservesText(h.Reserves)
		if len(h.Stages) == 0 {
			t.Row(v.atlas.MineralName(h.Mineral), "none on record", "", "", "", "", reserves)
		}
		for i, s := range h.Stages {
			name := v.atlas.MineralName(h.Mineral)
			if i > 0 {
				name, reserves = "", ""
			}
			capacity := table.Tonnes(s.Capacity)
			if !s.Published {
				capacity, assumed = capacity+"*", true
			}
			output, basis := table.Tonnes(s.Output), string(s.Basis)
			if s.Output == 0 && s.Gap != "" {
				output, basis = table.Unknown, s.Gap
			}
			t.Row(name, s.Material.Form(), output, basis, ofWorld(s.Output, s.World), capacity, reserves)
		}
	}
	p.table(t)
	if assumed {
		p.text("* Output and an assumed spare share: no capacity is published.")
	}
}

func ofWorld(t, world float64) string {
	if world <= 0 {
		return table.Unknown
	}
	return whole(t / world)
}

func reservesText(list []partner.Reserve) string {
	var parts []string
	for _, r := range list {
		text := table.Unknown
		switch {
		case r.Value != nil:
			text = table.Tonnes(*r.Value) + " " + r.Unit
		case r.Flag == "NA":
			text = "not available"
		case r.Flag == "W":
			text = "withheld"
		case r.Flag != "":
			text = "not printed apart"
		}
		if r.Value != nil && r.World != nil && *r.World > 0 && *r.Value > 0 {
			least := ""
			if r.AtMost {
				least = "at most "
			}
			text += fmt.Sprintf(", %s%s%% of world", least, whole(*r.Value / *r.World))
		}
		if r.Form != "" {
			text = r.Form + " " + text
		}
		parts = append(parts, text+" ("+r.Year+")")
	}
	return strings.Join(parts, "; ")
}

// endsPage is where its ore goes.
func endsPage(p *page, v view, list []partner.Holding, top int) {
	mined := slices.DeleteFunc(slices.Clone(list), func(h partner.Holding) bool { return h.Ends == nil })
	if len(mined) == 0 {
		return
	}
	p.title("Where what it mines or makes goes: who refines it first or uses it, and how much of it %s does", v.lensName())
	t := table.New(table.Text("Mineral"), table.Number("Comes from it (t)"), table.Wrapped("Goes to"), table.Text("to be"), table.Number("Adversary (%)"), table.Number("bounds"), table.Number("Not on record (%)"), table.Number("Flows shown (%)"))
	for _, h := range first(mined, top) {
		var to []string
		for _, o := range first(h.Ends.Places, 4) {
			if o.Share >= 0.005 {
				to = append(to, fmt.Sprintf("%s %s%%", v.atlas.PlaceName(o.Place), whole(o.Share)))
			}
		}
		bounds := table.Unknown
		if h.Ends.Low != nil {
			bounds = table.Interval(*h.Ends.Low, *h.Ends.High, whole)
		}
		t.Row(v.atlas.MineralName(h.Mineral), table.Tonnes(h.Ends.Mined), orElse(to, "not on record"), h.Ends.As, whole(h.Ends.Against), bounds, whole(h.Ends.Unknown), whole(h.Ends.Shown))
	}
	p.table(t)
	p.text("Followed through re-exports by proportional mixing (E4); the bounds hold without it, for the flows as they stand (E6). Not on record: kept, lost on the way, or refined where nobody counts it. Flows shown: of what leaves as it is, the part that a statistic shows; the rest is derived from supply, need and distance, and may name a buyer that is none.")
	p.line("")
}

// addsPage is what it could add, by year, and what that takes away.
func addsPage(p *page, v view, out *partnersOut) {
	var adding []partner.Holding
	for _, h := range out.Page.Minerals {
		if len(h.Additions) > 0 {
			adding = append(adding, h)
		}
	}
	if len(adding) == 0 {
		p.text("What it could add: no published spare capacity and no project with tonnes a year is on record.")
		p.line("")
		return
	}
	years := out.desk.Years()
	p.title("What it could add, and what that takes away by %d", out.By)
	columns := []table.Column{table.Text("Form"), table.Number("Spare (t)"), table.Number("Idle (t)"), table.Number("Projects (t)")}
	for _, y := range years {
		columns = append(columns, table.Number(fmt.Sprintf("%d (t)", y)))
	}
	t := table.New(append(columns, table.Number("Dependence (%)"), table.Number("Unmet (%)"))...)
	for _, h := range adding {
		for i, a := range h.Additions {
			cells := []string{string(a.Material), nothing(a.Spare), nothing(a.Idle), nothing(a.Projects)}
			for _, y := range years {
				cells = append(cells, hardly(a.Expected[fmt.Sprint(y)], a.Most()))
			}
			dependence, unmet := "", ""
			if x := h.Relief; x != nil && i == 0 {
				dependence, unmet = changed(x.Dependence), table.Unknown
				if x.Loss != nil {
					unmet = whole(x.Loss.Shared) + "→" + whole(x.Loss.SharedWith)
				}
			}
			t.Row(append(cells, dependence, unmet)...)
		}
	}
	p.table(t)
	p.text("By year: spare capacity, and projects and idle plants times the probability of a first tonne by its end. Dependence: now → if it is shared as the world shares it, and if all comes to %s. Unmet: in a year without %s, shortage shared.", v.atlas.PlaceName(v.country), v.lensName())
	p.line("")
}

// hardly prints an expectation that is next to none as such.
func hardly(t, most float64) string {
	const least = 0.001
	if t < least*most {
		return "≈0"
	}
	return table.Tonnes(t)
}

// nothing leaves a cell blank where there is none.
func nothing(t float64) string {
	if t == 0 {
		return ""
	}
	return table.Tonnes(t)
}
