package trace

import (
	"adit"
	"adit/ledger"
)

// Traced returns for every lot what share of an element is from sources that
// count, evenly mixed: 1 where all of it is. Lots that state none are left out.
func (g *Graph) Traced(e ledger.Element, counts func(ledger.SiteID) bool) map[ledger.LotID]adit.Share {
	shares := make([]float64, len(g.lots))
	out := map[ledger.LotID]adit.Share{}
	for i := range g.lots { // each after those it is made of
		if g.kg(int32(i), e) == 0 {
			continue
		}
		s := g.steps[g.lots[i].made]
		if len(s.in) == 0 && counts(g.lots[i].site) {
			shares[i] = 1
		}
		for _, j := range s.in {
			shares[i] += shares[j] * g.kg(j, e)
		}
		if total := g.total(s.in, e); total > 0 {
			shares[i] /= total
		}
		out[g.lots[i].ID] = clamp(shares[i])
	}
	return out
}

// Used returns the event that used a lot up; ok is false for a lot that is still
// there, and for one that there never was.
func (g *Graph) Used(id ledger.LotID) (event ledger.EventID, ok bool) {
	i, known := g.index[id]
	if !known || g.lots[i].used == none {
		return "", false
	}
	return g.steps[g.lots[i].used].event, true
}

// At returns a lot as it was last measured, and where and with whom it is or was
// used up.
func (g *Graph) At(id ledger.LotID) (l ledger.Lot, site ledger.SiteID, holder ledger.PartyID, err error) {
	i, ok := g.index[id]
	if !ok {
		_, _, err = g.find(id, "")
		return l, "", "", err
	}
	x := g.lots[i]
	return x.Lot, x.at, x.holder, nil
}
