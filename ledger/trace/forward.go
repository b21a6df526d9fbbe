package trace

import (
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
	Events   []ledger.EventID `json:"events,omitempty"`
}

// A portion is how much of a lot is of the lot traced, in kg.
type portion struct{ even, low, high float64 }

// Forward traces a lot to where it is now. Bounds are step by step: they hold,
// and may be wider than need be where a lot was split and joined again.
func (g *Graph) Forward(id ledger.LotID, element ledger.Element) (*Forward, error) {
	from, element, err := g.find(id, element)
	if err != nil {
		return nil, err
	}
	kg := g.kg(from, element)
	f := &Forward{Lot: id, Element: element, Kg: kg, LostKg: kg}
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
