package prospect_test

import (
	"context"
	"testing"
	"time"

	"adit/plan"
	"adit/prospect"
)

// The default question: 17 minerals, 15 years, 12 scenarios.
func usual(t testing.TB) prospect.Question {
	q := question(prospect.DefaultMinerals(tables(t))...)
	q.Last, q.Budget = 2040, 5e9
	return q
}

// The atlas into networks and candidates, tables at hand.
func BenchmarkOpen(b *testing.B) {
	s := solver(b)
	for b.Loop() {
		if _, err := prospect.Open(context.Background(), tables(b), s, usual(b)); err != nil {
			b.Fatal(err)
		}
	}
}

// The plan of the default question to 2%; target ≤ 3 min on two cores.
func BenchmarkDefault(b *testing.B) {
	s := solver(b)
	p := open(b, usual(b))
	for b.Loop() {
		a, err := plan.Run(context.Background(), p.Net, p.Candidates, plan.Question{Gap: 0.02, Periods: p.Periods(), TimeLimit: 10 * time.Minute}, s)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(100*a.Gap, "gap%")
		b.ReportMetric(float64(len(a.Chosen)), "projects")
	}
}

// Ten budgets up to the whole; target ≤ 15 min.
func BenchmarkFrontier(b *testing.B) {
	s := solver(b)
	p := open(b, usual(b))
	for b.Loop() {
		if _, err := plan.Frontier(context.Background(), p.Net, p.Candidates, plan.Question{Gap: 0.02, Periods: p.Periods()}, 10, 0, s); err != nil {
			b.Fatal(err)
		}
	}
}
