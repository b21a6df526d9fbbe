package stockpile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/baseline"
)

// A Trust is how far a supplier is relied upon.
type Trust struct {
	Place adit.PlaceID `json:"place"`
	Band  Band         `json:"reliability"`
	Why   string       `json:"why"`
}

// A desk holds what all minerals of one question share.
type desk struct {
	Question
	atlas            *atlas.Atlas
	years            int
	essential, share float64
	rows             []trustRow
	trust            map[adit.PlaceID]Trust
	supplies         map[adit.PlaceID]bool
	out              *Answer
}

// A trustRow is a row of table reliability: a country, or a group that counts
// where both sides are members.
type trustRow struct {
	who     string
	members []adit.PlaceID // nil: a country, or any
	figure  adit.Figure
}

// open reads the assumptions, and refuses what is no share.
func open(a *atlas.Atlas, q Question) (*desk, error) {
	d := &desk{Question: q, atlas: a, trust: map[adit.PlaceID]Trust{}, supplies: map[adit.PlaceID]bool{}, out: &Answer{Materials: []Material{}, Unpriced: []string{}, Missing: []Missing{}}}
	years, err1 := d.parameter("emergency-years", nil)
	share, err2 := d.parameter("stockpile-defence-share", q.Defence)
	essential, err3 := d.parameter("stockpile-essential-share", q.Essential)
	d.years, d.share, d.essential = cmp.Or(q.Years, int(years)), share, essential
	if err := cmp.Or(err1, err2, err3, d.faults()); err != nil {
		return nil, err
	}
	for r := range a.Rows("reliability") {
		row := trustRow{who: r.Get("who"), figure: r.Figure("value")}
		if m, err := a.Group(row.who, fmt.Sprintf("%d-12", q.Year)); err == nil {
			row.members = m
		}
		d.rows = append(d.rows, row)
	}
	d.out.Years, d.out.Defence, d.out.Essential = d.years, d.share, d.essential
	return d, nil
}

// parameter is the question's value, or that of the table.
func (d *desk) parameter(id string, asked *float64) (float64, error) {
	if asked != nil {
		return *asked, nil
	}
	v, err := baseline.Parameter(d.atlas, id)
	d.out.Figures = append(d.out.Figures, v.Figures()...)
	return v.Value, err
}

const mostYears = 30

func (d *desk) faults() error {
	if d.years < 1 || d.years > mostYears {
		return fmt.Errorf("an emergency of %d years: 1 to %d", d.years, mostYears)
	}
	shares := map[string]float64{"defence": d.share, "essential": d.essential}
	for m, v := range d.DefenceOf {
		shares["defence of "+m] = v
	}
	for p, v := range d.Reliability {
		shares["reliability of "+string(p)] = v
	}
	for _, name := range slices.Sorted(maps.Keys(shares)) {
		if v := shares[name]; !(v >= 0 && v <= 1) {
			return fmt.Errorf("%s %g: a share from 0 to 1", name, v)
		}
	}
	return nil
}

// defence is the share of a mineral's use that is defence's.
func (d *desk) defence(mineral string) float64 {
	if v, ok := d.DefenceOf[mineral]; ok {
		return v
	}
	return d.share
}

// trustIn says how far a country is relied upon: nobody of the adversary's, then
// what the question says, a row of its own, and the best of the groups that both
// are in.
func (d *desk) trustIn(p adit.PlaceID) Trust {
	p = p.Country()
	if t, ok := d.trust[p]; ok {
		return t
	}
	t := Trust{p, Band{}, "the adversary"}
	switch v, asked := d.Reliability[p]; {
	case d.Country.Covers(p) || p.Covers(d.Country):
		t.Band, t.Why = Band{1, 1, 1}, "home"
	case slices.ContainsFunc(d.Against, func(q adit.PlaceID) bool { return q.Covers(p) }):
	case asked:
		t.Band, t.Why = Band{v, v, v}, "as asked"
	default:
		t = d.byTable(p)
	}
	d.trust[p] = t
	return t
}

func (d *desk) byTable(p adit.PlaceID) Trust {
	t := Trust{p, Band{}, "no row of table reliability"}
	for _, row := range d.rows {
		f := Band{row.figure.Value, row.figure.Low, row.figure.High}
		switch {
		case row.who == string(p):
			return Trust{p, f, row.who}
		case row.who != "any" && !(slices.Contains(row.members, p) && slices.Contains(row.members, d.Country)):
		case f.Value > t.Band.Value:
			t.Band, t.Why = f, row.who
		}
	}
	return t
}

// The ends of the bands, and the middle.
func (d *desk) middle(p adit.PlaceID) float64 { return d.trustIn(p).Band.Value }
func (d *desk) least(p adit.PlaceID) float64  { return d.trustIn(p).Band.Low }
func (d *desk) most(p adit.PlaceID) float64   { return d.trustIn(p).Band.High }

// trusts lists those that send something to the country.
func (d *desk) trusts() {
	for _, p := range slices.Sorted(maps.Keys(d.supplies)) {
		d.out.Reliability = append(d.out.Reliability, d.trust[p])
	}
	for _, row := range d.rows {
		d.out.Figures = append(d.out.Figures, row.figure.ID)
	}
}

// sourceOf is the source of a figure's id.
func sourceOf(id string) string {
	source, _, _ := strings.Cut(id, ":")
	return source
}
