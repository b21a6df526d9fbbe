package plan

import (
	"fmt"
	"maps"
	"slices"

	"adit"
	"adit/lp"
)

// million is the unit of money in rows: in USD their coefficients would span more
// digits than a solver has.
const million = 1e6

type budgetRow struct {
	name  string // "" is that of all
	year  adit.Year
	row   lp.Row
	most  float64 // million USD
	spent sum
}

// A sum of variables, and of what does not vary.
type sum struct {
	terms    []term
	constant float64
}

type term struct {
	coef float64
	v    lp.Var
}

func (s *sum) add(coef float64, v lp.Var) { s.terms = append(s.terms, term{coef, v}) }

func (s *sum) addTo(row lp.Row) {
	for _, t := range s.terms {
		row.Add(t.coef, t.v)
	}
}

func (s *sum) of(x []float64) float64 {
	total := s.constant
	for _, t := range s.terms {
		total += t.coef * x[t.v.Col()]
	}
	return total
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
		row, spent := p.model.Row("P5 budget[%s%s]", prefixed(name), what), sum{}
		for t, y := range p.years {
			if year == 0 || y == year {
				p.addSpent(&spent, t, name == "", counts)
			}
		}
		spent.addTo(row)
		p.slack(row, -1, 1/max(1e-6, float64(most)/million), million, "USD")
		p.budgets = append(p.budgets, budgetRow{name, year, row.AtMost(float64(most) / million), float64(most) / million, spent})
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

// addSpent adds what is spent in year t, in million USD.
func (p *program) addSpent(spent *sum, t int, purchases bool, counts func(project int) bool) {
	for i := range p.c.Projects {
		if k := slices.Index(p.starts[i], t); k >= 0 && counts(i) && p.c.Projects[i].Public > 0 {
			spent.add(float64(p.c.Projects[i].Public)/million, p.build[i][k])
		}
	}
	for i := range p.bought {
		if purchases && p.c.Stockpile[i].Price > 0 {
			spent.add(float64(p.c.Stockpile[i].Price)/million, p.bought[i][p.periodOf(t)])
		}
	}
}
