package balance

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"adit/ledger"
)

// A Level says whether somebody must act.
type Level string

const (
	Red     Level = "alarm"   // an honest mistake is a worse explanation
	Warning Level = "warning" // look, and do not accuse
)

// WarnAt and AlarmAt are standard uncertainties. Honest normal errors pass 3 on
// one side in one of 741 checks, and 5 in one of 3.5 million: a ledger of
// hundreds of sites and years is checked many thousand times.
const (
	WarnAt  = 3
	AlarmAt = 5
)

// An Alarm is something that does not fit.
type Alarm struct {
	Kind     string           `json:"kind"`
	Level    Level            `json:"level"`
	Site     ledger.SiteID    `json:"site,omitempty"`
	Country  string           `json:"country,omitempty"`
	Element  ledger.Element   `json:"element,omitempty"`
	From     time.Time        `json:"from"`
	Until    time.Time        `json:"until"`
	What     string           `json:"what"`
	Sigmas   float64          `json:"sigmas,omitempty"` // beyond the limit; 0 where it is no matter of measurement
	Sure     string           `json:"sure"`
	Innocent []string         `json:"innocent"` // explanations that would clear it, likeliest first
	Settle   []string         `json:"settle"`   // evidence that would decide
	Events   []ledger.EventID `json:"events,omitempty"`
	Lots     []ledger.LotID   `json:"lots,omitempty"`
}

// measured sets level and certainty of an alarm that is a matter of
// measurement; false if it is within what measurement allows.
func (a *Alarm) measured(d ledger.Amount) bool {
	a.Sigmas = sigmas(d)
	switch {
	case a.Sigmas < WarnAt:
		return false
	case a.Sigmas < AlarmAt:
		a.Level, a.Sure = Warning, fmt.Sprintf("%.1f standard uncertainties beyond: about one in %s honest checks looks like this", a.Sigmas, odds(a.Sigmas))
	default:
		a.Level, a.Sure = Red, fmt.Sprintf("%.0f standard uncertainties beyond: measurement as stated does not explain it", a.Sigmas)
	}
	return true
}

// odds is one over the upper tail of the normal distribution, at half steps.
func odds(z float64) string {
	switch {
	case z < 3.5:
		return "741"
	case z < 4:
		return "4,300"
	case z < 4.5:
		return "31,600"
	}
	return "294,000"
}

// certain is an alarm by contradiction alone.
func (a *Alarm) certain() {
	a.Level, a.Sure = Red, "certain: the parties' own signed events contradict one another"
}

// Options are what the ledger does not know.
type Options struct {
	Recovery []ledger.Recovery // plausible ranges; process "" is any, a facility's own come first
	Speed    map[string]float64
	Now      time.Time // for statuses that expire; zero: the last event
}

// Alarms returns everything that does not fit: alarms before warnings, then by
// time.
func (h *History) Alarms(o Options) []Alarm {
	var all []Alarm
	for _, check := range []func(Options) []Alarm{
		h.stocks, h.recoveries, h.drifts, h.capacities, h.steps, h.exporters, h.transports, h.orders, h.statuses, h.certificates, h.overdrawn, h.registers,
	} {
		all = append(all, check(o)...)
	}
	slices.SortStableFunc(all, func(a, b Alarm) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), a.From.Compare(b.From), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Site, b.Site), cmp.Compare(a.Element, b.Element), cmp.Compare(a.What, b.What))
	})
	return all
}
