package worldbank

import (
	"context"
	"strings"
	"testing"

	"adit/atlas"
	"adit/atlas/intake"
	"adit/internal/importtest"
)

func raw(t testing.TB) []atlas.File { return importtest.Files(t, "data/prices", file) }

func TestRegenerate(t *testing.T) { importtest.Regenerate(t, Importer, raw(t)) }

func TestShuffled(t *testing.T) { importtest.Shuffles(t, Importer, raw(t)) }

// 14 columns over the 134 months from January 2015 to February 2026, of which
// one price is blank.
func TestEveryMonth(t *testing.T) {
	res, c, err := count(context.Background(), importtest.Input(t, raw(t)...))
	if err != nil {
		t.Fatal(err)
	}
	if c.Read != 794 || c.Kept != 134 || c.Refused != 0 || c.Balance() != nil {
		t.Errorf("%+v", c)
	}
	if n := len(importtest.Table(t, res, "prices").Rows); n != 14*134-1 {
		t.Errorf("%d prices", n)
	}
}

// A published figure: copper averaged 10,139 USD/t in May 2024 (Pink Sheet of
// June 2024: 10,129 in the first print; the file is of March 2026).
func TestCopper(t *testing.T) {
	prices := importtest.Table(t, importtest.Run(t, Importer, raw(t)...), "prices")
	for i := range prices.Rows {
		if prices.Get(i, "mineral") == "copper" && prices.Get(i, "detail") == "2024-05" {
			if x, _ := intake.Number(prices.Get(i, "value")); x < 10_000 || x > 10_300 || prices.Get(i, "unit") != "USD/t" {
				t.Errorf("copper in May 2024: %s %s", prices.Get(i, "value"), prices.Get(i, "unit"))
			}
			return
		}
	}
	t.Error("no price of copper in May 2024")
}

// The potash column changed what it prices in January 2020: two series.
func TestPotashIsTwoSeries(t *testing.T) {
	prices := importtest.Table(t, importtest.Run(t, Importer, raw(t)...), "prices")
	months := map[string]int{}
	for i := range prices.Rows {
		if prices.Get(i, "mineral") == "potash" {
			months[prices.Get(i, "form")]++
		}
	}
	if months["kcl-vancouver"] != 60 || months["kcl-brazil"] != 74 {
		t.Errorf("%v", months)
	}
}

func header() string {
	names := []string{"period_dt"}
	for _, s := range all {
		if names[len(names)-1] != s.column {
			names = append(names, s.column)
		}
	}
	return strings.Join(names, ",") + "\n"
}

func line(month, first string) string {
	return month + "," + first + strings.Repeat(",1", strings.Count(header(), ",")-1) + "\n"
}

func TestRefuses(t *testing.T) {
	importtest.Refuses(t, Importer, file,
		importtest.Bad{Name: "empty", Content: "", Err: "empty"},
		importtest.Bad{Name: "header missing", Content: line("2024-05-01", "1"), Err: "no column"},
		importtest.Bad{Name: "truncated", Content: header() + "2024-05-01,1,2", Rule: "columns"},
		importtest.Bad{Name: "wrong encoding", Content: header() + line("2024-05-01", "\xff"), Err: "UTF-8"},
		importtest.Bad{Name: "duplicate key", Content: header() + line("2024-05-01", "1") + line("2024-05-01", "2"), Rule: "duplicate-key"},
		importtest.Bad{Name: "negative", Content: header() + line("2024-05-01", "-1"), Rule: "price"},
		importtest.Bad{Name: "zero", Content: header() + line("2024-05-01", "0"), Rule: "price"},
		importtest.Bad{Name: "NaN", Content: header() + line("2024-05-01", "NaN"), Rule: "price"},
		importtest.Bad{Name: "day in the middle", Content: header() + line("2024-05-15", "1"), Rule: "date"},
		importtest.Bad{Name: "no date", Content: header() + line("May 2024", "1"), Rule: "date"},
	)
	importtest.Refuses(t, Importer, "nothing.csv", importtest.Bad{Name: "no file", Content: "", Err: "not given"})
}

func FuzzPrices(f *testing.F) {
	importtest.Fuzz(f, Importer, file, header()+line("2024-05-01", "2500.5")+line("1960-01-01", ""))
}
