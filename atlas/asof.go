package atlas

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// A Standing says whether what a row tells was known before the date of a view
// (AsOf), and if not, why the view shows it all the same.
type Standing string

const (
	Known        Standing = "known"                                         // its source was published before the date
	Timeless     Standing = "timeless"                                      // a name, a code or a distance: no news in it
	Parameter    Standing = "parameter, compiled later"                     // the same for every date, not fitted to one
	LaterRelease Standing = "later release of an earlier time"              // what it tells was over before the date
	Undated      Standing = "publication date not known"                    // shown where what it tells was over before the date
	Later        Standing = "published later"                               // hidden; a part that must use it declares it
	Absent       Standing = "no source of it was published before the date" // nothing to show
)

// A dating says what a table's rows are in a view where their source is not
// known to be older than the date.
type dating struct {
	standing Standing
	when     string // of LaterRelease: the column that says which time a row tells of
}

// datings holds the tables that a view does not simply cut at the publication
// date. Trade, quotes, stocks, decrees and governance are records of their time,
// of which the atlas holds a later release; the editions of the USGS are
// not here, since each revises the one before. "prices" of a publisher other
// than the World Bank are such editions.
var datings = map[string]dating{
	"sources": {Timeless, ""}, "minerals": {Timeless, ""}, "places": {Timeless, ""}, "place_names": {Timeless, ""},
	"groups": {Timeless, ""}, "codes": {Timeless, ""}, "chain": {Timeless, ""}, "distances": {Timeless, ""},
	"io_categories": {Timeless, ""}, "io_crosswalk": {Timeless, ""},

	"assumptions": {Parameter, ""}, "elasticities": {Parameter, ""}, "byproducts": {Parameter, ""},
	"chains": {Parameter, ""}, "use_shares": {Parameter, ""},

	"trade": {LaterRelease, "year"}, "governance": {LaterRelease, "year"}, "worldbank/prices": {LaterRelease, "year"},
	"price_quotes": {LaterRelease, "period"}, "holdings": {LaterRelease, "as_of"}, "controls": {LaterRelease, "start_date"},
	"actions": {LaterRelease, "date"}, "orders": {LaterRelease, "date"}, "lists": {LaterRelease, "date"}, "projects": {LaterRelease, "as_of"},
	"io_industries": {LaterRelease, "year"}, "io_commodities": {LaterRelease, "year"}, "io_use": {LaterRelease, "year"},
	"io_final": {LaterRelease, "year"}, "io_value_added": {LaterRelease, "year"}, "io_make": {LaterRelease, "year"}, "io_import": {LaterRelease, "year"},
}

// A view is what AsOf restricts an atlas to.
type view struct {
	date  string // as given
	first string // the first day that the date names
	whole *Atlas
}

// AsOf returns the atlas as one could have it before a date (a day, a month or
// a year; of a month or a year, before its first day). Rows of sources that were
// published on the date or later are hidden, except where Standing says why not.
func (a *Atlas) AsOf(date string) (*Atlas, error) {
	if !datePattern.MatchString(date) {
		return nil, fmt.Errorf("as of %q: not a date; write 2024-09-15, 2024-09 or 2024", date)
	}
	b := &Atlas{publishers: a.publishers, overrides: a.overrides, view: &view{date, firstDay(date), a.Whole()}}
	b.lazyNames()
	return b, nil
}

// Date returns the date of AsOf, or "" where nothing is hidden.
func (a *Atlas) Date() string {
	if a.view == nil {
		return ""
	}
	return a.view.date
}

// Whole returns the atlas with nothing hidden.
func (a *Atlas) Whole() *Atlas {
	if a.view == nil {
		return a
	}
	return a.view.whole
}

func firstDay(date string) string { return date + "-01-01"[min(len(date)-len("2024"), 6):] }
func lastDay(date string) string  { return date + "-12-31"[min(len(date)-len("2024"), 6):] }

// before reports whether the time that a date names was over before the view's.
func (v *view) before(date string) bool { return date != "" && lastDay(date) < v.first }

// Published returns when a source was published, or "" where that is not known.
func (a *Atlas) Published(source string) string { return a.Whole().issues()[source].published }

// Undated lists the sources of which it is not known when they were published.
func (a *Atlas) Undated() []string {
	var ids []string
	for r := range a.Whole().Rows("sources") {
		if r.Get("published") == "" {
			ids = append(ids, r.Get("source"))
		}
	}
	slices.Sort(ids)
	return ids
}

// An issue is what the table of sources says of one: its folder and its date.
type issue struct{ publisher, published string }

func (a *Atlas) lazyIssues() {
	a.issues = sync.OnceValue(func() map[string]issue {
		m := map[string]issue{}
		for r := range a.Rows("sources") {
			m[r.Get("source")] = issue{r.Publisher, r.Get("published")}
		}
		return m
	})
}

// Standing says how a row stands in the view; without one all is Known.
func (a *Atlas) Standing(r Row) Standing {
	d := datingOf(r.Publisher, r.Schema.Name)
	return a.standing(d, r.Get("source"), r.Get(cmp.Or(d.when, "year")))
}

func datingOf(publisher, table string) dating {
	return cmp.Or(datings[publisher+"/"+table], datings[table])
}

// standing judges a row by its table, its source and the time that it tells of.
func (a *Atlas) standing(d dating, source, when string) Standing {
	if a.view == nil {
		return Known
	}
	published := a.Published(source)
	switch {
	case d.standing == Timeless:
		return Timeless
	case a.view.before(published):
		return Known
	case d.standing == Parameter:
		return Parameter
	case when != "" && !a.view.before(when):
		return Later
	case published == "":
		return Undated
	case d.standing == LaterRelease && when != "":
		return LaterRelease
	}
	return Later
}

// visible keeps the rows that a view shows.
func (a *Atlas) visible(rows []Row) []Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return a.Standing(r) == Later })
}

// StandingOf says how the figure of an id stands, as far as the id tells: its
// source, its table and its year.
func (a *Atlas) StandingOf(id string) Standing {
	source, rest, _ := strings.Cut(id, ":")
	table, _, _ := strings.Cut(rest, ":")
	return a.standing(datingOf(a.Whole().issues()[source].publisher, table), source, YearIn(id))
}

// YearIn returns the year that the key of a figure's id ends in, or "".
func YearIn(id string) string {
	key := id[strings.LastIndexByte(id, ':')+1:]
	key, _, _ = strings.Cut(key, "#")
	last := key[strings.LastIndexByte(key, '/')+1:]
	last, _, _ = strings.Cut(last, ".")
	if len(last) == len("2024") && datePattern.MatchString(last) {
		return last
	}
	return ""
}
