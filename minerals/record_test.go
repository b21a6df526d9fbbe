package minerals_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/minerals"
)

func recordOf(t *testing.T, name string) *minerals.Record {
	t.Helper()
	r, err := minerals.RecordOf(embedded(t), name)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// MCS 2026, gallium: China's primary production is 839 t in 2024, and later
// editions stand before earlier ones.
func TestRecordOfGallium(t *testing.T) {
	r := recordOf(t, "Ga")
	at := slices.IndexFunc(r.Production, func(s minerals.Series) bool {
		return s.Place == "CHN" && s.Stage == "refinery" && s.Form == "primary"
	})
	if at < 0 {
		t.Fatal("no series of China's primary gallium")
	}
	points := r.Production[at].Points
	if !slices.IsSortedFunc(points, func(a, b minerals.Point) int { return strings.Compare(a.Time, b.Time) }) {
		t.Error("points are not in the order of time")
	}
	of := slices.IndexFunc(points, func(p minerals.Point) bool { return p.Time == "2024" })
	if of < 0 || points[of].Value == nil || *points[of].Value != 839 || points[of].Figure != "usgs-mcs-2026:production:gallium/primary/refinery/CHN/production/2024" {
		t.Errorf("2024: %+v", points)
	}
}

// What is withheld is there, without a value: blank is not zero.
func TestRecordKeepsWithheld(t *testing.T) {
	withheld := 0
	for _, s := range append(recordOf(t, "tungsten").Stocks, recordOf(t, "tungsten").Production...) {
		for _, p := range s.Points {
			if p.Basis == adit.Withheld {
				withheld++
				if p.Value != nil {
					t.Errorf("%s %s: withheld, and %g", s.Place, p.Time, *p.Value)
				}
			}
		}
	}
	if withheld == 0 {
		t.Error("nothing is withheld of tungsten: the test sees nothing")
	}
}

// A measure on rare earths is one on neodymium; figures have ids that why finds.
func TestRecordOfGroup(t *testing.T) {
	r := recordOf(t, "neodymium")
	if !slices.ContainsFunc(r.Controls, func(m minerals.Measure) bool { return m.ID == "CN-2010-REEQUOTA" }) {
		t.Error("the quota on rare earths of 2010 is not among neodymium's controls")
	}
	a := embedded(t)
	for _, s := range recordOf(t, "cobalt").Prices {
		for _, p := range s.Points {
			if _, err := a.Find(p.Figure); err != nil {
				t.Errorf("%s: %v", p.Figure, err)
			}
		}
	}
	var unknown *adit.UnknownError
	if _, err := minerals.RecordOf(a, "unobtainium"); !errors.As(err, &unknown) {
		t.Errorf("an unknown mineral: %v", err)
	}
}
