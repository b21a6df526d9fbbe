// Package worldbank imports the monthly commodity prices of the World Bank
// (the Pink Sheet; CC BY 4.0): those of metals, fertilizer minerals and coal,
// from 2015 on. Each series keeps its own form, place and terms; they are
// never joined to one another or to another source's.
package worldbank

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"adit/atlas"
	"adit/atlas/intake"
)

const (
	file   = "cmo_monthly_prices.csv"
	source = "worldbank-pink-sheet"

	// firstYear is the first that is embedded.
	firstYear = "2015"
)

// Importer reads the monthly prices.
var Importer = atlas.Importer{
	Name:   "worldbank",
	About:  "World Bank commodity prices, monthly from 2015",
	Wants:  file,
	Import: run,
}

// A series is one column of the file, or the part of it that prices one thing:
// the potash column changed from Vancouver to Brazil. The terms are those of
// the workbook's sheet of descriptions.
type series struct {
	column, mineral, form, unit, terms string
	since, before                      string // months; blank is no bound
}

var all = []series{
	{column: "aluminum", mineral: "aluminum", form: "primary-ingot", unit: "USD/t", terms: "LME, unalloyed primary ingots, 99.7%, settlement"},
	{column: "iron_ore_cfr_spot", mineral: "iron", form: "fines-62", unit: "USD/t", terms: "fines, 62% Fe, spot, cfr China, per dry tonne"},
	{column: "copper", mineral: "copper", form: "grade-a", unit: "USD/t", terms: "LME, grade A, settlement"},
	{column: "lead", mineral: "lead", form: "refined", unit: "USD/t", terms: "LME, refined, 99.97%, settlement"},
	{column: "tin", mineral: "tin", form: "refined", unit: "USD/t", terms: "LME, refined, 99.85%, settlement"},
	{column: "nickel", mineral: "nickel", form: "cathode", unit: "USD/t", terms: "LME, cathodes, 99.8%, settlement"},
	{column: "zinc", mineral: "zinc", form: "high-grade", unit: "USD/t", terms: "LME, high grade, 99.95%, settlement"},
	{column: "gold", mineral: "gold", form: "refined", unit: "USD/oz", terms: "spot average of daily rates from June 2025; before: London afternoon fixing"},
	{column: "platinum", mineral: "platinum", form: "refined", unit: "USD/oz", terms: "spot average of daily rates from June 2025; before: London afternoon fixing"},
	{column: "silver", mineral: "silver", form: "refined", unit: "USD/oz", terms: "London afternoon fixing, 99.9%"},
	{column: "phosphate_rock", mineral: "phosphate", form: "rock", unit: "USD/t", terms: "fob North Africa"},
	{column: "potassium_chloride", mineral: "potash", form: "kcl-vancouver", unit: "USD/t", terms: "muriate of potash, fob Vancouver", before: "2020-01"},
	{column: "potassium_chloride", mineral: "potash", form: "kcl-brazil", unit: "USD/t", terms: "muriate of potash, granular, spot, cfr Brazil", since: "2020-01"},
	{column: "coal_australian", mineral: "coal", form: "thermal-australia", unit: "USD/t", terms: "fob Newcastle, 6,000 kcal/kg; futures from February 2022, before: spot"},
	{column: "coal_south_african", mineral: "coal", form: "thermal-south-africa", unit: "USD/t", terms: "fob Richards Bay, 6,000 kcal/kg; some months of 2022 to 2024 are estimates"},
}

// holds reports whether the series has the month.
func (s series) holds(month string) bool {
	return (s.since == "" || month >= s.since) && (s.before == "" || month < s.before)
}

var errNone = errors.New("the file of prices was not given; wanted")

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	res, _, err := count(ctx, in)
	return res, err
}

// count imports, and says what became of every month.
func count(_ context.Context, in *atlas.Input) (*atlas.Result, intake.Count, error) {
	f, ok := intake.Find(in.Files, file)
	if !ok {
		return nil, intake.Count{}, fmt.Errorf("worldbank: %w %s", errNone, file)
	}
	columns := []string{"period_dt"}
	for _, s := range all {
		columns = append(columns, s.column)
	}
	s, err := intake.Read(f, atlas.UTF8, columns, []string{"period_dt"})
	if err != nil {
		return nil, intake.Count{}, fmt.Errorf("worldbank: %w", err)
	}
	prices := atlas.NewTable("prices", "worldbank")
	for _, r := range s.Rows {
		month(r, prices)
	}
	prices.Sort()
	tables := []*atlas.Table{minerals(), prices, sources(s.Sum)}
	return &atlas.Result{Tables: tables, Faults: s.Report()}, s.Count, s.Count.Balance()
}

// month reads all prices of one month. A blank is a month without a price. A
// month with a price that cannot be read is refused whole.
func month(r intake.Row, prices *atlas.Table) {
	day := r.Get("period_dt")
	if err := intake.Date(day); err != nil || !strings.HasSuffix(day, "-01") || len(day) != len("2006-01-02") {
		r.Refuse("date", "the first day of a month", "period %q", day)
		return
	}
	if day < firstYear {
		r.Leave("before 2015")
		return
	}
	values := make([]string, len(all))
	for i, s := range all {
		cell := r.Get(s.column)
		if cell == "" || !s.holds(day[:7]) {
			continue
		}
		x, err := intake.Within(cell, 0, 1e7)
		if err != nil || x == 0 {
			r.Refuse("price", "a price above 0, or blank", "%s: %q", s.column, cell)
			return
		}
		values[i] = intake.Format(math.Round(x*1e4) / 1e4) // undoes the noise of a spreadsheet's binary fractions
	}
	r.Keep()
	for i, s := range all {
		if values[i] != "" {
			prices.Add("mineral", s.mineral, "form", s.form, "place", "WLD", "statistic", "price-monthly",
				"detail", day[:7], "year", day[:4], "value", values[i], "unit", s.unit, "basis", "reported",
				"source", source, "locator", "monthly prices, "+s.column, "note", s.terms)
		}
	}
}

// minerals is what is priced here and no other table names.
func minerals() *atlas.Table {
	t := atlas.NewTable("minerals", "worldbank")
	t.Add("mineral", "coal", "name", "Coal (thermal)", "synonyms", "thermal coal", "note", "an energy price; for coking coal see metallurgical_coal")
	return t
}

func sources(sum string) *atlas.Table {
	t := atlas.NewTable("sources", "worldbank")
	t.Add("source", source, "title", "Commodity price data (The Pink Sheet), monthly", "publisher", "World Bank", "edition", "2026-03-03", "published", "2026-03-03",
		"url", "https://www.worldbank.org", "licence", "CC BY 4.0", "file", file, "sha256", sum,
		"years", "1960-2026", "note", "kept from 2015 on; nominal US dollars; monthly averages")
	return t
}
