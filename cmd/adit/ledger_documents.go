package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/ledger"
	"adit/ledger/datapack"
	"adit/ledger/epcis"
	"adit/ledger/exchange"
	"adit/ledger/untp"
	"adit/ledger/vault"
)

type documentFlags struct {
	key, schemas, schema string
	sigma                float64
}

// A document of another standard is JSON-LD: an object with a context.
func isDocument(data []byte) bool {
	var head struct {
		Context json.RawMessage `json:"@context"`
	}
	return json.Unmarshal(data, &head) == nil && head.Context != nil
}

// documentDrafts reads EPCIS, or a traceability event credential of UNTP.
func documentDrafts(data []byte, a exchange.Assume) ([]exchange.Draft, error) {
	var head struct {
		Type any `json:"type"`
	}
	_ = json.Unmarshal(data, &head)
	if _, several := head.Type.([]any); several {
		c, err := untp.Read(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		return c.Drafts(a)
	}
	d, err := epcis.Read(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return d.Drafts(a), nil
}

// drafted is what became of one event of a document.
type drafted struct {
	Where    string         `json:"where"`
	Event    ledger.EventID `json:"event,omitempty"`
	Recorded bool           `json:"recorded"`
	Again    bool           `json:"again,omitempty"`
	Refused  adit.Faults    `json:"refused"`
	Lost     adit.Faults    `json:"lost"`
}

// documentImport records the events of a document: those that adit wrote come
// with their signatures, others are signed with the key.
func (s *session) documentImport(cmd *cobra.Command, name string, data []byte, f documentFlags) error {
	if err := checkSchema(data, f); err != nil {
		return inFile(name, err)
	}
	if f.sigma < 0 || f.sigma > 0.25 {
		return wrong("--sigma %g: a share from 0 to 0.25", f.sigma)
	}
	var key keyFile
	if f.key != "" {
		var err error
		if key, err = readKey(f.key); err != nil {
			return err
		}
	}
	var out []drafted
	err := s.recording(cmd.Context(), folder(cmd), func(v *vault.Vault) error {
		drafts, err := documentDrafts(data, exchange.Assume{Ledger: v.Manifest.Name, Sigma: f.sigma, Party: key.Party})
		if err != nil {
			return inFile(name, err)
		}
		for _, d := range drafts {
			one, err := s.recordDraft(cmd, v, d, key)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.documentAnswer(name, out)
}

func (s *session) recordDraft(cmd *cobra.Command, v *vault.Vault, d exchange.Draft, key keyFile) (drafted, error) {
	one := drafted{Where: d.Where, Refused: append(adit.Faults{}, d.Refused...), Lost: append(adit.Faults{}, d.Lost...)}
	if d.Event == nil {
		return one, nil
	}
	one.Event = d.Event.ID
	if !d.Whole && key.Key != "" {
		if err := d.Event.Sign(key.Key, key.private()); err != nil {
			return one, err
		}
	}
	raw, err := d.Event.JSON()
	if err != nil {
		return one, err
	}
	receipts, err := v.Record(cmd.Context(), [][]byte{raw})
	if err != nil {
		return one, err
	}
	one.Again, one.Recorded = receipts[0].Again(), receipts[0].Refused == nil
	if faults, ok := receipts[0].Refused.(adit.Faults); ok && !one.Again {
		one.Refused = faults
	}
	return one, nil
}

func (s *session) documentAnswer(name string, out []drafted) error {
	recorded, refused := 0, 0
	err := s.answer(map[string]any{"file": name, "events": append([]drafted{}, out...)}, func(p *page) {
		for _, d := range out {
			switch {
			case d.Recorded:
				p.line("%s: recorded as %s", d.Where, d.Event)
			case d.Again:
				p.line("%s: %s was recorded before", d.Where, d.Event)
			}
			for _, f := range d.Refused {
				p.text("%s: %s: %s: %s; %s", d.Where, f.Severity, f.Rule, f.What, f.Remedy)
			}
			for _, f := range d.Lost {
				p.text("%s: lost: %s; %s", f.Where, f.What, f.Remedy)
			}
		}
	})
	for _, d := range out {
		if d.Recorded || d.Again {
			recorded++
		}
		if len(d.Refused) > 0 {
			refused++
		}
	}
	if err == nil && (refused > 0 || recorded == 0) {
		err = errNo
	}
	return err
}

// checkSchema checks a document against the user's copy of the official schema.
func checkSchema(data []byte, f documentFlags) error {
	if f.schemas == "" {
		return nil
	}
	pack, err := datapack.Open(f.schemas)
	if err != nil {
		return err
	}
	if f.schema == "" {
		return wrong("--schema NAME: which of the pack's files? It has %s", strings.Join(pack.Names(), ", "))
	}
	schema, err := pack.Schema(f.schema)
	if err != nil {
		return err
	}
	return schema.Check(data)
}

type exportFlags struct {
	as, lot, to, issuer, credential string
	documentFlags
}

func ledgerExport(s *session) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export --as STANDARD --to FILE",
		Short: "write events in the form of EPCIS 2.0 or UNTP 0.7",
		Long: `Writes the ledger's events, or those behind one lot, as an EPCISDocument or as a traceability event
credential of UNTP (unsigned). Each carries the ledger's own event with its signatures, so that another
adit takes it as it was; what a reader sees who does not know adit is listed as lost. Declarations have
no form in either, stocktakes and claims none in UNTP: they are left out, and counted.

--schemas FOLDER checks the document against official schemas that you downloaded; --schema names the
file of the pack.`,
		Example: "  adit ledger export --as epcis --to tin.jsonld --ledger tin\n  adit ledger export --as untp --lot lot-7 --issuer did:web:acme.example --to lot-7.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.to == "" || !slices.Contains([]string{"epcis", "untp"}, f.as) {
				return wrong("write --as epcis or --as untp, and --to FILE")
			}
			if f.as == "untp" && f.issuer == "" {
				return wrong("a credential names its issuer: --issuer did:web:acme.example")
			}
			return s.ledgerExport(cmd, f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.as, "as", "", "`STANDARD`: epcis or untp")
	fl.StringVar(&f.lot, "lot", "", "only the events behind this `LOT`")
	fl.StringVar(&f.to, "to", "", "`FILE` to write")
	fl.StringVar(&f.issuer, "issuer", "", "`DID` of the issuer of a credential")
	fl.StringVar(&f.schemas, "schemas", "", "folder or zip of official schemas (`PACK`) to check the document against")
	fl.StringVar(&f.schema, "schema", "", "`NAME` of the schema's file in the pack")
	return cmd
}

func (s *session) ledgerExport(cmd *cobra.Command, f exportFlags) error {
	src, _, err := s.readLedger(cmd.Context(), folder(cmd))
	if err != nil {
		return err
	}
	events := src.Events
	if f.lot != "" {
		behind, err := s.graph(src).Closure(ledger.LotID(f.lot))
		if err != nil {
			return err
		}
		events = slices.DeleteFunc(slices.Clone(events), func(e *ledger.Event) bool { return !slices.Contains(behind, e.ID) })
	}
	all := len(events)
	text, lost, n, err := s.write(events, f)
	if err != nil {
		return err
	}
	if err := checkSchema(text, f.documentFlags); err != nil {
		return inFile(f.to, err)
	}
	if err := os.WriteFile(f.to, append(text, '\n'), 0o644); err != nil {
		return err
	}
	s.changed = true
	return s.answer(map[string]any{"file": f.to, "events": n, "left_out": all - n, "lost": append(adit.Faults{}, lost...)}, func(p *page) {
		p.line("%s: %s; %s left out that %s has no form for.", f.to, count(n, "event"), count(all-n, "event"), f.as)
		p.text("A reader who does not know adit misses %s: --json lists them.", count(len(lost), "thing"))
	})
}

func (s *session) write(events []*ledger.Event, f exportFlags) (text []byte, lost adit.Faults, n int, err error) {
	fits := epcis.Expressible
	if f.as == "untp" {
		fits = func(e *ledger.Event) bool { return e.Make != nil || e.Move != nil || e.Modify != nil }
	}
	events = slices.DeleteFunc(slices.Clone(events), func(e *ledger.Event) bool { return !fits(e) })
	if f.as == "epcis" {
		text, lost, err = epcis.Write(events, epcis.Header{Created: s.now()})
		return text, lost, len(events), err
	}
	id := fmt.Sprintf("urn:adit:credential:%d", s.now().Unix())
	text, lost, err = untp.Write(events, untp.Issuer{Party: untp.Party{ID: f.issuer, Name: f.issuer}, Credential: id, From: s.now()})
	return text, lost, len(events), err
}
