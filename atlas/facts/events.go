package facts

import (
	"regexp"
	"slices"
	"strings"

	"adit"
	"adit/atlas/intake"
)

var eventSheets = []sheet{
	{file: "prices.csv", table: "price_quotes", leave: leavePrice, finish: finishPrice, extra: []string{"basis", "source"},
		fields: []field{
			{"minerals", "mineral", mineralList}, {"form", "form", text}, {"purity", "purity", text}, {"location", "location", text},
			{"period", "period", date}, {"frequency", "frequency", slug}, {"price", "price", positive},
			{"price_low", "price_low", positive}, {"price_high", "price_high", positive}, {"price_unit", "unit", priceUnit},
			{"usd_per_t", "price_usd_per_t", positive}, {"quote", "basis", text}, {"cite", "source", text},
			{"confidence", "confidence", confidence}, {"note", "note", text},
		}},
	{file: "stocks.csv", table: "holdings", leave: leavePolicy, finish: finishHolding, extra: []string{"unit", "as_of"},
		fields: []field{
			{"minerals", "mineral", mineralsOrScope}, {"holder", "holder", text}, {"kind", "kind", text}, {"form", "form", text},
			{"quantity", "quantity", positive}, {"days_of_use", "days_of_use", positive}, {"days_note", "days_basis", text},
			{"cite", "source", embeddable}, {"confidence", "confidence", confidence}, {"note", "note", text},
		}},
	{file: "conflicts.csv", table: "conflicts", leave: leaveConflict, finish: finishConflict,
		fields: []field{
			{"topic", "mineral", text}, {"stage", "stage", text}, {"kind", "kind", text},
			{"source_a", "source_a", text}, {"value_a", "share_a", signed}, {"year_a", "year_a", year}, {"top_a", "top_a", country},
			{"source_b", "source_b", text}, {"value_b", "share_b", signed}, {"year_b", "year_b", year}, {"top_b", "top_b", country},
			{"top_a_in_b_pct", "share_of_top_a_in_b", percent}, {"judgement", "judgement", text},
		}},
	{file: "headline_checks.csv", table: "headlines", key: []string{"statement"}, finish: derived,
		fields: []field{
			{"statement", "statement", text}, {"claimed", "claimed", text}, {"found", "found", text},
			{"reproduces", "reproduces", text}, {"cite", "source", text}, {"note", "note", text},
		}},
	{file: "headline_checks_12_defense.csv", table: "headline_minerals", key: []string{"mineral"}, finish: finishHeadlineMineral,
		fields: []field{
			{"mineral", "mineral", mineral}, {"stage", "stage", stage}, {"year", "year", year}, {"top_place", "top_country", country},
			{"top_share_pct", "top_share_pct", percent}, {"china_share_pct", "china_share_pct", percent}, {"cite", "source", text},
		}},
	{file: "computed_hhi_from_MCS2025_prod2023.csv", table: "hhi_reference", key: []string{"commodity", "type"}, finish: finishHHI,
		fields: []field{
			{"commodity", "commodity", text}, {"statistic", "type", text}, {"unit_note", "unit", text},
			{"sum_of_countries", "sum_country_prod_2023", positive}, {"world", "published_world_2023", positive},
			{"countries", "n_countries", positive}, {"top_place", "top_country", topCountry},
			{"top_share_pct", "top_share_pct", percent}, {"top3_share_pct", "top3_share_pct", percent}, {"hhi", "HHI_0_10000", number(0, 10000)},
		}},
}

// leavePrice leaves out the series that are imported from their publishers.
func leavePrice(row intake.Row) string {
	source := row.Get("source")
	if strings.HasPrefix(source, "USGS MCS") || strings.HasPrefix(source, "World Bank Pink Sheet") {
		return alreadyOurs
	}
	return ""
}

var priceUnits = []string{"USD/t", "USD/kg", "USD/lb", "USc/lb", "USD/oz", "USD/mtu", "USD/g", "CNY/t", "CNY/kg"}

func priceUnit(r *record, cell string) string {
	unit := strings.Replace(cell, "troy oz", "oz", 1)
	if !slices.Contains(priceUnits, unit) {
		r.refuse("%q is no unit of a price", cell)
	}
	return unit
}

func finishPrice(r *record) {
	if r.cells["price"] == "" {
		r.refuse("no price")
	}
	if r.cells["period"] == "" {
		r.refuse("no date")
	}
	for _, c := range []string{"price", "price_low", "price_high"} {
		if r.cells["price_low"] == r.cells["price"] && r.cells["price_high"] == r.cells["price"] && c != "price" {
			defer r.set(c, "") // a point has no band
		}
	}
	low, errLow := intake.Number(r.cells["price_low"])
	high, errHigh := intake.Number(r.cells["price_high"])
	if p, err := intake.Number(r.cells["price"]); err == nil && (errLow == nil && low > p || errHigh == nil && high < p) {
		r.refuse("price %g outside %g to %g", p, low, high)
	}
	basis := map[string]adit.Basis{"press/assessment quoted": adit.Estimated, "derived unit value": adit.Derived}[r.get("basis")]
	if basis == "" {
		r.refuse("unknown kind of price %q", r.get("basis"))
	}
	r.set("basis", assumedIf(r.get("source"), basis))
}

// A conversion turns a unit of the sheet into one of the atlas.
type conversion struct {
	factor float64
	unit   string
}

// shortTon is 2,000 pounds of 0.45359237 kg.
const shortTon = 0.90718474

var conversions = map[string]conversion{
	"metric tons": {1, "t"}, "t": {1, "t"}, "t Li2CO3": {1, "t"}, "thousand metric tons": {1000, "t"},
	"thousand metric dry tons": {1000, "t"}, "short tons": {shortTon, "t"}, "kilograms": {1, "kg"},
	"MUSD": {1, "M USD"}, "materials": {1, "1"},
}

// fiscal is how the sheet writes a fiscal year, and since plus for "or later".
var fiscal = regexp.MustCompile(`^(FY)?(\d{4}(?:-\d\d)?(?:-\d\d)?)(\+)?$`)

// finishHolding converts units and dates. Brackets after a unit stay words.
func finishHolding(r *record) {
	r.asOf()
	unit, remark, _ := strings.Cut(r.get("unit"), " (")
	unit = strings.TrimSuffix(unit, " approx")
	c, known := conversions[unit]
	switch {
	case r.cells["quantity"] == "":
		r.set("basis", string(adit.Unknown))
		if strings.HasPrefix(r.get("note"), "W (") {
			r.set("basis", string(adit.Withheld))
		}
		return
	case !known:
		r.refuse("%q is no unit of a stock", r.get("unit"))
		return
	}
	x, _ := intake.Number(r.cells["quantity"])
	r.set("quantity", intake.Format(x*c.factor))
	r.set("quantity_unit", c.unit)
	if unit != c.unit || remark != "" {
		r.set("unit_note", cite(r.get("unit")))
	}
	r.set("basis", assumedIf(remark, adit.Reported))
}

func (r *record) asOf() {
	m := fiscal.FindStringSubmatch(r.get("as_of"))
	if m == nil {
		r.refuse("%q is no date", r.get("as_of"))
		return
	}
	r.set("as_of", date(r, m[2]))
	if m[1] != "" {
		r.set("as_of_note", "fiscal year")
	}
	if m[3] != "" {
		r.set("as_of_note", "since")
	}
}

// headlineKinds are conflicts about a headline, where single attributed
// figures of any publisher may stand.
func headlineKind(kind string) bool { return strings.HasPrefix(kind, "headline") }

func leaveConflict(row intake.Row) string {
	if !headlineKind(row.Get("kind")) &&
		(barred.MatchString(row.Get("source_a")) || barred.MatchString(row.Get("source_b")) || row.Get("source_a") == "World Mining" || row.Get("source_b") == "World Mining") {
		return notPassedOn
	}
	return ""
}

var clause = regexp.MustCompile(`[^.;]*[.;]?(\d[^.;]*[.;]?)*`)

// finishConflict drops from a judgement the clauses that quote figures of a
// barred publisher.
func finishConflict(r *record) {
	if !headlineKind(r.get("kind")) {
		kept := ""
		for _, c := range clause.FindAllString(r.cells["judgement"], -1) {
			if !barred.MatchString(c) {
				kept += c
			}
		}
		r.set("judgement", strings.TrimSpace(kept))
	}
	derived(r)
}

func derived(r *record) { r.set("basis", string(adit.Derived)) }

// headlineSources complete sources that the sheet cut off.
var headlineSources = map[string]string{
	"USGS MCS2026 data release (u": "USGS MCS 2026 data release, doi 10.5066/P1WKQ63T",
	"EU CRM 2023 study Annex, ave": "EU CRM 2023 study, annex, averages 2016-2020",
}

func finishHeadlineMineral(r *record) {
	full, ok := headlineSources[r.get("source")]
	if !ok {
		r.refuse("unknown source %q", r.get("source"))
	}
	r.set("cite", full)
	derived(r)
}

func topCountry(r *record, cell string) string {
	if id, err := r.in.Places.Find(cell); err == nil {
		return id
	}
	plain, _, _ := strings.Cut(cell, " (") // "United States (crude)"
	return country(r, plain)
}

func finishHHI(r *record) {
	r.set("cite", "computed from USGS MCS 2025 data release, world production")
	derived(r)
}
