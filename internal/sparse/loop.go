package sparse

// A solver solves one loop: a strongly connected part, its nodes numbered from
// 0, in place.
type solver interface {
	backward(b []float64) error       // y = b + A·y
	forward(q []float64, k int) error // o = q + Aᵀ·o, k columns
}

// loop returns the solver of component k, nil where there is nothing to solve:
// one node that does not feed itself.
func (c *Chain) loop(k int) (solver, error) {
	if c.loops[k] != nil {
		return c.loops[k], nil
	}
	nodes := c.comps.members(k)
	total := 0.0
	for _, j := range nodes {
		total += c.leak[j]
	}
	if total == 0 {
		return nil, &ClosedError{Nodes: append([]int32(nil), nodes...)}
	}
	if len(nodes) == 1 && !c.feedsItself(nodes[0]) {
		return nil, nil
	}
	part := c.part(k)
	if len(nodes) <= c.opt.Dense {
		c.loops[k] = newDense(part)
	} else {
		c.loops[k] = &large{part: part, opt: c.opt}
	}
	return c.loops[k], nil
}

func (c *Chain) feedsItself(i int32) bool {
	cols, _ := c.a.Row(i)
	for _, j := range cols {
		if j == i {
			return true
		}
	}
	return false
}

// A part is one component as a problem of its own.
type part struct {
	a    *Matrix
	leak []float64 // what enters each column from outside; with the column of a it sums to 1
	// pivot is 1 − a_jj written without subtraction: leak plus the rest of column j.
	pivot []float64
}

func (c *Chain) part(k int) *part {
	nodes := c.comps.members(k)
	p := &part{leak: make([]float64, len(nodes))}
	var t Triples
	for l, i := range nodes {
		p.leak[l] = c.leak[i]
		cols, vals := c.a.Row(i)
		for e, j := range cols {
			if c.comps.of[j] == int32(k) {
				t.Add(int32(l), c.local[j], vals[e])
			}
		}
	}
	p.a = New(len(nodes), t)
	p.pivot = append([]float64(nil), p.leak...)
	for e, j := range t.Col {
		if t.Row[e] != j {
			p.pivot[j] += t.Val[e]
		}
	}
	return p
}

// dense is a small loop, eliminated once (GTH): when node i goes, what passed
// through it is handed from its suppliers to its consumers,
//
//	a_kj += a_ki·a_ij/d_i,  leak_j += leak_i·a_ij/d_i,  d_i = leak_i + Σ_k a_ki
//
// so that the columns still sum to 1 and d_i, which is 1 − a_ii, needs no
// subtraction. a keeps the columns and rows as they were when their node went.
type dense struct {
	n int
	a []float64 // row-major
	d []float64
}

func newDense(p *part) *dense {
	n := len(p.leak)
	f := &dense{n: n, a: make([]float64, n*n), d: make([]float64, n)}
	for i := range int32(n) {
		cols, vals := p.a.Row(i)
		for e, j := range cols {
			f.a[int(i)*n+int(j)] += vals[e]
		}
	}
	leak := append([]float64(nil), p.leak...)
	for i := range n {
		f.eliminate(i, leak)
	}
	return f
}

func (f *dense) eliminate(i int, leak []float64) {
	d := leak[i]
	for k := i + 1; k < f.n; k++ {
		d += f.a[k*f.n+i]
	}
	f.d[i] = d
	row := f.a[i*f.n+i+1 : (i+1)*f.n]
	axpy(leak[i]/d, row, leak[i+1:])
	for k := i + 1; k < f.n; k++ {
		if v := f.a[k*f.n+i]; v != 0 {
			axpy(v/d, row, f.a[k*f.n+i+1:(k+1)*f.n])
		}
	}
}

func (f *dense) backward(b []float64) error {
	for i := range f.n {
		v := b[i] / f.d[i]
		if v == 0 {
			continue
		}
		for k := i + 1; k < f.n; k++ {
			b[k] += f.a[k*f.n+i] * v
		}
	}
	for i := f.n - 1; i >= 0; i-- {
		v := b[i]
		for j := i + 1; j < f.n; j++ {
			v += f.a[i*f.n+j] * b[j]
		}
		b[i] = v / f.d[i]
	}
	return nil
}

func (f *dense) forward(q []float64, k int) error {
	row := func(i int) []float64 { return q[i*k : (i+1)*k] }
	for i := range f.n {
		for j := i + 1; j < f.n; j++ {
			if v := f.a[i*f.n+j]; v != 0 {
				axpy(v/f.d[i], row(i), row(j))
			}
		}
	}
	for i := f.n - 1; i >= 0; i-- {
		for h := i + 1; h < f.n; h++ {
			if v := f.a[h*f.n+i]; v != 0 {
				axpy(v, row(h), row(i))
			}
		}
		for c := range row(i) {
			row(i)[c] /= f.d[i]
		}
	}
	return nil
}
