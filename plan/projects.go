package plan

import (
	"fmt"
	"slices"

	"adit"
	"adit/lp"
)

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

// (P2) What a project's process or lane does ≤ its capacity × the probability that
// it works by then, if it is built; step by step, as a disruption cuts it.
func (p *program) withinCapacity(part *part, g int, o *occasion) {
	for i, whole := range part.processes {
		if c := p.processOf[whole]; c >= 0 {
			for k, size := range o.block.ActivitySteps(i, o.limits.Activity[i]) {
				row := p.model.Row("P2 capacity[%s]%s", stepName(part.net.Processes[i].ID, k), p.label(g, o)).Add(1, o.block.Activity[i][k])
				p.addWorking(row, -float64(size), c, g, o)
				row.AtMost(0)
			}
		}
	}
	for i, whole := range part.lanes {
		if c := p.laneOf[whole]; c >= 0 {
			row := p.model.Row("P2 capacity[%s]%s", part.net.Lanes[i].ID, p.label(g, o))
			for _, v := range o.block.Shipment[i] {
				row.Add(1, v)
			}
			p.addWorking(row, -float64(o.limits.Flow[i]), c, g, o)
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

// addWorking adds coef × (probability that project i works in period g).
func (p *program) addWorking(row lp.Row, coef float64, i, g int, o *occasion) {
	if p.stages != nil {
		row.Add(coef, p.stages.works[o][i])
		return
	}
	for k := range p.starts[i] {
		if works := p.surely(i, k, g); works > 0 && coef != 0 {
			row.Add(coef*float64(works), p.build[i][k])
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
