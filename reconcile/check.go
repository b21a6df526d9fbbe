package reconcile

import (
	"fmt"

	"adit"
)

// Check reports the first node of a network that uses and sends more than it
// makes and receives by more than 100 grams and a millionth. It knows no linear
// programming.
func Check(net *adit.Network) error {
	index := net.Index()
	for k, node := range index.Nodes {
		in, out := 0.0, 0.0
		links := index.Links[k]
		for _, i := range links.Makers {
			in += float64(net.Processes[i].Output(node.Material))
		}
		for _, i := range links.Inbound {
			in += float64(net.Lanes[i].Flow)
		}
		for _, i := range links.Users {
			p := &net.Processes[i]
			out += coefficient(p.Inputs, node.Material) * float64(p.Activity)
		}
		for _, i := range links.Outbound {
			out += float64(net.Lanes[i].Flow)
		}
		if out-in > 1e-4+1e-6*in {
			return fmt.Errorf("node %s: %g t leave and %g t come", node, out, in)
		}
	}
	return nil
}
