package prospect

import (
	"slices"

	"adit/atlas"
)

// beside are the minerals of batteries and power that a plan is for beside those
// of defence, by default.
var beside = []string{"cobalt", "copper", "lithium", "manganese", "nickel"}

// DefaultMinerals are the twelve of the list defence-12, and lithium, cobalt,
// nickel, copper and manganese.
func DefaultMinerals(a *atlas.Atlas) []string {
	all := slices.Clone(beside)
	for r := range a.Rows("lists") {
		if r.Get("list") == "defence-12" {
			all = append(all, r.Get("mineral"))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
