package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"adit"
	"adit/atlas"
	"adit/internal/table"
	"adit/ledger"
	"adit/ledger/trace"
)

type traceFlags struct {
	element string
	forward bool
	events  bool
}

func ledgerTrace(s *session) *cobra.Command {
	var f traceFlags
	cmd := &cobra.Command{
		Use:   "trace LOT",
		Short: "where a lot is from, or where it went",
		Long: `Follows a lot back to the sites where it came out of the ground, or with --forward to the lots that
hold it now. Shares are those of even mixing; “at least” and “at most” hold however it mixed.`,
		Example: "  adit ledger trace lot-7 --ledger tin\n  adit ledger trace lot-1 --forward --element Sn",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			src, _, err := s.readLedger(cmd.Context(), folder(cmd))
			if err != nil {
				return err
			}
			g := s.graph(src)
			if f.forward {
				return s.traceForward(g, args[0], f)
			}
			return s.traceBack(src.Book, g, args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.element, "element", "", "follow this `ELEMENT` (default: the lot's main one)")
	cmd.Flags().BoolVar(&f.forward, "forward", false, "where it went")
	cmd.Flags().BoolVar(&f.events, "events", false, "list the events that the answer rests on")
	return cmd
}

// percents prints a share, or bounds of one, in percent.
func percents(x float64) string { return fmt.Sprintf("%.1f", 100*x) }

// traceOut is a trace, and the countries that it leads to.
type traceOut struct {
	*trace.Backward
	Countries []fromCountry `json:"countries"`         // "" where none was declared; the largest first
	Mineral   string        `json:"mineral,omitempty"` // in the atlas: “adit exposure MINERAL”
}

func (s *session) traceBack(book *ledger.Book, g *trace.Graph, lot string, f traceFlags) error {
	b, err := g.Back(ledger.LotID(lot), ledger.Element(f.element))
	if err != nil {
		return err
	}
	out := traceOut{Backward: b}
	if out.Countries, err = countriesOf(book, g, b, s.now()); err != nil {
		return err
	}
	a, err := s.atlas()
	if err != nil {
		return err
	}
	out.Mineral = mineralOf(a, b.Element)
	events := b.Events
	if !f.events {
		b.Events = nil
	}
	return s.answer(out, func(p *page) {
		p.title("%s: %.6g kg of %s, %s back, %s, %s", b.Lot, b.Kg, b.Element, count(b.Stages, "step"), count(b.Lots, "lot"), count(len(events), "event"))
		t := table.New(table.Wrapped("From"), table.Number("kg"), table.Number("Evenly mixed (%)"), table.Number("At least (%)"), table.Number("At most (%)"))
		for _, o := range b.Origins {
			t.Row(string(o.Site), fmt.Sprintf("%.6g", o.Kg), percents(float64(o.Share)), percents(float64(o.Low)), percents(float64(o.High)))
		}
		p.table(t)
		p.text("By country: %s.", strings.Join(byCountry(out.Countries, b.Kg), ", "))
		if out.Mineral != "" {
			p.text("What depends on them: adit exposure %s.", out.Mineral)
		}
		switch {
		case b.Claimed == 1:
			p.text("It claims to be %s.", b.Account)
		case b.Claimed > 0:
			p.text("It claims to be %s for %s %% of its content.", b.Account, percents(float64(b.Claimed)))
		}
		if b.Lost > 0 {
			p.text("%s %% came out of steps beyond what went in, within measurement: of no known origin.", percents(float64(b.Lost)))
		}
		if !b.Exact {
			p.text(outerBounds)
		}
		listEvents(p, b.Events)
	})
}

// countriesOf says how much of a lot is from which country, by where the sites
// of its origin are declared to be.
func countriesOf(book *ledger.Book, g *trace.Graph, b *trace.Backward, now time.Time) ([]fromCountry, error) {
	pool, err := g.Pool([]ledger.LotID{b.Lot}, b.Element)
	if err != nil {
		return nil, err
	}
	place := func(site ledger.SiteID) adit.PlaceID {
		f, _ := book.Facility(site, now)
		return f.Place.Country
	}
	seen := map[adit.PlaceID]bool{}
	for _, site := range pool.Sites() {
		seen[place(site)] = true
	}
	all := []fromCountry{}
	for _, country := range slices.Sorted(maps.Keys(seen)) {
		all = append(all, fromCountry{country, pool.From(func(site ledger.SiteID) bool { return place(site) == country })})
	}
	slices.SortStableFunc(all, func(x, y fromCountry) int { return cmp.Compare(y.Kg, x.Kg) })
	return all, nil
}

func byCountry(countries []fromCountry, whole float64) []string {
	out := make([]string, len(countries))
	for i, c := range countries {
		out[i] = cmp.Or(string(c.Country), "unknown") + " " + partOf(c.Part, whole) + " %"
	}
	return out
}

// mineralOf is what the atlas calls an element, or "".
func mineralOf(a *atlas.Atlas, e ledger.Element) string {
	for r := range a.Rows("minerals") {
		if r.Get("symbol") == string(e) {
			return r.Get("mineral")
		}
	}
	return ""
}

const outerBounds = "So many lots take part that the bounds are outer ones: they hold, and may be wider than need be."

func (s *session) traceForward(g *trace.Graph, lot string, f traceFlags) error {
	b, err := g.Forward(ledger.LotID(lot), ledger.Element(f.element))
	if err != nil {
		return err
	}
	if !f.events {
		b.Events = nil
	}
	return s.answer(b, func(p *page) {
		p.title("%s: %.6g kg of %s, now in %s; %.6g kg came out of no step", b.Lot, b.Kg, b.Element, count(len(b.Holdings), "lot"), b.LostKg)
		t := table.New(table.Wrapped("Lot"), table.Wrapped("At"), table.Wrapped("Held by"), table.Number("kg of it"), table.Number("Share of the lot (%)"), table.Number("At least (%)"), table.Number("At most (%)"))
		for _, h := range b.Holdings {
			t.Row(string(h.Lot), string(h.Site), string(h.Holder), fmt.Sprintf("%.6g", h.Kg), percents(float64(h.Share)), percents(float64(h.Low)), percents(float64(h.High)))
		}
		p.table(t)
		if !b.Exact {
			p.text(outerBounds)
		}
		listEvents(p, b.Events)
	})
}

func listEvents(p *page, events []ledger.EventID) {
	if len(events) == 0 {
		return
	}
	p.line("")
	p.title("Events")
	for _, id := range events {
		p.line("%s", id)
	}
}
