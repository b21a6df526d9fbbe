package exposure

import (
	"cmp"
	"slices"

	"adit"
	"adit/internal/sparse"
)

// A graph is a network's lanes and recipes by node number, without its
// quantities: those come as a state, so that E6b can draw them again.
type graph struct {
	net      *adit.Network
	nodes    []adit.Node // in order
	at       map[adit.Node]int32
	from, to []int32 // by lane
	batches  []batch
}

// A batch is one output of one process.
type batch struct {
	process int32
	node    int32
	tonnes  float64 // per unit of activity
	hands   []hand  // whose origins it hands on, weights summing to 1; empty: origin starts here
}

// A hand is one input that a batch hands on the origins of.
type hand struct {
	node   int32
	weight float64 // of the contained mass of the batch's inputs
}

// A state is a network's quantities by position.
type state struct{ activity, flow []float64 }

// newGraph numbers the nodes that carry something. It hashes each end of a
// lane once, as small integers: on a million lanes hashing is what costs.
func newGraph(net *adit.Network) *graph {
	net = inOrder(net)
	in := &interner{places: map[adit.PlaceID]int32{}, materials: map[adit.MaterialID]int32{}, seen: map[int64]int32{}}
	g := &graph{net: net, from: make([]int32, len(net.Lanes)), to: make([]int32, len(net.Lanes))}
	for i := range net.Lanes {
		l := &net.Lanes[i]
		g.from[i], g.to[i] = in.node(l.Material, l.From), in.node(l.Material, l.To)
	}
	content := contents(net)
	for i := range net.Processes {
		g.addBatches(int32(i), in, content)
	}
	g.renumber(in.nodes)
	return g
}

// inOrder returns the network sorted, itself where it is already.
func inOrder(net *adit.Network) *adit.Network {
	byID := slices.IsSortedFunc(net.Materials, func(a, b adit.Material) int { return cmp.Compare(a.ID, b.ID) }) &&
		slices.IsSortedFunc(net.Processes, func(a, b adit.Process) int { return cmp.Compare(a.ID, b.ID) }) &&
		slices.IsSortedFunc(net.Lanes, func(a, b adit.Lane) int { return cmp.Compare(a.ID, b.ID) }) &&
		slices.IsSortedFunc(net.Demands, func(a, b adit.Demand) int { return cmp.Compare(a.ID, b.ID) }) &&
		slices.IsSortedFunc(net.Stocks, func(a, b adit.Stock) int { return cmp.Compare(a.ID, b.ID) })
	for i := range net.Processes {
		p := &net.Processes[i]
		byMaterial := func(a, b adit.Part) int { return cmp.Compare(a.Material, b.Material) }
		byID = byID && slices.IsSortedFunc(p.Inputs, byMaterial) && slices.IsSortedFunc(p.Outputs, byMaterial) &&
			slices.IsSortedFunc(p.Owners, func(a, b adit.Owner) int { return cmp.Compare(a.Place, b.Place) })
	}
	if byID {
		return net
	}
	n := *net
	n.Materials, n.Processes, n.Lanes = slices.Clone(n.Materials), slices.Clone(n.Processes), slices.Clone(n.Lanes)
	n.Demands, n.Stocks = slices.Clone(n.Demands), slices.Clone(n.Stocks)
	for i := range n.Processes {
		p := &n.Processes[i]
		p.Inputs, p.Outputs, p.Owners = slices.Clone(p.Inputs), slices.Clone(p.Outputs), slices.Clone(p.Owners)
	}
	n.Sort()
	return &n
}

// contents gives the contained fraction of every gross material.
func contents(net *adit.Network) map[adit.MaterialID]float64 {
	c := map[adit.MaterialID]float64{}
	for _, m := range net.Materials {
		if m.Gross {
			c[m.ID] = float64(m.Content)
		}
	}
	return c
}

func (g *graph) addBatches(i int32, in *interner, content map[adit.MaterialID]float64) {
	p := &g.net.Processes[i]
	for _, out := range p.Outputs {
		b := batch{process: i, node: in.node(out.Material, p.Place), tonnes: out.Tonnes}
		for _, part := range handedOn(p.Inputs, out.Material.Mineral()) {
			w, gross := content[part.Material]
			if !gross {
				w = 1
			}
			b.hands = append(b.hands, hand{in.node(part.Material, p.Place), part.Tonnes * w})
		}
		total := 0.0
		for _, h := range b.hands {
			total += h.weight
		}
		for k := range b.hands {
			b.hands[k].weight /= total
		}
		g.batches = append(g.batches, b)
	}
}

// handedOn picks the inputs whose origins an output takes on: those of its own
// mineral, all where there is none. An input of 0 t is none.
func handedOn(inputs []adit.Part, mineral string) []adit.Part {
	var own, all []adit.Part
	for _, part := range inputs {
		if part.Tonnes <= 0 {
			continue
		}
		all = append(all, part)
		if part.Material.Mineral() == mineral {
			own = append(own, part)
		}
	}
	if len(own) > 0 {
		return own
	}
	return all
}

// An interner numbers nodes as they come.
type interner struct {
	places    map[adit.PlaceID]int32
	materials map[adit.MaterialID]int32
	seen      map[int64]int32
	nodes     []adit.Node
}

func (in *interner) node(m adit.MaterialID, p adit.PlaceID) int32 {
	mi, ok := in.materials[m]
	if !ok {
		mi = int32(len(in.materials))
		in.materials[m] = mi
	}
	pi, ok := in.places[p]
	if !ok {
		pi = int32(len(in.places))
		in.places[p] = pi
	}
	key := int64(mi)<<32 | int64(pi)
	n, ok := in.seen[key]
	if !ok {
		n = int32(len(in.nodes))
		in.seen[key] = n
		in.nodes = append(in.nodes, adit.Node{Material: m, Place: p})
	}
	return n
}

// renumber puts the nodes in order of their names, so that nothing depends on
// which was met first.
func (g *graph) renumber(met []adit.Node) {
	order := make([]int32, len(met))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return met[a].Compare(met[b]) })
	number := make([]int32, len(met))
	g.nodes = make([]adit.Node, len(met))
	for n, old := range order {
		number[old], g.nodes[n] = int32(n), met[old]
	}
	g.at = make(map[adit.Node]int32, len(met))
	for i, n := range g.nodes {
		g.at[n] = int32(i)
	}
	for i := range g.from {
		g.from[i], g.to[i] = number[g.from[i]], number[g.to[i]]
	}
	for i := range g.batches {
		b := &g.batches[i]
		b.node = number[b.node]
		for k := range b.hands {
			b.hands[k].node = number[b.hands[k].node]
		}
	}
}

// observed returns the quantities as the network states them.
func (g *graph) observed() state {
	s := state{make([]float64, len(g.net.Processes)), make([]float64, len(g.net.Lanes))}
	for i := range s.activity {
		s.activity[i] = float64(g.net.Processes[i].Activity)
	}
	for i := range s.flow {
		s.flow[i] = float64(g.net.Lanes[i].Flow)
	}
	return s
}

// made returns the tonnes of batch b in state s.
func (s *state) made(b *batch) float64 { return b.tonnes * s.activity[b.process] }

// supply returns x_j = Σ arrivals + Σ process outputs of every node.
func (g *graph) supply(s state) []float64 {
	x := make([]float64, len(g.nodes))
	for i, f := range s.flow {
		x[g.to[i]] += f
	}
	for i := range g.batches {
		x[g.batches[i].node] += s.made(&g.batches[i])
	}
	return x
}

// A view says where origin starts: where there are no inputs (mined), and
// besides at the processes that make a material (processed).
type view struct{ fresh []bool } // by process

// mined is the view in which only production without inputs is an origin.
func (g *graph) mined() view { return view{make([]bool, len(g.net.Processes))} }

// processed starts origin afresh at the processes that make one of some
// materials.
func (g *graph) processed(materials ...adit.MaterialID) view {
	v := g.mined()
	for i := range g.net.Processes {
		v.fresh[i] = slices.ContainsFunc(materials, g.net.Processes[i].Makes)
	}
	return v
}

// starts reports whether the origin of what b makes is b's own place.
func (v view) starts(b *batch) bool { return len(b.hands) == 0 || v.fresh[b.process] }

// chain returns E4's matrix A_ij = [T_ij + Σ_P out_Pj · in_Pi/Σ_h in_Ph] / x_j
// with the sources p_j, both over x_j.
func (g *graph) chain(s state, v view, x []float64) *sparse.Chain {
	var a sparse.Triples
	a.Row, a.Col, a.Val = make([]int32, 0, len(s.flow)), make([]int32, 0, len(s.flow)), make([]float64, 0, len(s.flow))
	for i, f := range s.flow {
		if f > 0 {
			a.Add(g.from[i], g.to[i], f/x[g.to[i]])
		}
	}
	source := make([]float64, len(g.nodes))
	for i := range g.batches {
		b := &g.batches[i]
		made := s.made(b)
		if made == 0 {
			continue
		}
		if v.starts(b) {
			source[b.node] += made / x[b.node]
			continue
		}
		for _, h := range b.hands {
			a.Add(h.node, b.node, h.weight*made/x[b.node])
		}
	}
	return sparse.NewChain(sparse.New(len(g.nodes), a), source)
}
