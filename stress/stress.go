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
	"sync"

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

	*desk
}

// A desk holds what all studies of a year share.
type desk struct {
	atlas    *atlas.Atlas
	world    *world.World
	solver   lp.Solver
	networks map[string]*world.Network         // by mineral, those that are built already
	accounts func() (*economy.Accounts, error) // read once, while networks are built
	need     economy.Band
	union    []adit.PlaceID                  // members of the European Union
	europe   func() (*economy.Europe, error) // read once, where it is wanted
}

func newDesk(a *atlas.Atlas, w *world.World, solver lp.Solver) (*desk, error) {
	d := &desk{atlas: a, world: w, solver: solver}
	d.accounts = sync.OnceValues(func() (*economy.Accounts, error) { return economy.Load(a) })
	go d.accounts()
	d.europe = sync.OnceValues(func() (*economy.Europe, error) {
		accounts, err := d.accounts()
		if err != nil {
			return nil, err
		}
		return accounts.Europe(a)
	})
	d.union, _ = a.Group("EU27", "2024")
	var err error
	d.need, err = economy.Assumed(a)
	return d, err
}

func (d *desk) inEurope(place adit.PlaceID) bool {
	return slices.ContainsFunc(d.union, func(m adit.PlaceID) bool { return m.Covers(place) })
}

// Open builds and prices the networks. Errors: *world.MissingError and
// *baseline.MissingError for what the atlas lacks, all at once.
func Open(ctx context.Context, a *atlas.Atlas, solver lp.Solver, q Question) (*Study, error) {
	return OpenIn(ctx, a, world.New(a, q.Year), solver, q)
}

// OpenIn is Open with what the networks of a year share at hand.
func OpenIn(ctx context.Context, a *atlas.Atlas, w *world.World, solver lp.Solver, q Question) (*Study, error) {
	d, err := newDesk(a, w, solver)
	if err != nil {
		return nil, err
	}
	return d.open(ctx, q)
}

func (d *desk) open(ctx context.Context, q Question) (*Study, error) {
	st := &Study{Question: q, desk: d}
	var errs []error
	for _, id := range q.Minerals {
		errs = append(errs, st.add(ctx, id))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return st, nil
}

func (st *Study) add(ctx context.Context, mineral string) error {
	n := st.networks[mineral]
	if n == nil {
		var err error
		if n, err = st.world.Build(ctx, mineral, st.solver); err != nil {
			return err
		}
	}
	pattern, err := economy.Uses(st.atlas, mineral, st.patternPlace())
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

// patternPlace is whose end uses stand for the country's: a member's are those
// of the European Union.
func (st *Study) patternPlace() adit.PlaceID {
	if st.inEurope(st.Country) {
		return "EU27"
	}
	return st.Country
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
func (st *Study) Network(p Position) *adit.Network {
	var nets []*adit.Network
	for _, m := range st.Models {
		nets = append(nets, m.Network(m.Place(p)))
	}
	if len(nets) == 1 {
		return nets[0]
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
	answer, err := shock.Run(ctx, st.Network(p), st.question(&run, p), st.solver)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(st.Minerals, ", "), err)
	}
	return st.result(answer, answer.View), nil
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
