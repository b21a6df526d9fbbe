package vc

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"adit/internal/strictjson"
)

// The cryptosuites.
const (
	JCS2022  = "eddsa-jcs-2022"
	RDFC2022 = "eddsa-rdfc-2022"
)

// A Signer says who signs, and how.
type Signer struct {
	Suite   string // JCS2022 or RDFC2022
	Method  string // "did:web:acme.example#key-1"
	Key     ed25519.PrivateKey
	Created time.Time
}

type object = map[string]json.RawMessage

// Sign returns the document with a proof. It must have none.
func (s Signer) Sign(document []byte, contexts map[string][]byte) ([]byte, error) {
	if _, err := parse(document, MaxDocument); err != nil {
		return nil, err
	}
	var doc object
	if err := json.Unmarshal(document, &doc); err != nil {
		return nil, err
	}
	if doc["proof"] != nil {
		return nil, refuse("$.proof", "proof", "sign the document without it", "the document has a proof already")
	}
	proof := object{"type": quote("DataIntegrityProof"), "cryptosuite": quote(s.Suite), "created": quote(s.Created.UTC().Format(time.RFC3339)),
		"verificationMethod": quote(s.Method), "proofPurpose": quote("assertionMethod")}
	if s.Suite == JCS2022 && doc["@context"] != nil {
		proof["@context"] = doc["@context"]
	}
	hash, err := hashes(s.Suite, doc, proof, contexts)
	if err != nil {
		return nil, err
	}
	proof["proofValue"] = quote(encode58(ed25519.Sign(s.Key, hash)))
	doc["proof"], err = json.Marshal(proof)
	if err != nil {
		return nil, err
	}
	return json.Marshal(doc)
}

func quote(s string) json.RawMessage {
	b, err := json.Marshal(s)
	if err != nil {
		panic("vc: a string does not marshal: " + err.Error())
	}
	return b
}

// hashes returns what is signed: the hash of the proof's options, then that of
// the document (Data Integrity EdDSA Cryptosuites 1.0, 3.2.4 and 3.3.4).
func hashes(suite string, doc, options object, contexts map[string][]byte) ([]byte, error) {
	canonical := map[string]func(object) ([]byte, error){
		JCS2022:  canonicalJSON,
		RDFC2022: func(o object) ([]byte, error) { return canonicalRDF(o, contexts) },
	}[suite]
	if canonical == nil {
		return nil, refuse("$.proof.cryptosuite", "cryptosuite", "use "+JCS2022+" or "+RDFC2022, "the suite is %.60q", suite)
	}
	if suite == RDFC2022 {
		options = with(options, "@context", doc["@context"])
	}
	a, err := canonical(options)
	if err != nil {
		return nil, fmt.Errorf("proof options: %w", err)
	}
	b, err := canonical(doc)
	if err != nil {
		return nil, err
	}
	x, y := sha256.Sum256(a), sha256.Sum256(b)
	return slices.Concat(x[:], y[:]), nil
}

func with(o object, key string, value json.RawMessage) object {
	out := object{key: value}
	for k, v := range o {
		if k != key {
			out[k] = v
		}
	}
	return out
}

func without(o object, key string) object {
	out := with(o, key, nil)
	delete(out, key)
	return out
}

// Verify checks every proof of a document. One that does not fit refuses it,
// whatever the others say.
func (v *Verifier) Verify(data []byte) (*Verified, error) {
	root, err := parse(data, MaxDocument)
	if err != nil {
		return nil, err
	}
	var doc object
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	proofs := each(member(root, "proof"))
	if len(proofs) == 0 || len(proofs) > 16 {
		return nil, refuse("$.proof", "unsigned", "ask the issuer for a signed one, with 16 proofs at most", "the document has %d proofs", len(proofs))
	}
	body := without(doc, "proof")
	plain, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	good, err := v.admit(plain, root)
	if err != nil {
		return nil, err
	}
	for i, p := range proofs {
		controller, err := v.proof(body, p, rawProof(doc["proof"], i))
		if err != nil {
			return nil, err
		}
		good.signedBy(p.Path, text(p, "verificationMethod"), controller)
	}
	return good, nil
}

func rawProof(raw json.RawMessage, i int) object {
	var one object
	var all []object
	if json.Unmarshal(raw, &one) == nil {
		return one
	}
	if json.Unmarshal(raw, &all) == nil && i < len(all) {
		return all[i]
	}
	return nil
}

// proof checks one proof and returns the controller of its key.
func (v *Verifier) proof(doc object, p *strictjson.Node, raw object) (string, error) {
	when, err := v.proofTimes(p)
	if err != nil {
		return "", err
	}
	switch {
	case raw == nil || text(p, "type") != "DataIntegrityProof":
		return "", refuse(p.Path+".type", "proof", "DataIntegrityProof alone can be checked", "the proof's type is %.60q", text(p, "type"))
	case text(p, "proofPurpose") != "assertionMethod":
		return "", refuse(p.Path+".proofPurpose", "proof", "a credential is signed for assertionMethod", "the purpose is %.60q", text(p, "proofPurpose"))
	case member(p, "previousProof") != nil:
		return "", refuse(p.Path+".previousProof", "proof", "ask for proofs that stand alone", "chains of proofs cannot be checked")
	}
	suite := text(p, "cryptosuite")
	if suite == JCS2022 && raw["@context"] != nil {
		if !prefix(raw["@context"], doc["@context"]) {
			return "", refuse(p.Path+".@context", "context", "the document was changed after signing: ask for it again", "the proof's contexts do not begin the document's")
		}
		doc = with(doc, "@context", raw["@context"])
	}
	key, controller, err := v.keys().find(p.Path+".verificationMethod", text(p, "verificationMethod"), when)
	if err != nil {
		return "", err
	}
	sig, err := decode58(text(p, "proofValue"))
	if err != nil || len(sig) != ed25519.SignatureSize {
		return "", refuse(p.Path+".proofValue", "bad-signature", "get the document again: the value was cut or changed", "not 64 bytes in base58: %v", err)
	}
	hash, err := hashes(suite, doc, without(raw, "proofValue"), v.Contexts)
	if err != nil {
		return "", err
	}
	if !ed25519.Verify(key, hash, sig) {
		return "", refuse(p.Path+".proofValue", "bad-signature", "get the document again from its issuer: it or its proof was changed after signing", "the signature of %s does not fit", text(p, "verificationMethod"))
	}
	return controller, nil
}

// proofTimes returns when the key must have been good: now, since a thief of
// a key would backdate, or where no time is given, when the proof was made.
func (v *Verifier) proofTimes(p *strictjson.Node) (time.Time, error) {
	created, _, err := moment(p, "created")
	if err != nil {
		return created, err
	}
	expires, given, err := moment(p, "expires")
	if err != nil || v.At.IsZero() {
		return created, err
	}
	if given && v.At.After(expires) {
		return v.At, refuse(p.Path+".expires", "expired", "ask the issuer for a current one", "the proof expired %s", expires.Format(time.RFC3339))
	}
	return v.At, nil
}

// prefix reports whether the contexts of a proof begin those of a document.
func prefix(proof, doc json.RawMessage) bool {
	a, b := list(proof), list(doc)
	return len(a) <= len(b) && slices.EqualFunc(a, b[:len(a)], func(x, y json.RawMessage) bool {
		p, err := canonical(x)
		q, err2 := canonical(y)
		return err == nil && err2 == nil && string(p) == string(q)
	})
}

func list(raw json.RawMessage) []json.RawMessage {
	var all []json.RawMessage
	if json.Unmarshal(raw, &all) == nil {
		return all
	}
	return []json.RawMessage{raw}
}
