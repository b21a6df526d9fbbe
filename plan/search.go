package plan

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"adit/lp"
)

// found is what a search came to.
type found struct {
	built     []int   // by project: position in its starts, or -1
	objective float64 // +Inf without a plan
	bound     float64 // no plan is better
	status    lp.Status
	prices    []float64 // of the links
	pools     []*pool   // of the groups: all columns of all nodes
	other     bool      // another set than some was asked for: it stays as it is
}

// gap is the relative distance of what was found from the bound.
func (f *found) gap() float64 { return gap(f.objective, f.bound) }

// A search is branch and price: at each node of its tree the best mixture of the
// groups' plans, and between nodes a rule on what is built when. All columns are
// kept, and the best whole plan that can be made of them is the best plan so far.
type search struct {
	*division
	ctx   context.Context
	limit time.Time // zero: none
	began time.Time

	*found
	open []*node // by bound
}

// errOverrun says that no columns were found that keep to all budgets.
var errOverrun = errors.New("no plan within the budgets was found")

// search finds the best plan. Columns and prices of an earlier search that had the
// same groups may be given.
func (d *division) search(ctx context.Context, pools []*pool, prices []float64) (*found, error) {
	if len(d.groups) == 1 {
		if err := d.load(); err != nil {
			return nil, err
		}
		return d.machines[0].search(ctx)
	}
	if err := d.outline(); err != nil {
		return nil, err
	}
	s := &search{division: d, ctx: ctx, began: time.Now(), found: &found{objective: math.Inf(1), bound: math.Inf(-1), pools: pools, prices: prices}}
	if d.q.TimeLimit > 0 {
		s.limit = s.began.Add(d.q.TimeLimit)
	}
	if err := s.explore(); err != nil {
		return nil, err
	}
	return s.found, s.end()
}

// end says how the search ended.
func (s *search) end() error {
	switch {
	case s.gap() <= proof:
		s.status = lp.Optimal
	case s.gap() <= s.q.Gap:
		s.status = lp.WithinGap
	case s.ctx.Err() != nil:
		s.status = lp.Interrupted
	default:
		s.status = lp.TimeLimit
	}
	if s.built != nil {
		return nil
	}
	switch {
	case s.ctx.Err() != nil:
		return s.ctx.Err()
	case s.late():
		return lp.ErrTimeLimit
	}
	return errOverrun
}

// proof is the gap that counts as none, HiGHS' own.
const proof = 1e-6

func (s *search) late() bool { return !s.limit.IsZero() && !time.Now().Before(s.limit) }

func (s *search) stopped() bool {
	return s.ctx.Err() != nil || s.late() || s.gap() <= max(proof, s.q.Gap)
}

// explore opens the tree and goes on at the node of the lowest bound.
func (s *search) explore() error {
	root, err := s.root()
	if err != nil {
		return err
	}
	for s.open = []*node{root}; len(s.open) > 0 && !s.stopped(); {
		n := s.open[0]
		s.open = s.open[1:]
		if err := s.solve(n); err != nil {
			return err
		}
		s.bound = s.lowest(n)
		s.tell()
	}
	return nil
}

// lowest is the bound of all that is not yet decided.
func (s *search) lowest(now *node) float64 {
	bound := s.objective
	if !now.done {
		bound = min(bound, now.bound)
	}
	for _, n := range s.open {
		bound = min(bound, n.bound)
	}
	return max(s.bound, bound)
}

// solve finds the best mixture at a node, and branches where it is not a plan.
func (s *search) solve(n *node) error {
	b := s.blend(n.pools, false)
	b.outlined, b.windows = true, n.windows
	for prices := n.prices; ; prices = b.next() {
		atMaster := b.mixture != nil && same(prices, b.prices)
		if err := b.round(s.ctx, prices, s.options()); errors.Is(err, lp.ErrInfeasible) && n.parent {
			n.done = true // a rule leaves nothing
			return nil
		} else if err != nil {
			return err
		}
		n.bound = max(n.bound, b.bound)
		if b.mixture == nil {
			return nil // stopped before there was a column of each group
		}
		if err := s.consider(n, b); err != nil {
			return err
		}
		if n.bound >= s.objective-proof*math.Max(1, math.Abs(s.objective)) {
			n.done = true
			return nil
		}
		if s.stopped() {
			return nil
		}
		if b.done(proof/10) || b.stale && atMaster {
			break
		}
	}
	if b.over > overrun {
		n.done = n.parent
		return nil
	}
	s.branch(n, b)
	return nil
}

// overrun is what of a budget is rounding, in million USD.
const overrun = 1e-6

// options are those of a group's solve: proven well within what is asked of all.
func (s *search) options() lp.Options {
	o := lp.Options{Gap: min(1e-3, max(proof, s.q.Gap/4))}
	o.TimeLimit = s.left()
	return o
}

// left is the time that is left; 0 without a limit.
func (s *search) left() time.Duration {
	if s.limit.IsZero() {
		return 0
	}
	return max(time.Until(s.limit), time.Millisecond)
}

// consider keeps the columns of a round, makes the best plan of all that are
// known, and tells how far the search is.
func (s *search) consider(n *node, b *blend) error {
	for g, p := range b.pools {
		for _, c := range p.columns {
			s.pools[g].add(c)
		}
	}
	s.prices = b.center
	m, err := s.mix(context.WithoutCancel(s.ctx), s.pools, true, nil, lp.Options{TimeLimit: s.left(), Gap: max(proof, s.q.Gap/10)})
	if err != nil && !errors.Is(err, lp.ErrTimeLimit) {
		return err
	}
	if err == nil && m.over <= overrun && m.objective < s.objective {
		s.objective, s.built = m.objective, s.whole(s.pools, m)
	}
	s.bound = s.lowest(n)
	s.tell()
	return nil
}

// whole puts the groups' projects together.
func (d *division) whole(pools []*pool, m *mixture) []int {
	built := make([]int, len(d.c.Projects))
	for g, weights := range m.weights {
		most := 0
		for j := range weights {
			if weights[j] > weights[most] {
				most = j
			}
		}
		for i, k := range pools[g].columns[most].built {
			built[d.groups[g].projects[i]] = k
		}
	}
	return built
}

func (s *search) tell() {
	if s.q.Progress != nil {
		s.q.Progress(lp.Progress{Elapsed: time.Since(s.began), Objective: s.objective, Bound: s.bound, Gap: s.gap()})
	}
}

// root is the node without rules. Its first columns build and buy nothing where
// that is allowed, and as little as can be elsewhere, so that there is a plan at
// once.
func (s *search) root() (*node, error) {
	n := &node{windows: make([][]window, len(s.groups)), bound: math.Inf(-1), prices: s.from(s.prices)}
	for g, m := range s.machines {
		n.windows[g] = m.windows()
		n.pools = append(n.pools, &pool{})
	}
	if s.pools != nil {
		for g := range s.groups {
			for _, c := range s.pools[g].columns {
				if allowed(n.windows[g], c.built) {
					n.pools[g].columns = append(n.pools[g].columns, c)
				}
			}
		}
		return n, nil
	}
	for range s.groups {
		s.pools = append(s.pools, &pool{})
	}
	prices := s.from(nil)
	for l, link := range s.links {
		if !link.loss {
			prices[l] = dear
		}
	}
	b := s.blend(n.pools, false)
	b.outlined = true
	for g, m := range s.machines {
		b.windows = append(b.windows, n.windows[g])
		if len(m.insisted) == 0 {
			b.windows[g] = slices.Repeat([]window{{0, -1, false}}, len(m.build))
		}
	}
	_, err := b.ask(s.ctx, prices, s.options())
	if errors.Is(err, lp.ErrInfeasible) { // something must be built
		b.windows = n.windows
		_, err = b.ask(s.ctx, prices, s.options())
	}
	for _, p := range n.pools {
		p.quotes = nil // of other windows
	}
	return n, err
}
