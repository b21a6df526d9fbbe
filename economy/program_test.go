package economy

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"adit/atlas"
	"adit/lp/highs"
)

// twoIndustries are the accounts of Miller & Blair, Input-Output Analysis, 2nd
// ed., section 2.3: Z = [[150, 500], [200, 100]], x = [1000, 2000].
func twoIndustries(t *testing.T) *Accounts {
	t.Helper()
	table := func(lines ...string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(strings.Join(lines, "\n") + "\n")}
	}
	a, err := atlas.Open(fstest.MapFS{
		"bea/io_industries.csv":  table("year,level,industry,name,output,source", "2017,detail,A,Other things,1000,bea", "2017,detail,B,Things,2000,bea"),
		"bea/io_commodities.csv": table("year,level,commodity,name,output,source", "2017,detail,a,a,1000,bea", "2017,detail,b,b,2000,bea"),
		"bea/io_make.csv":        table("year,level,industry,commodity,value,source", "2017,detail,A,a,1000,bea", "2017,detail,B,b,2000,bea"),
		"bea/io_use.csv": table("year,level,commodity,industry,value,source", "2017,detail,a,A,160,bea", "2017,detail,a,B,500,bea",
			"2017,detail,b,A,200,bea", "2017,detail,b,B,100,bea"),
		"bea/io_import.csv":      table("year,level,commodity,user,value,source", "2017,detail,a,A,10,bea", "2017,detail,b,F01000,5,bea"),
		"bea/io_value_added.csv": table("year,level,industry,category,value,source", "2017,detail,A,V00100,650,bea", "2017,detail,B,V00100,1400,bea"),
	})
	if err != nil {
		t.Fatal(err)
	}
	acc, err := Load(a)
	if err != nil {
		t.Fatal(err)
	}
	return acc
}

func lacks(industry string, share float64) []Use {
	return []Use{{Mineral: "m", Name: "u", Share: 1, Industries: []string{industry}, Unserved: share}}
}

// A lacks a fifth: final demand for A gives way, B loses what A no longer buys:
// y = (0.2, 0.1·0.2/0.95). A lacks half: final demand for A, 0.35 of its output,
// is given up whole, and B makes less: 0.85·0.5 − 0.5·y_B = 0.35, y_B = 0.15.
func TestByHand(t *testing.T) {
	solver, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer solver.Close()
	acc := twoIndustries(t)
	d := Dependence{Share: 1, Residual: 1}
	for _, c := range []struct{ lack, direct, total float64 }{
		{0.2, 130, 130 + 1400*0.02/0.95},
		{0.5, 325, 325 + 210},
		{1, 650, 650 + 1400},
	} {
		l, err := acc.Loss(context.Background(), solver, lacks("A", c.lack), d)
		if err != nil {
			t.Fatal(err)
		}
		if direct, total := float64(l.Direct)/million, float64(l.Total)/million; abs(direct-c.direct) > 1e-9 || abs(total-c.total) > 1e-6 {
			t.Errorf("lack of %g costs %.9f, %.9f M USD, want %.9f, %.9f", c.lack, direct, total, c.direct, c.total)
		}
	}
}

func abs(v float64) float64 { return max(v, -v) }

// The program, as equations.
func TestProgram(t *testing.T) {
	acc := twoIndustries(t)
	inverse, err := acc.spread()
	if err != nil {
		t.Fatal(err)
	}
	const want = `minimise +0.35 given[A] +1.7000000000000004 given[B]
S6c cap[A]: +0.4389438943894389 given[A] +0.5610561056105611 given[B] ≥ 0
0 ≤ given[A] ≤ 1
0 ≤ given[B] ≤ 1
`
	if got := acc.Session(nil).build(inverse, []int{0}).String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// An industry that collects the rest is known by its title.
func TestResidual(t *testing.T) {
	l, err := twoIndustries(t).Direct(append(lacks("A", 1), lacks("B", 1)...), Dependence{Share: 0.3, Residual: 0.05})
	if err != nil {
		t.Fatal(err)
	}
	for _, ind := range l.Industries {
		if want := map[string]float64{"A": 0.05, "B": 0.3}[ind.Code]; ind.Cut != want {
			t.Errorf("%s: cut %g, want %g", ind.Code, ind.Cut, want)
		}
	}
}

// Without accounts the error says what to import.
func TestNoAccounts(t *testing.T) {
	a, err := atlas.Open(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Load(a); err == nil || !strings.Contains(err.Error(), "adit import bea") {
		t.Error(err)
	}
}

// NAICS lists of the table of end uses: ranges, sectors, codes of NAICS 2022.
func TestParts(t *testing.T) {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	n := crosswalk(a)
	for _, c := range []struct {
		industry, list string
		want           float64
	}{
		{"334413", "334413", 1},
		{"336412", "336411;336412;336414", 1},
		{"335911", "335910", 1},            // NAICS 2022: storage and primary batteries
		{"327200", "327211;327212", 0.5},   // two of four kinds of glass
		{"325180", "3255;325180", 1.0 / 3}, // or paint, or adhesives
		{"334413", "", 1},
	} {
		if got := n.part(c.industry, c.list); abs(got-c.want) > 1e-12 {
			t.Errorf("%s of %q: %g, want %g", c.industry, c.list, got, c.want)
		}
	}
	if codes, sector := n.named("3361-3363"); len(codes) < 10 || !sector {
		t.Errorf("3361-3363: %v, %v", codes, sector)
	}
}
