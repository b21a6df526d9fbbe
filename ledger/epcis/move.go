package epcis

import (
	"slices"

	"adit/ledger"
	"adit/ledger/exchange"
)

// half is a shipping that does not say all that a move says.
type half struct {
	view     *exchange.View
	e        *ledger.Event
	from, to dealings
	lots     []ledger.LotID
}

// move reads a shipping or a receiving. Each may say all of a move: source and
// destination, party and location. Where a shipping does not, it waits for the
// receiving of the same lots, and the two are one move.
func (r *reader) move(v *exchange.View, e *ledger.Event, step string) *ledger.Event {
	h := half{view: v, e: e, from: transfer(v, "sourceList", "source"), to: transfer(v, "destinationList", "destination")}
	all := r.unpacked(v, numbered(v, "epcList", "quantityList"))
	h.lots = ids(all)
	if len(h.lots) == 0 {
		v.Fault("epcList", "missing", "ask the sender for it", "no lots")
		return nil
	}
	at := site(v)
	if shipping := step == "shipping"; shipping && h.from.place == "" {
		h.from.place = exchange.URI("site", string(at))
	} else if !shipping && h.to.place == "" {
		h.to.place = exchange.URI("site", string(at))
	}
	if step == "receiving" {
		r.join(&h)
	}
	for _, q := range all {
		if q.weighed {
			v.Lose("quantityList", "record what the receiver weighed", "the balance goes by the mass that the lot was made with, not by %g kg", q.kg)
			break
		}
	}
	e.Move = &ledger.Move{Lots: h.lots, Mode: v.Text(modeKey)}
	e.Party, e.Move.To = ledger.PartyID(exchange.ID("party", h.from.party)), ledger.PartyID(exchange.ID("party", h.to.party))
	e.Site, e.Move.ToSite = ledger.SiteID(exchange.ID("site", h.from.place)), ledger.SiteID(exchange.ID("site", h.to.place))
	if h.from.party != "" && h.to.party != "" && h.from.place != "" && h.to.place != "" {
		return e
	}
	v.Done()
	if step == "shipping" {
		r.halves = append(r.halves, h)
		return nil
	}
	v.Fault("sourceList", "half-move", "hand in shipping and receiving together, or name source and destination, party and location, in one",
		"it does not say who sent %s whence and who received it where", h.lots[0])
	return nil
}

// join takes from the shipping of the same lots what the receiving does not
// say, and the moment of departure.
func (r *reader) join(h *half) {
	i := slices.IndexFunc(r.halves, func(s half) bool { return same(s.lots, h.lots) })
	if i < 0 {
		return
	}
	s := r.halves[i]
	r.halves = slices.Delete(r.halves, i, i+1)
	for _, part := range []struct{ have, other *string }{{&h.from.party, &s.from.party}, {&h.from.place, &s.from.place}, {&h.to.party, &s.to.party}, {&h.to.place, &s.to.place}} {
		if *part.have == "" {
			*part.have = *part.other
		}
	}
	if s.e.Until.Before(h.e.Until) {
		h.e.From = s.e.Until
	}
	r.joined[s.view.Path] = h.view.Path
	h.view.Lose("eventTime", "none: this is how EPCIS says it", "the shipping at %s is the beginning of this move", s.view.Path)
}

func same(a, b []ledger.LotID) bool {
	x, y := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(x, y)
}
