package stress

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"adit"
	"adit/atlas"
	"adit/lp"
	"adit/shock"
	"adit/world"
)

// A Sweep asks what one event does to each mineral by itself: the worst
// cut-offs of a country.
type Sweep struct {
	Question                // no minerals are all of the atlas's chains
	From     []adit.PlaceID // whose exports stop for the year after the figures'
	// Scenario says what happens to the minerals of a study, in place of From.
	Scenario func(*Study) (*adit.Scenario, error)
	World    *world.World              // what the networks of the year share, if it is at hand
	Networks map[string]*world.Network // by mineral, those that are built already
	Told     func(done, of int)
}

// A CutOff is what the event does to one mineral. Null is not computed, or has
// no price because the country wants none.
type CutOff struct {
	Mineral    string   `json:"mineral"`
	Scenario   string   `json:"scenario"`
	Price      *float64 `json:"price_ratio"` // the highest, over forms and periods
	Unmet      float64  `json:"unmet_share"`
	ValueAdded *float64 `json:"value_added_direct_usd"`
	Transfer   float64  `json:"price_transfer_usd"`
	// Unattributed is the part of the use that no source gives an industry for: it
	// is in no value added, and not zero.
	Unattributed float64  `json:"use_share_without_an_industry"`
	Industry     string   `json:"industry,omitempty"` // that loses most
	Text         string   `json:"text"`
	Notes        []string `json:"notes,omitempty"`

	Views   []*shock.View `json:"-"` // by form that is used
	Sources []string      `json:"-"` // ids of the sources it rests on
}

// Stop is an end of all exports of the study's minerals from some places, for
// the year after that of the figures, run as one period.
func (st *Study) Stop(from []adit.PlaceID) *adit.Scenario {
	sel := &adit.Selector{From: from}
	for _, m := range st.Minerals {
		sel.Material = append(sel.Material, adit.MaterialID(m+"/"))
	}
	return &adit.Scenario{Name: "no exports", Start: adit.MonthOf(st.Year+1, 1), Periods: 1, Period: adit.Yearly, Foresight: adit.NoForesight,
		Disruptions: []adit.Disruption{{Lanes: sel}}}
}

// All strikes every mineral, side by side on all cores, and ranks what comes of
// it: by direct value added at risk, then by the share unmet. A mineral that has
// no network or no price, or whose run fails, is in the second list with the
// reason.
func All(ctx context.Context, a *atlas.Atlas, solver lp.Solver, s Sweep) ([]CutOff, []Missing, error) {
	if s.World == nil {
		s.World = world.New(a, s.Year)
	}
	if s.Scenario == nil {
		s.Scenario = func(st *Study) (*adit.Scenario, error) { return st.Stop(s.From), nil }
	}
	d, err := newDesk(a, s.World, solver)
	if err != nil {
		return nil, nil, err
	}
	d.networks = s.Networks
	if len(s.Minerals) == 0 {
		s.Minerals = world.Minerals(a)
	}
	cuts, lacking, err := d.sweep(ctx, s)
	if _, faults := d.accounts(); err == nil && faults != nil { // not of one mineral
		return nil, nil, faults
	}
	return cuts, lacking, err
}

func (d *desk) sweep(ctx context.Context, s Sweep) ([]CutOff, []Missing, error) {
	found, lacking := make([]*CutOff, len(s.Minerals)), make([]*Missing, len(s.Minerals))
	step := tally(s.Told, len(s.Minerals))
	err := side(len(s.Minerals), func(i int) (err error) {
		defer step()
		found[i], lacking[i], err = d.cutOff(ctx, s, s.Minerals[i])
		return err
	})
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	cuts := gathered(found)
	slices.SortStableFunc(cuts, func(x, y CutOff) int {
		return cmp.Or(cmp.Compare(orLess(y.ValueAdded), orLess(x.ValueAdded)), cmp.Compare(y.Unmet, x.Unmet), cmp.Compare(x.Mineral, y.Mineral))
	})
	return cuts, gathered(lacking), err
}

func gathered[T any](all []*T) []T {
	out := []T{}
	for _, v := range all {
		if v != nil {
			out = append(out, *v)
		}
	}
	return out
}

// orLess ranks what is not computed after what is.
func orLess(v *float64) float64 {
	if v == nil {
		return -1
	}
	return *v
}

// cutOff strikes one mineral. What is wrong with the scenario ends the whole; a
// mineral that cannot be run must not cost the rest.
func (d *desk) cutOff(ctx context.Context, s Sweep, mineral string) (*CutOff, *Missing, error) {
	q := s.Question
	q.Minerals = []string{mineral}
	st, err := d.open(ctx, q)
	if lacks(err) {
		return nil, &Missing{mineral, err.Error()}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	scenario, err := s.Scenario(st)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", mineral, err)
	}
	c, err := st.cutOff(ctx, scenario)
	if err != nil {
		return nil, &Missing{mineral, "the run fails: " + err.Error()}, nil
	}
	return c, nil, nil
}

// cutOff solves the disturbed market alone: the undisturbed one is the observed
// one (S7b).
func (st *Study) cutOff(ctx context.Context, s *adit.Scenario) (*CutOff, error) {
	r, err := st.once(ctx, s)
	if err != nil {
		return nil, err
	}
	l, err := st.losses(r)
	if err != nil {
		return nil, err
	}
	c := &CutOff{Mineral: st.Minerals[0], Scenario: s.Name, Unmet: rounded(l.Unmet), Transfer: rounded(l.Transfer), Notes: st.Models[0].Notes, Views: r.Views, Sources: st.SourceIDs()}
	if st.priced() {
		price := rounded(l.Price)
		c.Price = &price
	}
	if st.accounted() {
		c.Unattributed = rounded(st.unattributed())
	}
	if st.attributed() {
		c.ValueAdded, c.Industry, err = st.atRisk(r)
	}
	c.Text = c.sentence(yearsOf(s))
	return c, err
}

// once runs a scenario without foresight and without its undisturbed twin.
func (st *Study) once(ctx context.Context, s *adit.Scenario) (*Result, error) {
	if s.Foresight == adit.FullForesight {
		return st.Run(ctx, s, nil)
	}
	again := NewRepeater(st, s)
	r, err := again.Run(ctx, nil)
	if err != nil {
		return nil, err
	}
	return r, again.Close()
}

// atRisk is the direct value added at risk over the run, and the industry that
// loses most.
func (st *Study) atRisk(r *Result) (*float64, string, error) {
	loss, err := st.direct(r, st.need.Base)
	if err != nil {
		return nil, "", err
	}
	usd, industry := rounded(float64(loss.Direct)*yearsOf(r.Scenario)), ""
	if len(loss.Industries) > 0 {
		industry = loss.Industries[0].Name
	}
	return &usd, industry, nil
}

// sentence tells a cut-off in one line.
func (c *CutOff) sentence(length float64) string {
	s := "the country is not known to want any"
	if c.Price != nil {
		s = fmt.Sprintf("price ×%s, %s unmet", times(*c.Price), percent(c.Unmet))
	}
	switch {
	case c.ValueAdded != nil && *c.ValueAdded > 0:
		s += fmt.Sprintf(", %s of value added at risk over %s, most in %s", money(*c.ValueAdded), years(length), inSentence(c.Industry))
	case c.ValueAdded == nil && c.Unattributed > 0:
		s += ", what it costs is not known: no source names the industries that use it"
	}
	return s
}
