package screen

import (
	"cmp"
	"slices"
	"strings"

	"adit"
)

// Orders are what options may be ranked by.
var Orders = []string{"ease", "risk", "cost", "months"}

// Groups are ranked one after the other: what somebody could start and what
// takes risk away, or nobody can tell (without --no-risk); what takes none away,
// since nothing is at risk; what the adversary owns; and what statistics say could
// be had where nobody has a project. Within a group the order asked for counts.
var Groups = []string{"easy", "takes no risk away", "owned by the adversary", "potential"}

func (d *desk) group(o *Option) string {
	switch {
	case o.Potential:
		return Groups[3]
	case o.Owner != "" && slices.ContainsFunc(d.Against, func(p adit.PlaceID) bool { return p.Covers(o.Owner) }):
		return Groups[2]
	case o.AtRisk != nil && *o.AtRisk == 0:
		return Groups[1]
	}
	return Groups[0]
}

// rank puts the best first, group by group. What is unknown comes last, by id: to
// be unknown is neither good nor bad.
func (d *desk) rank(options []Option) {
	key := orders[cmp.Or(d.By, "ease")]
	assumed := func(o *Option) int { // money that is promised is not compared with money that is supposed
		if d.By == "risk" && o.PublicBasis == "share of capex" {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(options, func(x, y Option) int {
		a, b := key(&x), key(&y)
		switch {
		case a != nil && b != nil:
			return cmp.Or(cmp.Compare(slices.Index(Groups, x.Group), slices.Index(Groups, y.Group)), cmp.Compare(assumed(&x), assumed(&y)), cmp.Compare(*b, *a), cmp.Compare(x.ID, y.ID))
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
