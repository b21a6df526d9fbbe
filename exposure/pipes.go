package exposure

import (
	"context"
	"math"
	"slices"

	"adit"
	"adit/market"
)

// Pipes are E7's network where mass only passes through: every process makes one
// thing from one or from nothing, and a tonne is worth as much of the target by
// whatever way it goes. Then no program is needed: what can be served is a
// maximum flow, and what a set of demands can have together is submodular.
//
// Everything is in tonnes of the target. Arc 2i is what i carries, in the order
// of processes, lanes, stocks, demands; arc 2i+1 is the same backward.
type pipes struct {
	*outage
	unit  map[adit.MaterialID]float64 // of the target in a tonne
	out   [][]int32                   // arcs by node; the last two nodes are source and sink
	to    []int32
	room  []float64 // what an arc can still take
	depth []int32   // of a node in the present search; 0 is not reached
	next  []int     // arc of a node that the present search tries next
}

// crumb is what rounding leaves of an arc, in shares of the target's demand.
const crumb = 1e-12

// pipes returns the network as pipes, or nil where it is none.
func (o *outage) pipes() *pipes {
	unit := o.units()
	if unit == nil {
		return nil
	}
	n := len(o.index.Nodes)
	p := &pipes{outage: o, unit: unit, out: make([][]int32, n+2), depth: make([]int32, n+2), next: make([]int, n+2)}
	source, sink := n, n+1
	for i := range o.net.Processes {
		x, from := &o.net.Processes[i], source
		if in, ok := single(x.Inputs); ok {
			from = o.index.At(adit.Node{Material: in.Material, Place: x.Place})
		}
		made, _ := single(x.Outputs)
		p.arc(from, o.index.At(adit.Node{Material: made.Material, Place: x.Place}))
	}
	for i := range o.net.Lanes {
		l := &o.net.Lanes[i]
		p.arc(o.index.At(adit.Node{Material: l.Material, Place: l.From}), o.index.At(adit.Node{Material: l.Material, Place: l.To}))
	}
	for i := range o.net.Stocks {
		p.arc(source, o.index.At(o.net.Stocks[i].Node()))
	}
	for i := range o.net.Demands {
		p.arc(o.index.At(o.net.Demands[i].Node()), sink)
	}
	p.room = make([]float64, len(p.to))
	return p
}

func (p *pipes) arc(from, to int) {
	at := int32(len(p.to))
	p.to = append(p.to, int32(to), int32(from))
	p.out[from] = append(p.out[from], at)
	p.out[to] = append(p.out[to], at+1)
}

// single is the one part with tonnes, if there is just one.
func single(parts []adit.Part) (one adit.Part, ok bool) {
	n := 0
	for _, x := range parts {
		if x.Tonnes > 0 {
			one, n = x, n+1
		}
	}
	return one, n == 1
}

// units finds what a tonne of each material is worth in tonnes of the target, so
// that every process gives as much as it takes; nil where there is no such unit.
func (o *outage) units() map[adit.MaterialID]float64 {
	for i := range o.net.Processes {
		x := &o.net.Processes[i]
		_, made := single(x.Outputs)
		if _, one := single(x.Inputs); !made || !one && slices.ContainsFunc(x.Inputs, func(in adit.Part) bool { return in.Tonnes > 0 }) {
			return nil
		}
	}
	unit := map[adit.MaterialID]float64{o.material: 1}
	for o.spread(unit) {
	}
	for _, node := range o.index.Nodes { // what no process joins to the target
		if unit[node.Material] == 0 {
			unit[node.Material] = 1
			for o.spread(unit) {
			}
		}
	}
	for i := range o.net.Processes {
		in, out, ok := ends(&o.net.Processes[i])
		if takes, gives := unit[in.Material]*float64(in.Tonnes), unit[out.Material]*float64(out.Tonnes); ok && math.Abs(takes-gives) > 1e-12*gives {
			return nil
		}
	}
	return unit
}

// spread takes known units through processes, and reports whether it got further.
func (o *outage) spread(unit map[adit.MaterialID]float64) (further bool) {
	for i := range o.net.Processes {
		in, out, ok := ends(&o.net.Processes[i])
		switch a, b := unit[in.Material], unit[out.Material]; {
		case !ok:
		case a > 0 && b == 0:
			unit[out.Material], further = a*float64(in.Tonnes)/float64(out.Tonnes), true
		case b > 0 && a == 0:
			unit[in.Material], further = b*float64(out.Tonnes)/float64(in.Tonnes), true
		}
	}
	return further
}

// ends are what a process makes and what it makes that from.
func ends(x *adit.Process) (in, out adit.Part, ok bool) {
	out, _ = single(x.Outputs)
	in, ok = single(x.Inputs)
	return in, out, ok
}

// solve sets the losses of all removals.
func (p *pipes) solve(ctx context.Context, list []removal) error {
	first, shared := p.servedFirst(p.base), p.shared(p.base)
	for i := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		r := &list[i]
		r.loss.ServedFirst = lost(first, p.servedFirst(r.limits))
		r.loss.Shared = lost(shared, p.shared(r.limits))
	}
	return nil
}

// servedFirst is what the target has when the others are served first: what more
// flows when it is let in. Nobody loses by that: a way to the sink goes through
// no demand but the last.
func (p *pipes) servedFirst(l market.Limits) float64 {
	p.open(l)
	for d, is := range p.target {
		if !is {
			p.want(d, p.most(l, d))
		}
	}
	p.push()
	for d, is := range p.target {
		if is {
			p.want(d, p.most(l, d))
		}
	}
	return p.push()
}

// shared is what the target has when shortage is shared max-min fairly.
func (p *pipes) shared(l market.Limits) float64 {
	var all []int
	for d := range p.target {
		if p.most(l, d) > 0 {
			all = append(all, d)
		}
	}
	return p.divide(l, nil, all)
}

// divide shares among some demands what the served, who have the least, leave
// (Fujishige's decomposition: a fair division is the lexicographically optimal
// base of a polymatroid). Give everybody the mean. Where that flows, it is the
// share. Where not, a least cut parts those who get less from those who get more,
// and each part is divided by itself; only where the target is.
func (p *pipes) divide(l market.Limits, served, among []int) float64 {
	amount, wanted := 0.0, 0.0
	for _, d := range among {
		amount += p.most(l, d)
		if p.target[d] {
			wanted += p.most(l, d)
		}
	}
	if wanted == 0 {
		return 0
	}
	p.open(l)
	for _, d := range served {
		p.want(d, p.most(l, d))
	}
	p.push()
	left := slices.Clone(p.room)
	for _, d := range among {
		p.want(d, p.most(l, d))
	}
	mean := math.Min(1, p.push()/amount)
	copy(p.room, left)
	for _, d := range among {
		p.want(d, mean*p.most(l, d))
	}
	short := mean*amount - p.push()
	less, more := p.part(among)
	if short < 1e-10 || len(less) == 0 || len(more) == 0 {
		return mean * wanted
	}
	return p.divide(l, served, less) + p.divide(l, slices.Concat(served, less), more)
}

// part splits demands by the cut that the last push ended at: those that nothing
// more can reach, and the rest.
func (p *pipes) part(among []int) (less, more []int) {
	for _, d := range among {
		if p.depth[p.index.At(p.net.Demands[d].Node())] == 0 {
			less = append(less, d)
		} else {
			more = append(more, d)
		}
	}
	return less, more
}

// most is what a demand may have.
func (p *pipes) most(l market.Limits, d int) float64 {
	return float64(l.Served[d]) * p.unit[p.net.Demands[d].Material]
}

// want lets so much flow to a demand.
func (p *pipes) want(d int, tonnes float64) {
	p.room[2*(len(p.net.Processes)+len(p.net.Lanes)+len(p.net.Stocks)+d)] = tonnes
}

// open makes room for what the limits allow, and for no demand.
func (p *pipes) open(l market.Limits) {
	clear(p.room)
	at := 0
	limit := func(most adit.Tonnes, unit float64) {
		p.room[at] = math.Inf(1)
		if most.IsLimit() {
			p.room[at] = float64(most) * unit
		}
		at += 2
	}
	for i := range p.net.Processes {
		made, _ := single(p.net.Processes[i].Outputs)
		limit(l.Activity[i], float64(made.Tonnes)*p.unit[made.Material])
	}
	for i := range p.net.Lanes {
		limit(l.Flow[i], p.unit[p.net.Lanes[i].Material])
	}
	for i := range p.net.Stocks {
		limit(l.Release[i], p.unit[p.net.Stocks[i].Material])
	}
}

// push sends as much as still flows from the source to the sink, along shortest
// ways first (Dinic), and returns it.
func (p *pipes) push() float64 {
	source, sum := int32(len(p.out)-2), 0.0
	for p.level(source) {
		clear(p.next)
		for {
			sent := p.send(source, math.Inf(1))
			if sent == 0 {
				break
			}
			sum += sent
		}
	}
	return sum
}

// level sets the depth of all nodes that can be reached, and reports whether the
// sink is one.
func (p *pipes) level(source int32) bool {
	clear(p.depth)
	sink := source + 1
	p.depth[source] = 1
	queue := []int32{source}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, a := range p.out[n] {
			if to := p.to[a]; p.depth[to] == 0 && p.room[a] > crumb {
				p.depth[to] = p.depth[n] + 1
				if to != sink { // what reached the sink does not come back
					queue = append(queue, to)
				}
			}
		}
	}
	return p.depth[sink] > 0
}

// send carries at most so much from a node along one way down to the sink.
func (p *pipes) send(n int32, most float64) float64 {
	if int(n) == len(p.out)-1 {
		return most
	}
	for ; p.next[n] < len(p.out[n]); p.next[n]++ {
		a := p.out[n][p.next[n]]
		if p.room[a] <= crumb || p.depth[p.to[a]] != p.depth[n]+1 {
			continue
		}
		if sent := p.send(p.to[a], math.Min(most, p.room[a])); sent > 0 {
			p.room[a] -= sent
			p.room[a^1] += sent
			return sent
		}
	}
	return 0
}
