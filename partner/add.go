package partner

import (
	"cmp"
	"slices"
	"strconv"

	"adit"
	"adit/world"
)

func year(y adit.Year) string { return strconv.Itoa(int(y)) }

// An Addition is what a place could add to a form: spare capacity where it is
// published, capacity that lies idle, and projects, the last two times the
// probability that they work by the end of a year.
type Addition struct {
	Material adit.MaterialID    `json:"material"`
	Spare    float64            `json:"spare_capacity_t"`
	Figure   string             `json:"spare_capacity_figure,omitempty"`
	Idle     float64            `json:"idle_capacity_t"`
	Projects float64            `json:"projects_t"` // all of them, were they sure
	Of       []string           `json:"projects"`
	Expected map[string]float64 `json:"expected_t"` // by the end of a year, all together
	fed      map[string]float64 // the part that takes its feed from others
}

// Most is all that could come: no expectation exceeds it.
func (a *Addition) Most() float64 { return a.Spare + a.Idle + a.Projects }

// additions lists what a place could add to a mineral, by form.
func (d *Desk) additions(mineral string, place adit.PlaceID) ([]Addition, error) {
	n := d.nets[mineral]
	if n == nil {
		return nil, nil
	}
	by := map[adit.MaterialID]*Addition{}
	at := func(m adit.MaterialID) *Addition {
		if by[m] == nil {
			by[m] = &Addition{Material: m, Of: []string{}, Expected: map[string]float64{}, fed: map[string]float64{}}
		}
		return by[m]
	}
	d.spare(n, place, at)
	if err := d.idle(n, place, at); err != nil {
		return nil, err
	}
	for _, p := range d.projectsAt(mineral, place) {
		if p.Counts && n.Material(p.Material) != nil {
			a := at(p.Material)
			a.Projects, a.Of = a.Projects+*p.Tonnes, append(a.Of, p.ID)
			d.expect(a, *p.Tonnes, p.Online, takesFeed(p.Kind))
		}
	}
	var all []Addition
	for _, a := range by {
		all = append(all, *a)
	}
	slices.SortFunc(all, func(x, y Addition) int { return cmp.Compare(x.Material, y.Material) })
	return all, nil
}

func (d *Desk) expect(a *Addition, t float64, online map[string]float64, fed bool) {
	for _, y := range d.Years() {
		a.Expected[year(y)] += t * online[year(y)]
		if fed {
			a.fed[year(y)] += t * online[year(y)]
		}
	}
}

// takesFeed reports kinds of projects whose ore is somebody else's: a new mine
// brings its own, by-products, tailings and scrap need none that is counted.
func takesFeed(kind string) bool {
	return kind == "processing" || kind == "expansion" || kind == "brownfield_restart"
}

// sure is the probability of what is there already.
func (d *Desk) sure() map[string]float64 {
	by := map[string]float64{}
	for _, y := range d.Years() {
		by[year(y)] = 1
	}
	return by
}

// spare takes published capacity beyond output. Spare that is assumed as a
// share of output is in the limits of E7, and no addition.
func (d *Desk) spare(n *world.Network, place adit.PlaceID, at func(adit.MaterialID) *Addition) {
	for i := range n.Processes {
		x := &n.Processes[i]
		if !place.Covers(x.Place) || world.IsRecycling(x) || len(x.Outputs) != 1 || isUse(n, x) {
			continue
		}
		m := x.Outputs[0].Material
		figure := n.CapacityFigure(m, x.Place)
		if t := float64(x.Capacity-x.Activity) * x.Outputs[0].Tonnes; figure != "" && t > 0 {
			a := at(m)
			a.Spare, a.Figure = a.Spare+t, figure
			d.expect(a, t, d.sure(), true)
		}
	}
}

// idle takes capacity where nothing is made, as a site that has to be restarted.
func (d *Desk) idle(n *world.Network, place adit.PlaceID, at func(adit.MaterialID) *Addition) error {
	for _, i := range n.Idle {
		if !place.Covers(i.Place) || i.Capacity <= 0 {
			continue
		}
		online, err := d.online("brownfield_restart", "idle", i.Place)
		if err != nil {
			return err
		}
		a := at(i.Material)
		a.Idle, a.Figure = a.Idle+float64(i.Capacity), cmp.Or(a.Figure, i.Figure)
		d.expect(a, float64(i.Capacity), online, true)
	}
	return nil
}

// isUse reports a process that only joins the forms that are finally used.
func isUse(n *world.Network, x *adit.Process) bool {
	return len(x.Inputs) > 0 && x.Outputs[0].Material == n.Target && n.Target.Form() == "use"
}
