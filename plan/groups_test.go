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
