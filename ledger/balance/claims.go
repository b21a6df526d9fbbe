package balance

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"adit/ledger"
)

// A certificate is what was issued under one number and what was spent of it.
type certificate struct {
	issued  ledger.Claim
	at      time.Time
	site    ledger.SiteID
	lot     ledger.Amount // the element in the lot that it was issued against
	lotMade ledger.EventID
	spent   float64
	events  []ledger.EventID
	last    time.Time
}

func (h *History) claim(e *ledger.Event) {
	c := e.Claim
	s := h.lots[c.Lot]
	if c.Act == "issue" {
		k := &certificate{issued: *c, at: e.Until, last: e.Until, events: []ledger.EventID{e.ID}}
		if s != nil {
			k.lot, _ = s.Contained(c.Element)
			k.site, k.lotMade = s.site, s.made
			if len(s.origin) == 1 {
				k.site = s.origin[0]
			}
		}
		h.claimed[c.Certificate] = k
		return
	}
	h.spent[lotElement{c.Lot, c.Element}] += c.Kg
	if k := h.claimed[c.Certificate]; k != nil {
		k.spent += c.Kg
		k.events = append(k.events, e.ID)
		k.last = e.Until
	}
}

// certificates: claims spent twice, and more certified than there is.
func (h *History) certificates(Options) []Alarm {
	var all []Alarm
	against := map[lotElement][]*certificate{}
	for _, number := range slices.Sorted(maps.Keys(h.claimed)) {
		k := h.claimed[number]
		if a, ok := twice(number, k); ok {
			all = append(all, a)
		}
		on := lotElement{k.issued.Lot, k.issued.Element}
		against[on] = append(against[on], k)
	}
	return append(all, overCertified(against)...)
}

type lotElement struct {
	lot     ledger.LotID
	element ledger.Element
}

func twice(number string, k *certificate) (Alarm, bool) {
	// Decimals that add up in print may differ in the last bit.
	if k.spent <= k.issued.Kg*(1+1e-9) {
		return Alarm{}, false
	}
	a := Alarm{Kind: "claim-spent-twice", Site: k.site, Element: k.issued.Element, From: k.at, Until: k.last, Events: k.events, Lots: []ledger.LotID{k.issued.Lot}}
	a.certain()
	a.What = fmt.Sprintf("certificate %s is for %.6g kg of %s, and %.6g kg were spent in %d events", number, k.issued.Kg, k.issued.Element, k.spent, len(k.events)-1)
	a.Innocent = []string{"a spending entered again after a correction of the first"}
	a.Settle = []string{"the issuing scheme's own register", "which of the buyers was shown the certificate"}
	return a, true
}

func overCertified(against map[lotElement][]*certificate) []Alarm {
	var all []Alarm
	for _, on := range slices.SortedFunc(maps.Keys(against), func(a, b lotElement) int {
		return byKey(accountKey{ledger.SiteID(a.lot), a.element}, accountKey{ledger.SiteID(b.lot), b.element})
	}) {
		issued, certs := 0.0, against[on]
		var events []ledger.EventID
		for _, k := range certs {
			issued += k.issued.Kg
			events = append(events, k.events[0])
		}
		a := Alarm{Kind: "over-certified", Site: certs[0].site, Element: on.element, From: certs[0].at, Until: certs[len(certs)-1].at, Events: events, Lots: []ledger.LotID{on.lot}}
		if !a.measured(ledger.Amount{Kg: issued - certs[0].lot.Kg, Sigma: certs[0].lot.Sigma}) {
			continue
		}
		a.What = fmt.Sprintf("%d certificates over %.6g kg of %s for lot %s, which holds %s", len(certs), issued, on.element, on.lot, certs[0].lot)
		a.Innocent = []string{"certified as gross or as oxide, the lot stated as element", "two schemes that each certify the whole", "a certificate replaced and the old one not cancelled"}
		a.Settle = []string{"both schemes' registers", "the assay that the certificate rests on"}
		all = append(all, a)
	}
	return all
}
