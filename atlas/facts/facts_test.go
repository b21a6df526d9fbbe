package facts

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"adit"
	"adit/atlas"
	"adit/atlas/intake"
	"adit/internal/importtest"
)

func raw(t testing.TB) []atlas.File { return importtest.Files(t, "facts", fileNames()...) }

var (
	once   sync.Once
	result *atlas.Result
)

// imported imports the sheets once for the tests that only read.
func imported(t testing.TB) *atlas.Result {
	files := raw(t)
	once.Do(func() { result = importtest.Run(t, Importer, files...) })
	return result
}

func TestRegenerate(t *testing.T) { importtest.Regenerate(t, Importer, raw(t)) }

func TestShuffled(t *testing.T) { importtest.Shuffles(t, Importer, raw(t)) }

// rows of the sheets, as their README counts them.
var sheetRows = map[string]int{
	"chains": 184, "byproducts": 40, "stage_shares": 4082, "use_shares": 734, "elasticities": 119, "holdings": 91, "controls": 65,
	"actions": 46, "orders": 24, "price_quotes": 2245, "conflicts": 78, "headlines": 7, "headline_minerals": 12,
	"projects": 188, "facilities": 135, "brownfield": 164, "finance": 24, "hhi_reference": 88, "lists/us-2022": 60, "lists/us-2025": 60,
	"lists/defence-12": 12, "reliance": 60, "criticality": 60,
}

// No row is lost: in = out + left out + refused, table by table, and left_out
// says the same.
func TestEveryRowCounted(t *testing.T) {
	res, counts, err := count(context.Background(), importtest.Input(t, raw(t)...))
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]int{}
	for name, c := range counts {
		if c.Read != sheetRows[name] || c.Balance() != nil {
			t.Errorf("%s: %+v, want %d rows", name, c, sheetRows[name])
		}
		table, _, _ := strings.Cut(name, "/")
		kept[table] += c.Kept
	}
	if len(counts) != len(sheetRows) {
		t.Errorf("%d tables, want %d", len(counts), len(sheetRows))
	}
	for table, n := range kept {
		if got := len(importtest.Table(t, res, table).Rows); got != n {
			t.Errorf("%s has %d rows, but %d were kept", table, got, n)
		}
	}
	checkLeftOut(t, importtest.Table(t, res, "left_out"), counts)
}

func checkLeftOut(t *testing.T, left *atlas.Table, counts map[string]intake.Count) {
	t.Helper()
	gone := map[string]int{}
	for i := range left.Rows {
		if left.Get(i, "what") == "rows" {
			n, _ := strconv.Atoi(left.Get(i, "count"))
			gone[left.Get(i, "table")] += n
		}
	}
	for name, c := range counts {
		if gone[name] != c.Read-c.Kept {
			t.Errorf("%s: %d rows said to be left out, want %d", name, gone[name], c.Read-c.Kept)
		}
	}
}

// Nothing of BGS, World Mining Data and IEA is passed on, but for the single
// attributed figures of headlines.
func TestNothingBarred(t *testing.T) {
	for _, tb := range imported(t).Tables {
		if slices.Contains([]string{"headlines", "left_out"}, tb.Schema.Name) {
			continue
		}
		for i, row := range tb.Rows {
			if tb.Schema.Name == "conflicts" && headlineKind(tb.Get(i, "kind")) {
				continue
			}
			for _, cell := range row {
				if barred.MatchString(cell) {
					t.Errorf("%s %s: %q", tb.Schema.Name, tb.Key(i), cell)
				}
			}
		}
	}
}

// What is from memory is nowhere of a better basis than assumption, except
// where the table says so figure by figure.
func TestMemoryIsAssumption(t *testing.T) {
	res := imported(t)
	for table, column := range map[string]string{"chains": "content_note", "byproducts": "share_note", "use_shares": "cite", "controls": "cite"} {
		tb := importtest.Table(t, res, table)
		basis := map[string]string{"content_note": "content_basis", "share_note": "share_basis", "cite": "basis"}[column]
		for i := range tb.Rows {
			if got := tb.Get(i, basis); fromMemory(tb.Get(i, column)) && got != "" && got != "assumption" {
				t.Errorf("%s %s is %s: %s", table, tb.Key(i), got, tb.Get(i, column))
			}
		}
	}
	chains := importtest.Table(t, res, "chains")
	for i := range chains.Rows {
		if chains.Get(i, "recovery") != "" && chains.Get(i, "recovery_basis") != "assumption" {
			t.Errorf("recovery of %s is %s", chains.Key(i), chains.Get(i, "recovery_basis"))
		}
	}
}

// Every mineral and stage has exactly one preferred publication, year and form.
// Where the sheet prefers a source that is not passed on, the next one is.
func TestPreferred(t *testing.T) {
	shares := importtest.Table(t, imported(t), "stage_shares")
	chosen, top := map[string]string{}, map[string]string{}
	best := map[string]float64{}
	for i := range shares.Rows {
		k := shares.Get(i, "mineral") + " " + shares.Get(i, "locator")
		if _, ok := chosen[k]; !ok {
			chosen[k] = ""
		}
		if shares.Get(i, "preferred") != "yes" {
			continue
		}
		what := shares.Get(i, "publication") + " " + shares.Get(i, "year") + " " + shares.Get(i, "form")
		if chosen[k] != "" && chosen[k] != what {
			t.Errorf("%s prefers both %s and %s", k, chosen[k], what)
		}
		chosen[k] = what
		if x, err := intake.Number(shares.Get(i, "value")); err == nil && x > best[k] {
			best[k], top[k] = x, shares.Get(i, "place")
		}
	}
	for k, what := range chosen {
		if what == "" {
			t.Errorf("%s prefers nothing", k)
		}
	}
	compareBarred(t, chosen, top, best)
}

// compareBarred shows what preferring another source changes: the largest
// supplier and its share, for the stages whose first choice is not passed on.
func compareBarred(t *testing.T, chosen, top map[string]string, best map[string]float64) {
	t.Helper()
	firstTop, first := map[string]string{}, map[string]float64{}
	for _, r := range sheetOf(t, "production_stage_shares.csv") {
		k := r["mineral"] + " " + r["stage"]
		if x, err := strconv.ParseFloat(r["share_pct"], 64); err == nil && r["preferred"] == "1" && onlyBarred(r["source"]) && x > first[k] {
			first[k], firstTop[k] = x, r["country"]
		}
	}
	none := 0
	for k, x := range first {
		if chosen[k] == "" {
			none++
			continue
		}
		t.Logf("%s: %s %.1f%% there, %s %.1f%% here (%s)", k, firstTop[k], x, top[k], best[k], chosen[k])
	}
	if len(first) != 21 || none != 17 {
		t.Errorf("%d stages lose their first choice, of which %d have no other; want 21 and 17", len(first), none)
	}
}

func sheetOf(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(importtest.Shared(t, "facts"), name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, h := range all[0] {
			row[h] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// The list of 2025 has 60 minerals (USGS, final list of November 2025); that of
// 2022, 50, is left to the table of USGS.
func TestLists(t *testing.T) {
	lists := importtest.Table(t, imported(t), "lists")
	n := map[string]int{}
	for i := range lists.Rows {
		n[lists.Get(i, "list")]++
	}
	if n["us-2025"] != 60 || n["defence-12"] != 12 || len(n) != 2 {
		t.Errorf("%v", n)
	}
}

// China leads in 10 of the 12 defence minerals at these stages; arsenic
// trioxide (Peru) and tantalum (DRC) are the exceptions.
func TestTwelve(t *testing.T) {
	m := importtest.Table(t, imported(t), "headline_minerals")
	others := map[string]string{}
	for i := range m.Rows {
		if m.Get(i, "top_place") != "CHN" {
			others[m.Get(i, "mineral")] = m.Get(i, "top_place")
		}
	}
	if len(m.Rows) != 12 || len(others) != 2 || others["arsenic"] != "PER" || others["tantalum"] != "COD" {
		t.Errorf("%v", others)
	}
}

// Published reliance stays as published: an interval, a word, a number.
func TestReliance(t *testing.T) {
	r := importtest.Table(t, imported(t), "reliance")
	seen := map[string][]string{}
	for i := range r.Rows {
		seen[r.Get(i, "mineral")] = []string{r.Get(i, "value"), r.Get(i, "low"), r.Get(i, "high"), r.Get(i, "flag")}
	}
	for m, want := range map[string][]string{"gallium": {"100", "", "", ""}, "germanium": {"", "50", "100", ">50"}, "beryllium": {"", "", "0", "E"},
		"tellurium": {"", "0", "25", "<25"}, "antimony": {"85", "", "", ""}} {
		if !slices.Equal(seen[m], want) {
			t.Errorf("%s: %q, want %q", m, seen[m], want)
		}
	}
}

// The cobalt quota of the DRC is read into tonnes by year: 18,125 t for the rest
// of 2025, 96,600 t in 2026 and in 2027 (Decision 004/ARECOMS/2025).
// Dates that do not parse are faults, not controls.
func TestControls(t *testing.T) {
	res := imported(t)
	controls := importtest.Table(t, res, "controls")
	rows := map[string]int{}
	for i := range controls.Rows {
		rows[controls.Get(i, "id")] = i
	}
	if i, ok := rows["COD-2025-004"]; !ok || controls.Get(i, "quota_t") != "2025=18125;2026=96600;2027=96600" {
		t.Errorf("cobalt quota: %v", controls.Rows[i])
	}
	if i, ok := rows["CN-2025-57"]; !ok || controls.Get(i, "suspended_from") != "2025-11-07" || controls.Get(i, "suspended_until") != "2026-11-10" ||
		controls.Get(i, "minerals") != "holmium;erbium;thulium;europium;ytterbium" {
		t.Errorf("suspended licence: %v", controls.Rows[i])
	}
	for _, id := range []string{"CN-2025-61", "MMR-WA-2023-SN", "US-232-PCM-2026", "US-ADCVD-AAM"} {
		if _, ok := rows[id]; ok {
			t.Errorf("%s has no date that parses, and is a control", id)
		}
	}
	refused, doubtful := 0, 0
	for _, f := range res.Faults {
		if strings.HasPrefix(f.Where, "controls.csv") {
			if f.Severity == adit.Wrong {
				refused++
			} else {
				doubtful++
			}
		}
	}
	if refused != 4 || doubtful == 0 {
		t.Errorf("%d refused, %d doubtful", refused, doubtful)
	}
}

// Germanium's by-product share was from memory, tellurium's yield is computed
// from USGS figures: 981 t over 27.6 Mt of refined copper.
func TestByproducts(t *testing.T) {
	b := importtest.Table(t, imported(t), "byproducts")
	for i := range b.Rows {
		switch b.Get(i, "minerals") {
		case "tellurium":
			if b.Get(i, "current_g_per_t") != "35.5" || b.Get(i, "current_basis") != "derived" || b.Get(i, "hosts") != "copper" {
				t.Errorf("%v", b.Rows[i])
			}
		case "rhodium": // rested on World Mining Data
			if b.Get(i, "current_g_per_t") != "" {
				t.Errorf("%v", b.Rows[i])
			}
		case "antimony":
			if b.Get(i, "hosts") != "lead;zinc;gold" {
				t.Errorf("%v", b.Rows[i])
			}
		}
	}
}

func TestOnlyBarred(t *testing.T) {
	for source, want := range map[string]bool{
		"GTA/IEA copies: IEA_CM_Policies.csv":                                               true,
		"GTA/IEA copies: gta-interventions.json 119719":                                     false,
		"GTA/IEA copies: IEA_CM_Policies.csv; ecofinagency.com":                             false,
		"BGS World Mineral Statistics (bgs-wms/BGS_copper_production.csv)":                  true,
		"World Mining Data 2024 (x; terms differ - verify before bundling)":                 true,
		"EU CRM 2023 study Annex, averages 2016-2020 (CC BY 4.0)":                           false,
		"IEA Critical Minerals Data Explorer 2025 edition, year 2024 (data/iea/iea.json)":   true,
		"refining table (secondary; states IEA GCMO 2025 + USGS MCS 2024/25)":               false,
		"governmentcontractslaw.com 2024-05; MENAFN/USGS quote; IEA magnet REE computed 91": false,
		"": false,
	} {
		if onlyBarred(source) != want {
			t.Errorf("onlyBarred(%q) is %v", source, !want)
		}
	}
}

func TestCite(t *testing.T) {
	for in, want := range map[string]string{
		"USGS MCS2026 data release (data/usgs-mcs/2026/MCS2026_Commodities_Data.csv)": "USGS MCS 2026 data release, doi 10.5066/P1WKQ63T",
		"press reports; see docs/validation.md; fastmarkets 2024 preview":             "press reports; fastmarkets 2024 preview",
		"https://github.com/ModelEarth/team (preferences/projects/DFC.xlsx)":          "https://github.com/ModelEarth/team (preferences/projects/DFC.xlsx)",
		"docs/methods.md 1.4":               "USGS OFR 2025-1047",
		"GAO-24-106959 via docs/methods.md": "GAO-24-106959",
		"  two\nlines ":                     "two lines",
		"facts/executive_orders.csv; x":     "text of the order, Federal Register; x",
		"CN list in controls.csv":           "CN list in table controls",
	} {
		if got := cite(in); got != want {
			t.Errorf("cite(%q) = %q, want %q", in, got, want)
		}
	}
}
