package main

import (
	"context"
	"fmt"

	"adit"
	"adit/atlas"
	"adit/internal/table"
	"adit/world"
)

// quantityOut is an explanation in JSON.
type quantityOut struct {
	Subject string        `json:"quantity"`
	Tonnes  adit.Tonnes   `json:"t"`
	Low     *float64      `json:"low_t"`
	High    *float64      `json:"high_t"`
	Basis   adit.Basis    `json:"basis,omitempty"`
	Rule    string        `json:"rule"`
	Moved   *moveOut      `json:"moved"`
	Figures []figureOut   `json:"figures"`
	Parts   []quantityRow `json:"parts"`
	Asked   parameters    `json:"asked"`
	Sources []sourceRow   `json:"sources"`
}

type moveOut struct {
	From   adit.Tonnes `json:"observed_t"`
	Forced string      `json:"forced_by"`
}

type quantityRow struct {
	ID     string      `json:"id"`
	How    string      `json:"how"`
	Tonnes adit.Tonnes `json:"t"`
	Basis  adit.Basis  `json:"basis"`
}

// whyQuantity explains a flow, an output or a supply of a network: it makes the
// network again and walks back to the figures.
func whyQuantity(ctx context.Context, s *session, a *atlas.Atlas, id string) error {
	mineral, _ := world.IsQuantity(id)
	solver, err := s.solver()
	if err != nil {
		return err
	}
	year := s.yearOf(a)
	n, err := world.New(a, year).Build(ctx, mineral, solver)
	if err != nil {
		return err
	}
	e, err := n.Explain(id)
	if err != nil {
		return err
	}
	out := quantityOut{Subject: e.Subject, Tonnes: e.Tonnes, Basis: e.Observed.Basis, Rule: e.Rule, Figures: []figureOut{}, Parts: []quantityRow{},
		Asked: parameters{Figure: id, Year: int(year), Set: s.set}}
	if low, high := e.Observed.Interval(e.Tonnes); low < high {
		out.Low, out.High = finite(float64(low)), finite(float64(high))
	}
	if e.Move != nil {
		out.Moved = &moveOut{e.Move.From, e.Move.Forced}
	}
	for _, p := range e.Parts {
		out.Parts = append(out.Parts, quantityRow{p.ID, p.How, p.Tonnes, p.Basis})
	}
	var ids []string
	for _, f := range e.Figures {
		found, err := a.Find(f)
		if err != nil {
			return fmt.Errorf("%s rests on %w", id, err)
		}
		out.Figures = append(out.Figures, figureJSON(found.Figure(), found.Row))
		ids = append(ids, found.Row.Get("source"))
	}
	out.Sources = sources(a, ids)
	return s.answer(out, func(p *page) { quantityPage(p, out) })
}

func quantityPage(p *page, q quantityOut) {
	p.title("%s in %d", q.Subject, q.Asked.Year)
	p.line("")
	p.field("tonnes", table.Tonnes(float64(q.Tonnes)))
	if q.Low != nil && q.High != nil {
		p.field("between", table.Interval(*q.Low, *q.High, table.Tonnes))
	}
	if q.Basis != "" {
		p.field("basis", string(q.Basis))
	}
	p.field("rule", q.Rule)
	if q.Moved != nil {
		p.field("reconciled", fmt.Sprintf("observed %s t; moved by the balance of %s", table.Tonnes(float64(q.Moved.From)), q.Moved.Forced))
	}
	for _, f := range q.Figures {
		value := "unknown"
		if f.Value != nil {
			value = table.Tonnes(*f.Value)
		}
		p.field("figure", fmt.Sprintf("%s %s, %d, %s", value, f.Unit, f.Year, f.Basis))
		p.field("", f.ID)
		if f.Note != "" {
			p.field("", f.Note)
		}
	}
	for _, r := range q.Sources {
		p.field("source", fmt.Sprintf("%s (%s, %s), %s; sha256 %.12s…", r.Title, r.Publisher, r.ID, r.Licence, r.SHA256))
	}
	if len(q.Parts) > 0 {
		p.line("")
		t := table.New(table.Text("Part"), table.Text("How"), table.Number("t"), table.Text("Basis"))
		for _, r := range q.Parts {
			t.Row(r.ID, r.How, table.Tonnes(float64(r.Tonnes)), string(r.Basis))
		}
		p.table(t)
	}
	p.line("")
	p.text("Any figure: adit why ID. Each part: adit why \"PART\".")
	p.replaced(q.Asked)
}
