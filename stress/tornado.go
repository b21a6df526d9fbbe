package stress

import (
	"cmp"
	"context"
	"math"
	"slices"

	"adit"
)

// A Bar is what moving one input through its band does to a scenario's outcome.
type Bar struct {
	Lever     string  `json:"lever"`
	Name      string  `json:"name"`
	LowValue  float64 `json:"low_value"` // of the first mineral's band
	HighValue float64 `json:"high_value"`
	Low       Outcome `json:"low"`
	High      Outcome `json:"high"`
	Basis     string  `json:"basis"`
	Figure    string  `json:"figure"`
}

// An Outcome is a run in three numbers, over all its minerals: the highest price
// ratio, the largest share unmet, and what it costs.
type Outcome struct {
	PeakPrice  float64 `json:"peak_price_ratio"`
	UnmetShare float64 `json:"unmet_share"`
	CostUSD    float64 `json:"value_added_usd"` // total where computed, else direct
}

// Tornado moves each lever to both ends of its band, one at a time. Bars come
// with the widest in cost first, then in unmet share, then in price.
func (st *Study) Tornado(ctx context.Context, s *adit.Scenario, told func(done, of int)) ([]Bar, error) {
	levers := st.Models[0].Levers
	bars := make([]Bar, len(levers))
	done := make(chan struct{}, 2*len(levers))
	err := side(2*len(levers), func(i int) error {
		l, end := levers[i/2], float64(2*(i%2)-1)
		o, err := st.outcome(ctx, s, Position{l.ID: end})
		b := &bars[i/2]
		if end < 0 {
			b.Lever, b.Name, b.LowValue, b.HighValue, b.Basis, b.Figure = l.ID, l.Name, l.Low, l.Value.High, string(l.Basis), l.Figure
			b.Low = o
		} else {
			b.High = o
		}
		done <- struct{}{}
		if told != nil {
			told(len(done), 2*len(levers))
		}
		return err
	})
	slices.SortStableFunc(bars, func(x, y Bar) int {
		return cmp.Or(cmp.Compare(y.width(cost), x.width(cost)), cmp.Compare(y.width(unmet), x.width(unmet)), cmp.Compare(y.width(peak), x.width(peak)), cmp.Compare(x.Lever, y.Lever))
	})
	return bars, err
}

func cost(o Outcome) float64  { return o.CostUSD }
func unmet(o Outcome) float64 { return o.UnmetShare }
func peak(o Outcome) float64  { return o.PeakPrice }

func (b Bar) width(of func(Outcome) float64) float64 { return math.Abs(of(b.High) - of(b.Low)) }

func (st *Study) outcome(ctx context.Context, s *adit.Scenario, p Position) (Outcome, error) {
	r, err := st.Run(ctx, s, p)
	if err != nil {
		return Outcome{}, err
	}
	c, err := st.Cost(ctx, r, st.need.Base)
	return outcomeOf(r, c), err
}

func outcomeOf(r *Result, c *Cost) Outcome {
	var o Outcome
	for _, v := range r.Views {
		o.PeakPrice, o.UnmetShare = math.Max(o.PeakPrice, v.PeakPrice), math.Max(o.UnmetShare, v.UnmetShare)
	}
	if c != nil {
		o.CostUSD = math.Max(c.Direct, c.Total)
	}
	return o
}
