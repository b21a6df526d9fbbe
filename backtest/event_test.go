package backtest

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"adit/atlas"
	"adit/internal/importtest"
)

func openAtlas(t testing.TB) *atlas.Atlas {
	t.Helper()
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Every event reads without a fault, says what it imposed, and has a check or a
// reason why not.
func TestEvents(t *testing.T) {
	events, faults := Events(openAtlas(t))
	for _, f := range faults {
		t.Error(f)
	}
	if len(events) < 19 {
		t.Errorf("only %d events", len(events))
	}
	for _, e := range events {
		if len(e.Checks) == 0 || slices.ContainsFunc(e.Checks, func(c Check) bool { return c.Observed == "" }) {
			t.Errorf("%s: checks %v", e.ID, e.Checks)
		}
		if e.Months() < 1 || e.Months() > 40 {
			t.Errorf("%s wants %d months", e.ID, e.Months())
		}
	}
	if !slices.IsSortedFunc(events, func(x, y Event) int { return strings.Compare(x.Start, y.Start) }) {
		t.Error("events are not in the order of their start")
	}
}

// The table holds every event of the fact sheet with the numbers that were
// observed: the curated columns stand beside them.
func TestEveryEventOfTheSheet(t *testing.T) {
	f, err := os.Open(filepath.Join(importtest.Shared(t, "facts"), "backtests.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	ours := map[string]atlas.Row{}
	for r := range openAtlas(t).Rows("backtests") {
		ours[r.Get("id")] = r
	}
	for _, cells := range rows[1:] {
		r, ok := ours[cells[0]]
		if !ok {
			t.Errorf("%s is in the sheet and not in the table", cells[0])
			continue
		}
		for i, column := range rows[0] {
			compareCell(t, r, column, cells[i])
		}
	}
}

// sheetColumns are the columns of the sheet that the table calls otherwise.
var sheetColumns = map[string]string{"share_of_supply_restricted_pct": "share_pct"}

func compareCell(t *testing.T, r atlas.Row, column, want string) {
	t.Helper()
	if slices.Contains([]string{"mineral", "source", "note"}, column) { // ids, and words without paths
		return
	}
	if name, ok := sheetColumns[column]; ok {
		column = name
	}
	got := r.Get(column)
	x, err1 := strconv.ParseFloat(want, 64)
	y, err2 := strconv.ParseFloat(got, 64)
	if err1 == nil && err2 == nil && x == y {
		return
	}
	if got != want {
		t.Errorf("%s: %s is %q, %q in the sheet", r.Get("id"), column, got, want)
	}
}

const header = "id,event,minerals,form,imposer,start_date,share_pct,price_before,price_after,price_unit,price_location,price_change_pct,horizon_months,quantity_before,quantity_after,quantity_unit,quantity_change_pct,pass_rule,control,targets,ban_from,rule,basis,confidence,source,cite,note\n"

func oneEvent(start, control, targets, banFrom, rule string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(header + strings.Join([]string{"X", "x", "gallium", "", "CHN", start, "", "", "", "", "", "", "", "", "", "", "", "words",
		control, targets, banFrom, rule, "estimated", "high", "adit", "", ""}, ",") + "\n")}
}

// What is wrong with a row is told with file and line and what to do, all of it
// at once.
func TestEventFaults(t *testing.T) {
	for _, c := range []struct {
		file *fstest.MapFile
		want []string
	}{
		{oneEvent("2025-01-02", "licence", "ALL", "", "exports 0 month 0"), nil},
		{oneEvent("2025-01-02", "embargo", "ALL", "", "exports up"), []string{"control", "rule"}},
		{oneEvent("2025-01", "ban", "USA;Atlantis", "2024-01-01", "exports 0"), []string{"targets", "start", "ban-from"}},
	} {
		a, err := atlas.Open(atlas.Embedded(), fstest.MapFS{"toy/backtests.csv": c.file})
		if err != nil {
			t.Fatal(err)
		}
		events, faults := Events(a)
		var rules []string
		for _, f := range faults {
			rules = append(rules, f.Rule)
			if f.Where != "toy/backtests.csv:2" || f.Remedy == "" || !strings.Contains(f.What, "X") {
				t.Errorf("%+v", f)
			}
		}
		has := slices.ContainsFunc(events, func(e Event) bool { return e.ID == "X" })
		if !slices.Equal(rules, c.want) || has != (c.want == nil) {
			t.Errorf("faults %v, want %v; the event is there: %v", rules, c.want, has)
		}
	}
}
