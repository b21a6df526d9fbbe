package policy

import (
	"errors"
	"slices"

	"adit"
	"adit/atlas"
)

// Places returns what names of places stand for, as adit.Scenario.Resolve asks:
// a place of the network itself, then a group's members at that time, then a
// country by any of its names, or a site inside one. A run without dates takes
// groups as of the network's year. The network may be nil.
func Places(a *atlas.Atlas, net *adit.Network) func(name string, at adit.Month) ([]adit.PlaceID, error) {
	own := touched(net)
	return func(name string, at adit.Month) ([]adit.PlaceID, error) {
		id := adit.PlaceID(name)
		if slices.ContainsFunc(own, id.Covers) {
			return []adit.PlaceID{id}, nil
		}
		if at == 0 && net != nil {
			at = adit.MonthOf(net.Year, 12)
		}
		members, err := a.Group(name, at.String())
		if err == nil {
			return members, nil
		}
		country, err := a.Places().Find(string(id.Country()))
		if err != nil {
			return nil, unknownPlace(a, name, err)
		}
		return []adit.PlaceID{adit.PlaceID(country + name[len(id.Country()):])}, nil
	}
}

func touched(net *adit.Network) []adit.PlaceID {
	if net == nil {
		return nil
	}
	var all []adit.PlaceID
	for _, p := range net.Processes {
		all = append(all, p.Place)
	}
	for _, l := range net.Lanes {
		all = append(all, l.From, l.To)
	}
	for _, d := range net.Demands {
		all = append(all, d.Place)
	}
	return all
}

// unknownPlace adds groups to the names that look like it.
func unknownPlace(a *atlas.Atlas, name string, err error) error {
	var groups []string
	for r := range a.Rows("groups") {
		groups = append(groups, r.Get("group"))
	}
	near := adit.Nearest(name, slices.Compact(groups))
	var unknown *adit.UnknownError
	if errors.As(err, &unknown) {
		near = append(near, unknown.Near...)
	}
	return &adit.UnknownError{Kind: "place or group", ID: name, Near: near[:min(3, len(near))]}
}

// Known reports countries of the atlas and sites inside them, as
// adit.Scenario.Faults asks.
func Known(a *atlas.Atlas) func(adit.PlaceID) bool {
	ids := map[adit.PlaceID]bool{}
	for r := range a.Rows("places") {
		ids[r.Place()] = true
	}
	return func(p adit.PlaceID) bool { return ids[p.Country()] }
}
