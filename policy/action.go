package policy

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"adit"
	"adit/atlas"
)

// An Action is what an order, a law or a strategy asks of somebody.
type Action struct {
	Order      string     `json:"order"`
	Section    string     `json:"section,omitempty"`
	Date       string     `json:"date"` // of the order
	What       string     `json:"action"`
	Lead       string     `json:"lead"` // in the table's words
	Agencies   []string   `json:"agencies"`
	Days       int        `json:"deadline_days,omitempty"` // from the order's date
	Deadline   string     `json:"deadline,omitempty"`      // "" none that was seen
	Status     string     `json:"status"`                  // as the last source seen says
	Standing   ActionKind `json:"standing"`
	DaysLeft   int        `json:"days_left"` // to the deadline; below 0: past it
	Minerals   []string   `json:"minerals"`  // that its words name
	Commands   []string   `json:"commands"`  // of adit that help to answer it
	Basis      adit.Basis `json:"basis"`
	Confidence string     `json:"confidence"`
	Cite       string     `json:"cite"`
	Register   string     `json:"federal_register,omitempty"` // where the order was published

	where, stated string // stated: the deadline in the table
}

// An ActionKind is how an action stands on a day.
type ActionKind string

const (
	Done       ActionKind = "done"        // its status says so
	Overdue    ActionKind = "overdue"     // past its deadline, and no source that was seen says that it was done
	Due        ActionKind = "due"         // before its deadline, or on it
	NoDeadline ActionKind = "no deadline" // none that was seen
)

// finished are how a status begins that says that an action was done.
var finished = []string{"done", "in use"}

// Actions returns what is asked, by deadline, as it stands on a day such as
// 2026-11-27; what has no deadline comes last.
func Actions(a *atlas.Atlas, on string) []Action {
	var all []Action
	names := newAgencies(a)
	find := mineralFinder(a)
	published := registers(a)
	for r := range a.Rows("actions") {
		x := Action{Order: r.Get("order"), Section: r.Get("section"), Date: r.Get("date"), What: r.Get("action"), Lead: r.Get("lead"), Status: r.Get("status"),
			Basis: adit.Basis(r.Get("basis")), Confidence: r.Get("confidence"), Cite: r.Get("cite"), where: r.Where(), stated: r.Get("deadline_date")}
		days, ok := r.Number("deadline_days")
		x.Days = int(days)
		x.Deadline = x.stated
		if due := dueDay(x.Date, x.Days); ok && due != "" {
			x.Deadline = due
		}
		x.Agencies, _ = names.read(x.Lead)
		x.Minerals = find(x.Order + " " + x.What)
		x.Commands = commands(r.Get("capability"), x.Minerals)
		x.Register = published[x.Order]
		x.stand(on)
		all = append(all, x)
	}
	slices.SortStableFunc(all, func(x, y Action) int {
		return cmp.Or(cmp.Compare(x.sortKey(), y.sortKey()), cmp.Compare(x.Order, y.Order), cmp.Compare(x.What, y.What))
	})
	return all
}

var registerForm = regexp.MustCompile(`^\d+ FR \d+$`)

// registers are the places in the Federal Register of orders, by their name
// without the section: "EO 14241 s.3" is of EO 14241.
func registers(a *atlas.Atlas) map[string]string {
	found := map[string]string{}
	for r := range a.Rows("orders") {
		order, _, _ := strings.Cut(r.Get("instrument"), " s.")
		if registerForm.MatchString(r.Get("cite")) {
			found[order] = r.Get("cite")
		}
	}
	return found
}

func (x Action) sortKey() string { return cmp.Or(x.Deadline, "9999") }

// dueDay counts days from the day of an order: 90 days from 15 April 2025 is 14
// July 2025. "" where the date is not to the day.
func dueDay(date string, days int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

func (x *Action) stand(on string) {
	due, err := time.Parse(time.DateOnly, x.Deadline)
	today, wrong := time.Parse(time.DateOnly, on)
	switch {
	case slices.ContainsFunc(finished, func(w string) bool { return strings.HasPrefix(x.Status, w) }):
		x.Standing = Done
	case err != nil || wrong != nil:
		x.Standing = NoDeadline
	default:
		x.DaysLeft = int(due.Sub(today).Hours() / 24)
		x.Standing = Due
		if x.DaysLeft < 0 {
			x.Standing = Overdue
		}
	}
}

// agencies are names and synonyms of who must act, in lower case.
type agencies struct {
	ids   map[string]string
	names []string
}

func newAgencies(a *atlas.Atlas) agencies {
	all := agencies{ids: map[string]string{}}
	for r := range a.Rows("agencies") {
		id := r.Get("agency")
		all.names = append(all.names, id)
		for _, n := range append(split(r.Get("synonyms")), id, r.Get("name")) {
			all.ids[strings.ToLower(n)] = id
		}
	}
	return all
}

// read parts the words of a lead; unknown are those that are no agency's.
func (g agencies) read(lead string) (ids, unknown []string) {
	for _, part := range strings.FieldsFunc(lead, func(r rune) bool { return r == '/' || r == ';' }) {
		for _, name := range strings.Split(part, " to ") { // "permitting agencies to NEDC"
			name = strings.TrimSpace(name)
			id, ok := g.ids[strings.ToLower(name)]
			switch {
			case !ok:
				unknown = append(unknown, name)
			case !slices.Contains(ids, id):
				ids = append(ids, id)
			}
		}
	}
	return ids, unknown
}

// FindAgency returns an agency by any of its names, or an *adit.UnknownError.
func FindAgency(a *atlas.Atlas, name string) (string, error) {
	g := newAgencies(a)
	if id, ok := g.ids[strings.ToLower(strings.TrimSpace(name))]; ok {
		return id, nil
	}
	return "", &adit.UnknownError{Kind: "agency", ID: name, Near: adit.Nearest(name, g.names)}
}

// notSymbols are element symbols that are words as well.
var notSymbols = []string{"As", "At", "Be", "He", "In", "No"}

// mineralFinder finds minerals that a text names: by a name, or by a symbol of
// two letters that is no English word.
func mineralFinder(a *atlas.Atlas) func(string) []string {
	type name struct{ text, mineral string }
	var names []name
	symbols := map[string]string{}
	for r := range a.Rows("minerals") {
		id := r.Get("mineral")
		names = append(names, name{" " + strings.ToLower(r.Get("name")) + " ", id})
		if s := r.Get("symbol"); len(s) == 2 && !slices.Contains(notSymbols, s) {
			symbols[s] = id
		}
	}
	return func(text string) []string {
		words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
		plain := " " + strings.ToLower(strings.Join(words, " ")) + " "
		found := []string{}
		for _, n := range names {
			if strings.Contains(plain, n.text) {
				found = append(found, n.mineral)
			}
		}
		for _, w := range words {
			if id, ok := symbols[w]; ok {
				found = append(found, id)
			}
		}
		slices.Sort(found)
		return slices.Compact(found)
	}
}

// answers are the commands that help with what an action needs, by words of its
// capability. %s stands for a mineral.
var answers = []struct {
	words   []string
	command string
}{
	{[]string{"criticality"}, "adit minerals --list us-2025"},
	{[]string{"benchmark"}, "adit minerals --list eu-2023"},
	{[]string{"by-product"}, "adit screen byproduct --no-risk"},
	{[]string{"tailings"}, "adit screen tailings --no-risk"},
	{[]string{"siting"}, "adit screen processing --no-risk"},
	{[]string{"pipeline", "discovery"}, "adit screen brownfield --no-risk --in USA"},
	{[]string{"permitting"}, "adit screen brownfield --no-risk --what-if permit-years=5 --by months"},
	{[]string{"cost curves", "economics"}, "adit screen brownfield --no-risk --by cost"},
	{[]string{"finance", "grant lever"}, "adit finance"},
	{[]string{"price-floor", "price floor", "CfD"}, "adit finance --instrument price_floor"},
	{[]string{"tariff"}, "adit policy --tariff %s --from CHN --rate 25%%"},
	{[]string{"look-through", "reliance", "distortion", "exposure", "country risk"}, "adit exposure %s"},
	{[]string{"stockpile", "allocation"}, "adit shock %s --for 12mo"},
	{[]string{"custody", "provenance"}, "adit help ledger"},
	{[]string{"partner"}, "adit finance Australia"},
}

// example stands for the mineral of an action that names none.
const example = "antimony"

func commands(capability string, minerals []string) []string {
	list := []string{}
	mineral := example
	if len(minerals) == 1 {
		mineral = minerals[0]
	}
	for _, x := range answers {
		if !slices.ContainsFunc(x.words, func(w string) bool { return strings.Contains(capability, w) }) {
			continue
		}
		if strings.Contains(x.command, "%s") {
			list = append(list, fmt.Sprintf(x.command, mineral))
		} else {
			list = append(list, x.command)
		}
	}
	return list
}
