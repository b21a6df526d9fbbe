package untp_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"adit"
	"adit/internal/importtest"
	"adit/ledger"
	"adit/ledger/datapack"
	"adit/ledger/exchange"
	"adit/ledger/ledgertest"
	"adit/ledger/untp"
)

var issuer = untp.Issuer{Party: untp.Party{ID: "did:web:acme.example", Name: "Acme"}, Credential: "https://acme.example/dte/1", From: ledgertest.Start}

// chain is a mine, a road, a split with waste, a smelter.
func chain() *ledgertest.Chain {
	c := ledgertest.New("example.org/tin")
	c.Site("pit one", "miner", "mine", "RWA")
	c.Site("acme/smelter", "acme", "smelter", "RWA")
	c.Mine("pit one", "lot-1", 1000, "Sn", 0.6)
	c.Move("pit one", "acme/smelter", "lot-1")
	c.Modify("acme/smelter", ledger.Split, []ledger.LotID{"lot-1"}, ledgertest.Stuff("lot-1a", "concentrate", 400, "Sn", 0.6), ledgertest.Stuff("lot-1b", "concentrate", 600, "Sn", 0.6))
	c.Make("acme/smelter", "smelting", []ledger.LotID{"lot-1b"}, ledgertest.Stuff("https://acme.example/lot/2", "tin/metal", 350, "Sn", 0.999))
	return c
}

// deeds are the events that UNTP has a form for.
func deeds(c *ledgertest.Chain) []*ledger.Event {
	var out []*ledger.Event
	for _, e := range c.Events {
		if e.Kind() != ledger.KindDeclare {
			out = append(out, e)
		}
	}
	return out
}

func pack(t *testing.T, schema string) *datapack.Schema {
	t.Helper()
	p, err := datapack.Open(importtest.Shared(t, "vectors/untp-0.7.0"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.Schema(schema)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(t testing.TB, text []byte) *untp.Credential {
	t.Helper()
	c, err := untp.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Written events are read back to the byte, signatures included, and what UNTP
// itself does not say is listed.
func TestRoundTrip(t *testing.T) {
	events := deeds(chain())
	text, lost, err := untp.Write(events, issuer)
	if err != nil {
		t.Fatal(err)
	}
	drafts, err := read(t, text).Drafts(exchange.Assume{})
	if err != nil || len(drafts) != len(events) {
		t.Fatalf("%d drafts: %v", len(drafts), err)
	}
	for i, d := range drafts {
		want, _ := events[i].JSON()
		if got, _ := d.Event.JSON(); !d.Whole || len(d.Lost) > 0 || !bytes.Equal(got, want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if text := lost.Error(); !strings.Contains(text, "$.credentialSubject[0].outputProduct[0]: lost: its grades") {
		t.Error(text)
	}
}

func TestWrittenFitsSchema(t *testing.T) {
	text, _, err := untp.Write(deeds(chain()), issuer)
	if err != nil {
		t.Fatal(err)
	}
	if err := pack(t, "dte/DigitalTraceabilityEvent.json").Check(text); err != nil {
		t.Error(err)
	}
}

// A number changed outside contradicts the event inside.
func TestContradiction(t *testing.T) {
	text, _, _ := untp.Write(deeds(chain()), issuer)
	bad := bytes.Replace(text, []byte(`"value": 350`), []byte(`"value": 400`), 1)
	if bytes.Equal(bad, text) {
		t.Fatal("nothing to change")
	}
	var faults adit.Faults
	if _, err := read(t, bad).Drafts(exchange.Assume{}); !errors.As(err, &faults) || faults[0].Rule != "contradiction" || faults[0].Where != "$.credentialSubject[3]" {
		t.Error(err)
	}
}

// Without the event inside, ids, masses and sites survive; a stocktake has no
// form.
func TestPlainForm(t *testing.T) {
	events := deeds(chain())
	text, _, _ := untp.Write(events, issuer)
	plain := strings.ReplaceAll(string(text), "urn:adit:event:1", "urn:x:unknown")
	drafts, err := read(t, []byte(plain)).Drafts(exchange.Assume{Ledger: "example.org/tin", Sigma: 0.01})
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range drafts {
		if e := events[i]; d.Whole || d.Event.ID != e.ID || d.Event.Site != e.Site || d.Event.Party != e.Party || d.Event.Kind() != e.Kind() || len(d.Lost) == 0 {
			t.Errorf("%+v of %+v", d.Event, e)
		}
	}
	if got := drafts[3].Event.Make; got.Process != "smelting" || got.Inputs[0] != "lot-1b" || got.Outputs[0].Mass != (ledger.Mass{Kg: 350, SigmaKg: 3.5}) {
		t.Errorf("%+v", got)
	}
	e := &ledger.Event{ID: "s", Stocktake: &ledger.Stocktake{}}
	if _, _, err := untp.Write([]*ledger.Event{e}, issuer); err == nil || !strings.Contains(err.Error(), "inexpressible") {
		t.Error(err)
	}
}

// The UN's sample is valid by its schema, and moves 100 t of concentrate that
// nobody made: the ledger refuses it.
func TestSampleChainFailsTheBook(t *testing.T) {
	name := filepath.Join(importtest.Shared(t, "vectors/untp-0.7.0"), "artefacts/samples/v0.7.0/dte/DigitalTraceabilityEvent_instance.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := pack(t, "dte/DigitalTraceabilityEvent.json").Check(text); err != nil {
		t.Fatal(err)
	}
	drafts, err := read(t, text).Drafts(exchange.Assume{Ledger: "example.org/cu", Sigma: 0.01})
	if err != nil || len(drafts) != 1 {
		t.Fatal(err)
	}
	e := drafts[0].Event
	if e.Move == nil || e.Party != "did:web:sample-mine.example.com" || e.Move.To != "did:web:sample-refinery.example.com" || len(drafts[0].Lost) < 4 {
		t.Fatalf("%+v, lost %v", e, drafts[0].Lost)
	}
	c := ledgertest.New("example.org/cu")
	c.Site(e.Site, e.Party, "mine", "ZMB")
	c.Site(e.Move.ToSite, e.Move.To, "smelter", "JPN")
	book := ledger.NewBook(c.Name)
	c.Add(e, e.Party, e.Move.To)
	for i, raw := range c.Raw {
		p, err := ledger.Prepare(raw)
		if err != nil {
			t.Fatal(err)
		}
		err = book.Accept(p, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
		if last := i == len(c.Raw)-1; !last && err != nil || last && (err == nil || !strings.Contains(err.Error(), "unknown-lot")) {
			t.Errorf("event %d: %v", i, err)
		}
	}
}

// Every sample of a kind that adit reads is read.
func TestSamples(t *testing.T) {
	passports, attestations := 0, 0
	roots := []string{"vectors/untp-0.7.0/artefacts/samples/v0.7.0/dpp", "vectors/untp-0.7.0/artefacts/samples/v0.7.0/dcc", "vectors/bcgov-untp/credentials"}
	for _, root := range roots {
		filepath.WalkDir(importtest.Shared(t, root), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, "instance.json") && d.Name() != "sample.json" {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			c := read(t, text)
			if c.Type == "DigitalProductPassport" {
				p, lost, err := c.Passport()
				if err != nil || p.Kg != 1000 || p.Country != "ZM" || len(p.Of) != 1 || p.Of[0].Share != 0.3 || len(lost) == 0 {
					t.Errorf("%s: %+v, %v", d.Name(), p, err)
				}
				passports++
				return nil
			}
			a, _, err := c.Attestation()
			if err != nil || a.Scheme.ID == "" || a.To.ID == "" || len(a.Failed()) > 0 {
				t.Errorf("%s: %+v, %v", d.Name(), a, err)
			}
			attestations++
			return nil
		})
	}
	if passports != 1 || attestations != 4 {
		t.Errorf("%d passports, %d attestations", passports, attestations)
	}
}

func TestWritePassportAndAttestation(t *testing.T) {
	p := untp.Passport{Lot: "lot-2", Material: "tin/metal", Site: "acme/smelter", Country: "RW", Kg: 350,
		Of: []untp.Part{{Name: "tin", Country: "RW", Share: 0.999, Code: "8001", Scheme: "https://www.wcoomd.org/hs"}}}
	text, err := untp.WritePassport(p, untp.Party{ID: "https://acme.example/lots", Name: "Acme's lots"}, issuer)
	if err != nil {
		t.Fatal(err)
	}
	got, lost, err := read(t, text).Passport()
	if err != nil || got.Lot != p.Lot || got.Site != p.Site || got.Kg != 350 || got.Of[0] != p.Of[0] {
		t.Errorf("%+v, %v, %v", got, lost, err)
	}
	no := false
	a := untp.Attestation{ID: "urn:x:1", Name: "Mine site status", Kind: "certification", Assessor: "3rdParty", Level: "authority-mandate", To: issuer.Party, Scheme: untp.Party{ID: "https://icglr.org", Name: "RCM"},
		Assessments: []untp.Assessment{{ID: "urn:x:2", Name: "water", Date: "2026-03-01", Conforms: &no, Criteria: []untp.Party{{ID: "urn:x:3", Name: "effluent"}}, Facilities: []untp.Party{{ID: "urn:x:pit", Name: "Pit one"}},
			Topics: []untp.Topic{{ID: "urn:x:5", Name: "water"}}, Scores: []untp.Score{{Metric: untp.Party{ID: "urn:x:4", Name: "pH"}, Code: "red"}}}}}
	signer := issuer
	signer.Until, signer.Status = issuer.From.AddDate(1, 0, 0), &untp.Status{List: "https://acme.example/status/1", Index: 7, Purpose: "revocation"}
	conf, err := untp.WriteAttestation(a, signer)
	if err != nil {
		t.Fatal(err)
	}
	back, lost, err := read(t, conf).Attestation()
	if err != nil || !reflect.DeepEqual(back, a) || len(lost) > 0 {
		t.Errorf("%+v, %v, %v", back, lost, err)
	}
	if !slices.Equal(back.Failed(), []string{"water"}) || len(back.Facilities()) != 1 {
		t.Errorf("failed %v, facilities %v", back.Failed(), back.Facilities())
	}
	a.Assessments[0].Date = "soon"
	if _, err := untp.WriteAttestation(a, issuer); err == nil || !strings.Contains(err.Error(), "$.assessments[0]") {
		t.Errorf("%v", err)
	}
	if err := pack(t, "dpp/DigitalProductPassport.json").Check(text); err != nil {
		t.Error(err)
	}
	if err := pack(t, "dcc/ConformityCredential.json").Check(conf); err != nil {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	text, _, _ := untp.Write(deeds(chain()), issuer)
	f.Add(text)
	f.Add([]byte(strings.ReplaceAll(string(text), "urn:adit:event:1", "urn:x:unknown")))
	f.Add([]byte(strings.ReplaceAll(string(text), "DigitalTraceabilityEvent", "DigitalProductPassport")))
	f.Add([]byte(strings.ReplaceAll(string(text), "DigitalTraceabilityEvent", "DigitalConformityCredential")))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := untp.Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		c.Passport()
		c.Attestation()
		drafts, err := c.Drafts(exchange.Assume{Ledger: "x", Sigma: 0.01})
		for _, d := range drafts {
			if err == nil && d.Event == nil {
				t.Errorf("%q: no event and no error", data)
			}
		}
	})
}

// Bytes made up at random are no JSON and go no further than the parser. Here a
// credential that is right but for one value comes to the code behind it.
func FuzzDrafts(f *testing.F) {
	text, _, err := untp.Write(deeds(chain()), issuer)
	if err != nil {
		f.Fatal(err)
	}
	plain := []byte(strings.ReplaceAll(string(text), "urn:adit:event:1", "urn:x:unknown"))
	conformity, err := untp.WriteAttestation(untp.Attestation{ID: "urn:x:1", Name: "status", Kind: "certification", Assessor: "3rdParty", Level: "authority-mandate", To: issuer.Party, Scheme: issuer.Party,
		Assessments: []untp.Assessment{{ID: "urn:x:2", Name: "water", Date: "2026-03-01", Facilities: []untp.Party{issuer.Party}, Topics: []untp.Topic{{Name: "x"}}, Scores: []untp.Score{{Metric: issuer.Party, Code: "A"}}}}}, issuer)
	if err != nil {
		f.Fatal(err)
	}
	passport, err := untp.WritePassport(untp.Passport{Lot: "l", Material: "tin/metal", Site: "s", Country: "RW", Kg: 350, Of: []untp.Part{{Name: "tin", Country: "RW", Share: 0.9, Code: "8001", Scheme: "https://x.example"}}}, issuer.Party, issuer)
	if err != nil {
		f.Fatal(err)
	}
	docs := [][]byte{text, plain, passport, conformity}
	for n := range 120 {
		for i, value := range []string{`null`, `"x"`, `-1e308`, `[{}]`, `{"id": ""}`} {
			f.Add(uint8(n+i), uint16(n), []byte(value))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, n uint16, value []byte) {
		doc, ok := ledgertest.Replace(docs[int(which)%len(docs)], int(n), value)
		if !ok {
			return
		}
		c, err := untp.Read(bytes.NewReader(doc))
		if err != nil {
			return
		}
		c.Passport()
		c.Attestation()
		drafts, err := c.Drafts(exchange.Assume{Ledger: "x", Sigma: 0.01})
		for _, d := range drafts {
			if err == nil && d.Event == nil {
				t.Fatalf("no event and no error: %s", doc)
			}
			if err == nil && d.Whole {
				if _, _, err := untp.Write([]*ledger.Event{d.Event}, issuer); err != nil {
					t.Fatalf("taken whole, and cannot be written: %v", err)
				}
			}
		}
	})
}
