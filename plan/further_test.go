package plan_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"runtime"
	"testing"
	"time"

	"adit/lp"
	"adit/plan"
)

// By groups the frontier falls and ends at the plan; alternatives differ, and come
// in order; a project enters at the same cost as in the program as a whole.
func TestFurtherByGroups(t *testing.T) {
	tried, ctx := 0, context.Background()
	for seed := uint64(0); tried < 12; seed++ {
		in := instanceOf(seed)
		if !in.plannable() || plan.Groups(in.net, in.c, in.q) < 2 {
			continue
		}
		a, err := plan.By(ctx, in.net, in.c, in.q, solver(), false)
		if err != nil || len(a.Chosen) == 0 {
			continue
		}
		tried++
		frontierByGroups(t, seed, in, a)
		alternativesByGroups(t, seed, a)
		whatIfByGroups(t, seed, in, a)
	}
}

func frontierByGroups(t *testing.T, seed uint64, in instance, a *plan.Answer) {
	ctx := context.Background()
	one, err := plan.FrontierBy(ctx, in.net, in.c, in.q, 4, solver(), true)
	many, err2 := plan.FrontierBy(ctx, in.net, in.c, in.q, 4, solver(), false)
	if err != nil || err2 != nil || len(one) != len(many) {
		t.Fatalf("world %d: %v, %v", seed, err, err2)
	}
	for k := range one {
		if worse(one[k].Objective, many[k].Objective) || worse(many[k].Objective, one[k].Objective) {
			t.Errorf("world %d, budget %g: %.10g USD, by groups %.10g", seed, one[k].Budget, one[k].Objective, many[k].Objective)
		}
	}
}

func alternativesByGroups(t *testing.T, seed uint64, a *plan.Answer) {
	others, err := a.AlternativesBy(context.Background(), 3, 1, solver(), false)
	if err != nil {
		t.Fatalf("world %d: %v", seed, err)
	}
	seen := map[string]bool{sets(a): true}
	last := a.Objective
	for _, o := range others {
		if seen[sets(o)] || worse(last, o.Objective) {
			t.Errorf("world %d: alternative %s at %.10g USD after %.10g", seed, sets(o), o.Objective, last)
		}
		seen[sets(o)], last = true, o.Objective
	}
	best, err := a.AlternativesBy(context.Background(), 1, 1, solver(), true)
	if err != nil || len(best) > 0 && len(others) == 0 {
		t.Errorf("world %d: %d alternatives by groups, %d as a whole, error %v", seed, len(others), len(best), err)
	}
	if len(best) > 0 && len(others) > 0 && worse(best[0].Objective, others[0].Objective) {
		t.Errorf("world %d: an alternative is better than the best", seed)
	}
}

func sets(a *plan.Answer) string {
	text := ""
	for _, p := range a.Candidates.Projects {
		for _, c := range a.Chosen {
			if c.ID == p.ID {
				text += c.ID + " "
			}
		}
	}
	return text
}

func whatIfByGroups(t *testing.T, seed uint64, in instance, a *plan.Answer) {
	for _, p := range in.c.Projects {
		if told := sets(a); bytes.Contains([]byte(told), []byte(p.ID+" ")) {
			continue
		}
		one, err := a.WhatIfBy(context.Background(), p.ID, solver(), true)
		many, err2 := a.WhatIfBy(context.Background(), p.ID, solver(), false)
		if err != nil || err2 != nil {
			t.Fatalf("world %d, %s: %v, %v", seed, p.ID, err, err2)
		}
		if math.Abs(float64(one.Cost-many.Cost)) > 0.01*float64(p.Public) || one.Sooner != many.Sooner || math.Abs(one.Capacity-many.Capacity) > 0.05*one.Capacity {
			t.Errorf("world %d: %+v, by groups %+v", seed, one, many)
		}
		return
	}
}

// A search that is interrupted, or out of time, with a plan in hand keeps it, and
// says so; the plan passes the check as any other.
func TestStoppedWithPlanInHand(t *testing.T) {
	z := usual
	z.minerals = 5
	in := z.instance(3)
	for name, stop := range map[string]func(*plan.Question, func()){
		"interrupted": func(q *plan.Question, cancel func()) {
			q.Progress = func(p lp.Progress) {
				if !math.IsInf(p.Objective, 0) {
					cancel()
				}
			}
		},
		"time limit": func(q *plan.Question, _ func()) { q.TimeLimit = 8 * time.Second },
	} {
		for _, whole := range []bool{false, true} {
			ctx, cancel := context.WithCancel(context.Background())
			q := in.q
			stop(&q, cancel)
			a, err := plan.By(ctx, in.net, in.c, q, solver(), whole)
			cancel()
			if errors.Is(err, lp.ErrTimeLimit) && name == "time limit" {
				t.Logf("whole %v: nothing found in time", whole)
				continue
			}
			if err != nil {
				t.Fatalf("%s, whole %v: %v", name, whole, err)
			}
			if a.Status.String() != name || a.Gap <= 0 || plan.Check(a) != nil {
				t.Errorf("%s, whole %v: status %v, gap %g", name, whole, a.Status, a.Gap)
			}
		}
	}
}

// However many cores there are, the answer is the same.
func TestCoresChangeNothing(t *testing.T) {
	z := usual
	z.minerals, z.years, z.cases = 3, 6, 4
	in := z.instance(2)
	in.q.Gap = 0.005
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	one, err := plan.By(context.Background(), in.net, in.c, in.q, solver(), false)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GOMAXPROCS(4)
	four, err := plan.By(context.Background(), in.net, in.c, in.q, solver(), false)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := text(t, one), text(t, four); !bytes.Equal(a, b) {
		t.Errorf("another plan on other cores:\n%s\n%s", a, b)
	}
}
