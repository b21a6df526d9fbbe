package usgsmyb

import (
	"strings"
	"testing"

	"adit/internal/importtest"
	"adit/internal/tradetest"
)

const sample = `flow,year,hts10,category,partner,row_kind,gross_kg,value_usd,qty_note,value_note,source_table
export,2021,2846.10.0000,Cerium compounds,Canada,partner,441000,2150000,,,T4
import,2022,2846.10.0010,Cerium oxides,"Korea, Republic of",partner,0,0,,,T6
import,2022,2846.10.0010,Cerium oxides,Total,total,0,0,,,T6
import,2022,,Cerium oxides,Total estimated REO equivalent content,total,882.2,,,,T6
import,2022,2846.10.0010,Cerium oxides,Other,partner,120,5500,r,,T6
`

func TestContract(t *testing.T) {
	tradetest.Run(t, tradetest.Case{Importer: Importer, File: importtest.Text("myb.csv", ""), Text: sample, Rows: 3 + 2,
		Bad: []tradetest.Bad{
			{Name: "negative", Old: "441000", New: "-441000", Rule: "row"},
			{Name: "NaN", Old: "441000", New: "NaN", Rule: "row"},
			{Name: "dash", Old: "441000", New: "--", Rule: "row"},
			{Name: "country", Old: "Canada", New: "Canaada", Rule: "unknown-country"},
			{Name: "code", Old: "2846.10.0000", New: "2846.10", Rule: "row"},
			{Name: "year", Old: "2021", New: "21", Rule: "row"},
			{Name: "flow", Old: "export", New: "transit", Rule: "row"},
			{Name: "kind", Old: "Canada,partner", New: "Canada,sum", Rule: "row"},
			{Name: "empty", Old: "441000,2150000", New: ",", Rule: "row"},
			{Name: "columns", Old: "Canada,", New: "", Rule: "columns"},
			{Name: "conflict", Old: `"Korea, Republic of"`, New: "Other", Rule: "conflict"},
			{Name: "header", Old: "gross_kg", New: "kg"},
		}})
}

func TestReadings(t *testing.T) {
	res := importtest.Run(t, tradetest.Named(t, Importer), importtest.Text("x.csv", sample))
	tradetest.SameText(t, importtest.Table(t, res, "trade").Rows, strings.Join([]string{
		"hts10,2846100000,export,USA,CAN,2021,2150000,USD,441,reported,usgs-myb-raree-2022,",
		"hts10,2846100010,import,KOR,USA,2022,0,USD,0,reported,usgs-myb-raree-2022,",
		"hts10,2846100010,import,OTH,USA,2022,5500,USD,0.12,reported,usgs-myb-raree-2022,",
	}, "\n"))
}

// TestRegenerate checks the committed tables against the raw files; -update
// rewrites them.
func TestRegenerate(t *testing.T) {
	res := importtest.Regenerate(t, tradetest.Named(t, Importer),
		importtest.Files(t, "data/trade_extra/usgs-myb-raree", "us_rare_earth_trade_hts10_by_country_2021_2022.csv"))
	if err := res.Faults.Err(); err != nil {
		t.Error(err)
	}
	for _, f := range res.Faults {
		t.Log(f)
	}
}

func FuzzImport(f *testing.F) {
	f.Add(sample)
	tradetest.Fuzz(f, Importer, "myb.csv")
}
