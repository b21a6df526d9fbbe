package shock_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"adit"
	"adit/market"
	"adit/shock"
)

// bruteLimits reckons the limits of every period month by month, from the words
// of docs/model.md §5 alone: no selector, factor or limit of the engine is used.
func bruteLimits(a *shock.Answer) []market.Limits {
	s, net := a.Scenario, a.Net
	months := map[adit.Period]int{adit.Monthly: 1, adit.Quarterly: 3, adit.Yearly: 12}[s.Period]
	var out []market.Limits
	for t := range s.Periods {
		l := market.Limits{Activity: make([]adit.Tonnes, len(net.Processes)), Flow: make([]adit.Tonnes, len(net.Lanes)), Served: make([]adit.Tonnes, len(net.Demands))}
		grown := adit.Tonnes(math.Pow(1+s.Lanes.Growth, float64(t+1)))
		for i := range net.Processes {
			p := &net.Processes[i]
			l.Activity[i] = bruteLimit(s, t, months, p.Capacity, p.Steps, p.Activity, func(d *adit.Disruption) (bool, float64) { return hitsProcess(d, p) })
		}
		for i := range net.Lanes {
			lane := &net.Lanes[i]
			hits := func(d *adit.Disruption) (bool, float64) { return hitsLane(d, lane), 1 }
			capacity := lane.Capacity
			if s.Lanes.Given && !a.Fresh(i) {
				capacity = min(capacity, lane.Flow*grown)
			}
			l.Flow[i] = bruteLimit(s, t, months, capacity, lane.Steps, lane.Flow, hits)
			if a.Fresh(i) && (t < s.Lanes.NewLaneDelay || bruteFactor(s, t, months, hits) < 1) {
				l.Flow[i] = 0
			} else if a.Fresh(i) {
				l.Flow[i] = adit.NoLimit
			}
		}
		for i := range net.Demands {
			d := &net.Demands[i]
			l.Served[i] = bruteLimit(s, t, months, d.Amount, nil, 0, func(x *adit.Disruption) (bool, float64) { return hitsDemand(x, d), 1 })
		}
		out = append(out, l)
	}
	return out
}

// bruteLimit is a yearly limit × factor × the part of the year; where there is
// no limit, a factor is of what was observed.
func bruteLimit(s *adit.Scenario, t, months int, capacity adit.Tonnes, steps []adit.CostStep, observed adit.Tonnes, hits func(*adit.Disruption) (bool, float64)) adit.Tonnes {
	if len(steps) > 0 {
		capacity = min(capacity, steps[len(steps)-1].UpTo)
	}
	f := bruteFactor(s, t, months, hits)
	switch {
	case capacity == adit.NoLimit && f == 1:
		return adit.NoLimit
	case capacity == adit.NoLimit:
		capacity = observed
	}
	return capacity * adit.Tonnes(f) * adit.Tonnes(months) / 12
}

func bruteFactor(s *adit.Scenario, t, months int, hits func(*adit.Disruption) (bool, float64)) float64 {
	sum := 0.0
	for m := range months {
		month, product := int(s.Start)+t*months+m, 1.0
		for k := range s.Disruptions {
			d := &s.Disruptions[k]
			hit, share := hits(d)
			from, until := int(s.Start), int(s.Start)+months*s.Periods-1
			if d.From != 0 {
				from = int(d.From)
			}
			if d.Until != 0 {
				until = int(d.Until)
			}
			if hit && from <= month && month <= until {
				product *= 1 - share*(1-bruteValue(d, float64(month-from)))
			}
		}
		sum += product
	}
	if math.Abs(sum-float64(months)) < 1e-12 {
		return 1
	}
	return sum / float64(months)
}

// bruteValue reads a path by the sum of its hinges.
func bruteValue(d *adit.Disruption, months float64) float64 {
	if len(d.Path) == 0 {
		return d.Factor
	}
	v := d.Path[0].Factor
	for i := 1; i < len(d.Path); i++ {
		a, b := d.Path[i-1], d.Path[i]
		v += (b.Factor - a.Factor) * min(1, max(0, (months-a.Months)/(b.Months-a.Months)))
	}
	return v
}

func named(list []adit.PlaceID, p adit.PlaceID) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(q adit.PlaceID) bool { return strings.HasPrefix(string(p)+"/", string(q)+"/") })
}

func formed(list []adit.MaterialID, m adit.MaterialID) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(q adit.MaterialID) bool {
		return q == m || strings.HasSuffix(string(q), "/") && strings.HasPrefix(string(m), string(q))
	})
}

func hitsProcess(d *adit.Disruption, p *adit.Process) (bool, float64) {
	if d.Processes == nil || !named(d.Processes.Place, p.Place) {
		return false, 0
	}
	if len(d.Processes.Owner) == 0 {
		return true, 1
	}
	share := 0.0
	for _, o := range p.Owners {
		if named(d.Processes.Owner, o.Place) {
			share += float64(o.Share)
		}
	}
	return share > 0, share
}

func hitsLane(d *adit.Disruption, l *adit.Lane) bool {
	s := d.Lanes
	return s != nil && formed(s.Material, l.Material) && named(s.From, l.From) && named(s.To, l.To) && (named(s.Place, l.From) || named(s.Place, l.To))
}

func hitsDemand(d *adit.Disruption, x *adit.Demand) bool {
	return d.Demands != nil && (len(d.Demands.Sector) == 0 || slices.Contains(d.Demands.Sector, x.Sector))
}

// Law: the engine's limits are those of the brute force, to the last digits.
func TestLimitsByBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, s := generated(t, adit.NoForesight)
		a := answered(t, net, s)
		engine := a.LimitsIn()
		for at, want := range bruteLimits(a) {
			got := engine[at]
			sameLimits(t, s.Label(at)+" activity", got.Activity, want.Activity)
			sameLimits(t, s.Label(at)+" flow", got.Flow, want.Flow)
			sameLimits(t, s.Label(at)+" served", got.Served, want.Served)
		}
	})
}

func sameLimits(t *rapid.T, what string, got, want []adit.Tonnes) {
	t.Helper()
	for i := range want {
		if got[i].IsLimit() != want[i].IsLimit() || want[i].IsLimit() && !near(float64(got[i]), float64(want[i]), 1e-9) {
			t.Fatalf("%s %d: limit %g t, by brute force %g t", what, i, got[i], want[i])
		}
	}
}

// Law: a quarter and a year are allowed what their months are together, also
// where a disruption or a quota begins or ends inside.
func TestLongPeriodsAreTheirMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, s := generated(t, adit.NoForesight)
		s.Lanes = adit.LaneTerms{} // growth is a period's
		long, short := *s, *s
		long.Period = rapid.SampledFrom([]adit.Period{adit.Quarterly, adit.Yearly}).Draw(t, "period")
		n := long.Period.Months()
		short.Period, short.Periods = adit.Monthly, s.Periods*n
		quotasAddUp(t, net, &long, &short)
		whole, parts := shock.LimitsOf(net, &long), shock.LimitsOf(net, &short)
		for at := range whole {
			for i, want := range whole[at].Flow {
				sum := adit.Tonnes(0)
				free := false
				for _, l := range parts[at*n : (at+1)*n] {
					if !l.Flow[i].IsLimit() {
						free = true
						l.Flow[i] = net.Lanes[i].Flow / 12
					}
					sum += l.Flow[i]
				}
				if want.IsLimit() && !near(float64(sum), float64(want), 1e-9) || !want.IsLimit() && !free {
					t.Fatalf("%s in %s: %g t, its months %g t", net.Lanes[i].ID, long.Label(at), want, sum)
				}
			}
			for i, want := range whole[at].Served {
				sum := adit.Tonnes(0)
				for _, l := range parts[at*n : (at+1)*n] {
					sum += l.Served[i]
				}
				if !near(float64(sum), float64(want), 1e-9) {
					t.Fatalf("%s in %s: %g t, its months %g t", net.Demands[i].ID, long.Label(at), want, sum)
				}
			}
		}
	})
}

// quotasAddUp compares what a disruption's matches may do together. In months
// without the quota that is their limits, and the observed flow of what has none.
func quotasAddUp(t *rapid.T, net *adit.Network, long, short *adit.Scenario) {
	n := long.Period.Months()
	parts := shock.LimitsOf(net, short)
	for k := range long.Disruptions {
		d := &long.Disruptions[k]
		if d.Quota == nil || d.Lanes == nil {
			continue
		}
		for at := range long.Periods {
			got, caps := shock.QuotaOf(net, long, k, at)
			want, any := adit.Tonnes(0), false
			for m := at * n; m < (at+1)*n; m++ {
				q, ok := shock.QuotaOf(net, short, k, m)
				if any = any || ok; ok {
					want += q
					continue
				}
				for i := range net.Lanes {
					if limit := parts[m].Flow[i]; hitsLane(d, &net.Lanes[i]) {
						want += limitOr(limit, net.Lanes[i].Flow/12)
					}
				}
			}
			if caps != any || caps && !near(float64(got), float64(want), 1e-9) {
				t.Fatalf("quota %d in %s: %g t %v, its months %g t %v", k+1, long.Label(at), got, caps, want, any)
			}
		}
	}
}

func limitOr(limit, observed adit.Tonnes) adit.Tonnes {
	if limit.IsLimit() {
		return limit
	}
	return observed
}
