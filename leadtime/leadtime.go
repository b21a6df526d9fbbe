// Package leadtime says how long a project takes to its first tonne, as a
// probability: by kind, status and country, from the durations of its steps.
//
//	m, err := leadtime.Read(a, nil)
//	p, err := m.Path(leadtime.Case{Kind: "new_mine", Status: "permitting", Place: "USA"})
//	p.First.Quantile(0.5) // months
//
// A step's duration is lognormal with the median and the 10% and 90% of table
// classes; steps follow one another. The step that a project is in was entered
// nobody says when: what is left of it is the stationary residual. A suit may
// lengthen the permits (docs/math/leadtime.md).
package leadtime

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"adit"
	"adit/atlas"
)

// Steps are what a project goes through, in order; first product comes at the
// end of construction.
var Steps = []string{"discovery", "feasibility", "permits", "finance", "construction", "ramp_up"}

// entered is the step that a project of a status is in, or waits for. Nothing is
// known of how far a site is that lies idle: it needs money and repair, and a
// closed one permits and a study too.
var entered = map[string]struct {
	step  string
	begun bool
}{
	"discovery": {"discovery", false}, "announced": {"feasibility", false}, "closed": {"feasibility", false}, "feasibility": {"feasibility", true},
	"permitting": {"permits", true}, "permitted": {"finance", true}, "idle": {"finance", false}, "construction": {"construction", true}, "operating": {"", false},
}

// Statuses lists what a status may be.
func Statuses() []string { return slices.Sorted(maps.Keys(entered)) }

// A Case is a project as far as its lead time goes.
type Case struct {
	Kind, Status string
	Place        adit.PlaceID
}

// A Path is a project's time from now, in months.
type Path struct {
	First, Full Dist     // to the first tonne, and to nameplate
	Ahead       []string // steps, the one it is in first
	Figures     []string // ids of the assumptions
}

// A WhatIf replaces the median of a step, in years, or a share, by the names of
// Names.
type WhatIf map[string]float64

// names are what a WhatIf may replace, and the row of classes that it stands for.
var names = map[string]string{
	"discovery-years": "discovery", "feasibility-years": "feasibility", "permit-years": "permits", "finance-years": "finance",
	"construction-years": "construction", "ramp-up-years": "ramp_up", "litigation-years": "litigation", "litigation-share": "litigation_share",
}

// Names lists what a WhatIf may replace.
func Names() []string { return slices.Sorted(maps.Keys(names)) }

// A RangeError is a what-if outside what it may be.
type RangeError struct {
	Name  string
	Value float64
	Range string
}

func (e *RangeError) Error() string { return fmt.Sprintf("%s=%g: %s", e.Name, e.Value, e.Range) }

func (w WhatIf) faults() error {
	for _, n := range slices.Sorted(maps.Keys(w)) {
		v := w[n]
		share := n == "litigation-share"
		switch {
		case names[n] == "":
			return &adit.UnknownError{Kind: "what-if", ID: n, Near: adit.Nearest(n, Names())}
		case share && (v < 0 || v > 1 || v != v):
			return &RangeError{n, v, "a share from 0 to 1"}
		case !share && (v <= 0 || v > maxYears || v != v):
			return &RangeError{n, v, fmt.Sprintf("years above 0 and up to %d", maxYears)}
		}
	}
	return nil
}

// A Model answers for all cases. It is safe for concurrent use.
type Model struct {
	classes map[string]adit.Figure // by kind/step/place
	apart   map[string]bool        // kind/place that have a class of their own
	whatIf  map[string]float64     // by step

	mu    sync.Mutex
	paths map[Case]*Path
}

// Read reads table classes. An unknown name of a WhatIf is an
// *adit.UnknownError.
func Read(a *atlas.Atlas, w WhatIf) (*Model, error) {
	if err := w.faults(); err != nil {
		return nil, err
	}
	m := &Model{classes: map[string]adit.Figure{}, apart: map[string]bool{}, whatIf: map[string]float64{}, paths: map[Case]*Path{}}
	for n, v := range w {
		m.whatIf[names[n]] = v
	}
	for r := range a.Rows("classes") {
		m.classes[strings.Join([]string{r.Get("kind"), r.Get("step"), r.Get("place")}, "/")] = r.Figure("value")
		m.apart[r.Get("kind")+"/"+r.Get("place")] = true
	}
	return m, nil
}

// Class returns what is assumed of a kind: that of the place before that of
// anywhere, that of the kind before that of any.
func (m *Model) Class(kind, step string, place adit.PlaceID) (adit.Figure, bool) {
	for _, k := range []string{kind, "any"} {
		for _, p := range []string{string(place.Country()), ""} {
			if f, ok := m.classes[k+"/"+step+"/"+p]; ok {
				return f, true
			}
		}
	}
	return adit.Figure{}, false
}

// Path returns the time of a case. A kind or a status that nothing is assumed of
// is an *adit.UnknownError.
func (m *Model) Path(c Case) (*Path, error) {
	c.Place = c.Place.Country()
	at, ok := entered[c.Status]
	if !ok {
		return nil, &adit.UnknownError{Kind: "status", ID: c.Status, Near: Statuses()}
	}
	if _, ok := m.Class(c.Kind, "construction", c.Place); !ok {
		return nil, &adit.UnknownError{Kind: "kind of project", ID: c.Kind}
	}
	if !m.apart[c.Kind+"/"+string(c.Place)] && !m.apart["any/"+string(c.Place)] {
		c.Place = "" // as anywhere: one path for all such places
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.paths[c]; p != nil {
		return p, nil
	}
	p := m.path(c, at.step, at.begun)
	m.paths[c] = p
	return p, nil
}

// path is a step and then the path from the next one, which cases of other
// statuses share.
func (m *Model) path(c Case, step string, begun bool) *Path {
	at := slices.Index(Steps, step)
	if step == "" || at == len(Steps) {
		return &Path{First: Dist{1}, Full: Dist{1}}
	}
	rest := m.after(c, at)
	d, figures := m.step(c, step, begun)
	if d == nil {
		return rest // only mines are discovered
	}
	p := &Path{First: rest.First, Full: rest.Full.plus(d), Ahead: append([]string{step}, rest.Ahead...), Figures: slices.Concat(figures, rest.Figures)}
	if step != "ramp_up" {
		p.First = rest.First.plus(d)
	}
	slices.Sort(p.Figures)
	p.Figures = slices.Compact(p.Figures)
	return p
}

// after is the path from the step after one.
func (m *Model) after(c Case, at int) *Path {
	if at+1 == len(Steps) {
		return m.path(c, "", false)
	}
	c.Status = "before " + Steps[at+1]
	if m.paths[c] == nil {
		m.paths[c] = m.path(c, Steps[at+1], false)
	}
	return m.paths[c]
}

// step is the duration of a step, or what is left of one that has begun; nil
// where the kind has none.
func (m *Model) step(c Case, step string, begun bool) (Dist, []string) {
	f, ok := m.Class(c.Kind, step, c.Place)
	if !ok {
		return nil, nil
	}
	figures := []string{f.ID}
	pace := 1.0
	if v, set := m.whatIf[step]; set {
		pace, figures = v/f.Value, nil
	} else if by, ok := m.Class(c.Kind, "pace", c.Place); ok && slices.Index(Steps, step) < slices.Index(Steps, "construction") {
		pace, figures = by.Value, append(figures, by.ID)
	}
	d := lognormal(f.Value*pace, f.Low*pace, f.High*pace)
	if begun {
		d = d.Residual()
	}
	if step == "permits" {
		return m.fought(c, d, figures)
	}
	return d, figures
}

// fought lengthens permits by a suit, with the probability of one. It comes after
// the residual: a suit is not yet under way where none is told of, and were it,
// shorter permits would leave more of the suits among those waiting.
func (m *Model) fought(c Case, permits Dist, figures []string) (Dist, []string) {
	share, ok1 := m.Class(c.Kind, "litigation_share", c.Place)
	delay, ok2 := m.Class(c.Kind, "litigation", c.Place)
	if !ok1 || !ok2 {
		return permits, figures
	}
	p, k := share.Value, 1.0
	if v, set := m.whatIf["litigation_share"]; set {
		p = v
	}
	if v, set := m.whatIf["litigation"]; set {
		k = v / delay.Value
	}
	longer := permits.plus(lognormal(delay.Value*k, delay.Low*k, delay.High*k))
	return permits.mix(longer, p), append(figures, share.ID, delay.ID)
}

// ProbabilityOnline is the probability that a case, whose status is as of from,
// has made its first tonne by the end of a year.
func (m *Model) ProbabilityOnline(c Case, from adit.Month, year adit.Year) (float64, error) {
	p, err := m.Path(c)
	if err != nil {
		return 0, err
	}
	return p.First.Within(int(adit.MonthOf(year, 12) - from)), nil
}

// Online is the probability of the first tonne within each of the years after
// now, cumulative: what a candidate of a plan calls online.
func (p *Path) Online(years int) []float64 {
	all := make([]float64, years)
	for y := range all {
		all[y] = p.First.Within(12 * (y + 1))
	}
	return all
}
