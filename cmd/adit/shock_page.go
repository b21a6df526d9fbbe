package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"

	"adit"
	"adit/internal/table"
	"adit/shock"
	"adit/stress"
)

// shockPage tells a shock on minerals of the atlas.
func shockPage(p *page, v view, st *stress.Study, run *asked, out *shockOut) {
	p.title("%s, %s: %s; %s", mineralNames(v, st.Minerals), v.atlas.PlaceName(v.country), run.scenario.Name, duration(run.scenario))
	for _, line := range out.Summary {
		p.text("%s", line)
	}
	for _, view := range out.Views {
		p.line("")
		viewPage(p, v.atlas.PlaceName, view)
	}
	p.line("")
	costPage(p, out)
	if len(out.Tornado) > 0 {
		p.line("")
		tornadoPage(p, out.Tornado)
	}
	p.line("")
	p.text("Stocks: %s. Foresight: %s.", out.StockRule, run.scenario.Foresight)
	for _, n := range out.Notes {
		p.text("Note: %s.", strings.TrimSuffix(n, "."))
	}
	p.text("Prices of forms, elasticities and other inputs with their sources: --json; each figure: adit why ID. Equations: docs/math/shock.md.")
	p.replaced(out.Asked)
}

// shockFilePage tells a shock on a network file.
func shockFilePage(p *page, net *adit.Network, scenario *adit.Scenario, out *shockOut) {
	p.title("%s: %s; %s", net.Name, scenario.Name, duration(scenario))
	p.text("Value served less costs: %s USD, undisturbed %s USD.", table.Tonnes(out.Objective), table.Tonnes(out.Baseline.Objective))
	for _, view := range out.Views {
		p.line("")
		viewPage(p, func(id adit.PlaceID) string { return string(id) }, view)
	}
	if len(out.Unlimited) > 0 {
		p.line("")
		p.text("Without a limit, and so able to make up for any loss: %s.", strings.Join(out.Unlimited, ", "))
	}
	p.line("")
	p.text("Stocks: %s.", out.StockRule)
}

func mineralNames(v view, minerals []string) string {
	var all []string
	for _, m := range minerals {
		all = append(all, v.atlas.MineralName(m))
	}
	return strings.Join(all, ", ")
}

func duration(s *adit.Scenario) string {
	unit := map[adit.Period]string{adit.Monthly: "month", adit.Quarterly: "quarter", adit.Yearly: "year"}[s.Period]
	return fmt.Sprintf("%s from %s", count(s.Periods, unit), s.Start)
}

// viewPage is one mineral at one place.
func viewPage(p *page, place func(adit.PlaceID) string, v *shock.View) {
	p.title("%s in %s", v.Material, place(v.Place))
	spark(p, "price", v, func(m shock.Moment) *float64 { return m.Ratio }, ratio, "times the undisturbed price, log scale")
	if v.StockDays > 0 {
		spark(p, "stock", v, func(m shock.Moment) *float64 { return &m.Stock }, table.Tonnes, "t at the place")
	}
	columns := []table.Column{table.Text("Period"), table.Number("Price (USD/t)"), table.Number("× undisturbed"), table.Number("× world")}
	if v.Watch != "" {
		columns = append(columns, table.Number("× "+place(v.Watch)))
	}
	t := table.New(append(columns, table.Number("Wanted (t)"), table.Number("Served (%)"), table.Number("Stock (t)"))...)
	for _, m := range few(v.Periods) {
		served := math.NaN()
		if m.Wanted > 0 {
			served = m.Served / m.Wanted
		}
		cells := []string{m.Period, opt(m.Price, table.Tonnes), opt(m.Ratio, ratio), opt(m.World, ratio)}
		if v.Watch != "" {
			cells = append(cells, opt(m.Watch, ratio))
		}
		t.Row(append(cells, table.Tonnes(m.Wanted), table.Percent(served), table.Tonnes(m.Stock))...)
	}
	p.table(t)
	shortPage(p, v, place)
}

// few picks the periods of a long run that a page shows: the first year whole,
// then every third. --csv and --json have them all.
func few(all []shock.Moment) []shock.Moment {
	if len(all) <= 24 {
		return all
	}
	var out []shock.Moment
	for i, m := range all {
		if i < 12 || i%3 == 2 || i == len(all)-1 {
			out = append(out, m)
		}
	}
	return out
}

func opt(v *float64, print func(float64) string) string {
	if v == nil {
		return "–"
	}
	return print(*v)
}

func ratio(v float64) string {
	if v >= 9.995 {
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// shortPage tells who goes short, who gains, and what is rerouted.
func shortPage(p *page, v *shock.View, place func(adit.PlaceID) string) {
	if len(v.Uses) > 1 {
		p.line("")
		t := table.New(table.Wrapped("End use"), table.Number("Wanted (t)"), table.Number("Unmet (t)"), table.Number("Unmet (%)"))
		for _, u := range v.Uses {
			_, name, _ := strings.Cut(u.ID, ": ")
			t.Row(name, table.Tonnes(u.Wanted), table.Tonnes(u.Unmet), table.Percent(u.Share))
		}
		p.table(t)
	}
	p.line("")
	t := table.New(table.Text("Goes short"), table.Number("Unmet (t)"), table.Number("Unmet (%)"), table.Text("Makers in"), table.Number("Earned (M USD)"), table.Number("undisturbed"))
	gains := sides(v.Sales)
	const rows = 6
	for i := range min(rows, max(len(v.Places), len(gains))) {
		cells := []string{"", "", "", "", "", ""}
		if i < len(v.Places) && v.Places[i].Unmet > 0 {
			s := v.Places[i]
			copy(cells, []string{place(adit.PlaceID(s.ID)), table.Tonnes(s.Unmet), table.Percent(s.Share)})
		}
		if i < len(gains) {
			copy(cells[3:], []string{place(gains[i].Place), table.Tonnes(gains[i].Shocked / 1e6), table.Tonnes(gains[i].Baseline / 1e6)})
		}
		if strings.Join(cells, "") != "" {
			t.Row(cells...)
		}
	}
	p.table(t)
	reroutedPage(p, v)
}

// sides are the three makers who gain most and the three who lose most.
func sides(all []shock.Sale) []shock.Sale {
	if len(all) <= 6 {
		return all
	}
	return append(append([]shock.Sale(nil), all[:3]...), all[len(all)-3:]...)
}

func reroutedPage(p *page, v *shock.View) {
	if len(v.Rerouted) == 0 {
		return
	}
	p.line("")
	t := table.New(table.Text("Trade that changes most"), table.Number("Over the run (t)"), table.Number("undisturbed"))
	for _, r := range v.Rerouted[:min(6, len(v.Rerouted))] {
		t.Row(r.Lane, table.Tonnes(r.Shocked), table.Tonnes(r.Baseline))
	}
	p.table(t)
}

// bars are the eight heights of a sparkline.
var bars = []rune("▁▂▃▄▅▆▇█")

// spark draws a row of bars, a period each, and says what the ends of the scale
// are. Ratios are drawn by their logarithm. What moves by less than is printed
// does not move.
func spark(p *page, name string, v *shock.View, of func(shock.Moment) *float64, print func(float64) string, unit string) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, m := range v.Periods {
		if x := of(m); x != nil {
			low, high = math.Min(low, *x), math.Max(high, *x)
		}
	}
	if low > high {
		return
	}
	scale := func(x float64) float64 { return x }
	if strings.Contains(unit, "log") && low > 0 {
		scale = math.Log
	}
	var b strings.Builder
	for _, m := range v.Periods {
		x := of(m)
		if x == nil {
			b.WriteRune(' ')
			continue
		}
		at := 0.0
		if print(high) != print(low) {
			at = (scale(*x) - scale(low)) / (scale(high) - scale(low))
		}
		b.WriteRune(bars[min(len(bars)-1, int(at*float64(len(bars))))])
	}
	p.text("%-6s %s  %s–%s %s", name, b.String(), print(low), print(high), unit)
}

// costPage tells the industries that lose most.
func costPage(p *page, out *shockOut) {
	c := out.Cost
	if len(c.Industries) == 0 {
		return
	}
	p.title("Value added lost in %s over the run, by industry (USD of %d)", c.Of, c.PriceYear)
	t := table.New(table.Text("Code"), table.Wrapped("Industry"), table.Number("Direct (M USD)"), table.Number("Total (M USD)"))
	for _, i := range c.Industries[:min(8, len(c.Industries))] {
		total := table.Unknown
		if c.Status == "direct and total" {
			total = table.Tonnes(i.Total / 1e6)
		}
		t.Row(i.Code, i.Name, table.Tonnes(i.Direct/1e6), total)
	}
	p.table(t)
}

func tornadoPage(p *page, all []stress.Bar) {
	p.title("Which inputs matter: each at the low and at the high end of its band")
	t := table.New(table.Text("Input"), table.Number("Band"), table.Number("Highest price (×)"), table.Number("Unmet (%)"), table.Number("Cost (M USD)"))
	for _, b := range all {
		t.Row(b.Name, short(b.LowValue)+" … "+short(b.HighValue), ratio(b.Low.PeakPrice)+" … "+ratio(b.High.PeakPrice),
			table.Percent(b.Low.UnmetShare)+" … "+table.Percent(b.High.UnmetShare), table.Tonnes(b.Low.CostUSD/1e6)+" … "+table.Tonnes(b.High.CostUSD/1e6))
	}
	p.table(t)
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }

// shockCSV prints the periods of all views, one row each.
func (s *session) shockCSV(out *shockOut) error {
	s.progress.Done()
	w := csv.NewWriter(s.stdout)
	w.Write([]string{"material", "place", "period", "price_usd_per_t", "price_ratio", "world_price_ratio", "watch_price_ratio", "wanted_t", "served_t", "stock_t"})
	for _, v := range out.Views {
		for _, m := range v.Periods {
			w.Write([]string{string(v.Material), string(v.Place), m.Period, blank(m.Price), blank(m.Ratio), blank(m.World), blank(m.Watch), full(m.Wanted), full(m.Served), full(m.Stock)})
		}
	}
	w.Flush()
	return w.Error()
}

func full(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func blank(v *float64) string {
	if v == nil {
		return ""
	}
	return full(*v)
}
