package eucrm

import (
	"context"
	"math"
	"strings"
	"testing"

	"adit"
	"adit/atlas"
	"adit/atlas/intake"
	"adit/internal/importtest"
)

func raw(t testing.TB) []atlas.File { return importtest.Files(t, "data/eu-crm") }

func TestRegenerate(t *testing.T) { importtest.Regenerate(t, Importer, raw(t)) }

func TestShuffled(t *testing.T) { importtest.Shuffles(t, Importer, raw(t)) }

// No row is lost: read = kept + left out + refused, file by file.
func TestEveryRowCounted(t *testing.T) {
	_, counts, err := count(context.Background(), importtest.Input(t, raw(t)...))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"fact_GlobalSupplyShares_t.csv": 2561, "fact_EUSupplyShares_t.csv": 907, "fact_MaterialUseShares.csv": 339,
		"eu_crm2023_results.csv": 90, "dimension_CRMsOverTime.csv": 355, "eu_crm2023_trade_parameter_t.csv": 78}
	for file, n := range want {
		c := counts[file]
		if c.Read != n || c.Refused != 0 || c.Balance() != nil {
			t.Errorf("%s: %+v, want %d rows and none refused", file, c, n)
		}
	}
}

// The rule SR ≥ 1 and EI ≥ 2.8 gives 32 groups; copper and nickel, strategic
// but below it, make the 34 of the list (Study on the critical raw materials
// for the EU 2023, final report).
func TestList2023(t *testing.T) {
	lists := importtest.Table(t, importtest.Run(t, Importer, raw(t)...), "lists")
	strategicRows := 0
	for i := range lists.Rows {
		if strings.Contains(lists.Get(i, "locator"), "strategic") {
			strategicRows++
		}
	}
	if len(lists.Rows) != 34 || strategicRows != 2 {
		t.Errorf("%d materials of which %d strategic below the threshold, want 34 and 2", len(lists.Rows), strategicRows)
	}
}

// The members of groups are those of the study's own table of groupings.
func TestMembers(t *testing.T) {
	f, _ := intake.Find(raw(t), "dimension_ScreenedMatGroupings.csv")
	s, err := intake.ReadEvery(f, atlas.UTF8, []string{"screened_material", "perm_XREE_PGM"})
	if err != nil {
		t.Fatal(err)
	}
	grouped := map[string]bool{}
	for _, r := range s.Rows {
		switch r.Get("perm_XREE_PGM") {
		case "HREE", "LREE", "PGM":
			grouped[r.Get("screened_material")] = true
		}
	}
	for _, m := range members {
		if !grouped[m] {
			t.Errorf("%s is no member of a group in the study", m)
		}
		delete(grouped, m)
	}
	for m := range grouped {
		t.Errorf("%s is missing from members", m)
	}
}

// The main global suppliers of the study's table A are the largest shares of
// its annex, within rounding. (Not compared: table A prints niobium under
// processing and beryllium with 88%, where the annex has 92% at extraction and
// 67%.)
func TestTopSuppliers(t *testing.T) {
	largest := map[string]float64{}
	shares := importtest.Table(t, importtest.Run(t, Importer, raw(t)...), "supply_shares")
	for i := range shares.Rows {
		if shares.Get(i, "statistic") == "global-supply-share" {
			x, _ := intake.Number(shares.Get(i, "value"))
			k := shares.Get(i, "mineral") + " " + shares.Get(i, "stage") + " " + shares.Get(i, "place")
			largest[k] = max(largest[k], x)
		}
	}
	for k, want := range map[string]float64{"antimony mine CHN": 56, "cobalt mine COD": 63, "gallium refinery CHN": 94, "germanium refinery CHN": 83,
		"niobium mine BRA": 92, "magnesium refinery CHN": 91, "tungsten refinery CHN": 86, "graphite mine CHN": 67} {
		if got := largest[k]; math.Abs(got-want) > 1 {
			t.Errorf("%s: %g%%, table A has %g%%", k, got, want)
		}
	}
}

// A share below print is an interval, not zero.
func TestBoundIsInterval(t *testing.T) {
	file := importtest.Text("fact_GlobalSupplyShares_t.csv", "Material,Stage,Country,Share,t\nCobalt,E,China,<0.1%,1.0\n")
	shares := importtest.Table(t, importtest.Run(t, Importer, file), "supply_shares")
	if shares.Get(0, "value") != "" || shares.Get(0, "low") != "0" || shares.Get(0, "high") != "0.1" || shares.Get(0, "flag") != "<0.1%" {
		t.Errorf("%v", shares.Rows[0])
	}
}

const head = "Material,Stage,Country,Share,t\n"

func TestRefuses(t *testing.T) {
	importtest.Refuses(t, Importer, "fact_GlobalSupplyShares_t.csv",
		importtest.Bad{Name: "empty", Content: "", Err: "empty"},
		importtest.Bad{Name: "header missing", Content: "Cobalt,E,China,5%,1.0\n", Err: "no column"},
		importtest.Bad{Name: "truncated row", Content: head + "Cobalt,E,Chi", Rule: "columns"},
		importtest.Bad{Name: "truncated quote", Content: head + "Cobalt,E,\"Chi", Err: "cut off"},
		importtest.Bad{Name: "UTF-16", Content: "M\x00a\x00", Err: "UTF-16"},
		importtest.Bad{Name: "UTF-8 instead of Windows-1252", Content: head + "Cobalt,E,São Paulo,5%,1.0\n", Rule: "unknown-country"},
		importtest.Bad{Name: "duplicate key", Content: head + "Cobalt,E,China,5%,1.0\nCobalt,E,China,6%,1.0\n", Rule: "duplicate-key"},
		importtest.Bad{Name: "two spellings", Content: head + "Phosphorous,P,China,5%,1.0\nPhosphorus,P,China,5%,1.0\n", Rule: "duplicate-key"},
		importtest.Bad{Name: "negative", Content: head + "Cobalt,E,China,-5%,1.0\n", Rule: "share"},
		importtest.Bad{Name: "above 100", Content: head + "Cobalt,E,China,101%,1.0\n", Rule: "share"},
		importtest.Bad{Name: "NaN", Content: head + "Cobalt,E,China,NaN%,1.0\n", Rule: "share"},
		importtest.Bad{Name: "NaN t", Content: head + "Cobalt,E,China,5%,NaN\n", Rule: "trade-parameter"},
		importtest.Bad{Name: "unknown country", Content: head + "Cobalt,E,Atlantis,5%,1.0\n", Rule: "unknown-country"},
		importtest.Bad{Name: "unknown mineral", Content: head + "Unobtainium,E,China,5%,1.0\n", Rule: "unknown-mineral"},
		importtest.Bad{Name: "unknown stage", Content: head + "Cobalt,X,China,5%,1.0\n", Rule: "stage"},
		importtest.Bad{Name: "no percent sign", Content: head + "Cobalt,E,China,6,1.0\n", Rule: "unit"},
	)
	importtest.Refuses(t, Importer, "nothing.csv", importtest.Bad{Name: "no file", Content: "", Err: "none of the files"})
}

// The one share printed without a percent sign is told, and read as percent.
func TestFaultsOfTheStudy(t *testing.T) {
	res := importtest.Run(t, Importer, raw(t)...)
	if err := res.Faults.Err(); err != nil {
		t.Error(err)
	}
	rules := map[string]int{}
	for _, f := range res.Faults {
		if f.Severity != adit.Doubtful {
			t.Error(f)
		}
		rules[f.Rule]++
	}
	if rules["unit"] != 1 || rules["duplicate-row"] != 1 || rules["conflict"] != 2 {
		t.Errorf("%v", rules)
	}
}

func FuzzGlobalShares(f *testing.F) {
	importtest.Fuzz(f, Importer, "fact_GlobalSupplyShares_t.csv", head+"Cobalt,E,China,5%,1.0\nTitanium metal,P,T\xfcrkiye,<0.1%,0.8\n")
}

func FuzzUses(f *testing.F) {
	importtest.Fuzz(f, Importer, "fact_MaterialUseShares.csv",
		"Material,Application,Share,NACE sector,VA in million \x80\nCobalt,Batteries,>0%,C27 - Manufacture of electrical equipment,89422\n")
}

func FuzzResults(f *testing.F) {
	importtest.Fuzz(f, Importer, "eu_crm2023_results.csv", strings.Join(parts[3].columns, ",")+"\nCopper,0.1,4.0,Extraction,E+P,GS+EU,0.1,GS+EU,0.1,0.70,0.71,48,17,55\n")
}

func FuzzOverTime(f *testing.F) {
	importtest.Fuzz(f, Importer, "dimension_CRMsOverTime.csv", "Material,Year,SR,EI\nHREEs,2011,-,-\nPhosphorus,2023,3.3,4.7\n")
}

func FuzzTradeParameter(f *testing.F) {
	importtest.Fuzz(f, Importer, "eu_crm2023_trade_parameter_t.csv", "scope,category,material,country,t\nworld,primary,Cobalt,DR Congo,1.1\n")
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Importer.Import(ctx, importtest.Input(t, importtest.Text("fact_GlobalSupplyShares_t.csv", head+"Cobalt,E,China,5%,1.0\n"))); err == nil {
		t.Error("an import that was called off went on")
	}
}
