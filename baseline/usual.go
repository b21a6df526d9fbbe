package baseline

import (
	"slices"

	"adit"
)

// habit is a token that what is usual earns, as a share of the price, and what
// goes beyond it costs: where goods go back and forth between two places at one
// price, or two makers offer at one price, they go on doing as they did. It is
// far below what a price is told to, and far above what a solver can tell apart.
const habit = 1e-7

// A lane carries a thousandth more, and a gram a month, before it grows dearer.
// Were the kink at what is usual, the price at its end would be any number up to
// the premium of growth above the observed one.
const looseTrade, looseTonnes = 1e-3, 12e-6

// lane lets what is usual pass at no cost of its own, since the baseline price
// is one for the world, and makes what goes beyond it a little dearer.
func (m *Model) lane(l *adit.Lane) adit.Lane {
	out := *l
	out.Capacity = adit.NoLimit // S3 sets it
	price := adit.USD(m.Prices[l.Material].Value)
	out.Steps = []adit.CostStep{
		{UpTo: l.Flow, Cost: -habit * price},
		{UpTo: l.Flow*(1+looseTrade) + looseTonnes, Cost: habit * price},
		{UpTo: adit.NoLimit, Cost: adit.USD(m.fixed["lane-growth-premium"].Value) * price},
	}
	return out
}

// usualFirst parts the step of a curve of supply in which usual lies there: what
// is usual is a token cheaper, what goes beyond it a token dearer.
func usualFirst(steps []adit.CostStep, usual adit.Tonnes) []adit.CostStep {
	k := slices.IndexFunc(steps, func(s adit.CostStep) bool { return s.UpTo > usual })
	if k < 0 || usual <= 0 {
		return steps
	}
	price := steps[k].Cost
	steps[k].Cost = price * (1 + habit)
	return slices.Insert(steps, k, adit.CostStep{UpTo: usual, Cost: price * (1 - habit)})
}
