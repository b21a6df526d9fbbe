package shock_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"adit"
)

// A worldSize says how large a generated world is and what is in it.
type worldSize struct {
	places, lanes int
	stocks        bool
	scale         float64 // of all tonnes
}

// A builder draws a network with what makes networks hard: by-products with a
// host, gross materials, recovery below 1, re-export, owners, steps, blank
// capacities, stocks with and without a rule of price.
type builder struct {
	r   *rand.Rand
	net *adit.Network
	worldSize
}

// chain is a mineral with its forms; each is made of the one before.
var chains = [][]adit.MaterialID{
	{"cobalt/ore", "cobalt/hydroxide", "cobalt/refined"},
	{"tin/metal"},
	{"gallium/liquor", "gallium/primary"}, // liquor comes with alumina
}

func worldOf(r *rand.Rand, size worldSize) *adit.Network {
	b := &builder{r: r, net: &adit.Network{Name: "world", Year: 2024}, worldSize: size}
	for _, c := range append(chains, []adit.MaterialID{"aluminum/alumina"}) {
		for s, m := range c {
			b.net.Materials = append(b.net.Materials, adit.Material{ID: m, Content: 1})
			if m == "cobalt/ore" {
				b.net.Materials[len(b.net.Materials)-1] = adit.Material{ID: m, Gross: true, Content: 0.05}
			}
			b.makers(c, s)
			b.trade(m)
		}
		b.demands(c[len(c)-1])
	}
	b.net.Sort()
	return b.net
}

func place(i int) adit.PlaceID {
	if i%4 == 3 {
		return adit.PlaceID(fmt.Sprintf("P%02d/site", i-1)) // a second place in the country before
	}
	return adit.PlaceID(fmt.Sprintf("P%02d", i))
}

func (b *builder) tonnes(least, most float64) adit.Tonnes {
	return adit.Tonnes(b.scale * (least + (most-least)*b.r.Float64()))
}

func (b *builder) chance(p float64) bool { return b.r.Float64() < p }

// makers adds what makes form s of a chain at about half of the places, and at
// the first.
func (b *builder) makers(chain []adit.MaterialID, s int) {
	for i := range b.places {
		if i > 0 && b.chance(0.5) {
			continue
		}
		p := adit.Process{ID: fmt.Sprintf("%s made in %s", chain[s], place(i)), Place: place(i), Activity: b.tonnes(5, 100)}
		p.Outputs = []adit.Part{{Material: chain[s], Tonnes: 0.5 + b.r.Float64()/2}}
		switch {
		case chain[s] == "gallium/liquor":
			p.Outputs = []adit.Part{{Material: "aluminum/alumina", Tonnes: 1}, {Material: chain[s], Tonnes: 0.05 + 0.2*b.r.Float64()}}
		case s > 0:
			content := 1.0
			if chain[s-1] == "cobalt/ore" {
				content = 0.05
			}
			p.Inputs = []adit.Part{{Material: chain[s-1], Tonnes: 1 / content}}
		}
		b.limitsOf(&p)
		b.net.Processes = append(b.net.Processes, p)
	}
}

func (b *builder) limitsOf(p *adit.Process) {
	p.Capacity = adit.NoLimit
	if b.chance(0.8) {
		p.Capacity = p.Activity * adit.Tonnes(1+b.r.Float64()/2)
	}
	p.Steps = b.steps(p.Activity, 5000)
	for share := 1.0; share > 0.05 && b.chance(0.6); {
		held := share * b.r.Float64()
		p.Owners = append(p.Owners, adit.Owner{Place: place(b.r.IntN(b.places)), Share: adit.Share(held)})
		share -= held
	}
}

// steps around an observed quantity: none, one without end, or several of which
// the last may be without end.
func (b *builder) steps(observed adit.Tonnes, cost float64) []adit.CostStep {
	n := b.r.IntN(4)
	switch n {
	case 0:
		return nil
	case 1:
		return []adit.CostStep{{UpTo: adit.NoLimit, Cost: adit.USD(cost * b.r.Float64())}}
	}
	var steps []adit.CostStep
	at, price := observed*adit.Tonnes(0.3+b.r.Float64()), cost*b.r.Float64()
	for range n {
		steps = append(steps, adit.CostStep{UpTo: at, Cost: adit.USD(price)})
		at += observed * adit.Tonnes(0.5+b.r.Float64())
		price += cost * b.r.Float64()
	}
	steps[n-1].UpTo = max(steps[n-1].UpTo, observed)
	if b.chance(0.4) {
		steps[n-1].UpTo = adit.NoLimit
	}
	return steps
}

func (b *builder) trade(m adit.MaterialID) {
	for k := range b.lanes {
		from, to := place(b.r.IntN(b.places)), place(b.r.IntN(b.places))
		if from == to {
			continue
		}
		l := adit.Lane{ID: fmt.Sprintf("%s %d", m, k), Material: m, From: from, To: to, Flow: b.tonnes(0, 40), Capacity: adit.NoLimit}
		if b.chance(0.7) {
			l.Capacity = l.Flow * adit.Tonnes(1+2*b.r.Float64())
		}
		l.Steps = b.steps(l.Flow, 300)
		b.net.Lanes = append(b.net.Lanes, l)
	}
}

// demands adds uses of a material, and stocks of it. Values come in any order.
func (b *builder) demands(m adit.MaterialID) {
	for i := range b.places {
		if i > 0 && b.chance(0.4) {
			continue
		}
		d := adit.Demand{ID: fmt.Sprintf("%s used in %s", m, place(i)), Place: place(i), Material: m, Sector: fmt.Sprint(b.r.IntN(3))}
		for range 1 + b.r.IntN(4) {
			step := adit.ValueStep{Amount: b.tonnes(1, 30), Value: adit.USD(90000 * b.r.Float64())}
			d.Steps, d.Amount = append(d.Steps, step), d.Amount+step.Amount
		}
		b.net.Demands = append(b.net.Demands, d)
		if b.stocks && b.chance(0.7) {
			b.net.Stocks = append(b.net.Stocks, b.stock(m, place(i)))
		}
	}
}

func (b *builder) stock(m adit.MaterialID, at adit.PlaceID) adit.Stock {
	s := adit.Stock{ID: fmt.Sprintf("%s stored in %s", m, at), Place: at, Material: m, Holder: adit.Government, Level: b.tonnes(0, 30), Release: adit.NoLimit}
	if b.chance(0.7) {
		s.Release = b.tonnes(0, 10)
	}
	if b.chance(0.5) {
		s.ReleaseAbove = adit.USD(60000 * b.r.Float64())
		s.Build, s.BuildBelow, s.Room = b.tonnes(0, 5), s.ReleaseAbove*adit.USD(b.r.Float64()), adit.NoLimit
		if b.chance(0.5) {
			s.Room = s.Level * adit.Tonnes(0.5+b.r.Float64()) // some begin too full
		}
	}
	return s
}

// scenarioOf draws disruptions that overlap in time and in what they touch.
func scenarioOf(r *rand.Rand, size worldSize, foresight adit.Foresight, most int) *adit.Scenario {
	period := []adit.Period{adit.Monthly, adit.Quarterly, adit.Yearly}[r.IntN(3)]
	s := &adit.Scenario{Start: adit.MonthOf(2025, 1+r.IntN(12)), Periods: 1 + r.IntN(most), Period: period, Foresight: foresight}
	if r.IntN(3) == 0 {
		s.Lanes = adit.LaneTerms{Given: true, Growth: r.Float64() / 5, NewLaneDelay: r.IntN(3), NewLanePremium: r.Float64() / 2}
	}
	for range r.IntN(5) {
		s.Disruptions = append(s.Disruptions, disruptionOf(r, size, s))
	}
	return s
}

func disruptionOf(r *rand.Rand, size worldSize, s *adit.Scenario) adit.Disruption {
	d := adit.Disruption{Factor: 1}
	one := func() []adit.PlaceID { return []adit.PlaceID{place(r.IntN(size.places)).Country()} }
	switch r.IntN(6) {
	case 0:
		d.Lanes = &adit.Selector{From: one()}
	case 1:
		d.Lanes = &adit.Selector{Place: one(), Material: []adit.MaterialID{"cobalt/", "gallium/primary"}}
	case 2:
		d.Processes = &adit.Selector{Place: one()}
	case 3:
		d.Processes = &adit.Selector{Owner: append(one(), one()...)}
	case 4:
		d.Demands = &adit.Selector{Sector: []string{fmt.Sprint(r.IntN(3))}}
	default:
		d.Lanes = &adit.Selector{To: append(one(), one()...)}
	}
	switch r.IntN(4) {
	case 0:
		d.Factor = 1.3 * r.Float64()
	case 1:
		d.Path = []adit.PathPoint{{Months: 0, Factor: 0}, {Months: 1 + 3*r.Float64(), Factor: r.Float64()}, {Months: 6, Factor: 1}}
	case 2:
		d.Quota = map[adit.Year]adit.Tonnes{0: adit.Tonnes(size.scale * 60 * r.Float64())}
		if r.IntN(2) == 0 {
			d.Quota = map[adit.Year]adit.Tonnes{2025: adit.Tonnes(size.scale * 60 * r.Float64())}
		}
	default:
		d.Add = adit.USD(2000 * r.Float64())
	}
	if r.IntN(2) == 0 {
		d.From = s.Start + adit.Month(r.IntN(6)) - 2
		d.Until = max(d.From, s.Start) + adit.Month(r.IntN(18))
	}
	return d
}

// shuffled is the same network and scenario in another order.
func shuffled(r *rand.Rand, net *adit.Network, s *adit.Scenario) (*adit.Network, *adit.Scenario) {
	n, o := *net, *s
	n.Materials, n.Processes, n.Lanes = mixed(r, n.Materials), mixed(r, n.Processes), mixed(r, n.Lanes)
	n.Demands, n.Stocks, o.Disruptions = mixed(r, n.Demands), mixed(r, n.Stocks), mixed(r, o.Disruptions)
	for i := range n.Processes {
		p := &n.Processes[i]
		p.Inputs, p.Outputs, p.Owners = mixed(r, p.Inputs), mixed(r, p.Outputs), mixed(r, p.Owners)
	}
	for i := range n.Demands {
		n.Demands[i].Steps = mixed(r, n.Demands[i].Steps)
	}
	n.Sort()
	return &n, &o
}

func mixed[T any](r *rand.Rand, s []T) []T {
	s = slices.Clone(s)
	r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
	return s
}

// multiplied is the same with every tonne k times.
func multiplied(net *adit.Network, s *adit.Scenario, k adit.Tonnes) (*adit.Network, *adit.Scenario) {
	n, o := *net, *s
	n.Processes, n.Lanes, n.Demands, n.Stocks = slices.Clone(n.Processes), slices.Clone(n.Lanes), slices.Clone(n.Demands), slices.Clone(n.Stocks)
	for i := range n.Processes {
		p := &n.Processes[i]
		p.Activity, p.Capacity, p.Steps = p.Activity*k, timesK(p.Capacity, k), stepsK(p.Steps, k)
	}
	for i := range n.Lanes {
		l := &n.Lanes[i]
		l.Flow, l.Capacity, l.Steps = l.Flow*k, timesK(l.Capacity, k), stepsK(l.Steps, k)
	}
	for i := range n.Demands {
		d := &n.Demands[i]
		d.Amount, d.Steps = d.Amount*k, slices.Clone(d.Steps)
		for j := range d.Steps {
			d.Steps[j].Amount *= k
		}
	}
	for i := range n.Stocks {
		x := &n.Stocks[i]
		x.Level, x.Release, x.Build, x.Room = x.Level*k, timesK(x.Release, k), timesK(x.Build, k), timesK(x.Room, k)
	}
	o.Disruptions = slices.Clone(o.Disruptions)
	for i := range o.Disruptions {
		q := map[adit.Year]adit.Tonnes{}
		for y, t := range o.Disruptions[i].Quota {
			q[y] = t * k
		}
		if o.Disruptions[i].Quota != nil {
			o.Disruptions[i].Quota = q
		}
	}
	return &n, &o
}

func timesK(t, k adit.Tonnes) adit.Tonnes {
	if !t.IsLimit() {
		return t
	}
	return t * k
}

func stepsK(steps []adit.CostStep, k adit.Tonnes) []adit.CostStep {
	steps = slices.Clone(steps)
	for i := range steps {
		steps[i].UpTo = timesK(steps[i].UpTo, k)
	}
	return steps
}
