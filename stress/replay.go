package stress

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/backtest"
	"adit/lp"
	"adit/policy"
	"adit/world"
)

// Replay predicts an event of the past from what was known before it: the
// latest year that was counted then, in the editions of then. The measure is run
// with the assumptions that all events share (docs/decisions/0013): nothing is
// fitted to one.
func Replay(ctx context.Context, a *atlas.Atlas, solver lp.Solver, e backtest.Event) (backtest.Path, error) {
	then, err := a.AsOf(e.Start)
	if err != nil {
		return backtest.Path{}, err
	}
	year := world.CountedYear(then)
	if year == 0 {
		return backtest.Path{}, fmt.Errorf("no production that was published before %s is in the atlas", e.Start)
	}
	st, err := Open(ctx, then, solver, Question{Minerals: e.Minerals, Country: "USA", Year: year, Watch: e.Imposer})
	if err != nil {
		return backtest.Path{}, err
	}
	s, notes, err := past(then, e, st.Minerals)
	if err != nil {
		return backtest.Path{}, err
	}
	r, err := st.Run(ctx, s, nil)
	if err != nil {
		return backtest.Path{}, err
	}
	p := st.pathOf(r, e)
	p.Notes, p.Vintage = append(p.Notes, notes...), st.vintages()
	if asksGDP(e) {
		c, err := st.CostOf(ctx, r)
		if err != nil {
			return p, err
		}
		gdp := -math.Max(c.Total, c.Direct) / c.Years
		p.GDP = &gdp
	}
	return p, nil
}

func asksGDP(e backtest.Event) bool {
	return slices.ContainsFunc(e.Checks, func(c backtest.Check) bool { return c.Subject == backtest.GDP })
}

// past is the scenario of an event.
func past(a *atlas.Atlas, e backtest.Event, minerals []string) (*adit.Scenario, []string, error) {
	start, _, err := adit.ParseMonths(e.Start[:len("2024-09")])
	if err != nil {
		return nil, nil, err
	}
	s := &adit.Scenario{Name: e.ID, Start: start, Periods: e.Months(), Period: adit.Monthly, Foresight: adit.NoForesight}
	terms := policy.NewTerms(a, s.Start, s.End())
	trade := policy.Trade{From: []adit.PlaceID{e.Imposer}, To: e.Targets}
	for _, m := range minerals {
		trade.Materials = append(trade.Materials, adit.MaterialID(m+"/"))
	}
	switch e.Control.Kind {
	case backtest.Licence:
		s.Disruptions = append(s.Disruptions, trade.Licence(terms.Licensing.Path()))
	case backtest.Ban:
		s.Disruptions = append(s.Disruptions, trade.Ban(terms.Leakage))
	case backtest.Quota:
		s.Disruptions = append(s.Disruptions, trade.Quota(map[adit.Year]adit.Tonnes{0: adit.Tonnes(e.Control.QuotaT)}))
	}
	if e.BanFrom != "" {
		from, err := monthOf(e.BanFrom)
		if err != nil {
			return nil, nil, err
		}
		ban := policy.Trade{From: trade.From, To: []adit.PlaceID{"USA"}, Materials: trade.Materials}.Ban(terms.Leakage)
		ban.From = max(from, start)
		s.Disruptions = append(s.Disruptions, ban)
	}
	return s, []string{fmt.Sprintf("control as run: %s", e.Control)}, nil
}

// monthOf is the first month most of which follows a day, as controls are read
// (package policy).
func monthOf(day string) (adit.Month, error) {
	first, _, err := adit.ParseMonths(day[:len("2024-09")])
	if day[len("2024-09"):] > "-15" {
		first++
	}
	return first, err
}

// pathOf reads an event's path off a run. Of several forms it is that of the one
// the imposer exports most of.
func (st *Study) pathOf(r *Result, e backtest.Event) backtest.Path {
	form, most := adit.MaterialID(""), -1.0
	for _, m := range st.Models {
		for _, f := range m.World.Forms {
			_, base := r.Exports(f.Material, e.Imposer)
			if t := sumOf(base) * m.Prices[f.Material].Value; t > most && f.Stage != "mine" || form == "" {
				form, most = f.Material, t
			}
		}
	}
	outside := func(p adit.PlaceID) bool { return !e.Imposer.Covers(p) && p != adit.Other }
	exports, base := r.Exports(form, e.Imposer)
	p := backtest.Path{Outside: r.PriceRatios(form, outside), Inside: r.PriceRatios(form, e.Imposer.Covers), ExportsT: exports,
		Notes: []string{"prices and exports of " + string(form)}}
	for t := range exports {
		ratio := math.NaN()
		if base[t] > 0 {
			ratio = exports[t] / base[t]
		}
		p.Exports = append(p.Exports, ratio)
	}
	return p
}

func sumOf(v []float64) float64 {
	total := 0.0
	for _, x := range v {
		total += x
	}
	return total
}

// vintages tells what the networks rest on.
func (st *Study) vintages() []string {
	var out []string
	for _, m := range st.Models {
		for _, v := range m.World.Vintage {
			out = append(out, v.String())
		}
	}
	return dedupe(out)
}

func dedupe(lines []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, l := range lines {
		if l = strings.TrimSpace(l); !seen[l] {
			seen[l] = true
			out = append(out, l)
		}
	}
	return out
}
