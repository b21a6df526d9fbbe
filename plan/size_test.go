package plan_test

import (
	"fmt"
	"math/rand/v2"

	"adit"
)

// A sized world: minerals that only money joins, each a chain of mines, refineries
// and users in several places, with projects and cases against it.
type sized struct {
	minerals, years, cases, projects int // projects of each mineral
	reserves                         bool
}

// usual is the size of the default question of the atlas.
var usual = sized{minerals: 17, years: 15, cases: 12, projects: 8, reserves: true}

var world = []adit.PlaceID{"USA", "CHN", "CAN", "DEU", "AUS", "JPN", "CHL"}

func (z sized) instance(seed uint64) instance {
	r := rand.New(rand.NewPCG(seed, 11))
	n := &adit.Network{Name: "generated", Year: 2025}
	c := &adit.Candidates{First: 2026, Last: adit.Year(2025 + z.years), Discount: 0.05}
	whole := adit.USD(0)
	for k := range z.minerals {
		m := fmt.Sprintf("m%02d", k)
		mineral(r, n, m)
		for i := range z.projects {
			p := projectFor(r, n, m, i)
			whole += p.Public
			c.Projects = append(c.Projects, p)
		}
		if z.reserves && k%3 == 0 {
			c.Stockpile = append(c.Stockpile, adit.Reserve{Material: adit.MaterialID(m + "/metal"), Place: "USA", Most: 60, Price: 4000, Hold: 40, Release: 30})
		}
	}
	c.Budget = adit.Budget{Total: whole / 4, Yearly: map[adit.Year]adit.USD{2026: whole / 20, 2027: whole / 15}}
	c.Budgets = []adit.NamedBudget{{Name: "loan", Budget: adit.Budget{Total: whole / 12}}}
	c.Cases = z.against(r)
	n.Sort()
	c.Sort()
	return instance{net: n, c: c}
}

// mineral adds ore, an intermediate and metal: China makes most of the latter two.
func mineral(r *rand.Rand, n *adit.Network, m string) {
	ore, oxide, metal := adit.MaterialID(m+"/ore"), adit.MaterialID(m+"/oxide"), adit.MaterialID(m+"/metal")
	for _, id := range []adit.MaterialID{ore, oxide, metal} {
		n.Materials = append(n.Materials, adit.Material{ID: id, Content: 1})
	}
	price := 2000 + 2000*r.Float64()
	for _, p := range world {
		size := 10 + 20*r.Float64()
		if p == "CHN" {
			size *= 20
		}
		n.Processes = append(n.Processes, curved(r, m+" mine "+string(p), p, nil, ore, size, price*0.3))
		if p != "CHL" {
			n.Processes = append(n.Processes, curved(r, m+" plant "+string(p), p, []adit.Part{{Material: ore, Tonnes: 1}}, oxide, size*0.9, price*0.2))
		}
		if p == "CHN" || p == "JPN" || p == "DEU" {
			n.Processes = append(n.Processes, curved(r, m+" smelter "+string(p), p, []adit.Part{{Material: oxide, Tonnes: 1.1}}, metal, size, price*0.2))
		}
		if p != "CHL" && p != "AUS" {
			n.Demands = append(n.Demands, usesOf(r, m+" in "+string(p), p, metal, 60+60*r.Float64(), price))
		}
	}
	for _, material := range []adit.MaterialID{ore, oxide, metal} {
		for _, from := range world {
			for _, to := range world {
				if from != to && r.IntN(3) > 0 {
					n.Lanes = append(n.Lanes, adit.Lane{ID: fmt.Sprint(material, " ", from, ">", to), Material: material, From: from, To: to, Flow: 10,
						Capacity: adit.Tonnes(20 + 60*r.Float64()), Steps: []adit.CostStep{{UpTo: adit.NoLimit, Cost: adit.USD(20 + 100*r.Float64())}}})
				}
			}
		}
	}
}

// curved is a process with a cost curve of six steps.
func curved(r *rand.Rand, id string, at adit.PlaceID, from []adit.Part, to adit.MaterialID, size, cost float64) adit.Process {
	p := adit.Process{ID: id, Place: at, Inputs: from, Outputs: []adit.Part{{Material: to, Tonnes: 1}}, Activity: adit.Tonnes(size * 0.8), Capacity: adit.Tonnes(size)}
	for k := range 6 {
		p.Steps = append(p.Steps, adit.CostStep{UpTo: adit.Tonnes(size * float64(k+1) / 6), Cost: adit.USD(cost * (0.7 + 0.15*float64(k) + 0.1*r.Float64()))})
	}
	return p
}

func usesOf(r *rand.Rand, id string, at adit.PlaceID, m adit.MaterialID, amount, price float64) adit.Demand {
	d := adit.Demand{ID: id, Place: at, Material: m, Amount: adit.Tonnes(amount)}
	for k := range 12 {
		d.Steps = append(d.Steps, adit.ValueStep{Amount: adit.Tonnes(amount / 12), Value: adit.USD(price * (8 - 0.55*float64(k)) * (0.97 + 0.06*r.Float64()))})
	}
	return d
}

func projectFor(r *rand.Rand, n *adit.Network, m string, i int) adit.Project {
	at := []adit.PlaceID{"USA", "USA", "CAN", "AUS"}[r.IntN(4)]
	size := 10 + 50*r.Float64()
	p := adit.Project{ID: fmt.Sprintf("%s p%d", m, i), Earliest: 2026, Public: adit.USD(size * (500 + 5000*r.Float64()))}
	ore, oxide, metal := adit.MaterialID(m+"/ore"), adit.MaterialID(m+"/oxide"), adit.MaterialID(m+"/metal")
	var q adit.Process
	switch i % 4 {
	case 0:
		q = curved(r, p.ID, at, nil, ore, size, 900)
	case 1:
		q = curved(r, p.ID, at, []adit.Part{{Material: ore, Tonnes: 1}}, oxide, size, 600)
	case 2:
		q = curved(r, p.ID, at, []adit.Part{{Material: oxide, Tonnes: 1.1}}, metal, size, 600)
	case 3: // from scrap
		q = curved(r, p.ID, "USA", nil, metal, size/3, 1500)
	}
	q.Steps = q.Steps[:2]
	q.Steps[1].UpTo = q.Capacity
	p.Process = &q
	lead := 1 + r.IntN(5)
	p.Online = []adit.OnlineStep{{Years: lead, Probability: 0.3}, {Years: lead + 1, Probability: 0.6}, {Years: lead + 2, Probability: 0.9}}
	if r.IntN(3) == 0 {
		p.Shares = "loan"
	}
	if i > 3 && r.IntN(6) == 0 {
		p.Requires = []string{fmt.Sprintf("%s p%d", m, i-4)}
	}
	return p
}

// against are calm and cases that each touch some minerals for some years.
func (z sized) against(r *rand.Rand) []adit.Case {
	cases := []adit.Case{{Name: "calm", Probability: 0.2}}
	for k := 1; k < z.cases; k++ {
		c := adit.Case{Name: fmt.Sprintf("case %02d", k), Probability: 0.8 / float64(z.cases-1)}
		var which []adit.MaterialID
		for m := range z.minerals {
			if k == 1 || r.IntN(4) == 0 || m == k%z.minerals {
				which = append(which, adit.MaterialID(fmt.Sprintf("m%02d/", m)))
			}
		}
		from := adit.MonthOf(adit.Year(2027+r.IntN(5)), 1)
		c.Disruptions = []adit.Disruption{{Lanes: &adit.Selector{From: []adit.PlaceID{"CHN"}, Material: which}, Factor: 0.2 * float64(r.IntN(3)), From: from, Until: from + adit.Month(12*(2+r.IntN(6))-1)}}
		cases = append(cases, c)
	}
	return cases
}
