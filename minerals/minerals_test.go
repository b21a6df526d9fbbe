package minerals_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"adit"
	"adit/atlas"
	"adit/minerals"
)

func embedded(t testing.TB) *atlas.Atlas {
	t.Helper()
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The published counts: 12 at 100% and 29 more above 50% of the 50 of 2022 in
// MCS 2024 (National Mining Association, 2024), 12 and 28 in MCS 2025 (from its
// figure 2), every rare-earth element counted. MCS 2026 counts the rare earths
// once, on the list of 2025: 13 and 20 (USGS, February 2026).
func TestPublishedTiers(t *testing.T) {
	a := embedded(t)
	for _, c := range []struct {
		list        string
		edition     int
		commodities bool
		full, most  int
	}{
		{"us-2022", 2024, false, 12, 29},
		{"us-2022", 2025, false, 12, 28},
		{"us-2025", 2026, true, 13, 20},
	} {
		s, err := minerals.Survey(a, minerals.Question{List: c.list, Edition: c.edition})
		if err != nil {
			t.Fatal(err)
		}
		got := s.Tiers.All
		if c.commodities {
			got = s.Tiers.Commodity
		}
		if got[minerals.Full] != c.full || got[minerals.Most] != c.most {
			t.Errorf("%s in MCS %d: %d at 100%% and %d above 50%%, published %d and %d", c.list, c.edition,
				got[minerals.Full], got[minerals.Most], c.full, c.most)
		}
	}
}

// MCS 2025, figure 2: the twelve at 100%.
func TestTwelveAtFull(t *testing.T) {
	s, err := minerals.Survey(embedded(t), minerals.Question{List: "us-2022", Edition: 2025})
	if err != nil {
		t.Fatal(err)
	}
	var full []string
	for _, p := range s.Profiles {
		if p.Tier == minerals.Full {
			full = append(full, p.ID)
		}
	}
	want := []string{"arsenic", "cesium", "fluorspar", "gallium", "graphite", "indium", "manganese", "niobium", "rubidium",
		"scandium", "tantalum", "yttrium"}
	if d := cmp.Diff(want, full); d != "" {
		t.Errorf("-published +ours\n%s", d)
	}
}

// A mineral is in one tier, and the tiers hold them all.
func TestTiersAddUp(t *testing.T) {
	a := embedded(t)
	for _, l := range minerals.Lists(a) {
		s, err := minerals.Survey(a, minerals.Question{List: l.List})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for tier, k := range s.Tiers.All {
			n += k
			if !slices.Contains(minerals.AllTiers, tier) {
				t.Errorf("tier %q is not listed", tier)
			}
		}
		if n != len(s.Profiles) {
			t.Errorf("%s: %d in tiers, %d minerals", l.List, n, len(s.Profiles))
		}
	}
}

// An element takes the figure of its group and says so; palladium's, which is
// printed under the platinum group, is not iridium's.
func TestGroups(t *testing.T) {
	s, err := minerals.Survey(embedded(t), minerals.Question{List: "us-2022", Edition: 2025})
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]minerals.Profile{}
	for _, p := range s.Profiles {
		of[p.ID] = p
	}
	if r := of["dysprosium"].Reliance; r.Of != "rare_earths" || r.Figure.Value != 80 {
		t.Errorf("dysprosium: %+v", r)
	}
	if p := of["iridium"]; p.Tier != minerals.NoFigure {
		t.Errorf("iridium has tier %s from %s", p.Tier, p.Reliance.Figure.ID)
	}
	if p := of["germanium"]; p.Reliance.Flag != ">50" || p.Reliance.Figure.Basis.Known() {
		t.Errorf("germanium's >50 became a number: %+v", p.Reliance)
	}
}

func TestUnknown(t *testing.T) {
	a := embedded(t)
	var u *adit.UnknownError
	if _, err := minerals.Survey(a, minerals.Question{List: "us-2023"}); !errors.As(err, &u) || u.Kind != "list" || len(u.Near) == 0 {
		t.Errorf("got %v", err)
	}
	if _, err := minerals.Survey(a, minerals.Question{Edition: 1999}); !errors.As(err, &u) || u.Kind != "edition" {
		t.Errorf("got %v", err)
	}
	if _, err := minerals.Diff(a, "us-2022", "x"); !errors.As(err, &u) {
		t.Errorf("got %v", err)
	}
}

// The claim that China leads in 11 of the 12 defence minerals: at the stage that
// USGS counts, all but arsenic and tantalum (10). Tungsten and antimony are also
// led at the refinery (EU study).
func TestDefenceTwelve(t *testing.T) {
	a := embedded(t)
	s, err := minerals.Survey(a, minerals.Question{List: "defence-12"})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Profiles) != 12 {
		t.Fatalf("%d minerals", len(s.Profiles))
	}
	led := 0
	for _, p := range s.Profiles {
		tops := minerals.TopProducers(a, p.ID)
		if len(tops) == 0 {
			t.Errorf("%s: no producer at all", p.ID)
			continue
		}
		top := tops[0]
		if top.Place == "CHN" {
			led++
		}
		if top.Share <= 0 || top.Share > 1 || top.Low > top.Share {
			t.Errorf("%s: share %g from %g", p.ID, top.Share, top.Low)
		}
		t.Logf("%-12s %-9s %s %.1f%% (%d, %s)", p.ID, top.Stage, top.Place, 100*top.Share, top.Year, top.Source)
	}
	if led != 10 {
		t.Errorf("China leads in %d of 12, official series say 10", led)
	}
}

func ExampleDiff() {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		panic(err)
	}
	d, err := minerals.Diff(a, "us-2022", "us-2025")
	if err != nil {
		panic(err)
	}
	fmt.Println(len(d.Both), "stay,", len(d.Removed), "go;", "new:", d.Added)
	// Output: 50 stay, 0 go; new: [boron copper lead metallurgical_coal phosphate potash rhenium silicon silver uranium]
}

func ExampleSurvey() {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		panic(err)
	}
	s, err := minerals.Survey(a, minerals.Question{List: "us-2022", Edition: 2025})
	if err != nil {
		panic(err)
	}
	fmt.Println(s.Tiers.All[minerals.Full], "at 100%,", s.Tiers.All[minerals.Most], "more above 50%")
	// Output: 12 at 100%, 28 more above 50%
}

func ExampleTopProducers() {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		panic(err)
	}
	for _, top := range minerals.TopProducers(a, "arsenic") {
		fmt.Printf("%s: %s %.1f%% in %d\n", top.Stage, top.Place, 100*top.Share, top.Year)
	}
	// Output: refinery: PER 49.6% in 2025
}

// A figure that the user sets takes the place of what was published, a word
// included.
func TestSet(t *testing.T) {
	a, err := embedded(t).With(map[string]float64{germanium(t): 20})
	if err != nil {
		t.Fatal(err)
	}
	s, err := minerals.Survey(a, minerals.Question{List: "us-2022", Edition: 2025})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Profiles {
		if p.ID == "germanium" && (p.Tier != minerals.Less || p.Reliance.Flag != "") {
			t.Errorf("germanium at 20%%: %s, %q", p.Tier, p.Reliance.Flag)
		}
	}
}

// germanium finds the id of germanium's reliance.
func germanium(t *testing.T) string {
	t.Helper()
	for r := range embedded(t).Rows("reliance") {
		if r.Get("source") == "usgs-mcs-2025-fig2" && r.Get("mineral") == "germanium" {
			return r.ID("value")
		}
	}
	t.Fatal("no row of germanium")
	return ""
}
