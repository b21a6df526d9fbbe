package comext

import (
	"testing"

	"adit/internal/importtest"
	"adit/internal/tradetest"
)

const sample = `DECLARANT_ISO,PARTNER_ISO,PRODUCT_NC,FLOW,PERIOD,VALUE_IN_EUROS
AT,CN,81129289,1,2022,68580
AT,BE,81129295,1,2022,30838.555
EL,XS,25309050,1,2023,13
DE,GS,28461000,1,2024,0
FR,QP,28461000,1,2024,77
`

func TestContract(t *testing.T) {
	tradetest.Run(t, tradetest.Case{Importer: Importer, File: importtest.Text("comext.csv", ""), Text: sample, Rows: 5,
		Bad: []tradetest.Bad{
			{Name: "negative", Old: "68580", New: "-68580", Rule: "row"},
			{Name: "NaN", Old: "68580", New: "NaN", Rule: "row"},
			{Name: "infinite", Old: "68580", New: "1e999", Rule: "row"},
			{Name: "no value", Old: "68580", New: "", Rule: "row"},
			{Name: "country", Old: "AT,CN", New: "AT,Z9", Rule: "unknown-country"},
			{Name: "member", Old: "AT,CN", New: "US,CN", Rule: "unknown-country"},
			{Name: "code", Old: "81129289", New: "8112928", Rule: "row"},
			{Name: "year", Old: "2022", New: "20222", Rule: "row"},
			{Name: "flow", Old: ",1,2022", New: ",3,2022", Rule: "row"},
			{Name: "columns", Old: "AT,CN,", New: "AT,", Rule: "columns"},
			{Name: "conflict", Old: "AT,BE,81129295,1,2022,30838.555", New: "AT,CN,81129289,1,2022,30838.555", Rule: "conflict"},
			{Name: "header", Old: "PRODUCT_NC", New: "PRODUCT"},
			{Name: "quote", Old: "AT,BE", New: `"AT,BE`},
		}})
}

// TestReadings checks how cells of Comext are understood.
func TestReadings(t *testing.T) {
	imp := tradetest.Named(t, Importer)
	text := "DECLARANT_ISO,PARTNER_ISO,PRODUCT_NC,FLOW,PERIOD,VALUE_IN_EUROS,QUANTITY_IN_KG\n" +
		"EL,BE,81129295,1,202252,5,2500\nXI,QP,81129295,2,2022,5,0\n"
	got := importtest.Table(t, importtest.Run(t, imp, importtest.Text("x.csv", text)), "trade").Rows
	want := [][]string{
		{"cn8", "81129295", "export", "GBR", "OTH", "2022", "5", "EUR", "", "reported", "comext", "QP"},
		{"cn8", "81129295", "import", "BEL", "GRC", "2022", "5", "EUR", "2.5", "reported", "comext", "intra-eu"},
	}
	tradetest.Same(t, got, want)
}

// TestRegenerate checks the committed tables against the raw files; -update
// rewrites them.
func TestRegenerate(t *testing.T) {
	res := importtest.Regenerate(t, tradetest.Named(t, Importer), importtest.Files(t, "data/trade_extra/eu-comext-cn8",
		"cn8_names.csv", "eu_comext_critical_inputs_cn8_2022_2024.csv"))
	if err := res.Faults.Err(); err != nil {
		t.Error(err)
	}
	if n := len(importtest.Table(t, res, "trade").Rows); n != 26538 {
		t.Errorf("%d flows, want 26,538 as the file has", n)
	}
	for _, f := range res.Faults {
		t.Log(f)
	}
}

func FuzzImport(f *testing.F) {
	f.Add(sample)
	tradetest.Fuzz(f, Importer, "comext.csv")
}
