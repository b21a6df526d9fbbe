package brief

import (
	"context"
	"slices"

	"adit"
	"adit/atlas"
	"adit/lp"
	"adit/plan"
	"adit/prospect"
	"adit/screen"
	"adit/world"
)

// A First plan is what to do first: the projects that take away most in the worst
// cut-offs, within a small budget, and the options that are easiest whatever the
// budget.
type First struct {
	Minerals []string           `json:"minerals"` // of the worst cut-offs, dearest first
	From     adit.Year          `json:"from"`
	By       adit.Year          `json:"by"`
	Budget   adit.USD           `json:"budget_usd"`
	Nothing  float64            `json:"objective_without_plan_usd"`
	Plan     plan.Printed       `json:"plan"`
	Closed   []Closed           `json:"gap_closed"`
	Built    []prospect.Project `json:"built"`     // what the plan's ids are
	UnderWay []string           `json:"under_way"` // is built anyway
	Easy     []screen.Option    `json:"easy_wins"`
}

// Closed is what the country lacks of a mineral over all years, expected.
type Closed struct {
	Mineral string  `json:"mineral"`
	Nothing float64 `json:"unmet_without_plan_t"`
	Unmet   float64 `json:"unmet_t"`
}

// What a first plan is of: few minerals and years, so that it is quick; and a
// budget of about a year's programme of one government (docs/decisions/0032).
// Only what somebody has a project for: a brief is to be acted on.
const (
	firstMinerals = 5
	firstBudget   = 1e9
	firstFrom     = 2026
	firstYears    = 10
	firstGap      = 0.001
	easiest       = 10
)

// first plans for the minerals of the worst cut-offs.
func (a *Answer) first(ctx context.Context, at *atlas.Atlas, w *world.World, solver lp.Solver, q Question) error {
	f := &First{Minerals: a.dearest(firstMinerals), From: firstFrom, By: firstFrom + firstYears - 1, Budget: firstBudget, Closed: []Closed{}, UnderWay: []string{}}
	if len(f.Minerals) == 0 {
		return nil
	}
	p, err := prospect.Open(ctx, at, solver, prospect.Question{Minerals: f.Minerals, Country: q.Country, Against: q.Against, Year: q.Year, First: f.From, Last: f.By, Budget: f.Budget, World: w, Named: true})
	if err != nil {
		return err
	}
	built, err := plan.Run(ctx, p.Net, p.Candidates, plan.Question{Gap: firstGap, Place: q.Country, Periods: p.Periods()}, solver)
	if err != nil {
		return err
	}
	study, err := built.Study(ctx, solver)
	if err != nil {
		return err
	}
	f.tell(p, built, study)
	a.Sources = append(a.Sources, p.Sources...)
	a.FirstPlan = f
	return a.easy(ctx, at, w, solver, q)
}

// dearest are the minerals whose cut-off costs most, of those that cost something.
func (a *Answer) dearest(n int) []string {
	var ids []string
	for _, c := range a.CutOffs {
		if c.Price != nil && c.Unmet > 0 && len(ids) < n {
			ids = append(ids, c.Mineral)
		}
	}
	return ids
}

func (f *First) tell(p *prospect.Prospect, built *plan.Answer, study *plan.Study) {
	f.Plan, f.Nothing = built.Print(), study.Nothing
	for _, c := range built.Chosen {
		f.Built = append(f.Built, *p.Project(c.ID))
	}
	for i := range p.UnderWay {
		f.UnderWay = append(f.UnderWay, p.UnderWay[i].ID)
	}
	for _, c := range study.Closed {
		i := slices.IndexFunc(f.Closed, func(x Closed) bool { return x.Mineral == c.Mineral })
		if i < 0 {
			i = len(f.Closed)
			f.Closed = append(f.Closed, Closed{Mineral: c.Mineral})
		}
		f.Closed[i].Nothing += float64(c.Nothing)
		f.Closed[i].Unmet += float64(c.Gap)
	}
}

// easy lists the options of all screens that are easiest.
func (a *Answer) easy(ctx context.Context, at *atlas.Atlas, w *world.World, solver lp.Solver, q Question) error {
	found, err := screen.Run(ctx, at, solver, screen.Question{Kinds: screen.Kinds, Country: q.Country, Year: q.Year, Against: q.Against, NoRisk: true, World: w})
	if err != nil {
		return err
	}
	a.FirstPlan.Easy = found.Options[:min(easiest, found.Ranked)]
	a.Sources = append(a.Sources, found.Sources...)
	return nil
}
