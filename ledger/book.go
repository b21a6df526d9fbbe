package ledger

import (
	"crypto/sha256"
	"fmt"
	"time"

	"adit"
)

// A Book is what follows from the events accepted so far. It is not for
// concurrent use.
type Book struct {
	name      string
	registrar PartyID

	parties    map[PartyID]Party
	keys       map[KeyID]Key
	revoked    map[KeyID]Revoke
	ring       int // grows whenever keys change
	copied     *Ring
	facilities map[SiteID][]facilityAt
	routes     []Route
	registers  []Register
	certs      map[string]Claim // by certificate: how it was issued

	lots  map[LotID]*Held // those that are there
	seen  map[short]gist  // event id → what it said
	spent map[short]struct{}
}

// short is a hash cut to 12 bytes, and gist to 4: a ledger of ten million
// events keeps a name for each. That two of 2⁴⁰ names meet has a chance of
// 2⁻¹⁷, and would refuse one of them; gist only tells which of two refusals to
// give.
type (
	short [12]byte
	gist  [4]byte
)

func shorten(s string) short {
	h := sha256.Sum256([]byte(s))
	return short(h[:12])
}

type facilityAt struct {
	since time.Time
	Facility
}

// Held is a lot that is there: made, and not used up.
type Held struct {
	Lot
	Holder PartyID
	Site   SiteID
	Origin SiteID // the one mine that all of it is from, or ""
	Since  time.Time
}

// NewBook returns the empty book of a ledger.
func NewBook(name string) *Book {
	return &Book{
		name: name, parties: map[PartyID]Party{}, keys: map[KeyID]Key{}, revoked: map[KeyID]Revoke{},
		facilities: map[SiteID][]facilityAt{}, certs: map[string]Claim{},
		lots: map[LotID]*Held{}, seen: map[short]gist{}, spent: map[short]struct{}{},
	}
}

// Skew is how far the clocks of two parties may differ.
const Skew = 5 * time.Minute

// Accept adds an event to the book, or refuses it: the error is adit.Faults
// with the first rule that is broken, and the book is unchanged.
func (b *Book) Accept(p *Prepared, now time.Time) error {
	e := p.Event
	if err := b.admit(p, now); err != nil {
		return err
	}
	if err := b.check(e); err != nil {
		return err
	}
	b.seen[shorten(string(e.ID))] = gist(p.Hash[:4])
	b.apply(e)
	return nil
}

// admit checks what does not depend on the kind of event.
func (b *Book) admit(p *Prepared, now time.Time) error {
	e := p.Event
	if e.Ledger != b.name {
		return refuse("$.ledger", "ledger", "record it where it was meant for", "it is meant for ledger %q, this is %q", e.Ledger, b.name)
	}
	if said, ok := b.seen[shorten(string(e.ID))]; ok {
		if said == gist(p.Hash[:4]) {
			return refuse("$.id", "replayed", "nothing: it is recorded already", "event %s was recorded before", e.ID)
		}
		return refuse("$.id", "id-taken", "give the new event an id of its own", "id %s is that of another event", e.ID)
	}
	if e.Until.After(now.Add(Skew)) {
		return refuse("$.until", "future", "record what has happened, or set the clock", "it ends %s, now is %s", stamp(e.Until), stamp(now))
	}
	return b.signed(p)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// signed verifies signatures, unless that was done against these very keys.
func (b *Book) signed(p *Prepared) error {
	if p.replayed || p.verified == b.ring && b.ring > 0 {
		return nil
	}
	ring := b.keys
	if b.registrar == "" {
		k := genesis(p.Event)
		if k == nil {
			return refuse("$", "genesis", "declare the registrar's key first, signed by itself", "the first event of a ledger declares its registrar's key")
		}
		ring = map[KeyID]Key{k.ID: *k}
	}
	return p.Event.verify(p.text, ring, b.revoked)
}

// genesis returns the key of a ledger's first event.
func genesis(e *Event) *Key {
	if e.Declare == nil || e.Declare.Key == nil || e.Declare.Key.Party != e.Party {
		return nil
	}
	return e.Declare.Key
}

// check applies the rules of the kind.
func (b *Book) check(e *Event) error {
	switch e.Kind() {
	case KindMake:
		return b.checkMake(e)
	case KindMove:
		return b.checkMove(e)
	case KindModify:
		return b.checkModify(e)
	case KindStocktake:
		return b.checkStocktake(e)
	case KindClaim:
		return b.checkClaim(e)
	case KindDeclare:
		return b.checkDeclare(e)
	}
	return refuse("$", "kind", "give exactly one of make, move, modify, stocktake, claim, declare", "it is not clear what the event does")
}

func (b *Book) apply(e *Event) {
	switch e.Kind() {
	case KindMake:
		b.replace(e, e.Make.Inputs, e.Make.Outputs)
	case KindModify:
		b.replace(e, e.Modify.Inputs, e.Modify.Outputs)
	case KindMove:
		b.applyMove(e)
	case KindClaim:
		if e.Claim.Act == "issue" {
			b.certs[e.Claim.Certificate] = *e.Claim
		}
	case KindDeclare:
		b.applyDeclare(e)
	}
}

// replace uses lots up and puts others in their place.
func (b *Book) replace(e *Event, inputs []LotID, outputs []Lot) {
	origin := b.origin(e, inputs)
	for _, id := range inputs {
		delete(b.lots, id)
		b.spent[shorten(string(id))] = struct{}{}
	}
	for _, l := range outputs {
		b.lots[l.ID] = &Held{Lot: l, Holder: e.Party, Site: e.Site, Origin: origin, Since: e.Until}
	}
}

// origin is the one mine that lots are from, or "".
func (b *Book) origin(e *Event, inputs []LotID) SiteID {
	if len(inputs) == 0 {
		return e.Site
	}
	origin := b.lots[inputs[0]].Origin
	for _, id := range inputs[1:] {
		if b.lots[id].Origin != origin {
			return ""
		}
	}
	return origin
}

func (b *Book) applyMove(e *Event) {
	for _, id := range e.Move.Lots {
		h := b.lots[id]
		h.Holder, h.Site, h.Since = e.Move.To, e.Move.ToSite, e.Until
	}
	for _, w := range e.Move.Received {
		h := b.lots[w.Lot]
		h.Mass = w.Mass
		if w.Content != nil {
			h.Content = w.Content
		}
	}
}

func refuse(path, rule, remedy, format string, args ...any) error {
	return adit.Faults{{Where: path, Rule: rule, Severity: adit.Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy}}
}

// Replay adds an event of a log that was read intact: its signatures and its
// time were checked when it was recorded.
func (b *Book) Replay(p *Prepared) error {
	trusted := *p
	trusted.replayed = true
	return b.Accept(&trusted, p.Event.Until)
}
