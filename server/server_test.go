package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

type echo struct {
	Values    map[string][]string `json:"values"`
	Documents map[string]string   `json:"documents"`
}

// secretPath is what no client may ever see.
const secretPath = "/home/someone/data/tables.csv"

var errForeseen = errors.New("no such ore")

// kit is a server of three verbs: one that echoes, one that waits until it is
// let go, one that fails as it is told.
type kit struct {
	*Server
	release        chan struct{}
	started, ended atomic.Int32
	runs           atomic.Int32
	config         Config
	cancelled      atomic.Int32
}

func newKit(t testing.TB, change ...func(*Config)) *kit {
	t.Helper()
	k := &kit{release: make(chan struct{})}
	k.config = Config{Title: "test", Version: "1", Cores: 2, Waiting: 3, Body: 1 << 16,
		Explain: func(err error) *Problem {
			if errors.Is(err, errForeseen) {
				return &Problem{Status: http.StatusNotFound, Detail: err.Error(), Near: []string{"ore"}}
			}
			return nil
		},
		Verbs: []Verb{k.echo(), k.wait(), k.fail()}}
	for _, c := range change {
		c(&k.config)
	}
	k.Server = New(k.config)
	t.Cleanup(k.Server.stop)
	return k
}

func (k *kit) echo() Verb {
	return Verb{Name: "echo", Summary: "says what it was asked", Answers: []reflect.Type{reflect.TypeFor[echo]()},
		Params: []Param{{Name: "ore", Type: String, InPath: true, Repeat: true}, {Name: "n", Type: Integer, Default: "3"}, {Name: "x", Type: Number},
			{Name: "all", Type: Boolean}, {Name: "kind", Type: String, Enum: []string{"mine", "smelter"}}, {Name: "to", Type: String, Repeat: true}, {Name: "network", Type: Document}},
		Run: func(_ context.Context, c Call, _ func(Step)) (Body, error) {
			k.runs.Add(1)
			e := echo{Values: c.Values, Documents: map[string]string{}}
			for name, d := range c.Documents {
				e.Documents[name] = string(d)
			}
			b, err := json.MarshalIndent(e, "", " ")
			return Body{Bytes: b}, err
		}}
}

func (k *kit) wait() Verb {
	return Verb{Name: "wait", Solves: true, Params: []Param{{Name: "id", Type: String}}, Answers: []reflect.Type{reflect.TypeFor[echo]()},
		Run: func(ctx context.Context, _ Call, tell func(Step)) (Body, error) {
			k.started.Add(1)
			defer k.ended.Add(1)
			tell(Step{Label: "digging", Done: 1, Total: 2})
			select {
			case <-k.release:
				return Body{Bytes: []byte("{\n \"done\": true\n}\n")}, nil
			case <-ctx.Done():
				k.cancelled.Add(1)
				return Body{}, fmt.Errorf("digging at %s: %w", secretPath, ctx.Err())
			}
		}}
}

func (k *kit) fail() Verb {
	return Verb{Name: "fail", Params: []Param{{Name: "how", Type: String}}, Answers: []reflect.Type{reflect.TypeFor[echo]()},
		Run: func(_ context.Context, c Call, _ func(Step)) (Body, error) {
			switch strings.Join(c.Values["how"], "") {
			case "foreseen":
				return Body{}, errForeseen
			case "panic":
				panic("broken at " + secretPath)
			}
			return Body{}, errors.New("open " + secretPath + ": permission denied")
		}}
}

// get asks, with a change to the request.
func (k *kit) get(target string, change ...func(*http.Request)) *http.Response {
	return k.do(httptest.NewRequest("GET", target, nil), change...)
}

func (k *kit) do(r *http.Request, change ...func(*http.Request)) *http.Response {
	r.Host = "127.0.0.1:8373"
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	k.ServeHTTP(w, r)
	return w.Result()
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func bodyOf(t testing.TB, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 10 s: %s", what)
		}
	}
}

func TestParameters(t *testing.T) {
	k := newKit(t)
	r := k.get("/api/v1/echo/tin,lead?n=-4&x=1e3&all&to=A&to=B,C&kind=mine")
	var got echo
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil || r.StatusCode != 200 {
		t.Fatal(r.StatusCode, err)
	}
	want := map[string][]string{"ore": {"tin", "lead"}, "n": {"-4"}, "x": {"1e3"}, "all": {"true"}, "to": {"A", "B,C"}, "kind": {"mine"}}
	if !reflect.DeepEqual(got.Values, want) {
		t.Errorf("got %v, want %v", got.Values, want)
	}
}

// Whatever is wrong with a request is a Problem of 4xx, and tells nothing of
// the machine.
func TestBadRequests(t *testing.T) {
	k := newKit(t)
	for target, want := range map[string]int{
		"/api/v1/ecko":                                 404,
		"/api/v1/":                                     404,
		"/api/v2/echo":                                 404,
		"/api/":                                        404,
		"/api/v1/wait/x":                               404,
		"/api/v1/echo?m=1":                             422,
		"/api/v1/echo?n=1&n=2":                         422,
		"/api/v1/echo?n=one":                           422,
		"/api/v1/echo?x=":                              422,
		"/api/v1/echo?x=NaN":                           422,
		"/api/v1/echo?x=-Inf":                          422,
		"/api/v1/echo?all=perhaps":                     422,
		"/api/v1/echo?kind=mind":                       422,
		"/api/v1/echo?to=%00":                          422,
		"/api/v1/echo?to=%ff":                          422,
		"/api/v1/echo?to=a%0ab":                        422,
		"/api/v1/echo?to=%":                            400,
		"/api/v1/echo?network=/etc/passwd":             422,
		"/api/v1/echo/tin?ore=lead":                    422,
		"/api/v1/echo?to=" + strings.Repeat("a", 501):  422,
		"/api/v1/echo?" + strings.Repeat("to=a&", 201): 422,
		"/api/v1/%2e%2e/%2e%2e/etc/passwd":             404,
		"/api/v1/..%2f..%2fetc%2fpasswd":               404,
		"/api/v1/fail?how=foreseen":                    404,
	} {
		r := k.get(target)
		body := bodyOf(t, r)
		var p Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil || p.Status != want || r.StatusCode != want || p.Detail == "" {
			t.Errorf("%s: %d %s, want %d", target, r.StatusCode, body, want)
		}
		if r.Header.Get("Content-Type") != "application/problem+json" || strings.Contains(body, "someone") || strings.Contains(body, "root:") {
			t.Errorf("%s: %s %s", target, r.Header.Get("Content-Type"), body)
		}
	}
}

func TestNear(t *testing.T) {
	k := newKit(t)
	for target, want := range map[string]string{"/api/v1/ecko": "[echo]", "/api/v1/echo?al=1": "[all]", "/api/v1/echo?kind=mind": "[mine]", "/api/v1/fail?how=foreseen": "[ore]"} {
		var p Problem
		if err := json.NewDecoder(k.get(target).Body).Decode(&p); err != nil || fmt.Sprint(p.Near) != want {
			t.Errorf("%s: near %v, want %s", target, p.Near, want)
		}
	}
}

// Failures that nobody foresaw, and faults, show nothing of the machine.
func TestNothingLeaks(t *testing.T) {
	k := newKit(t)
	for _, how := range []string{"other", "panic"} {
		r := k.get("/api/v1/fail?how=" + how)
		if body := bodyOf(t, r); r.StatusCode != 500 || strings.Contains(body, "someone") || strings.Contains(body, "goroutine") {
			t.Errorf("%s: %d %s", how, r.StatusCode, body)
		}
	}
	if r := k.get("/api/v1/echo"); r.StatusCode != 200 {
		t.Errorf("after a fault: %d", r.StatusCode)
	}
}

func TestDocuments(t *testing.T) {
	k := newKit(t)
	post := func(kind, body string) *http.Response {
		return k.do(httptest.NewRequest("POST", "/api/v1/echo?n=1", strings.NewReader(body)), header("Content-Type", kind))
	}
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	part, err := m.CreateFormFile("network", "chain.json")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(part, `{"lanes": []}`)
	m.Close()
	for kind, body := range map[string]string{"application/json": `{"network": {"lanes": []}}`, m.FormDataContentType(): form.String()} {
		var got echo
		if err := json.NewDecoder(post(kind, body).Body).Decode(&got); err != nil || got.Documents["network"] != `{"lanes": []}` {
			t.Errorf("%s: %v, %v", kind, got.Documents, err)
		}
	}
	for _, bad := range []struct {
		kind, body string
		status     int
	}{
		{"application/json", `{"scenario": {}}`, 422}, {"application/json", `[1]`, 400}, {"application/json", `{"network"`, 400}, {"application/json", ``, 400},
		{"text/plain", `{}`, 415}, {"application/x-www-form-urlencoded", `network=1`, 415}, {"", `{}`, 415},
		{"multipart/form-data", `x`, 400}, {"multipart/form-data; boundary=b", `--b` + "\r\n" + `Content-Disposition: form-data; name="network"` + "\r\n\r\n" + `half`, 400},
		{"application/json", `{"network": "` + strings.Repeat("a", 1<<17) + `"}`, 413},
	} {
		if r := post(bad.kind, bad.body); r.StatusCode != bad.status {
			t.Errorf("%s %.40s: %d, want %d: %s", bad.kind, bad.body, r.StatusCode, bad.status, bodyOf(t, r))
		}
	}
	if r := k.do(httptest.NewRequest("POST", "/api/v1/wait", strings.NewReader(`{"network": {}}`)), header("Content-Type", "application/json")); r.StatusCode != 422 {
		t.Errorf("a document for a verb that takes none: %d", r.StatusCode)
	}
}

// The same question is one run; who has the answer is told that it is the same.
func TestKept(t *testing.T) {
	k := newKit(t)
	first := k.get("/api/v1/echo/tin?n=1", header("Accept-Encoding", "gzip"))
	z, err := gzip.NewReader(first.Body)
	if err != nil {
		t.Fatal(err)
	}
	zipped, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	second := k.get("/api/v1/echo?n=1&ore=tin")
	if plain := bodyOf(t, second); plain != string(zipped) || k.runs.Load() != 1 {
		t.Errorf("%d runs; %q and %q", k.runs.Load(), plain, zipped)
	}
	tag := first.Header.Get("ETag")
	if tag == "" || second.Header.Get("ETag") != tag {
		t.Errorf("tags %q and %q", tag, second.Header.Get("ETag"))
	}
	if r := k.get("/api/v1/echo/tin?n=1", header("If-None-Match", `"other", `+tag)); r.StatusCode != 304 || bodyOf(t, r) != "" {
		t.Errorf("status %d", r.StatusCode)
	}
	k.get("/api/v1/echo/tin?n=2")
	if k.runs.Load() != 2 {
		t.Error("another question did not run")
	}
}

// The cache stays within its bytes, and forgets the longest unused first.
func TestKeptBounds(t *testing.T) {
	a := newAnswers(context.Background(), 8*keepCost)
	for i := range 40 {
		a.keep(fmt.Sprint("key ", i), newAnswer(Body{Bytes: []byte("{}")}))
		a.lookup("key 0")
		if a.bytes > a.most || len(a.kept) != a.used.Len() {
			t.Fatalf("%d bytes of %d, %d kept, %d used", a.bytes, a.most, len(a.kept), a.used.Len())
		}
	}
	if a.find("key 0") == nil || a.find("key 1") != nil || a.find("key 39") == nil {
		t.Error("the wrong ones were forgotten")
	}
	if a.keep("huge", newAnswer(Body{Bytes: randomBytes(1 << 16)})); a.find("huge") != nil {
		t.Error("one answer may take all")
	}
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

// A run that nobody waits for stops; one that somebody else waits for does not.
func TestCancelled(t *testing.T) {
	k := newKit(t)
	ctx1, stop1 := context.WithCancel(context.Background())
	ctx2, stop2 := context.WithCancel(context.Background())
	ended := make(chan any, 2)
	for _, ctx := range []context.Context{ctx1, ctx2} {
		go func() {
			defer func() { ended <- recover() }()
			k.get("/api/v1/wait?id=1", func(r *http.Request) { *r = *r.WithContext(ctx) })
		}()
	}
	eventually(t, "both wait", func() bool {
		k.answers.mu.Lock()
		defer k.answers.mu.Unlock()
		for _, f := range k.answers.runs {
			return f.watchers == 2 && k.started.Load() == 1
		}
		return false
	})
	stop1()
	if fault := <-ended; fault != http.ErrAbortHandler {
		t.Errorf("who left is told %v", fault)
	}
	time.Sleep(20 * time.Millisecond)
	if k.cancelled.Load() != 0 {
		t.Fatal("the run stopped although one still waits")
	}
	stop2()
	<-ended
	eventually(t, "the run stops", func() bool { return k.cancelled.Load() == 1 })
	eventually(t, "its core is free", func() bool { running, _ := k.solving.length(); return running == 0 })
}

// Beyond the cores, runs wait in order; beyond the queue they are refused.
func TestQueue(t *testing.T) {
	k := newKit(t)
	done := make(chan *http.Response, 5)
	for i := range 5 {
		go func() { done <- k.get(fmt.Sprint("/api/v1/wait?id=", i)) }()
		eventually(t, "it runs or waits", func() bool { running, waiting := k.solving.length(); return running+waiting == i+1 })
	}
	r := k.get("/api/v1/wait?id=6")
	if r.StatusCode != 503 || r.Header.Get("Retry-After") == "" {
		t.Errorf("a full queue: %d, retry after %q", r.StatusCode, r.Header.Get("Retry-After"))
	}
	if got := bodyOf(t, k.get("/api/v1/queue")); got != `{"cores":2,"running":2,"waiting":3}`+"\n" {
		t.Errorf("queue %s", got)
	}
	if k.get("/api/v1/echo").StatusCode != 200 {
		t.Error("quick verbs wait for long ones")
	}
	if k.started.Load() != 2 {
		t.Errorf("%d runs on 2 cores", k.started.Load())
	}
	close(k.release)
	for range 5 {
		if r := <-done; r.StatusCode != 200 {
			t.Errorf("status %d", r.StatusCode)
		}
	}
	if running, waiting := k.solving.length(); running != 0 || waiting != 0 {
		t.Errorf("%d run and %d wait after the end", running, waiting)
	}
}

// A client that leaves the queue makes room, and its core is never lost.
func TestQueueAbandoned(t *testing.T) {
	q := newQueue(1, 100)
	for range 200 {
		ctx, stop := context.WithCancel(context.Background())
		leave, err := q.enter(context.Background(), func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		got := make(chan func(), 1)
		go func() {
			l, err := q.enter(ctx, func(int) {})
			if err != nil {
				l = func() {}
			}
			got <- l
		}()
		go stop()
		leave()
		(<-got)()
	}
	if running, waiting := q.length(); running != 0 || waiting != 0 {
		t.Errorf("%d run, %d wait", running, waiting)
	}
}

// A stream tells the place in the queue, the progress, and the same bytes as an
// answer without.
func TestStream(t *testing.T) {
	k := newKit(t)
	s := httptest.NewServer(k)
	defer s.Close()
	for i := range 2 {
		go k.get(fmt.Sprint("/api/v1/wait?id=", i))
	}
	eventually(t, "both cores are taken", func() bool { return k.started.Load() == 2 })
	r, err := http.NewRequest("GET", s.URL+"/api/v1/wait?id=3", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	go func() {
		time.Sleep(3 * tick)
		close(k.release)
	}()
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text := bodyOf(t, got)
	if !strings.Contains(text, "event: step\ndata: {\"place\":1,\"label\":\"waiting\"") || !strings.HasSuffix(text, "event: answer\ndata: {\ndata:  \"done\": true\ndata: }\ndata:\n\n") {
		t.Errorf("stream:\n%s", text)
	}
	bad := k.get("/api/v1/fail", header("Accept", "text/event-stream"))
	if text := bodyOf(t, bad); !strings.HasPrefix(text, "event: problem\ndata: {\"status\":500") {
		t.Errorf("stream of a failure:\n%s", text)
	}
}

// What is warmed is there when it is first asked.
func TestWarm(t *testing.T) {
	k := newKit(t, func(c *Config) { c.Warm = []string{"fail", "nothing", "echo/tin?n=1"} })
	listening(t, k)
	eventually(t, "it ran", func() bool { return k.runs.Load() == 1 })
	if r := k.get("/api/v1/echo?n=1&ore=tin"); r.StatusCode != 200 || k.runs.Load() != 1 {
		t.Errorf("status %d, %d runs", r.StatusCode, k.runs.Load())
	}
}

// Tomorrow is another question: what is due changes with the day.
func TestDay(t *testing.T) {
	now := time.Date(2026, 1, 1, 23, 0, 0, 0, time.UTC)
	k := newKit(t, func(c *Config) { c.Now = func() time.Time { return now } })
	k.get("/api/v1/echo")
	k.get("/api/v1/echo")
	now = now.Add(2 * time.Hour)
	if k.get("/api/v1/echo"); k.runs.Load() != 2 {
		t.Errorf("%d runs", k.runs.Load())
	}
}

func TestTimeLimit(t *testing.T) {
	k := newKit(t, func(c *Config) { c.Limit = 20 * time.Millisecond })
	r := k.get("/api/v1/wait")
	if body := bodyOf(t, r); r.StatusCode != 503 || !strings.Contains(body, "longer than") || strings.Contains(body, "someone") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
}

// What describes the API names every verb and parameter, and no document where
// it cannot be given.
func TestOpenAPI(t *testing.T) {
	k := newKit(t)
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			Parameters  []struct{ Name, In string }
			RequestBody *struct {
				Content map[string]struct {
					Schema struct{ Properties map[string]any }
				}
			}
		}
	}
	if err := json.NewDecoder(k.get("/api/v1/openapi.json").Body).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	get, post := doc.Paths["/echo/{ore}"]["get"], doc.Paths["/echo/{ore}"]["post"]
	if doc.OpenAPI != "3.1.0" || len(doc.Paths) != 4 || fmt.Sprint(get.Parameters[:2]) != "[{ore path} {n query}]" || len(get.Parameters) != 6 || get.RequestBody != nil {
		t.Errorf("%s, %d paths, %v", doc.OpenAPI, len(doc.Paths), get.Parameters)
	}
	if post.RequestBody == nil || post.RequestBody.Content["application/json"].Schema.Properties["network"] == nil {
		t.Error("POST takes no documents")
	}
}

// Whatever stands in an address, it is read or refused, and what is read is
// what its parameter takes.
func FuzzRead(f *testing.F) {
	for _, seed := range [][2]string{{"tin", "n=1"}, {"a,b", "all"}, {"", "to=a&to=b"}, {"%2e%2e", "n=%"}, {"x", "ore=y"}, {"", "x=NaN&kind=mine"}} {
		f.Add(seed[0], seed[1])
	}
	v := (&kit{}).echo()
	f.Fuzz(func(t *testing.T, rest, query string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.RawQuery = query
		c, err := v.read(r, rest)
		var p *Problem
		if err != nil {
			if !errors.As(err, &p) || p.Status < 400 || p.Status > 499 || len(p.Detail) > 2000 {
				t.Fatalf("%q %q: %v", rest, query, err)
			}
			return
		}
		for name, given := range c.Values {
			param := v.param(name)
			for _, s := range given {
				if param == nil || !param.takes(s) || len(s) > longest {
					t.Fatalf("%q %q: %s=%q", rest, query, name, s)
				}
			}
		}
	})
}
