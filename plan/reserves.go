package plan

import (
	"adit"
	"adit/lp"
)

// A levelVars is a stock at the end of an occasion.
type levelVars struct {
	level  lp.Var
	supply lp.Row
}

// (P8) What is bought, from outside the network, in each year of a period.
func (p *program) purchases() {
	for i := range p.c.Stockpile {
		r := &p.c.Stockpile[i]
		var bought []lp.Var
		for g := range p.periods {
			bought = append(bought, p.model.Var(0, lp.Inf, p.cost(p.discounted(g)*float64(r.Price)), "buy[%s] %s", r.ID(), p.span(g)))
		}
		p.bought = append(p.bought, bought)
	}
}

// (P8) Held at the period's end = held before + years × (built or bought −
// released); no more than there is room for: in between it lies between the two.
func (p *program) carryStocks(part *part, g int, o *occasion) {
	years := float64(len(p.periods[g]))
	for i, whole := range part.stocks {
		s, reserve := &part.net.Stocks[i], p.reserveOf[whole]
		most, hold := room(s), 0.0
		if reserve >= 0 {
			r := &p.c.Stockpile[reserve]
			most, hold = float64(r.Most), p.cost(p.holding(g)*max(o.probability, leastWeight)*float64(r.Hold))
		}
		level := p.model.Var(0, most, hold, "level[%s]%s", s.ID, p.label(g, o))
		row := p.model.Row("P8 stock[%s]%s", s.ID, p.label(g, o)).Add(1, level).Add(years, o.release[i])
		if s.Build > 0 {
			row.Add(-years, o.build[i])
		}
		if reserve >= 0 {
			row.Add(-years, p.bought[reserve][g])
		}
		p.fromBefore(part, g, o, i, reserve, row)
		o.levels = append(o.levels, levelVars{level, row})
	}
}

// holding is for how many discounted years a tonne counts as held that is there at
// the end of period g: levels move evenly from one end to the next.
func (p *program) holding(g int) float64 {
	sum := 0.0
	for j, t := range p.periods[g] {
		sum += p.discount[t] * float64(j+1) / float64(len(p.periods[g]))
	}
	if g+1 < len(p.periods) {
		for j, t := range p.periods[g+1] {
			sum += p.discount[t] * (1 - float64(j+1)/float64(len(p.periods[g+1])))
		}
	}
	return sum
}

// fromBefore adds what the period before left, and ends the row. A reserve releases
// in each year at most what the year before left: the levels being even, it is
// enough to ask in the first year and in the last.
func (p *program) fromBefore(part *part, g int, o *occasion, i, reserve int, row lp.Row) {
	if g == 0 {
		row.Equals(float64(part.net.Stocks[i].Level))
		return
	}
	before := part.periods[g-1][part.of[g-1][o.cases[0]]].levels[i].level
	row.Add(-1, before).Equals(0)
	if reserve < 0 {
		return
	}
	id, more := part.net.Stocks[i].ID, float64(len(p.periods[g])-1)
	p.model.Row("P8 held before[%s]%s", id, p.label(g, o)).Add(1, o.release[i]).Add(-1, before).AtMost(0)
	if more > 0 {
		p.model.Row("P8 held at last[%s]%s", id, p.label(g, o)).Add(1+more, o.release[i]).Add(-more, p.bought[reserve][g]).Add(-1, before).AtMost(0)
	}
}

// room is the most that a stock of the network holds.
func room(s *adit.Stock) float64 {
	if s.Build == 0 || !s.Room.IsLimit() {
		return lp.Inf
	}
	return float64(max(s.Room, s.Level))
}

// limit is a bound of a variable.
func limit(t adit.Tonnes) float64 {
	if !t.IsLimit() {
		return lp.Inf
	}
	return float64(t)
}
