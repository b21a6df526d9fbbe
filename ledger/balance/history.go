package balance

import (
	"cmp"
	"slices"
	"time"

	"adit/ledger"
)

// A History is all events, as flows of elements. It trusts that a Book
// accepted them.
type History struct {
	book    *ledger.Book
	lots    map[ledger.LotID]*lotState
	at      map[ledger.SiteID]map[ledger.LotID]*lotState
	flows   []flow
	mines   map[accountKey]map[ledger.SiteID]bool // that what came to a site is from
	runs    []run
	counts  []count
	moves   []move
	claimed map[string]*certificate
	custody []custodyStep
	booked  []booked               // lots that claim by book and claim
	spent   map[lotElement]float64 // kg of certificates, by the lot they were spent on
	events  int
}

// lotState is a lot where it last was.
type lotState struct {
	ledger.Lot
	site   ledger.SiteID
	origin []ledger.SiteID // mines it holds stuff of, sorted
	since  time.Time
	made   ledger.EventID
	home   ledger.SiteID // that made it of other lots; "" of what came out of the ground
}

// A flowKind is a way by which stuff enters or leaves a site's stock.
type flowKind int

const (
	mined flowKind = iota
	made
	used
	received
	sent
	kinds
)

// A flow is one element of one lot that enters or leaves a site.
type flow struct {
	at      time.Time
	site    ledger.SiteID
	element ledger.Element
	kind    flowKind
	amount  ledger.Amount
	event   ledger.EventID
	lot     ledger.LotID
}

// A run is one event that turns lots into others, seen for one element.
type run struct {
	at      time.Time
	site    ledger.SiteID
	element ledger.Element
	process string // "" for modify, transit
	in      ledger.Amount
	out     ledger.Amount // products
	waste   ledger.Amount
	event   ledger.EventID
	parts   []part // of a modify
}

// A part is one lot of a run: used, or made.
type part struct {
	lot    ledger.LotID
	made   bool
	amount ledger.Amount
}

// A count is a stocktake of one element, with what the ledger says lay there.
type count struct {
	at       time.Time
	site     ledger.SiteID
	element  ledger.Element
	counted  ledger.Amount
	expected ledger.Amount
	event    ledger.EventID
}

// A move keeps what the checks of time need, and an early use likewise.
type move struct {
	event    ledger.EventID
	kind     string // "move", "use"
	lot      ledger.LotID
	from, to ledger.SiteID
	mode     string
	left, at time.Time
	ready    time.Time // when the lot was there to be used
}

// New returns an empty history of what a book accepted.
func New(book *ledger.Book) *History {
	return &History{book: book, lots: map[ledger.LotID]*lotState{}, at: map[ledger.SiteID]map[ledger.LotID]*lotState{}, claimed: map[string]*certificate{}, spent: map[lotElement]float64{}, mines: map[accountKey]map[ledger.SiteID]bool{}}
}

// Add adds the next event.
func (h *History) Add(e *ledger.Event) {
	h.events++
	switch e.Kind() {
	case ledger.KindMake:
		h.transform(e, e.Make.Process, e.Make.Inputs, e.Make.Outputs)
	case ledger.KindModify:
		h.transform(e, "", e.Modify.Inputs, e.Modify.Outputs)
	case ledger.KindMove:
		h.move(e)
	case ledger.KindStocktake:
		h.count(e)
	case ledger.KindClaim:
		h.claim(e)
	}
}

func (h *History) flow(e *ledger.Event, at time.Time, site ledger.SiteID, kind flowKind, l *ledger.Lot) {
	for _, element := range ledger.Elements(l) {
		a, _ := l.Contained(element)
		h.flows = append(h.flows, flow{at, site, element, kind, a, e.ID, l.ID})
	}
}

func (h *History) transform(e *ledger.Event, process string, inputs []ledger.LotID, outputs []ledger.Lot) {
	var in []*ledger.Lot
	var spent []*lotState
	var origin []ledger.SiteID
	for _, id := range inputs {
		s := h.lots[id]
		if s == nil {
			continue // void in the book
		}
		h.moves = append(h.moves, move{event: e.ID, kind: "use", lot: id, from: e.Site, left: e.From, at: e.Until, ready: s.since})
		h.flow(e, e.Until, e.Site, used, &s.Lot)
		in, spent = append(in, &s.Lot), append(spent, s)
		origin = append(origin, s.origin...)
		delete(h.lots, id)
		delete(h.at[s.site], id)
	}
	kind := made
	if len(inputs) == 0 {
		kind, origin = mined, []ledger.SiteID{e.Site}
	}
	slices.Sort(origin)
	origin = slices.Compact(origin)
	home := ledger.SiteID("")
	if len(inputs) > 0 {
		home = e.Site
	}
	for i := range outputs {
		h.flow(e, e.Until, e.Site, kind, &outputs[i])
		s := &lotState{outputs[i], e.Site, origin, e.Until, e.ID, home}
		h.lots[outputs[i].ID] = s
		h.noteBooked(e, &outputs[i])
		h.put(s, e.Site)
	}
	if len(in) > 0 {
		h.keepCustody(e, spent, outputs)
		h.run(e, e.Site, process, in, outputs)
	}
}

func (h *History) put(s *lotState, site ledger.SiteID) {
	s.site = site
	if h.at[site] == nil {
		h.at[site] = map[ledger.LotID]*lotState{}
	}
	h.at[site][s.ID] = s
}

// run notes what went in and came out, element by element.
func (h *History) run(e *ledger.Event, site ledger.SiteID, process string, in []*ledger.Lot, outputs []ledger.Lot) {
	var products, waste []*ledger.Lot
	for i := range outputs {
		if outputs[i].Waste {
			waste = append(waste, &outputs[i])
		} else {
			products = append(products, &outputs[i])
		}
	}
	for _, element := range ledger.Elements(in...) {
		r := run{at: e.Until, site: site, element: element, process: process, event: e.ID}
		r.in, _ = ledger.Total(element, in...)
		r.out, _ = ledger.Total(element, products...)
		r.waste, _ = ledger.Total(element, waste...)
		if process == "" {
			r.parts = append(partsOf(element, false, in), partsOf(element, true, append(products, waste...))...)
		}
		h.runs = append(h.runs, r)
	}
}

func partsOf(element ledger.Element, made bool, lots []*ledger.Lot) []part {
	var parts []part
	for _, l := range lots {
		if a, ok := l.Contained(element); ok {
			parts = append(parts, part{l.ID, made, a})
		}
	}
	return parts
}

func (h *History) move(e *ledger.Event) {
	again := map[ledger.LotID]ledger.Weighed{}
	for _, w := range e.Move.Received {
		again[w.Lot] = w
	}
	for _, id := range e.Move.Lots {
		s := h.lots[id]
		if s == nil {
			continue
		}
		h.moves = append(h.moves, move{event: e.ID, kind: "move", lot: id, from: e.Site, to: e.Move.ToSite, mode: e.Move.Mode, left: e.From, at: e.Until, ready: s.since})
		h.flow(e, e.From, e.Site, sent, &s.Lot)
		if w, ok := again[id]; ok {
			h.weighed(e, s, w)
		}
		delete(h.at[s.site], id)
		s.since = e.Until
		h.put(s, e.Move.ToSite)
		h.flow(e, e.Until, e.Move.ToSite, received, &s.Lot)
		h.supplied(s)
	}
}

// supplied notes the mines behind what arrives.
func (h *History) supplied(s *lotState) {
	for _, element := range ledger.Elements(&s.Lot) {
		k := accountKey{s.site, element}
		if h.mines[k] == nil {
			h.mines[k] = map[ledger.SiteID]bool{}
		}
		for _, m := range s.origin {
			h.mines[k][m] = true
		}
	}
}

// weighed takes the receiver's measurement for the lot's.
func (h *History) weighed(e *ledger.Event, s *lotState, w ledger.Weighed) {
	before := s.Lot
	s.Mass = w.Mass
	if w.Content != nil {
		s.Content = w.Content
	}
	h.run(e, e.Move.ToSite, "transit", []*ledger.Lot{&before}, []ledger.Lot{s.Lot})
}

// count compares a stocktake with the lots that the ledger has there. Lots are
// used up whole, so that this is opening + in − out ± make, with each
// measurement counted once and not, as in a sum of flows, coming and going.
func (h *History) count(e *ledger.Event) {
	for _, c := range e.Stocktake.Counted {
		k := count{at: e.Until, site: e.Site, element: c.Element, counted: ledger.Amount{Kg: c.Kg, Sigma: c.SigmaKg}, event: e.ID}
		k.expected = h.stock(e.Site, c.Element)
		h.counts = append(h.counts, k)
	}
}

func (h *History) stock(site ledger.SiteID, element ledger.Element) ledger.Amount {
	var here []*ledger.Lot
	for _, s := range h.at[site] {
		here = append(here, &s.Lot)
	}
	// In order, or sums of floats would depend on the map's.
	slices.SortFunc(here, func(a, b *ledger.Lot) int { return cmp.Compare(a.ID, b.ID) })
	sum, _ := ledger.Total(element, here...)
	return sum
}
