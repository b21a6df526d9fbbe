package screen

import (
	"cmp"
	"slices"
	"strings"
)

// Orders are what options may be ranked by.
var Orders = []string{"ease", "risk", "cost", "months"}

// rank puts the best first. What is unknown comes last, by id: to be unknown is
// neither good nor bad.
func (d *desk) rank(options []Option) {
	key := orders[cmp.Or(d.By, "ease")]
	slices.SortStableFunc(options, func(x, y Option) int {
		a, b := key(&x), key(&y)
		switch {
		case a != nil && b != nil:
			return cmp.Or(cmp.Compare(*b, *a), cmp.Compare(x.ID, y.ID))
		case a != nil:
			return -1
		case b != nil:
			return 1
		}
		return cmp.Compare(x.ID, y.ID)
	})
	for i := range options {
		if key(&options[i]) != nil {
			d.out.Ranked++
		}
	}
}

// orders give a key of which more is better.
var orders = map[string]func(*Option) *float64{
	"ease": func(o *Option) *float64 { return o.Ease },
	"risk": func(o *Option) *float64 { return o.Risk },
	"cost": func(o *Option) *float64 {
		if o.CostShare == nil || o.Output == nil {
			return nil
		}
		less := -*o.CostShare
		return &less
	},
	"months": func(o *Option) *float64 {
		if o.Median == nil || o.Output == nil {
			return nil
		}
		less := -float64(*o.Median)
		return &less
	},
}

// sources lists the sources of the figures that options rest on.
func (d *desk) sources() {
	for _, o := range d.out.Options {
		for _, f := range o.Figures {
			source, _, _ := strings.Cut(f, ":")
			d.out.Sources = append(d.out.Sources, source)
		}
	}
	for _, m := range d.nets {
		d.out.Sources = append(d.out.Sources, m.Sources()...)
	}
	slices.Sort(d.out.Sources)
	d.out.Sources = slices.Compact(d.out.Sources)
	slices.SortFunc(d.out.Missing, func(x, y Missing) int { return cmp.Or(cmp.Compare(x.Mineral, y.Mineral), cmp.Compare(x.Why, y.Why)) })
	d.out.Missing = slices.Compact(d.out.Missing)
}
