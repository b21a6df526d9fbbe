package shock

import (
	"encoding/json"
	"math"

	"adit"
)

// Period is one period as it is printed. Keys of maps are ids; a price's key is
// "material@place", and null where nothing flows or is wanted.
type Period struct {
	Period   string              `json:"period"`
	Served   map[string]float64  `json:"served_t"`
	Unmet    map[string]float64  `json:"unmet_t"`
	Price    map[string]*float64 `json:"price_usd_per_t"`
	Activity map[string]float64  `json:"activity_t"`
	Flow     map[string]float64  `json:"flow_t"`
	Stock    map[string]float64  `json:"stock_t"`
}

// Printed is a path as it is printed.
type Printed struct {
	Objective float64  `json:"objective_usd"`
	Gap       float64  `json:"duality_gap"`
	Periods   []Period `json:"periods"`
}

// MarshalJSON writes the binding keys: objective_usd and periods of the run with
// the disruptions, and baseline with the same of the run without.
func (a *Answer) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Printed
		Baseline  Printed  `json:"baseline"`
		Unlimited []string `json:"unlimited"`
	}{a.Print(a.Shocked), a.Print(a.Baseline), a.Unlimited})
}

// Print turns a path of the answer into what is printed.
func (a *Answer) Print(p *Path) Printed {
	out := Printed{Objective: clean(float64(p.Objective)), Gap: clean(p.Gap)}
	for t := range p.Steps {
		out.Periods = append(out.Periods, a.period(t, &p.Steps[t]))
	}
	return out
}

func (a *Answer) period(t int, s *Step) Period {
	net := a.Net
	out := Period{a.Scenario.Label(t), map[string]float64{}, map[string]float64{}, map[string]*float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}}
	for i := range net.Demands {
		out.Served[net.Demands[i].ID] = clean(float64(s.Served[i]))
		out.Unmet[net.Demands[i].ID] = clean(float64(s.Unmet(i)))
	}
	for i := range net.Processes {
		out.Activity[net.Processes[i].ID] = clean(float64(s.Activity[i]))
	}
	for i := range net.Lanes {
		if flow := clean(float64(s.Flow[i])); flow > 0 || !a.fresh[i] {
			out.Flow[net.Lanes[i].ID] = flow
		}
	}
	for i := range net.Stocks {
		out.Stock[net.Stocks[i].ID] = clean(float64(s.Level[i]))
	}
	for n, node := range a.index.Nodes {
		out.Price[node.String()] = nil
		if v, ok := a.price(s, n); ok {
			usd := clean(float64(v))
			out.Price[node.String()] = &usd
		}
	}
	return out
}

// price returns the price at a node, and whether there is one: where nothing
// flows or is wanted there is none.
func (a *Answer) price(s *Step, n int) (adit.USD, bool) {
	links, some := &a.index.Links[n], func(t adit.Tonnes) bool { return clean(float64(t)) > 0 }
	busy := false
	for _, i := range links.Makers {
		busy = busy || some(s.Activity[i])
	}
	for _, i := range links.Inbound {
		busy = busy || some(s.Flow[i])
	}
	for _, i := range links.Stocks {
		busy = busy || some(s.Release[i])
	}
	for _, i := range links.Demands {
		busy = busy || some(s.Wanted[i])
	}
	return s.Price[n], busy
}

// Unmet is what demand i wants in the period and does not get.
func (s *Step) Unmet(i int) adit.Tonnes { return max(0, s.Wanted[i]-s.Served[i]) }

// clean drops what is rounding of the solver: below a milligram or a
// ten-thousandth of a cent nothing is told, and no more than 10 digits.
func clean(v float64) float64 {
	if math.Abs(v) < 1e-9 {
		return 0
	}
	scale := math.Pow(10, 9-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}
