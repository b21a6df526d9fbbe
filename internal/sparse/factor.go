package sparse

import (
	"container/heap"
	"fmt"
	"slices"
)

// A factor is a large loop eliminated node by node as in dense, on sparse
// rows, the node with the least fill (rows × columns) first.
type factor struct {
	order []int32
	rows  [][]entry // a_ij of the nodes left when i went
	cols  [][]entry // a_ki of the nodes left when i went
	d     []float64
}

type entry struct {
	at  int32
	val float64
}

// elimination is the state while nodes go.
type elimination struct {
	rows [][]entry // by column, sorted
	cols [][]int32 // rows that hold this column, sorted
	leak []float64
	gone []bool
	size int
	f    *factor
}

func newFactor(p *part, fill int) (*factor, error) {
	n := len(p.leak)
	e := &elimination{rows: make([][]entry, n), cols: make([][]int32, n), leak: append([]float64(nil), p.leak...), gone: make([]bool, n),
		f: &factor{rows: make([][]entry, n), cols: make([][]entry, n), d: make([]float64, n)}}
	for i := range int32(n) {
		e.load(i, p.a)
	}
	queue := &leastFill{}
	for i := range int32(n) {
		heap.Push(queue, candidate{e.fill(i), i})
	}
	for queue.Len() > 0 {
		c := heap.Pop(queue).(candidate)
		if e.gone[c.node] {
			continue
		}
		if now := e.fill(c.node); now > c.fill { // it grew since it was queued
			heap.Push(queue, candidate{now, c.node})
			continue
		}
		e.eliminate(c.node)
		if e.size > fill {
			return nil, fmt.Errorf("%w: a loop of %d nodes fills beyond %d entries", ErrUnconverged, n, fill)
		}
	}
	return e.f, nil
}

// load takes row i without its diagonal, parallel entries added up.
func (e *elimination) load(i int32, a *Matrix) {
	cols, vals := a.Row(i)
	row := make([]entry, 0, len(cols))
	for k, j := range cols {
		if j != i {
			row = append(row, entry{j, vals[k]})
		}
	}
	slices.SortStableFunc(row, func(x, y entry) int { return int(x.at) - int(y.at) })
	out := row[:0]
	for _, x := range row {
		if len(out) > 0 && out[len(out)-1].at == x.at {
			out[len(out)-1].val += x.val
			continue
		}
		out = append(out, x)
	}
	e.rows[i] = out
	e.size += len(out)
	for _, x := range out {
		e.cols[x.at] = append(e.cols[x.at], i)
	}
}

func (e *elimination) fill(i int32) int { return len(e.rows[i]) * len(e.cols[i]) }

func (e *elimination) eliminate(i int32) {
	f := e.f
	f.order = append(f.order, i)
	e.gone[i] = true
	d := e.leak[i]
	for _, k := range e.cols[i] {
		at, _ := slices.BinarySearchFunc(e.rows[k], i, func(x entry, i int32) int { return int(x.at) - int(i) })
		f.cols[i] = append(f.cols[i], entry{k, e.rows[k][at].val})
		d += e.rows[k][at].val
	}
	f.d[i], f.rows[i] = d, e.rows[i]
	for _, x := range e.rows[i] {
		e.leak[x.at] += e.leak[i] / d * x.val
		e.cols[x.at] = drop(e.cols[x.at], i)
	}
	for _, c := range f.cols[i] {
		e.merge(c.at, i, c.val/d)
	}
}

// merge adds v times row i to row k, less columns i and k (the diagonal is
// never needed: d stands for it).
func (e *elimination) merge(k, i int32, v float64) {
	old, add := e.rows[k], e.rows[i]
	out := make([]entry, 0, len(old)+len(add))
	for len(old) > 0 || len(add) > 0 {
		switch {
		case len(add) == 0 || len(old) > 0 && old[0].at < add[0].at:
			if old[0].at != i {
				out = append(out, old[0])
			}
			old = old[1:]
		case len(old) == 0 || add[0].at < old[0].at:
			if j := add[0].at; j != k {
				out = append(out, entry{j, v * add[0].val})
				e.cols[j] = insert(e.cols[j], k)
			}
			add = add[1:]
		default:
			out = append(out, entry{old[0].at, old[0].val + v*add[0].val})
			old, add = old[1:], add[1:]
		}
	}
	e.size += len(out) - len(e.rows[k])
	e.rows[k] = out
}

func drop(list []int32, v int32) []int32 {
	if at, ok := slices.BinarySearch(list, v); ok {
		return slices.Delete(list, at, at+1)
	}
	return list
}

func insert(list []int32, v int32) []int32 {
	at, ok := slices.BinarySearch(list, v)
	if ok {
		return list
	}
	return slices.Insert(list, at, v)
}

func (f *factor) backward(b []float64) {
	for _, i := range f.order {
		v := b[i] / f.d[i]
		for _, c := range f.cols[i] {
			b[c.at] += c.val * v
		}
	}
	for _, i := range slices.Backward(f.order) {
		v := b[i]
		for _, x := range f.rows[i] {
			v += x.val * b[x.at]
		}
		b[i] = v / f.d[i]
	}
}

func (f *factor) forward(q []float64, k int) {
	row := func(i int32) []float64 { return q[int(i)*k : int(i+1)*k] }
	for _, i := range f.order {
		for _, x := range f.rows[i] {
			axpy(x.val/f.d[i], row(i), row(x.at))
		}
	}
	for _, i := range slices.Backward(f.order) {
		for _, c := range f.cols[i] {
			axpy(c.val, row(c.at), row(i))
		}
		for c := range row(i) {
			row(i)[c] /= f.d[i]
		}
	}
}

type candidate struct {
	fill int
	node int32
}

// leastFill is a heap by fill, then node, so that the order is one.
type leastFill []candidate

func (h leastFill) Len() int      { return len(h) }
func (h leastFill) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h leastFill) Less(i, j int) bool {
	return h[i].fill < h[j].fill || h[i].fill == h[j].fill && h[i].node < h[j].node
}
func (h *leastFill) Push(x any) { *h = append(*h, x.(candidate)) }
func (h *leastFill) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
