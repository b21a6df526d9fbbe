package market

import (
	"fmt"

	"adit"
)

// Flows is what happens in a period, by position in the network's slices.
type Flows struct {
	Activity, Flow, Served, Release, Build []adit.Tonnes
	// Price is the dual of each node's balance (S1), by position in the Index: in
	// a priced block, USD per tonne.
	Price []adit.USD
}

// Tolerances of Check, all above what a solver leaves (1e-7 a row, and rounding
// of large sums): absolute in the unit of the network, relative to what passes,
// and relative to the largest that passes anywhere, for what ten thousand million
// tonnes of ore leave by rounding at a node where nothing is.
const (
	absolute = 1e-6
	relative = 1e-8
	rounding = 1e-12
)

// Check recomputes mass and limits from the network itself and knows no
// program. It returns every row that is broken, as an error.
func Check(net *adit.Network, x *adit.Index, l Limits, f *Flows) error {
	c := checker{slack: absolute + rounding*largest(f)}
	for i := range net.Processes {
		c.within("S2 capacity", net.Processes[i].ID, f.Activity[i], l.Activity[i])
	}
	for i := range net.Lanes {
		c.within("S3 lane", net.Lanes[i].ID, f.Flow[i], l.Flow[i])
	}
	for i := range net.Demands {
		c.within("demand", net.Demands[i].ID, f.Served[i], l.Served[i])
	}
	for i := range net.Stocks {
		c.within("stock release", net.Stocks[i].ID, f.Release[i], l.Release[i])
		c.within("stock build", net.Stocks[i].ID, f.Build[i], l.Build[i])
	}
	for n := range x.Nodes {
		in, out := balance(net, x, n, f)
		if in < out-c.slack-relative*out {
			c.broken = append(c.broken, fmt.Sprintf("S1 mass[%s]: %g t come in, %g t go out", x.Nodes[n], in, out))
		}
	}
	if len(c.broken) > 0 {
		return fmt.Errorf("market: the solution breaks %d rows, first %s", len(c.broken), c.broken[0])
	}
	return nil
}

type checker struct {
	broken []string
	slack  adit.Tonnes // of anything, whatever passes there
}

func largest(f *Flows) adit.Tonnes {
	most := adit.Tonnes(0)
	for _, all := range [][]adit.Tonnes{f.Activity, f.Flow, f.Served, f.Release, f.Build} {
		for _, t := range all {
			if t > most && t.IsLimit() { // neither NaN nor infinite
				most = t
			}
		}
	}
	return most
}

func (c *checker) within(row, id string, v, most adit.Tonnes) {
	slack := c.slack + relative*min(most, 1e15)
	if !(v >= -slack && v <= most+slack) { // NaN breaks it too
		c.broken = append(c.broken, fmt.Sprintf("%s[%s]: %g t outside [0, %g]", row, id, v, most))
	}
}

// balance returns the tonnes that come to a node and that leave it.
func balance(net *adit.Network, x *adit.Index, n int, f *Flows) (in, out adit.Tonnes) {
	links, m := &x.Links[n], x.Nodes[n].Material
	for _, i := range links.Makers {
		in += f.Activity[i] * adit.Tonnes(coefficient(net.Processes[i].Outputs, m))
	}
	for _, i := range links.Inbound {
		in += f.Flow[i]
	}
	for _, i := range links.Stocks {
		in += f.Release[i]
	}
	for _, i := range links.Users {
		out += f.Activity[i] * adit.Tonnes(coefficient(net.Processes[i].Inputs, m))
	}
	for _, i := range links.Outbound {
		out += f.Flow[i]
	}
	for _, i := range links.Demands {
		out += f.Served[i]
	}
	for _, i := range links.Stocks {
		out += f.Build[i]
	}
	return in, out
}

// coefficient is the tonnes of m per unit of activity.
func coefficient(parts []adit.Part, m adit.MaterialID) float64 {
	for _, p := range parts {
		if p.Material == m {
			return p.Tonnes
		}
	}
	return 0
}
