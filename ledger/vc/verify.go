package vc

import (
	"time"

	"adit"
	"adit/internal/strictjson"
)

// A Verifier holds what a check needs of the world.
type Verifier struct {
	Keys     *Keys
	Contexts map[string][]byte // by URL; eddsa-rdfc-2022 alone needs them
	At       time.Time         // when; the zero time checks no dates
}

// A Verified credential is one whose every proof fits.
type Verified struct {
	Document []byte // as signed: without proof, or the payload of the token
	ID       string
	Issuer   string
	Methods  []string // the keys that signed
	// Warnings say what a proof does not: that a key of somebody else than the
	// issuer signed.
	Warnings adit.Faults

	root *strictjson.Node
}

// admit reads what is common to credentials, and checks their dates.
func (v *Verifier) admit(document []byte, root *strictjson.Node) (*Verified, error) {
	if !hasType(root, "VerifiableCredential") {
		return nil, refuse("$.type", "type", "hand in a verifiable credential", "the type holds no VerifiableCredential")
	}
	good := &Verified{Document: document, ID: text(root, "id"), Issuer: issuer(root), root: root}
	if good.Issuer == "" {
		return nil, refuse("$.issuer", "missing", "a credential names its issuer", "no issuer")
	}
	from, given, err := moment(root, "validFrom")
	if err != nil {
		return nil, err
	}
	if given && !v.At.IsZero() && v.At.Before(from) {
		return nil, refuse("$.validFrom", "time", "check it again then", "it is valid from %s", from.Format(time.RFC3339))
	}
	until, given, err := moment(root, "validUntil")
	if err != nil {
		return nil, err
	}
	if given && !v.At.IsZero() && v.At.After(until) {
		return nil, refuse("$.validUntil", "expired", "ask the issuer for a current one", "it was valid until %s", until.Format(time.RFC3339))
	}
	return good, nil
}

// signedBy notes a key, and whether it is the issuer's.
func (c *Verified) signedBy(where, method, controller string) {
	c.Methods = append(c.Methods, method)
	if controller != c.Issuer {
		c.Warnings = append(c.Warnings, adit.Fault{Where: where, Rule: "issuer-key", Severity: adit.Doubtful,
			What:   "the issuer is " + c.Issuer + ", the key is of " + controller,
			Remedy: "find out why that party signs for the issuer before you rely on it"})
	}
}

func (v *Verifier) keys() *Keys {
	if v.Keys == nil {
		return &Keys{}
	}
	return v.Keys
}
