package brief

import (
	"fmt"

	"adit/exposure"
)

// leastApart is the share of imports from which a place that the lens leaves
// out without a word is told.
const leastApart = 0.01

// Apart notes what a lens on China leaves out: Hong Kong, a place of its own in
// the trade statistics (BACI), is inside China in the import shares of the
// United States (MCS 2026, "Includes Hong Kong"). It is "" where Hong Kong is in
// the lens or sends under 1% of imports.
func Apart(x *exposure.Answer) string {
	if x.Against == nil || !contains(x.Against.Places, "CHN") || contains(x.Against.Places, "HKG") {
		return ""
	}
	for _, o := range x.FaceValue {
		if o.Place == "HKG" && o.Share >= leastApart {
			return fmt.Sprintf("HKG sends %s of imports and is not in the lens: trade statistics count it apart from CHN, published import shares of the USA count it in; name both with --against", percent(o.Share))
		}
	}
	return ""
}
