package economy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A Pattern is what a country uses a mineral for, and whose shares these are.
type Pattern struct {
	Mineral string
	Place   adit.PlaceID
	Uses    []Use // shares sum to 1; the largest first

	From   string     // the mineral whose shares they are: its own, or its group's
	Region string     // the region whose shares they are: US, EU27 or World; "" where nobody publishes any
	Year   adit.Year  // of the shares
	Basis  adit.Basis // the worst of the shares'; derived where they are another region's or a group's
	Note   string     // what was put for what, in words; "" where nothing was
}

// Lose is the uses with the same share of each not served. Substitution stays
// as it is.
func (p *Pattern) Lose(unserved float64) []Use {
	uses := slices.Clone(p.Uses)
	for i := range uses {
		uses[i].Unserved = unserved
	}
	return uses
}

// regions is whose shares speak for a place, best first.
func regions(p adit.PlaceID) []string {
	switch p {
	case "USA":
		return []string{"US", "World", "EU27"}
	case "EU27":
		return []string{"EU27", "World", "US"}
	}
	return []string{"World", "EU27", "US"}
}

// own is the region that is the place itself.
func own(p adit.PlaceID) string {
	switch p {
	case "USA":
		return "US"
	case "EU27":
		return "EU27"
	}
	return ""
}

// whole bounds the sum of the shares of a complete account, in per cent: the
// sources round, and one leaves out a tenth.
const wholeLow, wholeHigh = 85, 115

// Uses reads the end uses of a mineral in a place. Shares of the latest year
// that adds up to a whole are taken: those of the place, else of the world,
// else of the other region, else of the group that the mineral belongs to.
// Shares of which at least half is of known industries go before others. A
// mineral that the atlas does not know is an *adit.UnknownError; one that nobody
// publishes shares of has a single use, without an industry.
func Uses(a *atlas.Atlas, mineral string, place adit.PlaceID) (*Pattern, error) {
	id, err := a.Minerals().Find(mineral)
	if err != nil {
		return nil, fmt.Errorf("end uses: %w", err)
	}
	speed, err := assumption(a, replacedID)
	if err != nil {
		return nil, err
	}
	p := &Pattern{Mineral: id, Place: place, Basis: adit.Unknown}
	groups := groups(a)
	for from := id; from != ""; from = groups[from] {
		if s := choose(shares(a, from), regions(place)); s != nil {
			p.take(s, from, speed.Value, own(place))
			p.mean(a, from, speed.Value)
			return p, nil
		}
	}
	p.Uses = []Use{{Mineral: id, Name: "not known", Share: 1, Basis: adit.Unknown}}
	p.Note = "nobody publishes end-use shares: what a loss costs is not known"
	return p, nil
}

// groups is the group of each mineral that has one.
func groups(a *atlas.Atlas) map[string]string {
	m := map[string]string{}
	for r := range a.Rows("minerals") {
		m[r.Get("mineral")] = r.Get("group")
	}
	return m
}

// An account is the shares of one mineral, region and year.
type account struct {
	region string
	year   adit.Year
	rows   []atlas.Row
	sum    float64
	mapped float64 // of sum, uses with an industry
}

// shares lists the accounts of a mineral. Rows without a share only rank uses,
// and a row for all uses together is no use.
func shares(a *atlas.Atlas, mineral string) (list []account) {
	for r := range a.Rows("use_shares") {
		v, ok := r.Number("share_pct")
		if r.Get("mineral") != mineral || !ok || v == 0 || all(r) {
			continue
		}
		k := slices.IndexFunc(list, func(s account) bool { return s.region == r.Get("region") && s.year == r.Year() })
		if k < 0 {
			k, list = len(list), append(list, account{region: r.Get("region"), year: r.Year()})
		}
		s := &list[k]
		s.rows, s.sum = append(s.rows, r), s.sum+v
		if r.Get("bea_detail") != "" {
			s.mapped += v
		}
	}
	return list
}

func all(r atlas.Row) bool { return strings.HasPrefix(r.Get("use"), "ALL ") }

// choose is the best whole account, nil without one.
func choose(list []account, order []string) *account {
	list = slices.DeleteFunc(list, func(s account) bool { return s.sum < wholeLow || s.sum > wholeHigh })
	if len(list) == 0 {
		return nil
	}
	rank := func(s account) int {
		r := slices.Index(order, s.region)
		if s.mapped < s.sum/2 {
			r += len(order)
		}
		return r
	}
	slices.SortStableFunc(list, func(a, b account) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.year, a.year))
	})
	return &list[0]
}

// take turns an account into uses.
func (p *Pattern) take(s *account, from string, speed float64, own string) {
	p.From, p.Region, p.Year, p.Basis = from, s.region, s.year, adit.Reported
	for _, r := range s.rows {
		f := r.Figure("share_pct")
		u := Use{Mineral: p.Mineral, Name: r.Get("use"), Share: f.Value / s.sum, NAICS: r.Get("naics"), Sector: r.Get("nace"), Basis: f.Basis, Figure: f.ID}
		if code := r.Get("bea_detail"); code != "" {
			u.Industries = strings.Split(code, ";")
		}
		if v, ok := r.Number("substitutability"); ok {
			u.Substitutable, u.Note = v*speed, fmt.Sprintf("substitutability %g, its own", v)
		}
		p.Uses, p.Basis = append(p.Uses, u), worse(p.Basis, u.Basis)
	}
	slices.SortStableFunc(p.Uses, func(a, b Use) int { return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Name, b.Name)) })
	p.tell(own)
}

// tell says whose shares stand for whose.
func (p *Pattern) tell(own string) {
	var notes []string
	if p.Region != own {
		notes = append(notes, "shares of "+p.Region+" stand for those of "+string(p.Place))
	}
	if p.From != p.Mineral {
		notes = append(notes, "shares of the group "+p.From+" stand for those of "+p.Mineral)
	}
	if len(notes) > 0 {
		p.Basis = worse(p.Basis, adit.Derived)
	}
	p.Note = strings.Join(notes, "; ")
}

func worse(a, b adit.Basis) adit.Basis {
	if slices.Index(adit.Bases, a) >= slices.Index(adit.Bases, b) {
		return a
	}
	return b
}

// mean fills in the substitutability of uses that have none of their own: that
// of the world's uses in the same industry, else of all of them, weighted by
// share; else none replaces it.
func (p *Pattern) mean(a *atlas.Atlas, mineral string, speed float64) {
	for i := range p.Uses {
		u := &p.Uses[i]
		if u.Note != "" {
			continue
		}
		u.Note = "no substitutability is published: none is counted"
		code := strings.Join(u.Industries, ";")
		for _, industry := range []string{code, ""} {
			if v, ok := substitutability(a, mineral, industry); ok {
				u.Substitutable, u.Note = v*speed, fmt.Sprintf("substitutability %.3g of the world's uses in %s", v, cmp.Or(industry, "any industry"))
				break
			}
		}
	}
}

// substitutability is that of the world's uses in an industry, or in any if it
// is "".
func substitutability(a *atlas.Atlas, mineral, industry string) (mean float64, ok bool) {
	sum := 0.0
	for r := range a.Rows("use_shares") {
		share, counted := r.Number("share_pct")
		v, has := r.Number("substitutability")
		if r.Get("mineral") != mineral || r.Get("region") != "World" || !counted || !has || all(r) {
			continue
		}
		if industry == "" || r.Get("bea_detail") == industry {
			mean, sum = mean+share*v, sum+share
		}
	}
	if sum == 0 {
		return 0, false
	}
	return mean / sum, true
}
