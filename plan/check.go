package plan

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"adit"
	"adit/market"
)

// Tolerances of the check: of tonnes and of money, relative to what there is.
const (
	massTolerance  = 1e-6
	moneyTolerance = 1e-6
)

// Check recomputes mass, capacities, lead times, budgets, order, targets, stocks
// and the objective from the network and the candidates. It knows no program.
func Check(a *Answer) error {
	c := &checker{a: a, c: a.Candidates}
	c.projects()
	c.order()
	c.budgets()
	for k := range c.c.Cases {
		if err := c.play(k); err != nil {
			return err
		}
	}
	if len(c.broken) > 0 {
		return fmt.Errorf("the plan breaks %d rows, first %s", len(c.broken), c.broken[0])
	}
	if own := objective(a.setting, a); math.Abs(own-a.Objective) > moneyTolerance*scaleOf(a) {
		return fmt.Errorf("the plan says that it costs %.12g USD; it costs %.12g USD", a.Objective, own)
	}
	return nil
}

type checker struct {
	a      *Answer
	c      *adit.Candidates
	broken []string
}

func (c *checker) fail(format string, args ...any) {
	c.broken = append(c.broken, fmt.Sprintf(format, args...))
}

// projects: known, once, and not before their earliest year.
func (c *checker) projects() {
	seen := map[string]bool{}
	for _, x := range c.a.Chosen {
		if seen[x.ID] || c.c.Project(x.ID) == nil {
			c.fail("P3 once[%s]", x.ID)
		}
		seen[x.ID] = true
		if x.Start < x.Earliest || x.Start < c.c.First || x.Start > c.c.Last {
			c.fail("P2 start[%s]: %d, earliest %d, horizon %d to %d", x.ID, x.Start, x.Earliest, c.c.First, c.c.Last)
		}
	}
}

func (c *checker) order() {
	start := map[string]adit.Year{}
	for _, x := range c.a.Chosen {
		start[x.ID] = x.Start
	}
	for _, x := range c.a.Chosen {
		for _, id := range x.Requires {
			if y, ok := start[id]; !ok || y > x.Start {
				c.fail("P6 requires[%s: %s]", x.ID, id)
			}
		}
		for _, id := range x.Excludes {
			if _, ok := start[id]; ok {
				c.fail("P6 excludes[%s: %s]", x.ID, id)
			}
		}
	}
}

func (c *checker) budgets() {
	c.budget("", &c.c.Budget, c.a.spent)
	for i := range c.c.Budgets {
		b, spent := &c.c.Budgets[i], map[int]adit.USD{}
		for _, x := range c.a.Chosen {
			if x.Shares == b.Name {
				spent[int(x.Start-c.c.First)] += x.Public
			}
		}
		c.budget(b.Name+" ", &b.Budget, spent)
	}
}

func (c *checker) budget(name string, b *adit.Budget, spent map[int]adit.USD) {
	total := adit.USD(0)
	for _, t := range slices.Sorted(maps.Keys(spent)) {
		total += spent[t]
		if most, ok := b.Bound(c.c.First + adit.Year(t)); ok && over(spent[t], most) {
			c.fail("P5 budget[%s%d]: %g of %g USD", name, c.c.First+adit.Year(t), spent[t], most)
		}
	}
	if over(total, b.Total) {
		c.fail("P5 budget[%stotal]: %g of %g USD", name, total, b.Total)
	}
}

func over(spent, most adit.USD) bool { return spent > most+moneyTolerance*(1+most) }

// play goes through the years of a case.
func (c *checker) play(k int) error {
	a, net := c.a, c.a.Net
	measures, calm := market.MeasuresOf(net, c.c.Scenario(k), nil), undisturbed(net)
	level := make([]adit.Tonnes, len(net.Stocks))
	for i := range net.Stocks {
		level[i] = net.Stocks[i].Level
	}
	for t := range a.years {
		l, s := availableIn(a, measures.Limits(calm, t), t), &a.Cases[k][t]
		if err := market.Check(net, a.index, l, s.Flows); err != nil {
			return fmt.Errorf("%d, %s: %w", a.years[t], c.c.Cases[k].Name, err)
		}
		for i, w := range s.Wanted {
			if math.Abs(float64(w-l.Served[i])) > massTolerance*(1+float64(w)) {
				c.fail("demand[%s] %d %s: %g t are wanted, not %g t", net.Demands[i].ID, a.years[t], c.c.Cases[k].Name, l.Served[i], w)
			}
		}
		for h := range measures.Hits {
			if most, ok := measures.Quota(h, t, calm); ok && measures.Done(h, s.Flows) > most+massTolerance*(1+most) {
				c.fail("S2 quota[%d] %d %s", measures.Hits[h].Number, a.years[t], c.c.Cases[k].Name)
			}
		}
		c.stocks(k, t, level)
		c.targets(k, t)
	}
	return nil
}

// availableIn cuts what could be built to what is built and may be expected to
// work in year t.
func availableIn(a *Answer, l market.Limits, t int) market.Limits {
	works := func(p *adit.Project) adit.Tonnes {
		if start, ok := a.starts[p.ID]; ok {
			return adit.Tonnes(p.Working(a.years[start], a.years[t]))
		}
		return 0
	}
	for i, p := range a.setting.processOf {
		if p >= 0 {
			l.Activity[i] *= works(&a.Candidates.Projects[p])
		}
	}
	for i, p := range a.setting.laneOf {
		if p >= 0 {
			l.Flow[i] *= works(&a.Candidates.Projects[p])
		}
	}
	return l
}

// stocks moves the levels on by a year.
func (c *checker) stocks(k, t int, level []adit.Tonnes) {
	a, net, s := c.a, c.a.Net, &c.a.Cases[k][t]
	for i := range net.Stocks {
		before, most, bought := level[i], adit.Tonnes(room(&net.Stocks[i])), adit.Tonnes(0)
		if r := a.setting.reserveOf[i]; r >= 0 {
			most, bought = c.c.Stockpile[r].Most, a.Purchases[r][t]
			if s.Release[i] > before+massTolerance*(1+before) {
				c.fail("P8 held before[%s] %d %s: %g t of %g t", net.Stocks[i].ID, a.years[t], c.c.Cases[k].Name, s.Release[i], before)
			}
		}
		level[i] += bought + s.Build[i] - s.Release[i]
		slack := massTolerance * (1 + before + bought)
		if level[i] < -slack || level[i] > most+slack || math.Abs(float64(level[i]-s.Level[i])) > float64(slack) {
			c.fail("P8 stock[%s] %d %s: %g t, told as %g t, room for %g t", net.Stocks[i].ID, a.years[t], c.c.Cases[k].Name, level[i], s.Level[i], most)
		}
		level[i] = max(0, level[i])
	}
}

func (c *checker) targets(k, t int) {
	a, s := c.a, &c.a.Cases[k][t]
	for i := range c.c.Targets {
		target := &c.c.Targets[i]
		if target.Year != a.years[t] {
			continue
		}
		if len(target.From) == 0 {
			c.least(k, t, target)
			continue
		}
		from, all := adit.Tonnes(0), adit.Tonnes(0)
		for n := range a.Net.Lanes {
			if l := &a.Net.Lanes[n]; arrives(target, l) {
				all += s.Flow[n]
				if comesFrom(target, l) {
					from += s.Flow[n]
				}
			}
		}
		for n := range a.Net.Processes {
			all += s.Activity[n] * adit.Tonnes(ownOutput(target, &a.Net.Processes[n]))
		}
		if most := all * adit.Tonnes(target.MaxShare); from > most+massTolerance*(1+all) {
			c.fail("P7 target[%s] %d %s: %g of %g t", targetName(target), target.Year, c.c.Cases[k].Name, from, all)
		}
	}
}

// least recomputes own output and what is wanted.
func (c *checker) least(k, t int, target *adit.Target) {
	a, s := c.a, &c.a.Cases[k][t]
	made := adit.Tonnes(0)
	for n := range a.Net.Processes {
		made += s.Activity[n] * adit.Tonnes(ownOutput(target, &a.Net.Processes[n]))
	}
	if least := adit.Tonnes(target.Least) * wants(target, a.Net, s.Wanted); made < least-massTolerance*(1+least) {
		c.fail("P7 target[%s] %d %s: %g of %g t", targetName(target), target.Year, c.c.Cases[k].Name, made, least)
	}
}

// spending is the public cost of what starts in each year and is bought in it.
func spending(a *Answer) map[int]adit.USD {
	spent := map[int]adit.USD{}
	for _, x := range a.Chosen {
		spent[int(x.Start-a.Candidates.First)] += x.Public
	}
	for i, bought := range a.Purchases {
		for t, q := range bought {
			spent[t] += adit.USD(q) * a.Candidates.Stockpile[i].Price
		}
	}
	return spent
}

// objective is that of docs/model.md §7, reckoned from the network.
func objective(s *setting, a *Answer) float64 {
	total := 0.0
	for t := range a.years {
		total += s.discount[t] * float64(a.spent[t])
	}
	lost := make([]float64, len(a.Cases))
	for k := range a.Cases {
		costs, unmet := reckon(s, a, k)
		total += s.c.Cases[k].Probability * costs
		lost[k] = unmet
	}
	return total + atRisk(s, lost)
}

// reckon adds up a case: its discounted costs, and the discounted value of what it
// leaves unmet.
func reckon(s *setting, a *Answer, k int) (costs, unmet float64) {
	measures, calm := s.measures(a.Net, k), undisturbed(a.Net)
	for t := range a.years {
		step := &a.Cases[k][t]
		_, u, c := market.Reckon(a.Net, 1, availableIn(a, measures.Limits(calm, t), t), step.Flows)
		held := adit.USD(0)
		for i, r := range s.reserveOf {
			if r >= 0 {
				held += adit.USD(step.Level[i]) * s.c.Stockpile[r].Hold
			}
		}
		costs += s.discount[t] * float64(c+held)
		unmet += s.discount[t] * float64(u)
	}
	return costs, unmet
}

// atRisk is the expected value of what is lost, or its mean over the worst
// twentieth: cases from the worst down until their probabilities fill it.
func atRisk(s *setting, lost []float64) float64 {
	total := 0.0
	if s.q.Risk != CVaR95 {
		for k, l := range lost {
			total += s.c.Cases[k].Probability * l
		}
		return total
	}
	worst := make([]int, len(lost))
	for k := range worst {
		worst[k] = k
	}
	slices.SortStableFunc(worst, func(x, y int) int { return cmp.Compare(lost[y], lost[x]) })
	left := tail
	for _, k := range worst {
		take := min(left, s.c.Cases[k].Probability)
		total += take * lost[k] / tail
		left -= take
	}
	return total
}

// scaleOf is the money that a relative tolerance is of: the objective, or a tonne
// of the dearest use.
func scaleOf(a *Answer) float64 {
	most := math.Max(1, math.Abs(a.Objective))
	for i := range a.Net.Demands {
		for _, s := range a.Net.Demands[i].Steps {
			most = math.Max(most, float64(s.Value))
		}
	}
	return most
}
