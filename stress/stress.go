// Package stress runs shocks on the atlas: it builds the networks of some
// minerals, prices them (package baseline), runs a scenario (package shock) and
// tells what it costs (package economy), with the inputs low, at their values and
// high.
//
//	st, err := stress.Open(ctx, a, solver, stress.Question{Minerals: []string{"gallium"}, Country: "USA", Year: 2024})
//	answer, err := st.Answer(ctx, scenario)
package stress

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/baseline"
	"adit/economy"
	"adit/lp"
	"adit/shock"
	"adit/world"
)

// A Question names what is to be stressed.
type Question struct {
	Minerals []string // ids, as the atlas has them
	Country  adit.PlaceID
	Year     adit.Year    // of quantities and prices
	Watch    adit.PlaceID // whose own price is told beside the country's; "" for none
}

// A Study holds the priced networks of some minerals, seen from a country. It is
// safe for use by several goroutines.
type Study struct {
	Question
	Models   []*baseline.Model // by mineral, in the order of the question
	Patterns []*economy.Pattern

	atlas    *atlas.Atlas
	solver   lp.Solver
	accounts *economy.Accounts
	need     economy.Band
}

// Open builds and prices the networks. Errors: *world.MissingError and
// *baseline.MissingError for what the atlas lacks, all at once.
func Open(ctx context.Context, a *atlas.Atlas, solver lp.Solver, q Question) (*Study, error) {
	return OpenIn(ctx, a, world.New(a, q.Year), solver, q)
}

// OpenIn is Open with what the networks of a year share at hand.
func OpenIn(ctx context.Context, a *atlas.Atlas, w *world.World, solver lp.Solver, q Question) (*Study, error) {
	st := &Study{Question: q, atlas: a, solver: solver}
	var errs []error
	for _, id := range q.Minerals {
		errs = append(errs, st.add(ctx, w, id))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	var err1, err2 error
	st.accounts, err1 = economy.Load(a)
	st.need, err2 = economy.Assumed(a)
	return st, errors.Join(err1, err2)
}

func (st *Study) add(ctx context.Context, w *world.World, mineral string) error {
	n, err := w.Build(ctx, mineral, st.solver)
	if err != nil {
		return err
	}
	pattern, err := economy.Uses(st.atlas, mineral, patternPlace(st.atlas, st.Country))
	if err != nil {
		return err
	}
	m, err := baseline.Read(st.atlas, n, st.Country, endUses(pattern))
	if err != nil {
		return err
	}
	st.Models, st.Patterns = append(st.Models, m), append(st.Patterns, pattern)
	return nil
}

// patternPlace is whose end uses stand for a country's: a member's are those of
// the European Union.
func patternPlace(a *atlas.Atlas, country adit.PlaceID) adit.PlaceID {
	if inEurope(a, country) {
		return "EU27"
	}
	return country
}

func inEurope(a *atlas.Atlas, country adit.PlaceID) bool {
	members, err := a.Group("EU27", "2024")
	if err != nil {
		return false
	}
	for _, m := range members {
		if m.Covers(country) {
			return true
		}
	}
	return false
}

func endUses(p *economy.Pattern) []baseline.EndUse {
	var uses []baseline.EndUse
	for _, u := range p.Uses {
		e := baseline.EndUse{Name: u.Name, Share: u.Share}
		if len(u.Industries) > 0 {
			e.Sector = u.Industries[0]
		}
		uses = append(uses, e)
	}
	return uses
}

// A Position says where levers stand in their bands, by id: −1 at the low end,
// 0 at the value, 1 at the high end; one that is not named is at its value.
type Position map[string]float64

// Network is the priced network of all minerals, levers in position.
func (st *Study) Network(p Position, period adit.Period) *adit.Network {
	var nets []*adit.Network
	for _, m := range st.Models {
		nets = append(nets, m.Network(m.Place(p), period))
	}
	return baseline.Merge(nets)
}

// Terms are how trade rearranges itself, levers in position. They are the same
// for all minerals.
func (st *Study) Terms(p Position, period adit.Period) adit.LaneTerms {
	return st.Models[0].Terms(st.Models[0].Place(p), period)
}

// Price is the baseline price of a material, as policy asks for it.
func (st *Study) Price(m adit.MaterialID) (adit.USD, bool) {
	for _, model := range st.Models {
		if v, ok := model.Prices[m]; ok {
			return adit.USD(v.Value), true
		}
	}
	return 0, false
}

// question asks for a scenario with the baseline prices that the network is
// priced at.
func (st *Study) question(s *adit.Scenario, p Position) shock.Question {
	opening := map[string]int{}
	for _, m := range st.Models {
		maps.Copy(opening, m.Opening(m.Place(p)))
	}
	return shock.Question{Scenario: s, Place: st.Country, Opening: opening, Price: func(n adit.Node) adit.USD {
		usd, _ := st.Price(n.Material)
		return usd
	}}
}

// A Result is one run of a scenario.
type Result struct {
	*shock.Answer
	Views []*shock.View // by mineral, by form that the country uses
}

// Run runs a scenario with levers in position. A scenario that sets no terms of
// trade gets the atlas's.
func (st *Study) Run(ctx context.Context, s *adit.Scenario, p Position) (*Result, error) {
	run := *s
	if !run.Lanes.Given {
		run.Lanes = st.Terms(p, s.Period)
	}
	answer, err := shock.Run(ctx, st.Network(p, s.Period), st.question(&run, p), st.solver)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(st.Minerals, ", "), err)
	}
	r := &Result{Answer: answer}
	for _, m := range st.Models {
		for _, form := range m.Used() {
			if v := answer.View(st.Country, form, st.Watch); v.Wants() || len(m.Used()) == 1 {
				r.Views = append(r.Views, v)
			}
		}
	}
	return r, nil
}

// SourceIDs lists the sources of the figures that the study rests on.
func (st *Study) SourceIDs() []string {
	var ids []string
	take := func(figures string) {
		for f := range strings.SplitSeq(figures, "\n") {
			if source, _, ok := strings.Cut(f, ":"); ok {
				ids = append(ids, source)
			}
		}
	}
	for _, m := range st.Models {
		ids = append(ids, m.World.Sources()...)
		for _, v := range m.Prices {
			take(v.Figure)
		}
		for _, l := range m.Levers {
			take(l.Figure)
		}
	}
	for _, p := range st.Patterns {
		for _, u := range p.Uses {
			take(u.Figure)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
