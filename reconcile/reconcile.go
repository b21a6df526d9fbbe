// Package reconcile turns observations that do not add up into a network that
// does, by moving them as little as possible, and says what moved and why.
//
//	(R1) at every node: made + arrived ≥ used + sent
//	(R2) minimise Σ w·|x − x̂|, w = 1/σ, σ by how the quantity is known
//	(R3) every quantity that moved, by how much, and which balance forced it
//
// What a node has above what is used and sent is its final use, or stock build:
// it is not listed among the observations, so it is free (docs/decisions/0004).
package reconcile

import (
	"context"
	"fmt"
	"math"
	"slices"

	"adit"
	"adit/lp"
)

// A Move is a quantity that was observed as From and had to become To.
type Move struct {
	Kind   string      `json:"kind"` // "process" or "lane"
	ID     string      `json:"id"`
	From   adit.Tonnes `json:"observed_t"`
	To     adit.Tonnes `json:"balanced_t"`
	Basis  adit.Basis  `json:"basis"`
	Forced string      `json:"forced_by"` // the node whose balance forced it
}

// Balance returns a copy of net whose activities and flows satisfy R1, chosen
// by R2, and what moved, largest first. Demands are not touched: they are met
// only as far as the balance leaves something. A balanced network comes back as
// it was.
func Balance(ctx context.Context, net *adit.Network, solver lp.Solver) (*adit.Network, []Move, error) {
	if Check(net) == nil {
		return net, nil, nil
	}
	p := &program{net: net, index: net.Index()}
	p.build()
	loaded, err := solver.Load(&p.lp)
	if err != nil {
		return nil, nil, fmt.Errorf("reconcile %s: %w", net.Name, err)
	}
	defer loaded.Close()
	solution, err := loaded.Solve(ctx, lp.Options{})
	if err != nil {
		return nil, nil, fmt.Errorf("reconcile %s: %w", net.Name, err)
	}
	balanced := p.apply(solution)
	if err := Check(balanced); err != nil {
		return nil, nil, fmt.Errorf("reconcile %s: the solver's answer fails the check: %w", net.Name, err)
	}
	return balanced, p.moves(balanced, solution), nil
}

// program is the linear program of R1 and R2.
type program struct {
	net   *adit.Network
	index *adit.Index
	lp    lp.Model

	activity []correction // of each process
	flow     []correction // on each lane
	balance  []lp.Row     // of each node
	scale    float64      // tonnes that are nothing beside this network
}

func (p *program) build() {
	p.scale = smallest(p.net)
	p.correctActivities()
	p.correctFlows()

	p.conserveMass()
}

// A correction is x − x̂, in four parts: up and down inside the interval of the
// observation, and beyond it, where each tonne costs beyond times as much.
type correction struct {
	observed                   float64
	up, down, farUp, farDown   lp.Var
	hasUp, hasDown, hasFarDown bool
}

// beyond is how much dearer it is to leave an observation's interval than to
// move inside it: an interval is meant, so it is left only where nothing else
// balances.
const beyond = 10

func (p *program) correct(kind, id string, x adit.Tonnes, o adit.Observed) correction {
	low, high := span(x, o)
	c := correction{observed: float64(x)}
	w := 1 / p.sigma(c.observed, o)
	if room := float64(high - x); room > 0 && high.IsLimit() {
		c.up, c.hasUp = p.lp.Var(0, room, w, "up[%s %s]", kind, id), true
	}
	if room := float64(x - low); room > 0 {
		c.down, c.hasDown = p.lp.Var(0, room, w, "down[%s %s]", kind, id), true
	}
	far := beyond * w
	if !high.IsLimit() {
		far = w
	}
	c.farUp = p.lp.Var(0, lp.Inf, far, "above[%s %s]", kind, id)
	if low > 0 {
		c.farDown, c.hasFarDown = p.lp.Var(0, float64(low), beyond*w, "below[%s %s]", kind, id), true
	}
	return c
}

// span is the interval inside which an observation moves at its own weight:
// any tonnage where the observation states no bounds.
func span(x adit.Tonnes, o adit.Observed) (low, high adit.Tonnes) {
	if o.Low == 0 && o.High == 0 {
		return 0, adit.NoLimit
	}
	return o.Interval(x)
}

// sigma is the uncertainty of an observation in tonnes: half its stated
// interval, or that of its basis, and never nothing.
func (p *program) sigma(x float64, o adit.Observed) float64 {
	low, high := o.Interval(adit.Tonnes(x))
	half := 0.0
	if high.IsLimit() {
		half = float64(high-low) / 2
	}
	basis := o.Basis
	if basis == "" {
		basis = adit.Reported
	}
	return math.Max(p.scale*basis.Sigma(), math.Max(half, basis.Sigma()*x))
}

// smallest is a ten-thousandth of the largest quantity.
func smallest(net *adit.Network) float64 {
	most := 1e-6
	for i := range net.Processes {
		most = math.Max(most, float64(net.Processes[i].Activity))
	}
	for i := range net.Lanes {
		most = math.Max(most, float64(net.Lanes[i].Flow))
	}
	return most * 1e-4
}

func (p *program) correctActivities() {
	for i := range p.net.Processes {
		x := &p.net.Processes[i]
		p.activity = append(p.activity, p.correct("process", x.ID, x.Activity, x.Observed))
	}
}

func (p *program) correctFlows() {
	for i := range p.net.Lanes {
		x := &p.net.Lanes[i]
		p.flow = append(p.flow, p.correct("lane", x.ID, x.Flow, x.Observed))
	}
}

// (R1) At every node,
//
//	made + arrived − used − sent ≥ 0
func (p *program) conserveMass() {
	for k, node := range p.index.Nodes {
		row := p.lp.Row("R1 mass[%s]", node)
		surplus := 0.0
		add := func(coef float64, c correction) {
			surplus += coef * c.observed
			c.addTo(row, coef)
		}
		links := p.index.Links[k]
		for _, i := range links.Makers {
			add(+coefficient(p.net.Processes[i].Outputs, node.Material), p.activity[i])
		}
		for _, i := range links.Inbound {
			add(+1, p.flow[i])
		}
		for _, i := range links.Users {
			add(-coefficient(p.net.Processes[i].Inputs, node.Material), p.activity[i])
		}
		for _, i := range links.Outbound {
			add(-1, p.flow[i])
		}
		p.balance = append(p.balance, row.AtLeast(-surplus))
	}
}

func (c correction) addTo(row lp.Row, coef float64) {
	row.Add(coef, c.farUp)
	if c.hasUp {
		row.Add(coef, c.up)
	}
	if c.hasDown {
		row.Add(-coef, c.down)
	}
	if c.hasFarDown {
		row.Add(-coef, c.farDown)
	}
}

func (c correction) value(s *lp.Solution) adit.Tonnes {
	x := c.observed + s.Value(c.farUp)
	if c.hasUp {
		x += s.Value(c.up)
	}
	if c.hasDown {
		x -= s.Value(c.down)
	}
	if c.hasFarDown {
		x -= s.Value(c.farDown)
	}
	return adit.Tonnes(math.Max(0, x))
}

func coefficient(parts []adit.Part, m adit.MaterialID) float64 {
	for _, part := range parts {
		if part.Material == m {
			return part.Tonnes
		}
	}
	return 0
}

// apply writes the corrected quantities into a copy of the network. What did
// not move keeps every bit.
func (p *program) apply(s *lp.Solution) *adit.Network {
	out := *p.net
	out.Processes = slices.Clone(p.net.Processes)
	out.Lanes = slices.Clone(p.net.Lanes)
	for i, c := range p.activity {
		x := &out.Processes[i]
		x.Activity = settle(x.Activity, c.value(s))
		x.Observed = x.Observed.Around(x.Activity)
	}
	for i, c := range p.flow {
		x := &out.Lanes[i]
		x.Flow = settle(x.Flow, c.value(s))
		x.Observed = x.Observed.Around(x.Flow)
	}
	return &out
}

// settle keeps the observed value where the solver's differs by rounding only:
// it meets its rows to a ten-millionth of a tonne.
func settle(observed, solved adit.Tonnes) adit.Tonnes {
	if math.Abs(float64(solved-observed)) <= math.Max(2e-6, 1e-9*float64(observed)) {
		return observed
	}
	return solved
}

// moves lists what moved by more than a rounding error, largest first, then by
// id.
func (p *program) moves(out *adit.Network, s *lp.Solution) []Move {
	var moves []Move
	for i := range out.Processes {
		a, b := &p.net.Processes[i], &out.Processes[i]
		if a.Activity != b.Activity {
			moves = append(moves, Move{"process", a.ID, a.Activity, b.Activity, a.Observed.Basis, p.forced(p.touched(a), s)})
		}
	}
	for i := range out.Lanes {
		a, b := &p.net.Lanes[i], &out.Lanes[i]
		if a.Flow != b.Flow {
			ends := []adit.Node{{Material: a.Material, Place: a.From}, {Material: a.Material, Place: a.To}}
			moves = append(moves, Move{"lane", a.ID, a.Flow, b.Flow, a.Observed.Basis, p.forced(ends, s)})
		}
	}
	slices.SortStableFunc(moves, func(a, b Move) int {
		switch x, y := math.Abs(float64(a.To-a.From)), math.Abs(float64(b.To-b.From)); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return moves
}

func (p *program) touched(x *adit.Process) []adit.Node {
	var nodes []adit.Node
	for _, part := range slices.Concat(x.Inputs, x.Outputs) {
		nodes = append(nodes, adit.Node{Material: part.Material, Place: x.Place})
	}
	return nodes
}

// forced names the node whose balance presses hardest on a quantity: the one of
// the largest dual.
func (p *program) forced(nodes []adit.Node, s *lp.Solution) string {
	most, name := 0.0, ""
	for _, n := range nodes {
		if d := math.Abs(s.Dual(p.balance[p.index.At(n)])); d > most {
			most, name = d, n.String()
		}
	}
	return name
}
