package vc

import (
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"adit"
)

var now = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

func testKey(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("vc test " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// acme is did:web:acme.example with a Multikey, a JWK, and a revoked key.
func acme(t *testing.T) *Keys {
	t.Helper()
	public := func(name string) ed25519.PublicKey { return testKey(name).Public().(ed25519.PublicKey) }
	doc := fmt.Sprintf(`{"id":"did:web:acme.example","verificationMethod":[
		{"id":"#a","type":"Multikey","controller":"did:web:acme.example","publicKeyMultibase":%q},
		{"id":"did:web:acme.example#old","type":"Multikey","controller":"did:web:acme.example","publicKeyMultibase":%q,"revoked":"2026-01-01T00:00:00Z"},
		{"id":"#login","type":"Multikey","controller":"did:web:acme.example","publicKeyMultibase":%q}],
		"assertionMethod":["#a","did:web:acme.example#old",{"id":"#jwk","type":"JsonWebKey","controller":"did:web:acme.example","publicKeyJwk":{"kty":"OKP","crv":"Ed25519","x":%q}}]}`,
		PublicMultikey(public("a")), PublicMultikey(public("old")), PublicMultikey(public("login")), base64.RawURLEncoding.EncodeToString(public("jwk")))
	k := &Keys{}
	if err := k.Add([]byte(doc)); err != nil {
		t.Fatal(err)
	}
	return k
}

func credential(extra string) []byte {
	return []byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:x:1","type":["VerifiableCredential"],"issuer":{"id":"did:web:acme.example","name":"Acme"},
		"validFrom":"2026-01-01T00:00:00Z","validUntil":"2027-01-01T00:00:00Z","credentialSubject":{"kg":700.0}` + extra + `}`)
}

// rule returns the place and rule of an error.
func rule(err error) string {
	var faults adit.Faults
	if !errors.As(err, &faults) {
		return fmt.Sprint(err)
	}
	return faults[0].Where + " " + faults[0].Rule
}

func TestKeysOfDIDWeb(t *testing.T) {
	v := &Verifier{Keys: acme(t), At: now}
	for name, want := range map[string]string{
		"a": "", "jwk": "",
		"old":   "$.proof.verificationMethod revoked-key",
		"login": "$.proof.verificationMethod unknown-key-id", // not for assertions
		"none":  "$.proof.verificationMethod unknown-key-id",
	} {
		signed, err := Signer{JCS2022, "did:web:acme.example#" + name, testKey(name), now}.Sign(credential(""), nil)
		if err != nil {
			t.Fatal(err)
		}
		good, err := v.Verify(signed)
		if want == "" && (err != nil || len(good.Warnings) > 0) || want != "" && rule(err) != want {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	signed, _ := Signer{JCS2022, "did:web:other.example:mine#a", testKey("a"), now}.Sign(credential(""), nil)
	if _, err := v.Verify(signed); rule(err) != "$.proof.verificationMethod unknown-did" || !strings.Contains(err.Error(), "https://other.example/mine/did.json") {
		t.Error(err)
	}
}

func TestDates(t *testing.T) {
	signed, err := Signer{JCS2022, "did:web:acme.example#a", testKey("a"), now}.Sign(credential(""), nil)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{"2025-12-31T00:00:00Z": "$.validFrom time", "2027-01-02T00:00:00Z": "$.validUntil expired"} {
		when, _ := time.Parse(time.RFC3339, at)
		if _, err := (&Verifier{Keys: acme(t), At: when}).Verify(signed); rule(err) != want {
			t.Errorf("at %s: %v", at, err)
		}
	}
}

func TestWebURL(t *testing.T) {
	for did, want := range map[string]string{
		"did:web:acme.example":           "https://acme.example/.well-known/did.json",
		"did:web:acme.example%3A8443":    "https://acme.example:8443/.well-known/did.json",
		"did:web:acme.example:mines:one": "https://acme.example/mines/one/did.json",
		"did:web:":                       "", "did:web:a:..:b": "", "did:key:z6Mk": "", "did:web:a%2Fb": "",
	} {
		if got, err := WebURL(did); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", did, got, err)
		}
	}
}

// Two proofs are both checked.
func TestProofSet(t *testing.T) {
	signer := Signer{JCS2022, "did:web:acme.example#a", testKey("a"), now}
	var doc, other object
	one, _ := signer.Sign(credential(""), nil)
	json.Unmarshal(one, &doc)
	signer.Method, signer.Key = "did:web:acme.example#jwk", testKey("jwk")
	two, _ := signer.Sign(credential(""), nil)
	json.Unmarshal(two, &other)
	v := &Verifier{Keys: acme(t), At: now}
	for _, c := range []struct{ second, want string }{
		{string(other["proof"]), ""},
		{strings.Replace(string(other["proof"]), "#jwk", "#a", 1), "$.proof[1].proofValue bad-signature"},
	} {
		doc["proof"] = json.RawMessage("[" + string(doc["proof"]) + "," + c.second + "]")
		both, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		json.Unmarshal(one, &doc)
		good, err := v.Verify(both)
		if c.want == "" && (err != nil || len(good.Methods) != 2) || c.want != "" && rule(err) != c.want {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

func TestRDFStrict(t *testing.T) {
	signer := Signer{RDFC2022, "did:web:acme.example#a", testKey("a"), now}
	for doc, want := range map[string]string{
		`{"@context":"https://www.w3.org/ns/credentials/v2","undefined":1}`:                       "$ json-ld",
		`{"@context":"https://www.w3.org/ns/credentials/v2","name":null}`:                         "$.name json-ld",
		`{"@context":"https://www.w3.org/ns/credentials/v2","type":"Unknown"}`:                    "$[0].@type json-ld",
		`{"@context":["https://www.w3.org/ns/credentials/v2",{"kg":"urn:x:t"}],"name":"a"}`:       "$.@context context",
		`{"@context":"https://absent.example/","name":"a"}`:                                       "$ json-ld",
		`{"@context":"https://www.w3.org/ns/credentials/v2","id":"_:a","name":"a"}`:               "$.id json-ld",
		`{"@context":"https://www.w3.org/ns/credentials/v2","name":{"@context":{},"@value":"a"}}`: "$.name.@context context",
	} {
		if _, err := signer.Sign([]byte(doc), testContexts); rule(err) != want {
			t.Errorf("%s: %v, want %s", doc, err, want)
		}
	}
}

func TestTokens(t *testing.T) {
	v := &Verifier{Keys: acme(t), At: now}
	token, err := Envelop(credential(""), "did:web:acme.example#a", testKey("a"))
	if err != nil {
		t.Fatal(err)
	}
	good, err := v.Open(token)
	if err != nil || !bytes.Equal(good.Document, credential("")) || len(good.Warnings) > 0 {
		t.Fatalf("%v: %s", err, good.Document)
	}
	wrapped, err := Enveloped(token)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Open(string(wrapped)); err != nil {
		t.Error(err)
	}
	for i := range token {
		bad := []byte(token)
		bad[i] ^= 1
		if _, err := v.Open(string(bad)); err == nil || !strings.Contains(rule(err), "$") {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
	other, _ := Envelop(credential(`,"iss":"did:web:evil.example"`), "did:web:acme.example#a", testKey("a"))
	if _, err := v.Open(other); rule(err) != "$payload.iss issuer" {
		t.Error(err)
	}
	if _, err := Envelop(credential(`,"vc":{}`), "m", testKey("a")); rule(err) != "$.vc claim" {
		t.Error(err)
	}
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"vc+jwt","kid":"did:web:acme.example#a"}`)) + "." + strings.Split(token, ".")[1] + "."
	if _, err := v.Open(none); rule(err) != "$header.alg jwt" {
		t.Error(err)
	}
}

func TestStatus(t *testing.T) {
	v := &Verifier{Keys: acme(t), At: now}
	list := NewStatusList(0)
	if err := list.Set(94567, true); err != nil {
		t.Fatal(err)
	}
	encoded, err := list.Encode()
	if err != nil {
		t.Fatal(err)
	}
	open := func(doc string) *Verified {
		token, err := Envelop([]byte(doc), "did:web:acme.example#a", testKey("a"))
		if err != nil {
			t.Fatal(err)
		}
		good, err := v.Open(token)
		if err != nil {
			t.Fatal(err)
		}
		return good
	}
	lists := open(`{"id":"https://acme.example/status/3","type":["VerifiableCredential","BitstringStatusListCredential"],"issuer":"did:web:acme.example",
		"credentialSubject":{"type":"BitstringStatusList","statusPurpose":"revocation","encodedList":"` + encoded + `"}}`)
	for entry, want := range map[string]string{
		`"statusListIndex":"94566","statusPurpose":"revocation"`:  "<nil>",
		`"statusListIndex":94567,"statusPurpose":"revocation"`:    "$.credentialStatus revocation",
		`"statusListIndex":"94567","statusPurpose":"suspension"`:  "$.credentialStatus.statusPurpose status",
		`"statusListIndex":"131072","statusPurpose":"revocation"`: "$.credentialStatus.statusListIndex status",
		`"statusListIndex":1.5,"statusPurpose":"revocation"`:      "$.credentialStatus.statusListIndex status",
	} {
		c := open(string(credential(`,"credentialStatus":{"type":"BitstringStatusListEntry","statusListCredential":"https://acme.example/status/3",` + entry + `}`)))
		if err := v.CheckStatus(c, lists); rule(err) != want {
			t.Errorf("%s: %v, want %s", entry, err, want)
		}
		if err := v.CheckStatus(c); rule(err) != "$.credentialStatus.statusListCredential unknown-status" {
			t.Errorf("without the list: %v", err)
		}
	}
}

// The list of a gigabyte that packs into a megabyte.
func TestStatusBomb(t *testing.T) {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	zeros := make([]byte, 1<<20)
	for range 20 {
		z.Write(zeros)
	}
	z.Close()
	if _, err := ReadStatusList("u" + base64.RawURLEncoding.EncodeToString(b.Bytes())); !strings.HasSuffix(rule(err), "size") {
		t.Error(err)
	}
}

func FuzzVerify(f *testing.F) {
	signed, _ := Signer{JCS2022, "did:web:acme.example#a", testKey("a"), now}.Sign(credential(""), nil)
	rdf, _ := Signer{RDFC2022, "did:web:acme.example#a", testKey("a"), now}.Sign([]byte(`{"@context":"https://www.w3.org/ns/credentials/v2","id":"urn:x:1","name":"a"}`), testContexts)
	token, _ := Envelop(credential(""), "did:web:acme.example#a", testKey("a"))
	for _, s := range []string{string(signed), string(rdf), token, `{"id":"did:x:y","assertionMethod":["#a"]}`, "uH4sIAAAAAAAA_-zAgQAAAACAoP2pFwAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v := &Verifier{Keys: acme(t), Contexts: testContexts, At: now}
		_, errs := v.Verify(data)
		_, opened := v.Open(string(data))
		_, listed := ReadStatusList(string(data))
		for _, err := range []error{errs, opened, listed, (&Keys{}).Add(data)} {
			var faults adit.Faults
			if err != nil && !errors.As(err, &faults) {
				t.Errorf("%q: %v has no place", data, err)
			}
		}
	})
}

func FuzzBase58(f *testing.F) {
	f.Add([]byte{0, 0, 1, 2})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 100 {
			return
		}
		got, err := decode58(encode58(b))
		if err != nil || !bytes.Equal(got, b) {
			t.Errorf("%x: %x, %v", b, got, err)
		}
	})
}

// The document of a DID that we write leads to the keys in it; what a revoked
// one signed is refused with the date.
func TestDIDDocument(t *testing.T) {
	public := func(name string) ed25519.PublicKey { return testKey(name).Public().(ed25519.PublicKey) }
	doc, err := DIDDocument("did:web:acme.example", []PublicKey{{ID: "a", Key: public("a")}, {ID: "old", Key: public("old"), Revoked: now.AddDate(0, -1, 0)}})
	if err != nil {
		t.Fatal(err)
	}
	v := &Verifier{Keys: &Keys{}, At: now}
	if err := v.Keys.Add(doc); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a": "<nil>", "old": "$header.kid revoked-key", "none": "$header.kid unknown-key-id"} {
		token, err := Envelop(credential(""), "did:web:acme.example#"+name, testKey(name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Open(token); rule(err) != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	if _, err := DIDDocument("did:web:acme.example", nil); rule(err) != "$.verificationMethod missing" {
		t.Error(err)
	}
}

// A status list that we write is read back; one of another issuer is taken with
// a warning, and what is none is refused.
func TestStatusCredential(t *testing.T) {
	list := NewStatusList(0)
	for _, n := range []int{0, 7, list.Len() - 1} {
		if err := list.Set(n, true); err != nil {
			t.Fatal(err)
		}
	}
	want := StatusCredential{ID: "https://acme.example/status/3", Issuer: "did:web:acme.example", Purpose: "revocation", From: now.UTC().Truncate(time.Second), List: list}
	v := &Verifier{Keys: acme(t), At: now}
	open := func(s StatusCredential, method string, key ed25519.PrivateKey) *Verified {
		doc, err := s.Document()
		if err != nil {
			t.Fatal(err)
		}
		token, err := Envelop(doc, method, key)
		if err != nil {
			t.Fatal(err)
		}
		good, err := v.Open(token)
		if err != nil {
			t.Fatal(err)
		}
		return good
	}
	good := open(want, "did:web:acme.example#a", testKey("a"))
	got, err := good.Status()
	if err != nil || got.ID != want.ID || got.Issuer != want.Issuer || got.Purpose != want.Purpose || !got.From.Equal(want.From) || got.List.Count() != 3 || !got.List.Bit(7) {
		t.Errorf("%+v: %v", got, err)
	}
	token, _ := Envelop(credential(`,"credentialStatus":{"type":"BitstringStatusListEntry","statusListCredential":"https://acme.example/status/3","statusListIndex":8,"statusPurpose":"revocation"}`), "did:web:acme.example#a", testKey("a"))
	c, err := v.Open(token)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.CheckStatus(c, good); err != nil || len(c.Warnings) > 0 {
		t.Errorf("%v, %v", err, c.Warnings)
	}
	k := PublicMultikey(testKey("evil").Public().(ed25519.PublicKey))
	want.Issuer = "did:key:" + k
	evil := open(want, want.Issuer+"#"+k, testKey("evil"))
	if err := v.CheckStatus(c, evil); err != nil || len(c.Warnings) != 1 || c.Warnings[0].Rule != "issuer-status" {
		t.Errorf("another's list: %v, %v", err, c.Warnings)
	}
	if _, err := c.Status(); rule(err) != "$.type type" {
		t.Error(err)
	}
}
