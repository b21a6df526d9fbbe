package plan

import (
	"adit"
	"adit/lp"
)

// tail is the worst part of what may happen that cvar95 looks at: 1 − α.
const tail = 0.05

// leastWeight keeps a case of probability 0 in the program: what happens in it is
// told too.
const leastWeight = 1e-9

// weight is d_t·π, over the years of period g; 1 in a stage, which is a year by
// itself.
func (p *program) weight(g int, o *occasion) float64 {
	if p.stages != nil {
		return 1
	}
	return p.discounted(g) * max(o.probability, leastWeight)
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
// loses nothing. In one of several groups the L_s are told and not valued: the
// master does that.
func (p *program) valueUnmet() {
	switch {
	case p.elastic:
	case p.q.Risk == CVaR95:
		for k := range p.c.Cases {
			p.lost = append(p.lost, p.lossIn(k))
		}
		if !p.oneOfMany {
			p.valueAtRisk()
		}
	default:
		p.eachOccasion(func(_ *part, g int, o *occasion) {
			p.value += max(o.probability, leastWeight) * p.wanted(g, o)
		})
		p.model.Constant(p.value)
	}
}

func (p *program) valueAtRisk() {
	eta := p.model.Var(0, lp.Inf, million, "η")
	for k, lost := range p.lost {
		c := &p.c.Cases[k]
		excess := p.model.Var(0, lp.Inf, million*c.Probability/tail, "z[%s]", c.Name)
		row := p.model.Row("CVaR[%s]", c.Name).Add(1, excess).Add(1, eta)
		for _, t := range lost.terms {
			row.Add(-t.coef, t.v)
		}
		row.AtLeast(lost.constant)
	}
}

// lossIn is L_s of case k, in million USD: all that is wanted less what is served.
func (p *program) lossIn(k int) sum {
	lost := sum{}
	for _, part := range p.parts {
		for g := range p.periods {
			o := part.periods[g][part.of[g][k]]
			p.addServed(&lost, -p.discounted(g)/million, o)
			lost.constant += p.wanted(g, o) / million
		}
	}
	return lost
}

func (p *program) addServed(s *sum, coef float64, o *occasion) {
	for i := range o.block.Net.Demands {
		for k, v := range o.block.Served[i] {
			if steps := o.block.Net.Demands[i].Steps; k < len(steps) && steps[k].Value != 0 {
				s.add(coef*float64(steps[k].Value), v)
			}
		}
	}
}

// wanted is the value of all that an occasion wants in the years of a period,
// discounted.
func (p *program) wanted(g int, o *occasion) float64 {
	total := 0.0
	for j, t := range p.periods[g] {
		total += p.discount[t] * valueOf(o, o.wants[j])
	}
	return total
}

// valueOf is the value of what demands want at most.
func valueOf(o *occasion, wants []adit.Tonnes) float64 {
	total := 0.0
	for i := range o.block.Net.Demands {
		for k, size := range o.block.DemandSteps(i, wants[i]) {
			if steps := o.block.Net.Demands[i].Steps; len(steps) > 0 {
				total += float64(size) * float64(steps[k].Value)
			}
		}
	}
	return total
}
