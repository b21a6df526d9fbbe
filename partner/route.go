package partner

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"adit"
	"adit/atlas"
	"adit/world"
)

// A Route is a corridor switched on in the network of one mineral.
type Route struct {
	Corridor
	Net     *adit.Network `json:"-"`
	Added   float64       `json:"added_capacity_gross_t"`
	Full    bool          `json:"full"` // its added capacity holds the flows down
	Changes []Shift       `json:"changes"`
	Notes   []string      `json:"notes"`
}

// A Shift is a flow that the corridor changes.
type Shift struct {
	Lane   string       `json:"lane"`
	From   adit.PlaceID `json:"from"`
	To     adit.PlaceID `json:"to"`
	Before float64      `json:"before_t"`
	After  float64      `json:"after_t"`
}

// FindCorridor returns the corridor of that id, or an *adit.UnknownError.
func FindCorridor(a *atlas.Atlas, id string) (*Corridor, error) {
	var ids []string
	for _, c := range Corridors(a) {
		if c.ID == id {
			return &c, nil
		}
		ids = append(ids, c.ID)
	}
	return nil, &adit.UnknownError{Kind: "corridor", ID: id, Near: ids}
}

// Open switches a corridor on. The network that is given stays as it is.
//
// Flows: transport that costs 1 + c of before is as distance that much shorter,
// so that what its inland countries send to where it leads is multiplied by
// (1 + c)^−θ, θ being the atlas's distance decay (R2), and all flows of the form
// are scaled to what each country sent and got before (RAS). No node gains or
// loses mass. What more it carries is at most its added capacity, as if it
// carried this mineral alone.
//
// N−1: beside them stands a lane from each inland country to the corridor's end
// and from there to each country it leads to, with the added capacity and no
// flow.
func (c *Corridor) Open(a *atlas.Atlas, n *world.Network) (*Route, error) {
	if c.Capacity == nil || c.Current == nil {
		return nil, fmt.Errorf("corridor %s cannot be switched on: no source of the atlas gives its capacity", c.ID)
	}
	r := &Route{Corridor: *c, Added: max(0, *c.Capacity-*c.Current), Changes: []Shift{}, Notes: []string{}}
	net := *n.Network
	net.Lanes = slices.Clone(net.Lanes)
	r.Net = &net
	to, err := c.leadsTo(a, n.Year)
	if err != nil {
		return nil, err
	}
	content := contents(a, n)
	on := func(l *adit.Lane) bool { return slices.Contains(c.From, l.From) && to[l.To] }
	switch {
	case c.Cost == nil:
		r.Notes = append(r.Notes, "no source says by how much it changes transport costs: flows stay, and only its capacity counts when a country goes")
	case !slices.ContainsFunc(net.Lanes, func(l adit.Lane) bool { return on(&l) && l.Flow > 0 }):
		r.Notes = append(r.Notes, "none of it moves from its countries to where it leads: no flow changes")
	default:
		r.shift(a, n, on, content)
	}
	r.hub(to, n, content)
	net.Sort()
	return r, nil
}

// leadsTo are the countries that a corridor leads to.
func (c *Corridor) leadsTo(a *atlas.Atlas, y adit.Year) (map[adit.PlaceID]bool, error) {
	to := map[adit.PlaceID]bool{}
	for _, name := range c.To {
		if members, err := a.Group(name, year(y)); err == nil {
			for _, p := range members {
				to[p] = true
			}
			continue
		}
		p, err := a.Places().Find(name)
		if err != nil {
			return nil, fmt.Errorf("corridor %s: %w", c.ID, err)
		}
		to[adit.PlaceID(p)] = true
	}
	return to, nil
}

// contents are the contained tonnes per gross tonne of each form; a form that
// the chain gives none for counts as all content, which lets less through.
func contents(a *atlas.Atlas, n *world.Network) map[adit.MaterialID]float64 {
	by := map[adit.MaterialID]float64{}
	for r := range a.Rows("chain") {
		if v, ok := r.Number("content"); ok && v > 0 && v <= 1 && r.Get("mineral") == n.Mineral {
			by[adit.MaterialID(n.Mineral+"/"+r.Get("form"))] = v
		}
	}
	for _, f := range n.Forms {
		by[f.Material] = cmp.Or(by[f.Material], 1)
	}
	return by
}

// shift scales the flows, and less where the corridor would be full.
func (r *Route) shift(a *atlas.Atlas, n *world.Network, on func(*adit.Lane) bool, content map[adit.MaterialID]float64) {
	most := math.Pow(1+*r.Cost/100, -decay(a))
	more := func(factor float64) float64 {
		flows := balanced(n.Network, on, factor)
		gross := 0.0
		for i := range n.Lanes {
			if l := &n.Lanes[i]; on(l) {
				gross += (flows[i] - float64(l.Flow)) / content[l.Material]
			}
		}
		return gross
	}
	factor := most
	if r.Full = more(most) > r.Added; r.Full {
		low, high := 1.0, most
		for range 40 {
			if factor = (low + high) / 2; more(factor) > r.Added {
				high = factor
			} else {
				low = factor
			}
		}
		factor = low
	}
	r.settle(n.Network, balanced(n.Network, on, factor))
}

// decay is θ of R2.
func decay(a *atlas.Atlas) float64 {
	for r := range a.Rows("assumptions") {
		if r.Get("assumption") == "distance-decay" {
			return r.Figure("value").Value
		}
	}
	panic("partner: the atlas has no assumption distance-decay")
}

// settle writes the flows and lists what changed, the largest first. A lane keeps
// its room to grow.
func (r *Route) settle(before *adit.Network, flows []float64) {
	for i := range before.Lanes {
		l, old := &r.Net.Lanes[i], float64(before.Lanes[i].Flow)
		if flows[i] == old {
			continue
		}
		l.Flow = adit.Tonnes(flows[i])
		if old > 0 && l.Capacity.IsLimit() {
			l.Capacity *= adit.Tonnes(flows[i] / old)
		}
		l.Observed = adit.Observed{Basis: adit.Derived}
		if math.Abs(flows[i]-old) > 1e-6*old {
			r.Changes = append(r.Changes, Shift{l.ID, l.From, l.To, old, flows[i]})
		}
	}
	slices.SortStableFunc(r.Changes, func(a, b Shift) int {
		return cmp.Compare(math.Abs(b.After-b.Before), math.Abs(a.After-a.Before))
	})
}

// balanced multiplies the flows of a corridor by a factor and scales all flows of
// the forms concerned to what each place sent and got before (RAS).
func balanced(net *adit.Network, on func(*adit.Lane) bool, factor float64) []float64 {
	type end struct {
		material adit.MaterialID
		place    adit.PlaceID
		out      bool
	}
	flows := make([]float64, len(net.Lanes))
	total, lanes, moved := map[end]float64{}, map[end][]int{}, map[adit.MaterialID]bool{}
	for i := range net.Lanes {
		l := &net.Lanes[i]
		flows[i] = float64(l.Flow)
		if on(l) && l.Flow > 0 {
			flows[i] *= factor
			moved[l.Material] = true
		}
		for _, e := range []end{{l.Material, l.From, true}, {l.Material, l.To, false}} {
			total[e] += float64(l.Flow)
			lanes[e] = append(lanes[e], i)
		}
	}
	ends := slices.SortedFunc(maps.Keys(total), func(a, b end) int {
		return cmp.Or(cmp.Compare(a.material, b.material), cmp.Compare(a.place, b.place))
	})
	for range 500 {
		worst := 0.0
		for _, out := range []bool{true, false} {
			for _, e := range ends {
				if e.out != out || !moved[e.material] || total[e] == 0 {
					continue
				}
				sum := 0.0
				for _, i := range lanes[e] {
					sum += flows[i]
				}
				k := total[e] / sum
				worst = max(worst, math.Abs(k-1))
				for _, i := range lanes[e] {
					flows[i] *= k
				}
			}
		}
		if worst < 1e-12 {
			break
		}
	}
	return flows
}

// hub adds the lanes that N−1 may use, through the corridor's end.
func (r *Route) hub(to map[adit.PlaceID]bool, n *world.Network, content map[adit.MaterialID]float64) {
	makes, takes := map[adit.Node]bool{}, map[adit.Node]bool{}
	for i := range n.Processes {
		x := &n.Processes[i]
		for _, part := range x.Outputs {
			makes[adit.Node{Material: part.Material, Place: x.Place}] = true
		}
		for _, part := range x.Inputs {
			takes[adit.Node{Material: part.Material, Place: x.Place}] = true
		}
	}
	for i := range n.Demands {
		takes[n.Demands[i].Node()] = true
	}
	end := r.Via[0]
	add := func(m adit.MaterialID, from, to adit.PlaceID) {
		r.Net.Lanes = append(r.Net.Lanes, adit.Lane{ID: fmt.Sprintf("corridor %s %s", r.ID, laneKey(m, from, to)), Material: m, From: from, To: to,
			Capacity: adit.Tonnes(r.Added * content[m]), Observed: adit.Observed{Basis: adit.Derived}})
	}
	for _, f := range n.Forms {
		used := false
		for _, p := range r.From {
			if makes[adit.Node{Material: f.Material, Place: p}] {
				used = true
				add(f.Material, p, end)
			}
		}
		for _, p := range slices.Sorted(maps.Keys(to)) {
			if used && takes[adit.Node{Material: f.Material, Place: p}] {
				add(f.Material, end, p)
			}
		}
	}
}
