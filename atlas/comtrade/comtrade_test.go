package comtrade

import (
	"bytes"
	"compress/gzip"
	"context"
	"strings"
	"testing"

	"adit/atlas"
	"adit/internal/importtest"
	"adit/internal/tradetest"
)

// Rows made by hand; no data of UN Comtrade is in this repository.
const sample = `year,reporter,partner,cmd,flow,value,netwgt,qty,qtyunit
2022,56,0,250490,M,900.5,27,27,8
2022,56,762,811010,M,900.5,27000,27,8
2022,762,56,811010,X,800,0,,
2022,842,490,811010,M,10,5,,
2022,842,899,811010,M,3,,,
2022,842,899,811010,RM,3,,,
`

const numbers = "country_code,country_name,country_iso2,country_iso3\n56,Belgium,BE,BEL\n762,Tajikistan,TJ,TJK\n842,USA,US,USA\n"

func beside() []atlas.File { return []atlas.File{importtest.Text("country_codes_V1.csv", numbers)} }

func TestContract(t *testing.T) {
	tradetest.Run(t, tradetest.Case{Importer: Importer, File: importtest.Text("comtrade.csv", ""), Text: sample, Rows: 4, Beside: beside(),
		Repeat: "2022,56,762,811010,M,900.5,27000,27,8\n",
		Bad: []tradetest.Bad{
			{Name: "negative", Old: "762,811010,M,900.5", New: "762,811010,M,-900.5", Rule: "row"},
			{Name: "negative mass", Old: "27000", New: "-27000", Rule: "row"},
			{Name: "NaN", Old: "27000", New: "NaN", Rule: "row"},
			{Name: "country", Old: "56,762", New: "56,763", Rule: "unknown-country"},
			{Name: "code", Old: "762,811010", New: "762,81101", Rule: "row"},
			{Name: "year", Old: "2022,56,762", New: "22,56,762", Rule: "row"},
			{Name: "flow", Old: "762,811010,M", New: "762,811010,Q", Rule: "row"},
			{Name: "no value", Old: "M,10,", New: "M,,", Rule: "row"},
			{Name: "columns", Old: "56,762,", New: "56,", Rule: "columns"},
			{Name: "conflict", Old: "2022,842,490,811010,M,10,5", New: "2022,842,899,811010,M,1,5", Rule: "conflict"},
			{Name: "header", Old: "netwgt", New: "weight"},
		}})
}

func trade(t *testing.T, name, text string) [][]string {
	t.Helper()
	res := importtest.Run(t, tradetest.Named(t, Importer), append(beside(), importtest.Text(name, text))...)
	return importtest.Table(t, res, "trade").Rows
}

func TestReadings(t *testing.T) {
	want := strings.Join([]string{
		"hs,811010,export,TJK,BEL,2022,800,USD,,reported,comtrade,",
		"hs,811010,import,OTH,USA,2022,3,USD,,reported,comtrade,exporter 899",
		"hs,811010,import,TJK,BEL,2022,900.5,USD,27,reported,comtrade,",
		"hs,811010,import,TWN,USA,2022,10,USD,0.005,reported,comtrade,",
	}, "\n")
	tradetest.SameText(t, trade(t, "comtrade.csv", sample), want)
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(sample))
	z.Close()
	tradetest.SameText(t, trade(t, "comtrade.csv.gz", b.String()), want)
}

// TestAPI reads the columns of the API, and a year that only the name says.
func TestAPI(t *testing.T) {
	api := "mineral,period,reporterISO,partnerISO,flowCode,cmdCode,primaryValue,netWgt\nnickel,2000,ALB,TUR,M,260400,482.0,1000.0\nnickel,2000,ALB,W00,M,260400,482.0,1000.0\n"
	tradetest.SameText(t, trade(t, "x.csv", api), "hs,260400,import,TUR,ALB,2000,482,USD,1,reported,comtrade,")
	short := "reporter,partner,cmd,flow,value,netwgt\n56,762,811010,M,1.5,2\n"
	tradetest.SameText(t, trade(t, "comtrade_2024.csv", short), "hs,811010,import,TJK,BEL,2024,1.5,USD,0.002,reported,comtrade-2024,")
}

// TestParts checks that a total stands for its splits: by two customs
// procedures (twice the total), and again by two means of transport (four
// times).
func TestParts(t *testing.T) {
	head := "reporter,partner,cmd,flow,value,netwgt\n"
	row := func(value, kg string) string { return "56,762,811010,M," + value + "," + kg + "\n" }
	for name, text := range map[string]string{
		"twice": row("6", "2000") + row("10", "5000") + row("4", "3000"),
		"four":  row("10", "5000") + row("10", "5000") + row("4", "3000") + row("6", "2000") + row("4", "3000") + row("6", "2000"),
		"same":  row("10", "5000") + row("10", "5000") + row("10", "5000"),
	} {
		got := trade(t, "comtrade_2024.csv", head+text)
		if len(got) != 1 || got[0][6] != "10" || got[0][8] != "5" {
			t.Errorf("%s: %v, want 10 USD and 5 t", name, got)
		}
	}
}

// TestRaw reads a file at hand, which is not embedded. Its 166,616 rows, 76,523
// of them unique, are 40,491 of the partner World and 126,125 of flows: totals,
// exact repeats and parts.
func TestRaw(t *testing.T) {
	files := importtest.Files(t, "data/comtrade", "comtrade_2022.csv.gz")
	files = append(files, importtest.Files(t, "data/baci", "country_codes_V202601.csv")...)
	imp := tradetest.Named(t, Importer)
	res, err := imp.Import(context.Background(), &atlas.Input{Files: files})
	if err != nil {
		t.Fatal(err)
	}
	tb := importtest.Table(t, res, "trade")
	importtest.Check(t, tb)
	if err := res.Faults.Err(); err != nil {
		t.Error(err)
	}
	if got, want := len(tb.Rows), 126125-71149-21633; got != want {
		t.Errorf("%d flows, want %d", got, want)
	}
}

func FuzzImport(f *testing.F) {
	f.Add(sample)
	tradetest.Fuzz(f, Importer, "comtrade.csv", beside()...)
}
