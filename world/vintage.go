package world

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A Vintage says what a part of a network as of a date rests on, and whether
// that was known then.
type Vintage struct {
	Material  adit.MaterialID `json:"material,omitempty"` // "" for the whole network
	What      string          `json:"what"`               // output, flows, capacity, unit values …
	Source    string          `json:"source,omitempty"`
	Published string          `json:"published,omitempty"` // "" where it is not known
	Year      string          `json:"year,omitempty"`      // that the figures are about
	Standing  atlas.Standing  `json:"standing"`
}

// Later reports whether a part rests on data that came later than the date, or
// may have: what a back-test must tell.
func (v Vintage) Later() bool { return v.Standing != atlas.Known && v.Standing != atlas.Absent }

const (
	usOrigins    = "US imports by origin"
	plantOwners  = "owners of plants"
	unitsOfFlows = "unit values of flows"
)

// NewAsOf reads what the networks of a year share, as one could have known it
// before a date (atlas.AsOf). Trade of a year that is published in values only is
// turned into tonnes by unit values, which come from the year that has both.
func NewAsOf(a *atlas.Atlas, year adit.Year, date string) (*World, error) {
	view, err := a.AsOf(date)
	if err != nil {
		return nil, err
	}
	return New(view, year), nil
}

// CountedYear is the latest year whose output the atlas counts, 0 where it
// counts none: as of a date, the year that a back-test starts from.
func CountedYear(a *atlas.Atlas) adit.Year {
	latest := adit.Year(0)
	for r := range a.Rows("production") {
		latest = max(latest, r.Year())
	}
	return latest
}

// asOf ends a message about what is missing.
func (w *World) asOf() string {
	if w.atlas.Date() == "" {
		return ""
	}
	return " that was published before " + w.atlas.Date()
}

// rests notes the figures that a part of a form rests on.
func (b *builder) rests(f *form, what, figures string) {
	if b.atlas.Date() == "" {
		return
	}
	for id := range strings.FieldsSeq(figures) {
		source, _, _ := strings.Cut(id, ":")
		b.note(Vintage{f.material(), what, source, b.atlas.Published(source), atlas.YearIn(id), b.atlas.StandingOf(id)})
	}
}

// restFlows notes what flows rest on. What the view hides can only be unit
// values: those are declared.
func (b *builder) restFlows(f *form, what string, t flows) {
	if b.atlas.Date() == "" {
		return
	}
	for _, q := range t {
		for id := range strings.FieldsSeq(q.figure) {
			if b.atlas.StandingOf(id) == atlas.Later {
				b.rests(f, unitsOfFlows, id)
			} else {
				b.rests(f, what, id)
			}
		}
	}
}

func (b *builder) note(v Vintage) {
	if b.used == nil {
		b.used = map[Vintage]bool{}
	}
	b.used[v] = true
}

// lacks notes what the atlas as of the date does not hold, though later it does.
func (b *builder) lacks(f *form, what string) {
	if b.atlas.Date() != "" {
		b.note(Vintage{Material: f.material(), What: what, Standing: atlas.Absent})
	}
}

func (b *builder) lacking(f *form, what string) bool {
	return b.used[Vintage{Material: f.material(), What: what, Standing: atlas.Absent}]
}

// vintage lists what was noted, in order, each with a word before it.
func (b *builder) vintage(before string) []Vintage {
	list := slices.Collect(maps.Keys(b.used))
	for i := range list {
		list[i].What = before + list[i].What
	}
	slices.SortFunc(list, func(x, y Vintage) int {
		return cmp.Or(cmp.Compare(x.Material, y.Material), cmp.Compare(x.What, y.What), cmp.Compare(x.Source, y.Source), cmp.Compare(x.Year, y.Year))
	})
	return list
}

// allVintage adds what every network of the date rests on.
func (b *builder) allVintage() []Vintage {
	if b.atlas.Date() == "" {
		return nil
	}
	list := append(b.vintage(""), b.basis...)
	list = append(list, Vintage{What: "assumptions", Source: "adit", Published: b.atlas.Published("adit"), Standing: b.atlas.StandingOf("adit:assumptions:lane-growth")})
	if !b.hasRows("facilities") {
		list = append(list, Vintage{What: plantOwners, Standing: atlas.Absent})
	}
	return list
}

func (w *World) hasRows(table string) bool {
	for range w.atlas.Rows(table) {
		return true
	}
	return false
}

// String is one line of a report.
func (v Vintage) String() string {
	parts := []string{string(v.Material), v.What, v.Source, v.Year}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	text := strings.Join(parts, ", ") + ": " + string(v.Standing)
	if v.Published != "" && v.Standing != atlas.Known {
		text += " (published " + v.Published + ")"
	}
	return text
}
