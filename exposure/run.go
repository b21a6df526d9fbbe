package exposure

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"adit"
	"adit/lp"
)

// A Question asks who a place's supply of a material rests on. Place and
// Material are needed; a place covers its sites. The rest is zero for no.
type Question struct {
	Place       adit.PlaceID
	Material    adit.MaterialID
	Against     []adit.PlaceID    // countries to be taken together
	ProcessedAs []adit.MaterialID // processing is what makes one of these; none is Material

	Bounds    bool    // E6, by linear programs
	LensOnly  bool    // E6 of Against alone
	NMinus1   []Kind  // E7
	Threshold float64 // losses below it are not listed; 0 lists all
	Among     float64 // countries of at least this look-through share are taken away; 0 is all

	Draws int    // E6b; at most 65,535
	Seed  uint64 // of the draws
	Paths int    // how many routes get their path; 0 is 10
}

// asking is one question while it is answered.
type asking struct {
	Question
	g      *graph
	s      target
	solver lp.Solver
	out    *Answer
	mined  *tracer
	made   *tracer
}

// Run answers q. solver is used for Bounds and NMinus1 only, from several
// goroutines; it may be nil without them. Data that cannot be right (a closed
// loop without production, a node that gives more than it gets) is returned as
// adit.Faults, a name that the network does not know as *adit.UnknownError.
func Run(ctx context.Context, net *adit.Network, q Question, solver lp.Solver) (*Answer, error) {
	a, err := ask(net, q, solver)
	if err != nil {
		return nil, fmt.Errorf("exposure of %s to %s: %w", q.Place, q.Material, err)
	}
	for _, step := range []func(context.Context) error{a.shares, a.bounds, a.ensemble, a.through, a.nMinus1} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("exposure of %s to %s: %w", q.Place, q.Material, err)
		}
	}
	a.out.Judgement = a.judge()
	return a.out, nil
}

func ask(net *adit.Network, q Question, solver lp.Solver) (*asking, error) {
	if len(q.ProcessedAs) == 0 {
		q.ProcessedAs = []adit.MaterialID{q.Material}
	}
	if q.Paths == 0 {
		q.Paths = 10
	}
	if (q.Bounds || len(q.NMinus1) > 0) && solver == nil {
		return nil, errors.New("bounds and N−1 need a solver")
	}
	if q.Draws < 0 || q.Draws > 65535 {
		return nil, fmt.Errorf("%d draws: 0 to 65535", q.Draws)
	}
	q.Against = slices.Compact(slices.Sorted(slices.Values(q.Against)))
	a := &asking{Question: q, g: newGraph(net), solver: solver}
	var err error
	if a.s, err = a.g.target(q.Place, q.Material); err != nil {
		return nil, err
	}
	for _, m := range q.ProcessedAs {
		if _, err := a.g.target(q.Place, m); err != nil {
			return nil, err
		}
	}
	observed := a.g.observed()
	a.s.enter(a.g, observed)
	a.mined = a.g.tracer(observed, a.g.mined())
	a.made = a.g.tracer(observed, a.g.processed(q.ProcessedAs...))
	a.out = a.blank()
	if !slices.Contains(a.made.v.fresh, true) {
		a.note("no process makes %s: processed origin is mined origin", joined(a.ProcessedAs))
	}
	if a.out.SupplyT == 0 {
		return nil, a.noSupply()
	}
	return a, nil
}

func (a *asking) blank() *Answer {
	out := &Answer{Place: a.Place, Material: a.Material, Year: a.g.net.Year, NMinus1: []Loss{}, Notes: []string{}}
	out.SupplyT = round(a.mined.supplyOf(a.s, false).total)
	out.Unlimited.Processes, out.Unlimited.Lanes = unlimited(a.g.net)
	out.Parameters = parameters{Network: a.g.net.Name, ProcessedAs: a.ProcessedAs, Bounds: a.Bounds, NMinus1: a.NMinus1,
		Threshold: a.Threshold, Draws: a.Draws, Seed: a.Seed, CutOff: cutOff}
	if out.Parameters.NMinus1 == nil {
		out.Parameters.NMinus1 = []Kind{}
	}
	return out
}

// noSupply names what the place does get of the same mineral.
func (a *asking) noSupply() error {
	var near []string
	for i, n := range a.g.nodes {
		if a.Place.Covers(n.Place) && n.Material.Mineral() == a.Material.Mineral() && a.mined.x[i] > 0 {
			near = append(near, n.String())
		}
	}
	return &adit.UnknownError{Kind: "supply", ID: adit.Node{Material: a.Material, Place: a.Place}.String(), Near: near[:min(3, len(near))]}
}

// shares fills E3, E4, E5 and E2 of imports.
func (a *asking) shares(context.Context) error {
	a.out.FaceValue = ranked(a.faceValue())
	for _, v := range []struct {
		t       *tracer
		stages  *[]Bounded
		imports *[]Origin
		owners  *[]Origin
		hhi     **float64
	}{
		{a.mined, &a.out.LookThrough.Mined, &a.out.ImportsOnly.Mined, &a.out.Owners, &a.out.HHI.Mined},
		{a.made, &a.out.LookThrough.Processed, &a.out.ImportsOnly.Processed, &a.out.OwnersProcessed, &a.out.HHI.Processed},
	} {
		share, err := v.t.origins(v.t.supplyOf(a.s, false))
		if err != nil {
			return err
		}
		*v.stages = []Bounded{}
		for _, o := range ranked(a.g.byCountry(share)) {
			*v.stages = append(*v.stages, Bounded{Place: o.Place, Share: o.Share})
		}
		*v.owners = ranked(a.g.byOwner(share))
		if share, err = v.t.origins(v.t.supplyOf(a.s, true)); err != nil {
			return err
		}
		*v.imports = ranked(a.g.byCountry(share))
		*v.hhi = index(*v.imports)
	}
	a.out.HHI.FaceValue = index(a.out.FaceValue)
	a.lens()
	return nil
}

// faceValue is each country's part of what arrives (E3).
func (a *asking) faceValue() map[adit.PlaceID]float64 {
	sum := map[adit.PlaceID]float64{}
	m := a.mined.supplyOf(a.s, true)
	for i, t := range m.nodes {
		if t > 0 {
			sum[a.g.nodes[i].Place.Country()] += t / m.total
		}
	}
	return sum
}

// index is Σ s² as listed, with "other countries" as one supplier: the keys of
// the answer are compared with other programs. HHI gives its bounds.
func index(list []Origin) *float64 {
	if len(list) == 0 {
		return nil
	}
	sum := 0.0
	for _, o := range list {
		sum += o.Share * o.Share
	}
	sum = round(sum)
	return &sum
}

// lens sums the shares of the countries asked against.
func (a *asking) lens() {
	if len(a.Against) == 0 {
		return
	}
	sum := func(list []Origin) (s float64) {
		for _, o := range list {
			if a.isAgainst(o.Place) {
				s += o.Share
			}
		}
		return round(s)
	}
	both := func(list []Bounded) (s float64) {
		for _, o := range list {
			if a.isAgainst(o.Place) {
				s += o.Share
			}
		}
		return round(s)
	}
	a.out.Against = &Lens{Places: a.Against, FaceValueShare: sum(a.out.FaceValue),
		Mined: Bounded{Share: both(a.out.LookThrough.Mined)}, Processed: Bounded{Share: both(a.out.LookThrough.Processed)}}
	a.out.Against.OwnersLow = sum(a.out.Owners)
	a.out.Against.OwnersHigh = a.out.Against.OwnersLow
	for _, o := range a.out.Owners {
		if o.Place == Unnamed {
			a.out.Against.OwnersHigh = round(a.out.Against.OwnersHigh + o.Share)
		}
	}
}

func (a *asking) isAgainst(p adit.PlaceID) bool { return slices.Contains(a.Against, p) }

// bounds fills E6 of every origin and of the lens.
func (a *asking) bounds(ctx context.Context) error {
	if !a.Bounds {
		return nil
	}
	type job struct {
		t    *tracer
		list []*Bounded
		sets []func(adit.PlaceID) bool
	}
	jobs := []job{{t: a.mined}, {t: a.made}}
	for v, list := range [][]Bounded{a.out.LookThrough.Mined, a.out.LookThrough.Processed} {
		for i := range list {
			if a.LensOnly {
				break
			}
			p := list[i].Place
			jobs[v].list = append(jobs[v].list, &list[i])
			jobs[v].sets = append(jobs[v].sets, func(q adit.PlaceID) bool { return p == q })
		}
	}
	if a.out.Against != nil {
		for v, lens := range []*Bounded{&a.out.Against.Mined, &a.out.Against.Processed} {
			jobs[v].list = append(jobs[v].list, lens)
			jobs[v].sets = append(jobs[v].sets, a.isAgainst)
		}
	}
	return inParallel(len(jobs), func(_, v int) error {
		g, err := jobs[v].t.tagging(a.s)
		if err != nil {
			return err
		}
		found, err := g.solve(ctx, a.solver, jobs[v].sets)
		if err != nil {
			return err
		}
		for i, f := range found {
			if err := jobs[v].list[i].bound(f); err != nil {
				return err
			}
		}
		return nil
	})
}

// bound sets low and high. That the proportional share lies between them is an
// invariant: what the solver's tolerance (1e-7 a row) puts beyond is clipped,
// more is an error.
func (b *Bounded) bound(f interval) error {
	const tolerance = 1e-6
	if f.low > b.Share+tolerance || f.high < b.Share-tolerance {
		return fmt.Errorf("E6: the share of %s by proportional mixing, %g, is outside its bounds [%g, %g]", b.Place, b.Share, f.low, f.high)
	}
	low, high := max(0, min(nine(f.low), b.Share)), min(1, max(nine(f.high), b.Share))
	b.Low, b.High = &low, &high
	return nil
}

// ensemble fills E6b of every origin and of the lens.
func (a *asking) ensemble(ctx context.Context) error {
	if a.Draws == 0 {
		return nil
	}
	e := newEnsemble(a.g, a.mined.upstream(a.s), a.Draws, a.Seed)
	if e.unbound > 0 {
		a.note("%d quantities upstream have an interval without an upper end; the draws keep them at the observed value", e.unbound)
	}
	if len(e.drawn) == 0 {
		a.note("the network states no intervals upstream of %s %s: no percentiles", a.Place, a.Material)
		return nil
	}
	for _, v := range []struct {
		t    *tracer
		list []Bounded
		lens *Bounded
	}{{a.mined, a.out.LookThrough.Mined, a.lensOf(true)}, {a.made, a.out.LookThrough.Processed, a.lensOf(false)}} {
		draws, err := e.run(ctx, v.t.v, a.s)
		if err != nil {
			return fmt.Errorf("E6b: %w", err)
		}
		for i := range v.list {
			v.list[i].spread(draws, v.list[i].Place)
		}
		if v.lens != nil {
			v.lens.spread(draws, a.Against...)
		}
	}
	return nil
}

func (a *asking) lensOf(mined bool) *Bounded {
	switch {
	case a.out.Against == nil:
		return nil
	case mined:
		return &a.out.Against.Mined
	default:
		return &a.out.Against.Processed
	}
}

func (b *Bounded) spread(draws []map[adit.PlaceID]float64, places ...adit.PlaceID) {
	p5, p95 := percentiles(draws, places...)
	b.P5, b.P95 = &p5, &p95
}

// nMinus1 fills E7.
func (a *asking) nMinus1(ctx context.Context) error {
	if len(a.NMinus1) == 0 {
		return nil
	}
	wanted := slices.ContainsFunc(a.g.net.Demands, func(d adit.Demand) bool {
		return d.Material == a.Material && a.Place.Covers(d.Place) && d.Amount > 0
	})
	if !wanted {
		a.note("the network has no demand of %s for %s, so nothing can be unmet: N−1 is empty", a.Place, a.Material)
		return nil
	}
	o := newOutage(a.g.net, a.Place, a.Material)
	for _, k := range []struct {
		kind Kind
		into *[]Loss
	}{{Countries, &a.out.NMinus1}, {Processes, &a.out.NMinus1Processes}, {Owners, &a.out.NMinus1Owners}, {Lanes, &a.out.NMinus1Lanes}} {
		if !slices.Contains(a.NMinus1, k.kind) {
			continue
		}
		list := o.removals([]Kind{k.kind}, a.Place)
		if k.kind == Countries && a.Among > 0 {
			list = slices.DeleteFunc(list, func(r removal) bool { return a.lookThrough(r.loss.Place) < a.Among })
		}
		if err := o.solve(ctx, a.solver, list); err != nil {
			return err
		}
		*k.into = worst(list, a.Threshold)
	}
	if n := len(a.out.Unlimited.Lanes) + len(a.out.Unlimited.Processes); n > 0 {
		a.note("%d processes and lanes have no limit in the network; N−1 lets them replace anything, so its losses are a lower reading", n)
	}
	return nil
}

// lookThrough is the larger of a country's mined and processed shares.
func (a *asking) lookThrough(p adit.PlaceID) float64 {
	most := 0.0
	for _, b := range slices.Concat(a.out.LookThrough.Mined, a.out.LookThrough.Processed) {
		if b.Place == p {
			most = max(most, b.Share)
		}
	}
	return most
}

// worst lists the losses at or above the threshold, largest first, ties by id.
func worst(list []removal, threshold float64) []Loss {
	out := []Loss{}
	for _, r := range list {
		if max(r.loss.ServedFirst, r.loss.Shared) >= threshold {
			out = append(out, r.loss)
		}
	}
	slices.SortFunc(out, func(a, b Loss) int {
		return cmp.Or(cmp.Compare(b.ServedFirst, a.ServedFirst), cmp.Compare(b.Shared, a.Shared),
			cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (a *asking) note(format string, args ...any) {
	a.out.Notes = append(a.out.Notes, fmt.Sprintf(format, args...))
}
