package main

import (
	"bytes"
	"os"
	"testing"

	"adit/ledger/vault"
)

// A witness signs by files what only grew, and nothing else; what it signed
// fulfils a quorum, for as long as nothing was recorded since.
func TestWitnessByFiles(t *testing.T) {
	d := tell(t)
	logKey := d.tells("log_key", "init @tin --name example.org/tin --json")
	witness := d.tells("public", "key witness.example --witness --to @w.key --json")
	d.do(no, "key witness.example --witness --to @w.key")
	d.do(misuse, "key witness.example --witness --party x --to @x.key")
	d.do(misuse, "key a+b --witness --to @x.key")
	cosign := func(code int, logKey string, want ...string) {
		t.Helper()
		d.says(code, "cosign @ask --key @w.key --log-key "+logKey+" --seen @tin.seen --to @answer", want...)
	}
	verify := "verify @tin --log-key " + logKey + " --witness " + witness + " --quorum 1"

	d.do(done, "witness "+witness+" --request @ask --ledger @tin")
	cosign(done, logKey, "over 1 entry")
	d.says(done, "witness "+witness+" --answer @answer --ledger @tin", "not in ledger.json")
	d.says(done, verify+" --json", "witness.example")

	d.do(done, "key miner-1 --party miner --role mine --to @miner.key --ledger @tin")
	d.says(no, verify, "0 of the policy's witnesses signed")
	d.says(no, "witness "+witness+" --answer @answer --ledger @tin", "does not fit")
	d.do(done, "witness "+witness+" --request @ask --ledger @tin")
	cosign(no, logKey, "the last signed is over 1 entry")
	d.do(no, "witness "+witness+" --request @ask --last 99 --ledger @tin")
	d.do(done, "witness "+witness+" --request @ask --last 1 --ledger @tin")
	cosign(done, logKey, "over 3 entries, which hold the 1 signed before")
	d.do(done, "witness "+witness+" --answer @answer --ledger @tin")
	d.do(done, verify)

	// Another log of that name, what was last signed changed, and a process that
	// died.
	other := d.tells("log_key", "init @other --name example.org/tin --json")
	d.do(done, "witness "+witness+" --request @ask --ledger @other")
	cosign(no, logKey)
	cosign(no, other, "tin.seen: checkpoint")
	d.write("tin.seen.new", "")
	cosign(no, logKey, "another process is signing")
	d.do(misuse, "witness "+witness+" --ledger @tin")
	d.do(misuse, "witness https://w.example "+witness+" --answer @answer --ledger @tin")
}

// One event is proven with two files and the log's key; each byte of them
// counts.
func TestProve(t *testing.T) {
	d := tell(t)
	d.tin()
	const verify = "verify @haul.proof --event @haul.event --log-key "
	logKey := d.tells("log_key", "init @other --name example.org/tin --json")
	d.says(done, "prove haul --to @haul.proof --event-to @haul.event --ledger @tin", "haul is entry 9 of 13 entries")
	d.do(no, verify+logKey) // another log's
	m, err := vault.Read(os.DirFS(d.at("tin")))
	if err != nil {
		t.Fatal(err)
	}
	logKey = m.Manifest.LogKey
	d.do(done, verify+logKey)
	for _, name := range []string{"haul.proof", "haul.event"} {
		good, err := os.ReadFile(d.at(name))
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(good); i += 7 {
			bad := bytes.Clone(good)
			bad[i] ^= 1
			d.write(name, string(bad))
			if text := d.do(no, verify+logKey); text == "" {
				t.Errorf("byte %d of %s changed: no reason", i, name)
			}
		}
		d.write(name, string(good))
	}
	d.says(no, "prove hauls --to @x --event-to @y --ledger @tin", `unknown event "hauls"`, "haul")
	d.do(misuse, "prove haul --to @x --ledger @tin")
}
