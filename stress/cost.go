package stress

import (
	"context"
	"strings"

	"adit"
	"adit/economy"
	"adit/shock"
)

// A Cost is what a run costs a country (S6).
type Cost struct {
	Status     string         `json:"status"` // direct and total, direct only, not computed
	Of         string         `json:"of"`     // the country, or the union it is in
	PriceYear  int            `json:"price_year,omitempty"`
	Years      float64        `json:"years"`                  // that the run lasts
	Direct     float64        `json:"direct_value_added_usd"` // of industries that lack an input, over the run
	Total      float64        `json:"total_value_added_usd"`  // with suppliers and customers; 0 unless the status says total
	Transfer   float64        `json:"price_transfer_usd"`     // paid more for what still comes
	Share      float64        `json:"share_of_economy"`       // of a year's value added
	Note       string         `json:"note,omitempty"`
	Industries []IndustryCost `json:"industries"`
	Unknown    []UnknownUse   `json:"uses_without_an_industry"`
}

// An IndustryCost is one industry's part, over the run.
type IndustryCost struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Direct float64  `json:"direct_usd"`
	Total  float64  `json:"total_usd"`
	Why    []string `json:"why"`
}

// An UnknownUse is the part of a mineral's use that no source gives an industry
// for: its cost is not in the totals, and not zero.
type UnknownUse struct {
	Mineral string  `json:"mineral"`
	Share   float64 `json:"share_of_use"`
}

// Cost reckons what a run costs. The shares that are not served are those of the
// whole run; a year's loss by them is multiplied by the run's years.
func (st *Study) Cost(ctx context.Context, r *Result, d economy.Dependence) (*Cost, error) {
	years := float64(r.Scenario.Periods) * r.Scenario.Period.Part()
	c := &Cost{Status: economy.NotComputed.String(), Of: string(st.Country), Years: years, Industries: []IndustryCost{}, Unknown: []UnknownUse{}}
	for _, v := range r.Views {
		c.Transfer += v.PriceTransfer
	}
	loss, err := st.loss(ctx, r, d)
	if err != nil || loss == nil {
		return c, err
	}
	c.take(loss)
	if st.inEurope(st.Country) {
		c.Of = "EU27"
	}
	return c, nil
}

func (st *Study) loss(ctx context.Context, r *Result, d economy.Dependence) (*economy.Loss, error) {
	if st.Country != "USA" {
		return st.direct(r, d)
	}
	accounts, err := st.accounts()
	if err != nil {
		return nil, err
	}
	return accounts.Loss(ctx, st.solver, st.lost(r), d)
}

// direct is the direct loss alone, which needs no solver; nil where no accounts
// are known.
func (st *Study) direct(r *Result, d economy.Dependence) (*economy.Loss, error) {
	switch {
	case st.Country == "USA":
		accounts, err := st.accounts()
		if err != nil {
			return nil, err
		}
		return accounts.Direct(st.lost(r), d)
	case st.inEurope(st.Country):
		e, err := st.europe()
		if err != nil {
			return nil, err
		}
		return e.Direct(st.lostIn(r, st.inEurope), d)
	}
	return nil, nil
}

// lost are the end uses of all minerals with what each lacks at the country.
func (st *Study) lost(r *Result) []economy.Use {
	var uses []economy.Use
	for k, p := range st.Patterns {
		for _, u := range p.Uses {
			u.Unserved = st.unserved(r, k, func(v *shock.View) []shock.Shortfall { return v.Uses }, func(s shock.Shortfall) bool {
				return strings.HasSuffix(s.ID, ": "+u.Name) || len(p.Uses) == 1
			})
			uses = append(uses, u)
		}
	}
	return uses
}

// lostIn are the end uses with what the countries of a union lack together.
func (st *Study) lostIn(r *Result, member func(adit.PlaceID) bool) []economy.Use {
	var uses []economy.Use
	for k, p := range st.Patterns {
		uses = append(uses, p.Lose(st.unserved(r, k, func(v *shock.View) []shock.Shortfall { return v.Places }, func(s shock.Shortfall) bool {
			return member(adit.PlaceID(s.ID))
		}))...)
	}
	return uses
}

// unserved is the share of what some users of a mineral want, in all its forms,
// that they do not get.
func (st *Study) unserved(r *Result, mineral int, of func(*shock.View) []shock.Shortfall, which func(shock.Shortfall) bool) float64 {
	wanted, unmet := 0.0, 0.0
	for _, v := range r.Views {
		if v.Mineral != st.Minerals[mineral] {
			continue
		}
		for _, s := range of(v) {
			if which(s) {
				wanted += s.Wanted
				unmet += s.Unmet
			}
		}
	}
	if wanted == 0 {
		return 0
	}
	return min(1, unmet/wanted)
}

func (c *Cost) take(l *economy.Loss) {
	c.Status, c.PriceYear, c.Note = l.Status.String(), int(l.PriceYear), l.Note
	c.Direct = float64(l.Direct) * c.Years
	if l.Status == economy.DirectAndTotal {
		c.Total = float64(l.Total) * c.Years
	}
	for _, i := range l.Industries {
		ic := IndustryCost{Code: i.Code, Name: i.Name, Direct: float64(i.Direct) * c.Years, Why: i.Why}
		if l.Status == economy.DirectAndTotal {
			ic.Total = float64(i.Total) * c.Years
		}
		c.Industries = append(c.Industries, ic)
	}
	for _, u := range l.Unattributed {
		c.Unknown = append(c.Unknown, UnknownUse{u.Mineral, u.Share})
	}
	if l.Economy > 0 {
		most := max(c.Direct, c.Total)
		c.Share = most / c.Years / float64(l.Economy)
	}
}

// CostOf is Cost at the value of what is assumed of industries.
func (st *Study) CostOf(ctx context.Context, r *Result) (*Cost, error) {
	return st.Cost(ctx, r, st.need.Base)
}
