package balance_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"adit"
	"adit/ledger"
	"adit/ledger/balance"
	"adit/ledger/ledgertest"
)

// judge accepts a chain and returns its alarms.
func judge(t *testing.T, c *ledgertest.Chain, o balance.Options) []balance.Alarm {
	t.Helper()
	return history(t, c).Alarms(o)
}

func history(t *testing.T, c *ledgertest.Chain) *balance.History {
	t.Helper()
	b, err := c.Book()
	if err != nil {
		t.Fatal(err)
	}
	h := balance.New(b)
	for _, e := range c.Events {
		h.Add(e)
	}
	return h
}

// verdicts lists what was found, as "alarm stock-gap".
func verdicts(t *testing.T, alarms []balance.Alarm) string {
	t.Helper()
	var out []string
	for _, a := range alarms {
		if a.What == "" || a.Sure == "" || len(a.Innocent) == 0 || len(a.Settle) == 0 {
			t.Errorf("an alarm says what, how sure, what may explain it and what would settle it: %+v", a)
		}
		out = append(out, string(a.Level)+" "+a.Kind)
	}
	return strings.Join(out, ", ")
}

type line struct {
	name, flow, basis string
	country, partner  adit.PlaceID
	element           ledger.Element
	kg                float64
	of                []string
	system            string
}

// registers is a ledger that holds statistics of one year alone.
func registers(year int, lines ...line) *ledgertest.Chain {
	c := ledgertest.New("example.org/statistics")
	for _, l := range lines {
		c.Declare(ledger.Declare{Register: &ledger.Register{Name: l.name, Flow: l.flow, Basis: l.basis, Country: l.country, Partner: l.partner, Element: l.element, Kg: l.kg,
			From: time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC),
			Source: "published figures", Total: l.of != nil, Of: l.of, System: l.system}}, "registrar")
	}
	return c
}

// The chain-of-custody table of the project's list of outside numbers
// (docs/validation.md there), each with the expected verdict.
func TestPublishedCases(t *testing.T) {
	cases := []struct {
		name, want string
		chain      *ledgertest.Chain
	}{
		{"tag totals of an industry scheme, 2015: the sum balances", "", registers(2015,
			line{name: "DRC", flow: "tags", basis: "gross", country: "COD", element: "Sn", kg: 9_700e3},
			line{name: "Rwanda", flow: "tags", basis: "gross", country: "RWA", element: "Sn", kg: 7_650e3},
			line{name: "Burundi", flow: "tags", basis: "gross", country: "BDI", element: "Sn", kg: 250e3},
			line{name: "all tags", flow: "tags", basis: "gross", country: "COD", element: "Sn", kg: 17_600e3, of: []string{"DRC", "Rwanda", "Burundi"}})},
		{"the same with a line changed", "alarm total-differs", registers(2015,
			line{name: "DRC", flow: "tags", basis: "gross", country: "COD", element: "Sn", kg: 9_900e3},
			line{name: "Rwanda", flow: "tags", basis: "gross", country: "RWA", element: "Sn", kg: 7_650e3},
			line{name: "Burundi", flow: "tags", basis: "gross", country: "BDI", element: "Sn", kg: 250e3},
			line{name: "all tags", flow: "tags", basis: "gross", country: "COD", element: "Sn", kg: 17_600e3, of: []string{"DRC", "Rwanda", "Burundi"}})},
		{"Uganda gold 2016: central bank 8,751 kg, permits 97.96 kg", "alarm registers-disagree", registers(2016,
			line{name: "central bank", flow: "export", basis: "contained", country: "UGA", element: "Au", kg: 8_751},
			line{name: "export permits", flow: "export", basis: "contained", country: "UGA", element: "Au", kg: 97.96})},
		{"DRC gold 2019: production 60 kg, exports 73 kg", "alarm exports-above-production", registers(2019,
			line{name: "production", flow: "production", basis: "contained", country: "COD", element: "Au", kg: 60},
			line{name: "exports", flow: "export", basis: "contained", country: "COD", element: "Au", kg: 73})},
		{"Rwanda tantalum 2013: 2,466,025 kg of what?", "warning basis-unstated", registers(2013,
			line{name: "tantalum", flow: "export", basis: "unstated", country: "RWA", element: "Ta", kg: 2_466_025})},
		{"Rubaya 2024: an exporter above its licensed mines", "alarm exporter-above-mines", rubaya()},
	}
	for _, k := range cases {
		if got := verdicts(t, judge(t, k.chain, balance.Options{})); got != k.want {
			t.Errorf("%s: %q, want %q", k.name, got, k.want)
		}
	}
}

// The basis of Rwanda's figure as the project's list has it: concentrate of
// 30% Ta₂O₅, × .819, is 606 t of tantalum.
func TestRwandaTantalumNamesTheBasis(t *testing.T) {
	alarms := judge(t, registers(2013, line{name: "tantalum", flow: "export", basis: "unstated", country: "RWA", element: "Ta", kg: 2_466_025}), balance.Options{})
	if want := "30% Ta2O5 would hold 6.059e+05 kg of Ta"; !strings.Contains(alarms[0].What, want) {
		t.Errorf("%q does not say %q", alarms[0].What, want)
	}
}

// rubaya: an exporter sends 2,070 t of coltan in a year, of which 150 t are
// smuggled in under the names of mines licensed for 1,920 t. Each mine stays
// below a licence of its own for another reason: the smuggled lots are spread
// so thin that no single mine stands out.
func rubaya() *ledgertest.Chain {
	c := ledgertest.New("example.org/coltan")
	const content = 0.30 * 0.819
	const mines = 24
	for i := range mines {
		c.Facility(ledger.Facility{ID: mine(i), Party: "digger", Kind: "mine", Status: ledger.Green, Place: ledger.Place{Country: "RWA"},
			Capacity: []ledger.Capacity{{Element: "Ta", KgPerYear: 80e3 * content}}})
	}
	c.Site("comptoir", "exporter", "trader", "RWA")
	c.Site("works", "buyer", "smelter", "KAZ")
	c.Now = time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC)
	for i := range mines {
		for k := range 2 {
			id := ledger.LotID(fmt.Sprintf("lot-%d-%d", i, k))
			l := ledgertest.Stuff(id, "tantalum/concentrate", 43.125e3, "Ta", content)
			l.Mass.SigmaKg, l.Content[0].Sigma = l.Mass.Kg*.01, content*.05
			c.Make(mine(i), "mining", nil, l)
			c.Move(mine(i), "comptoir", id)
			c.Move("comptoir", "works", id)
		}
	}
	return c
}

func mine(i int) ledger.SiteID { return ledger.SiteID(fmt.Sprintf("mine-%02d", i)) }
