package stress_test

import (
	"context"
	"sync"
	"testing"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
	"adit/stress"
)

var solver = sync.OnceValue(func() *highs.Solver {
	s, err := highs.New(highs.Config{})
	if err != nil {
		panic(err)
	}
	return s
})

var bundled = sync.OnceValue(func() *atlas.Atlas {
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		panic(err)
	}
	return a
})

func open(t testing.TB, country adit.PlaceID, minerals ...string) *stress.Study {
	t.Helper()
	st, err := stress.Open(context.Background(), bundled(), solver(), stress.Question{Minerals: minerals, Country: country, Year: 2024, Watch: "CHN"})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// stop is a full stop of a country's exports, from 2025 on.
func stop(st *stress.Study, who adit.PlaceID, period adit.Period, periods int) *adit.Scenario {
	s := &adit.Scenario{Name: "stop", Start: adit.MonthOf(2025, 1), Periods: periods, Period: period, Foresight: adit.NoForesight}
	for _, m := range st.Minerals {
		s.Disruptions = append(s.Disruptions, adit.Disruption{Lanes: &adit.Selector{From: []adit.PlaceID{who}, Material: []adit.MaterialID{adit.MaterialID(m + "/")}}})
	}
	return s
}
