package brief_test

import (
	"strings"
	"testing"

	"adit"
	"adit/brief"
	"adit/exposure"
)

// A lens on China says what it leaves out in Hong Kong, from 1% of imports.
func TestApart(t *testing.T) {
	for _, c := range []struct {
		lens  []adit.PlaceID
		share float64
		told  bool
	}{
		{[]adit.PlaceID{"CHN"}, 0.03, true},
		{[]adit.PlaceID{"CHN", "RUS"}, 0.01, true},
		{[]adit.PlaceID{"CHN"}, 0.009, false},
		{[]adit.PlaceID{"CHN", "HKG"}, 0.03, false},
		{[]adit.PlaceID{"RUS"}, 0.03, false},
	} {
		x := &exposure.Answer{Against: &exposure.Lens{Places: c.lens}, FaceValue: []exposure.Origin{{Place: "CHN", Share: 0.5}, {Place: "HKG", Share: c.share}}}
		if got := brief.Apart(x); strings.HasPrefix(got, "HKG sends") != c.told {
			t.Errorf("lens %v, %g of imports: %q", c.lens, c.share, got)
		}
	}
}
