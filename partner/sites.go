package partner

import (
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
	"adit/leadtime"
	"adit/screen"
)

// A Plant is a listed processing plant and its ultimate owner's country.
type Plant struct {
	Name     string       `json:"name"`
	Minerals []string     `json:"minerals"`
	Stage    string       `json:"stage"`
	Place    adit.PlaceID `json:"place"`
	Owner    adit.PlaceID `json:"owner"` // "" where no source says
	Status   string       `json:"status"`
	Capacity *float64     `json:"capacity_t_per_y"`
	Of       string       `json:"capacity_note,omitempty"`
	Basis    adit.Basis   `json:"basis"` // assumption: the row rests on memory
	Cite     string       `json:"cite,omitempty"`
}

func plants(a *atlas.Atlas) []Plant {
	var all []Plant
	for r := range a.Rows("facilities") {
		p := Plant{Name: r.Get("name"), Minerals: strings.Split(r.Get("minerals"), ";"), Stage: r.Get("stage"), Place: r.Place(), Owner: adit.PlaceID(r.Get("owner")),
			Status: r.Get("status"), Of: r.Get("capacity_note"), Basis: adit.Basis(r.Get("basis")), Cite: r.Get("cite")}
		if v, ok := r.Number("capacity_t_per_y"); ok {
			p.Capacity = &v
		}
		all = append(all, p)
	}
	return all
}

// A Project waits at a partner's. Tonnes are contained, a year, as the
// mineral's network counts them; null where no source gives them.
type Project struct {
	ID       string             `json:"id"`
	Name     string             `json:"name"`
	Mineral  string             `json:"mineral"`
	Material adit.MaterialID    `json:"material,omitempty"` // "" where the chain has no form for it
	Stage    string             `json:"stage"`
	Kind     string             `json:"kind"`
	Place    adit.PlaceID       `json:"place"`
	Owner    adit.PlaceID       `json:"owner,omitempty"`
	Status   string             `json:"status"`
	AsOf     string             `json:"status_as_of"`
	Start    string             `json:"start_year,omitempty"` // as its source expects
	Tonnes   *float64           `json:"t_per_y"`
	Online   map[string]float64 `json:"probability_online"` // by the end of a year
	Counts   bool               `json:"counts"`
	Why      string             `json:"why_not,omitempty"`
	Public   string             `json:"public_finance,omitempty"`
	Obstacle string             `json:"constraint,omitempty"`
	Figure   string             `json:"figure,omitempty"`
	Cite     string             `json:"cite,omitempty"`
}

// readProjects reads table projects with the probability of each year. What comes
// with a new mine, whose capex pays for it, comes no sooner than the mine.
func (d *Desk) readProjects() ([]Project, error) {
	outputs, rows := map[string]atlas.Row{}, map[string]atlas.Row{}
	for r := range d.atlas.Rows("project_outputs") {
		outputs[r.Get("project")] = r
	}
	for r := range d.atlas.Rows("projects") {
		rows[r.Get("id")] = r
	}
	var all []Project
	for r := range d.atlas.Rows("projects") {
		p := d.project(r, outputs[r.Get("id")])
		kind, status := p.Kind, p.Status
		if mine := rows[r.Get("capex_shared_with")]; mine.Schema != nil && mine.Get("kind") == "new_mine" {
			kind, status = "new_mine", mine.Get("status")
		}
		var err error
		if p.Online, err = d.online(kind, status, p.Place); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// project reads a row, and the tonnes that another page gives where it has none.
func (d *Desk) project(r, output atlas.Row) Project {
	mineral, _, _ := strings.Cut(r.Get("minerals"), ";")
	p := Project{ID: r.Get("id"), Name: r.Get("name"), Mineral: mineral, Stage: r.Get("stage"), Kind: r.Get("kind"), Place: r.Place(), Owner: adit.PlaceID(r.Get("owner")),
		Status: r.Get("status"), AsOf: r.Get("as_of"), Start: r.Get("start_year"), Public: r.Get("public_finance"), Obstacle: r.Get("constraint"), Cite: r.Get("cite")}
	if form := screen.FormOf(d.atlas, mineral, p.Stage); form != "" {
		p.Material = adit.MaterialID(mineral + "/" + form)
	}
	capacity, ok1 := r.Number("capacity_t_per_y")
	content, ok2 := r.Number("capacity_content")
	if ok1 && ok2 && r.Get("capacity_of") != "" {
		t := capacity * content
		p.Tonnes, p.Figure = &t, r.ID("capacity_t_per_y")
	} else if output.Schema != nil {
		if t, ok := output.Number("capacity_t_per_y"); ok {
			p.Tonnes, p.Figure, p.Cite = &t, output.ID("capacity_t_per_y"), p.Cite+"; "+output.Get("cite")
		}
	}
	p.Why = d.whyNot(&p)
	p.Counts = p.Why == ""
	return p
}

// whyNot says why a project adds no tonnes to a partner's account.
func (d *Desk) whyNot(p *Project) string {
	switch {
	case p.Kind == "stockpile":
		return "redirects output, adds none"
	case p.Status == "operating" && !d.startedSince(p):
		return "operates: in the statistics or in spare capacity"
	case p.Owner != "" && d.against(p.Owner):
		return "owned by the adversary"
	case p.Material == "":
		return "the chain has no form for it"
	case p.Tonnes == nil:
		return "no source gives tonnes a year"
	}
	return ""
}

// startedSince reports a site that began to work after the year of the networks.
// What it makes beyond the place's output of that year is new.
func (d *Desk) startedSince(p *Project) bool {
	start, err := strconv.Atoi(p.Start)
	n := d.nets[p.Mineral]
	if err != nil || adit.Year(start) <= d.Year || n == nil || p.Tonnes == nil {
		return false
	}
	for i := range n.Processes {
		if x := &n.Processes[i]; x.Place == p.Place.Country() {
			*p.Tonnes -= float64(x.Output(p.Material))
		}
	}
	*p.Tonnes = max(0, *p.Tonnes)
	return *p.Tonnes > 0
}

// online is the probability of a first tonne by the end of each year, counted
// from the date of the latest status of the table: nobody reported that older
// ones have moved.
func (d *Desk) online(kind, status string, place adit.PlaceID) (map[string]float64, error) {
	by := map[string]float64{}
	if kind == "stockpile" { // makes nothing
		return by, nil
	}
	for _, y := range d.Years() {
		v, err := d.lead.ProbabilityOnline(leadtime.Case{Kind: kind, Status: status, Place: place}, d.since, y)
		if err != nil {
			return nil, err
		}
		by[year(y)] = v
	}
	return by, nil
}

// projectsAt lists a mineral's projects at a place.
func (d *Desk) projectsAt(mineral string, place adit.PlaceID) []Project {
	return those(d.projects, func(p *Project) bool { return p.Mineral == mineral && place.Covers(p.Place) })
}

// plantsAt lists a mineral's plants at a place.
func (d *Desk) plantsAt(mineral string, place adit.PlaceID) []Plant {
	return those(d.plants, func(p *Plant) bool { return slices.Contains(p.Minerals, mineral) && place.Covers(p.Place) })
}

// those copies the few of a long list that are meant.
func those[T any](list []T, meant func(*T) bool) []T {
	few := []T{}
	for i := range list {
		if meant(&list[i]) {
			few = append(few, list[i])
		}
	}
	return few
}
