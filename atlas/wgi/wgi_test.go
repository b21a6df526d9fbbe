package wgi

import (
	"context"
	"testing"

	"adit/atlas"
	"adit/atlas/intake"
	"adit/internal/importtest"
)

func raw(t testing.TB) []atlas.File { return importtest.Files(t, "data/wgi", yearly, latest) }

func TestRegenerate(t *testing.T) { importtest.Regenerate(t, Importer, raw(t)) }

func TestShuffled(t *testing.T) { importtest.Shuffles(t, Importer, raw(t)) }

func TestEveryRowCounted(t *testing.T) {
	_, counts, err := count(context.Background(), importtest.Input(t, raw(t)...))
	if err != nil {
		t.Fatal(err)
	}
	if c := counts[yearly]; c.Read != 26964 || c.Refused != 0 || c.Balance() != nil {
		t.Errorf("yearly: %+v", c)
	}
	if c := counts[latest]; c.Read != 207 || c.Kept != 207 {
		t.Errorf("latest: %+v", c)
	}
}

// The supply risk of the EU study weighs shares with the mean of the six
// indicators. China's was about −0.33 as the mean over 2016–2020; our file ends
// in 2019.
func TestChina(t *testing.T) {
	governance := importtest.Table(t, importtest.Run(t, Importer, raw(t)...), "governance")
	sum, n := 0.0, 0.0
	for i := range governance.Rows {
		if governance.Get(i, "place") == "CHN" && governance.Get(i, "source") == yearlySource && governance.Get(i, "year") >= "2016" {
			x, err := intake.Number(governance.Get(i, "value"))
			if err != nil {
				t.Fatal(err)
			}
			sum, n = sum+x, n+1
		}
	}
	if mean := sum / n; n != 24 || mean < -0.40 || mean > -0.25 {
		t.Errorf("mean of %g figures is %.3f, want between −0.40 and −0.25", n, mean)
	}
}

const head = `"","Country/Territory","Code","Year","Estimate","Lower","NumSrc","Rank","StdErr","Upper","Indicator"` + "\n"

func TestRefuses(t *testing.T) {
	row := func(country, code, year, estimate, stderr, indicator string) string {
		return head + `"1","` + country + `","` + code + `",` + year + `,` + estimate + `,0,4,1,` + stderr + `,9.5,"` + indicator + `"` + "\n"
	}
	good := row("China", "CHN", "2016", "-0.3", "0.2", "RuleofLaw")
	importtest.Refuses(t, Importer, yearly,
		importtest.Bad{Name: "empty", Content: "", Err: "empty"},
		importtest.Bad{Name: "header missing", Content: good[len(head):], Err: "no column"},
		importtest.Bad{Name: "truncated", Content: good[:len(good)-20], Rule: "columns"},
		importtest.Bad{Name: "truncated in a quote", Content: good[:len(good)-5], Err: "cut off"},
		importtest.Bad{Name: "UTF-16", Content: "\x00", Err: "UTF-16"},
		importtest.Bad{Name: "UTF-8 instead of Windows-1252", Content: row("São Tomé and Principe", "STP", "2016", "1", "0.2", "RuleofLaw"), Rule: "unknown-country"},
		importtest.Bad{Name: "duplicate key", Content: good + row("China", "CHN", "2016", "-0.4", "0.2", "RuleofLaw")[len(head):], Rule: "duplicate-key"},
		importtest.Bad{Name: "old and new code", Content: row("Romania", "ROM", "2016", "1", "0.2", "RuleofLaw") + row("Romania", "ROU", "2016", "1", "0.2", "RuleofLaw")[len(head):], Rule: "duplicate-key"},
		importtest.Bad{Name: "beyond the scale", Content: row("China", "CHN", "2016", "-9", "0.2", "RuleofLaw"), Rule: "estimate"},
		importtest.Bad{Name: "NaN", Content: row("China", "CHN", "2016", "NaN", "0.2", "RuleofLaw"), Rule: "estimate"},
		importtest.Bad{Name: "negative error", Content: row("China", "CHN", "2016", "1", "-0.2", "RuleofLaw"), Rule: "estimate"},
		importtest.Bad{Name: "unknown country", Content: row("Atlantis", "ATL", "2016", "1", "0.2", "RuleofLaw"), Rule: "unknown-country"},
		importtest.Bad{Name: "code of another country", Content: row("China", "JPN", "2016", "1", "0.2", "RuleofLaw"), Rule: "country-code"},
		importtest.Bad{Name: "unknown indicator", Content: row("China", "CHN", "2016", "1", "0.2", "Happiness"), Rule: "indicator"},
		importtest.Bad{Name: "half a year", Content: row("China", "CHN", "2016.5", "1", "0.2", "RuleofLaw"), Rule: "year"},
	)
	importtest.Refuses(t, Importer, latest,
		importtest.Bad{Name: "latest, unknown country", Content: "iso2,wgi_mean6\nQQ,1\n", Rule: "unknown-country"},
		importtest.Bad{Name: "latest, NaN", Content: "iso2,wgi_mean6\nCN,NaN\n", Rule: "estimate"},
		importtest.Bad{Name: "latest, wrong encoding", Content: "iso2,wgi_mean6\n\xff,1\n", Err: "UTF-8"},
	)
	importtest.Refuses(t, Importer, "nothing.csv", importtest.Bad{Name: "no file", Content: "", Err: "none of the files"})
}

// The codes of the World Bank's earlier editions are today's countries.
func TestOldCodes(t *testing.T) {
	in := head + `"1","Congo, Dem. Rep.","ZAR",2016,-1.5,0,4,1,0.2,9.5,"RuleofLaw"` + "\n"
	governance := importtest.Table(t, importtest.Run(t, Importer, importtest.Text(yearly, in)), "governance")
	if got := governance.Get(0, "place"); got != "COD" {
		t.Errorf("ZAR is %s, want COD", got)
	}
}

func FuzzYearly(f *testing.F) {
	importtest.Fuzz(f, Importer, yearly, head+`"1","China","CHN",2016,-0.3,0,4,1,0.2,9.5,"RuleofLaw"`+"\n")
}

func FuzzLatest(f *testing.F) {
	importtest.Fuzz(f, Importer, latest, "iso2,wgi_mean6\nCN,-0.245\n")
}
