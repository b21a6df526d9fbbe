package ledger

import (
	"errors"
	"maps"
	"slices"
	"time"

	"adit"
)

// AcceptAll adds all events, in order, or none. The errors are those of Accept,
// one for each event, and nil where it would have been accepted. An event that
// was recorded before does no harm to the others.
func (b *Book) AcceptAll(batch []*Prepared, now time.Time) (errs []error, all bool) {
	errs, all = make([]error, len(batch)), true
	var undo []func()
	for i, p := range batch {
		back := b.back(p.Event)
		if errs[i] = b.Accept(p, now); errs[i] != nil {
			all = all && Replayed(errs[i])
			continue
		}
		undo = append(undo, back)
	}
	if !all {
		for _, back := range slices.Backward(undo) {
			back()
		}
	}
	return errs, all
}

// Replayed reports whether an event was refused because it is recorded already.
func Replayed(refusal error) bool {
	var faults adit.Faults
	return errors.As(refusal, &faults) && faults[0].Rule == "replayed"
}

// back returns what takes an event back that is accepted next.
func (b *Book) back(e *Event) func() {
	deed := func() {}
	switch e.Kind() {
	case KindMake:
		deed = b.backReplace(e.Make.Inputs, e.Make.Outputs)
	case KindModify:
		deed = b.backReplace(e.Modify.Inputs, e.Modify.Outputs)
	case KindMove:
		deed = b.backMove(e.Move.Lots)
	case KindClaim:
		if e.Claim.Act == "issue" {
			deed = func() { delete(b.certs, e.Claim.Certificate) }
		}
	case KindDeclare:
		deed = b.backDeclare()
	}
	return func() {
		deed()
		delete(b.seen, shorten(string(e.ID)))
	}
}

func (b *Book) backReplace(inputs []LotID, outputs []Lot) func() {
	held := map[LotID]*Held{}
	for _, id := range inputs {
		held[id] = b.lots[id]
	}
	return func() {
		for _, l := range outputs {
			delete(b.lots, l.ID)
		}
		for id, h := range held {
			b.lots[id] = h
			delete(b.spent, shorten(string(id)))
		}
	}
}

func (b *Book) backMove(lots []LotID) func() {
	held := map[LotID]Held{}
	for _, id := range lots {
		if h, ok := b.lots[id]; ok {
			held[id] = *h
		}
	}
	return func() {
		for id, h := range held {
			*b.lots[id] = h
		}
	}
}

// backDeclare keeps what declarations change whole: it is small. The count of
// changes of keys never goes back, so that no signature that was checked
// against other keys passes.
func (b *Book) backDeclare() func() {
	registrar, routes, registers := b.registrar, b.routes, b.registers
	parties, keys, revoked := maps.Clone(b.parties), maps.Clone(b.keys), maps.Clone(b.revoked)
	facilities := map[SiteID][]facilityAt{}
	for id, all := range b.facilities {
		facilities[id] = slices.Clone(all)
	}
	return func() {
		b.registrar, b.routes, b.registers = registrar, slices.Clip(routes), slices.Clip(registers)
		b.parties, b.keys, b.revoked, b.facilities = parties, keys, revoked, facilities
		b.ring++
	}
}
