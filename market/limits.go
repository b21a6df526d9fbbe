package market

import (
	"slices"

	"adit"
)

// Limits are the most that everything in a network may do in a period, by
// position in its slices; adit.NoLimit where there is none. A disruption may
// also make a tonne dearer: what it adds to each step's cost.
type Limits struct {
	Activity []adit.Tonnes // Processes
	Flow     []adit.Tonnes // Lanes
	Served   []adit.Tonnes // Demands
	Release  []adit.Tonnes // Stocks
	Build    []adit.Tonnes // Stocks

	ActivityAdd, FlowAdd []adit.USD // Processes, Lanes
}

// LimitsOf returns the limits of an undisturbed period that lasts part of a
// year: yearly quantities times part; a stock releases its level or its release
// a period, whichever is less.
func LimitsOf(net *adit.Network, part float64) Limits {
	l := Limits{
		Activity: make([]adit.Tonnes, len(net.Processes)), Flow: make([]adit.Tonnes, len(net.Lanes)),
		Served: make([]adit.Tonnes, len(net.Demands)), Release: make([]adit.Tonnes, len(net.Stocks)), Build: make([]adit.Tonnes, len(net.Stocks)),
		ActivityAdd: make([]adit.USD, len(net.Processes)), FlowAdd: make([]adit.USD, len(net.Lanes)),
	}
	for i := range net.Processes {
		l.Activity[i] = scaled(net.Processes[i].Limit(), part)
	}
	for i := range net.Lanes {
		l.Flow[i] = scaled(net.Lanes[i].Limit(), part)
	}
	for i := range net.Demands {
		l.Served[i] = scaled(net.Demands[i].Amount, part)
	}
	for i, s := range net.Stocks {
		l.Release[i], l.Build[i] = min(s.Level, s.Release), s.Build
	}
	return l
}

// scaled keeps NoLimit out of arithmetic.
func scaled(t adit.Tonnes, f float64) adit.Tonnes {
	if !t.IsLimit() {
		return t
	}
	return t * adit.Tonnes(f)
}

// Clone returns a copy that shares nothing.
func (l Limits) Clone() Limits {
	return Limits{slices.Clone(l.Activity), slices.Clone(l.Flow), slices.Clone(l.Served), slices.Clone(l.Release), slices.Clone(l.Build),
		slices.Clone(l.ActivityAdd), slices.Clone(l.FlowAdd)}
}

// Equal reports whether two limits of one network are the same.
func (l Limits) Equal(o Limits) bool {
	return slices.Equal(l.Activity, o.Activity) && slices.Equal(l.Flow, o.Flow) && slices.Equal(l.Served, o.Served) &&
		slices.Equal(l.Release, o.Release) && slices.Equal(l.Build, o.Build) &&
		slices.Equal(l.ActivityAdd, o.ActivityAdd) && slices.Equal(l.FlowAdd, o.FlowAdd)
}

// RemovePlace takes away a place with its sites: processes, lanes that touch
// it, demands and stocks.
func (l Limits) RemovePlace(net *adit.Network, gone adit.PlaceID) {
	for i := range net.Processes {
		if gone.Covers(net.Processes[i].Place) {
			l.Activity[i] = 0
		}
	}
	for i := range net.Lanes {
		if gone.Covers(net.Lanes[i].From) || gone.Covers(net.Lanes[i].To) {
			l.Flow[i] = 0
		}
	}
	for i := range net.Demands {
		if gone.Covers(net.Demands[i].Place) {
			l.Served[i] = 0
		}
	}
	for i := range net.Stocks {
		if gone.Covers(net.Stocks[i].Place) {
			l.Release[i], l.Build[i] = 0, 0
		}
	}
}

// RemoveOwner takes away what owners at a place hold of each process: its limit
// × (1 − share). A process without a limit of its own is then limited by its
// observed activity, since a share of no limit says nothing.
func (l Limits) RemoveOwner(net *adit.Network, gone adit.PlaceID) {
	for i := range net.Processes {
		p := &net.Processes[i]
		held := 0.0
		for _, o := range p.Owners {
			if gone.Covers(o.Place) {
				held += float64(o.Share)
			}
		}
		if held == 0 {
			continue
		}
		if !l.Activity[i].IsLimit() {
			l.Activity[i] = p.Activity
		}
		l.Activity[i] *= adit.Tonnes(max(0, 1-held))
	}
}

// copy takes the values of o, of the same network.
func (l *Limits) copy(o Limits) {
	copy(l.Activity, o.Activity)
	copy(l.Flow, o.Flow)
	copy(l.Served, o.Served)
	copy(l.Release, o.Release)
	copy(l.Build, o.Build)
	copy(l.ActivityAdd, o.ActivityAdd)
	copy(l.FlowAdd, o.FlowAdd)
}
