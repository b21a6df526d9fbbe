package ledger_test

import (
	"testing"

	"adit/ledger"
	"adit/ledger/ledgertest"
)

// signedMove is an event with two signatures, as written.
func signedMove(tb testing.TB) ([]byte, *ledger.Book) {
	c := ledgertest.New("example.org/tin")
	c.Site("pit", "miner", "mine", "RWA")
	c.Site("works", "smelter", "smelter", "MYS")
	c.Mine("pit", "a", 1000, "Sn", 0.60)
	b, err := c.Book()
	if err != nil {
		tb.Fatal(err)
	}
	c.Move("pit", "works", "a")
	return c.Raw[len(c.Raw)-1], b
}

// What one core needs to read an event and hash it.
func BenchmarkPrepare(b *testing.B) {
	raw, _ := signedMove(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ledger.Prepare(raw); err != nil {
			b.Fatal(err)
		}
	}
}

// What one core needs to check two signatures.
func BenchmarkVerify(b *testing.B) {
	raw, book := signedMove(b)
	p, err := ledger.Prepare(raw)
	if err != nil {
		b.Fatal(err)
	}
	ring := book.Ring()
	b.ReportAllocs()
	for b.Loop() {
		ring.Verify([]*ledger.Prepared{p})
	}
}
