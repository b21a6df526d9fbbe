package policy

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// An EventKind is what happens to a control on a day.
type EventKind string

// Kinds, in the order in which those of one day count: what is suspended anew
// on the day that a suspension runs out stays suspended.
const (
	Start   EventKind = "start"
	Resume  EventKind = "resume"
	Suspend EventKind = "suspend"
	End     EventKind = "end"
)

// An Event is the first day of something. Presumed: nobody was seen to do it; a
// suspension ran out on the day before.
type Event struct {
	Day      string    `json:"day"` // 2024-12-03
	Kind     EventKind `json:"event"`
	Presumed bool      `json:"presumed,omitempty"`
}

// A State is what a control is on a day.
type State string

const (
	NotYet    State = "not yet in force"
	InForce   State = "in force"
	Suspended State = "suspended"
	Ended     State = "ended"
	NoDate    State = "unknown" // a date of it is none
)

// A Standing is the state of a control on a day, since when, and what comes
// next as far as it is stated.
type Standing struct {
	State State  `json:"state"`
	Since string `json:"since,omitempty"`
	Next  *Event `json:"next,omitempty"`
	// Presumed: in force again only if the suspension was not extended, which no
	// source that was seen says.
	Presumed bool `json:"presumed,omitempty"`
}

// Events are what happened to a control and is announced, in order. None where
// a date is none: Faults names it.
func (c *Control) Events() []Event {
	if _, bad := c.badDate(); bad {
		return nil
	}
	events := []Event{{Day: firstDay(c.Start), Kind: Start}}
	if c.End != "" {
		events = append(events, Event{Day: dayAfter(c.End), Kind: End})
	}
	for _, s := range c.Suspensions {
		events = append(events, Event{Day: firstDay(s.From), Kind: Suspend})
		if s.Until != "" {
			events = append(events, Event{Day: dayAfter(s.Until), Kind: Resume, Presumed: true})
		}
	}
	sortEvents(events)
	return events
}

var kindOrder = []EventKind{Start, Resume, Suspend, End}

func sortEvents(events []Event) {
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(slices.Index(kindOrder, a.Kind), slices.Index(kindOrder, b.Kind)))
	})
}

// StandingOn is the state of a control on a day such as 2025-11-10.
func (c *Control) StandingOn(day string) Standing { return standing(c.Events(), day) }

// standing is a function of the set of events: their order does not matter. An
// end is final, and what has not started cannot be suspended.
func standing(events []Event, day string) Standing {
	if len(events) == 0 {
		return Standing{State: NoDate}
	}
	events = slices.Clone(events)
	sortEvents(events)
	at := Standing{State: NotYet}
	suspended := false // a suspension may begin before the start, which then has no effect
	for i, e := range events {
		if e.Day > day {
			if at.State != Ended {
				at.Next = &events[i]
			}
			break
		}
		at, suspended = at.after(e, suspended)
	}
	return at
}

func (s Standing) after(e Event, suspended bool) (Standing, bool) {
	if s.State == Ended {
		return s, suspended
	}
	started := s.State != NotYet || e.Kind == Start
	switch e.Kind {
	case Suspend:
		suspended = true
	case Resume:
		suspended = false
	case End:
		return Standing{State: Ended, Since: e.Day}, suspended
	}
	next := InForce
	if suspended {
		next = Suspended
	}
	if !started || next == s.State {
		return s, suspended
	}
	return Standing{State: next, Since: e.Day, Presumed: e.Presumed}, suspended
}

// firstDay is the first day that a date such as 2024-12 names; dates are
// checked before.
func firstDay(date string) string {
	y, m, d := parts(date, 1, 1)
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

// dayAfter is the day after the last that a date names.
func dayAfter(date string) string {
	y, m, d := parts(date, 0, 0)
	switch {
	case m == 0:
		y, m, d = y+1, 1, 1
	case d == 0:
		m, d = m+1, 1
	default:
		d++
	}
	return time.Date(int(y), time.Month(m), d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
