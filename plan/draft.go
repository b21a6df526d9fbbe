package plan

import (
	"math"
	"slices"

	"adit/lp"
)

// A draft is an outline written with the cuts known so far.
type draft struct {
	unit float64
	*machine
	year    map[*occasion]lp.Var // what an occasion costs, USD a year
	works   [][]lp.Var           // by project, by period
	values  map[*occasion]float64
	loose   looseness
	without [][]int // sets of projects that are not to be built again
}

// write writes the outline. The page:
func (o *outline) write(values map[*occasion]float64) *draft {
	d := &draft{machine: &machine{program: &program{setting: o.setting}}, year: map[*occasion]lp.Var{}, values: values, loose: o.loose, unit: o.unit}
	p := d.program

	p.projectsBuilt() // P3
	d.howMuchWorks()  // P2
	p.purchases()     // P8
	p.eachOccasion(d.costOfYear)
	p.eachOccasion(p.carryStocks) // P8
	p.withinBudgets()             // P5
	if o.loose < looseOrder {
		p.inOrder() // P6
	}
	p.differ(o.without)
	p.eachOccasion(func(part *part, g int, occasion *occasion) {
		for _, c := range o.cuts[occasion] {
			d.cut(part, g, occasion, c)
		}
	})
	if p.q.Risk != CVaR95 {
		p.valueUnmet()
	}
	return d
}

// howMuchWorks: Σ over starts of the probability that a project works in a period.
func (d *draft) howMuchWorks() {
	for i := range d.c.Projects {
		var all []lp.Var
		for g := range d.periods {
			v := d.model.Var(0, 1, 0, "works[%s] %s", d.c.Projects[i].ID, d.span(g))
			row := d.model.Row("P2 works[%s] %s", d.c.Projects[i].ID, d.span(g)).Add(1, v)
			d.addWorking(row, -1, i, g, nil)
			row.Equals(0)
			all = append(all, v)
		}
		d.works = append(d.works, all)
	}
}

// costOfYear is what an occasion costs a year: never less than if all that is
// wanted were served for nothing.
func (d *draft) costOfYear(part *part, g int, o *occasion) {
	least := 0.0
	for _, wants := range o.wants {
		least = min(least, -d.values[o]*valueOf(o, wants))
	}
	for i := range part.net.Stocks {
		s := &part.net.Stocks[i]
		if s.BuildBelow > 0 {
			least -= float64(s.BuildBelow) * float64(o.limits.Build[i])
		}
	}
	d.year[o] = d.model.Var(least/d.unit, lp.Inf, d.weight(g, o)*d.unit, "cost%s", d.label(g, o))
	o.release, o.build = nil, make([]lp.Var, len(part.net.Stocks))
	for i := range part.net.Stocks {
		s := &part.net.Stocks[i]
		o.release = append(o.release, d.model.Var(0, limit(o.limits.Release[i]), 0, "release[%s]%s", s.ID, d.label(g, o)))
		if s.Build > 0 {
			o.build[i] = d.model.Var(0, limit(o.limits.Build[i]), 0, "build[%s]%s", s.ID, d.label(g, o))
		}
	}
	o.levels = nil
}

// cut: cost ≥ what it was + Σ its change × (what works, gives and takes − what did).
func (d *draft) cut(part *part, g int, o *occasion, c *cut) {
	least := c.at(d.values[o])
	row := d.model.Row("cut%s", d.label(g, o)).Add(1, d.year[o])
	add := func(change, was float64, v lp.Var) {
		if math.Abs(change) > 1e-9*d.unit {
			row.Add(-change/d.unit, v)
			least -= change * was
		}
	}
	for i, change := range c.reply.works {
		add(change, c.request.works[i], d.works[i][g])
	}
	for i := range part.net.Stocks {
		add(c.reply.release[i], c.request.release[i], o.release[i])
		if part.net.Stocks[i].Build > 0 {
			add(c.reply.build[i], c.request.build[i], o.build[i])
		}
	}
	row.AtLeast(least / d.unit)
}

// open loads a draft with the links' prices and what the windows allow.
func (d *draft) open(solver lp.Solver, prices []float64, windows []window) (err error) {
	m, err := d.program.load(solver)
	if err != nil {
		return err
	}
	d.session = m.session
	d.machine.link()
	d.within(d.loose == tight)
	d.price(prices[:len(d.links)])
	d.allow(windows)
	if d.loose == looseOrder {
		for _, row := range d.insisted {
			d.session.Program.SetRow(row, -lp.Inf, lp.Inf)
		}
	}
	return nil
}

// rounded is a draft's point with whole projects where they are meant to be.
func (d *draft) rounded(sol *lp.Solution, built []int, relax bool) []float64 {
	if relax {
		return sol.X
	}
	x := slices.Clone(sol.X)
	for i, vars := range d.build {
		for k, v := range vars {
			x[v.Col()] = 0
			if k == built[i] {
				x[v.Col()] = 1
			}
		}
	}
	return x
}

// firstCost is what is built, bought and held.
func (d *draft) firstCost(sol *lp.Solution, built []int, relax bool) float64 {
	total, x := 0.0, d.rounded(sol, built, relax)
	for col, cost := range d.own {
		total += cost * x[col]
	}
	d.eachOccasion(func(part *part, g int, o *occasion) {
		for i, whole := range part.stocks {
			if r := d.reserveOf[whole]; r >= 0 {
				total += d.holding(g) * max(o.probability, leastWeight) * float64(d.c.Stockpile[r].Hold) * sol.Value(o.levels[i].level)
			}
		}
	})
	return total
}
