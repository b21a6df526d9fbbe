package main

import (
	"strings"

	"adit/brief"
	"adit/internal/table"
)

// firstPage tells what to do first, where it was asked for.
func firstPage(p *page, v view, f *brief.First) {
	if f == nil {
		return
	}
	p.title("What to do first: %s million USD for projects that somebody has, against the worst cut-offs, %d to %d", table.Tonnes(float64(f.Budget)/1e6), f.From, f.By)
	t := table.New(table.Wrapped("Project"), table.Text("Where"), table.Text("Mineral"), table.Number("Output (t/y)"), table.Text("By"), table.Number("Public cost (M USD)"))
	for _, x := range f.Built {
		t.Row(x.Name, string(x.Place), x.Mineral, table.Tonnes(x.Output), x.Instrument, millions(x.Public))
	}
	for _, r := range f.Plan.Stockpile {
		bought := 0.0
		for _, t := range r.Bought {
			bought += t
		}
		if r.Days >= leastDays {
			t.Row("stock of "+r.Material+", bought", r.Place, strings.Split(r.Material, "/")[0], table.Tonnes(bought)+" in all", "stockpile", "")
		}
	}
	p.table(t)
	t = table.New(table.Text("Mineral"), table.Number("Expected unmet, nothing done (t)"), table.Number("With it (t)"))
	for _, c := range f.Closed {
		t.Row(v.atlas.MineralName(c.Mineral), table.Tonnes(c.Nothing), table.Tonnes(c.Unmet))
	}
	p.table(t)
	if len(f.UnderWay) > 0 {
		p.text("Under construction, and counted on: %s.", strings.Join(f.UnderWay, ", "))
	}
	p.text("It rests on assumptions about what may happen, costs, lead times and public money: adit plan tells them, and plans for all minerals.")
	p.line("")
	easyPage(p, f)
}

func easyPage(p *page, f *brief.First) {
	p.title("Easy wins")
	t := table.New(table.Wrapped("Option"), table.Text("Where"), table.Number("Output (t/y)"), table.Number("Of price (%)"), table.Number("Months, median–90%"), table.Number("Net imports closed (%)"))
	for i := range f.Easy {
		o := &f.Easy[i]
		t.Row(o.Name, where(o), number(o.Output), opt(o.CostShare, table.Percent), months(o), opt(o.Closes, table.Percent))
	}
	p.table(t)
	p.text("Order and scale: adit screen all.")
	p.line("")
}
