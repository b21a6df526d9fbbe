package ledger_test

import (
	"testing"

	"adit/ledger"
	"adit/ledger/ledgertest"
)

// All or none: wherever in a chain with every kind of event a bad one stands,
// and however much comes before it in one batch, the book is as it was.
func TestAcceptAll(t *testing.T) {
	c := ledgertest.New("example.org/tin")
	c.Site("pit", "miner", "mine", "RWA")
	c.Site("works", "smelter", "smelter", "MYS")
	c.Party("scheme", "issuer")
	c.Mine("pit", "a", 1000, "Sn", 0.60)
	c.Move("pit", "works", "a")
	c.Modify("works", ledger.Split, []ledger.LotID{"a"}, ledgertest.Stuff("a1", "concentrate", 400, "Sn", 0.6), ledgertest.Stuff("a2", "concentrate", 590, "Sn", 0.6))
	c.Add(&ledger.Event{ID: "cert", Party: "scheme", Claim: &ledger.Claim{Act: "issue", Certificate: "C", Account: ledger.BookAndClaim, Element: "Sn", Kg: 10, Lot: "a1"}}, "scheme")
	c.Make("works", "smelting", []ledger.LotID{"a1"}, ledgertest.Stuff("m", "tin/metal", 230, "Sn", 0.999))
	c.Count("works", "Sn", 500, 5)
	c.Site("pit", "miner", "mine", "RWA")
	c.Declare(ledger.Declare{Route: &ledger.Route{From: "pit", To: "works", Mode: "road", MinHours: 3}}, "registrar")
	c.Declare(ledger.Declare{Revoke: &ledger.Revoke{Key: "scheme-1", Reason: "lost"}}, "registrar")
	var events []*ledger.Prepared
	for _, raw := range c.Raw {
		p, err := ledger.Prepare(raw)
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, p)
	}
	foreign := ledgertest.New("example.org/other")
	other, err := ledger.Prepare(foreign.Raw[0])
	if err != nil {
		t.Fatal(err)
	}
	late := ledgertest.Start.AddDate(1, 0, 0)
	for before := range events {
		b := ledger.NewBook(c.Name)
		if _, all := b.AcceptAll(events[:before], late); !all {
			t.Fatal("an honest chain is refused")
		}
		want, _ := b.Digest()
		if before == 0 {
			continue
		}
		bad := append(append([]*ledger.Prepared{}, events[before:]...), other)
		errs, all := b.AcceptAll(bad, late)
		if all || errs[len(errs)-1] == nil || errs[0] != nil {
			t.Fatalf("before %d: %v", before, errs)
		}
		if got, _ := b.Digest(); got != want {
			t.Errorf("before %d: the book changed", before)
		}
		if _, all := b.AcceptAll(events, late); !all {
			t.Errorf("before %d: the same events are refused afterwards", before)
		}
	}
}
