package ledger

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/gowebpki/jcs"
)

// A Hash names what an event says, its signatures apart: SHA-256 of its
// canonical bytes. Two events with one hash are one event.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// domain keeps a signature on an event from being one on anything else.
const domain = "adit ledger event v1\n"

// Canonical returns the bytes that parties sign: the event without signatures
// in the JSON canonicalization scheme (RFC 8785), after one line that says
// what it is. Other layouts of the same JSON give the same bytes.
func (e *Event) Canonical() ([]byte, error) {
	body := *e
	body.Signatures = nil
	text, err := json.Marshal(&body)
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", e.ID, err)
	}
	canonical, err := jcs.Transform(text)
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", e.ID, err)
	}
	return append([]byte(domain), canonical...), nil
}

// Hash returns the name of what the event says.
func (e *Event) Hash() (Hash, error) {
	text, err := e.Canonical()
	return sha256.Sum256(text), err
}

// Sign adds a signature.
func (e *Event) Sign(id KeyID, key ed25519.PrivateKey) error {
	text, err := e.Canonical()
	if err != nil {
		return err
	}
	e.Signatures = append(e.Signatures, Signature{id, ed25519.Sign(key, text)})
	return nil
}

// JSON writes the event as ReadEvent reads it: compact, signatures included.
func (e *Event) JSON() ([]byte, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", e.ID, err)
	}
	return jcs.Transform(text)
}

// signers returns the parties that must sign.
func (e *Event) signers() []PartyID {
	if e.Move != nil && e.Move.To != e.Party {
		return []PartyID{e.Party, e.Move.To}
	}
	return []PartyID{e.Party}
}

// verify checks every signature, of needed parties or not: a bad one is never
// passed over. Keys are looked up in ring.
func (e *Event) verify(text []byte, ring map[KeyID]Key, revoked map[KeyID]Revoke) error {
	var signed []PartyID
	for i, s := range e.Signatures {
		at := fmt.Sprintf("$.signatures[%d]", i)
		key, ok := ring[s.Key]
		if !ok {
			return refuse(at, "unknown-key-id", "declare the key first", "no key %q", s.Key)
		}
		if r, gone := revoked[s.Key]; gone {
			return refuse(at, "revoked-key", "sign with a key that is good", "key %q was revoked: %s", s.Key, r.Reason)
		}
		if !ed25519.Verify(key.Public, text, s.Sig) {
			return refuse(at, "bad-signature", "sign these bytes again: the event was changed after signing, or another key was used", "the signature of key %q does not fit", s.Key)
		}
		signed = append(signed, key.Party)
	}
	for _, p := range e.signers() {
		if !slices.Contains(signed, p) {
			return refuse("$.signatures", "unsigned", "let that party sign", "%s %s is not signed by party %q", e.Kind(), e.ID, p)
		}
	}
	return nil
}
