package stress

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"adit"
	"adit/baseline"
	"adit/economy"
)

// An Answer is a scenario with the inputs at their values, and with those of
// elasticity and of industries' need low and high.
type Answer struct {
	Base, Mild, Harsh         *Result
	Cost, MildCost, HarshCost *Cost
	Choke                     float64  // the price, over the undisturbed one, at which the last use begins to give up
	Notes                     []string // what was read how
}

// Mild and harsh are the ends of the elasticities' bands between which an answer
// is told: users and makers who react much, and who hardly react.
var (
	Mild  = Position{baseline.DemandElasticity: -1, baseline.SupplyElasticity: 1}
	Harsh = Position{baseline.DemandElasticity: 1, baseline.SupplyElasticity: -1}
)

// Answer runs a scenario three times and reckons what it costs.
func (st *Study) Answer(ctx context.Context, s *adit.Scenario) (*Answer, error) {
	a := &Answer{}
	runs := []struct {
		at   Position
		need economy.Dependence
		to   **Result
		cost **Cost
	}{
		{nil, st.need.Base, &a.Base, &a.Cost},
		{Mild, st.need.Low, &a.Mild, &a.MildCost},
		{Harsh, st.need.High, &a.Harsh, &a.HarshCost},
	}
	err := side(len(runs), func(i int) error {
		r := runs[i]
		var err error
		if *r.to, err = st.Run(ctx, s, r.at); err != nil {
			return err
		}
		*r.cost, err = st.Cost(ctx, *r.to, r.need)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, m := range st.Models {
		a.Notes = append(a.Notes, m.Notes...)
		a.Choke = m.Value(baseline.Choke)
	}
	for k, p := range st.Patterns {
		if p.Note != "" {
			a.Notes = append(a.Notes, fmt.Sprintf("end uses of %s: %s", st.Minerals[k], p.Note))
		}
		if forms := st.Models[k].Used(); len(forms) > 1 && len(p.Uses) > 1 {
			a.Notes = append(a.Notes, fmt.Sprintf("%s is used in %d forms, and no source says which end use takes which: each takes them all alike", st.Minerals[k], len(forms)))
		}
	}
	return a, nil
}

// side calls f with 0 to n−1, as many side by side as there are cores, and
// returns the errors in order.
func side(n int, f func(i int) error) error {
	errs := make([]error, n)
	next := make(chan int)
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := range next {
				errs[i] = f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
	return errors.Join(errs...)
}
