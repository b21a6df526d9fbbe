package stress_test

import (
	"context"
	"runtime"
	"syscall"
	"testing"
	"time"

	"adit"
	"adit/atlas"
	"adit/lp"
	"adit/stress"
)

// Times of these benchmarks are of the process's processors (cpu-ms/op), as a
// machine that does other work too stretches the clock. The budgets of
// docs/benchmarks.md are of the clock on two idle cores.

func processors() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// costed runs f b.N times and reports processor time by run.
func costed(b *testing.B, f func()) {
	b.Helper()
	solver()
	runtime.GC()
	start := processors()
	b.ResetTimer()
	for range b.N {
		f()
	}
	b.StopTimer()
	b.ReportMetric(float64(processors()-start)/float64(b.N)/1e6, "cpu-ms/op")
}

func tables(b testing.TB) *atlas.Atlas {
	b.Helper()
	a, err := atlas.Open(atlas.Embedded())
	if err != nil {
		b.Fatal(err)
	}
	return a
}

func studyOf(b testing.TB, country adit.PlaceID, minerals ...string) *stress.Study {
	b.Helper()
	st, err := stress.Open(context.Background(), tables(b), solver(), stress.Question{Minerals: minerals, Country: country, Year: 2024})
	if err != nil {
		b.Fatal(err)
	}
	return st
}

func stopped(st *stress.Study, periods int, period adit.Period, f adit.Foresight) *adit.Scenario {
	s := st.Stop([]adit.PlaceID{"CHN"})
	s.Periods, s.Period, s.Foresight = periods, period, f
	return s
}

// One mineral, 24 months, with the undisturbed run beside it.
func BenchmarkMonths(b *testing.B) {
	for _, mineral := range []string{"gallium", "graphite", "lead"} { // the median and the largest program
		st := studyOf(b, "USA", mineral)
		for _, f := range []adit.Foresight{adit.NoForesight, adit.FullForesight} {
			b.Run(mineral+"/"+string(f), func(b *testing.B) {
				costed(b, func() {
					if _, err := st.Run(context.Background(), stopped(st, 24, adit.Monthly, f), nil); err != nil {
						b.Fatal(err)
					}
				})
			})
		}
		b.Run(mineral+"/changed", func(b *testing.B) { changed(b, st) })
	}
}

// changed is a run of 24 months after one parameter has changed, on a program
// that is loaded.
func changed(b *testing.B, st *stress.Study) {
	again := stress.NewRepeater(st, stopped(st, 24, adit.Monthly, adit.NoForesight))
	defer again.Close()
	run := func(x float64) {
		if _, err := again.Run(context.Background(), stress.Position{"demand-elasticity": x}); err != nil {
			b.Fatal(err)
		}
	}
	run(0)
	x := 0.0
	costed(b, func() {
		x = 0.5 - x
		run(x)
	})
}

// Every mineral, one year as one period, from the tables to the ranking.
func BenchmarkAll(b *testing.B) {
	a := tables(b)
	costed(b, func() {
		if _, _, err := stress.All(context.Background(), a, solver(), stress.Sweep{Question: stress.Question{Country: "USA", Year: 2024}, From: []adit.PlaceID{"CHN"}}); err != nil {
			b.Fatal(err)
		}
	})
}

// 200 draws of one mineral and three cases, one of them that nothing happens:
// a fiftieth of the 10,000 that the budget is of.
func BenchmarkDraws(b *testing.B) {
	for _, mineral := range []string{"gallium", "graphite", "lead"} {
		b.Run(mineral, func(b *testing.B) {
			st := studyOf(b, "USA", mineral)
			costed(b, func() { expect(b, []*stress.Study{st}, stress.Draws{N: 200, Seed: 1}) })
		})
	}
}

// A timedSolver adds up the time that its programs solve.
type timedSolver struct {
	lp.Solver
	spent *time.Duration
}

type timedProgram struct {
	lp.Program
	spent *time.Duration
}

func (s timedSolver) Load(m *lp.Model) (lp.Program, error) {
	start := time.Now()
	p, err := s.Solver.Load(m)
	*s.spent += time.Since(start)
	return timedProgram{p, s.spent}, err
}

func (p timedProgram) Solve(ctx context.Context, o lp.Options) (*lp.Solution, error) {
	start := time.Now()
	defer func() { *p.spent += time.Since(start) }()
	return p.Program.Solve(ctx, o)
}

// The share of the time of draws that is not the solver's, on one core.
func BenchmarkOutsideSolver(b *testing.B) {
	for _, mineral := range []string{"gallium", "graphite", "lead"} {
		b.Run(mineral, func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			var spent time.Duration
			st, err := stress.Open(context.Background(), tables(b), timedSolver{solver(), &spent}, stress.Question{Minerals: []string{mineral}, Country: "USA", Year: 2024})
			if err != nil {
				b.Fatal(err)
			}
			spent = 0
			b.ResetTimer()
			for range b.N {
				expect(b, []*stress.Study{st}, stress.Draws{N: 100, Seed: 1})
			}
			b.ReportMetric(100*(1-float64(spent)/float64(b.Elapsed())), "%outside")
		})
	}
}

// Two cores over one: the clock of each, and their quotient over two.
func BenchmarkTwoCores(b *testing.B) {
	st := studyOf(b, "USA", "graphite")
	var took [2]time.Duration
	for range b.N {
		for k := range took {
			before := runtime.GOMAXPROCS(k + 1)
			start := time.Now()
			expect(b, []*stress.Study{st}, stress.Draws{N: 200, Seed: 1})
			took[k] += time.Since(start)
			runtime.GOMAXPROCS(before)
		}
	}
	b.ReportMetric(100*float64(took[0])/float64(took[1])/2, "%efficient")
}
