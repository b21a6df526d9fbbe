package vc

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Keys finds the keys of DIDs. A did:key is its own document; documents of
// others are added.
type Keys struct{ docs map[string]didDocument }

type didDocument struct {
	ID              string            `json:"id"`
	Methods         []method          `json:"verificationMethod"`
	AssertionMethod []json.RawMessage `json:"assertionMethod"` // a method or its id
}

type method struct {
	ID         string     `json:"id"`
	Type       string     `json:"type"`
	Controller string     `json:"controller"`
	Multibase  string     `json:"publicKeyMultibase"`
	JWK        *jwk       `json:"publicKeyJwk"`
	Expires    *time.Time `json:"expires"`
	Revoked    *time.Time `json:"revoked"`
}

type jwk struct {
	Kty string `json:"kty"`
	Crv string `json:"crv"`
	X   string `json:"x"`
}

// MaxDID bounds a DID document.
const MaxDID = 1 << 20

// Add takes the document of a DID, as its owner publishes it.
func (k *Keys) Add(data []byte) error {
	if _, err := parse(data, MaxDID); err != nil {
		return err
	}
	var d didDocument
	if err := json.Unmarshal(data, &d); err != nil {
		return refuse("$", "did-document", "get the DID document again", "%v", err)
	}
	if !strings.HasPrefix(d.ID, "did:") {
		return refuse("$.id", "did-document", "give the document of a DID, with its id", "id is %.80q", d.ID)
	}
	if k.docs == nil {
		k.docs = map[string]didDocument{}
	}
	k.docs[d.ID] = d
	return nil
}

// WebURL says where the document of a did:web is published (did:web Method
// Specification, 3.2).
func WebURL(did string) (string, error) {
	rest, ok := strings.CutPrefix(did, "did:web:")
	parts := strings.Split(rest, ":")
	for i, p := range parts {
		text, err := url.PathUnescape(p)
		if err != nil || !ok || p == "" || strings.ContainsAny(text, "/?#@ ") || text == ".." {
			return "", refuse("$", "did", "write did:web:host or did:web:host:path", "%.80q is no did:web", did)
		}
		parts[i] = text
	}
	if len(parts) == 1 {
		return "https://" + parts[0] + "/.well-known/did.json", nil
	}
	return "https://" + strings.Join(parts, "/") + "/did.json", nil
}

// find returns the key of a verification method that may make assertions, and
// its controller.
func (k *Keys) find(at, name string, when time.Time) (ed25519.PublicKey, string, error) {
	did, _, ok := strings.Cut(name, "#")
	if !ok {
		return nil, "", refuse(at, "method", "name the key as DID#key", "%.80q names no key of a DID", name)
	}
	if m, isKey := strings.CutPrefix(did, "did:key:"); isKey {
		key, err := readPublic(m)
		if err != nil || name != did+"#"+m {
			return nil, "", refuse(at, "method", "write did:key:K#K with an Ed25519 key K", "%.120q: %v", name, err)
		}
		return key, did, nil
	}
	d, ok := k.docs[did]
	if !ok {
		where, err := WebURL(did)
		if err != nil {
			where = "where its method says"
		}
		return nil, "", refuse(at, "unknown-did", "hand in its document, which is at "+where, "no document of %s", did)
	}
	return d.find(at, name, when)
}

func (d didDocument) find(at, name string, when time.Time) (ed25519.PublicKey, string, error) {
	m, ok := d.assertion(name)
	switch {
	case !ok:
		return nil, "", refuse(at, "unknown-key-id", "get the current DID document, or ask the signer for the right key", "%s has no key %s for assertions", d.ID, name)
	case m.Revoked != nil && !when.Before(*m.Revoked):
		return nil, "", refuse(at, "revoked-key", "ask for a credential signed with a key that is good", "key %s was revoked %s", name, m.Revoked.Format(time.RFC3339))
	case m.Expires != nil && !when.Before(*m.Expires):
		return nil, "", refuse(at, "expired-key", "ask for a credential signed with a key that is good", "key %s expired %s", name, m.Expires.Format(time.RFC3339))
	}
	key, err := m.public()
	if err != nil {
		return nil, "", refuse(at, "key", "Ed25519 keys alone can be checked, as Multikey or JWK", "key %s: %v", name, err)
	}
	return key, m.Controller, nil
}

// assertion finds a method among those for assertions: listed by id, or held
// there in full.
func (d didDocument) assertion(name string) (method, bool) {
	for _, raw := range d.AssertionMethod {
		var id string
		var held method
		if json.Unmarshal(raw, &id) == nil {
			if d.absolute(id) == name {
				return d.method(name)
			}
		} else if json.Unmarshal(raw, &held) == nil && d.absolute(held.ID) == name {
			return held, true
		}
	}
	return method{}, false
}

func (d didDocument) method(name string) (method, bool) {
	for _, m := range d.Methods {
		if d.absolute(m.ID) == name {
			return m, true
		}
	}
	return method{}, false
}

func (d didDocument) absolute(id string) string {
	if strings.HasPrefix(id, "#") {
		return d.ID + id
	}
	return id
}

func (m method) public() (ed25519.PublicKey, error) {
	if m.JWK == nil {
		return readPublic(m.Multibase)
	}
	x, err := base64.RawURLEncoding.Strict().DecodeString(m.JWK.X)
	if err != nil || m.JWK.Kty != "OKP" || m.JWK.Crv != "Ed25519" || len(x) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("a JWK of kty %q, crv %q", m.JWK.Kty, m.JWK.Crv)
	}
	return x, nil
}
