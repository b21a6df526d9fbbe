package exposure

import (
	"fmt"
	"math"

	"adit"
)

// HHI is E2, Σ s²·g, from shares as fractions of the whole. What has no name –
// adit.Other, Unnamed, and what the shares leave of 1 – is many small suppliers
// at best, which adds nothing (low), and one supplier not named elsewhere at
// worst, which adds its square (high). governance may be nil: g = 1; else it is
// asked for adit.Other's weight too.
func HHI(shares []Origin, governance func(adit.PlaceID) float64) (low, high float64) {
	if governance == nil {
		governance = func(adit.PlaceID) float64 { return 1 }
	}
	unnamed := 1.0
	for _, s := range shares {
		if s.Place == adit.Other || s.Place == Unnamed {
			continue
		}
		unnamed -= s.Share
		low += s.Share * s.Share * governance(s.Place)
	}
	if unnamed <= cutOff { // rounding
		return low, low
	}
	return low, low + unnamed*unnamed*governance(adit.Other)
}

// A Supplier is one country in the EU's supply risk: its share of a market, its
// World Governance Indicators averaged (−2.5 worst … 2.5 best) and the trade
// parameter t: 0.8 for the EU and free-trade partners, 1, more with export
// restrictions.
type Supplier struct {
	Share, WGI, Trade float64
}

// SupplyRisk is the EU's indicator of a stage (criticality method of 2017, used
// again in 2020 and 2023):
//
//	SR = [HHI_GS·IR/2 + HHI_EU·(1 − IR/2)]·(1 − EoL)·SI,  HHI = Σ s²·g·t,  g = (2.5 − WGI)·2
//
// with global and EU suppliers, import reliance IR, end-of-life recycling input
// rate EoL and substitution index SI, all as fractions. At 1 or more a raw
// material is critical if its economic importance is 2.8 or more.
func SupplyRisk(global, eu []Supplier, importReliance, recycling, substitution float64) float64 {
	hhi := func(of []Supplier) float64 {
		sum := 0.0
		for _, s := range of {
			sum += s.Share * s.Share * (2.5 - s.WGI) * 2 * s.Trade
		}
		return sum
	}
	blend := hhi(global)*importReliance/2 + hhi(eu)*(1-importReliance/2)
	return blend * (1 - recycling) * substitution
}

// NetImportReliance is E1 as the USGS defines it, in percent, with bounds:
//
//	(imports − exports + stock change) / (production + imports − exports + stock change)
//
// production is primary and secondary together; the stock change is what was
// drawn from stocks. A withheld production is its interval: [0, NoLimit] leaves
// reliance anywhere up to 100. Below 0 the country is a net exporter, which the
// USGS prints as "E". An apparent consumption that may be 0 or less is an error.
func NetImportReliance(production, imports, exports, stockChange adit.Figure) (adit.Figure, error) {
	for _, f := range []adit.Figure{production, imports, exports, stockChange} {
		if err := f.Check(); err != nil {
			return adit.Figure{}, fmt.Errorf("net import reliance: %w", err)
		}
	}
	// Rises with net imports everywhere; falls with production where net imports
	// are positive and rises where they are negative: the corners are enough.
	netLow := imports.Low - exports.High + stockChange.Low
	netHigh := imports.High - exports.Low + stockChange.High
	low, errLow := reliance(netLow, production.Low, production.High, math.Min)
	high, errHigh := reliance(netHigh, production.Low, production.High, math.Max)
	if errLow != nil || errHigh != nil {
		return adit.Figure{}, fmt.Errorf("net import reliance: apparent consumption may be 0 or less: net imports %g t or more, production %g t or more", netLow, production.Low)
	}
	out := adit.Figure{Low: low, High: high, Unit: "%", Year: production.Year, Basis: adit.Derived}
	point := production.Basis.Known() && imports.Basis.Known() && exports.Basis.Known() && stockChange.Basis.Known()
	if !point {
		out.Basis = adit.Withheld
		return out, nil
	}
	net := imports.Value - exports.Value + stockChange.Value
	out.Value = 100 * net / (production.Value + net)
	return out, nil
}

func reliance(net, least, most float64, pick func(x, y float64) float64) (float64, error) {
	if least+net <= 0 {
		return 0, fmt.Errorf("no consumption")
	}
	atMost := 0.0 // of an unbounded production net imports are no part
	if most < math.MaxFloat64 {
		atMost = 100 * net / (most + net)
	}
	return pick(100*net/(least+net), atMost), nil
}
