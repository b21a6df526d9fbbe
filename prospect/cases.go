package prospect

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/baseline"
	"adit/policy"
)

// A caseRow is a row of table plan_cases.
type caseRow struct {
	name, measure, to string
	who, minerals     []string
	factor            float64
	after, years      int
	probability       *float64
}

func readCases(a *atlas.Atlas) []caseRow {
	var rows []caseRow
	for r := range a.Rows("plan_cases") {
		c := caseRow{name: r.Get("case"), measure: r.Get("measure"), to: r.Get("to"), who: listed(r.Get("who")), minerals: listed(r.Get("minerals"))}
		c.factor, _ = r.Number("factor")
		after, _ := r.Number("after")
		years, _ := r.Number("years")
		c.after, c.years = int(after), int(years)
		if p, ok := r.Number("probability"); ok {
			c.probability = &p
		}
		rows = append(rows, c)
	}
	return rows
}

// on reports whether a case is about a mineral.
func (c *caseRow) on(mineral string) bool {
	return c.measure != "calm" && (len(c.minerals) == 0 || slices.Contains(c.minerals, mineral))
}

// named are the places that cases and targets tell apart in a mineral.
func (d *desk) named(m *mineral) []adit.PlaceID {
	var all []adit.PlaceID
	if d.Cases != nil {
		for _, c := range d.Cases {
			for _, x := range c.Disruptions {
				all = append(all, selected(&x)...)
			}
		}
	} else {
		for i := range d.cases {
			if c := &d.cases[i]; c.on(m.id) {
				all = append(all, d.whom(c, m)...)
			}
		}
	}
	all = append(all, d.targeted(m)...)
	slices.Sort(all)
	return slices.Compact(all)
}

// selected are the countries that a disruption names.
func selected(x *adit.Disruption) []adit.PlaceID {
	var all []adit.PlaceID
	for _, s := range []*adit.Selector{x.Lanes, x.Processes, x.Demands} {
		if s != nil {
			for _, p := range slices.Concat(s.Place, s.From, s.To, s.Owner) {
				all = append(all, p.Country())
			}
		}
	}
	return all
}

// whom are the places whose trade or making a case strikes.
func (d *desk) whom(c *caseRow, m *mineral) []adit.PlaceID {
	var all []adit.PlaceID
	for _, who := range c.who {
		switch who {
		case "against":
			all = append(all, d.Against...)
		case "largest":
			if p := d.largest(m); p != "" {
				all = append(all, p)
			}
		default:
			all = append(all, adit.PlaceID(who))
		}
	}
	return all
}

// largest is the largest maker of a mineral's last form outside the adversary and
// the country; "" where there is none.
func (d *desk) largest(m *mineral) adit.PlaceID {
	outside := append(slices.Clone(d.Against), d.Country, adit.Other)
	best, most := adit.PlaceID(""), adit.Tonnes(0)
	for _, form := range slices.Backward(m.model.World.Refined) {
		by := map[adit.PlaceID]adit.Tonnes{}
		for i := range m.whole.Processes {
			p := &m.whole.Processes[i]
			if slices.ContainsFunc(outside, func(x adit.PlaceID) bool { return x.Covers(p.Place) }) {
				continue
			}
			by[p.Place] += p.Output(form)
			if by[p.Place] > most {
				best, most = p.Place, by[p.Place]
			}
		}
		if best != "" {
			break
		}
	}
	return best
}

// happen writes the cases. What a case does is what a shock of the same measure
// does (package policy).
func (d *desk) happen(built []*mineral) error {
	if d.Cases != nil {
		for _, c := range d.Cases {
			c.Disruptions = slices.Concat(c.Disruptions, d.coming)
			d.Candidates.Cases = append(d.Candidates.Cases, c)
		}
		return nil
	}
	terms := policy.NewTerms(d.atlas, adit.MonthOf(d.First, 1), adit.MonthOf(d.Last, 12))
	rest, left := "", 1.0
	at := map[string]int{}
	for i := range d.cases {
		c := &d.cases[i]
		if c.probability == nil && c.measure == "calm" {
			rest = c.name
			continue
		}
		happens := d.disruptions(c, built, terms)
		if len(happens) == 0 {
			d.Notes = append(d.Notes, fmt.Sprintf("case %s touches none of the minerals within the horizon: its probability goes to %s", c.name, "the calm one"))
			continue
		}
		k, ok := at[c.name]
		if !ok {
			k = len(d.Candidates.Cases)
			at[c.name] = k
			d.Candidates.Cases = append(d.Candidates.Cases, adit.Case{Name: c.name, Disruptions: slices.Clone(d.coming)})
		}
		to := &d.Candidates.Cases[k]
		to.Disruptions = append(to.Disruptions, happens...)
		if c.probability != nil {
			to.Probability += *c.probability
			left -= *c.probability
		}
	}
	return d.calm(rest, left)
}

// calm gives what is left of probability to the case in which nothing happens.
func (d *desk) calm(name string, left float64) error {
	if left < -1e-9 {
		return fmt.Errorf("plan_cases: the probabilities of the cases add up to %g, more than 1", 1-left)
	}
	left = math.Round(max(0, left)*1e9) / 1e9
	d.Candidates.Cases = append(d.Candidates.Cases, adit.Case{Name: cmp.Or(name, "calm"), Probability: left, Disruptions: slices.Clone(d.coming)})
	return nil
}

func (d *desk) disruptions(c *caseRow, built []*mineral, terms policy.Terms) []adit.Disruption {
	from := adit.MonthOf(d.First+adit.Year(c.after), 1)
	until := min(adit.MonthOf(d.First+adit.Year(c.after+c.years)-1, 12), terms.End)
	if from > terms.End {
		return nil
	}
	var all []adit.Disruption
	if c.measure == "outage" {
		all = d.outages(c, built)
	} else if x, ok := d.trade(c, built, terms); ok {
		all = append(all, x)
	}
	for i := range all {
		all[i].From, all[i].Until = from, until
	}
	return all
}

func (d *desk) outages(c *caseRow, built []*mineral) []adit.Disruption {
	var all []adit.Disruption
	for _, m := range built {
		if who := d.whom(c, m); c.on(m.id) && len(who) > 0 {
			x := policy.Outage(m.net, string(who[0]), adit.Share(c.factor))
			x.Processes = &adit.Selector{Place: who, Material: forms(m)}
			all = append(all, x)
		}
	}
	return all
}

// forms are a mineral's forms by name: what a host carries is not made by it.
func forms(m *mineral) []adit.MaterialID {
	var all []adit.MaterialID
	for _, f := range m.model.World.Forms {
		if strings.HasPrefix(string(f.Material), m.id+"/") && m.net.Material(f.Material) != nil {
			all = append(all, f.Material)
		}
	}
	return all
}

func (d *desk) trade(c *caseRow, built []*mineral, terms policy.Terms) (adit.Disruption, bool) {
	t := policy.Trade{}
	for _, m := range built {
		if who := d.whom(c, m); c.on(m.id) && len(who) > 0 {
			t.From, t.Materials = who, append(t.Materials, adit.MaterialID(m.id+"/"))
		}
	}
	if len(t.Materials) == 0 || len(t.From) == 0 {
		return adit.Disruption{}, false
	}
	if c.to == "country" {
		t.To = []adit.PlaceID{d.Country}
	}
	switch c.measure {
	case "licence":
		return t.Licence(terms.Licensing.Path()), true
	case "cut":
		x := t.Ban(0)
		x.Factor = c.factor
		return x, true
	}
	return t.Ban(terms.Leakage), true
}

// stockpile offers a reserve of each form that the country uses.
func (d *desk) stockpile(built []*mineral) error {
	if d.NoStockpile {
		return nil
	}
	figures := map[string]float64{}
	for _, id := range []string{"stockpile-hold", "stockpile-premium", "stockpile-years"} {
		v, err := baseline.Parameter(d.atlas, id)
		if err != nil {
			return err
		}
		figures[id] = v.Value
	}
	for _, m := range built {
		for _, form := range m.model.Used() {
			use := adit.Tonnes(0)
			for i := range m.net.Demands {
				if x := &m.net.Demands[i]; x.Material == form && x.Place == d.Country && !strings.HasSuffix(x.ID, notCounted) {
					use += x.Amount
				}
			}
			if price := m.price(form); use > 0 {
				d.Candidates.Stockpile = append(d.Candidates.Stockpile, adit.Reserve{Material: form, Place: d.Country, Most: use * adit.Tonnes(figures["stockpile-years"]),
					Price: adit.USD(price * (1 + figures["stockpile-premium"])), Hold: adit.USD(price * figures["stockpile-hold"]), Release: adit.NoLimit})
			}
		}
	}
	return nil
}

// Periods cuts the horizon where a case begins or ends, and no finer: within a
// period every year has the same limits but for what grows. Cases of a file are cut
// at the years of their dates.
func (p *Prospect) Periods() []adit.Year {
	years := []adit.Year{p.First}
	add := func(m adit.Month, after int) {
		if y := (m + adit.Month(after)).Year(); m != 0 && y > p.First && y <= p.Last {
			years = append(years, y)
		}
	}
	for i := range p.Candidates.Cases {
		for _, x := range p.Candidates.Cases[i].Disruptions {
			add(x.From, 0)
			if x.Until != 0 {
				add(x.Until, 1)
			}
		}
	}
	for _, t := range p.Candidates.Targets {
		years = append(years, t.Year)
	}
	slices.Sort(years)
	return slices.Compact(years)
}
