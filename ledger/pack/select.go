package pack

import (
	"slices"

	"adit/ledger"
)

// involved collects the parties and sites of events.
type involved struct {
	parties map[ledger.PartyID]bool
	sites   map[ledger.SiteID]bool
	lots    map[ledger.LotID]bool
}

// Select chooses what a lot's pack needs of a ledger: its past, claims on its
// lots and counts at its sites, and what was declared of the parties and sites
// that they name.
func Select(events []*ledger.Event, past []ledger.EventID) (keep []int, sites []ledger.SiteID) {
	in := involved{map[ledger.PartyID]bool{}, map[ledger.SiteID]bool{}, map[ledger.LotID]bool{}}
	wanted := map[ledger.EventID]bool{}
	for _, id := range past {
		wanted[id] = true
	}
	chosen := make([]bool, len(events))
	for i, e := range events {
		if wanted[e.ID] {
			chosen[i] = true
			in.event(e)
		}
	}
	certificates := map[string]bool{}
	for i, e := range events {
		if c := e.Claim; c != nil && in.lots[c.Lot] && (c.Act == "issue" || certificates[c.Certificate]) {
			chosen[i] = true
			certificates[c.Certificate] = true // one whose issue is elsewhere cannot be judged here
			in.event(e)
		}
	}
	for i, e := range events {
		if e.Declare != nil && (i == 0 || in.declares(e.Declare)) {
			chosen[i] = true
		}
	}
	for i, yes := range chosen {
		if yes {
			keep = append(keep, i)
		}
	}
	for s := range in.sites {
		sites = append(sites, s)
	}
	slices.Sort(sites)
	return keep, sites
}

func (in involved) event(e *ledger.Event) {
	in.parties[e.Party] = true
	if e.Site != "" {
		in.sites[e.Site] = true
	}
	switch e.Kind() {
	case ledger.KindMove:
		in.parties[e.Move.To], in.sites[e.Move.ToSite] = true, true
	case ledger.KindMake:
		in.made(e.Make.Outputs)
	case ledger.KindModify:
		in.made(e.Modify.Outputs)
	}
}

func (in involved) made(lots []ledger.Lot) {
	for _, l := range lots {
		in.lots[l.ID] = true
	}
}

func (in involved) declares(d *ledger.Declare) bool {
	switch {
	case d.Party != nil:
		return in.parties[d.Party.ID]
	case d.Key != nil:
		return in.parties[d.Key.Party]
	case d.Revoke != nil:
		return true // of a key that may have signed one of them
	case d.Facility != nil:
		return in.sites[d.Facility.ID]
	}
	return false
}
