package plan

import (
	"fmt"
	"maps"
	"slices"

	"adit"
	"adit/lp"
	"adit/market"
)

// million is the unit of money in rows: in USD their coefficients would span more
// digits than a solver has.
const million = 1e6

// tail is the worst part of what may happen that cvar95 looks at: 1 − α.
const tail = 0.05

// leastWeight keeps a case of probability 0 in the program: what happens in it is
// told too.
const leastWeight = 1e-9

// A program is a setting written out.
type program struct {
	*setting
	model  lp.Model
	blocks []*market.Block

	build    [][]lp.Var // by project, by position in starts
	bought   [][]lp.Var // by reserve, by year
	budgets  []budgetRow
	orders   []lp.Row // P6
	insisted []lp.Row // P3, of what must be built
	targets  []targetRow
	once     []lp.Row // by project with a start
	value    float64  // of all that is wanted, in the objective

	elastic bool // what is broken is counted instead of what it costs
	slacks  []slack
}

// A levelVars is a stock at the end of an occasion.
type levelVars struct {
	level  lp.Var
	supply lp.Row
}

type budgetRow struct {
	name string // "" is that of all
	year adit.Year
	row  lp.Row
	most float64 // million USD
}

type targetRow struct {
	target int
	row    lp.Row
	weight float64 // of its occasion
}

// A slack says by how much a row is broken.
type slack struct {
	v    lp.Var
	row  string
	unit string
	size float64 // of one unit of v
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

// eachOccasion calls f for every part, year and set of cases.
func (p *program) eachOccasion(f func(*part, int, *occasion)) {
	for _, part := range p.parts {
		for t := range p.years {
			for _, o := range part.years[t] {
				f(part, t, o)
			}
		}
	}
}

// label names an occasion by its year and its first case.
func (p *program) label(t int, o *occasion) string {
	more := ""
	if n := len(o.cases) - 1; n > 0 {
		more = fmt.Sprintf(" +%d", n)
	}
	return fmt.Sprintf(" %d %s%s", p.years[t], p.c.Cases[o.cases[0]].Name, more)
}

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

// (P3) A project is built at most once: Σ over start years ≤ 1. What is insisted
// on is built.
func (p *program) projectsBuilt() {
	p.build, p.once = make([][]lp.Var, len(p.c.Projects)), make([]lp.Row, len(p.c.Projects))
	for i := range p.c.Projects {
		c := &p.c.Projects[i]
		for _, t := range p.starts[i] {
			p.build[i] = append(p.build[i], p.model.Binary(p.cost(p.discount[t]*float64(c.Public)), "build[%s] %d", c.ID, p.years[t]))
		}
		row := p.model.Row("P3 once[%s]", c.ID)
		p.addBuilt(row, +1, i, len(p.years))
		p.once[i] = row.AtMost(1)
		if slices.Contains(p.q.Include, c.ID) {
			row := p.model.Row("P3 include[%s]", c.ID)
			p.addBuilt(row, +1, i, len(p.years))
			p.slack(row, +1, 1, 1, "project left out")
			p.insisted = append(p.insisted, row.AtLeast(1))
		}
	}
}

// addBuilt adds coef × (project i has started by year before t).
func (p *program) addBuilt(row lp.Row, coef float64, i, before int) {
	for k, t := range p.starts[i] {
		if t < before {
			row.Add(coef, p.build[i][k])
		}
	}
}

// (P8) What is bought, from outside the network, in each year.
func (p *program) purchases() {
	for i := range p.c.Stockpile {
		r := &p.c.Stockpile[i]
		var bought []lp.Var
		for t, y := range p.years {
			bought = append(bought, p.model.Var(0, lp.Inf, p.cost(p.discount[t]*float64(r.Price)), "buy[%s] %d", r.ID(), y))
		}
		p.bought = append(p.bought, bought)
	}
}

// (P1) Mass, and with it what a host makes at most of a by-product and what a
// mine without a refinery is good for (P4): package market's S1 to S4 for one
// year under some cases, weighted by d_t·π.
func (p *program) conserveMass(part *part, t int, o *occasion) {
	o.at, o.levels = len(p.blocks), nil
	o.block = market.Write(&p.model, part.net, market.Terms{Priced: !p.elastic, Label: p.label(t, o), Weight: p.weight(t, o), Unvalued: p.q.Risk == CVaR95})
	p.blocks = append(p.blocks, o.block)
}

// (P2) What a project's process or lane does ≤ its capacity × the probability that
// it works by then, if it is built; step by step, as a disruption cuts it.
func (p *program) withinCapacity(part *part, t int, o *occasion) {
	for i, whole := range part.processes {
		if c := p.processOf[whole]; c >= 0 {
			for k, size := range o.block.ActivitySteps(i, o.limits.Activity[i]) {
				row := p.model.Row("P2 capacity[%s]%s", stepName(part.net.Processes[i].ID, k), p.label(t, o)).Add(1, o.block.Activity[i][k])
				p.addWorking(row, -float64(size), c, t)
				row.AtMost(0)
			}
		}
	}
	for i, whole := range part.lanes {
		if c := p.laneOf[whole]; c >= 0 {
			row := p.model.Row("P2 capacity[%s]%s", part.net.Lanes[i].ID, p.label(t, o))
			for _, v := range o.block.Shipment[i] {
				row.Add(1, v)
			}
			p.addWorking(row, -float64(o.limits.Flow[i]), c, t)
			row.AtMost(0)
		}
	}
}

func stepName(id string, k int) string {
	if k == 0 {
		return id
	}
	return fmt.Sprintf("%s +%d", id, k)
}

// addWorking adds coef × (probability that project i works in year t).
func (p *program) addWorking(row lp.Row, coef float64, i, t int) {
	for k, start := range p.starts[i] {
		if works := p.c.Projects[i].Working(p.years[start], p.years[t]); works > 0 && coef != 0 {
			row.Add(coef*float64(works), p.build[i][k])
		}
	}
}

// (S2) What the matches of a disruption with a quota do together ≤ the quota.
func (p *program) withinQuotas(part *part, t int, o *occasion) {
	for _, q := range o.quotas {
		row := p.model.Row("S2 quota[%d]%s", q.hit.Number, p.label(t, o))
		o.block.AddTogether(row, q.hit)
		row.AtMost(float64(q.most))
	}
}

// (P8) Held at the year's end = held before + built or bought − released; no more
// than there is room for. A reserve releases what the year before left.
func (p *program) carryStocks(part *part, t int, o *occasion) {
	for i, whole := range part.stocks {
		s, reserve := &part.net.Stocks[i], p.reserveOf[whole]
		most, hold := room(s), 0.0
		if reserve >= 0 {
			r := &p.c.Stockpile[reserve]
			most, hold = float64(r.Most), p.cost(p.weight(t, o)*float64(r.Hold))
		}
		level := p.model.Var(0, most, hold, "level[%s]%s", s.ID, p.label(t, o))
		row := p.model.Row("P8 stock[%s]%s", s.ID, p.label(t, o)).Add(1, level).Add(1, o.block.Release[i])
		if s.Build > 0 {
			row.Add(-1, o.block.Build[i])
		}
		if reserve >= 0 {
			row.Add(-1, p.bought[reserve][t])
		}
		p.fromBefore(part, t, o, i, reserve >= 0, row)
		o.levels = append(o.levels, levelVars{level, row})
	}
}

// fromBefore adds what the year before left, and ends the row.
func (p *program) fromBefore(part *part, t int, o *occasion, i int, reserve bool, row lp.Row) {
	if t == 0 {
		row.Equals(float64(part.net.Stocks[i].Level))
		return
	}
	before := part.years[t-1][part.of[t-1][o.cases[0]]].levels[i].level
	row.Add(-1, before).Equals(0)
	if reserve {
		p.model.Row("P8 held before[%s]%s", part.net.Stocks[i].ID, p.label(t, o)).Add(1, o.block.Release[i]).Add(-1, before).AtMost(0)
	}
}

// room is the most that a stock of the network holds.
func room(s *adit.Stock) float64 {
	if s.Build == 0 || !s.Room.IsLimit() {
		return lp.Inf
	}
	return float64(max(s.Room, s.Level))
}

// (P7) Arrivals from some places ≤ share × (all arrivals + own output), in the
// target's year.
func (p *program) onTarget(part *part, t int, o *occasion) {
	for k := range p.c.Targets {
		target := &p.c.Targets[k]
		if target.Year != p.years[t] {
			continue
		}
		row, terms := lp.Row{}, 0
		count := func(coef float64, vars []lp.Var) {
			if terms++; terms == 1 {
				row = p.model.Row("P7 target[%s@%s from %s]%s", target.Material, target.Place, named(target.From), p.label(t, o))
			}
			for _, v := range vars {
				row.Add(coef, v)
			}
		}
		p.countTarget(part, o, target, count)
		if terms > 0 {
			p.slack(row, -1, 1, 1e-6, "t")
			p.targets = append(p.targets, targetRow{k, row.AtMost(0), p.weight(t, o)})
		}
	}
}

func (p *program) countTarget(part *part, o *occasion, t *adit.Target, count func(float64, []lp.Var)) {
	for i := range part.net.Lanes {
		if l := &part.net.Lanes[i]; arrives(t, l) {
			coef := -float64(t.MaxShare)
			if comesFrom(t, l) {
				coef++
			}
			count(coef, o.block.Shipment[i])
		}
	}
	for i := range part.net.Processes {
		if made := ownOutput(t, &part.net.Processes[i]); made > 0 {
			count(-float64(t.MaxShare)*made, o.block.Activity[i])
		}
	}
}

// (P5) A year's budget counts the public cost of what starts in it and what is
// bought in it; the total, all years; a further budget, the projects that share
// it.
func (p *program) withinBudgets() {
	p.withinBudget("", &p.c.Budget, func(int) bool { return true })
	for i := range p.c.Budgets {
		b := &p.c.Budgets[i]
		p.withinBudget(b.Name, &b.Budget, func(k int) bool { return p.c.Projects[k].Shares == b.Name })
	}
}

func (p *program) withinBudget(name string, b *adit.Budget, counts func(project int) bool) {
	state := func(year adit.Year, most adit.USD, what string) {
		row := p.model.Row("P5 budget[%s%s]", prefixed(name), what)
		for t, y := range p.years {
			if year == 0 || y == year {
				p.addSpent(row, t, name == "", counts)
			}
		}
		p.slack(row, -1, 1/max(1e-6, float64(most)/million), million, "USD")
		p.budgets = append(p.budgets, budgetRow{name, year, row.AtMost(float64(most) / million), float64(most) / million})
	}
	if b.Total < adit.NoBudget {
		state(0, b.Total, "total")
	}
	for _, y := range slices.Sorted(maps.Keys(b.Yearly)) {
		state(y, b.Yearly[y], fmt.Sprint(y))
	}
}

func prefixed(name string) string {
	if name == "" {
		return ""
	}
	return name + " "
}

func (p *program) addSpent(row lp.Row, t int, purchases bool, counts func(project int) bool) {
	for i := range p.c.Projects {
		if k := slices.Index(p.starts[i], t); k >= 0 && counts(i) && p.c.Projects[i].Public > 0 {
			row.Add(float64(p.c.Projects[i].Public)/million, p.build[i][k])
		}
	}
	for i := range p.bought {
		if purchases && p.c.Stockpile[i].Price > 0 {
			row.Add(float64(p.c.Stockpile[i].Price)/million, p.bought[i][t])
		}
	}
}

// (P6) By any year no more of a project has started than of what it requires; of
// two that exclude each other one is built.
func (p *program) inOrder() {
	for i := range p.c.Projects {
		c := &p.c.Projects[i]
		for _, id := range c.Requires {
			need := p.position(id)
			for _, t := range p.starts[i] {
				row := p.model.Row("P6 requires[%s: %s] %d", c.ID, id, p.years[t])
				p.addBuilt(row, +1, i, t+1)
				p.addBuilt(row, -1, need, t+1)
				p.slack(row, -1, 1, 1, "project early")
				p.orders = append(p.orders, row.AtMost(0))
			}
		}
		for _, id := range c.Excludes {
			row := p.model.Row("P6 excludes[%s: %s]", c.ID, id)
			p.addBuilt(row, +1, i, len(p.years))
			p.addBuilt(row, +1, p.position(id), len(p.years))
			p.slack(row, -1, 1, 1, "project beside")
			p.orders = append(p.orders, row.AtMost(1))
		}
	}
}

func (s *setting) position(id string) int {
	i, _ := slices.BinarySearchFunc(s.c.Projects, id, func(q adit.Project, id string) int { return compare(q.ID, id) })
	return i
}

// differ keeps a plan from building the same projects as one found before.
func (p *program) differ(cuts [][]int) {
	for n, built := range cuts {
		row, most := p.model.Row("differ[%d]", n+1), 1-float64(len(built))
		for i := range p.c.Projects {
			if slices.Contains(built, i) {
				p.addBuilt(row, -1, i, len(p.years))
			} else {
				p.addBuilt(row, +1, i, len(p.years))
			}
		}
		row.AtLeast(most)
	}
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

// slack lets an elastic row be broken, at a price.
func (p *program) slack(row lp.Row, coef, price, size float64, unit string) {
	if p.elastic {
		v := p.model.Var(0, lp.Inf, price, "slack of %s", row.Name())
		row.Add(coef, v)
		p.slacks = append(p.slacks, slack{v, row.Name(), unit, size})
	}
}
