package adit

import (
	"cmp"
	"fmt"
	"slices"
)

// A Network is a whole chain of supply in one year: what is made of what and
// where, what moves, who wants it and what lies in store. Every analysis runs
// on one, whether it was built from the atlas or read from a file.
//
// Slices are sorted by ID (Sort), so that every walk happens in one order and
// the same network in another order gives the same bytes.
type Network struct {
	Name      string
	Year      Year
	Materials []Material
	Processes []Process
	Lanes     []Lane
	Demands   []Demand
	Stocks    []Stock
}

// Observed is what is known of a yearly quantity beside its value: the
// interval that E6b draws from, how it is known, and the figure it rests on.
// The zero value means an exact quantity of a file that says no more.
type Observed struct {
	Low, High Tonnes // both 0 where nothing is said
	Basis     Basis  // "" where nothing is said
	Figure    string // Figure.ID, for `adit why`
}

// Interval returns the bounds of a quantity q, which are q itself where none
// are stated.
func (o Observed) Interval(q Tonnes) (low, high Tonnes) {
	if o.Low == 0 && o.High == 0 {
		return q, q
	}
	return o.Low, o.High
}

// A Process turns materials into materials at one place. A mine has no input.
// A by-product is a second output of its host, recovered by a further process.
type Process struct {
	ID       string
	Place    PlaceID
	Inputs   []Part // tonnes in per unit of activity, by material
	Outputs  []Part // tonnes out per unit of activity, by material
	Activity Tonnes // observed, a year
	Capacity Tonnes // yearly limit of activity, or NoLimit
	Steps    []CostStep
	Owners   []Owner // ultimate owners; shares below 1 leave the rest unknown
	Observed Observed
}

// A Part is so many tonnes of a material per unit of activity.
type Part struct {
	Material MaterialID
	Tonnes   float64
}

// A CostStep is a part of a process's activity or a lane's flow, up to UpTo in
// all, that costs Cost a unit. Steps are cumulative, cheapest first.
type CostStep struct {
	UpTo Tonnes // or NoLimit
	Cost USD
}

// An Owner holds a share of a process through any number of companies.
type Owner struct {
	Place PlaceID
	Share Share
}

// A Lane carries one material between two places.
type Lane struct {
	ID       string
	Material MaterialID
	From, To PlaceID
	Flow     Tonnes     // observed, a year
	Capacity Tonnes     // yearly limit, or NoLimit
	Steps    []CostStep // empty where no cost is known
	Observed Observed
}

// A Demand is what a place wants of a material in a year, for one end use.
type Demand struct {
	ID       string
	Place    PlaceID
	Material MaterialID
	Sector   string // industry code, such as "336412"
	Amount   Tonnes
	Steps    []ValueStep // empty where no value is known
	Observed Observed
}

// A ValueStep is a part of a demand that is served only if Value covers the
// delivered price.
type ValueStep struct {
	Amount Tonnes
	Value  USD // per tonne
}

// A Stock is a quantity of a material at a place. By itself it only gives, and
// at any price; the holder's rule is in the last four fields.
type Stock struct {
	ID       string
	Place    PlaceID
	Material MaterialID
	Holder   Holder
	Level    Tonnes
	Release  Tonnes // at most, a period; or NoLimit

	ReleaseAbove USD    // price below which the holder keeps what he has
	Build        Tonnes // at most, a period, that is put in; or NoLimit
	Room         Tonnes // most that it holds where it can be built; or NoLimit
	BuildBelow   USD    // price above which nothing is put in
}

// Holder says who decides about a stock.
type Holder string

const (
	Government Holder = "government"
	Producer   Holder = "producer"
	Consumer   Holder = "consumer"
)

// A Node is a material at a place: where things balance.
type Node struct {
	Material MaterialID
	Place    PlaceID
}

func (n Node) String() string { return fmt.Sprintf("%s@%s", n.Material, n.Place) }

// Compare orders nodes by material, then place.
func (n Node) Compare(o Node) int {
	return cmp.Or(cmp.Compare(n.Material, o.Material), cmp.Compare(n.Place, o.Place))
}

// Limit returns the yearly limit of a process's activity: the smaller of its
// capacity and its last step.
func (p *Process) Limit() Tonnes { return limit(p.Capacity, p.Steps) }

// Limit returns the yearly limit of a lane's flow: the smaller of its capacity
// and its last step.
func (l *Lane) Limit() Tonnes { return limit(l.Capacity, l.Steps) }

func limit(capacity Tonnes, steps []CostStep) Tonnes {
	if len(steps) == 0 {
		return capacity
	}
	return min(capacity, steps[len(steps)-1].UpTo)
}

// Output returns the tonnes of m made at the observed activity.
func (p *Process) Output(m MaterialID) Tonnes {
	for _, o := range p.Outputs {
		if o.Material == m {
			return Tonnes(o.Tonnes) * p.Activity
		}
	}
	return 0
}

// Makes reports whether m is among p's outputs.
func (p *Process) Makes(m MaterialID) bool {
	return slices.ContainsFunc(p.Outputs, func(o Part) bool { return o.Material == m })
}

// Node returns where d must be met.
func (d *Demand) Node() Node { return Node{d.Material, d.Place} }

// Node returns where s lies.
func (s *Stock) Node() Node { return Node{s.Material, s.Place} }

// Material returns the material of that id, or nil.
func (n *Network) Material(id MaterialID) *Material {
	i, ok := slices.BinarySearchFunc(n.Materials, id, func(m Material, id MaterialID) int { return cmp.Compare(m.ID, id) })
	if !ok {
		return nil
	}
	return &n.Materials[i]
}

// Sort puts every slice in the order of its ids, and the steps of a demand
// dearest first: who pays most is served first.
func (n *Network) Sort() {
	slices.SortFunc(n.Materials, func(a, b Material) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(n.Processes, func(a, b Process) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(n.Lanes, func(a, b Lane) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(n.Demands, func(a, b Demand) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(n.Stocks, func(a, b Stock) int { return cmp.Compare(a.ID, b.ID) })
	for i := range n.Processes {
		p := &n.Processes[i]
		byMaterial := func(a, b Part) int { return cmp.Compare(a.Material, b.Material) }
		slices.SortFunc(p.Inputs, byMaterial)
		slices.SortFunc(p.Outputs, byMaterial)
		slices.SortFunc(p.Owners, func(a, b Owner) int { return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Share, b.Share)) })
	}
	for i := range n.Demands {
		slices.SortFunc(n.Demands[i].Steps, func(a, b ValueStep) int {
			return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(b.Amount, a.Amount))
		})
	}
}

// Around returns o with its interval widened to hold q, so that a quantity
// that had to leave its interval is not outside it afterwards.
func (o Observed) Around(q Tonnes) Observed {
	if o.Low == 0 && o.High == 0 {
		return o
	}
	o.Low, o.High = min(o.Low, q), max(o.High, q)
	return o
}
