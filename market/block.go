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
}

// A Block is one period of a network inside a program. Its variables and rows
// are there for the question's own rows and for reading duals.
type Block struct {
	Net   *adit.Network
	Index *adit.Index
	Base  Limits // undisturbed

	Activity [][]lp.Var // by process, by cost step
	Shipment []lp.Var   // by lane
	Served   [][]lp.Var // by demand, by value step
	Release  []lp.Var   // by stock
	Balance  []lp.Row   // S1, by node of the Index; terms may be added to it

	model *lp.Model
	terms Terms
}

// Write adds one period of net, which must be sorted, to a program that
// minimises. The page:
func Write(m *lp.Model, net *adit.Network, terms Terms) *Block {
	if terms.Part == 0 {
		terms.Part = 1
	}
	b := &Block{Net: net, Index: net.Index(), Base: LimitsOf(net, terms.Part), model: m, terms: terms}

	b.activitiesWithinCapacity() // S2
	b.shipmentsWithinLanes()     // S3
	b.servedUpToDemand()
	b.releasedFromStocks()

	b.conserveMass() // S1
	return b
}

// (S2) 0 ≤ activity step ≤ step size, and no further than the capacity.
// Its part of the objective (S4) is the step's cost.
func (b *Block) activitiesWithinCapacity() {
	b.Activity = make([][]lp.Var, len(b.Net.Processes))
	for i := range b.Net.Processes {
		p := &b.Net.Processes[i]
		for k, size := range b.steps(i, b.Base.Activity[i]) {
			cost := 0.0
			if b.terms.Priced && len(p.Steps) > 0 {
				cost = float64(p.Steps[k].Cost)
			}
			v := b.model.Var(0, bound(size), cost, "activity[%s%s]%s", p.ID, step(k), b.terms.Label)
			b.Activity[i] = append(b.Activity[i], v)
		}
	}
}

// steps splits a limit of process i over its cost steps. What cuts the limit
// cuts every step by the same factor, as a disruption does (S2); where there is
// no limit to compare with, the cheapest steps fill first.
func (b *Block) steps(i int, limit adit.Tonnes) []adit.Tonnes {
	p := &b.Net.Processes[i]
	if !b.terms.Priced || len(p.Steps) <= 1 {
		return []adit.Tonnes{limit}
	}
	sizes := make([]adit.Tonnes, len(p.Steps))
	base := b.Base.Activity[i]
	whole, factor := base, adit.Tonnes(1)
	if base.IsLimit() && base > 0 && limit.IsLimit() {
		factor = limit / base
	} else {
		whole = limit
	}
	done := adit.Tonnes(0)
	for k, s := range p.Steps {
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

// (S3) 0 ≤ shipment ≤ capacity; the cost per tonne is part of S4.
func (b *Block) shipmentsWithinLanes() {
	b.Shipment = make([]lp.Var, len(b.Net.Lanes))
	for i := range b.Net.Lanes {
		l := &b.Net.Lanes[i]
		cost := 0.0
		if b.terms.Priced && len(l.Steps) > 0 {
			cost = float64(l.Steps[0].Cost)
		}
		b.Shipment[i] = b.model.Var(0, bound(b.Base.Flow[i]), cost, "shipment[%s]%s", l.ID, b.terms.Label)
	}
}

// 0 ≤ served ≤ demanded, step by step; S4 counts a step's value.
func (b *Block) servedUpToDemand() {
	b.Served = make([][]lp.Var, len(b.Net.Demands))
	for i := range b.Net.Demands {
		d := &b.Net.Demands[i]
		if !b.terms.Priced || len(d.Steps) == 0 {
			b.Served[i] = []lp.Var{b.model.Var(0, bound(b.Base.Served[i]), 0, "served[%s]%s", d.ID, b.terms.Label)}
			continue
		}
		for k, s := range d.Steps {
			v := b.model.Var(0, bound(scaled(s.Amount, b.terms.Part)), -float64(s.Value), "served[%s%s]%s", d.ID, step(k), b.terms.Label)
			b.Served[i] = append(b.Served[i], v)
		}
	}
}

// 0 ≤ released ≤ what the stock can release in the period.
func (b *Block) releasedFromStocks() {
	b.Release = make([]lp.Var, len(b.Net.Stocks))
	for i := range b.Net.Stocks {
		b.Release[i] = b.model.Var(0, bound(b.Base.Release[i]), 0, "release[%s]%s", b.Net.Stocks[i].ID, b.terms.Label)
	}
}

// (S1) At every node,
//
//	made + arrived + released − used − sent − served ≥ 0
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
			row.Add(+1, b.Shipment[i])
		}
		for _, i := range links.Stocks {
			row.Add(+1, b.Release[i])
		}
		for _, i := range links.Users {
			add(row, -coefficient(b.Net.Processes[i].Inputs, node.Material), b.Activity[i])
		}
		for _, i := range links.Outbound {
			row.Add(-1, b.Shipment[i])
		}
		for _, i := range links.Demands {
			add(row, -1, b.Served[i])
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
