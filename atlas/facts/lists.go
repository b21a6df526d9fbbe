package facts

import (
	"regexp"
	"strings"

	"adit"
	"adit/atlas/intake"
)

const usList = "us_critical_minerals_lists_and_NIR.csv"

// The date of the list of 2025 is that of the sheet of policy actions.
var listSheets = []sheet{
	{file: usList, table: "lists", part: "us-2022", key: []string{"mineral"}, leave: takenFromUSGS,
		finish: onList("us-2022", "2022-02-24", "Federal Register, final list of critical minerals 2022"),
		extra:  []string{"on_2022_list"}, fields: []field{{"mineral", "mineral", mineral}, {"name", "mineral", text}}},
	{file: usList, table: "lists", part: "us-2025", key: []string{"mineral"}, leave: offList("on_2025_final_list"),
		finish: onList("us-2025", "2025-11-07", "final list of critical minerals 2025; USGS OFR 2025-1047"),
		extra:  []string{"on_2025_final_list"}, fields: []field{{"mineral", "mineral", mineral}, {"name", "mineral", text}}},
	{file: "headline_checks_12_defense.csv", table: "lists", part: "defence-12", key: []string{"mineral"},
		finish: onList("defence-12", "2025", "the twelve defence minerals of the headline claim, table headline_minerals"),
		fields: []field{{"mineral", "mineral", mineral}, {"name", "mineral", text}}},
	{file: usList, table: "reliance", key: []string{"mineral"}, leave: noReliance, finish: finishReliance,
		extra: []string{"NIR_2024_pct"}, fields: []field{{"mineral", "mineral", mineral}, {"detail", "MCS2025_fig2_commodity", text},
			{"note", "major_import_sources_2020_23_desc", text}}},
	{file: usList, table: "criticality", key: []string{"mineral"}, leave: noRank, finish: finishRank,
		fields: []field{{"mineral", "mineral", mineral}, {"value", "OFR2025_1047_rank(prob-weighted)", number(1, 100)}}},
}

func offList(column string) func(intake.Row) string {
	return func(row intake.Row) string {
		if row.Get(column) != "yes" {
			return "not on this list"
		}
		return ""
	}
}

func onList(list, date, where string) func(*record) {
	return func(r *record) {
		r.set("list", list)
		r.set("date", date)
		r.set("locator", where)
	}
}

// takenFromUSGS leaves the list of 2022 to the table of USGS, which prints it.
func takenFromUSGS(row intake.Row) string {
	if why := offList("on_2022_list")(row); why != "" {
		return why
	}
	return alreadyOurs
}

func noReliance(row intake.Row) string {
	if row.Get("NIR_2024_pct") == "" {
		return "no reliance published for it"
	}
	return ""
}

// bound is a published reliance: a number, or a bound, or net exporter.
var bound = regexp.MustCompile(`^([<>]?)(\d+)$`)

// finishReliance keeps the published figure as it is: ">50" and "E" are an
// interval and a word, not numbers.
func finishReliance(r *record) {
	for column, cell := range map[string]string{"place": "USA", "statistic": "net-import-reliance", "year": "2024", "unit": "%",
		"basis": string(adit.Estimated), "locator": "USGS MCS 2025, figure 2 and table 5"} {
		r.set(column, cell)
	}
	published := r.get("NIR_2024_pct")
	if note := r.cells["note"]; note != "" {
		r.set("note", "import sources 2020-23: "+note)
	}
	if strings.HasPrefix(published, "E") {
		r.set("flag", "E")
		r.set("high", "0")
		return
	}
	m := bound.FindStringSubmatch(published)
	if m == nil {
		r.refuse("reliance %q is neither a number nor a bound", published)
		return
	}
	x := percent(r, m[2])
	switch m[1] {
	case "":
		r.set("value", x)
	case ">":
		r.set("flag", published)
		r.set("low", x)
		r.set("high", "100")
	case "<":
		r.set("flag", published)
		r.set("low", "0")
		r.set("high", x)
	}
}

func noRank(row intake.Row) string {
	if row.Get("OFR2025_1047_rank(prob-weighted)") == "" {
		return "not ranked"
	}
	return ""
}

// finishRank keeps the order in which the assessment of 2025 puts minerals.
// The ranks of 2021 are from memory, and left out with the column.
func finishRank(r *record) {
	for column, cell := range map[string]string{"place": "USA", "statistic": "usgs-rank", "detail": "probability-weighted loss of GDP",
		"year": "2025", "unit": "1", "basis": string(adit.Estimated), "locator": "USGS OFR 2025-1047, through a secondary copy"} {
		r.set(column, cell)
	}
}
