package adit

import (
	"cmp"
	"io"
	"math"
)

// ReadNetwork reads a network file (docs/data.md, "Network file") and sorts
// it. The error is Faults with every fault of the file at once, each with its
// JSON path, rule and remedy; the network is then nil.
func ReadNetwork(r io.Reader) (*Network, error) {
	root, faults := readJSON(r)
	if faults != nil {
		return nil, faults
	}
	rd := &reader{}
	n := rd.network(root)
	rd.check(n)
	if err := rd.faults.Err(); err != nil {
		return nil, err
	}
	n.Sort()
	return n, nil
}

func (r *reader) network(root *jsonNode) *Network {
	n := &Network{}
	o := r.object(root)
	if o == nil {
		return n
	}
	n.Name = o.text("name", false)
	n.Year = o.year("year")
	o.each("materials", func(o *object) { n.Materials = append(n.Materials, o.material()) })
	o.each("processes", func(o *object) { n.Processes = append(n.Processes, o.process()) })
	o.each("lanes", func(o *object) { n.Lanes = append(n.Lanes, o.lane()) })
	o.each("demands", func(o *object) { n.Demands = append(n.Demands, o.demand()) })
	o.each("stocks", func(o *object) { n.Stocks = append(n.Stocks, o.stock()) })
	o.done()
	return n
}

func (o *object) year(key string) Year {
	v, ok := o.number(key, false)
	if ok && (v != math.Trunc(v) || v < 1800 || v > 2200) {
		o.r.fault(o.node.path+"."+key, "year", "write a year such as 2024", "%s is %g", key, v)
	}
	return Year(v)
}

func (o *object) material() Material {
	m := Material{ID: MaterialID(o.text("id", true)), Gross: o.flag("gross"), Content: 1}
	if m.Gross {
		m.Content = o.fraction("content", true)
		if m.Content == 0 && o.get("content") != nil {
			o.r.fault(o.node.path+".content", "share", "write the fraction of contained element, above 0", "content is 0")
		}
	} else if o.get("content") != nil {
		o.r.fault(o.node.path+".content", "content", `add "gross": true, or leave content out`, "content is given for a material that is not gross")
	}
	return m
}

func (o *object) process() Process {
	p := o.recipeAt(o.text("id", true))
	p.Activity = o.mass("activity_t")
	p.Observed = o.observed("activity")
	return p
}

// processOf reads the process of a candidate: nothing of it is observed yet, and
// a blank id is the candidate's.
func (o *object) processOf(candidate string) Process {
	p := o.recipeAt(cmp.Or(o.text("id", false), candidate))
	activity, _ := o.number("activity_t", false)
	p.Activity = Tonnes(o.notNegative("activity_t", activity))
	return p
}

// recipeAt reads what a process could do, observed or not.
func (o *object) recipeAt(id string) Process {
	p := Process{
		ID: id, Place: PlaceID(o.text("place", true)),
		Inputs: o.recipe("inputs"), Outputs: o.recipe("outputs"), Capacity: o.limit("capacity_t"),
	}
	p.Steps = o.costSteps()
	o.each("owners", func(w *object) {
		p.Owners = append(p.Owners, Owner{PlaceID(w.text("place", true)), w.fraction("share", true)})
	})
	return p
}

// costSteps reads steps, or the one-step short form cost_usd_per_t.
func (o *object) costSteps() []CostStep {
	var steps []CostStep
	o.each("steps", func(s *object) {
		upTo := s.limit("upto_t")
		cost, _ := s.number("cost_usd_per_t", true)
		steps = append(steps, CostStep{upTo, USD(cost)})
	})
	if cost, ok := o.number("cost_usd_per_t", false); ok {
		if len(steps) > 0 {
			o.r.fault(o.node.path+".cost_usd_per_t", "two-costs", "keep one of them", "both steps and cost_usd_per_t are given")
		}
		steps = append(steps, CostStep{NoLimit, USD(cost)})
	}
	return steps
}

// recipe reads {"material": tonnes, …}.
func (o *object) recipe(key string) []Part {
	n := o.want(key, jsonObject, false)
	if n == nil {
		return nil
	}
	var parts []Part
	seen := map[string]bool{}
	for _, m := range n.members {
		switch {
		case seen[m.key]:
			o.r.fault(m.value.path, "duplicate-key", "keep one of them", "material %q is given twice", m.key)
		case m.value.kind != jsonNumber:
			o.r.fault(m.value.path, "type", "write tonnes per unit of activity", "is %s, not a number", m.value.kind)
		case m.value.number < 0:
			o.r.fault(m.value.path, "negative-mass", "masses are 0 or more", "is %g", m.value.number)
		default:
			parts = append(parts, Part{MaterialID(m.key), m.value.number})
		}
		seen[m.key] = true
	}
	return parts
}

func (o *object) lane() Lane {
	l := o.route(o.text("id", true))
	l.Flow = o.mass("flow_t")
	l.Observed = o.observed("flow")
	return l
}

// laneOf reads the lane of a candidate, as processOf its process.
func (o *object) laneOf(candidate string) Lane {
	l := o.route(cmp.Or(o.text("id", false), candidate))
	flow, _ := o.number("flow_t", false)
	l.Flow = Tonnes(o.notNegative("flow_t", flow))
	return l
}

func (o *object) route(id string) Lane {
	l := Lane{
		ID: id, Material: MaterialID(o.text("material", true)),
		From: PlaceID(o.text("from", true)), To: PlaceID(o.text("to", true)), Capacity: o.limit("capacity_t"),
	}
	l.Steps = o.costSteps()
	return l
}

func (o *object) demand() Demand {
	d := Demand{
		ID: o.text("id", true), Place: PlaceID(o.text("place", true)),
		Material: MaterialID(o.text("material", true)), Sector: o.text("sector", false),
		Amount: o.mass("amount_t"),
	}
	o.each("steps", func(s *object) {
		amount := s.mass("amount_t")
		value, _ := s.number("value_usd_per_t", true)
		d.Steps = append(d.Steps, ValueStep{amount, USD(value)})
	})
	if value, ok := o.number("value_usd_per_t", false); ok {
		if len(d.Steps) > 0 {
			o.r.fault(o.node.path+".value_usd_per_t", "two-values", "keep one of them", "both steps and value_usd_per_t are given")
		}
		d.Steps = append(d.Steps, ValueStep{d.Amount, USD(value)})
	}
	d.Observed = o.observed("amount")
	return d
}

func (o *object) stock() Stock {
	s := Stock{
		ID: o.text("id", true), Place: PlaceID(o.text("place", true)),
		Material: MaterialID(o.text("material", true)), Holder: Holder(o.text("holder", false)),
		Level: o.mass("level_t"), Release: o.limit("release_t_per_period"),
	}
	above, _ := o.number("release_above_usd_per_t", false)
	below, builds := o.number("build_below_usd_per_t", false)
	s.ReleaseAbove, s.BuildBelow = USD(above), USD(below)
	build, room := o.limit("build_t_per_period"), o.limit("room_t")
	if builds {
		s.Build, s.Room = build, room
	} else if build.IsLimit() || room.IsLimit() {
		o.r.fault(o.node.path+".build_below_usd_per_t", "missing", "give the price below which the stock is built", "build_t_per_period or room_t is given without build_below_usd_per_t")
	}
	if builds && below > above {
		o.r.fault(o.node.path+".build_below_usd_per_t", "stock-prices", "build below the price of release, or buying and selling at once would pay", "build_below_usd_per_t %g is above release_above_usd_per_t %g", below, above)
	}
	switch s.Holder {
	case "", Government, Producer, Consumer:
	default:
		o.r.fault(o.node.path+".holder", "holder", "write government, producer or consumer", "holder is %q", s.Holder)
	}
	return s
}

// observed reads the optional keys that adit adds to the format so that a
// network built from the atlas keeps its bounds in a file (docs/decisions/0004).
func (o *object) observed(quantity string) Observed {
	low, hasLow := o.number(quantity+"_low_t", false)
	high, hasHigh := o.number(quantity+"_high_t", false)
	if hasLow != hasHigh || low < 0 || low > high {
		o.r.fault(o.node.path+"."+quantity+"_low_t", "bounds", "give both bounds, 0 ≤ low ≤ high", "bounds of the %s are [%g, %g]", quantity, low, high)
	}
	b := Observed{Low: Tonnes(low), High: Tonnes(high), Basis: Basis(o.text("basis", false)), Figure: o.text("figure", false)}
	if b.Basis != "" && !b.Basis.Valid() {
		o.r.fault(o.node.path+".basis", "basis", "write reported, estimated, derived, assumption, withheld or unknown", "basis is %q", b.Basis)
	}
	return b
}
