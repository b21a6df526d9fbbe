package plan

import (
	"context"

	"adit"
	"adit/lp"
)

// Optimum is what a solver finds for the program of a question, unread.
func Optimum(ctx context.Context, net *adit.Network, c *adit.Candidates, q Question, solver lp.Solver) (float64, error) {
	s, err := prepare(net, c, q)
	if err != nil {
		return 0, err
	}
	m, err := s.write(nil, false).load(solver)
	if err != nil {
		return 0, err
	}
	defer m.session.Close()
	f, err := m.search(ctx)
	if err != nil {
		return 0, err
	}
	return f.objective, nil
}

// By finds the plan as a whole or by groups, whatever its size.
func By(ctx context.Context, net *adit.Network, c *adit.Candidates, q Question, solver lp.Solver, whole bool) (*Answer, error) {
	s, err := prepare(net, c, q)
	if err != nil {
		return nil, err
	}
	return s.solveBy(ctx, solver, nil, whole)
}

// Size is the size of the program of a question.
func Size(net *adit.Network, c *adit.Candidates, q Question) (columns, rows int) {
	s, err := prepare(net, c, q)
	if err != nil {
		panic(err)
	}
	p := s.write(nil, false)
	return p.model.NumVars(), p.model.NumRows()
}

// Written is the program of a question, as equations.
func Written(net *adit.Network, c *adit.Candidates, q Question) (string, error) {
	s, err := prepare(net, c, q)
	if err != nil {
		return "", err
	}
	return s.write(nil, false).model.String(), nil
}

// Groups is how many groups a question falls into.
func Groups(net *adit.Network, c *adit.Candidates, q Question) int {
	s, err := prepare(net, c, q)
	if err != nil {
		panic(err)
	}
	return len(s.groups())
}

// StudyBy is Study as a whole or by groups.
func StudyBy(ctx context.Context, a *Answer, solver lp.Solver, whole bool) (*Study, error) {
	return a.studyBy(ctx, solver, whole)
}

// FrontierBy, AlternativesBy and WhatIfBy go as a whole or by groups.
func FrontierBy(ctx context.Context, net *adit.Network, c *adit.Candidates, q Question, n int, solver lp.Solver, whole bool) ([]Point, error) {
	s, err := prepare(net, c, q)
	if err != nil {
		return nil, err
	}
	return s.frontier(ctx, n, s.whole(), solver, whole)
}

func (a *Answer) AlternativesBy(ctx context.Context, n int, within float64, solver lp.Solver, whole bool) ([]*Answer, error) {
	return a.alternatives(ctx, n, within, solver, whole)
}

func (a *Answer) WhatIfBy(ctx context.Context, id string, solver lp.Solver, whole bool) (Entry, error) {
	return a.whatIf(ctx, id, solver, whole)
}
