package ledgertest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"adit"
	"adit/ledger"
)

// The size of a generated world.
const (
	Mines    = 200
	Smelters = 40
	Years    = 5
	Frauds   = 30
)

// A Fraud is one that was planted: where, when, of which kind (the alarm that
// should find it) and how large, relative to honest figures.
type Fraud struct {
	Kind        string
	Site        ledger.SiteID
	From, Until time.Time
	Size        float64
}

// FraudKinds are the eight kinds that are planted.
var FraudKinds = []string{"above-capacity", "volume-step", "recovery", "too-fast", "claim-spent-twice", "over-certified", "output-before-input", "stock-gap"}

// A World is a chain of events of 200 mines and 40 smelters over five years,
// with honest noise and mistakes, and with frauds in it.
//
// What honest noise there is: scales to 0.3% and assays to 1%, recoveries that
// wander by a percent, seasons, mines that expand with a licence, weighing
// again on arrival, work recorded as begun before its last input came.
type World struct {
	*Chain
	Planted []Fraud

	rand     *rand.Rand
	mines    []*mine
	smelters []*smelter
	month    int
	number   int
}

type mine struct {
	id       ledger.SiteID
	place    ledger.Place
	licence  float64 // kg Sn a year
	use      float64 // share of the licence that is mined
	boost    float64 // what a fraud adds
	expands  int     // month of an honest expansion, or 0
	smelter  int
	fraud    *Fraud
	fastFrom int // month in which journeys are invented
}

type smelter struct {
	id       ledger.SiteID
	place    ledger.Place
	recovery float64
	waiting  []ledger.Lot // as stated by who measured last
	latest   time.Time    // arrival of the latest of them
	truth    map[ledger.LotID]float64
	stock    []ledger.Lot // metal
	fraud    *Fraud
}

// NewWorld generates a world, always the same for a seed. Its events are not
// signed.
func NewWorld(seed uint64) *World {
	w := &World{Chain: New("example.org/world"), rand: rand.New(rand.NewPCG(seed, 7))}
	w.Now = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	w.Party("scheme", "issuer")
	w.Site("factory", "maker", "factory", "USA")
	w.declare()
	w.plant()
	for w.month = range 12 * Years {
		w.live()
	}
	return w
}

var countries = []adit.PlaceID{"RWA", "COD", "BDI", "UGA", "TZA", "ZMB", "AGO", "KEN"}

// normal is 1 with a relative error.
func (w *World) normal(sigma float64) float64 { return 1 + sigma*w.rand.NormFloat64() }

func (w *World) between(low, high float64) float64 { return low + (high-low)*w.rand.Float64() }

func (w *World) declare() {
	for i := range Smelters {
		s := &smelter{id: ledger.SiteID(fmt.Sprintf("smelter-%02d", i)), recovery: w.between(.84, .91), truth: map[ledger.LotID]float64{},
			place: ledger.Place{Country: "TZA", Lat: w.between(-8, 0), Lon: w.between(28, 38)}}
		w.smelters = append(w.smelters, s)
		w.Facility(ledger.Facility{ID: s.id, Party: ledger.PartyID("p-" + string(s.id)), Kind: "smelter", Place: s.place,
			Recovery: []ledger.Recovery{{Process: "smelting", Element: "Sn", Low: .78, High: .94}}})
	}
	for i := range Mines {
		m := &mine{id: ledger.SiteID(fmt.Sprintf("mine-%03d", i)), licence: 1000 * math.Exp(w.between(math.Log(20), math.Log(400))), use: w.between(.45, .85), smelter: i % Smelters,
			place: ledger.Place{Country: countries[i%len(countries)], Lat: w.between(-10, 2), Lon: w.between(26, 34)}}
		if i%10 == 9 {
			m.expands = 15 + w.rand.IntN(30)
		}
		w.mines = append(w.mines, m)
		w.licence(m)
	}
}

func (w *World) licence(m *mine) {
	w.Facility(ledger.Facility{ID: m.id, Party: ledger.PartyID("p-" + string(m.id)), Kind: "mine", Status: ledger.Green, Place: m.place,
		Capacity: []ledger.Capacity{{Element: "Sn", KgPerYear: math.Round(m.licence)}}})
}

// plant chooses who cheats, when and how much; nobody cheats twice.
func (w *World) plant() {
	mines, smelters := w.rand.Perm(Mines), w.rand.Perm(Smelters)
	mines = slices.DeleteFunc(mines, func(i int) bool { return w.mines[i].expands > 0 })
	for n := range Frauds {
		kind := FraudKinds[n%len(FraudKinds)]
		year := 1 + w.rand.IntN(Years-1) // a jump needs a year to jump from
		from := time.Date(2020+year, 1, 1, 0, 0, 0, 0, time.UTC)
		f := Fraud{Kind: kind, From: from, Until: from.AddDate(1, 0, 0)}
		switch kind {
		case "above-capacity", "volume-step", "too-fast":
			m := w.mines[mines[0]]
			mines = mines[1:]
			f.Site, f.Size = m.id, map[string]float64{"above-capacity": w.between(.02, .4), "volume-step": w.between(.6, 2), "too-fast": w.between(.2, .9)}[kind]
			if kind == "volume-step" { // below the licence all the time
				m.licence *= 4
				m.use /= 4
				w.licence(m)
			}
			m.fraud = &f
		default:
			s := w.smelters[smelters[0]]
			smelters = smelters[1:]
			f.Site, f.Size = s.id, map[string]float64{"recovery": w.between(.95, .995), "claim-spent-twice": 1, "over-certified": w.between(.02, .8),
				"output-before-input": 1, "stock-gap": w.between(.02, .3)}[kind]
			s.fraud = &f
		}
		w.Planted = append(w.Planted, f)
	}
}

// cheats reports whether the fraud of a site is of a kind and going on.
func (w *World) cheats(f *Fraud, kind string) bool {
	return f != nil && f.Kind == kind && !w.monthStart().Before(f.From) && w.monthStart().Before(f.Until)
}

func (w *World) monthStart() time.Time {
	return time.Date(2020, time.Month(1+w.month), 1, 0, 0, 0, 0, time.UTC)
}

func (w *World) lotID(kind string) ledger.LotID {
	w.number++
	return ledger.LotID(fmt.Sprintf("%s-%06d", kind, w.number))
}

// live is one month: mining and transport, then smelting and sales, then
// counting twice a year.
func (w *World) live() {
	for _, m := range w.mines {
		w.mineMonth(m)
	}
	for _, s := range w.smelters {
		w.smeltMonth(s)
		if w.month%6 == 5 {
			w.countStock(s)
		}
	}
}

// distance is the great circle's in km, computed apart from the code under
// test: by vectors.
func distance(a, b ledger.Place) float64 {
	vec := func(p ledger.Place) [3]float64 {
		lat, lon := p.Lat*math.Pi/180, p.Lon*math.Pi/180
		return [3]float64{math.Cos(lat) * math.Cos(lon), math.Cos(lat) * math.Sin(lon), math.Sin(lat)}
	}
	u, v := vec(a), vec(b)
	return 6371 * math.Acos(min(1, u[0]*v[0]+u[1]*v[1]+u[2]*v[2]))
}

// Replay feeds the world to a book that trusts signatures.
func (c *Chain) Replay() (*ledger.Book, error) {
	b := ledger.NewBook(c.Name)
	for i, raw := range c.Raw {
		p, err := ledger.Prepare(raw)
		if err != nil {
			return nil, err
		}
		if err := b.Replay(p); err != nil {
			return nil, fmt.Errorf("event %d, %s: %w", i, c.Events[i].ID, err)
		}
	}
	return b, nil
}
