package shock

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"adit"
)

// A View tells what a run does to one material at one place, in few numbers.
type View struct {
	Place    adit.PlaceID    `json:"place"`
	Mineral  string          `json:"mineral"`
	Material adit.MaterialID `json:"material"`
	Watch    adit.PlaceID    `json:"watch,omitempty"` // whose own price is told beside
	Periods  []Moment        `json:"periods"`

	PeakPrice     float64 `json:"peak_price_ratio"` // over the undisturbed price
	PeakPeriod    string  `json:"peak_period"`
	MeanPrice     float64 `json:"mean_price_ratio"`
	UnmetT        float64 `json:"unmet_t"`
	UnmetShare    float64 `json:"unmet_share"`         // of what is wanted over the run
	Bites         string  `json:"bites"`               // first period with the price up by a tenth or a hundredth unmet; "" if none
	PriceTransfer float64 `json:"price_transfer_usd"`  // paid more for what still comes from abroad
	StockUsedT    float64 `json:"stock_used_t"`        // at the place
	StockGone     string  `json:"stock_gone_in"`       // first period at whose end it is empty; "" if it lasts
	StockDays     float64 `json:"stock_days_at_start"` // of the place's use

	Uses     []Shortfall `json:"uses"`     // at the place, by end use
	Places   []Shortfall `json:"places"`   // everywhere, by country, largest unmet first
	Sales    []Sale      `json:"sales"`    // of makers by country, by change
	Rerouted []Rerouted  `json:"rerouted"` // lanes by change
}

// A Moment is one period of a view. Ratios are over the undisturbed run's price
// of the same period; a price that is null has nothing that flows or is wanted.
type Moment struct {
	Period string   `json:"period"`
	Price  *float64 `json:"price_usd_per_t"` // at the place
	Ratio  *float64 `json:"price_ratio"`
	World  *float64 `json:"world_price_ratio"` // mean over all places by what they want
	Watch  *float64 `json:"watch_price_ratio,omitempty"`
	Wanted float64  `json:"wanted_t"`
	Served float64  `json:"served_t"`
	Stock  float64  `json:"stock_t"`
}

// A Shortfall is what an end use or a country wants over the run and does not get.
type Shortfall struct {
	ID     string  `json:"id"`
	Wanted float64 `json:"wanted_t"`
	Unmet  float64 `json:"unmet_t"`
	Share  float64 `json:"unmet_share"`
}

// A Sale is what makers in a country earn with the disruptions and without.
type Sale struct {
	Place    adit.PlaceID `json:"place"`
	Shocked  float64      `json:"usd"`
	Baseline float64      `json:"baseline_usd"`
}

// Rerouted is a lane that carries more or less than it would.
type Rerouted struct {
	Lane     string  `json:"lane"`
	Shocked  float64 `json:"t"`
	Baseline float64 `json:"baseline_t"`
}

// What counts as biting: a price up by a tenth, or a hundredth of what is
// wanted unmet.
const bitingPrice, bitingUnmet = 1.1, 0.01

// View tells what the run does to a material at a place, with the price at
// another place beside it, if one is named.
func (a *Answer) View(place adit.PlaceID, material adit.MaterialID, watch adit.PlaceID) *View {
	v := a.Glance(place, material, watch)
	v.Sales, v.Rerouted = a.sales(material), a.rerouted(material)
	return v
}

// Glance is View without sales and rerouted lanes, which take most of its time:
// for runs of which only the loss is wanted.
func (a *Answer) Glance(place adit.PlaceID, material adit.MaterialID, watch adit.PlaceID) *View {
	v := &View{Place: place, Mineral: material.Mineral(), Material: material, Watch: watch}
	mine := a.demandsOf(material, func(d *adit.Demand) bool { return place.Covers(d.Place) })
	all := a.demandsOf(material, func(*adit.Demand) bool { return true })
	for t := range a.Shocked.Steps {
		v.Periods = append(v.Periods, a.moment(v, t, mine, all))
	}
	v.condense()
	v.Uses = a.shortfalls(mine, func(d *adit.Demand) string { return d.ID })
	v.Places = a.shortfalls(all, func(d *adit.Demand) string { return string(d.Place.Country()) })
	v.PriceTransfer = clean(a.priceTransfer(place, material))
	a.stockOf(v)
	return v
}

// Wants reports whether anything of the material is wanted at the place.
func (v *View) Wants() bool { return len(v.Uses) > 0 }

func (a *Answer) demandsOf(used adit.MaterialID, which func(*adit.Demand) bool) []int {
	var at []int
	for i := range a.Net.Demands {
		if d := &a.Net.Demands[i]; d.Material == used && which(d) {
			at = append(at, i)
		}
	}
	return at
}

func (a *Answer) moment(v *View, t int, mine, all []int) Moment {
	s, base := &a.Shocked.Steps[t], &a.Baseline.Steps[t]
	m := Moment{Period: a.Scenario.Label(t)}
	if n := a.index.At(adit.Node{Material: v.Material, Place: v.Place}); n >= 0 {
		m.Price, m.Ratio = a.priceAndRatio(s, base, n)
	}
	if n := a.index.At(adit.Node{Material: v.Material, Place: v.Watch}); n >= 0 {
		_, m.Watch = a.priceAndRatio(s, base, n)
	}
	for _, i := range mine {
		m.Wanted += float64(s.Wanted[i])
		m.Served += float64(s.Served[i])
	}
	m.World = a.worldRatio(s, base, all)
	for i := range a.Net.Stocks {
		if st := &a.Net.Stocks[i]; st.Material == v.Material && v.Place.Covers(st.Place) {
			m.Stock += float64(s.Level[i])
		}
	}
	m.Wanted, m.Served, m.Stock = clean(m.Wanted), clean(m.Served), clean(m.Stock)
	return m
}

func (a *Answer) priceAndRatio(s, base *Step, n int) (price, ratio *float64) {
	p, ok := a.price(s, n)
	if !ok {
		return nil, nil
	}
	usd := clean(float64(p))
	if b, ok := a.price(base, n); ok && b > 0 {
		r := clean(float64(p / b))
		ratio = &r
	}
	return &usd, ratio
}

// worldRatio is the mean price everywhere, by what is wanted, over the
// undisturbed one.
func (a *Answer) worldRatio(s, base *Step, demands []int) *float64 {
	now, before := 0.0, 0.0
	for _, i := range demands {
		n := a.index.At(a.Net.Demands[i].Node())
		now += float64(base.Wanted[i]) * float64(s.Price[n])
		before += float64(base.Wanted[i]) * float64(base.Price[n])
	}
	if before == 0 {
		return nil
	}
	r := clean(now / before)
	return &r
}

// condense fills what follows from the periods.
func (v *View) condense() {
	wanted, told := 0.0, 0
	for _, m := range v.Periods {
		unmet := math.Max(0, m.Wanted-m.Served)
		wanted += m.Wanted
		v.UnmetT += unmet
		if m.Ratio != nil {
			told++
			v.MeanPrice += *m.Ratio
			v.PeakPrice = math.Max(v.PeakPrice, *m.Ratio)
		}
		if v.Bites == "" && (m.Ratio != nil && *m.Ratio >= bitingPrice || unmet >= bitingUnmet*m.Wanted && m.Wanted > 0) {
			v.Bites = m.Period
		}
	}
	// The first period of a plateau: prices differ by tokens in it.
	if k := slices.IndexFunc(v.Periods, func(m Moment) bool { return m.Ratio != nil && *m.Ratio > 0.999*v.PeakPrice }); k >= 0 {
		v.PeakPeriod = v.Periods[k].Period
	}
	if told > 0 {
		v.MeanPrice = clean(v.MeanPrice / float64(told))
	}
	if wanted > 0 {
		v.UnmetShare = clean(v.UnmetT / wanted)
	}
	v.UnmetT = clean(v.UnmetT)
}

func (a *Answer) shortfalls(demands []int, key func(*adit.Demand) string) []Shortfall {
	at := map[string]int{}
	out := []Shortfall{}
	for _, i := range demands {
		id := key(&a.Net.Demands[i])
		k, ok := at[id]
		if !ok {
			k = len(out)
			at[id] = k
			out = append(out, Shortfall{ID: id})
		}
		for t := range a.Shocked.Steps {
			s := &a.Shocked.Steps[t]
			out[k].Wanted += float64(s.Wanted[i])
			out[k].Unmet += float64(s.Unmet(i))
		}
	}
	for k := range out {
		if out[k].Wanted > 0 {
			out[k].Share = clean(out[k].Unmet / out[k].Wanted)
		}
		out[k].Wanted, out[k].Unmet = clean(out[k].Wanted), clean(out[k].Unmet)
	}
	slices.SortFunc(out, func(x, y Shortfall) int { return cmp.Or(cmp.Compare(y.Unmet, x.Unmet), cmp.Compare(x.ID, y.ID)) })
	return out
}

// sales are what makers earn by what they sell, feed taken off: what they pile up
// is not sold, and what they let go of is.
func (a *Answer) sales(material adit.MaterialID) []Sale {
	at := map[adit.PlaceID]int{}
	out := []Sale{}
	for i := range a.Net.Processes {
		p := &a.Net.Processes[i]
		if !p.Makes(material) {
			continue
		}
		k, ok := at[p.Place.Country()]
		if !ok {
			k = len(out)
			at[p.Place.Country()] = k
			out = append(out, Sale{Place: p.Place.Country()})
		}
		for t := range a.Shocked.Steps {
			out[k].Shocked += a.earned(&a.Shocked.Steps[t], i)
			out[k].Baseline += a.earned(&a.Baseline.Steps[t], i)
		}
	}
	for i := range a.Net.Stocks {
		st := &a.Net.Stocks[i]
		k, ok := at[st.Place.Country()]
		if !ok || st.Material != material || st.Holder != adit.Producer {
			continue
		}
		for t := range a.Shocked.Steps {
			out[k].Shocked += a.let(&a.Shocked.Steps[t], i)
			out[k].Baseline += a.let(&a.Baseline.Steps[t], i)
		}
	}
	for k := range out {
		out[k].Shocked, out[k].Baseline = clean(out[k].Shocked), clean(out[k].Baseline)
	}
	slices.SortFunc(out, func(x, y Sale) int {
		return cmp.Or(cmp.Compare(y.Shocked-y.Baseline, x.Shocked-x.Baseline), cmp.Compare(x.Place, y.Place))
	})
	return out
}

func (a *Answer) earned(s *Step, i int) float64 {
	p, usd := &a.Net.Processes[i], adit.USD(0)
	for _, o := range p.Outputs {
		usd += adit.USD(o.Tonnes) * s.Price[a.index.At(adit.Node{Material: o.Material, Place: p.Place})]
	}
	for _, in := range p.Inputs {
		usd -= adit.USD(in.Tonnes) * s.Price[a.index.At(adit.Node{Material: in.Material, Place: p.Place})]
	}
	return float64(usd) * float64(s.Activity[i])
}

// let is what a stock earns by what it lets go of, less what it takes in.
func (a *Answer) let(s *Step, i int) float64 {
	st := &a.Net.Stocks[i]
	return float64(s.Price[a.index.At(adit.Node{Material: st.Material, Place: st.Place})]) * float64(s.Release[i]-s.Build[i])
}

func (a *Answer) rerouted(material adit.MaterialID) []Rerouted {
	out := []Rerouted{}
	for i := range a.Net.Lanes {
		l := &a.Net.Lanes[i]
		if l.Material != material {
			continue
		}
		r := Rerouted{Lane: l.ID}
		for t := range a.Shocked.Steps {
			r.Shocked += float64(a.Shocked.Steps[t].Flow[i])
			r.Baseline += float64(a.Baseline.Steps[t].Flow[i])
		}
		if r.Shocked, r.Baseline = clean(r.Shocked), clean(r.Baseline); math.Abs(r.Shocked-r.Baseline) > 1e-6*(1+r.Baseline) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(x, y Rerouted) int {
		return cmp.Or(cmp.Compare(math.Abs(y.Shocked-y.Baseline), math.Abs(x.Shocked-x.Baseline)), cmp.Compare(x.Lane, y.Lane))
	})
	return out
}

// priceTransfer is what a place pays more for what still comes to it.
func (a *Answer) priceTransfer(place adit.PlaceID, material adit.MaterialID) float64 {
	sum := 0.0
	for i := range a.Net.Lanes {
		l := &a.Net.Lanes[i]
		if l.Material != material || !place.Covers(l.To) || place.Covers(l.From) {
			continue
		}
		n := a.index.At(adit.Node{Material: l.Material, Place: l.To})
		for t := range a.Shocked.Steps {
			s, base := &a.Shocked.Steps[t], &a.Baseline.Steps[t]
			sum += float64(s.Flow[i]) * float64(s.Price[n]-base.Price[n])
		}
	}
	return sum
}

// stockOf tells how far the stocks at the place reach.
func (a *Answer) stockOf(v *View) {
	start := 0.0
	for i := range a.Net.Stocks {
		if st := &a.Net.Stocks[i]; st.Material == v.Material && v.Place.Covers(st.Place) {
			start += float64(st.Level)
		}
	}
	if start == 0 || len(v.Periods) == 0 {
		return
	}
	v.StockUsedT = clean(math.Max(0, start-v.Periods[len(v.Periods)-1].Stock))
	for _, m := range v.Periods {
		if m.Stock <= 1e-6*start {
			v.StockGone = m.Period
			break
		}
	}
	if first := v.Periods[0]; first.Wanted > 0 {
		v.StockDays = clean(start / first.Wanted * float64(a.Scenario.Period.Months()) * 365 / 12)
	}
}

func (v *View) String() string {
	return fmt.Sprintf("%s at %s: price ×%.2f at most, %.1f%% unmet", v.Material, v.Place, v.PeakPrice, 100*v.UnmetShare)
}
