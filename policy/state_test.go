package policy

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"adit"
	"adit/atlas"
)

// Eleven controls on three days, by hand from the dates of their announcements:
// China's No. 23 of 2023 (1 August 2023), No. 46 of 2024 (3 December 2024;
// suspended 9 November 2025 to 27 November 2026), No. 10 (4 February 2025), No.
// 57 of 2025 (8 November 2025; suspended 7 November 2025 to 10 November 2026, so
// that it never began), the rare-earth quota of 2010 (to 1 January 2015), the
// tungsten quota of 2025; ARECOMS decisions 001 (22 February to 15 October 2025)
// and 004 (16 October 2025) of DR Congo; Indonesia's RKAB of 2026; Gabon's ban
// of 2029; the US tariff on graphite of 2026.
func TestStatesByHand(t *testing.T) {
	days := []string{"2024-12-31", "2025-12-31", "2026-11-27"}
	for id, want := range map[string][3]State{
		"CN-2023-23-GA":      {InForce, InForce, InForce},
		"CN-2024-46-US-BAN":  {InForce, Suspended, Suspended},
		"CN-2025-57":         {NotYet, Suspended, InForce},
		"COD-2025-001":       {NotYet, Ended, Ended},
		"COD-2025-004":       {NotYet, InForce, InForce},
		"CN-2010-REEQUOTA":   {Ended, Ended, Ended},
		"GAB-2029-MN":        {NotYet, NotYet, NotYet},
		"CN-2025-WQUOTA":     {NotYet, InForce, Ended},
		"IDN-2026-RKAB":      {NotYet, NotYet, InForce},
		"CN-2025-10-W":       {NotYet, InForce, InForce},
		"US-301-2026-GR-MAG": {NotYet, NotYet, InForce},
	} {
		c := find(t, id)
		for i, day := range days {
			if got := c.StandingOn(day); got.State != want[i] {
				t.Errorf("%s on %s: %s, want %s", id, day, got.State, want[i])
			}
		}
	}
}

// What changes on which day, to the day.
func TestStandingTurns(t *testing.T) {
	ban := find(t, "CN-2024-46-US-BAN")
	for day, want := range map[string]string{
		"2024-12-02": "not yet in force  start 2024-12-03 false", "2024-12-03": "in force 2024-12-03 suspend 2025-11-09 false",
		"2025-11-08": "in force 2024-12-03 suspend 2025-11-09 false", "2025-11-09": "suspended 2025-11-09 resume 2026-11-28 false",
		"2026-11-27": "suspended 2025-11-09 resume 2026-11-28 false", "2026-11-28": "in force 2026-11-28   true",
	} {
		s := ban.StandingOn(day)
		next := Event{}
		if s.Next != nil {
			next = *s.Next
		}
		if got := fmt.Sprintf("%s %s %s %s %v", s.State, s.Since, next.Kind, next.Day, s.Presumed); got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
	if s := (&Control{Start: "soon"}).StandingOn("2025-01-01"); s.State != NoDate {
		t.Errorf("a control without a date is %s", s.State)
	}
}

// The state on a day is a function of the events: their order changes nothing,
// and state and next follow from one day to the next.
func TestStateIsOfEvents(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	day := func() string { return fmt.Sprintf("2025-%02d-%02d", 1+r.IntN(12), 1+r.IntN(28)) }
	for range 500 {
		events := []Event{{Day: day(), Kind: Start}}
		for range r.IntN(4) {
			events = append(events, Event{Day: day(), Kind: kindOrder[1+r.IntN(3)]})
		}
		mixed := slices.Clone(events)
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		on := day()
		a, b := standing(events, on), standing(mixed, on)
		if fmt.Sprint(a.State, a.Since, a.Presumed) != fmt.Sprint(b.State, b.Since, b.Presumed) || (a.Next == nil) != (b.Next == nil) {
			t.Fatalf("%v on %s: %+v, shuffled %+v", events, on, a, b)
		}
		if a.Next != nil && a.Next.Day <= on {
			t.Fatalf("next is %+v on %s", *a.Next, on)
		}
		if a.State == Ended && standing(events, "9999-12-31").State != Ended {
			t.Fatal("an end is not final")
		}
	}
}

// A month's span is in force in its middle: the two readings of a control agree.
func TestSpansAgreeWithStates(t *testing.T) {
	for _, c := range Controls(open(t)) {
		spans := c.Spans()
		for m := adit.MonthOf(2019, 1); m <= adit.MonthOf(2030, 12); m++ {
			in := slices.ContainsFunc(spans, func(s Span) bool { return s.covers(m, m) })
			day := m.String() + "-15"
			if state := c.StandingOn(day).State; in != (state == InForce) {
				t.Errorf("%s on %s: %s, spans %v", c.ID, day, state, spans)
			}
		}
	}
}

// Deadlines counted by hand from the day of the order.
func TestDeadlinesByHand(t *testing.T) {
	actions := Actions(open(t), "2026-11-27")
	for _, c := range []struct {
		order, has string // words of the action
		due        string
		want       ActionKind
	}{
		{"EO 14220", "copper", "2025-11-22", Done},                        // 25 February 2025 + 270
		{"EO 14241", "list all mineral projects", "2025-03-30", Done},     // 20 March 2025 + 10
		{"EO 14241", "submit priority projects", "2025-04-04", Done},      // + 15
		{"EO 14241", "identify sites for leasing", "2025-04-19", Overdue}, // + 30
		{"EO 14241", "offtake-buyer", "2025-05-04", Overdue},              // + 45
		{"EO 14272", "draft 90 d", "2025-07-14", Done},                    // 15 April 2025 + 90
		{"EO 14272", "final report", "2025-10-12", Done},                  // + 180
		{"Proclamation 11001", "negotiate", "2026-07-13", Overdue},        // 14 January 2026 + 180
		{"DFARS 252.225-7052", "magnets", "2027-01-01", Due},              // a date of its own
	} {
		i := slices.IndexFunc(actions, func(x Action) bool { return x.Order == c.order && strings.Contains(x.What, c.has) })
		if i < 0 {
			t.Fatalf("no action %s with %q", c.order, c.has)
		}
		if x := actions[i]; x.Deadline != c.due || x.Standing != c.want {
			t.Errorf("%s, %s: %s %s, want %s %s", c.order, c.has, x.Deadline, x.Standing, c.due, c.want)
		}
	}
	i := slices.IndexFunc(actions, func(x Action) bool { return x.Order == "DFARS 252.225-7052" })
	if actions[i].DaysLeft != 35 {
		t.Errorf("from 27 November 2026 to 1 January 2027: %d days", actions[i].DaysLeft)
	}
}

// The orders in their own words ask for days too: each is an action's deadline.
func TestOrdersAgree(t *testing.T) {
	a := open(t)
	actions := Actions(a, "2026-11-27")
	checked := 0
	for r := range a.Rows("orders") {
		days, ok := r.Number("deadline")
		if !ok {
			continue
		}
		order, _, _ := strings.Cut(r.Get("instrument"), " s.")
		if !slices.ContainsFunc(actions, func(x Action) bool { return x.Order == order && x.Days == int(days) }) {
			t.Errorf("%s asks for %g days: no action does", r.Get("instrument"), days)
		}
		checked++
	}
	i := slices.IndexFunc(actions, func(x Action) bool { return x.Order == "EO 14272" })
	if checked < 6 || actions[i].Register != "90 FR 16437" {
		t.Errorf("%d orders; EO 14272 at %q", checked, actions[i].Register)
	}
}

// What is overdue depends on the day: on its deadline an action is due.
func TestOverdueOn(t *testing.T) {
	a := open(t)
	for on, want := range map[string]ActionKind{"2026-07-12": Due, "2026-07-13": Due, "2026-07-14": Overdue} {
		for _, x := range Actions(a, on) {
			if x.Order == "Proclamation 11001" && x.Standing != want {
				t.Errorf("%s: %s, want %s", on, x.Standing, want)
			}
		}
	}
}

func TestAgencies(t *testing.T) {
	a := open(t)
	for name, want := range map[string]string{"Commerce": "Commerce", "doc": "Commerce", "Interior": "DOI", "DoW": "DoD", "export-import bank of the united states": "EXIM"} {
		if got, err := FindAgency(a, name); err != nil || got != want {
			t.Errorf("%s is %q, error %v, want %s", name, got, err, want)
		}
	}
	_, err := FindAgency(a, "Comerce")
	if u, ok := err.(*adit.UnknownError); !ok || !slices.Contains(u.Near, "Commerce") {
		t.Errorf("%v", err)
	}
}

// Codes of the gallium licence: BACI 2024 has China's exports of 811292 at
// 319,409.568 thousand USD and 1,472.407 t, in 46 flows; of the ban on the
// United States 811292 and 811010 at 73,539.153 and 697.88 t. The other codes
// are in no table, which is told and not taken for nothing.
func TestReachByHand(t *testing.T) {
	reports := Reports(open(t), "2026-11-27", nil)
	get := func(id string) Reach {
		return reports[slices.IndexFunc(reports, func(r Report) bool { return r.ID == id })].Reach
	}
	for id, want := range map[string][2]float64{"CN-2023-23-GA": {319409568, 1472.407}, "CN-2024-46-US-BAN": {73539153, 697.88}} {
		if r := get(id); math.Abs(r.USD-want[0]) > 1 || math.Abs(r.Tonnes-want[1]) > 1e-6 || r.Year != 2024 || len(r.Lacking) == 0 {
			t.Errorf("%s: %+v, want %v", id, r, want)
		}
	}
	if r := get("CN-2025-10-BI"); r.Why == "" || len(r.Lacking) != 4 || r.USD != 0 {
		t.Errorf("bismuth, of which no code is traded in the atlas: %+v", r)
	}
	if r := get("CN-2023-57-REETECH"); r.Why != "not a measure on trade" {
		t.Errorf("technology: %+v", r)
	}
	// A tariff is on arrivals: what the United States buy of refined copper.
	if r := get("US-232-CU-REF"); r.Tonnes < 5e5 || r.Tonnes > 2e6 {
		t.Errorf("copper of the United States: %g t", r.Tonnes)
	}
}

func TestReportsOfMineral(t *testing.T) {
	var ids []string
	for _, r := range Reports(open(t), "2026-11-27", []string{"dysprosium"}) {
		ids = append(ids, r.ID)
		if r.Command != "" && !strings.HasPrefix(r.Command, "adit shock dysprosium ") {
			t.Errorf("%s runs %q", r.ID, r.Command)
		}
	}
	for _, id := range []string{"CN-2025-18-HREE", "CN-2025-56", "NAM-2023"} { // by itself, as a rare earth
		if !slices.Contains(ids, id) {
			t.Errorf("%s is not among %v", id, ids)
		}
	}
	if slices.Contains(ids, "CN-2023-23-GA") {
		t.Error("gallium is no dysprosium")
	}
}

// Every control says how it is run, or why not.
func TestEveryReport(t *testing.T) {
	run := 0
	for _, r := range Reports(open(t), "2026-11-27", nil) {
		if (r.Command == "") == (r.Why == "") {
			t.Errorf("%s: command %q, why %q", r.ID, r.Command, r.Why)
		}
		if r.Command != "" {
			run++
		}
	}
	if run < 25 {
		t.Errorf("%d controls run", run)
	}
}

func TestNoFaults(t *testing.T) {
	if f := Faults(open(t)); len(f) > 0 {
		t.Error(f)
	}
}

// Each kind of bad row is a fault by name.
func TestFaultsByName(t *testing.T) {
	row := func(schema string, cells map[string]string) (string, string) {
		var head, line []string
		for _, c := range atlas.SchemaOf(schema).Columns {
			head, line = append(head, c.Name), append(line, `"`+cells[c.Name]+`"`)
		}
		return schema, strings.Join(head, ",") + "\n" + strings.Join(line, ",") + "\n"
	}
	for want, cells := range map[string]map[string]string{
		"control-date":            {"start_date": "2025-13-45"},
		"control-dates":           {"start_date": "2025-06-01", "end_date": "2025-01-01"},
		"overlapping-suspensions": {"start_date": "2025-01-01", "suspended_from": "2025-06-01;2025-03-01", "suspended_until": "2025-07-01;2025-06-01"},
		"suspension-dates":        {"start_date": "2025-01-01", "suspended_from": "2025-06-01", "suspended_until": "2025-05-01"},
		"hs6":                     {"start_date": "2025-01-01", "hs6": "8112"},
		"deadline":                {"deadline_days": "90", "date": "2025-04-15", "deadline_date": "2025-07-15", "lead": "Commerce"},
		"unknown-agency":          {"date": "2025-04-15", "lead": "Ministry of Truth"},
	} {
		schema := "controls"
		if cells["lead"] != "" {
			schema = "actions"
		}
		cells["id"], cells["order"] = "X", "X"
		name, text := row(schema, cells)
		a, err := atlas.Open(atlas.Embedded(), fstest.MapFS{"own/" + name + ".csv": {Data: []byte(text)}})
		if err != nil {
			t.Fatal(err)
		}
		f := Faults(a)
		if len(f) != 1 || f[0].Rule != want || !strings.HasPrefix(f[0].Where, "own/") {
			t.Errorf("%s: %v", want, f)
		}
	}
	// Suspensions that touch do not overlap.
	c := Control{ID: "x", Start: "2025", Suspensions: []Suspension{{"2025-03-01", "2025-03-31"}, {"2025-04-01", ""}}}
	f := &faultList{}
	if f.control(c); len(f.list) > 0 {
		t.Error(f.list)
	}
}

func BenchmarkReports(b *testing.B) {
	a := open(b)
	Reports(a, "2026-11-27", nil) // load
	for b.Loop() {
		Reports(a, "2026-11-27", nil)
		Actions(a, "2026-11-27")
	}
}
