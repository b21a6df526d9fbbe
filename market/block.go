package market

import (
	"fmt"

	"adit"
	"adit/lp"
)

// Terms say how a block is written.
type Terms struct {
	Part   float64 // of a year that the period lasts; 0 stands for 1
	Priced bool    // with S4: costs and values, step by step; otherwise tonnes only, one variable a process or demand
	Label  string  // ends every name, such as " 2025-03"

	Weight   float64 // of the period in the objective, such as its discounted probability; 0 stands for 1
	Unvalued bool    // what is served earns nothing in the objective: the question counts what is not
}

// A Block is one period of a network inside a program. Its variables and rows
// are there for the question's own rows and for reading duals.
type Block struct {
	Net   *adit.Network
	Index *adit.Index
	Base  Limits // undisturbed

	Activity [][]lp.Var // by process, by cost step
	Shipment [][]lp.Var // by lane, by cost step
	Served   [][]lp.Var // by demand, by value step
	Release  []lp.Var   // by stock
	Build    []lp.Var   // by stock
	Balance  []lp.Row   // S1, by node of the Index; terms may be added to it

	model *lp.Model
	terms Terms
}

// Write adds one period of net, which must be sorted, to a program that
// minimises. The page:
func Write(m *lp.Model, net *adit.Network, terms Terms) *Block {
	terms.fill()
	b := &Block{Net: net, Index: net.Index(), Base: LimitsOf(net, terms.Part), model: m, terms: terms}

	b.activitiesWithinCapacity() // S2
	b.shipmentsWithinLanes()     // S3
	b.servedUpToDemand()
	b.releasedFromStocks()

	b.conserveMass() // S1
	return b
}

func (t *Terms) fill() {
	if t.Part == 0 {
		t.Part = 1
	}
	if t.Weight == 0 {
		t.Weight = 1
	}
}

// (S2) 0 ≤ activity step ≤ step size, and no further than the capacity.
// Its part of the objective (S4) is the step's cost.
func (b *Block) activitiesWithinCapacity() {
	b.Activity = make([][]lp.Var, len(b.Net.Processes))
	for i := range b.Net.Processes {
		p := &b.Net.Processes[i]
		for k, size := range b.ActivitySteps(i, b.Base.Activity[i]) {
			v := b.model.Var(0, bound(size), b.terms.Weight*b.cost(p.Steps, k), "activity[%s%s]%s", p.ID, step(k), b.terms.Label)
			b.Activity[i] = append(b.Activity[i], v)
		}
	}
}

// (S3) 0 ≤ shipment step ≤ step size, and no further than the capacity; the
// cost per tonne is part of S4.
func (b *Block) shipmentsWithinLanes() {
	b.Shipment = make([][]lp.Var, len(b.Net.Lanes))
	for i := range b.Net.Lanes {
		l := &b.Net.Lanes[i]
		for k, size := range b.shipmentSteps(i, b.Base.Flow[i]) {
			v := b.model.Var(0, bound(size), b.terms.Weight*b.cost(l.Steps, k), "shipment[%s%s]%s", l.ID, step(k), b.terms.Label)
			b.Shipment[i] = append(b.Shipment[i], v)
		}
	}
}

// 0 ≤ served ≤ demanded, step by step; S4 counts a step's value.
func (b *Block) servedUpToDemand() {
	b.Served = make([][]lp.Var, len(b.Net.Demands))
	for i := range b.Net.Demands {
		d := &b.Net.Demands[i]
		for k, size := range b.DemandSteps(i, b.Base.Served[i]) {
			v := b.model.Var(0, bound(size), -b.earned(d, k), "served[%s%s]%s", d.ID, step(k), b.terms.Label)
			b.Served[i] = append(b.Served[i], v)
		}
	}
}

// 0 ≤ released, built ≤ what the stock can give and take in the period. S4
// counts what is released at the price above which its holder lets go, and what
// is built at the price below which he buys.
func (b *Block) releasedFromStocks() {
	b.Release, b.Build = make([]lp.Var, len(b.Net.Stocks)), make([]lp.Var, len(b.Net.Stocks))
	for i := range b.Net.Stocks {
		s := &b.Net.Stocks[i]
		above, below := 0.0, 0.0
		if b.terms.Priced {
			above, below = b.terms.Weight*float64(s.ReleaseAbove), b.terms.Weight*float64(s.BuildBelow)
		}
		b.Release[i] = b.model.Var(0, bound(b.Base.Release[i]), above, "release[%s]%s", s.ID, b.terms.Label)
		if s.Build > 0 {
			b.Build[i] = b.model.Var(0, bound(b.Base.Build[i]), -below, "build[%s]%s", s.ID, b.terms.Label)
		}
	}
}

// cost is what step k costs a tonne, without what a disruption adds.
func (b *Block) cost(steps []adit.CostStep, k int) float64 {
	if !b.terms.Priced || len(steps) == 0 {
		return 0
	}
	return float64(steps[k].Cost)
}

func (b *Block) value(d *adit.Demand, k int) float64 {
	if !b.terms.Priced || len(d.Steps) == 0 {
		return 0
	}
	return float64(d.Steps[k].Value)
}

// earned is what a tonne of step k counts for in the objective.
func (b *Block) earned(d *adit.Demand, k int) float64 {
	if b.terms.Unvalued {
		return 0
	}
	return b.terms.Weight * b.value(d, k)
}

// ActivitySteps splits a limit of process i over its cost steps: what cuts the
// limit cuts every step by the same factor, as a disruption does (S2). Without
// a limit of its own what was observed is cut, as the limit itself is.
func (b *Block) ActivitySteps(i int, limit adit.Tonnes) []adit.Tonnes {
	p, base := &b.Net.Processes[i], b.Base.Activity[i]
	if !base.IsLimit() {
		base = scaled(p.Activity, b.terms.Part)
	}
	if base > 0 && limit.IsLimit() {
		return b.split(p.Steps, base, limit/base)
	}
	return b.split(p.Steps, limit, 1)
}

// shipmentSteps splits a limit of lane i over its cost steps, cheapest first:
// what a lane carries beyond the usual is what goes first.
func (b *Block) shipmentSteps(i int, limit adit.Tonnes) []adit.Tonnes {
	return b.split(b.Net.Lanes[i].Steps, limit, 1)
}

// split fills cumulative steps up to whole, and scales them.
func (b *Block) split(steps []adit.CostStep, whole, factor adit.Tonnes) []adit.Tonnes {
	if !b.terms.Priced || len(steps) <= 1 {
		return []adit.Tonnes{scaled(whole, float64(factor))}
	}
	sizes := make([]adit.Tonnes, len(steps))
	done := adit.Tonnes(0)
	for k, s := range steps {
		upTo := min(scaled(s.UpTo, b.terms.Part), whole)
		if !upTo.IsLimit() {
			sizes[k] = upTo
			break
		}
		sizes[k] = max(0, upTo-done) * factor
		done = max(done, upTo)
	}
	return sizes
}

// DemandSteps splits what demand i may take over its value steps, each scaled
// by the same factor.
func (b *Block) DemandSteps(i int, most adit.Tonnes) []adit.Tonnes {
	steps := b.Net.Demands[i].Steps
	if !b.terms.Priced || len(steps) <= 1 {
		return []adit.Tonnes{most}
	}
	factor, whole := 0.0, adit.Tonnes(0)
	for _, s := range steps {
		whole += s.Amount // the amount itself may differ by the rounding of a file
	}
	if whole > 0 {
		factor = float64(most / whole)
	}
	sizes := make([]adit.Tonnes, len(steps))
	for k, s := range steps {
		sizes[k] = s.Amount * adit.Tonnes(factor)
	}
	return sizes
}

// (S1) At every node,
//
//	made + arrived + released − used − sent − served − built ≥ 0
//
// What a host makes of a by-product and nobody takes is left there, so supply
// may exceed use, and no price is negative.
func (b *Block) conserveMass() {
	b.Balance = make([]lp.Row, len(b.Index.Nodes))
	for n, node := range b.Index.Nodes {
		row, links := b.model.Row("S1 mass[%s]%s", node, b.terms.Label), &b.Index.Links[n]
		for _, i := range links.Makers {
			add(row, coefficient(b.Net.Processes[i].Outputs, node.Material), b.Activity[i])
		}
		for _, i := range links.Inbound {
			add(row, +1, b.Shipment[i])
		}
		for _, i := range links.Stocks {
			row.Add(+1, b.Release[i])
		}
		for _, i := range links.Users {
			add(row, -coefficient(b.Net.Processes[i].Inputs, node.Material), b.Activity[i])
		}
		for _, i := range links.Outbound {
			add(row, -1, b.Shipment[i])
		}
		for _, i := range links.Demands {
			add(row, -1, b.Served[i])
		}
		for _, i := range links.Stocks {
			if b.Net.Stocks[i].Build > 0 {
				row.Add(-1, b.Build[i])
			}
		}
		b.Balance[n] = row.AtLeast(0)
	}
}

func add(row lp.Row, coef float64, vars []lp.Var) {
	for _, v := range vars {
		row.Add(coef, v)
	}
}

func bound(t adit.Tonnes) float64 {
	if !t.IsLimit() {
		return lp.Inf
	}
	return float64(t)
}

// step names the steps of what has several; the first is the thing itself.
type step int

func (s step) String() string {
	if s == 0 {
		return ""
	}
	return fmt.Sprintf(" +%d", int(s))
}
