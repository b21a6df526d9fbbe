//go:build cbc

package cbc

/*
#cgo pkg-config: cbc
#include <coin/Cbc_C_Interface.h>
#include <stdlib.h>
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

// New is an lp.Solver. It is not stopped by a context, and gives no duals: for
// those of a linear program ask CLP.
func New() lp.Solver { return solver{} }

type solver struct{}

// program is solved anew each time: a second opinion need not be quick.
type program struct {
	*lp.Arrays
	closed bool
}

// Load is lp.Solver's.
func (solver) Load(m *lp.Model) (lp.Program, error) {
	a, err := m.Arrays()
	if err != nil {
		return nil, err
	}
	return &program{Arrays: a}, nil
}

// Solve is lp.Program's.
func (p *program) Solve(ctx context.Context, o lp.Options) (*lp.Solution, error) {
	if p.closed {
		return nil, errors.New("cbc: closed")
	}
	if err := ctx.Err(); err != nil {
		return without(lp.Interrupted), fmt.Errorf("cbc: solve: %w", err)
	}
	if e := p.Crossed(); e != nil {
		return without(lp.Infeasible), e
	}
	p.Edits()
	m := p.model(o)
	defer C.Cbc_deleteModel(m)
	C.Cbc_solve(m)
	return p.outcome(m)
}

// model is the program as CBC has it, silent, to be solved to proof.
func (p *program) model(o lp.Options) unsafe.Pointer {
	m := C.Cbc_newModel()
	start := make([]C.CoinBigIndex, len(p.Start))
	for j, s := range p.Start {
		start[j] = C.CoinBigIndex(s)
	}
	C.Cbc_loadProblem(m, C.int(len(p.Cost)), C.int(len(p.RowLo)), unsafe.SliceData(start), (*C.int)(unsafe.SliceData(p.Index)), floats(p.Value),
		floats(finite(p.Lo)), floats(finite(p.Hi)), floats(p.Cost), floats(finite(p.RowLo)), floats(finite(p.RowHi)))
	for j, is := range p.Integer {
		if is && !o.Relax {
			C.Cbc_setInteger(m, C.int(j))
		}
	}
	if p.Maximise {
		C.Cbc_setObjSense(m, -1)
	}
	for _, pair := range [][2]string{{"log", "0"}, {"ratio", fmt.Sprint(o.Gap)}, {"allow", "1e-9"}} {
		set(m, pair[0], pair[1])
	}
	return m
}

func set(m unsafe.Pointer, name, value string) {
	n, v := C.CString(name), C.CString(value)
	defer C.free(unsafe.Pointer(n))
	defer C.free(unsafe.Pointer(v))
	C.Cbc_setParameter(m, n, v)
}

func floats(v []float64) *C.double { return (*C.double)(unsafe.SliceData(v)) }

// finite is v with CBC's infinity, the largest number.
func finite(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = math.Max(-math.MaxFloat64, math.Min(math.MaxFloat64, x))
	}
	return out
}

func (p *program) outcome(m unsafe.Pointer) (*lp.Solution, error) {
	switch {
	case C.Cbc_isProvenInfeasible(m) != 0:
		return without(lp.Infeasible), &lp.InfeasibleError{}
	case C.Cbc_isContinuousUnbounded(m) != 0:
		return without(lp.Unbounded), fmt.Errorf("cbc: solve: %w", lp.ErrUnbounded)
	case C.Cbc_isProvenOptimal(m) == 0:
		return nil, fmt.Errorf("cbc: solve: CBC came to no conclusion (status %d)", int(C.Cbc_status(m)))
	}
	s := without(lp.Optimal)
	s.X, s.Activity, s.Objective = make([]float64, len(p.Cost)), make([]float64, len(p.RowLo)), p.Offset
	copy(s.X, unsafe.Slice((*float64)(C.Cbc_getColSolution(m)), len(p.Cost)))
	for j, x := range s.X {
		s.Objective += p.Cost[j] * x
		for k := p.Start[j]; k < p.Start[j+1]; k++ {
			s.Activity[p.Index[k]] += p.Value[k] * x
		}
	}
	s.Bound, s.Gap = s.Objective, 0
	return s, nil
}

func without(s lp.Status) *lp.Solution {
	nan := math.NaN()
	return &lp.Solution{Status: s, Objective: nan, Bound: nan, Gap: nan}
}

// Close is lp.Program's.
func (p *program) Close() error {
	p.closed = true
	return nil
}
