package main

import (
	"adit"
	"adit/atlas"
	"adit/minerals"
)

// mineralsAnswer is the answer in JSON.
type mineralsAnswer struct {
	Parameters parameters                `json:"parameters"`
	Edition    int                       `json:"mcs_edition"`
	Year       adit.Year                 `json:"year"`
	Counts     map[string]map[string]int `json:"counts"`
	Lists      []listOut                 `json:"lists"`
	Minerals   []mineralOut              `json:"minerals"`
	Top        []topOut                  `json:"top_producers,omitempty"`
	Sources    []sourceRow               `json:"sources"`
}

// A listOut is a list with its date.
type listOut struct {
	List string `json:"list"`
	Date string `json:"date"`
}

// A mineralOut is one mineral; net_import_reliance is null where nothing is
// published.
type mineralOut struct {
	ID       string       `json:"mineral"`
	Name     string       `json:"name"`
	Symbol   string       `json:"symbol"`
	Lists    []string     `json:"lists"`
	Hosts    []string     `json:"byproduct_of"`
	Tier     string       `json:"tier"`
	Reliance *relianceOut `json:"net_import_reliance"`
	Imports  []importOut  `json:"imports_from"`
}

// An importOut is a place's share of a form's imports, over four years.
type importOut struct {
	Place   adit.PlaceID `json:"place"`
	Percent float64      `json:"share_pct"`
	Form    string       `json:"form"`
	Figure  string       `json:"figure"`
}

// A relianceOut is a reliance as published: value_pct is null where an interval
// or a word was printed, low_pct of a net exporter is null.
type relianceOut struct {
	Percent *float64   `json:"value_pct"`
	Low     *float64   `json:"low_pct"`
	High    *float64   `json:"high_pct"`
	Printed string     `json:"published_as"`
	Form    string     `json:"form"`
	Of      string     `json:"of_group"`
	Edition int        `json:"mcs_edition"`
	Year    adit.Year  `json:"year"`
	Basis   adit.Basis `json:"basis"`
	Figure  string     `json:"figure"`
}

func mineralJSON(p minerals.Profile) mineralOut {
	out := mineralOut{ID: p.ID, Name: p.Name, Symbol: p.Symbol, Tier: string(p.Tier), Lists: []string{}, Hosts: []string{}, Imports: []importOut{}}
	for _, l := range p.Lists {
		out.Lists = append(out.Lists, l.List)
	}
	out.Hosts = append(out.Hosts, p.Hosts...)
	for _, i := range p.Imports {
		out.Imports = append(out.Imports, importOut(i))
	}
	if r := p.Reliance; r.Edition > 0 {
		out.Reliance = &relianceOut{Low: finite(r.Figure.Low), High: finite(r.Figure.High), Printed: r.Flag, Form: r.Form,
			Of: r.Of, Edition: r.Edition, Year: r.Figure.Year, Basis: r.Basis, Figure: r.Figure.ID}
		if v, ok := r.Figure.Point(); ok {
			out.Reliance.Percent = &v
		}
		if p.Tier == minerals.Exporter {
			out.Reliance.Low = nil // below 0, and nobody prints by how much
		}
	}
	return out
}

// counts gives the minerals of each tier, each one and as commodities.
func counts(survey *minerals.Answer) map[string]map[string]int {
	c := map[string]map[string]int{"minerals": {}, "commodities": {}}
	for _, t := range minerals.AllTiers {
		c["minerals"]["tier_"+string(t)] = survey.Tiers.All[t]
		c["commodities"]["tier_"+string(t)] = survey.Tiers.Commodity[t]
	}
	return c
}

func lists(a *atlas.Atlas) []listOut {
	var all []listOut
	for _, l := range minerals.Lists(a) {
		all = append(all, listOut{l.List, l.Date})
	}
	return all
}

// A topOut is the first producer of a stage. share_low is its share if withheld
// places make all that the published world total leaves.
type topOut struct {
	Mineral  string         `json:"mineral"`
	Stage    string         `json:"stage"`
	Form     string         `json:"form"`
	Place    adit.PlaceID   `json:"place"`
	Share    float64        `json:"share"`
	Low      float64        `json:"share_low"`
	Tied     []adit.PlaceID `json:"tied_with"`
	Withheld []adit.PlaceID `json:"withheld"`
	Year     adit.Year      `json:"year"`
	Basis    adit.Basis     `json:"basis"`
	Source   string         `json:"source"`
	Figure   string         `json:"figure"`
}

func tops(a *atlas.Atlas, list []mineralOut) []topOut {
	all := []topOut{}
	for _, m := range list {
		for _, t := range minerals.TopProducers(a, m.ID) {
			all = append(all, topOut{t.Mineral, t.Stage, t.Form, t.Place, t.Share, t.Low, orNone(t.Tied), orNone(t.Withheld), t.Year, t.Basis, t.Source, t.Figure})
		}
	}
	return all
}

// orNone makes no list an empty one: JSON tells [] from null.
func orNone(places []adit.PlaceID) []adit.PlaceID {
	if places == nil {
		return []adit.PlaceID{}
	}
	return places
}
