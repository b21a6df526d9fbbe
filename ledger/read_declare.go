package ledger

import (
	"slices"
	"time"

	"adit"
)

func (r *reader) declare(o *object) *Declare {
	d := &Declare{}
	o.Child("party", false, func(c *object) { d.Party = r.party(c) })
	o.Child("key", false, func(c *object) {
		d.Key = &Key{ID: KeyID(r.id(c, "id", true)), Party: PartyID(r.id(c, "party", true)), Public: r.bytes(c, "public", 32)}
	})
	o.Child("revoke", false, func(c *object) {
		d.Revoke = &Revoke{Key: KeyID(r.id(c, "key", true)), Reason: c.Text("reason", true)}
	})
	o.Child("facility", false, func(c *object) { d.Facility = r.facility(c) })
	o.Child("route", false, func(c *object) { d.Route = r.route(c) })
	o.Child("register", false, func(c *object) { d.Register = r.register(c) })
	if len(o.Node.Members) != 1 {
		o.Reader.Fault(o.Node.Path, "kind", "declare one thing an event", "it declares %d things", len(o.Node.Members))
	}
	return d
}

func (r *reader) party(o *object) *Party {
	return &Party{ID: PartyID(r.id(o, "id", true)), Name: o.Text("name", false), Role: o.OneOf("role", Roles, true), Country: r.country(o, "country", false)}
}

// country reads a code of three letters; which codes there are is the atlas's
// affair.
func (r *reader) country(o *object, key string, required bool) adit.PlaceID {
	code := o.Text(key, required)
	letters := !slices.ContainsFunc([]rune(code), func(c rune) bool { return c < 'A' || c > 'Z' })
	if code != "" && (len(code) != 3 || !letters) {
		o.Fault(key, "country", "write an ISO 3166 code of three letters, such as RWA", "%s is %.40q", key, code)
	}
	return adit.PlaceID(code)
}

func (r *reader) facility(o *object) *Facility {
	f := &Facility{ID: SiteID(r.id(o, "id", true)), Party: PartyID(r.id(o, "party", true)), Kind: o.OneOf("kind", FacilityKinds, true)}
	o.Child("place", true, func(c *object) { f.Place = r.place(c) })
	f.Status = Status(o.OneOf("status", Statuses, false))
	if f.Status != "" && f.Kind != "mine" {
		o.Fault("status", "status", "leave it out: mine sites alone have one", "a %s has a status", f.Kind)
	}
	o.Each("capacity", false, func(c *object) {
		k := Capacity{Element: r.element(c), KgPerYear: c.Between("kg_per_year", 0, 1e13, "mass", "kilograms a year, 0 or more", true)}
		f.Capacity = append(f.Capacity, k)
	})
	o.Each("recovery", false, func(c *object) { f.Recovery = append(f.Recovery, r.recovery(c)) })
	if t := o.Time("inspected", false); !t.Equal(time.Time{}) {
		f.Inspected = &t
	}
	return f
}

func (r *reader) place(o *object) Place {
	const remedy = "write degrees, north and east positive"
	return Place{Country: r.country(o, "country", true), Name: o.Text("name", false),
		Lat: o.Between("lat", -90, 90, "place", remedy, false), Lon: o.Between("lon", -180, 180, "place", remedy, false)}
}

func (r *reader) recovery(o *object) Recovery {
	const remedy = "write a fraction from 0 to 1"
	y := Recovery{Process: o.Text("process", true), Element: r.element(o),
		Low: o.Between("low", 0, 1, "share", remedy, true), High: o.Between("high", 0, 1, "share", remedy, true)}
	if y.Low > y.High {
		o.Fault("low", "bounds", "give low ≤ high", "bounds are [%g, %g]", y.Low, y.High)
	}
	return y
}

func (r *reader) route(o *object) *Route {
	return &Route{From: SiteID(r.id(o, "from", true)), To: SiteID(r.id(o, "to", true)), Mode: o.OneOf("mode", Modes, true),
		MinHours: o.Between("min_hours", 0, 1e5, "time", "hours, 0 or more", true)}
}

func (r *reader) register(o *object) *Register {
	g := &Register{Name: o.Text("name", true), Country: r.country(o, "country", true), Partner: r.country(o, "partner", false),
		Flow: o.OneOf("flow", Flows, true), Element: r.element(o), From: o.Time("from", true), Until: o.Time("until", true),
		Kg: o.Between("kg", 0, 1e13, "mass", "masses are kilograms, 0 or more", true), Basis: o.OneOf("basis", Bases, true),
		SigmaKg: o.Between("sigma_kg", 0, 1e13, "uncertainty", "kilograms, 0 or more", false),
		System:  o.OneOf("system", []string{"general", "special"}, false), Source: o.Text("source", true),
		Total: o.Flag("total"), Of: o.Texts("of", false)}
	if !g.From.Before(g.Until) {
		o.Fault("until", "time", "a period ends after it begins", "until is not after from")
	}
	return g
}
