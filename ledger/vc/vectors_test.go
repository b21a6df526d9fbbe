package vc

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"adit"
	"adit/internal/importtest"
)

// testContexts stand for the W3C's files, which the user hands in: they define
// the words that the vectors use, with the IRIs that the vectors show.
var testContexts = map[string][]byte{
	"https://www.w3.org/ns/credentials/v2": []byte(`{"@context": {"@protected": true, "id": "@id", "type": "@type",
		"name": "https://schema.org/name", "description": "https://schema.org/description",
		"VerifiableCredential": {"@id": "https://www.w3.org/2018/credentials#VerifiableCredential", "@context": {"@protected": true,
			"credentialSubject": {"@id": "https://www.w3.org/2018/credentials#credentialSubject", "@type": "@id"},
			"issuer": {"@id": "https://www.w3.org/2018/credentials#issuer", "@type": "@id"},
			"validFrom": {"@id": "https://www.w3.org/2018/credentials#validFrom", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}}},
		"DataIntegrityProof": {"@id": "https://w3id.org/security#DataIntegrityProof", "@context": {"@protected": true,
			"created": {"@id": "http://purl.org/dc/terms/created", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
			"cryptosuite": {"@id": "https://w3id.org/security#cryptosuite", "@type": "https://w3id.org/security#cryptosuiteString"},
			"proofPurpose": {"@id": "https://w3id.org/security#proofPurpose", "@type": "@vocab", "@context": {
				"assertionMethod": "https://w3id.org/security#assertionMethod"}},
			"verificationMethod": {"@id": "https://w3id.org/security#verificationMethod", "@type": "@id"}}}}}`),
	"https://www.w3.org/ns/credentials/examples/v2": []byte(`{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}`),
}

func vector(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(importtest.Shared(t, "vectors/w3c-vc-di-eddsa"), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func vectorSigner(t *testing.T, suite string) Signer {
	t.Helper()
	var pair struct{ PublicKeyMultibase, PrivateKeyMultibase string }
	if err := json.Unmarshal(vector(t, "keyPair.json"), &pair); err != nil {
		t.Fatal(err)
	}
	key, err := ReadSecret(pair.PrivateKeyMultibase)
	if err != nil {
		t.Fatal(err)
	}
	public, err := readPublic(pair.PublicKeyMultibase)
	if err != nil || !public.Equal(key.Public()) {
		t.Fatalf("the keys are no pair: %v", err)
	}
	_, method := DIDKey(public)
	return Signer{suite, method, key, time.Date(2023, 2, 24, 23, 36, 38, 0, time.UTC)}
}

var suites = []struct {
	suite, dir, tag string
	canonical       func(object) ([]byte, error)
}{
	{JCS2022, "eddsa-jcs-2022/", "JCS", canonicalJSON},
	{RDFC2022, "eddsa-rdfc-2022/", "DataInt", func(o object) ([]byte, error) { return canonicalRDF(o, testContexts) }},
}

// Every intermediate of the W3C's test vectors, byte for byte.
func TestW3CVectors(t *testing.T) {
	for _, s := range suites {
		t.Run(s.suite, func(t *testing.T) {
			var doc, options object
			for name, into := range map[string]*object{"unsigned.json": &doc, s.dir + "proofConfig" + s.tag + ".json": &options} {
				if err := json.Unmarshal(vector(t, name), into); err != nil {
					t.Fatal(err)
				}
			}
			same(t, vector(t, s.dir+"canonDoc"+s.tag+".txt"), must(t)(s.canonical(doc)))
			same(t, vector(t, s.dir+"proofCanon"+s.tag+".txt"), must(t)(s.canonical(options)))
			hash := must(t)(hashes(s.suite, doc, options, testContexts))
			text := hex.EncodeToString(hash)
			same(t, vector(t, s.dir+"combinedHash"+s.tag+".txt"), []byte(text))
			same(t, vector(t, s.dir+"proofHash"+s.tag+".txt"), []byte(text[:64]))
			same(t, vector(t, s.dir+"docHash"+s.tag+".txt"), []byte(text[64:]))
			signed := must(t)(vectorSigner(t, s.suite).Sign(vector(t, "unsigned.json"), testContexts))
			same(t, must(t)(canonical(json.RawMessage(vector(t, s.dir+"signed"+s.tag+".json")))), must(t)(canonical(json.RawMessage(signed))))
			var proof struct{ Proof struct{ ProofValue string } }
			json.Unmarshal(signed, &proof)
			same(t, vector(t, s.dir+"sigBTC58"+s.tag+".txt"), []byte(proof.Proof.ProofValue))
			sig := must(t)(decode58(proof.Proof.ProofValue))
			same(t, vector(t, s.dir+"sigHex"+s.tag+".txt"), []byte(hex.EncodeToString(sig)))
		})
	}
}

func must(t *testing.T) func([]byte, error) []byte {
	return func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

func same(t *testing.T, want, got []byte) {
	t.Helper()
	if !bytes.Equal(bytes.TrimRight(want, "\n"), bytes.TrimRight(got, "\n")) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// The published signed documents verify. Every byte of them, changed in two
// ways, is refused with a place, unless the text still says the same.
func TestCorruptedBytes(t *testing.T) {
	for _, s := range suites {
		t.Run(s.suite, func(t *testing.T) {
			signed := vector(t, s.dir+"signed"+s.tag+".json")
			v := &Verifier{Contexts: testContexts, At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
			good, err := v.Verify(signed)
			if err != nil {
				t.Fatal(err)
			}
			if len(good.Warnings) != 1 || good.Warnings[0].Rule != "issuer-key" {
				t.Errorf("the vector's key is not its issuer's: %v", good.Warnings)
			}
			want := must(t)(canonical(json.RawMessage(signed)))
			for i := range signed {
				for _, mask := range []byte{1, 0x20} {
					bad := bytes.Clone(signed)
					bad[i] ^= mask
					refused(t, v, bad, want, i)
				}
			}
		})
	}
}

func refused(t *testing.T, v *Verifier, bad, want []byte, i int) {
	t.Helper()
	_, err := v.Verify(bad)
	var faults adit.Faults
	switch {
	case err == nil:
		if have, err2 := canonical(json.RawMessage(bad)); err2 != nil || !bytes.Equal(have, want) {
			t.Errorf("byte %d changed to %q: accepted", i, bad[i])
		}
	case !errors.As(err, &faults) || !strings.HasPrefix(faults[0].Where, "$") || faults[0].Remedy == "":
		t.Errorf("byte %d: %v names no place", i, err)
	}
}
