package epcis

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gowebpki/jcs"

	"adit"
	"adit/ledger"
	"adit/ledger/exchange"
)

// Drafts returns one draft for each event of the document, in its order. A
// draft without an event was refused, or says nothing to a ledger: its faults
// say which. The two halves of a move are one draft, at the receiving.
func (d *Document) Drafts(a exchange.Assume) []exchange.Draft {
	r := &reader{assume: a, packed: map[string][]string{}, joined: map[string]string{}}
	out := make([]exchange.Draft, len(d.events))
	for i, s := range d.events {
		out[i] = r.draft(s)
	}
	for i := range out {
		out[i].In = r.joined[out[i].Where]
	}
	for _, half := range r.halves {
		at := half.view.Path
		i := slices.IndexFunc(out, func(d exchange.Draft) bool { return d.Where == at })
		out[i].Refused = append(out[i].Refused, exchange.Refuse(at, "half-move", "hand in shipping and receiving together, or name source and destination, party and location, in one",
			"it does not say who sent %s whence and who received it where", half.lots[0])...)
	}
	return out
}

// reader holds what earlier events of a document say about later ones.
type reader struct {
	assume exchange.Assume
	packed map[string][]string // what lies in a container
	halves []half              // shipments that nobody has received yet
	joined map[string]string   // shipping → receiving
}

func (r *reader) draft(s seen) exchange.Draft {
	v := s.view.Fork()
	d := exchange.Draft{Where: v.Path}
	if text := v.Text(eventKey); text != "" {
		return whole(d, s.raw, text)
	}
	e := r.event(v, s.raw)
	d.Event, d.Lost = e, v.Lost()
	if err := v.Wrong(); err != nil {
		d.Event, d.Refused = nil, faults(v.Path, err)
	}
	return d
}

func whole(d exchange.Draft, raw json.RawMessage, text string) exchange.Draft {
	e, err := exchange.Whole(d.Where, text, withoutContext(raw), func(e *ledger.Event) (any, error) {
		foreign, _, err := event(e)
		return foreign, err
	})
	if err != nil {
		d.Refused = faults(d.Where, err)
		return d
	}
	d.Event, d.Whole = e, true
	return d
}

// withoutContext drops the context of a bare event: checkContext has seen it.
func withoutContext(raw json.RawMessage) json.RawMessage {
	var o map[string]json.RawMessage
	if json.Unmarshal(raw, &o) != nil {
		return raw
	}
	delete(o, "@context")
	text, err := json.Marshal(o)
	if err != nil {
		return raw
	}
	return text
}

func faults(where string, err error) adit.Faults {
	if f, ok := err.(adit.Faults); ok {
		return f
	}
	return exchange.Refuse(where, "event", "ask the sender for the document as it was written", "%v", err)
}

// event reads what no ledger wrote.
func (r *reader) event(v *exchange.View, raw json.RawMessage) *ledger.Event {
	kind := v.Need("type")
	e := &ledger.Event{Format: ledger.Format, Ledger: r.assume.Ledger, ID: eventID(v, raw), Until: v.Time("eventTime")}
	e.From = e.Until
	if zone := v.Need("eventTimeZoneOffset"); zone != "" && !zoneForm.MatchString(zone) {
		v.Fault("eventTimeZoneOffset", "time", "write an offset such as +02:00", "the offset is %.20q", zone)
	}
	if v.Has("errorDeclaration") {
		v.Object("errorDeclaration")
		v.Fault("errorDeclaration", "correction", "record what was really the case as a new event", "it takes an event back, and a ledger takes nothing back")
	}
	v.Skip("@context", "recordTime")
	switch kind {
	case "ObjectEvent":
		e = r.object(v, e)
	case "TransformationEvent":
		r.transformation(v, e)
	case "TransactionEvent":
		e = r.transaction(v, e)
	case "AggregationEvent":
		e = r.aggregation(v)
	default:
		e = nothing(v, "type", "an event of type "+kind+" changes no lot")
	}
	if e != nil {
		v.Done()
	}
	if e != nil && e.Claim == nil {
		v.Lose("eventTime", "state the interval when you record it", "one moment stands for beginning and end")
	}
	return e
}

var zoneForm = regexp.MustCompile(`^[+-](0\d|1[0-4]):[0-5]\d$`)

// eventID names an event: by its own id or, where it has none, by its content,
// so that the same event comes in once.
func eventID(v *exchange.View, raw json.RawMessage) ledger.EventID {
	if id := v.Text("eventID"); id != "" {
		return ledger.EventID(exchange.ID("event", id))
	}
	text, err := jcs.Transform(raw)
	if err != nil {
		text = raw
	}
	return ledger.EventID(fmt.Sprintf("epcis-%x", sha256.Sum256(text)))
}

// nothing is an event that a ledger has nothing to learn from.
func nothing(v *exchange.View, key, why string) *ledger.Event {
	v.Lose(key, "keep the document, and refer to it by hash", "%s", why)
	return nil
}

// word returns a term of the Core Business Vocabulary in its short form; it may
// be written as a word, a web address, a URN or a compact name.
func word(s, web, urn string) string {
	for _, prefix := range []string{"https://ref.gs1.org/cbv/" + web + "-", "cbv:" + web + "-", "urn:epcglobal:cbv:" + urn + ":"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			return rest
		}
	}
	return s
}

func step(v *exchange.View) string { return word(v.Text("bizStep"), "BizStep", "bizstep") }

// site is where an event took place: where the lots are afterwards, else where
// they were read.
func site(v *exchange.View) ledger.SiteID {
	at := place(v, "bizLocation")
	read := place(v, "readPoint")
	if at != "" && read != "" && at != read {
		v.Lose("readPoint", "declare both as sites if the difference matters", "the ledger keeps one site, %s", at)
	}
	if at == "" {
		at = read
	}
	if at == "" {
		v.Fault("bizLocation", "missing", "ask the sender where it was", "neither bizLocation nor readPoint")
	}
	return ledger.SiteID(exchange.ID("site", at))
}

func place(v *exchange.View, key string) string {
	o := v.Object(key)
	if o == nil {
		return ""
	}
	id := o.Need("id")
	o.Done()
	return id
}

// party is who states an event: EPCIS has no word for it.
func (r *reader) party(v *exchange.View) ledger.PartyID {
	if id := v.Text(partyKey); id != "" {
		return ledger.PartyID(exchange.ID("party", id))
	}
	if r.assume.Party == "" {
		v.Fault(partyKey, "missing", "say who states it", "EPCIS names no operator")
	}
	return r.assume.Party
}
