package plan

import (
	"fmt"

	"adit/lp"
	"adit/market"
)

// A program is a setting written out.
type program struct {
	*setting
	model  lp.Model
	blocks []*market.Block

	build    [][]lp.Var // by project, by position in starts
	bought   [][]lp.Var // by reserve, by period: tonnes a year
	budgets  []budgetRow
	orders   []lp.Row // P6
	insisted []lp.Row // P3, of what must be built
	targets  []targetRow
	once     []lp.Row // by project with a start
	value    float64  // of all that is wanted, in the objective
	lost     []sum    // with cvar95, by case: L_s, in million USD

	elastic bool // what is broken is counted instead of what it costs
	writing *occasion
	stages  *stages // what of a year is written, and what works in it; nil is all
	slacks  []slack
}

// write writes the program. The page:
func (s *setting) write(cuts [][]int, elastic bool) *program {
	p := &program{setting: s, elastic: elastic}

	p.projectsBuilt() // P3
	p.purchases()     // P8

	p.eachOccasion(p.conserveMass)   // P1, and with it P4
	p.eachOccasion(p.withinCapacity) // P2
	p.eachOccasion(p.withinQuotas)   // S2
	p.eachOccasion(p.carryStocks)    // P8
	p.eachOccasion(p.onTarget)       // P7

	p.withinBudgets() // P5
	p.inOrder()       // P6
	p.differ(cuts)

	p.valueUnmet() // objective
	return p
}

// eachOccasion calls f for every part, period and set of cases; of stages, for one
// of those that are alike.
func (p *program) eachOccasion(f func(*part, int, *occasion)) {
	for _, part := range p.parts {
		for g := range p.periods {
			for _, o := range part.periods[g] {
				if p.writing = o; p.stages == nil || p.stages.like[o] == o {
					f(part, g, o)
				}
			}
		}
	}
}

// label names an occasion by its year and its first case.
func (p *program) label(g int, o *occasion) string {
	more := ""
	if n := len(o.cases) - 1; n > 0 {
		more = fmt.Sprintf(" +%d", n)
	}
	return fmt.Sprintf(" %s %s%s", p.span(g), p.c.Cases[o.cases[0]].Name, more)
}

// (P1) Mass, and with it what a host makes at most of a by-product and what a
// mine without a refinery is good for (P4): package market's S1 to S4 for one
// year under some cases, weighted by d_t·π.
func (p *program) conserveMass(part *part, g int, o *occasion) {
	o.at, o.levels = len(p.blocks), nil
	o.block = market.Write(&p.model, part.net, market.Terms{Priced: !p.elastic, Label: p.label(g, o), Weight: p.weight(g, o), Unvalued: p.q.Risk == CVaR95})
	p.blocks, o.release, o.build = append(p.blocks, o.block), o.block.Release, o.block.Build
}

// (S2) What the matches of a disruption with a quota do together ≤ the quota.
func (p *program) withinQuotas(_ *part, g int, o *occasion) {
	for _, q := range o.quotas {
		row := p.model.Row("S2 quota[%d]%s", q.hit.Number, p.label(g, o))
		o.block.AddTogether(row, q.hit)
		row.AtMost(float64(q.most))
	}
}
