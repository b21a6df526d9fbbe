package ledgertest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	mathrand "math/rand/v2"
	"time"

	"adit"
	"adit/ledger"
)

// A Demo is two years of an invented tin trade: two honest mines, one that from
// the second year on sells more ore than its licence allows, a depot that blends,
// a smelter, a recycler and two makers. One honest mistake is in it, too.
type Demo struct {
	*Chain
	Planted  Fraud
	Openings []ledger.Opening // of the prices that its moves commit to

	rand    *mathrand.Rand
	month   int
	afloat  []func()       // what is recorded on arrival, next month
	arrived []ledger.LotID // at the works, and not smelted yet
	metal   ledger.LotID   // lies at the works
	slag    float64        // kg of tin in slag there
	made    map[string][]ledger.LotID
}

const demoMonths = 24

// demoStart is long ago, so that no clock finds it in the future.
var demoStart = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// demoSites are made up, and so are their places within the countries.
var demoSites = []ledger.Facility{
	{ID: "hill", Party: "hill-miners", Kind: "mine", Place: place("RWA", -2.2, 29.6, "Hill mine (invented)"), Status: ledger.Green, Capacity: []ledger.Capacity{{Element: "Sn", KgPerYear: 30_000}}},
	{ID: "valley", Party: "valley-miners", Kind: "mine", Place: place("RWA", -1.7, 30.4, "Valley mine (invented)"), Status: ledger.Green, Capacity: []ledger.Capacity{{Element: "Sn", KgPerYear: 24_000}}},
	{ID: "river", Party: "river-miners", Kind: "mine", Place: place("COD", -1.9, 28.4, "River mine (invented)"), Status: ledger.Green, Capacity: []ledger.Capacity{{Element: "Sn", KgPerYear: 9_000}}},
	{ID: "depot", Party: "depot-traders", Kind: "trader", Place: place("RWA", -1.95, 30.1, "Depot (invented)")},
	{ID: "works", Party: "works-smelter", Kind: "smelter", Place: place("MYS", 5.4, 100.4, "Works (invented)"), Recovery: []ledger.Recovery{{Process: "smelting", Element: "Sn", Low: 0.9, High: 0.985}}},
	{ID: "scrapyard", Party: "scrap-dealer", Kind: "recycler", Place: place("DEU", 51.3, 6.8, "Scrapyard (invented)")},
	{ID: "solder", Party: "solder-maker", Kind: "factory", Place: place("DEU", 49.5, 11.1, "Solder maker (invented)")},
	{ID: "plate", Party: "plate-maker", Kind: "factory", Place: place("JPN", 34.7, 135.5, "Tinplate maker (invented)")},
}

func place(country adit.PlaceID, lat, lon float64, name string) ledger.Place {
	return ledger.Place{Country: country, Lat: lat, Lon: lon, Name: name}
}

// NewDemo makes one, the same each time but for the salts of its prices.
func NewDemo(name string) (*Demo, error) {
	d := &Demo{Chain: at(name, demoStart), rand: mathrand.New(mathrand.NewPCG(7, 7)), made: map[string][]ledger.LotID{}}
	d.Planted = Fraud{Kind: "above-capacity", Site: "river", From: demoStart.AddDate(1, 0, 0), Until: demoStart.AddDate(2, 0, 0)}
	for _, f := range demoSites {
		d.Facility(f)
	}
	for d.month = range demoMonths {
		if err := d.oneMonth(); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *Demo) day(n int) time.Time { return demoStart.AddDate(0, d.month, n-1) }

// weighed states a true mass as a scale of 0.1% and an assay of 0.5% do.
func (d *Demo) weighed(id ledger.LotID, material string, kg, grade float64, claim ledger.Account) ledger.Lot {
	l := Stuff(id, material, math.Round(kg/grade*(1+d.rand.NormFloat64()*0.001)*10)/10, "Sn", 0)
	c := &l.Content[0]
	c.Grade = math.Round(math.Min(0.9999, grade*(1+d.rand.NormFloat64()*0.004))*1e4) / 1e4
	c.Sigma, l.Account = c.Grade*0.005, claim
	c.Assay = &ledger.Assay{Method: "XRF", Lab: "laboratory of the seller", Document: hash("assay of " + string(id))}
	return l
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// oneMonth digs, blends, smelts what came, and sells what was smelted before.
func (d *Demo) oneMonth() error {
	landed := d.afloat
	d.afloat = nil
	for _, record := range landed {
		record()
	}
	river := 600.
	if d.month >= 12 {
		river = 1_550 // the rest is somebody else's
	}
	hill, valley, other := d.dig("hill", 2_000), d.dig("valley", 1_000), d.dig("river", river)
	d.ship("hill", d.day(21), 33*24*time.Hour, hill)
	d.carry("valley", "depot", d.day(21), 9*time.Hour, "road", valley)
	if err := d.sell("river", "depot", d.day(21), 30*time.Hour, "road", other, 14.2); err != nil {
		return err
	}
	d.ship("depot", d.day(24), 30*24*time.Hour, d.blend(valley, other))
	if d.month%4 == 2 {
		d.scrap()
	}
	d.smelt()
	return nil
}

func (d *Demo) name(what string) ledger.LotID {
	return ledger.LotID(fmt.Sprintf("%s-%s", what, d.day(1).Format("2006-01")))
}

func (d *Demo) dig(site ledger.SiteID, kg float64) ledger.LotID {
	l := d.weighed(d.name(string(site)), "tin/concentrate", kg*(1+d.rand.NormFloat64()*0.05), 0.62, ledger.IdentityPreserved)
	l.Tags = []string{fmt.Sprintf("TAG-%05d", d.rand.IntN(100_000))}
	d.step(site, "mining", d.day(1), d.day(20), nil, l)
	return l.ID
}

// step is a make or, of what stays the same material, a modify.
func (d *Demo) step(site ledger.SiteID, process string, from, until time.Time, in []ledger.LotID, out ...ledger.Lot) {
	p := d.operators[site]
	e := &ledger.Event{ID: d.next(process), From: from, Until: until, Party: p, Site: site}
	switch process {
	case "split", "blend":
		e.Modify = &ledger.Modify{Action: ledger.Action(process), Inputs: in, Outputs: out}
	default:
		e.Make = &ledger.Make{Process: process, Inputs: in, Outputs: out}
	}
	d.keep(out)
	d.Add(e, p)
}

// ship sends a lot to the works; both parties sign when it is there.
func (d *Demo) ship(from ledger.SiteID, left time.Time, takes time.Duration, lot ledger.LotID) {
	d.afloat = append(d.afloat, func() {
		d.carry(from, "works", left, takes, "sea", lot)
		d.arrived = append(d.arrived, lot)
	})
}

func (d *Demo) carry(from, to ledger.SiteID, left time.Time, takes time.Duration, mode string, lots ...ledger.LotID) {
	d.send(&ledger.Event{Documents: []ledger.Document{{SHA256: hash("waybill of " + string(lots[0])), Title: "Waybill", Media: "application/pdf"}}}, from, to, left, takes, mode, lots)
}

// sell is a move with a price, which stays with who sells.
func (d *Demo) sell(from, to ledger.SiteID, left time.Time, takes time.Duration, mode string, lot ledger.LotID, usdPerKg float64) error {
	e := &ledger.Event{ID: d.next("sale")}
	sealed, opening, err := ledger.Seal(e.ID, "price_usd", fmt.Sprintf("%.2f", usdPerKg*d.lots[lot].Mass.Kg), rand.Reader)
	if err != nil {
		return err
	}
	e.Sealed, d.Openings = []ledger.Sealed{sealed}, append(d.Openings, opening)
	d.send(e, from, to, left, takes, mode, []ledger.LotID{lot})
	return nil
}

func (d *Demo) send(e *ledger.Event, from, to ledger.SiteID, left time.Time, takes time.Duration, mode string, lots []ledger.LotID) {
	if e.ID == "" {
		e.ID = d.next("move")
	}
	p, q := d.operators[from], d.operators[to]
	e.From, e.Until, e.Party, e.Site = left, left.Add(takes), p, from
	e.Move = &ledger.Move{To: q, ToSite: to, Lots: lots, Mode: mode}
	d.Add(e, p, q)
}

func (d *Demo) blend(lots ...ledger.LotID) ledger.LotID {
	out := ledger.Lot{ID: d.name("blend"), Material: "tin/concentrate", Account: ledger.Segregated}
	gross, tin := 0.0, 0.0
	for _, id := range lots {
		gross += d.lots[id].Mass.Kg
		tin += d.tin(id)
	}
	out.Mass, out.Content = Stuff("", "", gross, "Sn", 0).Mass, []ledger.Content{{Element: "Sn", Grade: tin / gross, Sigma: tin / gross * 0.005}}
	d.step("depot", "blend", d.day(23), d.day(23).Add(6*time.Hour), lots, out)
	return out.ID
}

func (d *Demo) tin(id ledger.LotID) float64 {
	l := d.lots[id]
	return l.Mass.Kg * l.Content[0].Grade
}

// scrap comes without a claim of origin, and what it is smelted with has none
// either.
func (d *Demo) scrap() {
	l := d.weighed(d.name("scrap"), "tin/scrap", 900, 0.9, "")
	d.step("scrapyard", "sorting", d.day(1), d.day(3), nil, l)
	d.ship("scrapyard", d.day(4), 36*24*time.Hour, l.ID)
}

// smelt works up what came, and sells what was made the month before.
func (d *Demo) smelt() {
	in := d.arrived
	if d.arrived = nil; len(in) == 0 {
		return
	}
	tin, claim := 0.0, ledger.Segregated
	for _, id := range in {
		tin += d.tin(id)
		if d.lots[id].Account == "" {
			claim = ""
		}
	}
	if d.metal != "" {
		d.sellMetal()
	}
	metal := d.weighed(d.name("metal"), "tin/metal", tin*(0.955+d.rand.NormFloat64()*0.004), 0.998, claim)
	slag := d.weighed(d.name("slag"), "tin/slag", tin*0.02, 0.04, "")
	slag.Waste = true
	d.step("works", "smelting", d.day(27), d.day(27).Add(20*time.Hour), in, metal, slag)
	d.metal = metal.ID
	d.slag += slag.Mass.Kg * slag.Content[0].Grade
	if d.month%3 == 2 {
		d.count(d.tin(metal.ID) + d.slag)
	}
}

// count takes stock of the works; in the summer of the second year a pallet is
// forgotten, which is no fraud.
func (d *Demo) count(kg float64) {
	kg *= 1 + d.rand.NormFloat64()*0.003
	if d.month == 17 {
		kg -= 110
	}
	at := d.day(28).Add(4 * time.Hour)
	d.Add(&ledger.Event{ID: d.next("stocktake"), From: at, Until: at, Party: d.operators["works"], Site: "works",
		Stocktake: &ledger.Stocktake{Counted: []ledger.Counted{{Element: "Sn", Kg: math.Round(kg), SigmaKg: 30}}}}, d.operators["works"])
}

// sellMetal splits the metal of the month before between two makers.
func (d *Demo) sellMetal() {
	whole, part := d.lots[d.metal], func(what string, share float64) ledger.Lot {
		l := d.lots[d.metal]
		l.ID, l.Mass = ledger.LotID(what+"-"+string(d.metal)), Stuff("", "", math.Round(l.Mass.Kg*share*10)/10, "Sn", 0).Mass
		return l
	}
	a, b := part("first", 0.6), part("second", 0.4)
	d.step("works", "split", d.day(25), d.day(25).Add(time.Hour), []ledger.LotID{whole.ID}, a, b)
	d.carry("works", "solder", d.day(25).Add(2*time.Hour), 25*24*time.Hour, "sea", a.ID)
	d.carry("works", "plate", d.day(25).Add(2*time.Hour), 12*24*time.Hour, "sea", b.ID)
	d.made["solder"], d.made["plate"] = append(d.made["solder"], a.ID), append(d.made["plate"], b.ID)
	if n := len(d.made["solder"]); n > 2 { // what came two months ago
		in := d.made["solder"][n-3]
		out := d.weighed(d.name("solder"), "tin/solder", d.tin(in)*0.985, 0.965, d.lots[in].Account)
		d.step("solder", "alloying", d.day(26), d.day(26).Add(8*time.Hour), []ledger.LotID{in}, out)
	}
}
