package minerals

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A Record is what is published of one mineral over the years, and the measures
// and sites that name it.
type Record struct {
	Mineral    string    `json:"mineral"`
	Name       string    `json:"name"`
	Production []Series  `json:"production"`
	Prices     []Series  `json:"prices"`
	Stocks     []Series  `json:"stocks"`
	Reserves   []Series  `json:"reserves"`
	Uses       []Use     `json:"uses"`
	Controls   []Measure `json:"controls"`
	Sites      []Site    `json:"sites"`
	Sources    []string  `json:"-"` // ids, sorted

	sources map[string]bool // what Sources is made of
}

// A Series is one statistic of one place in one unit: series of other forms or
// of other words are never mixed with it. Points are in the order of time.
type Series struct {
	Form   string       `json:"form"`
	Stage  string       `json:"stage"`
	Place  adit.PlaceID `json:"place"`
	Detail string       `json:"detail"` // the source's own words
	Unit   string       `json:"unit"`
	Points []Point      `json:"points"`
}

// A Point is the figure of a year, or of a month where the series is monthly.
// Value is null where it is withheld or not known; Low and High where nothing
// bounds it.
type Point struct {
	Time   string     `json:"time"` // 2024, 2024-07
	Value  *float64   `json:"value"`
	Low    *float64   `json:"low"`
	High   *float64   `json:"high"`
	Basis  adit.Basis `json:"basis"`
	Flag   string     `json:"flag"` // as printed, where it is no number: W
	Figure string     `json:"figure"`
	source string
}

// A Use is a share of what a region uses of the mineral.
type Use struct {
	Region string    `json:"region"`
	Name   string    `json:"use"`
	Year   adit.Year `json:"year"`
	Share  *float64  `json:"share_pct"`
	Figure string    `json:"figure"`
}

// A Measure is a control that names the mineral or the group it belongs to.
type Measure struct {
	ID             string       `json:"id"`
	Imposer        adit.PlaceID `json:"imposer"`
	Targets        []string     `json:"targets"`
	Kind           string       `json:"measure"`
	Start          string       `json:"start"`
	End            string       `json:"end"` // "" where it still holds
	SuspendedFrom  string       `json:"suspended_from"`
	SuspendedUntil string       `json:"suspended_until"`
	Status         string       `json:"status"`
	Reference      string       `json:"legal_reference"`
	Basis          adit.Basis   `json:"basis"`
	Cite           string       `json:"cite"`
}

// A Site is a project or a plant. Coordinates and capacity are null where no
// source gives them.
type Site struct {
	ID       string       `json:"id"` // of a project; plants have none
	Name     string       `json:"name"`
	Table    string       `json:"table"` // projects or facilities
	Stage    string       `json:"stage"`
	Kind     string       `json:"kind"`
	Status   string       `json:"status"`
	Place    adit.PlaceID `json:"place"`
	Owner    adit.PlaceID `json:"owner"`
	Lat      *float64     `json:"lat"`
	Lon      *float64     `json:"lon"`
	Capacity *float64     `json:"capacity_t_per_y"`
	Of       string       `json:"capacity_of"`
	Start    string       `json:"start_year"`
	Basis    adit.Basis   `json:"basis"`
	Cite     string       `json:"cite"`
}

// RecordOf gathers the record of a mineral. An unknown mineral is an
// *adit.UnknownError.
func RecordOf(a *atlas.Atlas, name string) (*Record, error) {
	id, err := a.Minerals().Find(name)
	if err != nil {
		return nil, err
	}
	r := &Record{Mineral: id, Name: a.MineralName(id), sources: map[string]bool{}}
	r.Production = r.series(a, "production", "production")
	r.Prices = r.series(a, "prices", "price", "price-monthly")
	r.Stocks = r.series(a, "stocks", "stocks")
	r.Reserves = r.series(a, "reserves", "reserves")
	r.uses(a)
	r.measures(a, groupsOf(a, id))
	r.sites(a)
	r.Sources = slices.Sorted(maps.Keys(r.sources))
	return r, nil
}

// groupsOf is a mineral and the groups that it belongs to: a measure on rare
// earths is one on neodymium.
func groupsOf(a *atlas.Atlas, id string) []string {
	group := map[string]string{}
	for r := range a.Rows("minerals") {
		group[r.Get("mineral")] = r.Get("group")
	}
	all := []string{id}
	for g := group[id]; g != "" && !slices.Contains(all, g); g = group[g] {
		all = append(all, g)
	}
	return all
}

// series reads a table of figures: of each time the source that sorts last,
// which is the latest edition of a publisher.
func (r *Record) series(a *atlas.Atlas, table string, statistics ...string) []Series {
	type key struct{ form, stage, place, detail, unit string }
	points := map[key]map[string]Point{}
	for row := range a.Rows(table) {
		if row.Get("mineral") != r.Mineral || !slices.Contains(statistics, row.Get("statistic")) {
			continue
		}
		k := key{row.Get("form"), row.Get("stage"), row.Get("place"), row.Get("detail"), row.Get("unit")}
		when := row.Get("year")
		if row.Get("statistic") == "price-monthly" {
			when, k.detail = k.detail, row.Get("note")
		}
		if points[k] == nil {
			points[k] = map[string]Point{}
		}
		if old, ok := points[k][when]; !ok || old.source < row.Get("source") {
			points[k][when] = point(row, when)
		}
	}
	all := []Series{}
	for k, of := range points {
		s := Series{Form: k.form, Stage: k.stage, Place: adit.PlaceID(k.place), Detail: k.detail, Unit: k.unit}
		for _, p := range of {
			s.Points = append(s.Points, p)
			r.sources[p.source] = true
		}
		slices.SortFunc(s.Points, func(x, y Point) int { return cmp.Compare(x.Time, y.Time) })
		all = append(all, s)
	}
	slices.SortFunc(all, func(x, y Series) int {
		return cmp.Or(cmp.Compare(stageOrder(x.Stage), stageOrder(y.Stage)), cmp.Compare(x.Stage, y.Stage), cmp.Compare(x.Form, y.Form),
			cmp.Compare(x.Detail, y.Detail), cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Place, y.Place))
	})
	return all
}

func point(row atlas.Row, when string) Point {
	f := row.Figure("value")
	return Point{Time: when, Value: number(row, "value"), Low: number(row, "low"), High: number(row, "high"), Basis: f.Basis, Flag: row.Get("flag"),
		Figure: f.ID, source: row.Get("source")}
}

// number is a cell, or nil where it is blank: blank is not zero.
func number(row atlas.Row, column string) *float64 {
	if v, ok := row.Number(column); ok {
		return &v
	}
	return nil
}

func (r *Record) uses(a *atlas.Atlas) {
	r.Uses = []Use{}
	seen := map[string]bool{}
	for row := range a.Rows("use_shares") {
		id := row.Get("region") + row.Get("use") + row.Get("year")
		if row.Get("mineral") != r.Mineral || seen[id] {
			continue // a use stands in a row for each industry
		}
		seen[id] = true
		r.Uses = append(r.Uses, Use{row.Get("region"), row.Get("use"), row.Year(), number(row, "share_pct"), row.ID("share_pct")})
		r.sources[row.Get("source")] = true
	}
}

func (r *Record) measures(a *atlas.Atlas, names []string) {
	r.Controls = []Measure{}
	for row := range a.Rows("controls") {
		if !namesAny(row, names) {
			continue
		}
		r.Controls = append(r.Controls, Measure{ID: row.Get("id"), Imposer: adit.PlaceID(row.Get("imposer")), Targets: parts(row, "targets"), Kind: row.Get("measure"),
			Start: row.Get("start_date"), End: row.Get("end_date"), SuspendedFrom: row.Get("suspended_from"), SuspendedUntil: row.Get("suspended_until"),
			Status: row.Get("status"), Reference: row.Get("legal_reference"), Basis: adit.Basis(row.Get("basis")), Cite: row.Get("cite")})
		r.sources[row.Get("source")] = true
	}
	slices.SortFunc(r.Controls, func(x, y Measure) int { return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.ID, y.ID)) })
}

func (r *Record) sites(a *atlas.Atlas) {
	r.Sites = []Site{}
	for _, table := range []string{"projects", "facilities"} {
		for row := range a.Rows(table) {
			if !namesAny(row, []string{r.Mineral}) {
				continue
			}
			r.Sites = append(r.Sites, Site{ID: row.Get("id"), Name: row.Get("name"), Table: table, Stage: row.Get("stage"), Kind: row.Get("kind"),
				Status: row.Get("status"), Place: row.Place(), Owner: adit.PlaceID(row.Get("owner")), Lat: number(row, "lat"), Lon: number(row, "lon"),
				Capacity: number(row, "capacity_t_per_y"), Of: row.Get("capacity_of"), Start: row.Get("start_year"), Basis: adit.Basis(row.Get("basis")), Cite: row.Get("cite")})
			r.sources[row.Get("source")] = true
		}
	}
}

func parts(row atlas.Row, column string) []string {
	return strings.FieldsFunc(row.Get(column), func(c rune) bool { return c == ';' })
}

func namesAny(row atlas.Row, names []string) bool {
	return slices.ContainsFunc(parts(row, "minerals"), func(m string) bool { return slices.Contains(names, m) })
}
