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

// Limit makes l the limits of a block: only bounds that differ are moved. The
// block's Base restores it.
func (s *Session) Limit(block int, l Limits) {
	b, now := s.blocks[block], &s.now[block]
	for i, v := range l.Activity {
		if v != now.Activity[i] {
			for k, size := range b.steps(i, v) {
				s.Program.SetBounds(b.Activity[i][k], 0, bound(size))
			}
			now.Activity[i] = v
		}
	}
	for i, v := range l.Flow {
		if v != now.Flow[i] {
			s.Program.SetBounds(b.Shipment[i], 0, bound(v))
			now.Flow[i] = v
		}
	}
	for i, v := range l.Served {
		if v != now.Served[i] {
			b.limitServed(s.Program, i, v)
			now.Served[i] = v
		}
	}
	for i, v := range l.Release {
		if v != now.Release[i] {
			s.Program.SetBounds(b.Release[i], 0, bound(v))
			now.Release[i] = v
		}
	}
}

// limitServed scales every step of a demand by the same factor.
func (b *Block) limitServed(p lp.Program, i int, most adit.Tonnes) {
	if len(b.Served[i]) == 1 {
		p.SetBounds(b.Served[i][0], 0, bound(most))
		return
	}
	factor := 0.0
	if base := b.Base.Served[i]; base > 0 {
		factor = float64(most / base)
	}
	for k, s := range b.Net.Demands[i].Steps {
		p.SetBounds(b.Served[i][k], 0, float64(s.Amount)*b.terms.Part*factor)
	}
}

// Solve solves from the last basis and checks every block's flows against the
// network: a solution that fails is an error.
func (s *Session) Solve(ctx context.Context, o lp.Options) (*lp.Solution, []*Flows, error) {
	sol, err := s.Program.Solve(ctx, o)
	if err != nil {
		return sol, nil, fmt.Errorf("market: %w", err)
	}
	flows := make([]*Flows, len(s.blocks))
	for k, b := range s.blocks {
		flows[k] = b.read(sol)
		if err := Check(b.Net, b.Index, s.now[k], flows[k]); err != nil {
			return sol, nil, err
		}
	}
	return sol, flows, nil
}

// read adds up the steps of a solution.
func (b *Block) read(sol *lp.Solution) *Flows {
	f := &Flows{Activity: sums(sol, b.Activity), Flow: values(sol, b.Shipment),
		Served: sums(sol, b.Served), Release: values(sol, b.Release)}
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
		out[i] = adit.Tonnes(sol.Value(v))
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
