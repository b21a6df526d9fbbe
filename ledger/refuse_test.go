package ledger_test

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"adit"
	"adit/ledger"
	"adit/ledger/ledgertest"
)

// tin is a small honest chain: two pits, a smelter, one lot of metal.
func tin() *ledgertest.Chain {
	c := ledgertest.New("example.org/tin")
	c.Site("pit", "miner", "mine", "RWA")
	c.Site("pit-2", "miner", "mine", "RWA")
	c.Site("works", "smelter", "smelter", "MYS")
	c.Party("scheme", "issuer")
	c.Mine("pit", "a", 1000, "Sn", 0.60)
	c.Mine("pit-2", "b", 500, "Sn", 0.55)
	c.Move("pit", "works", "a")
	c.Move("pit-2", "works", "b")
	return c
}

// rule returns the code of the refusal, or "" where there is none.
func rule(t *testing.T, err error) string {
	t.Helper()
	var faults adit.Faults
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &faults):
		t.Fatalf("not faults: %v", err)
	case faults[0].Where == "" || faults[0].Remedy == "" || faults[0].What == "":
		t.Errorf("a fault says where, what and the remedy: %v", faults[0])
	}
	return faults[0].Rule
}

// last accepts all events but the last, and returns the refusal of that.
func last(t *testing.T, c *ledgertest.Chain) string {
	t.Helper()
	b := ledger.NewBook(c.Name)
	for i, raw := range c.Raw {
		p, err := ledger.Prepare(raw)
		if err == nil {
			err = b.Accept(p, c.Now.Add(time.Hour))
		}
		if i == len(c.Raw)-1 {
			return rule(t, err)
		}
		if err != nil {
			t.Fatalf("event %d: %v", i, err)
		}
	}
	return ""
}

func TestHonestChain(t *testing.T) {
	c := tin()
	c.Modify("works", ledger.Blend, []ledger.LotID{"a", "b"}, ledgertest.Stuff("ab", "concentrate", 1500, "Sn", 0.583))
	c.Make("works", "smelting", []ledger.LotID{"ab"}, ledgertest.Stuff("metal", "tin/metal", 850, "Sn", 0.999))
	b, err := c.Book()
	if err != nil {
		t.Fatal(err)
	}
	l, ok := b.Lot("metal")
	if !ok || l.Holder != "smelter" || l.Site != "works" || l.Origin != "" {
		t.Errorf("metal is %+v", l)
	}
}

// Every refusal of the book, by the smallest chain that earns it.
func TestRefusals(t *testing.T) {
	stuff := ledgertest.Stuff
	ids := func(ids ...ledger.LotID) []ledger.LotID { return ids }
	cases := []struct {
		rule string
		add  func(c *ledgertest.Chain)
	}{
		{"replayed", func(c *ledgertest.Chain) { c.Raw = append(c.Raw, c.Raw[len(c.Raw)-1]) }},
		{"replayed", func(c *ledgertest.Chain) { // in another layout
			c.Raw = append(c.Raw, []byte(strings.Replace(string(c.Raw[9]), "{", "{\n ", 1)))
		}},
		{"id-taken", func(c *ledgertest.Chain) {
			e := c.Mine("pit", "c", 10, "Sn", .5)
			e.ID, e.Signatures = c.Events[0].ID, nil
			c.Raw = c.Raw[:len(c.Raw)-1]
			c.Add(e, "miner")
		}},
		{"ledger", func(c *ledgertest.Chain) {
			other := ledgertest.New("elsewhere")
			c.Raw = append(c.Raw, other.Raw[0])
		}},
		{"future", func(c *ledgertest.Chain) {
			now := c.Now
			e := &ledger.Event{ID: "late", Party: "miner", Site: "pit", From: now, Until: now.Add(9 * time.Hour), Make: &ledger.Make{Process: "mining", Outputs: []ledger.Lot{stuff("c", "concentrate", 1, "Sn", .5)}}}
			c.Add(e, "miner")
			c.Now = now
		}},
		{"unsigned", func(c *ledgertest.Chain) { // a move needs both
			c.Mine("pit", "c", 10, "Sn", .5)
			c.Add(&ledger.Event{ID: "m", Party: "miner", Site: "pit", Move: &ledger.Move{To: "smelter", ToSite: "works", Lots: ids("c")}}, "miner")
		}},
		{"bad-signature", func(c *ledgertest.Chain) {
			c.Mine("pit", "c", 10, "Sn", .5)
			i := len(c.Raw) - 1
			c.Raw[i] = []byte(strings.Replace(string(c.Raw[i]), `"kg":10,`, `"kg":11,`, 1))
		}},
		{"unknown-key-id", func(c *ledgertest.Chain) {
			e := c.Mine("pit", "c", 10, "Sn", .5)
			e.Signatures = nil
			c.Raw = c.Raw[:len(c.Raw)-1]
			c.Add(e, "nobody")
		}},
		{"revoked-key", func(c *ledgertest.Chain) { // a thief may backdate
			from := c.Now.Add(-30 * time.Hour)
			c.Declare(ledger.Declare{Revoke: &ledger.Revoke{Key: "miner-1", Reason: "stolen"}}, "miner")
			now := c.Now
			c.Add(&ledger.Event{ID: "x", From: from, Until: from.Add(time.Hour), Party: "miner", Site: "pit", Make: &ledger.Make{Process: "mining", Outputs: []ledger.Lot{stuff("c", "concentrate", 1, "Sn", .5)}}}, "miner")
			c.Now = now
		}},
		{"not-registrar", func(c *ledgertest.Chain) {
			c.Declare(ledger.Declare{Party: &ledger.Party{ID: "me", Role: "mine"}}, "miner")
		}},
		{"not-registrar", func(c *ledgertest.Chain) {
			c.Declare(ledger.Declare{Revoke: &ledger.Revoke{Key: "smelter-1", Reason: "spite"}}, "miner")
		}},
		{"key-taken", func(c *ledgertest.Chain) {
			c.Declare(ledger.Declare{Key: &ledger.Key{ID: "smelter-1", Party: "miner", Public: ledgertest.Key("x").Public().(ed25519.PublicKey)}}, "miner")
		}},
		{"unknown-lot", func(c *ledgertest.Chain) { c.Make("works", "smelting", ids("z"), stuff("m", "metal", 1, "Sn", 1)) }},
		{"spent", func(c *ledgertest.Chain) {
			c.Make("works", "smelting", ids("a"), stuff("m", "metal", 500, "Sn", 1))
			c.Make("works", "smelting", ids("a"), stuff("n", "metal", 500, "Sn", 1))
		}},
		{"lot-taken", func(c *ledgertest.Chain) { c.Mine("pit", "a", 1, "Sn", .5) }},
		{"not-holder", func(c *ledgertest.Chain) { c.Make("pit", "washing", ids("a"), stuff("m", "metal", 1, "Sn", 1)) }},
		{"elsewhere", func(c *ledgertest.Chain) {
			c.Mine("pit", "c", 10, "Sn", .5)
			c.Make("pit-2", "washing", ids("c"), stuff("m", "concentrate", 1, "Sn", .6))
		}},
		{"no-input", func(c *ledgertest.Chain) { c.Make("works", "smelting", nil, stuff("m", "metal", 1, "Sn", 1)) }},
		{"unknown-site", func(c *ledgertest.Chain) {
			c.Add(&ledger.Event{ID: "m", Party: "miner", Site: "moon", Make: &ledger.Make{Process: "mining", Outputs: []ledger.Lot{stuff("m", "ore", 1, "Sn", .5)}}}, "miner")
		}},
		{"creates-mass", func(c *ledgertest.Chain) { c.Make("works", "smelting", ids("a"), stuff("m", "metal", 640, "Sn", .999)) }},
		{"creates-element", func(c *ledgertest.Chain) {
			c.Make("works", "smelting", ids("a"), stuff("m", "metal", 5, "Ta", .999))
		}},
		{"creates-mass", func(c *ledgertest.Chain) {
			c.Modify("works", ledger.Split, ids("a"), stuff("a1", "concentrate", 600, "Sn", .5), stuff("a2", "concentrate", 600, "Sn", .5))
		}},
		{"creates-mass", func(c *ledgertest.Chain) {
			c.Mine("pit", "c", 10, "Sn", .5)
			c.Add(&ledger.Event{ID: "m", Party: "miner", Site: "pit", Move: &ledger.Move{To: "smelter", ToSite: "works", Lots: ids("c"),
				Received: []ledger.Weighed{{Lot: "c", Mass: ledger.Mass{Kg: 11, SigmaKg: .1}}}}}, "miner", "smelter")
		}},
		{"material", func(c *ledgertest.Chain) {
			c.Modify("works", ledger.Retag, ids("a"), stuff("a1", "metal", 1000, "Sn", .6))
		}},
		{"account", func(c *ledgertest.Chain) {
			l := stuff("ab", "concentrate", 1500, "Sn", .58)
			l.Account = ledger.Segregated
			c.Modify("works", ledger.Blend, ids("a", "b"), l)
		}},
		{"not-issuer", func(c *ledgertest.Chain) {
			c.Add(&ledger.Event{ID: "c", Party: "smelter", Claim: &ledger.Claim{Act: "issue", Certificate: "1", Account: ledger.BookAndClaim, Element: "Sn", Kg: 1, Lot: "a"}}, "smelter")
		}},
		{"unknown-certificate", func(c *ledgertest.Chain) {
			c.Add(&ledger.Event{ID: "c", Party: "smelter", Claim: &ledger.Claim{Act: "spend", Certificate: "1", Account: ledger.BookAndClaim, Element: "Sn", Kg: 1, Lot: "a"}}, "smelter")
		}},
	}
	for _, k := range cases {
		c := tin()
		k.add(c)
		if got := last(t, c); got != k.rule {
			t.Errorf("refused with %q, want %q", got, k.rule)
		}
	}
}

// The first event declares the registrar's key and nothing else may be first.
func TestGenesis(t *testing.T) {
	c := tin()
	p, err := ledger.Prepare(c.Raw[1])
	if err != nil {
		t.Fatal(err)
	}
	if got := rule(t, ledger.NewBook(c.Name).Accept(p, c.Now)); got != "genesis" {
		t.Errorf("refused with %q", got)
	}
}

// A party adds a second key with its first, and goes on with it when the first
// is revoked.
func TestKeyRotation(t *testing.T) {
	c := tin()
	second := ledgertest.Key("second")
	c.Declare(ledger.Declare{Key: &ledger.Key{ID: "miner-2", Party: "miner", Public: second.Public().(ed25519.PublicKey)}}, "miner")
	c.Declare(ledger.Declare{Revoke: &ledger.Revoke{Key: "miner-1", Reason: "lost"}}, "registrar")
	e := &ledger.Event{Format: ledger.Format, Ledger: c.Name, ID: "x", From: c.Now, Until: c.Now, Party: "miner", Site: "pit",
		Make: &ledger.Make{Process: "mining", Outputs: []ledger.Lot{ledgertest.Stuff("c", "concentrate", 1, "Sn", .5)}}}
	if err := e.Sign("miner-2", second); err != nil {
		t.Fatal(err)
	}
	raw, err := e.JSON()
	if err != nil {
		t.Fatal(err)
	}
	c.Raw = append(c.Raw, raw)
	if _, err := c.Book(); err != nil {
		t.Error(err)
	}
}
