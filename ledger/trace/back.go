package trace

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"adit"
	"adit/ledger"
)

// An Origin is a site where stuff of a lot came out of the ground, or into the
// ledger.
type Origin struct {
	Site  ledger.SiteID `json:"site"`
	Share adit.Share    `json:"share"` // proportional within blends
	Low   adit.Share    `json:"low"`   // however it mixed
	High  adit.Share    `json:"high"`
	Kg    float64       `json:"kg"` // share × content
}

// Backward is where a lot is from.
type Backward struct {
	Lot     ledger.LotID     `json:"lot"`
	Element ledger.Element   `json:"element"`
	Kg      float64          `json:"kg"`
	Account ledger.Account   `json:"account"` // what the lot itself claims
	Claimed adit.Share       `json:"claimed"` // of which share of it
	Stages  int              `json:"stages"`
	Lots    int              `json:"lots"` // that it is made of, itself included
	Origins []Origin         `json:"origins"`
	Lost    adit.Share       `json:"unexplained"` // comes out beyond what went in, within uncertainty
	Exact   bool             `json:"exact_bounds"`
	Events  []ledger.EventID `json:"events,omitempty"` // all that it rests on, in order
}

// Back traces a lot to its origins. With an empty element it follows the lot's
// main one.
func (g *Graph) Back(id ledger.LotID, element ledger.Element) (*Backward, error) {
	i, element, err := g.find(id, element)
	if err != nil {
		return nil, err
	}
	cone, stages := g.cone(i)
	b := &Backward{Lot: id, Element: element, Kg: g.kg(i, element), Account: g.lots[i].Account, Claimed: adit.Share(g.lots[i].Claimed()), Stages: stages, Lots: len(cone)}
	kg := make([]float64, i+1)
	for _, k := range cone {
		kg[k] = g.kg(k, element)
	}
	weight := make([]float64, i+1)
	weight[i] = 1
	shares := g.spread(weight, cone, kg)
	b.Origins, b.Exact = g.bounds(i, cone, kg, shares)
	total := 0.0
	for k := range b.Origins {
		b.Origins[k].Kg = float64(b.Origins[k].Share) * b.Kg
		total += float64(b.Origins[k].Share)
	}
	b.Lost = adit.Share(max(0, 1-total))
	if b.Lost < 1e-12 {
		b.Lost = 0
	}
	b.Events = g.eventsOf(cone)
	return b, nil
}

// spread pushes the weights of lots back through the steps:
//
//	weight(input) = Σ over outputs of weight(output) · kg(input) / Σ kg(inputs)
//
// one pass, newest lot first. What arrives at sites without input is the share.
func (g *Graph) spread(weight []float64, cone []int32, kg []float64) map[ledger.SiteID]float64 {
	shares := map[ledger.SiteID]float64{}
	for _, i := range cone {
		s := g.steps[g.lots[i].made]
		if len(s.in) == 0 {
			shares[g.lots[i].site] += weight[i]
			continue
		}
		total := 0.0
		for _, k := range s.in {
			total += kg[k]
		}
		for _, k := range s.in {
			if total > 0 {
				weight[k] += weight[i] * kg[k] / total
			}
		}
	}
	return shares
}

// exactWork is how many lots times origins the exact bounds may cost: a
// maximum flow for each origin.
const exactWork = 200_000

// bounds returns the origins, largest first.
func (g *Graph) bounds(from int32, cone []int32, kg []float64, shares map[ledger.SiteID]float64) ([]Origin, bool) {
	supply := map[ledger.SiteID]float64{}
	all := 0.0
	for _, i := range cone {
		if len(g.steps[g.lots[i].made].in) == 0 {
			supply[g.lots[i].site] += kg[i]
			all += kg[i]
		}
	}
	exact := len(cone)*len(supply) <= exactWork
	var net *network
	if exact {
		net = g.network([]int32{from}, none, cone, kg)
	}
	var origins []Origin
	for _, site := range slices.Sorted(maps.Keys(supply)) {
		o := Origin{Site: site, Share: adit.Share(shares[site])}
		high, others := supply[site], all-supply[site]
		if exact {
			high = net.most(func(i int32) bool { return g.lots[i].site == site })
			others = net.most(func(i int32) bool { return g.lots[i].site != site })
		}
		o.High = clamp(high / kg[from])
		o.Low = clamp(1 - others/kg[from])
		// The even mix is one way of mixing; measured masses do not balance to
		// the last gram, and so may the bounds not.
		o.Low, o.High = min(o.Low, o.Share), max(o.High, o.Share)
		origins = append(origins, o)
	}
	slices.SortStableFunc(origins, func(a, b Origin) int { return -cmp.Compare(a.Share, b.Share) })
	return origins, exact
}

func clamp(x float64) adit.Share {
	// Sums of flows differ from the whole in the last digits.
	if math.Abs(x-1) < 1e-9 {
		x = 1
	}
	if math.Abs(x) < 1e-9 {
		x = 0
	}
	return adit.Share(max(0, min(1, x)))
}

// eventsOf returns the events that made and moved lots, in order.
func (g *Graph) eventsOf(lots []int32) []ledger.EventID {
	out := make([]ledger.EventID, 0, len(lots))
	seen := make(map[ledger.EventID]bool, len(lots))
	add := func(id ledger.EventID) {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	for _, i := range slices.Backward(lots) { // oldest first
		add(g.steps[g.lots[i].made].event)
		for _, m := range g.lots[i].moves {
			add(m)
		}
	}
	return out
}
