package exposure

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"

	"adit"
	"adit/lp"
	"adit/market"
)

// A rationing is E7's program in a solver's hands.
//
// Costs turn as rarely as can be: all removals go through one objective before
// the next, so that between two solves only bounds move.
type rationing struct {
	o       *program
	session *market.Session
	last    *market.Flows // of the last solve
}

func cores() int { return runtime.GOMAXPROCS(0) }

func (o *program) load(solver lp.Solver) (*rationing, error) {
	s, err := market.Load(solver, &o.model, o.block)
	if err != nil {
		return nil, err
	}
	return &rationing{o: o, session: s}, nil
}

func (r *rationing) solve(ctx context.Context, what string) (*lp.Solution, error) {
	sol, flows, err := r.session.Solve(ctx, lp.Options{SkipConflict: true})
	if err != nil {
		return nil, fmt.Errorf("E7 without %s: %w", what, err)
	}
	r.last = flows[0]
	return sol, nil
}

// slack lets a figure just computed stand as a bound: the solver keeps rows to
// 1e-7 only.
const slack = 1e-9

// others' tonnes count precedence times the target's in the objective. At its
// optimum with O tonnes for the others and T ≤ 1 for the target, no division
// gives the others more than O + 1/precedence, so this is the two-step rule with
// a slack of a millionth of the target's demand (any solver needs one), in one
// solve.
const precedence = 1e6

// servedFirst returns the served share of the target in each removal when the
// others are served first: as many tonnes of theirs as can be, up to their
// baseline, then the target's given that.
func (r *rationing) servedFirst(ctx context.Context, list []*removal) ([]float64, error) {
	p := r.session.Program
	p.SetCost(r.o.share, 0)
	for i, row := range r.o.rows {
		p.SetRow(row, -lp.Inf, lp.Inf)
		cost := -precedence
		if r.o.target[i] {
			cost = -1
		}
		p.SetCost(r.o.block.Served[i][0], cost)
	}
	met := make([]float64, len(list))
	for i, gone := range list {
		r.session.Limit(0, gone.limits)
		if _, err := r.solve(ctx, gone.label()); err != nil {
			return nil, err
		}
		for d, is := range r.o.target {
			if is {
				met[i] += float64(r.last.Served[d])
			}
		}
	}
	return met, nil
}

// aimShare makes the objective the common share.
func (r *rationing) aimShare() {
	p := r.session.Program
	p.SetCost(r.o.share, -1)
	for i := range r.o.target {
		p.SetCost(r.o.block.Served[i][0], 0)
	}
}

// shared returns the served share of the target in each removal when shortage
// is shared max-min fairly: one common share rises; demands that can rise no
// further stay where they are; the rest rise on.
func (r *rationing) shared(ctx context.Context, list []*removal) ([]float64, error) {
	r.aimShare()
	met := make([]float64, len(list))
	for i, gone := range list {
		r.session.Limit(0, gone.limits)
		m := maxMin{r: r, ctx: ctx, gone: gone, settled: make([]bool, len(r.o.target)), level: make([]float64, len(r.o.target))}
		if err := m.run(); err != nil {
			return nil, err
		}
		for d, is := range r.o.target {
			if is {
				met[i] += m.level[d] * float64(r.o.net.Demands[d].Amount)
			}
		}
		m.restore()
	}
	return met, nil
}

// maxMin is one fair division.
type maxMin struct {
	r       *rationing
	ctx     context.Context
	gone    *removal
	settled []bool    // by demand
	level   []float64 // served share where settled
	give    float64   // by what part floors were eased for the solver's rounding
}

// solve solves as things stand. Floors are what an earlier solve gave, to the
// solver's tolerance; where several no longer fit together they are eased, by
// a millionth first, so that rounding is never told as a shortage.
func (m *maxMin) solve() (*lp.Solution, error) {
	for {
		sol, err := m.r.solve(m.ctx, m.gone.label())
		if !errors.Is(err, lp.ErrInfeasible) || m.give > 1e-4 {
			return sol, err
		}
		m.give = math.Max(1e-6, 10*m.give)
		for d, t := range m.level {
			if m.settled[d] && t > 0 {
				m.floor(d, t)
			}
		}
	}
}

// floor lets a settled demand have at least share t, less what floors give.
func (m *maxMin) floor(d int, t float64) {
	amount := float64(m.r.o.net.Demands[d].Amount)
	m.r.session.Program.SetBounds(m.r.o.block.Served[d][0], math.Max(0, t*(1-m.give)-slack)*amount, amount)
}

func (m *maxMin) run() error {
	r := m.r
	m.begin()
	for round := 0; !m.targetSettled(); round++ {
		if round > len(m.settled) {
			return fmt.Errorf("E7 shared without %s: no demand settles at %d rounds", m.gone.label(), round)
		}
		sol, err := m.solve()
		if err != nil {
			return err
		}
		t := math.Min(1, sol.Value(r.o.share))
		if t >= 1-slack {
			m.settleAll(1)
			return nil
		}
		n := m.settleBottlenecks(sol, t)
		if m.targetSettled() {
			return nil
		}
		// A bottleneck may hide in a degenerate dual. The test costs a solve and a
		// turn of the objective, so it is made at rounds 0, 1, 3, 7 … and always
		// where the duals named none.
		if n == 0 || round&(round+1) == 0 {
			if err := m.testTarget(t, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// begin opens the rows of what can be served at all; what no supply can reach
// is settled at 0, and what is gone does not count.
func (m *maxMin) begin() {
	reach := m.r.o.reachable(m.gone.limits)
	p := m.r.session.Program
	for d := range m.settled {
		if m.gone.limits.Served[d] == 0 || !reach[d] {
			m.settled[d] = true
			p.SetRow(m.r.o.rows[d], -lp.Inf, lp.Inf)
			continue
		}
		p.SetRow(m.r.o.rows[d], 0, lp.Inf)
	}
	p.SetBounds(m.r.o.share, 0, 1)
}

func (m *maxMin) restore() {
	p := m.r.session.Program
	for d := range m.settled {
		p.SetBounds(m.r.o.block.Served[d][0], 0, float64(m.gone.limits.Served[d]))
	}
}

func (m *maxMin) targetSettled() bool {
	for d, is := range m.r.o.target {
		if is && !m.settled[d] {
			return false
		}
	}
	return true
}

// settle fixes demand d at share t: it has that at least from now on, and no
// longer holds the others down.
func (m *maxMin) settle(d int, t float64) {
	m.settled[d], m.level[d] = true, t
	m.r.session.Program.SetRow(m.r.o.rows[d], -lp.Inf, lp.Inf)
	m.floor(d, t)
}

func (m *maxMin) settleAll(t float64) {
	for d := range m.settled {
		if !m.settled[d] {
			m.settled[d], m.level[d] = true, t
		}
	}
}

// settleBottlenecks settles the demands whose row has a dual: in every optimum
// they are at t exactly. Σ dual·amount is 1, so a thousandth of a millionth of it
// is noise.
func (m *maxMin) settleBottlenecks(sol *lp.Solution, t float64) int {
	n := 0
	for d, row := range m.r.o.rows {
		if !m.settled[d] && math.Abs(sol.Dual(row))*float64(m.r.o.net.Demands[d].Amount) > 1e-9 {
			m.settle(d, t)
			n++
		}
	}
	return n
}

// testTarget asks outright whether the target can have more while nobody falls
// below t, and settles it if not. found is how many bottlenecks the duals gave.
func (m *maxMin) testTarget(t float64, found int) error {
	can, err := m.most(t, m.r.o.target)
	if err != nil {
		return err
	}
	if !can {
		for d, is := range m.r.o.target {
			if is && !m.settled[d] {
				m.settle(d, t)
			}
		}
		return nil
	}
	if found > 0 {
		return nil
	}
	// No dual named a bottleneck: ask each demand.
	for d := range m.settled {
		if m.settled[d] || m.r.o.target[d] {
			continue
		}
		one := make([]bool, len(m.settled))
		one[d] = true
		if can, err := m.most(t, one); err != nil {
			return err
		} else if !can {
			m.settle(d, t)
		}
	}
	return nil
}

// most reports whether the unsettled of the demands can have more than t
// together while everybody has t.
func (m *maxMin) most(t float64, of []bool) (bool, error) {
	p, o := m.r.session.Program, m.r.o
	p.SetCost(o.share, 0)
	p.SetBounds(o.share, math.Max(0, t*(1-m.give)-slack), 1)
	amount := 0.0
	for d, is := range of {
		if is && !m.settled[d] {
			p.SetCost(o.block.Served[d][0], -1)
			amount += float64(o.net.Demands[d].Amount)
		}
	}
	sol, err := m.solve()
	m.r.aimShare()
	p.SetBounds(o.share, 0, 1)
	if err != nil {
		return false, err
	}
	return -sol.Objective > amount*(t+1e-6), nil
}

// reachable marks the demands that some supply can reach at all: production
// with all its inputs at hand, stocks, and lanes that are open. It knows no
// program.
func (o *outage) reachable(l market.Limits) []bool {
	x := o.index
	has := make([]bool, len(x.Nodes))
	missing := make([]int, len(o.net.Processes)) // inputs not yet at hand
	var queue []int
	supply := func(n int) {
		if !has[n] {
			has[n] = true
			queue = append(queue, n)
		}
	}
	start := func(i int) {
		p := &o.net.Processes[i]
		if missing[i] > 0 || l.Activity[i] == 0 {
			return
		}
		for _, part := range p.Outputs {
			if part.Tonnes > 0 {
				supply(x.At(adit.Node{Material: part.Material, Place: p.Place}))
			}
		}
	}
	for i := range o.net.Processes {
		for _, part := range o.net.Processes[i].Inputs {
			if part.Tonnes > 0 {
				missing[i]++
			}
		}
		start(i)
	}
	for i := range o.net.Stocks {
		if l.Release[i] > 0 {
			supply(x.At(o.net.Stocks[i].Node()))
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, i := range x.Links[n].Outbound {
			if l.Flow[i] > 0 {
				supply(x.At(adit.Node{Material: o.net.Lanes[i].Material, Place: o.net.Lanes[i].To}))
			}
		}
		for _, i := range x.Links[n].Users {
			missing[i]--
			start(i)
		}
	}
	reach := make([]bool, len(o.net.Demands))
	for d := range o.net.Demands {
		reach[d] = has[x.At(o.net.Demands[d].Node())]
	}
	return reach
}
