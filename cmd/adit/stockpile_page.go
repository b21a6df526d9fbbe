package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"adit/internal/table"
	"adit/stockpile"
)

// sizingPage shows the stocks to hold, how the shortage comes, and what the
// size rests on.
func sizingPage(p *page, v view, out *stockpileOut) {
	p.title("%s: what to hold for %s without %s", v.atlas.PlaceName(v.country), count(out.Years, "year"), out.Against)
	t := table.New(table.Wrapped("Material"), table.Number("Use (t/y)"), table.Number("relied upon (%)"), table.Number("Short (t)"), table.Text("Hold as"), table.Number("t"), table.Number("band"),
		table.Number("Days of use"), table.Number("Cost (M USD)"), table.Text("Lost"))
	enough, parts := 0, 0
	for i := range out.Materials {
		m := &out.Materials[i]
		switch {
		case len(m.Hold) == 0:
			enough++
			continue
		case m.PartOf != "":
			parts++
			continue
		}
		name, use, share, short := materialName(m), table.Tonnes(m.Use), table.Percent(m.Supply.Share), table.Tonnes(m.Short.Value)
		for _, h := range m.Hold {
			t.Row(name, use, share, short, h.Form, table.Tonnes(h.Tonnes.Value), table.Interval(h.Tonnes.Low, h.Tonnes.High, table.Tonnes), table.Tonnes(h.Days), millionUSD(h.Cost), madeShortBy(m, h))
			name, use, share, short = "", "", "", ""
		}
	}
	p.table(t)
	p.line("")
	if enough > 0 {
		p.text("Nothing to hold of %s: what is relied upon covers defence and essential use.", count(enough, "further form"))
	}
	if parts > 0 {
		p.text("Not shown, and not added: %s whose tonnes are part of another mineral's (--json).", count(parts, "form"))
	}
	p.text("In all %s M USD at prices of %d. A form is held where what is short arrives in it; where plants at home lack their feed, the feed is held, and they work on.", table.Tonnes(out.Cost/1e6), int(v.year))
	if len(out.Unpriced) > 0 {
		p.text("Without a price, and not in the sum: %s.", strings.Join(out.Unpriced, ", "))
	}
	p.line("")
	stockpileYears(p, out)
	stockpileBasis(p, v, out)
}

// materialName is a mineral and the form that is used.
func materialName(m *stockpile.Material) string {
	return strings.ReplaceAll(m.Mineral, "_", " ") + ", " + m.Form
}

// madeShortBy says in a word why a form is held.
func madeShortBy(m *stockpile.Material, h stockpile.Stock) string {
	if h.Form == m.Form {
		return "imports"
	}
	return "feed"
}

func millionUSD(usd *float64) string {
	if usd == nil {
		return table.Unknown
	}
	return table.Tonnes(*usd / 1e6)
}

// stockpileYears shows what is short by year.
func stockpileYears(p *page, out *stockpileOut) {
	columns := []table.Column{table.Text("Short, defence + essential (t)")}
	for n := range out.Years {
		columns = append(columns, table.Number(fmt.Sprintf("year %d", n+1)))
	}
	t := table.New(append(columns, table.Number("Commercial stocks (t)"))...)
	for _, m := range out.Materials {
		if len(m.Hold) == 0 || m.PartOf != "" {
			continue
		}
		row := []string{materialName(&m)}
		for _, y := range m.Years {
			row = append(row, table.Tonnes(y.Defence)+" + "+table.Tonnes(y.Essential))
		}
		held := table.Unknown
		if m.Held != nil {
			held = table.Tonnes(*m.Held)
		}
		t.Row(append(row, held)...)
	}
	p.table(t)
	p.line("")
}

// stockpileBasis says what the size rests on, and what nobody publishes.
func stockpileBasis(p *page, v view, out *stockpileOut) {
	p.text("Defence is taken as %s of use and goes first; of the rest %s cannot be done without. Both are assumptions (adit why adit:assumptions:stockpile-defence-share): defence's use by mineral is not public. Own output and scrap go on as in %d, without growth; plants lack what their suppliers do not send.", table.Percent(out.Defence)+"%", table.Percent(out.Essential)+"%", int(v.year))
	p.text("Suppliers are relied upon by table reliability, which is judgement (--reliability COUNTRY=SHARE): %s. The band is all of them at the ends of theirs.", strings.Join(trusts(out), "; "))
	if v.country == "USA" {
		p.text("What the government holds of each material is not public since 2023 and not subtracted: the tonnes to hold include it. Commercial stocks are drawn first where they are reported; unknown is not none.")
	} else {
		p.text("What the government holds is not known here and not subtracted: the tonnes to hold include it. Commercial stocks are reported for the United States alone.")
	}
	for _, m := range out.Missing {
		p.text("Missing: %s: %s.", m.Mineral, strings.TrimSuffix(m.Why, "."))
	}
	p.replaced(out.Asked)
}

// trusts lists suppliers by why they are relied upon, the most relied upon first.
func trusts(out *stockpileOut) []string {
	places, value := map[string][]string{}, map[string]float64{}
	for _, t := range out.Reliability {
		places[t.Why], value[t.Why] = append(places[t.Why], string(t.Place)), t.Band.Value
	}
	why := slices.Sorted(maps.Keys(places))
	slices.SortStableFunc(why, func(x, y string) int { return cmp.Compare(value[y], value[x]) })
	var all []string
	for _, w := range why {
		all = append(all, fmt.Sprintf("%s %.2g (%s)", w, value[w], strings.Join(places[w], " ")))
	}
	return all
}
