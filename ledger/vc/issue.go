package vc

import (
	"crypto/ed25519"
	"encoding/json"
	"time"
)

// A PublicKey is one that a DID makes assertions with, or made.
type PublicKey struct {
	ID      string // the part after #
	Key     ed25519.PublicKey
	Revoked time.Time // zero: it is good
}

// DIDDocument writes the document by which others find a DID's keys. A revoked
// key stays in it with its date, so that what it signed is refused with a
// reason.
func DIDDocument(did string, keys []PublicKey) ([]byte, error) {
	type entry struct {
		ID         string     `json:"id"`
		Type       string     `json:"type"`
		Controller string     `json:"controller"`
		Multibase  string     `json:"publicKeyMultibase"`
		Revoked    *time.Time `json:"revoked,omitempty"`
	}
	doc := struct {
		Context []string `json:"@context"`
		ID      string   `json:"id"`
		Methods []entry  `json:"verificationMethod"`
		Assert  []string `json:"assertionMethod"`
	}{Context: []string{"https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"}, ID: did}
	if len(keys) == 0 {
		return nil, refuse("$.verificationMethod", "missing", "declare a key first", "%s has no key", did)
	}
	for _, k := range keys {
		e := entry{ID: did + "#" + k.ID, Type: "Multikey", Controller: did, Multibase: PublicMultikey(k.Key)}
		if !k.Revoked.IsZero() {
			e.Revoked = &k.Revoked
		}
		doc.Methods, doc.Assert = append(doc.Methods, e), append(doc.Assert, e.ID)
	}
	return json.MarshalIndent(doc, "", "  ")
}

const listType = "BitstringStatusListCredential"

// A StatusCredential is a status list as its issuer publishes it.
type StatusCredential struct {
	ID      string // where it is published
	Issuer  string
	Purpose string // "revocation" or "suspension"
	From    time.Time
	List    *StatusList
}

// Document writes it, unsigned.
func (s StatusCredential) Document() ([]byte, error) {
	encoded, err := s.List.Encode()
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]any{
		"@context": []string{"https://www.w3.org/ns/credentials/v2"}, "id": s.ID, "type": []string{"VerifiableCredential", listType}, "issuer": s.Issuer,
		"validFrom":         s.From.UTC().Format(time.RFC3339),
		"credentialSubject": map[string]any{"id": s.ID + "#list", "type": "BitstringStatusList", "statusPurpose": s.Purpose, "encodedList": encoded},
	})
}

// Status reads a status list of one purpose out of a credential that was
// verified.
func (c *Verified) Status() (StatusCredential, error) {
	subject := member(c.root, "credentialSubject")
	if !hasType(c.root, listType) || !hasType(subject, "BitstringStatusList") {
		return StatusCredential{}, refuse("$.type", "type", "hand in a "+listType, "%s is no status list", c.ID)
	}
	list, err := ReadStatusList(text(subject, "encodedList"))
	if err != nil {
		return StatusCredential{}, err
	}
	from, _, err := moment(c.root, "validFrom")
	return StatusCredential{c.ID, c.Issuer, text(subject, "statusPurpose"), from, list}, err
}
