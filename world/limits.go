package world

import (
	"math"
	"strings"

	"adit"
	"adit/atlas"
)

// truncated tells the sources of BACI that hold only the largest partners, or
// no tonnes, from the whole year.
func truncated(source string) bool {
	return strings.HasPrefix(source, "baci-top") || strings.HasPrefix(source, "baci-value")
}

// limit gives every process and lane the yearly limit that a run without
// prices needs: published capacity where there is one, else output × (1 +
// spare share), and flow × (1 + lane growth) for lanes (S3). Nothing is left
// unlimited.
func (b *builder) limit(net *adit.Network, chain []form) {
	growth := adit.Tonnes(parameter(b.atlas, "lane-growth"))
	for i := range net.Lanes {
		l := &net.Lanes[i]
		l.Capacity = l.Flow * (1 + growth)
	}
	for k := range chain {
		f := &chain[k]
		capacity := b.capacities(f)
		spare := adit.Tonnes(parameter(b.atlas, "spare-"+f.stage))
		for i := range net.Processes {
			x := &net.Processes[i]
			if !x.Makes(f.material()) {
				continue
			}
			x.Capacity = x.Activity * (1 + spare)
			if c := capacity[x.Place]; c > 0 && !IsRecycling(x) {
				x.Capacity = adit.Tonnes(math.Max(c, float64(x.Activity)))
			}
			x.Owners = b.owners(f, x)
		}
		b.idleOf(f, net, capacity)
	}
}

// idleOf notes capacity where nothing is made. Where output is kept back or not
// available it may well be in use, and is left.
func (b *builder) idleOf(f *form, net *adit.Network, capacity map[adit.PlaceID]float64) {
	busy := map[adit.PlaceID]bool{}
	for i := range net.Processes {
		if x := &net.Processes[i]; x.Makes(f.material()) && x.Activity > 0 {
			busy[x.Place] = true
		}
	}
	for _, g := range b.gaps {
		busy[g.Place] = busy[g.Place] || g.Material == f.material()
	}
	for _, p := range keys(capacity) {
		if capacity[p] > 0 && !busy[p] {
			b.idle = append(b.idle, Idle{f.material(), p, adit.Tonnes(capacity[p]), b.capacityFigure[capacityKey{f.material(), p}]})
		}
	}
}

type capacityKey struct {
	material adit.MaterialID
	place    adit.PlaceID
}

// capacities are the published yearly capacities of a form by place.
func (b *builder) capacities(f *form) map[adit.PlaceID]float64 {
	by := map[adit.PlaceID]float64{}
	if f.made != "usgs" {
		return by
	}
	for _, r := range b.latest("capacity", f.mineral, func(r atlas.Row) bool {
		return r.Get("stage") == f.madeStage && f.covers(r.Get("form")) && r.Get("unit") == "t"
	}) {
		if v, ok := r.Number("value"); ok && r.Place() != "WLD" {
			b.rests(f, "capacity", r.ID("value"))
			by[r.Place()] += v * f.madeContent
			b.capacityFigure[capacityKey{f.material(), r.Place()}] = r.ID("value")
		}
	}
	return by
}
