package plan

import (
	"fmt"
	"slices"

	"adit"
	"adit/market"
)

// grouped cuts the horizon into periods, each of which starts in one of the years
// named; without any, every year is one.
func grouped(years, first []adit.Year) ([][]int, error) {
	if len(first) == 0 {
		first = years
	}
	if first[0] != years[0] || !slices.IsSorted(first) || len(slices.Compact(slices.Clone(first))) < len(first) || first[len(first)-1] > years[len(years)-1] {
		return nil, fmt.Errorf("plan: periods %v: write the first year of each, in order, from %d to at most %d", first, years[0], years[len(years)-1])
	}
	periods := make([][]int, len(first))
	g := 0
	for t, y := range years {
		if g+1 < len(first) && y >= first[g+1] {
			g++
		}
		periods[g] = append(periods[g], t)
	}
	return periods, nil
}

// yearly is the same setting with every year by itself.
func (s *setting) yearly() *setting {
	if len(s.periods) == len(s.years) {
		return s
	}
	q := s.q
	q.Periods = nil
	return settingOf(s.net, s.c, q)
}

// periodOf is the period in which a year lies.
func (s *setting) periodOf(t int) int {
	return slices.IndexFunc(s.periods, func(period []int) bool { return period[len(period)-1] >= t })
}

// inPeriod reports whether a year lies in period g.
func (s *setting) inPeriod(g int, y adit.Year) bool {
	period := s.periods[g]
	return s.years[period[0]] <= y && y <= s.years[period[len(period)-1]]
}

// discounted is Σ d_t over the years of period g.
func (s *setting) discounted(g int) float64 {
	sum := 0.0
	for _, t := range s.periods[g] {
		sum += s.discount[t]
	}
	return sum
}

// tightest is what all years of a period allow: the least of each limit, so that
// what is done in all of them alike can be done in each. What is added to costs is
// their mean, weighted as the years are.
func (s *setting) tightest(g int, of func(t int) market.Limits) market.Limits {
	l := of(s.periods[g][0])
	if len(s.periods[g]) == 1 {
		return l
	}
	l = l.Clone()
	weigh(l, s.discount[s.periods[g][0]]/s.discounted(g))
	for _, t := range s.periods[g][1:] {
		other := of(t)
		least(l.Activity, other.Activity)
		least(l.Flow, other.Flow)
		least(l.Served, other.Served)
		least(l.Release, other.Release)
		least(l.Build, other.Build)
		share := adit.USD(s.discount[t] / s.discounted(g))
		for i := range l.ActivityAdd {
			l.ActivityAdd[i] += share * other.ActivityAdd[i]
		}
		for i := range l.FlowAdd {
			l.FlowAdd[i] += share * other.FlowAdd[i]
		}
	}
	return l
}

func least(to, other []adit.Tonnes) {
	for i := range to {
		to[i] = min(to[i], other[i])
	}
}

func weigh(l market.Limits, by float64) {
	for i := range l.ActivityAdd {
		l.ActivityAdd[i] *= adit.USD(by)
	}
	for i := range l.FlowAdd {
		l.FlowAdd[i] *= adit.USD(by)
	}
}

// surely is the probability that project i, started at its position k, works in
// every year of period g: that of the first, as it does not fall.
func (s *setting) surely(i, k, g int) adit.Share {
	works, started := adit.Share(1), s.years[s.starts[i][k]]
	for _, t := range s.periods[g] {
		works = min(works, s.c.Projects[i].Working(started, s.years[t]))
	}
	return works
}

// span is a period in words: "2026", "2026–2029".
func (s *setting) span(g int) string {
	first, last := s.years[s.periods[g][0]], s.years[s.periods[g][len(s.periods[g])-1]]
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d–%d", first, last)
}
