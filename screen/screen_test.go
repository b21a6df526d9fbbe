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
// Five or more of each screen; one line each: what the source says, and the
// arithmetic. Prices are those of 2024 (MCS 2026).
func TestSitesByHand(t *testing.T) {
	got := answer(t, Question{Kinds: Kinds, Running: true, NoRisk: true}, nil)
	annuity := func(years float64) float64 { return 0.1 / (1 - math.Pow(1.1, -years)) }
	taylor := func(mt float64) float64 { return 6.5 * math.Pow(mt, 0.25) } // years
	const compounds = 19.258341                                            // USD per kg, unit value of US imports of rare-earth compounds
	ore := 60 + 60*annuity(10)                                             // USD per tonne mined and milled at an old mine
	byHand := map[string][]handCheck{
		"byproduct": {
			// Tellurium at Kennecott, Utah: 20 t a year for 2.9 M USD (Rio Tinto, 11 May 2022, nasdaq.com); 81.54 USD/kg,
			// opex class 0.4 of it.
			{"te-usa-kennecott", 20, 0.4*81.54 + 145*annuity(15)},
			// Gallium at Pavlodar, Kazakhstan: 15 t for 20 M USD (ERG, 20 Dec 2025); 439 USD/kg.
			{"ga-kaz-pavlodar", 15, 0.4*439 + 20e6/15000*annuity(15)},
			// Germanium at Onsan, Korea: 10 t Ge in GeO2 for KRW 140 bn, 100 M USD (Korea Zinc, 26 Aug 2025); 1,991 USD/kg.
			{"ge-kor-onsan", 10, 0.4*1991 + 100e6/10000*annuity(15)},
			// Gallium at Gramercy, Louisiana: up to 50 t (Atalco, 12 Jan 2026); its 450 M USD also restore the alumina plant, so
			// that the class stands: 2.7 of the price.
			{"ga-usa-gramercy", 50, 439 * (0.4 + 2.7*annuity(15))},
			// Germanium at Clarksville, Tennessee: around 30 t (clarksvillenow in beaver1003.com, 2023).
			{"multi-usa-clarksville-ge", 30, 1991 * (0.4 + 2.7*annuity(15))},
			// Scandium at Elk Creek, Nebraska: 102 t Sc2O3 (NioCorp 2022 study).
			{"sc-usa-elkcreek", 102, 0},
		},
		"brownfield": {
			// Stibnite, Idaho: 148 Mlb (67,132 t) over 15 years; gold pays for the mine: class of by-products, 10 years.
			{"sb-usa-stibnite", 4475, 15.858239 * (0.4 + 2.7*annuity(10))},
			// Thompson Falls, Montana: 400 t Sb a month (USAC, 8-K) for 15 M USD.
			{"sb-usa-thompson-falls", 4800, 0.6*22.654627 + 15e6/4.8e6*annuity(15)},
			// Beaver Brook, Newfoundland: 91,980 t in 2.1 Mt of 4.38% Sb (NI 43-101 of 2002).
			{"sb-can-beaverbrook", 91980 * 0.75 / taylor(2.1), ore / (0.75 * 43.8)},
			// Kings Mountain, North Carolina: 150,000 t Li in 21.7 Mt (Foote Mineral 1986, p. 4, in USGS 10.5066/P9ZKRWQF).
			{"li-usa-kingsmountain", 150000 * 0.75 / taylor(21.7), ore / (0.75 * 150 / 21.7)},
			// Apex, Utah: 330 t Ga in a million tons (USGS); nobody buys its concentrate, so that the plant is added.
			{"ga-usa-apex", 330 * 0.75 / taylor(1), ore/(0.75*0.33) + 439*(0.4+2.7*annuity(10))},
			// Hillgrove, New South Wales: 5,400 t (Larvotto 2025). Rowley, Utah: 64,000 t nameplate (USGS), 40 M USD.
			{"sb-aus-hillgrove", 5400, 0}, {"mg-usa-rowley", 64000, 0},
		},
		"processing": {
			// Electra, Ontario: 6,500 t Co (Aug 2024), 250 M USD over 20 years.
			{"co-can-electra", 6500, 0.85*26.102732 + 250e6/6.5e6*annuity(20)},
			// Jervois, USA: 6,600 short tons (postregister.com, 22 Jul 2023); capex class 1.5 of the price.
			{"co-usa-jervois-refinery", 5987, 26.102732 * (0.85 + 1.5*annuity(20))},
			// Vinton, Louisiana: 200 Dy + 30 Tb + 1,400 NdPr for 277 M USD (Aclara, 24 Oct 2025).
			{"ree-usa-vinton", 1630, 0.85*compounds + 277e6/1.63e6*annuity(20)},
			// Ucore, Louisiana: 2,000 t TREO at first (26 Aug 2025).
			{"ree-usa-ucore", 2000, compounds * (0.85 + 1.5*annuity(20))},
			// Saskatchewan Research Council: 400 t NdPr metal, of 466.8 t oxide, 71 M USD (Sep 2024); 56 USD/kg.
			{"ree-can-src", 466.8, 0.85*56 + 71e6/466800*annuity(20)},
		},
		"tailings": {
			// Phalaborwa: 1,846 t magnet oxides for 326.1 M USD, opex 40,830 USD/t (Rainbow, 16 Dec 2024), 12 years.
			{"ree-zaf-phalaborwa", 1846, 40.83 + 326.1e6/1.846e6*annuity(12)},
			// Eneabba: 17,500 t REO, A$ 1.7 bn or 1,105 M USD (Iluka 2024).
			{"ree-aus-eneabba", 17500, 0.65*compounds + 1105e6/17.5e6*annuity(12)},
			// Big Hill, Lubumbashi: 30 t Ge (target, Nov 2024).
			{"ge-cod-bighill", 30, 0},
			// Port Radium: 0.825552 Mt of 0.073% Co (Mudd and Jowitt 2022).
			{"cobalt-can-eldorado-port-radium-tailings", 825552 * 0.00073 * 0.6 / taylor(0.825552), 0},
			// Mineville, New York: 9 Mt with 7,412.8 g/t of lanthanide oxides (Weng and others 2015; TestMineville of
			// atlas/sites adds them up).
			{"rare-earths-usa-mineville", 9 * 7412.78 * 0.6 / taylor(9), 0},
			// Kingman, Arizona: 46,775 t of 0.648% Zn; so small a site lasts the shortest life of the class, 6 years.
			{"zinc-usa-c-o-d-kingman-tailings", 46775 * 0.00648108 * 0.6 / 6, 0},
		},
		"recycling": {
			// Yttrium: 200 t Y2O3 (ReElement, 14 Nov 2025), 6 USD/kg. Halifax, Virginia: 1,000 t Ti (IperionX, Jun 2025).
			{"y-usa-reelement", 200, 6 * (0.8 + 1.2*annuity(15))}, {"ti-usa-halifax", 1000, 0},
			// Saint-Bruno, Quebec: 450 kg of oxides a day (Argus in middleeastmetals.ir), 250 days.
			{"ree-can-geomega", 0.45 * 250, 0},
			// Kingston, Ontario: 500 t of magnets a year for 25 M USD (mining-technology.com, 11 Jun 2025), 0.45 t of 1.5.
			{"ree-can-cyclic", 500 * 0.45 / 1.5, 0.8*compounds + 25e6/150000*annuity(15)},
			// Rochester, New York: 8,250 t Li2CO3 (bestmag.co.uk, Nov 2024), 13.88 t Li of 73.89.
			{"li-usa-rochester", 8250 * 13.88 / 73.89, 0},
		},
	}
	for _, kind := range Kinds {
		if len(byHand[kind]) < 5 {
			t.Errorf("%s: %d sites by hand", kind, len(byHand[kind]))
		}
		for _, c := range byHand[kind] {
			c.check(t, option(t, got, c.id), kind)
		}
	}
}

// A handCheck is what a site should come to.
type handCheck struct {
	id     string
	output float64 // t contained a year
	cost   float64 // USD per kg, 0 where not checked
}

func (c handCheck) check(t *testing.T, o Option, kind string) {
	t.Helper()
	if o.Output == nil || o.Kind != kind {
		t.Errorf("%s: %s, output %v", c.id, o.Kind, o.Output)
		return
	}
	near(t, c.id+" output", &o.Output.Value, c.output, 5e-4)
	if c.cost != 0 && o.Cost != nil {
		near(t, c.id+" cost", &o.Cost.Value, c.cost, 1e-3)
	} else if c.cost != 0 {
		t.Errorf("%s: cost unknown", c.id)
	}
}

// Hosts by hand: USGS MCS 2026, output of 2024. Canada's 1,460,000 t of alumina
// carry 41.61 t of gallium (28.5 g recoverable; Frenzel 2016: 9.5 g/t bauxite ×
// 3.0), none is recovered, and the project at Vaudreuil wants 40. The United
// States' 700,000 t carry 19.95, which Gramercy's 50 exceed: nothing is left, and
// Gramercy is told.
func TestHostsByHand(t *testing.T) {
	got := answer(t, Question{Kinds: []string{"byproduct"}, Minerals: []string{"gallium"}, NoRisk: true}, nil)
	near(t, "Canada", &option(t, got, "gallium-of-aluminum-CAN").Output.Value, 1.46e6*28.5e-6-40, 1e-3)
	if place(got, "gallium-of-aluminum-USA") >= 0 {
		t.Error("the gallium at Gramercy is counted twice")
	}
	if notes := option(t, got, "ga-usa-gramercy").Notes; !slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, "more than the 19.95 t") }) {
		t.Errorf("Gramercy is not told: %v", notes)
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

// The ten best of the United States and Canada are ones that who knows the field
// would name, each with a public source; none is a potential without a project,
// none is owned by the adversary, and each takes risk away.
func TestEasyWins(t *testing.T) {
	got := answer(t, Question{Kinds: Kinds, In: []adit.PlaceID{"USA", "CAN"}}, nil)
	for _, o := range got.Options[:14] {
		if o.Group != Groups[0] || o.AtRisk == nil || *o.AtRisk <= 0 || !strings.Contains(o.Cite, "http") {
			t.Errorf("%s: %s, risk %v, source %q", o.ID, o.Group, show(o.AtRisk), o.Cite)
		}
	}
	for _, id := range []string{
		"ga-can-vaudreuil", "ga-usa-gramercy", "multi-usa-clarksville-ga", "multi-usa-clarksville-ge", "ree-usa-whitemesa-p2", "y-usa-reelement",
		"mg-usa-rowley", "sb-usa-thompson-falls", "ree-usa-ucore", "sb-usa-stibnite",
	} {
		if at := place(got, id); at >= 14 {
			t.Errorf("%s is %d", id, at+1)
		}
	}
	for _, id := range []string{"ge-can-trail", "sb-can-trail", "sc-usa-brook"} { // nobody publishes a tonnage
		if place(got, id) < got.Ranked {
			t.Errorf("%s is ranked", id)
		}
	}
	if bb := option(t, got, "sb-can-beaverbrook"); bb.Group != "owned by the adversary" {
		t.Errorf("Beaver Brook is %s", bb.Group)
	}
}

// Public money is of one kind: by risk, what is promised comes before what is
// supposed, and each option says which it is.
func TestBasisOfPublicMoney(t *testing.T) {
	got := answer(t, Question{Kinds: []string{"brownfield", "byproduct"}, Minerals: []string{"antimony", "gallium", "tungsten"}, In: []adit.PlaceID{"USA", "CAN"}, By: "risk"}, nil)
	bases, supposed := map[string]int{}, false
	for i, o := range got.Options[:got.Ranked] {
		bases[o.PublicBasis]++
		switch {
		case o.Group != Groups[0]:
		case o.PublicBasis == "share of capex":
			supposed = true
		case supposed:
			t.Errorf("%s at %d, of promised money, comes after supposed money", o.ID, i)
		}
		if committed := larger(o.Public.Committed, o.Public.Disbursed); (committed != nil) == (o.PublicBasis == "share of capex") {
			t.Errorf("%s: %s, committed %v", o.ID, o.PublicBasis, show(committed))
		}
	}
	if bases["committed"] == 0 || bases["share of capex"] == 0 {
		t.Errorf("%v", bases)
	}
}

// Poor ore is dear whatever its price: twice the metal in as much ore costs half.
func TestPoorOreIsDear(t *testing.T) {
	id := "sb-can-beaverbrook"
	q := Question{Kinds: []string{"brownfield"}, Minerals: []string{"antimony"}, NoRisk: true}
	figure := "adit-facts:brownfield:"
	for _, f := range option(t, answer(t, q, nil), id).Figures {
		if strings.HasPrefix(f, figure) {
			figure = f
		}
	}
	was := option(t, answer(t, q, nil), id)
	half := option(t, answer(t, q, map[string]float64{figure: 91980. / 2}), id)
	near(t, "cost at half the grade", &half.Cost.Value, 2*was.Cost.Value, 1e-6)
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
