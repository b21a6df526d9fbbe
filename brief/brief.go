// Package brief is the whole picture of one country: every mineral ranked by
// how much of its supply really comes from an adversary and by what is lost
// when one country goes, what the data cannot tell, and the claims in
// circulation with the atlas's own figure beside each.
package brief

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"adit"
	"adit/atlas"
	"adit/exposure"
	"adit/lp"
	"adit/minerals"
	"adit/partner"
	"adit/stress"
	"adit/world"
)

// A Question asks for the brief of one country in one year.
type Question struct {
	Country adit.PlaceID
	Against []adit.PlaceID // the adversary lens
	Year    adit.Year
	On      string // the day of the policy, such as 2026-11-27; "" leaves it out
	Plan    bool   // what to do first: takes some seconds
	// Quick leaves out what takes long: N−1, cut-offs and partners.
	Quick bool
	// Progress is told how many of how many minerals are done; nil is allowed.
	Progress func(done, of int)

	published *minerals.Year
}

// An Answer is the brief. Its JSON keys are stable.
type Answer struct {
	Country  adit.PlaceID    `json:"country"`
	Against  []adit.PlaceID  `json:"against"`
	Year     adit.Year       `json:"year"`
	Minerals []Mineral       `json:"minerals"` // by dependence, largest first
	Missing  []Missing       `json:"missing"`  // what the data do not tell
	CutOffs  []stress.CutOff `json:"cut_offs"` // a year without the lens's exports, for the minerals that depend on it most
	// Partners are the three that would take away most dependence by PartnersBy.
	Partners   []partner.Sum `json:"partners"`
	PartnersBy adit.Year     `json:"partners_by"`
	FirstPlan  *First        `json:"first_plan,omitempty"` // where it is asked for
	Claims     []Claim       `json:"claims"`
	Sources    []string      `json:"sources"` // ids of the sources table
	Policy     *Policy       `json:"policy,omitempty"`
	// Among is the look-through share above which a country is taken away (E7).
	Among float64 `json:"n_minus_1_share_at_least"`
	// Quick says that N−1, cut-offs and partners were left out: they are not
	// known yet, and not none.
	Quick bool `json:"quick,omitempty"`
}

// A Mineral is one row of the ranking. Shares are fractions.
type Mineral struct {
	ID       string          `json:"mineral"`
	Name     string          `json:"name"`
	Material adit.MaterialID `json:"material"` // whose supply the shares are of
	MassOf   string          `json:"mass_of"`
	SupplyT  float64         `json:"supply_t"`
	Reliance string          `json:"net_import_reliance"` // of the year as last published, for the United States; "" elsewhere
	Stated   *Stated         `json:"net_import_reliance_as,omitempty"`
	First    *Stated         `json:"net_import_reliance_first,omitempty"` // as first published

	FaceValue float64          `json:"face_value_share"` // of imports, from the lens (E3)
	Mined     exposure.Bounded `json:"mined"`            // of supply, in the lens (E4, E6)
	Processed exposure.Bounded `json:"processed"`
	// Dependence is the larger of mined and processed: the mineral's place in
	// the ranking.
	Dependence float64        `json:"dependence_share"`
	Unknown    float64        `json:"unknown_origin_share"` // mined nobody knows where
	Derived    float64        `json:"derived_share"`        // of what arrives, by flows no statistic shows
	Loss       *exposure.Loss `json:"n_minus_1"`            // the worst single country (E7), by shared loss
	Judgement  string         `json:"judgement"`
	// OwnWithheld says that the country's own output is kept back and not in the
	// network, or only as the least it can be: foreign shares are then upper
	// readings.
	OwnWithheld bool     `json:"own_output_withheld"`
	Thin        []string `json:"thin_stages"`        // stages too thinly known to rank who makes them (R3)
	LeftOut     string   `json:"left_out,omitempty"` // what the lens leaves out that some statistics count in it
	Notes       []string `json:"notes"`
}

// Stated is a published reliance, and what it is of.
type Stated struct {
	Printed string `json:"published_as"`
	Form    string `json:"form"`     // the commodity
	Part    bool   `json:"part"`     // it is one of several that make up the supply
	Of      string `json:"of_group"` // where the mineral has none of its own
	Edition int    `json:"mcs_edition"`
	Figure  string `json:"figure"`
}

// Missing is a mineral without an answer, or a gap inside one.
type Missing struct {
	Mineral  string          `json:"mineral"`
	Kind     string          `json:"kind"` // no-network, no-supply, thin, or a world.GapKind
	Material adit.MaterialID `json:"material,omitempty"`
	Name     string          `json:"name,omitempty"` // of the material's form
	Place    adit.PlaceID    `json:"place,omitempty"`
	Tonnes   float64         `json:"t,omitempty"`
	Known    *float64        `json:"known_share,omitempty"` // of a thin stage
	Why      string          `json:"why,omitempty"`
}

// among is the look-through share below which the loss of a country is not
// computed in a brief.
const among = 0.01

// Run makes the brief. Minerals are worked on side by side, one solver instance
// a core; the answer does not depend on how many.
func Run(ctx context.Context, a *atlas.Atlas, solver lp.Solver, q Question) (*Answer, error) {
	out := &Answer{Country: q.Country, Against: q.Against, Year: q.Year, Among: among, Quick: q.Quick, Missing: []Missing{}, CutOffs: []stress.CutOff{}, Partners: []partner.Sum{}, PartnersBy: partner.DefaultBy}
	w := world.New(a, q.Year)
	ids := world.Minerals(a)
	q.published = minerals.InYear(a, q.Year)
	found, err := each(ctx, ids, q.Progress, func(id string) (*result, error) { return one(ctx, a, w, solver, q, id) })
	if err != nil {
		return nil, err
	}
	built := out.gather(found)
	out.Missing = append(out.Missing, unlisted(a, ids)...)
	if !q.Quick {
		if err := out.consequences(ctx, a, w, solver, q, built); err != nil {
			return nil, err
		}
	}
	if q.On != "" {
		out.Policy = policyOf(a, q.Country, q.On)
	}
	out.Claims = claims(a)
	out.Sources = sources(a)
	if q.Plan {
		if err := out.first(ctx, a, w, solver, q); err != nil {
			return nil, err
		}
		slices.Sort(out.Sources)
		out.Sources = slices.Compact(out.Sources)
	}
	return out, nil
}

// gather ranks the minerals and returns the networks that were built.
func (a *Answer) gather(found []*result) map[string]*world.Network {
	built := map[string]*world.Network{}
	for _, r := range found {
		if r.mineral != nil {
			a.Minerals = append(a.Minerals, *r.mineral)
		}
		if r.net != nil {
			built[r.net.Mineral] = r.net
		}
		a.Missing = append(a.Missing, r.missing...)
	}
	slices.SortFunc(a.Minerals, func(x, y Mineral) int {
		return cmp.Or(cmp.Compare(y.Dependence, x.Dependence), cmp.Compare(y.loss(), x.loss()), cmp.Compare(x.ID, y.ID))
	})
	return built
}

// consequences are the worst cut-offs and the best partners, side by side.
func (a *Answer) consequences(ctx context.Context, at *atlas.Atlas, w *world.World, solver lp.Solver, q Question, built map[string]*world.Network) error {
	var lacking []stress.Missing
	var cuts, partners error
	var both sync.WaitGroup
	both.Go(func() { lacking, cuts = a.cutOff(ctx, at, w, solver, q, built) })
	both.Go(func() { partners = a.partners(ctx, at, w, solver, q, built) })
	both.Wait()
	if err := cmp.Or(ctx.Err(), cuts); err != nil {
		return err
	}
	for _, m := range lacking {
		a.Missing = append(a.Missing, Missing{Mineral: m.Mineral, Kind: "no-price", Why: m.Why})
	}
	if partners != nil { // they must not cost the rest
		a.Missing = append(a.Missing, Missing{Kind: "failed", Why: "partners: " + shorten(partners.Error())})
	}
	return nil
}

// struck is how many of the worst cases are cut off.
const struck = 10

// cutOff runs a year without the lens's exports for the worst cases, and returns
// which cannot be priced.
func (a *Answer) cutOff(ctx context.Context, at *atlas.Atlas, w *world.World, solver lp.Solver, q Question, built map[string]*world.Network) (lacking []stress.Missing, err error) {
	var ids []string
	for _, c := range a.Worst(struck) {
		ids = append(ids, c.ID)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	a.CutOffs, lacking, err = stress.All(ctx, at, solver, stress.Sweep{Question: stress.Question{Minerals: ids, Country: q.Country, Year: q.Year}, From: q.Against, World: w, Networks: built})
	return lacking, err
}

// best is how many partners are named.
const best = 3

// partners finds who would take away most dependence.
func (a *Answer) partners(ctx context.Context, at *atlas.Atlas, w *world.World, solver lp.Solver, q Question, built map[string]*world.Network) error {
	if len(built) == 0 {
		return nil
	}
	ids := slices.Sorted(maps.Keys(built))
	d, err := partner.Open(ctx, at, solver, partner.Question{Country: q.Country, Against: q.Against, Year: q.Year, Minerals: ids, World: w, Built: built, NoLoss: true})
	if err != nil {
		return err
	}
	all, err := d.All(ctx)
	if err != nil {
		return err
	}
	for _, s := range all.Partners[:min(best, len(all.Partners))] {
		if s.Cut > 0 {
			a.Partners = append(a.Partners, s)
		}
	}
	return nil
}

func (m Mineral) loss() float64 {
	if m.Loss == nil {
		return 0
	}
	return m.Loss.Shared
}

// A Case is a mineral that the lens supplies, and those whose figures are the
// same to the percent: elements that take their group's shares.
type Case struct {
	Mineral
	Same []string // names
}

// Worst lists the cases by dependence, at most n.
func (a *Answer) Worst(n int) []Case {
	var cases []Case
	for _, m := range a.Minerals {
		i := slices.IndexFunc(cases, func(c Case) bool { return c.alike(m) })
		switch {
		case m.Dependence < 0.005:
		case i >= 0:
			cases[i].Same = append(cases[i].Same, m.Name)
		case len(cases) < n:
			cases = append(cases, Case{Mineral: m})
		}
	}
	return cases
}

// alike reports whether two minerals of one family depend alike.
func (m Mineral) alike(o Mineral) bool {
	return m.MassOf == "REO" && o.MassOf == "REO" && math.Abs(m.Dependence-o.Dependence) < 0.025 && math.Abs(m.FaceValue-o.FaceValue) < 0.025
}

// ByLoss lists the minerals by what is lost without the worst single country,
// shortage shared, at most n.
func (a *Answer) ByLoss(n int) []Mineral {
	list := slices.DeleteFunc(slices.Clone(a.Minerals), func(m Mineral) bool { return m.loss() < 0.005 })
	slices.SortFunc(list, func(x, y Mineral) int { return cmp.Or(cmp.Compare(y.loss(), x.loss()), cmp.Compare(x.ID, y.ID)) })
	return list[:min(n, len(list))]
}

// each runs f over ids on every core and keeps their order.
func each(ctx context.Context, ids []string, progress func(done, of int), f func(string) (*result, error)) ([]*result, error) {
	results, errs := make([]*result, len(ids)), make([]error, len(ids))
	next := make(chan int)
	var mu sync.Mutex
	var workers sync.WaitGroup
	done := 0
	for range min(runtime.GOMAXPROCS(0), len(ids)) {
		workers.Go(func() {
			for i := range next {
				results[i], errs[i] = f(ids[i])
				mu.Lock()
				done++
				if progress != nil {
					progress(done, len(ids))
				}
				mu.Unlock()
			}
		})
	}
	for i := range ids {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return results, cmp.Or(ctx.Err(), errors.Join(errs...))
}

// A result is what one mineral adds to the brief.
type result struct {
	mineral *Mineral
	net     *world.Network // that was built
	missing []Missing
}

func one(ctx context.Context, a *atlas.Atlas, w *world.World, solver lp.Solver, q Question, id string) (*result, error) {
	n, err := w.Build(ctx, id, solver)
	var none *world.MissingError
	if errors.As(err, &none) {
		return &result{missing: []Missing{{Mineral: id, Kind: "no-network", Why: none.Why}}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("brief of %s: %w", id, err)
	}
	answer, err := exposure.Run(ctx, n.Network, exposure.Question{
		Place: q.Country, Material: n.Target, ProcessedAs: n.Refined, Against: q.Against,
		Bounds: true, LensOnly: true, NMinus1: q.removals(), Among: among, Paths: 1,
	}, solver)
	var unknown *adit.UnknownError
	if errors.As(err, &unknown) {
		return &result{missing: []Missing{{Mineral: id, Kind: "no-supply", Place: q.Country}}}, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil { // one mineral that cannot be computed must not cost the rest
		return &result{missing: []Missing{{Mineral: id, Kind: "failed", Why: shorten(err.Error())}}}, nil
	}
	r := &result{mineral: row(a, n, answer, q), net: n}
	r.missing = Gaps(n)
	return r, nil
}

func (q Question) removals() []exposure.Kind {
	if q.Quick {
		return nil
	}
	return []exposure.Kind{exposure.Countries}
}

// shorten keeps the head of a message that may list thousands of rows.
func shorten(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// Gaps are what a network does not tell: thin stages, and what its builder
// could not fill.
func Gaps(n *world.Network) []Missing {
	var list []Missing
	names := map[adit.MaterialID]string{}
	for _, f := range n.Forms {
		names[f.Material] = f.Name
	}
	for _, f := range n.Thin() {
		if known := float64(f.Coverage()); f.World > 0 {
			list = append(list, Missing{Mineral: n.Mineral, Kind: "thin", Material: f.Material, Name: f.Name, Known: &known, Why: f.Source})
		}
	}
	for _, g := range n.Gaps {
		list = append(list, Missing{Mineral: n.Mineral, Kind: string(g.Kind), Material: g.Material, Name: names[g.Material], Place: g.Place, Tonnes: float64(g.Tonnes)})
	}
	return list
}

func row(a *atlas.Atlas, n *world.Network, x *exposure.Answer, q Question) *Mineral {
	m := &Mineral{ID: n.Mineral, Name: a.MineralName(n.Mineral), Material: n.Target, SupplyT: x.SupplyT,
		FaceValue: x.Against.FaceValueShare, Mined: x.Against.Mined, Processed: x.Against.Processed,
		Dependence: max(x.Against.Mined.Share, x.Against.Processed.Share), Notes: x.Notes, Thin: []string{}}
	for _, f := range n.Forms {
		m.MassOf = f.MassOf
		if f.World > 0 && f.Coverage() < world.EnoughToRank {
			m.Thin = append(m.Thin, string(f.Material))
		}
	}
	for _, g := range n.Gaps {
		m.OwnWithheld = m.OwnWithheld || (g.Kind == world.Withheld || g.Kind == world.AtLeast) && g.Place == q.Country
	}
	for _, o := range x.LookThrough.Mined {
		if o.Place == adit.Other {
			m.Unknown = o.Share
		}
	}
	if len(x.NMinus1) > 0 {
		worst := slices.MaxFunc(x.NMinus1, func(p, q exposure.Loss) int {
			return cmp.Or(cmp.Compare(p.Shared, q.Shared), cmp.Compare(p.ServedFirst, q.ServedFirst), cmp.Compare(q.Place, p.Place))
		})
		m.Loss = &worst
	}
	m.Derived = derived(n, q.Country)
	if q.Country == "USA" {
		m.reliance(q.published)
	}
	m.LeftOut = Apart(x)
	m.Judgement = judge(a, n, x, m)
	return m
}

// derived is the part of what arrives in any used form that no statistic shows.
func derived(n *world.Network, country adit.PlaceID) float64 {
	var total, hidden adit.Tonnes
	for _, m := range n.Refined {
		t, d := n.Face(country, m)
		total, hidden = total+t, hidden+d
	}
	if total == 0 {
		return 0
	}
	return float64(hidden / total)
}

// unlisted names the minerals of the US lists that have no chain in the atlas.
func unlisted(a *atlas.Atlas, ids []string) []Missing {
	set := map[string]bool{}
	for r := range a.Rows("lists") {
		list := r.Get("list")
		if (list == "us-2022" || list == "us-2025") && !slices.Contains(ids, r.Get("mineral")) {
			set[r.Get("mineral")] = true
		}
	}
	var missing []Missing
	for id := range set {
		missing = append(missing, Missing{Mineral: id, Kind: "no-network", Why: "no source that may be embedded says who makes it and what is traded"})
	}
	slices.SortFunc(missing, func(x, y Missing) int { return cmp.Compare(x.Mineral, y.Mineral) })
	return missing
}

// sources lists the sources whose tables the networks are made from.
func sources(a *atlas.Atlas) []string {
	set := map[string]bool{}
	for _, table := range []string{"production", "capacity", "supply_shares", "import_shares", "salient", "reliance", "chain", "assumptions", "facilities"} {
		for r := range a.Rows(table) {
			set[r.Get("source")] = true
		}
	}
	for r := range a.Rows("trade") {
		set[r.Get("source")] = true
	}
	var ids []string
	for id := range set {
		if id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
