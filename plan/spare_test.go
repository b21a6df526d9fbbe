package plan_test

import (
	"math"
	"slices"
	"testing"

	"adit/plan"
)

// A search that may stop early chooses what is not worth its cost; the plan that is
// told has none of it, except what is insisted on or another project requires.
func TestNothingChosenLoses(t *testing.T) {
	chosen := 0
	for seed := range uint64(100) {
		in := instanceOf(seed)
		in.q.Gap = 0.9
		if !in.plannable() {
			continue
		}
		for _, whole := range []bool{true, false} {
			a, err := plan.By(t.Context(), in.net, in.c, in.q, solver(), whole)
			if err != nil {
				continue
			}
			study, err := plan.StudyBy(t.Context(), a, solver(), true)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range study.Adds {
				chosen++
				if lost := -x.Last; !needed(a, x.ID) && lost > 3e-6*max(1, math.Abs(a.Objective)) {
					t.Errorf("world %d, as a whole %v: the plan costs %.10g USD less without %s", seed, whole, lost, x.ID)
				}
			}
		}
	}
	if chosen < 25 {
		t.Errorf("only %d projects were chosen", chosen)
	}
}

func needed(a *plan.Answer, id string) bool {
	return slices.ContainsFunc(a.Chosen, func(c plan.Choice) bool { return slices.Contains(c.Requires, id) })
}
