package shock_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"adit"
	"adit/market"
	"adit/shock"
)

func drawn(t *rapid.T, name string) *rand.Rand {
	return rand.New(rand.NewPCG(rapid.Uint64().Draw(t, name), 7))
}

// sized draws how large a world is; one in four is of very small or very large
// quantities.
func sized(t *rapid.T) worldSize {
	scale := rapid.SampledFrom([]float64{1, 1, 1, 1, 1, 1, 1e-3, 1e5}).Draw(t, "scale")
	return worldSize{places: rapid.IntRange(1, 6).Draw(t, "places"), lanes: rapid.IntRange(0, 14).Draw(t, "lanes"), stocks: true, scale: scale}
}

func generated(t *rapid.T, foresight adit.Foresight) (*adit.Network, *adit.Scenario) {
	size := sized(t)
	return worldOf(drawn(t, "world"), size), scenarioOf(drawn(t, "scenario"), size, foresight, 4)
}

func answered(t rapid.TB, net *adit.Network, s *adit.Scenario) *shock.Answer {
	t.Helper()
	a, err := shock.Run(context.Background(), net, shock.Question{Scenario: s, Place: place(0)}, solver())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func text(t rapid.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sameBytes tells where two answers part, and no more of them.
func sameBytes(t *rapid.T, got, want []byte) {
	t.Helper()
	if bytes.Equal(got, want) {
		return
	}
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	around := func(b []byte) []byte { return b[max(0, at-60):min(len(b), at+60)] }
	t.Fatalf("at byte %d …%s…, want …%s…", at, around(got), around(want))
}

func near(a, b, tolerance float64) bool {
	return math.Abs(a-b) <= tolerance*math.Max(1, math.Max(math.Abs(a), math.Abs(b)))
}

func eitherForesight(t *rapid.T) adit.Foresight {
	return rapid.SampledFrom([]adit.Foresight{adit.NoForesight, adit.FullForesight}).Draw(t, "foresight")
}

// Law: without disruptions the run is the baseline.
func TestNothingHappens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, s := generated(t, eitherForesight(t))
		s.Disruptions = nil
		a := answered(t, net, s)
		sameBytes(t, text(t, a.Print(a.Shocked)), text(t, a.Print(a.Baseline)))
	})
}

// Law: a ban on a country that has no part in the network changes nothing.
func TestBanOfNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, s := generated(t, eitherForesight(t))
		s.Disruptions = []adit.Disruption{{Lanes: &adit.Selector{From: []adit.PlaceID{"ZZZ"}}}, {Processes: &adit.Selector{Owner: []adit.PlaceID{"ZZZ"}}}}
		a := answered(t, net, s)
		sameBytes(t, text(t, a.Print(a.Shocked)), text(t, a.Print(a.Baseline)))
	})
}

// Laws of every period: mass, limits, stocks, hosts; prices that are a proof of
// the objective.
func TestEveryPeriod(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, s := generated(t, eitherForesight(t))
		a := answered(t, net, s)
		limits := bruteLimits(a)
		for step := range a.Shocked.Steps {
			checkPeriod(t, a, step, limits[step])
		}
		for _, p := range []*shock.Path{a.Shocked, a.Baseline} {
			if !(p.Gap < 1e-6) {
				t.Fatalf("duality gap %g", p.Gap)
			}
			checkStocks(t, a, p)
		}
	})
}

func checkPeriod(t *rapid.T, a *shock.Answer, at int, l market.Limits) {
	step := &a.Shocked.Steps[at]
	made, used := map[adit.Node]float64{}, map[adit.Node]float64{}
	for i := range a.Net.Processes {
		p := &a.Net.Processes[i]
		within(t, p.ID, step.Activity[i], l.Activity[i])
		for _, o := range p.Outputs {
			made[adit.Node{Material: o.Material, Place: p.Place}] += o.Tonnes * float64(step.Activity[i])
		}
		for _, in := range p.Inputs {
			used[adit.Node{Material: in.Material, Place: p.Place}] += in.Tonnes * float64(step.Activity[i])
		}
	}
	for i := range a.Net.Lanes {
		within(t, a.Net.Lanes[i].ID, step.Flow[i], l.Flow[i])
		made[adit.Node{Material: a.Net.Lanes[i].Material, Place: a.Net.Lanes[i].To}] += float64(step.Flow[i])
		used[adit.Node{Material: a.Net.Lanes[i].Material, Place: a.Net.Lanes[i].From}] += float64(step.Flow[i])
	}
	for i := range a.Net.Demands {
		within(t, a.Net.Demands[i].ID, step.Served[i], l.Served[i])
		used[a.Net.Demands[i].Node()] += float64(step.Served[i])
	}
	for i := range a.Net.Stocks {
		made[a.Net.Stocks[i].Node()] += float64(step.Release[i] - step.Build[i])
	}
	for node, out := range used { // what comes with a host is among it: no more is recovered than was made
		if out > made[node]+1e-5+1e-7*out {
			t.Fatalf("%s: %g t come, %g t go", node, made[node], out)
		}
	}
}

func within(t *rapid.T, id string, v, most adit.Tonnes) {
	t.Helper()
	if float64(v) < -1e-6 || most.IsLimit() && float64(v) > float64(most)*(1+1e-7)+1e-6 {
		t.Fatalf("%s: %g t, limit %g t", id, v, most)
	}
}

func checkStocks(t *rapid.T, a *shock.Answer, p *shock.Path) {
	for i := range a.Net.Stocks {
		most := math.Inf(1)
		if x := &a.Net.Stocks[i]; x.Build > 0 && x.Room.IsLimit() {
			most = math.Max(float64(x.Room), float64(x.Level))
		}
		level := float64(a.Net.Stocks[i].Level)
		for at := range p.Steps {
			s := &p.Steps[at]
			level += float64(s.Build[i] - s.Release[i])
			if level > most*(1+1e-6)+1e-5 {
				t.Fatalf("%s, period %d: %g t in room for %g t", a.Net.Stocks[i].ID, at, level, most)
			}
			if level < -1e-5*(1+float64(a.Net.Stocks[i].Level)) || s.Level[i] < 0 || !near(level, float64(s.Level[i]), 1e-5) {
				t.Fatalf("%s, period %d: level %g by sums, %g told", a.Net.Stocks[i].ID, at, level, s.Level[i])
			}
		}
	}
}

// Law: prices are a proof. What each step of each thing earns at the prices,
// times its size, adds up to the objective, and nothing without a limit earns
// anything. It holds period by period where each is maximised alone.
func TestPricesProveTheObjective(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := sized(t)
		net := worldOf(drawn(t, "world"), size)
		s := scenarioOf(drawn(t, "scenario"), size, adit.NoForesight, 2)
		for i := range s.Disruptions {
			s.Disruptions[i].Quota = nil // the quota's own price is not told
		}
		a := answered(t, net, s)
		proved, level := 0.0, map[int]adit.Tonnes{}
		for at, l := range a.LimitsIn() {
			for i := range a.Net.Stocks {
				if at == 0 {
					level[i] = a.Net.Stocks[i].Level
				}
				x := &a.Net.Stocks[i]
				l.Release[i], l.Build[i] = min(level[i], x.Release), min(x.Build, max(0, x.Room-level[i]))
				level[i] = a.Shocked.Steps[at].Level[i]
			}
			proved += earned(t, a, l, a.Shocked.Steps[at].Price)
		}
		if !near(proved, float64(a.Shocked.Objective), 1e-6) {
			t.Fatalf("the prices prove %g USD, the objective is %g USD", proved, a.Shocked.Objective)
		}
	})
}

// earned is the sum of what every limit is worth at the prices: the dual of the
// market, reckoned from the network.
func earned(t *rapid.T, a *shock.Answer, l market.Limits, prices []adit.USD) float64 {
	index, sum := a.Net.Index(), 0.0
	price := func(m adit.MaterialID, p adit.PlaceID) float64 {
		return float64(prices[index.At(adit.Node{Material: m, Place: p})])
	}
	take := func(profit float64, size adit.Tonnes) {
		switch {
		case profit <= 0:
		case size.IsLimit():
			sum += profit * float64(size)
		case profit > 1e-6:
			t.Fatalf("something without limit earns %g USD a tonne", profit)
		}
	}
	for i := range a.Net.Processes {
		p, margin := &a.Net.Processes[i], -float64(l.ActivityAdd[i])
		for _, o := range p.Outputs {
			margin += o.Tonnes * price(o.Material, p.Place)
		}
		for _, in := range p.Inputs {
			margin -= in.Tonnes * price(in.Material, p.Place)
		}
		base := scaledBy(p.Limit(), a.Scenario.Period.Part())
		if !base.IsLimit() {
			base = p.Activity * adit.Tonnes(a.Scenario.Period.Part())
		}
		factor := adit.Tonnes(1)
		if l.Activity[i].IsLimit() {
			factor = l.Activity[i] / base
		}
		last := adit.Tonnes(0)
		for _, step := range stepsOr0(p.Steps) {
			upTo := min(scaledBy(step.UpTo, a.Scenario.Period.Part()), base)
			if !l.Activity[i].IsLimit() {
				upTo = scaledBy(step.UpTo, a.Scenario.Period.Part())
			}
			if upTo.IsLimit() {
				take(margin-float64(step.Cost), max(0, upTo-last)*factor)
				last = max(last, upTo)
			} else {
				take(margin-float64(step.Cost), adit.NoLimit)
			}
		}
	}
	for i := range a.Net.Lanes {
		lane := &a.Net.Lanes[i]
		margin, last := price(lane.Material, lane.To)-price(lane.Material, lane.From)-float64(l.FlowAdd[i]), adit.Tonnes(0)
		for _, step := range stepsOr0(lane.Steps) {
			upTo := min(scaledBy(step.UpTo, a.Scenario.Period.Part()), l.Flow[i])
			if upTo.IsLimit() {
				take(margin-float64(step.Cost), max(0, upTo-last))
				last = max(last, upTo)
			} else {
				take(margin-float64(step.Cost), adit.NoLimit)
			}
		}
	}
	for i := range a.Net.Demands {
		d := &a.Net.Demands[i]
		for _, step := range d.Steps {
			take(float64(step.Value)-price(d.Material, d.Place), step.Amount*l.Served[i]/d.Amount)
		}
	}
	for i := range a.Net.Stocks {
		x := &a.Net.Stocks[i]
		take(price(x.Material, x.Place)-float64(x.ReleaseAbove), l.Release[i])
		if x.Build > 0 {
			take(float64(x.BuildBelow)-price(x.Material, x.Place), l.Build[i])
		}
	}
	return sum
}

func scaledBy(t adit.Tonnes, f float64) adit.Tonnes { return timesK(t, adit.Tonnes(f)) }

func stepsOr0(steps []adit.CostStep) []adit.CostStep {
	if len(steps) == 0 {
		return []adit.CostStep{{UpTo: adit.NoLimit}}
	}
	return steps
}

// Law: a stricter ban never raises what the market is worth. With no foresight
// it holds a period at a time: over several a ban may make holders of stocks
// keep what later is worth more.
func TestStricterBan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := sized(t)
		foresight := eitherForesight(t)
		size.stocks = foresight == adit.FullForesight
		net, s := worldOf(drawn(t, "world"), size), scenarioOf(drawn(t, "scenario"), size, foresight, 3)
		d := disruptionOf(drawn(t, "ban"), size, s)
		d.Path, d.Quota, d.Add, d.Factor = nil, nil, 0, rapid.Float64Range(0, 1).Draw(t, "factor")
		if d.Demands != nil {
			return // wanting less is no ban
		}
		strict := d
		strict.Factor *= rapid.Float64Range(0, 1).Draw(t, "stricter")
		loose := *s
		s.Disruptions, loose.Disruptions = append(s.Disruptions, strict), append(s.Disruptions[:len(s.Disruptions):len(s.Disruptions)], d)
		got, most := float64(answered(t, net, s).Shocked.Objective), float64(answered(t, net, &loose).Shocked.Objective)
		if got > most+1e-6*math.Max(1, math.Abs(most)) {
			t.Fatalf("factor %g is worth %g USD, factor %g %g USD", strict.Factor, got, d.Factor, most)
		}
	})
}

// Law: who foresees is never worse off than who does not.
func TestForesightIsNoWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, s := generated(t, adit.NoForesight)
		foreseeing := *s
		foreseeing.Foresight = adit.FullForesight
		a, b := answered(t, net, s), answered(t, net, &foreseeing)
		for _, p := range [][2]*shock.Path{{a.Shocked, b.Shocked}, {a.Baseline, b.Baseline}} {
			if none, full := float64(p[0].Objective), float64(p[1].Objective); full < none-1e-6*math.Max(1, math.Abs(none)) {
				t.Fatalf("full %g USD, none %g USD", full, none)
			}
		}
	})
}

// Law: the same in another order gives the same bytes.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, s := generated(t, eitherForesight(t))
		want := text(t, answered(t, net, s))
		other, changed := shuffled(drawn(t, "shuffle"), net, s)
		sameBytes(t, text(t, answered(t, other, changed)), want)
	})
}

// Law: k times the tonnes give k times the objective, and prices that are prices
// of the first market too. (Not so a premium on a baseline price that is not
// unique.)
func TestScaling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := sized(t)
		size.scale = 1
		net, s := worldOf(drawn(t, "world"), size), scenarioOf(drawn(t, "scenario"), size, adit.NoForesight, 1)
		s.Lanes.NewLanePremium = 0
		k := rapid.SampledFrom([]float64{0.01, 8, 1000}).Draw(t, "k")
		large, s2 := multiplied(net, s, adit.Tonnes(k))
		a, b := answered(t, net, s), answered(t, large, s2)
		for _, p := range [][2]*shock.Path{{a.Shocked, b.Shocked}, {a.Baseline, b.Baseline}} {
			if got, want := float64(p[1].Objective)/k, float64(p[0].Objective); !near(got, want, 1e-6) {
				t.Fatalf("%g USD, %g times the tonnes %g USD each", want, k, got)
			}
		}
		l := market.LimitsOf(a.Net, s.Period.Part())
		for i, x := range a.Net.Stocks {
			l.Build[i] = min(x.Build, max(0, x.Room-x.Level))
		}
		if s.Lanes.Given {
			return // the limits of the baseline are then the engine's own
		}
		if proved := earned(t, a, l, b.Baseline.Steps[0].Price); !near(proved, float64(a.Baseline.Objective), 1e-6) {
			t.Fatalf("prices of %g times the tonnes prove %g USD, not %g USD", k, proved, a.Baseline.Objective)
		}
	})
}

// Law: a quota of 0 is a ban. (Beside another quota that holds in part of a period
// it is not quite: what the ban's lanes might have done in the rest is then open
// to the others.)
func TestQuotaOfNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, s := generated(t, adit.FullForesight)
		i := drawn(t, "who").IntN(6)
		d := adit.Disruption{Lanes: &adit.Selector{Place: []adit.PlaceID{place(i)}}, Factor: 0}
		for k := range s.Disruptions {
			s.Disruptions[k].Quota = nil
		}
		q := d
		q.Factor, q.Quota = 1, map[adit.Year]adit.Tonnes{0: 0}
		other := *s
		s.Disruptions, other.Disruptions = append(s.Disruptions, d), append(s.Disruptions[:len(s.Disruptions):len(s.Disruptions)], q)
		a, b := answered(t, net, s), answered(t, net, &other)
		if !near(float64(a.Shocked.Objective), float64(b.Shocked.Objective), 1e-6) {
			t.Fatalf("factor 0 %g USD, quota 0 %g USD", a.Shocked.Objective, b.Shocked.Objective)
		}
	})
}

// Law: a tariff raises the price where it is paid by no more than itself, and does
// not lower it. (In tonnes of another form it may be more: a tonne of metal takes
// more than a tonne of ore.) Steps of 5% tell a price to √1.05.
func TestTariffIsTheMostItRaises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t, "market")
		net := oneMarket(-0.1-0.8*r.Float64(), 0.05+r.Float64(), 0.1+0.8*r.Float64(), 1+2*r.Float64(), 1.05)
		tariff := 3000 * r.Float64()
		s := &adit.Scenario{Periods: 1, Period: adit.Yearly, Start: adit.MonthOf(2025, 1),
			Disruptions: []adit.Disruption{{Lanes: &adit.Selector{To: []adit.PlaceID{"USA"}}, Factor: 1, Add: adit.USD(tariff)}}}
		a, err := shock.Run(context.Background(), net, shock.Question{Scenario: s}, solver())
		if err != nil {
			t.Fatal(err)
		}
		before, after := priceAt(a, a.Baseline, 0, "m/metal@USA"), priceAt(a, a.Shocked, 0, "m/metal@USA")
		if step := math.Sqrt(1.05); after > (before+tariff)*step || after < before/step {
			t.Fatalf("a tariff of %g moves the price from %g to %g", tariff, before, after)
		}
	})
}

// Law: a repeater says what a run says, also after a network of other quantities
// and costs, and back again.
func TestRepeatIsRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := sized(t)
		size.stocks = false // which stock a period leaves is not the same from another basis
		net, s := worldOf(drawn(t, "world"), size), scenarioOf(drawn(t, "scenario"), size, adit.NoForesight, 3)
		s.Lanes.NewLanePremium = 0
		other, _ := multiplied(net, s, 1.3)
		for i := range other.Processes {
			for k := range other.Processes[i].Steps {
				other.Processes[i].Steps[k].Cost *= 0.7
			}
		}
		r := shock.Repeat(shock.Question{Scenario: s, Place: place(0)}, solver())
		defer r.Close()
		for _, n := range []*adit.Network{net, other, net} {
			got, err := r.Run(context.Background(), n)
			if err != nil {
				t.Fatal(err)
			}
			if want := answered(t, n, s); !near(float64(got.Shocked.Objective), float64(want.Shocked.Objective), 1e-7) {
				t.Fatalf("repeated %g USD, run %g USD", got.Shocked.Objective, want.Shocked.Objective)
			}
		}
	})
}
