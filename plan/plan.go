package plan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"adit"
	"adit/lp"
)

// Risk says which unmet demand a plan minimises.
type Risk string

const (
	Expected Risk = "expected" // its expected value
	CVaR95   Risk = "cvar95"   // its mean over the worst twentieth of what may happen
)

// A Question asks for the best plan. The zero value asks for the one of least
// expected cost, proven.
type Question struct {
	Risk             Risk          // "" is Expected
	Gap              float64       // relative gap at which the search may stop
	TimeLimit        time.Duration // of the search; 0 is none
	Progress         func(lp.Progress)
	Include, Exclude []string     // ids of projects that must or may not be built
	Place            adit.PlaceID // whose unmet demand Study.Closed tells; "" is everyone's. The objective counts everyone's.

	// Periods are the first years of groups, the horizon's first one among them,
	// whose years play the same flows, within the tightest limits of them all; nil
	// is every year by itself. It makes the search smaller. What is then built is
	// played year by year, so that the objective told is exact; the bound is that
	// of the grouped program.
	Periods []adit.Year
}

// Run finds the plan. The network must be sorted; it is not changed. When ctx is
// cancelled or the time is up the best plan so far is the answer, and its Status
// says so; lp.ErrTimeLimit or the error of ctx come where there is none yet.
//
// Errors: adit.Faults where the candidates or the network cannot be planned with,
// all at once; *adit.UnknownError for an id of the question; *InfeasibleError;
// a failed check.
func Run(ctx context.Context, net *adit.Network, c *adit.Candidates, q Question, solver lp.Solver) (*Answer, error) {
	s, err := prepare(net, c, q)
	if err != nil {
		return nil, err
	}
	a, err := s.solve(ctx, solver, nil)
	if impossible := (*InfeasibleError)(nil); err != nil && !errors.As(err, &impossible) {
		err = fmt.Errorf("plan: %w", err)
	}
	return a, err
}

func prepare(net *adit.Network, c *adit.Candidates, q Question) (*setting, error) {
	if q.Risk == "" {
		q.Risk = Expected
	}
	if q.Risk != Expected && q.Risk != CVaR95 {
		return nil, fmt.Errorf("plan: risk %q: write %s or %s", q.Risk, Expected, CVaR95)
	}
	if err := refuse(net, c).Err(); err != nil {
		return nil, err
	}
	if err := knownIDs(c, q); err != nil {
		return nil, err
	}
	if _, err := grouped(c.Years(), q.Periods); err != nil {
		return nil, err
	}
	return settingOf(c.Extend(net), c, q), nil
}

// refuse lists what no plan can be made of.
func refuse(net *adit.Network, c *adit.Candidates) adit.Faults {
	fs := c.Faults(net, nil)
	wanted := adit.Tonnes(0)
	for i := range net.Demands {
		d := &net.Demands[i]
		wanted += d.Amount
		if len(d.Steps) == 0 && d.Amount > 0 {
			fs = append(fs, adit.Fault{Where: fmt.Sprintf("$.demands[%d]", i), Rule: "no-value", Severity: adit.Wrong, Remedy: "give value_usd_per_t, or steps with values",
				What: fmt.Sprintf("demand %q has no value: nothing says what it is worth to serve it", d.ID)})
		}
	}
	if wanted == 0 {
		fs = append(fs, adit.Fault{Where: "$.demands", Rule: "zero-baseline", Severity: adit.Wrong, What: "nothing is wanted: a plan has no gap to close", Remedy: "give a demand with an amount above 0"})
	}
	return fs
}

func knownIDs(c *adit.Candidates, q Question) error {
	var ids []string
	for i := range c.Projects {
		ids = append(ids, c.Projects[i].ID)
	}
	for _, list := range [][]string{q.Include, q.Exclude} {
		for _, id := range list {
			if c.Project(id) == nil {
				return &adit.UnknownError{Kind: "candidate", ID: id, Near: adit.Nearest(id, ids)}
			}
		}
	}
	return nil
}

// solve finds the best plan that does not build the projects of a cut again.
func (s *setting) solve(ctx context.Context, solver lp.Solver, cuts [][]int) (*Answer, error) {
	return s.solveBy(ctx, solver, cuts, s.small() || len(cuts) > 0)
}

func (s *setting) solveBy(ctx context.Context, solver lp.Solver, cuts [][]int, whole bool) (*Answer, error) {
	d, err := s.divide(solver, cuts, whole)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	f, err := d.search(ctx, nil, nil)
	if f != nil {
		f.other = len(cuts) > 0
	}
	switch {
	case errors.Is(err, errOverrun):
		return s.solveBy(ctx, solver, cuts, true)
	case errors.Is(err, lp.ErrInfeasible):
		return nil, s.explain(ctx, solver, cuts, err)
	case err != nil:
		return nil, err
	}
	return d.tell(ctx, f)
}

// tell plays what was found year by year, without what turns out not to be worth
// its cost.
func (d *division) tell(ctx context.Context, f *found) (*Answer, error) {
	ctx = context.WithoutCancel(ctx)
	yearly, err := d.byYear()
	if err != nil {
		return nil, err
	}
	if yearly != d {
		defer yearly.Close()
	}
	built, b, err := yearly.spare(ctx, f.built, f.prices, f.other)
	if err != nil {
		return nil, err
	}
	a, err := yearly.play(built, b)
	if err != nil {
		return nil, err
	}
	a.Status, a.Bound, a.Gap = f.status, f.bound, f.gap()
	a.Periods = d.q.Periods
	a.asked, a.pools, a.priced = d.setting, f.pools, f.prices
	if yearly == d {
		a.Gap = gap(a.Objective, f.bound)
	}
	return a, nil
}

// byYear is the same division with every year by itself.
func (d *division) byYear() (*division, error) {
	if len(d.periods) == len(d.years) {
		return d, nil
	}
	return d.yearly().divide(d.solver, nil, len(d.groups) == 1)
}

// smallest is the size from which on a program is divided: a smaller one is solved
// sooner as a whole, and to proof.
const smallest = 20_000

// small reports whether the program has few columns.
func (s *setting) small() bool {
	columns := 0
	for _, p := range s.parts {
		occasions := 0
		for g := range s.periods {
			occasions += len(p.periods[g])
		}
		columns += occasions * width(p.net)
	}
	return columns < smallest
}

// width is how many columns a network has in a year.
func width(net *adit.Network) int {
	n := 2 * len(net.Stocks)
	for i := range net.Processes {
		n += max(1, len(net.Processes[i].Steps))
	}
	for i := range net.Lanes {
		n += max(1, len(net.Lanes[i].Steps))
	}
	for i := range net.Demands {
		n += max(1, len(net.Demands[i].Steps))
	}
	return n
}
