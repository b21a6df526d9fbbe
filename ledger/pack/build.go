package pack

import (
	"fmt"
	"slices"
	"time"

	"adit/ledger"
	"adit/ledger/balance"
	"adit/ledger/journal"
	"adit/ledger/trace"
)

// A Source is a ledger that was read: its log, the events that are not void,
// and where in the log each is.
type Source struct {
	Policy journal.Policy
	Log    *journal.Log
	Book   *ledger.Book
	Events []*ledger.Event
	Index  []int64
}

// Build gathers a lot's pack. Openings are those that its owner chose to show.
func Build(src Source, lot ledger.LotID, element ledger.Element, made time.Time, openings []ledger.Opening, o balance.Options) (*Data, error) {
	g, h := trace.New(), balance.New(src.Book)
	for _, e := range src.Events {
		g.Add(e)
		h.Add(e)
	}
	origins, err := g.Back(lot, element)
	if err != nil {
		return nil, err
	}
	past, err := g.Closure(lot)
	if err != nil {
		return nil, err
	}
	keep, sites := Select(src.Events, past)
	p := src.Policy
	d := &Data{Format: Format, Ledger: src.Book.Name(), LogKey: p.Log, Witnesses: p.Witnesses, Quorum: p.Quorum, Checkpoint: src.Log.Checkpoint().Text,
		Made: made.UTC().Truncate(time.Second), Lot: lot, Element: origins.Element, Origins: origins, Openings: openings}
	for _, a := range h.Accounts(balance.Quarter) {
		if slices.Contains(sites, a.Site) {
			d.Accounts = append(d.Accounts, a)
		}
	}
	for _, c := range h.Custody() {
		if slices.Contains(sites, c.Site) {
			d.Claims = append(d.Claims, c)
		}
	}
	for _, a := range h.Alarms(o) {
		if slices.Contains(sites, a.Site) {
			d.Alarms = append(d.Alarms, a)
		}
	}
	return d, d.addEvents(src, keep)
}

func (d *Data) addEvents(src Source, keep []int) error {
	for _, i := range keep {
		raw, err := src.Log.Entry(src.Index[i])
		if err != nil {
			return err
		}
		proof, err := src.Log.Prove(src.Index[i])
		if err != nil {
			return err
		}
		d.Events = append(d.Events, Entry{slices.Clone(raw), Head(proof)})
	}
	// The trace is computed anew from these alone when the pack is verified.
	g := trace.New()
	for n, entry := range d.Events {
		e, err := ledger.ReadEvent(entry.Raw)
		if err != nil {
			return fmt.Errorf("pack: event %d: %w", n+1, err)
		}
		g.Add(e)
	}
	var err error
	d.Origins, err = g.Back(d.Lot, d.Element)
	return err
}
