package plan

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"adit/lp"
)

// An outline is a group with one variable for what each year of each case costs,
// in place of its flows: what is built and held stays, and cuts from the stages'
// duals bound that variable from below (J. F. Benders, "Partitioning procedures for
// solving mixed-variables programming problems", Numerische Mathematik 4, 1962). A
// cut of a stage holds at all prices, so that one search learns for the next.
type outline struct {
	unit float64 // USD of what a year costs: a solver has so many digits
	*setting
	solver  lp.Solver
	stages  *stages
	cuts    map[*occasion][]*cut // by occasion: those that it needed
	loose   looseness
	without [][]int // sets of projects that are not to be built again
}

// A looseness is what does not bind an outline.
type looseness int

const (
	tight       looseness = iota
	loosePrices           // budgets: their prices say all
	looseOrder            // that, order, and what is insisted on
)

// A cut bounds what an occasion costs, around what it was asked.
type cut struct {
	*request
	*reply
}

// outline loads the stages of a group. Its setting is its own.
func (g *group) outline(solver lp.Solver) (*outline, error) {
	s := settingOf(g.net, g.c, g.q)
	s.oneOfMany = g.oneOfMany
	p := s.writeStages()
	m, err := p.load(solver)
	if err != nil {
		return nil, err
	}
	p.stages.machine = m
	o := &outline{setting: s, solver: solver, stages: p.stages, cuts: map[*occasion][]*cut{}}
	for each, stands := range p.stages.like {
		each.block = stands.block
	}
	o.unit = o.unitOf()
	return o, nil
}

// unitOf is a thousandth of what is wanted in the year that wants most.
func (o *outline) unitOf() float64 {
	most := 1.0
	for _, part := range o.parts {
		for _, period := range part.periods {
			for _, each := range period {
				for _, wants := range each.wants {
					most = max(most, valueOf(each, wants)/1000)
				}
			}
		}
	}
	return most
}

func (o *outline) Close() { o.stages.machine.session.Close() }

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

// mostDrafts bounds the drafts of one answer.
const mostDrafts = 400

// errMissed says that a target is missed by what no cut of its own says.
var errMissed = errors.New("a target is missed at the price of missing it")

// ask finds the group's best plan at some prices, what may start when being set by
// windows: first with projects in part, which is quick and brings most cuts, then
// with whole ones. The bound is that of the last draft.
func (o *outline) ask(ctx context.Context, prices []float64, windows []window, opt lp.Options) (c *column, bound float64, err error) {
	values := o.values(prices)
	inPart, bound, best := opt.Relax, math.Inf(-1), math.Inf(1)
	share, limit := max(proof/10, opt.Gap), opt.TimeLimit
	opt.Gap /= 2
	began := time.Now()
	for relax, n := true, 0; n < mostDrafts; n++ {
		d := o.write(values)
		if err := d.open(o.solver, prices, windows); err != nil {
			return nil, bound, err
		}
		opt.Relax, opt.SkipConflict = relax, true
		if limit > 0 {
			opt.TimeLimit = max(limit-time.Since(began), time.Millisecond)
		}
		sol, err := d.session.Program.Solve(ctx, opt)
		d.session.Close()
		if stopped(ctx, err) && (sol == nil || sol.X == nil) {
			return c, bound, nil
		}
		if err != nil && !stopped(ctx, err) {
			return nil, bound, err
		}
		now, news, err := o.play(ctx, d, sol, prices, relax)
		if err != nil {
			return nil, bound, err
		}
		if !math.IsNaN(sol.Bound) {
			bound = max(bound, sol.Bound+o.constant(prices))
		}
		if !relax && now.priced(prices) < best {
			c, best = now, now.priced(prices)
		}
		near := now.priced(prices)-bound <= share*math.Max(1, math.Abs(now.priced(prices)))
		switch {
		case stopped(ctx, ctx.Err()):
			return c, bound, nil
		case relax && (near || !news) && inPart:
			return now, bound, nil
		case relax && (near || !news):
			relax, bound = false, math.Inf(-1)
		case !relax && (best-bound <= share*math.Max(1, math.Abs(best)) || !news):
			return c, bound, nil
		}
	}
	return c, bound, nil
}

func stopped(ctx context.Context, err error) bool {
	return errors.Is(err, lp.ErrTimeLimit) || ctx.Err() != nil && errors.Is(err, ctx.Err())
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

// values are what a dollar of unmet demand counts in each occasion: 1, or with
// cvar95 what the prices of its cases' losses say.
func (o *outline) values(prices []float64) map[*occasion]float64 {
	values, budgets := map[*occasion]float64{}, len(prices)-len(o.c.Cases)
	for _, part := range o.parts {
		for g := range o.periods {
			for _, each := range part.periods[g] {
				values[each] = 1
				if o.q.Risk == CVaR95 {
					sum := 0.0
					for _, k := range each.cases {
						sum += prices[budgets+k]
					}
					values[each] = sum / max(each.probability, leastWeight)
				}
			}
		}
	}
	return values
}

// constant is what the links' prices add whatever is done: all that is wanted.
func (o *outline) constant(prices []float64) float64 {
	total := 0.0
	if o.q.Risk == CVaR95 {
		budgets := len(prices) - len(o.c.Cases)
		for k := range o.c.Cases {
			total += prices[budgets+k] * o.wantedIn(k)
		}
	}
	return total
}

// wantedIn is the discounted value of all that is wanted in a case.
func (o *outline) wantedIn(k int) float64 {
	p, total := &program{setting: o.setting}, 0.0
	for _, part := range o.parts {
		for g := range o.periods {
			total += p.wanted(g, part.periods[g][part.of[g][k]])
		}
	}
	return total
}

// play asks the stages what a draft's point really costs, makes cuts of what they
// say, and a column.
func (o *outline) play(ctx context.Context, d *draft, sol *lp.Solution, prices []float64, relax bool) (c *column, news bool, err error) {
	c = &column{built: d.chosen(sol)}
	var all []*request
	weights := []float64{}
	d.eachOccasion(func(part *part, g int, each *occasion) {
		all = append(all, o.request(d, sol, part, g, each, c.built, relax))
		weights = append(weights, d.weight(g, each))
	})
	replies, err := o.stages.ask(ctx, all)
	if err != nil {
		return nil, false, err
	}
	c.cost = d.firstCost(sol, c.built, relax)
	for i := range d.budgets {
		c.use = append(c.use, trimmed(d.budgets[i].spent.of(d.rounded(sol, c.built, relax))))
	}
	lost := make([]float64, len(o.c.Cases))
	for i, r := range replies {
		each := all[i].o
		c.cost += weights[i] * (r.cost + o.stages.price*r.missed)
		if o.q.Risk != CVaR95 {
			c.cost -= weights[i] * r.served
		}
		for _, k := range each.cases {
			lost[k] += weights[i] / max(each.probability, leastWeight) * r.served
		}
		if !relax && r.missed > 1e-6 {
			return nil, false, errMissed
		}
		if slack := r.worth - d.unit*sol.Value(d.year[each]); slack > 1e-9*(1+math.Abs(r.worth)) {
			o.cuts[each] = append(o.cuts[each], &cut{all[i], r})
			news = true
		}
	}
	if o.q.Risk == CVaR95 {
		for k := range lost {
			c.use = append(c.use, trimmed((o.wantedIn(k)-lost[k])/million))
		}
	} else {
		c.cost += d.value
	}
	return c, news, nil
}

func trimmed(use float64) float64 {
	if math.Abs(use) < leastUse {
		return 0
	}
	return use
}

// request is what a draft's point asks of an occasion.
func (o *outline) request(d *draft, sol *lp.Solution, part *part, g int, each *occasion, built []int, relax bool) *request {
	r := &request{o: each, value: d.values[each], release: make([]float64, len(part.net.Stocks)), build: make([]float64, len(part.net.Stocks))}
	for i, k := range built {
		switch {
		case relax:
			r.works = append(r.works, within(sol.Value(d.works[i][g])))
		case k >= 0:
			r.works = append(r.works, float64(o.surely(i, k, g)))
		default:
			r.works = append(r.works, 0)
		}
	}
	for i := range part.net.Stocks {
		r.release[i] = max(0, sol.Value(each.release[i]))
		if part.net.Stocks[i].Build > 0 {
			r.build[i] = max(0, sol.Value(each.build[i]))
		}
	}
	return r
}

func within(share float64) float64 { return min(1, max(0, share)) }

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
