package highs

import (
	"context"
	"fmt"
	"math"
	"time"

	"adit/lp"

	"github.com/tetratelabs/wazero/api"
)

// A program is an lp.Program: the arrays as they should be, and an instance that
// holds them as they were at the last solve.
type program struct {
	*lp.Arrays
	solver *Solver
	in     *instance // nil once closed
}

// open takes an instance and gives it the model.
func (p *program) open() (err error) {
	if p.in, err = p.solver.take(); err != nil {
		return err
	}
	if err = p.pass(); err != nil {
		p.in.close()
	}
	return err
}

// pass copies the whole model into the instance, in one block.
func (p *program) pass() error {
	in, n, m, k := p.in, len(p.Cost), len(p.RowLo), len(p.Value)
	block := in.malloc(8*(3*n+2*m+k) + 4*(len(p.Start)+k+n) + 8)
	at := block
	floats := func(v []float64) uint64 { q := at; in.putFloats(q, v); at += uint64(8 * len(v)); return q }
	ints := func(v []int32) uint64 { q := at; in.putInts(q, v); at += uint64(4 * len(v)); return q }
	cost, lo, hi, rowLo, rowHi, value := floats(p.Cost), floats(p.Lo), floats(p.Hi), floats(p.RowLo), floats(p.RowHi), floats(p.Value)
	start, index := ints(p.Start), ints(p.Index)
	const byColumn = 1
	name, args := "Highs_passLp", []uint64{
		in.highs, uint64(n), uint64(m), uint64(k), byColumn, p.sense(), api.EncodeF64(p.Offset),
		cost, lo, hi, rowLo, rowHi, start, index, value,
	}
	if p.Integer != nil {
		name, args = "Highs_passMip", append(args, ints(p.integrality()))
	}
	in.must("the model", in.call(name, args...))
	in.call("free", block)
	in.reserve(max(16*(n+m), 20*max(n, m)) + 64)
	return in.err
}

// sense is HiGHS' ObjSense.
func (p *program) sense() uint64 {
	if p.Maximise {
		return api.EncodeI32(-1)
	}
	return 1
}

func (p *program) integrality() []int32 {
	v := make([]int32, len(p.Cost))
	for j, is := range p.Integer {
		if is {
			v[j] = 1
		}
	}
	return v
}

// flush brings the instance up to date, in at most three calls.
func (p *program) flush() {
	bounds, costs, rows := p.Edits()
	p.change("Cols", "Bounds", bounds, p.Lo, p.Hi)
	p.change("Cols", "Cost", costs, p.Cost)
	p.change("Rows", "Bounds", rows, p.RowLo, p.RowHi)
}

// change sends the entries at the positions in set, or all if they are many.
func (p *program) change(of, what string, set []int32, values ...[]float64) {
	in, n := p.in, len(values[0])
	if len(set) == 0 {
		return
	}
	args := []uint64{in.highs, uint64(len(set)), in.scratch}
	at, by := in.scratch, "BySet"
	if len(set) > n/2 {
		args, by = []uint64{in.highs, 0, uint64(n - 1)}, "ByRange"
	} else {
		for i, v := range values {
			values[i] = gather(v, set)
		}
		in.putInts(at, set)
		at += uint64(len(set)+1) / 2 * 8
	}
	for _, v := range values {
		in.putFloats(at, v)
		args = append(args, at)
		at += uint64(8 * len(v))
	}
	name := "Highs_change" + of + what + by
	in.must(name, in.call(name, args...))
}

func gather(v []float64, set []int32) []float64 {
	out := make([]float64, len(set))
	for k, i := range set {
		out[k] = v[i]
	}
	return out
}

// Solve is lp.Program's.
func (p *program) Solve(ctx context.Context, o lp.Options) (*lp.Solution, error) {
	if p.in == nil {
		return nil, errClosed
	}
	if p.in.err != nil {
		return nil, fmt.Errorf("highs: an earlier solve broke the instance: %w", p.in.err)
	}
	if err := ctx.Err(); err != nil {
		return without(lp.Interrupted), fmt.Errorf("highs: solve: %w", err)
	}
	if e := p.Crossed(); e != nil {
		return without(lp.Infeasible), e
	}
	began := time.Now()
	s, err := p.solve(ctx, o)
	if err == lp.ErrInfeasible {
		return s, p.conflict(ctx, o, began)
	}
	if err != nil {
		return s, fmt.Errorf("highs: solve: %w", err)
	}
	return s, nil
}

// solve is the part of Solve for which the instance is needed.
func (p *program) solve(ctx context.Context, o lp.Options) (*lp.Solution, error) {
	p.solver.using.RLock()
	defer p.solver.using.RUnlock()
	if p.solver.closed {
		return nil, errClosed
	}
	s, err := p.outcome(ctx, p.run(ctx, o), o)
	if p.in.err != nil {
		return nil, p.in.err
	}
	return s, err
}

// run solves, and again from scratch and the other way about presolve if HiGHS does
// not come to a conclusion.
func (p *program) run(ctx context.Context, o lp.Options) int {
	in := p.in
	p.flush()
	in.setPresolve(p.presolve(o))
	in.setFloat("time_limit", seconds(o.TimeLimit))
	in.setFloat("mip_rel_gap", max(o.Gap, 1e-6))
	in.setBool("solve_relaxation", o.Relax)
	in.listen(&run{ctx, o})
	defer func() { in.run = nil }()
	code := p.once(o)
	if undecided(code) && ctx.Err() == nil {
		in.call("Highs_clearSolver", in.highs)
		in.setPresolve(map[string]string{"off": "on", "choose": "off"}[in.presolve])
		code = p.once(o)
	}
	return code
}

func (p *program) once(o lp.Options) int {
	if o.TimeLimit > 0 {
		p.in.call("Highs_zeroAllClocks", p.in.highs) // the limit counts all solves since
	}
	began := time.Now()
	p.in.call("Highs_run", p.in.highs)
	p.in.inside += time.Since(began)
	return status(p.in.call("Highs_getModelStatus", p.in.highs))
}

// presolve is off for linear programs: in networks it took up to three times what the
// simplex method saved by it, at all sizes tried (decision 0002), and it does not hear
// the context. Warm solves go without in any case. Branch and bound needs it.
func (p *program) presolve(o lp.Options) string {
	if p.Integer == nil || o.Relax {
		return "off"
	}
	return "choose"
}

func (in *instance) setPresolve(v string) {
	if in.presolve != v {
		in.must("option presolve", in.call("Highs_setStringOptionValue", in.highs, in.text("presolve"), in.text(v)))
		in.presolve = v
	}
}

func seconds(d time.Duration) float64 {
	if d <= 0 {
		return math.Inf(1)
	}
	return d.Seconds()
}

// conflict finds the reasons of an infeasibility within what is left of the time.
func (p *program) conflict(ctx context.Context, o lp.Options, began time.Time) error {
	if o.SkipConflict {
		return &lp.InfeasibleError{}
	}
	limit := time.Duration(0)
	if o.TimeLimit > 0 {
		limit = max(o.TimeLimit-time.Since(began), time.Millisecond)
	}
	return p.Conflict(ctx, p.solver, o.Relax, limit)
}

// Close is lp.Program's.
func (p *program) Close() error {
	if p.in != nil {
		p.solver.give(p.in)
		p.in = nil
	}
	return nil
}
