package usgs

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"adit"
	"adit/atlas"
	"adit/internal/importtest"
)

const header2026 = "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes,Is critical mineral 2025,Other notes\r\n"

// file2026 is a file of the shape of MCS 2026, as USGS encodes it.
func file2026(t testing.TB, name string, rows ...string) atlas.File {
	t.Helper()
	text, err := charmap.Windows1252.NewEncoder().String(header2026 + strings.Join(rows, "\r\n") + "\r\n")
	if err != nil {
		t.Fatal(err)
	}
	return importtest.Text(name, text)
}

// TestCells: the words that MCS prints in place of numbers.
func TestCells(t *testing.T) {
	for _, c := range []struct {
		text, notes      string
		value, low, high string
		basis            adit.Basis
		flag, own        string
		not              bool
	}{
		{text: "1,230,000", value: "1230000"},
		{text: "0.05", value: "0.05"},
		{text: " 68\u00a0", value: "68"},
		{text: "—", value: "0"},
		{text: "W", low: "0", basis: adit.Withheld, flag: "W"},
		{text: "NA", basis: adit.Unknown, flag: "NA"},
		{text: "XX", not: true},
		{text: "E", high: "0", flag: "E"},
		{text: ">75", low: "75", flag: ">75"},
		{text: "<25", low: "0", high: "25", flag: "<25"},
		{text: ">2,000,000", low: "2000000", flag: ">2,000,000"},
		{text: "s", notes: "Estimated.; Less than ½ unit.", low: "0", high: "0.5", flag: "s"},
		{text: "s", notes: "Less than 500 carats.", low: "0", high: "500", flag: "s", own: "ct"},
		{text: "s", notes: "Included in “World total.”", basis: adit.Unknown, flag: "s"},
		{text: "Less than ½ unit.", low: "0", high: "0.5", flag: "<½ unit"},
		{text: "Less than 1/2 unit.", low: "0", high: "0.5", flag: "<½ unit"},
		{text: "Less than 50,000\u00a0tons", low: "0", high: "50000", flag: "Less than 50,000 tons", own: "t"},
		{text: "500–12,000", low: "500", high: "12000", flag: "500–12,000"},
		{text: "10,000 - 15,000", low: "10000", high: "15000", flag: "10,000 - 15,000"},
		{text: "?10", value: "-10"}, {text: "−88", value: "-88"},
		{text: "e40", value: "40", basis: adit.Estimated},
		{text: "Large", basis: adit.Unknown, flag: "Large"},
		{text: "Variable, depending on type of product", not: true},
	} {
		got, err := parseCell(c.text, c.notes)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if format(got.value) != c.value || format(got.low) != c.low || format(got.high) != c.high ||
			got.basis != c.basis || got.flag != c.flag || got.own != c.own || got.not != c.not {
			t.Errorf("%q: got %s [%s, %s] %q flag %q own %q not %t", c.text, format(got.value), format(got.low), format(got.high), got.basis, got.flag, got.own, got.not)
		}
	}
	for _, bad := range []string{"", "1,23", "12 000", "1.2.3", "W?", "90–10", "NaN", "1e9", "inf", "--"} {
		if c, err := parseCell(bad, ""); err == nil {
			t.Errorf("%q: read as %+v", bad, c)
		}
	}
}

// TestPlaces: what sticks to names of countries.
func TestPlaces(t *testing.T) {
	names := importtest.Atlas(t).Places()
	for _, c := range []struct{ text, id, word, note string }{
		{"Germany6", "DEU", "", ""}, {"Chinae", "CHN", "", ""}, {"Brazil (beneficiated)", "BRA", "beneficiated", ""},
		{"United\u00a0States1", "USA", "", ""}, {"Other countries8", "OTH", "", ""}, {"Russia ", "RUS", "", ""},
		{"World total (rounded)", "WLD", "", ""}, {"World total (rounded) 10", "WLD", "", ""},
		{"World total (rounded), excluding U.S. production", "WLD", "", "excluding U.S. production"},
		{"World total (rounded), natural", "WLD", "natural", ""},
		{"Congo (Kinshasa)", "COD", "", ""}, {"Korea, Republic of", "KOR", "", ""}, {"Republic of Korea", "KOR", "", ""},
		{"Trinidad and Tobago", "TTO", "", ""}, {"Turkey", "TUR", "", ""}, {"Burma", "MMR", "", ""}, {"Côte d’Ivoire", "CIV", "", ""},
		{"United States and Canada", "OTH", "United States and Canada", "several countries: United States and Canada"},
		{"China, Germany, and Russia", "OTH", "China, Germany, and Russia", "several countries: China, Germany, and Russia"},
		{"Argentina, crude ore", "ARG", "crude ore", ""}, {"Namibia", "NAM", "", ""},
	} {
		got, err := parsePlace(c.text, names)
		if err != nil || got != (place{c.id, c.word, c.note}) {
			t.Errorf("%q: %+v, %v", c.text, got, err)
		}
	}
	for _, bad := range []string{"", "NA", "Atlantis", "China and Atlantis", "7"} {
		if got, err := parsePlace(bad, names); err == nil {
			t.Errorf("%q: read as %+v", bad, got)
		}
	}
}

// TestRows: one row a trap, from the raw file of 2026 or in its shape.
func TestRows(t *testing.T) {
	const sal, imp, world = "Salient Statistics—United States", "Import Sources", "World Mine Production and Reserves"
	res := importtest.Run(t, Importer, file2026(t, "MCS2027_Commodities_Data.csv",
		`GALLIUM,World Low-Purity Production and Production Capacity,Gallium,China,Production,Primary production,kilograms,2026,"900,000",Estimated.,Yes,"(Data in kilograms, gallium content, unless otherwise specified)"`,
		`GALLIUM,World Low-Purity Production and Production Capacity,Gallium,World total,Production,Primary production: rounded,kilograms,2026,"900,000",Estimated.,Yes,`,
		`STRONTIUM,`+world+`,Strontium,Spain,Production,Mine production,metric tons,2026,"100,000",Estimated. -- Gross weight of celestite in tons.,No,"(Data in metric tons, strontium content, unless otherwise specified)"`,
		`MANGANESE,`+sal+`,Manganese,United States,Price,"Price, average, manganese content, cost, insurance, and freight, China, dollars per metric ton unit",dollars per metric ton,2026,4.5,,Yes,`,
		`GYPSUM,`+sal+`,Gypsum,United States,Sold,"Wallboard products sold, million square feet",thousand metric tons,2026,10,,No,`,
		`CESIUM,`+sal+`,Cesium,United States,Price,50 grams of 99.9% (metal basis) cesium carbonate,dollars per 50 grams,2026,146.4,,Yes,`,
		`TANTALUM,`+sal+`,Tantalum,United States,Shipment,Shipments from Government stockpile,metric tons,2026,?10,,Yes,`,
		`BARITE,`+sal+`,Barite,United States,Net import reliance,Net import relianceas a percentage of apparent consumption,percent,2026,>75,,Yes,`,
		`CADMIUM,`+sal+`,Cadmium,United States,Import,Imports for consumption: Cadmium sulfide,metric tons,2026,s,Less than ½ unit.,No,`,
		`DIAMOND (INDUSTRIAL),`+sal+`,"Diamond (Stones, natural and synthetic)",United States,Export,Exports,million carats,2026,s,Less than 500 carats.,No,`,
		`ANTIMONY,`+imp+`,Antimony,China,Import sources 2022-2025,Oxide,percent,2022–25,66,Includes Hong Kong.,Yes,`,
		`ANTIMONY,`+imp+`,Antimony,Other countries,Import sources 2022-2025,Oxide,percent,202225,34,,Yes,`,
		`WOLLASTONITE,`+world+`,Wollastonite,United States,Production,Mine production,metric tons,2026,W,,No,`,
		`WOLLASTONITE,`+world+`,Wollastonite,India,Production,Mine production,metric tons,2026,"110,000",,No,`,
		`WOLLASTONITE,`+world+`,Wollastonite,World total,Production,Mine production: rounded,metric tons,2026,"125,000",,No,`,
		`KYANITE AND RELATED MINERALS,`+world+`,Kyanite And Related Minerals,World total,Production,Mine production: rounded,metric tons,2026,XX,,No,`,
	))
	if err := res.Faults.Err(); err != nil || len(res.Faults) > 0 {
		t.Errorf("faults: %v", res.Faults)
	}
	for _, c := range []struct{ table, mineral, place, partner, want string }{
		{"production", "gallium", "CHN", "", "primary refinery 2026 900 [,] t estimated  content:Ga"},
		{"production", "gallium", "WLD", "", "primary refinery 2026 900 [850,950] t estimated  content:Ga"},
		{"production", "strontium", "ESP", "", "celestite mine 2026 100000 [,] t estimated  gross"},
		{"prices", "manganese", "USA", "", "  2026 4.5 [,] USD/mtu reported  "},
		{"salient", "gypsum", "USA", "", "wallboard-products-sold-million-square  2026 929030.4 [,] m2 reported  "},
		{"prices", "cesium", "USA", "", "  2026 2.928 [,] USD/g reported  "},
		{"salient", "tantalum", "USA", "", "  2026 -10 [,] t reported  content:Ta"},
		{"reliance", "barite", "USA", "", "  2026  [75,100] % reported >75 "},
		{"salient", "cadmium", "USA", "", "cadmium-sulfide  2026  [0,0.5] t reported s content:Cd"},
		{"salient", "diamond", "USA", "", "stones  2026  [0,500] ct reported s Less than 500 carats"},
		{"import_shares", "antimony", "USA", "CHN", "oxide  2025 66 [,] % reported  average 2022–25; Includes Hong Kong"},
		{"import_shares", "antimony", "USA", "OTH", "oxide  2025 34 [,] % reported  average 2022–25"},
		// 125,000 ± 500 less 110,000 ± 5,000: at least 9,500 is somebody else's, and
		// at most 20,500.
		{"production", "wollastonite", "USA", "", " mine 2026  [0,20500] t withheld W gross; high: world total less the others"},
	} {
		rows := figuresOf(importtest.Table(t, res, c.table), "mineral", c.mineral, "place", c.place, "partner", c.partner, "source", "usgs-mcs-2027")
		if len(rows) != 1 {
			t.Errorf("%s %s %s: %d rows", c.table, c.mineral, c.place, len(rows))
			continue
		}
		r := rows[0].cells
		got := strings.Join([]string{r["form"], r["stage"], r["year"], r["value"], "[" + r["low"] + "," + r["high"] + "]", r["unit"], r["basis"], r["flag"], r["note"]}, " ")
		if got != c.want {
			t.Errorf("%s %s %s:\n got %q\nwant %q", c.table, c.mineral, c.place, got, c.want)
		}
	}
	if n := len(figuresOf(importtest.Table(t, res, "production"), "mineral", "kyanite")); n != 0 {
		t.Error("XX became a figure")
	}
}

// TestFaults: what cannot be read is a fault with file and line, and the rest
// is read.
func TestFaults(t *testing.T) {
	const start = `TIN,World Mine Production and Reserves,Tin,`
	res := importtest.Run(t, Importer, file2026(t, "MCS2026_Commodities_Data.csv",
		start+`Peru,Production,Mine production,metric tons,2025,"31,000",,Yes,`,
		start+`Atlantis,Production,Mine production,metric tons,2025,1,,Yes,`,
		start+`China,Production,Mine production,flasks,2025,1,,Yes,`,
		start+`China,Production,Mine production,metric tons,2025,"1,2",,Yes,`,
		`UNOBTAINIUM,World Mine Production and Reserves,Unobtainium,China,Production,Mine production,metric tons,2025,1,,Yes,`,
		start+`China,Production,Mine production,metric tons,25,1,,Yes,`,
		start+`China,Production,Mine production,,2025,1,,Yes,`,
		start+`Brazil,Production,Mine production,metric tons,2025,-5,,Yes,`,
		start+`Peru,Production,Mine production,metric tons,2025,"31,000",,Yes,`,
		start+`Peru,Production,Mine production,metric tons,2025,"32,000",,Yes,`,
		start+`Peru,Production`,
	))
	var got []string
	for _, f := range res.Faults {
		got = append(got, f.Where+" "+f.Rule+" "+string(f.Severity))
	}
	const file = "MCS2026_Commodities_Data.csv:"
	want := []string{file + "3 unknown-place error", file + "4 unknown-unit error", file + "5 value error", file + "6 unknown-mineral error",
		file + "7 year error", file + "8 unit error", file + "9 negative error", file + "12 columns error",
		file + "10 duplicate-row warning", file + "11 duplicate-row error"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("faults:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if rows := importtest.Table(t, res, "production").Rows; len(rows) != 1 {
		t.Errorf("%d rows, want Peru once", len(rows))
	}
}
