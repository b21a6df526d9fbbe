package ledger_test

import (
	"bytes"
	"testing"

	"adit/ledger"
	"adit/ledger/ledgertest"
)

func saved(tb testing.TB) []byte {
	c := ledgertest.New("example.org/tin")
	c.Site("pit", "miner", "mine", "RWA")
	c.Mine("pit", "a", 1000, "Sn", 0.60)
	c.Modify("pit", ledger.Retag, []ledger.LotID{"a"}, ledgertest.Stuff("b", "concentrate", 1000, "Sn", 0.6))
	b, err := c.Book()
	if err != nil {
		tb.Fatal(err)
	}
	var text bytes.Buffer
	if err := b.Save(&text); err != nil {
		tb.Fatal(err)
	}
	return text.Bytes()
}

// A book that is cut anywhere, or longer than it says, is an error.
func TestLoadBookCut(t *testing.T) {
	text := saved(t)
	if _, err := ledger.LoadBook(bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	for n := range text {
		if _, err := ledger.LoadBook(bytes.NewReader(text[:n])); err == nil {
			t.Fatalf("cut after %d of %d bytes, and read", n, len(text))
		}
	}
	if _, err := ledger.LoadBook(bytes.NewReader(append(text, 0))); err == nil {
		t.Error("a byte more, and read")
	}
}

func FuzzLoadBook(f *testing.F) {
	f.Add(saved(f))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := ledger.LoadBook(bytes.NewReader(text))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := b.Save(&again); err != nil {
			t.Fatal(err)
		}
		if _, err := ledger.LoadBook(&again); err != nil {
			t.Fatalf("what was read cannot be written and read: %v", err)
		}
	})
}
