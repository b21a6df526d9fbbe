package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// serving runs “adit ledger serve” until the test ends, and returns the lines
// that it prints first.
func serving(t *testing.T, e env, lines int, args ...string) []string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, w := io.Pipe()
	e.stdout = w
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, e, append([]string{"ledger", "serve", "--addr", "127.0.0.1:0"}, args...))
		w.Close()
	}()
	t.Cleanup(func() {
		stop()
		select {
		case code := <-ended:
			if code != done {
				t.Errorf("it exits with %d: %s", code, e.stderr)
			}
		case <-time.After(20 * time.Second):
			t.Error("it does not stop")
		}
	})
	var out []string
	in := bufio.NewScanner(r)
	for len(out) < lines && in.Scan() {
		out = append(out, in.Text())
	}
	if len(out) < lines {
		t.Fatalf("it says %q: %s", out, e.stderr)
	}
	go io.Copy(io.Discard, r)
	return out
}

// A foreign system captures what the miner dug, and reads it back; what was
// captured is in the ledger when the server has stopped.
func TestLedgerServe(t *testing.T) {
	e, out, errs := quiet(t)
	dir := t.TempDir()
	tin, key := filepath.Join(dir, "tin"), filepath.Join(dir, "miner.key")
	site := filepath.Join(dir, "site.json")
	err := os.WriteFile(site, []byte(`{"format": "adit-event/1", "ledger": "example.org/tin", "id": "site", "from": "2025-01-01T00:00:00Z", "until": "2025-01-01T00:00:00Z",
	"party": "registrar", "declare": {"facility": {"id": "pit", "party": "miner", "kind": "mine", "place": {"country": "RWA"}}}}`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"init", tin, "--name", "example.org/tin"}, {"key", "miner-1", "--party", "miner", "--role", "mine", "--to", key, "--ledger", tin},
		{"record", site, "--key", filepath.Join(tin, "private", "registrar.key"), "--ledger", tin}} {
		if code := run(t.Context(), e, append([]string{"ledger"}, args...)); code != done {
			t.Fatalf("%v: %s%s", args, out, errs)
		}
	}
	t.Run("served", func(t *testing.T) {
		line := serving(t, e, 1, "--ledger", tin, "--key", key)[0]
		url := line[strings.Index(line, "http://"):]
		const event = `{"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", "type": "ObjectEvent", "action": "ADD", "eventID": "urn:x:%s", "bizStep": "commissioning",
		"eventTime": "2025-02-01T08:00:00+02:00", "eventTimeZoneOffset": "+02:00", "readPoint": {"id": "urn:adit:site:pit"}, "quantityList": [{"epcClass": "urn:x:lot", "quantity": 2, "uom": "TNE"}]}`
		for _, want := range []struct {
			id     string
			status int
		}{{"1", http.StatusCreated}, {"2", http.StatusBadRequest}} {
			res, err := http.Post(url, "application/json", strings.NewReader(fmt.Sprintf(event, want.id)))
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if res.StatusCode != want.status {
				t.Errorf("event %s: %d %s", want.id, res.StatusCode, text)
			}
		}
		res, err := http.Get(url + "?MATCH_anyEPCClass=urn:x:lot")
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if strings.Count(string(text), `"eventID": "urn:x:1"`) != 1 || res.StatusCode != http.StatusOK {
			t.Errorf("%d %s", res.StatusCode, text)
		}
	})
	out.Reset()
	if code := run(t.Context(), e, []string{"ledger", "verify", tin}); code != done || !strings.Contains(out.String(), "5 entries") {
		t.Errorf("%s%s", out, errs)
	}
	lines := serving(t, e, 2, "--ledger", tin, "--addr", "0.0.0.0:0")
	if !strings.Contains(lines[0], "read-only") || !strings.Contains(lines[1], "token") {
		t.Errorf("%q", lines)
	}
	_, port, _ := strings.Cut(lines[0], "]:")
	port, _, _ = strings.Cut(port, "/")
	if res, err := http.Get("http://127.0.0.1:" + port + "/events"); err != nil || res.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the token: %v %v", res, err)
	}
}

// A server without a key shows what others record while it runs.
func TestLedgerServeKeepsUp(t *testing.T) {
	e, out, errs := quiet(t)
	dir := t.TempDir()
	tin, key := filepath.Join(dir, "tin"), filepath.Join(dir, "miner.key")
	const declared = `"format": "adit-event/1", "ledger": "example.org/tin", "from": "2025-01-01T00:00:00Z", "until": "2025-01-01T00:00:00Z"`
	for name, text := range map[string]string{
		"site.json": `{` + declared + `, "id": "site", "party": "registrar", "declare": {"facility": {"id": "pit", "party": "miner", "kind": "mine", "place": {"country": "RWA"}}}}`,
		"mine.json": `{` + declared + `, "id": "mine-1", "party": "miner", "site": "pit", "make": {"process": "mining", "outputs": [{"id": "a", "material": "tin/concentrate", "mass": {"kg": 10, "sigma_kg": 0.1}, "content": []}]}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	do := func(args ...string) {
		t.Helper()
		if code := run(t.Context(), e, append([]string{"ledger"}, args...)); code != done {
			t.Fatalf("%v: %s%s", args, out, errs)
		}
	}
	do("init", tin, "--name", "example.org/tin")
	do("key", "miner-1", "--party", "miner", "--role", "mine", "--to", key, "--ledger", tin)
	do("record", filepath.Join(dir, "site.json"), "--key", filepath.Join(tin, "private", "registrar.key"), "--ledger", tin)
	line := serving(t, e, 1, "--ledger", tin)[0]
	url := line[strings.Index(line, "http://"):]
	count := func() int {
		res, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%d %s: %v", res.StatusCode, text, err)
		}
		return strings.Count(string(text), `"eventID": "urn:adit:event:mine-1"`)
	}
	if n := count(); n != 0 {
		t.Fatalf("%d events before any", n)
	}
	do("record", filepath.Join(dir, "mine.json"), "--key", key, "--ledger", tin)
	for until := time.Now().Add(20 * time.Second); count() != 1; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("what was recorded is not shown")
		}
	}
}
