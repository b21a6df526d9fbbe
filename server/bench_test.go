package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkKept is an answer of 110 kB, the size of a brief, that is kept
// already: over the network of this machine, 16 clients at once. p99-ms is how
// long one request in a hundred takes at least.
func BenchmarkKept(b *testing.B) {
	k := newKit(b, func(c *Config) {
		c.Verbs = append(c.Verbs, Verb{Name: "brief", Answers: c.Verbs[0].Answers, Run: fixed(rows(1000))})
	})
	addr, _ := listening(b, k)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	var mu sync.Mutex
	var took []time.Duration
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			began := time.Now()
			r, err := client.Get("http://" + addr + "/api/v1/brief")
			if err != nil {
				b.Error(err)
				return
			}
			io.Copy(io.Discard, r.Body)
			r.Body.Close()
			mu.Lock()
			took = append(took, time.Since(began))
			mu.Unlock()
		}
	})
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

func fixed(body []byte) func(context.Context, Call, func(Step)) (Body, error) {
	return func(context.Context, Call, func(Step)) (Body, error) { return Body{Bytes: body}, nil }
}

// rows is JSON that zips as an answer does.
func rows(n int) []byte {
	var b bytes.Buffer
	for i, x := range randomBytes(n) {
		fmt.Fprintf(&b, "{\n  \"mineral\": \"ore %d\",\n  \"share\": 0.%d,\n  \"low\": 0.%d,\n  \"judgement\": \"%x of supply comes from there\"\n }\n", i, x, i*int(x), x)
	}
	return b.Bytes()
}
