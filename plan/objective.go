package plan

import (
	"adit/lp"
)

// tail is the worst part of what may happen that cvar95 looks at: 1 − α.
const tail = 0.05

// leastWeight keeps a case of probability 0 in the program: what happens in it is
// told too.
const leastWeight = 1e-9

// weight is d_t·π.
func (p *program) weight(t int, o *occasion) float64 {
	return p.discount[t] * max(o.probability, leastWeight)
}

// cost is what a dollar counts in the objective.
func (p *program) cost(usd float64) float64 {
	if p.elastic {
		return 0
	}
	return usd
}

// Objective: what is unmet counts at its value. Expected, it is what is wanted,
// a constant, less what is served, which the blocks count. With cvar95 it is
//
//	η + Σ π_s·z_s/(1−α),  z_s ≥ L_s − η,  z_s ≥ 0
//
// L_s being the discounted value of what case s leaves unmet. L_s ≥ 0, so η ≥ 0
// loses nothing.
func (p *program) valueUnmet() {
	switch {
	case p.elastic:
	case p.q.Risk == CVaR95:
		p.valueAtRisk()
	default:
		p.eachOccasion(func(part *part, t int, o *occasion) {
			p.value += p.weight(t, o) * wanted(o)
		})
		p.model.Constant(p.value)
	}
}

func (p *program) valueAtRisk() {
	eta := p.model.Var(0, lp.Inf, million, "η")
	for k := range p.c.Cases {
		c := &p.c.Cases[k]
		excess := p.model.Var(0, lp.Inf, million*c.Probability/tail, "z[%s]", c.Name)
		row, whole := p.model.Row("CVaR[%s]", c.Name).Add(1, excess).Add(1, eta), 0.0
		for _, part := range p.parts {
			for t := range p.years {
				o := part.years[t][part.of[t][k]]
				p.addServed(row, p.discount[t]/million, o)
				whole += p.discount[t] / million * wanted(o)
			}
		}
		row.AtLeast(whole)
	}
}

func (p *program) addServed(row lp.Row, coef float64, o *occasion) {
	for i := range o.block.Net.Demands {
		for k, v := range o.block.Served[i] {
			if steps := o.block.Net.Demands[i].Steps; k < len(steps) && steps[k].Value != 0 {
				row.Add(coef*float64(steps[k].Value), v)
			}
		}
	}
}

// wanted is the value of all that an occasion wants.
func wanted(o *occasion) float64 {
	total := 0.0
	for i := range o.block.Net.Demands {
		for k, size := range o.block.DemandSteps(i, o.limits.Served[i]) {
			if steps := o.block.Net.Demands[i].Steps; len(steps) > 0 {
				total += float64(size) * float64(steps[k].Value)
			}
		}
	}
	return total
}
