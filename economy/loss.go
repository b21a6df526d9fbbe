package economy

import (
	"cmp"
	"context"
	"slices"

	"adit"
	"adit/lp"
)

// A Status says how much of a loss is computed.
type Status int

// NotComputed is a country without accounts or end uses: its loss is unknown.
const (
	NotComputed    Status = iota
	DirectOnly            // the industries that lack the mineral
	DirectAndTotal        // and their suppliers and customers
)

// String is the status in words.
func (s Status) String() string {
	return [...]string{"not computed", "direct only", "direct and total"}[max(0, min(s, DirectAndTotal))]
}

// Covers says what can be computed for a place: everything for the United
// States, the direct loss for the European Union as a whole.
func Covers(p adit.PlaceID) Status {
	switch p {
	case "USA":
		return DirectAndTotal
	case "EU27":
		return DirectOnly
	}
	return NotComputed
}

// A Loss is value added that a country loses in a year, in USD of PriceYear.
type Loss struct {
	Status    Status
	PriceYear adit.Year
	Direct    adit.USD // of the industries that lack an input
	Total     adit.USD // with suppliers and customers; meaningless unless Status is DirectAndTotal
	Economy   adit.USD // value added of all industries; for Europe of the sectors that the study names
	Note      string   // on the price year

	Industries   []IndustryLoss // the largest loss first
	Unattributed []Unattributed // by mineral
	Dependence   Dependence     // what was assumed
}

// An IndustryLoss is the part of an industry.
type IndustryLoss struct {
	Code, Name string
	ValueAdded adit.USD
	Cut        float64  // share of its output that it cannot make for want of inputs (S6a)
	Direct     adit.USD // Cut of its value added
	Total      adit.USD // meaningless unless Status is DirectAndTotal
	Share      float64  // of its value added: of Total if computed, else of Direct
	Why        []string // the uses of its scarcest input that are not served; none if it only sells less
}

// Unattributed is the use of a mineral whose industries are not known, so that
// what its loss costs is not either.
type Unattributed struct {
	Mineral  string
	Share    float64 // of the country's use
	Unserved float64 // share of those uses that is not served
}

// Direct is S6b: the value added of what industries cannot make for want of
// inputs. It needs no solver.
func (acc *Accounts) Direct(uses []Use, d Dependence) (*Loss, error) {
	cuts, err := cuts(uses, d, acc.place(d), func(i int) string { return acc.industries[i].Code })
	if err != nil {
		return nil, err
	}
	l := &Loss{Status: DirectOnly, PriceYear: acc.Year, Economy: acc.ValueAdded(), Dependence: d, Unattributed: unattributed(uses, func(u *Use) bool { return len(u.Industries) > 0 })}
	for k := range cuts {
		if c := &cuts[k]; c.share > 0 {
			l.Industries = append(l.Industries, acc.direct(c))
			l.Direct += l.Industries[len(l.Industries)-1].Direct
		}
	}
	l.sort()
	return l, nil
}

func (acc *Accounts) direct(c *cut) IndustryLoss {
	ind := acc.industries[c.industry]
	return IndustryLoss{Code: ind.Code, Name: ind.Name, ValueAdded: ind.ValueAdded, Cut: c.share,
		Direct: adit.USD(c.share * acc.value[c.industry]), Share: c.share, Why: c.told()}
}

// Loss is S6b and S6c: the direct loss and the total one.
func (acc *Accounts) Loss(ctx context.Context, solver lp.Solver, uses []Use, d Dependence) (*Loss, error) {
	s := acc.Session(solver)
	defer s.Close()
	return s.Loss(ctx, uses, d)
}

// withTotal adds what every industry loses, as shares of its output.
func (acc *Accounts) withTotal(l *Loss, lost []float64) {
	l.Status = DirectAndTotal
	known := map[string]int{}
	for k, ind := range l.Industries {
		known[ind.Code] = k
	}
	for i, ind := range acc.industries {
		total := adit.USD(lost[i] * acc.value[i])
		k, ok := known[ind.Code]
		switch {
		case ok:
			l.Industries[k].Total, l.Industries[k].Share = total, lost[i]
		case total > 0:
			l.Industries = append(l.Industries, IndustryLoss{Code: ind.Code, Name: ind.Name, ValueAdded: ind.ValueAdded, Total: total, Share: lost[i]})
		}
		l.Total += total
	}
	l.sort()
}

func (l *Loss) sort() {
	slices.SortFunc(l.Industries, func(a, b IndustryLoss) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(b.Direct, a.Direct), cmp.Compare(a.Code, b.Code))
	})
}

// unattributed adds up the uses of which it is not known whom they hit.
func unattributed(uses []Use, known func(*Use) bool) (list []Unattributed) {
	for _, u := range ordered(uses) {
		if known(u) || u.Share == 0 {
			continue
		}
		i := slices.IndexFunc(list, func(x Unattributed) bool { return x.Mineral == u.Mineral })
		if i < 0 {
			i, list = len(list), append(list, Unattributed{Mineral: u.Mineral})
		}
		x := &list[i]
		x.Unserved = (x.Unserved*x.Share + u.Unserved*u.Share) / (x.Share + u.Share)
		x.Share += u.Share
	}
	slices.SortFunc(list, func(a, b Unattributed) int { return cmp.Compare(a.Mineral, b.Mineral) })
	return list
}
