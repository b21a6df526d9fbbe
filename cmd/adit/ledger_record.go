package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/ledger"
	"adit/ledger/vault"
)

func ledgerSign(s *session) *cobra.Command {
	var keys []string
	cmd := &cobra.Command{
		Use:     "sign FILE --key KEYFILE",
		Short:   "sign an event, for another party to sign too",
		Long:    "Prints the event with one signature more. A move needs both parties': sign, send, sign, record.",
		Example: "  adit ledger sign move-7.json --key acme.key > signed.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(keys) == 0 {
				return wrong("with which key? --key KEYFILE")
			}
			e, err := s.readEvent(args[0])
			if err != nil {
				return err
			}
			raw, err := signed(e, keys)
			if err == nil {
				_, err = fmt.Fprintf(s.stdout, "%s\n", raw)
			}
			return err
		},
	}
	cmd.Flags().StringArrayVar(&keys, "key", nil, "`KEYFILE` to sign with; may be repeated")
	return cmd
}

func (s *session) readBytes(name string, most int64) ([]byte, error) {
	in, closeIn, err := s.input(name)
	if err != nil {
		return nil, err
	}
	defer closeIn()
	return io.ReadAll(io.LimitReader(in, most))
}

func (s *session) readEvent(name string) (*ledger.Event, error) {
	data, err := s.readBytes(name, 1<<20)
	if err != nil {
		return nil, err
	}
	e, err := ledger.ReadEvent(data)
	return e, inFile(name, err)
}

// inFile puts the file before the path of each fault.
func inFile(name string, err error) error {
	var faults adit.Faults
	if !errors.As(err, &faults) {
		return err
	}
	out := make(adit.Faults, len(faults))
	for i, f := range faults {
		f.Where = name + ": " + f.Where
		out[i] = f
	}
	return out
}

// signed signs with each key that has not signed yet.
func signed(e *ledger.Event, keys []string) ([]byte, error) {
	for _, name := range keys {
		k, err := readKey(name)
		if err != nil {
			return nil, err
		}
		if err := e.Sign(k.Key, k.private()); err != nil {
			return nil, err
		}
	}
	return e.JSON()
}

type recordFlags struct{ keys, seal []string }

func ledgerRecord(s *session) *cobra.Command {
	var f recordFlags
	cmd := &cobra.Command{
		Use:   "record FILE…",
		Short: "record events",
		Long: `Records events, each a JSON file (- is standard input), in the order given. An event that breaks a
rule is refused with the rule and the remedy, and nothing of it is kept.

--key signs before recording. --seal NAME=VALUE keeps a confidential value, such as a price, in the
ledger's private folder, and commits to it in the event by a salted hash.

Exits with 1 where an event is refused.`,
		Example: "  adit ledger record make-7.json --key acme.key\n  adit ledger record sale.json --key acme.key --key buyer.key --seal price_usd=41250",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.ledgerRecord(cmd.Context(), folder(cmd), args, f)
		},
	}
	cmd.Flags().StringArrayVar(&f.keys, "key", nil, "`KEYFILE` to sign with; may be repeated")
	cmd.Flags().StringArrayVar(&f.seal, "seal", nil, "a confidential `NAME=VALUE`; may be repeated")
	return cmd
}

// recorded is what became of one file.
type recorded struct {
	File     string         `json:"file"`
	Event    ledger.EventID `json:"event"`
	Index    *int64         `json:"index"` // null: not recorded
	Faults   adit.Faults    `json:"faults"`
	Recorded bool           `json:"recorded"`
}

func (s *session) ledgerRecord(ctx context.Context, dir string, files []string, f recordFlags) error {
	events := make([]*ledger.Event, len(files))
	for i, name := range files {
		e, err := s.readEvent(name)
		if err != nil {
			return err
		}
		events[i] = e
	}
	var out []recorded
	err := s.recording(ctx, dir, func(v *vault.Vault) error {
		for i, e := range events {
			r, err := s.recordOne(ctx, v, dir, files[i], e, f)
			if err != nil {
				return err
			}
			out = append(out, r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.recordAnswer(out)
}

func (s *session) recordOne(ctx context.Context, v *vault.Vault, dir, name string, e *ledger.Event, f recordFlags) (recorded, error) {
	r := recorded{File: name, Event: e.ID, Faults: adit.Faults{}}
	if err := sealFields(dir, e, f.seal); err != nil {
		return r, err
	}
	raw, err := signed(e, f.keys)
	if err != nil {
		return r, err
	}
	receipts, err := v.Record(ctx, [][]byte{raw})
	if err != nil {
		return r, err
	}
	if refused := receipts[0].Refused; refused != nil {
		errors.As(inFile(name, refused), &r.Faults)
		return r, nil
	}
	r.Index, r.Recorded = &receipts[0].Index, true
	return r, nil
}

// sealFields commits to confidential values. Whoever signed before signed
// something else, so that sealing comes first.
func sealFields(dir string, e *ledger.Event, fields []string) error {
	for _, field := range fields {
		name, value, ok := strings.Cut(field, "=")
		if !ok || name == "" {
			return wrong("--seal %q: write NAME=VALUE", field)
		}
		if len(e.Signatures) > 0 {
			return fmt.Errorf("event %s is signed already: seal before anyone signs", e.ID)
		}
		sealed, opening, err := ledger.Seal(e.ID, name, value, rand.Reader)
		if err != nil {
			return err
		}
		if err := vault.KeepOpening(dir, opening); err != nil {
			return err
		}
		e.Sealed = append(e.Sealed, sealed)
	}
	return nil
}

func (s *session) recordAnswer(out []recorded) error {
	refused := false
	err := s.answer(map[string]any{"events": out}, func(p *page) {
		for _, r := range out {
			if r.Recorded {
				p.line("%s: recorded as entry %d", r.Event, *r.Index)
			}
			for _, f := range r.Faults {
				p.line("%s: %s: %s: %s; %s", f.Where, f.Severity, f.Rule, f.What, f.Remedy)
			}
		}
	})
	for _, r := range out {
		refused = refused || !r.Recorded
	}
	if err == nil && refused {
		err = errNo
	}
	return err
}

func ledgerImport(s *session) *cobra.Command {
	var f documentFlags
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "record many events from JSON lines, EPCIS or UNTP; read passports, CMRT, EMRT",
		Long: `JSON lines: records one event a line, in order, and goes on after a refusal. Events that are recorded
already are passed over, so that an import which was interrupted is simply started again.

A document of EPCIS 2.0 or a traceability event credential of UNTP 0.7: events that adit wrote are
recorded as they were signed; those of other systems are signed with --key, and what the ledger cannot
hold of them is listed. --schemas checks the document first, against official schemas of your own.

A product passport or conformity credential of UNTP 0.7: shows what it says, and where --ledger says
otherwise. Nothing is recorded.

Of a signed credential (vc+jwt, or proofs of eddsa-jcs-2022 and eddsa-rdfc-2022) every signature is
checked first, with the issuers' --did documents, and with their --status lists whether it still holds.

A CMRT or EMRT (.xlsx): shows its smelters, its answers and what its checker would ask for. Nothing is
recorded: a declaration states no mass.

Exits with 1 where events are refused, a declaration is not complete, a passport differs from the ledger,
or an assessment failed.`,
		Example: "  adit ledger import events.jsonl --ledger tin\n  adit ledger import shipments.jsonld --key smelter.key --ledger tin\n  adit ledger import supplier.xlsx --ledger tin",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.importAny(cmd, args[0], f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.key, "key", "", "`KEYFILE` to sign events of other systems with")
	fl.StringVar(&f.schemas, "schemas", "", "folder or zip of official schemas (`PACK`) to check a document against")
	fl.StringVar(&f.schema, "schema", "", "`NAME` of the schema's file in the pack")
	fl.Float64Var(&f.sigma, "sigma", 0.01, "standard uncertainty to assume of masses that come without one, as a `SHARE`")
	f.trust.add(fl)
	return cmd
}

// importAny tells what a file is by how it begins: JSON lines may be larger than
// memory, the others may not.
func (s *session) importAny(cmd *cobra.Command, name string, f documentFlags) error {
	if name == "-" {
		return s.ledgerImport(cmd.Context(), folder(cmd), name)
	}
	head, err := s.readBytes(name, maxDocument)
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return s.templateImport(cmd, name, head)
	case isDocument(head), isToken(head):
		return s.documentImport(cmd, name, head, f)
	}
	return s.ledgerImport(cmd.Context(), folder(cmd), name)
}

// maxDocument is more than the readers of documents and workbooks take.
const maxDocument = 32 << 20

func (s *session) ledgerImport(ctx context.Context, dir, name string) error {
	in, closeIn, err := s.input(name)
	if err != nil {
		return err
	}
	defer closeIn()
	var t vault.Tally
	err = s.recording(ctx, dir, func(v *vault.Vault) (err error) {
		t, err = v.Import(ctx, in, s.watch("import events"))
		return err
	})
	if err != nil {
		return err
	}
	err = s.answer(t, func(p *page) {
		for _, r := range t.First {
			for _, f := range r.Faults {
				p.line("%s:%d: %s: %s: %s: %s; %s", name, r.Line, f.Where, f.Severity, f.Rule, f.What, f.Remedy)
			}
		}
		p.line("%s recorded, %s recorded before, %s refused", thousands(int(t.Recorded)), thousands(int(t.Again)), thousands(int(t.Refused)))
	})
	if err == nil && t.Refused > 0 {
		err = errNo
	}
	return err
}
