package ledger_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"adit"
	"adit/ledger"
	"adit/ledger/ledgertest"
)

func claimed(id ledger.LotID, kg float64, account ledger.Account, share float64) ledger.Lot {
	l := ledgertest.Stuff(id, "concentrate", kg, "Sn", .5)
	l.Account, l.Certified = account, share
	return l
}

// Controlled blending claims as much of a mix as was certified of it; what
// claims by account may be any share, and says nothing of the atoms after.
func TestControlledBlending(t *testing.T) {
	const cb = ledger.ControlledBlending
	for _, k := range []struct {
		name        string
		first, last ledger.Lot
		want        string
	}{
		{"a third is certified", ledger.Lot{}, claimed("m", 300, cb, 1./3), ""},
		{"more is claimed", ledger.Lot{}, claimed("m", 300, cb, .34), "account"},
		{"all is claimed", ledger.Lot{}, claimed("m", 300, cb, 0), "account"},
		{"segregated of a mix", ledger.Lot{}, claimed("m", 300, ledger.Segregated, 0), "account"},
		{"by rolling average", ledger.Lot{}, claimed("m", 300, ledger.MassBalanceRolling, .9), ""},
		{"the blend blended on", claimed("m1", 300, cb, 1./3), claimed("m2", 300, cb, 1./3), ""},
		{"and strengthened", claimed("m1", 300, cb, 1./3), claimed("m2", 300, cb, .5), "account"},
		{"a claim by account is none of the atoms", claimed("m1", 300, ledger.MassBalanceCredit, 0), claimed("m2", 300, cb, .1), "account"},
	} {
		c := ledgertest.New("example.org/tin")
		c.Site("pit", "miner", "mine", "RWA")
		c.Make("pit", "mining", nil, claimed("g", 100, ledger.IdentityPreserved, 0))
		c.Make("pit", "mining", nil, claimed("o", 200, "", 0))
		inputs := []ledger.LotID{"g", "o"}
		if k.first.ID != "" {
			c.Modify("pit", ledger.Blend, inputs, k.first)
			inputs = []ledger.LotID{k.first.ID}
		}
		c.Modify("pit", ledger.Blend, inputs, k.last)
		if got := last(t, c); got != k.want {
			t.Errorf("%s: refused with %q, want %q", k.name, got, k.want)
		}
	}
	for text, want := range map[string]string{
		`"account": "controlled-blending", "certified": 0`: "$.make.outputs[0].certified", `"account": "controlled-blending", "certified": 1.5`: "$.make.outputs[0].certified",
		`"account": "segregated", "certified": 0.5`: "$.make.outputs[0].certified", `"certified": 0.5`: "$.make.outputs[0].certified", `"account": "mass-balance-credit", "certified": 0.5`: "",
	} {
		_, err := ledger.ReadEvent([]byte(`{"format": "adit-event/1", "ledger": "x", "id": "e", "from": "2026-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z", "party": "p", "site": "s",
		 "make": {"process": "mining", "outputs": [{"id": "l", "material": "tin", "mass": {"kg": 5, "sigma_kg": 1}, ` + text + `}]}}`))
		var faults adit.Faults
		errors.As(err, &faults)
		if (err == nil) != (want == "") || err != nil && faults[0].Where != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Law: whatever is blended and split, no more is physically certified after a
// step than before, beyond the uncertainty of what is in the lots.
func TestLawCertifiedIsNotMade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := ledgertest.New("example.org/laws")
		c.Site("pit", "one", "mine", "RWA")
		b := ledger.NewBook(c.Name)
		n := 0
		offer := func() error {
			for ; n < len(c.Raw)-1; n++ {
				if p, err := ledger.Prepare(c.Raw[n]); err != nil || b.Accept(p, c.Now.Add(time.Hour)) != nil {
					t.Fatal("the head is refused")
				}
			}
			p, err := ledger.Prepare(c.Raw[n])
			if err != nil {
				return err
			}
			if err := b.Accept(p, c.Now.Add(time.Hour)); err != nil {
				c.Raw = c.Raw[:n]
				return err
			}
			n++
			return nil
		}
		certified := func() (kg float64) {
			for l := range b.Lots() {
				if l.Account.Physical() {
					a, _ := l.Contained("Sn")
					kg += a.Kg * l.Claimed()
				}
			}
			return kg
		}
		for i := range 4 {
			c.Make("pit", "mining", nil, claimed(ledger.LotID(fmt.Sprint("m", i)), float64(rapid.IntRange(50, 150).Draw(t, "kg")), []ledger.Account{"", ledger.IdentityPreserved}[i%2], 0))
			if err := offer(); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 12 {
			var inputs []ledger.LotID
			sum, before := 0.0, certified()
			for l := range b.Lots() {
				if len(inputs) < 3 && rapid.Bool().Draw(t, "take") {
					inputs, sum = append(inputs, l.ID), sum+l.Mass.Kg
				}
			}
			if inputs == nil {
				continue
			}
			account := rapid.SampledFrom(append([]ledger.Account{""}, ledger.Accounts...)).Draw(t, "account")
			share := 0.0
			if account.Shared() {
				share = rapid.Float64Range(0.05, 1).Draw(t, "share")
			}
			cut := rapid.Float64Range(0.2, 0.8).Draw(t, "cut")
			outputs := []ledger.Lot{claimed(ledger.LotID(fmt.Sprint("a", i)), sum, account, share)}
			action := ledger.Blend
			if len(inputs) == 1 {
				action = ledger.Split
				outputs = []ledger.Lot{claimed(ledger.LotID(fmt.Sprint("a", i)), sum*cut, account, share), claimed(ledger.LotID(fmt.Sprint("b", i)), sum*(1-cut), "", 0)}
			}
			c.Modify("pit", action, inputs, outputs...)
			if offer() == nil && certified() > before*(1+1e-6)+math.SmallestNonzeroFloat64 {
				t.Fatalf("%s of %v makes %g kg certified out of %g", account, inputs, certified(), before)
			}
		}
	})
}
