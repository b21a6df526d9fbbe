package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"adit/atlas"
	"adit/server/webtest"
)

// A started is “adit serve” in a process of its own, as a person starts it.
type started struct {
	base string
	pid  int
	said time.Time // when it told its address
	stop func()
}

// start runs the program with what it keeps of earlier runs in cache.
func start(b *testing.B, addr, cache string) started {
	b.Helper()
	cmd := exec.Command("real", "serve", "--addr", addr)
	cmd.Env = append(os.Environ(), "HOME="+cache, "XDG_CACHE_HOME="+cache, "ADIT_DATA="+b.TempDir())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	stop := sync.OnceFunc(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	b.Cleanup(stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatalf("adit serve said %q: %v", line, err)
	}
	return started{"http://" + addr, cmd.Process.Pid, time.Now(), stop}
}

// freeAddr is an address of this machine on which nobody listens.
func freeAddr(b *testing.B) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// BenchmarkFirstView is the overview in a browser that runs already, opened as
// soon as the server tells its address. cold has no compiled solver, as on a
// machine where adit never ran; again has. reliance-ms is until the figure of net
// import reliance is drawn, shares-ms until the matrix has face value and look-through, whole-ms until N−1 is in it, start-ms
// from the start of the program to its address.
func BenchmarkFirstView(b *testing.B) {
	shares := `document.querySelectorAll(".matrix tbody tr").length > 40`
	whole := shares + ` && document.querySelector("[data-chart=worst-cut-offs] svg")`
	reliance := `document.querySelector("[data-chart=reliance-tiers] svg")`
	firstSight(b, "/", map[string]string{"reliance-ms": reliance, "shares-ms": shares, "whole-ms": whole}, "reliance-ms", "shares-ms", "whole-ms")
}

// BenchmarkFirstShock is the page of the default shock in the same way:
// chart-ms is until its first chart.
func BenchmarkFirstShock(b *testing.B) {
	firstSight(b, "/shock?minerals=gallium", map[string]string{"chart-ms": `document.querySelector("[data-mineral=gallium] [data-chart] svg")`}, "chart-ms")
}

func firstSight(b *testing.B, path string, drawn map[string]string, order ...string) {
	browser := webtest.Start(b)
	for _, kind := range []string{"cold", "again"} {
		b.Run(kind, func(b *testing.B) {
			cache := b.TempDir()
			if kind == "again" {
				s := start(b, freeAddr(b), cache)
				if _, err := fetch(http.DefaultClient, s.base+quickBrief, true); err != nil {
					b.Fatal(err)
				}
				s.stop()
			}
			sums, kB := map[string]float64{}, 0
			for b.Loop() {
				if kind == "cold" {
					cache = b.TempDir()
				}
				addr := freeAddr(b)
				tab := browser.Open(b, "http://"+addr, webtest.View{})
				began := time.Now()
				s := start(b, addr, cache)
				sums["start-ms"] += ms(s.said.Sub(began))
				tab.Go(path)
				for _, name := range order {
					tab.Until(drawn[name])
					sums[name] += ms(time.Since(s.said))
				}
				kB = max(kB, tab.Bytes()/1000)
				s.stop()
			}
			for name, sum := range sums {
				b.ReportMetric(sum/float64(b.N), name)
			}
			b.ReportMetric(float64(kB), "kB")
		})
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// BenchmarkServeOverview asks for the overview, its files and its answers, one
// after the other, 200 times a second whatever the server does: what waits is
// counted as waiting. One operation is 1,000 requests. The client is on the same
// cores. most-req/s is how many are answered where sixteen ask without pause.
func BenchmarkServeOverview(b *testing.B) {
	s := start(b, freeAddr(b), b.TempDir())
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	paths := overviewPaths(b, c, s.base)
	var took []time.Duration
	for b.Loop() {
		took = append(took, atRate(b, c, s.base, paths, 200, 1000)...)
	}
	slices.Sort(took)
	b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
	b.ReportMetric(ms(took[len(took)*99/100]), "p99-ms")
	b.ReportMetric(ms(took[len(took)-1]), "longest-ms")
	b.ReportMetric(unpaused(b, c, s.base, paths, 16, 2*time.Second), "most-req/s")
	b.ReportMetric(peakMB(b, strconv.Itoa(s.pid)), "MB")
}

const quickBrief = "/api/v1/brief?country=USA&against=CHN&quick=true"

// overviewPaths is all that a browser asks for to show the overview.
func overviewPaths(b *testing.B, c *http.Client, base string) []string {
	paths := []string{"/"}
	file := regexp.MustCompile(`(?:/assets/|"\./)((?:app|overview|chunk)-\w+\.(?:js|css))`)
	for i := 0; i < len(paths); i++ {
		body, err := fetch(c, base+paths[i], false)
		if err != nil {
			b.Fatal(err)
		}
		for _, m := range file.FindAllSubmatch(body, -1) {
			if p := "/assets/" + string(m[1]); !slices.Contains(paths, p) && (i == 0 || strings.Contains(paths[i], "overview-") || strings.Contains(p, "overview-")) {
				paths = append(paths, p)
			}
		}
	}
	paths = append(paths, "/api/v1/names", "/api/v1/minerals", quickBrief, "/api/v1/brief?country=USA&against=CHN")
	for _, p := range paths {
		if _, err := fetch(c, base+p, true); err != nil {
			b.Fatal(err)
		}
	}
	return paths
}

func fetch(c *http.Client, address string, zipped bool) ([]byte, error) {
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		return nil, err
	}
	if zipped {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	answer, err := c.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && (answer.StatusCode != http.StatusOK || len(body) == 0) {
		err = fmt.Errorf("%s: %s, %d bytes", address, answer.Status, len(body))
	}
	return body, err
}

// atRate asks n times, so many a second, and tells how long after its moment
// each was answered.
func atRate(b *testing.B, c *http.Client, base string, paths []string, rate, n int) []time.Duration {
	took := make([]time.Duration, n)
	var all sync.WaitGroup
	began := time.Now()
	for i := range n {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(due))
		all.Go(func() {
			if _, err := fetch(c, base+paths[i%len(paths)], true); err != nil {
				b.Error(err)
			}
			took[i] = time.Since(due)
		})
	}
	all.Wait()
	return took
}

// unpaused is how many requests a second so many clients get answered.
func unpaused(b *testing.B, c *http.Client, base string, paths []string, clients int, span time.Duration) float64 {
	answered := make([]int, clients)
	var all sync.WaitGroup
	end := time.Now().Add(span)
	for k := range clients {
		all.Go(func() {
			for i := k; time.Now().Before(end); i++ {
				if _, err := fetch(c, base+paths[i%len(paths)], true); err != nil {
					b.Error(err)
					return
				}
				answered[k]++
			}
		})
	}
	all.Wait()
	sum := 0
	for _, n := range answered {
		sum += n
	}
	return float64(sum) / span.Seconds()
}

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
	held := peakMB(b, "self")
	if held > 2048 {
		b.Errorf("%.0f MB were held", held)
	}
	b.ReportMetric(held, "MB")
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

// peakMB is the most memory that a process held, where the system tells.
func peakMB(b *testing.B, pid string) float64 {
	text, err := os.ReadFile("/proc/" + pid + "/status")
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
