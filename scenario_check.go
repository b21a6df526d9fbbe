package adit

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Resolve replaces every place of the disruptions by the places that its name
// stands for: of a group its members, of a country or site itself. A
// disruption that lasts asks for the members when it begins, or when the run
// does. A name of nothing is the *UnknownError of places; a group without
// members is an error too, since an empty list would pick everything.
func (s *Scenario) Resolve(places func(name string, at Month) ([]PlaceID, error)) error {
	for i := range s.Disruptions {
		d := &s.Disruptions[i]
		at := s.Start
		if d.From != 0 {
			at = d.From
		}
		for _, sel := range []**Selector{&d.Lanes, &d.Processes, &d.Demands} {
			resolved, err := (*sel).resolve(func(name string) ([]PlaceID, error) { return places(name, at) })
			if err != nil {
				return fmt.Errorf("disruption %d: %w", i+1, err)
			}
			*sel = resolved
		}
	}
	return nil
}

// resolve leaves s as it is: two scenarios may share it.
func (s *Selector) resolve(places func(string) ([]PlaceID, error)) (*Selector, error) {
	if s == nil {
		return nil, nil
	}
	c := *s
	for _, list := range []*[]PlaceID{&c.Place, &c.From, &c.To, &c.Owner} {
		var all []PlaceID
		for _, name := range *list {
			members, err := places(string(name))
			if err != nil {
				return nil, err
			}
			if len(members) == 0 {
				return nil, fmt.Errorf("%s has no members then: name the places, or another date", name)
			}
			all = append(all, members...)
		}
		slices.Sort(all)
		*list = slices.Compact(all)
	}
	return &c, nil
}

// Resolve does for every case what Scenario.Resolve does.
func (e *Ensemble) Resolve(places func(name string, at Month) ([]PlaceID, error)) error {
	for i := range e.Cases {
		s := e.Scenario(i)
		s.Disruptions = slices.Clone(s.Disruptions)
		if err := s.Resolve(places); err != nil {
			return fmt.Errorf("scenario %s: %w", s.Name, err)
		}
		e.Cases[i].Disruptions = s.Disruptions
	}
	return nil
}

// Faults lists what is wrong with the scenario on a network: names that
// nothing there has, costs that would fall below zero, and disruptions that
// pick nothing. Known reports places that exist though the network does not
// touch them, and may be nil: what is done to them is doubtful, not wrong,
// since a ban on a country without trade is a ban. Groups must be resolved.
func (s *Scenario) Faults(net *Network, known func(PlaceID) bool) Faults {
	c := newChecker(net, known)
	c.disruptions("$", s.Disruptions)
	return c.faults
}

// Faults does for every case what Scenario.Faults does.
func (e *Ensemble) Faults(net *Network, known func(PlaceID) bool) Faults {
	c := newChecker(net, known)
	for i := range e.Cases {
		c.disruptions(fmt.Sprintf("$.scenarios[%d]", i), e.Cases[i].Disruptions)
	}
	return c.faults
}

// A checker compares disruptions with a network.
type checker struct {
	reader
	net                     *Network
	known                   func(PlaceID) bool
	places, materials       []string
	lanes, processes, wants []string // ids
	owners, sectors         []string
}

func newChecker(net *Network, known func(PlaceID) bool) *checker {
	c := &checker{net: net, known: known}
	for _, m := range net.Materials {
		c.materials = append(c.materials, string(m.ID))
	}
	for _, p := range net.Processes {
		c.places, c.processes = append(c.places, string(p.Place)), append(c.processes, p.ID)
		for _, o := range p.Owners {
			c.owners = append(c.owners, string(o.Place))
		}
	}
	for _, l := range net.Lanes {
		c.places, c.lanes = append(c.places, string(l.From), string(l.To)), append(c.lanes, l.ID)
	}
	for _, d := range net.Demands {
		c.places, c.wants, c.sectors = append(c.places, string(d.Place)), append(c.wants, d.ID), append(c.sectors, d.Sector)
	}
	for _, list := range []*[]string{&c.places, &c.materials, &c.owners, &c.sectors} {
		*list = unique(*list)
	}
	return c
}

func unique(names []string) []string {
	set := map[string]bool{}
	for _, n := range names {
		set[n] = true
	}
	return slices.Sorted(maps.Keys(set))
}

func (c *checker) disruptions(at string, list []Disruption) {
	for i := range list {
		d := &list[i]
		path := fmt.Sprintf("%s.disruptions[%d]", at, i)
		switch {
		case d.Lanes != nil:
			c.selector(path+".lanes", d.Lanes, c.lanes, matches(c.net.Lanes, d.Lanes.MatchLane))
			c.laneCosts(path, d)
		case d.Processes != nil:
			c.selector(path+".processes", d.Processes, c.processes, matches(c.net.Processes, d.Processes.MatchProcess))
			c.processCosts(path, d)
		case d.Demands != nil:
			c.selector(path+".demands", d.Demands, c.wants, matches(c.net.Demands, d.Demands.MatchDemand))
		}
	}
}

func matches[T any](items []T, match func(*T) bool) int {
	n := 0
	for i := range items {
		if match(&items[i]) {
			n++
		}
	}
	return n
}

// selector tells what no one has, and else whether nothing has it all.
func (c *checker) selector(at string, s *Selector, ids []string, hits int) {
	before := len(c.faults)
	c.names(at+".id", "unknown-id", s.ID, ids)
	c.names(at+".sector", "unknown-sector", s.Sector, c.sectors)
	for _, m := range s.Material {
		c.material(at+".material", m)
	}
	c.placed(at+".place", s.Place, c.places)
	c.placed(at+".from", s.From, c.places)
	c.placed(at+".to", s.To, c.places)
	c.placed(at+".owner", s.Owner, c.owners)
	if hits > 0 || len(c.faults) > before {
		return
	}
	// Ids and sectors are of this network alone, and its owners are listed: a
	// choice among them that is empty is a slip. Of a place and a material it may
	// be meant: trade that does not exist can be banned.
	if len(s.ID) > 0 || len(s.Sector) > 0 || len(s.Owner) > 0 {
		c.fault(at, "matches-nothing", "all keys must hold at once: leave one out", "picks nothing of the network")
		return
	}
	c.doubt(at, "matches-nothing", "mend it unless nothing is meant to change", "picks nothing of the network")
}

func (c *checker) doubt(path, rule, remedy, format string, args ...any) {
	c.fault(path, rule, remedy, format, args...)
	c.faults[len(c.faults)-1].Severity = Doubtful
}

func (c *checker) names(at, rule string, names, have []string) {
	for _, n := range names {
		if !slices.Contains(have, n) {
			c.fault(at, rule, nearRemedy(n, have), "the network has no %q", n)
		}
	}
}

func (c *checker) material(at string, m MaterialID) {
	if slices.ContainsFunc(c.materials, func(have string) bool { return MaterialID(have).Matches(m) }) {
		return
	}
	remedy := nearRemedy(string(m), c.materials)
	if slices.ContainsFunc(c.materials, func(have string) bool { return MaterialID(have).Mineral() == string(m) }) {
		remedy = fmt.Sprintf("write %s/ for all its forms", m)
	}
	c.fault(at, "unknown-material", remedy, "the network has no %q", m)
}

func (c *checker) placed(at string, places []PlaceID, have []string) {
	for _, p := range places {
		switch {
		case slices.ContainsFunc(have, func(q string) bool { return p.Covers(PlaceID(q)) }):
		case c.known != nil && c.known(p):
			c.doubt(at, "place-without-trade", "nothing to do if that is meant", "nothing of the network is at %s", p)
		default:
			c.fault(at, "unknown-place", nearRemedy(string(p), have), "the network has no %q", p)
		}
	}
}

func nearRemedy(name string, have []string) string {
	if near := Nearest(name, have); len(near) > 0 {
		return "did you mean " + strings.Join(near, ", ") + "?"
	}
	return "mend the name"
}

// laneCosts refuses a subsidy above a lane's cost: shipping to and fro would
// then pay for itself.
func (c *checker) laneCosts(at string, d *Disruption) {
	for i := range c.net.Lanes {
		if l := &c.net.Lanes[i]; d.Lanes.MatchLane(l) {
			c.cost(at, d.Add, l.ID, l.Steps)
		}
	}
}

func (c *checker) processCosts(at string, d *Disruption) {
	for i := range c.net.Processes {
		if p := &c.net.Processes[i]; d.Processes.MatchProcess(p) {
			c.cost(at, d.Add, p.ID, p.Steps)
		}
	}
}

func (c *checker) cost(at string, add USD, id string, steps []CostStep) {
	first := USD(0)
	if len(steps) > 0 {
		first = max(0, steps[0].Cost) // cheapest first; below 0 are tokens of priced networks
	}
	if add < 0 && first+add < 0 {
		c.fault(at+".add_usd_per_t", "negative-cost", "take off at most what it costs", "%q costs %g USD/t, less %g is below 0", id, first, -add)
	}
}
