package adit

import (
	"math"
	"testing"
)

func TestMatchLane(t *testing.T) {
	lane := &Lane{ID: "CD-CN", Material: "cobalt/ore", From: "COD/kolwezi", To: "CHN"}
	for name, c := range map[string]struct {
		s    Selector
		want bool
	}{
		"empty":               {Selector{}, true},
		"id":                  {Selector{ID: []string{"x", "CD-CN"}}, true},
		"other id":            {Selector{ID: []string{"x"}}, false},
		"country of site":     {Selector{From: []PlaceID{"COD"}}, true},
		"other site":          {Selector{From: []PlaceID{"COD/tenke"}}, false},
		"like a prefix":       {Selector{From: []PlaceID{"CO"}}, false},
		"to":                  {Selector{To: []PlaceID{"FIN", "CHN"}}, true},
		"from and to":         {Selector{From: []PlaceID{"COD"}, To: []PlaceID{"FIN"}}, false},
		"either end":          {Selector{Place: []PlaceID{"CHN"}}, true},
		"neither end":         {Selector{Place: []PlaceID{"FIN"}}, false},
		"prefix":              {Selector{Material: []MaterialID{"cobalt/"}}, true},
		"mineral is no form":  {Selector{Material: []MaterialID{"cobalt"}}, false},
		"owner is not theirs": {Selector{Owner: []PlaceID{"CHN"}}, false},
		"sector neither":      {Selector{Sector: []string{"336412"}}, false},
	} {
		if got := c.s.MatchLane(lane); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestMatchProcess(t *testing.T) {
	p := &Process{ID: "refinery", Place: "AUS/gove", Outputs: []Part{{"aluminum/alumina", 1}, {"gallium/liquor", 0.1}},
		Owners: []Owner{{"CHN", 0.6}, {"USA", 0}, {"GBR", 0.4}}}
	for name, c := range map[string]struct {
		s     Selector
		want  bool
		share Share
	}{
		"second output":  {Selector{Material: []MaterialID{"gallium/"}}, true, 1},
		"no such output": {Selector{Material: []MaterialID{"gallium/primary"}}, false, 1},
		"place":          {Selector{Place: []PlaceID{"AUS"}}, true, 1},
		"owner":          {Selector{Owner: []PlaceID{"CHN"}}, true, 0.6},
		"two owners":     {Selector{Owner: []PlaceID{"GBR", "CHN"}}, true, 1},
		"share of 0":     {Selector{Owner: []PlaceID{"USA"}}, false, 0},
		"no owner":       {Selector{Owner: []PlaceID{"COD"}}, false, 0},
		"lanes' key":     {Selector{From: []PlaceID{"AUS"}}, false, 1},
	} {
		if got := c.s.MatchProcess(p); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if got := c.s.OwnedShare(p); math.Abs(float64(got-c.share)) > 1e-12 {
			t.Errorf("%s: share %g, want %g", name, got, c.share)
		}
	}
	if unowned := (&Process{ID: "u", Place: "AUS"}); (&Selector{Owner: []PlaceID{"CHN"}}).MatchProcess(unowned) {
		t.Error("a process without owners is picked by owner")
	}
}

func TestMatchDemand(t *testing.T) {
	d := &Demand{ID: "US alloys", Place: "USA", Material: "cobalt/refined", Sector: "336412"}
	for name, c := range map[string]struct {
		s    Selector
		want bool
	}{
		"sector":       {Selector{Sector: []string{"336412"}}, true},
		"other sector": {Selector{Sector: []string{"3364"}}, false},
		"all keys":     {Selector{ID: []string{"US alloys"}, Place: []PlaceID{"USA"}, Material: []MaterialID{"cobalt/"}, Sector: []string{"336412"}}, true},
		"lanes' key":   {Selector{To: []PlaceID{"USA"}}, false},
	} {
		if got := c.s.MatchDemand(d); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
