//go:build unix

package vault_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"adit/ledger"
	"adit/ledger/ledgertest"
	"adit/ledger/vault"
)

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("ADIT_TEST_RECORD"); dir != "" {
		vault.SnapshotEvery(1) // so that writing one is killed as well
		recordForever(dir)
	}
	os.Exit(m.Run())
}

// mined is the i'th event of an endless honest chain: the registrar, a mine,
// and then one lot after another.
func mined(head *ledgertest.Chain, i int) []byte {
	if i < len(head.Raw) {
		return head.Raw[i]
	}
	c := *head
	c.Raw, c.Events = nil, nil
	e := &ledger.Event{ID: ledger.EventID(fmt.Sprintf("lot-%d", i)), Party: "miner", Site: "pit", From: ledgertest.Start, Until: ledgertest.Start,
		Make: &ledger.Make{Process: "mining", Outputs: []ledger.Lot{ledgertest.Stuff(ledger.LotID(fmt.Sprintf("lot-%d", i)), "ore", 100, "Sn", .5)}}}
	c.Add(e, "miner")
	return c.Raw[0]
}

func mineHead() *ledgertest.Chain {
	c := ledgertest.New("example.org/crash")
	c.Site("pit", "miner", "mine", "RWA")
	return c
}

// recordForever records in batches of any size and says which event is safe,
// until it is killed.
func recordForever(dir string) {
	ctx := context.Background()
	v, err := vault.Open(ctx, dir, time.Now, nil)
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	head := mineHead()
	for i := int(v.Size()); ; {
		var batch [][]byte
		for range 1 + rand.IntN(40) {
			batch = append(batch, mined(head, i+len(batch)))
		}
		receipts, err := v.Record(ctx, batch)
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		for _, r := range receipts {
			if r.Refused != nil {
				fmt.Println("error", r.Refused)
				os.Exit(1)
			}
		}
		i += len(batch)
		fmt.Println("safe", i)
		if rand.IntN(10) == 0 { // checkpoints are killed as well
			if err := v.Close(ctx); err != nil {
				fmt.Println("error", err)
				os.Exit(1)
			}
			if v, err = vault.Open(ctx, dir, time.Now, nil); err != nil {
				fmt.Println("error", err)
				os.Exit(1)
			}
		}
	}
}

// kill starts the recorder, kills it after a random time, and returns how many
// events it called safe.
func kill(t *testing.T, dir string) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "ADIT_TEST_RECORD="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(time.Duration(rand.IntN(300))*time.Millisecond, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	safe := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		if word == "error" {
			t.Errorf("the recorder failed: %s", rest)
		}
		if n, err := strconv.Atoi(rest); err == nil {
			safe = n
		}
	}
	_ = cmd.Wait()
	return safe
}

// kill −9 at random moments of recording, closing and opening: every event
// called safe is there, once, in order, and the log verifies. 20 times here;
// ADIT_CRASHES=1000 for the long run.
func TestKilledAtAnyMoment(t *testing.T) {
	crashes := 20
	if n, err := strconv.Atoi(os.Getenv("ADIT_CRASHES")); err == nil {
		crashes = n
	}
	head := mineHead()
	dir, safe := "", 0
	for n := range crashes {
		if n%20 == 0 { // reading the whole log each time grows with it
			dir, safe = t.TempDir(), 0
			if _, err := vault.Init(dir, head.Name, "posix"); err != nil {
				t.Fatal(err)
			}
		}
		safe = max(safe, kill(t, dir))
		checkAfterCrash(t, head, dir, safe)
		if t.Failed() {
			t.Fatalf("after crash %d", n+1)
		}
	}
}

func checkAfterCrash(t *testing.T, head *ledgertest.Chain, dir string, safe int) {
	t.Helper()
	v, err := vault.Open(t.Context(), dir, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	if v.Size() < int64(safe) || len(v.Void) > 0 || v.Snapshot != nil {
		t.Errorf("%d events are there, %d were called safe; void: %v; snapshot: %v", v.Size(), safe, v.Void, v.Snapshot)
	}
	opened, err := v.Book().Digest() // from a snapshot, where one was written in time
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	o, err := vault.Read(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	book, void, err := o.Verify(t.Context(), nil)
	if err != nil || len(void) > 0 {
		t.Fatalf("void %v: %v", void, err)
	}
	if whole, err := book.Digest(); err != nil || whole != opened {
		t.Errorf("the book opened is not the one that the whole log gives: %v", err)
	}
	err = o.Log.Each(0, func(i int64, entry []byte) error {
		if string(entry) != string(mined(head, int(i))) {
			t.Errorf("entry %d is another", i)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
