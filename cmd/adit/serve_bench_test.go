package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"adit/atlas"
)

// BenchmarkServeFiftyShocks is fifty people who each start a shock of their own
// at the same moment. None may fail, and a queue must have been seen; MB is the
// most memory that the process held.
func BenchmarkServeFiftyShocks(b *testing.B) {
	e, _, _ := quiet(b)
	e.embedded = atlas.Embedded
	for b.Loop() {
		k := newAPI(b, e)
		longest := fifty(b, k)
		if longest < 10 {
			b.Errorf("at most %d waited", longest)
		}
		b.ReportMetric(float64(longest), "waiting")
	}
	b.ReportMetric(peakMB(b), "MB")
}

func fifty(b *testing.B, k *apiKit) (longest int) {
	var all sync.WaitGroup
	for _, mineral := range []string{"gallium", "germanium", "antimony", "tungsten", "graphite", "cobalt", "bismuth", "magnesium", "nickel", "tin"} {
		for _, months := range []int{6, 9, 12, 18, 24} {
			all.Go(func() {
				r := httptest.NewRequest("GET", fmt.Sprintf("/api/v1/shock/%s?for=%dmo", mineral, months), nil)
				if status, body := k.do(r); status != http.StatusOK {
					b.Errorf("%s for %d months: %d %.200s", mineral, months, status, body)
				}
			})
		}
	}
	over := make(chan bool)
	go func() { all.Wait(); close(over) }()
	for {
		select {
		case <-over:
			return longest
		default:
			time.Sleep(10 * time.Millisecond)
			_, queue := k.get("/api/v1/queue")
			if m := regexp.MustCompile(`"waiting":(\d+)`).FindSubmatch(queue); m != nil {
				n, _ := strconv.Atoi(string(m[1]))
				longest = max(longest, n)
			}
		}
	}
}

// peakMB is the most memory that this process held, where the system tells.
func peakMB(b *testing.B) float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Log("this system does not tell the memory of a process")
		return 0
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		b.Fatal("no VmHWM")
	}
	kb, _ := strconv.ParseFloat(string(m[1]), 64)
	return kb / 1024
}
