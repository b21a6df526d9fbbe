package main

import (
	"context"
	"fmt"
	"strings"

	"adit"
	"adit/internal/table"
	"adit/tariff"
)

// tariffOut is the answer in JSON.
type tariffOut struct {
	Mineral string         `json:"mineral"`
	From    []adit.PlaceID `json:"from"`
	Rate    float64        `json:"rate"`
	*tariff.Answer
	Parameters parameters  `json:"parameters"`
	Sources    []sourceRow `json:"sources"`
}

func (s *session) tariff(ctx context.Context, f policyFlags) error {
	v, err := s.view()
	if err != nil {
		return err
	}
	q := tariff.Question{Country: v.country, From: v.against, Year: v.year}
	if q.Mineral, err = v.atlas.Minerals().Find(f.tariff); err != nil {
		return err
	}
	if f.from != "" {
		if q.From, err = lens(v.atlas, f.from, v.year); err != nil {
			return err
		}
	}
	rate, err := percentOf("rate", f.rate, f.rate)
	if err != nil {
		return err
	}
	if rate < 0 || rate > 100 {
		return wrong("--rate %s: from 0%% to 10000%%", f.rate)
	}
	q.Rate = adit.Share(rate)
	solver, err := s.solver()
	if err != nil {
		return err
	}
	stop := s.waiting("running a tariff on " + q.Mineral)
	answer, err := tariff.Run(ctx, v.atlas, solver, q)
	stop()
	if err != nil {
		return lacking(err)
	}
	out := &tariffOut{Mineral: q.Mineral, From: q.From, Rate: rate, Answer: answer, Parameters: s.seen(v), Sources: sources(v.atlas, answer.Sources)}
	return s.answer(out, func(p *page) { tariffPage(p, v, out) })
}

func tariffPage(p *page, v view, out *tariffOut) {
	from, home := placeNames(v, out.From), v.atlas.PlaceName(v.country)
	p.title("A tariff of %g%% by %s on %s from %s: %s", 100*out.Rate, home, v.atlas.MineralName(out.Mineral), from, out.Verdict)
	p.text("%s.", out.Why)
	p.line("")
	p.field("comes from", fmt.Sprintf("there directly: %s%% of imports; by look-through mined there %s%%, processed there %s%% of supply", table.Percent(out.Face), table.Percent(out.Mined.Share), table.Percent(out.Made.Share)))
	for _, l := range out.NMinus1 {
		p.field("N−1", fmt.Sprintf("without %s for everyone %s%% of the need is lost if others share alike, %s%% if %s is served first", v.atlas.PlaceName(l.Place), table.Percent(l.Shared), table.Percent(l.ServedFirst), home))
	}
	p.line("")
	t := table.New(table.Text("Form"), table.Text("Run of a year"), table.Number("Need met (%)"), table.Number("least–most"), table.Number("Price, mean (×)"), table.Number("least–most"), table.Number("highest (×)"))
	effectRows(t, "no direct trade", out.Cut)
	effectRows(t, "tariff", out.Tariff)
	p.table(t)
	p.line("")
	p.title("Who pays")
	if len(out.Lanes) == 0 {
		p.text("Nothing comes directly from there: no tariff is paid.")
	} else {
		lanesPage(p, out.Lanes)
	}
	p.field("buyers", fmt.Sprintf("pay %s M USD more in the year for what still comes from abroad (%s to %s), the tariff that is collected included", table.Tonnes(out.Transfer.Value/1e6), table.Tonnes(out.Transfer.Low/1e6), table.Tonnes(out.Transfer.High/1e6)))
	p.field("industries", fmt.Sprintf("lose %s M USD of value added for want of it (%s to %s); %s", table.Tonnes(out.Lost.Value/1e6), table.Tonnes(out.Lost.Low/1e6), table.Tonnes(out.Lost.High/1e6), out.CostIs))
	for _, n := range out.Notes {
		p.text("%s.", strings.TrimSuffix(n, "."))
	}
	p.text("Ranges are of runs in which users and makers react much and hardly. Buyers bear what the form gets dearer in %s, sellers what it gets cheaper where it comes from, in per cent of the tariff; the two add up to 100 where trade goes on at the same cost. Goods that come through third countries pay nothing here.", home)
	p.replaced(out.Parameters)
}

func effectRows(t *table.Table, run string, effects []tariff.Effect) {
	for _, e := range effects {
		t.Row(string(e.Material), run, table.Percent(e.Met.Value), table.Percent(e.Met.Low)+"–"+table.Percent(e.Met.High),
			ratio(e.Mean.Value), ratio(e.Mean.Low)+"–"+ratio(e.Mean.High), ratio(e.Peak.Value))
	}
}

func lanesPage(p *page, lanes []tariff.Lane) {
	t := table.New(table.Text("Form"), table.Number("Tariff (USD/t)"), table.Number("Direct (t)"), table.Number("undisturbed"), table.Number("Buyers (%)"), table.Number("Sellers (%)"), table.Number("Collected (M USD)"))
	for _, l := range lanes {
		t.Row(string(l.Material), table.Tonnes(l.TariffT), table.Tonnes(l.After), table.Tonnes(l.Before), opt(l.Buyers, table.Percent), opt(l.Sellers, table.Percent), table.Tonnes(l.Revenue/1e6))
	}
	p.table(t)
	p.line("")
}
