package adit

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// places stands for an atlas: two groups and a few countries.
func places(name string, at Month) ([]PlaceID, error) {
	switch {
	case name == "EU27" && at < MonthOf(2020, 2):
		return []PlaceID{"FIN", "FRA", "GBR"}, nil
	case name == "EU27":
		return []PlaceID{"FIN", "FRA"}, nil
	case name == "NONE":
		return nil, nil
	case slices.Contains([]string{"CHN", "COD", "FIN", "USA", "DEU"}, name):
		return []PlaceID{PlaceID(name)}, nil
	}
	return nil, &UnknownError{Kind: "place", ID: name, Near: []string{"EU27"}}
}

// A group is what it is when the disruption begins.
func TestResolve(t *testing.T) {
	s := readScenario(t, `{"start": "2019", "periods": 3, "period": "year", "disruptions": [
		{"lanes": {"from": ["EU27", "FIN"], "to": "CHN"}, "factor": 0},
		{"lanes": {"place": "EU27"}, "factor": 0, "from": "2021"}, {"processes": {"owner": "EU27"}, "factor": 0}]}`)
	shared := s.Disruptions[0].Lanes
	if err := s.Resolve(places); err != nil {
		t.Fatal(err)
	}
	for i, want := range []*Selector{
		{From: []PlaceID{"FIN", "FRA", "GBR"}, To: []PlaceID{"CHN"}}, {Place: []PlaceID{"FIN", "FRA"}}, {Owner: []PlaceID{"FIN", "FRA", "GBR"}},
	} {
		d := s.Disruptions[i]
		if got := map[bool]*Selector{true: d.Processes, false: d.Lanes}[d.Lanes == nil]; !reflect.DeepEqual(got, want) {
			t.Errorf("disruption %d picks %+v, want %+v", i, got, want)
		}
	}
	if !slices.Contains(shared.From, "EU27") {
		t.Error("a selector that others may share was written to")
	}
}

func TestResolveUnknown(t *testing.T) {
	s := readScenario(t, `{"periods": 3, "disruptions": [{"demands": {"place": "EU28"}, "factor": 0}]}`)
	var unknown *UnknownError
	if err := s.Resolve(places); !errors.As(err, &unknown) || unknown.ID != "EU28" {
		t.Errorf("error %v is no UnknownError of EU28", err)
	}
	s = readScenario(t, `{"periods": 3, "disruptions": [{"demands": {"place": "NONE"}, "factor": 0}]}`)
	if err := s.Resolve(places); err == nil {
		t.Error("a group without members picks everything")
	}
}

// What a network lacks is wrong, what it merely does not trade is doubtful.
func TestScenarioOnNetwork(t *testing.T) {
	net := read(t, string(readFile(t, "testdata/cobalt.json")))
	s := readScenario(t, `{"start": "2025", "periods": 3, "disruptions": [
		{"lanes": {"from": "COD", "material": "cobalt/"}, "factor": 0},
		{"lanes": {"from": "DEU"}, "factor": 0},
		{"lanes": {"from": "COF"}, "factor": 0},
		{"lanes": {"from": "COD", "to": "USA"}, "factor": 0},
		{"lanes": {"id": "CD-US", "material": "cobalt"}, "factor": 0},
		{"lanes": {"id": "CD-CN", "to": "USA"}, "factor": 0},
		{"processes": {"owner": "CHN", "place": "CHN"}, "factor": 0},
		{"demands": {"sector": "336413"}, "factor": 0},
		{"lanes": {"id": "CD-CN"}, "add_usd_per_t": -301},
		{"lanes": {"id": "CD-CN"}, "add_usd_per_t": -300},
		{"processes": {"id": "mine CD"}, "add_usd_per_t": -9001}]}`)
	known := func(p PlaceID) bool { _, err := places(string(p), 0); return err == nil }
	got := s.Faults(net, known)
	wantFaults(t, got,
		"$.disruptions[1].lanes.from place-without-trade", "$.disruptions[2].lanes.from unknown-place", "$.disruptions[3].lanes matches-nothing",
		"$.disruptions[4].lanes.id unknown-id", "$.disruptions[4].lanes.material unknown-material", "$.disruptions[5].lanes matches-nothing",
		"$.disruptions[6].processes matches-nothing", "$.disruptions[7].demands.sector unknown-sector",
		"$.disruptions[8].add_usd_per_t negative-cost", "$.disruptions[10].add_usd_per_t negative-cost")
	for _, f := range got {
		legal := f.Where == "$.disruptions[1].lanes.from" || f.Where == "$.disruptions[3].lanes"
		if legal != (f.Severity == Doubtful) {
			t.Errorf("%s is of severity %s", f, f.Severity)
		}
	}
	if f := s.Faults(net, nil)[0]; f.Severity != Wrong || f.Rule != "unknown-place" {
		t.Errorf("without known places: %s", f)
	}
}

func TestReadEnsemble(t *testing.T) {
	e, err := ReadEnsemble(strings.NewReader(`{"name": "two", "start": "2025", "periods": 12, "scenarios": [
		{"name": "nothing happens", "probability": 0.9},
		{"name": "ban", "probability": 0.1, "disruptions": [{"lanes": {"from": "EU27"}, "factor": 0}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Resolve(places); err != nil {
		t.Fatal(err)
	}
	want := &Scenario{Name: "ban", Start: MonthOf(2025, 1), Periods: 12, Period: Monthly, Foresight: NoForesight,
		Disruptions: []Disruption{{Lanes: &Selector{From: []PlaceID{"FIN", "FRA"}}, Factor: 0}}}
	if got := e.Scenario(1); e.Name != "two" || !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %+v, want %+v", e.Name, got, want)
	}
	if got := e.Faults(&Network{}, nil); len(got) != 2 || got[0].Where != "$.scenarios[1].disruptions[0].lanes.from" {
		t.Errorf("faults on an empty network: %v", got)
	}
}

func TestEnsembleFaults(t *testing.T) {
	_, err := ReadEnsemble(strings.NewReader(`{"periods": 12, "start": "2025", "disruptions": [], "scenarios": [
		{"name": "a", "probability": 0.5}, {"name": "a", "probability": -0.1}, {"probability": 0.2, "disruptions": [{"factor": 0, "until": "2024"}]}]}`))
	wantFaults(t, err, "$.disruptions unknown-key", "$.scenarios[1].name duplicate-id", "$.scenarios[1].probability negative",
		"$.scenarios[2].name missing", "$.scenarios[2].disruptions[0] one-selector", "$.scenarios[2].disruptions[0] outside-run",
		"$.scenarios probabilities")
	_, err = ReadEnsemble(strings.NewReader(`{"periods": 12}`))
	wantFaults(t, err, "$.scenarios probabilities")
}

func FuzzReadEnsemble(f *testing.F) {
	f.Add(`{"periods": 12, "scenarios": [{"name": "a", "probability": 1, "disruptions": [{"lanes": {"id": "x"}, "path": [[0, 1]]}]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ReadEnsemble(strings.NewReader(text))
		if err != nil {
			return
		}
		for i := range e.Cases {
			sameAgain(t, e.Scenario(i))
		}
	})
}
