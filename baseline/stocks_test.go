package baseline

import (
	"fmt"
	"strings"
	"testing"

	"adit"
)

// MCS 2026: gallium at consumers, 3,410 kg at the end of 2024; ferromanganese
// 40,000 t, of which the chain takes 70% as manganese.
func TestStocksByHand(t *testing.T) {
	a := open(t)
	got := Stocks(a, "gallium", 2024)
	if len(got) != 1 || got[0].Form != "primary" || got[0].Place != "USA" || got[0].Holder != "consumer" || !got[0].Usable || got[0].Tonnes.Value != 3.41 {
		t.Errorf("gallium: %+v", got)
	}
	for _, h := range Stocks(a, "manganese", 2024) {
		if strings.Contains(h.Tonnes.Figure, "ferromanganese") && h.Tonnes.Value != 28000 {
			t.Errorf("ferromanganese: %+v", h)
		}
	}
}

func TestStocks(t *testing.T) {
	a := open(t)
	var b strings.Builder
	for _, year := range []adit.Year{2022, 2024} {
		for r := range a.Rows("minerals") {
			for _, h := range Stocks(a, r.Get("mineral"), year) {
				v := h.Tonnes
				if v.Basis == adit.Withheld && (h.Usable || v.Value != 0 || v.High < float64(adit.NoLimit)) {
					t.Errorf("a withheld stock has a value: %+v", h)
				}
				fmt.Fprintf(&b, "%d %s/%s %s %s: %.5g t, %s, usable %t, %s\n", year, r.Get("mineral"), h.Form, h.Place, h.Holder, v.Value, v.Basis, h.Usable, v.Figure)
			}
		}
	}
	golden(t, "stocks.txt", b.String())
}

// Every row of stock_of finds its stocks in each edition's latest years.
func TestStockOfRows(t *testing.T) {
	a := open(t)
	for row := range a.Rows("stock_of") {
		if err := inChain(a, row.Get("mineral"), row.Get("form")); err != nil {
			t.Errorf("%s: %v", row.Where(), err)
		}
		for year := adit.Year(2021); year <= 2025; year++ {
			if _, ok := stock(a, row, year); !ok {
				t.Errorf("%s: no row of stocks for %d", row.Where(), year)
			}
		}
	}
}

// The government's stockpile is not counted from 2023, and that is told.
func TestUnlisted(t *testing.T) {
	a := open(t)
	if notes := Unlisted(a, "gallium", 2022); len(notes) != 0 {
		t.Errorf("2022: %q", notes)
	}
	notes := strings.Join(Unlisted(a, "germanium", 2024), "\n")
	for _, want := range []string{"US National Defense Stockpile, 2023: inventory disclosure", "China (NFSRA), 2024: reported purchase Ge metal 100 t"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no %q in %q", want, notes)
		}
	}
}

// The parameters that a shock needs have bands around them.
func TestParameters(t *testing.T) {
	a := open(t)
	for _, id := range []string{
		"lane-growth", "lane-growth-month", "new-lane-delay-months", "new-lane-premium", "demand-choke", "secondary-growth-year",
		"stock-days-consumer", "stock-days-producer", "stock-release-markup", "stock-build-discount",
		"spare-mine", "spare-intermediate", "spare-refined", "spare-product",
	} {
		v, err := Parameter(a, id)
		if err != nil || !(v.Low <= v.Value && v.Value <= v.High && v.Low < v.High) || v.Basis != adit.Assumption || v.Note == "" {
			t.Errorf("%s: %+v, %v", id, v, err)
		}
	}
	if _, err := Parameter(a, "lane-grwth"); err == nil || !strings.Contains(err.Error(), "lane-growth") {
		t.Errorf("%v", err)
	}
}
