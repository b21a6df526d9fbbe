package policy

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"adit"
	"adit/atlas"
)

var update = flag.Bool("update", false, "rewrite testdata")

func open(t testing.TB) *atlas.Atlas {
	t.Helper()
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func find(t testing.TB, id string) *Control {
	t.Helper()
	c, err := Find(open(t), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// terms are round numbers, so that what tests expect does not move with the
// assumptions.
func terms(start, end adit.Month) Terms {
	return Terms{Start: start, End: end, Leakage: 0.25, Licensing: Licensing{Delay: 2, Recovery: 6, Recovered: 0.75},
		Price: func(adit.MaterialID) (adit.USD, bool) { return 1000, true }}
}

func months(from, until string) (adit.Month, adit.Month) {
	first, _, err := adit.ParseMonths(from)
	if err != nil {
		panic(err)
	}
	_, last, err := adit.ParseMonths(until)
	if err != nil {
		panic(err)
	}
	return first, last
}

// Every control of the atlas gives disruptions, which are a legal scenario
// file, or says why not.
func TestEveryControl(t *testing.T) {
	var b bytes.Buffer
	start, end := months("2010", "2029")
	for _, c := range Controls(open(t)) {
		fmt.Fprintf(&b, "# %s: %s, %s\n", c.ID, c.Measure, strings.Join(c.Minerals, ", "))
		disruptions, notes, err := c.Disruptions(terms(start, end))
		for _, n := range notes {
			fmt.Fprintf(&b, "- %s\n", n)
		}
		var not *NotRunnableError
		switch {
		case errors.As(err, &not):
			fmt.Fprintf(&b, "not run: %s\n", not.Why)
		case err != nil:
			t.Errorf("%s: %v", c.ID, err)
		case len(disruptions) == 0:
			t.Errorf("%s neither gives disruptions nor says why not: %v", c.ID, notes)
		}
		s := &adit.Scenario{Name: c.ID, Start: start, Periods: int(end-start) + 1, Period: adit.Monthly, Disruptions: disruptions}
		if err := s.Write(&b); err != nil {
			t.Error(err)
		}
		if err := s.Resolve(Places(open(t), nil)); err != nil {
			t.Errorf("%s: %v", c.ID, err)
		}
		b.WriteByte('\n')
	}
	golden(t, "testdata/controls.golden", b.Bytes())
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not current: read the difference after go test ./policy -update", name)
	}
}

func TestFind(t *testing.T) {
	if c := find(t, "cod-2025-004"); c.ID != "COD-2025-004" {
		t.Errorf("found %s", c.ID)
	}
	_, err := Find(open(t), "CN-2024-46-USBAN")
	var unknown *adit.UnknownError
	if !errors.As(err, &unknown) || !slices.Contains(unknown.Near, "CN-2024-46-US-BAN") {
		t.Errorf("error %v, want the near id", err)
	}
}

// A suspension is not an end: the ban on the United States of December 2024,
// suspended from 2025-11-09 to 2026-11-27, holds again in December 2026.
func TestSuspension(t *testing.T) {
	c := find(t, "CN-2024-46-US-BAN")
	tm := terms(months("2024-11", "2027-12"))
	tm.Minerals = []string{"gallium"}
	got, notes, err := c.Disruptions(tm)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d disruptions, error %v", len(got), err)
	}
	factor := func(month string) float64 {
		m, _ := months(month, month)
		return got[0].At(m, tm.Start, tm.End) * got[1].At(m, tm.Start, tm.End)
	}
	for month, want := range map[string]float64{"2024-11": 1, "2024-12": 0.25, "2025-10": 0.25, "2025-11": 1, "2025-12": 1, "2026-11": 1, "2026-12": 0.25, "2027-12": 0.25} {
		if f := factor(month); f != want {
			t.Errorf("factor of %s is %g, want %g", month, f, want)
		}
	}
	if !slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, "suspended from 2025-11-09 to 2026-11-27") }) {
		t.Errorf("the suspension is not told: %v", notes)
	}
}

// A run that ends within the suspension sees no second ban, and one that lies
// in it sees none.
func TestSuspensionOutside(t *testing.T) {
	c := find(t, "CN-2024-46-US-BAN")
	tm := terms(months("2025-01", "2026-06"))
	tm.Minerals = []string{"gallium"}
	if got, _, err := c.Disruptions(tm); err != nil || len(got) != 1 {
		t.Errorf("%d disruptions, error %v", len(got), err)
	}
	tm.Start, tm.End = months("2026-01", "2026-06")
	got, notes, err := c.Disruptions(tm)
	if err != nil || len(got) != 0 || !strings.Contains(strings.Join(notes, "\n"), "outside the run") {
		t.Errorf("%d disruptions, error %v, notes %v", len(got), err, notes)
	}
}

// 18,125 t are of what is left of 2025 when the quota begins, 2025-10-16; the
// ban before it ends on the 15th, and no month has both or neither.
func TestQuota(t *testing.T) {
	tm := terms(months("2025-01", "2027-12"))
	quota, notes, err := find(t, "COD-2025-004").Disruptions(tm)
	if err != nil || len(quota) != 1 {
		t.Fatalf("%d disruptions, error %v", len(quota), err)
	}
	ban, _, err := find(t, "COD-2025-001").Disruptions(tm)
	if err != nil || len(ban) != 1 {
		t.Fatalf("%d disruptions, error %v", len(ban), err)
	}
	sums := map[adit.Year]float64{}
	for m := tm.Start; m <= tm.End; m++ {
		free := !quota[0].Active(m, tm.Start, tm.End)
		if free != ban[0].Active(m, tm.Start, tm.End) && m >= ban[0].From {
			t.Errorf("%s has both or neither", m)
		}
		if !free {
			sums[m.Year()] += float64(quota[0].Quota[m.Year()]) / 12
		}
	}
	for y, want := range map[adit.Year]float64{2025: 18125, 2026: 96600, 2027: 96600} {
		if math.Abs(sums[y]-want) > 1e-9*want {
			t.Errorf("%d sums to %g t, want %g", y, sums[y], want)
		}
	}
	if !strings.Contains(strings.Join(notes, "\n"), "contained mass") {
		t.Errorf("no mass basis: %v", notes)
	}
}

// The rate is of the control's months, whatever part of them a run sees.
func TestQuotaOfShortRun(t *testing.T) {
	tm := terms(months("2025-12", "2025-12"))
	got, _, err := find(t, "COD-2025-004").Disruptions(tm)
	if err != nil || len(got) != 1 || got[0].Quota[2025] != 6*18125 || len(got[0].Quota) != 1 {
		t.Errorf("%+v, error %v", got, err)
	}
}

func TestSpans(t *testing.T) {
	for name, c := range map[string]struct {
		control Control
		want    string
	}{
		"open":            {Control{Start: "2024-12-03"}, "[from 2024-12]"},
		"late in a month": {Control{Start: "2024-12-16"}, "[from 2025-01]"},
		"years":           {Control{Start: "2024", End: "2025"}, "[2024-01 to 2025-12]"},
		"months":          {Control{Start: "2024-02", End: "2025-02"}, "[2024-02 to 2025-02]"},
		"ends early":      {Control{Start: "2024-02-15", End: "2025-02-14"}, "[2024-02 to 2025-01]"},
		"days":            {Control{Start: "2024-02-16", End: "2024-03-14"}, "[]"},
		"at once":         {Control{Start: "2025-11-08", Suspensions: []Suspension{{"2025-11-07", "2026-11-10"}}}, "[from 2026-11]"},
		"no end":          {Control{Start: "2025-01-01", Suspensions: []Suspension{{From: "2025-06-01"}}}, "[2025-01 to 2025-05]"},
		"ended meanwhile": {Control{Start: "2025-01-01", End: "2025-12-31", Suspensions: []Suspension{{"2025-06-01", "2026-06-30"}}}, "[2025-01 to 2025-05]"},
		"twice":           {Control{Start: "2025-01-01", Suspensions: []Suspension{{"2025-03-01", "2025-04-30"}, {"2025-08-01", "2025-08-31"}}}, "[2025-01 to 2025-02 2025-05 to 2025-07 from 2025-09]"},
		"twice, shuffled": {Control{Start: "2025-01-01", Suspensions: []Suspension{{"2025-08-01", "2025-08-31"}, {"2025-03-01", "2025-04-30"}}}, "[2025-01 to 2025-02 2025-05 to 2025-07 from 2025-09]"},
		"ended before":    {Control{Start: "2025-01-01", End: "2025-03-31", Suspensions: []Suspension{{"2025-06-01", "2026-06-30"}}}, "[2025-01 to 2025-03]"},
	} {
		if got := fmt.Sprint(c.control.Spans()); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// A control on ore leaves metal alone; one on rare earths is on dysprosium; one
// on dysprosium is not on all heavy rare earths.
func TestGoods(t *testing.T) {
	for _, c := range []struct{ id, mineral, want, note string }{
		{"IDN-2020-NI", "nickel", "[nickel/ore]", "hits concentrate too"},
		{"CN-2025-18-HREE", "dysprosium", "[dysprosium/oxide]", "separated oxide"},
		{"CN-2025-18-HREE", "rare_earths_heavy", "[]", "the control is on parts of it: gadolinium, terbium"},
		{"CN-2025-56", "dysprosium", "[dysprosium/ore]", ""},
		{"CN-2025-56", "cobalt", "[]", "cobalt: not covered"},
		{"CN-2024-46-US-BAN", "antimony", "[antimony/]", "all its forms"},
		{"CN-2025-58", "graphite", "error", ""},
	} {
		tm := terms(months("2010", "2029"))
		tm.Minerals = []string{c.mineral}
		disruptions, notes, err := find(t, c.id).Disruptions(tm)
		got := "[]"
		if len(disruptions) > 0 {
			got = fmt.Sprint(disruptions[0].Lanes.Material)
		}
		if err != nil {
			got = "error"
		}
		if got != c.want || !strings.Contains(strings.Join(notes, "\n"), c.note) {
			t.Errorf("%s on %s: %s, want %s; notes %v", c.id, c.mineral, got, c.want, notes)
		}
	}
}

// What held all through the year that a run starts from is not done twice.
func TestBaseline(t *testing.T) {
	tm := terms(months("2025-01", "2026-12"))
	tm.Baseline = 2024
	for id, want := range map[string]int{"CN-2023-23-GA": 0, "CN-2024-33-SB": 1, "IDN-2020-NI": 0, "COD-2025-004": 1} {
		if got, notes, err := find(t, id).Disruptions(tm); err != nil || len(got) != want {
			t.Errorf("%s: %d disruptions, want %d, error %v, notes %v", id, len(got), want, err, notes)
		}
	}
}

// 15% in 2027 and 30% from 2028 of 9,000 USD/t.
func TestTariff(t *testing.T) {
	tm := terms(months("2026-01", "2029-12"))
	tm.Price = func(m adit.MaterialID) (adit.USD, bool) { return 9000, m == "copper/refined" }
	got, _, err := find(t, "US-232-CU-REF").Disruptions(tm)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d disruptions, error %v", len(got), err)
	}
	if got[0].Add != 1350 || got[1].Add != 2700 || got[0].Until != adit.MonthOf(2027, 12) || got[1].From != adit.MonthOf(2028, 1) {
		t.Errorf("%+v", got)
	}
	if to := got[0].Lanes; !slices.Equal(to.To, []adit.PlaceID{"USA"}) || len(to.From) != 0 {
		t.Errorf("a tariff is on arrivals, not on %+v", to)
	}
	tm.Price = nil
	if _, _, err := find(t, "US-232-CU-REF").Disruptions(tm); err == nil || !strings.Contains(err.Error(), "no baseline price") {
		t.Errorf("without a price: %v", err)
	}
}

// A quota on several minerals says nothing of one of them; a control made by
// hand needs no atlas.
func TestByHand(t *testing.T) {
	tm := terms(months("2025", "2026"))
	c := &Control{ID: "x", Imposer: "CHN", Minerals: []string{"gallium", "germanium"}, Measure: "quota", Start: "2025", Status: "in force",
		Quota: map[adit.Year]adit.Tonnes{2025: 100}}
	if _, _, err := c.Disruptions(tm); err == nil {
		t.Error("a quota of two minerals together is run on each")
	}
	c.Minerals = c.Minerals[:1]
	got, notes, err := c.Disruptions(tm)
	if err != nil || len(got) != 1 || got[0].Quota[2025] != 100 || !slices.Contains(notes, "no quota is stated for 2026: nothing is capped then") {
		t.Errorf("%+v, %v, %v", got, notes, err)
	}
	c.Measure = "quota (production)"
	if got, _, err = c.Disruptions(tm); err != nil || len(got) != 1 || got[0].Processes == nil {
		t.Errorf("%+v, %v", got, err)
	}
	c.Measure = "prayer"
	if _, _, err = c.Disruptions(tm); err == nil {
		t.Error("a measure that no rule reads is run")
	}
}

func TestNewTerms(t *testing.T) {
	tm := NewTerms(open(t), 0, 11)
	if l := tm.Licensing; l.Delay <= 0 || l.Recovery <= 0 || l.Recovered <= 0 || l.Recovered > 1 || tm.Leakage < 0 || tm.Leakage > 1 {
		t.Errorf("%+v", tm)
	}
}

// Whatever a user's table holds, a control is run or refused.
func FuzzDisruptions(f *testing.F) {
	f.Add("quota", "ore; metal", "2025-10-16", "2027", "", "2025=18125;2026=96600", "")
	f.Add("tariff 15%", "refined copper", "2027-01-01", "", "2027-06", "", "15% 2027; 30% 2028")
	a := open(f)
	ch := newChain(a)
	f.Fuzz(func(t *testing.T, measure, forms, start, end, suspended, quota, note string) {
		c := &Control{ID: "x", Imposer: "CHN", Minerals: []string{"copper"}, Forms: forms, Measure: measure, Start: start, End: end,
			Suspensions: suspensions(suspended, end), Quota: quotas(quota), QuantityNote: note, chain: ch}
		first, last := months("2025", "2029")
		disruptions, notes, err := c.Disruptions(terms(first, last))
		var not *NotRunnableError
		if err != nil && !errors.As(err, &not) || err == nil && len(disruptions) == 0 && len(notes) == 0 {
			t.Fatalf("%d disruptions without a note, error %v", len(disruptions), err)
		}
		if err != nil {
			return
		}
		s := &adit.Scenario{Start: first, Periods: int(last-first) + 1, Disruptions: disruptions}
		if err := s.Write(&bytes.Buffer{}); err != nil {
			t.Error(err)
		}
	})
}
