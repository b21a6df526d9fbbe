package plan

import (
	"context"
	"errors"
	"math"
	"slices"

	"adit"
	"adit/lp"
)

// A Study is what a plan is worth, beside doing nothing.
type Study struct {
	Nothing float64 // objective without any project or purchase; NaN: not asked
	Adds    []Added // by project chosen
	Closed  []Closed
}

// Added is what a chosen project takes off the objective, its cost counted: alone,
// beside no other project; and last, beside all others that are chosen. NaN where
// it cannot be without breaking a target.
type Added struct {
	ID          string
	Alone, Last float64
}

// Closed is what a mineral lacks in a year, in expectation.
type Closed struct {
	Mineral      string
	Year         adit.Year
	Wanted       adit.Tonnes
	Nothing, Gap adit.Tonnes // unmet without the plan, NaN where that was not asked, and with it
}

// Study solves the linear programs that are left when other projects are held than
// the plan's, in the groups that they touch. Order of projects (P6) does not bind
// in them; neither do targets where nothing is built.
func (a *Answer) Study(ctx context.Context, solver lp.Solver) (*Study, error) {
	return a.studyBy(ctx, solver, a.setting.small())
}

// Unstudied is what the answer alone tells of it, for who cannot wait: what goes
// unmet with the plan.
func (a *Answer) Unstudied() *Study {
	return &Study{Nothing: math.NaN(), Closed: closed(a, nil)}
}

func (a *Answer) studyBy(ctx context.Context, solver lp.Solver, whole bool) (*Study, error) {
	d, err := a.setting.divide(solver, nil, whole)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	if err := d.ready(); err != nil {
		return nil, err
	}
	for _, o := range d.outlines {
		o.loose = loosePrices
	}
	if err := d.shadows(ctx, a); err != nil {
		return nil, err
	}
	d.loosen()
	out := &Study{}
	if err := d.adds(ctx, a, out); err != nil {
		return nil, err
	}
	return out, d.nothing(ctx, a, out)
}

// ready loads what a study asks: the program itself, or the outlines of groups.
func (d *division) ready() error {
	if len(d.groups) == 1 {
		return d.load()
	}
	return d.outline()
}

// loosen lets projects be built in any order, and left out.
func (d *division) loosen() {
	for _, o := range d.outlines {
		o.loose = looseOrder
	}
	if len(d.groups) == 1 {
		m := d.machines[0]
		for _, row := range append(m.orders, m.insisted...) {
			m.session.Program.SetRow(row, -lp.Inf, lp.Inf)
		}
	}
}

// shadows are the budgets' prices if projects could be built in part.
func (d *division) shadows(ctx context.Context, a *Answer) error {
	var pools []*pool
	b := d.blend(nil, true)
	b.outlined = len(d.groups) > 1
	for _, m := range d.machines {
		pools = append(pools, &pool{})
		b.windows = append(b.windows, m.windows())
	}
	b.pools = pools
	if err := b.finish(ctx, d.from(a.prices), partShare); err != nil {
		return err
	}
	for i, row := range d.machines[0].budgets {
		a.Budgets[i].Part = b.saves(i, row)
	}
	return nil
}

// partShare is how near to the best the mixture of projects in part comes.
const partShare = 1e-5

func (d *division) adds(ctx context.Context, a *Answer, out *Study) error {
	none, known := slices.Repeat([]int{-1}, len(a.built)), memory{}
	base, err := d.costs(ctx, known, none, a.prices, math.NaN())
	if err != nil {
		return err
	}
	for _, c := range a.Chosen {
		i := d.position(c.ID)
		only, others := slices.Clone(none), slices.Clone(a.built)
		only[i], others[i] = a.built[i], -1
		alone, err := d.costs(ctx, known, only, base.prices, base.objective)
		if err != nil {
			return err
		}
		without, err := d.costs(ctx, known, others, a.prices, a.Objective)
		if err != nil {
			return err
		}
		out.Adds = append(out.Adds, Added{c.ID, base.objective - alone.objective, without.objective - a.Objective})
	}
	return nil
}

// costs is held, without the flows: to a share of the objective, or of its
// difference from what it is compared with. Its objective is NaN where it cannot
// be.
func (d *division) costs(ctx context.Context, known memory, built []int, prices []float64, other float64) (*mixture, error) {
	b, err := d.costed(ctx, known, built, prices, other)
	if errors.Is(err, lp.ErrInfeasible) || errors.Is(err, errMissed) || err == nil && b.over > overrun {
		return &mixture{objective: math.NaN()}, nil
	}
	if err != nil {
		return nil, err
	}
	return b.mixture, nil
}

func (d *division) costed(ctx context.Context, known memory, built []int, prices []float64, other float64) (*blend, error) {
	if len(d.groups) == 1 {
		return d.held(ctx, known, built, prices)
	}
	b := d.blend(make([]*pool, len(d.groups)), false)
	b.outlined, b.held, b.fixed, b.other = true, true, d.fixed, other
	for g := range d.groups {
		own := at(built, d.groups[g].projects)
		b.pools[g] = known.of(g, own)
		var windows []window
		for _, k := range own {
			windows = append(windows, exactly(k))
		}
		b.windows = append(b.windows, windows)
	}
	return b, b.finish(ctx, d.from(prices), costShare)
}

// costShare is how near to the best a cost comes that is only compared, and
// differenceShare how near a difference.
const (
	costShare       = 1e-7
	differenceShare = 2e-3
)

// nothing is the path without projects and purchases.
func (d *division) nothing(ctx context.Context, a *Answer, out *Study) error {
	if err := d.load(); err != nil {
		return err
	}
	for _, m := range d.machines {
		for _, row := range append(m.orders, m.insisted...) {
			m.session.Program.SetRow(row, -lp.Inf, lp.Inf)
		}
		for _, bought := range m.bought {
			for _, v := range bought {
				m.session.Program.SetBounds(v, 0, 0)
			}
		}
		for _, r := range m.targets {
			m.session.Program.SetRow(r.row, -lp.Inf, lp.Inf)
		}
	}
	idle := &Answer{Net: a.Net, Candidates: a.Candidates, years: a.years, setting: a.setting, index: a.index}
	b, err := d.held(ctx, memory{}, slices.Repeat([]int{-1}, len(a.built)), a.prices)
	if err != nil {
		return err
	}
	if err := d.read(idle, b); err != nil {
		return err
	}
	out.Nothing, out.Closed = b.objective, closed(a, idle)
	return nil
}

// closed compares two paths by mineral and year; idle may be unknown.
func closed(a, idle *Answer) []Closed {
	var minerals []string
	for i := range a.Net.Demands {
		minerals = append(minerals, a.Net.Demands[i].Material.Mineral())
	}
	slices.Sort(minerals)
	var out []Closed
	for _, mineral := range slices.Compact(minerals) {
		for t, y := range a.years {
			c := Closed{Mineral: mineral, Year: y}
			for k := range a.Cases {
				chance := adit.Tonnes(a.Candidates.Cases[k].Probability)
				for i := range a.Net.Demands {
					if d := &a.Net.Demands[i]; d.Material.Mineral() == mineral && (a.setting.q.Place == "" || a.setting.q.Place.Covers(d.Place)) {
						c.Wanted += chance * a.Cases[k][t].Wanted[i]
						c.Gap += chance * a.Unmet(k, t, i)
						if idle == nil {
							c.Nothing = adit.Tonnes(math.NaN())
							continue
						}
						c.Nothing += chance * idle.Unmet(k, t, i)
					}
				}
			}
			for _, v := range []*adit.Tonnes{&c.Wanted, &c.Nothing, &c.Gap} {
				*v = adit.Tonnes(clean(float64(*v)))
			}
			out = append(out, c)
		}
	}
	return out
}
