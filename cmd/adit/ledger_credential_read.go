package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"adit"
	"adit/ledger"
	"adit/ledger/pack"
	"adit/ledger/untp"
	"adit/ledger/vault"
	"adit/ledger/vc"
)

// trustFlags are what a reader of credentials has of their issuers.
type trustFlags struct{ dids, lists, contexts []string }

func (f *trustFlags) add(fl *pflag.FlagSet) {
	fl.StringArrayVar(&f.dids, "did", nil, "`FILE` of an issuer's DID document; may be repeated")
	fl.StringArrayVar(&f.lists, "status", nil, "`FILE` of an issuer's status list; may be repeated")
	fl.StringArrayVar(&f.contexts, "context", nil, "`URL=FILE` of a JSON-LD context that a proof of eddsa-rdfc-2022 is over; may be repeated")
}

// signedBy is who vouches for a document; nil where nobody does.
type signedBy struct {
	Issuer   string      `json:"issuer"`
	Keys     []string    `json:"keys"`
	Warnings adit.Faults `json:"warnings"`
}

// isToken reports whether a file is a compact vc+jwt.
func isToken(data []byte) bool {
	return bytes.HasPrefix(data, []byte("eyJ")) && bytes.Count(data, []byte(".")) == 2
}

// openDocument checks the signatures of a document, where it has any, and
// returns what was signed.
func (s *session) openDocument(data []byte, f trustFlags) ([]byte, *signedBy, error) {
	v, err := f.verifier()
	if err != nil {
		return nil, nil, err
	}
	v.At = s.now()
	good, err := verifyAny(v, data)
	if err != nil || good == nil {
		return data, nil, err
	}
	// Whoever has a key of his own can write anyone's name above it.
	for _, w := range good.Warnings {
		if w.Rule == "issuer-key" {
			w.Severity = adit.Wrong
			return nil, nil, adit.Faults{w}
		}
	}
	var lists []*vc.Verified
	for _, name := range f.lists {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, err
		}
		list, err := verifyAny(v, text)
		if err == nil && list == nil {
			err = fmt.Errorf("%s is unsigned: get the list from its issuer", name)
		}
		if err != nil {
			return nil, nil, inFile(name, err)
		}
		lists = append(lists, list)
	}
	if err := v.CheckStatus(good, lists...); err != nil {
		return nil, nil, err
	}
	return good.Document, &signedBy{good.Issuer, good.Methods, append(adit.Faults{}, good.Warnings...)}, nil
}

func (f trustFlags) verifier() (*vc.Verifier, error) {
	v := &vc.Verifier{Keys: &vc.Keys{}, Contexts: map[string][]byte{}}
	for _, name := range f.dids {
		text, err := os.ReadFile(name)
		if err == nil {
			err = v.Keys.Add(text)
		}
		if err != nil {
			return nil, inFile(name, err)
		}
	}
	for _, pair := range f.contexts {
		url, name, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, wrong("--context %q: write URL=FILE", pair)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		v.Contexts[url] = text
	}
	return v, nil
}

// verifyAny checks a token, an envelope or a document with proofs; nil is a
// document without.
func verifyAny(v *vc.Verifier, data []byte) (*vc.Verified, error) {
	var head struct {
		Type  any             `json:"type"`
		Proof json.RawMessage `json:"proof"`
	}
	switch err := json.Unmarshal(data, &head); {
	case isToken(data):
		return v.Open(string(data))
	case err != nil:
		return nil, nil // its reader says what is wrong
	case strings.Contains(fmt.Sprint(head.Type), "EnvelopedVerifiableCredential"):
		return v.Open(string(data))
	case head.Proof != nil && strings.Contains(fmt.Sprint(head.Type), "VerifiableCredential"):
		return v.Verify(data)
	}
	return nil, nil
}

// credentialImport shows a passport or an attestation, and what the ledger says
// to it. Nothing is recorded: neither states what was done to which lot.
func (s *session) credentialImport(cmd *cobra.Command, name string, c *untp.Credential, by *signedBy) error {
	src, err := s.ledgerBeside(cmd)
	if err != nil {
		return err
	}
	if c.Type == untp.PassportType {
		return s.passportImport(name, c, by, src)
	}
	return s.attestationImport(name, c, by, src)
}

// ledgerBeside is the ledger to compare with; nil where none was named and none
// is here.
func (s *session) ledgerBeside(cmd *cobra.Command) (*pack.Source, error) {
	if _, err := vault.Read(os.DirFS(folder(cmd))); err != nil && !cmd.Flags().Changed("ledger") {
		return nil, nil
	}
	src, _, err := s.readLedger(cmd.Context(), folder(cmd))
	return &src, err
}

func (s *session) passportImport(name string, c *untp.Credential, by *signedBy, src *pack.Source) error {
	p, lost, err := c.Passport()
	if err != nil {
		return inFile(name, err)
	}
	known, differs, err := s.compare(p, src)
	if err != nil {
		return err
	}
	answer := map[string]any{"file": name, "type": c.Type, "signed_by": by, "valid_until": c.Until, "passport": p, "in_ledger": known, "differs": append([]string{}, differs...), "lost": append(adit.Faults{}, lost...)}
	err = s.answer(answer, func(out *page) {
		out.title("%s: %s, %.6g kg, made at %s (%s)", p.Lot, p.Material, p.Kg, p.Site, p.Country)
		for _, m := range p.Of {
			out.line("%s %% %s of %s, of it %s %% recycled", percents(m.Share), m.Name, m.Country, percents(m.Recycled))
		}
		vouched(out, by)
		switch {
		case src == nil:
		case !known:
			out.text("The ledger does not know this lot.")
		case len(differs) == 0:
			out.text("The ledger says the same.")
		}
		for _, d := range differs {
			out.text("The ledger differs: %s", d)
		}
	})
	if err == nil && len(differs) > 0 {
		err = errNo
	}
	return err
}

// compare says where a passport and the ledger disagree beyond measurement.
func (s *session) compare(p untp.Passport, src *pack.Source) (known bool, differs []string, err error) {
	if src == nil {
		return false, nil, nil
	}
	held, ok := src.Book.Lot(p.Lot)
	if !ok {
		return false, nil, nil
	}
	if off := math.Abs(p.Kg - held.Mass.Kg); p.Kg > 0 && off > 3*held.Mass.SigmaKg {
		differs = append(differs, fmt.Sprintf("%.6g ± %.2g kg, the passport says %.6g", held.Mass.Kg, held.Mass.SigmaKg, p.Kg))
	}
	if p.Material != held.Material {
		differs = append(differs, fmt.Sprintf("it is %s, the passport says %s", held.Material, p.Material))
	}
	ours, _, err := s.passport(*src, p.Lot)
	if err != nil {
		return true, differs, err
	}
	if p.Site != ours.Site || p.Country != ours.Country {
		differs = append(differs, fmt.Sprintf("it was made at %s (%s), the passport says %s (%s)", ours.Site, ours.Country, p.Site, p.Country))
	}
	return true, append(differs, otherParts(p, ours)...), nil
}

// otherParts compares shares by element and country, where the passport names
// elements as we do.
func otherParts(p, ours untp.Passport) (differs []string) {
	type key struct{ code, country string }
	have := map[key]float64{}
	for _, m := range ours.Of {
		have[key{m.Code, m.Country}] = m.Share
	}
	for _, m := range p.Of {
		if mine := have[key{m.Code, m.Country}]; m.Scheme == elementScheme && math.Abs(m.Share-mine) > 0.005 {
			differs = append(differs, fmt.Sprintf("%s %% %s of %s, the passport says %s", percents(mine), m.Code, m.Country, percents(m.Share)))
		}
	}
	return differs
}

func vouched(p *page, by *signedBy) {
	if by == nil {
		p.text("It is unsigned: nobody vouches for it.")
		return
	}
	p.text("Signed by %s.", strings.Join(by.Keys, ", "))
	for _, w := range by.Warnings {
		p.text("%s: %s; %s", w.Severity, w.What, w.Remedy)
	}
}

// assessed is a facility of an attestation, and what the ledger has of it.
type assessed struct {
	untp.Party
	Known  bool          `json:"in_ledger"`
	Kind   string        `json:"kind,omitempty"`
	Status ledger.Status `json:"status,omitempty"`
}

func (s *session) attestationImport(name string, c *untp.Credential, by *signedBy, src *pack.Source) error {
	a, lost, err := c.Attestation()
	if err != nil {
		return inFile(name, err)
	}
	sites := []assessed{}
	for _, f := range a.Facilities() {
		one := assessed{Party: f}
		if src != nil {
			var site ledger.Facility
			site, one.Known = src.Book.Facility(untp.Site(f.ID), s.now())
			one.Kind, one.Status = site.Kind, site.Status
		}
		sites = append(sites, one)
	}
	answer := map[string]any{"file": name, "type": c.Type, "signed_by": by, "valid_until": c.Until, "attestation": a, "facilities": sites, "failed": append([]string{}, a.Failed()...), "lost": append(adit.Faults{}, lost...)}
	err = s.answer(answer, func(p *page) { attestationText(p, a, sites, by) })
	if err == nil && len(a.Failed()) > 0 {
		err = errNo
	}
	return err
}

func attestationText(p *page, a untp.Attestation, sites []assessed, by *signedBy) {
	p.title("%s: %s of %s", a.Name, a.Kind, a.To.Name)
	p.field("scheme", a.Scheme.Name+" "+a.Scheme.ID)
	p.field("assessed by", a.Assessor+", "+a.Level)
	for _, f := range sites {
		text := "not in the ledger"
		if f.Known {
			text = fmt.Sprintf("in the ledger a %s, status %s", f.Kind, cmp.Or(f.Status, "unknown"))
		}
		p.field("facility", f.Name+" "+f.ID+": "+text)
	}
	for _, name := range a.Failed() {
		p.field("failed", name)
	}
	vouched(p, by)
}
