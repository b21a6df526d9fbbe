package plan

import (
	"cmp"
	"slices"
	"strings"

	"adit"
)

// arrives reports whether a lane brings what a target counts from outside the
// place.
func arrives(t *adit.Target, l *adit.Lane) bool {
	return l.Material.Matches(t.Material) && t.Place.Covers(l.To) && !t.Place.Covers(l.From)
}

// comesFrom reports whether it comes from where the target bounds: face value.
func comesFrom(t *adit.Target, l *adit.Lane) bool {
	return slices.ContainsFunc(t.From, func(p adit.PlaceID) bool { return p.Covers(l.From) })
}

// ownOutput is what a process makes at the place of what a target counts, a unit
// of activity.
func ownOutput(t *adit.Target, p *adit.Process) float64 {
	made := 0.0
	for _, o := range p.Outputs {
		if t.Place.Covers(p.Place) && o.Material.Matches(t.Material) {
			made += o.Tonnes
		}
	}
	return made
}

func named(places []adit.PlaceID) string {
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = string(p)
	}
	return strings.Join(names, "+")
}

func compare(a, b string) int { return cmp.Compare(a, b) }
