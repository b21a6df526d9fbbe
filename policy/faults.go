package policy

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"adit"
	"adit/atlas"
)

// Faults lists what is wrong with the tables of controls and actions: dates
// that are none, suspensions that overlap or do not pair, deadlines that do not
// follow from the order's date, agencies that no table knows.
func Faults(a *atlas.Atlas) adit.Faults {
	f := &faultList{}
	for _, c := range Controls(a) {
		f.control(c)
	}
	names := newAgencies(a)
	for _, x := range Actions(a, "2000-01-01") {
		f.action(x, names)
	}
	slices.SortStableFunc(f.list, func(x, y adit.Fault) int { return cmp.Compare(x.Where, y.Where) })
	return f.list
}

type faultList struct{ list adit.Faults }

func (f *faultList) add(where, rule string, s adit.Severity, remedy, format string, args ...any) {
	f.list = append(f.list, adit.Fault{Where: where, Rule: rule, Severity: s, What: fmt.Sprintf(format, args...), Remedy: remedy})
}

var hsForm = regexp.MustCompile(`^\d{6}$`)

func (f *faultList) control(c Control) {
	if date, bad := c.badDate(); bad {
		f.add(c.where, "control-date", adit.Wrong, "write 2024, 2024-12 or 2024-12-03", "control %s: %q is no date", c.ID, date)
		return
	}
	if c.End != "" && dayAfter(c.End) <= firstDay(c.Start) {
		f.add(c.where, "control-dates", adit.Wrong, "order the dates", "control %s ends on %s, before it starts on %s", c.ID, c.End, c.Start)
	}
	for _, code := range c.Codes {
		if !hsForm.MatchString(code) {
			f.add(c.where, "hs6", adit.Wrong, "write six digits", "control %s: %q is no code of the Harmonized System", c.ID, code)
		}
	}
	f.suspensions(c)
}

func (f *faultList) suspensions(c Control) {
	ordered := slices.Clone(c.Suspensions)
	slices.SortFunc(ordered, func(a, b Suspension) int { return cmp.Compare(firstDay(a.From), firstDay(b.From)) })
	for i, s := range ordered {
		if s.Until != "" && dayAfter(s.Until) <= firstDay(s.From) {
			f.add(c.where, "suspension-dates", adit.Wrong, "order the dates", "control %s: a suspension from %s ends on %s", c.ID, s.From, s.Until)
		}
		if i > 0 && (ordered[i-1].Until == "" || dayAfter(ordered[i-1].Until) > firstDay(s.From)) {
			f.add(c.where, "overlapping-suspensions", adit.Wrong, "write one suspension with the later end", "control %s: the suspension from %s begins before that from %s is over", c.ID, s.From, ordered[i-1].From)
		}
	}
}

func (f *faultList) action(x Action, names agencies) {
	if x.Days > 0 && x.stated != "" && x.stated != x.Deadline {
		f.add(x.where, "deadline", adit.Wrong, "mend the days or the date", "%s: %d days from %s is %s, the table says %s", x.Order, x.Days, x.Date, x.Deadline, x.stated)
	}
	if x.Days > 0 && x.Deadline == x.stated && dueDay(x.Date, x.Days) == "" {
		f.add(x.where, "deadline", adit.Wrong, "write the order's date to the day", "%s: days are counted from %s", x.Order, x.Date)
	}
	if _, unknown := names.read(x.Lead); len(unknown) > 0 {
		f.add(x.where, "unknown-agency", adit.Wrong, "add it to table agencies, or mend the name", "%s: %q is in no table of agencies", x.Order, unknown)
	}
}
