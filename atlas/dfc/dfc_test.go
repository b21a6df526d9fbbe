package dfc

import (
	"context"
	"math"
	"strings"
	"testing"

	"adit/atlas"
	"adit/atlas/intake"
	"adit/internal/importtest"
)

func raw(t testing.TB) []atlas.File { return importtest.Files(t, "data/dfc") }

func TestRegenerate(t *testing.T) { importtest.Regenerate(t, Importer, raw(t)) }

func TestShuffled(t *testing.T) { importtest.Shuffles(t, Importer, raw(t)) }

// The list has 1,416 active projects, and not one is merged or lost.
func TestEveryProject(t *testing.T) {
	res, c, err := count(context.Background(), importtest.Input(t, raw(t)...))
	if err != nil {
		t.Fatal(err)
	}
	if c.Read != 1416 || c.Kept != 1416 || len(res.Faults) != 0 {
		t.Errorf("%+v, faults %v", c, res.Faults)
	}
	finance := importtest.Table(t, res, "finance")
	sum := 0.0
	for i := range finance.Rows {
		x, err := intake.Number(finance.Get(i, "amount_usd"))
		if err != nil {
			t.Fatal(err)
		}
		sum += x
	}
	if math.Abs(sum-59_325_886_954.444) > 0.01 { // summed over the raw file
		t.Errorf("commitments add up to %.3f", sum)
	}
}

var head = strings.Join(columns, ",") + "\n"

func row(year, country, amount string) string {
	return head + year + ",9000000001,DI,Africa," + country + ",Finance,,A mine," + amount + ",Mining,Some words,\n"
}

func TestRefuses(t *testing.T) {
	good := row("2024.0", "Zambia", "5")
	importtest.Refuses(t, Importer, file,
		importtest.Bad{Name: "empty", Content: "", Err: "empty"},
		importtest.Bad{Name: "header missing", Content: good[len(head):], Err: "no column"},
		importtest.Bad{Name: "truncated", Content: good[:len(good)-30], Rule: "columns"},
		importtest.Bad{Name: "wrong encoding", Content: row("2024", "C\xf4te d'Ivoire", "5"), Err: "UTF-8"},
		importtest.Bad{Name: "negative", Content: row("2024", "Zambia", "-5"), Rule: "amount"},
		importtest.Bad{Name: "NaN", Content: row("2024", "Zambia", "NaN"), Rule: "amount"},
		importtest.Bad{Name: "blank amount", Content: row("2024", "Zambia", ""), Rule: "amount"},
		importtest.Bad{Name: "unknown country", Content: row("2024", "Atlantis", "5"), Rule: "unknown-country"},
		importtest.Bad{Name: "half a year", Content: row("2024.5", "Zambia", "5"), Rule: "year"},
	)
	importtest.Refuses(t, Importer, "nothing.csv", importtest.Bad{Name: "no file", Content: "", Err: "not given"})
}

// Two rows of one number are two commitments; a region is no country.
func TestRepeatsAndRegions(t *testing.T) {
	one := row("2024", "Africa Regional", "5")
	finance := importtest.Table(t, importtest.Run(t, Importer, importtest.Text(file, one+one[len(head):])), "finance")
	if len(finance.Rows) != 2 || finance.Get(0, "id") != "9000000001-1" || finance.Get(1, "id") != "9000000001-2" {
		t.Errorf("%v", finance.Rows)
	}
	if finance.Get(0, "place") != "OTH" || finance.Get(0, "place_note") != "Africa Regional" {
		t.Errorf("%v", finance.Rows[0])
	}
}

func FuzzProjects(f *testing.F) {
	importtest.Fuzz(f, Importer, file, row("2024.0", "Zambia", "5.5"), row("", "Redacted", "5"))
}
