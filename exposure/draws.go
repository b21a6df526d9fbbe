package exposure

import (
	"context"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"adit"
)

// A drawn quantity is one activity or flow whose interval is stated.
type drawn struct {
	lane           bool
	at             int32
	low, mid, high float64
	stratum        []uint16 // by draw
}

// An ensemble is E6b's sample: a Latin hypercube. Each quantity takes the middle
// of each of n equal strata of its interval once, in an order of its own. With
// hundreds of quantities that fills every margin evenly at any n, where Halton's
// points in hundreds of dimensions are, for the first thousands of points,
// nearly collinear (bases of 500 and more step in line).
//
// The order comes from the seed and the quantity's id alone: another lane in
// the file does not change the draws of the rest.
type ensemble struct {
	g        *graph
	n        int
	drawn    []drawn
	unbound  int // quantities whose interval has no end: kept at the observed value
	observed state
}

// newEnsemble draws what lies upstream of the target; the rest cannot matter.
func newEnsemble(g *graph, upstream []bool, n int, seed uint64) *ensemble {
	e := &ensemble{g: g, n: n, observed: g.observed()}
	for i := range g.net.Processes {
		p := &g.net.Processes[i]
		if touches(g, int32(i), upstream) {
			e.add(drawn{at: int32(i)}, p.Observed, p.Activity, "process/"+p.ID, seed)
		}
	}
	for i := range g.net.Lanes {
		l := &g.net.Lanes[i]
		if upstream[g.to[i]] {
			e.add(drawn{lane: true, at: int32(i)}, l.Observed, l.Flow, "lane/"+l.ID, seed)
		}
	}
	return e
}

func touches(g *graph, process int32, upstream []bool) bool {
	i, _ := slices.BinarySearchFunc(g.batches, process, func(b batch, p int32) int { return int(b.process) - int(p) })
	for ; i < len(g.batches) && g.batches[i].process == process; i++ {
		if upstream[g.batches[i].node] {
			return true
		}
	}
	return false
}

func (e *ensemble) add(d drawn, o adit.Observed, q adit.Tonnes, id string, seed uint64) {
	low, high := o.Interval(q)
	if low == high {
		return
	}
	if !high.IsLimit() {
		e.unbound++
		return
	}
	d.low, d.mid, d.high = float64(low), float64(min(max(q, low), high)), float64(high)
	h := fnv.New64a()
	h.Write([]byte(id))
	r := rand.New(rand.NewPCG(seed, h.Sum64()))
	d.stratum = make([]uint16, e.n)
	for s := range d.stratum {
		d.stratum[s] = uint16(s)
	}
	r.Shuffle(e.n, func(a, b int) { d.stratum[a], d.stratum[b] = d.stratum[b], d.stratum[a] })
	e.drawn = append(e.drawn, d)
}

// at01 is the quantity at a quantile: the observed value is the median, and on
// either side of it all values to the bound are alike. An interval is often
// lopsided (a part of a bundled flow lies between nothing and the whole); drawn
// evenly its middle, not what was observed, would rule.
func (d drawn) at01(u float64) float64 {
	if u < 0.5 {
		return d.low + 2*u*(d.mid-d.low)
	}
	return d.mid + (2*u-1)*(d.high-d.mid)
}

func (e *ensemble) state(draw int) state {
	s := state{slices.Clone(e.observed.activity), slices.Clone(e.observed.flow)}
	for _, d := range e.drawn {
		v := d.at01((float64(d.stratum[draw]) + 0.5) / float64(e.n))
		if d.lane {
			s.flow[d.at] = v
		} else {
			s.activity[d.at] = v
		}
	}
	return s
}

// run traces the target in every draw and returns the shares by country, by draw.
func (e *ensemble) run(ctx context.Context, v view, t target) ([]map[adit.PlaceID]float64, error) {
	out := make([]map[adit.PlaceID]float64, e.n)
	err := inParallel(e.n, func(_, i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		tr := e.g.tracer(e.state(i), v)
		share, err := tr.origins(tr.supplyOf(t, false))
		if err == nil {
			out[i] = e.g.byCountry(share)
		}
		return err
	})
	return out, err
}

// inParallel calls do for 0 … n−1, on a worker for each core; each worker takes
// one run of neighbours. It returns the error of the lowest index.
func inParallel(n int, do func(worker, i int) error) error {
	workers := min(n, runtime.GOMAXPROCS(0))
	errs := make([]error, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := n * w / workers; i < n*(w+1)/workers && errs[w] == nil; i++ {
				errs[w] = do(w, i)
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// percentiles returns the 5th and the 95th percentile of the summed shares of
// places, interpolated between order statistics.
func percentiles(draws []map[adit.PlaceID]float64, places ...adit.PlaceID) (p5, p95 float64) {
	v := make([]float64, len(draws))
	for i, d := range draws {
		for _, p := range places {
			v[i] += d[p]
		}
	}
	slices.Sort(v)
	at := func(q float64) float64 {
		x := q * float64(len(v)-1)
		i := int(math.Floor(x))
		return v[i] + (x-float64(i))*(v[min(i+1, len(v)-1)]-v[i])
	}
	return round(at(0.05)), round(at(0.95))
}
