package baseline

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A Host is another mineral's chain that carries a by-product.
type Host struct {
	Mineral, Form string // the by-product, as recovered
	Host          string // in words: aluminum, coal, platinum_nickel …
	Process       string // where it is recovered
	Share         Value  // part of the by-product's supply that comes from this host, 0 to 1
	// Potential and Current are grams per tonne of host, what could be recovered
	// and what output of 2024 or 2025 implies, as compiled; Unknown where nobody
	// says. Current may be of one country, or per another tonne than Per: its note
	// says which. Implied computes it for a year.
	Potential, Current Value
	Per                string // what a tonne of throughput is
	Spread             bool   // without a known potential, any throughput carries the world's mean
	Cap                string // what limits the supply
	Note               string

	throughput atlas.Row
}

// Traced reports whether the atlas has the host's throughput by place.
func (h Host) Traced() bool { return h.throughput.Get("table") != "" }

// Hosts returns the hosts of a by-product, none where it is mined for its own
// sake. The shares need not add up to 1: the rest is mined for itself.
func Hosts(a *atlas.Atlas, mineral string) []Host {
	var hosts []Host
	for row := range a.Rows("host_of") {
		if row.Get("mineral") != mineral {
			continue
		}
		for r := range a.Rows("byproducts") {
			if r.Get("host") == row.Get("host") && slices.Contains(strings.Split(r.Get("minerals"), ";"), mineral) {
				hosts = append(hosts, host(row, r))
			}
		}
	}
	return hosts
}

func host(row, r atlas.Row) Host {
	spread, _ := row.Number("spread")
	return Host{
		Mineral: row.Get("mineral"), Form: row.Get("form"), Host: row.Get("host"), Process: r.Get("process"),
		Share: hostShare(r), Potential: grade(r, "potential"), Current: grade(r, "current"),
		Per: row.Get("per"), Spread: spread == 1, Cap: r.Get("cap"), Note: note(row.Get("note"), r.Get("note")),
		throughput: row,
	}
}

func hostShare(r atlas.Row) Value {
	share := grade(r, "share")
	if share.Basis.Known() {
		share = share.times(0.01)
	}
	share.High = math.Min(share.High, 1)
	return share
}

// grade reads one of the numbers of byproducts, with the basis and the note
// that are its own. A potential or recovery of two minerals together is unknown
// for one of them.
func grade(r atlas.Row, name string) Value {
	column := map[string]string{"share": "share_pct"}[name]
	if column == "" {
		column = name + "_g_per_t"
	}
	words := r.Get(name + "_note")
	v, ok := r.Number(column)
	if joint := strings.Contains(r.Get("minerals"), ";") && name != "share"; !ok || joint {
		return Value{High: float64(adit.NoLimit), Basis: adit.Unknown, Note: words}
	}
	out := banded(adit.Exact(v, "", adit.Basis(r.Get(name+"_basis"))))
	out.Figure, out.Note = r.ID(column), words
	return out
}

// HostOutput returns the tonnes of a host's throughput by place. A withheld
// place is in it with its bounds and without a value. A host without throughput
// by place is a *MissingError. A place that recovers the by-product and is not
// in it treats what comes from elsewhere: no host bounds it there.
func HostOutput(a *atlas.Atlas, h Host, year adit.Year) (map[adit.PlaceID]Value, error) {
	t := throughput{a, h.throughput, year}
	var by map[adit.PlaceID]Value
	var err error
	switch h.throughput.Get("table") {
	case "production":
		by = t.counted(h.throughput.Get("stage"), list(h.throughput.Get("of_form")))
		delete(by, "WLD")
	case "supply_shares":
		by, err = t.shared()
	default:
		return nil, &MissingError{"throughput of the host " + h.Host, h.Mineral, h.Form, 0, note(h.Note, "the tables do not have it by place")}
	}
	if err == nil && len(by) == 0 {
		err = &MissingError{"throughput of the host " + h.Host, h.Mineral, h.Form, year, "no production statistics of that year"}
	}
	return by, err
}

// Implied is the recovery that output implies, in grams per tonne of host: the
// host's share of the by-product's tonnes over the throughput.
func (h Host) Implied(byproduct, throughput Value) Value {
	return byproduct.by(h.Share).over(throughput).times(gramsPerTonne)
}

const gramsPerTonne = 1e6

// Yield is what a tonne of host carries at a place, in grams: the potential
// where it is known, else the world's mean where the host spreads, and never
// less than what is recovered there now. Unknown potential is not zero: what is
// recovered then is the limit. World and observed come from Implied; observed
// is the zero Value where nothing is recovered.
func (h Host) Yield(world, observed Value) Value {
	v := observed
	switch {
	case h.Potential.Basis.Known() && h.Potential.Value > v.Value:
		v = h.Potential
	case !h.Potential.Basis.Known() && h.Spread && world.Value > v.Value:
		v = world
	}
	return v
}

// Sum adds what places have, in their order; places without a value are left
// out.
func Sum(by map[adit.PlaceID]Value) Value {
	var places []adit.PlaceID
	for p, v := range by {
		if v.Basis.Known() {
			places = append(places, p)
		}
	}
	slices.Sort(places)
	var total Value
	for _, p := range places {
		total = total.plus(by[p])
	}
	return total
}

// throughput reads the tables that a row of host_of names.
type throughput struct {
	atlas *atlas.Atlas
	row   atlas.Row
	year  adit.Year
}

// counted reads production by place from the latest edition with the year.
func (t throughput) counted(stage string, forms []string) map[adit.PlaceID]Value {
	var rows []atlas.Row
	edition := ""
	for r := range t.atlas.About("production", t.row.Get("of_mineral")) {
		if r.Year() == t.year && r.Get("stage") == stage && r.Get("unit") == "t" && slices.Contains(forms, r.Get("form")) {
			rows, edition = append(rows, r), max(edition, r.Get("source"))
		}
	}
	factor, _ := t.row.Number("factor")
	by := map[adit.PlaceID]Value{}
	for _, r := range rows {
		if _, told := by[r.Place()]; told || r.Get("source") != edition {
			continue
		}
		f := r.Figure("value")
		if _, known := f.Point(); !known {
			by[r.Place()] = Value{0, f.Low, f.High, f.Basis, f.ID, f.Note}
			continue
		}
		by[r.Place()] = banded(f).times(factor)
	}
	return by
}

// shared spreads the world's tonnes over a study's shares.
func (t throughput) shared() (map[adit.PlaceID]Value, error) {
	world, err := t.world()
	if err != nil {
		return nil, err
	}
	band, err := Parameter(t.atlas, "study-band")
	if err != nil {
		return nil, err
	}
	by := map[adit.PlaceID]Value{}
	for r := range t.atlas.About("supply_shares", t.row.Get("of_mineral")) {
		f := r.Figure("value")
		_, known := f.Point()
		if r.Get("stage") != t.row.Get("stage") || r.Get("statistic") != "global-supply-share" || !known || f.Value == 0 {
			continue
		}
		share := Value{f.Value / 100, f.Value / 100 * (1 - band.Value), f.Value / 100 * (1 + band.Value), adit.Estimated, f.ID, ""}
		by[r.Place()] = share.by(world)
	}
	return by, nil
}

// world is what shares are shares of.
func (t throughput) world() (Value, error) {
	kind, what, _ := strings.Cut(t.row.Get("world"), ":")
	factor, _ := t.row.Number("factor")
	switch kind {
	case "assumption":
		v, err := Parameter(t.atlas, what)
		return v.times(factor), err
	case "production":
		stage, forms, _ := strings.Cut(what, ":")
		if v, ok := t.counted(stage, list(forms))["WLD"]; ok && v.Basis.Known() {
			return v, nil
		}
		return Value{}, &MissingError{"world production", t.row.Get("of_mineral"), "", t.year, "no production statistics of that year"}
	}
	return Value{}, fmt.Errorf("%s: world %q is neither production nor an assumption", t.row.Where(), t.row.Get("world"))
}
