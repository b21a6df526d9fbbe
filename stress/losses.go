package stress

import (
	"encoding/json"
	"math"

	"adit"
)

// Losses are what one run costs the country, over the run. What is not computed
// or has no price is 0 here: the study says which (priced, accounted).
type Losses struct {
	ValueAdded float64 // USD, direct
	Transfer   float64 // USD, paid more for what still comes
	Unmet      float64 // share of what is wanted, all forms together
	Price      float64 // the highest ratio over the undisturbed price, over all forms and periods
}

// MarshalJSON writes the four numbers as a list, shortest form: they come back as
// the same bits.
func (l Losses) MarshalJSON() ([]byte, error) {
	return json.Marshal([4]float64{l.ValueAdded, l.Transfer, l.Unmet, l.Price})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (l *Losses) UnmarshalJSON(b []byte) error {
	var v [4]float64
	err := json.Unmarshal(b, &v)
	*l = Losses{v[0], v[1], v[2], v[3]}
	return err
}

// calm is a run in which nothing happens: the observed one.
func (st *Study) calm() Losses {
	if !st.priced() {
		return Losses{}
	}
	return Losses{Price: 1}
}

func (st *Study) losses(r *Result) (Losses, error) {
	var l Losses
	wanted, unmet := 0.0, 0.0
	for _, v := range r.Views {
		l.Price = math.Max(l.Price, v.PeakPrice)
		l.Transfer += v.PriceTransfer
		unmet += v.UnmetT
		for _, m := range v.Periods {
			wanted += m.Wanted
		}
	}
	if math.Abs(l.Transfer) < 1 { // rounding of prices times all that comes
		l.Transfer = 0
	}
	if wanted > 0 {
		l.Unmet = unmet / wanted
	}
	direct, err := st.direct(r, st.need.Base)
	if err == nil && direct != nil {
		l.ValueAdded = float64(direct.Direct) * yearsOf(r.Scenario)
	}
	return l, err
}

func yearsOf(s *adit.Scenario) float64 { return float64(s.Periods) * s.Period.Part() }

// accounted reports whether direct value added is computed for the country.
func (st *Study) accounted() bool { return st.Country == "USA" || st.inEurope(st.Country) }

// unattributed is the part of the use of the minerals that no source gives an
// industry for: what its loss costs is not known, and not zero.
func (st *Study) unattributed() float64 {
	share := 0.0
	for _, p := range st.Patterns {
		for _, u := range p.Uses {
			known := len(u.Industries) > 0
			if st.Country != "USA" {
				known = u.Sector != "" && (known || u.NAICS != "")
			}
			if !known {
				share += u.Share / float64(len(st.Patterns))
			}
		}
	}
	return min(1, share)
}

// attributed reports whether some of what a loss costs is known.
func (st *Study) attributed() bool { return st.accounted() && st.unattributed() < 1-1e-9 }

// priced reports whether the country wants any of the minerals: else it has no
// price of them.
func (st *Study) priced() bool {
	for _, m := range st.Models {
		for _, d := range m.World.Demands {
			if st.Country.Covers(d.Place) && d.Amount > 0 {
				return true
			}
		}
	}
	return false
}
