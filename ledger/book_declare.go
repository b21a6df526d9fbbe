package ledger

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"
)

// checkDeclare: the registrar declares. A party may add or revoke keys of its
// own, since a stolen key cannot wait for office hours.
func (b *Book) checkDeclare(e *Event) error {
	d := e.Declare
	own := d.Key != nil && d.Key.Party == e.Party || d.Revoke != nil && b.keys[d.Revoke.Key].Party == e.Party
	if b.registrar != "" && e.Party != b.registrar && !own {
		return refuse("$.party", "not-registrar", "let the registrar declare it", "%q declares, the registrar is %q", e.Party, b.registrar)
	}
	switch {
	case d.Key != nil:
		return b.checkKey(d.Key)
	case d.Revoke != nil:
		if _, ok := b.keys[d.Revoke.Key]; !ok {
			return refuse("$.declare.revoke.key", "unknown-key-id", "mend the name", "no key %q", d.Revoke.Key)
		}
	case d.Facility != nil:
		if _, ok := b.parties[d.Facility.Party]; !ok {
			return refuse("$.declare.facility.party", "unknown-party", "declare the party first", "no party %q", d.Facility.Party)
		}
	}
	return nil
}

func (b *Book) checkKey(k *Key) error {
	if _, taken := b.keys[k.ID]; taken {
		return refuse("$.declare.key.id", "key-taken", "give the new key a name of its own", "key %q exists already", k.ID)
	}
	if _, ok := b.parties[k.Party]; !ok && b.registrar != "" {
		return refuse("$.declare.key.party", "unknown-party", "declare the party first", "no party %q", k.Party)
	}
	return nil
}

func (b *Book) applyDeclare(e *Event) {
	switch d := e.Declare; {
	case d.Key != nil:
		if b.registrar == "" {
			b.registrar = e.Party
			b.parties[e.Party] = Party{ID: e.Party, Role: "registrar"}
		}
		b.keys[d.Key.ID] = *d.Key
		b.ring++
	case d.Revoke != nil:
		b.revoked[d.Revoke.Key] = *d.Revoke
		b.ring++
	case d.Party != nil:
		b.parties[d.Party.ID] = *d.Party
	case d.Facility != nil:
		b.addFacility(facilityAt{e.Until, *d.Facility})
	case d.Route != nil:
		b.routes = append(b.routes, *d.Route)
	case d.Register != nil:
		b.registers = append(b.registers, *d.Register)
	}
}

// addFacility keeps the history in the order of time, however it came in.
func (b *Book) addFacility(f facilityAt) {
	all := append(b.facilities[f.ID], f)
	slices.SortStableFunc(all, func(x, y facilityAt) int { return x.since.Compare(y.since) })
	b.facilities[f.ID] = all
}

// Facility returns a site as it was declared at a time. Before its first
// declaration it counts as what that says.
func (b *Book) Facility(id SiteID, at time.Time) (Facility, bool) {
	all := b.facilities[id]
	if len(all) == 0 {
		return Facility{}, false
	}
	now := all[0].Facility
	for _, f := range all[1:] {
		if !f.since.After(at) {
			now = f.Facility
		}
	}
	return now, true
}

// Status returns a mine's at a time, and since when it has it without a break.
func (b *Book) Status(id SiteID, at time.Time) (status Status, since time.Time) {
	for i, f := range b.facilities[id] {
		if i == 0 || !f.since.After(at) && f.Status != status {
			status, since = f.Status, f.since
		}
	}
	return status, since
}

// Name is the ledger's.
func (b *Book) Name() string { return b.name }

// Registrar is the party that declares, or "" in an empty book.
func (b *Book) Registrar() PartyID { return b.registrar }

// Party returns a party that was declared.
func (b *Book) Party(id PartyID) (Party, bool) {
	p, ok := b.parties[id]
	return p, ok
}

// Lot returns a lot that is there.
func (b *Book) Lot(id LotID) (Held, bool) {
	if h, ok := b.lots[id]; ok {
		return *h, true
	}
	return Held{}, false
}

// Lots yields the lots that are there, by id.
func (b *Book) Lots() iter.Seq[Held] {
	return func(yield func(Held) bool) {
		for _, id := range slices.Sorted(maps.Keys(b.lots)) {
			if !yield(*b.lots[id]) {
				return
			}
		}
	}
}

// Sites returns the declared sites, by id.
func (b *Book) Sites() []SiteID { return slices.Sorted(maps.Keys(b.facilities)) }

// Routes returns the declared routes, sorted.
func (b *Book) Routes() []Route {
	return slices.SortedFunc(slices.Values(b.routes), func(x, y Route) int {
		return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To), cmp.Compare(x.Mode, y.Mode), cmp.Compare(x.MinHours, y.MinHours))
	})
}

// Registers returns the declared lines of statistics, sorted.
func (b *Book) Registers() []Register {
	return slices.SortedFunc(slices.Values(b.registers), func(x, y Register) int {
		return cmp.Or(cmp.Compare(x.Country, y.Country), x.From.Compare(y.From), x.Until.Compare(y.Until),
			cmp.Compare(x.Element, y.Element), cmp.Compare(x.Flow, y.Flow), cmp.Compare(x.Name, y.Name), cmp.Compare(x.Kg, y.Kg))
	})
}
