package exposure

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/internal/sparse"
)

// A tracer answers E4 for any target in one view and state.
type tracer struct {
	g     *graph
	s     state
	v     view
	x     []float64
	chain *sparse.Chain
}

func (g *graph) tracer(s state, v view) *tracer {
	x := g.supply(s)
	return &tracer{g, s, v, x, g.chain(s, v, x)}
}

// A mix is a supply to be traced: tonnes by node they come out of, and by batch
// where origin starts in the mix itself.
type mix struct {
	total  float64
	nodes  []float64 // by node
	direct map[int]float64
}

// supplyOf is what enters the nodes of S: arrivals from outside and, unless
// importsOnly, process outputs inside. Lanes within S are no supply. Imports of
// what nobody trades are those of what it is made from (target.enter).
func (t *tracer) supplyOf(s target, importsOnly bool) mix {
	m := mix{nodes: make([]float64, len(t.g.nodes)), direct: map[int]float64{}}
	for i, f := range t.s.flow {
		arrives := s.has[t.g.to[i]] && !s.has[t.g.from[i]]
		if importsOnly {
			arrives, f = s.imports(t.g, i), f*s.entry[t.g.to[i]]
		}
		if arrives && f > 0 {
			m.nodes[t.g.from[i]] += f
			m.total += f
		}
	}
	if importsOnly {
		return m
	}
	for i := range t.g.batches {
		b := &t.g.batches[i]
		made := t.s.made(b)
		if !s.has[b.node] || made == 0 {
			continue
		}
		m.total += made
		if t.v.starts(b) {
			m.direct[i] += made
			continue
		}
		for _, h := range b.hands {
			m.nodes[h.node] += made * h.weight
		}
	}
	return m
}

// origins returns, by process, the share of the mix that originates there: one
// backward solve (E4). The shares sum to 1 where the mix is not empty.
func (t *tracer) origins(m mix) ([]float64, error) {
	share := make([]float64, len(t.g.net.Processes))
	if m.total == 0 {
		return share, nil
	}
	b := make([]float64, len(m.nodes))
	for i, v := range m.nodes {
		b[i] = v / m.total
	}
	y, err := t.chain.Backward(b)
	if err != nil {
		return nil, t.fault(err)
	}
	for i := range t.g.batches {
		k := &t.g.batches[i]
		if made := t.s.made(k); made > 0 && t.v.starts(k) {
			share[k.process] += made/t.x[k.node]*y[k.node] + m.direct[i]/m.total
		}
	}
	return share, nil
}

// fault turns a closed loop into a fault of the data that names its nodes.
func (t *tracer) fault(err error) error {
	var closed *sparse.ClosedError
	if !errors.As(err, &closed) {
		return err
	}
	names := make([]string, len(closed.Nodes))
	for i, n := range closed.Nodes {
		names[i] = t.g.nodes[n].String()
	}
	slices.Sort(names)
	what := fmt.Sprintf("%d nodes feed each other and nothing is produced there", len(names))
	if len(names) == 1 {
		what = "what it ships or uses up is neither brought nor made there"
	}
	return adit.Faults{{
		Where: strings.Join(names[:min(len(names), 20)], ", "), Rule: "E4-closed-loop", Severity: adit.Wrong, What: what,
		Remedy: "add the production or the arrivals that this supply comes from, or take the lanes out",
	}}
}

// byCountry sums shares by process over the countries of the processes.
func (g *graph) byCountry(share []float64) map[adit.PlaceID]float64 {
	sum := map[adit.PlaceID]float64{}
	for i, s := range share {
		if s > 0 {
			sum[g.net.Processes[i].Place.Country()] += s
		}
	}
	return sum
}

// Unnamed is the owner of what no owner is known of.
const Unnamed adit.PlaceID = "unknown"

// byOwner splits the share of each process over its ultimate owners (E5); what
// they leave is Unnamed.
func (g *graph) byOwner(share []float64) map[adit.PlaceID]float64 {
	sum := map[adit.PlaceID]float64{}
	for i, s := range share {
		if s == 0 {
			continue
		}
		rest := s
		for _, o := range g.net.Processes[i].Owners {
			sum[o.Place.Country()] += s * float64(o.Share)
			rest -= s * float64(o.Share)
		}
		if rest > cutOff*s {
			sum[Unnamed] += rest
		}
	}
	return sum
}

// Origins holds the look-through shares of every node (E4).
type Origins struct {
	Nodes   []adit.Node
	Places  []adit.PlaceID // countries of origin, in order
	Tonnes  []float64      // supply of a node
	shares  []float64      // by node, then place
	numbers map[adit.Node]int
}

// Trace returns the origins of every node's supply, with one solve for all.
// Origin is where things were mined, or, where materials are named, starts
// afresh at the processes that make one of them.
func Trace(ctx context.Context, net *adit.Network, processedAs ...adit.MaterialID) (*Origins, error) {
	g := newGraph(net)
	v := g.processed(processedAs...)
	t := g.tracer(g.observed(), v)
	o := &Origins{Nodes: g.nodes, Tonnes: t.x, numbers: make(map[adit.Node]int, len(g.nodes))}
	for i, n := range g.nodes {
		o.numbers[n] = i
	}
	o.Places = t.starts()
	k := len(o.Places)
	o.shares = make([]float64, len(g.nodes)*k)
	for i := range g.batches {
		b := &g.batches[i]
		if made := t.s.made(b); made > 0 && v.starts(b) {
			at, _ := slices.BinarySearch(o.Places, g.net.Processes[b.process].Place.Country())
			o.shares[int(b.node)*k+at] += made / t.x[b.node]
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := t.chain.Forward(o.shares, k); err != nil {
		return nil, fmt.Errorf("origins of all nodes: %w", t.fault(err))
	}
	return o, nil
}

// starts lists the countries where origin starts, in order.
func (t *tracer) starts() []adit.PlaceID {
	set := map[adit.PlaceID]float64{}
	for i := range t.g.batches {
		if b := &t.g.batches[i]; t.v.starts(b) && t.s.made(b) > 0 {
			set[t.g.net.Processes[b.process].Place.Country()] = 1
		}
	}
	var places []adit.PlaceID
	for p := range set {
		places = append(places, p)
	}
	slices.Sort(places)
	return places
}

// Of returns the origins of one node, largest first; nil where it has no
// supply or the network does not touch it.
func (o *Origins) Of(n adit.Node) []Origin {
	i, ok := o.numbers[n]
	if !ok {
		return nil
	}
	sum := map[adit.PlaceID]float64{}
	for k, p := range o.Places {
		sum[p] = o.shares[i*len(o.Places)+k]
	}
	return ranked(sum)
}
