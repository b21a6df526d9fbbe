package plan

import (
	"context"
	"fmt"
	"math"
	"slices"

	"adit"
	"adit/lp"
	"adit/market"
)

// An Answer is a plan, and what happens under it in every year of every case.
type Answer struct {
	Net        *adit.Network // with all that could be there
	Candidates *adit.Candidates
	Risk       Risk
	Status     lp.Status

	Objective float64 // USD, of docs/model.md §7
	Bound     float64 // no plan can be better; -Inf where none was found
	Gap       float64
	Periods   []adit.Year // of the search, whose bound and gap are then those of the grouped program; nil: every year by itself

	Chosen    []Choice         // by start, then id
	Purchases [][]adit.Tonnes  // by reserve, by year
	Cases     [][]Step         // by case, by year
	Budgets   []Shadow         // what a dollar more would save
	Targets   []TargetPrice    // what a target costs
	index     *adit.Index      // of Net
	years     []adit.Year      // of the horizon
	starts    map[string]int   // by project: year of start, as a position
	setting   *setting         // for further questions
	built     []int            // by project: position in its starts
	spent     map[int]adit.USD // by year
	prices    []float64        // of the links between groups
	asked     *setting         // as it was searched: perhaps with years in periods
	pools     []*pool          // what the search by groups knew
	priced    []float64        // its prices of the links
}

// A Choice is a project that is built.
type Choice struct {
	*adit.Project
	Start adit.Year
}

// A Step is a year of a case. Prices are USD per tonne: the balance's dual over
// d_t·π, where it is weighed at all.
type Step struct {
	*market.Flows
	Wanted []adit.Tonnes // by demand
	Level  []adit.Tonnes // by stock, at the end
}

// A Shadow is what a dollar more of a budget takes off the objective: with the
// projects held (only what is bought can then move), and if they could be built in
// part.
type Shadow struct {
	Name string    // of a further budget, or ""
	Year adit.Year // 0 is the total
	Held float64
	Part float64
}

// A TargetPrice is what a target costs: by how much the objective would fall if it
// were an allowance of a tonne wider, over all cases.
type TargetPrice struct {
	*adit.Target
	USDPerTonne float64
}

// play reads what follows from what is built and held.
func (d *division) play(built []int, b *blend) (*Answer, error) {
	a := &Answer{Net: d.net, Candidates: d.c, Risk: d.q.Risk, Status: lp.Optimal, index: d.index, years: d.years, setting: d.setting, built: built, prices: b.prices}
	a.readChoices()
	if err := d.read(a, b); err != nil {
		return nil, err
	}
	d.readBudgets(a, b)
	a.spent = spending(a)
	a.Objective = objective(a.setting, a)
	return a, confirm(a, b.objective)
}

// held is the best mixture with what is built held: linear programs, which a group
// without anything to buy answers once for all.
func (d *division) held(ctx context.Context, known memory, built []int, prices []float64) (*blend, error) {
	if err := d.load(); err != nil {
		return nil, err
	}
	pools := make([]*pool, len(d.groups))
	for g, m := range d.machines {
		own := at(built, d.groups[g].projects)
		m.hold(own)
		pools[g] = known.of(g, own)
	}
	b := d.blend(pools, true)
	b.fixed = d.fixed
	if err := b.finish(ctx, d.from(prices), heldShare); err != nil {
		return nil, fmt.Errorf("with the projects held: %w", err)
	}
	return b, nil
}

// fixed reports whether a group with its projects held has one answer at all
// prices: it has nothing to buy, and its losses are not weighed.
func (d *division) fixed(g int) bool { return len(d.groups[g].reserves) == 0 && d.q.Risk != CVaR95 }

// A memory keeps what groups answered with the same projects held.
type memory map[string]*pool

func (m memory) of(group int, built []int) *pool {
	key := fmt.Sprint(group, built)
	if m[key] == nil {
		m[key] = &pool{}
	}
	return m[key]
}

// heldShare is how near to the best the flows of a plan are that is told.
const heldShare = 1e-8

func (a *Answer) readChoices() {
	a.starts = map[string]int{}
	for i, k := range a.built {
		if k >= 0 {
			c := &a.Candidates.Projects[i]
			a.starts[c.ID] = a.setting.starts[i][k]
			a.Chosen = append(a.Chosen, Choice{c, a.years[a.setting.starts[i][k]]})
		}
	}
	slices.SortStableFunc(a.Chosen, func(x, y Choice) int { return int(x.Start - y.Start) })
}

// read gives every case its flows: those of the occasions that it shares.
func (d *division) read(a *Answer, b *blend) error {
	a.Purchases = make([][]adit.Tonnes, len(d.c.Stockpile))
	for range d.c.Cases {
		steps := make([]Step, len(d.years))
		for t := range steps {
			steps[t] = emptyStep(d.net, d.index)
		}
		a.Cases = append(a.Cases, steps)
	}
	for i := range d.c.Targets {
		a.Targets = append(a.Targets, TargetPrice{Target: &d.c.Targets[i]})
	}
	for g, m := range d.machines {
		if err := m.read(a, d.groups[g], b.found(g)); err != nil {
			return err
		}
	}
	return nil
}

func emptyStep(n *adit.Network, x *adit.Index) Step {
	return Step{Flows: &market.Flows{Activity: make([]adit.Tonnes, len(n.Processes)), Flow: make([]adit.Tonnes, len(n.Lanes)), Served: make([]adit.Tonnes, len(n.Demands)),
		Release: make([]adit.Tonnes, len(n.Stocks)), Build: make([]adit.Tonnes, len(n.Stocks)), Price: make([]adit.USD, len(x.Nodes))},
		Wanted: make([]adit.Tonnes, len(n.Demands)), Level: make([]adit.Tonnes, len(n.Stocks))}
}

// read reads a group of which every year is a period.
func (m *machine) read(a *Answer, g *group, sol *lp.Solution) error {
	flows, err := m.session.Flows(sol)
	if err != nil {
		return err
	}
	for r, vars := range m.bought {
		for _, v := range vars {
			a.Purchases[g.reserves[r]] = append(a.Purchases[g.reserves[r]], adit.Tonnes(max(0, sol.Value(v))))
		}
	}
	for _, r := range m.targets {
		a.Targets[g.targets[r.target]].USDPerTonne += math.Abs(sol.Dual(r.row)) // ≤ 0 of a bound above, ≥ 0 of one below
	}
	for k := range a.Cases {
		for t := range a.Cases[k] {
			for _, p := range m.parts {
				o := p.periods[t][p.of[t][k]]
				m.step(&a.Cases[k][t], a, g, p, o, flows[o.at], sol, m.weight(t, o))
			}
		}
	}
	return nil
}

func (m *machine) step(s *Step, a *Answer, g *group, p *part, o *occasion, f *market.Flows, sol *lp.Solution, weight float64) {
	scatter(s.Activity, g.processes, p.processes, f.Activity)
	scatter(s.Flow, g.lanes, p.lanes, f.Flow)
	scatter(s.Served, g.demands, p.demands, f.Served)
	scatter(s.Wanted, g.demands, p.demands, o.limits.Served)
	scatter(s.Release, g.stocks, p.stocks, f.Release)
	scatter(s.Build, g.stocks, p.stocks, f.Build)
	for i, at := range p.stocks {
		s.Level[g.stocks[at]] = adit.Tonnes(max(0, sol.Value(o.levels[i].level)))
	}
	for i, node := range o.block.Index.Nodes {
		s.Price[a.index.At(node)] = f.Price[i] / adit.USD(weight)
	}
}

// scatter puts what a part has where it is in the whole, by way of its group.
func scatter(to []adit.Tonnes, whole, at []int, from []adit.Tonnes) {
	for i := range at {
		to[whole[at[i]]] = from[i]
	}
}

// readBudgets tells what a dollar more of each budget saves with the projects held.
func (d *division) readBudgets(a *Answer, b *blend) {
	for i, row := range d.machines[0].budgets {
		a.Budgets = append(a.Budgets, Shadow{Name: row.name, Year: row.year, Held: b.saves(i, row), Part: math.NaN()})
	}
}

// Unmet is what demand i wants in year t of case k and does not get.
func (a *Answer) Unmet(k, t, i int) adit.Tonnes {
	return max(0, a.Cases[k][t].Wanted[i]-a.Cases[k][t].Served[i])
}

// confirm is Check, and a comparison with what the solver says.
func confirm(a *Answer, solver float64) error {
	if err := Check(a); err != nil {
		return err
	}
	if off := solver - a.Objective; off > moneyTolerance*scaleOf(a) || -off > moneyTolerance*scaleOf(a) {
		return fmt.Errorf("the solver's objective is %.12g USD, the network's is %.12g USD", solver, a.Objective)
	}
	return nil
}

// ExpectedUnmet is the expected tonnes unmet over all years.
func (a *Answer) ExpectedUnmet() float64 {
	sum := 0.0
	for k := range a.Cases {
		for t := range a.years {
			for i := range a.Net.Demands {
				sum += a.Candidates.Cases[k].Probability * float64(a.Unmet(k, t, i))
			}
		}
	}
	return clean(sum)
}
