//go:build unix

package vault_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"adit/ledger"
	"adit/ledger/ledgertest"
	"adit/ledger/vault"
)

// snapshotted records a chain and closes, so that there is a snapshot.
func snapshotted(t *testing.T, c *ledgertest.Chain) string {
	t.Helper()
	dir, v := open(t, c)
	if _, err := v.Record(t.Context(), c.Raw); err != nil {
		t.Fatal(err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v.Snapshot != nil {
		t.Fatal(v.Snapshot)
	}
	return dir
}

// reopen opens a ledger, and returns what its book is, whether that needed the
// whole log, and why a snapshot was passed over.
func reopen(t *testing.T, dir string) (digest ledger.Hash, whole bool, passed error) {
	t.Helper()
	v, err := vault.Open(t.Context(), dir, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	whole, passed = v.Replayed() == v.Size(), v.Snapshot
	if digest, err = v.Book().Digest(); err != nil {
		t.Fatal(err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return digest, whole, passed
}

// From a snapshot and from the whole log the book is the same, also when more
// was recorded since.
func TestSnapshot(t *testing.T) {
	t.Cleanup(vault.SnapshotEvery(1))
	c := everything(t)
	dir := snapshotted(t, c)
	want, whole, err := reopen(t, dir)
	if whole || err != nil {
		t.Fatalf("the snapshot was not used: %v", err)
	}
	b, err := c.Book()
	if err != nil {
		t.Fatal(err)
	}
	if d, err := b.Digest(); err != nil || d != want {
		t.Errorf("the book of the snapshot is another: %v", err)
	}
	t.Cleanup(vault.SnapshotEvery(1e9)) // no other from here on
	vault.SnapshotEvery(1e9)
	v, err := vault.Open(t.Context(), dir, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	old := len(c.Raw)
	c.Mine("pit", "late", 10, "Sn", 0.6)
	again := append([][]byte{c.Raw[old-1]}, c.Raw[old:]...)
	receipts, err := v.Record(t.Context(), again)
	if err != nil || !receipts[0].Again() || receipts[1].Refused != nil {
		t.Fatalf("what the snapshot knows is not known: %v %v", receipts, err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	tail, whole, err := reopen(t, dir)
	if whole || err != nil {
		t.Fatalf("the older snapshot was not used: %v", err)
	}
	if err := os.Remove(vault.SnapshotFile(dir)); err != nil {
		t.Fatal(err)
	}
	if all, whole, err := reopen(t, dir); !whole || err != nil || all != tail {
		t.Errorf("with and without the snapshot the books differ: %v", err)
	}
}

// everything has a declaration of every kind, a revoked key, a claim and lots
// that were used up.
func everything(t *testing.T) *ledgertest.Chain {
	c := small()
	c.Party("scheme", "issuer")
	c.Declare(ledger.Declare{Route: &ledger.Route{From: "pit", To: "works", Mode: "road", MinHours: 3}}, "registrar")
	c.Declare(ledger.Declare{Register: &ledger.Register{Name: "tags", Country: "RWA", Flow: "tags", Element: "Sn", From: ledgertest.Start, Until: ledgertest.Start.Add(time.Hour), Kg: 1, Basis: "gross", Source: "p. 1"}}, "registrar")
	c.Site("pit", "miner", "mine", "RWA")
	c.Add(&ledger.Event{ID: "cert", Party: "scheme", Claim: &ledger.Claim{Act: "issue", Certificate: "C", Account: ledger.BookAndClaim, Element: "Sn", Kg: 10, Lot: "m"}}, "scheme")
	c.Declare(ledger.Declare{Revoke: &ledger.Revoke{Key: "scheme-1", Reason: "lost"}}, "registrar")
	return c
}

// A snapshot that was changed in any byte, cut, or is another ledger's, of
// another history or of a longer one is passed over, and the whole log read.
func TestWrongSnapshotIsPassedOver(t *testing.T) {
	t.Cleanup(vault.SnapshotEvery(1))
	dir := snapshotted(t, everything(t))
	good, err := os.ReadFile(vault.SnapshotFile(dir))
	if err != nil {
		t.Fatal(err)
	}
	want, _, _ := reopen(t, dir)
	t.Cleanup(vault.SnapshotEvery(1e9))
	vault.SnapshotEvery(1e9)

	try := func(what string, snapshot []byte) {
		t.Helper()
		if err := os.WriteFile(vault.SnapshotFile(dir), snapshot, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, whole, err := reopen(t, dir); got != want || !whole || err == nil {
			t.Errorf("%s: read from the beginning: %v, the same book: %v, why: %v", what, whole, got == want, err)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		bad := bytes.Clone(good)
		bad[random.IntN(len(bad))] ^= byte(1) << random.IntN(8)
		try("a changed byte", bad)
	}
	try("nothing", nil)
	try("half", good[:len(good)/2])
	try("without its end", good[:len(good)-1])
	try("more at its end", append(bytes.Clone(good), '\n'))
	try("more at its beginning", append([]byte{' '}, good...))
	other := snapshotted(t, ledgertest.New("example.org/other"))
	text, _ := os.ReadFile(vault.SnapshotFile(other))
	try("another ledger's", text)
}

// The ledger was put back to an older copy, as a snapshot was not, or goes on
// differently under the same key.
func TestSnapshotOfAnotherHistory(t *testing.T) {
	t.Cleanup(vault.SnapshotEvery(1))
	c := small()
	n := len(c.Raw)
	dir, v := open(t, c)
	if _, err := v.Record(t.Context(), c.Raw[:n-1]); err != nil {
		t.Fatal(err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	record(t, dir, c.Raw[n-1])
	longer, err := os.ReadFile(vault.SnapshotFile(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, then := range []string{"over", "another history"} {
		if err := os.WriteFile(vault.SnapshotFile(copied), longer, 0o600); err != nil {
			t.Fatal(err)
		}
		v, err := vault.Open(t.Context(), copied, now, nil)
		if err != nil {
			t.Fatal(err)
		}
		if v.Snapshot == nil || !strings.Contains(v.Snapshot.Error(), then) {
			t.Errorf("%s: %v", then, v.Snapshot)
		}
		if err := v.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if then == "over" {
			other := small()
			other.Mine("pit", "other", 5, "Sn", 0.6)
			record(t, copied, other.Raw[n])
		}
	}
}

func record(t *testing.T, dir string, raw []byte) {
	t.Helper()
	v, err := vault.Open(t.Context(), dir, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	receipts, err := v.Record(t.Context(), [][]byte{raw})
	if err != nil || receipts[0].Refused != nil {
		t.Fatal(err, receipts)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}
