package ledger

import (
	"encoding/base64"
	"fmt"
	"math"
	"slices"

	"adit/internal/strictjson"
)

// MaxEvent bounds an event's bytes: a log entry's length has 16 bits in the
// tile format (c2sp.org/tlog-tiles).
const MaxEvent = 1<<16 - 1

// ReadEvent reads an event. The error is adit.Faults: every fault of its form
// at once. Whether it may happen is for a Book to say.
func ReadEvent(data []byte) (*Event, error) {
	r := &reader{}
	if len(data) > MaxEvent {
		r.Fault("$", "size", "split the event, or refer to documents by hash", "is %d bytes, the most is %d", len(data), MaxEvent)
		return nil, r.Faults
	}
	root, faults := strictjson.Parse(data)
	if faults != nil {
		return nil, faults
	}
	e := &Event{}
	if o := r.Object(root); o != nil {
		r.event(o, e)
		o.Done()
	}
	if err := r.Faults.Err(); err != nil {
		return nil, err
	}
	return e, nil
}

type reader struct{ strictjson.Reader }

type object = strictjson.Obj

func (r *reader) event(o *object, e *Event) {
	e.Format = o.OneOf("format", []string{Format}, true)
	e.Ledger = o.Text("ledger", true)
	e.ID = EventID(r.id(o, "id", true))
	e.From, e.Until = o.Time("from", true), o.Time("until", true)
	if e.Until.Before(e.From) {
		o.Fault("until", "time", "an event ends after it begins", "until is before from")
	}
	e.Party = PartyID(r.id(o, "party", true))
	e.Site = SiteID(r.id(o, "site", o.Has("make", "move", "modify", "stocktake")))
	o.Child("make", false, func(c *object) { e.Make = r.make(c) })
	o.Child("move", false, func(c *object) { e.Move = r.move(c) })
	o.Child("modify", false, func(c *object) { e.Modify = r.modify(c) })
	o.Child("stocktake", false, func(c *object) { e.Stocktake = r.stocktake(c) })
	o.Child("claim", false, func(c *object) { e.Claim = r.claim(c) })
	o.Child("declare", false, func(c *object) { e.Declare = r.declare(c) })
	if e.Kind() == "" {
		o.Reader.Fault("$", "kind", "give exactly one of make, move, modify, stocktake, claim, declare", "it is not clear what the event does")
	}
	o.Each("documents", false, func(c *object) { e.Documents = append(e.Documents, r.document(c)) })
	o.Each("sealed", false, func(c *object) { e.Sealed = append(e.Sealed, r.sealed(c)) })
	o.Each("signatures", false, func(c *object) { e.Signatures = append(e.Signatures, r.signature(c)) })
}

// id reads a name that is printed, sorted and used in paths: no control
// characters, no spaces at its ends, at most 200 bytes.
func (r *reader) id(o *object, key string, required bool) string {
	id := o.Text(key, required)
	if !validID(id) {
		o.Fault(key, "id", "write a name without control characters and spaces at its ends, at most 200 bytes", "%s is %.40q", key, id)
		return ""
	}
	return id
}

func validID(id string) bool {
	for _, c := range id {
		if c < ' ' || c == 0x7f || c >= 0x202a && c <= 0x202e { // and no text that runs backwards
			return false
		}
	}
	return len(id) <= 200 && (id == "" || id[0] != ' ' && id[len(id)-1] != ' ')
}

func (r *reader) lots(o *object, key string, required bool) []LotID {
	var ids []LotID
	for _, id := range o.Texts(key, required) {
		if !validID(id) {
			o.Fault(key, "id", "write the lot's name as it was made", "%.40q is no id", id)
		}
		ids = append(ids, LotID(id))
	}
	if required && len(ids) == 0 && o.Get(key) != nil {
		o.Fault(key, "missing", "name at least one lot", "no lots")
	}
	return ids
}

func (r *reader) make(o *object) *Make {
	return &Make{Process: o.Text("process", true), Inputs: r.lots(o, "inputs", false), Outputs: r.outputs(o)}
}

func (r *reader) move(o *object) *Move {
	m := &Move{To: PartyID(r.id(o, "to", true)), ToSite: SiteID(r.id(o, "to_site", true)), Lots: r.lots(o, "lots", true), Mode: o.OneOf("mode", Modes, false)}
	o.Each("received", false, func(c *object) {
		w := Weighed{Lot: LotID(r.id(c, "lot", true)), Mass: r.mass(c), Content: r.content(c)}
		if !slices.Contains(m.Lots, w.Lot) {
			c.Fault("lot", "dangling-id", "a lot received is one that was sent", "lot %q is not in this move", w.Lot)
		}
		m.Received = append(m.Received, w)
	})
	return m
}

func (r *reader) modify(o *object) *Modify {
	actions := []string{string(Aggregate), string(Split), string(Blend), string(Retag)}
	m := &Modify{Action: Action(o.OneOf("action", actions, true)), Inputs: r.lots(o, "inputs", true), Outputs: r.outputs(o)}
	one := map[Action][2]bool{Aggregate: {false, true}, Split: {true, false}, Blend: {false, true}, Retag: {true, true}}[m.Action]
	if one[0] && len(m.Inputs) > 1 {
		o.Fault("inputs", "shape", "use one event for each", "%s has %d inputs, not one", m.Action, len(m.Inputs))
	}
	if one[1] && len(m.Outputs) > 1 {
		o.Fault("outputs", "shape", "use one event for each", "%s has %d outputs, not one", m.Action, len(m.Outputs))
	}
	return m
}

func (r *reader) outputs(o *object) []Lot {
	var lots []Lot
	o.Each("outputs", true, func(c *object) {
		l := r.lot(c)
		if slices.ContainsFunc(lots, func(k Lot) bool { return k.ID == l.ID }) {
			c.Fault("id", "duplicate-id", "give each lot its own id", "lot %q is made twice", l.ID)
		}
		lots = append(lots, l)
	})
	if lots == nil {
		o.Fault("outputs", "no-output", "what only takes is no event of its own", "no lot comes out")
	}
	return lots
}

func (r *reader) lot(o *object) Lot {
	l := Lot{ID: LotID(r.id(o, "id", true)), Material: r.id(o, "material", true), Mass: r.mass(o), Content: r.content(o),
		Tags: o.Texts("tags", false), Waste: o.Flag("waste")}
	l.Account = Account(o.OneOf("account", accountNames(), false))
	if o.Has("certified") {
		l.Certified = o.Between("certified", math.SmallestNonzeroFloat64, 1, "share", "write the share of the lot that is claimed; leave account out for none", false)
		if !l.Account.Shared() {
			o.Fault("certified", "share", "leave certified out, or claim a model that blends", "a claim of %q is of the whole lot or of nothing", l.Account)
		}
	}
	return l
}

func accountNames() []string {
	names := make([]string, len(Accounts))
	for i, a := range Accounts {
		names[i] = string(a)
	}
	return names
}

// maxKg is more than any lot weighs: a bulk carrier holds 400,000 t.
const maxKg = 4e8

func (r *reader) mass(o *object) Mass {
	var m Mass
	o.Child("mass", true, func(c *object) {
		m.Kg = c.Between("kg", 0, maxKg, "mass", "masses are kilograms, 0 to 400,000,000", true)
		m.SigmaKg = r.sigma(c, "sigma_kg", m.Kg)
		m.Moisture = c.Between("moisture", 0, 1, "share", "write a fraction from 0 to 1", false)
		m.MoistureSigma = c.Between("moisture_sigma", 0, 0.5, "share", "write a fraction from 0 to 0.5", false)
	})
	return m
}

// vague is the largest relative uncertainty of a measurement that the ledger
// takes: with a larger one, mass could be made within what was stated.
const vague = 0.25

func (r *reader) sigma(o *object, key string, of float64) float64 {
	s, ok := o.Number(key, true)
	if ok && (s < 0 || s > vague*of) {
		o.Fault(key, "uncertainty", fmt.Sprintf("state 0 to %g of the value; weigh or assay again if it is known no better", vague), "%s is %g of %g", key, s, of)
		return 0
	}
	return s
}

func (r *reader) content(o *object) []Content {
	var all []Content
	sum := 0.0
	o.Each("content", false, func(c *object) {
		g := Content{Element: r.element(c), As: c.Text("as", false)}
		g.Grade = c.Between("grade", 0, 1, "grade", "write the mass fraction of dry material, 0 to 1", true)
		g.Sigma = r.sigma(c, "sigma", g.Grade)
		c.Child("assay", false, func(a *object) {
			g.Assay = &Assay{Method: a.Text("method", true), Lab: a.Text("lab", true), Document: r.hash(a, "document", false)}
		})
		if g.As != "" && Fraction(g.Element, g.As) == 0 {
			c.Fault("as", "formula", "write a plain formula that holds the element, such as Ta2O5", "as is %.40q", g.As)
		}
		if slices.ContainsFunc(all, func(k Content) bool { return k.Element == g.Element }) {
			c.Fault("element", "duplicate-id", "state each element once", "%s is stated twice", g.Element)
		}
		sum += g.Grade
		all = append(all, g)
	})
	// Grades in sum may pass 1 by rounding alone.
	if sum > 1.005 {
		o.Fault("content", "grade", "grades are mass fractions and sum to at most 1", "grades sum to %g", sum)
	}
	return all
}

func (r *reader) element(o *object) Element {
	e := Element(o.Text("element", true))
	if e != "" && weights[e] == 0 {
		o.Fault("element", "element", "write a chemical symbol, such as Ta", "element is %.40q", string(e))
	}
	return e
}

func (r *reader) stocktake(o *object) *Stocktake {
	s := &Stocktake{}
	o.Each("counted", true, func(c *object) {
		k := Counted{Element: r.element(c), Kg: c.Between("kg", 0, maxKg, "mass", "masses are kilograms, 0 or more", true)}
		k.SigmaKg = c.Between("sigma_kg", 0, math.Max(vague*k.Kg, 1), "uncertainty", "count again: the ledger takes at most a quarter", true)
		if slices.ContainsFunc(s.Counted, func(x Counted) bool { return x.Element == k.Element }) {
			c.Fault("element", "duplicate-id", "count each element once", "%s is counted twice", k.Element)
		}
		s.Counted = append(s.Counted, k)
	})
	if s.Counted == nil && o.Get("counted") != nil {
		o.Fault("counted", "missing", "count at least one element, 0 kg where there is none", "nothing was counted")
	}
	return s
}

func (r *reader) claim(o *object) *Claim {
	c := &Claim{Act: o.OneOf("act", []string{"issue", "spend"}, true), Certificate: r.id(o, "certificate", true)}
	c.Account = Account(o.OneOf("account", accountNames(), true))
	c.Element = r.element(o)
	c.Kg = o.Between("kg", 0, maxKg, "mass", "masses are kilograms, 0 or more", true)
	c.Lot = LotID(r.id(o, "lot", true))
	return c
}

func (r *reader) document(o *object) Document {
	return Document{SHA256: r.hash(o, "sha256", true), Title: o.Text("title", true), Media: o.Text("media", false)}
}

func (r *reader) hash(o *object, key string, required bool) string {
	h := o.Text(key, required)
	if h != "" && !isHash(h) {
		o.Fault(key, "hash", "write SHA-256 as 64 hex digits in lower case", "%s is %.80q", key, h)
	}
	return h
}

func isHash(h string) bool {
	for _, c := range h {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(h) == 64
}

func (r *reader) signature(o *object) Signature {
	return Signature{Key: KeyID(r.id(o, "key", true)), Sig: r.bytes(o, "sig", 64)}
}

// bytes reads base64 of n bytes.
func (r *reader) bytes(o *object, key string, n int) []byte {
	text := o.Text(key, true)
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if text != "" && (err != nil || len(b) != n) {
		o.Fault(key, "base64", fmt.Sprintf("write %d bytes in base64", n), "%s is not that", key)
		return nil
	}
	return b
}
