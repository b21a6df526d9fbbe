package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"adit/internal/progress"
)

const stopNetwork = `{"name": "n", "year": 2025, "materials": [{"id": "x/metal"}],
 "processes": [{"id": "CN", "place": "CHN", "outputs": {"x/metal": 1}, "activity_t": 10, "capacity_t": 10, "cost_usd_per_t": 90}],
 "lanes": [{"id": "CN-US", "material": "x/metal", "from": "CHN", "to": "USA", "flow_t": 10, "capacity_t": 10, "cost_usd_per_t": 10}],
 "demands": [{"id": "US", "place": "USA", "material": "x/metal", "amount_t": 10, "value_usd_per_t": 1000}]}`

const stopCandidates = `{"horizon": [2026, 2027], "discount": 0, "budget_usd": {"total": 5000},
 "candidates": [{"id": "mine", "process": {"place": "USA", "outputs": {"x/metal": 1}, "capacity_t": 4, "cost_usd_per_t": 200}, "capex_usd": 1000, "lead_years": 0}],
 "scenarios": [{"name": "cut off", "probability": 1, "disruptions": [{"lanes": {"from": "CHN"}, "factor": 0}]}]}`

// Interrupted after its search, a plan is told at once, and what was not asked any
// more is null and a word, not zero.
func TestPlanInterruptedInItsStudy(t *testing.T) {
	t.Setenv("ADIT_DATA", t.TempDir())
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	args := []string{"plan", "--network", write("network.json", stopNetwork), "--candidates", write("candidates.json", stopCandidates)}
	stopped := func(args ...string) string {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		e := process()
		var out bytes.Buffer
		e.stdout, e.stderr = &out, io.Discard
		e.tell = func(s progress.Step) {
			if s.Label == studying {
				cancel()
			}
		}
		if code := run(ctx, e, args); code != done {
			t.Fatalf("adit %q exits with %d", args, code)
		}
		return out.String()
	}
	var plan struct {
		Objective float64         `json:"objective_usd"`
		Nothing   *float64        `json:"objective_without_plan_usd"`
		Adds      json.RawMessage `json:"adds"`
		Closed    []planClosed    `json:"gap_closed"`
	}
	if err := json.Unmarshal([]byte(stopped(append(args, "--json")...)), &plan); err != nil {
		t.Fatal(err)
	}
	if plan.Objective != 20000-2*4*800+1000 || plan.Nothing != nil || string(plan.Adds) != "[]" || len(plan.Closed) != 2 || plan.Closed[0].Nothing != nil || plan.Closed[0].Unmet != 6 {
		t.Errorf("the plan is %+v", plan)
	}
	if text := stopped(args...); !strings.Contains(text, "nothing done, not asked any more") {
		t.Errorf("the page says %s", text)
	}
}
