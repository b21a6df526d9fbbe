package exposure

import (
	"cmp"
	"container/heap"
	"context"
	"math"
	"slices"

	"adit"
)

// through fills the table of direct suppliers and origins, T_ij · O_ki, and
// the paths of its largest rows.
func (a *asking) through(ctx context.Context) error {
	for _, v := range []struct {
		t    *tracer
		into *[]Route
	}{{a.mined, &a.out.Through.Mined}, {a.made, &a.out.Through.Processed}} {
		routes, err := a.routes(ctx, v.t)
		if err != nil {
			return err
		}
		*v.into = routes
	}
	return nil
}

func (a *asking) routes(ctx context.Context, t *tracer) ([]Route, error) {
	all := t.supplyOf(a.s, true)
	routes := []Route{}
	for _, f := range a.out.FaceValue {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m := mix{nodes: make([]float64, len(all.nodes))}
		for i, v := range all.nodes {
			if v > 0 && a.g.nodes[i].Place.Country() == f.Place {
				m.nodes[i], m.total = v, m.total+v
			}
		}
		share, err := t.origins(m)
		if err != nil {
			return nil, err
		}
		for _, o := range ranked(a.g.byCountry(share)) {
			if o.Share*f.Share > cutOff {
				routes = append(routes, Route{Supplier: f.Place, Origin: o.Place, Tonnes: round(o.Share * m.total)})
			}
		}
	}
	slices.SortFunc(routes, func(a, b Route) int {
		return cmp.Or(cmp.Compare(b.Tonnes, a.Tonnes), cmp.Compare(a.Supplier, b.Supplier), cmp.Compare(a.Origin, b.Origin))
	})
	w := &walker{t: t, s: a.s, from: map[adit.PlaceID]*walk{}}
	w.lanes, w.batches = a.g.inbound(t.s)
	for i := range routes[:min(a.Paths, len(routes))] {
		r := &routes[i]
		r.Path = w.path(r.Supplier, r.Origin)
		r.Basis = worstBasis(r.Path)
	}
	return routes, nil
}

func worstBasis(path []Step) adit.Basis {
	worst, out := -1, adit.Basis("")
	for _, s := range path {
		if at := slices.Index(adit.Bases, s.Basis); at > worst {
			worst, out = at, s.Basis
		}
	}
	return out
}

// A walker finds most likely paths: a tonne at node j came over each lane and
// out of each input with probability A_ij, so the likeliest path is the
// shortest by −log A (Dijkstra), walked from the target upstream.
type walker struct {
	t              *tracer
	s              target
	lanes, batches [][]int32 // into each node
	from           map[adit.PlaceID]*walk
}

// A walk is all shortest paths from the target through one direct supplier.
type walk struct {
	far []float64 // by node
	via []hop     // towards the target
}

// A hop leads from a node towards the target: over a lane, or into a batch.
type hop struct{ lane, batch int32 }

var none = hop{-1, -1}

func (w *walker) path(supplier, origin adit.PlaceID) []Step {
	k, ok := w.from[supplier]
	if !ok {
		k = w.walk(supplier)
		w.from[supplier] = k
	}
	best, start := math.Inf(1), int32(-1)
	for i := range w.t.g.batches {
		b := &w.t.g.batches[i]
		made := w.t.s.made(b)
		if made == 0 || !w.t.v.starts(b) || w.t.g.net.Processes[b.process].Place.Country() != origin {
			continue
		}
		if d := k.far[b.node] - math.Log(made/w.t.x[b.node]); d < best {
			best, start = d, int32(i)
		}
	}
	if start < 0 {
		return nil
	}
	return w.steps(k, start)
}

// steps follows the hops from a batch to the target.
func (w *walker) steps(k *walk, start int32) []Step {
	path := []Step{w.making(start)}
	n := w.t.g.batches[start].node
	for {
		h := k.via[n]
		switch {
		case h.lane >= 0:
			path = append(path, w.shipping(h.lane))
			n = w.t.g.to[h.lane]
			if w.s.imports(w.t.g, int(h.lane)) && w.last(k, h.lane) {
				return path
			}
		case h.batch >= 0:
			path = append(path, w.making(h.batch))
			n = w.t.g.batches[h.batch].node
		default:
			return path
		}
	}
}

// last reports whether a lane is where the walk began: its node was reached
// from the target itself.
func (w *walker) last(k *walk, lane int32) bool {
	n := w.t.g.from[lane]
	return k.far[n] == w.entry(lane)
}

func (w *walker) entry(lane int32) float64 { return -math.Log(w.t.s.flow[lane]) }

func (w *walker) making(b int32) Step {
	k := &w.t.g.batches[b]
	p := &w.t.g.net.Processes[k.process]
	return Step{From: p.Place, To: p.Place, Material: w.t.g.nodes[k.node].Material, Process: p.ID, Tonnes: round(w.t.s.made(k)), Basis: p.Observed.Basis}
}

func (w *walker) shipping(l int32) Step {
	k := &w.t.g.net.Lanes[l]
	return Step{From: k.From, To: k.To, Material: k.Material, Lane: k.ID, Tonnes: round(w.t.s.flow[l]), Basis: k.Observed.Basis}
}

// walk runs Dijkstra upstream from the lanes by which the supplier serves the
// target.
func (w *walker) walk(supplier adit.PlaceID) *walk {
	g := w.t.g
	k := &walk{far: make([]float64, len(g.nodes)), via: make([]hop, len(g.nodes))}
	for n := range k.far {
		k.far[n], k.via[n] = math.Inf(1), none
	}
	queue := &nearest{}
	reach := func(n int32, d float64, h hop) {
		if d < k.far[n] {
			k.far[n], k.via[n] = d, h
			heap.Push(queue, reached{d, n})
		}
	}
	for s := range g.nodes {
		for _, l := range w.lanes[s] {
			if from := g.from[l]; w.s.imports(g, int(l)) && g.nodes[from].Place.Country() == supplier {
				reach(from, w.entry(l), hop{l, -1})
			}
		}
	}
	for queue.Len() > 0 {
		at := heap.Pop(queue).(reached)
		if at.far > k.far[at.node] {
			continue
		}
		for _, l := range w.lanes[at.node] {
			reach(g.from[l], at.far-math.Log(w.t.s.flow[l]/w.t.x[at.node]), hop{l, -1})
		}
		for _, i := range w.batches[at.node] {
			if b := &g.batches[i]; !w.t.v.starts(b) {
				for _, h := range b.hands {
					reach(h.node, at.far-math.Log(h.weight*w.t.s.made(b)/w.t.x[at.node]), hop{-1, i})
				}
			}
		}
	}
	return k
}

type reached struct {
	far  float64
	node int32
}

// nearest is a heap by distance, then node, so that ties fall one way.
type nearest []reached

func (h nearest) Len() int      { return len(h) }
func (h nearest) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h nearest) Less(i, j int) bool {
	return h[i].far < h[j].far || h[i].far == h[j].far && h[i].node < h[j].node
}
func (h *nearest) Push(x any) { *h = append(*h, x.(reached)) }
func (h *nearest) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
