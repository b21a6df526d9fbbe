package ledger

import (
	"fmt"
	"slices"
)

// notStronger refuses outputs that claim more of what is in them than the
// inputs allow. Claims by mass balance, and by book and claim, are of accounts
// over months and not of this step: they are accepted as what the party states,
// and counted in ledger/balance, since one that overdraws is signed evidence.
func notStronger(inputs []*Held, path string, outputs []Lot) error {
	most := strongest(inputs)
	for i := range outputs {
		l := &outputs[i]
		switch {
		case l.Account == ControlledBlending:
			if share := blended(inputs, l); l.Claimed() > share*(1+rounding) {
				return refuse(fmt.Sprintf("%s[%d].certified", path, i), "account", "claim that share or less",
					"lot %q claims %.4g of its content, %.4g of what was mixed is certified", l.ID, l.Claimed(), share)
			}
		case l.Account.Physical() && most.Weaker(l.Account):
			return refuse(fmt.Sprintf("%s[%d].account", path, i), "account", "claim that or less",
				"lot %q claims %q, its inputs allow %q", l.ID, l.Account, most)
		}
	}
	return nil
}

// strongest is the strongest claim for the whole of a mix. Lots of one mine
// stay identity preserved when they are put together.
func strongest(inputs []*Held) Account {
	var accounts []Account
	for _, h := range inputs {
		accounts = append(accounts, h.Account)
	}
	most := Mixed(accounts...)
	oneOrigin := !slices.ContainsFunc(inputs, func(h *Held) bool { return h.Origin == "" || h.Origin != inputs[0].Origin })
	if oneOrigin && most == Segregated && !slices.ContainsFunc(accounts, func(a Account) bool { return a != IdentityPreserved }) {
		return IdentityPreserved
	}
	return most
}

// blended is the share of a mix that is physically certified: the least over
// the elements of the output that all inputs state, or else by dry mass.
func blended(inputs []*Held, output *Lot) float64 {
	least := shareOf(inputs, func(l *Lot) float64 { return l.Mass.Dry().Kg })
	first := true
	for _, c := range output.Content {
		e := c.Element
		if slices.ContainsFunc(inputs, func(h *Held) bool { _, ok := h.Contained(e); return !ok }) {
			continue
		}
		share := shareOf(inputs, func(l *Lot) float64 { a, _ := l.Contained(e); return a.Kg })
		if first || share < least {
			least, first = share, false
		}
	}
	return least
}

func shareOf(inputs []*Held, kg func(*Lot) float64) float64 {
	certified, total := 0.0, 0.0
	for _, h := range inputs {
		total += kg(&h.Lot)
		if h.Account.Physical() {
			certified += h.Claimed() * kg(&h.Lot)
		}
	}
	if total == 0 {
		return 0
	}
	return certified / total
}
