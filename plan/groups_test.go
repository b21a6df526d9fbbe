package plan_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"adit/lp"
	"adit/plan"
)

// By groups and as a whole the same optimum is found, to proof, on two hundred
// generated worlds.
func TestGroupsAgainstWhole(t *testing.T) {
	tried, divided := 0, 0
	for seed := uint64(0); tried < 200; seed++ {
		in := instanceOf(seed)
		if !in.plannable() {
			continue
		}
		tried++
		ctx := context.Background()
		one, err := plan.By(ctx, in.net, in.c, in.q, solver(), true)
		many, err2 := plan.By(ctx, in.net, in.c, in.q, solver(), false)
		if errors.Is(err, lp.ErrInfeasible) && errors.Is(err2, lp.ErrInfeasible) {
			continue
		}
		if err != nil || err2 != nil {
			t.Errorf("world %d: %v; by groups: %v", seed, err, err2)
			continue
		}
		if plan.Groups(in.net, in.c, in.q) > 1 {
			divided++
		}
		if worse(many.Objective, one.Objective) || worse(one.Objective, many.Objective) || many.Gap > 3e-6 || worse(many.Bound, one.Objective) {
			t.Errorf("world %d: %.10g USD, by groups %.10g USD with a bound of %.10g and a gap of %g (%v)", seed, one.Objective, many.Objective, many.Bound, many.Gap, many.Status)
		}
		if math.IsInf(many.Bound, 0) {
			t.Errorf("world %d: no bound", seed)
		}
	}
	t.Logf("%d of %d worlds had groups", divided, tried)
}

// What projects add, and what budgets are worth, is the same by groups.
func TestStudyByGroups(t *testing.T) {
	tried := 0
	for seed := uint64(0); tried < 40; seed++ {
		in := instanceOf(seed)
		if !in.plannable() || plan.Groups(in.net, in.c, in.q) < 2 {
			continue
		}
		ctx := context.Background()
		a, err := plan.By(ctx, in.net, in.c, in.q, solver(), true)
		if err != nil || len(a.Chosen) == 0 {
			continue
		}
		tried++
		one, err := plan.StudyBy(ctx, a, solver(), true)
		if err != nil {
			t.Fatal(err)
		}
		parts := partsOf(a)
		many, err := plan.StudyBy(ctx, a, solver(), false)
		if err != nil {
			t.Fatalf("world %d: %v", seed, err)
		}
		scale := math.Abs(a.Objective)
		near := func(what string, x, y float64) {
			if math.Abs(x-y) > 4e-3*math.Abs(x)+1e-5*math.Max(1, scale) && !(math.IsNaN(x) && math.IsNaN(y)) || math.IsNaN(x) != math.IsNaN(y) {
				t.Errorf("world %d: %s: %.10g, by groups %.10g", seed, what, x, y)
			}
		}
		near("nothing", one.Nothing, many.Nothing)
		for i := range one.Adds {
			near(one.Adds[i].ID+" alone", one.Adds[i].Alone, many.Adds[i].Alone)
			near(one.Adds[i].ID+" last", one.Adds[i].Last, many.Adds[i].Last)
		}
		for i, p := range partsOf(a) {
			if math.Abs(p-parts[i]) > 0.02*(1+math.Abs(parts[i])) {
				t.Logf("world %d: budget %d: a dollar saves %g, by groups %g", seed, i, parts[i], p)
			}
		}
	}
}

func partsOf(a *plan.Answer) (all []float64) {
	for _, b := range a.Budgets {
		all = append(all, b.Part)
	}
	return all
}
