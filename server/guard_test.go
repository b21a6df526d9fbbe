package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Names that are not ours are refused: a page may have its own name point at
// this machine.
func TestHost(t *testing.T) {
	k := newKit(t, func(c *Config) { c.Hosts = []string{"minerals.example.org"} })
	for host, want := range map[string]int{
		"127.0.0.1:8373": 200, "localhost:8373": 200, "[::1]:8373": 200, "10.1.2.3:8373": 200, "minerals.example.org": 200, "MINERALS.example.org:80": 200,
		"evil.example:8373": 421, "localhost.evil.example": 421, "": 421, "127.0.0.1.evil.example": 421,
	} {
		if r := k.get("/api/v1/echo", func(r *http.Request) { r.Host = host }); r.StatusCode != want {
			t.Errorf("host %q: %d, want %d", host, r.StatusCode, want)
		}
	}
}

// What another site's page sends is refused, and so is what it would read.
func TestCrossSite(t *testing.T) {
	k := newKit(t, func(c *Config) {
		c.Pages = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "page") })
	})
	for _, c := range []struct {
		method, target, site, mode, origin string
		want                               int
	}{
		{"GET", "/api/v1/echo", "same-origin", "cors", "", 200},
		{"GET", "/api/v1/echo", "none", "navigate", "", 200},
		{"GET", "/api/v1/echo", "cross-site", "no-cors", "", 403},
		{"GET", "/api/v1/echo", "cross-site", "navigate", "", 403},
		{"GET", "/api/v1/echo", "same-site", "cors", "", 403},
		{"GET", "/api/v1/echo", "", "", "http://evil.example", 403},
		{"GET", "/api/v1/echo", "", "", "http://127.0.0.1:8373", 200},
		{"GET", "/api/v1/echo", "", "", "null", 403},
		{"POST", "/api/v1/echo", "cross-site", "navigate", "http://evil.example", 403},
		{"POST", "/api/v1/echo", "", "", "http://evil.example", 403},
		{"POST", "/api/v1/echo", "same-origin", "cors", "http://127.0.0.1:8373", 200},
		{"GET", "/", "cross-site", "navigate", "", 200}, // a link
		{"GET", "/", "cross-site", "no-cors", "", 403},
		{"PUT", "/", "", "", "", 405},
		{"DELETE", "/api/v1/echo", "", "", "", 405},
		{"OPTIONS", "/api/v1/echo", "", "", "http://evil.example", 405},
	} {
		r := httptest.NewRequest(c.method, c.target, strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/json")
		for name, value := range map[string]string{"Sec-Fetch-Site": c.site, "Sec-Fetch-Mode": c.mode, "Origin": c.origin} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		got := k.do(r)
		if got.StatusCode != c.want {
			t.Errorf("%+v: %d", c, got.StatusCode)
		}
		if got.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%+v: open to other origins", c)
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	k := newKit(t)
	for _, target := range []string{"/", "/api/v1/echo", "/api/v1/none"} {
		h := k.get(target).Header
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
			t.Errorf("%s: policy %q", target, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", target, h)
		}
	}
}

// Without the secret nothing is answered; with it, by header, cookie or first
// visit, all is.
func TestToken(t *testing.T) {
	secret, token := NewToken()
	again, ok := ParseToken(token.String() + "\n")
	if !ok || *again != *token || strings.Contains(token.String(), secret) {
		t.Fatal("a token does not come back from its text")
	}
	for _, bad := range []string{"", "zz", token.String()[:10], token.String() + "00"} {
		if _, ok := ParseToken(bad); ok {
			t.Errorf("%q is a token", bad)
		}
	}
	k := newKit(t, func(c *Config) { c.Token = again })
	for _, change := range []func(*http.Request){
		func(*http.Request) {}, header("Authorization", "Bearer wrong"), header("Authorization", secret), header("Cookie", cookie+"="+token.String()),
	} {
		r := k.get("/api/v1/echo", change)
		if body := bodyOf(t, r); r.StatusCode != 401 || r.Header.Get("WWW-Authenticate") == "" || strings.Contains(body, secret) || strings.Contains(body, token.String()) {
			t.Errorf("%d %s", r.StatusCode, body)
		}
	}
	if r := k.get("/api/v1/echo?token=" + secret); r.StatusCode != 401 {
		t.Errorf("a secret in the address of an API call: %d", r.StatusCode)
	}
	if r := k.get("/api/v1/echo", header("Authorization", "Bearer "+secret)); r.StatusCode != 200 {
		t.Errorf("with the header: %d", r.StatusCode)
	}
	first := k.get("/shock?country=DEU&token=" + secret)
	if first.StatusCode != 303 || first.Header.Get("Location") != "/shock?country=DEU" || len(first.Cookies()) != 1 || !first.Cookies()[0].HttpOnly {
		t.Fatalf("first visit: %d to %q, %v", first.StatusCode, first.Header.Get("Location"), first.Cookies())
	}
	if r := k.get("/api/v1/echo", func(r *http.Request) { r.AddCookie(first.Cookies()[0]) }); r.StatusCode != 200 {
		t.Errorf("with the cookie: %d", r.StatusCode)
	}
	away := k.get("http://127.0.0.1//evil.example/?token=" + secret)
	if to := away.Header.Get("Location"); strings.HasPrefix(to, "//") || strings.Contains(to, secret) {
		t.Errorf("sent to %q", to)
	}
}

// listening serves on a port of this machine.
func listening(t testing.TB, k *kit) (addr string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- k.Serve(ctx, l) }()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { stop() })
	return l.Addr().String(), stop
}

// Clients that send or take a byte now and then are cut off; others go on.
func TestSlowClients(t *testing.T) {
	k := newKit(t, func(c *Config) { c.Patience = 300 * time.Millisecond })
	addr, _ := listening(t, k)
	for name, head := range map[string]string{
		"head": "GET /api/v1/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
		"body": "POST /api/v1/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{",
	} {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, head)
		ended := make(chan error, 1)
		go func() {
			_, err := io.ReadAll(c)
			ended <- err
		}()
		began := time.Now()
		for open := true; open; {
			select {
			case <-ended:
				open = false
			case <-time.After(50 * time.Millisecond):
				if time.Since(began) > 5*time.Second {
					t.Fatalf("slow %s: still open after 5 s", name)
				}
				io.WriteString(c, "a")
			}
		}
	}
	if r, err := http.Get("http://" + addr + "/api/v1/echo"); err != nil || r.StatusCode != 200 {
		t.Errorf("afterwards: %v, %v", r, err)
	}
}

// Patience is for what is sent and taken: a run may last longer.
func TestLongRun(t *testing.T) {
	k := newKit(t, func(c *Config) { c.Patience = 90 * time.Millisecond })
	addr, _ := listening(t, k)
	time.AfterFunc(400*time.Millisecond, func() { close(k.release) })
	r, err := http.Get("http://" + addr + "/api/v1/wait?id=1")
	if err != nil || r.StatusCode != 200 || !strings.Contains(bodyOf(t, r), "done") {
		t.Errorf("%v, %v", r, err)
	}
}

// A deadline of one request is none of the next on the same connection.
func TestDeadlinesEnd(t *testing.T) {
	k := newKit(t, func(c *Config) {
		c.Patience = 300 * time.Millisecond
		c.Pages = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "page") })
	})
	close(k.release)
	addr, _ := listening(t, k)
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	in := bufio.NewReader(c)
	for i, target := range []string{"/api/v1/wait?id=1", "/", "/api/v1/echo", "/", "/api/v1/echo?n=1"} {
		accept := "text/event-stream"
		if i > 0 {
			time.Sleep(400 * time.Millisecond)
			accept = "*/*"
		}
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: %s\r\n\r\n", target, accept)
		r, err := http.ReadResponse(in, nil)
		if err != nil || r.StatusCode != 200 || bodyOf(t, r) == "" {
			t.Fatalf("%s: %v, %v", target, r, err)
		}
	}
}

// Who asks for much and takes nothing is cut off, be it a page or an answer.
func TestSlowTakers(t *testing.T) {
	ended := make(chan string, 2)
	k := newKit(t, func(c *Config) {
		c.Patience = 300 * time.Millisecond
		c.Pages = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for part := randomBytes(1 << 20); ; {
				if _, err := w.Write(part); err != nil {
					ended <- "page"
					return
				}
			}
		})
		c.Verbs = append(c.Verbs, Verb{Name: "much", Answers: c.Verbs[0].Answers, Run: fixed(randomBytes(64 << 20))})
	})
	inner := k.handler
	k.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(w, r)
		if r.URL.Path != "/" {
			ended <- "answer"
		}
	})
	addr, _ := listening(t, k)
	for _, target := range []string{"/", "/api/v1/much"} {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", target)
	}
	for range 2 {
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Fatal("still sending after 20 s")
		}
	}
}

func TestHugeHead(t *testing.T) {
	k := newKit(t)
	addr, _ := listening(t, k)
	r, err := http.NewRequest("GET", "http://"+addr+"/api/v1/echo", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Huge", strings.Repeat("a", 1<<20))
	if got, err := http.DefaultClient.Do(r); err == nil && got.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a megabyte of header: %d", got.StatusCode)
	}
}

// A thousand connections at once all get their answer, one run for all.
func TestThousandConnections(t *testing.T) {
	k := newKit(t)
	addr, _ := listening(t, k)
	const n = 1000
	var conns [n]net.Conn
	for i := range conns {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(60 * time.Second))
		conns[i] = c
		fmt.Fprintf(c, "GET /api/v1/wait?id=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
	}
	eventually(t, "all wait for one run", func() bool {
		k.answers.mu.Lock()
		defer k.answers.mu.Unlock()
		for _, f := range k.answers.runs {
			return f.watchers == n
		}
		return false
	})
	close(k.release)
	for i, c := range conns {
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || r.StatusCode != 200 {
			t.Fatalf("connection %d: %v, %v", i, r, err)
		}
	}
	if k.started.Load() != 1 {
		t.Errorf("%d runs of one question", k.started.Load())
	}
}

// A client that hangs up ends its run.
func TestHangUp(t *testing.T) {
	for _, accept := range []string{"application/json", "text/event-stream"} {
		k := newKit(t)
		addr, _ := listening(t, k)
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "GET /api/v1/wait?id=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: %s\r\n\r\n", accept)
		eventually(t, "it runs", func() bool { return k.started.Load() == 1 })
		c.Close()
		eventually(t, "it stops", func() bool { return k.cancelled.Load() == 1 })
	}
}

// A server that is told to stop lets an answer on its way come home.
func TestGracefulStop(t *testing.T) {
	k := newKit(t)
	addr, stop := listening(t, k)
	got := make(chan int, 1)
	go func() {
		r, err := http.Get("http://" + addr + "/api/v1/wait?id=1")
		if err != nil {
			got <- 0
			return
		}
		got <- r.StatusCode
	}()
	eventually(t, "it runs", func() bool { return k.started.Load() == 1 })
	time.AfterFunc(100*time.Millisecond, func() { close(k.release) })
	if err := stop(); err != nil {
		t.Error(err)
	}
	if status := <-got; status != 200 {
		t.Errorf("status %d", status)
	}
	if _, err := net.Dial("tcp", addr); err == nil {
		t.Error("it still listens")
	}
}

// One that does not end in time is told so, and ended.
func TestStopEndsRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the grace of 5 s")
	}
	k := newKit(t)
	addr, stop := listening(t, k)
	got := make(chan int, 1)
	go func() {
		if r, err := http.Get("http://" + addr + "/api/v1/wait?id=1"); err == nil {
			got <- r.StatusCode
			return
		}
		got <- 0
	}()
	eventually(t, "it runs", func() bool { return k.started.Load() == 1 })
	if err := stop(); err != nil {
		t.Error(err)
	}
	if status := <-got; status != 503 || k.cancelled.Load() != 1 {
		t.Errorf("status %d, %d cancelled", status, k.cancelled.Load())
	}
}
