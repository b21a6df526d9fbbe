package main

import (
	"context"
	"fmt"
	"math"
	"strings"

	"adit"
	"adit/internal/progress"
	"adit/internal/table"
	"adit/lp"
	"adit/plan"
	"adit/policy"
)

// planFiles answers for files.
func (s *session) planFiles(ctx context.Context, f planFlags) error {
	net, err := s.readNetwork(f.network)
	if err != nil {
		return err
	}
	c, err := s.readCandidates(f.candidates, net)
	if err != nil {
		return err
	}
	solver, err := s.solver()
	if err != nil {
		return err
	}
	out, err := s.planned(ctx, f, net, c, solver)
	if err != nil {
		return err
	}
	out.Asked["candidates"], out.Asked["network"] = f.candidates, f.network
	if f.csv {
		return s.planCSV(out)
	}
	return s.answer(out, func(p *page) { planPage(p, orName(net.Name), c, out) })
}

func (s *session) readCandidates(name string, net *adit.Network) (*adit.Candidates, error) {
	a, err := s.atlas()
	if err != nil {
		return nil, err
	}
	r, closeFile, err := s.input(name)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	c, err := adit.ReadCandidates(r)
	if err == nil {
		err = c.Resolve(policy.Places(a, net))
	}
	if err == nil {
		err = c.Faults(net, policy.Known(a)).Err()
	}
	if err != nil {
		return nil, &fileError{name, err}
	}
	return c, nil
}

// planned finds the plan and what was asked beside it.
func (s *session) planned(ctx context.Context, f planFlags, net *adit.Network, c *adit.Candidates, solver lp.Solver) (*planOut, error) {
	q := plan.Question{Risk: plan.Risk(f.risk), Gap: f.gap, TimeLimit: f.limit, Include: f.include, Exclude: f.exclude, Place: adit.PlaceID(f.place), Progress: s.searching("searching")}
	for _, y := range f.periods {
		q.Periods = append(q.Periods, adit.Year(y))
	}
	a, err := plan.Run(ctx, net, c, q, solver)
	if err != nil {
		return nil, err
	}
	study, err := s.study(ctx, a, solver)
	if err != nil {
		return nil, err
	}
	out := newPlanOut(a, study)
	out.Asked = map[string]any{"risk": f.risk, "gap": f.gap, "include": f.include, "exclude": f.exclude}
	if ctx.Err() != nil {
		return out, nil
	}
	return out, s.further(ctx, f, net, c, q, solver, out)
}

const studying = "what each project adds"

// study asks what the plan is worth, unless nobody waits any more.
func (s *session) study(ctx context.Context, a *plan.Answer, solver lp.Solver) (*plan.Study, error) {
	if ctx.Err() != nil {
		return a.Unstudied(), nil
	}
	s.progress.Start(studying, progress.Items)
	study, err := a.Study(ctx, solver)
	if ctx.Err() != nil {
		return a.Unstudied(), nil
	}
	return study, err
}

// searching shows the best plan so far and how much better one could be.
func (s *session) searching(what string) func(lp.Progress) {
	s.progress.Start(what, progress.Items)
	return func(p lp.Progress) {
		label := what
		if !math.IsInf(p.Objective, 0) && !math.IsInf(p.Gap, 0) {
			label = fmt.Sprintf("%s: best %s USD, bound %s USD, gap %s%%", what, table.Tonnes(p.Objective), table.Tonnes(p.Bound), table.Percent(p.Gap))
		}
		s.progress.Say(label)
		s.progress.Update(0, 0)
	}
}

// further answers what was asked beside the plan.
func (s *session) further(ctx context.Context, f planFlags, net *adit.Network, c *adit.Candidates, q plan.Question, solver lp.Solver, out *planOut) error {
	if f.frontier > 0 {
		q.Progress = s.searching("frontier")
		points, err := plan.Frontier(ctx, net, c, q, f.frontier, adit.USD(f.frontierTo), solver)
		if err != nil {
			return err
		}
		for _, p := range points {
			out.Frontier = append(out.Frontier, newPoint(p))
		}
	}
	if f.alternatives > 0 {
		s.progress.Start("alternatives", progress.Items)
		others, err := out.answer.Alternatives(ctx, f.alternatives, f.within, solver)
		if err != nil {
			return err
		}
		for _, o := range others {
			printed := o.Print()
			out.Alternatives = append(out.Alternatives, planOther{printed.Objective, printed.Objective/out.Objective - 1, printed.Chosen})
		}
	}
	for _, id := range f.whatIf {
		if strings.Contains(id, "=") {
			continue // an assumption, see assumed
		}
		s.progress.Start("what if "+id, progress.Items)
		e, err := out.answer.WhatIf(ctx, id, solver)
		if err != nil {
			return err
		}
		entry := planEntry{ID: id, Now: float64(e.Now)}
		if e.Cost >= 0 {
			entry.Cost = known(float64(e.Cost))
		}
		if e.Sooner >= 0 {
			entry.Sooner = &e.Sooner
		}
		entry.Capacity = known(e.Capacity)
		out.WhatIf = append(out.WhatIf, entry)
	}
	return nil
}
