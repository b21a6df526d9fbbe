package worldbank

import (
	"context"
	"math"
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

// The curated sheet of prices holds the same source's prices, taken from it by
// someone else: they agree.
func TestAgreesWithSheet(t *testing.T) {
	f, _ := intake.Find(importtest.Files(t, "facts", "prices.csv"), "prices.csv")
	s, err := intake.ReadEvery(f, atlas.UTF8, []string{"mineral", "period", "price", "source"})
	if err != nil {
		t.Fatal(err)
	}
	ours := map[string]float64{}
	prices := importtest.Table(t, importtest.Run(t, Importer, raw(t)...), "prices")
	for i := range prices.Rows {
		ours[prices.Get(i, "mineral")+" "+prices.Get(i, "detail")], _ = intake.Number(prices.Get(i, "value"))
	}
	compared := 0
	for _, r := range s.Rows {
		x, err := intake.Number(r.Get("price"))
		mine, ok := ours[r.Get("mineral")+" "+r.Get("period")]
		if !strings.HasPrefix(r.Get("source"), "World Bank") || err != nil || !ok {
			continue
		}
		compared++
		if math.Abs(x-mine) > 0.001*mine {
			t.Errorf("%s %s: %g there, %g here", r.Get("mineral"), r.Get("period"), x, mine)
		}
	}
	if compared < 1000 {
		t.Errorf("only %d prices compared", compared)
	}
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
