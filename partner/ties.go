package partner

import (
	"cmp"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/policy"
)

// A Tie is an agreement of a place with the country that asks or with others.
type Tie struct {
	ID      string `json:"agreement"`
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	With    string `json:"with"` // ISO code or group; "": its parties are tied to one another
	Signed  string `json:"signed,omitempty"`
	InForce string `json:"in_force,omitempty"`
	Until   string `json:"until,omitempty"`
	Ours    bool   `json:"with_the_country_that_asks"`
	Ended   bool   `json:"ended"`
	Cite    string `json:"cite"`
	Note    string `json:"note,omitempty"`
}

// ties lists the agreements of a place, those with the country first.
func (d *Desk) ties(place adit.PlaceID) []Tie {
	parties := map[string][]adit.PlaceID{}
	var all []Tie
	for r := range d.atlas.Rows("agreements") {
		parties[r.Get("agreement")] = append(parties[r.Get("agreement")], r.Place())
		ours := r.Place() == place
		theirs := r.Place() == d.Country && r.Get("with") == string(place) // seen from the other side
		if !ours && !theirs {
			continue
		}
		t := Tie{ID: r.Get("agreement"), Name: r.Get("name"), Kind: r.Get("kind"), With: r.Get("with"), Signed: r.Get("signed"), InForce: r.Get("in_force"), Until: r.Get("until"), Cite: r.Get("cite"), Note: r.Get("note")}
		_, last, ends := monthsOf(t.Until)
		t.Ended = ends && last < d.on
		t.Ours = theirs || d.covers(t.With)
		all = append(all, t)
	}
	for i := range all {
		if all[i].With == "" {
			all[i].Ours = slices.Contains(parties[all[i].ID], d.Country)
		}
	}
	slices.SortStableFunc(all, func(a, b Tie) int {
		rank := func(t Tie) int {
			switch {
			case t.Ended:
				return 2
			case t.Ours:
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// monthsOf are the months of a date to the day, the month or the year.
func monthsOf(date string) (first, last adit.Month, ok bool) {
	const month = len("2026-02")
	first, last, err := adit.ParseMonths(date[:min(month, len(date))])
	return first, last, err == nil
}

// covers reports whether a country or group is, or holds, the one that asks.
func (d *Desk) covers(with string) bool {
	if with == string(d.Country) {
		return true
	}
	members, err := d.atlas.Group(with, year(d.Year))
	return with != "" && err == nil && slices.Contains(members, d.Country)
}

// tied counts the kinds of agreement that tie a place to the country.
func (d *Desk) tied(place adit.PlaceID) int {
	kinds := map[string]bool{}
	for _, t := range d.ties(place) {
		if t.Ours && !t.Ended && t.Kind != "forum" {
			kinds[t.Kind] = true
		}
	}
	return len(kinds)
}

// An Indicator is one of governance, with its standard error.
type Indicator struct {
	ID     string   `json:"indicator"`
	Value  float64  `json:"value"`
	Error  *float64 `json:"std_error"`
	Year   string   `json:"year"`
	Figure string   `json:"figure"`
}

// Governance is the six indicators of the latest year that has errors, and the
// latest mean of six.
type Governance struct {
	Six  []Indicator `json:"six"`
	Mean *Indicator  `json:"mean_of_six"`
}

func governance(a *atlas.Atlas) map[adit.PlaceID]Governance {
	latest := map[adit.PlaceID]map[string]Indicator{}
	for r := range a.Rows("governance") {
		v, ok := r.Number("value")
		of := latest[r.Place()]
		if of == nil {
			of = map[string]Indicator{}
			latest[r.Place()] = of
		}
		if !ok || of[r.Get("indicator")].Year > r.Get("year") {
			continue
		}
		i := Indicator{ID: r.Get("indicator"), Value: v, Year: r.Get("year"), Figure: r.ID("value")}
		if e, ok := r.Number("std_error"); ok {
			i.Error = &e
		}
		of[i.ID] = i
	}
	all := map[adit.PlaceID]Governance{}
	for p, of := range latest {
		g := Governance{Six: []Indicator{}}
		for id, i := range of {
			if id == "mean6" {
				g.Mean = &i
			} else {
				g.Six = append(g.Six, i)
			}
		}
		slices.SortFunc(g.Six, func(a, b Indicator) int { return cmp.Compare(a.ID, b.ID) })
		all[p] = g
	}
	return all
}

// risk is the class of the latest list; nil where there is none.
func (d *Desk) risk(place adit.PlaceID) *Indicator {
	var latest *Indicator
	for r := range d.atlas.Rows("country_risk") {
		v, ok := r.Number("class")
		if ok && r.Place() == place && (latest == nil || latest.Year < r.Get("year")) {
			latest = &Indicator{ID: "oecd-country-risk", Value: v, Year: r.Get("year"), Figure: r.ID("class")}
		}
	}
	return latest
}

// inForce lists the controls in force in a month.
func inForce(a *atlas.Atlas, on adit.Month) []policy.Control {
	return slices.DeleteFunc(policy.Controls(a), func(c policy.Control) bool {
		return !slices.ContainsFunc(c.Spans(), func(s policy.Span) bool { return s.From <= on && (s.Until == 0 || on <= s.Until) })
	})
}

// imposed lists the controls that a place has in force, on a mineral or, with
// "", on any.
func (d *Desk) imposed(place adit.PlaceID, mineral string) []policy.Control {
	return those(d.policies, func(c *policy.Control) bool {
		return (mineral == "" || slices.Contains(c.Minerals, mineral)) && d.imposes(c.Imposer, place)
	})
}

func (d *Desk) imposes(imposer string, place adit.PlaceID) bool {
	if imposer == string(place) {
		return true
	}
	return slices.Contains(d.imposers[imposer], place)
}

// members are those of the groups that impose a control.
func members(a *atlas.Atlas, controls []policy.Control, date string) map[string][]adit.PlaceID {
	of := map[string][]adit.PlaceID{}
	for i := range controls {
		if imposer := controls[i].Imposer; of[imposer] == nil {
			of[imposer], _ = a.Group(imposer, date) // a country is no group
		}
	}
	return of
}

// corridorsAt lists the corridors that take a place's goods out or lead through.
func (d *Desk) corridorsAt(place adit.PlaceID) []Corridor {
	return slices.DeleteFunc(Corridors(d.atlas), func(c Corridor) bool {
		return !slices.Contains(c.From, place) && !slices.Contains(c.Via, place)
	})
}

func list(cell string) []string {
	if cell == "" {
		return []string{}
	}
	return strings.Split(cell, ";")
}
