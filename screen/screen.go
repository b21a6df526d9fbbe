// Package screen looks for easy wins: idle and old sites, by-products that
// running plants throw away, tailings, scrap, and processing plants, all on one
// scale.
//
//	answer, err := screen.Run(ctx, a, solver, screen.Question{Kinds: screen.Kinds, Country: "USA", Year: 2024})
//
// What a project does not say is taken from its class (table classes) and named
// in Assumed; what no class can know is named in Unknown and stays null: an
// option without output or cost is listed, and not ranked.
package screen

import (
	"context"
	"maps"
	"slices"

	"adit"
	"adit/atlas"
	"adit/leadtime"
	"adit/lp"
	"adit/stress"
	"adit/world"
)

// Kinds are the screens that there are.
var Kinds = []string{"brownfield", "byproduct", "processing", "recycling", "tailings"}

// Mine is the kind of new mines: no easy wins, and on no screen unless they are
// asked for by name. A plan may build them.
const Mine = "mine"

// A Question asks for the options that help a country.
type Question struct {
	Kinds    []string
	Minerals []string // ids; none: all
	Country  adit.PlaceID
	Year     adit.Year      // of quantities and prices
	Against  []adit.PlaceID // whose cut-off is the risk; what lies there helps nobody
	In       []adit.PlaceID // where options lie; none: anywhere else
	By       string         // what ranks: ease, risk, cost or months; "" is ease
	WhatIf   map[string]float64
	Running  bool // list what operates already, too
	NoRisk   bool // leave out the runs of the shock model
	World    *world.World
}

// An Option is one way to more supply. Null is unknown.
type Option struct {
	Kind    string       `json:"kind"`
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Mineral string       `json:"mineral"`
	Form    string       `json:"form,omitempty"` // of the mineral's chain; "" where the chain has none for it
	Place   adit.PlaceID `json:"place"`
	Region  string       `json:"region,omitempty"`
	Owner   adit.PlaceID `json:"owner,omitempty"`
	Status  string       `json:"status"`
	AsOf    string       `json:"status_as_of,omitempty"`

	Output     *Number  `json:"output_t_per_y"` // contained, as the network counts the form
	Cost       *Number  `json:"cost_usd_per_kg"`
	Price      *float64 `json:"price_usd_per_kg"`
	CostShare  *float64 `json:"cost_over_price"`
	Median     *int     `json:"months_to_first_tonne_median"`
	Late       *int     `json:"months_to_first_tonne_90pct"`
	InTime     *float64 `json:"probability_within_horizon"`
	Closes     *float64 `json:"net_imports_closed"`
	AtRisk     *float64 `json:"value_added_no_longer_at_risk_usd"` // in a year without the adversary
	PublicCost *float64 `json:"public_cost_usd"`
	Risk       *float64 `json:"risk_per_public_dollar"`
	// PublicBasis says what PublicCost is: committed, disbursed, or a share of the
	// capex that nobody has promised.
	PublicBasis string   `json:"public_cost_basis,omitempty"`
	OreValue    *float64 `json:"ore_value_usd_per_t"` // at prices, of all that is told of the ore
	Ease        *float64 `json:"ease"`
	Group       string   `json:"group"` // one of Groups

	Feed *Feed `json:"feed,omitempty"`

	Public    Public   `json:"public_finance"`
	Ahead     []string `json:"steps_ahead"`
	Obstacles []string `json:"obstacles"`
	Assumed   []string `json:"rests_on_assumptions"`
	Unknown   []string `json:"unknown"`
	Notes     []string `json:"notes"`
	Figures   []string `json:"figures"` // ids for adit why
	Cite      string   `json:"cite,omitempty"`

	// What a plan needs beside.
	Lat, Lon              *float64       `json:"-"` // degrees; nil: no source says
	Class                 string         `json:"-"` // kind of table classes
	Potential             bool           `json:"-"` // what statistics say could be had, and nobody has a project for
	CapexPerKg, OpexPerKg *Number        `json:"-"` // USD per kg of yearly output, and of output; nil: unknown
	Life, Discount        float64        `json:"-"` // of C1: years, and a year
	Sold                  string         `json:"-"` // mineral and form whose price it gets, "mineral/form"
	Lead                  *leadtime.Path `json:"-"`
	Host                  string         `json:"-"` // of a by-product, in words
	Carried               *Number        `json:"-"` // by that host at the place, beyond what is recovered; nil: not known

	costKind       string         // as Class, of costs; "" where it is the same
	waitsFor       *leadtime.Case // that must be there first
	capex, opex    *float64       // as published: USD in all, USD per tonne of output
	capexElsewhere string
	tonnes         *float64
	toTarget       float64
	tonnesFigure   string
	oreMt          float64 // where the source says; 0: it does not
	oreValue       float64 // USD per tonne; 0: not known
}

// A Number is a value with its band and how it is known.
type Number struct {
	Value float64    `json:"value"`
	Low   float64    `json:"low"`
	High  float64    `json:"high"`
	Basis adit.Basis `json:"basis"`
}

// Public is money of states for the project alone, in USD: a letter of interest
// is no commitment.
type Public struct {
	Letter    *float64 `json:"letter_of_interest_usd"`
	Committed *float64 `json:"committed_usd"`
	Disbursed *float64 `json:"disbursed_usd"`
}

// Feed is what a plant could take: mined at its place, and anywhere outside the
// adversary.
type Feed struct {
	Here    float64  `json:"mined_here_t"`
	Outside float64  `json:"mined_outside_adversary_t"`
	Plants  []string `json:"plants_here"`
	Power   *Number  `json:"power_mwh_per_y"`
}

// An Answer lists options, the easiest first; those that cannot be ranked come
// last.
type Answer struct {
	Options []Option       `json:"options"`
	Ranked  int            `json:"ranked"`
	Missing []Missing      `json:"missing"` // what the atlas lacks
	Left    map[string]int `json:"left_out"`
	Running []string       `json:"operating"` // projects that operate already, and are left out
	Sources []string       `json:"-"`
}

// A Missing is a mineral of which something is not known.
type Missing struct {
	Mineral string `json:"mineral"`
	Why     string `json:"why"`
}

// A desk holds what the options of one question share.
type desk struct {
	Question
	atlas  *atlas.Atlas
	solver lp.Solver
	lead   *leadtime.Model
	econ   map[string]float64 // what-if of costs
	chains map[string][]form
	nets   map[string]*world.Network
	cuts   map[string]stress.CutOff
	prices map[string]priced
	held   []Option // projects on hold
	rates  map[string]rate
	out    *Answer
}

// Run screens. A kind or a what-if that there is not is an *adit.UnknownError.
func Run(ctx context.Context, a *atlas.Atlas, solver lp.Solver, q Question) (*Answer, error) {
	d, err := newDesk(a, solver, q)
	if err != nil {
		return nil, err
	}
	options, err := d.gather()
	if err != nil {
		return nil, err
	}
	if err := d.measure(ctx, options); err != nil {
		return nil, err
	}
	options = append(options, d.fromNetworks(options)...)
	if err := d.strike(ctx, options); err != nil {
		return nil, err
	}
	for i := range options {
		if err := d.judge(&options[i]); err != nil {
			return nil, err
		}
	}
	d.rank(options)
	d.out.Options = options
	d.sources()
	return d.out, nil
}

// whatIfs are the assumptions of costs that a what-if replaces.
var whatIfs = map[string]string{"discount": "discount", "public-share": "public_share", "life-years": "life", "collectable-times": "collectable", "horizon-years": "horizon"}

// WhatIfs lists what a what-if may replace.
func WhatIfs() []string {
	return slices.Sorted(slices.Values(append(leadtime.Names(), slices.Collect(maps.Keys(whatIfs))...)))
}

func newDesk(a *atlas.Atlas, solver lp.Solver, q Question) (*desk, error) {
	for _, k := range q.Kinds {
		if k != Mine && !slices.Contains(Kinds, k) {
			return nil, &adit.UnknownError{Kind: "screen", ID: k, Near: Kinds}
		}
	}
	if q.By != "" && !slices.Contains(Orders, q.By) {
		return nil, &adit.UnknownError{Kind: "order", ID: q.By, Near: Orders}
	}
	d := &desk{Question: q, atlas: a, solver: solver, econ: map[string]float64{}, chains: chains(a), nets: map[string]*world.Network{}, cuts: map[string]stress.CutOff{},
		prices: map[string]priced{}, out: &Answer{Missing: []Missing{}, Running: []string{}, Left: map[string]int{}}}
	times := leadtime.WhatIf{}
	for _, n := range slices.Sorted(maps.Keys(q.WhatIf)) {
		if step, ok := whatIfs[n]; !ok {
			times[n] = q.WhatIf[n]
		} else if err := d.replace(n, step, q.WhatIf[n]); err != nil {
			return nil, err
		}
	}
	var err error
	d.lead, err = leadtime.Read(a, times)
	if u, ok := err.(*adit.UnknownError); ok {
		return nil, &adit.UnknownError{Kind: u.Kind, ID: u.ID, Near: WhatIfs()}
	}
	return d, err
}

// asks reports whether a screen and a mineral are asked for.
func (d *desk) asks(kind, mineral string) bool {
	return slices.Contains(d.Kinds, kind) && (len(d.Minerals) == 0 || slices.Contains(d.Minerals, mineral))
}

// within reports whether what lies at a place helps.
func (d *desk) within(p adit.PlaceID) bool {
	covers := func(q adit.PlaceID) bool { return q.Covers(p) }
	return !slices.ContainsFunc(d.Against, covers) && (len(d.In) == 0 || slices.ContainsFunc(d.In, covers))
}

// reaches is within, and counts what does not help.
func (d *desk) reaches(p adit.PlaceID) bool {
	covers := func(q adit.PlaceID) bool { return q.Covers(p) }
	switch {
	case slices.ContainsFunc(d.Against, covers):
		d.out.Left["lies with the adversary"]++
	case len(d.In) > 0 && !slices.ContainsFunc(d.In, covers):
		d.out.Left["lies elsewhere than --in"]++
	default:
		return true
	}
	return false
}
