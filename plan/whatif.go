package plan

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"adit"
	"adit/lp"
)

// Entry is what would have to be true for a project that was not chosen: the
// smallest change of one thing, all else being as it is, with which a best plan
// has it.
type Entry struct {
	ID       string
	Cost     adit.USD // public cost at or below which it enters; −1 where it is not worth it even for nothing
	Now      adit.USD
	Sooner   int     // years by which it would have to work sooner; −1 where no start at once is enough
	Capacity float64 // times its capacity; NaN where mostCapacity times is not enough
}

// entrySteps bounds the searches of WhatIf for a cost or a capacity; half the
// interval goes with each at the least.
const entrySteps = 12

// mostCapacity is how many times its capacity a project is tried with.
const mostCapacity = 16

// WhatIf finds the public cost at which a project enters, to a thousandth of what
// it costs now; the capacity, to a twentieth; and by how many years it would have
// to be sooner.
func (a *Answer) WhatIf(ctx context.Context, id string, solver lp.Solver) (Entry, error) {
	return a.whatIf(ctx, id, solver, a.asked.small())
}

func (a *Answer) whatIf(ctx context.Context, id string, solver lp.Solver, whole bool) (Entry, error) {
	w := &trial{a: a, solver: solver, i: a.setting.position(id), whole: whole, outlines: map[int]*outline{}}
	defer w.close()
	p := &a.Candidates.Projects[w.i]
	e := Entry{ID: id, Cost: -1, Now: p.Public, Sooner: -1, Capacity: math.NaN()}
	if err := w.cost(ctx, p, &e); err != nil {
		return e, err
	}
	if err := w.sooner(ctx, p, &e); err != nil {
		return e, err
	}
	return e, w.capacity(ctx, p, &e)
}

// A trial asks again and again for the best plan that has a project, changed. What
// groups without it know is kept.
type trial struct {
	a        *Answer
	solver   lp.Solver
	i        int
	whole    bool
	outlines map[int]*outline // of other groups than the project's
}

func (w *trial) close() {
	for _, o := range w.outlines {
		o.Close()
	}
}

// cost tries what the plan with the project in would allow first: it is known at
// one cost and, as long as no budget binds, at all others.
func (w *trial) cost(ctx context.Context, p *adit.Project, e *Entry) error {
	low, high := adit.USD(0), p.Public
	for guess, step := adit.USD(0), 0; step < entrySteps && high-low > p.Public/1000; step++ {
		f, err := w.with(ctx, func(p *adit.Project) { p.Public = guess })
		if err != nil {
			return fmt.Errorf("plan: %s at %g USD: %w", p.ID, float64(guess), err)
		}
		switch {
		case w.enters(f):
			low, e.Cost = guess, guess
			spare := (w.a.Objective - f.objective) / w.a.setting.discount[f.start]
			guess = min(high, guess+adit.USD(spare))
			if spare <= moneyTolerance*scaleOf(w.a) || guess >= high {
				guess = (low + high) / 2
			}
		case step == 0:
			return nil
		default:
			high = guess
			guess = (low + high) / 2
		}
	}
	return nil
}

// sooner tries the least number of years first that could be enough, by halves.
func (w *trial) sooner(ctx context.Context, p *adit.Project, e *Entry) error {
	most := 0
	for _, s := range p.Online {
		most = max(most, s.Years)
	}
	for low, high := 1, most; low <= high; {
		years := (low + high) / 2
		if high == most && e.Sooner < 0 {
			years = most // if nothing helps, that is known at once
		}
		f, err := w.with(ctx, func(p *adit.Project) { p.Online = earlier(p.Online, years) })
		switch {
		case err != nil:
			return fmt.Errorf("plan: %s %d years sooner: %w", p.ID, years, err)
		case w.enters(f):
			e.Sooner, high = years, years-1
		case years == most:
			return nil
		default:
			low = years + 1
		}
	}
	return nil
}

// earlier moves each probability some years on.
func earlier(online []adit.OnlineStep, years int) []adit.OnlineStep {
	var out []adit.OnlineStep
	for _, s := range online {
		s.Years = max(0, s.Years-years)
		if n := len(out); n > 0 && out[n-1].Years == s.Years {
			out[n-1] = s
			continue
		}
		out = append(out, s)
	}
	return out
}

func (w *trial) capacity(ctx context.Context, p *adit.Project, e *Entry) error {
	low, high := 1.0, float64(mostCapacity)
	for times, step := high, 0; step < entrySteps && high/low > 1.05; step++ {
		f, err := w.with(ctx, func(p *adit.Project) { enlarge(p, times) })
		switch {
		case err != nil:
			return fmt.Errorf("plan: %s with %g times its capacity: %w", p.ID, times, err)
		case w.enters(f):
			e.Capacity, high = times, times
		case step == 0:
			return nil
		default:
			low = times
		}
		times = math.Sqrt(low * high)
	}
	return nil
}

// enlarge multiplies what a project's process and lane can do.
func enlarge(p *adit.Project, times float64) {
	if p.Process != nil {
		q := *p.Process
		q.Capacity = multiplied(q.Capacity, times)
		q.Steps = enlarged(q.Steps, times)
		p.Process = &q
	}
	if p.Lane != nil {
		l := *p.Lane
		l.Capacity = multiplied(l.Capacity, times)
		l.Steps = enlarged(l.Steps, times)
		p.Lane = &l
	}
}

func enlarged(steps []adit.CostStep, times float64) []adit.CostStep {
	out := slices.Clone(steps)
	for k := range out {
		out[k].UpTo = multiplied(out[k].UpTo, times)
	}
	return out
}

func multiplied(t adit.Tonnes, times float64) adit.Tonnes {
	if !t.IsLimit() {
		return t
	}
	return t * adit.Tonnes(times)
}

// tried is a best plan with the project: what it costs, and when the project starts.
type tried struct {
	objective float64
	start     int
}

// enters reports whether a plan with the project is no worse than the best.
func (w *trial) enters(f *tried) bool {
	return f != nil && f.objective <= w.a.Objective+moneyTolerance*scaleOf(w.a)
}

// with finds the best plan that has the project, changed; nil where there is none.
func (w *trial) with(ctx context.Context, change func(*adit.Project)) (*tried, error) {
	s := w.a.asked.including(w.i, change)
	if w.whole || len(w.a.pools) == 0 {
		in, err := s.solve(ctx, w.solver, nil)
		if errors.Is(err, lp.ErrInfeasible) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return &tried{in.Objective, in.starts[w.a.Candidates.Projects[w.i].ID]}, nil
	}
	return w.byGroups(ctx, s)
}

func (w *trial) byGroups(ctx context.Context, s *setting) (*tried, error) {
	d, err := s.divide(w.solver, nil, false)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	pools := make([]*pool, len(d.groups))
	d.outlines = make([]*outline, len(d.groups))
	defer w.keep(d)
	err = side(len(d.groups), func(g int) (err error) {
		pools[g] = &pool{}
		if slices.Contains(d.groups[g].projects, w.i) {
			d.outlines[g], err = d.groups[g].outline(d.solver)
			return err
		}
		pools[g].columns = slices.Clone(w.a.pools[g].columns)
		if d.outlines[g] = w.outlines[g]; d.outlines[g] == nil {
			d.outlines[g], err = d.groups[g].outline(d.solver)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	f, err := d.search(ctx, pools, w.a.priced)
	if errors.Is(err, lp.ErrInfeasible) || errors.Is(err, errOverrun) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	a, err := d.tell(ctx, f)
	if err != nil {
		return nil, err
	}
	return &tried{a.Objective, a.starts[w.a.Candidates.Projects[w.i].ID]}, nil
}

// keep takes the outlines of other groups out of a division that is closed.
func (w *trial) keep(d *division) {
	for g, o := range d.outlines {
		if o != nil && !slices.Contains(d.groups[g].projects, w.i) {
			w.outlines[g], d.outlines[g] = o, nil
		}
	}
}

// including is the setting with project i built, and changed.
func (s *setting) including(i int, change func(*adit.Project)) *setting {
	c := *s.c
	c.Projects = slices.Clone(s.c.Projects)
	change(&c.Projects[i])
	q := s.q
	q.Include = append(slices.Clone(q.Include), c.Projects[i].ID)
	net := *s.net
	net.Processes, net.Lanes = slices.Clone(s.net.Processes), slices.Clone(s.net.Lanes)
	for k, of := range s.processOf {
		if of == i {
			net.Processes[k] = *c.Projects[i].Process
		}
	}
	for k, of := range s.laneOf {
		if of == i {
			net.Lanes[k] = *c.Projects[i].Lane
		}
	}
	return settingOf(&net, &c, q)
}
