package baci

import (
	"math"
	"strconv"
	"testing"

	"adit/atlas"
	"adit/internal/importtest"
	"adit/internal/tradetest"
)

// raw lists the files that the committed tables are made of.
func raw(t *testing.T) []atlas.File {
	t.Helper()
	files := importtest.Files(t, "data/baci", "baci_2022_value_only.csv", "baci_2024_value_only.csv", "baci_hs17_v202601_2024_30codes.csv")
	files = append(files, importtest.Files(t, "data/baci/flows_top")...)
	return append(files, importtest.Files(t, "data/hs", "product_codes.csv")...)
}

// TestRegenerate checks the committed tables against the raw files; -update
// rewrites them.
func TestRegenerate(t *testing.T) {
	res := importtest.Regenerate(t, tradetest.Named(t, Importer), raw(t))
	if err := res.Faults.Err(); err != nil {
		t.Error(err)
	}
	for _, f := range res.Faults {
		t.Log(f)
	}
}

// TestFacts checks the committed table against figures read by hand in the raw
// file (V202601, 2024).
func TestFacts(t *testing.T) {
	rows := map[string][]string{}
	total, missing := 0, 0
	for _, r := range tradetest.Committed(t, "baci", "trade").Rows {
		if r[10] != "baci-2024" {
			continue
		}
		total++
		if r[8] == "" {
			missing++
		}
		rows[r[1]+" "+r[3]+" "+r[4]] = r
	}
	for flow, want := range map[string]string{
		"811010 THA USA": "1516.911",
		"811010 TJK BEL": "5768.12",
	} {
		if r := rows[flow]; r == nil || r[8] != want {
			t.Errorf("%s: %v, want %s t", flow, r, want)
		}
	}
	if share := float64(missing) / float64(total); total != 21723 || math.Abs(share-0.047) > 0.001 {
		t.Errorf("%s of %d tonnages are missing, want 4.7%% of 21723", strconv.FormatFloat(100*share, 'f', 1, 64), total)
	}
}
