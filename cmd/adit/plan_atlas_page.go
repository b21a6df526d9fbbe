package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
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
	p.text("Unmet demand and costs of all the world, discounted: %s USD; nothing done, %s. %s", table.Tonnes(out.Objective), undone(out), proof(out))
	p.line("")
	atlasChoicePage(p, from, out)
	underWayPage(p, from)
	stockpilePage(p, c, out)
	p.line("")
	gapPage(p, v, out)
	planCasesPage(p, v, from, out)
	if !pricesPage(p, out) {
		p.text("No budget binds: more money would build and buy the same.")
	}
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

// gapPage tells what each mineral lacks, a bar a year, both rows on one scale.
func gapPage(p *page, v view, out *planOut) {
	p.title("Expected unmet demand of %s, by mineral, %d to %d", v.atlas.PlaceName(v.country), out.Closed[0].Year, out.Closed[len(out.Closed)-1].Year)
	t := table.New(table.Text("Mineral"), table.Number("Wanted (t/y)"), table.Number("Unmet without plan (t)"), table.Number("With it (t)"), table.Number("Closed (%)"), table.Text("By year, without"), table.Text("With"))
	for _, m := range out.mineralsOf() {
		var years []planClosed
		nothing, unmet, most, wanted := 0.0, 0.0, 0.0, 0.0
		for _, c := range out.Closed {
			if c.Mineral == m {
				years = append(years, c)
				nothing, unmet, most, wanted = nothing+or(c.Nothing, math.NaN()), unmet+c.Unmet, max(most, or(c.Nothing, 0), c.Unmet), max(wanted, c.Wanted)
			}
		}
		share := ""
		if nothing > 0 {
			share = table.Percent(1 - unmet/nothing)
		}
		t.Row(v.atlas.MineralName(m), table.Tonnes(wanted), table.Tonnes(nothing), table.Tonnes(unmet), share, barsOf(years, most, func(c planClosed) float64 { return or(c.Nothing, 0) }), barsOf(years, most, func(c planClosed) float64 { return c.Unmet }))
	}
	p.table(t)
	p.text("Of all scenarios, weighed by how likely they are; by scenario and year with --csv or --json.")
	p.line("")
}

// barsOf draws a bar a year; a dot is nothing.
func barsOf(years []planClosed, most float64, of func(planClosed) float64) string {
	var b strings.Builder
	for _, c := range years {
		if x := of(c); x <= 0 || most <= 0 {
			b.WriteRune('·')
		} else {
			b.WriteRune(bars[min(len(bars)-1, int(x/most*float64(len(bars))))])
		}
	}
	return b.String()
}

// planCasesPage tells the scenarios, and what of the country's demand goes unmet in
// each under the plan: the worst first.
func planCasesPage(p *page, v view, from *prospect.Prospect, out *planOut) {
	type row struct {
		planCase
		unmet float64
		worst string
	}
	var rows []row
	for _, c := range out.Atlas.Cases {
		r := row{planCase: c}
		r.unmet, r.worst = worstOf(from, out, c.Name)
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(b.unmet, a.unmet) })
	p.title("Under the plan, by scenario: the mineral that lacks most of what is wanted")
	t := table.New(table.Text("Scenario"), table.Number("Probability (%)"), table.Text("Mineral"), table.Number("Unmet in its worst year (%)"))
	for _, r := range rows {
		t.Row(r.Name, table.Percent(r.Probability), r.worst, table.Percent(r.unmet))
	}
	p.table(t)
	p.line("")
}

// worstOf is the largest share of what the country wants of a mineral in a year
// that goes unmet in a case, and of which mineral.
func worstOf(from *prospect.Prospect, out *planOut, name string) (share float64, mineral string) {
	of, wanted := map[string]string{}, map[string]float64{}
	for i := range from.Net.Demands {
		if d := &from.Net.Demands[i]; from.Country.Covers(d.Place) {
			of[d.ID] = d.Material.Mineral()
			wanted[d.Material.Mineral()] += float64(d.Amount)
		}
	}
	for _, y := range slices.Sorted(maps.Keys(out.Unmet[name])) {
		lack := map[string]float64{}
		for _, id := range slices.Sorted(maps.Keys(out.Unmet[name][y])) {
			if m := of[id]; m != "" {
				lack[m] += out.Unmet[name][y][id]
			}
		}
		for _, m := range slices.Sorted(maps.Keys(lack)) {
			if x := lack[m] / wanted[m]; x > share {
				share, mineral = x, m
			}
		}
	}
	return share, mineral
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
	if x.Closes != nil {
		parts = append(parts, "as much as "+table.Percent(*x.Closes)+"% of net imports")
	}
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
