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
	Nothing float64 // objective without any project or purchase
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
	Nothing, Gap adit.Tonnes // unmet without the plan, and with it
}

// Study solves, from one basis to the next, the linear programs that are left when
// other projects are held than the plan's. Order of projects (P6) does not bind in
// them; neither do targets where nothing is built.
func (a *Answer) Study(ctx context.Context, solver lp.Solver) (*Study, error) {
	p := a.setting.write(nil, false)
	m, err := p.load(solver)
	if err != nil {
		return nil, err
	}
	defer m.session.Close()
	if err := m.shadows(ctx, a); err != nil {
		return nil, err
	}
	for _, row := range m.orders {
		m.session.Program.SetRow(row, -lp.Inf, lp.Inf)
	}
	for _, rows := range m.insisted {
		m.session.Program.SetRow(rows, -lp.Inf, lp.Inf)
	}
	out := &Study{}
	if err := m.adds(ctx, a, out); err != nil {
		return nil, err
	}
	return out, m.nothing(ctx, a, out)
}

// shadows are the budgets' duals if projects could be built in part.
func (m *machine) shadows(ctx context.Context, a *Answer) error {
	m.free()
	sol, err := m.session.Program.Solve(ctx, lp.Options{Relax: true})
	if err != nil {
		return err
	}
	for i, b := range m.budgets {
		a.Budgets[i].Part = -sol.Dual(b.row) / million
	}
	return nil
}

func (m *machine) adds(ctx context.Context, a *Answer, out *Study) error {
	none := slices.Repeat([]int{-1}, len(a.built))
	base, err := m.cost(ctx, none)
	if err != nil {
		return err
	}
	for _, c := range a.Chosen {
		i := m.position(c.ID)
		only, others := slices.Clone(none), slices.Clone(a.built)
		only[i], others[i] = a.built[i], -1
		alone, err := m.cost(ctx, only)
		if err != nil {
			return err
		}
		without, err := m.cost(ctx, others)
		if err != nil {
			return err
		}
		out.Adds = append(out.Adds, Added{c.ID, base - alone, without - a.Objective})
	}
	return nil
}

// cost is the objective with some projects held; NaN where that is impossible.
func (m *machine) cost(ctx context.Context, built []int) (float64, error) {
	sol, err := m.dispatch(ctx, built)
	if errors.Is(err, lp.ErrInfeasible) {
		return math.NaN(), nil
	}
	if err != nil {
		return 0, err
	}
	return sol.Objective, nil
}

// nothing is the path without projects and purchases.
func (m *machine) nothing(ctx context.Context, a *Answer, out *Study) error {
	for _, bought := range m.bought {
		for _, v := range bought {
			m.session.Program.SetBounds(v, 0, 0)
		}
	}
	for _, r := range m.targets {
		m.session.Program.SetRow(r.row, -lp.Inf, lp.Inf)
	}
	idle := &Answer{Net: a.Net, Candidates: a.Candidates, years: a.years, setting: a.setting, index: a.index}
	sol, err := m.dispatch(ctx, slices.Repeat([]int{-1}, len(a.built)))
	if err != nil {
		return err
	}
	if err := m.readCases(idle, sol); err != nil {
		return err
	}
	out.Nothing, out.Closed = sol.Objective, closed(a, idle)
	return nil
}

// closed compares two paths by mineral and year.
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
						c.Nothing += chance * idle.Unmet(k, t, i)
						c.Gap += chance * a.Unmet(k, t, i)
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
