package shock_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"adit"
	"adit/lp"
	"adit/market"
	"adit/shock"
)

// fiveStages is a chain of five stages with n places each: what a place makes of
// what arrives leaves over eight lanes, and the last stage has demands. A node
// has three steps of cost or value: 4·8 lanes, 5·2 steps of cost and 3 of value
// make 45 columns for each place.
func fiveStages(n int) *adit.Network {
	r := rand.New(rand.NewPCG(1, 1))
	net := &adit.Network{Name: "five stages"}
	form := func(s int) adit.MaterialID { return adit.MaterialID(fmt.Sprintf("cobalt/%d", s)) }
	at := func(s, i int) adit.PlaceID { return adit.PlaceID(fmt.Sprintf("C%02d/%d-%04d", i%40, s, i)) }
	for s := range 5 {
		net.Materials = append(net.Materials, adit.Material{ID: form(s), Content: 1})
		for i := range n {
			q := adit.Tonnes(50 + 100*r.Float64())
			cost := adit.USD(1 + 20*r.Float64())
			p := adit.Process{ID: fmt.Sprintf("made %d %04d", s, i), Place: at(s, i), Activity: q, Capacity: q,
				Outputs: []adit.Part{{Material: form(s), Tonnes: 0.7 + 0.3*r.Float64()}},
				Steps:   []adit.CostStep{{UpTo: 0.7 * q, Cost: cost}, {UpTo: q, Cost: 2 * cost}}}
			if s > 0 {
				p.Inputs = []adit.Part{{Material: form(s - 1), Tonnes: 1}}
			}
			net.Processes = append(net.Processes, p)
			for d := range 8 {
				if s < 4 {
					capacity := adit.Tonnes(10 + 40*r.Float64())
					net.Lanes = append(net.Lanes, adit.Lane{ID: fmt.Sprintf("lane %d %04d %d", s, i, d), Material: form(s), From: at(s, i), To: at(s+1, (i*7+d*d*3+d)%n),
						Flow: capacity, Capacity: capacity, Steps: []adit.CostStep{{UpTo: adit.NoLimit, Cost: adit.USD(1 + 30*r.Float64())}}})
				}
			}
		}
	}
	for i := range n {
		d := adit.Demand{ID: fmt.Sprintf("use %04d", i), Place: at(4, i), Material: form(4)}
		for k := range 3 {
			step := adit.ValueStep{Amount: adit.Tonnes(5 + 10*r.Float64()), Value: adit.USD(1000 * (3 - float64(k)))}
			d.Steps, d.Amount = append(d.Steps, step), d.Amount+step.Amount
		}
		net.Demands = append(net.Demands, d)
	}
	net.Sort()
	return net
}

// columns20k is fiveStages of 20,000 columns.
func columns20k() *adit.Network { return fiveStages(445) }

// licences is a control that comes in steps, so that each month moves bounds.
func licences(periods int) *adit.Scenario {
	return &adit.Scenario{Start: adit.MonthOf(2025, 1), Periods: periods, Period: adit.Monthly, Foresight: adit.NoForesight,
		Disruptions: []adit.Disruption{{Lanes: &adit.Selector{From: []adit.PlaceID{"C07"}}, Path: []adit.PathPoint{{Months: 0, Factor: 1}, {Months: float64(periods), Factor: 0}}}}}
}

// BenchmarkResolve is one month of 20,000 columns: written, loaded and solved
// anew (cold), or with the bounds of a country's lanes moved and solved from the
// last basis (warm).
func BenchmarkResolve(b *testing.B) {
	net := columns20k()
	const months = 24
	limits := shock.LimitsOf(net, licences(months))
	b.Run("cold", func(b *testing.B) {
		k := 0
		for b.Loop() {
			s := loaded(b, net)
			s.Limit(0, limits[k%months])
			solve(b, s)
			s.Close()
			k++
		}
	})
	b.Run("warm", func(b *testing.B) {
		s, k, pivots := loaded(b, net), 0, 0
		defer s.Close()
		solve(b, s)
		for b.Loop() {
			s.Limit(0, limits[k%months])
			pivots += solve(b, s).Iterations
			k++
		}
		b.ReportMetric(float64(pivots)/float64(b.N), "iterations/op")
	})
}

func loaded(b *testing.B, net *adit.Network) *market.Session {
	var m lp.Model
	block := market.Write(&m, net, market.Terms{Part: 1.0 / 12, Priced: true})
	s, err := market.Load(solver(), &m, block)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(m.NumVars()), "columns")
	return s
}

func solve(b *testing.B, s *market.Session) *lp.Solution {
	sol, _, err := s.Solve(context.Background(), lp.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return sol
}

// BenchmarkPath is a run of 24 months on one core, without its baseline, and
// reports what of its time is not spent in Load and Solve of the solver.
func BenchmarkPath(b *testing.B) {
	for _, n := range []int{20, 445} {
		net := fiveStages(n)
		b.Run(fmt.Sprintf("columns=%d", 45*n), func(b *testing.B) {
			c := &clock{Solver: solver()}
			began := time.Now()
			for b.Loop() {
				if err := shock.PathOf(context.Background(), net, licences(24), c); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(100*(1-float64(c.inside)/float64(time.Since(began))), "outside-%")
		})
	}
}

// A clock is an lp.Solver that adds up the time spent in another.
type clock struct {
	lp.Solver
	inside time.Duration
}

type timed struct {
	lp.Program
	c *clock
}

func (c *clock) Load(m *lp.Model) (lp.Program, error) {
	began := time.Now()
	p, err := c.Solver.Load(m)
	c.inside += time.Since(began)
	return timed{p, c}, err
}

func (t timed) Solve(ctx context.Context, o lp.Options) (*lp.Solution, error) {
	began := time.Now()
	sol, err := t.Program.Solve(ctx, o)
	t.c.inside += time.Since(began)
	return sol, err
}
