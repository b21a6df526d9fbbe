package shock

import (
	"context"
	"fmt"
	"math"

	"adit"
	"adit/lp"
	"adit/market"
)

// A Repeater runs one scenario, without foresight, on networks of one shape: the
// same ids, and as many steps of each. Each run starts from the last one's basis,
// and so takes a fraction of the first one's time; a network of another shape
// starts anew. Use it on one goroutine at a time, and Close it.
//
// It solves the disturbed market alone. Where Question.Price is given the
// undisturbed path is the observed one at those prices; else it is nil.
type Repeater struct {
	q       Question
	solver  lp.Solver
	machine *machine
}

// Repeat returns a repeater. It loads at the first run.
func Repeat(q Question, solver lp.Solver) *Repeater {
	own := *q.Scenario
	q.Scenario = &own
	return &Repeater{q: q, solver: solver}
}

// Run runs the scenario on net.
func (r *Repeater) Run(ctx context.Context, net *adit.Network) (*Answer, error) {
	return r.RunOn(ctx, net, r.q)
}

// RunOn is Run with another question about the same disruptions: other terms of
// trade, or other times of opening.
func (r *Repeater) RunOn(ctx context.Context, net *adit.Network, q Question) (*Answer, error) {
	a, err := r.run(ctx, net, q)
	if err != nil {
		return nil, fmt.Errorf("shock: %w", err)
	}
	return a, nil
}

func (r *Repeater) run(ctx context.Context, net *adit.Network, q Question) (*Answer, error) {
	s := q.Scenario
	if err := refuse(net, s).Err(); err != nil {
		return nil, err
	}
	run, err := newRunner(ctx, net, q, r.solver)
	if err != nil {
		return nil, err
	}
	if err := r.prepare(run, s); err != nil {
		return nil, err
	}
	a := &Answer{Scenario: s, Net: run.net, index: r.machine.block.Index, fresh: run.fresh}
	if a.Shocked, err = r.machine.run(ctx); err != nil {
		return nil, err
	}
	if q.Price != nil {
		a.Baseline = r.machine.observed(q.Price)
	}
	return a, nil
}

// prepare puts a network into the program, or loads one where the shape is
// another.
func (r *Repeater) prepare(run *runner, s *adit.Scenario) error {
	if r.machine != nil && sameShape(r.machine.c.net, run.net) {
		r.machine.c = newConditions(run.net, s, run.fresh, run.opens)
		r.machine.session.Renew(0, run.net)
		return nil
	}
	if err := r.Close(); err != nil {
		return err
	}
	var err error
	r.machine, err = run.load(newConditions(run.net, s, run.fresh, run.opens))
	return err
}

// sameShape reports whether one program holds both networks.
func sameShape(a, b *adit.Network) bool {
	if len(a.Processes) != len(b.Processes) || len(a.Lanes) != len(b.Lanes) || len(a.Demands) != len(b.Demands) || len(a.Stocks) != len(b.Stocks) {
		return false
	}
	same := true
	for i := range a.Processes {
		same = same && a.Processes[i].ID == b.Processes[i].ID && len(a.Processes[i].Steps) == len(b.Processes[i].Steps)
	}
	for i := range a.Lanes {
		same = same && a.Lanes[i].ID == b.Lanes[i].ID && len(a.Lanes[i].Steps) == len(b.Lanes[i].Steps)
	}
	for i := range a.Demands {
		same = same && a.Demands[i].ID == b.Demands[i].ID && len(a.Demands[i].Steps) == len(b.Demands[i].Steps)
	}
	for i := range a.Stocks {
		same = same && a.Stocks[i].ID == b.Stocks[i].ID && (a.Stocks[i].Build > 0) == (b.Stocks[i].Build > 0)
	}
	return same
}

// observed is the undisturbed path of a network that is priced so that the
// observed quantities clear it: what is observed, at those prices, with stocks
// at rest. What it is worth is not reckoned.
func (m *machine) observed(price func(adit.Node) adit.USD) *Path {
	net, part := m.c.net, adit.Tonnes(m.c.s.Period.Part())
	f := &market.Flows{Activity: make([]adit.Tonnes, len(net.Processes)), Flow: make([]adit.Tonnes, len(net.Lanes)), Served: m.block.Base.Served,
		Release: make([]adit.Tonnes, len(net.Stocks)), Build: make([]adit.Tonnes, len(net.Stocks)), Price: make([]adit.USD, len(m.block.Index.Nodes))}
	for i := range net.Processes {
		f.Activity[i] = net.Processes[i].Activity * part
	}
	for i := range net.Lanes {
		f.Flow[i] = net.Lanes[i].Flow * part
	}
	for n, node := range m.block.Index.Nodes {
		f.Price[n] = price(node)
	}
	p := &Path{Objective: adit.USD(math.NaN())}
	for range m.c.s.Periods {
		p.Steps = append(p.Steps, Step{Flows: f, Wanted: f.Served, Level: levels(net)})
	}
	return p
}

// Close frees the program.
func (r *Repeater) Close() error {
	if r.machine == nil {
		return nil
	}
	m := r.machine
	r.machine = nil
	return m.session.Close()
}
