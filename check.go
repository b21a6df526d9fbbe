package adit

import (
	"fmt"
	"math"
)

// check lists what no single object can know of itself: repeated ids, ids that
// nothing has, sums that do not add up. Paths are of the file, so it runs
// before Sort.
func (r *reader) check(n *Network) {
	known := map[MaterialID]bool{}
	for i, m := range n.Materials {
		if known[m.ID] {
			r.duplicate("materials", i, string(m.ID))
		}
		known[m.ID] = true
	}
	r.checkProcesses(n, known)
	r.checkLanes(n, known)
	r.checkDemands(n, known)
	r.checkStocks(n, known)
}

func (r *reader) duplicate(list string, i int, id string) {
	r.fault(fmt.Sprintf("$.%s[%d].id", list, i), "duplicate-id", "give each its own id", "id %q is used twice", id)
}

func (r *reader) material(path string, id MaterialID, known map[MaterialID]bool) {
	if id != "" && !known[id] {
		r.fault(path, "dangling-id", "add it to materials, or mend the name", "no material %q", id)
	}
}

func (r *reader) checkProcesses(n *Network, known map[MaterialID]bool) {
	seen := map[string]bool{}
	for i, p := range n.Processes {
		at := fmt.Sprintf("$.processes[%d]", i)
		if seen[p.ID] && p.ID != "" {
			r.duplicate("processes", i, p.ID)
		}
		seen[p.ID] = true
		for _, part := range p.Inputs {
			r.material(at+".inputs."+string(part.Material), part.Material, known)
		}
		for _, part := range p.Outputs {
			r.material(at+".outputs."+string(part.Material), part.Material, known)
		}
		if len(p.Outputs) == 0 {
			r.fault(at+".outputs", "no-output", "a process makes something; what only takes is a demand", "process %q has no output", p.ID)
		}
		r.checkSteps(at, p.Steps)
		if p.Activity > p.Limit()*(1+tolerance) {
			r.fault(at+".activity_t", "above-capacity", "raise the capacity or the last step, or lower the activity", "activity %g t is above the limit %g t", p.Activity, p.Limit())
		}
		owned := Share(0)
		for _, w := range p.Owners {
			owned += w.Share
		}
		if owned > 1+tolerance {
			r.fault(at+".owners", "shares", "owners' shares sum to at most 1", "shares sum to %g", owned)
		}
	}
}

// tolerance is relative, for sums that a file states twice in decimal.
const tolerance = 1e-9

func (r *reader) checkSteps(at string, steps []CostStep) {
	for k, s := range steps {
		path := fmt.Sprintf("%s.steps[%d]", at, k)
		if k > 0 && s.UpTo <= steps[k-1].UpTo {
			r.fault(path+".upto_t", "steps", "upto_t is cumulative and grows", "upto_t %g is not above %g", s.UpTo, steps[k-1].UpTo)
		}
		if k > 0 && s.Cost < steps[k-1].Cost {
			r.fault(path+".cost_usd_per_t", "steps", "order steps cheapest first", "cost %g is below the step before, %g", s.Cost, steps[k-1].Cost)
		}
	}
}

func (r *reader) checkLanes(n *Network, known map[MaterialID]bool) {
	seen := map[string]bool{}
	for i, l := range n.Lanes {
		at := fmt.Sprintf("$.lanes[%d]", i)
		if seen[l.ID] && l.ID != "" {
			r.duplicate("lanes", i, l.ID)
		}
		seen[l.ID] = true
		r.material(at+".material", l.Material, known)
		if l.From == l.To && l.From != "" {
			r.fault(at+".to", "loop", "a lane joins two places", "lane %q starts and ends at %s", l.ID, l.From)
		}
		r.checkSteps(at, l.Steps)
		if l.Flow > l.Limit()*(1+tolerance) {
			r.fault(at+".flow_t", "above-capacity", "raise the capacity or lower the flow", "flow %g t is above the capacity %g t", l.Flow, l.Limit())
		}
	}
}

func (r *reader) checkDemands(n *Network, known map[MaterialID]bool) {
	seen := map[string]bool{}
	for i, d := range n.Demands {
		at := fmt.Sprintf("$.demands[%d]", i)
		if seen[d.ID] && d.ID != "" {
			r.duplicate("demands", i, d.ID)
		}
		seen[d.ID] = true
		r.material(at+".material", d.Material, known)
		sum := Tonnes(0)
		for _, s := range d.Steps {
			sum += s.Amount
		}
		if len(d.Steps) > 0 && math.Abs(float64(sum-d.Amount)) > 1e-6*math.Max(1, float64(d.Amount)) {
			r.fault(at+".steps", "step-sum", "make the steps sum to amount_t", "steps sum to %g t, amount_t is %g t", sum, d.Amount)
		}
	}
}

func (r *reader) checkStocks(n *Network, known map[MaterialID]bool) {
	seen := map[string]bool{}
	for i, s := range n.Stocks {
		if seen[s.ID] && s.ID != "" {
			r.duplicate("stocks", i, s.ID)
		}
		seen[s.ID] = true
		r.material(fmt.Sprintf("$.stocks[%d].material", i), s.Material, known)
	}
}
