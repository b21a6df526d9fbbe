package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/ledger"
	"adit/ledger/epcis"
	"adit/ledger/pack"
	"adit/ledger/untp"
)

type exportFlags struct {
	as, lot, to, attestation string
	credentialFlags
	documentFlags
}

var exportForms = []string{"epcis", "untp", "passport", "conformity"}

func ledgerExport(s *session) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export --as STANDARD --to FILE",
		Short: "write EPCIS 2.0, or credentials of UNTP 0.7",
		Long: `epcis and untp write the ledger's events, or those behind one lot, as an EPCISDocument or as a
traceability event credential. Each carries the ledger's own event with its signatures, so that another
adit takes it as it was; what a reader sees who does not know adit is listed as lost. Declarations have
no form in either, stocktakes and claims none in UNTP: they are left out, and counted.

passport writes a product passport of one lot: what it is, where it was made, and for each element which
countries it is from, as “trace” has it of even mixing. conformity writes what an assessor states in
--attestation FILE (docs/ledger.md shows one).

Credentials name their --issuer, a DID. With --key KEYFILE they are signed as vc+jwt, by key ISSUER#ID of
the file, which “adit ledger did” publishes; without, they are unsigned and prove nothing. --status URL#N
says where the issuer may take it back (“adit ledger status”).

--schemas FOLDER checks the document against official schemas that you downloaded; --schema names the
file of the pack.`,
		Example: "  adit ledger export --as epcis --to tin.jsonld --ledger tin\n" +
			"  adit ledger export --as passport --lot lot-7 --issuer did:web:acme.example \\\n    --key acme.key --to lot-7.json --ledger tin",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.to == "" || !slices.Contains(exportForms, f.as) {
				return wrong("write --as %s, and --to FILE", strings.Join(exportForms, ", "))
			}
			if err := f.check(f.as != "epcis"); err != nil {
				return err
			}
			switch {
			case f.as == "passport" && f.lot == "":
				return wrong("of which lot? --lot LOT")
			case (f.as == "conformity") != (f.attestation != ""):
				return wrong("--as conformity and --attestation FILE go together")
			}
			return s.ledgerExport(cmd, f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.as, "as", "", "`STANDARD`: "+strings.Join(exportForms, ", "))
	fl.StringVar(&f.lot, "lot", "", "only the events behind this `LOT`; the lot of a passport")
	fl.StringVar(&f.to, "to", "", "`FILE` to write")
	fl.StringVar(&f.attestation, "attestation", "", "`FILE` with what an assessor states")
	fl.StringVar(&f.schemas, "schemas", "", "folder or zip of official schemas (`PACK`) to check the document against")
	fl.StringVar(&f.schema, "schema", "", "`NAME` of the schema's file in the pack")
	f.credentialFlags.add(fl)
	return cmd
}

// An export is a document, and what is to be said of it.
type export struct {
	text    []byte
	events  int
	leftOut int
	lost    adit.Faults
}

func (s *session) ledgerExport(cmd *cobra.Command, f exportFlags) error {
	x, err := s.exported(cmd, f)
	if err != nil {
		return err
	}
	if err := checkSchema(x.text, f.documentFlags); err != nil {
		return inFile(f.to, err)
	}
	if x.text, err = f.sign(x.text); err != nil {
		return err
	}
	if err := os.WriteFile(f.to, append(x.text, '\n'), 0o644); err != nil {
		return err
	}
	s.changed = true
	answer := map[string]any{"file": f.to, "events": x.events, "left_out": x.leftOut, "lost": append(adit.Faults{}, x.lost...), "signed": f.credentialFlags.key != ""}
	return s.answer(answer, func(p *page) {
		if x.events+x.leftOut > 0 {
			p.line("%s: %s; %s left out that %s has no form for.", f.to, count(x.events, "event"), count(x.leftOut, "event"), f.as)
		} else {
			p.line("%s: %s", f.to, f.as)
		}
		if f.as != "epcis" && f.credentialFlags.key == "" {
			p.text("It is unsigned: nobody vouches for it.")
		}
		p.text("A reader who does not know adit misses %s: --json lists them.", count(len(x.lost), "thing"))
	})
}

func (s *session) exported(cmd *cobra.Command, f exportFlags) (x export, err error) {
	if f.as == "conformity" {
		x.text, err = attestation(f.attestation, f.from(s.now()))
		return x, err
	}
	src, _, err := s.readLedger(cmd.Context(), folder(cmd))
	if err != nil {
		return x, err
	}
	if f.as == "passport" {
		p, lost, err := s.passport(src, ledger.LotID(f.lot))
		if err != nil {
			return x, err
		}
		x.lost = lost
		x.text, err = untp.WritePassport(p, untp.Party{ID: "urn:adit:ledger:" + src.Book.Name(), Name: src.Book.Name()}, f.from(s.now()))
		return x, err
	}
	return s.exportEvents(src, f)
}

// exportEvents writes those that the standard has a form for.
func (s *session) exportEvents(src pack.Source, f exportFlags) (x export, err error) {
	events, err := s.behind(src, ledger.LotID(f.lot))
	if err != nil {
		return x, err
	}
	fits := epcis.Expressible
	if f.as == "untp" {
		fits = untp.Expressible
	}
	all := len(events)
	events = slices.DeleteFunc(events, func(e *ledger.Event) bool { return !fits(e) })
	x.events, x.leftOut = len(events), all-len(events)
	if f.as == "epcis" {
		x.text, x.lost, err = epcis.Write(events, epcis.Header{Created: s.now()})
	} else {
		x.text, x.lost, err = untp.Write(events, f.from(s.now()))
	}
	return x, err
}

// behind returns the events that a lot rests on, in order; of no lot, all.
func (s *session) behind(src pack.Source, lot ledger.LotID) ([]*ledger.Event, error) {
	events := slices.Clone(src.Events)
	if lot == "" {
		return events, nil
	}
	ids, err := s.graph(src).Closure(lot)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(events, func(e *ledger.Event) bool {
		_, found := slices.BinarySearch(ids, e.ID)
		return !found
	}), nil
}

// attestation writes what an assessor states in a file.
func attestation(name string, issuer untp.Issuer) ([]byte, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var a untp.Attestation
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	if err = in.Decode(&a); err == nil && in.More() {
		err = errors.New("something follows its end")
	}
	if err != nil {
		return nil, fmt.Errorf("%s is no attestation, as docs/ledger.md shows one: %w", name, err)
	}
	text, err := untp.WriteAttestation(a, issuer)
	return text, inFile(name, err)
}
