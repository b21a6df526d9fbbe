//go:build cbc

package plan_test

import (
	"context"
	"math"
	"testing"

	"adit/lp/cbc"
	"adit/plan"
)

// Two hundred generated instances at gap 0: another code, by other authors, comes
// to the same optimum.
func TestAgainstCBC(t *testing.T) {
	const instances = 200
	tried := 0
	for seed := uint64(0); tried < instances; seed++ {
		in := instanceOf(seed)
		if !in.plannable() {
			continue
		}
		tried++
		a := run(t, in.net, in.c, in.q)
		second, err := plan.Optimum(context.Background(), in.net, in.c, in.q, cbc.New())
		if err != nil {
			t.Fatalf("instance %d: %v", seed, err)
		}
		if math.Abs(a.Objective-second) > 2e-6*math.Max(1, math.Abs(second)) {
			t.Errorf("instance %d: %.12g USD by HiGHS, %.12g USD by CBC", seed, a.Objective, second)
		}
	}
}
