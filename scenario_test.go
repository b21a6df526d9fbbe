package adit

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func readScenario(t testing.TB, text string) *Scenario {
	t.Helper()
	s, err := ReadScenario(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The file of docs/model.md §5 means what it says there.
func TestReadScenario(t *testing.T) {
	s := readScenario(t, string(readFile(t, "testdata/scenario.json")))
	start := MonthOf(2025, 1)
	want := &Scenario{Name: "licences", Start: start, Periods: 24, Period: Monthly, Foresight: NoForesight, Disruptions: []Disruption{
		{Lanes: &Selector{From: []PlaceID{"CHN"}, Material: []MaterialID{"gallium/"}}, Factor: 1,
			Path: []PathPoint{{0, 0}, {6, 0.3}, {12, 1}}, From: start, Until: MonthOf(2026, 6)},
		{Lanes: &Selector{From: []PlaceID{"COD"}, To: []PlaceID{"CHN", "FIN"}}, Factor: 1, Quota: map[Year]Tonnes{2025: 18000, 2026: 96600}},
		{Processes: &Selector{Owner: []PlaceID{"CHN"}}, Factor: 0.5},
		{Demands: &Selector{Sector: []string{"336412"}}, Factor: 1.2},
		{Lanes: &Selector{To: []PlaceID{"USA"}}, Factor: 1, Add: 500},
	}}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("read %+v\nwant %+v", s, want)
	}
	d := &s.Disruptions[0]
	for m, f := range map[Month]float64{start - 1: 1, start: 0, start + 3: 0.15, start + 9: 0.65, start + 15: 1, start + 18: 1} {
		if got := d.At(m, s.Start, s.End()); math.Abs(got-f) > 1e-12 {
			t.Errorf("factor in %s is %g, want %g", m, got, f)
		}
	}
}

// A year is its January as a start, its December as an end.
func TestScenarioYears(t *testing.T) {
	s := readScenario(t, `{"start": "2025", "periods": 3, "period": "year", "disruptions": [
		{"lanes": {"id": "a"}, "factor": 0, "from": "2026", "until": "2026"}, {"lanes": {"id": "b"}, "quota_t": 5}]}`)
	d := s.Disruptions[0]
	if s.Start != MonthOf(2025, 1) || d.From != MonthOf(2026, 1) || d.Until != MonthOf(2026, 12) || s.End() != MonthOf(2027, 12) {
		t.Errorf("start %s, from %s until %s, end %s", s.Start, d.From, d.Until, s.End())
	}
	if got := s.Disruptions[1].Quota; !reflect.DeepEqual(got, map[Year]Tonnes{0: 5}) {
		t.Errorf("quota of every year is %v", got)
	}
	if s.Label(1) != "2026" {
		t.Errorf("second period is called %s", s.Label(1))
	}
}

// Without a date a scenario still runs; its periods have numbers.
func TestScenarioUndated(t *testing.T) {
	s := readScenario(t, `{"periods": 2, "disruptions": [{"lanes": {"id": "a"}, "factor": 0}]}`)
	if s.Period != Monthly || s.Foresight != NoForesight || s.Label(0) != "1" || s.Disruptions[0].At(1, s.Start, s.End()) != 0 {
		t.Errorf("%+v, first period %s", s, s.Label(0))
	}
}

func TestLaneTerms(t *testing.T) {
	for text, want := range map[string]LaneTerms{
		`{"periods": 1}`: {},
		`{"periods": 1, "lane_growth_per_period": 0.02}`:                       {Given: true, Growth: 0.02, NewLaneDelay: NoNewLane},
		`{"periods": 1, "new_lane_delay_periods": 0}`:                          {Given: true},
		`{"periods": 1, "new_lane_delay_periods": 6, "new_lane_premium": 0.1}`: {Given: true, NewLaneDelay: 6, NewLanePremium: 0.1},
	} {
		if s := readScenario(t, text); s.Lanes != want {
			t.Errorf("%s: %+v, want %+v", text, s.Lanes, want)
		}
	}
}

// Every fault of a scenario is told at once, with its path and rule.
func TestScenarioFaults(t *testing.T) {
	const bad = `{"nam": "x", "start": "2025-01", "periods": 24, "period": "week", "foresight": "some", "new_lane_premium": -1,
 "disruptions": [
  {"lanes": {"from": "CHN"}, "processes": {"id": "p"}, "factor": 0},
  {"lanes": {}, "factor": -1},
  {"lanes": {"sector": "3364"}, "factor": 0.5, "path": [[0, 0]]},
  {"demands": {"id": "d"}},
  {"demands": {"id": []}, "add_usd_per_t": 5},
  {"processes": {"place": ["COD", 3, ""]}, "path": [[0, 0], [0, 1], [3], [-1, 2]]},
  {"lanes": {"id": "a"}, "quota_t": {"2025": -1, "25": 2, "2026": "x"}},
  {"lanes": {"id": "a"}, "quota_t": {"2027": 1}},
  {"lanes": {"id": "a"}, "quota_t": "much", "from": "2025-13"},
  {"lanes": {"id": "a"}, "factor": 0, "from": "2026", "until": "2025-12"},
  {"lanes": {"id": "a"}, "factor": 0, "from": "2027-01"},
  {"lanes": {"id": "a"}, "factor": 0, "until": "2024"},
  {"lanes": "CHN", "factor": true, "path": []},
  {"factor": 0}]}`
	_, err := ReadScenario(strings.NewReader(bad))
	wantFaults(t, err,
		"$.nam unknown-key", "$.period period", "$.foresight foresight", "$.new_lane_premium negative", "$.new_lane_premium premium",
		"$.disruptions[0] one-selector", "$.disruptions[1].lanes empty-selector", "$.disruptions[1].factor negative",
		"$.disruptions[2].lanes.sector unknown-key", "$.disruptions[2].path two-factors", "$.disruptions[3] no-effect",
		"$.disruptions[4].demands.id empty-list", "$.disruptions[4].add_usd_per_t cost-of-demand",
		"$.disruptions[5].processes.place[1] type", "$.disruptions[5].processes.place[2] missing",
		"$.disruptions[5].path[1] path", "$.disruptions[5].path[2] type", "$.disruptions[5].path[3] path",
		"$.disruptions[6].quota_t.2025 negative-mass", "$.disruptions[6].quota_t.25 year", "$.disruptions[6].quota_t.2026 type",
		"$.disruptions[7].quota_t outside-run", "$.disruptions[8].quota_t type", "$.disruptions[8].from month",
		"$.disruptions[9].until window", "$.disruptions[10] outside-run", "$.disruptions[11] outside-run",
		"$.disruptions[12].lanes type", "$.disruptions[12].factor type", "$.disruptions[12].path path", "$.disruptions[12].path two-factors", "$.disruptions[13] one-selector")
}

func wantFaults(t *testing.T, err error, wants ...string) {
	t.Helper()
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("error %v is not Faults", err)
	}
	for _, want := range wants {
		if !slices.ContainsFunc(faults, func(f Fault) bool { return f.Where+" "+f.Rule == want && f.Remedy != "" }) {
			t.Errorf("no fault %s among:\n%v", want, faults)
		}
	}
	if len(faults) != len(wants) {
		t.Errorf("%d faults, want %d:\n%v", len(faults), len(wants), faults)
	}
}

func TestScenarioHeaderFaults(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                                "$.periods missing",
		`{"periods": 0}`:                    "$.periods whole-number",
		`{"periods": 1201}`:                 "$.periods periods",
		`{"periods": 1.5}`:                  "$.periods whole-number",
		`{"periods": "12"}`:                 "$.periods type",
		`{"periods": NaN}`:                  "$ line 1 json",
		`[]`:                                "$ type",
		`{"periods": 1, "start": "25-01"}`:  "$.start month",
		`{"periods": 1, "start": "2025-1"}`: "$.start month",
		`{"periods": 1, "start": 2025}`:     "$.start type",
		`{"periods": 1, "new_lane_delay_periods": -1}`:                                                          "$.new_lane_delay_periods whole-number",
		`{"periods": 1, "disruptions": [{"lanes": {"id": "a"}, "factor": 0, "from": "2025"}]}`:                  "$.start missing",
		`{"periods": 1, "disruptions": [{"lanes": {"id": "a"}, "quota_t": {"2025": 1}}]}`:                       "$.start missing",
		`{"periods": 1, "start": "soon", "disruptions": [{"lanes": {"id": "a"}, "factor": 0, "from": "2025"}]}`: "$.start month",
	} {
		_, err := ReadScenario(strings.NewReader(text))
		wantFaults(t, err, want)
	}
}

func TestParseMonths(t *testing.T) {
	for _, bad := range []string{"", "2025-", "2025-00", "2025-13", "2025-3", "2025-3 ", "2025-3x", "2025- 3", "2025-+3", " 2025", "+2025", "1799", "2201", "20250", "2025-01-02"} {
		if first, last, err := ParseMonths(bad); err == nil {
			t.Errorf("%q is read as %s to %s", bad, first, last)
		}
	}
}

// Written and read again, a scenario is the same, to the byte.
func TestScenarioRoundTrip(t *testing.T) {
	for _, text := range []string{
		string(readFile(t, "testdata/scenario.json")),
		`{"periods": 1, "disruptions": [{"lanes": {"id": "<a>&\u2028"}, "factor": 1}, {"lanes": {"id": "a"}, "add_usd_per_t": -5, "factor": 0.25}]}`,
		`{"name": "q", "periods": 4, "period": "quarter", "foresight": "full", "lane_growth_per_period": 1e-7, "disruptions": [{"lanes": {"id": ["b", "a", "b"]}, "quota_t": 0}]}`,
		`{"periods": 4, "new_lane_delay_periods": 3}`,
	} {
		sameAgain(t, readScenario(t, text))
	}
}

func sameAgain(t *testing.T, s *Scenario) {
	t.Helper()
	var once, twice bytes.Buffer
	if err := s.Write(&once); err != nil {
		t.Fatal(err)
	}
	again := readScenario(t, once.String())
	if !reflect.DeepEqual(s, again) {
		t.Errorf("read %+v\nagain %+v", s, again)
	}
	if err := again.Write(&twice); err != nil || once.String() != twice.String() {
		t.Errorf("error %v; written twice:\n%s\n%s", err, once.String(), twice.String())
	}
}

// What cannot be read back is not written.
func TestScenarioWriteRefuses(t *testing.T) {
	any := &Selector{ID: []string{"a"}}
	for name, s := range map[string]*Scenario{
		"no periods":   {},
		"no such word": {Periods: 1, Period: "week"},
		"NaN growth":   {Periods: 1, Lanes: LaneTerms{Given: true, Growth: math.NaN()}},
		"NaN factor":   {Periods: 1, Disruptions: []Disruption{{Lanes: any, Factor: math.NaN()}}},
		"no selector":  {Periods: 1, Disruptions: []Disruption{{Factor: 0}}},
		"two quotas":   {Start: MonthOf(2025, 1), Periods: 1, Disruptions: []Disruption{{Lanes: any, Factor: 1, Quota: map[Year]Tonnes{0: 1, 2025: 2}}}},
	} {
		var b bytes.Buffer
		if err := s.Write(&b); err == nil || b.Len() > 0 {
			t.Errorf("%s: error %v, wrote %q", name, err, b.String())
		}
	}
}

// Disruptions in another order are, once sorted, the same bytes.
func TestScenarioSort(t *testing.T) {
	s := readScenario(t, string(readFile(t, "testdata/scenario.json")))
	s.Sort()
	var want, got bytes.Buffer
	if err := s.Write(&want); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(s.Disruptions)
	s.Sort()
	if err := s.Write(&got); err != nil || got.String() != want.String() {
		t.Errorf("error %v, wrote:\n%s\nwant:\n%s", err, got.String(), want.String())
	}
}

func FuzzReadScenario(f *testing.F) {
	f.Add(readFile(f, "testdata/scenario.json"))
	f.Add([]byte(`{"periods": 4, "period": "quarter", "lane_growth_per_period": 0.1, "new_lane_delay_periods": 2, "disruptions": [{"demands": {"id": null, "place": ["USA", "DEU"]}, "factor": 0, "quota_t": 3}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := ReadScenario(bytes.NewReader(data)); err == nil {
			sameAgain(t, s)
		}
	})
}
