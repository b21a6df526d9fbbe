package balance

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"adit/ledger"
)

// claimPeriod is over how long a rolling average is taken, and for how long
// credits hold. ISO 22095 leaves the period to the scheme: a year is an
// assumption (docs/decisions/0049-custody-accounts.md).
const claimPeriod = 365 * 24 * time.Hour

// A Custody is a site's account of mass balance for one element: how much
// certified went in, and how much was claimed of what came out, by one method
// of ISO 22095. Kg are of products: what a process loses is lost to certified
// and other stuff alike.
type Custody struct {
	Site    ledger.SiteID  `json:"site"`
	Element ledger.Element `json:"element"`
	Method  ledger.Account `json:"method"`
	From    time.Time      `json:"from"`
	Until   time.Time      `json:"until"`
	In      ledger.Amount  `json:"in"`      // certified, and not claimed of the lots it is in
	Claimed ledger.Amount  `json:"claimed"` // by this method
	Expired float64        `json:"expired_kg"`
	Left    float64        `json:"left_kg"` // at the last event; for a rolling average, what could still be claimed
	Over    ledger.Amount  `json:"over"`    // claimed beyond what the method allows

	Events []ledger.EventID `json:"events,omitempty"` // that claimed beyond
}

// A custodyStep is one run's part in an account.
type custodyStep struct {
	at      time.Time
	event   ledger.EventID
	in      ledger.Amount // certified, as product
	product float64       // all of it, but what is claimed physically
	claims  map[ledger.Account]ledger.Amount
}

// stepOf sees a run by what was claimed of it.
func stepOf(r run) custodyStep {
	s := custodyStep{at: r.at, event: r.event, product: r.out.Kg, claims: map[ledger.Account]ledger.Amount{}}
	yield := 1.0
	if r.in.Kg > 0 {
		yield = min(1, r.out.Kg/r.in.Kg)
	}
	s.in = ledger.Amount{Kg: r.certified.Kg * yield, Sigma: r.certified.Sigma * yield}
	for _, c := range r.claims {
		if c.account.Physical() {
			s.in.Kg, s.in.Sigma = max(0, s.in.Kg-c.amount.Kg), math.Hypot(s.in.Sigma, c.amount.Sigma)
			s.product = max(0, s.product-c.amount.Kg)
			continue
		}
		s.claims[c.account] = s.claims[c.account].Plus(c.amount)
	}
	for _, c := range r.passing {
		s.product = max(0, s.product-c.amount.Kg)
		if now, ok := s.claims[c.account]; ok {
			s.claims[c.account] = ledger.Amount{Kg: max(0, now.Kg-c.amount.Kg), Sigma: now.Sigma}
		}
	}
	return s
}

// Custody returns the accounts of mass balance, by site, element and method: of
// those sites that claim by it.
func (h *History) Custody() []Custody {
	steps := map[accountKey][]custodyStep{}
	methods := map[accountKey]map[ledger.Account]bool{}
	for _, r := range h.runs {
		key := accountKey{r.site, r.element}
		s := stepOf(r)
		steps[key] = append(steps[key], s)
		for method := range s.claims {
			if methods[key] == nil {
				methods[key] = map[ledger.Account]bool{}
			}
			methods[key][method] = true
		}
	}
	var all []Custody
	for _, key := range slices.SortedFunc(maps.Keys(methods), byKey) {
		list := steps[key]
		slices.SortStableFunc(list, func(a, b custodyStep) int { return a.at.Compare(b.at) })
		used := methods[key]
		if used[ledger.MassBalanceRolling] {
			all = append(all, rolling(key, list))
		}
		if used[ledger.MassBalanceCredit] {
			all = append(all, credits(key, list))
		}
	}
	return all
}

func newCustody(key accountKey, method ledger.Account, steps []custodyStep) Custody {
	c := Custody{Site: key.site, Element: key.element, Method: method, From: steps[0].at, Until: steps[len(steps)-1].at}
	for _, s := range steps {
		c.In = c.In.Plus(s.in)
	}
	return c
}

// rolling allows of each product the share that was certified of all products
// of the period up to then.
func rolling(key accountKey, steps []custodyStep) Custody {
	c := newCustody(key, ledger.MassBalanceRolling, steps)
	for i, first := 0, 0; i < len(steps); i++ {
		for steps[i].at.Sub(steps[first].at) >= claimPeriod {
			first++
		}
		var certified, claimed ledger.Amount
		product := 0.0
		for _, s := range steps[first : i+1] {
			certified, product = certified.Plus(s.in), product+s.product
			claimed = claimed.Plus(s.claims[c.Method])
		}
		c.Left = max(0, certified.Kg-claimed.Kg)
		now, ok := steps[i].claims[c.Method]
		if !ok {
			continue
		}
		c.Claimed = c.Claimed.Plus(now)
		share := 0.0
		if product > 0 {
			share = min(1, certified.Kg/product)
		}
		c.beyond(steps[i].event, now, share*steps[i].product, certified)
	}
	return c
}

// credits lets certified stuff of the period be claimed once, the oldest first.
// A site that also claims by rolling average claims those of the same stuff.
func credits(key accountKey, steps []custodyStep) Custody {
	c := newCustody(key, ledger.MassBalanceCredit, steps)
	type credit struct {
		at time.Time
		kg float64
	}
	var held []credit
	for _, s := range steps {
		for len(held) > 0 && s.at.Sub(held[0].at) >= claimPeriod {
			c.Expired += held[0].kg
			held = held[1:]
		}
		held = append(held, credit{s.at, s.in.Kg})
		claim := s.claims[c.Method].Plus(s.claims[ledger.MassBalanceRolling])
		c.Claimed = c.Claimed.Plus(claim)
		short := claim.Kg
		for short > 0 && len(held) > 0 {
			take := min(short, held[0].kg)
			short, held[0].kg = short-take, held[0].kg-take
			if held[0].kg == 0 {
				held = held[1:]
			}
		}
		if claim.Kg > 0 {
			c.beyond(s.event, claim, claim.Kg-short, c.In)
		}
	}
	for _, k := range held {
		c.Left += k.kg
	}
	return c
}

// beyond adds what one event claimed above what it might.
func (c *Custody) beyond(event ledger.EventID, claim ledger.Amount, allowed float64, certified ledger.Amount) {
	over := claim.Kg - allowed
	if over <= 1e-9*claim.Kg {
		return
	}
	sigma := claim.Sigma
	if certified.Kg > 0 {
		sigma = math.Hypot(sigma, allowed*certified.Sigma/certified.Kg)
	}
	c.Over = c.Over.Plus(ledger.Amount{Kg: over, Sigma: sigma})
	c.Events = append(c.Events, event)
}

// custody: more claimed by mass balance than was certified.
func (h *History) custody(Options) []Alarm {
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
