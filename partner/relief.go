package partner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/exposure"
	"adit/world"
)

// A Change is a share without a partner's additions, and with them: if the
// country gets of them what it takes of the world's supply (Shared), and if it
// gets all of them (All).
type Change struct {
	Before float64 `json:"before"`
	Shared float64 `json:"if_shared_as_the_world_shares"`
	All    float64 `json:"if_all_comes_here"`
}

// Cut is how much goes away at most.
func (c Change) Cut() float64 { return c.Before - c.All }

// A Relief is what a partner's additions by a year take away.
type Relief struct {
	By adit.Year `json:"by"`
	// Made is tonnes of used forms that the additions come to; Displaced the
	// adversary's tonnes that no longer come to the country, if all come here.
	Made      float64 `json:"made_t"`
	Displaced float64 `json:"displaced_t"`
	Stuck     float64 `json:"without_refinery_t"` // raw, for which no plant outside the adversary has room
	Unfed     float64 `json:"without_feed_t"`     // output, for which no feed is to be had outside what plants outside the adversary take
	Mined     Change  `json:"mined_share"`
	Processed Change  `json:"processed_share"`
	// Dependence is of the larger of mined and processed, as in a brief.
	Dependence Change `json:"dependence_share"`
	// Loss is what goes unmet without the adversary (E7); null where the country
	// has no use that could.
	Loss *Lost `json:"loss_share_without_adversary"`
}

// Lost is E7 without the adversary, before a partner's additions and with them,
// shortage shared and others served first. Nobody is bound to sell here: the
// partner serves itself and others as E7 has it.
type Lost struct {
	Shared      float64 `json:"shared_before"`
	SharedWith  float64 `json:"shared_with"`
	ServedFirst float64 `json:"served_first_before"`
	ServedWith  float64 `json:"served_first_with"`
}

// Cut is how much of the loss goes away, shortage shared.
func (l Lost) Cut() float64 { return l.Shared - l.SharedWith }

// dependence is the lens's share of the country's supply.
type dependence struct{ mined, processed float64 }

func (d dependence) most() float64 { return max(d.mined, d.processed) }

// exposed runs E4 on a network.
func (d *Desk) exposed(ctx context.Context, n *world.Network, net *adit.Network) (dependence, error) {
	x, err := exposure.Run(ctx, net, exposure.Question{Place: d.Country, Material: n.Target, ProcessedAs: n.Refined, Against: d.Against, Paths: 1}, nil)
	if err != nil {
		return dependence{}, err
	}
	return dependence{x.Against.Mined.Share, x.Against.Processed.Share}, nil
}

// relieve puts a partner's additions into the network and runs E4 again.
func (d *Desk) relieve(ctx context.Context, n *world.Network, place adit.PlaceID, adds []Addition, before dependence) (*Relief, error) {
	r := &Relief{By: d.By}
	run := func(part float64) (dependence, *draft, error) {
		f := d.draft(n)
		f.put(place, adds, d.By, part)
		after, err := d.exposed(ctx, n, f.net)
		if err != nil {
			return after, f, fmt.Errorf("%s with the additions of %s: %w", n.Mineral, place, err)
		}
		return after, f, nil
	}
	all, f, err := run(1)
	if err != nil {
		return nil, err
	}
	shared, _, err := run(d.part(n))
	if err != nil {
		return nil, err
	}
	r.Made, r.Displaced, r.Stuck, r.Unfed = f.made, f.displaced, f.stuck, f.unfed
	r.Mined = Change{before.mined, shared.mined, all.mined}
	r.Processed = Change{before.processed, shared.processed, all.processed}
	r.Dependence = Change{before.most(), shared.most(), all.most()}
	return r, nil
}

// part is the country's part of what the world finally uses.
func (d *Desk) part(n *world.Network) float64 {
	here, all := 0.0, 0.0
	for i := range n.Demands {
		x := &n.Demands[i]
		all += float64(x.Amount)
		if d.Country.Covers(x.Place) {
			here += float64(x.Amount)
		}
	}
	if all == 0 {
		return 0
	}
	return here / all
}

// mark begins the ids of what stands for a partner's additions in E7.
func mark(place adit.PlaceID) string { return "partner " + string(place) + " " }

// base is E7 without the adversary and with nobody's additions, computed once;
// nil where the country has no use that could go unmet.
func (d *Desk) base(ctx context.Context, n *world.Network) (*exposure.Loss, error) {
	d.mu.Lock()
	known, ok := d.losses[n.Mineral]
	d.mu.Unlock()
	if ok {
		return known, nil
	}
	list, err := exposure.Losses(ctx, n.Network, d.Country, n.Target, []exposure.Removal{{Places: d.Against}}, d.solver)
	var none *adit.UnknownError
	switch {
	case errors.As(err, &none):
	case err != nil:
		return nil, err
	default:
		known = &list[0]
	}
	d.mu.Lock()
	d.losses[n.Mineral] = known
	d.mu.Unlock()
	return known, nil
}

// with runs E7 without the adversary and with the additions of each partner
// alone. All additions are in one network; a case has the others' gone.
func (d *Desk) with(ctx context.Context, n *world.Network, places []adit.PlaceID, adds [][]Addition) ([]exposure.Loss, error) {
	var cases []exposure.Removal
	for _, p := range places {
		own := mark(p)
		cases = append(cases, exposure.Removal{Places: d.Against, Gone: func(id string) bool {
			return strings.HasPrefix(id, "partner ") && !strings.HasPrefix(id, own)
		}})
	}
	return exposure.Losses(ctx, d.extended(n, places, adds), d.Country, n.Target, cases, d.solver)
}

// extended is the network with everybody's additions as capacity that nothing
// uses yet: processes, and lanes to the country, from those who send feed to
// the adversary, and to plants that have room.
func (d *Desk) extended(n *world.Network, places []adit.PlaceID, adds [][]Addition) *adit.Network {
	f := d.draft(n)
	for i, p := range places {
		e := extension{f: f, place: p, sent: map[string]bool{}}
		for _, a := range adds[i] {
			e.add(a)
		}
	}
	f.net.Sort()
	return f.net
}

// An extension adds a partner's capacity.
type extension struct {
	f     *draft
	place adit.PlaceID
	sent  map[string]bool
}

func (e *extension) add(a Addition) {
	f := e.f
	t, fed := a.Expected[year(f.d.By)], a.fed[year(f.d.By)]
	if r, ok := f.inputOf[a.Material]; ok && fed > 0 {
		e.process(a.Material, "fed", fed-a.Spare, &r) // what runs has its own process
		e.process(a.Material, "own", t-fed, nil)
		e.feed(r, fed)
	} else {
		e.process(a.Material, "own", t-a.Spare, nil)
	}
	e.lane(a.Material, e.place, f.d.Country, t)
	for _, i := range f.room(a.Material, e.place) {
		x := &f.net.Processes[i]
		e.lane(a.Material, e.place, x.Place, t)
		if out := x.Outputs[0]; out.Material != a.Material {
			e.lane(out.Material, x.Place, f.d.Country, t/x.Inputs[0].Tonnes*out.Tonnes)
		}
	}
}

func (e *extension) process(m adit.MaterialID, kind string, t float64, from *recipe) {
	if t <= 0 {
		return
	}
	x := adit.Process{ID: mark(e.place) + string(m) + " " + kind, Place: e.place, Outputs: []adit.Part{{Material: m, Tonnes: 1}}, Capacity: adit.Tonnes(t)}
	if from != nil {
		x.Inputs = []adit.Part{{Material: from.in, Tonnes: 1 / from.yield}}
	}
	e.f.net.Processes = append(e.f.net.Processes, x)
}

// feed lets those who send a raw form to the adversary send as much here.
func (e *extension) feed(r recipe, t float64) {
	for _, l := range slices.Clone(e.f.n.Lanes) {
		if l.Material == r.in && e.f.d.against(l.To) && !e.f.d.against(l.From) && l.From != adit.Other && l.From != e.place {
			e.lane(r.in, l.From, e.place, min(float64(l.Flow), t/r.yield))
		}
	}
}

func (e *extension) lane(m adit.MaterialID, from, to adit.PlaceID, t float64) {
	id := mark(e.place) + laneKey(m, from, to)
	if from == to || t <= 0 || e.sent[id] {
		return
	}
	e.sent[id] = true
	e.f.net.Lanes = append(e.f.net.Lanes, adit.Lane{ID: id, Material: m, From: from, To: to, Capacity: adit.Tonnes(t)})
}
