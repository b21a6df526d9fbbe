// Package ledgertest makes small ledgers for tests and for looking at: parties
// whose keys follow from their names, facilities, and signed events.
//
//	c := ledgertest.New("example.org/tin")
//	c.Site("pit", "miner", "mine", "RWA")
//	c.Mine("pit", "lot-1", 1000, "Sn", 0.6)
//	c.Move("m-1", "pit", "smelter", "lot-1")
//	for _, raw := range c.Raw { … }
package ledgertest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"time"

	"adit"
	"adit/ledger"
)

// Start is when the chains of tests begin.
var Start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Key returns a party's key, which anyone can compute: what it signs proves
// nothing to anybody.
func Key(p ledger.PartyID) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("ledgertest " + string(p)))
	return ed25519.NewKeyFromSeed(seed[:])
}

// KeyID is the name of a party's key.
func KeyID(p ledger.PartyID) ledger.KeyID { return ledger.KeyID(p + "-1") }

// A Chain builds events in order. It checks nothing: a Book does.
type Chain struct {
	Name   string
	Now    time.Time // of the next event; each event takes an hour
	Events []*ledger.Event
	Raw    [][]byte

	operators map[ledger.SiteID]ledger.PartyID
	lots      map[ledger.LotID]ledger.Lot
	parties   map[ledger.PartyID]bool
}

// New returns a chain whose registrar is "registrar".
func New(name string) *Chain { return at(name, Start) }

func at(name string, start time.Time) *Chain {
	c := &Chain{Name: name, Now: start, operators: map[ledger.SiteID]ledger.PartyID{}, lots: map[ledger.LotID]ledger.Lot{}, parties: map[ledger.PartyID]bool{}}
	c.key("registrar", "registrar")
	c.parties["registrar"] = true
	return c
}

// Add completes an event, signs it with every party that must, and appends it.
func (c *Chain) Add(e *ledger.Event, signers ...ledger.PartyID) *ledger.Event {
	e.Format, e.Ledger = ledger.Format, c.Name
	if e.From.IsZero() {
		e.From = c.Now
	}
	if e.Until.IsZero() {
		e.Until = e.From.Add(time.Hour)
	}
	c.Now = e.Until
	for _, p := range signers {
		if err := e.Sign(KeyID(p), Key(p)); err != nil {
			panic(err)
		}
	}
	raw, err := e.JSON()
	if err != nil {
		panic(err)
	}
	c.Events, c.Raw = append(c.Events, e), append(c.Raw, raw)
	return e
}

// next numbers events.
func (c *Chain) next(kind string) ledger.EventID {
	return ledger.EventID(fmt.Sprintf("%s-%d", kind, len(c.Events)+1))
}

func (c *Chain) key(p, signer ledger.PartyID) {
	public := Key(p).Public().(ed25519.PublicKey)
	c.Declare(ledger.Declare{Key: &ledger.Key{ID: KeyID(p), Party: p, Public: public}}, signer)
}

// Declare adds a declaration by signer, mostly the registrar. It takes no time.
func (c *Chain) Declare(d ledger.Declare, signer ledger.PartyID) *ledger.Event {
	return c.Add(&ledger.Event{ID: c.next("declare"), Until: c.Now, From: c.Now, Party: signer, Declare: &d}, signer)
}

// Party declares a party and its key, once.
func (c *Chain) Party(id ledger.PartyID, role string) {
	if c.parties[id] {
		return
	}
	c.parties[id] = true
	c.Declare(ledger.Declare{Party: &ledger.Party{ID: id, Role: role}}, "registrar")
	c.key(id, "registrar")
}

// Site declares a facility and its operator.
func (c *Chain) Site(id ledger.SiteID, operator ledger.PartyID, kind string, country adit.PlaceID) {
	c.Facility(ledger.Facility{ID: id, Party: operator, Kind: kind, Place: ledger.Place{Country: country}})
}

// Facility declares a facility in full.
func (c *Chain) Facility(f ledger.Facility) {
	role := map[string]string{"mine": "mine", "smelter": "refiner", "refinery": "refiner"}[f.Kind]
	if role == "" {
		role = "trader"
	}
	c.Party(f.Party, role)
	c.operators[f.ID] = f.Party
	c.Declare(ledger.Declare{Facility: &f}, "registrar")
}

// Stuff is a lot with one element, weighed to 0.1% and assayed to 0.5%.
func Stuff(id ledger.LotID, material string, kg float64, element ledger.Element, grade float64) ledger.Lot {
	return ledger.Lot{ID: id, Material: material, Mass: ledger.Mass{Kg: kg, SigmaKg: kg * 0.001},
		Content: []ledger.Content{{Element: element, Grade: grade, Sigma: grade * 0.005}}}
}

// Mine makes a lot of concentrate out of the ground.
func (c *Chain) Mine(site ledger.SiteID, id ledger.LotID, kg float64, element ledger.Element, grade float64) *ledger.Event {
	return c.Make(site, "mining", nil, Stuff(id, "concentrate", kg, element, grade))
}

// Make turns lots into others.
func (c *Chain) Make(site ledger.SiteID, process string, inputs []ledger.LotID, outputs ...ledger.Lot) *ledger.Event {
	c.keep(outputs)
	p := c.operators[site]
	return c.Add(&ledger.Event{ID: c.next("make"), Party: p, Site: site, Make: &ledger.Make{Process: process, Inputs: inputs, Outputs: outputs}}, p)
}

// Modify splits, blends, aggregates or retags.
func (c *Chain) Modify(site ledger.SiteID, action ledger.Action, inputs []ledger.LotID, outputs ...ledger.Lot) *ledger.Event {
	c.keep(outputs)
	p := c.operators[site]
	return c.Add(&ledger.Event{ID: c.next("modify"), Party: p, Site: site, Modify: &ledger.Modify{Action: action, Inputs: inputs, Outputs: outputs}}, p)
}

// Move brings lots from one site to another; both operators sign.
func (c *Chain) Move(from, to ledger.SiteID, lots ...ledger.LotID) *ledger.Event {
	p, q := c.operators[from], c.operators[to]
	signers := []ledger.PartyID{p, q}
	if p == q {
		signers = signers[:1]
	}
	return c.Add(&ledger.Event{ID: c.next("move"), Until: c.Now.Add(24 * time.Hour), Party: p, Site: from,
		Move: &ledger.Move{To: q, ToSite: to, Lots: lots}}, signers...)
}

// Count takes stock of one element.
func (c *Chain) Count(site ledger.SiteID, element ledger.Element, kg, sigma float64) *ledger.Event {
	p := c.operators[site]
	return c.Add(&ledger.Event{ID: c.next("stocktake"), Party: p, Site: site,
		Stocktake: &ledger.Stocktake{Counted: []ledger.Counted{{Element: element, Kg: kg, SigmaKg: sigma}}}}, p)
}

// Lot returns a lot as it was made.
func (c *Chain) Lot(id ledger.LotID) ledger.Lot { return c.lots[id] }

func (c *Chain) keep(lots []ledger.Lot) {
	for _, l := range lots {
		c.lots[l.ID] = l
	}
}

// Book accepts every event, and fails on the first refusal.
func (c *Chain) Book() (*ledger.Book, error) {
	b := ledger.NewBook(c.Name)
	for _, raw := range c.Raw {
		p, err := ledger.Prepare(raw)
		if err != nil {
			return nil, err
		}
		if err := b.Accept(p, Start.AddDate(100, 0, 0)); err != nil {
			return nil, fmt.Errorf("event %s: %w", p.Event.ID, err)
		}
	}
	return b, nil
}
