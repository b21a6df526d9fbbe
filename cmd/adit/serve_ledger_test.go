package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"adit/atlas"
	"adit/ledger"
	"adit/ledger/ledgertest"
	"adit/ledger/vault"
	"adit/server"
)

// demo is the ledger to look at, and what its owner keeps to himself: nobody
// may find any of it in an answer.
func demo(t testing.TB, e env) (dir string, secrets []string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "tin")
	if code := run(context.Background(), e, []string{"ledger", "demo", dir}); code != done {
		t.Fatalf("no demo: %s", e.stderr)
	}
	for _, event := range []ledger.EventID{"sale-62", "sale-47"} {
		openings, err := vault.Openings(dir, event)
		if err != nil || len(openings) == 0 {
			t.Fatalf("%s has no price: %v", event, err)
		}
		salt, err := json.Marshal(openings[0].Salt)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, openings[0].Value, strings.Trim(string(salt), `"`))
	}
	key, err := os.ReadFile(filepath.Join(dir, "private", "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	return dir, append(secrets, strings.TrimSpace(string(key)))
}

// newLedgerAPI is newAPI with a ledger.
func newLedgerAPI(t testing.TB, e env, dir string) *apiKit {
	t.Helper()
	s := &session{env: e}
	t.Cleanup(s.close)
	c, err := s.handler(context.Background(), nil, dir)
	if err != nil {
		t.Fatal(err)
	}
	return &apiKit{t, e, server.New(c)}
}

// What the API says of a ledger is what the command line says, in the described
// form; and what its owner keeps is in none of it: not even there to be read.
func TestServeLedger(t *testing.T) {
	e, _, _ := quiet(t)
	e.embedded = atlas.Embedded
	dir, secrets := demo(t, e)
	away := filepath.Join(t.TempDir(), "private")
	if err := os.Rename(filepath.Join(dir, "private"), away); err != nil {
		t.Fatal(err)
	}
	k := newLedgerAPI(t, e, dir)
	schemas := k.schemas()
	for target, args := range map[string]string{
		"lots":                              "lots",
		"lots?site=works&element=Sn&top=1":  "lots --site works --element Sn --top 1",
		"trace/metal-2024-05?events":        "trace metal-2024-05 --events",
		"trace/hill-2025-02?forward":        "trace hill-2025-02 --forward",
		"show/metal-2024-05":                "show metal-2024-05",
		"show?lot=solder-2025-07&events=20": "show solder-2025-07 --events 20",
		"balance?period=month&site=works":   "balance --period month --site works",
		"alarms":                            "alarms",
		"alarms?benford":                    "alarms --benford",
		"supply?party=works-smelter":        "supply --party works-smelter",
	} {
		status, got := k.get("/api/v1/ledger/" + target)
		want := k.cli(append([]string{"ledger", "--ledger", dir}, strings.Fields(args)...)...)
		if status != 200 || !bytes.Equal(got, want) || len(want) < 15 {
			t.Errorf("%s: %d %.300s\nadit ledger %s: %.300s", target, status, got, args, want)
		}
		verb, _, _ := strings.Cut(strings.FieldsFunc(target, func(r rune) bool { return r == '?' })[0], "/")
		schemas.check(t, "ledger/"+verb, got)
		hidden(t, target, got, secrets)
	}
	status, got := k.get("/api/v1/ledger/open")
	schemas.check(t, "ledger/open", got)
	if status != 200 || !bytes.Contains(got, []byte(`"entries":344`)) {
		t.Errorf("open: %d %s", status, got)
	}
	status, got = k.get("/api/v1/ledger/report/metal-2024-05")
	if status != 200 || !bytes.Contains(got, []byte("sale-62")) {
		t.Errorf("report: %d %.200s", status, got)
	}
	hidden(t, "report", got, secrets)
}

func hidden(t *testing.T, what string, answer []byte, secrets []string) {
	t.Helper()
	for _, s := range secrets {
		if bytes.Contains(answer, []byte(s)) {
			t.Errorf("%s shows %s", what, s)
		}
	}
}

// Names that look like paths, flags of the machine and lots that never were
// find nothing.
func TestServeLedgerRefuses(t *testing.T) {
	e, _, _ := quiet(t)
	dir, secrets := demo(t, e)
	k := newLedgerAPI(t, e, dir)
	for target, want := range map[string]int{
		"trace/..%2Fprivate%2Flog.key": 404, "show/../../private/log.key": 307, "show/%2e%2e/private": 404, "trace/hill-2025-02?ledger=/etc": 422, "trace/hill-2025-02?country=DEU": 422,
		"trace/--ledger=/etc": 404, "report/nothing": 404, "report/hill-2025-02?to=/tmp/x": 422, "report": 422, "report/hill-2025-02?element=Au": 422, "lots?top=-1": 422, "balance?period=week": 422,
		"verify": 422, "verify?file=/etc/passwd": 422, "verify?since=x": 422, "init/x": 404, "record": 404, "import": 404, "key": 404, "witness": 404, "demo/x": 404,
	} {
		status, got := k.get("/api/v1/ledger/" + target)
		if status != want || bytes.Contains(got, []byte(dir)) {
			t.Errorf("%s: %d %s, not %d", target, status, got, want)
		}
		hidden(t, target, got, secrets)
	}
}

// A server without a ledger says so, and how to open one.
func TestServeWithoutLedger(t *testing.T) {
	e, _, _ := quiet(t)
	k := newAPI(t, e)
	if status, got := k.get("/api/v1/ledger/open"); status != 200 || !bytes.Contains(got, []byte(`"open":false`)) {
		t.Errorf("%d %s", status, got)
	}
	for _, verb := range []string{"lots", "trace/x", "show/x", "balance", "alarms", "supply", "report/x"} {
		if status, got := k.get("/api/v1/ledger/" + verb); status != 422 || !bytes.Contains(got, []byte("--ledger FOLDER")) {
			t.Errorf("%s: %d %s", verb, status, got)
		}
	}
}

// What others record while the server is up is in the next answer.
func TestServeLedgerGrows(t *testing.T) {
	e, _, _ := quiet(t)
	dir, _ := demo(t, e)
	k := newLedgerAPI(t, e, dir)
	before := lotCount(k)
	key := filepath.Join(t.TempDir(), "hill.key")
	writeDemoKey(t, key, "hill-miners")
	lot := filepath.Join(t.TempDir(), "dug.json")
	if err := os.WriteFile(lot, []byte(`{"format": "adit-event/1", "ledger": "example.org/tin-demo", "id": "dug", "from": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z", "party": "hill-miners", "site": "hill",
		"make": {"process": "mining", "outputs": [{"id": "hill-2026-01", "material": "tin/concentrate", "mass": {"kg": 100, "sigma_kg": 0.1}, "content": [{"element": "Sn", "grade": 0.6, "sigma": 0.003}]}]}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := run(t.Context(), e, []string{"ledger", "record", lot, "--key", key, "--ledger", dir}); code != done {
		t.Fatalf("not recorded: %s", e.stderr)
	}
	if after := lotCount(k); after != before+1 {
		t.Errorf("%d lots before, %d after", before, after)
	}
	if status, got := k.get("/api/v1/ledger/trace/hill-2026-01"); status != 200 || !bytes.Equal(got, k.cli("ledger", "trace", "hill-2026-01", "--ledger", dir)) {
		t.Errorf("the new lot: %d %s", status, got)
	}
	if status, got := k.get("/api/v1/ledger/alarms"); status != 200 || !bytes.Equal(got, k.cli("ledger", "alarms", "--ledger", dir)) {
		t.Errorf("the alarms since: %d %s", status, got)
	}
}

// writeDemoKey writes the key file of a party of the demo.
func writeDemoKey(t testing.TB, name string, p ledger.PartyID) {
	t.Helper()
	key := ledgertest.Key(p)
	k := keyFile{ledgertest.KeyID(p), p, key.Public().(ed25519.PublicKey), key.Seed()}
	if err := k.write(name); err != nil {
		t.Fatal(err)
	}
}

func lotCount(k *apiKit) int {
	_, got := k.get("/api/v1/ledger/lots")
	var out lotsOut
	if err := json.Unmarshal(got, &out); err != nil {
		k.t.Fatal(err)
	}
	return out.Count
}

// dropped is what a page sends when a file is dropped on it.
func dropped(t testing.TB, parts map[string]string) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, text := range parts {
		part, err := w.CreateFormFile(name, "../../"+name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

func (k *apiKit) verify(query string, parts map[string]string) (int, http.Header, verdict) {
	kind, body := dropped(k.t, parts)
	r := httptest.NewRequest("POST", "/api/v1/ledger/verify"+query, bytes.NewReader(body))
	r.Host = "127.0.0.1"
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	k.h.ServeHTTP(w, r)
	var v verdict
	if w.Code == 200 {
		if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
			k.t.Fatal(err)
		}
	} else {
		v.Fault = w.Body.String()
	}
	return w.Code, w.Header(), v
}

// A file that is dropped is checked as the command line checks it, names the
// place that was changed, and is nowhere afterwards; a ledger is not needed.
func TestServeVerify(t *testing.T) {
	e, _, _ := quiet(t)
	dir, _ := demo(t, e)
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	_, unsigned := newLedgerAPI(t, e, dir).get("/api/v1/ledger/report/metal-2024-05")
	signed := filepath.Join(t.TempDir(), "signed.html")
	if code := run(t.Context(), e, []string{"ledger", "report", "metal-2024-05", "--to", signed, "--ledger", dir}); code != done {
		t.Fatalf("no pack: %s", e.stderr)
	}
	file := []byte(readText(t, signed))
	if status, _, v := newLedgerAPI(t, e, dir).verify("", map[string]string{"file": string(file)}); status != 200 || !v.Holds || v.Vouched != "the log of example.org/tin-demo" || len(v.Beware) > 0 {
		t.Errorf("the pack, with its ledger: %d %+v", status, v)
	}
	other, _ := demo(t, e) // of the same name, with another key
	if status, _, v := newLedgerAPI(t, e, other).verify("", map[string]string{"file": string(file)}); status != 200 || v.Holds || v.Vouched != "" {
		t.Errorf("the pack, with another ledger of its name: %d %+v", status, v)
	}
	k := newAPI(t, e)
	if status, _, v := k.verify("", map[string]string{"file": string(unsigned)}); status != 200 || !v.Holds || v.Vouched != "" || !strings.Contains(v.Beware[0], "not signed by the keeper") {
		t.Errorf("the pack of a server: %d %+v", status, v)
	}
	status, h, v := k.verify("", map[string]string{"file": string(file)})
	if status != 200 || !v.Holds || v.Kind != aPack || v.Pack.Lot != "metal-2024-05" || h.Get("Cache-Control") != "no-store" || h.Get("ETag") != "" || len(v.Beware) != 1 {
		t.Errorf("the pack: %d %v %+v", status, h, v)
	}
	changed := 0
	for at := 40; at < len(file); at += len(file) / 60 {
		bad := bytes.Clone(file)
		bad[at] ^= 1
		status, _, v := k.verify("", map[string]string{"file": string(bad)})
		if status != 200 || v.Holds || v.Fault == "" || len(v.Checked) > 0 {
			t.Errorf("byte %d changed: %d %+v", at, status, v)
		}
		changed++
	}
	if status, _, v := k.verify("", map[string]string{"file": string(file[:len(file)-9])}); status != 200 || v.Holds || !strings.Contains(v.Fault, "cut at its end") {
		t.Errorf("cut: %d %+v", status, v)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 || changed < 50 {
		t.Errorf("%d files are left of %d checks: %v", len(left), changed, err)
	}
}

// Bodies that are too large, no form, twice the same, or from another site.
func TestServeVerifyRefuses(t *testing.T) {
	e, _, _ := quiet(t)
	k := newAPI(t, e)
	if status, _, v := k.verify("", map[string]string{"file": strings.Repeat("x", maxDropped)}); status != http.StatusRequestEntityTooLarge {
		t.Errorf("huge: %d %s", status, v.Fault)
	}
	for name, parts := range map[string]map[string]string{"poem": {"file": "Nobody signed this."}, "empty": {"file": ""}, "event alone": {"event": "{}"}, "path": {"file": "/etc/passwd"}, "unknown part": {"file": "x", "key": "y"}} {
		if status, _, v := k.verify("", parts); status != 422 || strings.Contains(v.Fault, "root:") {
			t.Errorf("%s: %d %s", name, status, v.Fault)
		}
	}
	for kind, body := range map[string]string{"text/html": "<p>", "multipart/form-data": "--", "multipart/form-data; boundary=x": "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncut"} {
		r := httptest.NewRequest("POST", "/api/v1/ledger/verify", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		if status, got := k.do(r); status < 400 || status >= 500 {
			t.Errorf("%s: %d %s", kind, status, got)
		}
	}
	kind, body := dropped(t, map[string]string{"file": "x"})
	r := httptest.NewRequest("POST", "/api/v1/ledger/verify", bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Origin", "https://elsewhere.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if status, got := k.do(r); status != http.StatusForbidden {
		t.Errorf("from another site: %d %s", status, got)
	}
}

// Documents, proofs and packs of schemas that are dropped are told apart, and
// judged against the ledger that is open.
func TestServeVerifyKinds(t *testing.T) {
	e, _, _ := quiet(t)
	dir, _ := demo(t, e)
	k := newLedgerAPI(t, e, dir)
	epcis := filepath.Join(t.TempDir(), "tin.jsonld")
	if code := run(t.Context(), e, []string{"ledger", "export", "--as", "epcis", "--lot", "metal-2024-05", "--to", epcis, "--ledger", dir}); code != done {
		t.Fatalf("no export: %s", e.stderr)
	}
	text := readText(t, epcis)
	status, _, v := k.verify("", map[string]string{"file": text})
	if status != 200 || !v.Holds || v.Kind != "EPCIS document" || len(v.Events) != 9 || v.Events[8].Recorded == nil {
		t.Errorf("EPCIS: %d %+v", status, v)
	}
	status, _, v = k.verify("", map[string]string{"file": strings.Replace(text, `"urn:adit:lot:hill-2024-04"`, `"urn:adit:lot:hill-2024-03"`, 1)})
	if status != 200 || v.Holds || !strings.Contains(v.Fault, "eventList[") {
		t.Errorf("EPCIS, changed: %d %+v", status, v)
	}
	_, shown := k.get("/api/v1/ledger/show/metal-2024-05")
	var show showOut
	if err := json.Unmarshal(shown, &show); err != nil {
		t.Fatal(err)
	}
	event, err := show.Events[0].Event.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if status, _, v := k.verify("", map[string]string{"file": string(event)}); status != 200 || !v.Holds || v.Kind != anEvent || v.Events[0].Recorded == nil {
		t.Errorf("an event: %d %+v", status, v)
	}
	if status, _, v := k.verify("", map[string]string{"file": strings.Replace(string(event), `"kg":`, `"kg":1`, 1)}); status != 200 || v.Holds || !strings.Contains(v.Fault, "says something else there") {
		t.Errorf("an event, changed: %d %+v", status, v)
	}
}
