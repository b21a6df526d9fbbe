package balance

import (
	"fmt"
	"time"

	"adit/ledger"
)

// overdrawn: more claimed by mass balance than was certified.
func (h *History) overdrawn(Options) []Alarm {
	var all []Alarm
	for _, c := range h.Custody() {
		a := Alarm{Kind: "account-overdrawn", Site: c.Site, Element: c.Element, From: c.From, Until: c.Until, Events: c.Events}
		if len(c.Events) == 0 || !a.measured(c.Over) {
			continue
		}
		a.What = fmt.Sprintf("%s: %s of %s were claimed by %s where %s certified went in: %.6g kg more than the method allows", c.Site, c.Claimed, c.Element, c.Method, c.In, c.Over.Kg)
		a.Innocent = []string{"certified stuff that was bought before the ledger began, or that a certificate stands for", "another period than a year agreed with the scheme", "losses that the scheme lets fall on uncertified stuff alone"}
		a.Settle = []string{"the site's own mass balance account", "the scheme's rules on period and conversion factors", "the certificates behind the certified lots"}
		all = append(all, a)
	}
	return append(all, h.detached()...)
}

// A booked is a lot that claims by certificates.
type booked struct {
	lot     ledger.LotID
	site    ledger.SiteID
	element ledger.Element
	amount  ledger.Amount
	at      time.Time
	event   ledger.EventID
}

// noteBooked notes a lot that claims by certificates.
func (h *History) noteBooked(e *ledger.Event, l *ledger.Lot) {
	if l.Account != ledger.BookAndClaim {
		return
	}
	for _, element := range ledger.Elements(l) {
		h.booked = append(h.booked, booked{l.ID, e.Site, element, claimOf(l, element).amount, e.Until, e.ID})
	}
}

// detached: lots that claim by book and claim, and for which fewer certificates
// were spent.
func (h *History) detached() []Alarm {
	var all []Alarm
	for _, d := range h.booked {
		missing := ledger.Amount{Kg: d.amount.Kg - h.spent[lotElement{d.lot, d.element}], Sigma: d.amount.Sigma}
		a := Alarm{Kind: "claim-without-certificate", Site: d.site, Element: d.element, From: d.at, Until: d.at, Events: []ledger.EventID{d.event}, Lots: []ledger.LotID{d.lot}}
		if !a.measured(missing) {
			continue
		}
		a.Level = Warning // the certificate may be spent tomorrow
		a.What = fmt.Sprintf("lot %s claims %s of %s by book and claim, and certificates over %.6g kg were spent on it", d.lot, d.amount, d.element, h.spent[lotElement{d.lot, d.element}])
		a.Innocent = []string{"certificates that are spent later, or in the scheme's own register alone"}
		a.Settle = []string{"the scheme's register"}
		all = append(all, a)
	}
	return all
}
