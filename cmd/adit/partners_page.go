package main

import (
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/internal/table"
	"adit/partner"
)

// partnersPage prints whichever answer there is.
func partnersPage(p *page, v view, out *partnersOut, top int) {
	switch {
	case out.Page != nil:
		placePage(p, v, out, top)
	case out.Board != nil:
		boardPage(p, v, out, top)
	default:
		allPartnersPage(p, v, out, top)
	}
	p.replaced(out.Asked)
}

// first cuts a list to the first n; 0 is all.
func first[T any](list []T, n int) []T {
	if n > 0 && len(list) > n {
		return list[:n]
	}
	return list
}

func (v view) placeNames(list []adit.PlaceID) string {
	var names []string
	for _, p := range list {
		names = append(names, v.atlas.PlaceName(p))
	}
	return strings.Join(names, ", ")
}

func allPartnersPage(p *page, v view, out *partnersOut, top int) {
	p.title("Partners of %s: what they could add by %d, and how much dependence on %s that takes away", v.atlas.PlaceName(v.country), out.By, v.lensName())
	t := table.New(table.Text("Partner"), table.Number("Taken away at most"), table.Number("if shared"), table.Number("Unmet taken away"), table.Number("Minerals made"), table.Wrapped("Of which"))
	for _, s := range first(out.All.Partners, top) {
		if s.Cut <= 0 && top > 0 {
			break
		}
		var names []string
		for _, m := range s.Minerals {
			names = append(names, v.atlas.MineralName(m))
		}
		t.Row(v.atlas.PlaceName(s.Place), points(s.Cut), points(s.Shared), points(s.Loss), table.Count(s.Makes), strings.Join(names, ", "))
	}
	p.table(t)
	p.text("1.00 is the whole dependence on one mineral (the larger of the shares that were mined and processed in %s). At most: all that the partner adds comes here. If shared: the country gets of it what it takes of the world's supply. Unmet: what goes unmet in a year without %s, within capacities, shortage shared. Rare earths are counted as a group.", v.lensName(), v.lensName())
	p.text("Only published spare capacity and projects with tonnes count: a partner that is not listed may have more. %s left out: covered nations (10 U.S.C. 4872(d)).", v.placeNames(out.All.LeftOut))
	for _, m := range out.All.Missing {
		p.text("Missing: %s: %s.", v.atlas.MineralName(m.Mineral), m.Why)
	}
}

func points(x float64) string { return fmt.Sprintf("%.2f", x+0) }

// boardPage compares the partners for one mineral.
func boardPage(p *page, v view, out *partnersOut, top int) {
	b := out.Board
	p.title("%s: partners of %s, by %d", v.atlas.MineralName(b.Mineral), v.atlas.PlaceName(v.country), out.By)
	p.text("%s supply is %s t (%s of %s); %s%% of it depends on %s.%s", "Its", table.Tonnes(b.Supply), b.Target, b.MassOf, whole(b.Before.Before), v.lensName(), lossText(v, b))
	for _, n := range b.Notes {
		p.text("%s.", n)
	}
	p.line("")
	adding := slices.DeleteFunc(slices.Clone(b.Rows), func(r partner.Row) bool { return r.Relief == nil })
	if len(adding) > 0 {
		criteriaTable(p, v, first(adding, top), len(out.Weights) > 0)
		p.text("◆ no other partner is as good on every criterion and better on one; what is not known (–) neither beats nor is beaten. Dependence: now → if the addition is shared as the world shares it, and if all comes here. Governance: mean of six, −2.5 to 2.5. Ties: kinds of agreement with %s. Refined and owned: the part that %s refines of what it mines, and of its listed sites with a known owner.", v.atlas.PlaceName(v.country), v.lensName())
		p.line("")
		p.title("What that is")
		for _, r := range first(adding, top) {
			p.field(string(r.Place), addsText(v, out, r))
		}
	} else {
		p.text("No partner has published spare capacity or a project with tonnes a year.")
	}
	p.line("")
	othersText(p, v, b)
}

func lossText(v view, b *partner.Board) string {
	if b.Loss == nil {
		return ""
	}
	return fmt.Sprintf(" Without %s %s%% of its use goes unmet in a year, shortage shared.", v.lensName(), whole(*b.Loss))
}

func criteriaTable(p *page, v view, rows []partner.Row, weighed bool) {
	columns := []table.Column{table.Text("Partner"), table.Number("Of world output (%)"), table.Number("Adds (t/y)"), table.Number("Dependence (%)"), table.Number("Unmet (%)"),
		table.Number("Governance"), table.Number("Ties"), table.Number("Refined by adversary (%)"), table.Number("Owned (%)"), table.Number("Controls")}
	if weighed {
		columns = append(columns, table.Number("Order"))
	}
	t := table.New(columns...)
	for _, r := range rows {
		mark := ""
		if r.Front {
			mark = " ◆"
		}
		x := r.Relief
		unmet := table.Unknown
		if x.Loss != nil {
			unmet = whole(x.Loss.Shared) + "→" + whole(x.Loss.SharedWith)
		}
		cells := []string{v.atlas.PlaceName(r.Place) + mark, whole(r.Output), table.Tonnes(x.Made), changed(x.Dependence), unmet,
			opt(r.Criteria["governance"], plusMinus), opt(r.Criteria["ties"], table.Tonnes), opt(r.Criteria["bottleneck"], whole), opt(r.Criteria["owned"], whole), opt(r.Criteria["controls"], table.Tonnes)}
		if weighed {
			cells = append(cells, opt(r.Order, points))
		}
		t.Row(cells...)
	}
	p.table(t)
}

func plusMinus(x float64) string { return fmt.Sprintf("%+.2f", x) }

// changed prints a share before → shared, all.
func changed(c partner.Change) string {
	return whole(c.Before) + "→" + whole(c.Shared) + ", " + whole(c.All)
}

// addsText says what a partner's addition consists of.
func addsText(v view, out *partnersOut, r partner.Row) string {
	var parts []string
	for _, a := range r.Additions {
		var when []string
		for _, y := range out.desk.Years() {
			when = append(when, fmt.Sprintf("%s by %d", hardly(a.Expected[fmt.Sprint(y)], a.Most()), y))
		}
		text := fmt.Sprintf("%s, t a year: %s", a.Material, strings.Join(when, ", "))
		var of []string
		if a.Spare > 0 {
			of = append(of, fmt.Sprintf("spare capacity %s t", table.Tonnes(a.Spare)))
		}
		if a.Idle > 0 {
			of = append(of, fmt.Sprintf("idle capacity %s t", table.Tonnes(a.Idle)))
		}
		for _, x := range out.desk.Projects(r.Mineral, r.Place) {
			if x.Counts && x.Material == a.Material {
				of = append(of, projectText(v, out, x))
			}
		}
		parts = append(parts, text+" (of "+strings.Join(of, "; ")+")")
	}
	text := strings.Join(parts, "; ")
	if x := r.Relief; x != nil && x.Stuck > 0.5 {
		text += fmt.Sprintf("; %s t find no refinery outside %s", table.Tonnes(x.Stuck), v.lensName())
	}
	if x := r.Relief; x != nil && x.Unfed > 0.5 {
		text += fmt.Sprintf("; %s t have no feed", table.Tonnes(x.Unfed))
	}
	if r.Uncounted > 0 {
		text += fmt.Sprintf("; %s more that adds no tonnes here", count(r.Uncounted, "project"))
	}
	return text
}

func projectText(v view, out *partnersOut, x partner.Project) string {
	return fmt.Sprintf("%s: %s, %s t, %s%% by %d%s", x.Name, x.Status, table.Tonnes(*x.Tonnes), whole(x.Online[fmt.Sprint(out.By)]), out.By, ownerText(x.Place, x.Owner))
}

func ownerText(place, owner adit.PlaceID) string {
	if owner == "" || owner == place.Country() {
		return ""
	}
	return ", owner " + string(owner)
}

// othersText names who makes some and adds nothing that is known.
func othersText(p *page, v view, b *partner.Board) {
	var makes, waits []string
	for _, r := range b.Rows {
		switch {
		case r.Relief != nil:
		case r.Uncounted > 0:
			waits = append(waits, fmt.Sprintf("%s (%s)", v.atlas.PlaceName(r.Place), count(r.Uncounted, "project")))
		case r.Output >= 0.005:
			makes = append(makes, fmt.Sprintf("%s %s%%", v.atlas.PlaceName(r.Place), whole(r.Output)))
		}
	}
	if len(waits) > 0 {
		p.text("Projects without tonnes, or not counted: %s.", strings.Join(waits, ", "))
	}
	if len(makes) > 0 {
		p.text("Others that make some, at the stage where they make most of the world's: %s.", strings.Join(makes, ", "))
	}
	p.text("What adit assumes to be spare where no capacity is published is in the limits of what goes unmet, and in no addition.")
}
