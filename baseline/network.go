package baseline

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/market"
	"adit/world"
)

// A Lever is an input of a priced network that may be another: the tornado
// moves one at a time within its band, an ensemble draws them all.
type Lever struct {
	ID   string // "demand-elasticity", "stock-days-consumer" …
	Name string // in print
	Value
}

// Levers of a priced network, in the order of Model.Levers.
const (
	DemandElasticity = "demand-elasticity"
	SupplyElasticity = "supply-elasticity"
	SpareCapacity    = "spare-capacity" // as a multiple of what each process has
	StockDays        = "stock-days-consumer"
	Choke            = "demand-choke"
	LaneGrowth       = "lane-growth-month"
	NewLaneDelay     = "new-lane-delay-months"
	NewLanePremium   = "new-lane-premium"
	RestartDelay     = "restart-months"
)

// An EndUse is a part of the use of the country that is looked at.
type EndUse struct {
	Name, Sector string
	Share        float64 // of the country's use
}

// A Model is all that a mineral's priced network is made from. Network makes it
// again, cheaply, with levers in other places.
type Model struct {
	Mineral string
	World   *world.Network
	Prices  map[adit.MaterialID]Value // per tonne as the network counts it
	Levers  []Lever
	Notes   []string // what was read how
	// Ratio is of neighbouring prices in the steps of curves (market.Curve).
	Ratio float64

	country  adit.PlaceID
	uses     []EndUse
	holdings []Holding
	hosts    []hosted
	idle     []world.Idle
	spare    Value            // share of output that makers can add at once
	fixed    map[string]Value // assumptions that are no levers
	rest     []adit.Demand    // what nodes have and nobody is known to take
}

// DefaultRatio gives prices to within 5% of the curves: far inside what the
// bands of elasticities leave open.
const DefaultRatio = 1.1

// floor is the lowest cost in a curve of supply, as a multiple of the baseline's:
// below a fifth of its price hardly anyone goes on.
const floor = 0.2

// Read gathers what prices a mineral's network: prices of its forms in its
// year, elasticities, stocks, hosts, and the parameters of trade.
func Read(a *atlas.Atlas, n *world.Network, country adit.PlaceID, uses []EndUse) (*Model, error) {
	m := &Model{Mineral: n.Mineral, World: n, Prices: map[adit.MaterialID]Value{}, Ratio: DefaultRatio, country: country, uses: uses, fixed: map[string]Value{}}
	if err := errors.Join(m.readPrices(a), m.readLevers(a), m.readFixed(a)); err != nil {
		return nil, err
	}
	m.holdings = Stocks(a, n.Mineral, n.Year)
	m.hosts = m.readHosts(a)
	m.idle = m.readIdle()
	m.rest = uncounted(m.World.Network)
	return m, nil
}

func (m *Model) readPrices(a *atlas.Atlas) error {
	var missing []error
	for _, f := range m.World.Forms {
		v, err := Price(a, m.Mineral, f.Material.Form(), m.World.Year)
		if err != nil {
			missing = append(missing, err)
			continue
		}
		m.Prices[f.Material] = v
	}
	if err := errors.Join(missing...); err != nil {
		return err
	}
	m.capInputs()
	return nil
}

// mostFeed is the part of a product's price that its feed may cost: a maker
// with less than nothing for its own work would not have run.
const mostFeed = 0.95

// capInputs lowers prices of feed above what the product's price leaves room
// for: published prices are of other grades and places than the network's.
func (m *Model) capInputs() {
	for _, stage := range slices.Backward(m.World.Forms) { // products first
		for i := range m.World.Processes {
			p := &m.World.Processes[i]
			if !p.Makes(stage.Material) || len(p.Inputs) != 1 {
				continue
			}
			in := p.Inputs[0]
			most := mostFeed * m.Prices[stage.Material].Value / in.Tonnes
			if v := m.Prices[in.Material]; v.Value > most*(1+1e-9) {
				m.Notes = append(m.Notes, fmt.Sprintf("price of %s lowered from %.4g to %.4g USD/t: %s at %.4g USD/t pays no more", in.Material, v.Value, most, stage.Material, m.Prices[stage.Material].Value))
				v.Value, v.Low, v.Basis = most, min(v.Low, most), worse(v.Basis, adit.Derived)
				m.Prices[in.Material] = v
			}
		}
	}
}

func (m *Model) readLevers(a *atlas.Atlas) error {
	demand, err1 := Elasticity(a, m.Mineral, Demand)
	supply, err2 := Elasticity(a, m.Mineral, Supply)
	spare, err3 := Parameter(a, "spare-refined")
	m.spare = spare
	m.Levers = []Lever{
		{DemandElasticity, "elasticity of demand", demand},
		{SupplyElasticity, "elasticity of supply", supply},
		{SpareCapacity, "spare capacity", spare.times(1 / spare.Value)},
	}
	errs := []error{err1, err2, err3}
	for _, p := range []struct{ id, name string }{
		{StockDays, "days of stock at users"}, {Choke, "price at which the last use gives up"},
		{LaneGrowth, "growth of trade lanes"}, {NewLaneDelay, "months until a new lane opens"}, {NewLanePremium, "premium of a new lane"},
		{RestartDelay, "months until idle capacity runs"},
	} {
		v, err := Parameter(a, p.id)
		m.Levers = append(m.Levers, Lever{p.id, p.name, v})
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (m *Model) readFixed(a *atlas.Atlas) error {
	var errs []error
	for _, id := range []string{"stock-days-producer", "stock-release-markup", "stock-build-discount", "stock-room-producer", "lane-growth-premium", "restart-markup", "secondary-growth-year"} {
		v, err := Parameter(a, id)
		m.fixed[id] = v
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// At is where levers stand, by id; a lever that it does not name stands at its
// value.
type At map[string]float64

func (m *Model) at(at At, id string) float64 {
	if v, ok := at[id]; ok {
		return v
	}
	for _, l := range m.Levers {
		if l.ID == id {
			return l.Value.Value
		}
	}
	panic("baseline: no lever " + id)
}

// Value is that of a lever, by id.
func (m *Model) Value(id string) float64 { return m.at(nil, id) }

// Terms say how trade rearranges itself in periods of that length (S3).
func (m *Model) Terms(at At, period adit.Period) adit.LaneTerms {
	months := float64(period.Months())
	return adit.LaneTerms{Given: true,
		Growth:         math.Pow(1+m.at(at, LaneGrowth), months) - 1,
		NewLaneDelay:   int(math.Ceil(m.at(at, NewLaneDelay) / months)),
		NewLanePremium: m.at(at, NewLanePremium),
	}
}

// Network makes the priced network: steps of supply and demand around the
// observed quantities and prices, stocks by their holders, hosts of by-products.
// What a node has and nobody is known to take is a demand of its own, so that
// the undisturbed market clears at the observed prices. The result has the same
// shape wherever the levers stand.
func (m *Model) Network(at At) *adit.Network {
	net := &adit.Network{Name: m.World.Name, Year: m.World.Year}
	for _, f := range m.World.Forms {
		net.Materials = append(net.Materials, *m.World.Material(f.Material))
	}
	for i := range m.World.Processes {
		if p := &m.World.Processes[i]; !m.joins(p) {
			net.Processes = append(net.Processes, m.process(p, at))
		}
	}
	for i := range m.World.Lanes {
		net.Lanes = append(net.Lanes, m.lane(&m.World.Lanes[i]))
	}
	for _, d := range m.finalUse() {
		net.Demands = append(net.Demands, m.demands(d, at)...)
	}
	net.Demands = append(net.Demands, m.uncounted(at)...)
	for _, x := range m.idle {
		net.Processes = append(net.Processes, m.restart(x))
	}
	m.addStocks(net, at)
	m.addHosts(net)
	net.Sort()
	return net
}

// process prices a process: what its own work costs is what its product earns
// above its feed, and grows with the price of supply's elasticity.
func (m *Model) process(p *adit.Process, at At) adit.Process {
	out := *p
	margin := m.margin(p)
	spare := adit.Tonnes(m.at(at, SpareCapacity))
	out.Capacity = p.Activity + (m.atOnce(p)-p.Activity)*spare
	if world.IsRecycling(p) {
		out.Capacity = p.Activity * adit.Tonnes(1+m.fixed["secondary-growth-year"].Value)
	}
	curve := market.Curve{Price: margin, Quantity: p.Activity, Elasticity: m.at(at, SupplyElasticity), Ratio: m.Ratio, Floor: floor, Choke: m.at(nil, Choke)}
	out.Steps = usualFirst(curve.SupplySteps(), p.Activity)
	return out
}

func (m *Model) margin(p *adit.Process) adit.USD {
	margin := 0.0
	for _, o := range p.Outputs {
		margin += o.Tonnes * m.Prices[o.Material].Value
	}
	for _, in := range p.Inputs {
		margin -= in.Tonnes * m.Prices[in.Material].Value
	}
	return adit.USD(max(0, margin))
}

// joins reports a process that only joins forms into final use. Users of one
// form cannot take another, so in a priced market each form has its own.
func (m *Model) joins(p *adit.Process) bool {
	return p.Makes(m.World.Target) && m.World.Target.Form() == "use"
}

// Used lists the forms that are finally used, in the order of their ids.
func (m *Model) Used() []adit.MaterialID {
	var used []adit.MaterialID
	for _, d := range m.finalUse() {
		used = append(used, d.Material)
	}
	slices.Sort(used)
	return slices.Compact(used)
}

// finalUse is what places want of each form.
func (m *Model) finalUse() []adit.Demand {
	if m.World.Target.Form() != "use" {
		return slices.Clone(m.World.Demands)
	}
	var out []adit.Demand
	for i := range m.World.Processes {
		if p := &m.World.Processes[i]; m.joins(p) && p.Activity > 0 {
			material := p.Inputs[0].Material
			out = append(out, adit.Demand{ID: fmt.Sprintf("%s %s", material, p.Place), Place: p.Place, Material: material, Amount: p.Activity, Observed: p.Observed})
		}
	}
	return out
}

// demands gives a demand its curve, and tells the end uses of the country
// looked at apart.
func (m *Model) demands(d adit.Demand, at At) []adit.Demand {
	uses := []EndUse{{Share: 1}}
	if d.Place == m.country && len(m.uses) > 0 {
		uses = m.uses
	}
	var out []adit.Demand
	for _, u := range uses {
		part := d
		part.Amount *= adit.Tonnes(u.Share)
		part.Observed.Low *= adit.Tonnes(u.Share)
		part.Observed.High *= adit.Tonnes(u.Share)
		part.Sector = u.Sector
		if u.Name != "" {
			part.ID += ": " + u.Name
		}
		part.Steps = m.demandSteps(d.Material, part.Amount, at)
		out = append(out, part)
	}
	return out
}

// demandSteps has as many steps wherever the price of giving up stands.
func (m *Model) demandSteps(material adit.MaterialID, amount adit.Tonnes, at At) []adit.ValueStep {
	choke := m.at(at, Choke)
	ratio := math.Pow(m.Ratio, math.Log(choke)/math.Log(m.at(nil, Choke)))
	curve := market.Curve{Price: adit.USD(m.Prices[material].Value), Quantity: amount, Elasticity: m.at(at, DemandElasticity), Ratio: ratio, Choke: choke}
	return curve.DemandSteps()
}

// leastUncounted is the share of a node's supply below which what is left over
// is rounding.
const leastUncounted = 1e-9

// uncounted are the demands of what nodes have and nobody is known to take.
func (m *Model) uncounted(at At) []adit.Demand {
	out := slices.Clone(m.rest)
	for i := range out {
		out[i].Steps = m.demandSteps(out[i].Material, out[i].Amount, at)
	}
	return out
}

func uncounted(net *adit.Network) []adit.Demand {
	supply, use := balances(net)
	var out []adit.Demand
	for i, n := range net.Index().Nodes {
		if rest := supply[i] - use[i]; rest > leastUncounted*supply[i] {
			out = append(out, adit.Demand{ID: fmt.Sprintf("%s %s: not counted", n.Material, n.Place), Place: n.Place, Material: n.Material, Amount: rest, Observed: adit.Observed{Basis: adit.Derived}})
		}
	}
	return out
}

// balances returns what comes to each node and what is taken from it.
func balances(net *adit.Network) (supply, use []adit.Tonnes) {
	x := net.Index()
	supply, use = make([]adit.Tonnes, len(x.Nodes)), make([]adit.Tonnes, len(x.Nodes))
	for i := range net.Processes {
		p := &net.Processes[i]
		for _, o := range p.Outputs {
			supply[x.At(adit.Node{Material: o.Material, Place: p.Place})] += p.Activity * adit.Tonnes(o.Tonnes)
		}
		for _, in := range p.Inputs {
			use[x.At(adit.Node{Material: in.Material, Place: p.Place})] += p.Activity * adit.Tonnes(in.Tonnes)
		}
	}
	for i := range net.Lanes {
		l := &net.Lanes[i]
		supply[x.At(adit.Node{Material: l.Material, Place: l.To})] += l.Flow
		use[x.At(adit.Node{Material: l.Material, Place: l.From})] += l.Flow
	}
	for i := range net.Demands {
		use[x.At(net.Demands[i].Node())] += net.Demands[i].Amount
	}
	return supply, use
}

// Merge puts networks of different minerals side by side in one.
func Merge(nets []*adit.Network) *adit.Network {
	var names []string
	all := &adit.Network{}
	for _, n := range nets {
		names = append(names, n.Name)
		all.Year = max(all.Year, n.Year)
		all.Materials = append(all.Materials, n.Materials...)
		all.Processes = append(all.Processes, n.Processes...)
		all.Lanes = append(all.Lanes, n.Lanes...)
		all.Demands = append(all.Demands, n.Demands...)
		all.Stocks = append(all.Stocks, n.Stocks...)
	}
	all.Name = strings.Join(names, ", ")
	all.Sort()
	return all
}

// Place turns positions in the bands, −1 low, 0 at the value, 1 high, into where
// the levers stand.
func (m *Model) Place(position map[string]float64) At {
	at := At{}
	for _, l := range m.Levers {
		x, ok := position[l.ID]
		if !ok {
			continue
		}
		if x < 0 {
			at[l.ID] = l.Value.Value + x*(l.Value.Value-l.Low)
		} else {
			at[l.ID] = l.Value.Value + x*(l.High-l.Value.Value)
		}
	}
	return at
}
