package baseline

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/atlas"
)

var update = flag.Bool("update", false, "rewrite golden files")

func open(t testing.TB) *atlas.Atlas {
	t.Helper()
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// golden compares with a file of testdata, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not current: run go test ./baseline -update and read the difference\n%s", path, got)
	}
}

// every calls f with every form of the chain.
func every(a *atlas.Atlas, f func(mineral, form string)) {
	for r := range a.Rows("chain") {
		f(r.Get("mineral"), r.Get("form"))
	}
}

// The coverage of prices in 2024: what each form costs and which series says
// so, or why nothing does.
func TestPriceCoverage(t *testing.T) {
	a := open(t)
	var b strings.Builder
	every(a, func(mineral, form string) {
		v, err := Price(a, mineral, form, 2024)
		if err != nil {
			fmt.Fprintf(&b, "%s/%s: %v\n", mineral, form, err)
			return
		}
		ids := v.Figures()
		more := ""
		if len(ids) > 2 {
			more = fmt.Sprintf(" +%d", len(ids)-2)
			ids = ids[:2]
		}
		fmt.Fprintf(&b, "%s/%s: %.5g (%.5g to %.5g) USD/t, %s, %s%s\n", mineral, form, v.Value, v.Low, v.High, v.Basis, strings.Join(ids, " "), more)
	})
	golden(t, "prices-2024.txt", b.String())
}

// Every year that backtests start from is priced wherever 2024 is.
func TestPriceYears(t *testing.T) {
	a := open(t)
	every(a, func(mineral, form string) {
		_, err := Price(a, mineral, form, 2024)
		for year := adit.Year(2021); year <= 2025; year++ {
			v, err2 := Price(a, mineral, form, year)
			if (err == nil) != (err2 == nil) {
				t.Errorf("%s/%s %d: %v; in 2024: %v", mineral, form, year, err2, err)
			}
			if err2 == nil && !(0 < v.Low && v.Low <= v.Value && v.Value <= v.High && v.Figure != "" && v.Basis.Known()) {
				t.Errorf("%s/%s %d: %+v", mineral, form, year, v)
			}
		}
	})
}

// Making a form never costs less than nothing: a tonne of it is worth at least
// what is paid for what it is made from.
func TestPriceMargins(t *testing.T) {
	a := open(t)
	for r := range a.Rows("chain") {
		from, mineral := r.Get("from"), r.Get("mineral")
		recovery, ok := r.Number("recovery")
		for year := adit.Year(2021); from != "" && ok && year <= 2025; year++ {
			out, err := Price(a, mineral, r.Get("form"), year)
			in, err2 := Price(a, mineral, from, year)
			if err == nil && err2 == nil && out.Value*recovery < in.Value {
				t.Errorf("%s %d: %s at %.5g with a recovery of %g, %s at %.5g", mineral, year, r.Get("form"), out.Value, recovery, from, in.Value)
			}
		}
	}
}

// Orders of magnitude that are common knowledge of 2024: a wrong unit or
// content shows here.
func TestPriceMagnitudes(t *testing.T) {
	a := open(t)
	for _, c := range []struct {
		mineral, form string
		low, high     float64
	}{
		{"gallium", "primary", 2e5, 6e5}, {"germanium", "refined", 1.5e6, 3e6}, {"antimony", "metal", 1.5e4, 3e4},
		{"tungsten", "apt", 3.5e4, 4.6e4}, {"dysprosium", "oxide", 2.4e5, 2.8e5}, {"copper", "refined", 9e3, 9.6e3},
		{"rhodium", "metal", 1.3e8, 1.7e8}, {"lithium", "carbonate", 5e4, 8e4}, {"silver", "mined", 8.5e5, 9.5e5},
		{"potash", "potash", 400, 700}, {"titanium", "sponge", 1e4, 1.6e4}, {"niobium", "ferroniobium", 3.5e4, 4.6e4},
	} {
		v, err := Price(a, c.mineral, c.form, 2024)
		if err != nil || v.Value < c.low || v.Value > c.high {
			t.Errorf("%s/%s: %.4g, %v; want %.4g to %.4g", c.mineral, c.form, v.Value, err, c.low, c.high)
		}
	}
}

// Tungsten in concentrate, by hand: MCS 2026 gives 252 USD per mtu of WO3 in
// 2024, and 7.93 kg of tungsten in one.
func TestPriceByHand(t *testing.T) {
	v, err := Price(open(t), "tungsten", "ore", 2024)
	if want := 252 / 0.00793; err != nil || math.Abs(v.Value-want) > 1e-6*want {
		t.Errorf("%v, %v; want %v", v, err, want)
	}
}

// USGS and the World Bank print the same exchange prices: two units and two
// readings must agree within what USGS rounds.
func TestTwoPublishersAgree(t *testing.T) {
	a := open(t)
	monthly := map[string]float64{"copper": 9142.14, "nickel": 16813.96, "tin": 30066.27, "zinc": 2775.84} // World Bank, means of 2024
	for mineral, want := range monthly {
		v, err := Price(a, mineral, "refined", 2024)
		if err != nil || math.Abs(v.Value/want-1) > 0.005 {
			t.Errorf("%s: USGS %v, World Bank %v, %v", mineral, v.Value, want, err)
		}
	}
}

func TestPriceMissing(t *testing.T) {
	a := open(t)
	var missing *MissingError
	if _, err := Price(a, "thulium", "oxide", 2024); !errors.As(err, &missing) {
		t.Errorf("thulium: %v", err)
	}
	if _, err := Price(a, "antimony", "oxide", 1999); !errors.As(err, &missing) {
		t.Errorf("antimony 1999: %v", err)
	}
	var unknown *adit.UnknownError
	if _, err := Price(a, "gallium", "ore", 2024); !errors.As(err, &unknown) {
		t.Errorf("gallium ore: %v", err)
	}
	if _, err := Price(a, "unobtainium", "ore", 2024); !errors.As(err, &unknown) {
		t.Errorf("unobtainium: %v", err)
	}
}

// Every row of price_of is of a form of the chain, and has a known role.
func TestPriceOfRows(t *testing.T) {
	a := open(t)
	for r := range a.Rows("price_of") {
		if err := inChain(a, r.Get("mineral"), r.Get("form")); err != nil {
			t.Errorf("%s: %v", r.Where(), err)
		}
		if !slices.Contains([]string{"price", "bound", "place", "basket"}, r.Get("role")) || (r.Get("role") == "place") != (r.Get("place") != "") {
			t.Errorf("%s: role %q, place %q", r.Where(), r.Get("role"), r.Get("place"))
		}
	}
}

// The prices inside countries: each row answers in some year.
func TestPlacePrices(t *testing.T) {
	a := open(t)
	var b strings.Builder
	for r := range a.Rows("price_of") {
		if r.Get("role") != "place" {
			continue
		}
		found := false
		for year := adit.Year(2021); year <= 2025; year++ {
			v, source, err := pricing{a, year}.resolve(r)
			if err != nil {
				t.Error(err)
			}
			if source != "" {
				found = true
				fmt.Fprintf(&b, "%s/%s %s %d: %.5g (%.5g to %.5g) USD/t, %s, %s\n", r.Get("mineral"), r.Get("form"), r.Place(), year, v.Value, v.Low, v.High, v.Basis, v.Figures()[0])
			}
		}
		if !found {
			t.Errorf("%s: no year from 2021 to 2025", r.Where())
		}
	}
	golden(t, "places.txt", b.String())
}

func TestUnits(t *testing.T) {
	for unit, want := range map[string]float64{"USD/t": 1, "USD/kg": 1000, "USD/lb": 2204.6226218, "USc/lb": 22.046226218, "USD/oz": 32150.746569, "USD/mtu": 100, "USD/g": 1e6, "USD/short ton": 1.1023113109} {
		if got, err := usdPerTonne(unit); err != nil || math.Abs(got-want) > 1e-9*want {
			t.Errorf("%s: %v, %v; want %v", unit, got, err, want)
		}
	}
	for _, unit := range []string{"", "USD", "EUR/t", "USD/L", "USD/ct", "usd/t", "CNY/kg"} {
		if _, err := usdPerTonne(unit); err == nil {
			t.Errorf("%q passed for a price per mass", unit)
		}
	}
}

// Each mineral of the chain has both elasticities, with the right sign.
func TestElasticities(t *testing.T) {
	a := open(t)
	var b strings.Builder
	last := ""
	every(a, func(mineral, _ string) {
		if mineral == last {
			return
		}
		last = mineral
		for _, side := range []Side{Supply, Demand} {
			v, err := Elasticity(a, mineral, side)
			sign := v.Low >= 0
			if side == Demand {
				sign = v.High < 0
			}
			if err != nil || !sign || v.Low > v.Value || v.Value > v.High || v.Figure == "" {
				t.Errorf("%s %s: %+v, %v", mineral, side, v, err)
			}
			fmt.Fprintf(&b, "%s %s: %g (%g to %g) %s\n", mineral, side, v.Value, v.Low, v.High, v.Figure)
		}
	})
	golden(t, "elasticities.txt", b.String())
	var missing *MissingError
	if _, err := Elasticity(a, "helium", Supply); !errors.As(err, &missing) {
		t.Errorf("helium: %v", err)
	}
}

// Figures name rows of the atlas.
func TestFiguresAreFound(t *testing.T) {
	a := open(t)
	for _, c := range [][2]string{{"gallium", "primary"}, {"tantalum", "metal"}, {"antimony", "oxide"}, {"lead", "refined"}} {
		v, err := Price(a, c[0], c[1], 2024)
		e, err2 := Elasticity(a, c[0], Supply)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		v = v.plus(e)
		for _, id := range v.Figures() {
			if _, err := a.Find(id); err != nil {
				t.Errorf("%s: %v", c, err)
			}
		}
	}
}
