package partner

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"adit"
	"adit/world"
)

// A Page is one country as a partner.
type Page struct {
	Place      adit.PlaceID   `json:"place"`
	Covered    bool           `json:"covered_nation"` // of the group FEOC: no partner
	On         string         `json:"as_of"`          // of agreements, controls and statuses
	Governance Governance     `json:"governance"`
	Risk       *Indicator     `json:"country_risk"` // the OECD's class, where the user has the list; 0 is not classified
	Ties       []Tie          `json:"agreements"`
	Controls   []Measure      `json:"controls"`
	Minerals   []Holding      `json:"minerals"` // by the dependence that they take away, then by part of the world
	Projects   []Project      `json:"projects"`
	Plants     []Plant        `json:"plants"`
	Owners     []OwnerOfSites `json:"owners"`
	Corridors  []Corridor     `json:"corridors"`
	Missing    []Missing      `json:"missing"`
}

// A Measure is a control in force.
type Measure struct {
	ID       string   `json:"id"`
	Minerals []string `json:"minerals"`
	Measure  string   `json:"measure"`
	Start    string   `json:"start_date"`
	Quantity string   `json:"quantity_note,omitempty"`
	Cite     string   `json:"cite"`
}

// An OwnerOfSites is a country whose companies hold listed sites, and how many.
type OwnerOfSites struct {
	Owner   adit.PlaceID `json:"owner"` // "" where no source says
	Sites   int          `json:"sites"`
	Against bool         `json:"adversary"`
}

// A Holding is what a country has of one mineral.
type Holding struct {
	Reserves []Reserve `json:"reserves"`
	Stages   []Stage   `json:"stages"`
	Ends     *Ends     `json:"goes_to"`
	Row
}

// A Stage is what a country makes of one form, and could.
type Stage struct {
	Material  adit.MaterialID `json:"material"`
	Name      string          `json:"name"`
	Output    float64         `json:"output_t"`
	Low       float64         `json:"low_t"`
	High      *float64        `json:"high_t"` // null: no upper bound
	Basis     adit.Basis      `json:"basis"`
	Figure    string          `json:"figure,omitempty"`
	World     float64         `json:"world_t"`
	Capacity  float64         `json:"capacity_t"`
	Published bool            `json:"capacity_published"` // else output × (1 + an assumed spare share)
	Of        string          `json:"capacity_figure,omitempty"`
	Recycled  float64         `json:"recycled_t"`
	Gap       string          `json:"gap,omitempty"` // what its statistics do not tell
}

// Page tells what a country has, could add and is tied by.
func (d *Desk) Page(ctx context.Context, place adit.PlaceID) (*Page, error) {
	p := &Page{Place: place, Covered: slices.Contains(d.covered, place), On: d.on.String(), Governance: d.known[place], Ties: append([]Tie{}, d.ties(place)...), Controls: []Measure{}, Minerals: []Holding{},
		Projects: []Project{}, Plants: []Plant{}, Owners: []OwnerOfSites{}, Corridors: append([]Corridor{}, d.corridorsAt(place)...), Missing: []Missing{}}
	p.Risk = d.risk(place)
	if p.Governance.Six == nil {
		p.Governance.Six = []Indicator{}
	}
	for _, c := range d.imposed(place, "") {
		if len(c.Minerals) > 0 && !d.asks(c.Minerals...) {
			continue
		}
		p.Controls = append(p.Controls, Measure{c.ID, append([]string{}, c.Minerals...), c.Measure, c.Start, c.QuantityNote, c.Cite})
	}
	reserves := d.reserves(place)
	if err := d.holdings(ctx, p, reserves); err != nil {
		return nil, err
	}
	d.sites(p)
	d.lacks(p, reserves)
	return p, nil
}

// holdings fills the minerals that a country makes, keeps in the ground or has a
// site of, side by side.
func (d *Desk) holdings(ctx context.Context, p *Page, reserves map[string][]Reserve) error {
	minerals := d.minerals()
	all := make([]*Holding, len(minerals))
	err := each(len(minerals), func(i int) (err error) {
		all[i], err = d.holding(ctx, minerals[i], p.Place, reserves[minerals[i]])
		return err
	}, func(i int, err error) error { return fmt.Errorf("%s in %s: %w", minerals[i], p.Place, err) })
	for _, h := range all {
		if h != nil {
			p.Minerals = append(p.Minerals, *h)
		}
	}
	slices.SortStableFunc(p.Minerals, func(a, b Holding) int {
		return cmp.Or(cmp.Compare(b.cut(), a.cut()), cmp.Compare(b.weight(), a.weight()), cmp.Compare(a.Mineral, b.Mineral))
	})
	return err
}

// weight is the larger of a country's parts of the world's output and reserves.
func (h *Holding) weight() float64 {
	w := h.Output
	for _, r := range h.Reserves {
		if r.Value != nil && r.World != nil && *r.World > 0 {
			w = max(w, *r.Value / *r.World)
		}
	}
	return w
}

// holding is what a country has of a mineral, nil where nothing is on record.
func (d *Desk) holding(ctx context.Context, mineral string, place adit.PlaceID, reserves []Reserve) (*Holding, error) {
	n := d.nets[mineral]
	listed := len(d.projectsAt(mineral, place))+len(d.plantsAt(mineral, place)) > 0
	if d.nets[d.groups[mineral]] != nil && !listed {
		return nil, nil // told with its group
	}
	h := &Holding{Row: Row{Place: place, Mineral: mineral}, Reserves: append([]Reserve{}, reserves...), Stages: d.stages(n, place)}
	if len(h.Stages) == 0 && !listed && !some(reserves) {
		return nil, nil
	}
	if h.Ends = d.ends(n, place); h.Ends != nil && !d.against(place) {
		if err := d.bound(ctx, n, place, h.Ends); err != nil {
			return nil, err
		}
	}
	if d.against(place) || place == d.Country {
		h.Row = Row{Place: place, Mineral: mineral, Additions: []Addition{}}
		h.Output, h.Stage = output(n, place)
		return h, nil
	}
	b := &Board{}
	err := d.fill(ctx, b, n, []adit.PlaceID{place})
	h.Row = b.Rows[0]
	return h, err
}

// some reports reserves that are more than none.
func some(reserves []Reserve) bool {
	return slices.ContainsFunc(reserves, func(r Reserve) bool { return r.Value != nil && *r.Value > 0 })
}

// stages lists what a country makes of each form, from the mine down.
func (d *Desk) stages(n *world.Network, place adit.PlaceID) []Stage {
	all := []Stage{}
	for _, f := range n.Forms {
		s := Stage{Material: f.Material, Name: f.Name, World: float64(f.World)}
		for i := range n.Processes {
			x := &n.Processes[i]
			t := x.Output(f.Material)
			switch {
			case !place.Covers(x.Place) || !x.Makes(f.Material) || isUse(n, x):
			case world.IsRecycling(x):
				s.Recycled += float64(t)
			default:
				low, high := x.Observed.Interval(x.Activity)
				s.Output, s.Low, s.Capacity = s.Output+float64(t), s.Low+float64(low), s.Capacity+float64(x.Capacity)
				s.Basis, s.Figure = x.Observed.Basis, x.Observed.Figure
				if high.IsLimit() {
					v := float64(high)
					s.High = &v
				}
			}
		}
		s.Of = n.CapacityFigure(f.Material, place)
		s.Published = s.Of != ""
		for _, i := range n.Idle {
			if i.Material == f.Material && i.Place == place {
				s.Capacity = float64(i.Capacity)
			}
		}
		for _, g := range n.Gaps {
			if g.Material == f.Material && g.Place == place && g.Kind != world.Recycled {
				s.Gap = string(g.Kind)
			}
		}
		if s.Output > 0 || s.Recycled > 0 || s.Capacity > 0 || s.Gap != "" {
			all = append(all, s)
		}
	}
	return all
}

// sites lists what is built and what waits, and whose it is.
func (d *Desk) sites(p *Page) {
	by := map[adit.PlaceID]int{}
	for _, x := range d.plants {
		if p.Place.Covers(x.Place) && d.asks(x.Minerals...) {
			p.Plants = append(p.Plants, x)
			if x.Basis != adit.Assumption {
				by[x.Owner]++
			}
		}
	}
	for _, x := range d.projects {
		if p.Place.Covers(x.Place) && d.asks(x.Mineral) {
			p.Projects = append(p.Projects, x)
			by[x.Owner]++
		}
	}
	for _, o := range slices.Sorted(maps.Keys(by)) {
		p.Owners = append(p.Owners, OwnerOfSites{o, by[o], o != "" && d.against(o)})
	}
	slices.SortStableFunc(p.Owners, func(a, b OwnerOfSites) int { return cmp.Compare(b.Sites, a.Sites) })
}

// lacks says what is not known of a country, instead of repeating claims.
func (d *Desk) lacks(p *Page, reserves map[string][]Reserve) {
	miss := func(mineral, format string, args ...any) {
		p.Missing = append(p.Missing, Missing{mineral, fmt.Sprintf(format, args...)})
	}
	for _, h := range p.Minerals {
		if d.digs(p.Place, &h) && !slices.ContainsFunc(reserves[h.Mineral], func(r Reserve) bool { return r.Value != nil }) {
			miss(h.Mineral, NoReserves)
		}
		for _, s := range h.Stages {
			if s.Gap != "" {
				miss(h.Mineral, "output of %s: %s", s.Name, s.Gap)
			}
		}
	}
	unknown := 0
	for _, x := range p.Projects {
		if x.Tonnes == nil && x.Kind != "stockpile" {
			unknown++
		}
	}
	if unknown > 0 {
		miss("", "%d of %d projects: no source gives tonnes a year; they add nothing here, which is not the same as nothing", unknown, len(p.Projects))
	}
	if p.Governance.Mean == nil {
		miss("", "governance: the World Bank's indicators of it are not in the atlas")
	}
	if len(p.Plants)+len(p.Projects) == 0 {
		miss("", "no plant and no project of it is in the atlas")
	}
	if p.Risk == nil {
		miss("", "country risk: the OECD's classes are not cleared for embedding; adit import oecd oecd_crc_YEAR.csv takes yours")
	}
}

// NoReserves says that no official figure is known.
const NoReserves = "reserves: no official figure is in the atlas; what projects claim as resources is not repeated"

// digs reports a mineral that a country mines, or has a mine project of.
func (d *Desk) digs(place adit.PlaceID, h *Holding) bool {
	mines := slices.ContainsFunc(d.nets[h.Mineral].Forms, func(f world.Form) bool {
		return f.Stage == "mine" && slices.ContainsFunc(h.Stages, func(s Stage) bool { return s.Material == f.Material })
	})
	return mines || slices.ContainsFunc(d.projectsAt(h.Mineral, place), func(x Project) bool { return x.Kind == "new_mine" })
}
