package trace

import (
	"fmt"
	"maps"
	"slices"

	"adit/ledger"
)

// A Pool is several lots taken together: a stock, a supply. Bounds of the whole
// are narrower than the sum of each lot's, since what is in one lot is not in
// another.
type Pool struct {
	Kg float64

	g       *Graph
	supply  map[ledger.SiteID]float64 // what the lots behind it began with
	even    map[ledger.SiteID]float64 // of the pool, evenly mixed
	net     *network                  // nil: too large for exact bounds
	element ledger.Element
}

// Part is how much of a pool is from some sites, in kg.
type Part struct {
	Kg   float64 `json:"kg"`   // proportional within blends
	Low  float64 `json:"low"`  // however it mixed
	High float64 `json:"high"` // however it mixed
}

// Pool takes lots together. Of several none may have been used up: stuff could
// be counted twice. Lots that state nothing of the element add nothing.
func (g *Graph) Pool(ids []ledger.LotID, element ledger.Element) (*Pool, error) {
	p := &Pool{g: g, supply: map[ledger.SiteID]float64{}, element: element}
	var lots []int32
	for _, id := range ids {
		i, ok := g.index[id]
		if !ok || g.lots[i].used != none && len(ids) > 1 {
			return nil, fmt.Errorf("lot %s is not there, or was used up", id)
		}
		if kg := g.kg(i, element); kg > 0 {
			lots = append(lots, i)
			p.Kg += kg
		}
	}
	p.fill(lots)
	return p, nil
}

func (p *Pool) fill(lots []int32) {
	cone, _ := p.g.cone(lots...)
	kg := make([]float64, len(p.g.lots))
	for _, i := range cone {
		kg[i] = p.g.kg(i, p.element)
		if len(p.g.steps[p.g.lots[i].made].in) == 0 {
			p.supply[p.g.lots[i].site] += kg[i]
		}
	}
	weight := make([]float64, len(p.g.lots))
	for _, i := range lots {
		weight[i] = kg[i]
	}
	p.even = p.g.spread(weight, cone, kg)
	if len(cone)*len(p.supply) <= exactWork {
		p.net = p.g.network(lots, none, cone, kg)
	}
}

// Exact reports whether the bounds are as narrow as they can be.
func (p *Pool) Exact() bool { return p.net != nil }

// Sites are where stuff of the pool began, sorted.
func (p *Pool) Sites() []ledger.SiteID { return slices.Sorted(maps.Keys(p.supply)) }

// From returns how much of the pool is from the sites chosen.
func (p *Pool) From(chosen func(ledger.SiteID) bool) Part {
	var part Part
	high, others := 0.0, 0.0
	for _, site := range p.Sites() { // in order, so that sums are the same each time
		if chosen(site) {
			part.Kg += p.even[site]
			high += p.supply[site]
		} else {
			others += p.supply[site]
		}
	}
	if p.net != nil {
		at := func(i int32) bool { return chosen(p.g.lots[i].site) }
		high, others = p.net.most(at), p.net.most(func(i int32) bool { return !at(i) })
	}
	part.Low = min(part.Kg, max(0, p.Kg-others))
	part.High = max(part.Kg, min(p.Kg, high))
	return part
}
