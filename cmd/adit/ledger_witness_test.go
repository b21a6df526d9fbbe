package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A witness signs by files what only grew, and nothing else; what it signed
// fulfils a quorum, for as long as nothing was recorded since.
func TestWitnessByFiles(t *testing.T) {
	e, out, errs := quiet(t)
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	do := func(code int, args ...string) string {
		t.Helper()
		out.Reset()
		errs.Reset()
		if got := run(t.Context(), e, append([]string{"ledger"}, args...)); got != code {
			t.Fatalf("%v: exit %d, want %d: %s%s", args, got, code, out, errs)
		}
		return out.String() + errs.String()
	}
	public := func(text, key string) string {
		t.Helper()
		var answer map[string]any
		if err := json.Unmarshal([]byte(text), &answer); err != nil {
			t.Fatal(err)
		}
		s, _ := answer[key].(string)
		return s
	}
	says := func(text, want string) {
		t.Helper()
		if !strings.Contains(text, want) {
			t.Errorf("it says %q, and not %q", text, want)
		}
	}
	logKey := public(do(done, "init", at("tin"), "--name", "example.org/tin", "--json"), "log_key")
	witness := public(do(done, "key", "witness.example", "--witness", "--to", at("w.key"), "--json"), "public")
	do(no, "key", "witness.example", "--witness", "--to", at("w.key"))
	do(misuse, "key", "witness.example", "--witness", "--party", "x", "--to", at("x.key"))
	do(misuse, "key", "two words", "--witness", "--to", at("x.key"))
	cosign := func(code int, logKey string) string {
		t.Helper()
		return do(code, "cosign", at("ask"), "--key", at("w.key"), "--log-key", logKey, "--seen", at("tin.seen"), "--to", at("answer"))
	}

	do(done, "witness", witness, "--request", at("ask"), "--ledger", at("tin"))
	says(cosign(done, logKey), "over 1 entry")
	says(do(done, "witness", witness, "--answer", at("answer"), "--ledger", at("tin")), "not in ledger.json")
	says(do(done, "verify", at("tin"), "--log-key", logKey, "--witness", witness, "--quorum", "1", "--json"), "witness.example")

	do(done, "key", "miner-1", "--party", "miner", "--role", "mine", "--to", at("miner.key"), "--ledger", at("tin"))
	says(do(no, "verify", at("tin"), "--log-key", logKey, "--witness", witness, "--quorum", "1"), "0 of the policy's witnesses signed")
	says(do(no, "witness", witness, "--answer", at("answer"), "--ledger", at("tin")), "does not fit")
	do(done, "witness", witness, "--request", at("ask"), "--ledger", at("tin"))
	says(cosign(no, logKey), "the last signed is over 1 entry")
	do(no, "witness", witness, "--request", at("ask"), "--last", "99", "--ledger", at("tin"))
	do(done, "witness", witness, "--request", at("ask"), "--last", "1", "--ledger", at("tin"))
	says(cosign(done, logKey), "over 3 entries, which hold the 1 signed before")
	do(done, "witness", witness, "--answer", at("answer"), "--ledger", at("tin"))
	do(done, "verify", at("tin"), "--log-key", logKey, "--witness", witness, "--quorum", "1")

	// Another log, what was last signed changed, and a process that died.
	other := public(do(done, "init", at("other"), "--name", "example.org/tin", "--json"), "log_key")
	do(done, "witness", witness, "--request", at("ask"), "--ledger", at("other"))
	cosign(no, logKey)
	says(cosign(no, other), "tin.seen: checkpoint")
	if err := os.WriteFile(at("tin.seen.new"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	says(cosign(no, logKey), "another process is signing")
	do(misuse, "witness", witness, "--ledger", at("tin"))
	do(misuse, "witness", "https://w.example", witness, "--answer", at("answer"), "--ledger", at("tin"))
}

// One event is proven with two files and the log's key; each byte of them
// counts.
func TestProve(t *testing.T) {
	d := tell(t)
	d.tin()
	text, err := os.ReadFile(d.at("tin/ledger.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		LogKey string `json:"log_key"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	d.says(done, "prove haul --to @haul.proof --event-to @haul.event --ledger @tin", "haul is entry 9 of 13 entries")
	const verify = "verify @haul.proof --event @haul.event --log-key "
	d.do(done, verify+m.LogKey)
	for _, name := range []string{"haul.proof", "haul.event"} {
		good, err := os.ReadFile(d.at(name))
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(good); i += 7 {
			bad := bytes.Clone(good)
			bad[i] ^= 1
			d.write(name, string(bad))
			if text := d.do(no, verify+m.LogKey); text == "" {
				t.Errorf("byte %d of %s changed: no reason", i, name)
			}
		}
		d.write(name, string(good))
	}
	d.says(no, "prove hauls --to @x --event-to @y --ledger @tin", `unknown event "hauls"`, "haul")
	d.do(misuse, "prove haul --to @x --ledger @tin")
}
