package adit

import (
	"maps"
	"slices"
)

// An Index numbers the nodes of a network in order and links each with what
// touches it, by position in the network's slices.
type Index struct {
	Nodes []Node
	Links []Links // parallel to Nodes
	at    map[Node]int
}

// Links lists, by position in the Network, all that touches one node.
type Links struct {
	Makers, Users     []int // Processes
	Inbound, Outbound []int // Lanes
	Demands           []int
	Stocks            []int
}

// At returns the number of a node, or -1 where the network does not touch it.
func (x *Index) At(n Node) int {
	if i, ok := x.at[n]; ok {
		return i
	}
	return -1
}

// Index returns the index of the network as it is now.
func (n *Network) Index() *Index {
	x := &Index{Nodes: n.nodes()}
	x.Links = make([]Links, len(x.Nodes))
	x.at = make(map[Node]int, len(x.Nodes))
	for i, node := range x.Nodes {
		x.at[node] = i
	}
	for i := range n.Processes {
		p := &n.Processes[i]
		for _, part := range p.Outputs {
			l := x.link(part.Material, p.Place)
			l.Makers = append(l.Makers, i)
		}
		for _, part := range p.Inputs {
			l := x.link(part.Material, p.Place)
			l.Users = append(l.Users, i)
		}
	}
	for i := range n.Lanes {
		l := &n.Lanes[i]
		from, to := x.link(l.Material, l.From), x.link(l.Material, l.To)
		from.Outbound = append(from.Outbound, i)
		to.Inbound = append(to.Inbound, i)
	}
	for i := range n.Demands {
		l := x.link(n.Demands[i].Material, n.Demands[i].Place)
		l.Demands = append(l.Demands, i)
	}
	for i := range n.Stocks {
		l := x.link(n.Stocks[i].Material, n.Stocks[i].Place)
		l.Stocks = append(l.Stocks, i)
	}
	return x
}

func (x *Index) link(m MaterialID, p PlaceID) *Links { return &x.Links[x.at[Node{m, p}]] }

// nodes returns every node that the network touches, in order.
func (n *Network) nodes() []Node {
	set := map[Node]bool{}
	for i := range n.Processes {
		p := &n.Processes[i]
		for _, part := range p.Outputs {
			set[Node{part.Material, p.Place}] = true
		}
		for _, part := range p.Inputs {
			set[Node{part.Material, p.Place}] = true
		}
	}
	for i := range n.Lanes {
		l := &n.Lanes[i]
		set[Node{l.Material, l.From}] = true
		set[Node{l.Material, l.To}] = true
	}
	for i := range n.Demands {
		set[n.Demands[i].Node()] = true
	}
	for i := range n.Stocks {
		set[n.Stocks[i].Node()] = true
	}
	return slices.SortedFunc(maps.Keys(set), Node.Compare)
}
