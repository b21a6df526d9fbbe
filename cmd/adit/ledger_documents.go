package main

import (
	"bytes"
	"encoding/json"
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
	trust                trustFlags
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

// documentImport opens a document, and records its events or shows what else it
// is.
func (s *session) documentImport(cmd *cobra.Command, name string, data []byte, f documentFlags) error {
	data, by, err := s.openDocument(data, f.trust)
	if err != nil {
		return inFile(name, err)
	}
	if c, err := untp.Read(bytes.NewReader(data)); err == nil && c.Type != untp.EventType {
		if err := checkSchema(data, f); err != nil {
			return inFile(name, err)
		}
		return s.credentialImport(cmd, name, c, by)
	}
	return s.eventsImport(cmd, name, data, f, by)
}

// eventsImport records the events of a document: those that adit wrote come
// with their signatures, others are signed with the key.
func (s *session) eventsImport(cmd *cobra.Command, name string, data []byte, f documentFlags, by *signedBy) error {
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
	return s.documentAnswer(name, out, by)
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

func (s *session) documentAnswer(name string, out []drafted, by *signedBy) error {
	recorded, refused := 0, 0
	err := s.answer(map[string]any{"file": name, "signed_by": by, "events": append([]drafted{}, out...)}, func(p *page) {
		if by != nil {
			vouched(p, by)
		}
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
