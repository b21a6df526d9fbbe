package prospect

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"adit"
)

// Rest is the place of all that nothing in the question tells apart.
const Rest adit.PlaceID = "ROW"

// binRatio is how far prices of steps may lie apart that become one step. What
// all steps are worth together is kept to the last digit.
const binRatio = 2

// A condenser merges the places of a mineral's network that nothing tells apart
// (docs/decisions/0032): masses, demands, capacities, and the area under each
// curve stay; what moved between merged places is gone, and with it what kept
// them from sharing.
//
// Money is counted from baseline prices: a process costs what it costs above what
// it earns at them, a demand is worth what it is worth above them. What happens
// at those prices costs nothing, and what is told is what shortage adds.
type condenser struct {
	net    *adit.Network
	keep   []adit.PlaceID
	growth float64 // of a lane within a year (S3)
	left   map[string]bool
	price  func(adit.MaterialID) float64 // baseline, USD per tonne; 0 where nothing is paid
	out    *adit.Network
	merged []adit.PlaceID
}

// condense merges what keep does not name, leaves out processes by id, and counts
// money from baseline prices.
func condense(net *adit.Network, keep []adit.PlaceID, growth float64, left map[string]bool, price func(adit.MaterialID) float64) (*adit.Network, []adit.PlaceID) {
	c := &condenser{net: net, keep: keep, growth: growth, left: left, price: price, out: &adit.Network{Name: net.Name, Year: net.Year, Materials: slices.Clone(net.Materials)}}
	c.processes()
	c.lanes()
	c.demands()
	c.stocks()
	c.out.Sort()
	slices.Sort(c.merged)
	return c.out, slices.Compact(c.merged)
}

// at is where what lies at a place goes.
func (c *condenser) at(p adit.PlaceID) adit.PlaceID {
	for _, k := range c.keep {
		if k.Covers(p) {
			return k
		}
	}
	c.merged = append(c.merged, p)
	return Rest
}

// A group gathers things of one key, in the order in which they come.
type group[T any] struct {
	key   string
	items []T
}

func gather[T any](items []T, key func(*T) string) []group[T] {
	at, out := map[string]int{}, []group[T]{}
	for i := range items {
		k := key(&items[i])
		g, ok := at[k]
		if !ok {
			g = len(out)
			at[k] = g
			out = append(out, group[T]{key: k})
		}
		out[g].items = append(out[g].items, items[i])
	}
	return out
}

// unit makes a process's first output one tonne a unit, so that recipes compare.
func unit(p adit.Process) adit.Process {
	by := p.Outputs[0].Tonnes
	scale := func(parts []adit.Part) []adit.Part {
		out := slices.Clone(parts)
		for i := range out {
			out[i].Tonnes /= by
		}
		slices.SortFunc(out, func(a, b adit.Part) int { return cmp.Compare(a.Material, b.Material) })
		return out
	}
	p.Inputs, p.Outputs = scale(p.Inputs), scale(p.Outputs)
	p.Activity *= adit.Tonnes(by)
	p.Capacity = times(p.Capacity, by)
	p.Steps = slices.Clone(p.Steps)
	for i := range p.Steps {
		p.Steps[i].UpTo = times(p.Steps[i].UpTo, by)
		p.Steps[i].Cost /= adit.USD(by)
	}
	return p
}

func times(t adit.Tonnes, by float64) adit.Tonnes {
	if !t.IsLimit() {
		return t
	}
	return t * adit.Tonnes(by)
}

// recipe names what a process takes and makes.
func recipe(p *adit.Process) string {
	var b strings.Builder
	for _, part := range p.Outputs {
		fmt.Fprintf(&b, "%s %.9g ", part.Material, part.Tonnes)
	}
	b.WriteString("from")
	for _, part := range p.Inputs {
		fmt.Fprintf(&b, " %s %.9g", part.Material, part.Tonnes)
	}
	return b.String()
}

// processes: those of a place with one recipe are one.
func (c *condenser) processes() {
	var all []adit.Process
	for i := range c.net.Processes {
		if p := &c.net.Processes[i]; !c.left[p.ID] && len(p.Outputs) > 0 {
			all = append(all, unit(*p))
		}
	}
	count := map[string]int{}
	for _, g := range gather(all, func(p *adit.Process) string { return string(c.at(p.Place)) + "\n" + recipe(p) }) {
		p := c.process(g.items)
		count[p.ID]++
		if n := count[p.ID]; n > 1 {
			p.ID = fmt.Sprintf("%s #%d", p.ID, n)
		}
		c.out.Processes = append(c.out.Processes, p)
	}
}

func (c *condenser) process(like []adit.Process) adit.Process {
	out := like[0]
	out.Place = c.at(out.Place)
	if len(like) > 1 || out.Place == Rest {
		out.ID = fmt.Sprintf("%s %s", out.Outputs[0].Material, out.Place)
		out.Observed = adit.Observed{Basis: adit.Derived}
	}
	out.Activity, out.Capacity, out.Owners = 0, 0, nil
	var offers []offer
	for i := range like {
		p := &like[i]
		out.Activity += p.Activity
		out.Capacity += p.Limit()
		offers = append(offers, offersOf(p)...)
	}
	out.Owners = owners(like, out.Capacity)
	earns := adit.USD(margin(&out, c.price))
	for i := range offers {
		offers[i].cost = max(0, offers[i].cost-earns*(1+atPar))
	}
	out.Steps = supplySteps(offers)
	return out
}

// atPar is how far from the baseline price still counts as it: package baseline
// makes what is usual a token cheaper and what is not a token dearer.
const atPar = 1e-6

// margin is what a process earns at baseline prices a unit, above its feed.
func margin(p *adit.Process, price func(adit.MaterialID) float64) float64 {
	earns := 0.0
	for _, o := range p.Outputs {
		earns += o.Tonnes * price(o.Material)
	}
	for _, in := range p.Inputs {
		earns -= in.Tonnes * price(in.Material)
	}
	return max(0, earns)
}

// owners of a merged process, each with its part of the whole capacity.
func owners(like []adit.Process, whole adit.Tonnes) []adit.Owner {
	shares := map[adit.PlaceID]adit.Share{}
	var places []adit.PlaceID
	for i := range like {
		for _, o := range like[i].Owners {
			if _, ok := shares[o.Place]; !ok {
				places = append(places, o.Place)
			}
			shares[o.Place] += o.Share * adit.Share(like[i].Limit()/whole)
		}
	}
	slices.Sort(places)
	var out []adit.Owner
	for _, p := range places {
		if whole > 0 && shares[p] > 0 {
			out = append(out, adit.Owner{Place: p, Share: min(1, shares[p])})
		}
	}
	return out
}

// An offer is a part of what a process may do, at a cost.
type offer struct {
	size adit.Tonnes
	cost adit.USD
}

// offersOf cuts a process's steps at its limit.
func offersOf(p *adit.Process) []offer {
	var out []offer
	before, most := adit.Tonnes(0), p.Limit()
	if len(p.Steps) == 0 {
		return []offer{{size: most}}
	}
	for _, s := range p.Steps {
		upTo := min(s.UpTo, most)
		if upTo > before {
			out = append(out, offer{upTo - before, s.Cost})
			before = upTo
		}
	}
	return out
}

// supplySteps pools offers, cheapest first, in few steps.
func supplySteps(offers []offer) []adit.CostStep {
	slices.SortStableFunc(offers, func(a, b offer) int { return cmp.Compare(a.cost, b.cost) })
	var steps []adit.CostStep
	sum := adit.Tonnes(0)
	for _, bin := range bins(offers, func(o offer) float64 { return float64(o.cost) }) {
		size, worth := adit.Tonnes(0), 0.0
		for _, o := range bin {
			size += o.size
			worth += float64(o.size) * float64(o.cost)
		}
		sum += size
		steps = append(steps, adit.CostStep{UpTo: sum, Cost: adit.USD(worth / float64(size))})
	}
	return steps
}

// bins cuts a list whose prices rise, or fall, into runs within binRatio.
func bins[T any](list []T, price func(T) float64) [][]T {
	var out [][]T
	for i, x := range list {
		if n := len(out) - 1; i > 0 && near(price(out[n][0]), price(x)) {
			out[n] = append(out[n], x)
		} else {
			out = append(out, []T{x})
		}
	}
	return out
}

func near(a, b float64) bool {
	if a == b {
		return true
	}
	return a > 0 && b > 0 && math.Abs(math.Log(a/b)) <= math.Log(binRatio)
}

// lanes: those of a material between two places are one. What they may carry in a
// year is what they carried and may grow by within one. The premium of growth, some
// percent of the price, is left out: it would be a column a lane.
func (c *condenser) lanes() {
	var all []adit.Lane
	for i := range c.net.Lanes {
		l := c.net.Lanes[i]
		from, to := c.at(l.From), c.at(l.To)
		if from != l.From || to != l.To {
			l.ID = fmt.Sprintf("%s %s>%s", l.Material, from, to)
		}
		if l.From, l.To = from, to; from != to && l.Flow > 0 {
			all = append(all, l)
		}
	}
	for _, g := range gather(all, func(l *adit.Lane) string { return fmt.Sprintf("%s %s>%s", l.Material, l.From, l.To) }) {
		out := g.items[0]
		flow := adit.Tonnes(0)
		for i := range g.items {
			flow += g.items[i].Flow
		}
		if len(g.items) > 1 {
			out.ID, out.Observed = g.key, adit.Observed{Basis: adit.Derived}
		}
		out.Flow, out.Capacity = flow, flow*adit.Tonnes(1+c.growth)
		out.Steps = nil
		c.out.Lanes = append(c.out.Lanes, out)
	}
}

// notCounted marks what a node has and nobody is known to take (package
// baseline): in a place that is looked at it stays apart from what is wanted.
const notCounted = ": not counted"

func (c *condenser) demands() {
	for _, g := range gather(c.net.Demands, func(d *adit.Demand) string {
		place, apart := c.at(d.Place), ""
		if place != Rest && strings.HasSuffix(d.ID, notCounted) {
			apart = notCounted
		}
		return fmt.Sprintf("%s %s%s", d.Material, place, apart)
	}) {
		out := adit.Demand{ID: g.key, Place: c.at(g.items[0].Place), Material: g.items[0].Material, Observed: adit.Observed{Basis: adit.Derived}}
		var steps []adit.ValueStep
		for i := range g.items {
			out.Amount += g.items[i].Amount
			steps = append(steps, g.items[i].Steps...)
		}
		for i := range steps {
			steps[i].Value = max(0, steps[i].Value-adit.USD(c.price(out.Material)))
		}
		alike := mostBetween
		if out.Place == Rest || out.Place == c.keep[0] {
			alike = mostAlike
		}
		out.Steps = demandSteps(steps, adit.Tonnes(alike))
		c.out.Demands = append(c.out.Demands, out)
	}
}

// mostAlike is the part of a demand that one step may hold: in the country and the
// rest of the world, and in the places between. Which of two places goes short of a
// step that both have is anybody's guess: so far it may be wrong.
const mostAlike, mostBetween = 0.08, 0.34

// demandSteps pools steps, dearest first, into steps of at most a part of the whole.
// What all are worth stays.
func demandSteps(steps []adit.ValueStep, alike adit.Tonnes) []adit.ValueStep {
	slices.SortStableFunc(steps, func(a, b adit.ValueStep) int { return cmp.Compare(b.Value, a.Value) })
	whole := adit.Tonnes(0)
	for _, s := range steps {
		whole += s.Amount
	}
	var out []adit.ValueStep
	last := adit.USD(0) // the least value in the last step
	for _, s := range steps {
		n := len(out) - 1
		if n >= 0 && (last-s.Value <= atPar*last || out[n].Amount+s.Amount <= alike*whole) {
			sum := out[n].Amount + s.Amount
			out[n].Value = (out[n].Value*adit.USD(out[n].Amount) + s.Value*adit.USD(s.Amount)) / adit.USD(sum)
			out[n].Amount = sum
		} else if s.Amount > 0 {
			out = append(out, s)
		}
		last = s.Value
	}
	return out
}

// stocks: those of a material at a place that go at one price are one; of the
// rest, all of them, at their mean price. They are let go and not built: with
// full foresight holders would fill them for what nobody can foresee.
func (c *condenser) stocks() {
	var all []adit.Stock
	for _, s := range c.net.Stocks {
		if s.Level > 0 {
			all = append(all, s)
		}
	}
	for _, g := range gather(all, func(s *adit.Stock) string {
		place := c.at(s.Place)
		if place == c.keep[0] {
			return fmt.Sprintf("stock of %s %s above %.6g", s.Material, place, float64(s.ReleaseAbove))
		}
		return fmt.Sprintf("stock of %s %s", s.Material, place)
	}) {
		out := adit.Stock{ID: g.key, Place: c.at(g.items[0].Place), Material: g.items[0].Material, Holder: adit.Consumer, Release: adit.NoLimit}
		worth := 0.0
		for _, s := range g.items {
			out.Level += s.Level
			worth += float64(s.Level) * float64(s.ReleaseAbove)
		}
		out.ReleaseAbove = max(0, adit.USD(worth/float64(out.Level)-c.price(out.Material)))
		c.out.Stocks = append(c.out.Stocks, out)
	}
}
