package oecd

import (
	"testing"

	"adit/atlas"
	"adit/internal/importtest"
)

const file = "oecd_crc_2026.csv"

func raw(t testing.TB) []atlas.File { return importtest.Files(t, "data/oecd-crc", file) }

func TestShuffled(t *testing.T) { importtest.Shuffles(t, Importer, raw(t)) }

// 201 rows; by hand from the file: Kazakhstan 5, DR Congo 7, Japan 0, Kosovo 6.
func TestList(t *testing.T) {
	_, counts, err := count(importtest.Input(t, raw(t)...))
	if err != nil {
		t.Fatal(err)
	}
	if c := counts[file]; c.Read != 201 || c.Kept != 201 {
		t.Errorf("%+v", c)
	}
	risk := importtest.Table(t, importtest.Run(t, Importer, raw(t)...), "country_risk")
	got := map[string]string{}
	for i := range risk.Rows {
		got[risk.Get(i, "place")] = risk.Get(i, "class")
	}
	for p, want := range map[string]string{"KAZ": "5", "COD": "7", "JPN": "0", "XKX": "6"} {
		if got[p] != want {
			t.Errorf("%s: class %q, not %s", p, got[p], want)
		}
	}
}

const head = "country,iso3,crc,notes\n"

func TestRefuses(t *testing.T) {
	importtest.Refuses(t, Importer, file,
		importtest.Bad{Name: "empty", Content: "", Err: "empty"},
		importtest.Bad{Name: "no header", Content: "Japan,JPN,0,\n", Err: "no column"},
		importtest.Bad{Name: "class 8", Content: head + "Japan,JPN,8,\n", Rule: "class"},
		importtest.Bad{Name: "half a class", Content: head + "Japan,JPN,2.5,\n", Rule: "class"},
		importtest.Bad{Name: "no class", Content: head + "Japan,JPN,,\n", Rule: "class"},
		importtest.Bad{Name: "unknown code", Content: head + "Atlantis,ATL,1,\n", Rule: "unknown-country"},
		importtest.Bad{Name: "name for a code", Content: head + "Japan,Japan,1,\n", Rule: "unknown-country"},
		importtest.Bad{Name: "twice", Content: head + "Japan,JPN,0,\nNippon,JPN,0,\n", Rule: "duplicate-key"},
		importtest.Bad{Name: "other code twice", Content: head + "Kosovo,XKV,6,\nKosovo,XKX,6,\n", Rule: "duplicate-key"},
	)
	importtest.Refuses(t, Importer, "risk.csv", importtest.Bad{Name: "other name", Content: head, Err: "none of the files"})
}

func FuzzList(f *testing.F) { importtest.Fuzz(f, Importer, file, head+"Japan,JPN,0,\n") }
