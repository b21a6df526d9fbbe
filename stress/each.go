package stress

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"adit"
	"adit/atlas"
	"adit/baseline"
	"adit/lp"
	"adit/shock"
	"adit/world"
)

// A Missing is a mineral without an answer, and why.
type Missing struct {
	Mineral string `json:"mineral"`
	Why     string `json:"why"`
}

// OpenEach opens a study for each mineral of the question by itself; for all of
// the atlas's chains where it names none. What the atlas lacks leaves out a
// mineral, not the rest.
func OpenEach(ctx context.Context, a *atlas.Atlas, solver lp.Solver, q Question) ([]*Study, []Missing, error) {
	return OpenEachIn(ctx, a, world.New(a, q.Year), solver, q)
}

// OpenEachIn is OpenEach with what the networks of a year share at hand.
func OpenEachIn(ctx context.Context, a *atlas.Atlas, w *world.World, solver lp.Solver, q Question) ([]*Study, []Missing, error) {
	d, err := newDesk(a, w, solver)
	if err != nil {
		return nil, nil, err
	}
	if len(q.Minerals) == 0 {
		q.Minerals = world.Minerals(a)
	}
	return d.openEach(ctx, q)
}

func (d *desk) openEach(ctx context.Context, q Question) ([]*Study, []Missing, error) {
	studies, lacking := make([]*Study, len(q.Minerals)), make([]Missing, len(q.Minerals))
	err := side(len(q.Minerals), func(i int) error {
		one := q
		one.Minerals = q.Minerals[i : i+1]
		st, err := d.open(ctx, one)
		if lacks(err) {
			lacking[i], err = Missing{q.Minerals[i], err.Error()}, nil
		}
		studies[i] = st
		return cmp.Or(ctx.Err(), err)
	})
	studies = slices.DeleteFunc(studies, func(st *Study) bool { return st == nil })
	return studies, slices.DeleteFunc(lacking, func(m Missing) bool { return m.Mineral == "" }), err
}

// lacks reports an error that is about the data of one mineral.
func lacks(err error) bool {
	var network *world.MissingError
	var price *baseline.MissingError
	return errors.As(err, &network) || errors.As(err, &price)
}

// result tells what an answer is to the country, by View or Glance.
func (st *Study) result(answer *shock.Answer, view func(adit.PlaceID, adit.MaterialID, adit.PlaceID) *shock.View) *Result {
	r := &Result{Answer: answer}
	for _, m := range st.Models {
		used := m.Used()
		for _, form := range used {
			if v := view(st.Country, form, st.Watch); v.Wants() || len(used) == 1 {
				r.Views = append(r.Views, v)
			}
		}
	}
	return r
}

// Together is the priced network of all the studies, for what is asked of their
// names. Do not run it: each study is of its own market.
func Together(studies []*Study) *adit.Network {
	var nets []*adit.Network
	for _, st := range studies {
		nets = append(nets, st.Network(nil))
	}
	return baseline.Merge(nets)
}

// tally tells how far work on several cores is.
func tally(told func(done, of int), of int) func() {
	var mu sync.Mutex
	done := 0
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		if told != nil {
			told(done, of)
		}
	}
}
