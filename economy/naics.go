package economy

import (
	"cmp"
	"slices"
	"strings"

	"adit/atlas"
)

// naics is the crosswalk between industries of the accounts and NAICS 2017.
type naics struct {
	of   map[string][]string // six-digit codes of an industry, sorted
	in   map[string][]string // industries of a six-digit code, sorted
	all  []string            // six-digit codes, sorted
	upto map[string]string   // summary industry of a detail industry
}

func crosswalk(a *atlas.Atlas) *naics {
	n := &naics{of: map[string][]string{}, in: map[string][]string{}, upto: map[string]string{}}
	for r := range a.Rows("io_crosswalk") {
		code, industry := r.Get("naics2017"), r.Get("detail")
		n.of[industry] = append(n.of[industry], code)
		n.in[code] = append(n.in[code], industry)
		n.all = append(n.all, code)
		n.upto[industry] = r.Get("summary")
	}
	for _, m := range []map[string][]string{n.of, n.in} {
		for k := range m {
			m[k] = distinct(m[k])
		}
	}
	n.all = distinct(n.all)
	return n
}

func distinct(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}

// named is the six-digit codes that a list such as "3255;325180" or "3361-3363"
// names, and whether it only names a sector: a code of fewer digits.
func (n *naics) named(list string) (codes []string, sector bool) {
	for _, token := range strings.Split(list, ";") {
		token = strings.TrimSpace(token)
		first, last, isRange := strings.Cut(token, "-")
		if !isRange {
			last = first
		}
		if token == "" {
			continue
		}
		sector = sector || len(first) < 6
		codes = append(codes, n.between(first, last)...)
	}
	return distinct(codes), sector
}

// between is the codes under first to last. A code of a later NAICS that ends
// in 0 stands for the five-digit group: 335910 of 2022 is 335911 and 335912 of
// 2017.
func (n *naics) between(first, last string) []string {
	pick := func(low, high string) (codes []string) {
		for _, code := range n.all {
			if len(code) >= len(low) && code[:len(low)] >= low && code[:min(len(code), len(high))] <= high {
				codes = append(codes, code)
			}
		}
		return codes
	}
	codes := pick(first, last)
	if group, ok := strings.CutSuffix(first, "0"); ok && len(codes) == 0 && len(first) == 6 {
		codes = pick(group, group)
	}
	return codes
}

// part is the part of an industry's output that a use can concern, as far as
// codes tell. An industry of several NAICS industries of which the use names
// some: that many of them, all taken as equal. A use that only names a sector
// is in one of the sector's industries and nobody says which: one over their
// number.
func (n *naics) part(industry, list string) float64 {
	own := n.of[industry]
	codes, sector := n.named(list)
	if len(own) == 0 || len(codes) == 0 {
		return 1
	}
	both := 0
	for _, code := range codes {
		if _, ok := slices.BinarySearchFunc(own, code, cmp.Compare[string]); ok {
			both++
		}
	}
	part := float64(max(1, both)) / float64(len(own))
	if sector {
		part /= float64(len(n.industries(codes)))
	}
	return part
}

// industries is those that codes belong to.
func (n *naics) industries(codes []string) (list []string) {
	for _, code := range codes {
		list = append(list, n.in[code]...)
	}
	return distinct(list)
}
