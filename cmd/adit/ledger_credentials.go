package main

import (
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"adit/ledger"
	"adit/ledger/untp"
	"adit/ledger/vc"
)

// credentialFlags say who states a credential, and until when.
type credentialFlags struct{ issuer, id, key, status, purpose, until string }

func (f *credentialFlags) add(fl *pflag.FlagSet) {
	fl.StringVar(&f.issuer, "issuer", "", "`DID` of the issuer of a credential")
	fl.StringVar(&f.id, "id", "", "`URI` of the credential (default: urn:adit:credential and the time)")
	fl.StringVar(&f.key, "key", "", "`KEYFILE` to sign a credential with")
	fl.StringVar(&f.status, "status", "", "`URL#N` of the issuer's status list, and the credential's place in it")
	fl.StringVar(&f.purpose, "purpose", "revocation", "`PURPOSE` of that list: revocation or suspension")
	fl.StringVar(&f.until, "valid-until", "", "last `DAY` on which the credential holds")
}

func (f *credentialFlags) check(needed bool) error {
	if !needed {
		if f.issuer+f.id+f.key+f.status+f.until != "" {
			return wrong("an EPCIS document is no credential: it has no --issuer, --id, --key, --status and --valid-until")
		}
		return nil
	}
	if !strings.HasPrefix(f.issuer, "did:") {
		return wrong("a credential names its issuer: --issuer did:web:acme.example")
	}
	if _, err := f.entry(); err != nil {
		return err
	}
	if f.purpose != "revocation" && f.purpose != "suspension" {
		return wrong("--purpose %q: write revocation or suspension", f.purpose)
	}
	if _, err := time.Parse(time.DateOnly, f.until); f.until != "" && err != nil {
		return wrong("--valid-until %q: write a day such as 2027-12-31", f.until)
	}
	return nil
}

// entry is the place in a status list, or nil.
func (f *credentialFlags) entry() (*untp.Status, error) {
	if f.status == "" {
		return nil, nil
	}
	list, at, _ := strings.Cut(f.status, "#")
	n, err := strconv.Atoi(at)
	if u, bad := url.Parse(list); bad != nil || !u.IsAbs() || err != nil || n < 0 {
		return nil, wrong("--status %q: write the list's address and a number, such as https://acme.example/status/1#7", f.status)
	}
	return &untp.Status{List: list, Index: n, Purpose: f.purpose}, nil
}

// from is the issuer, who states it now. The flags were checked.
func (f *credentialFlags) from(now time.Time) untp.Issuer {
	i := untp.Issuer{Party: untp.Party{ID: f.issuer, Name: f.issuer}, Credential: f.id, From: now}
	if i.Credential == "" {
		i.Credential = fmt.Sprintf("urn:adit:credential:%d", now.Unix())
	}
	i.Status, _ = f.entry()
	if day, err := time.Parse(time.DateOnly, f.until); err == nil {
		i.Until = day.AddDate(0, 0, 1).Add(-time.Second)
	}
	return i
}

// sign puts a credential into the envelope of a vc+jwt; without a key it stays.
func (f *credentialFlags) sign(text []byte) ([]byte, error) {
	if f.key == "" {
		return text, nil
	}
	key, err := readKey(f.key)
	if err != nil {
		return nil, err
	}
	token, err := vc.Envelop(text, f.issuer+"#"+string(key.Key), key.private())
	if err != nil {
		return nil, err
	}
	return vc.Enveloped(token)
}

func ledgerDID(s *session) *cobra.Command {
	party, to := "", ""
	cmd := &cobra.Command{
		Use:   "did DID --party PARTY --to FILE",
		Short: "write the document by which others find a party's keys",
		Long: `Writes the DID document of a party: the keys that the ledger's registrar declared for it, those that were
revoked with their date. Of a did:web, the party publishes the file where the answer says; whoever reads
its credentials needs it.`,
		Example: "  adit ledger did did:web:acme.example --party acme --to did.json --ledger tin",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			where, err := vc.WebURL(args[0])
			if err != nil {
				return misuseError{err}
			}
			if party == "" || to == "" {
				return wrong("whose keys, and where to write them? --party PARTY --to FILE")
			}
			return s.ledgerDID(cmd, args[0], where, ledger.PartyID(party), to)
		},
	}
	cmd.Flags().StringVar(&party, "party", "", "the `PARTY` whose keys they are")
	cmd.Flags().StringVar(&to, "to", "", "`FILE` to write")
	return cmd
}

func (s *session) ledgerDID(cmd *cobra.Command, did, where string, party ledger.PartyID, to string) error {
	src, _, err := s.readLedger(cmd.Context(), folder(cmd))
	if err != nil {
		return err
	}
	var keys []vc.PublicKey
	for _, e := range src.Events {
		switch d := e.Declare; {
		case d == nil:
		case d.Key != nil && d.Key.Party == party:
			keys = append(keys, vc.PublicKey{ID: string(d.Key.ID), Key: d.Key.Public})
		case d.Revoke != nil:
			for i := range keys {
				if keys[i].ID == string(d.Revoke.Key) {
					keys[i].Revoked = e.Until
				}
			}
		}
	}
	text, err := vc.DIDDocument(did, keys)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, append(text, '\n'), 0o644); err != nil {
		return err
	}
	s.changed = true
	return s.answer(map[string]any{"file": to, "did": did, "keys": len(keys), "publish": where}, func(p *page) {
		p.line("%s: %s of %s. Publish it as %s", to, count(len(keys), "key"), party, where)
	})
}

type statusFlags struct {
	issuer, key, to, purpose string
	set, clear               []int
}

func ledgerStatus(s *session) *cobra.Command {
	var f statusFlags
	cmd := &cobra.Command{
		Use:   "status URL --issuer DID --key KEYFILE --to FILE",
		Short: "write the list by which an issuer takes credentials back",
		Long: `Writes a Bitstring Status List of 131,072 places, signed, which the issuer publishes as URL. A credential
that was exported with --status URL#N holds while place N is clear. FILE is changed where it is there
already: it must be this issuer's list, signed with this key.`,
		Example: "  adit ledger status https://acme.example/status/1 --issuer did:web:acme.example \\\n    --key acme.key --to status-1.json --set 7",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if u, err := url.Parse(args[0]); err != nil || !u.IsAbs() || !strings.HasPrefix(f.issuer, "did:") || f.key == "" || f.to == "" {
				return wrong("whose list, and where is it? adit ledger status https://acme.example/status/1 --issuer DID --key KEYFILE --to FILE")
			}
			if f.purpose != "revocation" && f.purpose != "suspension" {
				return wrong("--purpose %q: write revocation or suspension", f.purpose)
			}
			return s.ledgerStatus(args[0], f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.issuer, "issuer", "", "`DID` of the issuer")
	fl.StringVar(&f.key, "key", "", "`KEYFILE` to sign with")
	fl.StringVar(&f.to, "to", "", "`FILE` to write or change")
	fl.StringVar(&f.purpose, "purpose", "revocation", "`PURPOSE`: revocation or suspension")
	fl.IntSliceVar(&f.set, "set", nil, "take back the credential with this number (`N`); may be repeated")
	fl.IntSliceVar(&f.clear, "clear", nil, "let the credential with this number hold again (`N`); may be repeated")
	return cmd
}

func (s *session) ledgerStatus(where string, f statusFlags) error {
	key, err := readKey(f.key)
	if err != nil {
		return err
	}
	list, err := f.read(where, key)
	if err != nil {
		return err
	}
	list.From = s.now()
	for _, change := range []struct {
		at []int
		on bool
	}{{f.set, true}, {f.clear, false}} {
		for _, n := range change.at {
			if err := list.List.Set(n, change.on); err != nil {
				return err
			}
		}
	}
	text, err := list.Document()
	if err == nil {
		text, err = (&credentialFlags{issuer: f.issuer, key: f.key}).sign(text)
	}
	if err == nil {
		err = os.WriteFile(f.to, append(text, '\n'), 0o644)
	}
	if err != nil {
		return err
	}
	s.changed = true
	return s.answer(map[string]any{"file": f.to, "list": where, "purpose": f.purpose, "set": list.List.Count()}, func(p *page) {
		p.line("%s: %s of %s under %s. Publish it as %s", f.to, count(list.List.Count(), "credential"), f.issuer, f.purpose, where)
	})
}

// read takes the list that is there, if this key signed it, or a new one.
func (f statusFlags) read(where string, key keyFile) (vc.StatusCredential, error) {
	fresh := vc.StatusCredential{ID: where, Issuer: f.issuer, Purpose: f.purpose, List: vc.NewStatusList(0)}
	old, err := os.ReadFile(f.to)
	if os.IsNotExist(err) {
		return fresh, nil
	}
	if err != nil {
		return fresh, err
	}
	doc, err := vc.DIDDocument(f.issuer, []vc.PublicKey{{ID: string(key.Key), Key: key.Public}})
	if err != nil {
		return fresh, err
	}
	keys := &vc.Keys{}
	if err := keys.Add(doc); err != nil {
		return fresh, err
	}
	good, err := (&vc.Verifier{Keys: keys}).Open(string(old))
	if err != nil {
		return fresh, inFile(f.to, err)
	}
	list, err := good.Status()
	if err == nil && (list.ID != where || list.Issuer != f.issuer || list.Purpose != f.purpose) {
		err = fmt.Errorf("%s is the %s list %s of %s: name another file", f.to, list.Purpose, list.ID, list.Issuer)
	}
	return list, inFile(f.to, err)
}
