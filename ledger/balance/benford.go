package balance

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"adit/ledger"
)

// A Rank is how far the first digits of a site's weights are from Benford's
// law. Weights of bags of one size, or within one range, are never near it:
// this orders where to look first, and is no alarm.
type Rank struct {
	Site   ledger.SiteID `json:"site"`
	Lots   int           `json:"lots"`
	Chi2   float64       `json:"chi2"` // of 8 degrees of freedom, per 1,000 lots
	Digits [9]int        `json:"digits"`
}

// fewLots is below what a distribution of nine digits can be seen.
const fewLots = 100

// Benford ranks sites by the masses that they stated for new lots, oddest
// first.
func (h *History) Benford() []Rank {
	bySite := map[ledger.SiteID]*Rank{}
	for _, f := range h.flows {
		d := firstDigit(f.amount.Kg)
		if d == 0 || f.kind != mined && f.kind != made {
			continue
		}
		if bySite[f.site] == nil {
			bySite[f.site] = &Rank{Site: f.site}
		}
		bySite[f.site].Digits[d-1]++
		bySite[f.site].Lots++
	}
	var ranks []Rank
	for _, r := range bySite {
		if r.Lots >= fewLots {
			r.Chi2 = chi2(r.Digits, r.Lots) * 1000 / float64(r.Lots)
			ranks = append(ranks, *r)
		}
	}
	slices.SortFunc(ranks, func(a, b Rank) int { return cmp.Or(-cmp.Compare(a.Chi2, b.Chi2), cmp.Compare(a.Site, b.Site)) })
	return ranks
}

func firstDigit(kg float64) int {
	if kg <= 0 {
		return 0
	}
	return int(strconv.FormatFloat(kg, 'e', 6, 64)[0] - '0')
}

func chi2(digits [9]int, n int) float64 {
	sum := 0.0
	for i, count := range digits {
		want := float64(n) * math.Log10(1+1/float64(i+1))
		sum += (float64(count) - want) * (float64(count) - want) / want
	}
	return sum
}
