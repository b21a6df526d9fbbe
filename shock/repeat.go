package shock

import (
	"context"
	"fmt"

	"adit"
	"adit/lp"
)

// A Repeater runs one scenario, without foresight, on networks of one shape: the
// same ids, and as many steps of each. Each run starts from the last one's basis,
// and so takes a fraction of the first one's time. Use it on one goroutine at a
// time, and Close it.
type Repeater struct {
	q       Question
	solver  lp.Solver
	machine *machine
}

// Repeat returns a repeater. It loads at the first run.
func Repeat(q Question, solver lp.Solver) *Repeater { return &Repeater{q: q, solver: solver} }

// Run runs the scenario on net.
func (r *Repeater) Run(ctx context.Context, net *adit.Network) (*Answer, error) {
	if err := refuse(net, r.q.Scenario).Err(); err != nil {
		return nil, err
	}
	run, err := newRunner(ctx, net, r.q, r.solver)
	if err != nil {
		return nil, fmt.Errorf("shock: %w", err)
	}
	if r.machine == nil {
		r.machine, err = run.load(newConditions(run.net, r.q.Scenario, run.fresh, run.opens))
	} else {
		err = r.machine.renew(run.net)
	}
	if err != nil {
		return nil, fmt.Errorf("shock: %w", err)
	}
	path, err := r.machine.run(ctx)
	if err != nil {
		return nil, fmt.Errorf("shock: %w", err)
	}
	return &Answer{Scenario: r.q.Scenario, Net: run.net, Shocked: path, index: run.index, fresh: run.fresh}, nil
}

// renew puts a network of the same shape in the place of the machine's.
func (m *machine) renew(net *adit.Network) error {
	old := m.c.net
	if len(net.Processes) != len(old.Processes) || len(net.Lanes) != len(old.Lanes) || len(net.Demands) != len(old.Demands) || len(net.Stocks) != len(old.Stocks) {
		return fmt.Errorf("the network has another shape than the one before")
	}
	m.c.net = net
	m.session.Renew(0, net)
	return nil
}

// Close frees the program.
func (r *Repeater) Close() error {
	if r.machine == nil {
		return nil
	}
	return r.machine.session.Close()
}
