package sparse

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// chainOf builds a chain from flows and production: a_ij = flow_ij / x_j.
func chainOf(n int, flows Triples, production []float64, opt Options) (*Chain, []float64) {
	x := append([]float64(nil), production...)
	for e, j := range flows.Col {
		x[j] += flows.Val[e]
	}
	a := Triples{Row: flows.Row, Col: flows.Col, Val: make([]float64, len(flows.Val))}
	for e, j := range flows.Col {
		a.Val[e] = flows.Val[e] / x[j]
	}
	source := make([]float64, n)
	for j := range source {
		if x[j] > 0 {
			source[j] = production[j] / x[j]
		}
	}
	return newChain(New(n, a), source, opt), source
}

func randomFlows(r *rand.Rand, n, degree int) (Triples, []float64) {
	var t Triples
	production := make([]float64, n)
	for i := range n {
		production[i] = r.Float64() * 3
		for range degree {
			if j := r.IntN(n); j != i {
				t.Add(int32(i), int32(j), r.Float64())
			}
		}
	}
	return t, production
}

func diff(x, y []float64) float64 {
	worst := 0.0
	for i := range x {
		worst = max(worst, math.Abs(x[i]-y[i])/max(1, math.Abs(x[i])))
	}
	return worst
}

// Every method gives what gonum's dense LU gives.
func TestMethodsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 3, 10, 60} {
		flows, production := randomFlows(r, n, 3)
		b := make([]float64, n)
		for i := range b {
			b[i] = r.Float64()
		}
		want := gonum(n, flows, production, b)
		for name, opt := range map[string]Options{
			"dense":    {Dense: 100},
			"sweeps":   {Sweeps: 1000},
			"krylov":   {Sweeps: 0, Fill: 0},
			"sparse":   {Sweeps: 0, Fill: 1e6},
			"ordinary": defaultOptions,
		} {
			c, _ := chainOf(n, flows, production, opt)
			if name == "sparse" {
				for k := range c.comps.count() {
					if s, err := c.loop(k); err == nil && s != nil {
						s.(*large).eliminate()
					}
				}
			}
			y, err := c.Backward(b)
			if err != nil {
				t.Fatal(name, n, err)
			}
			if d := diff(want, y); d > 1e-10 {
				t.Errorf("%s, %d nodes: off by %g", name, n, d)
			}
		}
	}
}

func gonum(n int, flows Triples, production, b []float64) []float64 {
	c, _ := chainOf(n, flows, production, defaultOptions)
	m := mat.NewDense(n, n, nil)
	for i := range n {
		m.Set(i, i, m.At(i, i)+1)
		cols, vals := c.a.Row(int32(i))
		for e, j := range cols {
			m.Set(i, int(j), m.At(i, int(j))-vals[e])
		}
	}
	var y mat.VecDense
	if err := y.SolveVec(m, mat.NewVecDense(n, b)); err != nil {
		panic(err)
	}
	return y.RawVector().Data
}

// Law: forward and backward answer the same question, and origins sum to 1.
func TestForwardIsBackward(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 25).Draw(t, "n")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		flows, production := randomFlows(r, n, rapid.IntRange(0, 4).Draw(t, "degree"))
		opt := rapid.SampledFrom([]Options{defaultOptions, {Dense: 0, Sweeps: 60, Fill: 1e6}, {Dense: 0, Sweeps: 0, Fill: 1e6}}).Draw(t, "opt")
		c, source := chainOf(n, flows, production, opt)
		o := make([]float64, n*n)
		for j, s := range source {
			o[j*n+j] = s
		}
		if err := c.Forward(o, n); err != nil {
			t.Fatal(err)
		}
		for j := range n {
			if s := sum(o[j*n : (j+1)*n]); math.Abs(s-1) > 1e-11 {
				t.Fatalf("origins of node %d sum to %g", j, s)
			}
			b := make([]float64, n)
			b[j] = 1
			y, err := c.Backward(b)
			if err != nil {
				t.Fatal(err)
			}
			for k := range n {
				if d := math.Abs(source[k]*y[k] - o[j*n+k]); d > 1e-11 {
					t.Fatalf("origin %d of node %d differs by %g", k, j, d)
				}
			}
		}
	})
}

// ring is a loop of n nodes where next to nothing leaves or enters: node 0
// makes in of origin 0, node n/2 makes 3·in.
func ring(n int, in float64) (Triples, []float64) {
	var t Triples
	production := make([]float64, n)
	production[0], production[n/2] = in, 3*in
	for i := range n {
		t.Add(int32(i), int32((i+1)%n), 1)
	}
	return t, production
}

// A nearly closed loop mixes its two sources in proportion 1 : 3, whatever
// the conditioning, and by every method that is allowed to answer.
func TestNearlyClosed(t *testing.T) {
	for _, n := range []int{10, 300, 3000} {
		for _, in := range []float64{1e-3, 1e-6, 1e-12} {
			flows, production := ring(n, in)
			c, source := chainOf(n, flows, production, defaultOptions)
			b := make([]float64, n)
			b[n/4] = 1
			y, err := c.Backward(b)
			if err != nil {
				t.Fatal(n, in, err)
			}
			first, second := source[0]*y[0], source[n/2]*y[n/2]
			if math.Abs(first+second-1) > 1e-11 || math.Abs(first-0.25) > 2*in+1e-11 {
				t.Errorf("ring of %d leaking %g: %g + %g", n, in, first, second)
			}
			o := make([]float64, 2*n)
			o[0], o[(n/2)*2+1] = source[0], source[n/2]
			if err := c.Forward(o, 2); err != nil {
				t.Fatal(err)
			}
			if d := math.Abs(o[n/4*2] - first); d > 1e-11 {
				t.Errorf("ring of %d leaking %g: forward differs by %g", n, in, d)
			}
		}
	}
}

// A large graph with tight loops inside: Gauss–Seidel alone would crawl.
func TestTightLoopsInside(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	n := 5000
	flows, production := randomFlows(r, n, 3)
	for i := 0; i+1 < n; i += 50 {
		flows.Add(int32(i), int32(i+1), 1e6)
		flows.Add(int32(i+1), int32(i), 1e6)
	}
	c, source := chainOf(n, flows, production, defaultOptions)
	b := make([]float64, n)
	b[7] = 1
	y, err := c.Backward(b)
	if err != nil {
		t.Fatal(err)
	}
	if s := dot(source, y); math.Abs(s-1) > 1e-10 {
		t.Errorf("shares sum to %.15g", s)
	}
}

func TestClosedLoop(t *testing.T) {
	var flows Triples
	flows.Add(0, 1, 5)
	flows.Add(1, 0, 5)
	flows.Add(1, 2, 1)
	c, _ := chainOf(4, flows, []float64{0, 0, 1, 1}, defaultOptions)
	_, err := c.Backward([]float64{0, 0, 1, 0})
	var closed *ClosedError
	if !errors.As(err, &closed) || len(closed.Nodes) != 2 {
		t.Fatalf("got %v", err)
	}
	if _, err := c.Backward([]float64{0, 0, 0, 1}); err != nil {
		t.Errorf("the loop does not feed node 3: %v", err)
	}
}

// Nothing is returned where nothing can be certified.
func TestNeverSilentlyUnconverged(t *testing.T) {
	flows, production := ring(1000, 1e-13)
	c, _ := chainOf(1000, flows, production, Options{Dense: 10, Sweeps: 10, Fill: 1})
	b := make([]float64, 1000)
	b[1] = 1
	if _, err := c.Backward(b); !errors.Is(err, ErrUnconverged) {
		t.Errorf("got %v", err)
	}
}

// Leontief, Miller & Blair (2009) ch. 2: x = f + A·x with Z = [[150, 500],
// [200, 100]], x = [1000, 2000]; f = [600, 1500] gives x = [1247.5, 1841.6].
// The value added is the source: columns of A and it sum to 1.
func TestLeontief(t *testing.T) {
	var a Triples
	a.Add(0, 0, 0.15)
	a.Add(0, 1, 0.25)
	a.Add(1, 0, 0.20)
	a.Add(1, 1, 0.05)
	c := NewChain(New(2, a), []float64{0.65, 0.70})
	for _, v := range []struct{ f, x []float64 }{
		{[]float64{1, 0}, []float64{1.25412541, 0.2640264}},
		{[]float64{0, 1}, []float64{0.330033, 1.12211221}},
		{[]float64{600, 1500}, []float64{1247.52475, 1841.58416}},
	} {
		x, err := c.Backward(v.f)
		if err != nil {
			t.Fatal(err)
		}
		if d := diff(v.x, x); d > 1e-6 {
			t.Errorf("f = %v: x = %v, want %v", v.f, x, v.x)
		}
	}
}

func ExampleChain_Backward() {
	// Node 0 makes 100 t and sends 80 to node 1 and 20 to node 2.
	var a Triples
	a.Add(0, 1, 1)
	a.Add(0, 2, 0.8) // node 2 also makes 5 t itself
	c := NewChain(New(3, a), []float64{1, 0, 0.2})
	y, _ := c.Backward([]float64{0, 0, 1})
	fmt.Printf("from 0: %.2f, from 2: %.2f\n", 1*y[0], 0.2*y[2])
	// Output: from 0: 0.80, from 2: 0.20
}

func BenchmarkBackward100k(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	flows, production := randomFlows(r, 100_000, 10)
	rhs := make([]float64, 100_000)
	rhs[5] = 1
	for b.Loop() {
		c, _ := chainOf(100_000, flows, production, defaultOptions)
		if _, err := c.Backward(rhs); err != nil {
			b.Fatal(err)
		}
	}
}
