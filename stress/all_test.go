package stress_test

import (
	"context"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/stress"
	"adit/world"
)

func sweep(t testing.TB, country adit.PlaceID, minerals ...string) ([]stress.CutOff, []stress.Missing) {
	t.Helper()
	cuts, missing, err := stress.All(context.Background(), tables(t), solver(), stress.Sweep{
		Question: stress.Question{Minerals: minerals, Country: country, Year: 2024}, From: []adit.PlaceID{"CHN"}})
	if err != nil {
		t.Fatal(err)
	}
	return cuts, missing
}

// Every mineral of the chain table is told or has a reason, on any number of
// cores alike, and the worst come first.
func TestAllDropsNone(t *testing.T) {
	cuts, missing := sweep(t, "USA")
	var told []string
	for i, c := range cuts {
		told = append(told, c.Mineral)
		if i > 0 && c.ValueAdded != nil && (cuts[i-1].ValueAdded == nil || *cuts[i-1].ValueAdded < *c.ValueAdded) {
			t.Errorf("%s before %s", cuts[i-1].Mineral, c.Mineral)
		}
		if c.Text == "" || c.Unmet < 0 || c.Unmet > 1 || len(c.Sources) == 0 || c.ValueAdded == nil && c.Unattributed == 0 {
			t.Errorf("%s", printed(t, c))
		}
	}
	for _, m := range missing {
		told = append(told, m.Mineral)
		if !strings.Contains(m.Why, "no price of") {
			t.Errorf("%s: %s", m.Mineral, m.Why)
		}
	}
	slices.Sort(told)
	if all := world.Minerals(tables(t)); !slices.Equal(told, all) {
		t.Errorf("told %v, the chains are of %v", told, all)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	again, _ := sweep(t, "USA")
	if printed(t, again) != printed(t, cuts) {
		t.Error("one core tells something else")
	}
}

// A cut-off is the run of its scenario, though the undisturbed market is not
// solved: what is unmet is the same, the price to within a step of the curves.
func TestCutOffIsARun(t *testing.T) {
	for _, mineral := range []string{"gallium", "tungsten", "magnesium"} {
		cuts, _ := sweep(t, "USA", mineral)
		st := studyOf(t, "USA", mineral)
		r, err := st.Run(context.Background(), st.Stop([]adit.PlaceID{"CHN"}), nil)
		if err != nil {
			t.Fatal(err)
		}
		v := r.Views[0]
		if c := cuts[0]; len(r.Views) == 1 && math.Abs(c.Unmet-v.UnmetShare) > 1e-6 || math.Abs(math.Log(*c.Price/v.PeakPrice)) > math.Log(1.1)+1e-9 {
			t.Errorf("%s: price ×%g, %g unmet; the run: ×%g, %g", mineral, *c.Price, c.Unmet, v.PeakPrice, v.UnmetShare)
		}
	}
}

// In the European Union and elsewhere.
func TestCutOffsElsewhere(t *testing.T) {
	germany, _ := sweep(t, "DEU", "gallium")
	japan, _ := sweep(t, "JPN", "gallium")
	if germany[0].ValueAdded == nil || japan[0].ValueAdded != nil {
		t.Errorf("Germany %s\nJapan %s", printed(t, germany), printed(t, japan))
	}
}
