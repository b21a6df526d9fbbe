package market

import "adit"

// Value is S4 reckoned from the network: the value of what is served less all
// costs, where everything takes its steps in the order that pays best. It knows
// no program. l are the limits under which the flows were found.
func (b *Block) Value(l Limits, f *Flows) adit.USD { return b.served(l, f) - b.costs(l, f) }

// Reckon returns what happens in a period that lasts part of a year is worth:
// the value of what is served and of what is not, step by step and dearest first,
// and all costs (S4). It knows no program.
func Reckon(net *adit.Network, part float64, l Limits, f *Flows) (served, unmet, costs adit.USD) {
	terms := Terms{Part: part, Priced: true}
	terms.fill()
	b := &Block{Net: net, Base: LimitsOf(net, terms.Part), terms: terms}
	all := b.served(l, &Flows{Served: l.Served})
	served = b.served(l, f)
	return served, all - served, b.costs(l, f)
}

// costs are those of processes, lanes and stocks, each in the order of its steps.
func (b *Block) costs(l Limits, f *Flows) adit.USD {
	total := adit.USD(0)
	for i := range b.Net.Processes {
		total += b.paid(b.Net.Processes[i].Steps, b.ActivitySteps(i, l.Activity[i]), l.ActivityAdd[i], f.Activity[i])
	}
	for i := range b.Net.Lanes {
		total += b.paid(b.Net.Lanes[i].Steps, b.shipmentSteps(i, l.Flow[i]), l.FlowAdd[i], f.Flow[i])
	}
	for i := range b.Net.Stocks {
		s := &b.Net.Stocks[i]
		total += s.ReleaseAbove*adit.USD(f.Release[i]) - s.BuildBelow*adit.USD(f.Build[i])
	}
	return total
}

// served is the value of what is served.
func (b *Block) served(l Limits, f *Flows) adit.USD {
	total := adit.USD(0)
	for i := range b.Net.Demands {
		d := &b.Net.Demands[i]
		total += along(b.DemandSteps(i, l.Served[i]), f.Served[i], func(k int) adit.USD { return adit.USD(b.value(d, k)) })
	}
	return total
}

func (b *Block) paid(steps []adit.CostStep, sizes []adit.Tonnes, add adit.USD, q adit.Tonnes) adit.USD {
	return along(sizes, q, func(k int) adit.USD { return adit.USD(b.cost(steps, k)) + add })
}

// along sums a price over q tonnes that fill steps in order; rounding beyond the
// last step is at its price.
func along(sizes []adit.Tonnes, q adit.Tonnes, price func(k int) adit.USD) adit.USD {
	total := adit.USD(0)
	for k, size := range sizes {
		take := min(size, q)
		if k == len(sizes)-1 {
			take = q
		}
		total += price(k) * adit.USD(take)
		q -= take
	}
	return total
}
