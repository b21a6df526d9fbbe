package policy

import "adit"

// Trade is what a measure is about: lanes from places to places, of materials.
// Empty lists stand for all. Places may be groups: adit.Scenario.Resolve reads
// them. Lanes inside a country that is named alone are picked too: a selector
// cannot leave them out.
type Trade struct {
	From, To  []adit.PlaceID
	Materials []adit.MaterialID
}

func (t Trade) lanes() *adit.Selector {
	return &adit.Selector{From: t.From, To: t.To, Material: t.Materials}
}

// Ban stops the trade. Of a ban on single buyers, leakage is the share that
// still arrives through third countries, beside what the network's own lanes
// carry around it; a ban on everyone does not leak.
func (t Trade) Ban(leakage adit.Share) adit.Disruption {
	if len(t.To) == 0 {
		leakage = 0
	}
	return adit.Disruption{Lanes: t.lanes(), Factor: float64(leakage)}
}

// Licence lets the trade pass along a path: months after its start, factor.
func (t Trade) Licence(path []adit.PathPoint) adit.Disruption {
	return adit.Disruption{Lanes: t.lanes(), Factor: 1, Path: path}
}

// Quota caps the trade, all of it together, at yearly tonnes; year 0 stands
// for every year.
func (t Trade) Quota(yearly map[adit.Year]adit.Tonnes) adit.Disruption {
	return adit.Disruption{Lanes: t.lanes(), Factor: 1, Quota: yearly}
}

// Tariff makes a tonne dearer by a share of its baseline price.
func (t Trade) Tariff(rate adit.Share, price adit.USD) adit.Disruption {
	return adit.Disruption{Lanes: t.lanes(), Factor: 1, Add: adit.USD(rate) * price}
}

// Outage leaves a share of capacity: of the process of that id where the
// network has one, else of every process at that place.
func Outage(net *adit.Network, name string, left adit.Share) adit.Disruption {
	s := &adit.Selector{Place: []adit.PlaceID{adit.PlaceID(name)}}
	for _, p := range net.Processes {
		if p.ID == name {
			s = &adit.Selector{ID: []string{name}}
		}
	}
	return adit.Disruption{Processes: s, Factor: float64(left)}
}

// Production caps what processes at places make of materials, all of it
// together, at yearly tonnes.
func Production(places []adit.PlaceID, materials []adit.MaterialID, yearly map[adit.Year]adit.Tonnes) adit.Disruption {
	return adit.Disruption{Processes: &adit.Selector{Place: places, Material: materials}, Factor: 1, Quota: yearly}
}

// Demand multiplies what places want of materials: 1.2 is 20% more. Empty
// lists stand for all, but not both.
func Demand(places []adit.PlaceID, materials []adit.MaterialID, factor float64) adit.Disruption {
	return adit.Disruption{Demands: &adit.Selector{Place: places, Material: materials}, Factor: factor}
}

// Licensing is how trade comes back after a licence is first asked for: nothing
// for some months, then more each month up to a share of what it was.
type Licensing struct {
	Delay, Recovery float64 // months
	Recovered       adit.Share
}

// Path returns the licensing as months after the start and factors.
func (l Licensing) Path() []adit.PathPoint {
	path := []adit.PathPoint{{Months: 0, Factor: 0}}
	if l.Delay > 0 {
		path = append(path, adit.PathPoint{Months: l.Delay, Factor: 0})
	}
	end := adit.PathPoint{Months: l.Delay + l.Recovery, Factor: float64(l.Recovered)}
	if last := len(path) - 1; path[last].Months == end.Months {
		if end.Months == 0 {
			return []adit.PathPoint{end}
		}
		end.Months++ // recovery at once is recovery within a month
	}
	return append(path, end)
}
