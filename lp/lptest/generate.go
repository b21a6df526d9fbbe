package lptest

import (
	"math/rand/v2"

	"adit/lp"

	"pgregory.net/rapid"
)

// Draw is a linear program with integral data, feasible and bounded by
// construction: rows are written around a point within bounds that are finite
// where the cost pulls. Rows of all relations and both senses occur.
func Draw(t *rapid.T) *lp.Model {
	m := &lp.Model{}
	if rapid.Bool().Draw(t, "maximise") {
		m.Maximise()
	}
	n := rapid.IntRange(1, 12).Draw(t, "columns")
	whole := rapid.IntRange(-9, 9)
	var vars []lp.Var
	point := make([]int, n)
	for j := range n {
		lo := whole.Draw(t, "lo")
		hi := lo + rapid.IntRange(0, 9).Draw(t, "width")
		point[j] = rapid.IntRange(lo, hi).Draw(t, "at")
		vars = append(vars, m.Var(float64(lo), float64(hi), float64(whole.Draw(t, "cost")), "x%d", j))
	}
	for i := range rapid.IntRange(0, 10).Draw(t, "rows") {
		r, at := m.Row("R%d", i), 0
		for j, v := range vars {
			if c := whole.Draw(t, "coef"); c != 0 && rapid.Bool().Draw(t, "dense") {
				r.Add(float64(c), v)
				at += c * point[j]
			}
		}
		relate(t, r, float64(at))
	}
	return m
}

// relate states a relation that holds at the point where the left-hand side is at.
func relate(t *rapid.T, r lp.Row, at float64) {
	slack := float64(rapid.IntRange(0, 5).Draw(t, "slack"))
	switch rapid.IntRange(0, 3).Draw(t, "relation") {
	case 0:
		r.Equals(at)
	case 1:
		r.AtMost(at + slack)
	case 2:
		r.AtLeast(at - slack)
	default:
		r.Between(at-slack, at+1)
	}
}

// Transport is a program of sources × markets lanes, with a costly way out for
// unmet demand, so that it stays feasible whatever is closed: the shape of what
// adit solves. It returns the lanes, source by source, and the rows of supply.
func Transport(seed uint64, sources, markets int) (m *lp.Model, lanes []lp.Var, supply []lp.Row) {
	r := rand.New(rand.NewPCG(seed, 0))
	m = &lp.Model{}
	for i := range sources {
		for j := range markets {
			lanes = append(lanes, m.Var(0, 20+80*r.Float64(), 1+99*r.Float64(), "ship[%d→%d]", i, j))
		}
	}
	for i := range sources {
		row := m.Row("supply[%d]", i)
		for j := range markets {
			row.Add(1, lanes[i*markets+j])
		}
		supply = append(supply, row.AtMost(50+100*r.Float64()))
	}
	for j := range markets {
		row := m.Row("demand[%d]", j).Add(1, m.Var(0, lp.Inf, 1e4, "short[%d]", j))
		for i := range sources {
			row.Add(1, lanes[i*markets+j])
		}
		row.AtLeast((40 + 60*r.Float64()) * float64(sources) / float64(markets))
	}
	return m, lanes, supply
}

// Stages is a supply chain of five stages with nodes places each: what a place makes
// of what arrives there (less its losses) leaves over eight lanes to places of the
// next stage, and the last stage has demands. 38 columns for each node of a stage.
// It takes far more pivots than Transport. It returns the lanes.
func Stages(seed uint64, nodes int) (m *lp.Model, lanes []lp.Var) {
	r := rand.New(rand.NewPCG(seed, 1))
	m = &lp.Model{}
	made := makers(m, r, nodes, nil)
	for stage := 1; stage < 5; stage++ {
		arrived := make([]lp.Row, nodes)
		for i := range arrived {
			arrived[i] = m.Row("arrived[%d,%d]", stage, i)
		}
		next := makers(m, r, nodes, arrived)
		for i := range nodes {
			for d := range 8 {
				v := m.Var(0, 10+40*r.Float64(), 1+30*r.Float64(), "lane[%d,%d,%d]", stage, i, d)
				made[i].Add(-1, v)
				arrived[(i*7+d*d*3+d)%nodes].Add(1, v)
				lanes = append(lanes, v)
			}
			made[i].Equals(0)
		}
		for i := range arrived {
			arrived[i].Equals(0)
		}
		made = next
	}
	for i := range made {
		demand := 20 + 20*r.Float64()
		made[i].Add(1, m.Var(0, demand, 1e4, "short[%d]", i)).AtLeast(demand)
	}
	return m, lanes
}

// makers adds one activity for each node, which uses what has arrived, and returns
// the rows of what they make.
func makers(m *lp.Model, r *rand.Rand, nodes int, arrived []lp.Row) (made []lp.Row) {
	for i := range nodes {
		v := m.Var(0, 50+100*r.Float64(), 1+20*r.Float64(), "activity[%d]", i)
		made = append(made, m.Row("made[%d]", i).Add(0.7+0.3*r.Float64(), v))
		if arrived != nil {
			arrived[i].Add(-1, v)
		}
	}
	return made
}

// Split is a market-split problem (Cornuéjols & Dawande, "A class of hard small
// 0-1 programs", IPCO 1998): any point is feasible, and proving one to be best
// takes branch and bound for ever from about 40 columns on.
func Split(columns, rows int) *lp.Model {
	r := rand.New(rand.NewPCG(7, 7))
	m := &lp.Model{}
	var vars []lp.Var
	for j := range columns {
		vars = append(vars, m.Binary(0, "x%d", j))
	}
	for i := range rows {
		row, sum := m.Row("split[%d]", i), 0
		for _, v := range vars {
			c := r.IntN(100)
			sum += c
			row.Add(float64(c), v)
		}
		row.Add(1, m.Var(0, lp.Inf, 1, "under[%d]", i)).Add(-1, m.Var(0, lp.Inf, 1, "over[%d]", i))
		row.Equals(float64(sum / 2))
	}
	return m
}
