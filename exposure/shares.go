package exposure

import (
	"cmp"
	"math"
	"slices"

	"adit"
)

// cutOff is the share below which a place is not listed: a gram in a kilotonne
// says nothing, and what rounding leaves must not look like a supplier.
const cutOff = 1e-9

// An Origin is a place's share of a supply, 0 to 1.
type Origin struct {
	Place adit.PlaceID `json:"place"`
	Share float64      `json:"share"`
}

// ranked lists the places above the cut-off, largest first, ties by id.
func ranked(sum map[adit.PlaceID]float64) []Origin {
	list := []Origin{}
	for p, s := range sum {
		if s > cutOff {
			list = append(list, Origin{p, round(s)})
		}
	}
	slices.SortFunc(list, func(a, b Origin) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Place, b.Place))
	})
	return list
}

// round keeps twelve decimals, so that machines that multiply and add in one
// step give the same bytes as those that do not.
func round(v float64) float64 { return math.Round(v*1e12) / 1e12 }
