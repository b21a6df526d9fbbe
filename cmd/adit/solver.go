package main

import (
	"fmt"
	"sync"
	"time"

	"adit"
	"adit/atlas"
	"adit/internal/progress"
	"adit/lp"
	"adit/lp/highs"
	"adit/world"
)

// solver makes the solver ready. The first run on a machine compiles it, which
// takes seconds and is kept in the user's cache folder; without rights there it
// works all the same, a little slower each time, and says so.
// The session closes it: a verb cannot, since others may use it at the same time.
func (s *session) solver() (lp.Solver, error) {
	solver := s.solverSoon()
	if soon, ok := solver.(*soonSolver); ok {
		defer s.waiting("making the solver ready (once on a machine)")()
		_, err := soon.ready()
		return soon, err
	}
	return solver, nil
}

// solverSoon begins to make the solver ready, and does not wait: who loads a
// program does.
func (s *session) solverSoon() lp.Solver {
	if s.kept != nil {
		return s.kept.solver
	}
	if s.solvers == nil {
		s.solvers = &soonSolver{ready: sync.OnceValues(func() (*highs.Solver, error) {
			return highs.New(highs.Config{Warn: func(err error) { fmt.Fprintf(s.stderr, "adit: %v\n", err) }})
		})}
		go s.solvers.ready()
	}
	return s.solvers
}

// A soonSolver is a solver that is being made ready.
type soonSolver struct {
	ready func() (*highs.Solver, error)
}

// Load waits until the solver is ready.
func (s *soonSolver) Load(m *lp.Model) (lp.Program, error) {
	solver, err := s.ready()
	if err != nil {
		return nil, err
	}
	return solver.Load(m)
}

// close gives back what the run opened.
func (s *session) close() {
	if s.solvers == nil {
		return
	}
	if solver, err := s.solvers.ready(); err == nil {
		solver.Close()
	}
}

// waiting shows that something goes on that cannot say how far it is, until
// the function it returns is called.
func (s *session) waiting(what string) (stop func()) {
	s.progress.Start(what, progress.Items)
	tick, over := time.NewTicker(200*time.Millisecond), make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		for {
			select {
			case <-tick.C:
				s.progress.Update(0, 0)
			case <-over:
				return
			}
		}
	})
	return func() {
		tick.Stop()
		close(over)
		ended.Wait()
		s.progress.Done()
	}
}

// yearOf is --year, or the latest year with whole trade.
func (s *session) yearOf(a *atlas.Atlas) adit.Year {
	if s.year != 0 {
		return adit.Year(s.year)
	}
	return world.LatestYear(a)
}

// view is what the answers about a country are seen from.
type view struct {
	atlas   *atlas.Atlas
	country adit.PlaceID
	against []adit.PlaceID
	lens    string // --against as written
	year    adit.Year
}

// view resolves --country, --against and --year.
func (s *session) view() (view, error) {
	a, err := s.atlas()
	if err != nil {
		return view{}, err
	}
	v := view{atlas: a, lens: s.against, year: s.yearOf(a)}
	if v.country, err = place(a, s.country); err != nil {
		return view{}, err
	}
	if v.against, err = lens(a, s.against, v.year); err != nil {
		return view{}, err
	}
	return v, nil
}

// lensName prints the lens.
func (v view) lensName() string {
	switch {
	case len(v.against) == 1:
		return v.atlas.PlaceName(v.against[0])
	case len(v.against) <= 3:
		names := ""
		for i, p := range v.against {
			if i > 0 {
				names += ", "
			}
			names += v.atlas.PlaceName(p)
		}
		return names
	}
	return fmt.Sprintf("%s (%d countries)", v.lens, len(v.against))
}
