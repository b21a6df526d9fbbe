package balance

import (
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

// A claimed is what a lot claims of its content.
type claimed struct {
	account ledger.Account
	amount  ledger.Amount
}

func claimOf(l *ledger.Lot, element ledger.Element) claimed {
	a, _ := l.Contained(element)
	return claimed{l.Account, ledger.Amount{Kg: a.Kg * l.Claimed(), Sigma: a.Sigma * l.Claimed()}}
}

// A custodyStep is what one event does to the accounts of its site.
type custodyStep struct {
	accountKey
	at    time.Time
	event ledger.EventID
	input float64                          // kg of the element, of all lots
	fresh float64                          // of these, what no earlier step of the site counted
	in    ledger.Amount                    // of fresh, certified
	fit   float64                          // kg of products that may be claimed by account
	claim map[ledger.Account]ledger.Amount // by account, of products
}

// keepCustody notes a step for each element. A lot that the site made itself of
// others was counted when its parts came in, but for what it claimed of the
// atoms; a claim by account that it has passes through, as one does that is
// split or retagged.
func (h *History) keepCustody(e *ledger.Event, inputs []*lotState, outputs []ledger.Lot) {
	lots := make([]*ledger.Lot, len(inputs))
	for i, s := range inputs {
		lots[i] = &s.Lot
	}
	for _, element := range ledger.Elements(lots...) {
		c := custodyStep{accountKey: accountKey{e.Site, element}, at: e.Until, event: e.ID, claim: map[ledger.Account]ledger.Amount{}}
		var passing []claimed
		for _, s := range inputs {
			if through := c.use(s, e.Modify != nil); through.amount.Kg > 0 {
				passing = append(passing, through)
			}
		}
		c.yield(outputs)
		c.pass(passing)
		h.custody = append(h.custody, c)
	}
}

// use counts a lot that goes in, and returns the claim that passes through.
func (c *custodyStep) use(s *lotState, modify bool) (passing claimed) {
	a, _ := s.Contained(c.element)
	own, its := s.home == c.site, claimOf(&s.Lot, c.element)
	c.input += a.Kg
	switch {
	case s.Account == ledger.BookAndClaim: // came without the lot, and goes on without it
		if !own {
			c.fresh += a.Kg
		}
	case own && s.Account.Physical():
		c.fresh, c.in = c.fresh+its.amount.Kg, c.in.Plus(its.amount)
	case own:
		return its
	case modify && !s.Account.Physical():
		c.fresh += a.Kg - its.amount.Kg
		return its
	default:
		c.fresh, c.in = c.fresh+a.Kg, c.in.Plus(its.amount)
	}
	return claimed{}
}

// yield turns what went in into products, and takes off what these claim of the
// atoms.
func (c *custodyStep) yield(outputs []ledger.Lot) {
	var claims []claimed
	for i := range outputs {
		if l := &outputs[i]; !l.Waste {
			a, _ := l.Contained(c.element)
			c.fit += a.Kg
			claims = append(claims, claimOf(l, c.element))
		}
	}
	share := 1.0
	if c.input > 0 {
		share = min(1, c.fit/c.input)
	}
	c.fresh, c.in = c.fresh*share, ledger.Amount{Kg: c.in.Kg * share, Sigma: c.in.Sigma * share}
	for _, k := range claims {
		switch {
		case k.account.Physical():
			c.in = ledger.Amount{Kg: max(0, c.in.Kg-k.amount.Kg), Sigma: math.Hypot(c.in.Sigma, k.amount.Sigma)}
			c.fresh, c.fit = max(0, c.fresh-k.amount.Kg), max(0, c.fit-k.amount.Kg)
		case k.amount.Kg > 0:
			c.claim[k.account] = c.claim[k.account].Plus(k.amount)
		}
	}
}

// pass takes off claims that were made before.
func (c *custodyStep) pass(passing []claimed) {
	for _, k := range passing {
		c.fit = max(0, c.fit-k.amount.Kg)
		if now, ok := c.claim[k.account]; ok {
			c.claim[k.account] = ledger.Amount{Kg: max(0, now.Kg-k.amount.Kg), Sigma: now.Sigma}
		}
	}
}

// Custody returns the accounts of mass balance, by site, element and method: of
// those sites that claim by it.
func (h *History) Custody() []Custody {
	steps := map[accountKey][]custodyStep{}
	methods := map[accountKey]map[ledger.Account]bool{}
	for _, s := range h.custody {
		key := s.accountKey
		steps[key] = append(steps[key], s)
		for method := range s.claim {
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
			certified, product = certified.Plus(s.in), product+s.fresh
			claimed = claimed.Plus(s.claim[c.Method])
		}
		c.Left = max(0, certified.Kg-claimed.Kg)
		now, ok := steps[i].claim[c.Method]
		if !ok {
			continue
		}
		c.Claimed = c.Claimed.Plus(now)
		share := 0.0
		if product > 0 {
			share = min(1, certified.Kg/product)
		}
		c.beyond(steps[i].event, now, share*steps[i].fit, certified)
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
		claim := s.claim[c.Method].Plus(s.claim[ledger.MassBalanceRolling])
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
