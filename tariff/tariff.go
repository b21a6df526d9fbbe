// Package tariff answers whether a tariff on a mineral can work: how much of
// what a country needs can be met without the supply that is taxed, at what
// price, and who pays.
//
//	answer, err := tariff.Run(ctx, a, solver, tariff.Question{Mineral: "copper", Country: "USA", From: []adit.PlaceID{"CHN"}, Rate: 0.25, Year: 2024})
//
// It runs two shocks of a year by months – the tariff, and no direct trade from
// those places at all – and takes away each of the places from the network (E7).
// Every figure is a model's; the equations are those of docs/math.
package tariff

import (
	"context"
	"fmt"
	"math"

	"adit"
	"adit/atlas"
	"adit/exposure"
	"adit/lp"
	"adit/policy"
	"adit/stress"
	"adit/world"
)

// A Question asks of a tariff by a country on what comes from some places.
type Question struct {
	Mineral string
	Country adit.PlaceID
	From    []adit.PlaceID
	Rate    adit.Share
	Year    adit.Year // of quantities and prices
}

// months is how long the runs are.
const months = 12

// A Verdict is whether needs can be met without the supply that is taxed.
type Verdict string

const (
	Feasible Verdict = "feasible"
	Partly   Verdict = "partly feasible"
	Not      Verdict = "not feasible"
	NoEffect Verdict = "no effect" // nothing comes from there directly
)

// Where verdicts part: needs met in every run, and the highest price over the
// undisturbed one. They are assumptions of ours, told with the verdict.
const (
	EnoughMet    = 0.95
	TooLittleMet = 0.5
	TooDear      = 2.0
)

// A Range is a figure with the inputs at their values, and the least and most
// of the runs in which users and makers react much and hardly.
type Range struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// An Effect is what a run does to what the country uses, a form each.
type Effect struct {
	Material adit.MaterialID `json:"material"`
	Met      Range           `json:"need_met_share"`
	Peak     Range           `json:"peak_price_ratio"`
	Mean     Range           `json:"mean_price_ratio"`
}

// A Lane is who bears a tariff on one form.
type Lane struct {
	Material adit.MaterialID `json:"material"`
	TariffT  float64         `json:"tariff_usd_per_t"`
	Before   float64         `json:"direct_t_undisturbed"`
	After    float64         `json:"direct_t_with_tariff"`
	Buyers   *float64        `json:"buyers_share"`  // of the tariff: how much dearer it gets in the country; null where nothing still comes
	Sellers  *float64        `json:"sellers_share"` // how much cheaper where it comes from
	Revenue  float64         `json:"revenue_usd"`   // on what still comes
}

// Without is what is lost when a place is gone for everyone (E7).
type Without struct {
	Place       adit.PlaceID `json:"place"`
	ServedFirst float64      `json:"loss_share_served_first"`
	Shared      float64      `json:"loss_share_shared"`
}

// An Answer is the verdict and what it rests on.
type Answer struct {
	Verdict  Verdict          `json:"verdict"`
	Why      string           `json:"why"`
	Face     float64          `json:"direct_share_of_imports"`
	Mined    exposure.Bounded `json:"mined_there"`
	Made     exposure.Bounded `json:"processed_there"`
	NMinus1  []Without        `json:"n_minus_1"`
	Cut      []Effect         `json:"without_direct_supply"`
	Tariff   []Effect         `json:"with_tariff"`
	Lanes    []Lane           `json:"who_bears_it"`
	Transfer Range            `json:"buyers_pay_more_usd"` // for what still comes from abroad, over the run
	Lost     Range            `json:"value_added_lost_direct_usd"`
	CostIs   string           `json:"cost_status"`
	Notes    []string         `json:"notes"`
	Sources  []string         `json:"-"`
}

// Run answers. A mineral without a network or prices is the error of world or
// baseline.
func Run(ctx context.Context, a *atlas.Atlas, solver lp.Solver, q Question) (*Answer, error) {
	if !(q.Rate >= 0) || math.IsInf(float64(q.Rate), 0) {
		return nil, fmt.Errorf("tariff: a rate of %g", float64(q.Rate))
	}
	w := world.New(a, q.Year)
	out := &Answer{Notes: []string{}}
	if err := out.trace(ctx, w, solver, q); err != nil {
		return nil, err
	}
	st, err := stress.OpenIn(ctx, a, w, solver, stress.Question{Minerals: []string{q.Mineral}, Country: q.Country, Year: q.Year, Watch: q.From[0]})
	if err != nil {
		return nil, err
	}
	cut, err := st.Answer(ctx, q.scenario("no direct trade", q.cut()))
	if err != nil {
		return nil, err
	}
	taxed, err := st.Answer(ctx, q.scenario("tariff", q.tariff(st)...))
	if err != nil {
		return nil, err
	}
	out.Cut, out.Tariff = effects(cut), effects(taxed)
	out.bear(q, st, taxed)
	out.cost(taxed)
	out.byOrigin()
	out.judge(q)
	out.Sources = st.SourceIDs()
	return out, nil
}

func (q Question) scenario(name string, d ...adit.Disruption) *adit.Scenario {
	return &adit.Scenario{Name: name, Start: adit.MonthOf(q.Year+1, 1), Periods: months, Period: adit.Monthly, Foresight: adit.NoForesight, Disruptions: d}
}

func (q Question) trade(materials ...adit.MaterialID) policy.Trade {
	return policy.Trade{From: q.From, To: []adit.PlaceID{q.Country}, Materials: materials}
}

// cut stops direct trade. Nothing leaks: what comes through third countries
// comes on their lanes.
func (q Question) cut() adit.Disruption {
	return q.trade(adit.MaterialID(q.Mineral + "/")).Ban(0)
}

// tariff makes each form dearer by a share of its own price.
func (q Question) tariff(st *stress.Study) []adit.Disruption {
	var d []adit.Disruption
	for _, m := range st.Models {
		for _, f := range m.World.Forms {
			if price, ok := st.Price(f.Material); ok {
				d = append(d, q.trade(f.Material).Tariff(q.Rate, price))
			}
		}
	}
	return d
}

// trace finds what comes from the places, face value and look-through, and what
// is lost when each is gone.
func (a *Answer) trace(ctx context.Context, w *world.World, solver lp.Solver, q Question) error {
	n, err := w.Build(ctx, q.Mineral, solver)
	if err != nil {
		return err
	}
	x, err := exposure.Run(ctx, n.Network, exposure.Question{Place: q.Country, Material: n.Target, ProcessedAs: n.Refined, Against: q.From,
		Bounds: true, LensOnly: true, NMinus1: []exposure.Kind{exposure.Countries}, Among: 1e-9, Paths: 1}, solver)
	if err != nil {
		return err
	}
	a.Face, a.Mined, a.Made = x.Against.FaceValueShare, x.Against.Mined, x.Against.Processed
	for _, p := range q.From {
		lost := Without{Place: p}
		for _, l := range x.NMinus1 {
			if l.Place == p {
				lost.ServedFirst, lost.Shared = l.ServedFirst, l.Shared
			}
		}
		a.NMinus1 = append(a.NMinus1, lost)
	}
	a.Notes = append(a.Notes, x.Notes...)
	return nil
}

// effects reads the views of the three runs, a used form each.
func effects(x *stress.Answer) []Effect {
	var all []Effect
	for i, v := range x.Base.Views {
		mild, harsh := x.Mild.Views[i], x.Harsh.Views[i]
		all = append(all, Effect{v.Material,
			span(1-v.UnmetShare, 1-mild.UnmetShare, 1-harsh.UnmetShare),
			span(v.PeakPrice, mild.PeakPrice, harsh.PeakPrice),
			span(v.MeanPrice, mild.MeanPrice, harsh.MeanPrice)})
	}
	return all
}

func span(value, a, b float64) Range {
	return Range{value, min(value, a, b), max(value, a, b)}
}

// judge gives the verdict from the run without direct supply.
func (a *Answer) judge(q Question) {
	least, dearest := Range{1, 1, 1}, Range{1, 1, 1}
	for _, e := range a.Cut {
		if e.Met.Low < least.Low {
			least = e.Met
		}
		if e.Peak.High > dearest.High {
			dearest = e.Peak
		}
	}
	direct := 0.0
	for _, l := range a.Lanes {
		direct += l.Before
	}
	switch {
	case direct == 0:
		a.Verdict = NoEffect
		a.Why = fmt.Sprintf("nothing comes directly from there; by look-through %.0f%% is processed there, which the tariff does not reach", 100*a.Made.Share)
		return
	case least.Value < TooLittleMet:
		a.Verdict = Not
	case least.Low >= EnoughMet && dearest.High <= TooDear:
		a.Verdict = Feasible
	default:
		a.Verdict = Partly
	}
	a.Why = fmt.Sprintf("without direct supply %.0f%% of the need is met in the year (%.0f%% to %.0f%%), at a price of at most %.2g times the undisturbed one (%.2g to %.2g); feasible is %.0f%% met at no more than %g times the price in every run, not feasible less than %.0f%% met",
		100*least.Value, 100*least.Low, 100*least.High, dearest.Value, dearest.Low, dearest.High, 100*EnoughMet, TooDear, 100*TooLittleMet)
}

// byOrigin is what the runs leave out where more is made there than comes
// directly.
func (a *Answer) byOrigin() {
	if a.Made.Share > a.Face+0.1 {
		a.Notes = append(a.Notes, fmt.Sprintf("the runs tax what comes directly, %.0f%% of imports; by look-through %.0f%% is processed there and comes through others. Customs go by origin: where they catch that too, the need that is met is nearer to N−1", 100*a.Face, 100*a.Made.Share))
	}
}

func (a *Answer) cost(x *stress.Answer) {
	if x.Cost == nil || x.MildCost == nil || x.HarshCost == nil {
		a.CostIs = "not computed"
		return
	}
	a.Transfer = span(x.Cost.Transfer, x.MildCost.Transfer, x.HarshCost.Transfer)
	a.Lost = span(x.Cost.Direct, x.MildCost.Direct, x.HarshCost.Direct)
	a.CostIs = x.Cost.Status
}
