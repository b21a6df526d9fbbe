package stockpile

import (
	"cmp"
	"math"
	"slices"

	"adit"
	"adit/world"
)

// A node is a material at a place.
type node struct {
	material adit.MaterialID
	place    adit.PlaceID
}

// A source is where a node's supply comes from in the observed year.
type source struct {
	tonnes  float64
	lane    *adit.Lane
	process *adit.Process
	output  float64 // tonnes per unit of activity, of a process
}

// A feed is what own plants lose, in tonnes of what they take in.
type feed struct {
	material adit.MaterialID
	tonnes   float64 // of feed a year
	makes    float64 // of the form, from it
}

// sources lists what each node is supplied by.
func sources(n *adit.Network) map[node][]source {
	all := map[node][]source{}
	for i := range n.Processes {
		x := &n.Processes[i]
		for _, out := range x.Outputs {
			if t := float64(x.Activity) * out.Tonnes; t > 0 {
				at := node{out.Material, x.Place}
				all[at] = append(all[at], source{t, nil, x, out.Tonnes})
			}
		}
	}
	for i := range n.Lanes {
		if l := &n.Lanes[i]; l.Flow > 0 {
			at := node{l.Material, l.To}
			all[at] = append(all[at], source{tonnes: float64(l.Flow), lane: l})
		}
	}
	return all
}

// settled is when the shares no longer change.
const settled = 1e-12

// reliable is, for each node, the share of its supply that is relied upon: of a
// lane into the country the reliability of where it comes from, times the share
// there; of a process the scarcest of its inputs. What the adversary sends to
// others is lost to them, too. It is the greatest solution: shares begin at 1 and
// fall until they agree.
func (d *desk) reliable(by map[node][]source, trust func(adit.PlaceID) float64) map[node]float64 {
	nodes := make([]node, 0, len(by))
	share := map[node]float64{}
	for at := range by {
		nodes, share[at] = append(nodes, at), 1
	}
	slices.SortFunc(nodes, func(a, b node) int {
		return cmp.Or(cmp.Compare(a.material, b.material), cmp.Compare(a.place, b.place))
	})
	for range 10_000 {
		change := 0.0
		for _, at := range nodes {
			good, sum := 0.0, 0.0
			for _, s := range by[at] {
				good, sum = good+s.tonnes*d.part(s, share, trust), sum+s.tonnes
			}
			change = math.Max(change, share[at]-good/sum)
			share[at] = good / sum
		}
		if change < settled {
			break
		}
	}
	return share
}

// part is the share of a source that is relied upon.
func (d *desk) part(s source, share map[node]float64, trust func(adit.PlaceID) float64) float64 {
	if s.lane != nil {
		from := share[node{s.lane.Material, s.lane.From}]
		home, abroad := d.Country.Covers(s.lane.To), !d.Country.Covers(s.lane.From)
		switch {
		case home && abroad:
			d.supplies[s.lane.From.Country()] = true
			return from * trust(s.lane.From)
		case d.trustIn(s.lane.From).Why == "the adversary" && s.lane.From.Country() != s.lane.To.Country():
			return 0
		}
		return from
	}
	least := 1.0
	for _, in := range s.process.Inputs {
		least = min(least, share[node{in.Material, s.process.Place}])
	}
	return least
}

// uses is what the country finally uses of each form, in tonnes a year.
func (d *desk) uses(n *adit.Network, mineral string) map[adit.MaterialID]float64 {
	use := adit.MaterialID(mineral + "/use")
	by := map[adit.MaterialID]float64{}
	for i := range n.Processes {
		if x := &n.Processes[i]; x.Makes(use) && d.Country.Covers(x.Place) {
			for _, in := range x.Inputs {
				by[in.Material] += float64(x.Activity) * in.Tonnes
			}
		}
	}
	for i := range n.Demands {
		if dm := &n.Demands[i]; dm.Material != use && d.Country.Covers(dm.Place) {
			by[dm.Material] += float64(dm.Amount)
		}
	}
	return by
}

// materials says, for each form that is used, what is relied upon and what is
// short, with the reliabilities given.
func (d *desk) materials(n *adit.Network, mineral string, trust func(adit.PlaceID) float64) []Material {
	by := sources(n)
	share := d.reliable(by, trust)
	uses := d.uses(n, mineral)
	var all []Material
	for _, m := range sorted(uses) {
		if uses[m] <= 0 {
			continue
		}
		x := Material{Mineral: mineral, Form: m.Form(), Use: uses[m], Unlisted: []string{}, Hold: []Stock{}, Figures: []string{}}
		x.Defence = d.defence(mineral) * x.Use
		x.Essential = d.essential * (x.Use - x.Defence)
		d.supply(&x, m, by, share, trust)
		all = append(all, x)
	}
	return all
}

// supply adds up what is relied upon, and what is lost, for the country's use.
func (d *desk) supply(x *Material, m adit.MaterialID, by map[node][]source, share map[node]float64, trust func(adit.PlaceID) float64) {
	total := 0.0
	for at, list := range by {
		if at.material == m && d.Country.Covers(at.place) {
			for _, s := range list {
				if s.lane == nil || !d.Country.Covers(s.lane.From) {
					total += s.tonnes
				}
			}
		}
	}
	if total == 0 {
		return
	}
	k := min(1, x.Use/total) // the rest is sent out or goes into other forms
	for _, at := range nodesOf(by, m, d.Country) {
		for _, s := range by[at] {
			if s.lane != nil && d.Country.Covers(s.lane.From) {
				continue
			}
			good := s.tonnes * d.part(s, share, trust) * k
			x.lost += s.tonnes*k - good
			switch {
			case s.lane != nil:
				x.Supply.Imported += good
				x.bought += s.tonnes*k - good
			case world.IsRecycling(s.process):
				x.Supply.Recycled += good
			default:
				x.Supply.Own += good
				x.lostFeeds = append(x.lostFeeds, feeds(s, s.tonnes*k-good)...)
			}
		}
	}
	x.Supply.Share = (x.Supply.Own + x.Supply.Recycled + x.Supply.Imported) / x.Use
}

// feeds are what a process lacks for an output that is lost.
func feeds(s source, lost float64) []feed {
	var all []feed
	for _, in := range s.process.Inputs {
		if lost > 0 {
			all = append(all, feed{in.Material, lost / s.output * in.Tonnes, lost})
		}
	}
	return all
}

func nodesOf(by map[node][]source, m adit.MaterialID, country adit.PlaceID) []node {
	var all []node
	for at := range by {
		if at.material == m && country.Covers(at.place) {
			all = append(all, at)
		}
	}
	slices.SortFunc(all, func(a, b node) int { return cmp.Compare(a.place, b.place) })
	return all
}

func sorted(m map[adit.MaterialID]float64) []adit.MaterialID {
	ids := make([]adit.MaterialID, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
