package shock

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"

	"adit"
	"adit/lp"
	"adit/market"
)

// A Question asks what a scenario does to a network.
type Question struct {
	Scenario *adit.Scenario
	// Place is asked about: however small, new lanes may open to it.
	Place adit.PlaceID
	// Price returns the undisturbed price at a node, for the premium of new lanes,
	// where it is known; nil has it computed.
	Price func(adit.Node) adit.USD
	// Opening tells from which month of the run a process can work at all, by id;
	// others can from the start.
	Opening map[string]int
}

// An Answer is the run with the disruptions and the one without, period by
// period. It marshals to the keys of docs/data.md.
type Answer struct {
	Scenario *adit.Scenario
	Net      *adit.Network // as it was run, with the lanes that may open
	Shocked  *Path
	Baseline *Path
	// Unlimited lists what has no limit in the file (processes, then lanes): such
	// things make up for any loss.
	Unlimited []string

	index *adit.Index
	fresh []bool
}

// A Path is what happens over the periods of a run.
type Path struct {
	Objective adit.USD // value of demand served − costs, undiscounted (S4)
	Steps     []Step
	Gap       float64 // duality gap of the worst solve, relative to the objective (or to a tonne of the dearest use, if that is more)
}

// A Step is one period.
type Step struct {
	*market.Flows
	Wanted []adit.Tonnes // by demand
	Level  []adit.Tonnes // by stock, at the end
}

// Run runs the scenario and the undisturbed market beside it. The network must
// be sorted; it is not changed.
//
// Errors: adit.Faults where the scenario or the network cannot be run, all at
// once; lp.ErrInfeasible with the rows' names; a failed check.
func Run(ctx context.Context, net *adit.Network, q Question, solver lp.Solver) (*Answer, error) {
	if err := refuse(net, q.Scenario).Err(); err != nil {
		return nil, err
	}
	r, err := newRunner(ctx, net, q, solver)
	if err != nil {
		return nil, fmt.Errorf("shock: %w", err)
	}
	calm := *q.Scenario
	calm.Disruptions = nil
	a := &Answer{Scenario: q.Scenario, Net: r.net, Unlimited: unlimited(net, q.Scenario), index: r.net.Index(), fresh: r.fresh}
	var calmErr, shockErr error
	var both sync.WaitGroup
	both.Go(func() { a.Baseline, calmErr = r.path(ctx, &calm) })
	a.Shocked, shockErr = r.path(ctx, q.Scenario)
	both.Wait()
	if err := errors.Join(calmErr, shockErr); err != nil {
		return nil, fmt.Errorf("shock: %w", err)
	}
	return a, nil
}

// A runner holds what the runs of one network share.
type runner struct {
	net    *adit.Network
	fresh  []bool
	opens  map[string]int
	solver lp.Solver
}

func newRunner(ctx context.Context, net *adit.Network, q Question, solver lp.Solver) (*runner, error) {
	price := q.Price
	if price == nil {
		var err error
		if price, err = basePrices(ctx, net, q.Scenario, solver); err != nil {
			return nil, err
		}
	}
	full, fresh := withNewLanes(net, q.Scenario, q.Place, price)
	return &runner{full, fresh, q.Opening, solver}, nil
}

// basePrices are the prices of an undisturbed first period in which no new lane
// is open. They are asked for only where one may open.
func basePrices(ctx context.Context, net *adit.Network, s *adit.Scenario, solver lp.Solver) (func(adit.Node) adit.USD, error) {
	if !s.Lanes.Given || s.Lanes.NewLaneDelay >= s.Periods {
		return func(adit.Node) adit.USD { return 0 }, nil
	}
	calm := *s
	calm.Disruptions, calm.Periods, calm.Lanes.NewLaneDelay, calm.Foresight = nil, 1, 1, adit.NoForesight
	r, index := &runner{net, make([]bool, len(net.Lanes)), nil, solver}, net.Index()
	p, err := r.path(ctx, &calm)
	if err != nil {
		return nil, err
	}
	return func(n adit.Node) adit.USD {
		if i := index.At(n); i >= 0 {
			return p.Steps[0].Price[i]
		}
		return 0
	}, nil
}

func (r *runner) path(ctx context.Context, s *adit.Scenario) (*Path, error) {
	c := newConditions(r.net, s, r.fresh, r.opens)
	if s.Foresight == adit.FullForesight {
		return r.foreseen(ctx, c)
	}
	return r.myopic(ctx, c)
}

// A program is the periods of a run written out, with the quotas that bind all
// the matches of a disruption.
type program struct {
	model  lp.Model
	blocks []*market.Block
	quotas [][]lp.Row // by period, by disruption
}

// add writes one period. Its page:
func (p *program) add(c *conditions, label string) *market.Block {
	b := market.Write(&p.model, c.net, market.Terms{Part: c.s.Period.Part(), Priced: true, Label: label})
	p.blocks = append(p.blocks, b)
	p.quotas = append(p.quotas, p.withinQuotas(c, b, label))
	return b
}

// (S2) What all matches of a disruption with a quota do together is at most the
// quota.
func (p *program) withinQuotas(c *conditions, b *market.Block, label string) []lp.Row {
	rows := make([]lp.Row, len(c.Hits))
	for k := range c.Hits {
		if c.Hits[k].Quota == nil {
			continue
		}
		row := p.model.Row("S2 quota[%d]%s", c.Hits[k].Number, label)
		b.AddTogether(row, &c.Hits[k])
		rows[k] = row.AtMost(lp.Inf)
	}
	return rows
}

// set moves the bounds of block at to those of period t.
func (p *program) set(session *market.Session, c *conditions, at, t int, l market.Limits) {
	session.Limit(at, l)
	for k := range c.Hits {
		if c.Hits[k].Quota == nil {
			continue
		}
		most := lp.Inf
		if q, ok := c.quota(k, t, p.blocks[at].Base); ok {
			most = float64(q)
		}
		session.Program.SetRow(p.quotas[at][k], math.Inf(-1), most)
	}
}

// myopic maximises each period alone, from the stock that the one before left
// (S5, none).
func (r *runner) myopic(ctx context.Context, c *conditions) (*Path, error) {
	m, err := r.load(c)
	if err != nil {
		return nil, err
	}
	defer m.session.Close()
	return m.run(ctx)
}

// A machine is a loaded program of one period that is solved again and again.
type machine struct {
	c       *conditions
	program *program
	block   *market.Block
	session *market.Session
}

func (r *runner) load(c *conditions) (*machine, error) {
	p := &program{}
	b := p.add(c, "")
	session, err := market.Load(r.solver, &p.model, b)
	if err != nil {
		return nil, err
	}
	return &machine{c, p, b, session}, nil
}

func (m *machine) run(ctx context.Context) (*Path, error) {
	c, path := m.c, &Path{}
	level := levels(c.net)
	for t := range c.s.Periods {
		l := c.limits(m.block.Base, t)
		for i := range c.net.Stocks {
			s := &c.net.Stocks[i]
			l.Release[i], l.Build[i] = min(level[i], s.Release), min(s.Build, max(0, s.Room-level[i]))
		}
		m.program.set(m.session, c, 0, t, l)
		sol, flows, err := m.session.Solve(ctx, lp.Options{})
		if err != nil {
			return nil, fmt.Errorf("period %s: %w", c.s.Label(t), err)
		}
		if err := path.take(c, m.block.Base, t, l, level, flows[0]); err != nil {
			return nil, err
		}
		if err := path.conclude(c.net, sol, m.session.Value(0, flows[0])); err != nil {
			return nil, fmt.Errorf("period %s: %w", c.s.Label(t), err)
		}
	}
	return path, nil
}

// foreseen maximises all periods together (S5, full).
func (r *runner) foreseen(ctx context.Context, c *conditions) (*Path, error) {
	p := &program{}
	for t := range c.s.Periods {
		p.add(c, " "+c.s.Label(t))
	}
	p.carryStocks(c)
	session, err := market.Load(r.solver, &p.model, p.blocks...)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	limits := make([]market.Limits, c.s.Periods)
	for t, b := range p.blocks {
		limits[t] = c.limits(b.Base, t)
		for i := range r.net.Stocks {
			limits[t].Release[i] = r.net.Stocks[i].Release
		}
		p.set(session, c, t, t, limits[t])
	}
	sol, flows, err := session.Solve(ctx, lp.Options{})
	if err != nil {
		return nil, err
	}
	path, level, value := &Path{}, levels(r.net), adit.USD(0)
	for t := range flows {
		if err := path.take(c, p.blocks[t].Base, t, limits[t], level, flows[t]); err != nil {
			return nil, err
		}
		value += session.Value(t, flows[t])
	}
	return path, path.conclude(r.net, sol, value)
}

// (S1) level after = level before − released + built, never below 0.
func (p *program) carryStocks(c *conditions) {
	net := c.net
	for i := range net.Stocks {
		before, start := lp.Var{}, float64(net.Stocks[i].Level)
		for t, b := range p.blocks {
			after := p.model.Var(0, room(&net.Stocks[i]), 0, "level[%s] %s", net.Stocks[i].ID, c.s.Label(t))
			row := p.model.Row("S1 stock[%s] %s", net.Stocks[i].ID, c.s.Label(t)).Add(1, after).Add(1, b.Release[i])
			if net.Stocks[i].Build > 0 {
				row.Add(-1, b.Build[i])
			}
			if t > 0 {
				row.Add(-1, before).Equals(0)
			} else {
				row.Equals(start)
			}
			before = after
		}
	}
}

// room is the most that a stock holds: of one that only gives, its level.
func room(s *adit.Stock) float64 {
	if s.Build == 0 || !s.Room.IsLimit() {
		return lp.Inf
	}
	return float64(max(s.Room, s.Level))
}

func levels(net *adit.Network) []adit.Tonnes {
	level := make([]adit.Tonnes, len(net.Stocks))
	for i := range net.Stocks {
		level[i] = net.Stocks[i].Level
	}
	return level
}
