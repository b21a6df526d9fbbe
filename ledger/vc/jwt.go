package vc

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"adit/internal/limit"
	"adit/internal/strictjson"
)

// tokenType is the header typ of a credential in a JWT (Securing Verifiable
// Credentials using JOSE and COSE, 3.1.1).
const tokenType = "vc+jwt"

// envelope begins the id of an EnvelopedVerifiableCredential.
const envelope = "data:application/vc+jwt,"

// Envelop signs a credential as a vc+jwt. Method names the key.
func Envelop(document []byte, method string, key ed25519.PrivateKey) (string, error) {
	root, err := parse(document, MaxDocument)
	if err != nil {
		return "", err
	}
	if err := noClaims(root); err != nil {
		return "", err
	}
	opts := (&jose.SignerOptions{}).WithType(tokenType).WithContentType("vc").WithHeader("kid", method)
	if did := issuer(root); did != "" {
		opts = opts.WithHeader("iss", did)
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: key}, opts)
	if err != nil {
		return "", fmt.Errorf("sign %s: %w", text(root, "id"), err)
	}
	token, err := s.Sign(document)
	if err != nil {
		return "", fmt.Errorf("sign %s: %w", text(root, "id"), err)
	}
	return token.CompactSerialize()
}

// noClaims refuses the claims vc and vp of the 1.1 form, which would be a
// second credential beside the first.
func noClaims(root *strictjson.Node) error {
	for _, key := range []string{"vc", "vp"} {
		if member(root, key) != nil {
			return refuse("$."+key, "claim", "put the credential at the top of the payload (VC 2.0)", "a claim %q", key)
		}
	}
	return nil
}

// Enveloped writes the object that stands for a token among JSON-LD.
func Enveloped(token string) ([]byte, error) {
	return json.Marshal(struct {
		Context string `json:"@context"`
		ID      string `json:"id"`
		Type    string `json:"type"`
	}{"https://www.w3.org/ns/credentials/v2", envelope + token, "EnvelopedVerifiableCredential"})
}

// Open checks a vc+jwt, bare or in its EnvelopedVerifiableCredential. Of a
// token, $header, $payload and $signature are the places.
func (v *Verifier) Open(token string) (*Verified, error) {
	if len(token) > 2*MaxDocument {
		return nil, limit.TooLarge("$", 2*MaxDocument, "hand in one credential at a time")
	}
	token = strings.TrimSpace(token)
	if strings.HasPrefix(token, "{") {
		root, err := parse([]byte(token), 2*MaxDocument)
		if err != nil {
			return nil, err
		}
		id, ok := strings.CutPrefix(text(root, "id"), envelope)
		if !ok || !hasType(root, "EnvelopedVerifiableCredential") {
			return nil, refuse("$.id", "envelope", "hand in an EnvelopedVerifiableCredential, whose id begins "+envelope, "no vc+jwt in it")
		}
		token = id
	}
	parts, err := split(token)
	if err != nil {
		return nil, err
	}
	return v.token(token, parts)
}

// split decodes the parts strictly: spare bits at the end of base64 would let
// a token be changed without a trace.
func split(token string) (parts [3][]byte, err error) {
	texts := strings.Split(token, ".")
	if len(texts) != 3 {
		return parts, refuse("$", "jwt", "hand in a compact token, header.payload.signature", "%d parts", len(texts))
	}
	for i, place := range []string{"$header", "$payload", "$signature"} {
		if parts[i], err = base64.RawURLEncoding.Strict().DecodeString(texts[i]); err != nil {
			return parts, refuse(place, "base64", "get the token again: it was cut or changed", "%v", err)
		}
	}
	return parts, nil
}

func (v *Verifier) token(token string, parts [3][]byte) (*Verified, error) {
	head, err := parse(parts[0], 16<<10)
	if err != nil {
		return nil, fmt.Errorf("$header: %w", err)
	}
	if err := checkHead(head); err != nil {
		return nil, err
	}
	kid := text(head, "kid")
	if strings.HasPrefix(kid, "#") {
		kid = text(head, "iss") + kid
	}
	key, controller, err := v.keys().find("$header.kid", kid, v.At)
	if err != nil {
		return nil, err
	}
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		return nil, refuse("$", "jwt", "get the token again", "%v", err)
	}
	payload, err := jws.Verify(key)
	if err != nil {
		return nil, refuse("$signature", "bad-signature", "get the token again from its issuer: it was changed after signing", "the signature of %s does not fit", kid)
	}
	return v.payload(payload, text(head, "iss"), kid, controller)
}

func checkHead(head *strictjson.Node) error {
	typ := strings.TrimPrefix(text(head, "typ"), "application/")
	switch {
	case typ != tokenType:
		return refuse("$header.typ", "jwt", "hand in a token of type "+tokenType, "typ is %.40q", text(head, "typ"))
	case text(head, "alg") != string(jose.EdDSA):
		return refuse("$header.alg", "jwt", "EdDSA alone can be checked", "alg is %.40q", text(head, "alg"))
	case member(head, "crit") != nil:
		return refuse("$header.crit", "jwt", "ask for a token without extensions", "crit names what cannot be checked")
	}
	return nil
}

func (v *Verifier) payload(payload []byte, iss, kid, controller string) (*Verified, error) {
	root, err := parse(payload, MaxDocument)
	if err != nil {
		return nil, fmt.Errorf("$payload: %w", err)
	}
	if err := noClaims(root); err != nil {
		return nil, err
	}
	good, err := v.admit(payload, root)
	if err != nil {
		return nil, err
	}
	if claimed := text(root, "iss"); claimed != "" {
		iss = claimed
	}
	if iss != "" && iss != good.Issuer {
		return nil, refuse("$payload.iss", "issuer", "ask for a token whose iss is the issuer", "iss is %.80q, the issuer %.80q", iss, good.Issuer)
	}
	if err := v.claimTimes(root); err != nil {
		return nil, err
	}
	good.signedBy("$header.kid", kid, controller)
	return good, nil
}

// claimTimes checks the times of RFC 7519, where a token has them.
func (v *Verifier) claimTimes(root *strictjson.Node) error {
	if v.At.IsZero() {
		return nil
	}
	now := float64(v.At.Unix())
	if n := member(root, "exp"); n != nil && (n.Kind != strictjson.Number || now >= n.Number) {
		return refuse("$payload.exp", "expired", "ask the issuer for a current token", "it expired %s", time.Unix(int64(n.Number), 0).UTC().Format(time.RFC3339))
	}
	if n := member(root, "nbf"); n != nil && (n.Kind != strictjson.Number || now < n.Number) {
		return refuse("$payload.nbf", "time", "check it again then", "it is not valid before %s", time.Unix(int64(n.Number), 0).UTC().Format(time.RFC3339))
	}
	return nil
}
