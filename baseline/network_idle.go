package baseline

import (
	"fmt"
	"math"
	"slices"

	"adit"
	"adit/world"
)

// readIdle lists capacity that does not run: where nothing is made, and what a
// maker has beyond the most that is spare anywhere.
func (m *Model) readIdle() []world.Idle {
	idle := slices.Clone(m.World.Idle)
	for i := range m.World.Processes {
		p := &m.World.Processes[i]
		if over := p.Capacity - m.atOnce(p); over > 0 && p.Capacity.IsLimit() && !m.joins(p) {
			idle = append(idle, world.Idle{Material: p.Outputs[0].Material, Place: p.Place, Capacity: over, Figure: p.Observed.Figure})
		}
	}
	return idle
}

// atOnce is the most of a maker's capacity that works without a restart.
func (m *Model) atOnce(p *adit.Process) adit.Tonnes {
	return min(p.Capacity, p.Activity*adit.Tonnes(1+m.spare.High))
}

// restarted ends the id of a process that runs idle capacity again.
const restarted = " restarted"

// restart runs idle capacity again, on the recipe of those who make the same
// elsewhere, where the product's price is a markup above the baseline's.
func (m *Model) restart(x world.Idle) adit.Process {
	p := adit.Process{ID: fmt.Sprintf("%s %s%s", x.Material, x.Place, restarted), Place: x.Place, Inputs: m.recipe(x.Material),
		Outputs: []adit.Part{{Material: x.Material, Tonnes: 1}}, Capacity: x.Capacity, Observed: adit.Observed{Basis: adit.Assumption, Figure: x.Figure}}
	cost := m.margin(&p) + adit.USD(m.Prices[x.Material].Value*m.fixed["restart-markup"].Value)
	p.Steps = []adit.CostStep{{UpTo: adit.NoLimit, Cost: cost}}
	return p
}

// recipe is the feed of a tonne of a form, the same for all its makers.
func (m *Model) recipe(form adit.MaterialID) []adit.Part {
	for i := range m.World.Processes {
		if p := &m.World.Processes[i]; p.Makes(form) && !world.IsRecycling(p) && p.Place != adit.Other {
			return slices.Clone(p.Inputs)
		}
	}
	return nil
}

// Opening tells from which month of a run idle capacity can run again.
func (m *Model) Opening(at At) map[string]int {
	open := map[string]int{}
	for _, x := range m.idle {
		open[m.restart(x).ID] = int(math.Ceil(m.at(at, RestartDelay)))
	}
	return open
}
