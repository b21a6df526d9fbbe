package stress

import (
	"context"

	"adit"
	"adit/shock"
)

// A Repeater runs one scenario of a study again and again, without foresight,
// levers elsewhere each time. It keeps the program loaded and does not solve the
// undisturbed market, which is the observed one. Its views are without sales and
// rerouted lanes. Use it on one goroutine at a
// time, and Close it.
type Repeater struct {
	st    *Study
	s     *adit.Scenario
	shock *shock.Repeater
}

// NewRepeater returns a repeater of a scenario. It loads at the first run.
func NewRepeater(st *Study, s *adit.Scenario) *Repeater {
	return &Repeater{st, s, shock.Repeat(st.question(s, nil), st.solver)}
}

// Run runs the scenario with levers in position. A scenario that sets no terms
// of trade gets the atlas's.
func (r *Repeater) Run(ctx context.Context, p Position) (*Result, error) {
	return r.on(ctx, r.st.Network(p), p)
}

// on is Run on a network that is made from p already.
func (r *Repeater) on(ctx context.Context, net *adit.Network, p Position) (*Result, error) {
	s := *r.s
	if !s.Lanes.Given {
		s.Lanes = r.st.Terms(p, s.Period)
	}
	answer, err := r.shock.RunOn(ctx, net, r.st.question(&s, p))
	if err != nil {
		return nil, err
	}
	return r.st.result(answer, answer.Glance), nil
}

// Close frees the program.
func (r *Repeater) Close() error { return r.shock.Close() }
