package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"adit"
	"adit/baseline"
	"adit/finance"
	"adit/internal/table"
	"adit/plan"
	"adit/prospect"
	"adit/world"
)

// planWorth is what a project takes off the objective of package plan when nothing
// else is built or bought, over the plan's horizon, discounted.
type planWorth struct {
	First    int      `json:"from"`
	Last     int      `json:"by"`
	UnderWay bool     `json:"under_way"`  // being built: its cost is not counted
	Saves    *float64 `json:"saves_usd"`  // the public cost counted, unless under way
	Cost     *float64 `json:"public_usd"` // expected cost of the instrument; of what is under way, the money committed
	By       string   `json:"instrument,omitempty"`
	Each     *float64 `json:"saves_usd_per_public_usd"`
	Why      string   `json:"unknown_because,omitempty"`
}

// worth plans with the project and without it.
func (s *session) worth(ctx context.Context, v view, p *projectMoney) (*planWorth, error) {
	solver, err := s.solver()
	if err != nil {
		return nil, err
	}
	out := &planWorth{First: planFrom, Last: planBy}
	q := prospect.Question{Minerals: p.Minerals, Country: v.country, Against: v.against, Year: v.year,
		First: planFrom, Last: planBy, Budget: adit.NoBudget, NoStockpile: true}
	with, err := prospect.Open(ctx, v.atlas, solver, q)
	var price *baseline.MissingError
	var network *world.MissingError
	if errors.As(err, &price) || errors.As(err, &network) {
		out.Why = err.Error()
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	id := p.Project.ID
	// costs is the objective when none but keep is built.
	costs := func(from *prospect.Prospect, keep ...string) (float64, *plan.Answer, error) {
		ask := plan.Question{Include: keep, Periods: from.Periods()}
		for _, x := range from.Candidates.Projects {
			if !slices.Contains(keep, x.ID) {
				ask.Exclude = append(ask.Exclude, x.ID)
			}
		}
		a, err := plan.Run(ctx, from.Net, from.Candidates, ask, solver)
		if err != nil {
			return 0, nil, err
		}
		return a.Objective, a, nil
	}
	same := func(x prospect.Project) bool { return x.ID == id }
	switch {
	case with.Project(id) != nil:
		nothing, _, err := costs(with)
		if err != nil {
			return nil, err
		}
		built, a, err := costs(with, id)
		if err != nil {
			return nil, err
		}
		out.Saves, out.Cost, out.By = known(nothing-built), known(float64(a.Chosen[0].Public)), with.Project(id).Instrument
	case slices.ContainsFunc(with.UnderWay, same):
		out.UnderWay = true
		q.Exclude = []string{id}
		without, err := prospect.Open(ctx, v.atlas, solver, q)
		if err != nil {
			return nil, err
		}
		nothing, _, err := costs(without)
		if err != nil {
			return nil, err
		}
		built, _, err := costs(with)
		if err != nil {
			return nil, err
		}
		out.Saves = known(nothing - built)
		if c := p.Totals[finance.Committed]; c.Rows > 0 && c.Unknown == 0 {
			out.Cost = known(c.USDM * 1e6)
		}
	default:
		out.Why = "it is no candidate of adit plan"
		if i := slices.IndexFunc(with.Left, func(l prospect.Left) bool { return l.ID == id }); i >= 0 {
			out.Why = "adit plan leaves it out: " + with.Left[i].Why
		}
	}
	if out.Saves != nil && out.Cost != nil && *out.Cost > 0 {
		each := *out.Saves / *out.Cost
		out.Each = &each
	}
	return out, nil
}

func worthText(w *planWorth) string {
	if w.Saves == nil {
		return "not known: " + w.Why
	}
	does := "saves the world " + millions(*w.Saves) + " M USD of unmet demand and costs"
	if *w.Saves < 0 {
		does = "costs the world " + millions(-*w.Saves) + " M USD more than it saves"
	}
	saves := fmt.Sprintf("alone it %s in expectation, %d to %d, discounted", does, w.First, w.Last)
	if w.UnderWay {
		return saves + fmt.Sprintf(", its own cost not counted (it is being built); face value committed: %s M USD; saved per dollar of it: %s", opt(w.Cost, millions), opt(w.Each, table.Tonnes))
	}
	return saves + fmt.Sprintf(", its public cost of %s M USD (%s) counted; net, per public dollar: %s", opt(w.Cost, millions), spaced(w.By), opt(w.Each, table.Tonnes))
}
