package usitc

import (
	"strings"
	"testing"

	"adit/internal/importtest"
	"adit/internal/tradetest"
)

const header = "flow,partner,hts4,description,period,value_usd,qty1,qty1_unit,qty2,qty2_unit\n"

const sample = header + `import,Australia,2611,TUNGSTEN ORES,2018,698139.0,31581,kilograms,28456,component kilograms
import,China,8110,ANTIMONY,2024,10.0,1000,kilograms,,
export,China,8505,MAGNETS,2024,7.5,1804;2820268,kilograms;number,,
export,Myanmar (Burma),8505,MAGNETS,2024,7.5,12,number,,
import,China,2606,ALUMINUM ORES,2025,5.0,12,metric tons,,
import,China,8110,ANTIMONY,2026_Jan-Apr,10.0,1000,kilograms,,
import,China,8110,ANTIMONY,1999,10.0,1000,kilograms,,
import,China,8110,ANTIMONY,2019_Suppressed,,3,kilograms,,
`

func TestContract(t *testing.T) {
	tradetest.Run(t, tradetest.Case{Importer: Importer, File: importtest.Text("dataweb.csv", ""), Text: sample, Rows: 6 + 4,
		Repeat: "import,China,8110,ANTIMONY,2024,10.0,1000,kilograms,,\n",
		Bad: []tradetest.Bad{
			{Name: "negative value", Old: "698139", New: "-1", Rule: "row"},
			{Name: "negative mass", Old: "31581", New: "-31581", Rule: "row"},
			{Name: "NaN", Old: "31581", New: "nan", Rule: "row"},
			{Name: "thousands", Old: "1804;", New: "1 804;", Rule: "row"},
			{Name: "country", Old: "Australia", New: "Austalia", Rule: "unknown-country"},
			{Name: "code", Old: "2611", New: "261", Rule: "row"},
			{Name: "unit", Old: "metric tons", New: "long tons", Rule: "row"},
			{Name: "period", Old: "2018", New: "2018_May", Rule: "row"},
			{Name: "flow", Old: "import,A", New: "reimport,A", Rule: "row"},
			{Name: "no value", Old: "698139.0", New: "", Rule: "row"},
			{Name: "columns", Old: "Australia,", New: "", Rule: "columns"},
			{Name: "conflict", Old: "import,China,2606,ALUMINUM ORES,2025", New: "import,China,8110,ALUMINUM ORES,2024", Rule: "conflict"},
			{Name: "header", Old: "qty2_unit", New: "unit2"},
		}})
}

// TestReadings checks units: contents apart, mixed units and pieces blank.
func TestReadings(t *testing.T) {
	got := importtest.Table(t, importtest.Run(t, tradetest.Named(t, Importer), importtest.Text("x.csv", sample)), "trade").Rows
	want := strings.Join([]string{
		"hts4,2606,import,CHN,USA,2025,5,USD,12,reported,usitc-dataweb,18-partners",
		"hts4,2611,import,AUS,USA,2018,,,28.456,reported,usitc-dataweb,18-partners;contained",
		"hts4,2611,import,AUS,USA,2018,698139,USD,31.581,reported,usitc-dataweb,18-partners",
		"hts4,8110,import,CHN,USA,2024,10,USD,1,reported,usitc-dataweb,18-partners",
		"hts4,8505,export,USA,CHN,2024,7.5,USD,,reported,usitc-dataweb,18-partners;mixed-units",
		"hts4,8505,export,USA,MMR,2024,7.5,USD,,reported,usitc-dataweb,18-partners;number",
	}, "\n")
	tradetest.SameText(t, got, want)
}

// TestRegenerate checks the committed tables against the raw files; -update
// rewrites them.
func TestRegenerate(t *testing.T) {
	res := importtest.Regenerate(t, tradetest.Named(t, Importer),
		importtest.Files(t, "data/trade_extra/usitc-dataweb", "usitc_hts4_18partners_1993_2026.csv"))
	if err := res.Faults.Err(); err != nil {
		t.Error(err)
	}
	for _, f := range res.Faults {
		t.Log(f)
	}
}

func FuzzImport(f *testing.F) {
	f.Add(sample)
	tradetest.Fuzz(f, Importer, "dataweb.csv")
}
