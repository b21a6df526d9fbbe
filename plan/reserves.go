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
