package usgs

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"adit/atlas"
	"adit/internal/importtest"
)

// A fig is one row as the tests read it.
type fig struct {
	cells map[string]string
}

func (f fig) num(column string) (float64, bool) {
	v, err := strconv.ParseFloat(f.cells[column], 64)
	return v, err == nil
}

// figuresOf selects rows by column, value pairs.
func figuresOf(tab *atlas.Table, pairs ...string) []fig {
	var out []fig
rows:
	for i := range tab.Rows {
		for p := 0; p+1 < len(pairs); p += 2 {
			if tab.Get(i, pairs[p]) != pairs[p+1] {
				continue rows
			}
		}
		cells := map[string]string{}
		for _, c := range tab.Schema.Columns {
			cells[c.Name] = tab.Get(i, c.Name)
		}
		out = append(out, fig{cells})
	}
	return out
}

// concentration is the HHI × 10,000 of named places over all output, and its
// bounds: other countries as very many, and as one.
func concentration(rows []fig) (named, asOne int) {
	sum, squares, other := 0.0, 0.0, 0.0
	for _, r := range rows {
		v, ok := r.num("value")
		if !ok || r.cells["place"] == "WLD" {
			continue
		}
		sum += v
		if r.cells["place"] == "OTH" {
			other += v
		} else {
			squares += v * v
		}
	}
	round := func(x float64) int { return int(math.Round(1e4 * x)) }
	return round(squares / sum / sum), round((squares + other*other) / sum / sum)
}

// TestConcentration: HHI of 2023 output from the world table of MCS 2025, as
// published in the project's validation table. The rule that reproduces every
// figure: squares of named countries over the square of the sum of all rows,
// "other countries" in the sum only; withheld and unknown rows are left out.
// Counting other countries as one gives the upper reading.
func TestConcentration(t *testing.T) {
	_, res := fresh(t)
	production := importtest.Table(t, res, "production")
	for _, c := range []struct {
		mineral, form, stage string
		want                 int
	}{
		{"gallium", "primary", "refinery", 9626}, {"niobium", "", "mine", 8617}, {"magnesium", "primary-metal", "smelter", 8021},
		{"silicon", "metal", "smelter", 7232}, {"tungsten", "", "mine", 6930}, {"bismuth", "metal", "refinery", 6803},
		{"graphite", "natural", "mine", 6314}, {"tellurium", "metal", "refinery", 6030}, {"cobalt", "", "mine", 5505},
		{"platinum", "", "mine", 5134}, {"titanium", "sponge", "intermediate", 5041}, {"vanadium", "", "mine", 4988},
		{"indium", "metal", "refinery", 4942}, {"rare_earths", "", "mine", 4874}, {"fluorspar", "", "mine", 4295},
		{"arsenic", "arsenic-trioxide", "refinery", 3996}, {"beryllium", "", "mine", 3961}, {"antimony", "", "mine", 3890},
		{"aluminum", "alumina", "intermediate", 3725}, {"aluminum", "primary", "smelter", 3649}, {"palladium", "", "mine", 3177},
		{"nickel", "", "mine", 3173}, {"selenium", "metal", "refinery", 3065}, {"rhenium", "primary", "mine", 2903},
		{"lithium", "", "mine", 2823}, {"tantalum", "", "mine", 2781}, {"chromium", "chromite", "mine", 2513},
		{"lead", "", "mine", 2265}, {"manganese", "", "mine", 2198}, {"copper", "refined", "refinery", 2191},
		{"barite", "", "mine", 1929}, {"aluminum", "bauxite", "mine", 1916}, {"zirconium", "zircon-concentrates", "mine", 1860},
		{"potash", "", "mine", 1801}, {"zinc", "", "mine", 1514}, {"tin", "", "mine", 1433}, {"silver", "", "mine", 1120},
		{"copper", "", "mine", 1032},
	} {
		rows := figuresOf(production, "source", "usgs-mcs-2025", "year", "2023", "statistic", "production",
			"mineral", c.mineral, "form", c.form, "stage", c.stage)
		named, asOne := concentration(rows)
		if named != c.want || asOne < named {
			t.Errorf("%s %s %s: HHI %d (other countries as one: %d), want %d", c.mineral, c.form, c.stage, named, asOne, c.want)
		}
	}
}

// lanthanides of the list of 2022; promethium is not on it.
const lanthanides = " cerium dysprosium erbium europium gadolinium holmium lanthanum lutetium neodymium praseodymium samarium terbium thulium ytterbium "

// tier is 2 for a reliance of 100%, 1 for more than half, else 0. ">50" and
// ">25" are intervals: the first is more than half, the second need not be.
func tier(r fig) int {
	if v, ok := r.num("value"); ok {
		switch {
		case v == 100:
			return 2
		case v > 50:
			return 1
		}
		return 0
	}
	if low, ok := r.num("low"); ok && low >= 50 {
		return 1
	}
	return 0
}

// tiers counts minerals by the highest tier of their rows.
func tiers(res *atlas.Result, t *testing.T, source, year string, minerals []string, alias func(string) string) (full, half []string) {
	reliance := importtest.Table(t, res, "reliance")
	for _, m := range minerals {
		best := 0
		for _, r := range figuresOf(reliance, "source", source, "year", year, "mineral", alias(m)) {
			best = max(best, tier(r))
		}
		switch best {
		case 2:
			full = append(full, m)
		case 1:
			half = append(half, m)
		}
	}
	return full, half
}

func list2022(t *testing.T, res *atlas.Result) []string {
	var minerals []string
	for _, r := range figuresOf(importtest.Table(t, res, "lists"), "list", "us-2022") {
		minerals = append(minerals, r.cells["mineral"])
	}
	return minerals
}

// TestTiers: of the 50 minerals of the list of 2022, 12 at 100% and 29 more
// above 50% is MCS 2024. The rule that counts so: each of the 14 lanthanides
// has the reliance of rare-earth compounds and metals, a mineral with several
// rows (bauxite, alumina, aluminum; titanium; magnesium) the highest of them,
// ">50" is above 50.
func TestTiers(t *testing.T) {
	_, res := fresh(t)
	list := list2022(t, res)
	if len(list) != 50 {
		t.Fatalf("%d minerals on the list of 2022", len(list))
	}
	asGroup := func(m string) string {
		if strings.Contains(lanthanides, " "+m+" ") {
			return "rare_earths"
		}
		return m
	}
	for _, c := range []struct {
		source, year string
		full, half   int
	}{
		{"usgs-mcs-2023-fig2", "2022", 12, 30}, // 31 in print: one more than the figure gives
		{"usgs-mcs-2024-fig2", "2023", 12, 29},
		{"usgs-mcs-2025-fig2", "2024", 12, 28},
		{"usgs-mcs-2026", "2025", 12, 28}, // and rubidium, whose 100% is in a note of the import sources only
	} {
		full, half := tiers(res, t, c.source, c.year, list, asGroup)
		if len(full) != c.full || len(half) != c.half {
			t.Errorf("%s: %d at 100%% and %d above 50%%, want %d and %d\n%v\n%v", c.source, len(full), len(half), c.full, c.half, full, half)
		}
	}
	full, _ := tiers(res, t, "usgs-mcs-2025-fig2", "2024", list, asGroup)
	if got := strings.Join(full, " "); got != "arsenic cesium fluorspar gallium graphite indium manganese niobium rubidium scandium tantalum yttrium" {
		t.Errorf("at 100%% in MCS 2025: %s", got)
	}
}

// TestTiers2026: 13 at 100% and 20 more above 50% in MCS 2026 is another
// count: the list of 2025, rare earths once, rubidium from its note.
func TestTiers2026(t *testing.T) {
	_, res := fresh(t)
	list := []string{"rare_earths", "boron", "copper", "lead", "phosphate", "potash", "rhenium", "silicon", "silver"}
	for _, m := range list2022(t, res) {
		if !strings.Contains(lanthanides, " "+m+" ") {
			list = append(list, m)
		}
	}
	full, half := tiers(res, t, "usgs-mcs-2026", "2025", list, func(m string) string { return m })
	if len(full)+1 != 13 || len(half) != 20 {
		t.Errorf("%d and rubidium at 100%%, %d above 50%%, want 13 and 20\n%v\n%v", len(full), len(half), full, half)
	}
	rubidium := figuresOf(importtest.Table(t, res, "import_shares"), "mineral", "rubidium")
	if len(rubidium) != 1 || rubidium[0].cells["partner"] != "OTH" {
		t.Errorf("rubidium comes from several countries in one row, which is no place: %v", rubidium)
	}
}

// TestAntimonyGermanium: the reliance that headlines quote, by edition.
func TestAntimonyGermanium(t *testing.T) {
	_, res := fresh(t)
	reliance := importtest.Table(t, res, "reliance")
	for _, c := range []struct{ mineral, source, year, value, flag, basis string }{
		{"antimony", "usgs-mcs-2026", "2022", "81", "", "reported"}, {"antimony", "usgs-mcs-2026", "2023", "81", "", "reported"},
		{"antimony", "usgs-mcs-2026", "2024", "86", "", "reported"}, {"antimony", "usgs-mcs-2026", "2025", "91", "", "estimated"},
		{"antimony", "usgs-mcs-2025-salient", "2022", "83", "", "reported"}, {"antimony", "usgs-mcs-2025-salient", "2023", "83", "", "reported"},
		{"antimony", "usgs-mcs-2025-fig2", "2024", "85", "", "estimated"},
		{"gallium", "usgs-mcs-2026", "2025", "100", "", "estimated"},
		{"germanium", "usgs-mcs-2026", "2025", "", ">50", "estimated"}, {"germanium", "usgs-mcs-2025-fig2", "2024", "", ">50", "estimated"},
		{"beryllium", "usgs-mcs-2026", "2025", "", "E", "estimated"},
	} {
		rows := figuresOf(reliance, "mineral", c.mineral, "source", c.source, "year", c.year)
		if len(rows) != 1 {
			t.Errorf("%s %s %s: %d rows", c.mineral, c.source, c.year, len(rows))
			continue
		}
		r := rows[0].cells
		if r["value"] != c.value || r["flag"] != c.flag || r["basis"] != c.basis {
			t.Errorf("%s %s %s: value %q flag %q basis %q, want %q %q %q", c.mineral, c.source, c.year, r["value"], r["flag"], r["basis"], c.value, c.flag, c.basis)
		}
		if c.flag == ">50" && (r["low"] != "50" || r["high"] != "100") || c.flag == "E" && (r["low"] != "" || r["high"] != "0") {
			t.Errorf("%s: bounds %q to %q", c.mineral, r["low"], r["high"])
		}
	}
}

// TestEditionsAgree: two editions never differ by a factor of 20 on one output
// or reserve, save where one of them was revised that far. A wrong unit would.
func TestEditionsAgree(t *testing.T) {
	_, res := fresh(t)
	revised := map[string]bool{}
	for _, k := range strings.Fields("antimony/KGZ/2024 mercury/TJK/2024 rare_earths/BRA/2024 tantalum/BDI/2023 zeolites/GEO/2024 zeolites/GEO/2022 " +
		"gypsum/THA gypsum/PAK helium/USA soda_ash/BWA titanium/OTH") {
		revised[k] = true
	}
	for _, name := range []string{"production", "capacity", "reserves"} {
		seen := map[string]fig{}
		for _, r := range figuresOf(importtest.Table(t, res, name)) {
			v, ok := r.num("value")
			if !ok || v == 0 || strings.HasSuffix(r.cells["source"], "-t5") || r.cells["unit"] == "%" {
				continue
			}
			mass, _, _ := strings.Cut(r.cells["note"], ";")
			if strings.HasPrefix(mass, "unit corrected") {
				_, mass, _ = strings.Cut(r.cells["note"], "; ")
			}
			id := strings.Join([]string{r.cells["mineral"], r.cells["place"]}, "/")
			year := r.cells["year"]
			if name == "reserves" {
				year = "" // reserves move slowly
			} else {
				id += "/" + year
			}
			key := strings.Join([]string{id, r.cells["form"], r.cells["stage"], strings.SplitN(mass, ";", 2)[0], year}, "|")
			first, known := seen[key]
			if !known {
				seen[key] = r
				continue
			}
			w, _ := first.num("value")
			if q := v / w; (q > 20 || q < 0.05) && !revised[id] && first.cells["source"] != r.cells["source"] {
				t.Errorf("%s %s: %s in %s, %s in %s", name, key, first.cells["value"], first.cells["locator"], r.cells["value"], r.cells["locator"])
			}
		}
	}
}
