package main

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"

	"adit/ledger/ledgertest"
	"adit/ledger/vc"
)

// credentialOf is a passport of UNTP, as small as may be.
const credentialOf = `{"@context": ["https://www.w3.org/ns/credentials/v2", "https://vocabulary.uncefact.org/untp/0.7.0/context/"],
 "type": ["VerifiableCredential", "DigitalTraceabilityEvent"], "id": "urn:uuid:1", "issuer": {"id": "DID", "name": "miner"}, "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": []}`

func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A signed credential holds by its issuer's key, where that is in its name; one
// that was changed does not, and one whose key is elsewhere is not checked, which
// is said.
func TestVerifyCredential(t *testing.T) {
	e, _, _ := quiet(t)
	k := newAPI(t, e)
	key := ledgertest.Key("miner")
	did, method := vc.DIDKey(key.Public().(ed25519.PublicKey))
	credential := strings.Replace(credentialOf, "DID", did, 1)
	token, err := vc.Envelop([]byte(credential), method, key)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, v := k.verify("", map[string]string{"file": token}); status != 200 || !v.Holds || v.Kind != aToken || v.Vouched != did || !strings.Contains(v.Checked[0], did) {
		t.Errorf("a token: %d %+v", status, v)
	}
	at := strings.LastIndex(token, ".") - 9
	bad := token[:at] + string(token[at]^1) + token[at+1:]
	if status, _, v := k.verify("", map[string]string{"file": bad}); status != 200 || v.Holds || v.Fault == "" {
		t.Errorf("a token, changed: %d %+v", status, v)
	}
	signed, err := vc.Signer{Suite: vc.JCS2022, Method: method, Key: key, Created: ledgertest.Start}.Sign([]byte(credential), nil)
	if err != nil {
		t.Fatal(err)
	}
	if status, _, v := k.verify("", map[string]string{"file": string(signed)}); status != 200 || !v.Holds || v.Kind != "credential" || !strings.Contains(v.Checked[0], did) {
		t.Errorf("a credential: %d %+v", status, v)
	}
	if status, _, v := k.verify("", map[string]string{"file": strings.Replace(string(signed), `"miner"`, `"digger"`, 1)}); status != 200 || v.Holds || !strings.Contains(v.Fault, "proofValue") {
		t.Errorf("a credential, changed: %d %+v", status, v)
	}
	elsewhere := strings.Replace(credentialOf, "DID", "did:web:miner.example", 1)
	if status, _, v := k.verify("", map[string]string{"file": elsewhere}); status != 200 || !v.Holds || v.Vouched != "" || len(v.Beware) == 0 || !strings.Contains(v.Beware[0], "not checked") {
		t.Errorf("a credential without a proof: %d %+v", status, v)
	}
}

// A pack of schemas holds where each compiles, and else the file is named.
func TestVerifyDataPack(t *testing.T) {
	e, _, _ := quiet(t)
	k := newAPI(t, e)
	good, broken := `{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}`, `{"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "https://elsewhere.example/schema.json"}`
	if status, _, v := k.verify("", map[string]string{"file": zipped(t, map[string]string{"a/one.json": good, "context.jsonld": "{}"})}); status != 200 || !v.Holds || v.Kind != aDataPack {
		t.Errorf("a pack: %d %+v", status, v)
	}
	for want, files := range map[string]map[string]string{"two.json": {"one.json": good, "two.json": broken}, "no JSON schema": {"readme.txt": "x"}} {
		if status, _, v := k.verify("", map[string]string{"file": zipped(t, files)}); status != 200 || v.Holds || !strings.Contains(v.Fault, want) {
			t.Errorf("%s: %d %+v", want, status, v)
		}
	}
	if status, _, v := k.verify("", map[string]string{"file": zipped(t, map[string]string{"one.json": good})[:60]}); status != 200 || v.Holds {
		t.Errorf("a pack, cut: %d %+v", status, v)
	}
}

// Whatever is dropped, the answer is a verdict or an error, and what holds is
// something.
func FuzzVerify(f *testing.F) {
	for _, seed := range []string{"", "c2sp.org/tlog-proof@v1\n", "PK\x03\x04", "<!doctype html>", `<script type="application/json" id="adit-pack">{}</script>`, "eyJ.e30.AA", `{"format": "adit-event/1"}`, credentialOf,
		`{"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", "type": "EPCISDocument", "epcisBody": {"eventList": []}}`} {
		f.Add([]byte(seed))
	}
	s := &session{env: process()}
	s.kept = &kept{}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := s.check(nil, data, verifyFlags{})
		if err == nil && v.Holds && len(v.Checked) == 0 {
			t.Errorf("it holds, and nothing was checked: %+v", v)
		}
	})
}
