package adit

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// checkCandidates lists what no single object can know of itself. Paths are of
// the file, so it runs before Sort.
func (r *reader) checkCandidates(c *Candidates) {
	at := map[string]int{}
	for i, p := range c.Projects {
		if _, twice := at[p.ID]; twice && p.ID != "" {
			r.duplicate("candidates", i, p.ID)
			continue
		}
		at[p.ID] = i
	}
	r.checkBudgetYears("$.budget_usd", &c.Budget, c)
	for i := range c.Budgets {
		r.checkBudgetYears("$.budget_usd."+c.Budgets[i].Name, &c.Budgets[i].Budget, c)
	}
	r.checkProjects(c, at)
	r.checkCycles(c, at)
	reserves := map[string]bool{}
	for i := range c.Stockpile {
		if id := c.Stockpile[i].ID(); reserves[id] {
			r.fault(fmt.Sprintf("$.stockpile[%d]", i), "duplicate-id", "keep one entry for a material and place", "%s is given twice", id)
		} else {
			reserves[id] = true
		}
	}
	r.checkCases(c.Cases)
}

func (r *reader) checkBudgetYears(at string, b *Budget, c *Candidates) {
	for _, y := range slices.Sorted(maps.Keys(b.Yearly)) {
		r.inHorizon(fmt.Sprintf("%s.%d", at, y), float64(y), c)
	}
}

func (r *reader) checkProjects(c *Candidates, at map[string]int) {
	processes, lanes := map[string]bool{}, map[string]bool{}
	for i := range c.Projects {
		p, path := &c.Projects[i], fmt.Sprintf("$.candidates[%d]", i)
		r.checkBuilt(path, p, processes, lanes)
		r.inHorizon(path+".earliest", float64(p.Earliest), c)
		r.checkNamed(path+".requires", p, p.Requires, at)
		r.checkNamed(path+".excludes", p, p.Excludes, at)
		if p.Shares != "" && !slices.ContainsFunc(c.Budgets, func(b NamedBudget) bool { return b.Name == p.Shares }) {
			r.fault(path+".shares_budget", "unknown-budget", fmt.Sprintf(`add "%s": {"total": …} to budget_usd`, p.Shares), "there is no budget %q", p.Shares)
		}
		for _, id := range p.Requires {
			if slices.Contains(p.Excludes, id) {
				r.fault(path+".excludes", "contradiction", "leave it out of requires or of excludes", "%q both requires and excludes %q", p.ID, id)
			}
		}
	}
}

// checkBuilt compares what a project builds with what the others before it do.
func (r *reader) checkBuilt(path string, p *Project, processes, lanes map[string]bool) {
	if q := p.Process; q != nil {
		r.checkSteps(path+".process", q.Steps)
		if len(q.Outputs) == 0 {
			r.fault(path+".process.outputs", "no-output", "a process makes something", "process %q has no output", q.ID)
		}
		if processes[q.ID] && q.ID != p.ID { // two candidates of one id are told as such
			r.fault(path+".process.id", "duplicate-id", "give each its own id", "id %q is used twice", q.ID)
		}
		processes[q.ID] = true
	}
	if l := p.Lane; l != nil {
		r.checkSteps(path+".lane", l.Steps)
		if l.From == l.To && l.From != "" {
			r.fault(path+".lane.to", "loop", "a lane joins two places", "lane %q starts and ends at %s", l.ID, l.From)
		}
		if lanes[l.ID] && l.ID != p.ID {
			r.fault(path+".lane.id", "duplicate-id", "give each its own id", "id %q is used twice", l.ID)
		}
		lanes[l.ID] = true
	}
}

func (r *reader) checkNamed(path string, p *Project, ids []string, at map[string]int) {
	for k, id := range ids {
		where := fmt.Sprintf("%s[%d]", path, k)
		if id == p.ID {
			r.fault(where, "itself", "name another candidate", "%q names itself", id)
			continue
		}
		if _, ok := at[id]; !ok {
			r.fault(where, "unknown-id", nearRemedy(id, slices.Sorted(maps.Keys(at))), "there is no candidate %q", id)
		}
	}
}

// checkCycles refuses projects that require each other in a circle, each circle
// once, named from its first project in the file.
func (r *reader) checkCycles(c *Candidates, at map[string]int) {
	const open, closed = 1, 2
	state := make([]int, len(c.Projects))
	var trail []string
	var visit func(i int)
	visit = func(i int) {
		state[i], trail = open, append(trail, c.Projects[i].ID)
		for _, id := range c.Projects[i].Requires {
			j, ok := at[id]
			switch {
			case !ok || j == i || state[j] == closed:
			case state[j] == open:
				circle := append(slices.Clone(trail[slices.Index(trail, id):]), id)
				r.fault(fmt.Sprintf("$.candidates[%d].requires", j), "cycle", "leave one of them out", "candidates require each other in a circle: %s", strings.Join(circle, " → "))
			default:
				visit(j)
			}
		}
		state[i], trail = closed, trail[:len(trail)-1]
	}
	for i := range c.Projects {
		if state[i] == 0 && at[c.Projects[i].ID] == i {
			visit(i)
		}
	}
}

// Resolve replaces the places of disruptions and targets by those that their
// names stand for, as Scenario.Resolve does.
func (c *Candidates) Resolve(places func(name string, at Month) ([]PlaceID, error)) error {
	e := Ensemble{Base: *c.run(), Cases: c.Cases}
	if err := e.Resolve(places); err != nil {
		return err
	}
	for i := range c.Targets {
		t := &c.Targets[i]
		if len(t.From) == 0 {
			continue
		}
		s := &Selector{From: t.From}
		resolved, err := s.resolve(func(name string) ([]PlaceID, error) { return places(name, MonthOf(t.Year, 1)) })
		if err != nil {
			return fmt.Errorf("target of %s at %s: %w", t.Material, t.Place, err)
		}
		t.From = resolved.From
	}
	return nil
}

// Faults lists what is wrong with the candidates on a network: materials that it
// does not have, ids that it has already, capacities that are blank, and what
// Scenario.Faults lists of each case. Groups must be resolved.
func (c *Candidates) Faults(net *Network, known func(PlaceID) bool) Faults {
	r, names := &reader{}, newChecker(net, known)
	for i := range c.Projects {
		r.projectOn(net, &c.Projects[i], names)
	}
	whole := c.Extend(net)
	index := whole.Index()
	for i := range c.Stockpile {
		s := &c.Stockpile[i]
		if index.At(Node{s.Material, s.Place}) < 0 || !uses(index, Node{s.Material, s.Place}) {
			r.fault(s.ID(), "matches-nothing", "mend the material or the place", "nothing at %s takes %s", s.Place, s.Material)
		}
	}
	for i := range c.Targets {
		t := &c.Targets[i]
		if len(t.From) == 0 {
			r.least(whole, t)
			continue
		}
		if !slices.ContainsFunc(whole.Lanes, func(l Lane) bool { return l.Material.Matches(t.Material) && t.Place.Covers(l.To) }) {
			r.fault(fmt.Sprintf("target of %s at %s in %d", t.Material, t.Place, t.Year), "matches-nothing", "mend the material or the place", "no lane brings %s to %s", t.Material, t.Place)
		}
	}
	e := Ensemble{Base: *c.run(), Cases: c.Cases}
	return append(r.faults, e.Faults(whole, known)...)
}

// least lists what is wrong with a target of own output: something must be wanted,
// and makers must be there. That nothing can make it is no fault, but a target that
// cannot be met.
func (r *reader) least(net *Network, t *Target) {
	at := fmt.Sprintf("target of %s at %s in %d", t.Material, t.Place, t.Year)
	if !slices.ContainsFunc(net.Demands, func(d Demand) bool { return t.Wants(&d) }) {
		r.fault(at, "matches-nothing", "mend the material or the place", "%s wants no %s", t.Place, t.Material.Mineral())
	}
	for _, id := range t.Makers {
		if !slices.ContainsFunc(net.Processes, func(p Process) bool { return p.ID == id }) {
			r.fault(at, "unknown-id", "mend makers", "there is no process %q", id)
		}
	}
}

// uses reports whether anything takes what lies at a node.
func uses(x *Index, n Node) bool {
	l := &x.Links[x.At(n)]
	return len(l.Users)+len(l.Outbound)+len(l.Demands) > 0
}

func (r *reader) projectOn(net *Network, p *Project, names *checker) {
	at := "candidate " + p.ID
	known := func(path string, m MaterialID) {
		if net.Material(m) == nil {
			r.fault(path, "dangling-id", nearRemedy(string(m), names.materials), "the network has no material %q", m)
		}
	}
	if q := p.Process; q != nil {
		if slices.Contains(names.processes, q.ID) {
			r.fault(at+": process.id", "duplicate-id", "give it an id of its own", "the network has a process %q", q.ID)
		}
		for _, part := range slices.Concat(q.Inputs, q.Outputs) {
			known(at+": process", part.Material)
		}
		if !q.Limit().IsLimit() {
			r.fault(at+": process.capacity_t", "no-capacity", "give capacity_t: what the project adds", "process %q has no limit", q.ID)
		}
	}
	if l := p.Lane; l != nil {
		if slices.Contains(names.lanes, l.ID) {
			r.fault(at+": lane.id", "duplicate-id", "give it an id of its own", "the network has a lane %q", l.ID)
		}
		known(at+": lane.material", l.Material)
		if !l.Limit().IsLimit() {
			r.fault(at+": lane.capacity_t", "no-capacity", "give capacity_t: what the project adds", "lane %q has no limit", l.ID)
		}
	}
}
