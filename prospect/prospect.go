// Package prospect turns the atlas into what package plan eats: a small network
// of each mineral as seen from a country, the projects that could be built, what
// could be bought, what may happen, and what each of them rests on.
//
//	p, err := prospect.Open(ctx, a, solver, prospect.Question{Minerals: []string{"gallium"}, Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024, First: 2026, Last: 2040})
//	answer, err := plan.Run(ctx, p.Net, p.Candidates, plan.Question{}, solver)
//
// docs/decisions/0032 says how, docs/math/plan.md in equations.
package prospect

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"adit"
	"adit/atlas"
	"adit/baseline"
	"adit/lp"
	"adit/policy"
	"adit/screen"
	"adit/stress"
	"adit/world"
)

// A Question asks what a country could build and buy.
type Question struct {
	Minerals    []string // ids
	Country     adit.PlaceID
	Against     []adit.PlaceID // what lies there or is owned there helps nobody
	In          []adit.PlaceID // where projects lie; none: anywhere else
	Year        adit.Year      // of quantities and prices
	First, Last adit.Year      // the horizon

	Budget  adit.USD            // of all; adit.NoBudget binds nothing
	Budgets map[string]adit.USD // by instrument
	// Instruments are those of single projects, by id, in place of the default.
	Instruments map[string]string
	WhatIf      map[string]float64 // lead times and costs, see screen.WhatIfs
	Exclude     []string           // ids of projects that are not built, under way or not
	Cases       []adit.Case        // in place of the atlas's
	Targets     []Target
	NoStockpile bool
	Named       bool // leave out what no project is: what hosts carry, scrap that nobody collects
	World       *world.World
}

// A Prospect is a question's network and candidates, and where they come from.
type Prospect struct {
	Question
	Net        *adit.Network
	Candidates *adit.Candidates
	Projects   []Project // by id
	UnderWay   []Project // are built whatever is planned, and counted on
	Left       []Left
	Merged     []Merged
	Notes      []string
	Sources    []string // ids
}

// A Project says what a candidate is and what it rests on.
type Project struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	Mineral    string       `json:"mineral"`
	Form       string       `json:"form"`
	Place      adit.PlaceID `json:"place"`
	Region     string       `json:"region,omitempty"`
	Lat        *float64     `json:"lat"` // degrees; null where no source says
	Lon        *float64     `json:"lon"`
	Kind       string       `json:"kind"`
	Status     string       `json:"status"`
	Instrument string       `json:"instrument"`
	Output     float64      `json:"output_t_per_y"`
	Capex      float64      `json:"capex_usd"`
	Public     float64      `json:"public_cost_usd"`
	Cost       float64      `json:"cost_usd_per_t"`
	Feed       string       `json:"feed,omitempty"`     // material that it takes
	Closes     *float64     `json:"net_imports_closed"` // of the country, a share; null is unknown
	Assumed    []string     `json:"rests_on_assumptions"`
	Obstacles  []string     `json:"obstacles"`
	Notes      []string     `json:"notes"`
	Figures    []string     `json:"figures"` // for adit why
	Cite       string       `json:"cite,omitempty"`
	Online     []float64    `json:"online"` // expected part of its output, by whole years after its start
}

// A Left is what was left out, and why.
type Left struct {
	ID      string `json:"id"`
	Mineral string `json:"mineral"`
	Why     string `json:"why"`
}

// A Merged says which places a mineral's network does not tell apart.
type Merged struct {
	Mineral string         `json:"mineral"`
	Kept    []adit.PlaceID `json:"kept"`
	Places  []adit.PlaceID `json:"merged"`
}

// Project returns the provenance of a candidate, or nil.
func (p *Prospect) Project(id string) *Project {
	i, ok := slices.BinarySearchFunc(p.Projects, id, func(q Project, id string) int { return cmp.Compare(q.ID, id) })
	if !ok {
		return nil
	}
	return &p.Projects[i]
}

// Known refuses ids to include that are no candidate, with why, and ids to exclude
// that are nothing.
func (p *Prospect) Known(include, exclude []string) error {
	ids := append([]string{}, p.names()...)
	left := map[string]string{}
	for _, l := range p.Left {
		left[l.ID] = l.Why
	}
	for _, id := range include {
		why, out := left[id]
		switch {
		case slices.Contains(ids, id):
		case out:
			return fmt.Errorf("%s is no candidate: %s", id, why)
		default:
			return &adit.UnknownError{Kind: "project", ID: id, Near: adit.Nearest(id, ids)}
		}
	}
	for _, id := range exclude {
		if _, out := left[id]; !out && !slices.Contains(ids, id) {
			return &adit.UnknownError{Kind: "project", ID: id, Near: adit.Nearest(id, ids)}
		}
	}
	return nil
}

// names are the ids of all that could be built or is being built.
func (p *Prospect) names() []string {
	var ids []string
	for _, list := range [][]Project{p.Projects, p.UnderWay} {
		for i := range list {
			ids = append(ids, list[i].ID)
		}
	}
	return ids
}

// A desk holds what making a prospect needs.
type desk struct {
	*Prospect
	atlas   *atlas.Atlas
	money   *money
	options map[string][]screen.Option // by mineral
	cases   []caseRow
	barred  []adit.PlaceID // where public money may not go
	all     []adit.Project
	coming  []adit.Disruption // by which what is under way comes on line, in every case
}

// Open makes the prospect. A mineral of which the atlas has no priced network is
// left out, and told. Errors: *adit.UnknownError for an instrument, a project or a
// place; adit.Faults where the result could not be planned with.
func Open(ctx context.Context, a *atlas.Atlas, solver lp.Solver, q Question) (*Prospect, error) {
	if q.World == nil {
		q.World = world.New(a, q.Year)
	}
	d := &desk{Prospect: &Prospect{Question: q, Left: []Left{}, Notes: []string{}}, atlas: a, options: map[string][]screen.Option{}, cases: readCases(a)}
	var err error
	if d.money, err = readMoney(a, q.Country, q.Instruments); err != nil {
		return nil, err
	}
	if q.Country == "USA" { // 10 U.S.C. 4872(d); rules of others are not known here
		if d.barred, err = a.Group("FEOC", fmt.Sprint(int(q.First))); err != nil {
			return nil, err
		}
	} else {
		d.Notes = append(d.Notes, fmt.Sprintf("no table says where public money of %s may not go: a sanctioned country is left out only by naming it (--against, or --exclude)", a.PlaceName(q.Country)))
	}
	if err := d.screen(ctx, solver); err != nil {
		return nil, err
	}
	studies, missing, err := stress.OpenEachIn(ctx, a, q.World, solver, stress.Question{Minerals: q.Minerals, Country: q.Country, Year: q.Year})
	if err != nil {
		return nil, err
	}
	for _, m := range missing {
		d.Left = append(d.Left, Left{m.Mineral, m.Mineral, m.Why})
	}
	return d.Prospect, d.build(studies)
}

// screen lists what could be built of the minerals.
func (d *desk) screen(ctx context.Context, solver lp.Solver) error {
	found, err := screen.Run(ctx, d.atlas, solver, screen.Question{Kinds: append(slices.Clone(screen.Kinds), screen.Mine), Minerals: d.Minerals,
		Country: d.Country, Year: d.Year, Against: d.Against, WhatIf: d.WhatIf, NoRisk: true, World: d.World})
	if err != nil {
		return err
	}
	slices.SortFunc(found.Options, func(x, y screen.Option) int { return cmp.Compare(x.ID, y.ID) })
	for _, o := range found.Options {
		d.options[o.Mineral] = append(d.options[o.Mineral], o)
	}
	for _, m := range found.Missing {
		d.Notes = append(d.Notes, m.Mineral+": "+m.Why)
	}
	for _, why := range slices.Sorted(maps.Keys(found.Left)) {
		d.Left = append(d.Left, Left{Why: why, ID: counted(found.Left[why])})
	}
	d.Sources = append(d.Sources, found.Sources...)
	return nil
}

// build puts the minerals' networks and candidates together.
func (d *desk) build(studies []*stress.Study) error {
	var nets []*adit.Network
	var built []*mineral
	for _, st := range studies {
		m := d.mineral(st)
		built = append(built, m)
		nets = append(nets, m.net)
		d.Sources = append(d.Sources, st.SourceIDs()...)
	}
	if len(nets) == 0 {
		return &world.MissingError{Mineral: "any that was asked for", Year: d.Year, Why: "no priced network can be made"}
	}
	d.Net = baseline.Merge(nets)
	d.Candidates = &adit.Candidates{First: d.First, Last: d.Last, Discount: d.money.discount, Projects: d.all}
	d.budgets()
	if err := d.stockpile(built); err != nil {
		return err
	}
	if err := d.happen(built); err != nil {
		return err
	}
	if err := d.aim(built); err != nil {
		return err
	}
	d.Candidates.Sort()
	slices.SortFunc(d.Projects, func(x, y Project) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(d.UnderWay, func(x, y Project) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(d.Left, func(x, y Left) int {
		return cmp.Or(cmp.Compare(x.Mineral, y.Mineral), cmp.Compare(x.ID, y.ID), cmp.Compare(x.Why, y.Why))
	})
	slices.Sort(d.Notes)
	d.Notes = slices.Compact(d.Notes)
	slices.Sort(d.Sources)
	d.Sources = slices.Compact(d.Sources)
	if err := d.Known(slices.Sorted(maps.Keys(d.Instruments)), nil); err != nil {
		return err
	}
	return d.check()
}

// check resolves names and lists what is wrong with the result.
func (d *desk) check() error {
	if err := d.Candidates.Resolve(policy.Places(d.atlas, d.Net)); err != nil {
		return err
	}
	return d.Candidates.Faults(d.Net, policy.Known(d.atlas)).Err()
}
