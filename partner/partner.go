// Package partner answers with whom: what other countries have of a mineral,
// what they could add and by when, who refines and owns it, what ties them, and
// how much of a country's exposure and N−1 loss their tonnes would take away.
//
//	d, err := partner.Open(ctx, a, solver, partner.Question{Country: "USA", Against: []adit.PlaceID{"CHN"}, Year: 2024})
//	board, err := d.Mineral(ctx, "antimony")
//	page, err := d.Page(ctx, "TJK")
//
// There is no score. A Board shows criteria side by side, the partners that no
// other beats on all of them, and an order by weights that the user names. What
// a partner could add is published spare capacity and projects times the
// probability of a first tonne; it is put into the reconciled network, and
// exposure and N−1 are computed again (docs/math/partners.md).
package partner

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"adit"
	"adit/atlas"
	"adit/exposure"
	"adit/leadtime"
	"adit/lp"
	"adit/policy"
	"adit/world"
)

// A Question says who asks.
type Question struct {
	Country  adit.PlaceID
	Against  []adit.PlaceID // who may cut supply; no partners
	Year     adit.Year      // of the networks
	By       adit.Year      // by when what partners add is counted; 0 is DefaultBy
	Minerals []string       // ids; none: all that have a chain
	World    *world.World   // nil: made here
	// Built are networks that are at hand; those that lack are built.
	Built map[string]*world.Network
	// NoLoss leaves out E7, which takes most of the time.
	NoLoss bool
}

// DefaultBy is by when additions count: lead times beyond it say little.
const DefaultBy adit.Year = 2030

// Years are the years for which additions are told.
var Years = []adit.Year{2027, 2030, 2035}

// A Missing is what the atlas lacks.
type Missing struct {
	Mineral string `json:"mineral,omitempty"`
	Why     string `json:"why"`
}

// A Desk holds what the answers of one question share: the networks, and the
// tables read once. It is safe for concurrent use.
type Desk struct {
	Question
	atlas    *atlas.Atlas
	solver   lp.Solver
	lead     *leadtime.Model
	since    adit.Month // the date of the statuses of projects
	on       adit.Month // the date of agreements and controls
	nets     map[string]*world.Network
	missing  []Missing
	only     bool // minerals were named: sites of others are left out
	projects []Project
	plants   []Plant
	origins  map[string]*traced
	groups   map[string]string // of minerals
	known    map[adit.PlaceID]Governance
	policies []policy.Control          // in force
	imposers map[string][]adit.PlaceID // of the policies, where that is a group: its members
	covered  []adit.PlaceID            // nations that are nobody's partner

	mu     sync.Mutex
	losses map[string]*exposure.Loss // by mineral: base
}

// Open builds the networks of the minerals asked for, side by side.
func Open(ctx context.Context, a *atlas.Atlas, solver lp.Solver, q Question) (*Desk, error) {
	if q.By == 0 {
		q.By = DefaultBy
	}
	if q.World == nil {
		q.World = world.New(a, q.Year)
	}
	only := len(q.Minerals) > 0
	if !only {
		q.Minerals = world.Minerals(a)
	}
	lead, err := leadtime.Read(a, nil)
	if err != nil {
		return nil, err
	}
	d := &Desk{Question: q, atlas: a, solver: solver, lead: lead, nets: map[string]*world.Network{}, origins: map[string]*traced{}, only: only, losses: map[string]*exposure.Loss{}}
	if err := d.build(ctx); err != nil {
		return nil, err
	}
	d.groups = map[string]string{}
	for r := range a.Rows("minerals") {
		d.groups[r.Get("mineral")] = r.Get("group")
	}
	d.date()
	d.plants, d.known, d.policies = plants(a), governance(a), inForce(a, d.on)
	d.imposers = members(a, d.policies, year(q.Year))
	if covered, err := a.Group(coveredNations, year(q.Year)); err == nil && !slices.Contains(covered, q.Country) {
		d.covered = covered
	}
	if d.projects, err = d.readProjects(); err != nil {
		return nil, err
	}
	return d, nil
}

// build makes the networks and traces their origins.
func (d *Desk) build(ctx context.Context) error {
	nets := make([]*world.Network, len(d.Minerals))
	origins := make([]*traced, len(d.Minerals))
	err := each(len(d.Minerals), func(i int) (err error) {
		if nets[i] = d.Built[d.Minerals[i]]; nets[i] == nil {
			if nets[i], err = d.World.Build(ctx, d.Minerals[i], d.solver); err != nil {
				return err
			}
		}
		origins[i], err = d.trace(ctx, nets[i])
		return err
	}, func(i int, err error) error {
		var none *world.MissingError
		if errors.As(err, &none) {
			d.missing = append(d.missing, Missing{d.Minerals[i], none.Why})
			return nil
		}
		return fmt.Errorf("partners of %s: %w", d.Minerals[i], err)
	})
	for i, m := range d.Minerals {
		if origins[i] != nil {
			d.nets[m], d.origins[m] = nets[i], origins[i]
		}
	}
	return err
}

// each runs f for 0 … n−1 on every core, and gives its errors to told in order.
func each(n int, f func(i int) error, told func(i int, err error) error) error {
	errs := make([]error, n)
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for i := range next {
				errs[i] = f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
	for i, err := range errs {
		if err != nil {
			if err = told(i, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// date finds when the tables speak: projects as of the latest status, policy as
// of the edition of the curated facts.
func (d *Desk) date() {
	for r := range d.atlas.Rows("projects") {
		if first, last, ok := monthsOf(r.Get("as_of")); ok && first == last { // told to the month
			d.since = max(d.since, last)
		}
	}
	d.on = d.since
	for r := range d.atlas.Rows("sources") {
		if _, last, ok := monthsOf(r.Get("published")); ok && r.Get("source") == "adit-facts" {
			d.on = last
		}
	}
}

// coveredNations is the group that neither finance nor contracts of defence may
// turn to: who is in it is left out among partners, and named.
const coveredNations = "FEOC"

// against reports whether a place is the adversary's.
func (d *Desk) against(p adit.PlaceID) bool {
	return slices.ContainsFunc(d.Against, func(q adit.PlaceID) bool { return q.Covers(p) })
}

// Projects lists a mineral's projects at a place.
func (d *Desk) Projects(mineral string, place adit.PlaceID) []Project {
	return d.projectsAt(mineral, place)
}

// Sources lists the sources of the tables that answers rest on beside those of
// the networks.
func (d *Desk) Sources() []string {
	set := map[string]bool{}
	for _, n := range d.nets {
		for _, s := range n.Sources() {
			set[s] = true
		}
	}
	for _, table := range []string{"reserves", "governance", "agreements", "corridors", "projects", "project_outputs", "facilities", "controls", "classes"} {
		for r := range d.atlas.Rows(table) {
			set[r.Get("source")] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Years are Years and By, in order.
func (d *Desk) Years() []adit.Year {
	all := append(slices.Clone(Years), d.By)
	slices.Sort(all)
	return slices.Compact(all)
}

// minerals lists the minerals that have a network, in order.
func (d *Desk) minerals() []string { return slices.Sorted(maps.Keys(d.nets)) }

// asks reports whether any of some minerals is asked for.
func (d *Desk) asks(minerals ...string) bool {
	return !d.only || slices.ContainsFunc(minerals, func(m string) bool { return slices.Contains(d.Minerals, m) })
}

// Missing lists the minerals without a network.
func (d *Desk) Missing() []Missing { return append([]Missing{}, d.missing...) }
