// Package stockpile says how much of which form a country would have to hold to
// come through an emergency of some years: defence first, then what civilians
// cannot do without, from its own output, scrap, and suppliers as far as they are
// relied upon (docs/math/stockpile.md).
//
//	answer, err := stockpile.Run(ctx, a, solver, stockpile.Question{Country: "USA", Year: 2024, Against: []adit.PlaceID{"CHN"}})
//
// What nobody publishes, such as the government's own holdings, is told and never
// counted as nothing: the tonnes to hold include what may be held already.
package stockpile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"adit"
	"adit/atlas"
	"adit/baseline"
	"adit/lp"
	"adit/world"
)

// A Question names an emergency.
type Question struct {
	Minerals []string // ids; none: all of the atlas's chains
	Country  adit.PlaceID
	Year     adit.Year      // of quantities and prices
	Against  []adit.PlaceID // who sends nothing

	// What is blank is of the table of assumptions.
	Years       int
	Defence     *float64                 // share of use that is defence's
	DefenceOf   map[string]float64       // by mineral
	Essential   *float64                 // share of the rest that cannot be done without
	Reliability map[adit.PlaceID]float64 // by country, before the table

	World *world.World // what the networks of the year share, if it is at hand
}

// An Answer lists minerals, the dearest stock first, those without a price last.
type Answer struct {
	Years       int        `json:"years"`
	Defence     float64    `json:"defence_share"`
	Essential   float64    `json:"essential_share"`
	Materials   []Material `json:"materials"`
	Cost        float64    `json:"cost_usd"` // of what has a price, each tonne once
	Unpriced    []string   `json:"without_a_price"`
	Missing     []Missing  `json:"missing"`
	Reliability []Trust    `json:"reliability"` // of the suppliers that appear
	Figures     []string   `json:"figures"`     // the assumptions, for adit why
	Sources     []string   `json:"-"`
}

// A Missing is a mineral of which something is not known.
type Missing struct {
	Mineral string `json:"mineral"`
	Why     string `json:"why"`
}

// A Material is what a country uses of a form, and what is short in an emergency.
type Material struct {
	Mineral   string  `json:"mineral"`
	Form      string  `json:"form"`
	Use       float64 `json:"use_t_per_y"`
	Defence   float64 `json:"defence_t_per_y"`
	Essential float64 `json:"essential_civilian_t_per_y"`

	Supply    Supply   `json:"reliable_supply"`
	Years     []Year   `json:"years"`
	Short     Band     `json:"short_t"`           // over the years
	Held      *float64 `json:"commercial_t"`      // null: none is reported
	Unlisted  []string `json:"holdings_unlisted"` // of governments, and kept secret
	Hold      []Stock  `json:"hold"`
	Days      float64  `json:"days_of_use"`       // that the stocks are, in all
	Cost      *float64 `json:"cost_usd"`          // null: a form has no price
	PartOf    string   `json:"part_of,omitempty"` // the mineral in whose stock this one's is counted
	Figures   []string `json:"figures"`
	lostFeeds []feed
	lost      float64 // t a year of the form, that cannot be relied upon
	bought    float64 // of it, what would have been imported
}

// A Supply is where a year's use comes from as far as it is relied upon, in
// tonnes; what is sent out again is taken off in proportion.
type Supply struct {
	Share    float64 `json:"share_of_use"`
	Own      float64 `json:"own_primary_t"`
	Recycled float64 `json:"recycled_t"`
	Imported float64 `json:"imported_t"`
}

// A Year is what is short in one, after commercial stocks.
type Year struct {
	N         int     `json:"year"`
	Defence   float64 `json:"defence_short_t"`
	Essential float64 `json:"essential_short_t"`
	Stocks    float64 `json:"from_commercial_stocks_t"`
}

// A Stock is what to hold of a form.
type Stock struct {
	Form   string   `json:"form"`
	Tonnes Band     `json:"tonnes"`
	Days   float64  `json:"days_of_use"`
	Price  *float64 `json:"usd_per_t"`
	Cost   *float64 `json:"cost_usd"`
	Why    string   `json:"why"`
}

// A Band is a value, and what it is with all suppliers at the ends of the bands
// of their reliability.
type Band struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Run sizes the stockpile. A mineral that the atlas cannot build is in Missing.
func Run(ctx context.Context, a *atlas.Atlas, solver lp.Solver, q Question) (*Answer, error) {
	d, err := open(a, q)
	if err != nil {
		return nil, err
	}
	if d.World == nil {
		d.World = world.New(a, q.Year)
	}
	if len(d.Minerals) == 0 {
		d.Minerals = world.Minerals(a)
	}
	nets, err := d.build(ctx, solver)
	if err != nil {
		return nil, err
	}
	for _, n := range nets {
		if err := d.mineral(n); err != nil {
			return nil, err
		}
		d.out.Sources = append(d.out.Sources, n.Sources()...)
	}
	d.finish()
	return d.out, nil
}

// build makes the networks side by side.
func (d *desk) build(ctx context.Context, solver lp.Solver) ([]*world.Network, error) {
	nets, errs := make([]*world.Network, len(d.Minerals)), make([]error, len(d.Minerals))
	next := make(chan int)
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := range next {
				nets[i], errs[i] = d.World.Build(ctx, d.Minerals[i], solver)
			}
		})
	}
	for i := range d.Minerals {
		next <- i
	}
	close(next)
	all.Wait()
	for i, err := range errs {
		var missing *world.MissingError
		switch {
		case errors.As(err, &missing):
			d.out.Missing = append(d.out.Missing, Missing{d.Minerals[i], err.Error()})
		case err != nil:
			return nil, fmt.Errorf("%s: %w", d.Minerals[i], err)
		}
	}
	return slices.DeleteFunc(nets, func(n *world.Network) bool { return n == nil }), nil
}

// mineral sizes the stocks of a mineral's forms.
func (d *desk) mineral(n *world.Network) error {
	materials := d.materials(n.Network, n.Mineral, d.middle)
	low, high := d.materials(n.Network, n.Mineral, d.most), d.materials(n.Network, n.Mineral, d.least)
	if len(materials) == 0 {
		d.out.Missing = append(d.out.Missing, Missing{n.Mineral, "its use in the country is not known, or none"})
	}
	for i := range materials {
		m := &materials[i]
		d.stocks(m)
		if err := d.size(m, &low[i], &high[i]); err != nil {
			return err
		}
		d.out.Materials = append(d.out.Materials, *m)
	}
	return nil
}

// finish orders and adds up.
func (d *desk) finish() {
	slices.SortStableFunc(d.out.Materials, func(x, y Material) int {
		return cmp.Or(cmp.Compare(orLess(y.Cost), orLess(x.Cost)), cmp.Compare(x.Mineral, y.Mineral), cmp.Compare(x.Form, y.Form))
	})
	d.parts()
	for _, m := range d.out.Materials {
		switch {
		case m.PartOf != "":
		case m.Cost != nil:
			d.out.Cost += *m.Cost
		case m.Short.Value > 0:
			d.out.Unpriced = append(d.out.Unpriced, m.Mineral+"/"+m.Form)
		}
		for _, f := range m.Figures {
			d.out.Sources = append(d.out.Sources, sourceOf(f))
		}
	}
	d.trusts()
	slices.SortFunc(d.out.Missing, func(x, y Missing) int { return cmp.Or(cmp.Compare(x.Mineral, y.Mineral), cmp.Compare(x.Why, y.Why)) })
	slices.Sort(d.out.Sources)
	d.out.Sources = slices.Compact(d.out.Sources)
}

// parts marks a mineral whose group is in the answer: its tonnes are the group's.
// Products, such as magnets, are told under one mineral alone.
func (d *desk) parts() {
	group, product := map[string]string{}, map[string]bool{}
	for r := range d.atlas.Rows("minerals") {
		if g := r.Get("group"); g != "" {
			group[r.Get("mineral")] = g
		}
	}
	for r := range d.atlas.Rows("chain") {
		product[r.Get("mineral")+"/"+r.Get("form")] = r.Get("stage") == "product"
	}
	for i := range d.out.Materials {
		m := &d.out.Materials[i]
		for g := group[m.Mineral]; g != "" && !product[m.Mineral+"/"+m.Form]; g = group[g] {
			if slices.ContainsFunc(d.out.Materials, func(o Material) bool { return o.Mineral == g }) {
				m.PartOf = g
			}
		}
	}
}

func orLess(v *float64) float64 {
	if v == nil {
		return -1
	}
	return *v
}

// stocks takes what industry and exchanges report to hold of the form, and says
// what is not known.
func (d *desk) stocks(m *Material) {
	for _, h := range baseline.Stocks(d.atlas, m.Mineral, d.Year) {
		if h.Form != m.Form || !d.Country.Covers(h.Place) {
			continue
		}
		if !h.Usable {
			m.Unlisted = append(m.Unlisted, h.Holder+": withheld")
			continue
		}
		sum := h.Tonnes.Value
		if m.Held != nil {
			sum += *m.Held
		}
		m.Held = &sum
		m.Figures = append(m.Figures, h.Tonnes.Figures()...)
	}
	m.Unlisted = append(m.Unlisted, baseline.Unlisted(d.atlas, m.Mineral, d.Year)...)
}
