package balance

import (
	"fmt"
	"math"
	"time"

	"adit/ledger"
)

// Speeds are the highest sustained speeds, in km/h along the great circle,
// that a way of transport can have: generous, since a detour only makes a true
// journey slower. Assumptions, to be overridden in Options.
var Speeds = map[string]float64{"carried": 8, "sea": 50, "barge": 25, "rail": 130, "road": 110, "air": 1000}

// transports: lots arrive sooner than the way allows.
func (h *History) transports(o Options) []Alarm {
	least := map[[3]string]float64{}
	for _, r := range h.book.Routes() {
		least[[3]string{string(r.From), string(r.To), r.Mode}] = r.MinHours
	}
	var all []Alarm
	for _, m := range h.moves {
		if m.kind != "move" {
			continue
		}
		hours := m.at.Sub(m.left).Hours() + 2*ledger.Skew.Hours() // both clocks may be off
		need, why := least[[3]string{string(m.from), string(m.to), m.mode}], "by the declared route"
		if need == 0 {
			need, why = h.flight(o, m)
		}
		if hours >= need {
			continue
		}
		a := Alarm{Kind: "too-fast", Site: m.from, From: m.left, Until: m.at, Events: []ledger.EventID{m.event}, Lots: []ledger.LotID{m.lot}}
		a.certain()
		a.Sure = "certain, if departure and arrival are of the same goods: no such journey exists"
		if hours > need/2 {
			a.Level, a.Sure = Warning, "somebody was faster than the least time, by less than half"
		}
		a.What = fmt.Sprintf("from %s to %s in %.1f hours, the least is %.1f %s: the goods may never have moved", m.from, m.to, m.at.Sub(m.left).Hours(), need, why)
		a.Innocent = []string{"departure entered when the paper was signed, not when the goods left", "time zone mixed up", "another way of transport than stated"}
		a.Settle = []string{"waybill and weighbridge tickets at both ends", "customs entry and exit", "vehicle tracker"}
		all = append(all, a)
	}
	return all
}

// flight is the least time along the great circle, 0 where places are unknown.
func (h *History) flight(o Options, m move) (hours float64, why string) {
	from, _ := h.book.Facility(m.from, m.left)
	to, _ := h.book.Facility(m.to, m.at)
	if !from.Place.Located() || !to.Place.Located() {
		return 0, ""
	}
	mode := m.mode
	if mode == "" {
		mode = "air"
	}
	speed, ok := o.Speed[mode]
	if !ok {
		speed = Speeds[mode]
	}
	km := distance(from.Place, to.Place)
	return km / speed, fmt.Sprintf("(%.0f km by %s)", km, mode)
}

// distance is the great circle's, in km.
func distance(a, b ledger.Place) float64 {
	const radius, degree = 6371, math.Pi / 180
	h := math.Pow(math.Sin((b.Lat-a.Lat)*degree/2), 2) +
		math.Cos(a.Lat*degree)*math.Cos(b.Lat*degree)*math.Pow(math.Sin((b.Lon-a.Lon)*degree/2), 2)
	return 2 * radius * math.Asin(math.Sqrt(min(1, h)))
}

// orders: something was used or sent before it was there.
func (h *History) orders(Options) []Alarm {
	var all []Alarm
	for _, m := range h.moves {
		done := m.at
		if m.kind == "move" {
			done = m.left
		}
		if !done.Before(m.ready.Add(-ledger.Skew)) && !m.left.Before(m.ready.Add(-ledger.Skew)) {
			continue
		}
		a := Alarm{Kind: "output-before-input", Site: m.from, From: done, Until: m.ready, Events: []ledger.EventID{m.event}, Lots: []ledger.LotID{m.lot}}
		a.certain()
		a.What = fmt.Sprintf("lot %s was used or sent by %s and there only from %s", m.lot, clock(done), clock(m.ready))
		if !done.Before(m.ready.Add(-ledger.Skew)) {
			// A run that is recorded as one began before its last input came.
			a.Level, a.Sure = Warning, "the work began before the lot was there, and ended after"
			a.What = fmt.Sprintf("work began %s, lot %s was there only from %s", clock(m.left), m.lot, clock(m.ready))
		}
		a.Innocent = []string{"events entered late, with the time of entry", "time zone mixed up", "several days' work recorded as one event"}
		a.Settle = []string{"shift log of the plant", "weighbridge ticket of the arrival"}
		all = append(all, a)
	}
	return all
}

func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04Z") }

// yellowMonths is for how long a mine may go on that has faults to mend
// (ledger.Yellow).
const yellowMonths = 6

// statuses: lots leave a mine whose status does not let them.
func (h *History) statuses(Options) []Alarm {
	var all []Alarm
	late := map[ledger.SiteID]int{} // alarm of a mine that is yellow for too long
	for _, m := range h.moves {
		f, _ := h.book.Facility(m.from, m.left)
		if m.kind != "move" || f.Kind != "mine" {
			continue
		}
		status, since := h.book.Status(m.from, m.left)
		a := Alarm{Kind: "mine-status", Site: m.from, Country: string(f.Place.Country), From: m.left, Until: m.at, Events: []ledger.EventID{m.event}, Lots: []ledger.LotID{m.lot}}
		a.What = fmt.Sprintf("lot %s left %s while its status was %s", m.lot, m.from, status)
		a.Innocent = []string{"the lot was mined and sold before the status changed", "a status that was lifted and not declared"}
		a.Settle = []string{"the inspection report and its date", "tags and their issue date"}
		switch {
		case status == ledger.Red:
			a.certain()
			a.Sure = "certain: status and move are both on record"
		case status == ledger.Blue:
			a.Level, a.Sure = Warning, "the mine was not inspected yet; for a limited time its lots may be exported"
		case status == ledger.Yellow && m.left.After(since.AddDate(0, yellowMonths, 0)):
			if i, ok := late[m.from]; ok {
				all[i].add(m, since)
				continue
			}
			late[m.from] = len(all)
			a.Level, a.Sure = Warning, fmt.Sprintf("a yellow mine has %d months to mend what was found", yellowMonths)
		default:
			continue
		}
		all = append(all, a)
	}
	return all
}

// add counts a further lot that left a yellow mine.
func (a *Alarm) add(m move, since time.Time) {
	a.Until, a.Events, a.Lots = m.at, append(a.Events, m.event), append(a.Lots, m.lot)
	a.What = fmt.Sprintf("%d lots left %s, which is yellow since %s", len(a.Lots), m.from, since.Format(time.DateOnly))
}
