package prospect

import (
	"fmt"
	"maps"
	"slices"

	"adit"
	"adit/atlas"
	"adit/baseline"
	"adit/screen"
)

// An instrument is a way in which the public pays for a part of a project.
type instrument struct {
	id, where string
	share     adit.Figure // of capital
}

// money is what public money is assumed to cost.
type money struct {
	country     adit.PlaceID
	instruments map[string]instrument
	standard    map[string]string // home_small … → instrument
	small       float64           // USD of capital
	discount    float64
	overhead    float64 // of capital
	figures     []string
	chosen      map[string]string // by project
}

// Instruments lists the instruments of table plan_instruments that a project may
// have.
func Instruments(a *atlas.Atlas) []string {
	var ids []string
	for r := range a.Rows("plan_instruments") {
		if r.Get("where") != "stock" {
			ids = append(ids, r.Get("instrument"))
		}
	}
	slices.Sort(ids)
	return ids
}

func readMoney(a *atlas.Atlas, country adit.PlaceID, chosen map[string]string) (*money, error) {
	m := &money{country: country, instruments: map[string]instrument{}, standard: map[string]string{}, chosen: chosen}
	for r := range a.Rows("plan_instruments") {
		m.instruments[r.Get("instrument")] = instrument{r.Get("instrument"), r.Get("where"), r.Figure("value")}
		for _, f := range listed(r.Get("default_for")) {
			m.standard[f] = r.Get("instrument")
		}
	}
	small, err := baseline.Parameter(a, "instrument-small")
	if err != nil {
		return nil, err
	}
	discount, err := baseline.Parameter(a, "plan-discount")
	if err != nil {
		return nil, err
	}
	overhead, err := baseline.Parameter(a, "plan-overhead")
	if err != nil {
		return nil, err
	}
	m.small, m.discount, m.overhead = small.Value, discount.Value, overhead.Value
	for _, id := range slices.Sorted(maps.Keys(chosen)) {
		i, ok := m.instruments[chosen[id]]
		if !ok || i.where == "stock" {
			return nil, &adit.UnknownError{Kind: "instrument of a project", ID: chosen[id], Near: Instruments(a)}
		}
	}
	return m, nil
}

// of is the instrument of a project: what the user says, else the default of its
// place and size.
func (m *money) of(o *screen.Option, capex float64) (instrument, error) {
	home := m.country.Covers(o.Place)
	if id, ok := m.chosen[o.ID]; ok {
		i := m.instruments[id]
		if i.where == "home" && !home || i.where == "partner" && home {
			return i, fmt.Errorf("--instrument %s=%s: it is for projects %s", o.ID, id, map[string]string{"home": "at home", "partner": "elsewhere"}[i.where])
		}
		return i, nil
	}
	switch {
	case !home:
		return m.instruments[m.standard["partner"]], nil
	case capex <= m.small:
		return m.instruments[m.standard["home_small"]], nil
	}
	return m.instruments[m.standard["home_large"]], nil
}

// budgets writes what may be spent, in all and by instrument.
func (d *desk) budgets() {
	d.Candidates.Budget = adit.Budget{Total: d.Budget, Yearly: map[adit.Year]adit.USD{}}
	if d.Budget == 0 {
		d.Candidates.Budget.Total = adit.NoBudget
	}
	for _, id := range slices.Sorted(maps.Keys(d.money.instruments)) {
		if usd, ok := d.Budgets[id]; ok {
			d.Candidates.Budgets = append(d.Candidates.Budgets, adit.NamedBudget{Name: id, Budget: adit.Budget{Total: usd, Yearly: map[adit.Year]adit.USD{}}})
		}
	}
	for i := range d.Candidates.Projects {
		p := &d.Candidates.Projects[i]
		if _, ok := d.Budgets[p.Shares]; !ok {
			p.Shares = ""
		}
	}
}
