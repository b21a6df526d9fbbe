package screen

import (
	"cmp"
	"errors"
	"math"
	"strings"

	"adit"
	"adit/baseline"
)

// A priced form, or nil where no source prices it.
type priced struct {
	usdPerKg *float64
	figures  []string
}

// spread gives a site of known tonnage its yearly output: what is recovered, over
// its life.
func (d *desk) spread(o *Option) {
	switch {
	case o.Output != nil:
	case o.tonnes == nil:
		o.Unknown = append(o.Unknown, "output")
	default:
		r, life := d.assume(o, "recovery", "recovery"), d.oreLife(o)
		o.Output = &Number{*o.tonnes * r.Value / life.Value, *o.tonnes * r.Low / life.High, *o.tonnes * r.High / life.Low, adit.Derived}
		o.Figures = append(o.Figures, o.tonnesFigure)
	}
}

// oreLife is how long a site of known ore lasts: the life of a million tonnes
// times their fourth root (Taylor's rule), and at least the class's shortest;
// without tonnes of ore the class's life.
func (d *desk) oreLife(o *Option) adit.Figure {
	life := d.assume(o, "life", "life")
	if o.oreMt == 0 {
		return life
	}
	f, ok := d.class(o.Class, "ore_life")
	if !ok {
		return life
	}
	o.Figures = append(o.Figures, f.ID)
	least, root := life.Low, math.Sqrt(math.Sqrt(o.oreMt))
	f.Value, f.Low, f.High = max(least, f.Value*root), max(least, f.Low*root), max(least, f.High*root)
	return f
}

const kgPerTonne = 1000

// price of a form in USD per kg; nil where no source prices it.
func (d *desk) price(material string) (priced, error) {
	if p, ok := d.prices[material]; ok {
		return p, nil
	}
	mineral, form, _ := strings.Cut(material, "/")
	p := priced{}
	if form != "" {
		v, err := baseline.Price(d.atlas, mineral, form, d.Year)
		var missing *baseline.MissingError
		var unknown *adit.UnknownError
		switch {
		case errors.As(err, &missing), errors.As(err, &unknown):
		case err != nil:
			return p, err
		default:
			kg := v.Value / kgPerTonne
			p = priced{&kg, v.Figures()}
		}
	}
	d.prices[material] = p
	return p, nil
}

// annuity is the part of a capex that each year of a life bears (C1).
func annuity(r, years float64) float64 {
	if r == 0 {
		return 1 / years
	}
	return r / (1 - math.Pow(1+r, -years))
}

// cost is C1: opex + capex·r/(1−(1+r)^−n)/output, in USD per kg.
func (d *desk) cost(o *Option) error {
	p, err := d.price(o.Sold)
	if err != nil {
		return err
	}
	o.Price = p.usdPerKg
	if o.oreValue > 0 {
		value := o.oreValue
		o.OreValue = &value
	}
	o.Figures = append(o.Figures, p.figures...)
	capex, ok1 := d.capex(o)
	opex, ok2 := d.opex(o)
	o.CapexPerKg, o.OpexPerKg = numberOr(capex, ok1), numberOr(opex, ok2)
	if !ok1 || !ok2 {
		o.Unknown = append(o.Unknown, "cost")
		return nil
	}
	r, life := d.assume(o, "discount", "discount"), d.assume(o, "life", "life")
	o.Life, o.Discount = life.Value, r.Value
	at := func(o, c, r, n float64) float64 { return o + c*annuity(r, n) }
	o.Cost = &Number{at(opex.Value, capex.Value, r.Value, life.Value), at(opex.Low, capex.Low, r.Low, life.High), at(opex.High, capex.High, r.High, life.Low), adit.Derived}
	if o.Price != nil && *o.Price > 0 {
		share := o.Cost.Value / *o.Price
		o.CostShare = &share
	}
	return nil
}

func numberOr(n Number, known bool) *Number {
	if !known {
		return nil
	}
	return &n
}

// capex per kg of yearly output: as published, else of the class.
func (d *desk) capex(o *Option) (Number, bool) {
	if o.capex != nil && o.Output != nil && o.Output.Value > 0 {
		v := *o.capex / o.Output.Value / kgPerTonne
		return Number{v, v, v, adit.Estimated}, true
	}
	if o.capexElsewhere != "" {
		o.Notes = append(o.Notes, "capex shared with "+o.capexElsewhere+": its class stands for this one's part")
	}
	if d.byOre(o, "ore_capex") {
		return d.perOre(o, "ore_capex", "capex")
	}
	return d.perPrice(o, "capex_per_price", "capex")
}

func (d *desk) opex(o *Option) (Number, bool) {
	if o.opex != nil {
		v := *o.opex / kgPerTonne
		return Number{v, v, v, adit.Estimated}, true
	}
	if d.byOre(o, "ore_opex") {
		return d.perOre(o, "ore_opex", "opex")
	}
	return d.perPrice(o, "opex_per_price", "opex")
}

// byOre reports an option whose ore is told, of a kind whose cost per tonne of ore
// is assumed: nothing is assumed of new mines and expansions.
func (d *desk) byOre(o *Option, step string) bool {
	_, ok := d.class(cmp.Or(o.costKind, o.Class), step)
	return ok && o.oreValue > 0
}

// perOre spreads what it costs to mine and mill a tonne of ore over what is
// recovered from it, by value: poor ore is dear whatever its price, and metals
// of one ore share its cost.
func (d *desk) perOre(o *Option, step, name string) (Number, bool) {
	if o.Price == nil {
		return Number{}, false
	}
	f, r := d.assume(o, step, name), d.assume(o, "recovery", "recovery")
	k := *o.Price / o.oreValue
	n := Number{f.Value * k / r.Value, f.Low * k / r.High, f.High * k / r.Low, adit.Assumption}
	if !mined(d.chains[o.Mineral], o.Form) { // nobody buys its concentrate: the plant that refines it is the site's own
		plant, _ := d.class("byproduct_recovery", strings.Replace(step, "ore_", "", 1)+"_per_price")
		o.Figures = append(o.Figures, plant.ID)
		n.Value, n.Low, n.High = n.Value+plant.Value**o.Price, n.Low+plant.Low**o.Price, n.High+plant.High**o.Price
	}
	return n, true
}

func (d *desk) perPrice(o *Option, step, name string) (Number, bool) {
	if o.Price == nil {
		return Number{}, false
	}
	f := d.assume(o, step, name)
	return Number{f.Value * *o.Price, f.Low * *o.Price, f.High * *o.Price, adit.Assumption}, true
}
