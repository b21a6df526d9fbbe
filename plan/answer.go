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

// answer holds what is built and reads everything else from the solution.
func (m *machine) answer(ctx context.Context, built []int, bound float64) (*Answer, error) {
	sol, err := m.dispatch(ctx, built)
	if err != nil {
		return nil, err
	}
	a := &Answer{Net: m.net, Candidates: m.c, Risk: m.q.Risk, Status: lp.Optimal, Bound: bound,
		index: m.index, years: m.years, setting: m.setting, built: built}
	m.readChoices(a, built)
	m.readPurchases(a, sol)
	if err := m.readCases(a, sol); err != nil {
		return nil, err
	}
	m.readShadows(a, sol)
	a.spent = spending(a)
	a.Objective = objective(a.setting, a)
	if err := confirm(a, sol.Objective); err != nil {
		return nil, err
	}
	a.Gap = gap(a.Objective, bound)
	return a, nil
}

func (m *machine) readChoices(a *Answer, built []int) {
	a.starts = map[string]int{}
	for i, k := range built {
		if k >= 0 {
			c := &m.c.Projects[i]
			a.starts[c.ID] = m.starts[i][k]
			a.Chosen = append(a.Chosen, Choice{c, m.years[m.starts[i][k]]})
		}
	}
	slices.SortStableFunc(a.Chosen, func(x, y Choice) int { return int(x.Start - y.Start) })
}

func (m *machine) readPurchases(a *Answer, sol *lp.Solution) {
	for _, vars := range m.bought {
		var bought []adit.Tonnes
		for _, v := range vars {
			bought = append(bought, adit.Tonnes(max(0, sol.Value(v))))
		}
		a.Purchases = append(a.Purchases, bought)
	}
}

// readCases gives every case its flows: those of the occasions that it shares.
func (m *machine) readCases(a *Answer, sol *lp.Solution) error {
	flows, err := m.session.Flows(sol)
	if err != nil {
		return err
	}
	for k := range m.c.Cases {
		steps := make([]Step, len(m.years))
		for t := range steps {
			steps[t] = m.step(sol, flows, t, k)
		}
		a.Cases = append(a.Cases, steps)
	}
	return nil
}

func (m *machine) step(sol *lp.Solution, flows []*market.Flows, t, k int) Step {
	n := m.net
	s := Step{Flows: &market.Flows{Activity: make([]adit.Tonnes, len(n.Processes)), Flow: make([]adit.Tonnes, len(n.Lanes)), Served: make([]adit.Tonnes, len(n.Demands)),
		Release: make([]adit.Tonnes, len(n.Stocks)), Build: make([]adit.Tonnes, len(n.Stocks)), Price: make([]adit.USD, len(m.index.Nodes))},
		Wanted: make([]adit.Tonnes, len(n.Demands)), Level: make([]adit.Tonnes, len(n.Stocks))}
	for _, p := range m.parts {
		o := p.years[t][p.of[t][k]]
		f := flows[o.at]
		scatter(s.Activity, p.processes, f.Activity)
		scatter(s.Flow, p.lanes, f.Flow)
		scatter(s.Served, p.demands, f.Served)
		scatter(s.Wanted, p.demands, o.limits.Served)
		scatter(s.Release, p.stocks, f.Release)
		scatter(s.Build, p.stocks, f.Build)
		for i, whole := range p.stocks {
			s.Level[whole] = adit.Tonnes(max(0, sol.Value(o.levels[i].level)))
		}
		for i, node := range o.block.Index.Nodes {
			s.Price[m.index.At(node)] = f.Price[i] / adit.USD(m.weight(t, o))
		}
	}
	return s
}

func scatter(to []adit.Tonnes, at []int, from []adit.Tonnes) {
	for i, whole := range at {
		to[whole] = from[i]
	}
}

func (m *machine) readShadows(a *Answer, sol *lp.Solution) {
	for _, b := range m.budgets {
		a.Budgets = append(a.Budgets, Shadow{Name: b.name, Year: b.year, Held: -sol.Dual(b.row) / million, Part: math.NaN()})
	}
	for i := range m.c.Targets {
		price := TargetPrice{Target: &m.c.Targets[i]}
		for _, r := range m.targets {
			if r.target == i {
				price.USDPerTonne += math.Abs(sol.Dual(r.row)) // ≤ 0 of a bound above, ≥ 0 of one below
			}
		}
		a.Targets = append(a.Targets, price)
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
