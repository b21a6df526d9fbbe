package exposure_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"adit"
	"adit/exposure"
	"adit/lp/highs"
)

// Removals of one's own choosing give what N−1 gives for one country; two gone
// at once lose no less than either; a lane gone by its id counts too.
func TestLosses(t *testing.T) {
	net, err := adit.ReadNetwork(strings.NewReader(`{"name": "two suppliers", "year": 2024, "materials": [{"id": "x/m"}],
 "processes": [{"id": "A", "place": "AAA", "outputs": {"x/m": 1}, "activity_t": 60, "capacity_t": 70}, {"id": "B", "place": "BBB", "outputs": {"x/m": 1}, "activity_t": 40, "capacity_t": 50}],
 "lanes": [{"id": "A-H", "material": "x/m", "from": "AAA", "to": "HOM", "flow_t": 60, "capacity_t": 70}, {"id": "B-H", "material": "x/m", "from": "BBB", "to": "HOM", "flow_t": 40, "capacity_t": 50}],
 "demands": [{"id": "H", "place": "HOM", "material": "x/m", "amount_t": 100}]}`))
	if err != nil {
		t.Fatal(err)
	}
	s, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := context.Background()
	one, err := exposure.Run(ctx, net, exposure.Question{Place: "HOM", Material: "x/m", NMinus1: []exposure.Kind{exposure.Countries}}, s)
	if err != nil {
		t.Fatal(err)
	}
	list, err := exposure.Losses(ctx, net, "HOM", "x/m", []exposure.Removal{
		{Places: []adit.PlaceID{"AAA"}},
		{Places: []adit.PlaceID{"AAA", "BBB"}},
		{Gone: func(id string) bool { return id == "B-H" }},
		{Places: []adit.PlaceID{"BBB"}, Gone: func(id string) bool { return id == "A" }},
		{},
	}, s)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.5, 1, 0.3, 1, 0} { // 50 t of 100; none; 70 t; none; all
		if math.Abs(list[i].Shared-want) > 1e-6 || math.Abs(list[i].ServedFirst-want) > 1e-6 {
			t.Errorf("removal %d: %+v, not %g", i, list[i], want)
		}
	}
	for _, l := range one.NMinus1 {
		if l.Place == "AAA" && math.Abs(l.Shared-list[0].Shared) > 1e-9 {
			t.Errorf("N−1 has %g, Losses %g", l.Shared, list[0].Shared)
		}
	}
	var unknown *adit.UnknownError
	if _, err := exposure.Losses(ctx, net, "AAA", "x/m", nil, s); !errors.As(err, &unknown) {
		t.Errorf("a place that wants nothing: %v", err)
	}
}
