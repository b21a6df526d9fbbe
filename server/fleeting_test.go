package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// weigh is a verb whose answers are not to be kept, with a limit of its own.
func (k *kit) weigh() Verb {
	return Verb{Name: "weigh", Fleeting: true, Body: 1 << 18, Params: []Param{{Name: "file", Type: Document, Required: true}},
		Run: func(_ context.Context, c Call, _ func(Step)) (Body, error) {
			k.runs.Add(1)
			b, err := json.Marshal(map[string]int{"bytes": len(c.Documents["file"])})
			return Body{Bytes: b}, err
		}}
}

func post(h http.Handler, target, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", target, strings.NewReader(body))
	r.Host = "127.0.0.1"
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// A fleeting answer is computed each time, told nobody to keep, and held by
// nobody when it was sent; larger documents than elsewhere may be asked about.
func TestFleeting(t *testing.T) {
	k := newKit(t)
	k.config.Verbs = append(k.config.Verbs, k.weigh())
	k.Server = New(k.config)
	large := `{"file": "` + strings.Repeat("x", 1<<17) + `"}`
	for n := int32(1); n <= 2; n++ {
		w := post(k, "/api/v1/weigh", "application/json", large)
		if h := w.Header(); w.Code != 200 || h.Get("Cache-Control") != "no-store" || h.Get("ETag") != "" || k.runs.Load() != n {
			t.Errorf("%d %v, %d runs: %s", w.Code, h, k.runs.Load(), w.Body)
		}
	}
	r := httptest.NewRequest("POST", "/api/v1/weigh", strings.NewReader(large))
	r.Host = "127.0.0.1"
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("If-None-Match", "*")
	r.Header.Set("Accept", "text/event-stream")
	w := httptest.NewRecorder()
	if k.ServeHTTP(w, r); !strings.Contains(w.Body.String(), "event: answer") {
		t.Errorf("streamed: %d %s", w.Code, w.Body)
	}
	if len(k.answers.kept) != 0 || len(k.answers.runs) != 0 || k.answers.bytes != 0 {
		t.Errorf("%d answers of %d bytes and %d runs are held", len(k.answers.kept), k.answers.bytes, len(k.answers.runs))
	}
	if w := post(k, "/api/v1/weigh", "application/json", `{"file": "`+strings.Repeat("x", 1<<18)+`"}`); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("beyond its limit: %d", w.Code)
	}
	if w := post(k, "/api/v1/echo", "application/json", strings.ReplaceAll(large, "file", "network")); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("the limit of others: %d", w.Code)
	}
}

// What an answer depends on beside the request is asked each time.
func TestState(t *testing.T) {
	k := newKit(t)
	var state atomic.Int32
	k.config.Verbs[0].State = func() string { return fmt.Sprint(state.Load()) }
	k.Server = New(k.config)
	for i, want := range []int32{1, 1, 2, 2} {
		state.Store(int32(i / 2))
		r := httptest.NewRequest("GET", "/api/v1/echo/ore", nil)
		r.Host = "127.0.0.1"
		k.ServeHTTP(httptest.NewRecorder(), r)
		if n := k.runs.Load(); n != want {
			t.Errorf("request %d: %d runs, not %d", i, n, want)
		}
	}
}
