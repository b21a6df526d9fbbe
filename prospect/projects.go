package prospect

import (
	"fmt"
	"math"
	"slices"

	"adit"
	"adit/screen"
)

const kgPerTonne = 1000

// projects adds what could be built of a mineral: processes as candidates, and to
// the network the hosts that by-products take from and the lanes that projects
// need.
func (d *desk) projects(m *mineral) {
	var made []*made
	for i := range d.options[m.id] {
		o := &d.options[m.id][i]
		x, why := d.project(m, o)
		if why != "" {
			d.Left = append(d.Left, Left{o.ID, m.id, why})
			continue
		}
		made = append(made, x)
	}
	m.host(made)
	overlap(made)
	m.connect(made)
	for _, x := range made {
		d.Sources = append(d.Sources, x.sources()...)
		if x.underWay() {
			d.comes(m, x)
			continue
		}
		d.all = append(d.all, x.project)
		d.Projects = append(d.Projects, x.about)
	}
}

// building is the status of what is under construction.
const building = "construction"

// underWay reports a project that is being built: nobody chooses it any more.
func (x *made) underWay() bool { return x.option.Status == building }

// comes puts what is under way into the network, as far as it may be expected to
// work: its capacity grows in every case as its lead time has it.
func (d *desk) comes(m *mineral, x *made) {
	m.net.Processes = append(m.net.Processes, *x.project.Process)
	path := []adit.PathPoint{}
	for y, part := range x.about.Online {
		path = append(path, adit.PathPoint{Months: float64(12 * y), Factor: part})
	}
	d.coming = append(d.coming, adit.Disruption{Processes: &adit.Selector{ID: []string{x.project.ID}}, Path: path, Factor: 1})
	d.UnderWay = append(d.UnderWay, x.about)
}

// works is the part of its output that a project may be expected to give so many
// months after its start: half way between the probabilities of its first tonne
// and of its nameplate.
func works(o *screen.Option, months int) float64 {
	return math.Round((o.Lead.First.Within(months)+o.Lead.Full.Within(months))/2*1e4) / 1e4
}

// A made is an option made into a candidate.
type made struct {
	option  *screen.Option
	project adit.Project
	about   Project
}

// lacks says why an option cannot be planned with, or "".
func (d *desk) lacks(m *mineral, o *screen.Option) string {
	form := adit.MaterialID(o.Mineral + "/" + o.Form)
	switch {
	case d.Named && o.Potential:
		return "no project is named"
	case slices.Contains(d.Exclude, o.ID):
		return "excluded by the question"
	case len(d.In) > 0 && o.Status != building && !slices.ContainsFunc(d.In, func(p adit.PlaceID) bool { return p.Covers(o.Place) }):
		return "lies elsewhere than is asked for"
	case slices.ContainsFunc(d.barred, func(p adit.PlaceID) bool { return p.Covers(o.Place) }):
		return "public money may not go there (group FEOC)"
	case o.Form == "":
		return "its product is no form of the chain"
	case m.net.Material(form) == nil:
		return fmt.Sprintf("the network has no %s", form)
	case slices.ContainsFunc(d.Against, func(p adit.PlaceID) bool { return o.Owner != "" && p.Covers(o.Owner) }):
		return "owned by the adversary"
	case o.Output == nil || o.Output.Value <= 0:
		return "its output is not known"
	case o.CapexPerKg == nil || o.OpexPerKg == nil:
		return "its cost is not known, and nothing prices what it makes"
	case o.Price == nil:
		return "nothing prices what it makes"
	}
	return ""
}

func (d *desk) project(m *mineral, o *screen.Option) (*made, string) {
	if why := d.lacks(m, o); why != "" {
		return nil, why
	}
	online := d.online(o)
	if len(online) == 0 {
		return nil, fmt.Sprintf("it is not on line by %d", d.Last)
	}
	c, err := d.costOf(m, o)
	if err != nil {
		return nil, err.Error()
	}
	p := adit.Process{ID: o.ID, Place: m.seat(o.Place), Inputs: m.feed(o), Outputs: []adit.Part{{Material: c.form, Tonnes: 1}}, Capacity: adit.Tonnes(o.Output.Value)}
	p.Steps = []adit.CostStep{{UpTo: adit.NoLimit, Cost: adit.USD(c.perTonne(m, &p))}}
	if o.Owner != "" {
		p.Owners = []adit.Owner{{Place: o.Owner, Share: 1}}
	}
	x := &made{option: o, project: adit.Project{ID: o.ID, Kind: o.Kind, Process: &p, Capex: adit.USD(c.capex), Public: adit.USD(c.public), Earliest: d.First, Online: online, Shares: c.instrument.id}}
	x.about = Project{ID: o.ID, Name: o.Name, Mineral: o.Mineral, Form: o.Form, Place: o.Place, Region: o.Region, Lat: o.Lat, Lon: o.Lon, Kind: o.Kind, Status: statusOf(o), Instrument: c.instrument.id,
		Output: o.Output.Value, Capex: c.capex, Public: c.public, Cost: float64(p.Steps[0].Cost), Assumed: append(slices.Clone(o.Assumed), "public share"), Obstacles: o.Obstacles, Closes: o.Closes,
		Notes: append(slices.Clone(o.Notes), c.notes...), Figures: append(slices.Clone(o.Figures), c.figures...), Cite: o.Cite}
	for y := range int(d.Last-d.First) + 2 {
		x.about.Online = append(x.about.Online, works(o, 12*y))
	}
	if len(p.Inputs) > 0 {
		x.about.Feed = string(p.Inputs[0].Material)
	}
	slices.Sort(x.about.Assumed)
	x.about.Assumed = slices.Compact(x.about.Assumed)
	slices.Sort(x.about.Figures)
	x.about.Figures = slices.Compact(x.about.Figures)
	return x, ""
}

// statusOf is a project's status; of what statistics say could be had, and nobody
// has a project for, it is none of a project's.
func statusOf(o *screen.Option) string {
	if o.Potential {
		return "no project"
	}
	return o.Status
}

// feed is what a project takes of the chain: a plant the recipe of its form; a
// mine, tailings, scrap and a by-product's circuit bring their own.
func (m *mineral) feed(o *screen.Option) []adit.Part {
	switch o.Class {
	case "processing", "brownfield_restart", "expansion":
		return slices.Clone(m.recipe[adit.MaterialID(o.Mineral+"/"+o.Form)])
	}
	return nil
}

// leastOnline is the probability below which a step of a lead time is none.
const leastOnline = 0.005

// online is the part of its output that a project may be expected to give, by
// years after its start: the mean over the months of the year (docs/math/plan.md).
func (d *desk) online(o *screen.Option) []adit.OnlineStep {
	var steps []adit.OnlineStep
	last := 0.0
	for y := range int(d.Last-d.First) + 1 {
		sum := 0.0
		for month := 12 * y; month < 12*(y+1); month++ {
			sum += works(o, month)
		}
		if p := math.Round(sum/12*1e4) / 1e4; p >= leastOnline && p > last {
			steps = append(steps, adit.OnlineStep{Years: y, Probability: adit.Share(p)})
			last = p
		}
	}
	return steps
}

// A cost is what a project costs, and who pays.
type cost struct {
	form          adit.MaterialID
	capex, public float64 // USD
	opex, private float64 // USD per tonne: running; the owner's capital by C1
	instrument    instrument
	notes         []string
	figures       []string
}

// costOf splits a project's cost between the public and its owner.
func (d *desk) costOf(m *mineral, o *screen.Option) (*cost, error) {
	c := &cost{form: adit.MaterialID(o.Mineral + "/" + o.Form)}
	scale := m.price(c.form) / (*o.Price * kgPerTonne) // what it is sold as has another price than the form it counts as
	c.capex, c.opex = o.CapexPerKg.Value*kgPerTonne*o.Output.Value, o.OpexPerKg.Value*kgPerTonne*scale
	if scale < 0.99 || scale > 1.01 {
		c.notes = append(c.notes, fmt.Sprintf("running costs in proportion to the price of %s: it is sold as %s", c.form, o.Sold))
	}
	var err error
	if c.instrument, err = d.money.of(o, c.capex); err != nil {
		return nil, err
	}
	c.figures = append(c.figures, c.instrument.share.ID)
	paid := c.paid(o)
	c.public = max(0, c.instrument.share.Value*c.capex-paid)
	owner := max(0, c.capex-c.public-paid)
	c.public += d.money.overhead * c.capex
	switch {
	case o.Status == building:
		c.public, owner = 0, 0
		c.notes = append(c.notes, "under construction: its capital is spent or bound, and costs this budget nothing")
	case paid > 0:
		c.notes = append(c.notes, fmt.Sprintf("%.4g M USD of public money is committed already and not asked for again", paid/1e6))
	}
	life, r := o.Life, o.Discount
	c.private = owner * scale * annuity(r, life) / o.Output.Value
	return c, nil
}

// paid is the public money that a project has and that nobody is asked for again.
// Where it stands still, what was only promised is not counted: no source says
// that a promise to what stopped still stands, or for which part of it.
func (c *cost) paid(o *screen.Option) float64 {
	committed, disbursed := dollars(o.Public.Committed), dollars(o.Public.Disbursed)
	if o.Status == "idle" || o.Status == "closed" {
		if committed > disbursed {
			c.notes = append(c.notes, fmt.Sprintf("%.4g M USD of public money were committed to it, which stands still: they are not counted", (committed-disbursed)/1e6))
		}
		return disbursed
	}
	return max(committed, disbursed)
}

// dollars is 0 where nothing is known.
func dollars(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}

// annuity is the part of a capital that each year of a life bears (C1).
func annuity(r, years float64) float64 {
	if r == 0 {
		return 1 / years
	}
	return r / (1 - math.Pow(1+r, -years))
}

// perTonne is the cost of a tonne above what makers earn at baseline prices, and
// at least nothing: what pays at them needs no public money, and a plan that
// counted on it would credit the state with the market's doing.
func (c *cost) perTonne(m *mineral, p *adit.Process) float64 {
	own := c.opex + c.private
	for _, in := range p.Inputs {
		own -= in.Tonnes * m.price(in.Material)
	}
	return max(0, own-margin(p, m.price))
}
