package plan_test

import (
	"fmt"
	"math/rand/v2"

	"adit"
)

// A generated world: ore and metal in a few places, refineries between them, and
// a second mineral that the cases may leave alone.
func worldOf(r *rand.Rand) *adit.Network {
	n := &adit.Network{Name: "generated", Year: 2025}
	for _, m := range []adit.MaterialID{"x/ore", "x/metal", "y/metal"} {
		n.Materials = append(n.Materials, adit.Material{ID: m, Content: 1})
	}
	places := places(r)
	for _, p := range places {
		n.Processes = append(n.Processes, mineAt(r, "mine "+string(p), p, "x/ore"), refineryAt(r, "refinery "+string(p), p), mineAt(r, "y "+string(p), p, "y/metal"))
		for _, m := range []adit.MaterialID{"x/metal", "y/metal"} {
			if r.IntN(3) > 0 {
				n.Demands = append(n.Demands, wantAt(r, p, m))
			}
		}
	}
	n.Demands = append(n.Demands, adit.Demand{ID: "always", Place: places[0], Material: "x/metal", Amount: 5, Steps: []adit.ValueStep{{Amount: 5, Value: 7000}}})
	for _, m := range n.Materials {
		for _, from := range places {
			for _, to := range places {
				if from != to && r.IntN(3) > 0 {
					n.Lanes = append(n.Lanes, laneOf(r, fmt.Sprint(m.ID, " ", from, ">", to), m.ID, from, to))
				}
			}
		}
	}
	if r.IntN(2) == 0 {
		n.Stocks = append(n.Stocks, adit.Stock{ID: "stock", Place: places[0], Material: "x/metal", Level: adit.Tonnes(r.IntN(20)), Release: adit.Tonnes(1 + r.IntN(10))})
	}
	n.Sort()
	return n
}

func places(r *rand.Rand) []adit.PlaceID {
	return []adit.PlaceID{"USA", "CHN", "CAN", "DEU"}[:2+r.IntN(3)]
}

func mineAt(r *rand.Rand, id string, at adit.PlaceID, m adit.MaterialID) adit.Process {
	whole := adit.Tonnes(5 + r.IntN(40))
	first := adit.USD(50 + r.IntN(500))
	steps := []adit.CostStep{{UpTo: whole / 2, Cost: first}, {UpTo: whole, Cost: first + adit.USD(r.IntN(900))}}
	return adit.Process{ID: id, Place: at, Outputs: []adit.Part{{Material: m, Tonnes: 1}}, Activity: whole / 2, Capacity: whole, Steps: steps,
		Owners: []adit.Owner{{Place: "CHN", Share: adit.Share(r.IntN(3)) / 2}}}
}

func refineryAt(r *rand.Rand, id string, at adit.PlaceID) adit.Process {
	return adit.Process{ID: id, Place: at, Inputs: []adit.Part{{Material: "x/ore", Tonnes: 1}}, Outputs: []adit.Part{{Material: "x/metal", Tonnes: 0.5 + 0.1*float64(r.IntN(5))}},
		Activity: 1, Capacity: adit.Tonnes(5 + r.IntN(40)), Steps: []adit.CostStep{{UpTo: adit.NoLimit, Cost: adit.USD(20 + r.IntN(300))}}}
}

func laneOf(r *rand.Rand, id string, m adit.MaterialID, from, to adit.PlaceID) adit.Lane {
	return adit.Lane{ID: id, Material: m, From: from, To: to, Flow: 1, Capacity: adit.Tonnes(1 + r.IntN(30)), Steps: []adit.CostStep{{UpTo: adit.NoLimit, Cost: adit.USD(5 + r.IntN(50))}}}
}

func wantAt(r *rand.Rand, at adit.PlaceID, m adit.MaterialID) adit.Demand {
	a, b := adit.Tonnes(1+r.IntN(15)), adit.Tonnes(1+r.IntN(15))
	v := adit.USD(800 + r.IntN(4000))
	return adit.Demand{ID: fmt.Sprint(m, " in ", at), Place: at, Material: m, Amount: a + b, Steps: []adit.ValueStep{{Amount: a, Value: 2*v + adit.USD(r.IntN(3000))}, {Amount: b, Value: v}}}
}

// candidatesOf draws what may be built in a world, and against what.
func candidatesOf(r *rand.Rand) *adit.Candidates {
	c := &adit.Candidates{First: 2026, Last: adit.Year(2027 + r.IntN(3)), Discount: 0.01 * float64(r.IntN(9)),
		Budget: adit.Budget{Total: adit.USD(10_000 + r.IntN(90_000)), Yearly: map[adit.Year]adit.USD{}}}
	if r.IntN(2) == 0 {
		c.Budget.Yearly[2026] = adit.USD(r.IntN(30_000))
	}
	c.Budgets = []adit.NamedBudget{{Name: "fund", Budget: adit.Budget{Total: adit.USD(5_000 + r.IntN(40_000))}}}
	for i := range 2 + r.IntN(6) {
		c.Projects = append(c.Projects, projectOf(r, i))
	}
	if r.IntN(2) == 0 {
		c.Stockpile = append(c.Stockpile, adit.Reserve{Material: "x/metal", Place: "USA", Most: adit.Tonnes(1 + r.IntN(30)), Price: adit.USD(300 + r.IntN(900)), Hold: adit.USD(r.IntN(40)), Release: adit.Tonnes(1 + r.IntN(10))})
	}
	c.Cases = casesOf(r)
	if r.IntN(3) == 0 {
		c.Targets = append(c.Targets, adit.Target{Material: "x/metal", Place: "USA", From: []adit.PlaceID{"CHN"}, MaxShare: adit.Share(0.1 * float64(r.IntN(10))), Year: c.Last})
	}
	c.Sort()
	return c
}

func projectOf(r *rand.Rand, i int) adit.Project {
	p := adit.Project{ID: fmt.Sprintf("p%d", i), Earliest: adit.Year(2026 + r.IntN(2)), Public: adit.USD(1_000 + r.IntN(40_000)), Online: []adit.OnlineStep{{Years: r.IntN(2), Probability: 1}}}
	if r.IntN(3) == 0 {
		p.Online = []adit.OnlineStep{{Years: 0, Probability: 0.25}, {Years: 1 + r.IntN(2), Probability: 0.8}}
	}
	at := []adit.PlaceID{"USA", "CHN"}[r.IntN(2)]
	switch r.IntN(4) {
	case 0:
		q := mineAt(r, p.ID+" mine", at, "x/ore")
		p.Process = &q
	case 1:
		q := refineryAt(r, p.ID+" refinery", at)
		p.Process = &q
	case 2:
		q := mineAt(r, p.ID+" y", at, "y/metal")
		p.Process = &q
	case 3:
		l := laneOf(r, p.ID+" lane", "x/metal", "CHN", "USA")
		p.Lane = &l
	}
	if i > 0 && r.IntN(4) == 0 {
		p.Requires = []string{"p0"}
	} else if i > 1 && r.IntN(5) == 0 {
		p.Excludes = []string{"p1"}
	}
	if r.IntN(3) == 0 {
		p.Shares = "fund"
	}
	return p
}

// casesOf are two to four: calm, a stop of Chinese exports from some year on, a
// quota on metal, and Chinese owners at half their capacity.
func casesOf(r *rand.Rand) []adit.Case {
	stop := adit.Disruption{Lanes: &adit.Selector{From: []adit.PlaceID{"CHN"}}, Factor: 0.1 * float64(r.IntN(4)), From: adit.MonthOf(adit.Year(2026+r.IntN(2)), 1+r.IntN(12))}
	quota := adit.Disruption{Lanes: &adit.Selector{Material: []adit.MaterialID{"x/metal"}}, Factor: 1, Quota: map[adit.Year]adit.Tonnes{0: adit.Tonnes(r.IntN(20))}}
	half := adit.Disruption{Processes: &adit.Selector{Place: []adit.PlaceID{"CHN"}, Material: []adit.MaterialID{"x/"}}, Factor: 0.5}
	more := adit.Disruption{Demands: &adit.Selector{Place: []adit.PlaceID{"USA"}}, Factor: 1.3, Until: adit.MonthOf(2026, 12)}
	all := []adit.Case{{Name: "calm"}, {Name: "stop", Disruptions: []adit.Disruption{stop}}, {Name: "quota", Disruptions: []adit.Disruption{quota, more}}, {Name: "half", Disruptions: []adit.Disruption{half}}}
	cases := all[:2+r.IntN(3)]
	sum := 0
	parts := make([]int, len(cases))
	for k := range cases {
		parts[k] = 1 + r.IntN(8)
		sum += parts[k]
	}
	for k := range cases {
		cases[k].Probability = float64(parts[k]) / float64(sum)
	}
	return cases
}
