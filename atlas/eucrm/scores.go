package eucrm

import (
	"fmt"
	"strings"

	"adit/atlas/intake"
)

// A score is one column of the results.
type score struct {
	column, statistic, stage, unit string
	max                            float64
}

var scores = []score{
	{"SR", "supply-risk", "", "index", 20},
	{"EI", "economic-importance", "", "index", 20},
	{"SR_primary", "supply-risk-by-stage", "mine", "index", 20},
	{"SR_refined", "supply-risk-by-stage", "refinery", "index", 20},
	{"SI_EI", "substitution-index-ei", "", "1", 1},
	{"SI_SR", "substitution-index-sr", "", "1", 1},
	{"IR_primary_pct", "eu-import-reliance", "mine", "%", 100},
	{"IR_refined_pct", "eu-import-reliance", "refinery", "%", 100},
	{"EoL_RIR_pct", "end-of-life-recycling-input-rate", "", "%", 100},
}

// result reads a row of the 2023 results: all scores of a material. A row with
// a cell that cannot be read is refused whole. A blank was not assessed.
func result(rd *reader, r intake.Row) {
	name := fold(r.Get("material"))
	m, ok := rd.material(r, name)
	if !ok {
		return
	}
	for _, s := range scores {
		if cell := r.Get(s.column); cell != "" {
			if _, err := intake.Within(cell, 0, s.max); err != nil {
				r.Refuse("score", "correct the cell", "%s: %v", s.column, err)
				return
			}
		}
	}
	if !rd.keys.Fresh(r, "result", m.mineral, m.form) {
		return
	}
	r.Keep()
	for _, s := range scores {
		if cell := r.Get(s.column); cell != "" {
			rd.scores[m.mineral+"|"+m.form+"|"+s.statistic+"|"+s.stage] = cell
			rd.score(m, s.statistic, s.stage, r.Get("material"), "2023", cell, s.unit, how(r, s))
		}
	}
	rd.list(m, name, r)
}

// how says in words how the supply risk of 2023 was found.
func how(r intake.Row, s score) string {
	switch s.column {
	case "SR":
		return fmt.Sprintf("bottleneck %s; stages assessed %s", strings.ToLower(r.Get("bottleneck_stage")), r.Get("stages_assessed"))
	case "SR_primary":
		return "supply used: " + r.Get("supply_used_primary")
	case "SR_refined":
		return "supply used: " + r.Get("supply_used_refined")
	}
	return ""
}

func (rd *reader) score(m material, statistic, stage, detail, year, cell, unit, note string) {
	value, basis, flag := "", "unknown", cell
	if x, err := intake.Number(cell); err == nil {
		value, basis, flag = intake.Format(x), "estimated", ""
	}
	detail = m.printed(strings.Join(strings.Fields(detail), " "))
	rd.table("criticality").Add("mineral", m.mineral, "form", m.form, "stage", stage, "place", "WLD", "statistic", statistic,
		"detail", detail, "year", year, "value", value, "unit", unit, "basis", basis, "flag", flag,
		"source", source, "locator", "assessment of "+year, "note", note)
}

// overTime reads supply risk and economic importance of the five assessments;
// "-" is not assessed. What the 2023 results say already is left out.
func overTime(rd *reader, r intake.Row) {
	m, ok := rd.material(r, r.Get("Material"))
	if !ok {
		return
	}
	year := r.Get("Year")
	if y, err := intake.Within(year, 2011, 2100); err != nil || intake.Format(y) != year || len(year) != 4 {
		r.Refuse("year", "a year of an assessment", "year %q (%g)", year, y)
		return
	}
	for _, c := range []string{"SR", "EI"} {
		if _, err := intake.Within(r.Get(c), 0, 20); err != nil && r.Get(c) != "-" {
			r.Refuse("score", "a number, or - for not assessed", "%s: %v", c, err)
			return
		}
	}
	if year == "2023" && rd.repeats(m, r) {
		r.Leave("same figures as in the 2023 results")
		return
	}
	detail := r.Get("Material")
	if year == "2023" {
		detail += ", series over time"
	}
	if !rd.keys.Fresh(r, "score", m.mineral, m.form, year, m.printed(detail)) {
		return
	}
	r.Keep()
	rd.score(m, "supply-risk", "", detail, year, r.Get("SR"), "index", "")
	rd.score(m, "economic-importance", "", detail, year, r.Get("EI"), "index", "")
}

// repeats reports whether the results of 2023 hold the same two scores. Where
// they hold others, that is noted and both are kept apart by detail.
func (rd *reader) repeats(m material, r intake.Row) bool {
	sr, ok := rd.scores[m.mineral+"|"+m.form+"|supply-risk|"]
	ei := rd.scores[m.mineral+"|"+m.form+"|economic-importance|"]
	if !ok {
		return false
	}
	if same(sr, r.Get("SR")) && same(ei, r.Get("EI")) {
		return true
	}
	r.Doubt("conflict", "the 2023 results are the later table", "%s: SR %s, EI %s over time, but %s and %s in the results",
		r.Get("Material"), r.Get("SR"), r.Get("EI"), sr, ei)
	return false
}

func same(a, b string) bool {
	x, err1 := intake.Number(a)
	y, err2 := intake.Number(b)
	return err1 == nil && err2 == nil && x == y
}

// members are assessed one by one, but listed under their group's name.
var members = []string{
	"cerium", "lanthanum", "neodymium", "praseodymium", "samarium",
	"dysprosium", "erbium", "europium", "gadolinium", "holmium", "lutetium", "terbium", "thulium", "ytterbium", "yttrium",
	"iridium", "palladium", "platinum", "rhodium", "ruthenium",
}

// Thresholds of the EU assessment since 2017.
const (
	srThreshold = 1.0
	eiThreshold = 2.8
)

// strategic materials are on the list although they miss the threshold
// because the EU calls them strategic
// (Regulation (EU) 2024/1252).
var strategic = []string{"copper", "nickel"}

// list adds the material to the list of 2023 where the rule puts it there.
func (rd *reader) list(m material, name string, r intake.Row) {
	for _, member := range members {
		if name == member {
			return
		}
	}
	sr, _ := intake.Number(r.Get("SR"))
	ei, _ := intake.Number(r.Get("EI"))
	where := fmt.Sprintf("results 2023: SR %s, EI %s", r.Get("SR"), r.Get("EI"))
	switch {
	case sr >= srThreshold && ei >= eiThreshold:
	case name == strategic[0] || name == strategic[1]:
		where += "; strategic raw material below the threshold"
	default:
		return
	}
	rd.table("lists").Add("list", "eu-2023", "date", "2023", "mineral", m.mineral, "name", r.Get("material"),
		"source", source, "locator", where)
}
