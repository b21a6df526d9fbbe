package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// What a project is worth to the plan is what adit plan says that it adds alone;
// of what is being built, what the plan without it costs more.
func TestFinanceWorth(t *testing.T) {
	ask := func(into any, words ...string) {
		t.Helper()
		e := process()
		var out, errs bytes.Buffer
		e.stdout, e.stderr, e.errTerminal = &out, &errs, false
		if code := run(context.Background(), e, append(words, "--json", "--quiet")); code != done {
			t.Fatalf("%s: exit %d: %s", strings.Join(words, " "), code, errs.String())
		}
		if err := json.Unmarshal(out.Bytes(), into); err != nil {
			t.Fatal(err)
		}
	}
	var told struct {
		Project struct {
			Planned planWorth `json:"planned"`
		} `json:"project"`
	}
	var planned struct {
		Nothing float64 `json:"objective_without_plan_usd"`
		Adds    []struct {
			ID    string  `json:"id"`
			Alone float64 `json:"alone_usd"`
		} `json:"adds"`
		Chosen []struct {
			ID   string  `json:"id"`
			Cost float64 `json:"public_cost_usd"`
		} `json:"chosen"`
	}
	near := func(what string, got *float64, want float64) {
		t.Helper()
		if got == nil {
			t.Fatalf("%s is not known, want %v", what, want)
		}
		if math.Abs(*got-want) > 1e-6*math.Abs(want)+1 {
			t.Errorf("%s: %v, want %v", what, *got, want)
		}
	}

	const phase2 = "ree-usa-whitemesa-p2"
	ask(&told, "finance", phase2, "--risk")
	ask(&planned, "plan", "--minerals", "rare_earths", "--no-stockpile", "--include", phase2)
	w := told.Project.Planned
	seen := 0
	for _, x := range planned.Adds {
		if x.ID == phase2 {
			near("adds alone", w.Saves, x.Alone)
			seen++
		}
	}
	for _, x := range planned.Chosen {
		if x.ID == phase2 {
			near("cost", w.Cost, x.Cost)
			seen++
		}
	}
	if seen != 2 || w.Each == nil || w.UnderWay || math.Abs(*w.Each**w.Cost-*w.Saves) > 1 {
		t.Errorf("%s: seen %d times; %+v", phase2, seen, w)
	}

	const thacker = "li-usa-thackerpass"
	told.Project.Planned = planWorth{}
	ask(&told, "finance", thacker, "--risk")
	ask(&planned, "plan", "--minerals", "lithium", "--no-stockpile")
	with := planned.Nothing
	ask(&planned, "plan", "--minerals", "lithium", "--no-stockpile", "--exclude", thacker)
	w = told.Project.Planned
	near("with and without", w.Saves, planned.Nothing-with)
	near("committed", w.Cost, 2260e6)
	if !w.UnderWay || *w.Saves < 0 {
		t.Errorf("%s: %+v", thacker, w)
	}

	told.Project.Planned = planWorth{}
	ask(&told, "finance", "sb-can-beaverbrook", "--risk")
	if w := told.Project.Planned; w.Saves != nil || w.Each != nil || !strings.Contains(w.Why, "owned by the adversary") {
		t.Errorf("owned by China: %+v", w)
	}
}
