package exposure_test

import (
	"fmt"
	"math"
	"testing"

	"adit"
	"adit/exposure"
)

// HHI of gallium 2023, USGS MCS 2025 world table: China 98.1%. With 1.9% of
// others the index is between 9,624 and 9,627.
func ExampleHHI() {
	low, high := exposure.HHI([]exposure.Origin{{Place: "CHN", Share: 0.981}, {Place: adit.Other, Share: 0.019}}, nil)
	fmt.Printf("%.0f to %.0f\n", 1e4*low, 1e4*high)
	// Output: 9624 to 9627
}

func TestHHIGovernance(t *testing.T) {
	g := map[adit.PlaceID]float64{"CHN": 5, "AUS": 1, adit.Other: 10}
	low, high := exposure.HHI([]exposure.Origin{{Place: "CHN", Share: .5}, {Place: "AUS", Share: .3}}, func(p adit.PlaceID) float64 { return g[p] })
	if math.Abs(low-(.25*5+.09)) > 1e-12 || math.Abs(high-low-.04*10) > 1e-12 {
		t.Errorf("%g to %g", low, high)
	}
}

// A sole supplier with the governance of China 2016–20: published 5.6 for Er,
// Eu, Ho, Lu, Tm, Yb (EU study 2023).
func ExampleSupplyRisk() {
	sole := []exposure.Supplier{{Share: 1, WGI: -0.33, Trade: 1}}
	fmt.Printf("%.4f\n", exposure.SupplyRisk(sole, sole, 1, 0.01, 1))
	// Output: 5.6034
}

func ExampleNetImportReliance() {
	t := func(v float64) adit.Figure { return adit.Exact(v, "t", adit.Reported) }
	r, _ := exposure.NetImportReliance(t(20), t(100), t(10), t(-10))
	fmt.Printf("%.0f%%\n", r.Value)
	withheld := adit.Figure{Low: 0, High: math.MaxFloat64, Unit: "t", Basis: adit.Withheld}
	r, _ = exposure.NetImportReliance(withheld, t(100), t(10), t(-10))
	fmt.Printf("%.0f%% to %.0f%%\n", r.Low, r.High)
	// Output:
	// 80%
	// 0% to 100%
}

// Net exporters fall below 0; a consumption that may be nothing is an error.
func TestNetImportReliance(t *testing.T) {
	f := func(low, v, high float64) adit.Figure {
		return adit.Figure{Low: low, Value: v, High: high, Unit: "t", Basis: adit.Estimated}
	}
	r, err := exposure.NetImportReliance(f(90, 100, 110), f(10, 20, 30), f(40, 50, 60), f(0, 0, 0))
	if err != nil || math.Abs(r.Value+300./7) > 1e-9 || math.Abs(r.Low+125) > 1e-9 || math.Abs(r.High+10./1) > 1e-9 {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := exposure.NetImportReliance(f(0, 10, 20), f(0, 0, 0), f(5, 5, 5), f(0, 0, 0)); err == nil {
		t.Error("negative consumption was accepted")
	}
}
