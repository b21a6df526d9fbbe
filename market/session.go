package market

import (
	"context"
	"fmt"

	"adit"
	"adit/lp"
)

// A Session is a loaded program with the blocks written into it. It changes in
// place; use it on one goroutine at a time.
type Session struct {
	Program lp.Program // for the question's own variables and rows
	blocks  []*Block
	now     []Limits
}

// Load hands the program to a solver.
func Load(solver lp.Solver, m *lp.Model, blocks ...*Block) (*Session, error) {
	p, err := solver.Load(m)
	if err != nil {
		return nil, fmt.Errorf("market: %w", err)
	}
	s := &Session{Program: p, blocks: blocks}
	for _, b := range blocks {
		s.now = append(s.now, b.Base.Clone())
	}
	return s, nil
}

// Close frees the program.
func (s *Session) Close() error { return s.Program.Close() }

// Limit makes l the limits of a block: only what differs is moved. The block's
// Base restores it.
func (s *Session) Limit(block int, l Limits) { s.put(s.blocks[block], &s.now[block], l, false) }

// Renew puts a network of the same shape, with other quantities, costs and
// values, in the place of a block's: the same ids and as many steps of each. Its
// limits are then the undisturbed ones.
func (s *Session) Renew(block int, net *adit.Network) {
	b := s.blocks[block]
	b.Net, b.Base = net, LimitsOf(net, b.terms.Part)
	s.put(b, &s.now[block], b.Base, true)
}

func (s *Session) put(b *Block, now *Limits, l Limits, all bool) {
	for i := range l.Activity {
		if all || l.Activity[i] != now.Activity[i] {
			s.resize(b.Activity[i], b.ActivitySteps(i, l.Activity[i]))
		}
		if all || l.ActivityAdd[i] != now.ActivityAdd[i] {
			s.reprice(b, b.Activity[i], b.Net.Processes[i].Steps, l.ActivityAdd[i])
		}
	}
	for i := range l.Flow {
		if all || l.Flow[i] != now.Flow[i] {
			s.resize(b.Shipment[i], b.shipmentSteps(i, l.Flow[i]))
		}
		if all || l.FlowAdd[i] != now.FlowAdd[i] {
			s.reprice(b, b.Shipment[i], b.Net.Lanes[i].Steps, l.FlowAdd[i])
		}
	}
	for i := range l.Served {
		if all || l.Served[i] != now.Served[i] {
			s.resize(b.Served[i], b.DemandSteps(i, l.Served[i]))
		}
		for k, v := range b.Served[i] {
			if all && b.terms.Priced {
				s.Program.SetCost(v, -b.earned(&b.Net.Demands[i], k))
			}
		}
	}
	for i := range l.Release {
		s.putStock(b, i, now, l, all)
	}
	now.copy(l)
}

func (s *Session) putStock(b *Block, i int, now *Limits, l Limits, all bool) {
	if all || l.Release[i] != now.Release[i] {
		s.Program.SetBounds(b.Release[i], 0, bound(l.Release[i]))
	}
	builds := b.Net.Stocks[i].Build > 0
	if builds && (all || l.Build[i] != now.Build[i]) {
		s.Program.SetBounds(b.Build[i], 0, bound(l.Build[i]))
	}
	if all && b.terms.Priced {
		s.Program.SetCost(b.Release[i], b.terms.Weight*float64(b.Net.Stocks[i].ReleaseAbove))
		if builds {
			s.Program.SetCost(b.Build[i], -b.terms.Weight*float64(b.Net.Stocks[i].BuildBelow))
		}
	}
}

func (s *Session) resize(vars []lp.Var, sizes []adit.Tonnes) {
	for k, v := range vars {
		s.Program.SetBounds(v, 0, bound(sizes[k]))
	}
}

func (s *Session) reprice(b *Block, vars []lp.Var, steps []adit.CostStep, add adit.USD) {
	for k, v := range vars {
		s.Program.SetCost(v, b.terms.Weight*(b.cost(steps, k)+float64(add)))
	}
}

// Solve solves from the last basis and checks every block's flows against the
// network: a solution that fails is an error.
func (s *Session) Solve(ctx context.Context, o lp.Options) (*lp.Solution, []*Flows, error) {
	sol, err := s.Program.Solve(ctx, o)
	if err != nil {
		return sol, nil, fmt.Errorf("market: %w", err)
	}
	flows, err := s.Flows(sol)
	return sol, flows, err
}

// Flows reads the flows of every block from a point of the program, and checks
// them.
func (s *Session) Flows(sol *lp.Solution) ([]*Flows, error) {
	flows := make([]*Flows, len(s.blocks))
	for k, b := range s.blocks {
		flows[k] = b.read(sol)
		if err := Check(b.Net, b.Index, s.now[k], flows[k]); err != nil {
			return nil, err
		}
	}
	return flows, nil
}

// read adds up the steps of a solution.
func (b *Block) read(sol *lp.Solution) *Flows {
	f := &Flows{Activity: sums(sol, b.Activity), Flow: sums(sol, b.Shipment),
		Served: sums(sol, b.Served), Release: values(sol, b.Release), Build: values(sol, b.Build)}
	if sol.Duals != nil {
		f.Price = make([]adit.USD, len(b.Balance))
		for n, row := range b.Balance {
			f.Price[n] = adit.USD(sol.Dual(row))
		}
	}
	return f
}

func values(sol *lp.Solution, vars []lp.Var) []adit.Tonnes {
	out := make([]adit.Tonnes, len(vars))
	for i, v := range vars {
		if v.Col() >= 0 { // a stock that cannot be built has no variable
			out[i] = adit.Tonnes(sol.Value(v))
		}
	}
	return out
}

func sums(sol *lp.Solution, vars [][]lp.Var) []adit.Tonnes {
	out := make([]adit.Tonnes, len(vars))
	for i, steps := range vars {
		for _, v := range steps {
			out[i] += adit.Tonnes(sol.Value(v))
		}
	}
	return out
}

// Value is Block.Value under the limits that now hold.
func (s *Session) Value(block int, f *Flows) adit.USD { return s.blocks[block].Value(s.now[block], f) }
