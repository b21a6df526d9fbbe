package main

import (
	"fmt"
	"strings"

	"adit/atlas"
	"adit/internal/table"
	"adit/minerals"
)

// recordAnswer is the answer to --record in JSON. Years, country and lens mean
// nothing to it: it holds them all.
type recordAnswer struct {
	Parameters parameters         `json:"parameters"`
	Records    []*minerals.Record `json:"records"`
	Sources    []sourceRow        `json:"sources"`
}

func (s *session) mineralsRecord(a *atlas.Atlas, names []string) error {
	answer := recordAnswer{Parameters: parameters{Set: s.set}}
	var ids []string
	for _, name := range names {
		r, err := minerals.RecordOf(a, name)
		if err != nil {
			return err
		}
		answer.Records = append(answer.Records, r)
		ids = append(ids, r.Sources...)
	}
	answer.Sources = sources(a, ids)
	return s.answer(answer, func(p *page) {
		for _, r := range answer.Records {
			recordPage(p, a, r)
		}
		p.replaced(answer.Parameters)
	})
}

// recordPage prints each series as its first and last year: the years between
// are in the JSON.
func recordPage(p *page, a *atlas.Atlas, r *minerals.Record) {
	var nothing []string
	for _, part := range []struct {
		title  string
		series []minerals.Series
	}{{"production", r.Production}, {"prices", r.Prices}, {"stocks", r.Stocks}, {"reserves", r.Reserves}} {
		if len(part.series) > 0 {
			p.title("%s: %s", r.Name, part.title)
			recordSeries(p, a, part.series)
			p.line("")
		} else {
			nothing = append(nothing, part.title)
		}
	}
	recordControls(p, a, r)
	recordSites(p, a, r)
	if len(r.Sites) == 0 {
		nothing = append(nothing, "projects and plants")
	}
	if len(nothing) > 0 {
		p.text("%s: no source in the atlas says anything of %s.", r.Name, strings.Join(nothing, ", "))
	}
}

func recordSeries(p *page, a *atlas.Atlas, all []minerals.Series) {
	t := table.New(table.Text("Place"), table.Wrapped("Of what"), table.Text("From"), table.Number("First"), table.Text("To"), table.Number("Last"), table.Text("Unit"))
	for _, s := range all {
		first, last := s.Points[0], s.Points[len(s.Points)-1]
		t.Row(a.PlaceName(s.Place), strings.Join(strings.Fields(s.Stage+" "+s.Form+" "+s.Detail), " "), first.Time, printed(first), last.Time, printed(last), s.Unit)
	}
	p.table(t)
}

func printed(x minerals.Point) string {
	switch text := table.Published(x.Flag); {
	case x.Value != nil:
		return table.Tonnes(*x.Value)
	case text != "":
		return text
	}
	return table.Unknown
}

func recordControls(p *page, a *atlas.Atlas, r *minerals.Record) {
	if len(r.Controls) == 0 {
		return
	}
	p.title("%s: controls", r.Name)
	t := table.New(table.Text("Id"), table.Text("By"), table.Text("Measure"), table.Text("From"), table.Text("To"), table.Wrapped("Status"))
	for _, c := range r.Controls {
		t.Row(c.ID, a.PlaceName(c.Imposer), c.Kind, c.Start, c.End, c.Status)
	}
	p.table(t)
	p.line("")
}

func recordSites(p *page, a *atlas.Atlas, r *minerals.Record) {
	if len(r.Sites) == 0 {
		return
	}
	p.title("%s: projects and plants", r.Name)
	t := table.New(table.Wrapped("Site"), table.Text("Place"), table.Text("Stage"), table.Text("Status"), table.Number("Capacity (t/y)"))
	for _, s := range r.Sites {
		capacity := table.Unknown
		if s.Capacity != nil {
			capacity = strings.TrimSpace(fmt.Sprintf("%s %s", table.Tonnes(*s.Capacity), s.Of))
		}
		t.Row(s.Name, a.PlaceName(s.Place), s.Stage, s.Status, capacity)
	}
	p.table(t)
	p.line("")
}
