package trace

import (
	"slices"

	"adit"
	"adit/ledger"
)

// A Holding is a lot that holds some of the lot traced, and was not used up.
type Holding struct {
	Lot    ledger.LotID   `json:"lot"`
	Site   ledger.SiteID  `json:"site"`
	Holder ledger.PartyID `json:"holder"`
	Kg     float64        `json:"kg"`    // of the lot traced, proportional within blends
	Share  adit.Share     `json:"share"` // of the holding
	Low    adit.Share     `json:"low"`
	High   adit.Share     `json:"high"`
}

// Forward is where a lot went.
type Forward struct {
	Lot      ledger.LotID     `json:"lot"`
	Element  ledger.Element   `json:"element"`
	Kg       float64          `json:"kg"`
	Holdings []Holding        `json:"holdings"`
	LostKg   float64          `json:"lost_kg"` // went in and came out nowhere: process losses
	Lots     int              `json:"lots"`
	Exact    bool             `json:"exact_bounds"`
	Events   []ledger.EventID `json:"events,omitempty"`
}

// A portion is how much of a lot is of the lot traced, in kg.
type portion struct{ even, low, high float64 }

// Forward traces a lot to where it is now. Bounds are maximum flows as those of
// Back or, for more lots than exactWork, step by step: those hold too, and may
// be wider than need be where a lot was split and joined again.
func (g *Graph) Forward(id ledger.LotID, element ledger.Element) (*Forward, error) {
	from, element, err := g.find(id, element)
	if err != nil {
		return nil, err
	}
	kg := g.kg(from, element)
	f := &Forward{Lot: id, Element: element, Kg: kg, LostKg: kg, Exact: true}
	flows := flows{g: g, element: element, kg: make([]float64, len(g.lots)), left: exactWork}
	held := map[int32]portion{from: {kg, kg, kg}}
	seen := []int32{}
	// Lots are numbered in the order of making: one pass upwards.
	for i := from; i < int32(len(g.lots)); i++ {
		p, ok := held[i]
		if !ok {
			p, ok = g.inherit(i, element, held)
		}
		if !ok {
			continue
		}
		held[i] = p
		seen = append(seen, i)
		if l := g.lots[i]; l.used == none {
			own := g.kg(i, element)
			if low, high, ok := flows.bounds(from, i); ok {
				p.low, p.high = min(low, p.even), max(high, p.even)
			} else {
				f.Exact = false
			}
			f.Holdings = append(f.Holdings, Holding{l.ID, l.at, l.holder, p.even, clamp(p.even / own), clamp(p.low / own), clamp(p.high / own)})
			f.LostKg -= p.even
		}
	}
	f.LostKg = max(0, f.LostKg)
	f.Lots = len(seen)
	reverse := make([]int32, 0, len(seen))
	for k := len(seen) - 1; k >= 0; k-- {
		reverse = append(reverse, seen[k])
	}
	f.Events = g.eventsOf(reverse)
	return f, nil
}

// inherit computes a lot's portion from its step's inputs: evenly, at most all
// that went in, at least what the rest of the step cannot hold.
func (g *Graph) inherit(i int32, element ledger.Element, held map[int32]portion) (portion, bool) {
	var p portion
	total, any := 0.0, false
	for _, k := range g.steps[g.lots[i].made].in {
		total += g.kg(k, element)
		if q, ok := held[k]; ok {
			any = true
			p = portion{p.even + q.even, p.low + q.low, p.high + q.high}
		}
	}
	own := g.kg(i, element)
	if !any || own == 0 || total == 0 {
		return p, false
	}
	return portion{own * p.even / total, max(0, p.low-max(0, total-own)), min(own, p.high)}, true
}

// flows computes bounds of holdings, as long as there is work left to spend.
type flows struct {
	g       *Graph
	element ledger.Element
	kg      []float64
	left    int
}

// bounds returns the least and the most of a lot that can be in a holding: the
// least is what all others cannot fill.
func (f *flows) bounds(lot, holding int32) (low, high float64, ok bool) {
	behind := f.g.behind(holding, lot, f.left)
	if f.left -= len(behind); f.left < 0 {
		return 0, 0, false
	}
	for _, i := range behind {
		f.kg[i] = f.g.kg(i, f.element)
	}
	net := f.g.network([]int32{holding}, lot, behind, f.kg)
	high = net.most(func(i int32) bool { return i == lot })
	return f.kg[holding] - net.most(func(i int32) bool { return i != lot }), high, true
}

// behind returns the lots that a lot is made of, itself included, but nothing
// that stop is made of; newest first. More than most are not all returned.
func (g *Graph) behind(from, stop int32, most int) []int32 {
	out, seen := []int32{from}, map[int32]bool{from: true}
	for n := 0; n < len(out) && len(out) <= most; n++ {
		if out[n] == stop {
			continue
		}
		for _, k := range g.steps[g.lots[out[n]].made].in {
			if !seen[k] {
				seen[k] = true
				out = append(out, k)
			}
		}
	}
	slices.SortFunc(out, func(a, b int32) int { return int(b - a) })
	return out
}
