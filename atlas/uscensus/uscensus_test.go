package uscensus

import (
	"fmt"
	"strings"
	"testing"

	"adit/internal/importtest"
	"adit/internal/tradetest"
)

// sample has one whole year of one code, and a month of the next.
func sample() string {
	var b strings.Builder
	b.WriteString("hs6,month,partner_iso2,partner,value_usd,qty,qty_unit\n")
	for m := 1; m <= 12; m++ {
		fmt.Fprintf(&b, "250410,2024-%02d,_TOTAL,all,%d,,M\n250410,2024-%02d,CN,CHINA,%d,,M\n250410,2024-%02d,OTHER,Others,1,,M\n", m, m+1, m, m, m)
	}
	b.WriteString("250410,2025-01,_TOTAL,all,7,,M\n250410,2025-01,GB,UNITED KINGDOM,7,,M\n")
	return b.String()
}

func TestContract(t *testing.T) {
	tradetest.Run(t, tradetest.Case{Importer: Importer, File: importtest.Text("census.csv", ""), Text: sample(), Rows: 2,
		Cut: true,
		Bad: []tradetest.Bad{
			{Name: "negative", Old: "CHINA,1,", New: "CHINA,-1,", Rule: "row"},
			{Name: "NaN", Old: "CHINA,1,", New: "CHINA,NaN,", Rule: "row"},
			{Name: "cents", Old: "CHINA,1,", New: "CHINA,1.5,", Rule: "row"},
			{Name: "sum", Old: "CHINA,1,", New: "CHINA,2,", Rule: "sum"},
			{Name: "country", Old: "CN,CHINA", New: "C9,CHINA", Rule: "unknown-country"},
			{Name: "code", Old: "250410", New: "2504100", Rule: "row"},
			{Name: "month", Old: "2024-01", New: "2024-13", Rule: "row"},
			{Name: "conflict", Old: "2024-02,CN", New: "2024-01,CN", Rule: "conflict"},
			{Name: "columns", Old: "CHINA,", New: "", Rule: "columns"},
			{Name: "header", Old: "hs6", New: "hs"},
		}})
}

// TestReadings checks that months become years: 1 + 2 + … + 12 = 78.
func TestReadings(t *testing.T) {
	res := importtest.Run(t, tradetest.Named(t, Importer), importtest.Text("x.csv", sample()))
	tradetest.SameText(t, importtest.Table(t, res, "trade").Rows, strings.Join([]string{
		"hs2022,250410,import,CHN,USA,2024,78,USD,,reported,us-census-battery,",
		"hs2022,250410,import,OTH,USA,2024,12,USD,,reported,us-census-battery,",
	}, "\n"))
	if !tradetest.HasRule(res.Faults, "left-out") {
		t.Error("nothing told of the year that is not whole")
	}
}

// TestRegenerate checks the committed tables against the raw files; -update
// rewrites them.
func TestRegenerate(t *testing.T) {
	res := importtest.Regenerate(t, tradetest.Named(t, Importer),
		importtest.Files(t, "data/trade_extra/us-census-battery", "us_general_imports_monthly_2023_2026.csv"))
	if err := res.Faults.Err(); err != nil {
		t.Error(err)
	}
	for _, f := range res.Faults {
		t.Log(f)
	}
}

func FuzzImport(f *testing.F) {
	f.Add(sample())
	tradetest.Fuzz(f, Importer, "census.csv")
}
