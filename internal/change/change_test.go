package change

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"adit/atlas"
	"adit/internal/store"
)

func open(t *testing.T, rows ...string) *atlas.Atlas {
	t.Helper()
	tb := atlas.NewTable("production", "toy")
	for _, r := range rows {
		f := strings.Split(r, ",") // place, value, flag, source
		tb.Add("mineral", "gallium", "stage", "refinery", "place", f[0], "statistic", "production", "year", "2024",
			"value", f[1], "unit", "t", "basis", "reported", "flag", f[2], "source", f[3], "locator", "t")
	}
	layer, err := store.Layer("toy", []*atlas.Table{tb})
	if err != nil {
		t.Fatal(err)
	}
	a, err := atlas.Open(layer)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func number(v float64) *float64 { return &v }

func TestBetween(t *testing.T) {
	before := open(t, "CHN,750,,toy-1", "JPN,10,,toy-1", "RUS,5,,toy-1", "KOR,2,,toy-1")
	after := open(t, "CHN,839,,toy-2", "JPN,,W,toy-1", "RUS,5,,toy-1", "UKR,1,,toy-1")
	got := Between(before, after, "toy")
	id := func(source, place string) string {
		return source + ":production:gallium/refinery/" + place + "/production/2024"
	}
	want := Difference{
		Tables: []Table{{Name: "production", Before: 4, After: 4, Added: 1, Removed: 1, Changed: 2}},
		Largest: []Move{
			{ID: id("toy-1", "JPN"), BeforeID: id("toy-1", "JPN"), Unit: "t", Before: number(10), Change: 1},
			{ID: id("toy-2", "CHN"), BeforeID: id("toy-1", "CHN"), Unit: "t", Before: number(750), After: number(839), Change: 89.0 / 839},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if got.None() || !Between(before, before, "toy").None() {
		t.Error("None is wrong")
	}
	if d := Between(before, after, "another"); !d.None() || len(d.Tables) > 0 {
		t.Errorf("another publisher: %+v", d)
	}
}
