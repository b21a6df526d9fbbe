package baci

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"adit/atlas"
	"adit/internal/importtest"
	"adit/internal/tradetest"
)

const numbers = "country_code,country_name,country_iso2,country_iso3\n" +
	"56,Belgium,BE,BEL\n490,\"Other Asia, nes\",,S19\n697,\"Europe EFTA, nes\",,R20\n762,Tajikistan,TJ,TJK\n842,USA,US,USA\n"

const fullYear = `t,i,j,k,v,q
2023,762,56,811010,110314.805,5768.12
2023,490,842,811010,10,         NA
2023,697,842,811010,3.5,0.000
2023,762,842,10121,3,4
2023,842,762,811292,0.001,1
`

func besideYear() []atlas.File {
	return []atlas.File{importtest.Text("country_codes_V202601.csv", numbers)}
}

func TestContractFullYear(t *testing.T) {
	tradetest.Run(t, tradetest.Case{Importer: Importer, File: importtest.Text("BACI_HS17_Y2023_V202601.csv", ""), Text: fullYear,
		Rows: 4, Beside: besideYear(),
		Bad: []tradetest.Bad{
			{Name: "negative", Old: "5768.12", New: "-5768.12", Rule: "row"},
			{Name: "NaN", Old: "5768.12", New: "NaN", Rule: "row"},
			{Name: "huge", Old: "5768.12", New: "1e999", Rule: "row"},
			{Name: "country", Old: "2023,762", New: "2023,763", Rule: "unknown-country"},
			{Name: "code", Old: "811010", New: "8110100", Rule: "row"},
			{Name: "year", Old: "2023,762", New: "23,762", Rule: "row"},
			{Name: "columns", Old: "2023,762,", New: "2023,", Rule: "row"},
			{Name: "conflict", Old: "2023,842,762,811292", New: "2023,762,56,811010", Rule: "conflict"},
			{Name: "header", Old: "t,i,j,k,v,q", New: "t,i,j,k,v,q,w"},
		}})
}

const extractText = `year,exporter,exporter_name,importer,importer_name,hs6,material,value_kusd,qty_t
2024,TJK,Tajikistan,BEL,Belgium,811010,antimony,110314.805,5768.12
2024,HKG,"China, Hong Kong SAR",S19,"Other Asia, nes",811010,antimony,896.408,
2024,USA,USA,BEL,Belgium,811292,gallium,1,2
`

func TestContractExtract(t *testing.T) {
	tradetest.Run(t, tradetest.Case{Importer: Importer, File: importtest.Text("baci_hs17.csv", ""), Text: extractText, Rows: 3,
		Bad: []tradetest.Bad{
			{Name: "negative", Old: "5768.12", New: "-5768.12", Rule: "row"},
			{Name: "NaN", Old: "5768.12", New: "NaN", Rule: "row"},
			{Name: "country", Old: "2024,TJK", New: "2024,TJX", Rule: "unknown-country"},
			{Name: "code", Old: "811010", New: "8110", Rule: "row"},
			{Name: "columns", Old: "2024,TJK,", New: "2024,", Rule: "columns"},
			{Name: "conflict", Old: "2024,USA,USA,BEL,Belgium,811292", New: "2024,TJK,Tajikistan,BEL,Belgium,811010", Rule: "conflict"},
			{Name: "header", Old: "qty_t", New: "qty"},
		}})
}

const valueText = "i,j,cmd,value\nTJK,BEL,811010,110314805.0\nS19,BEL,811010,896408\nUSA,BEL,811010,200\nUSA,BEL,811292,5\n"

func TestContractValueOnly(t *testing.T) {
	tradetest.Run(t, tradetest.Case{Importer: Importer, File: importtest.Text("baci_2022_value_only.csv", ""), Text: valueText, Rows: 3,
		Cut: true,
		Bad: []tradetest.Bad{
			{Name: "negative", Old: "896408", New: "-896408", Rule: "row"},
			{Name: "NaN", Old: "896408", New: "NaN", Rule: "row"},
			{Name: "huge", Old: "896408", New: "1e18", Rule: "row"},
			{Name: "country", Old: "TJK", New: "TJX", Rule: "unknown-country"},
			{Name: "code", Old: "811010", New: "8110", Rule: "row"},
			{Name: "header", Old: "cmd", New: "hs6", Rule: "header"},
		}})
}

func trade(t *testing.T, files ...atlas.File) (*atlas.Result, [][]string) {
	t.Helper()
	res := importtest.Run(t, tradetest.Named(t, Importer), files...)
	return res, importtest.Table(t, res, "trade").Rows
}

// TestReadings checks Taiwan, areas that are no country, and tonnages that are
// missing or rounded to nothing.
func TestReadings(t *testing.T) {
	res, rows := trade(t, append(besideYear(), importtest.Text("BACI_HS17_Y2023_V202601.csv", fullYear))...)
	tradetest.SameText(t, rows, strings.Join([]string{
		"hs2017,811010,reconciled,OTH,USA,2023,3.5,kUSD,,estimated,baci-hs2017-2023,exporter R20",
		"hs2017,811010,reconciled,TJK,BEL,2023,110314.805,kUSD,5768.12,estimated,baci-hs2017-2023,",
		"hs2017,811010,reconciled,TWN,USA,2023,10,kUSD,,estimated,baci-hs2017-2023,",
		"hs2017,811292,reconciled,USA,TJK,2023,0.001,kUSD,1,estimated,baci-hs2017-2023,",
	}, "\n"))
	for _, rule := range []string{"area", "rounded-to-zero"} {
		if !tradetest.HasRule(res.Faults, rule) {
			t.Errorf("no warning %s", rule)
		}
	}
	if _, err := tradetest.Named(t, Importer).Import(context.Background(), &atlas.Input{Files: []atlas.File{importtest.Text("x.csv", fullYear)}}); err == nil {
		t.Error("a year without country_codes was taken")
	}
}

// TestHistory checks the files without tonnages: small flows are left out, and
// flows that a fuller file has; one list for the three minerals of 811292.
func TestHistory(t *testing.T) {
	list := `[{"from":"CN","to":"US","value":500000},{"from":"TW","to":"US","value":249}]`
	top := `{"year":2022,"source":"x","materials":{"gallium":` + list + `,"germanium":` + list + `,"hafnium":` + list +
		`,"antimony":[{"from":"TJ","to":"BE","value":110314805}]}}`
	res, rows := trade(t, importtest.Text("baci_2022_value_only.csv", strings.Replace(valueText, "USA,BEL,811292,5\n", "", 1)), importtest.Text("flows_2022.json", top))
	tradetest.SameText(t, rows, strings.Join([]string{
		"hs2017,811010,reconciled,TJK,BEL,2022,110314.805,kUSD,,estimated,baci-value-2022,",
		"hs2017,811010,reconciled,TWN,BEL,2022,896.408,kUSD,,estimated,baci-value-2022,",
		"hs2017,811292,reconciled,CHN,USA,2022,500,kUSD,,estimated,baci-top-2022,",
	}, "\n"))
	for _, rule := range []string{"small", "repeated"} {
		if !tradetest.HasRule(res.Faults, rule) {
			t.Errorf("no warning %s: %v", rule, res.Faults)
		}
	}
	for name, bad := range map[string]string{"cut": top[:len(top)-3], "year": `{"year":22,"materials":{}}`, "flood": `{"year":2022,"a":"` + strings.Repeat("0", maxTop) + `"}`} {
		in := &atlas.Input{Files: []atlas.File{importtest.Text("flows_2022.json", bad)}}
		if _, err := tradetest.Named(t, Importer).Import(context.Background(), in); err == nil {
			t.Errorf("%s: a broken list was taken", name)
		}
	}
	res = importtest.Run(t, tradetest.Named(t, Importer), importtest.Text("flows_2022.json", `{"year":2022,"materials":{"mithril":[]}}`))
	if !tradetest.HasRule(res.Faults, "unknown-code") {
		t.Error("an unknown material was taken")
	}
}

// TestAllCodes checks that New without codes keeps all, codes with leading
// zeros among them.
func TestAllCodes(t *testing.T) {
	in := &atlas.Input{Files: append(besideYear(), importtest.Text("BACI_HS92_Y2023_V202601.csv", fullYear))}
	res, err := tradetest.Named(t, New(nil)).Import(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	rows := importtest.Table(t, res, "trade").Rows
	if len(rows) != 5 || rows[0][0] != "hs1992" || rows[0][1] != "010121" {
		t.Errorf("%v", rows)
	}
}

// TestBounded streams 3 million rows of which none are kept: memory must not
// grow with the file.
func TestBounded(t *testing.T) {
	row := "2023,762,842,10121,3,4\n"
	f := tradetest.Flood("BACI_HS17_Y2023.csv", "t,i,j,k,v,q\n", row, 3_000_000*int64(len(row)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := tradetest.Named(t, Importer).Import(context.Background(), &atlas.Input{Files: append(besideYear(), f)})
	runtime.ReadMemStats(&after)
	// The flood is cut in a row at its end, which the importer must tell.
	if err != nil && !strings.Contains(err.Error(), errCut.Error()) {
		t.Fatal(err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("allocated %d MiB", used>>20)
	}
}

func TestSources(t *testing.T) {
	res, _ := trade(t, append(besideYear(), importtest.Text("BACI_HS17_Y2023_V202601.csv", fullYear))...)
	got := importtest.Table(t, res, "sources").Rows
	if len(got) != 1 || got[0][3] != "V202601" || got[0][4] != "2026-01" || len(got[0][8]) != 64 || !strings.Contains(got[0][10], "2 of 4 flows have no tonnage") {
		t.Errorf("%v", got)
	}
}

func FuzzImport(f *testing.F) {
	f.Add(extractText)
	f.Add(valueText)
	f.Add(fullYear)
	f.Add(`{"year":2022,"materials":{"antimony":[{"from":"TJ","to":"BE","value":1}]}}`)
	tradetest.Fuzz(f, Importer, "baci_2022.csv", besideYear()...)
}

// ExampleNew keeps two codes of a full BACI year.
func ExampleNew() {
	file := func(name, text string) atlas.File {
		return atlas.File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
	}
	places := atlas.NewNames("country")
	for _, p := range []string{"BEL", "TJK", "USA"} {
		places.Add(p, p)
	}
	res, err := New([]string{"811010", "811292"}).Import(context.Background(), &atlas.Input{Places: places, Files: []atlas.File{
		file("BACI_HS17_Y2023_V202601.csv", fullYear), file("country_codes_V202601.csv", numbers)}})
	if err != nil {
		fmt.Println(err)
		return
	}
	t := res.Tables[0]
	fmt.Println(t.Get(1, "exporter"), t.Get(1, "importer"), t.Get(1, "mass_t"), "t")
	// Output: TJK BEL 5768.12 t
}
