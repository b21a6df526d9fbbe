package main

import (
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"adit/internal/table"
	"adit/screen"
)

// screenPage shows the ranked options, what each rests on, and what is missing.
func screenPage(p *page, v view, out *screenOut, top int) {
	shown := out.Options[:min(out.Ranked, len(out.Options))]
	if top > 0 {
		shown = shown[:min(top, len(shown))]
	}
	p.title("%s for %s: %d of %s ranked by %s", strings.ToUpper(out.Kind[:1])+out.Kind[1:], v.atlas.PlaceName(v.country), out.Ranked, count(len(out.Options), "option"), out.By)
	for i := 0; i < len(shown); {
		n := i
		for n < len(shown) && shown[n].Group == shown[i].Group {
			n++
		}
		p.line("")
		p.title("%s", groupTitle(shown[i].Group, out.Against))
		screenTable(p, shown[i:n], i)
		i = n
	}
	p.line("")
	screenFeed(p, shown)
	screenNotes(p, shown)
	screenMissing(p, out)
	p.text("%s", assumedCosts(shown))
	p.text("USD/kg is opex + capex·r/(1−(1+r)^−n)/output; what is assumed has wide bands (--json). Of an old site it is the cost of a tonne of ore over what the ore is worth, all its metals together. Ease is the share of net imports closed × the probability of a first tonne within five years ÷ cost over price. Options of one mineral close the same imports: do not add them.")
	p.text("Risk is value added in %s that a year without exports of %s puts at risk, times the part of the unmet tonnes that the option closes, per public dollar. c: dollars committed to the project, d: disbursed; else nobody has promised any, and two fifths of the capex are supposed (--what-if public-share). The one is not to be compared with the other: a mine that a state pays for whole looks dear beside a guess. A letter of interest is not counted.", v.atlas.PlaceName(v.country), out.Against)
	p.text("The price of power is left out, and nothing is ranked by it: no source at hand gives what a plant of a place would pay, by its place, under terms that let adit carry it.")
	for _, w := range out.WhatIf {
		p.text("What if: %s.", w)
	}
	p.replaced(out.Asked)
}

// assumedCosts says how much of a ranking is assumption.
func assumedCosts(shown []screen.Option) string {
	rests := func(what string) int {
		n := 0
		for i := range shown {
			if slices.Contains(shown[i].Assumed, what) {
				n++
			}
		}
		return n
	}
	return fmt.Sprintf("Of the %s shown, %d publish no operating cost and %d no capital cost: their rank rests on the class of their kind (table classes). Lead times are assumed of all that do not run yet.", count(len(shown), "option"), rests("opex"), rests("capex"))
}

// screenFeed shows what plants could take and need.
func screenFeed(p *page, shown []screen.Option) {
	t := table.New(table.Number("#"), table.Wrapped("Plant"), table.Number("Mined at its place (t)"), table.Number("Mined outside the adversary (t)"), table.Number("Power (MWh/y)"), table.Wrapped("Plants of the mineral there"))
	rows := 0
	for i := range shown {
		if f := shown[i].Feed; f != nil {
			rows++
			t.Row(strconv.Itoa(i+1), nameOf(&shown[i]), table.Tonnes(f.Here), table.Tonnes(f.Outside), number(f.Power), strings.Join(f.Plants, ", "))
		}
	}
	if rows > 0 {
		p.title("What the plants could take, and what they need")
		p.table(t)
		p.line("")
	}
}

// groupTitle is a group in a sentence.
func groupTitle(group, against string) string {
	switch group {
	case screen.Groups[1]:
		return "Nothing is at risk that they would mend, should " + against + " stop exporting for a year"
	case screen.Groups[2]:
		return "Owned by " + against
	case screen.Groups[3]:
		return "Potentials: what statistics say could be had, and nobody has a project for"
	}
	return "Somebody could start these"
}

func screenTable(p *page, shown []screen.Option, from int) {
	t := table.New(table.Number("#"), table.Wrapped("Option"), table.Text("Where"), table.Number("Output (t/y)"), table.Number("USD/kg"), table.Number("of price (%)"),
		table.Number("Months, median–90%"), table.Number("Net imports closed (%)"), table.Number("Risk per public USD"), table.Wrapped("In the way"))
	for i := range shown {
		o := &shown[i]
		t.Row(strconv.Itoa(from+i+1), nameOf(o), where(o), number(o.Output), number(o.Cost), opt(o.CostShare, table.Percent), months(o), opt(o.Closes, table.Percent), perDollar(o), strings.Join(o.Obstacles, ", "))
	}
	p.table(t)
}

// nameOf is an option's name with its mineral.
func nameOf(o *screen.Option) string {
	mineral := strings.ReplaceAll(o.Mineral, "_", " ")
	if strings.Contains(strings.ToLower(o.Name), mineral) {
		return o.Name
	}
	return o.Name + ": " + mineral
}

// perDollar is risk per public dollar, with what the dollars are.
func perDollar(o *screen.Option) string {
	if o.Risk == nil {
		return table.Unknown
	}
	return table.Tonnes(*o.Risk) + map[string]string{"committed": " c", "disbursed": " d"}[o.PublicBasis]
}

func screenNotes(p *page, shown []screen.Option) {
	p.title("What they rest on")
	for i := range shown {
		o := &shown[i]
		text := fmt.Sprintf("%s [%s, %s]: %s", o.ID, o.Kind, o.Status, noteOn(o))
		if len(o.Notes) > 0 {
			text += ". " + strings.Join(o.Notes, "; ")
		}
		p.field(strconv.Itoa(i+1), text)
	}
	p.line("")
}

// screenMissing says what is not ranked, and why: projects by name, old sites by
// their number.
func screenMissing(p *page, out *screenOut) {
	var named []string
	for i := out.Ranked; i < len(out.Options); i++ {
		if o := &out.Options[i]; o.AsOf != "" {
			named = append(named, fmt.Sprintf("%s (%s)", nameOf(o), strings.Join(o.Unknown, ", ")))
		}
	}
	if len(named) > 0 {
		p.text("Projects that cannot be ranked, with what is not known: %s.", strings.Join(named, "; "))
	}
	why := map[string]int{}
	for _, o := range out.Options[min(out.Ranked, len(out.Options)):] {
		why[strings.Join(o.Unknown, ", ")]++
	}
	for _, w := range slices.Sorted(maps.Keys(why)) {
		p.text("Not ranked, %s: %s unknown.", count(why[w], "option"), w)
	}
	if len(out.Running) > 0 {
		p.text("Won already, and left out (--running): %s.", strings.Join(out.Running, "; "))
	}
	for _, l := range slices.Sorted(maps.Keys(out.Left)) {
		p.text("Left out, %s: %s.", count(out.Left[l], "option"), l)
	}
	for _, m := range out.Missing {
		p.text("Missing: %s: %s.", m.Mineral, strings.TrimSuffix(m.Why, "."))
	}
}

func number(n *screen.Number) string {
	if n == nil {
		return table.Unknown
	}
	return table.Tonnes(n.Value)
}

func months(o *screen.Option) string {
	if o.Median == nil || o.Late == nil {
		return table.Unknown
	}
	return fmt.Sprintf("%d–%d", *o.Median, *o.Late)
}

// screenCSV prints one row per option; a blank is unknown.
func (s *session) screenCSV(out *screenOut) error {
	s.progress.Done()
	w := csv.NewWriter(s.stdout)
	rows := [][]string{strings.Split("rank,kind,id,name,mineral,form,place,owner,status,status_as_of,output_t_per_y,cost_usd_per_kg,cost_low_usd_per_kg,cost_high_usd_per_kg,price_usd_per_kg,months_median,months_90pct,net_imports_closed,risk_per_public_usd,public_cost_usd,letter_of_interest_usd,committed_usd,disbursed_usd,ease,obstacles,rests_on_assumptions,unknown,cite", ",")}
	for i := range out.Options {
		rank := ""
		if i < out.Ranked {
			rank = strconv.Itoa(i + 1)
		}
		rows = append(rows, append([]string{rank}, screenCells(&out.Options[i])...))
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

func screenCells(o *screen.Option) []string {
	num := func(v *float64) string {
		if v == nil {
			return ""
		}
		return strconv.FormatFloat(*v, 'g', 8, 64)
	}
	whole := func(v *int) string {
		if v == nil {
			return ""
		}
		return strconv.Itoa(*v)
	}
	var t, cost, low, high *float64
	if o.Output != nil {
		t = &o.Output.Value
	}
	if o.Cost != nil {
		cost, low, high = &o.Cost.Value, &o.Cost.Low, &o.Cost.High
	}
	return []string{o.Kind, o.ID, o.Name, o.Mineral, o.Form, string(o.Place), string(o.Owner), o.Status, o.AsOf, num(t), num(cost), num(low), num(high), num(o.Price),
		whole(o.Median), whole(o.Late), num(o.Closes), num(o.Risk), num(o.PublicCost), num(o.Public.Letter), num(o.Public.Committed), num(o.Public.Disbursed), num(o.Ease),
		strings.Join(o.Obstacles, ";"), strings.Join(o.Assumed, ";"), strings.Join(o.Unknown, ";"), o.Cite}
}
