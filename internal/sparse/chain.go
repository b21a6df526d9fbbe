package sparse

import (
	"errors"
	"fmt"
)

// ErrUnconverged says that a loop could not be solved to the tolerance by any
// of the methods at hand. No result is returned then.
var ErrUnconverged = errors.New("tracing did not converge")

// A ClosedError names the nodes of a loop that nothing enters, and that the
// question leads into: the origin of what goes round there is nowhere.
type ClosedError struct{ Nodes []int32 }

func (e *ClosedError) Error() string {
	return fmt.Sprintf("closed loop of %d nodes without production", len(e.Nodes))
}

// A Chain is a matrix A ≥ 0 with a source per node such that each column and
// its source sum to 1 (or to 0, for a node that gets nothing).
// It keeps the factors of its loops, so that a second solve is cheap; it must
// not be used by two goroutines at once.
type Chain struct {
	a, at *Matrix
	comps *components
	leak  []float64 // source + what comes from other components: all ≥ 0, no subtraction
	loops []solver  // by component; nil until needed
	local []int32   // position of a node in its component
	opt   Options
}

// Options are the sizes at which methods change; tests set them.
type Options struct {
	Dense  int // largest loop solved by dense elimination
	Sweeps int // sweeps of Gauss–Seidel before something stronger is tried
	Fill   int // most entries that sparse elimination may create
}

// DefaultOptions: a dense loop of 400 takes about 30 ms; 150 sweeps of a
// million entries about a second.
var defaultOptions = Options{Dense: 400, Sweeps: 150, Fill: 40_000_000}

// NewChain finds the loops of a. Both arguments are kept, not copied.
func NewChain(a *Matrix, source []float64) *Chain { return newChain(a, source, defaultOptions) }

func newChain(a *Matrix, source []float64, opt Options) *Chain {
	c := &Chain{a: a, comps: findComponents(a), leak: append([]float64(nil), source...), opt: opt}
	c.loops = make([]solver, c.comps.count())
	c.local = make([]int32, a.Size())
	for k := range c.comps.count() {
		for l, i := range c.comps.members(k) {
			c.local[i] = int32(l)
		}
	}
	for i := range int32(a.Size()) {
		cols, vals := a.Row(i)
		for e, j := range cols {
			if c.comps.of[i] != c.comps.of[j] {
				c.leak[j] += vals[e]
			}
		}
	}
	return c
}

// Backward solves y = b + A·y for b ≥ 0: y_i is how much passes node i on its
// way to what b asks for, all rounds counted.
//
// With r = b + A·y − y, the share of any origin k is p_k·y, and
// |p_k·(I−A)⁻¹·r| ≤ Σ|r|, since p_k·(I−A)⁻¹ are shares, between 0 and 1. So
// Σ|r| ≤ 1e-12·Σb, which is demanded here, bounds the error of all shares.
func (c *Chain) Backward(b []float64) ([]float64, error) {
	y := append([]float64(nil), b...)
	for k := range c.comps.count() {
		nodes := c.comps.members(k)
		c.takeIn(k, nodes, y)
		if allZero(y, nodes) {
			continue
		}
		if err := c.backwardLoop(k, nodes, y); err != nil {
			return nil, err
		}
	}
	return y, nil
}

// takeIn adds what consumers outside the component, solved before, ask for.
func (c *Chain) takeIn(k int, nodes []int32, y []float64) {
	for _, i := range nodes {
		cols, vals := c.a.Row(i)
		for e, j := range cols {
			if c.comps.of[j] != int32(k) {
				y[i] += vals[e] * y[j]
			}
		}
	}
}

func (c *Chain) transposed() *Matrix {
	if c.at == nil {
		c.at = c.a.Transpose()
	}
	return c.at
}

func allZero(v []float64, at []int32) bool {
	for _, i := range at {
		if v[i] != 0 {
			return false
		}
	}
	return true
}

func (c *Chain) backwardLoop(k int, nodes []int32, y []float64) error {
	s, err := c.loop(k)
	if err != nil {
		return err
	}
	if s == nil { // one node, no self-loop
		return nil
	}
	rhs := make([]float64, len(nodes))
	for l, i := range nodes {
		rhs[l] = y[i]
	}
	if err := s.backward(rhs); err != nil {
		return err
	}
	for l, i := range nodes {
		y[i] = rhs[l]
	}
	return nil
}

// Forward solves o = q + Aᵀ·o in place for k columns at once: q holds the k
// values of node 0, then of node 1, and so on. With the origins' sources as q,
// o_j are the shares of each origin in j's supply.
// Nodes of closed loops keep 0: nothing asks for their origin.
func (c *Chain) Forward(q []float64, k int) error {
	at := c.transposed()
	for comp := c.comps.count() - 1; comp >= 0; comp-- {
		nodes := c.comps.members(comp)
		for _, j := range nodes {
			cols, vals := at.Row(j)
			for e, i := range cols {
				if c.comps.of[i] != int32(comp) {
					axpy(vals[e], q[int(i)*k:int(i+1)*k], q[int(j)*k:int(j+1)*k])
				}
			}
		}
		if err := c.forwardLoop(comp, nodes, q, k); err != nil {
			return err
		}
	}
	return nil
}

func (c *Chain) forwardLoop(comp int, nodes []int32, q []float64, k int) error {
	s, err := c.loop(comp)
	var closed *ClosedError
	if errors.As(err, &closed) {
		return nil
	}
	if err != nil || s == nil {
		return err
	}
	rhs := make([]float64, len(nodes)*k)
	for l, i := range nodes {
		copy(rhs[l*k:(l+1)*k], q[int(i)*k:])
	}
	if err := s.forward(rhs, k); err != nil {
		return err
	}
	for l, i := range nodes {
		copy(q[int(i)*k:int(i+1)*k], rhs[l*k:])
	}
	return nil
}

// axpy adds f·x to y.
func axpy(f float64, x, y []float64) {
	for i, v := range x {
		y[i] += f * v
	}
}
