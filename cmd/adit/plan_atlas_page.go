package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"adit/internal/table"
	"adit/plan"
	"adit/prospect"
)

// planAtlasPage tells a plan on the atlas.
func planAtlasPage(p *page, v view, from *prospect.Prospect, out *planOut) {
	c := from.Candidates
	p.title("%s: plan for %d to %d against %s, %s, %s", v.atlas.PlaceName(v.country), c.First, c.Last, v.lensName(), count(len(out.mineralsOf()), "mineral"), count(len(c.Cases), "scenario"))
	p.text("Unmet demand and costs of all the world, discounted: %s USD; nothing done, %s USD. %s", table.Tonnes(out.Objective), table.Tonnes(out.Nothing), proof(out))
	p.line("")
	atlasChoicePage(p, from, out)
	underWayPage(p, from)
	stockpilePage(p, c, out)
	p.line("")
	p.title("Expected unmet demand of %s, by mineral and year", v.atlas.PlaceName(v.country))
	closedTable(p, out)
	p.line("")
	pricesPage(p, out)
	frontierPage(p, out)
	otherPage(p, out)
	p.line("")
	restsPage(p, from, out)
	leftPage(p, from, out)
	p.replaced(out.Atlas.Place)
}

// mineralsOf are the minerals that are planned for.
func (out *planOut) mineralsOf() []string {
	var all []string
	for _, c := range out.Closed {
		all = append(all, c.Mineral)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func atlasChoicePage(p *page, from *prospect.Prospect, out *planOut) {
	if len(out.Chosen) == 0 {
		p.text("No project is worth its cost within the budget.")
		return
	}
	t := table.New(table.Text("Start"), table.Wrapped("Project"), table.Text("Where"), table.Text("Mineral"), table.Number("Output (t/y)"), table.Text("By"), table.Number("Public cost (M USD)"), table.Number("Adds alone (M USD)"), table.Number("Adds last (M USD)"))
	for _, c := range out.Chosen {
		x := from.Project(c.ID)
		alone, last := out.adds(c.ID)
		t.Row(strconv.Itoa(c.Start), x.Name, string(x.Place), x.Mineral, table.Tonnes(x.Output), x.Instrument, millions(c.Cost), opt(alone, millions), opt(last, millions))
	}
	p.table(t)
	spent(p, out)
	p.text("What a project adds: by how much the whole would cost more without it, its own cost counted; alone, beside no other project, and last, beside all others chosen.")
}

// underWayPage lists what is built whatever is planned.
func underWayPage(p *page, from *prospect.Prospect) {
	if len(from.UnderWay) == 0 {
		return
	}
	var names []string
	for _, x := range from.UnderWay {
		names = append(names, fmt.Sprintf("%s (%s, %s t of %s a year)", x.ID, x.Place, table.Tonnes(x.Output), x.Mineral))
	}
	p.text("Under construction, and counted on as far as their lead times have it: %s. --exclude ID plans without one.", strings.Join(names, ", "))
}

func (out *planOut) adds(id string) (alone, last *float64) {
	for _, a := range out.Adds {
		if a.ID == id {
			return a.Alone, a.Last
		}
	}
	return nil, nil
}

// restsPage says what each chosen project closes and rests on.
func restsPage(p *page, from *prospect.Prospect, out *planOut) {
	if len(out.Chosen) == 0 {
		return
	}
	p.title("Why, and what it rests on")
	for i, c := range out.Chosen {
		p.field(strconv.Itoa(i+1), reason(from, out, c))
	}
	p.line("")
}

func reason(from *prospect.Prospect, out *planOut, c plan.PrintedChoice) string {
	x := from.Project(c.ID)
	parts := []string{fmt.Sprintf("%s [%s, %s]: %s of %s/%s", c.ID, x.Kind, x.Status, table.Tonnes(x.Output)+" t a year", x.Mineral, x.Form)}
	if x.Feed != "" {
		parts = append(parts, "takes "+x.Feed)
	}
	if len(x.Obstacles) > 0 {
		parts = append(parts, "in the way: "+strings.Join(x.Obstacles, ", "))
	}
	if len(x.Assumed) > 0 {
		parts = append(parts, "rests on assumptions: "+strings.Join(x.Assumed, ", "))
	}
	return strings.Join(append(parts, x.Notes...), "; ")
}

// leftPage says what is not in the plan's reach, and why.
func leftPage(p *page, from *prospect.Prospect, out *planOut) {
	why := map[string][]string{}
	var order []string
	for _, l := range from.Left {
		if why[l.Why] == nil {
			order = append(order, l.Why)
		}
		why[l.Why] = append(why[l.Why], l.ID)
	}
	slices.Sort(order)
	for _, w := range order {
		ids := why[w]
		shown := strings.Join(ids[:min(6, len(ids))], ", ")
		if more := len(ids) - 6; more > 0 {
			shown += fmt.Sprintf(" and %d more", more)
		}
		p.text("Left out, %s: %s.", strings.TrimSuffix(w, "."), shown)
	}
	p.text("%s could be built; trade and demand are those of %d in every year. What may happen and how likely it is (table plan_cases), lead times and costs (classes) and what public money costs (plan_instruments) are assumptions; adit why and --set take their ids (--json). Places that nothing here tells apart are one, %s. Equations: docs/math/plan.md, docs/decisions/0032.", count(len(from.Projects), "project"), from.Year, prospect.Rest)
	for _, n := range from.Notes {
		p.text("Note: %s.", strings.TrimSuffix(n, "."))
	}
}
