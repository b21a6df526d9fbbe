package screen

import (
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/leadtime"
	"adit/world"
)

// judge puts an option on the scale.
func (d *desk) judge(o *Option) error {
	o.toTarget = toTarget(d.chains[o.Mineral], o.Form)
	d.spread(o)
	if err := d.cost(o); err != nil {
		return err
	}
	if err := d.time(o); err != nil {
		return err
	}
	d.help(o)
	d.feed(o)
	d.pay(o)
	d.ease(o)
	if slices.ContainsFunc(d.Against, func(p adit.PlaceID) bool { return p.Covers(o.Owner) && o.Owner != "" }) && !slices.Contains(o.Obstacles, "owner") {
		o.Obstacles = append(o.Obstacles, "owner")
	}
	o.Group = d.group(o)
	slices.Sort(o.Figures)
	o.Figures = slices.Compact(o.Figures)
	return nil
}

// class is what is assumed of a kind, or what the question puts in its place.
func (d *desk) class(kind, step string) (adit.Figure, bool) {
	f, ok := d.lead.Class(kind, step, "")
	if v, set := d.econ[step]; set && ok {
		f.Value, f.Low, f.High = v, v, v
	}
	return f, ok
}

// assume notes a class's value as one that the option rests on.
func (d *desk) assume(o *Option, step, name string) adit.Figure {
	kind := o.Class
	if money := strings.HasPrefix(step, "capex") || strings.HasPrefix(step, "opex"); money && o.costKind != "" {
		kind = o.costKind
	}
	f, _ := d.class(kind, step)
	if name != "" && !slices.Contains(o.Assumed, name) {
		o.Assumed = append(o.Assumed, name)
	}
	if f.ID != "" {
		o.Figures = append(o.Figures, f.ID)
	}
	return f
}

// replace takes a what-if of costs.
func (d *desk) replace(name, step string, v float64) error {
	share := name == "discount" || name == "public-share"
	if v != v || share && (v < 0 || v > 1) || !share && (v < 1 || v > 100) {
		return &leadtime.RangeError{Name: name, Value: v, Range: "a share from 0 to 1; years and times from 1 to 100"}
	}
	d.econ[step] = v
	return nil
}

// time is how long the first tonne takes.
func (d *desk) time(o *Option) error {
	p, err := d.lead.Path(leadtime.Case{Kind: o.Class, Status: o.Status, Place: o.Place})
	if err != nil {
		return fmt.Errorf("%s: %w", o.ID, err)
	}
	if o.waitsFor != nil {
		mine, err := d.lead.Path(*o.waitsFor)
		if err != nil {
			return fmt.Errorf("%s: %w", o.capexElsewhere, err)
		}
		if mine.First.Quantile(0.5) > p.First.Quantile(0.5) {
			p, o.Obstacles = mine, append(o.Obstacles, "waits for a new mine")
		}
	}
	median, late, five := p.First.Quantile(0.5), p.First.Quantile(0.9), 0.0
	if horizon, ok := d.class(o.Class, "horizon"); ok {
		five = p.First.Within(int(12 * horizon.Value))
	}
	o.Lead = p
	o.Median, o.Late, o.InTime, o.Ahead = &median, &late, &five, append([]string{}, p.Ahead...)
	o.Figures = append(o.Figures, p.Figures...)
	if len(p.Ahead) > 0 {
		o.Assumed = append(o.Assumed, "lead time")
	}
	return nil
}

// help is the share of the country's net imports that an option closes, and the
// value added that it takes out of risk.
func (d *desk) help(o *Option) {
	if o.Output == nil || o.Form == "" || o.toTarget == 0 {
		o.Unknown = append(o.Unknown, "net imports closed")
		return
	}
	t := o.Output.Value * o.toTarget
	if net, ok := d.netImports(o.Mineral, o.Form); ok && net > 0 {
		share := min(1, t/net)
		o.Closes = &share
	} else if ok {
		none := 0.0
		o.Closes, o.Obstacles = &none, append(o.Obstacles, "no net imports of what it makes")
	} else {
		o.Unknown = append(o.Unknown, "net imports closed")
	}
	c, ok := d.cuts[o.Mineral]
	if lack := unmet(c); ok && c.ValueAdded != nil && lack > 0 {
		usd := *c.ValueAdded * min(1, t/lack)
		o.AtRisk = &usd
	} else if ok && c.ValueAdded != nil {
		usd := 0.0
		o.AtRisk = &usd
	}
	if first := ore(d.chains[o.Mineral]); first == o.Form && first != "" && !d.refines(o.Mineral) {
		o.Obstacles = append(o.Obstacles, "no refinery in "+d.atlas.PlaceName(d.Country))
	}
}

// refines reports whether the country makes the mineral's next form from ore.
func (d *desk) refines(mineral string) bool {
	n := d.nets[mineral]
	return n == nil || slices.ContainsFunc(n.Processes, func(x adit.Process) bool {
		return d.Country.Covers(x.Place) && len(x.Inputs) > 0 && x.Activity > 0 && x.Outputs[0].Material.Form() != "use" && !world.IsRecycling(&x)
	})
}

// feed says what a plant could take, and with what power.
func (d *desk) feed(o *Option) {
	n := d.nets[o.Mineral]
	first := ore(d.chains[o.Mineral])
	if o.Kind != "processing" || n == nil || first == "" {
		return
	}
	o.Feed = &Feed{Plants: d.plantsHere(o)}
	for i := range n.Processes {
		x := &n.Processes[i]
		t := float64(x.Output(adit.MaterialID(o.Mineral + "/" + first)))
		if x.Place == o.Place.Country() {
			o.Feed.Here += t
		}
		if !slices.ContainsFunc(d.Against, func(p adit.PlaceID) bool { return p.Covers(x.Place) }) {
			o.Feed.Outside += t
		}
	}
	d.power(o)
	o.Unknown = append(o.Unknown, "power price")
	if w := toTarget(d.chains[o.Mineral], first); o.Closes != nil && o.Output.Value > 0 && o.Feed.Outside*w < o.Output.Value {
		share := *o.Closes * o.Feed.Outside * w / o.Output.Value
		o.Closes = &share
		o.Obstacles = append(o.Obstacles, "feed")
	}
}

// plantsHere names the plants of a mineral in the country that the atlas knows,
// each once.
func (d *desk) plantsHere(o *Option) []string {
	names := []string{}
	for r := range d.atlas.Rows("facilities") {
		if r.Place() == o.Place && slices.Contains(listed(r.Get("minerals")), o.Mineral) {
			names = append(names, r.Get("name"))
		}
	}
	for r := range d.atlas.About("sites", o.Mineral) {
		site := r.Get("site")
		if r.Place() == o.Place && r.Get("kind") == "plant" && r.Get("status") == "operating" && !slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, site) }) {
			names = append(names, site)
		}
	}
	return names
}

// power is what the output takes, where the atlas has the energy of a form of the
// refinery stage.
func (d *desk) power(o *Option) {
	for r := range d.atlas.Rows("chains") {
		v, ok := r.Number("energy_mwh_per_t")
		if !ok || r.Get("stage") != "refinery" || r.Get("minerals") != o.Mineral || o.Output == nil {
			continue
		}
		basis := adit.Basis(r.Get("energy_basis"))
		o.Feed.Power = &Number{v * o.Output.Value, v * o.Output.Value, v * o.Output.Value, basis}
		o.Figures = append(o.Figures, r.ID("energy_mwh_per_t"))
		if basis == adit.Assumption {
			o.Assumed = append(o.Assumed, "energy")
		}
		return
	}
	o.Unknown = append(o.Unknown, "energy")
}

// pay is what the public pays: what it has committed, else a share of capex. A
// letter of interest is neither.
func (d *desk) pay(o *Option) {
	switch committed := larger(o.Public.Committed, o.Public.Disbursed); {
	case committed != nil:
		o.PublicCost, o.PublicBasis = committed, "committed"
		if committed == o.Public.Disbursed {
			o.PublicBasis = "disbursed"
		}
	case o.Output == nil:
	default:
		alone := *o
		alone.capexElsewhere, alone.Assumed, alone.Notes, alone.Figures = "", nil, nil, nil // told with the cost
		if c, ok := d.capex(&alone); ok {
			usd := c.Value * o.Output.Value * kgPerTonne * d.assume(o, "public_share", "public share").Value
			o.PublicCost, o.PublicBasis = &usd, "share of capex"
		}
	}
	if o.AtRisk != nil && o.PublicCost != nil && *o.PublicCost > 0 {
		risk := *o.AtRisk / *o.PublicCost
		o.Risk = &risk
	} else {
		o.Unknown = append(o.Unknown, "risk per public dollar")
	}
}

func larger(a, b *float64) *float64 {
	if a == nil || b != nil && *b > *a {
		return b
	}
	return a
}

// ease is the expected share of net imports closed within the horizon, over the
// cost as a multiple of the price.
func (d *desk) ease(o *Option) {
	if o.Closes == nil || o.CostShare == nil || *o.CostShare <= 0 {
		return
	}
	ease := *o.Closes * *o.InTime / *o.CostShare
	o.Ease = &ease
}
