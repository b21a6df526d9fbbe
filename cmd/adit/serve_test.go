package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/pflag"

	"adit/atlas"
	"adit/server"
)

// Every flag of a verb that is shown over HTTP is shown or hidden on purpose.
func TestServeFlags(t *testing.T) {
	e, _, _ := quiet(t)
	root := (&session{env: e}).root()
	for _, sh := range verbsShown() {
		cmd, _, err := root.Find(strings.Fields(sh.verb))
		if err != nil {
			t.Fatal(err)
		}
		listed := strings.Fields(sh.flags + " " + sh.documents + " " + sh.hidden)
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if !slices.Contains(listed, f.Name) && !slices.Contains([]string{"help", "xlsx", "html", "pdf"}, f.Name) {
				t.Errorf("%s --%s is neither shown over HTTP nor hidden: say which in verbsShown", sh.verb, f.Name)
			}
		})
		for _, name := range strings.Fields(sh.flags + " " + sh.documents + " " + sh.hidden) {
			if cmd.Flag(name) == nil && name != strings.ToUpper(name) {
				t.Errorf("%s has no --%s", sh.verb, name)
			}
		}
	}
}

// A served kit: the API over the tables of e, and the document that describes it.
type apiKit struct {
	t testing.TB
	e env
	h http.Handler
}

func newAPI(t testing.TB, e env) *apiKit {
	t.Helper()
	s := &session{env: e}
	t.Cleanup(s.close)
	c, err := s.handler(t.Context(), nil, "")
	if err != nil {
		t.Fatal(err)
	}
	return &apiKit{t, e, server.New(c)}
}

func (k *apiKit) do(r *http.Request) (int, []byte) {
	r.Host = "127.0.0.1"
	w := httptest.NewRecorder()
	k.h.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

func (k *apiKit) get(target string) (int, []byte) {
	return k.do(httptest.NewRequest("GET", target, nil))
}

// cli is what the command line prints with --json.
func (k *apiKit) cli(args ...string) []byte {
	var out bytes.Buffer
	e := k.e
	e.stdout, e.stderr = &out, io.Discard
	run(context.Background(), e, append(args, "--json"))
	return out.Bytes()
}

// A number on the web is the number of the command line: the same bytes, and
// of the form that the description of the API tells.
func TestServeEqualsCommandLine(t *testing.T) {
	e, _, _ := quiet(t)
	e.embedded = atlas.Embedded
	k := newAPI(t, e)
	schemas := k.schemas()
	for target, args := range map[string]string{
		"/exposure/gallium?country=Germany&against=CHN,RUS&draws=20":                        "exposure gallium --country Germany --against CHN,RUS --draws 20",
		"/exposure/antimony?stage=metal&moves&no-bounds&n-1=none":                           "exposure antimony --stage metal --moves --no-bounds --n-1 none",
		"/shock/gallium,germanium?ban=CHN&from=2025-01&for=3mo":                             "shock gallium germanium --ban CHN --from 2025-01 --for 3mo",
		"/minerals?list=us-2022":                                                            "minerals --list us-2022",
		"/minerals?diff=us-2022,us-2025":                                                    "minerals --diff us-2022,us-2025",
		"/minerals/Ga,wolfram":                                                              "minerals Ga wolfram",
		"/why?figure=" + url.QueryEscape("antimony/metal THA>USA"):                          "why |antimony/metal THA>USA",
		"/why?figure=usgs-mcs-2026:production:gallium/primary/refinery/CHN/production/2024": "why usgs-mcs-2026:production:gallium/primary/refinery/CHN/production/2024",
		"/plan?files&minerals=gallium&by=2028&country=JPN":                                  "plan --files --minerals gallium --by 2028 --country JPN",
		"/version":                 "version",
		"/sources":                 "sources",
		"/minerals/gallium?record": "minerals gallium --record",
		"/exposure/gallium?flows&draws=0&n-1=none":      "exposure gallium --flows --draws 0 --n-1 none",
		"/policy?on=2026-03-31&mineral=gallium":         "policy --on 2026-03-31 --mineral gallium",
		"/policy?tariff=gallium&rate=10%25":             "policy --tariff gallium --rate 10%",
		"/finance/Angola?on=2026-03-31":                 "finance Angola --on 2026-03-31",
		"/partners?name=antimony&name=Thailand&by=2030": "partners antimony Thailand --by 2030",
	} {
		status, got := k.get("/api/v1" + target)
		first, last, _ := strings.Cut(args, "|")
		argv := strings.Fields(first)
		if last != "" {
			argv = append(argv, last)
		}
		if want := k.cli(argv...); status != 200 || !bytes.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s: %d, %d bytes; adit %s prints %d bytes: %.200s", target, status, len(got), args, len(want), got)
		}
		verb, _, _ := strings.Cut(strings.FieldsFunc(target, func(r rune) bool { return r == '?' })[0][1:], "/")
		schemas.check(t, verb, got)
	}
}

// Answers that take longer are of the described form, too.
func TestServeDescribes(t *testing.T) {
	if testing.Short() {
		t.Skip("asks every verb")
	}
	e, _, _ := quiet(t)
	e.embedded = atlas.Embedded
	k := newAPI(t, e)
	schemas := k.schemas()
	for _, target := range []string{"brief?on=2026-03-31", "exposure?all", "shock?all", "shock/gallium?for=2mo&tornado", "screen/all", "finance", "finance?mineral=graphite", "policy?controls&on=2026-03-31", "check",
		"plan?minerals=gallium&by=2028&budget=2e7&no-stockpile&frontier=2&frontier-to=4e7"} {
		status, got := k.get("/api/v1/" + target)
		if status != http.StatusOK {
			t.Errorf("%s: %d %.200s", target, status, got)
			continue
		}
		verb, _, _ := strings.Cut(strings.FieldsFunc(target, func(r rune) bool { return r == '?' })[0], "/")
		schemas.check(t, verb, got)
	}
}

// schemas holds the schema of each verb's answer.
type schemas struct {
	compiler *jsonschema.Compiler
}

func (k *apiKit) schemas() schemas {
	k.t.Helper()
	_, text := k.get("/api/v1/openapi.json")
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		k.t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("openapi.json", doc); err != nil {
		k.t.Fatal(err)
	}
	return schemas{c}
}

func (s schemas) check(t testing.TB, verb string, answer []byte) {
	t.Helper()
	schema, err := s.compiler.Compile("openapi.json#/paths/~1" + strings.ReplaceAll(verb, "/", "~1") + "/get/responses/200/content/application~1json/schema")
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("%s: the answer is not what the API describes: %.1500v", verb, err)
	}
}

// Documents stand in for files.
func TestServeDocuments(t *testing.T) {
	e, _, _ := quiet(t)
	k := newAPI(t, e)
	chainJSON, banJSON := readText(t, "../../testdata/cobalt.json"), `{"periods": 2, "period": "month", "foresight": "none", "disruptions": [{"lanes": {"from": "CHN"}, "factor": 0}]}`
	dir := t.TempDir()
	chain, ban := filepath.Join(dir, "network"), filepath.Join(dir, "scenario")
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(chain, chainJSON)
	write(ban, banJSON)
	t.Chdir(dir)
	for _, c := range []struct{ target, body, args string }{
		{"/check", `{"file": ` + chainJSON + `}`, "check file"},
		{"/exposure?place=USA&material=cobalt/refined&against=CHN", `{"network": ` + chainJSON + `}`, "exposure --network network --place USA --material cobalt/refined --against CHN"},
		{"/shock?place=USA", `{"network": ` + chainJSON + `, "scenario": ` + banJSON + `}`, "shock --network network --scenario scenario --place USA"},
	} {
		write(filepath.Join(dir, "file"), chainJSON)
		r := httptest.NewRequest("POST", "/api/v1"+c.target, strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/json")
		status, got := k.do(r)
		if want := k.cli(strings.Fields(c.args)...); status != 200 || !bytes.Equal(got, want) || len(want) < 50 {
			t.Errorf("%s: %d %.300s\nadit %s: %.300s", c.target, status, got, c.args, want)
		}
	}
	for body, want := range map[string]int{`{"network": {}}`: 404, `{"network": {"lanes": 1}}`: 422, `{"network": "` + chain + `"}`: 422} {
		r := httptest.NewRequest("POST", "/api/v1/exposure?material=x", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		if status, got := k.do(r); status != want || bytes.Contains(got, []byte(dir)) && !strings.Contains(body, dir) {
			t.Errorf("%s: %d %s", body, status, got)
		}
	}
}

func readText(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What writes, or reads the machine, cannot be reached; what the data have no
// answer to is said as such.
func TestServeRefuses(t *testing.T) {
	e, _, _ := quiet(t)
	k := newAPI(t, e)
	for target, want := range map[string]int{
		"/import": 404, "/import/all": 404, "/ledger/record": 404, "/serve": 404, "/completion/bash": 404, "/help": 404,
		"/minerals?data=/etc": 422, "/minerals?json=false": 422, "/minerals?quiet": 422, "/exposure/gallium?export=/tmp/x": 422, "/exposure/gallium?network=/etc/passwd": 422,
		"/shock/gallium?csv": 422, "/shock/gallium?scenario=-": 422, "/check/etc/passwd": 404, "/check?file=/etc/passwd": 422,
		"/minerals/--data=%2Fetc": 404, "/minerals/-h": 404, "/minerals/Kryptonite": 404, "/minerals?country=Atlantis": 404, "/minerals?country=CHN": 422,
		"/exposure": 422, "/screen/everything": 422, "/exposure/gallium?threshold=2": 422, "/minerals?set=nothing=1": 404, "/why?figure=nothing": 404, "/why": 422,
	} {
		status, got := k.get("/api/v1" + target)
		var p server.Problem
		if err := json.Unmarshal(got, &p); err != nil || status != want || p.Detail == "" {
			t.Errorf("%s: %d %s, want %d", target, status, got, want)
		}
		if bytes.Contains(got, []byte("root:")) || bytes.Contains(got, []byte(e.getenv("ADIT_DATA"))) {
			t.Errorf("%s leaks: %s", target, got)
		}
	}
}

// A figure that is set belongs to one request.
func TestServeSet(t *testing.T) {
	e, _, _ := quiet(t)
	k := newAPI(t, e)
	_, before := k.get("/api/v1/minerals")
	var a mineralsAnswer
	if err := json.Unmarshal(before, &a); err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(a.Minerals, func(m mineralOut) bool { return m.Reliance != nil && m.Reliance.Percent != nil })
	status, changed := k.get("/api/v1/minerals?set=" + url.QueryEscape(a.Minerals[at].Reliance.Figure+"=1"))
	_, after := k.get("/api/v1/minerals?country=USA")
	var b, c mineralsAnswer
	if json.Unmarshal(changed, &b) != nil || json.Unmarshal(after, &c) != nil || status != 200 {
		t.Fatalf("%d %s", status, changed)
	}
	if *b.Minerals[at].Reliance.Percent != 1 || !reflect.DeepEqual(a.Minerals, c.Minerals) {
		t.Errorf("set gives %v; afterwards %v", *b.Minerals[at].Reliance.Percent, *c.Minerals[at].Reliance.Percent)
	}
}

// Beyond this machine the first start makes a token and shows its secret; the
// next one does not.
func TestServeToken(t *testing.T) {
	e, out, errs := quiet(t)
	serve := func(ask func(addr string), args ...string) {
		t.Helper()
		out.Reset()
		e := e
		ctx, stop := context.WithCancel(context.Background())
		said := make(chan bool, 8)
		e.stdout = told{out, said}
		var l net.Listener
		e.listen = func(string) (net.Listener, error) {
			var err error
			l, err = net.Listen("tcp", "127.0.0.1:0")
			return l, err
		}
		code := make(chan int)
		go func() { code <- run(ctx, e, append([]string{"serve"}, args...)) }()
		select {
		case <-said:
			ask(l.Addr().String())
		case c := <-code:
			t.Fatalf("exits with %d: %s", c, errs)
		}
		stop()
		if c := <-code; c != done {
			t.Errorf("exits with %d: %s", c, errs)
		}
	}
	status := func(addr, secret string) int {
		r, err := http.NewRequest("GET", "http://"+addr+"/api/v1/version", nil)
		if err != nil {
			t.Fatal(err)
		}
		if secret != "" {
			r.Header.Set("Authorization", "Bearer "+secret)
		}
		got, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		return got.StatusCode
	}
	secret := ""
	serve(func(addr string) {
		if status(addr, "") != 401 {
			t.Error("answers without a token")
		}
	}, "--addr", ":8373")
	_, rest, _ := strings.Cut(out.String(), "this once: ")
	secret, _, _ = strings.Cut(rest, "\n")
	stored, err := os.ReadFile(filepath.Join(e.getenv("ADIT_DATA"), "server.token"))
	if err != nil || len(secret) < 20 || strings.Contains(string(stored), secret) {
		t.Fatalf("secret %q, stored %q, %v", secret, stored, err)
	}
	serve(func(addr string) {
		if a, b := status(addr, secret), status(addr, secret+"x"); a != 200 || b != 401 {
			t.Errorf("with the secret %d, with another %d", a, b)
		}
	}, "--addr", "0.0.0.0:8373")
	if strings.Contains(out.String(), "token") {
		t.Errorf("the second start says %s", out)
	}
	for _, args := range [][]string{{"--addr", ":8373", "--insecure"}, {}} {
		serve(func(addr string) {
			if s := status(addr, ""); s != 200 {
				t.Errorf("serve %v: %d", args, s)
			}
		}, args...)
	}
}

type told struct {
	io.Writer
	said chan bool
}

func (w told) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	w.said <- true
	return n, err
}
