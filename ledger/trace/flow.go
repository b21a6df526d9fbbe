package trace

import "math"

// A network is the lots that some lots are made of, as pipes: each lot holds at
// most its own content, and what goes into a step may come out in any of its
// outputs. The most of a set of origins that can be in them is a maximum flow;
// the least is what the others cannot fill.
type network struct {
	n     int // nodes: 2 a lot (in, out), 1 a step, source, sink
	head  []int32
	arcs  []arc
	roots []root
	start []float64 // capacities before any flow
}

type arc struct {
	to, next int32
	cap      float64
}

type root struct {
	lot int32
	arc int32 // from the source
	cap float64
}

// network builds the pipes. What a root holds came from nowhere else: a lot
// without inputs is one, and so is the lot stop, whatever it was made of.
func (g *Graph) network(into []int32, stop int32, cone []int32, kg []float64) *network {
	lotNode, stepNode := map[int32]int32{}, map[int32]int32{}
	w := &network{n: 2}
	node := func() int32 { w.n++; return int32(w.n - 1) }
	for _, i := range cone {
		lotNode[i] = node()
		node() // its other end
		if s := g.lots[i].made; stepNode[s] == 0 {
			stepNode[s] = node()
		}
	}
	w.head = make([]int32, w.n)
	for i := range w.head {
		w.head[i] = -1
	}
	for _, i := range cone {
		a, s := lotNode[i], g.lots[i].made
		w.arc(a, a+1, kg[i])
		if i != stop {
			w.arc(stepNode[s], a, kg[i])
		}
		if len(g.steps[s].in) == 0 || i == stop {
			w.roots = append(w.roots, root{i, w.arc(0, a, 0), kg[i]})
		}
		if u := g.lots[i].used; u != none && stepNode[u] != 0 {
			w.arc(a+1, stepNode[u], kg[i])
		}
	}
	for _, i := range into {
		w.arc(lotNode[i]+1, 1, math.MaxFloat64)
	}
	w.start = make([]float64, len(w.arcs))
	for i, a := range w.arcs {
		w.start[i] = a.cap
	}
	return w
}

func (w *network) arc(from, to int32, cap float64) int32 {
	id := int32(len(w.arcs))
	w.arcs = append(w.arcs, arc{to, w.head[from], cap}, arc{from, w.head[to], 0})
	w.head[from], w.head[to] = id, id+1
	return id
}

// most returns how much of the roots chosen can be in the lots (Dinic 1970).
func (w *network) most(chosen func(lot int32) bool) float64 {
	for i := range w.arcs {
		w.arcs[i].cap = w.start[i]
	}
	for _, r := range w.roots {
		if chosen(r.lot) {
			w.arcs[r.arc].cap = r.cap
		}
	}
	total := 0.0
	for {
		level := w.levels()
		if level[1] < 0 {
			return total
		}
		at := append([]int32(nil), w.head...)
		for {
			f := w.push(0, math.MaxFloat64, level, at)
			if f == 0 {
				break
			}
			total += f
		}
	}
}

// dust is a residual capacity that is rounding, in kg.
const dust = 1e-9

func (w *network) levels() []int32 {
	level := make([]int32, w.n)
	for i := range level {
		level[i] = -1
	}
	level[0] = 0
	for queue := []int32{0}; len(queue) > 0; queue = queue[1:] {
		v := queue[0]
		for a := w.head[v]; a >= 0; a = w.arcs[a].next {
			if to := w.arcs[a].to; w.arcs[a].cap > dust && level[to] < 0 {
				level[to] = level[v] + 1
				queue = append(queue, to)
			}
		}
	}
	return level
}

func (w *network) push(v int32, flow float64, level, at []int32) float64 {
	if v == 1 {
		return flow
	}
	for ; at[v] >= 0; at[v] = w.arcs[at[v]].next {
		a := at[v]
		to := w.arcs[a].to
		if w.arcs[a].cap <= dust || level[to] != level[v]+1 {
			continue
		}
		if f := w.push(to, min(flow, w.arcs[a].cap), level, at); f > 0 {
			w.arcs[a].cap -= f
			w.arcs[a^1].cap += f
			return f
		}
	}
	return 0
}
