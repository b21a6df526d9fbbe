//go:build unix

package repository_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"adit/ledger"
	"adit/ledger/epcis"
	"adit/ledger/exchange"
	"adit/ledger/ledgertest"
	"adit/ledger/repository"
	"adit/ledger/vault"
)

var now = func() time.Time { return ledgertest.Start.Add(100 * 24 * time.Hour) }

// shop is a ledger of a mine and a smelter that is served, and into which the
// smelter may record.
type shop struct {
	*httptest.Server
	v *vault.Vault
}

func open(t *testing.T, record bool) *shop {
	t.Helper()
	c := ledgertest.New("example.org/tin")
	c.Site("pit", "miner", "mine", "RWA")
	c.Site("works", "smelter", "smelter", "MYS")
	c.Mine("pit", "a", 1000, "Sn", 0.60)
	c.Move("pit", "works", "a")
	dir := t.TempDir()
	if _, err := vault.Init(dir, c.Name, "posix"); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), dir, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close(context.Background()) })
	if _, err := v.Record(t.Context(), c.Raw); err != nil {
		t.Fatal(err)
	}
	config := repository.Config{Log: os.DirFS(filepath.Join(dir, "log")), Now: now, Entry: v.Entry}
	if record {
		config.Assume = exchange.Assume{Ledger: c.Name, Sigma: 0.001, Party: "smelter"}
		config.Sign = func(e *ledger.Event) error { return e.Sign(ledgertest.KeyID("smelter"), ledgertest.Key("smelter")) }
		config.Record = func(ctx context.Context, raw [][]byte, all bool) ([]vault.Receipt, error) {
			if all {
				return v.CommitAll(ctx, v.Check(raw))
			}
			return v.Record(ctx, raw)
		}
	}
	r := repository.New(config)
	for i, e := range c.Events {
		r.Add(int64(i), e)
	}
	s := httptest.NewServer(r.Handler())
	t.Cleanup(s.Close)
	return &shop{s, v}
}

// ask returns status, header and body.
func (s *shop) ask(t *testing.T, method, path, body string, header ...string) (int, http.Header, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, text
}

// ids asks for events and returns their names.
func (s *shop) ids(t *testing.T, query string) (ids []string, link string) {
	t.Helper()
	status, header, text := s.ask(t, "GET", query, "")
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", query, status, text)
	}
	d, err := epcis.Read(bytes.NewReader(text))
	if err != nil || d.Type != "EPCISQueryDocument" {
		t.Fatalf("%s: %v", query, err)
	}
	for _, one := range d.Drafts(exchange.Assume{}) {
		if !one.Whole {
			t.Errorf("%s: %v", query, one.Refused)
			continue
		}
		ids = append(ids, string(one.Event.ID))
	}
	return ids, header.Get("Link")
}

func TestQuery(t *testing.T) {
	s := open(t, false)
	for query, want := range map[string]string{
		"/events": "make-8 move-9",
		"/events?orderBy=eventTime&orderDirection=DESC":                            "move-9 make-8",
		"/events?EQ_bizStep=receiving%7Cshipping":                                  "move-9",
		"/events?EQ_bizStep=" + url.QueryEscape("urn:epcglobal:cbv:bizstep:other"): "",
		"/events?eventType=ObjectEvent&EQ_action=ADD":                              "make-8",
		"/events?MATCH_anyEPCClass=urn:adit:lot:*":                                 "make-8 move-9",
		"/events?MATCH_inputEPCClass=urn:adit:lot:a":                               "",
		"/events?GE_eventTime=2026-01-01T01:00:01Z":                                "move-9",
		"/events?LT_eventTime=2026-01-01T01:00:01Z":                                "make-8",
		"/events?EQ_readPoint=urn:adit:site:works&eventCountLimit=1":               "move-9",
		"/events/urn:adit:event:make-8":                                            "make-8",
		"/eventTypes/ObjectEvent/events":                                           "make-8 move-9",
		"/bizSteps/receiving/events":                                               "move-9",
		"/epcs/urn:adit:lot:a/events?perPage=5":                                    "make-8 move-9",
		"/readPoints/" + url.PathEscape("urn:adit:site:works") + "/events":         "move-9",
	} {
		if got, _ := s.ids(t, query); strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	first, link := s.ids(t, "/events?perPage=1")
	if len(first) != 1 || !strings.HasSuffix(link, `>; rel="next"`) {
		t.Fatalf("%v, link %q", first, link)
	}
	second, link := s.ids(t, link[1:strings.Index(link, ">")])
	if strings.Join(second, " ") != "move-9" || link != "" {
		t.Errorf("%v, link %q", second, link)
	}
	for path, want := range map[string]string{"/": `"bizSteps"`, "/eventTypes": `"EventTypeItemList"`, "/epcs": `"urn:adit:lot:a"`, "/bizSteps": `"receiving"`,
		"/dispositions": `"disposition": []`, "/bizSteps/receiving": "/bizSteps/receiving/events", "/capture": "[]", "/log/checkpoint": "example.org/tin\n"} {
		if status, header, text := s.ask(t, "GET", path, ""); status != http.StatusOK || !bytes.Contains(text, []byte(want)) || header.Get("GS1-EPCIS-Version") != "2.0.0" {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
}

// What cannot be answered is refused with the status that GS1's OpenAPI names.
func TestRefused(t *testing.T) {
	s := open(t, true)
	json := []string{"Content-Type", "application/json"}
	for _, c := range []struct {
		method, path, body string
		header             []string
		status             int
		kind               string
	}{
		{"GET", "/events?EQ_colour=red", "", nil, 400, "QueryParameterException"},
		{"GET", "/events?EQ_action=ADD&EQ_action=OBSERVE", "", nil, 400, "QueryParameterException"},
		{"GET", "/events?GE_eventTime=yesterday", "", nil, 400, "QueryParameterException"},
		{"GET", "/events?perPage=0", "", nil, 400, "QueryParameterException"},
		{"GET", "/events?nextPageToken=99", "", nil, 400, "QueryParameterException"},
		{"GET", "/events?maxEventCount=1", "", nil, 413, "QueryTooLargeException"},
		{"GET", "/events?EQ_eventID=" + strings.Repeat("x", 2000), "", nil, 414, "QueryTooComplexException"},
		{"GET", "/events", "", []string{"Accept", "text/html"}, 406, "ImplementationException"},
		{"GET", "/events", "", []string{"GS1-EPCIS-Min", "3.0.0"}, 406, "ImplementationException"},
		{"GET", "/events/urn:x:none", "", nil, 404, "NoSuchNameException"},
		{"GET", "/bizSteps/none/events", "", nil, 404, "NoSuchNameException"},
		{"GET", "/capture/none", "", nil, 404, "NoSuchNameException"},
		{"GET", "/log/tile/", "", nil, 404, "NoSuchNameException"},
		{"GET", "/queries", "", nil, 501, "ImplementationException"},
		{"POST", "/capture", "{}", nil, 415, "ImplementationException"},
		{"POST", "/capture", "{}", json, 400, "ValidationException"},
		{"POST", "/capture", "{", json, 400, "ValidationException"},
		{"POST", "/capture", strings.Repeat(" ", 9<<20), json, 413, "CaptureLimitExceededException"},
		{"POST", "/capture", "{}", append(json, "GS1-Capture-Error-Behaviour", "pray"), 400, "ValidationException"},
		{"POST", "/events", document(made("x", "urn:x:l", 1)), json, 400, "ValidationException"},
	} {
		status, header, text := s.ask(t, c.method, c.path, c.body, c.header...)
		if status != c.status || header.Get("Content-Type") != "application/problem+json" || !bytes.Contains(text, []byte("epcisException:"+c.kind)) {
			t.Errorf("%s %.60s: %d %.200s", c.method, c.path, status, text)
		}
	}
	for _, path := range []string{"/log/.state/treeState", "/log/lock", "/log/tile/../.state/treeState", "/private/log.key"} {
		if status, _, text := s.ask(t, "GET", path, ""); status == http.StatusOK {
			t.Errorf("%s is served: %s", path, text)
		}
	}
	if status, _, _ := s.ask(t, "OPTIONS", "/capture", ""); status != http.StatusNoContent {
		t.Errorf("OPTIONS: %d", status)
	}
	readOnly := open(t, false)
	if status, _, text := readOnly.ask(t, "POST", "/capture", document(made("x", "urn:x:l", 1)), json...); status != http.StatusForbidden {
		t.Errorf("read-only: %d %s", status, text)
	}
}

func document(events ...string) string {
	return fmt.Sprintf(`{"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", "type": "EPCISDocument", "schemaVersion": "2.0",
	"creationDate": "2026-01-05T00:00:00Z", "epcisBody": {"eventList": [%s]}}`, strings.Join(events, ","))
}

// made is another system's event: lot a becomes another.
func made(id, lot string, kg float64) string {
	return fmt.Sprintf(`{"type": "TransformationEvent", "eventID": "urn:x:%s", "eventTime": "2026-01-04T00:00:00Z", "eventTimeZoneOffset": "+00:00", "bizStep": "commissioning",
	"readPoint": {"id": "urn:adit:site:works"}, "inputQuantityList": [{"epcClass": "urn:adit:lot:a"}], "outputQuantityList": [{"epcClass": %q, "quantity": %g, "uom": "KGM"}]}`, id, lot, kg)
}

func (s *shop) capture(t *testing.T, body, onError string) (job repository.Job) {
	t.Helper()
	status, header, text := s.ask(t, "POST", "/capture", body, "Content-Type", "application/ld+json", "GS1-Capture-Error-Behaviour", onError)
	if status != http.StatusAccepted {
		t.Fatalf("%d %s", status, text)
	}
	status, _, text = s.ask(t, "GET", header.Get("Location"), "")
	if err := json.Unmarshal(text, &job); err != nil || status != http.StatusOK || job.Running || job.OnError != onError {
		t.Fatalf("%d %s: %v", status, text, err)
	}
	return job
}

// Events of another system are signed with the recorder's key, and the ledger's
// rules are asked: all or nothing, or what is right of it. Once more changes
// nothing.
func TestCapture(t *testing.T) {
	s := open(t, true)
	size := s.v.Size()
	looked := `{"type": "ObjectEvent", "action": "OBSERVE", "eventTime": "2026-01-04T00:00:00Z", "eventTimeZoneOffset": "+00:00", "epcList": ["urn:adit:lot:a"], "bizStep": "inspecting"}`
	for name, body := range map[string]string{
		"the second uses what the first used up": document(made("1", "urn:x:m1", 300), made("2", "urn:x:m2", 300)),
		"the second says nothing to a ledger":    document(made("1", "urn:x:m1", 300), looked),
		"the second has no mass":                 document(made("1", "urn:x:m1", 300), strings.Replace(made("2", "urn:x:m2", 1), `, "uom": "KGM"`, "", 1)),
	} {
		if job := s.capture(t, body, "rollback"); job.Success || len(job.Errors) != 1 || s.v.Size() != size {
			t.Errorf("%s: %+v, %d events more", name, job, s.v.Size()-size)
		}
	}
	job := s.capture(t, document(made("1", "urn:x:m1", 300), made("2", "urn:x:m2", 300), looked), "proceed")
	if job.Success || len(job.Errors) != 2 || s.v.Size() != size+1 || !strings.Contains(job.Errors[1].Detail, "spent") {
		t.Errorf("%+v, %d events more", job, s.v.Size()-size)
	}
	if job := s.capture(t, document(made("1", "urn:x:m1", 300)), "rollback"); !job.Success || s.v.Size() != size+1 {
		t.Errorf("once more: %+v, %d events more", job, s.v.Size()-size)
	}
	if got, _ := s.ids(t, "/events?MATCH_outputEPCClass=urn:x:m1"); !slices.Equal(got, []string{"urn:x:1"}) {
		t.Errorf("%v", got)
	}
	status, header, text := s.ask(t, "POST", "/events", strings.Replace(made("3", "urn:x:m3", 299), "urn:adit:lot:a", "urn:x:m1", 1), "Content-Type", "application/json")
	if status != http.StatusBadRequest || !bytes.Contains(text, []byte("context")) {
		t.Errorf("without a context: %d %s", status, text)
	}
	one := strings.Replace(strings.Replace(made("3", "urn:x:m3", 299), "urn:adit:lot:a", "urn:x:m1", 1), "{", `{"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", `, 1)
	status, header, text = s.ask(t, "POST", "/events", one, "Content-Type", "application/json")
	if status != http.StatusCreated || header.Get("Location") == "" {
		t.Fatalf("%d %s", status, text)
	}
	if status, _, text := s.ask(t, "GET", header.Get("Location"), ""); status != http.StatusOK || !bytes.Contains(text, []byte("urn:x:m3")) {
		t.Errorf("%d %s", status, text)
	}
	status, _, text = s.ask(t, "GET", "/capture?perPage=2", "")
	var jobs []repository.Job
	if err := json.Unmarshal(text, &jobs); err != nil || status != http.StatusOK || len(jobs) != 2 {
		t.Errorf("%d %s", status, text)
	}
}

// Only who names the server as it is called, and shows the token, comes in; no
// page of another site does.
func TestGate(t *testing.T) {
	hash := sha256.Sum256([]byte("secret"))
	ok := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	for _, c := range []struct {
		host   string
		header []string
		want   int
	}{
		{"127.0.0.1:80", []string{"Authorization", "Bearer secret"}, 200},
		{"[::1]:80", []string{"Authorization", "Bearer secret"}, 200},
		{"ledger.example", []string{"Authorization", "Bearer secret"}, 200},
		{"evil.example", []string{"Authorization", "Bearer secret"}, 421},
		{"localhost", nil, 401},
		{"localhost", []string{"Authorization", "Bearer Secret"}, 401},
		{"localhost", []string{"Authorization", "Bearer secret", "Origin", "https://evil.example"}, 403},
		{"localhost", []string{"Authorization", "Bearer secret", "Sec-Fetch-Site", "cross-site"}, 403},
		{"localhost", []string{"Authorization", "Bearer secret", "Sec-Fetch-Site", "same-origin"}, 200},
	} {
		req := httptest.NewRequest("GET", "http://"+c.host+"/events", nil)
		for i := 0; i < len(c.header); i += 2 {
			req.Header.Set(c.header[i], c.header[i+1])
		}
		w := httptest.NewRecorder()
		repository.Gate(ok, []string{"ledger.example"}, &hash).ServeHTTP(w, req)
		if w.Code != c.want {
			t.Errorf("%s %v: %d, want %d", c.host, c.header, w.Code, c.want)
		}
	}
}
