package screen

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"adit"
	"adit/atlas"
	"adit/lp/highs"
)

var shared = sync.OnceValues(func() (*atlas.Atlas, error) { return atlas.Open(atlas.Embedded()) })

func answer(t testing.TB, q Question, set map[string]float64) *Answer {
	t.Helper()
	a, err := shared()
	if err == nil && set != nil {
		a, err = a.With(set)
	}
	if err != nil {
		t.Fatal(err)
	}
	solver, err := highs.New(highs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { solver.Close() })
	if q.Country == "" {
		q.Country, q.Against = "USA", []adit.PlaceID{"CHN"}
	}
	q.Year = 2024
	got, err := Run(context.Background(), a, solver, q)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func option(t testing.TB, a *Answer, id string) Option {
	t.Helper()
	i := slices.IndexFunc(a.Options, func(o Option) bool { return o.ID == id })
	if i < 0 {
		t.Fatalf("no option %s", id)
	}
	return a.Options[i]
}

func near(t *testing.T, what string, got *float64, want, within float64) {
	t.Helper()
	if got == nil || math.Abs(*got-want) > within*math.Abs(want) {
		t.Errorf("%s is %v, want %g", what, show(got), want)
	}
}

func show(v *float64) any {
	if v == nil {
		return "unknown"
	}
	return *v
}

// Real sites by hand: capacity and capex of the source, tonnes contained, C1.
// One line each: what the source says, and the arithmetic.
func TestSitesByHand(t *testing.T) {
	got := answer(t, Question{Kinds: Kinds, Running: true, NoRisk: true}, nil)
	annuity15 := 0.1 / (1 - math.Pow(1.1, -15))
	for _, c := range []struct {
		id     string
		output float64 // t contained a year
		cost   float64 // USD per kg, 0 where not checked
	}{
		// By-products. Tellurium at Kennecott, Utah: 20 t a year for 2.9 M USD (Rio Tinto, 11 May 2022, nasdaq.com).
		// Price 81.54 USD/kg (MCS 2026, 2024), opex class 0.4 of it: 32.616 + 145·0.13147 = 51.68.
		{"te-usa-kennecott", 20, 0.4*81.54 + 145*annuity15},
		// Gallium at Pavlodar, Kazakhstan: 15 t for 20 M USD (ERG, 20 Dec 2025); 439 USD/kg.
		{"ga-kaz-pavlodar", 15, 0.4*439 + 20e6/15000*annuity15},
		// Germanium at Onsan, Korea: 10 t Ge in GeO2 for KRW 140 bn, 100 M USD (Korea Zinc, 26 Aug 2025); 1,991 USD/kg.
		{"ge-kor-onsan", 10, 0.4*1991 + 100e6/10000*annuity15},
		// Gallium at Gramercy, Louisiana: up to 50 t (Atalco, 12 Jan 2026); its 450 M USD also restore the alumina plant, so
		// that the class stands: 0.4 + 2.7·0.13147 of the price.
		{"ga-usa-gramercy", 50, 439 * (0.4 + 2.7*annuity15)},
		// Scandium at Elk Creek, Nebraska: 102 t Sc2O3 (NioCorp 2022 study).
		{"sc-usa-elkcreek", 102, 0},
		// Brownfield. Stibnite, Idaho: 148 Mlb (67,132 t) over 15 years; gold pays most of the capex: class.
		{"sb-usa-stibnite", 4475, 0},
		// Thompson Falls, Montana: 400 t Sb a month (USAC, 8-K) for 15 M USD: 22.65·0.6 + 3.125·0.13147.
		{"sb-usa-thompson-falls", 4800, 0.6*22.654627 + 15e6/4.8e6*annuity15},
		// Hillgrove, New South Wales: 5,400 t (Larvotto 2025).
		{"sb-aus-hillgrove", 5400, 0},
		// Apex, Utah: 330 t Ga in a million tons (USGS): 330·0.75/10.
		{"ga-usa-apex", 24.75, 0},
		// Rowley, Utah: 64,000 t nameplate (USGS) for 40 M USD (bankruptcy hearing, Nov 2025).
		{"mg-usa-rowley", 64000, 0},
		// Processing. Electra, Ontario: 6,500 t Co (Aug 2024), 250 M USD over 20 years.
		{"co-can-electra", 6500, 0.85*26.102732 + 250e6/6.5e6*0.1/(1-math.Pow(1.1, -20))},
		// Vinton, Louisiana: 1,630 t oxides (Aclara, 24 Oct 2025).
		{"ree-usa-vinton", 1630, 0},
		// Tailings. Phalaborwa: 1,846 t magnet oxides for 326.1 M USD, opex 40,830 USD/t (Rainbow, 16 Dec 2024), 12 years.
		{"ree-zaf-phalaborwa", 1846, 40.83 + 326.1e6/1.846e6*0.1/(1-math.Pow(1.1, -12))},
		// Big Hill, Lubumbashi: 30 t Ge (target, Nov 2024).
		{"ge-cod-bighill", 30, 0},
		// Port Radium: 603 t Co left in tailings of 0.83 Mt (Mudd and Jowitt): ·0.6 over 6.5·0.8256^¼ = 6.196 years.
		{"cobalt-can-eldorado-port-radium-tailings", 603 * 0.6 / (6.5 * math.Pow(0.825552, 0.25)), 0},
		// Recycling. Yttrium: 200 t Y2O3 (ReElement, 14 Nov 2025). Halifax, Virginia: 1,000 t Ti (IperionX, Jun 2025).
		{"y-usa-reelement", 200, 0}, {"ti-usa-halifax", 1000, 0},
	} {
		o := option(t, got, c.id)
		if o.Output == nil {
			t.Errorf("%s: output unknown", c.id)
			continue
		}
		near(t, c.id+" output", &o.Output.Value, c.output, 1e-6)
		if c.cost != 0 && o.Cost != nil {
			near(t, c.id+" cost", &o.Cost.Value, c.cost, 1e-3)
		} else if c.cost != 0 {
			t.Errorf("%s: cost unknown", c.id)
		}
	}
}

// Hosts by hand: USGS MCS 2026, output of 2024. 700,000 t of alumina in the United
// States and 28.5 g recoverable (Frenzel 2016: 9.5 g/t bauxite × 3.0) hold 19.95 t
// of gallium, and none is recovered; Canada's 1,460,000 t hold 41.61.
func TestHostsByHand(t *testing.T) {
	got := answer(t, Question{Kinds: []string{"byproduct"}, Minerals: []string{"gallium"}, NoRisk: true}, nil)
	for id, want := range map[string]float64{"gallium-of-aluminum-USA": 0.7e6 * 28.5e-6, "gallium-of-aluminum-CAN": 1.46e6 * 28.5e-6} {
		near(t, id, &option(t, got, id).Output.Value, want, 1e-6)
	}
	for _, o := range got.Options {
		if o.Place == "CHN" {
			t.Errorf("%s lies with the adversary", o.ID)
		}
	}
}

// Unknown stays null, is told, and is not ranked.
func TestUnknown(t *testing.T) {
	got := answer(t, Question{Kinds: Kinds}, nil)
	for i, o := range got.Options {
		for name, v := range map[string]bool{"output": o.Output == nil, "cost": o.Cost == nil, "net imports closed": o.Closes == nil, "risk per public dollar": o.Risk == nil} {
			told := slices.ContainsFunc(o.Unknown, func(u string) bool { return u == name || strings.HasPrefix(u, "tonnes contained") && name == "output" })
			if v && !told {
				t.Errorf("%s: %s is null and not told: %v", o.ID, name, o.Unknown)
			}
		}
		if (o.Ease != nil) != (i < got.Ranked) {
			t.Errorf("%s at %d of %d ranked has ease %v", o.ID, i, got.Ranked, show(o.Ease))
		}
	}
	trail := option(t, got, "ge-can-trail")
	if trail.Output != nil || trail.Ease != nil || trail.Closes != nil {
		t.Error("the tonnage at Trail is not disclosed")
	}
	if s := option(t, got, "sb-usa-stibnite"); s.Public.Committed == nil || s.Public.Letter != nil || !slices.Contains(s.Assumed, "opex") {
		t.Errorf("Stibnite: %+v, rests on %v", s.Public, s.Assumed)
	}
}

func place(a *Answer, id string) int {
	return slices.IndexFunc(a.Options, func(o Option) bool { return o.ID == id })
}

// A cheaper project ranks no worse, and one that is later no better.
func TestCheaperRanksNoWorse(t *testing.T) {
	q := Question{Kinds: Kinds, NoRisk: true}
	before := answer(t, q, nil)
	for _, id := range []string{"ge-kor-onsan", "co-can-electra", "ree-zaf-phalaborwa"} {
		after := answer(t, q, map[string]float64{"adit-facts:projects:" + id + ".capex_m_usd": 1})
		if place(after, id) > place(before, id) {
			t.Errorf("%s: cheaper, and falls from %d to %d", id, place(before, id), place(after, id))
		}
	}
	q.WhatIf = map[string]float64{"permit-years": 5}
	later := answer(t, q, nil)
	for _, o := range later.Options {
		was := option(t, before, o.ID)
		if *o.Median < *was.Median && slices.Contains(o.Ahead, "permits") {
			t.Errorf("%s: permits of five years, and sooner", o.ID)
		}
	}
}

// What there is not is refused, with what is near.
func TestBadQuestions(t *testing.T) {
	a, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []Question{
		{Kinds: []string{"mines"}}, {Kinds: Kinds, By: "beauty"}, {Kinds: Kinds, WhatIf: map[string]float64{"permits": 5}},
		{Kinds: Kinds, WhatIf: map[string]float64{"discount": 2}}, {Kinds: Kinds, WhatIf: map[string]float64{"permit-years": -1}},
		{Kinds: Kinds, WhatIf: map[string]float64{"life-years": math.NaN()}},
	} {
		_, err := Run(context.Background(), a, nil, q)
		var unknown *adit.UnknownError
		if err == nil {
			t.Errorf("%+v is taken", q)
		} else if q.WhatIf == nil && !errors.As(err, &unknown) {
			t.Errorf("%+v: %v names nothing near", q, err)
		}
	}
}

// Every figure that a screen rests on is one of the atlas: adit why finds it.
func TestFiguresAreFound(t *testing.T) {
	a, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, o := range answer(t, Question{Kinds: Kinds, NoRisk: true}, nil).Options {
		for _, f := range o.Figures {
			if seen[f] {
				continue
			}
			seen[f] = true
			if _, err := a.Find(f); err != nil {
				t.Errorf("%s: %v", o.ID, err)
			}
		}
	}
}

func BenchmarkAll(b *testing.B) {
	for b.Loop() {
		answer(b, Question{Kinds: Kinds}, nil)
	}
}

func BenchmarkByproduct(b *testing.B) {
	for b.Loop() {
		answer(b, Question{Kinds: []string{"byproduct"}}, nil)
	}
}
