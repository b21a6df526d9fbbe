package epcis_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"adit"
	"adit/internal/importtest"
	"adit/ledger"
	"adit/ledger/datapack"
	"adit/ledger/epcis"
	"adit/ledger/exchange"
	"adit/ledger/ledgertest"
)

var header = epcis.Header{ID: "https://acme.example/epcis/1", Created: ledgertest.Start}

// chain has an event of every kind, and lots whose names are not URIs.
func chain(t testing.TB) *ledgertest.Chain {
	c := ledgertest.New("example.org/tin")
	c.Site("pit one", "miner", "mine", "RWA")
	c.Site("acme/smelter", "acme", "smelter", "RWA")
	c.Party("scheme", "issuer")
	c.Mine("pit one", "lot-1", 1000, "Sn", 0.6)
	c.Move("pit one", "acme/smelter", "lot-1")
	c.Modify("acme/smelter", ledger.Split, []ledger.LotID{"lot-1"}, ledgertest.Stuff("lot-1a", "concentrate", 400, "Sn", 0.6), ledgertest.Stuff("lot-1b", "concentrate", 600, "Sn", 0.6))
	slag := ledgertest.Stuff("slag", "tin/slag", 200, "Sn", 0.03)
	slag.Waste = true
	c.Make("acme/smelter", "smelting", []ledger.LotID{"lot-1b"}, ledgertest.Stuff("https://acme.example/lot/2", "tin/metal", 350, "Sn", 0.999), slag)
	c.Count("acme/smelter", "Sn", 580, 5)
	c.Count("acme/smelter", "Ta", 0, 0)
	c.Add(&ledger.Event{ID: "cert", Party: "scheme", Claim: &ledger.Claim{Act: "issue", Certificate: "C 1", Account: ledger.BookAndClaim, Element: "Sn", Kg: 10, Lot: "slag"}}, "scheme")
	sealed, _, err := ledger.Seal("sealed", "auditor", "x", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c.Add(&ledger.Event{ID: "sealed", Party: "acme", Site: "acme/smelter", Sealed: []ledger.Sealed{sealed}, Stocktake: &ledger.Stocktake{
		Counted: []ledger.Counted{{Element: "W"}}}}, "acme")
	if _, err := c.Book(); err != nil {
		t.Fatal(err)
	}
	return c
}

func deeds(c *ledgertest.Chain) (out []*ledger.Event) {
	for _, e := range c.Events {
		if epcis.Expressible(e) {
			out = append(out, e)
		}
	}
	return out
}

func read(t testing.TB, text []byte) *epcis.Document {
	t.Helper()
	d, err := epcis.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Written events are read back to the byte, signatures included, whether they
// are captured, answered to a query or sent one by one. What EPCIS itself does
// not say is listed.
func TestRoundTrip(t *testing.T) {
	events := deeds(chain(t))
	query := header
	query.Query = "SimpleEventQuery"
	for _, h := range []epcis.Header{header, query} {
		text, lost, err := epcis.Write(events, h)
		if err != nil {
			t.Fatal(err)
		}
		d := read(t, text)
		drafts := d.Drafts(exchange.Assume{})
		if d.Query != h.Query || len(drafts) != len(events) || len(d.Lost) > 0 {
			t.Fatalf("%d drafts, query %q, lost %v", len(drafts), d.Query, d.Lost)
		}
		for i, one := range drafts {
			same(t, one, events[i])
		}
		if text := lost.Error(); !strings.Contains(text, "$.epcisBody.eventList[0].quantityList[0]: lost: its grades") {
			t.Error(text)
		}
	}
	for _, e := range events {
		text, _, err := epcis.WriteEvent(e)
		if err != nil {
			t.Fatal(err)
		}
		same(t, read(t, text).Drafts(exchange.Assume{})[0], e)
	}
}

func same(t *testing.T, d exchange.Draft, e *ledger.Event) {
	t.Helper()
	if d.Event == nil {
		t.Errorf("%s: %v", e.ID, d.Refused)
		return
	}
	want, _ := e.JSON()
	if got, _ := d.Event.JSON(); !d.Whole || len(d.Lost) > 0 || !bytes.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func schema(t *testing.T) *datapack.Schema {
	t.Helper()
	p, err := datapack.Open(importtest.Shared(t, "vectors/gs1-epcis-2.0"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.Schema("EPCIS-JSON-Schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWrittenFitsSchema(t *testing.T) {
	s := schema(t)
	events := deeds(chain(t))
	query := header
	query.Query = "SimpleEventQuery"
	for _, h := range []epcis.Header{header, query} {
		text, _, err := epcis.Write(events, h)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Check(text); err != nil {
			t.Error(err)
		}
	}
}

// A number changed outside contradicts the event inside, and that event alone
// is refused.
func TestContradiction(t *testing.T) {
	text, _, _ := epcis.Write(deeds(chain(t)), header)
	bad := bytes.Replace(text, []byte(`"quantity": 350`), []byte(`"quantity": 400`), 1)
	if bytes.Equal(bad, text) {
		t.Fatal("nothing to change")
	}
	for i, d := range read(t, bad).Drafts(exchange.Assume{}) {
		switch {
		case i == 3 && (d.Event != nil || len(d.Refused) != 1 || d.Refused[0].Rule != "contradiction" || d.Refused[0].Where != "$.epcisBody.eventList[3]"):
			t.Errorf("%+v", d)
		case i != 3 && !d.Whole:
			t.Errorf("%d: %v", i, d.Refused)
		}
	}
}

// Without the event inside, what EPCIS says survives.
func TestPlainForm(t *testing.T) {
	events := deeds(chain(t))
	text, _, _ := epcis.Write(events, header)
	plain := strings.ReplaceAll(string(text), "urn:adit:event:1", "urn:x:unknown")
	drafts := read(t, []byte(plain)).Drafts(exchange.Assume{Ledger: "example.org/tin", Sigma: 0.01})
	for i, d := range drafts {
		if d.Event == nil {
			t.Fatalf("%s: %v %v", events[i].ID, d.Refused, d.Lost)
		}
		if e := events[i]; d.Whole || d.Event.ID != e.ID || d.Event.Site != e.Site || d.Event.Party != e.Party || d.Event.Kind() != e.Kind() || len(d.Lost) == 0 {
			t.Errorf("%+v of %+v", d.Event, e)
		}
	}
	if got := drafts[3].Event.Make; got.Process != "smelting" || got.Inputs[0] != "lot-1b" || got.Outputs[0].Mass != (ledger.Mass{Kg: 350, SigmaKg: 3.5}) {
		t.Errorf("%+v", got)
	}
	if m := drafts[1].Event.Move; m.To != "acme" || m.ToSite != "acme/smelter" || m.Lots[0] != "lot-1" {
		t.Errorf("%+v", m)
	}
	if c := drafts[6].Event.Claim; *c != *events[6].Claim {
		t.Errorf("%+v", c)
	}
	if s := drafts[4].Event.Stocktake; s.Counted[0] != (ledger.Counted{Element: "Sn", Kg: 580, SigmaKg: 5.8}) {
		t.Errorf("%+v", s)
	}
}

// GS1's own documents and those of OpenEPCIS: what becomes of each event.
// Nothing is passed over in silence, and what is refused is refused by rule.
func TestPublishedDocuments(t *testing.T) {
	var b strings.Builder
	n := 0
	for _, dir := range []string{"gs1-epcis-2.0/JSON", "openepcis"} {
		root := importtest.Shared(t, "vectors/"+dir)
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			rel, _ := filepath.Rel(root, name)
			n++
			verdict(t, &b, dir+"/"+filepath.ToSlash(rel), name)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n != 47+38+5 {
		t.Errorf("%d documents", n)
	}
	golden(t, "testdata/published.txt", b.String())
}

func verdict(t *testing.T, b *strings.Builder, label, name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(b, "%s\n", label)
	d, err := epcis.Read(bytes.NewReader(text))
	if err != nil {
		fmt.Fprintf(b, "  unread: %v\n", strings.ReplaceAll(err.Error(), "\n", "\n  "))
		return
	}
	for _, one := range d.Drafts(exchange.Assume{Ledger: "x", Sigma: 0.01, Party: "us"}) {
		switch {
		case one.Event != nil:
			fmt.Fprintf(b, "  %s: %s, %d losses\n", one.Where, one.Event.Kind(), len(one.Lost))
		case len(one.Refused) > 0:
			fmt.Fprintf(b, "  %s: refused: %s: %s\n", one.Where, one.Refused[0].Rule, one.Refused[0].What)
		case len(one.Lost) > 0:
			fmt.Fprintf(b, "  %s: nothing: %s\n", one.Where, one.Lost[len(one.Lost)-1].What)
		default:
			t.Errorf("%s %s: passed over in silence", label, one.Where)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if flag.Lookup("update").Value.String() == "true" { // of importtest
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil || string(want) != got {
		t.Errorf("%s is not what it was (-update writes it anew): %v\n%s", name, err, got)
	}
}

const doc = `{"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"%s], "type": "EPCISDocument", "schemaVersion": "2.0",
 "creationDate": "2026-01-01T00:00:00Z", "epcisBody": {"eventList": [%s]}}`

// event writes one of another hand.
func event(members string) string {
	return `{"eventID": "urn:x:1", "eventTime": "2026-01-02T00:00:00Z", "eventTimeZoneOffset": "+01:00", ` + members + `}`
}

func drafts(t *testing.T, events ...string) []exchange.Draft {
	t.Helper()
	return read(t, fmt.Appendf(nil, doc, "", strings.Join(events, ",\n"))).Drafts(exchange.Assume{Ledger: "x", Sigma: 0.01, Party: "us"})
}

// A shipping and the receiving of the same lots are one move, also where they
// went in a box that was packed before.
func TestTwoHalvesOfAMove(t *testing.T) {
	pack := event(`"type": "AggregationEvent", "action": "ADD", "parentID": "urn:x:box", "childEPCs": ["urn:x:a", "urn:x:b"]`)
	ship := event(`"type": "ObjectEvent", "action": "OBSERVE", "bizStep": "urn:epcglobal:cbv:bizstep:shipping", "epcList": ["urn:x:box"], "readPoint": {"id": "urn:x:here"},
	 "sourceList": [{"type": "possessing_party", "source": "urn:x:me"}]`)
	receive := strings.Replace(event(`"type": "ObjectEvent", "action": "OBSERVE", "bizStep": "https://ref.gs1.org/cbv/BizStep-receiving", "epcList": ["urn:x:b", "urn:x:a"],
	 "bizLocation": {"id": "urn:x:there"}, "destinationList": [{"type": "cbv:SDT-possessing_party", "destination": "urn:x:you"}]`), "01-02", "01-05", 1)
	d := drafts(t, pack, ship, receive)
	e := d[2].Event
	if d[1].In != d[2].Where {
		t.Errorf("the shipping is a part of %q", d[1].In)
	}
	if e == nil || d[0].Event != nil || d[1].Event != nil || len(d[1].Refused) > 0 {
		t.Fatalf("%+v", d)
	}
	if e.Party != "urn:x:me" || e.Site != "urn:x:here" || e.Move.To != "urn:x:you" || e.Move.ToSite != "urn:x:there" || len(e.Move.Lots) != 2 || e.Until.Sub(e.From).Hours() != 72 {
		t.Errorf("%+v %+v", e, e.Move)
	}
	for i, alone := range []string{ship, receive} {
		if d := drafts(t, alone)[0]; d.Event != nil || len(d.Refused) != 1 || d.Refused[0].Rule != "half-move" {
			t.Errorf("%d: %+v", i, d)
		}
	}
}

// Each bad event is refused by its rule.
func TestRefused(t *testing.T) {
	made := `"type": "ObjectEvent", "action": "ADD", "bizStep": "commissioning", "readPoint": {"id": "urn:x:here"}, `
	for rule, members := range map[string]string{
		"missing":       made + `"quantityList": [{"epcClass": "urn:x:a", "quantity": 3}]`,
		"lot":           made + `"quantityList": [{"epcClass": "urn:epc:idpat:sgtin:4012345.066666.*", "quantity": 3, "uom": "KGM"}]`,
		"correction":    made + `"quantityList": [{"epcClass": "urn:x:a", "quantity": 3, "uom": "KGM"}], "errorDeclaration": {"declarationTime": "2026-01-02T00:00:00Z"}`,
		"inexpressible": `"type": "ObjectEvent", "action": "DELETE", "epcList": ["urn:x:a"]`,
		"action":        `"type": "ObjectEvent", "action": "LOOK", "epcList": ["urn:x:a"]`,
		"no-input":      `"type": "TransformationEvent", "bizStep": "commissioning", "readPoint": {"id": "urn:x:h"}, "outputQuantityList": [{"epcClass": "urn:x:a", "quantity": 3, "uom": "KGM"}]`,
		"no-output":     `"type": "TransformationEvent", "bizStep": "commissioning", "readPoint": {"id": "urn:x:h"}, "inputEPCList": ["urn:x:a"]`,
	} {
		d := drafts(t, event(members))[0]
		if d.Event != nil || len(d.Refused) == 0 || d.Refused[0].Rule != rule {
			t.Errorf("%s: %+v %v", rule, d.Event, d.Refused)
		}
	}
	observed := `"type": "ObjectEvent", "action": "OBSERVE", "epcList": []`
	for rule, text := range map[string]string{
		"context":       fmt.Sprintf(doc, `, {"quantity": "urn:x:price"}`, event(observed)),
		"type":          strings.Replace(fmt.Sprintf(doc, "", event(observed)), "EPCISDocument", "Masterpiece", 1),
		"version":       strings.Replace(fmt.Sprintf(doc, "", event(observed)), `"2.0"`, `"1.2"`, 1),
		"duplicate-key": strings.Replace(fmt.Sprintf(doc, "", event(observed)), `"epcList"`, `"action": "ADD", "epcList"`, 1),
		"missing":       `{"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", "type": "EPCISDocument"}`,
	} {
		var faults adit.Faults
		if _, err := epcis.Read(strings.NewReader(text)); !errors.As(err, &faults) || faults[0].Rule != rule {
			t.Errorf("%s: %v", rule, err)
		}
	}
}

// The same event without an id has the same name twice, whatever its layout.
func TestNamelessEvents(t *testing.T) {
	a := `{"type": "ObjectEvent", "action": "ADD", "bizStep": "commissioning", "eventTime": "2026-01-02T00:00:00Z", "eventTimeZoneOffset": "+01:00", "readPoint": {"id": "urn:x:h"}, "quantityList": [{"epcClass": "urn:x:a", "quantity": 3, "uom": "TNE"}]}`
	d := drafts(t, a, strings.ReplaceAll(a, ": ", ":"), strings.Replace(a, "3", "4", 1))
	if d[0].Event.ID != d[1].Event.ID || d[0].Event.ID == d[2].Event.ID || d[0].Event.Make.Outputs[0].Mass.Kg != 3000 {
		t.Errorf("%+v", d)
	}
}

func FuzzRead(f *testing.F) {
	events := deeds(chain(f))
	text, _, _ := epcis.Write(events, header)
	f.Add(text)
	f.Add([]byte(strings.ReplaceAll(string(text), "urn:adit:event:1", "urn:x:unknown")))
	query := header
	query.Query = "q"
	text, _, _ = epcis.Write(events, query)
	f.Add(text)
	for _, e := range events {
		text, _, _ := epcis.WriteEvent(e)
		f.Add(text)
		f.Add([]byte(strings.ReplaceAll(string(text), "urn:adit:event:1", "urn:x:unknown")))
	}
	f.Add(fmt.Appendf(nil, doc, "", event(`"type": "AggregationEvent", "action": "ADD", "parentID": "p", "childEPCs": ["a"]`)+","+
		event(`"type": "ObjectEvent", "action": "OBSERVE", "bizStep": "shipping", "epcList": ["p"], "readPoint": {"id": "h"}, "sourceList": [{"type": "possessing_party", "source": "m"}]`)+","+
		event(`"type": "ObjectEvent", "action": "OBSERVE", "bizStep": "receiving", "epcList": ["a"], "readPoint": {"id": "t"}, "destinationList": [{"type": "possessing_party", "destination": "y"}]`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := epcis.Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		drafts := d.Drafts(exchange.Assume{Ledger: "x", Sigma: 0.01, Party: "us"})
		if len(drafts) != d.Len() {
			t.Fatalf("%d drafts of %d events", len(drafts), d.Len())
		}
		for _, one := range drafts {
			if one.Event == nil && len(one.Refused) == 0 && len(one.Lost) == 0 {
				t.Fatalf("%s is passed over in silence: %s", one.Where, data)
			}
			if one.Event == nil || !one.Whole {
				continue
			}
			// What was taken whole is written as it came.
			if _, _, err := epcis.WriteEvent(one.Event); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// As FuzzRead, with one value changed in documents that are right, so that what
// is made up comes to the code behind the parser.
func FuzzDrafts(f *testing.F) {
	text, _, err := epcis.Write(deeds(chain(f)), header)
	if err != nil {
		f.Fatal(err)
	}
	docs := [][]byte{text, []byte(strings.ReplaceAll(string(text), "urn:adit:event:1", "urn:x:unknown"))}
	for n := range 150 {
		for i, value := range []string{`null`, `"x"`, `-1e308`, `[{}]`, `{"id": ""}`, `"DELETE"`} {
			f.Add(uint8(n+i), uint16(n), []byte(value))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, n uint16, value []byte) {
		doc, ok := ledgertest.Replace(docs[int(which)%len(docs)], int(n), value)
		if !ok {
			return
		}
		d, err := epcis.Read(bytes.NewReader(doc))
		if err != nil {
			return
		}
		for _, one := range d.Drafts(exchange.Assume{Ledger: "x", Sigma: 0.01, Party: "us"}) {
			if one.Event == nil && len(one.Refused) == 0 && len(one.Lost) == 0 {
				t.Fatalf("%s is passed over in silence: %s", one.Where, doc)
			}
			if one.Whole && one.Event != nil {
				if _, _, err := epcis.WriteEvent(one.Event); err != nil {
					t.Fatalf("taken whole, and cannot be written: %v", err)
				}
			}
		}
	})
}
