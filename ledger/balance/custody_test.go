package balance_test

import (
	"math"
	"testing"
	"time"

	"adit/ledger"
	"adit/ledger/balance"
	"adit/ledger/ledgertest"
)

// works is a smelter that buys certified concentrate of one mine and other of
// another, 100 kg of tin a lot.
func works() *ledgertest.Chain {
	c := ledgertest.New("example.org/tin")
	c.Site("good", "miner", "mine", "RWA")
	c.Site("other", "digger", "mine", "RWA")
	c.Site("works", "smelter", "smelter", "MYS")
	return c
}

// bring mines a lot of 100 kg of tin and moves it to the works.
func bring(c *ledgertest.Chain, mine ledger.SiteID, id ledger.LotID) {
	l := ledgertest.Stuff(id, "tin/concentrate", 200, "Sn", .5)
	if mine == "good" {
		l.Account = ledger.IdentityPreserved
	}
	c.Make(mine, "mining", nil, l)
	c.Move(mine, "works", id)
}

// smelt makes metal of which a share is claimed.
func smelt(c *ledgertest.Chain, id ledger.LotID, kg float64, account ledger.Account, share float64, inputs ...ledger.LotID) {
	l := ledgertest.Stuff(id, "tin/metal", kg, "Sn", 1)
	if l.Account = account; account != "" && share < 1 {
		l.Certified = share
	}
	c.Make("works", "smelting", inputs, l)
}

func accounts(t *testing.T, c *ledgertest.Chain, want ...balance.Custody) {
	t.Helper()
	got := history(t, c).Custody()
	if len(got) != len(want) {
		t.Fatalf("%d accounts, want %d: %+v", len(got), len(want), got)
	}
	for i, w := range want {
		g := got[i]
		for _, pair := range [][2]float64{{g.In.Kg, w.In.Kg}, {g.Claimed.Kg, w.Claimed.Kg}, {g.Expired, w.Expired}, {g.Left, w.Left}, {g.Over.Kg, w.Over.Kg}} {
			if math.Abs(pair[0]-pair[1]) > 1e-6 || g.Method != w.Method || g.Site != "works" || g.Element != "Sn" {
				t.Errorf("%+v, want %+v", g, w)
				break
			}
		}
	}
}

func kg(kg float64) ledger.Amount { return ledger.Amount{Kg: kg} }

// Credits: 100 kg of certified tin of which 90 come out give credits of 90, that
// any product may spend once, within a year.
func TestCredits(t *testing.T) {
	const method = ledger.MassBalanceCredit
	c := works()
	bring(c, "good", "g1")
	bring(c, "other", "o1")
	smelt(c, "m1", 90, "", 1, "g1")
	smelt(c, "m2", 90, method, .5, "o1")
	accounts(t, c, balance.Custody{Method: method, In: kg(90), Claimed: kg(45), Left: 45})

	// Splitting what is claimed claims nothing again.
	a, b := ledgertest.Stuff("m2a", "tin/metal", 50, "Sn", 1), ledgertest.Stuff("m2b", "tin/metal", 40, "Sn", 1)
	a.Account, a.Certified, b.Account, b.Certified = method, .5, method, .5
	c.Modify("works", ledger.Split, []ledger.LotID{"m2"}, a, b)
	accounts(t, c, balance.Custody{Method: method, In: kg(90), Claimed: kg(45), Left: 45})
	if got := verdicts(t, judge(t, c, balance.Options{})); got != "" {
		t.Errorf("an account in order: %q", got)
	}

	// Half a year later the rest, and twenty more.
	c.Now = c.Now.Add(182 * 24 * time.Hour)
	bring(c, "other", "o2")
	smelt(c, "m3", 90, method, 65./90, "o2")
	accounts(t, c, balance.Custody{Method: method, In: kg(90), Claimed: kg(110), Over: kg(20)})
	if got := verdicts(t, judge(t, c, balance.Options{})); got != "alarm account-overdrawn" {
		t.Errorf("overdrawn: %q", got)
	}
	late := works()
	bring(late, "good", "g1")
	smelt(late, "m1", 90, "", 1, "g1")
	late.Now = late.Now.Add(366 * 24 * time.Hour)
	bring(late, "other", "o1")
	smelt(late, "m2", 90, method, .5, "o1")
	accounts(t, late, balance.Custody{Method: method, In: kg(90), Claimed: kg(45), Expired: 90, Over: kg(45)})
}

// Rolling average: of every product as much as was certified of all products of
// the year.
func TestRollingAverage(t *testing.T) {
	const method = ledger.MassBalanceRolling
	c := works()
	for _, id := range []ledger.LotID{"g1", "g2"} {
		bring(c, "good", id)
	}
	for _, id := range []ledger.LotID{"o1", "o2", "o3"} {
		bring(c, "other", id)
	}
	smelt(c, "m1", 100, method, 1, "g1")
	smelt(c, "m2", 100, method, .5, "o1")
	smelt(c, "m3", 200, method, .5, "g2", "o2") // 200 of 400 certified
	accounts(t, c, balance.Custody{Method: method, In: kg(200), Claimed: kg(250), Left: 0})
	if got := verdicts(t, judge(t, c, balance.Options{})); got != "" {
		t.Errorf("the averages of their days: %q", got)
	}
	smelt(c, "m4", 100, method, .6, "o3") // 200 of 500 are .4
	accounts(t, c, balance.Custody{Method: method, In: kg(200), Claimed: kg(310), Over: kg(20)})
	if got := verdicts(t, judge(t, c, balance.Options{})); got != "alarm account-overdrawn" {
		t.Errorf("above the average: %q", got)
	}
}

// A site of several steps counts what came in once: concentrate that is washed
// and then smelted is certified of all of it, whether the washed lot claims or
// not, and a second weighing on the way claims nothing.
func TestStepsOfOneSite(t *testing.T) {
	for _, between := range []ledger.Account{"", ledger.IdentityPreserved, ledger.MassBalanceRolling} {
		c := works()
		bring(c, "good", "g1")
		washed := ledgertest.Stuff("w1", "tin/washed", 150, "Sn", .6)
		washed.Account = between
		c.Make("works", "washing", []ledger.LotID{"g1"}, washed)
		smelt(c, "m1", 90, ledger.MassBalanceRolling, 1, "w1")
		if got := verdicts(t, judge(t, c, balance.Options{})); got != "" {
			t.Errorf("washed as %q: %q", between, got)
		}
		c.Site("shop", "maker", "factory", "USA")
		c.Add(&ledger.Event{ID: "sale", Party: "smelter", Site: "works", Move: &ledger.Move{To: "maker", ToSite: "shop", Lots: []ledger.LotID{"m1"},
			Received: []ledger.Weighed{{Lot: "m1", Mass: ledger.Mass{Kg: 90, SigmaKg: .1}}}}}, "smelter", "maker")
		if got := history(t, c).Custody(); len(got) != 1 || got[0].Site != "works" {
			t.Errorf("washed as %q: %+v", between, got)
		}
	}
}

// What is claimed of the atoms is not there to be claimed by account, and what
// two methods claim is claimed of the same.
func TestOneStuffIsClaimedOnce(t *testing.T) {
	c := works()
	bring(c, "good", "g1")
	bring(c, "good", "g2")
	bring(c, "other", "o1")
	smelt(c, "m1", 100, ledger.IdentityPreserved, 1, "g1")
	smelt(c, "m2", 100, "", 1, "g2")
	smelt(c, "m3", 100, ledger.MassBalanceCredit, 1, "o1")
	accounts(t, c, balance.Custody{Method: ledger.MassBalanceCredit, In: kg(100), Claimed: kg(100)})
	bring(c, "other", "o2")
	smelt(c, "m4", 100, ledger.MassBalanceRolling, 1./4, "o2")
	got := history(t, c).Custody()
	if len(got) != 2 || math.Abs(got[1].Over.Kg-25) > 1e-6 || got[0].Over.Kg > 1e-6 {
		t.Errorf("%+v", got)
	}
}

// A lot by book and claim rests on certificates, and without them it is asked
// for them.
func TestBookAndClaimNeedsCertificates(t *testing.T) {
	c := works()
	c.Party("scheme", "issuer")
	bring(c, "good", "g1")
	bring(c, "other", "o1")
	smelt(c, "m", 90, ledger.BookAndClaim, .5, "o1")
	if got := verdicts(t, judge(t, c, balance.Options{})); got != "warning claim-without-certificate" {
		t.Errorf("%q", got)
	}
	for _, act := range []struct {
		do  string
		by  ledger.PartyID
		lot ledger.LotID
	}{{"issue", "scheme", "g1"}, {"spend", "smelter", "m"}} {
		c.Add(&ledger.Event{ID: ledger.EventID(act.do), Party: act.by, Claim: &ledger.Claim{Act: act.do, Certificate: "C", Account: ledger.BookAndClaim, Element: "Sn", Kg: 45, Lot: act.lot}}, act.by)
	}
	if got := verdicts(t, judge(t, c, balance.Options{})); got != "" {
		t.Errorf("with its certificate: %q", got)
	}
}
