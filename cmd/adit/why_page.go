package main

import (
	"math"
	"strings"

	"adit"
	"adit/atlas"
	"adit/internal/table"
)

// whyPage walks back: the figure, the source, the place in the source, our row.
func whyPage(p *page, a *atlas.Atlas, w whyAnswer, f adit.Figure) {
	p.title("%s", f.ID)
	p.line("")
	field := func(name, text string) {
		if text != "" {
			p.field(name, text)
		}
	}
	field("value", strings.TrimSpace(table.Figure(f, w.Figure.Flag)+" "+f.Unit))
	if f.Low != f.High && (f.Low != 0 || f.High < math.MaxFloat64) {
		field("bounds", bounds(f)+" "+f.Unit)
	}
	if f.Year != 0 {
		field("year", w.Cells["year"])
	}
	field("basis", string(w.Figure.Basis))
	field("published as", w.Figure.Flag)
	field("of", w.Figure.Detail)
	field("note", f.Note)
	field("cited", w.Cells["cite"])
	field("about", topic(a, w))
	field("cited there", w.Cells["cite"])
	p.line("")
	for _, src := range w.Sources {
		if src.ID == w.Figure.Source {
			field("source", src.Title)
			field("publisher", src.Publisher)
			field("edition", src.Edition)
			field("address", src.URL)
			field("licence", src.Licence)
			field("raw file", w.RawFile)
			field("sha256", src.SHA256)
		}
	}
	field("place in it", f.Locator)
	field("adit's table", w.Row+" ("+w.Edition+" edition)")
	whyOthers(p, w)
}

// bounds prints an interval whose ends may be open.
func bounds(f adit.Figure) string {
	switch {
	case f.Low == -math.MaxFloat64:
		return "≤" + table.Tonnes(f.High)
	case f.High == math.MaxFloat64:
		return "≥" + table.Tonnes(f.Low)
	}
	return table.Interval(f.Low, f.High, table.Tonnes)
}

// topic says in words what the figure is about.
func topic(a *atlas.Atlas, w whyAnswer) string {
	var parts []string
	if site := w.Cells["site"]; site != "" {
		parts = append(parts, site)
	}
	if m := w.Cells["mineral"]; m != "" {
		parts = append(parts, a.MineralName(m))
	}
	for _, c := range []string{"form", "stage", "statistic", "project", "agency", "instrument", "state"} {
		if w.Cells[c] != "" {
			parts = append(parts, strings.ReplaceAll(w.Cells[c], "_", " "))
		}
	}
	for _, c := range []string{"code", "place", "exporter", "importer", "partner"} {
		switch {
		case w.Cells[c] == "":
		case c == "code":
			parts = append(parts, "code "+w.Cells[c])
		case c == "importer":
			parts = append(parts, "to "+a.PlaceName(adit.PlaceID(w.Cells[c])))
		case c == "exporter" || c == "partner":
			parts = append(parts, "from "+a.PlaceName(adit.PlaceID(w.Cells[c])))
		default:
			parts = append(parts, a.PlaceName(adit.PlaceID(w.Cells[c])))
		}
	}
	return strings.Join(parts, ", ")
}

// whyOthers shows what lost. Which source wins where is the business of the
// packages that use the tables.
func whyOthers(p *page, w whyAnswer) {
	if len(w.Alternatives) == 0 {
		return
	}
	p.line("")
	p.title("Other sources about the same")
	t := table.New(table.Number("Value"), table.Text("Unit"), table.Text("Basis"), table.Wrapped("Figure"))
	for _, o := range w.Alternatives {
		t.Row(o.text(), o.Unit, string(o.Basis), o.ID)
	}
	p.table(t)
}

// text prints the value of a figure that was read back from its JSON.
func (o figureOut) text() string {
	f := adit.Figure{Low: -math.MaxFloat64, High: math.MaxFloat64, Basis: o.Basis}
	if o.Low != nil {
		f.Low = *o.Low
	}
	if o.High != nil {
		f.High = *o.High
	}
	if o.Value != nil {
		f.Value = *o.Value
	} else if f.Basis.Known() {
		f.Basis = adit.Unknown // an interval: no value of its own
	}
	return table.Figure(f, o.Flag)
}
