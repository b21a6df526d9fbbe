package adit

// A Shortfall is a node that gives or is asked for more than comes to it.
type Shortfall struct {
	Node   Node
	Comes  Tonnes // arrives or is made
	Goes   Tonnes // leaves or is processed
	Demand Tonnes // demands, where Goes alone is not too much
	Stock  Tonnes // what is held there
}

// Short lists the nodes that break R1 downward, by more than a millionth of
// what comes: baselines that only a stock, if anything, could cover. Tracing
// refuses the first kind, where more leaves or is processed than comes
// (docs/decisions/0005); a demand that is not met is no error.
func (n *Network) Short() []Shortfall {
	index := n.Index()
	var list []Shortfall
	for i, node := range index.Nodes {
		s := n.flowsAt(node, index.Links[i])
		most := s.Comes + 1e-6*max(s.Comes, 1e-9)
		switch {
		case s.Goes > most:
			s.Demand = 0
		case s.Goes+s.Demand <= most:
			continue
		}
		list = append(list, s)
	}
	return list
}

// flowsAt adds up what touches a node.
func (n *Network) flowsAt(node Node, links Links) Shortfall {
	s := Shortfall{Node: node}
	for _, k := range links.Makers {
		s.Comes += coefficient(n.Processes[k].Outputs, node.Material) * n.Processes[k].Activity
	}
	for _, k := range links.Users {
		s.Goes += coefficient(n.Processes[k].Inputs, node.Material) * n.Processes[k].Activity
	}
	for _, k := range links.Inbound {
		s.Comes += n.Lanes[k].Flow
	}
	for _, k := range links.Outbound {
		s.Goes += n.Lanes[k].Flow
	}
	for _, k := range links.Demands {
		s.Demand += n.Demands[k].Amount
	}
	for _, k := range links.Stocks {
		s.Stock += n.Stocks[k].Level
	}
	return s
}

func coefficient(parts []Part, m MaterialID) Tonnes {
	total := Tonnes(0)
	for _, p := range parts {
		if p.Material == m {
			total += Tonnes(p.Tonnes)
		}
	}
	return total
}
