package partner

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/exposure"
)

// Lobito, by hand from the DFC statement as AFP printed it (blackbeltnewsnetwork.com)
// and macaonews.org: 1,300 km of track; capacity up ten-fold to 4.6 million
// metric tons, so 0.46 Mt before; cost down by up to 30%; loans 553 + 200 M USD.
func TestLobitoByHand(t *testing.T) {
	c, err := FindCorridor(desk(t).atlas, "lobito")
	if err != nil {
		t.Fatal(err)
	}
	near(t, "km", *c.Length, 1300)
	near(t, "t a year", *c.Capacity, 4.6e6)
	near(t, "before", *c.Current, 4.6e6/10)
	near(t, "cost", *c.Cost, -30)
	near(t, "M USD", *c.Capex, 553+200)
	if !slices.Contains(c.From, "COD") || !slices.Contains(c.From, "ZMB") || c.Via[0] != "AGO" {
		t.Errorf("from %v via %v", c.From, c.Via)
	}
}

// What Lobito does to copper: with θ = 1 flows westward weigh 1/0.7 = 1.43 times
// as much, so that DR Congo sends the United States more and China less, and
// what it sends in all stays. Refined at home it is, so exposure hardly moves.
func TestLobitoMovesCopper(t *testing.T) {
	d := desk(t)
	n := d.nets["copper"]
	c, _ := FindCorridor(d.atlas, "lobito")
	r, err := c.Open(d.atlas, n)
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]Shift{}
	for _, x := range r.Changes {
		by[x.Lane] = x
	}
	usa, chn := by["copper/refined COD>USA"], by["copper/refined COD>CHN"]
	if k := usa.After / usa.Before; k < 1.2 || k > 1/0.7 {
		t.Errorf("COD>USA times %g", k)
	}
	if chn.After >= chn.Before || usa.Before == 0 {
		t.Errorf("COD>CHN %g → %g t", chn.Before, chn.After)
	}
	ask := exposure.Question{Place: "USA", Material: n.Target, ProcessedAs: n.Refined, Against: d.Against, NMinus1: []exposure.Kind{exposure.Countries}}
	without, err := exposure.Run(context.Background(), n.Network, ask, d.solver)
	if err != nil {
		t.Fatal(err)
	}
	with, err := exposure.Run(context.Background(), r.Net, ask, d.solver)
	if err != nil {
		t.Fatal(err)
	}
	lost := func(x *exposure.Answer) float64 {
		for _, l := range x.NMinus1 {
			if l.Place == "CHL" {
				return l.Shared
			}
		}
		return 0
	}
	if a, b := lost(without), lost(with); b >= a || a == 0 {
		t.Errorf("without Chile %g of use goes unmet, with the corridor %g", a, b)
	}
}

func TestCorridorWithoutCapacity(t *testing.T) {
	d := desk(t)
	c, _ := FindCorridor(d.atlas, "walvis-bay")
	if _, err := c.Open(d.atlas, d.nets["copper"]); err == nil || !strings.Contains(err.Error(), "no source of the atlas gives its capacity") {
		t.Errorf("got %v", err)
	}
	var unknown *adit.UnknownError
	if _, err := FindCorridor(d.atlas, "lobitto"); !errors.As(err, &unknown) || !slices.Contains(unknown.Near, "lobito") {
		t.Errorf("got %v", err)
	}
	if _, err := d.Mineral(context.Background(), "unobtainium"); !errors.As(err, &unknown) {
		t.Errorf("got %v", err)
	}
}

// Agreements as their pages say: the critical minerals agreement with Japan came
// into force when it was signed, 28 March 2023 (ustr.gov; CRS IF12517); KORUS on
// 15 March 2012 (CRS RL34330); the partnership of minerals ended when its
// successor was announced, 4 February 2026; Kazakhstan signed on 6 November 2025
// (astanatimes.com).
func TestTiesByHand(t *testing.T) {
	d := desk(t)
	find := func(p adit.PlaceID, id string) Tie {
		for _, x := range d.ties(p) {
			if x.ID == id {
				return x
			}
		}
		t.Fatalf("%s has no %s", p, id)
		return Tie{}
	}
	if x := find("JPN", "us-japan-cma"); x.InForce != "2023-03-28" || !x.Ours || x.Ended {
		t.Errorf("%+v", x)
	}
	if x := find("KOR", "fta-korea"); x.InForce != "2012-03-15" || !x.Ours {
		t.Errorf("%+v", x)
	}
	if x := find("AUS", "msp"); !x.Ended || x.Until != "2026-02-04" {
		t.Errorf("%+v", x)
	}
	if x := find("KAZ", "us-kazakhstan-mou"); x.Signed != "2025-11-06" {
		t.Errorf("%+v", x)
	}
	if x := find("CAN", "nato"); !x.Ours || x.InForce != "1949" {
		t.Errorf("%+v", x)
	}
	if x := find("GRL", "eu-raw-materials"); x.Ours || x.Signed != "2023-11-30" {
		t.Errorf("seen from the United States: %+v", x)
	}
	german := &Desk{Question: d.Question, atlas: d.atlas, on: d.on}
	german.Country = "DEU"
	for _, x := range german.ties("GRL") {
		if x.ID == "eu-raw-materials" && !x.Ours {
			t.Errorf("seen from Germany: %+v", x)
		}
	}
}

// The countries of the task each have a page that says something, and what is
// missing where official data are.
func TestPages(t *testing.T) {
	d := desk(t)
	for _, p := range []adit.PlaceID{"CAN", "AUS", "UKR", "KAZ", "UZB", "TJK", "COD", "ZMB", "GRL", "BRA", "JPN", "KOR"} {
		x, err := d.Page(context.Background(), p)
		if err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		if x.Governance.Mean == nil || len(x.Governance.Six) != 6 || x.Governance.Six[0].Error == nil {
			t.Errorf("%s: governance %+v", p, x.Governance)
		}
		if len(x.Minerals) == 0 || len(x.Ties) == 0 || len(x.Plants)+len(x.Projects) == 0 || len(x.Missing) == 0 {
			t.Errorf("%s: %d minerals, %d agreements, %d sites, %d missing", p, len(x.Minerals), len(x.Ties), len(x.Plants)+len(x.Projects), len(x.Missing))
		}
		for _, h := range x.Minerals {
			if e := h.Ends; e != nil && (e.Low == nil || *e.Low > e.Against+1e-9 || *e.High < e.Against-1e-9) && len(e.Feed) <= 1 {
				t.Errorf("%s %s: adversary %g within %v–%v", p, h.Mineral, e.Against, e.Low, e.High)
			}
		}
	}
}

// Ukraine: the USGS prints reserves of ilmenite (5.9 Mt TiO2) and rutile
// (2.5 Mt), of MCS 2026; none of lithium and rare earths, which the page says.
func TestUkraineSaysWhatIsMissing(t *testing.T) {
	x, err := desk(t).Page(context.Background(), "UKR")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"lithium": true, "rare_earths": true}
	for _, m := range x.Missing {
		if m.Why == NoReserves {
			delete(want, m.Mineral)
			if m.Mineral == "titanium" {
				t.Error("titanium has official reserves")
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not said to lack reserves: %v", want)
	}
	for _, h := range x.Minerals {
		if h.Mineral != "titanium" {
			continue
		}
		got := map[string]float64{}
		for _, r := range h.Reserves {
			got[r.Form] = *r.Value
		}
		near(t, "ilmenite", got["ilmenite"], 5.9e6)
		near(t, "rutile", got["rutile"], 2.5e6)
	}
}

// Covered nations are nobody's partners, and are named.
func TestCoveredNations(t *testing.T) {
	o := everything(t)
	for _, r := range o.Rows {
		if slices.Contains(o.LeftOut, r.Place) {
			t.Errorf("%s is a row of %s", r.Place, r.Mineral)
		}
	}
	if !slices.Contains(o.LeftOut, "RUS") || !slices.Contains(o.LeftOut, "IRN") {
		t.Errorf("left out: %v", o.LeftOut)
	}
}

func TestTablesAreSound(t *testing.T) {
	if faults := Faults(desk(t).atlas); len(faults) > 0 {
		t.Error(faults)
	}
}

// BenchmarkAll is all partners × all minerals with networks at hand. Target: ≤ 5 s.
func BenchmarkAll(b *testing.B) {
	d := desk(b)
	for b.Loop() {
		if _, err := d.All(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPage is a country's page with networks at hand. Target: ≤ 300 ms.
func BenchmarkPage(b *testing.B) {
	d := desk(b)
	for _, p := range []adit.PlaceID{"AUS", "CAN", "JPN", "COD", "UKR"} {
		b.Run(string(p), func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Page(context.Background(), p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMineral is a mineral's partners with networks at hand.
func BenchmarkMineral(b *testing.B) {
	d := desk(b)
	for _, m := range []string{"gallium", "titanium", "copper"} {
		b.Run(m, func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Mineral(context.Background(), m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpen is what stands before: networks built and traced.
func BenchmarkOpen(b *testing.B) {
	d := desk(b)
	for b.Loop() {
		if _, err := Open(context.Background(), d.atlas, d.solver, Question{Country: "USA", Against: d.Against, Year: 2024}); err != nil {
			b.Fatal(err)
		}
	}
}
