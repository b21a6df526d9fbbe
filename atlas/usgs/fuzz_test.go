package usgs

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"adit/atlas"
	"adit/internal/importtest"
)

var plainNumber = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// FuzzCell: whatever is read as a figure has plain decimals and bounds in
// order, and what is unknown or withheld has no value.
func FuzzCell(f *testing.F) {
	for _, s := range []string{"1,230", "W", "NA", "—", ">75", "<½", "s", "500–12,000", "?10", "e40", "Less than 500 carats.", "Large", "XX", "E", "1e9", "0x10", "1_000", ".5"} {
		f.Add(s, "Less than ½ unit.")
	}
	f.Fuzz(func(t *testing.T, text, notes string) {
		c, err := parseCell(text, notes)
		if err != nil {
			return
		}
		for _, d := range []dec{c.value, c.low, c.high} {
			if s := format(d); s != "" && !plainNumber.MatchString(s) {
				t.Fatalf("%q: %q is no plain number", text, s)
			}
		}
		if c.low != nil && c.high != nil && c.low.Cmp(c.high) > 0 {
			t.Fatalf("%q: low %s above high %s", text, format(c.low), format(c.high))
		}
		if c.basis != "" && !c.basis.Known() && c.value != nil {
			t.Fatalf("%q: a %s figure with value %s", text, c.basis, format(c.value))
		}
	})
}

// FuzzUnit: a unit is one of the atlas, or refused.
func FuzzUnit(f *testing.F) {
	for u := range printedUnits {
		f.Add(u, "")
	}
	f.Add("thousand metric tons", "Wallboard products sold, million square feet")
	f.Add("flasks", "Price, dollars per metric ton unit")
	known := map[string]bool{}
	for _, u := range atlas.Units {
		known[u] = true
	}
	f.Fuzz(func(t *testing.T, printed, detail string) {
		u, err := unitOf(printed, detail)
		if err == nil && (!known[u.name] || parseDec(u.factor) == nil || parseDec(u.factor).Sign() <= 0) {
			t.Fatalf("%q %q: %+v", printed, detail, u)
		}
	})
}

// FuzzPlace: a place is one of the atlas, or refused.
func FuzzPlace(f *testing.F) {
	for _, s := range []string{"Germany6", "Chinae", "Brazil (beneficiated)", "World total (rounded), excluding U.S. production", "China, Germany, and Russia", "NA", ""} {
		f.Add(s)
	}
	names := importtest.Atlas(f).Places()
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePlace(s, names)
		if err != nil {
			return
		}
		if _, e := names.Find(p.id); e != nil {
			t.Fatalf("%q: place %q is unknown", s, p.id)
		}
	})
}

// FuzzShorten: notes stay short and plain, slugs are words.
func FuzzShorten(f *testing.F) {
	f.Add("Estimated. -- Defined as imports – exports. -- Less than ½ unit.")
	f.Fuzz(func(t *testing.T, s string) {
		note := shorten(splitNotes(s))
		if utf8.ValidString(s) && (utf8.RuneCountInString(note) > noteLimit || !utf8.ValidString(note)) {
			t.Fatalf("%q: note %q", s, note)
		}
		if w := slug(s); w != "" && !regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`).MatchString(w) {
			t.Fatalf("%q: slug %q", s, w)
		}
	})
}

// FuzzImport: any file under any of the names is read or refused, and every
// row of a table passes the atlas's own checks of keys and bounds.
func FuzzImport(f *testing.F) {
	names := []string{"MCS2026_Commodities_Data.csv", "MCS2025_World_Data.csv", "mcs2024-antim_world.csv", "mcs2024-antim_salient.csv",
		"MCS2025_Fig2_Net_Import_Reliance.csv", "MCS2025_T4_Critical_Minerals_End_Use.csv", "MCS2025_T5_Critical_Minerals_Salient.csv"}
	f.Add(uint8(0), header2026+`TIN,World Mine Production and Reserves,Tin,Peru,Production,Mine production,metric tons,2025,"31,000",,Yes,`)
	f.Add(uint8(1), "\ufeffSOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES\nMCS2025,Gemanium,China,Refinery production,kilograms,,,NA\n")
	f.Add(uint8(2), "Source,Country,Type,Prod_t_2022,Prod_t_est_2023,Prod_note\nMCS2024,China,Mine production,1,2,Also estimated in 2022\n")
	f.Add(uint8(3), "DataSource,Commodity,Year,USprod_Mine_t,Price_Metal_dlb,NIR_pct\nMCS2024,Antimony,2023,W,5.6,82\n")
	f.Add(uint8(4), "Source,Commodity,Net_Import_Reliance_pct_2024,Major_Import_Sources_2020_2023\nMCS2025,\"ANTIMONY, metal and oxide\",>95,\"China, Belgium\"\n")
	f.Add(uint8(5), "Source,Critical Mineral,Primary Applications\nMCS2025,Tin,Metallurgy.\n")
	f.Add(uint8(6), "Source,Critical_mineral,Leading_source_country,World_total_prod,Net_Import_Reliance\nMCS2025,Tin,China,300000,73\n")
	in := importtest.Input(f)
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		in := *in
		in.Files = []atlas.File{importtest.Text(names[int(which)%len(names)], text)}
		res, err := Importer.Import(context.Background(), &in)
		if err != nil {
			return
		}
		for _, tab := range res.Tables {
			seen := map[string]bool{}
			for i := range tab.Rows {
				if k := tab.Key(i); seen[k] {
					t.Fatalf("%s: key %s twice", tab.Schema.Name, k)
				} else {
					seen[k] = true
				}
				for _, cell := range tab.Rows[i] {
					if strings.ContainsAny(cell, "\x00\r") {
						t.Fatalf("%s: cell %q", tab.Schema.Name, cell)
					}
				}
			}
		}
	})
}
