package policy

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"adit"
)

// A Span is a time in months, both inclusive. Until is 0 where no end is known.
type Span struct{ From, Until adit.Month }

func (s Span) String() string {
	if s.Until == 0 {
		return "from " + s.From.String()
	}
	return s.From.String() + " to " + s.Until.String()
}

// covers reports whether every month from first to last lies in s.
func (s Span) covers(first, last adit.Month) bool {
	return s.From <= first && (s.Until == 0 || s.Until >= last)
}

// cut returns the part of s within a time that has an end, and whether there
// is any.
func (s Span) cut(start, end adit.Month) (Span, bool) {
	c := Span{max(s.From, start), end}
	if s.Until != 0 {
		c.Until = min(s.Until, end)
	}
	return c, c.From <= c.Until
}

// and returns when both hold, which may be never (real).
func (s Span) and(o Span) Span {
	both := Span{max(s.From, o.From), s.Until}
	if o.Until != 0 && (s.Until == 0 || o.Until < s.Until) {
		both.Until = o.Until
	}
	return both
}

// middle is the day on which a measure must be in force to count for a month:
// every month then has one regime, also where one measure replaces another
// within it.
const middle = 15

// Spans returns when the control is in force: from its start to its end, but
// for the times of its suspensions. A suspension is not an end. It panics where
// a date is none, which Disruptions tells as an error.
func (c *Control) Spans() []Span {
	whole := Span{From: firstMonth(c.Start)}
	if c.End != "" {
		whole.Until = lastMonth(c.End)
	}
	spans := real(whole)
	for _, s := range c.Suspensions {
		off := Span{From: firstMonth(s.From)}
		if s.Until != "" {
			off.Until = lastMonth(s.Until)
		}
		spans = without(spans, off)
	}
	return spans
}

// without cuts a time out of spans.
func without(spans []Span, off Span) []Span {
	var left []Span
	for _, s := range spans {
		before := Span{s.From, off.From - 1}
		if s.Until != 0 {
			before.Until = min(before.Until, s.Until)
		}
		left = append(left, real(before)...)
		if off.Until != 0 {
			left = append(left, real(Span{max(s.From, off.Until+1), s.Until})...)
		}
	}
	return left
}

// real leaves out spans without a month.
func real(spans ...Span) []Span {
	var out []Span
	for _, s := range spans {
		if s.Until == 0 || s.From <= s.Until {
			out = append(out, s)
		}
	}
	return out
}

// firstMonth returns the first month in whose middle what begins on a date is
// in force.
func firstMonth(date string) adit.Month {
	y, m, d := parts(date, 1, 1)
	if d > middle {
		m++
	}
	return adit.MonthOf(y, m)
}

// lastMonth returns the last month in whose middle what lasts through a date
// is in force.
func lastMonth(date string) adit.Month {
	y, m, d := parts(date, 12, 31)
	if d < middle {
		m--
	}
	return adit.MonthOf(y, m)
}

// parts reads a date that badDate has let pass; what it leaves open is given.
func parts(date string, month, day int) (adit.Year, int, int) {
	year := 0
	for i, cell := range strings.SplitN(date, "-", 3) {
		v, err := strconv.Atoi(cell)
		if err != nil {
			panic(fmt.Sprintf("policy: %q is no date", date))
		}
		*[]*int{&year, &month, &day}[i] = v
	}
	return adit.Year(year), month, day
}

var dateForm = regexp.MustCompile(`^(1[89]|2[01])\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)

// badDate returns a date of the control that is none, or "". The atlas's own
// are checked; a user's table or a control made by hand may hold anything.
func (c *Control) badDate() (string, bool) {
	dates := []string{c.End}
	for _, s := range c.Suspensions {
		if !dateForm.MatchString(s.From) {
			return s.From, true
		}
		dates = append(dates, s.Until)
	}
	for _, date := range dates {
		if date != "" && !dateForm.MatchString(date) {
			return date, true
		}
	}
	return c.Start, !dateForm.MatchString(c.Start)
}
