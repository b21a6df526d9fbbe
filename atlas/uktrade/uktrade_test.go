package uktrade

import (
	"strings"
	"testing"

	"adit/internal/importtest"
	"adit/internal/tradetest"
)

const sample = `mineral,label,from_month,to_month,partner_iso3,partner,import_value_gbp
lithium,Lithium,2024-07,2026-06,USA,United States,31996407
rare-earths,Rare earths,2024-07,2026-06,CHN,China,12
minor-metals,Minor metals,2024-07,2026-06,CHN,China,5
tin,Tin,2024-07,2026-06,GBR,United Kingdom,6169109
`

func TestContract(t *testing.T) {
	tradetest.Run(t, tradetest.Case{Importer: Importer, File: importtest.Text("uk.csv", ""), Text: sample, Rows: 3,
		Bad: []tradetest.Bad{
			{Name: "negative", Old: "31996407", New: "-1", Rule: "row"},
			{Name: "NaN", Old: "31996407", New: "NaN", Rule: "row"},
			{Name: "empty", Old: "31996407", New: "", Rule: "row"},
			{Name: "country", Old: "USA", New: "USB", Rule: "unknown-country"},
			{Name: "mineral", Old: "lithium", New: "kryptonite", Rule: "unknown-mineral"},
			{Name: "months", Old: "2026-06", New: "2024-06", Rule: "row"},
			{Name: "columns", Old: "USA,", New: "", Rule: "columns"},
			{Name: "conflict", Old: "tin,Tin,2024-07,2026-06,GBR", New: "lithium,Tin,2024-07,2026-06,USA", Rule: "conflict"},
			{Name: "header", Old: "import_value_gbp", New: "gbp"},
		}})
}

func TestReadings(t *testing.T) {
	res := importtest.Run(t, tradetest.Named(t, Importer), importtest.Text("x.csv", sample))
	tradetest.SameText(t, importtest.Table(t, res, "import_shares").Rows, strings.Join([]string{
		"lithium,,,GBR,USA,import-value,2024-07 to 2026-06,2026,31996407,,,GBP,reported,,uk-hmrc-ots,lithium, USA,",
		"rare_earths,,,GBR,CHN,import-value,2024-07 to 2026-06,2026,12,,,GBP,reported,,uk-hmrc-ots,rare-earths, CHN,",
		"tin,,,GBR,GBR,import-value,2024-07 to 2026-06,2026,6169109,,,GBP,reported,,uk-hmrc-ots,tin, GBR,",
	}, "\n"))
}

// TestRegenerate checks the committed tables against the raw files; -update
// rewrites them.
func TestRegenerate(t *testing.T) {
	res := importtest.Regenerate(t, tradetest.Named(t, Importer),
		importtest.Files(t, "data/trade_extra/uk-hmrc-agg", "uk_imports_by_mineral_and_origin_24_months.csv"))
	if err := res.Faults.Err(); err != nil {
		t.Error(err)
	}
	for _, f := range res.Faults {
		t.Log(f)
	}
}

func FuzzImport(f *testing.F) {
	f.Add(sample)
	tradetest.Fuzz(f, Importer, "uk.csv")
}
