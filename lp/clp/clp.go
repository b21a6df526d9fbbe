//go:build clp

package clp

/*
#cgo pkg-config: clp
#cgo CXXFLAGS: -O2
#include "shim.h"
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"math"
	"unsafe"

	"adit/lp"
)

// New is an lp.Solver of linear programs. Load of a program with integer variables
// fails with errors.ErrUnsupported. Options.Log is ignored: CLP's goes to the
// standard output.
func New() lp.Solver { return solver{} }

type solver struct{}

// program minimises always: a maximisation is turned round on the way in and out.
type program struct {
	*lp.Arrays
	sign float64
	clp  *C.adit_clp // nil once closed
}

// Load is lp.Solver's.
func (solver) Load(m *lp.Model) (lp.Program, error) {
	a, err := m.Arrays()
	if err != nil {
		return nil, err
	}
	if a.Integer != nil {
		return nil, fmt.Errorf("clp: load: integer variables: %w", errors.ErrUnsupported)
	}
	p := &program{Arrays: a, sign: 1}
	if a.Maximise {
		p.sign = -1
	}
	p.clp = C.adit_clp_new(C.int(len(a.Cost)), C.int(len(a.RowLo)), ints(a.Start), ints(a.Index), floats(a.Value))
	return p, nil
}

func floats(v []float64) *C.double { return (*C.double)(unsafe.SliceData(v)) }

func ints(v []int32) *C.int { return (*C.int)(unsafe.SliceData(v)) }

// Solve is lp.Program's.
func (p *program) Solve(ctx context.Context, o lp.Options) (*lp.Solution, error) {
	if p.clp == nil {
		return nil, errors.New("clp: closed")
	}
	if err := ctx.Err(); err != nil {
		return without(lp.Interrupted), fmt.Errorf("clp: solve: %w", err)
	}
	if e := p.Crossed(); e != nil {
		return without(lp.Infeasible), e
	}
	s, err := p.outcome(ctx, p.run(ctx, o), o)
	if err != nil && !errors.Is(err, lp.ErrInfeasible) {
		err = fmt.Errorf("clp: solve: %w", err)
	}
	return s, err
}

// run brings CLP up to date and solves, until ctx or the time limit says stop.
func (p *program) run(ctx context.Context, o lp.Options) C.int {
	p.Edits()
	cost := make([]float64, len(p.Cost))
	for j, c := range p.Cost {
		cost[j] = p.sign * c
	}
	C.adit_clp_columns(p.clp, floats(p.Lo), floats(p.Hi), floats(cost))
	C.adit_clp_rows(p.clp, floats(p.RowLo), floats(p.RowHi))
	if o.TimeLimit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.TimeLimit)
		defer cancel()
	}
	C.adit_clp_stop(p.clp, 0)
	stopped := make(chan struct{})
	unwatch := context.AfterFunc(ctx, func() { C.adit_clp_stop(p.clp, 1); close(stopped) })
	status := C.adit_clp_solve(p.clp, 0)
	if !unwatch() {
		<-stopped // the flag must not go up after Close
	}
	return status
}

func (p *program) outcome(ctx context.Context, status C.int, o lp.Options) (*lp.Solution, error) {
	s := without(lp.Optimal)
	s.Iterations = int(C.adit_clp_iterations(p.clp))
	switch status {
	case 0:
		p.read(s)
		return s, nil
	case 1:
		s.Status = lp.Infeasible
		if o.SkipConflict {
			return s, &lp.InfeasibleError{}
		}
		return s, p.Conflict(ctx, solver{}, o.Relax, o.TimeLimit)
	case 2:
		s.Status = lp.Unbounded
		return s, lp.ErrUnbounded
	case 5:
		if ctx.Err() != nil {
			s.Status = lp.Interrupted
			return s, ctx.Err()
		}
		s.Status = lp.TimeLimit
		return s, lp.ErrTimeLimit
	}
	return nil, fmt.Errorf("CLP came to no conclusion (status %d)", status)
}

func (p *program) read(s *lp.Solution) {
	n, m := len(p.Cost), len(p.RowLo)
	s.X, s.Reduced = make([]float64, n), make([]float64, n)
	s.Activity, s.Duals = make([]float64, m), make([]float64, m)
	C.adit_clp_read(p.clp, floats(s.X), floats(s.Reduced), floats(s.Duals))
	s.Objective = p.Offset
	for j, x := range s.X {
		s.Objective += p.Cost[j] * x
		s.Reduced[j] *= p.sign
		// CLP's own activities are wrong where the matrix is empty.
		for k := p.Start[j]; k < p.Start[j+1]; k++ {
			s.Activity[p.Index[k]] += p.Value[k] * x
		}
	}
	for i := range s.Duals {
		s.Duals[i] *= p.sign
	}
	s.Bound = p.DualBound(s.Duals)
	s.Gap = lp.RelativeGap(s.Objective, s.Bound)
}

func without(s lp.Status) *lp.Solution {
	nan := math.NaN()
	return &lp.Solution{Status: s, Objective: nan, Bound: nan, Gap: nan}
}

// Close is lp.Program's.
func (p *program) Close() error {
	if p.clp != nil {
		C.adit_clp_free(p.clp)
		p.clp = nil
	}
	return nil
}
