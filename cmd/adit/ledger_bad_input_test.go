//go:build unix

package main

import (
	"context"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"time"

	"adit/ledger/vault"
)

// Bad input gets a refusal with the rule and the remedy, and leaves no trace in
// the ledger.
func TestLedgerBadInput(t *testing.T) {
	d := tell(t)
	d.tin()
	before := d.size()
	lot := func(id, mass, grade string) string {
		return eventHead + `"party": "miner", "id": "` + id + `", "site": "pit", "make": {"process": "mining", "outputs": [{"id": "` + id + `", "material": "tin/concentrate", "mass": ` + mass + `, "content": [{"element": "Sn", "grade": ` + grade + `, "sigma": 0.003}]}]}}`
	}
	for name, text := range map[string]string{
		"tonnes.json":     lot("tonnes", `{"t": 1, "sigma_t": 0.1}`, "0.6"),
		"percent.json":    lot("percent", `{"kg": 10, "sigma_kg": 0.1}`, "60"),
		"unsigned.json":   lot("unsigned", `{"kg": 10, "sigma_kg": 0.1}`, "0.6"),
		"stolen.json":     lot("stolen", `{"kg": 10, "sigma_kg": 0.1}`, "0.6"),
		"onesided.json":   eventHead + `"party": "smelter", "id": "onesided", "site": "works", "move": {"to": "miner", "to_site": "pit", "lots": ["metal"], "mode": "sea"}}`,
		"revoke.json":     eventHead + `"party": "registrar", "id": "revoke", "declare": {"revoke": {"key": "miner-1", "reason": "stolen"}}}`,
		"pieces.jsonld":   foreignLot("EA", "10"),
		"negative.jsonld": foreignLot("KGM", "-10"),
	} {
		d.write(name, text)
	}
	d.says(no, "record @tonnes.json --key @miner.key --ledger @tin", "tonnes.json: $.make.outputs[0].mass.t: error: unknown-key", "mass.kg: error: missing")
	d.says(no, "record @percent.json --key @miner.key --ledger @tin", "grade is 60", "write the mass fraction")
	d.says(no, "record @unsigned.json --ledger @tin", "$.signatures: error: unsigned", `is not signed by party "miner"`)
	d.says(no, "record @onesided.json --key @smelter.key --ledger @tin", "unsigned", `is not signed by party "miner"; let that party sign`)
	d.says(no, "record @dig.json --key @miner.key --ledger @tin", "replayed")
	d.says(no, "import @pieces.jsonld --key @miner.key --ledger @tin", "unit", "EA")
	d.says(no, "import @negative.jsonld --key @miner.key --ledger @tin", "error")
	if after := d.size(); after != before {
		t.Errorf("%v entries more", after-before)
	}
	// A key that was revoked signs nothing more, whatever date the event bears.
	d.do(done, "record @revoke.json --key @tin/private/registrar.key --ledger @tin")
	d.says(no, "record @stolen.json --key @miner.key --ledger @tin", "revoked-key", "stolen")
	if after := d.size(); after != before+1 {
		t.Errorf("%v entries more", after-before)
	}
}

// foreignLot is a mine's output as another system writes it.
func foreignLot(unit, quantity string) string {
	return `{"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2025-07-01T00:00:00Z", "epcisBody": {"eventList": [
 {"type": "ObjectEvent", "action": "ADD", "eventID": "urn:x:1", "eventTime": "2025-07-01T08:00:00Z", "eventTimeZoneOffset": "+00:00", "bizStep": "commissioning", "readPoint": {"id": "urn:adit:site:pit"},
  "quantityList": [{"epcClass": "urn:x:lot", "quantity": ` + quantity + `, "uom": "` + unit + `"}]}]}}`
}

// size verifies the ledger and returns how many entries it has.
func (d *teller) size() float64 {
	d.t.Helper()
	var answer map[string]any
	if err := json.Unmarshal([]byte(d.do(done, "verify @tin --json")), &answer); err != nil {
		d.t.Fatal(err)
	}
	n, ok := answer["events"].(float64)
	if !ok {
		d.t.Fatalf("%v", answer)
	}
	return n
}

// A clock that went back, a second process, a disk that takes nothing: an error
// that says what to do, and a ledger in which nothing is missing.
func TestLedgerBadMachine(t *testing.T) {
	d := tell(t)
	d.tin()
	before := d.size()
	d.write("more.json", strings.Replace(eventHead, "2025-01-01", "2025-01-02", 2)+`"party": "miner", "id": "more", "site": "pit", "make": {"process": "mining", "outputs": [{"id": "b", "material": "tin/concentrate", "mass": {"kg": 10, "sigma_kg": 0.1}, "content": []}]}}`)
	const record = "record @more.json --key @miner.key --ledger @tin"

	right := d.e.now
	d.e.now = func() time.Time { return right().Add(-time.Hour) }
	d.says(no, record, "clock went back")
	d.e.now = right

	v, err := vault.Open(t.Context(), d.at("tin"), right, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.says(no, record, "another process records into this ledger", "wait until it is done")
	if n := d.size(); n != before {
		t.Errorf("%v entries more", n-before)
	}
	if err := v.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	readOnly(t, d.at("tin"))
	d.says(no, record, "read-only")
	if n := d.size(); n != before {
		t.Errorf("%v entries more", n-before)
	}
	if out, err := exec.Command("umount", d.at("tin")).CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	d.do(done, record)
	if n := d.size(); n != before+1 {
		t.Errorf("%v entries more", n-before)
	}
}

// readOnly puts a read-only view of a folder in its place; only root may.
func readOnly(t *testing.T, dir string) {
	t.Helper()
	if out, err := exec.Command("mount", "--bind", dir, dir).CombinedOutput(); err != nil {
		t.Skipf("cannot mount: %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	if out, err := exec.Command("mount", "-o", "remount,bind,ro", dir).CombinedOutput(); err != nil {
		t.Skipf("cannot remount: %s", out)
	}
}
