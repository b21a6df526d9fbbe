package brief

import (
	"fmt"
	"strings"

	"adit"
	"adit/atlas"
	"adit/exposure"
	"adit/world"
)

// judge says in one sentence what the figures of a mineral say.
func judge(a *atlas.Atlas, n *world.Network, x *exposure.Answer, m *Mineral) string {
	where := names(a, x.Against.Places)
	stage, b := "mined", m.Mined
	if m.Processed.Share > m.Mined.Share {
		stage, b = "processed", m.Processed
	}
	s := fmt.Sprintf("%s: %s of supply is %s in %s (bounds %s), %s of imports at face value", m.Name, percent(b.Share), stage, where, span(b), percent(m.FaceValue))
	if via := hidden(a, x); via != "" {
		s += "; it also comes through " + via
	}
	if m.Loss != nil && m.Loss.Shared > 0.005 {
		s += fmt.Sprintf("; without %s %s of demand is unmet if shortage is shared, %s if others are served first",
			a.PlaceName(m.Loss.Place), percent(m.Loss.Shared), percent(m.Loss.ServedFirst))
	}
	if m.Unknown > 0.05 {
		s += fmt.Sprintf("; %s is of unknown origin", percent(m.Unknown))
	}
	return s + "."
}

// hidden names the partners through which most of the lens's goods come beside
// direct imports.
func hidden(a *atlas.Atlas, x *exposure.Answer) string {
	routes := x.Through.Mined
	if x.Against.Processed.Share > x.Against.Mined.Share {
		routes = x.Through.Processed
	}
	by := map[adit.PlaceID]float64{}
	var order []adit.PlaceID
	for _, r := range routes { // largest first
		if r.Supplier != r.Origin && contains(x.Against.Places, r.Origin) && !contains(x.Against.Places, r.Supplier) && r.Supplier != adit.Other {
			if by[r.Supplier] == 0 {
				order = append(order, r.Supplier)
			}
			by[r.Supplier] += r.Tonnes
		}
	}
	var parts []string
	for _, p := range order {
		if share := by[p] / x.SupplyT; share >= 0.02 && len(parts) < 3 {
			parts = append(parts, fmt.Sprintf("%s (%s)", a.PlaceName(p), percent(share)))
		}
	}
	return strings.Join(parts, ", ")
}

func contains(places []adit.PlaceID, p adit.PlaceID) bool {
	for _, q := range places {
		if q == p {
			return true
		}
	}
	return false
}

// names are the places of a lens in print.
func names(a *atlas.Atlas, places []adit.PlaceID) string {
	if len(places) > 3 {
		return fmt.Sprintf("the %d countries of the lens", len(places))
	}
	var list []string
	for _, p := range places {
		list = append(list, a.PlaceName(p))
	}
	return strings.Join(list, ", ")
}

func percent(share float64) string {
	switch {
	case share > 0 && share < 0.005:
		return "<1%"
	case share < 1 && share > 0.995:
		return ">99%"
	}
	return fmt.Sprintf("%.0f%%", 100*share)
}

func span(b exposure.Bounded) string {
	if b.Low == nil {
		return "not computed"
	}
	if percent(*b.Low) == percent(*b.High) {
		return percent(*b.Low)
	}
	return percent(*b.Low) + "–" + percent(*b.High)
}
