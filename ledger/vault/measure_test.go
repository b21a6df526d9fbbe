//go:build unix

package vault_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"adit/ledger"
	"adit/ledger/ledgertest"
	"adit/ledger/vault"
)

// stream is an endless honest chain in which little stays: a lot is mined, moved
// (two signatures), and eight are smelted into one, which is sold (two again).
type stream struct {
	head *ledgertest.Chain
	keys map[ledger.PartyID]ed25519.PrivateKey
	lots []ledger.LotID
	n    int
}

func newStream() *stream {
	c := ledgertest.New("example.org/measure")
	c.Site("pit", "miner", "mine", "RWA")
	c.Site("works", "smelter", "smelter", "MYS")
	c.Site("factory", "maker", "factory", "USA")
	s := &stream{head: c, keys: map[ledger.PartyID]ed25519.PrivateKey{}}
	for _, p := range []ledger.PartyID{"miner", "smelter", "maker"} {
		s.keys[p] = ledgertest.Key(p)
	}
	return s
}

func (s *stream) next() []byte {
	if s.n < len(s.head.Raw) {
		s.n++
		return s.head.Raw[s.n-1]
	}
	k := s.n - len(s.head.Raw)
	s.n++
	lot := ledger.LotID(fmt.Sprint("lot-", k/18*8+k%18/2))
	metal := ledger.LotID(fmt.Sprint("metal-", k/18))
	switch step := k % 18; {
	case step == 16:
		ids := s.lots
		s.lots = nil
		return s.event("miner", &ledger.Event{Party: "smelter", Site: "works", Make: &ledger.Make{Process: "smelting", Inputs: ids, Outputs: []ledger.Lot{ledgertest.Stuff(metal, "tin/metal", 380, "Sn", .99)}}})
	case step == 17:
		return s.event("maker", &ledger.Event{Party: "smelter", Site: "works", Move: &ledger.Move{To: "maker", ToSite: "factory", Lots: []ledger.LotID{metal}}})
	case step%2 == 0:
		return s.event("", &ledger.Event{Party: "miner", Site: "pit", Make: &ledger.Make{Process: "mining", Outputs: []ledger.Lot{ledgertest.Stuff(lot, "tin/concentrate", 100, "Sn", .5)}}})
	}
	s.lots = append(s.lots, lot)
	return s.event("smelter", &ledger.Event{Party: "miner", Site: "pit", Move: &ledger.Move{To: "smelter", ToSite: "works", Lots: []ledger.LotID{lot}}})
}

// event signs with the event's party and another.
func (s *stream) event(second ledger.PartyID, e *ledger.Event) []byte {
	e.Format, e.Ledger, e.ID, e.From, e.Until = ledger.Format, s.head.Name, ledger.EventID(fmt.Sprint("e-", s.n)), ledgertest.Start, ledgertest.Start
	for _, p := range []ledger.PartyID{e.Party, second} {
		if p == "" {
			continue
		}
		if err := e.Sign(ledgertest.KeyID(p), s.keys[p]); err != nil {
			panic(err)
		}
	}
	raw, err := e.JSON()
	if err != nil {
		panic(err)
	}
	return raw
}

func fresh(b *testing.B, name string) *vault.Vault {
	b.Helper()
	dir := b.TempDir()
	if _, err := vault.Init(dir, name, "posix"); err != nil {
		b.Fatal(err)
	}
	v, err := vault.Open(b.Context(), dir, time.Now, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = v.Close(context.Background()) })
	return v
}

// moves records n lots and returns their moves, two signatures each.
func moves(b *testing.B, v *vault.Vault, n int) [][]byte {
	b.Helper()
	s := newStream()
	var before, out [][]byte
	for range s.head.Raw {
		before = append(before, s.next())
	}
	for len(out) < n {
		raw := s.next()
		switch k := (s.n - 1 - len(s.head.Raw)) % 18; {
		case k < 16 && k%2 == 1:
			out = append(out, raw)
		case k < 16:
			before = append(before, raw)
		}
	}
	for part := range slices.Chunk(before, 1024) {
		if _, err := v.Record(b.Context(), part); err != nil {
			b.Fatal(err)
		}
	}
	return out
}

// cpu is the processor time that this process has used, of users and system. On
// a machine that others use too, it tells what the clock does not.
func cpu() (user, system time.Duration) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano()), time.Duration(u.Stime.Nano())
}

// rates reports events a second by the clock, and by processor time: what one
// core that does nothing else would do.
func rates(b *testing.B, user, system time.Duration) {
	b.Helper()
	u, s := cpu()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(b.N)/(u-user).Seconds(), "events/s-user")
	b.ReportMetric(float64(b.N)/(u+s-user-system).Seconds(), "events/s-cpu")
}

// Fully checked events with two signatures each. Target: 4,000 a second.
func BenchmarkRecordTwoSignatures(b *testing.B) {
	v := fresh(b, "example.org/measure")
	events := moves(b, v, b.N)
	user, system := cpu()
	b.ResetTimer()
	for part := range slices.Chunk(events, 1024) {
		receipts, err := v.Record(b.Context(), part)
		if err != nil || receipts[0].Refused != nil {
			b.Fatal(err, receipts[0].Refused)
		}
	}
	rates(b, user, system)
}

// Batches whose signatures are checked already: rules of the book and a safe
// place in the log. Target: 20,000 a second.
func BenchmarkCommitChecked(b *testing.B) {
	v := fresh(b, "example.org/measure")
	var batches []*vault.Batch
	for part := range slices.Chunk(moves(b, v, b.N), 1024) {
		batches = append(batches, v.Check(part))
	}
	user, system := cpu()
	b.ResetTimer()
	for _, batch := range batches {
		if receipts, err := v.Commit(b.Context(), batch); err != nil || receipts[0].Refused != nil {
			b.Fatal(err)
		}
	}
	rates(b, user, system)
}

// One event at a time, until it is safe. Target: 10 ms at the median.
func BenchmarkRecordOne(b *testing.B) {
	v := fresh(b, "example.org/measure")
	var times []time.Duration
	for _, raw := range moves(b, v, b.N) {
		start := time.Now()
		if _, err := v.Record(b.Context(), [][]byte{raw}); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
}

// TestMeasure is the long run: ADIT_MEASURE=1000000 imports, proves and verifies
// so many events and says how long it took and how much memory it held.
func TestMeasure(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("ADIT_MEASURE"))
	if err != nil {
		t.Skip("set ADIT_MEASURE to a number of events")
	}
	dir := filepath.Join(t.TempDir(), "ledger")
	if _, err := vault.Init(dir, "example.org/measure", "posix"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "events.jsonl")
	writeStream(t, file, n)
	measureImport(t, dir, file, n)
	measureRead(t, dir, n)
}

func writeStream(t *testing.T, file string, n int) {
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	for s := newStream(); s.n < n; {
		w.Write(s.next())
		w.WriteByte('\n')
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func measureImport(t *testing.T, dir, file string, n int) {
	v, err := vault.Open(t.Context(), dir, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	start := time.Now()
	user, system := cpu()
	next := int64(n / 4)
	tally, err := v.Import(t.Context(), io.Reader(f), func(done, _ int64) {
		if done >= next {
			t.Logf("%d events: %s", done, memory())
			next += int64(n / 4)
		}
	})
	if err != nil || tally.Recorded != int64(n) {
		t.Fatalf("%+v: %v", tally, err)
	}
	took := time.Since(start)
	u, s := cpu()
	t.Logf("import: %d events in %.0f s, %.0f events/s; of processors %.0f s user, %.0f s system", n, took.Seconds(), float64(n)/took.Seconds(), (u - user).Seconds(), (s - system).Seconds())
	start = time.Now()
	if err := v.Close(t.Context()); err != nil || v.Snapshot != nil {
		t.Fatal(err, v.Snapshot)
	}
	t.Logf("close with snapshot: %.1f s; %s", time.Since(start).Seconds(), memory())
	info, err := os.Stat(vault.SnapshotFile(dir))
	if err != nil {
		t.Fatal(err)
	}
	start = time.Now()
	if v, err = vault.Open(t.Context(), dir, time.Now, nil); err != nil || v.Snapshot != nil || v.Replayed() != 0 {
		t.Fatal(err, v.Snapshot, v.Replayed())
	}
	t.Logf("open from a snapshot of %d MB: %.1f s", info.Size()>>20, time.Since(start).Seconds())
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// memory is what lives on the heap, and what the system gave.
func memory() string {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	peak := ""
	status, _ := os.ReadFile("/proc/self/status")
	for line := range bytes.Lines(status) {
		if bytes.HasPrefix(line, []byte("VmHWM")) {
			peak = string(bytes.Join(bytes.Fields(line)[1:], []byte(" ")))
		}
	}
	return fmt.Sprintf("heap %d MB, from the system %d MB, most ever resident %s", m.HeapAlloc>>20, m.Sys>>20, peak)
}

func measureRead(t *testing.T, dir string, n int) {
	o, err := vault.Read(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	var times []time.Duration
	for range 1000 {
		i := rand.Int64N(int64(n))
		start := time.Now()
		p, err := o.Log.Prove(i)
		times = append(times, time.Since(start))
		if err != nil || !bytes.HasPrefix(p.Text(), []byte("c2sp")) {
			t.Fatal(err)
		}
	}
	slices.Sort(times)
	t.Logf("inclusion proof at %d events: p50 %v, p99 %v", n, times[500], times[990])
	start := time.Now()
	_, void, err := o.Verify(t.Context(), nil)
	if err != nil || len(void) > 0 {
		t.Fatal(void, err)
	}
	t.Logf("verify %d events: %.0f s", n, time.Since(start).Seconds())
}
