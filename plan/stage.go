package plan

import (
	"context"
	"fmt"
	"math"
	"slices"

	"adit/lp"
)

// Stages are the years of a group as small markets, in one program: what each costs
// at least when so much of a project works and stocks give and take so much. Years
// and cases with the same limits are one stage.
type stages struct {
	like  map[*occasion]*occasion // which one stands for an occasion
	works map[*occasion][]lp.Var  // by the one that stands, by project: how much of it works
	torn  map[*occasion][]lp.Var  // by how much targets are missed
	price float64                 // of that

	machine *machine
	known   map[string]*reply
}

// writeStages writes the stages of a group. The page:
func (s *setting) writeStages() *program {
	p := &program{setting: s, stages: &stages{works: map[*occasion][]lp.Var{}, torn: map[*occasion][]lp.Var{}, known: map[string]*reply{}, price: s.dearest()}}
	p.stages.like = s.alikes()

	p.eachOccasion(p.projectsWork)
	p.eachOccasion(p.conserveMass)   // P1, and with it P4
	p.eachOccasion(p.withinCapacity) // P2
	p.eachOccasion(p.withinQuotas)   // S2
	p.eachOccasion(p.onTarget)       // P7
	return p
}

// projectsWork: how much of each project works is set before.
func (p *program) projectsWork(_ *part, g int, o *occasion) {
	for i := range p.c.Projects {
		p.stages.works[o] = append(p.stages.works[o], p.model.Var(0, 0, 0, "works[%s]%s", p.c.Projects[i].ID, p.label(g, o)))
	}
}

// broken is by how much a target is missed: what no project's output reaches has
// a price here that no plan will pay.
func (st *stages) broken(p *program, _ lp.Row) lp.Var {
	v := p.model.Var(0, lp.Inf, st.price, "missed")
	o := p.writing
	st.torn[o] = append(st.torn[o], v)
	return v
}

// dearest is a hundred times the highest value of anything.
func (s *setting) dearest() float64 {
	most := 1.0
	for i := range s.net.Demands {
		for _, v := range s.net.Demands[i].Steps {
			most = max(most, float64(v.Value))
		}
	}
	return 100 * most
}

// alikes finds for each occasion the first one of its part that is the same market.
func (s *setting) alikes() map[*occasion]*occasion {
	like := map[*occasion]*occasion{}
	for _, p := range s.parts {
		var first []*occasion
		var in []int
		for g := range s.periods {
			for _, o := range p.periods[g] {
				k := slices.IndexFunc(first, func(f *occasion) bool { return o.sameMarket(f) })
				if k >= 0 && (s.aims(g) || s.aims(in[k])) && (g != in[k] || !slices.EqualFunc(o.wants, first[k].wants, slices.Equal)) {
					k = -1
				}
				if k < 0 {
					k, first, in = len(first), append(first, o), append(in, g)
				}
				like[o] = first[k]
			}
		}
	}
	return like
}

// sameMarket compares all limits but those of stocks.
func (o *occasion) sameMarket(f *occasion) bool {
	a, b := o.limits, f.limits
	a.Release, a.Build, b.Release, b.Build = nil, nil, nil, nil
	return a.Equal(b) && o.sameQuotas(f)
}

// aims reports whether a target lies in a period.
func (s *setting) aims(g int) bool {
	for i := range s.c.Targets {
		if s.inPeriod(g, s.c.Targets[i].Year) {
			return true
		}
	}
	return false
}

// A request is what a stage is asked.
type request struct {
	o              *occasion
	value          float64   // what a dollar of unmet demand counts
	works          []float64 // by project
	release, build []float64 // by stock of the part
}

func (r *request) key(st *stages) string {
	return fmt.Sprintf("%p %v %v %v %v", st.like[r.o], r.value, r.works, r.release, r.build)
}

// A reply is what a stage costs, and how that changes.
type reply struct {
	value                 float64 // as asked
	cost, served          float64 // USD a year; served is the value of it
	missed                float64 // of targets
	worth                 float64 // cost − value·served + what is missed: no other way of running it is better
	works, release, build []float64
	parts                 []servedPart // where the value may change
}

// A servedPart is one step of a demand: its size, value and reduced cost.
type servedPart struct{ size, value, reduced float64 }

// ask answers requests: as many stages at once as there are.
func (st *stages) ask(ctx context.Context, all []*request) ([]*reply, error) {
	var waiting []*request
	asked := map[string]bool{}
	for _, r := range all {
		if k := r.key(st); st.known[k] == nil && !asked[k] {
			asked[k] = true
			waiting = append(waiting, r)
		}
	}
	for len(waiting) > 0 {
		now, later := map[*occasion]*request{}, []*request{}
		for _, r := range waiting {
			if now[st.like[r.o]] == nil {
				now[st.like[r.o]] = r
				st.set(r)
			} else {
				later = append(later, r)
			}
		}
		sol, err := st.machine.session.Program.Solve(ctx, lp.Options{Relax: true, SkipConflict: true})
		if err != nil {
			return nil, err
		}
		for _, r := range waiting {
			if now[st.like[r.o]] == r {
				st.known[r.key(st)] = st.read(sol, r)
			}
		}
		waiting = later
	}
	out := make([]*reply, len(all))
	for i, r := range all {
		out[i] = st.known[r.key(st)]
	}
	return out, nil
}

// set puts a request into the stage that stands for it.
func (st *stages) set(r *request) {
	o, program := st.like[r.o], st.machine.session.Program
	for i, v := range st.works[o] {
		program.SetBounds(v, r.works[i], r.works[i])
	}
	for i, v := range o.block.Release {
		program.SetBounds(v, r.release[i], r.release[i])
		if o.block.Net.Stocks[i].Build > 0 {
			program.SetBounds(o.block.Build[i], r.build[i], r.build[i])
		}
	}
	if st.machine.q.Risk == CVaR95 {
		st.eachServed(o, func(v lp.Var, value, _ float64) { program.SetCost(v, -r.value*value) })
	}
}

// eachServed calls f with every step of every demand.
func (st *stages) eachServed(o *occasion, f func(v lp.Var, value, size float64)) {
	for i := range o.block.Net.Demands {
		sizes := o.block.DemandSteps(i, o.limits.Served[i])
		for k, v := range o.block.Served[i] {
			if steps := o.block.Net.Demands[i].Steps; k < len(steps) {
				f(v, float64(steps[k].Value), float64(sizes[k]))
			}
		}
	}
}

// read reads what a stage answered.
func (st *stages) read(sol *lp.Solution, r *request) *reply {
	o := st.like[r.o]
	a := &reply{value: r.value, cost: o.costs(sol)}
	for _, v := range st.works[o] {
		a.works = append(a.works, sol.ReducedCost(v))
	}
	for i, v := range o.block.Release {
		build := 0.0
		if o.block.Net.Stocks[i].Build > 0 {
			build = sol.ReducedCost(o.block.Build[i])
		}
		a.release, a.build = append(a.release, sol.ReducedCost(v)), append(a.build, build)
	}
	st.eachServed(o, func(v lp.Var, value, size float64) {
		a.served += value * sol.Value(v)
		if st.machine.q.Risk == CVaR95 {
			a.parts = append(a.parts, servedPart{size, value, sol.ReducedCost(v)})
		}
	})
	for _, v := range st.torn[o] {
		a.missed += sol.Value(v)
	}
	a.worth = a.cost - r.value*a.served + st.price*a.missed
	return a
}

// costs adds up what a year costs, from the point of a program.
func (o *occasion) costs(sol *lp.Solution) float64 {
	total, n := 0.0, o.block.Net
	for i := range n.Processes {
		for k, v := range o.block.Activity[i] {
			if k < len(n.Processes[i].Steps) {
				total += float64(n.Processes[i].Steps[k].Cost) * sol.Value(v)
			}
			total += float64(o.limits.ActivityAdd[i]) * sol.Value(v)
		}
	}
	for i := range n.Lanes {
		for k, v := range o.block.Shipment[i] {
			if k < len(n.Lanes[i].Steps) {
				total += float64(n.Lanes[i].Steps[k].Cost) * sol.Value(v)
			}
			total += float64(o.limits.FlowAdd[i]) * sol.Value(v)
		}
	}
	for i := range n.Stocks {
		total += float64(n.Stocks[i].ReleaseAbove) * sol.Value(o.block.Release[i])
		if n.Stocks[i].Build > 0 {
			total -= float64(n.Stocks[i].BuildBelow) * sol.Value(o.block.Build[i])
		}
	}
	return total
}

// at is what a reply says of its stage, were a dollar of unmet demand to count
// something else: weak duality, each step of a demand being bounded by its size.
func (a *reply) at(value float64) float64 {
	worth := a.worth
	if value != a.value {
		for _, s := range a.parts {
			other := s.reduced - (value-a.value)*s.value
			worth += s.size * (math.Min(0, other) - math.Min(0, s.reduced))
		}
	}
	return worth
}
