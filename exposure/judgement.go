package exposure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"adit"
)

// nine keeps nine decimals: what a linear program's tolerances leave sure.
func nine(v float64) float64 { return math.Round(v*1e9) / 1e9 }

// judge says in one sentence what the figures say, and notes where they cannot.
func (a *asking) judge() string {
	a.noteOpen("mined", a.out.LookThrough.Mined)
	a.noteOpen("processed", a.out.LookThrough.Processed)
	var parts []string
	for _, view := range []struct {
		how  string
		list []Bounded
	}{{"mined", a.out.LookThrough.Mined}, {"processed", a.out.LookThrough.Processed}} {
		if i := slices.IndexFunc(view.list, func(b Bounded) bool { return b.Place != adit.Other }); i >= 0 {
			parts = append(parts, view.how+" "+a.most(view.list[i]))
		}
	}
	s := fmt.Sprintf("%s %s, %s t a year: %s", a.Place, a.Material, grouped(a.out.SupplyT), strings.Join(parts, ", "))
	if l := a.out.Against; l != nil {
		hidden := max(l.Mined.Share, l.Processed.Share) - l.FaceValueShare
		stage, most := "mined", l.Mined.Share
		if l.Processed.Share > most {
			stage, most = "processed", l.Processed.Share
		}
		s += fmt.Sprintf("; from %s come %s of imports at face value, and %s of supply was %s there", joined(l.Places), percent(l.FaceValueShare), percent(most), stage)
		if hidden > 0.01 {
			s += fmt.Sprintf(" (%.0f points more than trade shows)", 100*hidden)
		}
	} else if f := a.out.FaceValue; len(f) > 0 {
		s += fmt.Sprintf("; the largest direct supplier is %s with %s of imports", f[0].Place, percent(f[0].Share))
	}
	if i := slices.IndexFunc(a.out.LookThrough.Mined, func(b Bounded) bool { return b.Place == adit.Other && b.Share > 0.01 }); i >= 0 {
		s += fmt.Sprintf("; %s was mined in countries that no source names", percent(a.out.LookThrough.Mined[i].Share))
	}
	if n := a.out.NMinus1; len(n) > 0 && n[0].ServedFirst > 0 {
		worst := slices.MaxFunc(n, func(x, y Loss) int {
			return cmp.Or(cmp.Compare(x.Shared, y.Shared), cmp.Compare(x.ServedFirst, y.ServedFirst), cmp.Compare(y.Place, x.Place))
		})
		s += fmt.Sprintf("; without %s %s of demand is unmet if shortage is shared, %s if others are served first", worst.Place, percent(worst.Shared), percent(worst.ServedFirst))
	} else if len(n) > 0 {
		s += "; no country alone leaves demand unmet within stated capacities"
	}
	return s + "."
}

func (a *asking) most(b Bounded) string {
	s := fmt.Sprintf("%s in %s", percent(b.Share), b.Place)
	if b.Low != nil && percent(*b.Low) != percent(*b.High) {
		s += fmt.Sprintf(" (without assuming mixing %s to %s)", percent(*b.Low), percent(*b.High))
	}
	return s
}

// noteOpen says in words where E6 leaves everything open.
func (a *asking) noteOpen(how string, list []Bounded) {
	var open []adit.PlaceID
	for _, b := range list {
		if b.Low != nil && *b.Low <= cutOff && *b.High >= 1-cutOff {
			open = append(open, b.Place)
		}
	}
	if len(open) > 0 {
		a.note("%s: without proportional mixing the data cannot exclude anything about how much is %s there, from none to all", joined(open), how)
	}
}

func joined[ID ~string](ids []ID) string {
	s := make([]string, len(ids))
	for i, p := range ids {
		s[i] = string(p)
	}
	return strings.Join(s, ", ")
}

func percent(share float64) string {
	if share > 0 && share < 0.01 {
		return "under 1%"
	}
	return fmt.Sprintf("%.0f%%", 100*share)
}

// grouped writes tonnes with three figures or more, thousands apart.
func grouped(t float64) string {
	if t < 100 {
		return fmt.Sprintf("%.3g", t)
	}
	s := fmt.Sprintf("%.0f", t)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
