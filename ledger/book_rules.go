package ledger

import (
	"fmt"
	"slices"
	"time"
)

// usable returns the lots named, which must be there, in the event's party's
// hands and at its site.
func (b *Book) usable(e *Event, path string, ids []LotID) ([]*Held, error) {
	held := make([]*Held, 0, len(ids))
	for i, id := range ids {
		at := fmt.Sprintf("%s[%d]", path, i)
		h, err := b.lot(at, id)
		switch {
		case err != nil:
			return nil, err
		case h.Holder != e.Party:
			return nil, refuse(at, "not-holder", "let the holder record it, or the move to you first", "lot %q is held by %q, not by %q", id, h.Holder, e.Party)
		case h.Site != e.Site:
			return nil, refuse(at, "elsewhere", "record the move first", "lot %q lies at %q, not at %q", id, h.Site, e.Site)
		}
		held = append(held, h)
	}
	return held, nil
}

func (b *Book) lot(at string, id LotID) (*Held, error) {
	if h, ok := b.lots[id]; ok {
		return h, nil
	}
	if _, gone := b.spent[shorten(string(id))]; gone {
		return nil, refuse(at, "spent", "name the lots that it went into", "lot %q was used up before", id)
	}
	return nil, refuse(at, "unknown-lot", "record the event that made it first", "no lot %q", id)
}

// fresh checks that the outputs' names were never used.
func (b *Book) fresh(path string, outputs []Lot) error {
	for i, l := range outputs {
		_, there := b.lots[l.ID]
		if _, gone := b.spent[shorten(string(l.ID))]; there || gone {
			return refuse(fmt.Sprintf("%s[%d].id", path, i), "lot-taken", "give the new lot a name of its own", "lot %q exists already", l.ID)
		}
	}
	return nil
}

// site returns the facility as it stood at a time, which must be declared.
func (b *Book) site(path string, id SiteID, at time.Time) (Facility, error) {
	if f, ok := b.Facility(id, at); ok {
		return f, nil
	}
	return Facility{}, refuse(path, "unknown-site", "let the registrar declare it first", "no site %q", id)
}

func (b *Book) checkMake(e *Event) error {
	f, err := b.site("$.site", e.Site, e.Until)
	if err != nil {
		return err
	}
	if f.Party != e.Party {
		return refuse("$.party", "not-operator", "let the operator record it", "site %q is operated by %q, not by %q", e.Site, f.Party, e.Party)
	}
	inputs, err := b.usable(e, "$.make.inputs", e.Make.Inputs)
	if err != nil {
		return err
	}
	if err := b.fresh("$.make.outputs", e.Make.Outputs); err != nil {
		return err
	}
	if len(inputs) == 0 {
		if f.Kind != "mine" && f.Kind != "recycler" {
			return refuse("$.make.inputs", "no-input", "name what went in; only mines and recyclers make without", "a %s makes out of nothing", f.Kind)
		}
		return nil
	}
	if err := notStronger(inputs, "$.make.outputs", e.Make.Outputs); err != nil {
		return err
	}
	return conserved(lotsOf(inputs), "$.make.outputs", e.Make.Outputs)
}

func (b *Book) checkModify(e *Event) error {
	if _, err := b.site("$.site", e.Site, e.Until); err != nil {
		return err
	}
	inputs, err := b.usable(e, "$.modify.inputs", e.Modify.Inputs)
	if err != nil {
		return err
	}
	outputs := e.Modify.Outputs
	if err := b.fresh("$.modify.outputs", outputs); err != nil {
		return err
	}
	for i, l := range outputs {
		if other := slices.IndexFunc(inputs, func(h *Held) bool { return h.Material != l.Material }); other >= 0 {
			return refuse(fmt.Sprintf("$.modify.outputs[%d].material", i), "material", "record a make if the material changes",
				"%s turns %q into %q", e.Modify.Action, inputs[other].Material, l.Material)
		}
	}
	if err := notStronger(inputs, "$.modify.outputs", outputs); err != nil {
		return err
	}
	if err := conservedDry(lotsOf(inputs), "$.modify.outputs", outputs); err != nil {
		return err
	}
	return conserved(lotsOf(inputs), "$.modify.outputs", outputs)
}

func (b *Book) checkMove(e *Event) error {
	if _, err := b.site("$.site", e.Site, e.From); err != nil {
		return err
	}
	if _, err := b.site("$.move.to_site", e.Move.ToSite, e.Until); err != nil {
		return err
	}
	if _, ok := b.parties[e.Move.To]; !ok {
		return refuse("$.move.to", "unknown-party", "let the registrar declare it first", "no party %q", e.Move.To)
	}
	if _, err := b.usable(e, "$.move.lots", e.Move.Lots); err != nil {
		return err
	}
	for i, w := range e.Move.Received {
		sent := b.lots[w.Lot].Lot
		got := sent
		got.Mass = w.Mass
		if w.Content != nil {
			got.Content = w.Content
		}
		at := fmt.Sprintf("$.move.received[%d]", i)
		if err := conservedDry([]*Lot{&sent}, at, []Lot{got}); err != nil {
			return err
		}
		if err := conserved([]*Lot{&sent}, at, []Lot{got}); err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) checkStocktake(e *Event) error {
	f, err := b.site("$.site", e.Site, e.Until)
	if err != nil {
		return err
	}
	if f.Party != e.Party && b.parties[e.Party].Role != "auditor" {
		return refuse("$.party", "not-operator", "let the operator or an auditor count", "%q neither operates %q nor is an auditor", e.Party, e.Site)
	}
	return nil
}

// checkClaim does not count claims: they make no mass, and one that is spent
// twice, signed by who did it, is evidence worth keeping. ledger/balance
// counts.
func (b *Book) checkClaim(e *Event) error {
	c := e.Claim
	h, err := b.lot("$.claim.lot", c.Lot)
	if err != nil {
		return err
	}
	issued, known := b.certs[c.Certificate]
	switch {
	case c.Act == "issue" && b.parties[e.Party].Role != "issuer":
		return refuse("$.party", "not-issuer", "let the scheme that certifies issue it", "%q is no issuer", e.Party)
	case c.Act == "issue" && known:
		return refuse("$.claim.certificate", "certificate-taken", "give each certificate its own number", "certificate %q was issued before", c.Certificate)
	case c.Act == "issue":
		return nil
	case !known:
		return refuse("$.claim.certificate", "unknown-certificate", "record its issue first", "no certificate %q", c.Certificate)
	case issued.Element != c.Element:
		return refuse("$.claim.element", "element", "spend it on the element it is for", "certificate %q is for %s", c.Certificate, issued.Element)
	case h.Holder != e.Party:
		return refuse("$.party", "not-holder", "let the holder of the lot spend it", "lot %q is held by %q", c.Lot, h.Holder)
	}
	return nil
}
