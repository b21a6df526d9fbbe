package main

import (
	"crypto/ed25519"
	"os"
	"path/filepath"
	"testing"

	"adit/ledger/vc"
)

// A smelter issues a passport and its events, signed; a reader checks key,
// status and schema, and compares with a ledger; then the issuer takes one back.
func TestCredentials(t *testing.T) {
	d := tell(t)
	d.tin()
	d.says(done, "did did:web:smelter.example --party smelter --to @did.json --ledger @tin", "1 key of smelter", "https://smelter.example/.well-known/did.json")
	d.do(misuse, "did did:key:x --party smelter --to @x.json --ledger @tin")
	d.says(no, "did did:web:smelter.example --party smelters --to @x.json --ledger @tin", "did you mean smelter?")

	const issued = " --issuer did:web:smelter.example --key @smelter.key --ledger @tin"
	d.says(done, "export --as passport --lot metal --to @metal.json --status https://smelter.example/status/1#7 --valid-until 2099-12-31 "+issued, "metal.json: passport")
	d.says(no, "import @metal.json --ledger @tin", "unknown-did", "https://smelter.example/.well-known/did.json")
	d.says(no, "import @metal.json --did @did.json --ledger @tin", "unknown-status")
	d.do(done, "status https://smelter.example/status/1 --issuer did:web:smelter.example --key @smelter.key --to @list.json")
	// 74.925 kg of tin in 75 kg, of 60 mined and 20 collected: 74.925 % and 24.975 %.
	d.says(done, "import @metal.json --did @did.json --status @list.json --ledger @tin", "metal: tin/metal, 75 kg, made at works (JP)",
		"74.9 % Sn of CN, of it 0.0 % recycled", "25.0 % Sn of JP, of it 100.0 % recycled", "Signed by did:web:smelter.example#smelter-1.", "The ledger says the same.")
	d.says(done, "status https://smelter.example/status/1 --issuer did:web:smelter.example --key @smelter.key --to @list.json --set 7 --set 9", "2 credentials")
	d.says(no, "import @metal.json --did @did.json --status @list.json --ledger @tin", "revocation", "ask the issuer why")
	d.says(done, "status https://smelter.example/status/1 --issuer did:web:smelter.example --key @smelter.key --to @list.json --clear 7", "1 credential ")
	d.do(done, "import @metal.json --did @did.json --status @list.json --ledger @tin")
	d.do(no, "status https://smelter.example/status/1 --issuer did:web:smelter.example --key @miner.key --to @list.json --set 7")
	d.do(no, "status https://smelter.example/status/2 --issuer did:web:smelter.example --key @smelter.key --to @list.json")

	d.says(done, "export --as passport --lot metal --to @plain.json --issuer did:web:smelter.example --ledger @tin", "unsigned", "misses")
	// Signed by somebody else's good key, under the smelter's name.
	text, err := os.ReadFile(d.at("plain.json"))
	if err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	k := vc.PublicMultikey(public)
	token, err := vc.Envelop(text, "did:key:"+k+"#"+k, private)
	if err != nil {
		t.Fatal(err)
	}
	d.write("forged.jwt", token)
	d.says(no, "import @forged.jwt --ledger @tin", "issuer-key", "the issuer is did:web:smelter.example, the key is of did:key:")

	// Unsigned, and changed: the ledger says otherwise.
	d.replace("plain.json", `"value": 75`, `"value": 90`)
	d.replace("plain.json", `"massFraction": 0.74925`, `"massFraction": 0.9`)
	d.replace("plain.json", `"massFraction": 0.24975`, `"massFraction": 0.05`)
	d.says(no, "import @plain.json --ledger @tin", "nobody vouches", "The ledger differs: 75 ± 0.1 kg, the passport says 90", "74.9 % Sn of CN, the passport says 90.0")
	d.says(no, "export --as passport --lot a --to @x.json --ledger @tin --issuer did:web:x.example", "used up")
	d.says(no, "export --as passport --lot none --to @x.json --ledger @tin --issuer did:web:x.example", "unknown lot")

	// Events, signed as a credential: a changed byte is named.
	d.do(done, "export --as untp --lot metal --to @events.json"+issued)
	d.says(done, "import @events.json --did @did.json --ledger @tin", "Signed by", "smelt was recorded before")
	if text, err = os.ReadFile(d.at("events.json")); err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	d.write("events.json", string(text))
	d.says(no, "import @events.json --did @did.json --ledger @tin", "$")
}

// An assessor's attestation goes out and comes in, and a failed assessment is
// an answer of no.
func TestAttestations(t *testing.T) {
	d := tell(t)
	d.tin()
	d.write("inspected.json", `{"id": "urn:x:1", "name": "Inspection of the pit", "kind": "inspection", "assessor": "3rdParty", "level": "authority-mandate",
	 "to": {"id": "urn:adit:party:miner", "name": "Miner"}, "scheme": {"id": "https://scheme.example", "name": "Scheme"},
	 "assessments": [{"id": "urn:x:2", "name": "Bags are tagged", "date": "2025-03-01", "conforms": true, "facilities": [{"id": "urn:adit:site:pit", "name": "The pit"}, {"id": "urn:x:other", "name": "Another"}]}]}`)
	const export = "export --as conformity --attestation @inspected.json --issuer did:web:assessor.example --to @out.json "
	d.do(done, export)
	d.says(done, "import @out.json --ledger @tin", "Inspection of the pit: inspection of Miner", "in the ledger a mine, status green", "Another urn:x:other: not in the ledger", "nobody vouches")
	d.replace("inspected.json", `"conforms": true`, `"conforms": false`)
	d.do(done, export)
	d.says(no, "import @out.json --ledger @tin", "failed Bags are tagged")
	d.replace("inspected.json", `"kind"`, `"sort"`)
	d.says(no, export, "no attestation", `unknown field "sort"`)
	d.do(misuse, "export --as conformity --to @x.json --issuer did:web:x.example")
	d.do(misuse, "export --as epcis --to @x.json --issuer did:web:x.example --ledger @tin")
	d.do(misuse, "export --as untp --to @x.json --issuer did:web:x.example --status nowhere --ledger @tin")
	d.do(misuse, "export --as untp --to @x.json --issuer did:web:x.example --valid-until never --ledger @tin")
}

// The published samples are read, and what we write fits the official schemas.
func TestPublishedCredentials(t *testing.T) {
	vectors := filepath.Join("..", "..", "..", "shared", "vectors")
	if _, err := os.Stat(vectors); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("NOT TESTED: the published vectors are not beside the repository")
	}
	d := tell(t)
	d.tin()
	const samples = "/untp-0.7.0/artefacts/samples/v0.7.0"
	d.says(done, "import "+vectors+samples+"/dpp/DigitalProductPassport_instance.json", "1000 kg", "unsigned")
	d.says(done, "import "+vectors+samples+"/dcc/ConformityCredential_smelter_instance.json", "Coppermark", "3rdParty, authority-benchmark")
	d.says(no, "import "+vectors+"/bcgov-untp/credentials/BCMinesActPermitCredential/v1.1/sample.json", "unknown-did", "digitaltrust.gov.bc.ca/mines-act/chief-permitting-officer/did.json")
	d.write("inspected.json", `{"id": "urn:x:1", "name": "n", "kind": "inspection", "assessor": "3rdParty", "level": "authority-mandate", "to": {"id": "urn:x:m", "name": "Miner"},
	 "scheme": {"id": "https://scheme.example", "name": "Scheme"}, "assessments": [{"id": "urn:x:2", "name": "a", "date": "2025-03-01", "criteria": [{"id": "urn:x:3", "name": "c"}]}]}`)
	for _, c := range [][2]string{{"untp", "dte/DigitalTraceabilityEvent.json"}, {"passport --lot metal", "dpp/DigitalProductPassport.json"}, {"conformity --attestation @inspected.json", "dcc/ConformityCredential.json"}} {
		d.do(done, "export --as "+c[0]+" --issuer did:web:x.example --status https://x.example/1#7 --valid-until 2099-12-31 --to @out.json --ledger @tin --schema "+c[1]+" --schemas "+vectors+"/untp-0.7.0")
	}
}
