//go:build unix

package plan_test

import (
	"context"
	"math"
	"syscall"
	"testing"

	"adit/lp"
	"adit/plan"
)

// BenchmarkPlan searches the generated question of the default size to 2%: processor
// seconds of all cores until the first plan that builds something, until the gap,
// and until all is told.
func BenchmarkPlan(b *testing.B) {
	in := usual.instance(1)
	in.q.Gap = 0.02
	columns, _ := plan.Size(in.net, in.c, in.q)
	for _, way := range []struct {
		name  string
		whole bool
	}{{"groups", false}, {"whole", true}} {
		b.Run(way.name, func(b *testing.B) {
			b.ReportMetric(float64(columns), "columns")
			for b.Loop() {
				began, first, found := processor(), math.NaN(), 0.0
				q := in.q
				q.Progress = func(p lp.Progress) {
					if math.IsNaN(first) && !math.IsInf(p.Objective, 0) {
						first = processor() - began
					}
					found = processor() - began
				}
				a, err := plan.By(context.Background(), in.net, in.c, q, solver(), way.whole)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(first, "cpu-s-first")
				b.ReportMetric(found, "cpu-s-gap")
				b.ReportMetric(processor()-began, "cpu-s-told")
				b.ReportMetric(100*a.Gap, "gap-%")
			}
		})
	}
}

// BenchmarkFurther asks the rest of a plan: a study, and a frontier of ten points.
func BenchmarkFurther(b *testing.B) {
	in := usual.instance(1)
	in.q.Gap = 0.02
	ctx := context.Background()
	b.Run("study", func(b *testing.B) {
		a := run(b, in.net, in.c, in.q)
		for b.Loop() {
			began := processor()
			if _, err := a.Study(ctx, solver()); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(processor()-began, "cpu-s")
			b.ReportMetric(float64(len(a.Chosen)), "chosen")
		}
	})
	b.Run("frontier", func(b *testing.B) {
		for b.Loop() {
			began := processor()
			points, err := plan.Frontier(ctx, in.net, in.c, in.q, 10, 0, solver())
			if err != nil || len(points) != 10 {
				b.Fatal(len(points), err)
			}
			b.ReportMetric(processor()-began, "cpu-s")
		}
	})
}

// processor is what this process has used of all cores, in seconds.
func processor() float64 {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return float64(r.Utime.Sec+r.Stime.Sec) + float64(r.Utime.Usec+r.Stime.Usec)/1e6
}
