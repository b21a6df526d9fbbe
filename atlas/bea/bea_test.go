package bea

import (
	"math"
	"strings"
	"testing"

	"adit/atlas"
	"adit/atlas/intake"
	"adit/internal/importtest"
)

func raw(t testing.TB) []atlas.File { return importtest.Files(t, "data/bea-io", fileNames()...) }

func TestRegenerate(t *testing.T) { importtest.Regenerate(t, Importer, raw(t)) }

func TestShuffled(t *testing.T) { importtest.Shuffles(t, Importer, raw(t)) }

// The benchmark of 2017 has 402 industries and 402 commodities, the summary 71
// and 73, as in the Bureau's files of codes.
func TestIndustries(t *testing.T) {
	res := importtest.Run(t, Importer, raw(t)...)
	for table, want := range map[string]map[string]int{
		"io_industries":  {"detail": 402, "summary": 71},
		"io_commodities": {"detail": 402, "summary": 73},
	} {
		got := map[string]int{}
		tb := importtest.Table(t, res, table)
		for i := range tb.Rows {
			got[tb.Get(i, "level")]++
		}
		if got["detail"] != want["detail"] || got["summary"] != want["summary"] {
			t.Errorf("%s: %v, want %v", table, got, want)
		}
	}
}

// sums adds up the values of a table of one level by the cells of a column.
func sums(t *testing.T, tb *atlas.Table, level, by string) map[string]float64 {
	t.Helper()
	total := map[string]float64{}
	for i := range tb.Rows {
		if tb.Get(i, "level") != level {
			continue
		}
		x, err := intake.Number(tb.Get(i, "value"))
		if err != nil {
			t.Fatal(err)
		}
		total[tb.Get(i, by)] += x
	}
	return total
}

// Every row and column adds up to the files' own totals, or a fault says so;
// there is none.
func TestTotals(t *testing.T) {
	res := importtest.Run(t, Importer, raw(t)...)
	for _, f := range res.Faults {
		t.Error(f)
	}
	for _, level := range []string{"detail", "summary"} {
		use, added := sums(t, importtest.Table(t, res, "io_use"), level, "industry"), sums(t, importtest.Table(t, res, "io_value_added"), level, "industry")
		made := sums(t, importtest.Table(t, res, "io_make"), level, "industry")
		usedC, final := sums(t, importtest.Table(t, res, "io_use"), level, "commodity"), sums(t, importtest.Table(t, res, "io_final"), level, "commodity")
		madeC := sums(t, importtest.Table(t, res, "io_make"), level, "commodity")
		balance(t, res, "io_industries", "industry", level, func(c string) (float64, float64) { return use[c] + added[c], made[c] })
		balance(t, res, "io_commodities", "commodity", level, func(c string) (float64, float64) { return usedC[c] + final[c], madeC[c] })
	}
}

// balance compares stored outputs with inputs and with what was made: they
// differ by rounding only, which is at most half a million a cell.
func balance(t *testing.T, res *atlas.Result, table, column, level string, of func(string) (in, made float64)) {
	t.Helper()
	tb := importtest.Table(t, res, table)
	worst := 0.0
	for i := range tb.Rows {
		if tb.Get(i, "level") != level {
			continue
		}
		output, _ := intake.Number(tb.Get(i, "output"))
		in, made := of(tb.Get(i, column))
		gap := max(math.Abs(in-output), math.Abs(made-output))
		worst = max(worst, gap)
		if gap > 30 {
			t.Errorf("%s %s %s: output %g, uses and value added %g, made %g", level, column, tb.Get(i, column), output, in, made)
		}
	}
	t.Logf("%s %s: worst gap %g M USD", level, column, worst)
}

// Value added of all industries is gross domestic product: 19.6 trillion USD in
// 2017 and 27.7 trillion in 2023 (BEA, national accounts).
func TestGDP(t *testing.T) {
	added := importtest.Table(t, importtest.Run(t, Importer, raw(t)...), "io_value_added")
	for level, want := range map[string]float64{"detail": 19.6e6, "summary": 27.7e6} {
		total := 0.0
		for _, x := range sums(t, added, level, "industry") {
			total += x
		}
		if math.Abs(total/want-1) > 0.01 {
			t.Errorf("%s: value added %.0f M USD, want about %.0f", level, total, want)
		}
	}
}

// A little economy of two industries: what the tables must hold.
func toy() []atlas.File {
	l := levels[1]
	return []atlas.File{
		importtest.Text(l.industryNames, `"",c,n`+"\n1,A,Farms\n2,B,Mines\n"),
		importtest.Text(l.commodityNames, `"",c,n`+"\n1,A,Food\n2,B,Ore\n"),
		importtest.Text(l.use, toyUse),
		importtest.Text(l.make, `"",A,B,Total Industry Output`+"\nA,100,0,100\nB,0,50,50\nTotal Commodity Output,100,50,150\n"),
		importtest.Text(l.imprt, `"",A,B,T001,F010,F050,T004`+"\nA,1,0,1,2,-3,-1\nB,0,0,0,0,0,0\n"),
	}
}

const toyUse = `"",A,B,Total Intermediate,F010,F050,Total Final Uses (GDP),Total Commodity Output
A,10,5,15,88,-3,85,100
B,20,0,20,30,0,30,50
Total Intermediate,30,5,35,118,-3,115,150
V001,70,45,115,0,0,0,115
Total Value Added,70,45,115,0,0,0,115
Total Industry Output,100,50,150,0,0,0,150
`

func TestToy(t *testing.T) {
	res := importtest.Run(t, Importer, toy()...)
	if len(res.Faults) > 0 {
		t.Error(res.Faults)
	}
	for table, rows := range map[string]int{"io_use": 3, "io_final": 3, "io_value_added": 2, "io_make": 2, "io_import": 3, "io_categories": 3} {
		if got := len(importtest.Table(t, res, table).Rows); got != rows {
			t.Errorf("%s: %d cells, want %d", table, got, rows)
		}
	}
}

func TestRefuses(t *testing.T) {
	for name, c := range map[string]struct{ old, new, err string }{
		"NaN":             {"A,10,", "A,NaN,", "not a decimal"},
		"blank":           {"A,10,", "A,,", "not a decimal"},
		"truncated":       {"Total Industry Output,100,50,150,0,0,0,150\n", "Total Industry Output,100", "columns"},
		"wrong encoding":  {"A,10,", "\xff,10,", "UTF-8"},
		"duplicate row":   {"B,20,0,", "A,20,0,", "duplicate-key"},
		"column twice":    {`"",A,B,`, `"",A,A,`, "twice"},
		"header missing":  {`"",A,B,Total Intermediate`, `x,A,B,Total Intermediate`, "no column"},
		"too large":       {"A,10,", "A,1e300,", "outside"},
		"thousands comma": {"A,10,", "A,\"1,000\",", "not a decimal"},
	} {
		t.Run(name, func(t *testing.T) {
			files := toy()
			files[2] = importtest.Text(levels[1].use, strings.Replace(toyUse, c.old, c.new, 1))
			_, err := Importer.Import(t.Context(), importtest.Input(t, files...))
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want one with %q", err, c.err)
			}
		})
	}
	importtest.Refuses(t, Importer, levels[1].use, importtest.Bad{Name: "one file of five", Content: toyUse, Err: "belong together"})
	importtest.Refuses(t, Importer, "nothing.csv", importtest.Bad{Name: "no file", Content: "", Err: "none of the files"})
}

// Totals that do not add up, and codes that are missing, are told.
func TestFaults(t *testing.T) {
	files := toy()
	files[2] = importtest.Text(levels[1].use, strings.Replace(toyUse, "A,10,5,15", "A,10,5,99", 1))
	files[1] = importtest.Text(levels[1].commodityNames, `"",c,n`+"\n1,A,Food\n2,B,Ore\n3,C,Gas\n")
	rules := map[string]bool{}
	for _, f := range importtest.Run(t, Importer, files...).Faults {
		rules[f.Rule] = true
	}
	if !rules["total"] || !rules["missing-code"] {
		t.Errorf("%v", rules)
	}
}

func FuzzUse(f *testing.F) {
	a := importtest.Atlas(f)
	f.Add([]byte(toyUse))
	f.Fuzz(func(t *testing.T, content []byte) {
		files := toy()
		files[2] = importtest.Text(levels[1].use, string(content))
		res, err := Importer.Import(t.Context(), &atlas.Input{Files: files, Places: a.Places(), Minerals: a.Minerals()})
		if err != nil {
			return
		}
		for _, tb := range res.Tables {
			for _, fault := range a.CheckTable(tb) {
				t.Error(fault)
			}
		}
	})
}

func FuzzCrosswalk(f *testing.F) {
	importtest.Fuzz(f, Importer, crosswalk,
		`"",BEA_2017_Sector_Code,BEA_2017_Summary_Code,BEA_2017_Detail_Code,NAICS_2017_Code,NAICS_2012_Code`+"\n1,11,111CA,1111A0,111110,111110\n")
}
