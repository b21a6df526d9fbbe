// Package world is the atlas as networks: for each mineral and year a balanced,
// stage-aware network of who makes what from what, and what moves where, made
// from the atlas's tables alone.
//
// A mineral's chain (table chain) says which forms it has and which figures
// speak of each. Output comes from statistics or from a study's shares; flows
// from a customs code, from the published import shares of the United States,
// or, where no statistic shows them, from R2: they are then derived and say so.
// The whole is reconciled (package reconcile), and what is left at a place is
// its final use. docs/math/reconcile.md gives the steps.
package world

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"adit"
	"adit/reconcile"
)

// A Network is the network of one mineral in one year, and what must be known
// to read it.
type Network struct {
	*adit.Network
	Mineral string
	Target  adit.MaterialID // whose supply the mineral's exposure is about
	Refined []adit.MaterialID
	Forms   []Form
	Moves   []reconcile.Move
	Gaps    []Gap // what the data do not tell
	Idle    []Idle
	// Vintage is what the network rests on and when that was published, where the
	// atlas was one as of a date; else nil.
	Vintage []Vintage

	capacity map[capacityKey]string // figures of published capacity
}

// CapacityFigure is the figure of the capacity that is published for a form at a
// place, or "" where output × (1 + spare share) stands for it.
func (n *Network) CapacityFigure(m adit.MaterialID, p adit.PlaceID) string {
	return n.capacity[capacityKey{m, p}]
}

// Idle is capacity that is published for a place where nothing is made. It is no
// part of the network: who would run it needs time and a reason.
type Idle struct {
	Material adit.MaterialID
	Place    adit.PlaceID
	Capacity adit.Tonnes // a year
	Figure   string
}

// A Gap is something that the data do not tell, and what was done about it.
type Gap struct {
	Material adit.MaterialID `json:"material"`
	Kind     GapKind         `json:"kind"`
	Place    adit.PlaceID    `json:"place"`
	Tonnes   adit.Tonnes     `json:"t,omitempty"`
}

// A GapKind says what is not known.
type GapKind string

const (
	Withheld    GapKind = "withheld"    // the place's output is kept back and cannot be bounded: it is not in the network
	Bounded     GapKind = "bounded"     // kept back, and at most Tonnes by imports, exports and published reliance (E1)
	AtLeast     GapKind = "at-least"    // kept back, and at least Tonnes by the same; in the network as that
	Unavailable GapKind = "unavailable" // the place makes some, and nobody says how much
	Unrecorded  GapKind = "unrecorded"  // Tonnes more are needed than the world is known to make: scrap or unrecorded, of unknown origin
	Recycled    GapKind = "recycled"    // Tonnes are recovered from scrap: where they were mined is not known, and the place counts as their origin
	NoTrade     GapKind = "no-trade"    // the trade edition has no row of its customs code: its flows are derived
	NoWorld     GapKind = "no-world"    // a study's shares have no world tonnage to be shares of
)

// A Form is one material of the network: what it is, who makes it as far as
// sources say, and how much of that is known (R3).
type Form struct {
	Material adit.MaterialID `json:"material"`
	Name     string          `json:"name"`
	Stage    string          `json:"stage"`
	MassOf   string          `json:"mass_of"` // what its tonnes count: an element, REO, gross …
	// World is what the world makes; Known the part that a source reports or
	// estimates; Reported the strictly reported part.
	World    adit.Tonnes `json:"world_t"`
	Known    adit.Tonnes `json:"known_t"`
	Reported adit.Tonnes `json:"reported_t"`
	// Unknown is what comes beside World from nobody knows where: scrap, stock and
	// unrecorded output.
	Unknown adit.Tonnes `json:"unknown_origin_t"`
	// FlowsKnown is the part of what moves that some statistic shows.
	Flows      adit.Tonnes `json:"flows_t"`
	FlowsKnown adit.Tonnes `json:"flows_known_t"`
	Source     string      `json:"source"` // who says what is made
	Trade      string      `json:"trade"`  // how its flows are known
	Note       string      `json:"note,omitempty"`
}

// Coverage is Known over World (R3), 0 where the world makes nothing known.
func (f Form) Coverage() adit.Share {
	if f.World <= 0 {
		return 0
	}
	return adit.Share(f.Known / f.World)
}

// EnoughToRank is the coverage below which a stage is not ranked (R3).
const EnoughToRank = 0.5

// Thin lists the forms whose coverage is too low to rank who makes them.
func (n *Network) Thin() []Form {
	return slices.DeleteFunc(slices.Clone(n.Forms), func(f Form) bool { return f.Coverage() >= EnoughToRank })
}

// describe fills Forms and Refined.
func (n *Network) describe(b *builder, chain []form) {
	for i := range chain {
		f := &chain[i]
		d := Form{Material: f.material(), Name: f.name, Stage: f.stage, MassOf: f.massOf, Note: f.note, Trade: b.tradeText(f), Source: sourceWords(f)}
		for k := range n.Processes {
			x := &n.Processes[k]
			if !x.Makes(f.material()) || IsRecycling(x) {
				continue
			}
			d.World += x.Activity
			if x.Place == adit.Other {
				d.Unknown = min(adit.Tonnes(b.unknown[f.id]), x.Activity)
				d.World -= d.Unknown
			}
			switch x.Observed.Basis {
			case adit.Reported:
				d.Known += x.Activity
				d.Reported += x.Activity
			case adit.Estimated:
				d.Known += x.Activity
			}
		}
		for k := range n.Lanes {
			l := &n.Lanes[k]
			if l.Material != f.material() {
				continue
			}
			d.Flows += l.Flow
			if l.Observed.Basis == adit.Reported || l.Observed.Basis == adit.Estimated {
				d.FlowsKnown += l.Flow
			}
		}
		n.Forms = append(n.Forms, d)
		if f.use || f.stage == "refined" {
			n.Refined = append(n.Refined, f.material())
		}
	}
}

var tradeWords = map[string]string{
	"code":   "observed by customs code",
	"bundle": "derived, after a customs code that holds other metals too",
	"prior":  "derived (no bilateral tonnes are published)",
	"us":     "imports of the United States only",
	"none":   "not modelled",
}

// tradeText says how a form's flows are known, and over which years an average
// stands for the year.
func (b *builder) tradeText(f *form) string {
	words := tradeWords[f.rule]
	if f.rule == "code" {
		words = b.codeText(f.code)
	} else if year, exact := b.tradeYear(f.code); f.rule == "bundle" && !exact {
		words += fmt.Sprintf(", in %d", year)
	}
	if f.usShare != "" && f.rule != "code" && !b.lacking(f, usOrigins) {
		words += "; US imports by origin: published shares, average of four years (MCS), of the year's tonnes"
	}
	return words
}

func (b *builder) codeText(code string) string {
	year, exact := b.tradeYear(code)
	switch {
	case b.inValues(code, year):
		return fmt.Sprintf("derived: trade of %d by customs code, values over unit values of %d", year, b.units.year)
	case !exact:
		return fmt.Sprintf("derived: trade of %d by customs code stands for %d", year, b.year)
	}
	return tradeWords["code"]
}

func sourceWords(f *form) string {
	switch {
	case f.made != "" && f.made != "usgs" && (f.world == "assumption" || f.world == "element"):
		return "EU study shares 2016–20 of an assumed world tonnage"
	case f.made == "usgs":
		return "USGS world table"
	case f.made == "":
		return "implied by trade"
	default:
		return "EU study shares 2016–20 of the world's tonnes"
	}
}

// Face tells how much of what comes to a place in a form is derived.
func (n *Network) Face(place adit.PlaceID, m adit.MaterialID) (total, derived adit.Tonnes) {
	for i := range n.Lanes {
		l := &n.Lanes[i]
		if l.Material != m || !place.Covers(l.To) || place.Covers(l.From) {
			continue
		}
		total += l.Flow
		if !l.Observed.Basis.Known() || l.Observed.Basis == adit.Derived || l.Observed.Basis == adit.Assumption {
			derived += l.Flow
		}
	}
	return total, derived
}

// Supplies reports whether a place makes or gets any of a material.
func (n *Network) Supplies(place adit.PlaceID, m adit.MaterialID) bool {
	return slices.ContainsFunc(n.Lanes, func(l adit.Lane) bool { return l.Material == m && place.Covers(l.To) && l.Flow > 0 }) ||
		slices.ContainsFunc(n.Processes, func(x adit.Process) bool { return x.Makes(m) && place.Covers(x.Place) && x.Activity > 0 })
}

func (n *Network) String() string {
	return fmt.Sprintf("%s %d: %d processes, %d lanes", n.Mineral, n.Year, len(n.Processes), len(n.Lanes))
}

// A Maker is a place's part of what the world makes of a form.
type Maker struct {
	Place adit.PlaceID
	Share float64
}

// Makers returns the largest makers of a form, at most count, as shares of what
// the world makes; unnamed others are left out.
func (n *Network) Makers(m adit.MaterialID, count int) []Maker {
	var makers []Maker
	total := adit.Tonnes(0)
	for i := range n.Processes {
		x := &n.Processes[i]
		if x.Makes(m) && !IsRecycling(x) {
			total += x.Activity
			if x.Place != adit.Other {
				makers = append(makers, Maker{x.Place, float64(x.Activity)})
			}
		}
	}
	total -= n.form(m).Unknown
	for i := range makers {
		makers[i].Share /= float64(total)
	}
	slices.SortFunc(makers, func(a, b Maker) int { return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Place, b.Place)) })
	return makers[:min(count, len(makers))]
}

// Form returns the material that a form or a stage names, or an
// *adit.UnknownError with those there are.
func (n *Network) Form(name string) (adit.MaterialID, error) {
	var near []string
	for _, f := range n.Forms {
		if f.Material.Form() == name || string(f.Material) == name || f.Stage == name {
			return f.Material, nil
		}
		near = append(near, f.Material.Form())
	}
	return "", &adit.UnknownError{Kind: "form of " + n.Mineral, ID: name, Near: near}
}

// Sources lists the sources of the figures that the network rests on.
func (n *Network) Sources() []string {
	set := map[string]bool{}
	take := func(figures string) {
		for f := range strings.FieldsSeq(figures) {
			source, _, _ := strings.Cut(f, ":")
			set[source] = true
		}
	}
	for i := range n.Processes {
		take(n.Processes[i].Observed.Figure)
	}
	for i := range n.Lanes {
		take(n.Lanes[i].Observed.Figure)
	}
	return slices.Sorted(maps.Keys(set))
}
