package balance_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"adit/ledger"
	"adit/ledger/balance"
	"adit/ledger/ledgertest"
)

// chain is two mines with licences, a smelter with a recovery range, an issuer.
func chain() *ledgertest.Chain {
	c := ledgertest.New("example.org/tin")
	for _, m := range []ledger.SiteID{"pit", "pit-2"} {
		c.Facility(ledger.Facility{ID: m, Party: "miner", Kind: "mine", Status: ledger.Green, Place: ledger.Place{Country: "RWA", Lat: -2, Lon: 30},
			Capacity: []ledger.Capacity{{Element: "Sn", KgPerYear: 100e3}}})
	}
	c.Facility(ledger.Facility{ID: "works", Party: "smelter", Kind: "smelter", Place: ledger.Place{Country: "MYS", Lat: 3, Lon: 101.5},
		Recovery: []ledger.Recovery{{Process: "smelting", Element: "Sn", Low: .8, High: .96}}})
	c.Party("scheme", "issuer")
	return c
}

func claim(c *ledgertest.Chain, id, act string, kg float64, lot ledger.LotID, by ledger.PartyID) {
	certificate := strings.TrimSuffix(id, "-again")
	c.Add(&ledger.Event{ID: ledger.EventID(act + id), Party: by, Claim: &ledger.Claim{Act: act, Certificate: certificate, Account: ledger.BookAndClaim, Element: "Sn", Kg: kg, Lot: lot}}, by)
}

// Each kind of alarm by the smallest chain that earns it, and the honest chain
// beside it that does not.
func TestKinds(t *testing.T) {
	ids := func(ids ...ledger.LotID) []ledger.LotID { return ids }
	metal := func(kg float64) ledger.Lot { return ledgertest.Stuff("m", "tin/metal", kg, "Sn", .999) }
	quarters := func(c *ledgertest.Chain, last float64) {
		for q := range 6 {
			kg := 10e3
			if q == 5 {
				kg = last
			}
			c.Now = ledgertest.Start.AddDate(0, 3*q, 10)
			c.Mine("pit", ledger.LotID("q"+string(rune('0'+q))), kg, "Sn", .6)
		}
	}
	cases := []struct {
		want string
		do   func(c *ledgertest.Chain)
	}{
		{"", func(c *ledgertest.Chain) {
			c.Mine("pit", "a", 1000, "Sn", .6)
			c.Move("pit", "works", "a")
			c.Make("works", "smelting", ids("a"), metal(540))
			c.Count("works", "Sn", 539, 2)
		}},
		{"alarm recovery", func(c *ledgertest.Chain) { // 600 kg in, 599 out: the book accepts that
			c.Mine("pit", "a", 1000, "Sn", .6)
			c.Move("pit", "works", "a")
			c.Make("works", "smelting", ids("a"), metal(600))
		}},
		{"warning recovery", func(c *ledgertest.Chain) {
			c.Mine("pit", "a", 1000, "Sn", .6)
			c.Move("pit", "works", "a")
			c.Make("works", "smelting", ids("a"), metal(400))
		}},
		{"alarm stock-gap", func(c *ledgertest.Chain) {
			c.Mine("pit", "a", 1000, "Sn", .6)
			c.Count("pit", "Sn", 400, 5)
		}},
		{"warning stock-gap", func(c *ledgertest.Chain) {
			c.Mine("pit", "a", 1000, "Sn", .6)
			c.Count("pit", "Sn", 624, 5)
		}},
		{"alarm above-capacity", func(c *ledgertest.Chain) { c.Mine("pit", "a", 200e3, "Sn", .6) }},
		{"", func(c *ledgertest.Chain) { c.Mine("pit", "a", 160e3, "Sn", .6) }},
		{"alarm volume-step", func(c *ledgertest.Chain) { quarters(c, 30e3) }},
		{"", func(c *ledgertest.Chain) { quarters(c, 14e3) }},
		{"alarm too-fast", func(c *ledgertest.Chain) { // 8,000 km by road in a day
			c.Mine("pit", "a", 1000, "Sn", .6)
			e := &ledger.Event{ID: "m", Party: "miner", Site: "pit", From: c.Now, Until: c.Now.Add(24 * time.Hour), Move: &ledger.Move{To: "smelter", ToSite: "works", Lots: ids("a"), Mode: "road"}}
			c.Add(e, "miner", "smelter")
		}},
		{"alarm output-before-input", func(c *ledgertest.Chain) {
			c.Mine("pit", "a", 1000, "Sn", .6)
			c.Move("pit", "works", "a")
			c.Now = c.Now.Add(-20 * time.Hour)
			c.Make("works", "smelting", ids("a"), metal(540))
			c.Now = c.Now.Add(20 * time.Hour)
		}},
		{"alarm claim-spent-twice", func(c *ledgertest.Chain) {
			c.Mine("pit", "a", 1000, "Sn", .6)
			claim(c, "1", "issue", 600, "a", "scheme")
			claim(c, "1", "spend", 600, "a", "miner")
			claim(c, "1-again", "spend", 600, "a", "miner")
		}},
		{"alarm over-certified", func(c *ledgertest.Chain) {
			c.Mine("pit", "a", 1000, "Sn", .6)
			claim(c, "1", "issue", 600, "a", "scheme")
			claim(c, "2", "issue", 200, "a", "scheme")
		}},
		{"alarm mine-status", func(c *ledgertest.Chain) {
			c.Mine("pit", "a", 1000, "Sn", .6)
			c.Facility(ledger.Facility{ID: "pit", Party: "miner", Kind: "mine", Status: ledger.Red, Place: ledger.Place{Country: "RWA"}})
			c.Move("pit", "works", "a")
		}},
		{"warning mine-status", func(c *ledgertest.Chain) { // yellow for eight months, whatever else was declared meanwhile
			yellow := ledger.Facility{ID: "pit", Party: "miner", Kind: "mine", Status: ledger.Yellow, Place: ledger.Place{Country: "RWA"}}
			c.Facility(yellow)
			c.Now = c.Now.AddDate(0, 4, 0)
			yellow.Capacity = []ledger.Capacity{{Element: "Sn", KgPerYear: 1e6}}
			c.Facility(yellow)
			c.Mine("pit", "a", 1000, "Sn", .6)
			c.Move("pit", "works", "a")
			c.Now = c.Now.AddDate(0, 4, 0)
			for _, id := range []ledger.LotID{"b", "c"} { // one warning, of both
				c.Mine("pit", id, 1000, "Sn", .6)
				c.Move("pit", "works", id)
			}
		}},
		{"alarm drift", func(c *ledgertest.Chain) { // each retag adds 2.9 standard uncertainties
			l := ledgertest.Stuff("r0", "concentrate", 1000, "Sn", .6)
			c.Make("pit", "mining", nil, l)
			for i := range 19 {
				next := l
				next.ID = ledger.LotID(fmt.Sprint("r", i+1))
				next.Mass.Kg += 2.9 * math.Sqrt2 * l.Mass.SigmaKg
				next.Mass.SigmaKg = next.Mass.Kg * .001
				c.Modify("pit", ledger.Retag, ids(l.ID), next)
				l = next
			}
		}},
	}
	for i, k := range cases {
		c := chain()
		k.do(c)
		got := verdicts(t, judge(t, c, balance.Options{}))
		if got != k.want {
			t.Errorf("case %d: %q, want %q", i, got, k.want)
		}
	}
}

// Known confusions make a warning of what would be an alarm.
func TestConfusionsAreWarnings(t *testing.T) {
	for _, k := range []struct {
		want  string
		lines []line
	}{
		{"warning registers-disagree", []line{ // Ta₂O₅ against Ta
			{name: "customs", flow: "export", basis: "contained", country: "RWA", element: "Ta", kg: 122_100},
			{name: "mining board", flow: "export", basis: "contained", country: "RWA", element: "Ta", kg: 100_000}}},
		{"warning mirror-gap", []line{ // general against special trade
			{name: "customs", flow: "export", basis: "contained", country: "RWA", partner: "ARE", element: "Au", kg: 3_000, system: "general"},
			{name: "customs", flow: "import", basis: "contained", country: "ARE", partner: "RWA", element: "Au", kg: 9_000, system: "special"}}},
		{"alarm mirror-gap", []line{
			{name: "customs", flow: "export", basis: "contained", country: "RWA", partner: "ARE", element: "Au", kg: 3_000, system: "general"},
			{name: "customs", flow: "import", basis: "contained", country: "ARE", partner: "RWA", element: "Au", kg: 19_000, system: "general"}}},
		{"", []line{ // a tenth is what honest partners differ by
			{name: "customs", flow: "export", basis: "contained", country: "RWA", partner: "ARE", element: "Au", kg: 3_000, system: "general"},
			{name: "customs", flow: "import", basis: "contained", country: "ARE", partner: "RWA", element: "Au", kg: 3_300, system: "general"}}},
	} {
		if got := verdicts(t, judge(t, registers(2020, k.lines...), balance.Options{})); got != k.want {
			t.Errorf("%q, want %q", got, k.want)
		}
	}
}

// The balance closes to rounding: opening + in − out ± make = closing, and what
// was counted stands beside it.
func TestAccountsClose(t *testing.T) {
	c := chain()
	c.Mine("pit", "a", 1000, "Sn", .6)
	c.Move("pit", "works", "a")
	c.Make("works", "smelting", []ledger.LotID{"a"}, ledgertest.Stuff("m", "tin/metal", 540, "Sn", .999))
	c.Count("works", "Sn", 539, 2)
	c.Now = ledgertest.Start.AddDate(0, 4, 0)
	c.Mine("pit", "b", 500, "Sn", .6)
	accounts := history(t, c).Accounts(balance.Quarter)
	if len(accounts) != 3 {
		t.Fatalf("%d accounts: %+v", len(accounts), accounts)
	}
	for _, a := range accounts {
		sum := a.Opening.Kg + a.Mined.Kg + a.Made.Kg + a.Received.Kg - a.Used.Kg - a.Sent.Kg
		if math.Abs(sum-a.Closing.Kg) > 1e-6 {
			t.Errorf("%s %s does not close: %+v", a.Site, a.Element, a)
		}
	}
	works := accounts[2]
	if works.Site != "works" || works.Counted == nil || math.Abs(works.Gap.Kg-(539-540*.999)) > 1e-9 || works.Sigmas > 1 {
		t.Errorf("the smelter's account: %+v", works)
	}
	if accounts[0].Counted != nil {
		t.Error("what nobody counted is not zero")
	}
}

func TestBenfordRanks(t *testing.T) {
	c := chain()
	for i := range 120 {
		kg := math.Pow(10, float64(i%60)/60) * 10 // spread over a decade: Benford's own law
		c.Mine("pit", ledger.LotID(fmt.Sprint("a", i)), kg, "Sn", .6)
		c.Mine("pit-2", ledger.LotID(fmt.Sprint("b", i)), 50, "Sn", .6)
	}
	ranks := history(t, c).Benford()
	if len(ranks) != 2 || ranks[0].Site != "pit-2" || ranks[1].Chi2 > 60 {
		t.Errorf("%+v", ranks)
	}
}
