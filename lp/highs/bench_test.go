package highs

import (
	"context"
	"fmt"
	"testing"
	"time"

	"adit/lp"
	"adit/lp/lptest"
)

// sized gives transport programs of nearly n columns.
func sized(n int) (m *lp.Model, lanes []lp.Var, supply []lp.Row) {
	sources := 10
	for sources*sources*2 < n {
		sources++
	}
	return lptest.Transport(1, sources, n/sources-1)
}

func mustSolve(b *testing.B, p lp.Program) *lp.Solution {
	sol, err := p.Solve(context.Background(), lp.Options{SkipConflict: true})
	if err != nil {
		b.Fatal(err)
	}
	return sol
}

// BenchmarkBuildAndSolve200k writes, loads and solves programs of 200,000 columns, and
// reports what is not HiGHS', as a share and in milliseconds. Transport is as easy as
// a program of that size can be; stages has the pivots of a supply chain.
func BenchmarkBuildAndSolve200k(b *testing.B) {
	b.Run("transport", func(b *testing.B) {
		buildAndSolve(b, func() *lp.Model { m, _, _ := sized(200_000); return m })
	})
	b.Run("stages", func(b *testing.B) {
		buildAndSolve(b, func() *lp.Model { m, _ := lptest.Stages(1, 200_000/38); return m })
	})
}

func buildAndSolve(b *testing.B, build func() *lp.Model) {
	s := open(b)
	var inside, all time.Duration
	for b.Loop() {
		began := time.Now()
		p, err := s.Load(build())
		if err != nil {
			b.Fatal(err)
		}
		mustSolve(b, p)
		all += time.Since(began)
		inside += p.(*program).in.inside
		p.Close()
	}
	b.ReportMetric(100*(1-float64(inside)/float64(all)), "outside-%")
	b.ReportMetric((all-inside).Seconds()*1e3/float64(b.N), "outside-ms")
}

// BenchmarkResolve closes one lane and opens it again, or changes a tenth of the
// capacities, and solves from the last basis: one operation is one solve.
func BenchmarkResolve(b *testing.B) {
	s := open(b)
	for _, n := range []int{300, 1_000, 3_000, 20_000} {
		m, lanes, supply := sized(n)
		b.Run(fmt.Sprintf("columns=%d/bound", n), func(b *testing.B) { resolve(b, s, m, closeLane(lanes)) })
		b.Run(fmt.Sprintf("columns=%d/tenth", n), func(b *testing.B) { resolve(b, s, m, shrinkTenth(lanes)) })
		b.Run(fmt.Sprintf("columns=%d/row", n), func(b *testing.B) { resolve(b, s, m, cutSupply(supply)) })
		chain, links := lptest.Stages(1, n/38)
		b.Run(fmt.Sprintf("columns=%d/stages", n), func(b *testing.B) { resolve(b, s, chain, shrinkTenth(links)) })
	}
}

func closeLane(lanes []lp.Var) func(lp.Program, int) {
	return func(p lp.Program, k int) {
		p.SetBounds(lanes[k/2*7%len(lanes)], 0, float64(k%2)*60)
	}
}

func shrinkTenth(lanes []lp.Var) func(lp.Program, int) {
	return func(p lp.Program, k int) {
		for i := k % 10; i < len(lanes); i += 10 {
			p.SetBounds(lanes[i], 0, float64(20+(i*31+k*17)%80))
		}
	}
}

func cutSupply(supply []lp.Row) func(lp.Program, int) {
	return func(p lp.Program, k int) {
		p.SetRow(supply[k/2%len(supply)], -lp.Inf, float64(k%2)*100)
	}
}

func resolve(b *testing.B, s *Solver, m *lp.Model, change func(lp.Program, int)) {
	p, err := s.Load(m)
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	mustSolve(b, p)
	in, k, iterations := p.(*program).in, 0, 0
	in.inside = 0
	for b.Loop() {
		change(p, k)
		iterations += mustSolve(b, p).Iterations
		k++
	}
	b.ReportMetric(float64(iterations)/float64(b.N), "iterations/op")
	b.ReportMetric(100*(1-float64(in.inside)/float64(b.Elapsed())), "outside-%")
}

// BenchmarkCold loads and solves small programs, on an instance that is there.
func BenchmarkCold(b *testing.B) {
	s := open(b)
	for _, n := range []int{300, 1_000, 3_000, 20_000} {
		m, _, _ := sized(n)
		b.Run(fmt.Sprintf("columns=%d", n), func(b *testing.B) {
			for b.Loop() {
				p, err := s.Load(m)
				if err != nil {
					b.Fatal(err)
				}
				mustSolve(b, p)
				p.Close()
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		s, err := New(Config{})
		if err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}

func BenchmarkInstantiate(b *testing.B) {
	s := open(b)
	for b.Loop() {
		in, err := s.take()
		if err != nil {
			b.Fatal(err)
		}
		in.close()
	}
}
