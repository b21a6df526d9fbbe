package epcis

import (
	"slices"
	"strings"
	"time"
	"unique"

	"adit/ledger"
)

// Facts are what a query may ask of an event, in the words that Write uses.
type Facts struct {
	ID          string
	Type        string
	Time        time.Time
	Action      string
	BizStep     string
	ReadPoint   string
	BizLocation string
	Classes     []string // of all lots that it names
	Inputs      []string
	Outputs     []string
}

// Describe returns an event's; ok is false where EPCIS has no form for it.
func Describe(e *ledger.Event) (f Facts, ok bool) {
	d, _, err := event(e)
	if err != nil {
		return f, false
	}
	f = Facts{ID: text(d["eventID"]), Type: text(d["type"]), Time: e.Until, Action: text(d["action"]), BizStep: text(d["bizStep"]),
		ReadPoint: once(at(d["readPoint"])), BizLocation: once(at(d["bizLocation"]))}
	f.Inputs, f.Outputs = classes(d["inputQuantityList"]), classes(d["outputQuantityList"])
	f.Classes = slices.Concat(classes(d["quantityList"]), f.Inputs, f.Outputs)
	slices.Sort(f.Classes)
	f.Classes = slices.Compact(f.Classes)
	return f, true
}

// once keeps one copy of a name that many events have.
func once(s string) string { return unique.Make(s).Value() }

func text(v any) string {
	s, _ := v.(string)
	return s
}

func at(v any) string {
	place, _ := v.(dict)
	return text(place["id"])
}

func classes(v any) (out []string) {
	list, _ := v.([]dict)
	for _, q := range list {
		out = append(out, once(text(q["epcClass"])))
	}
	return out
}

// Matches reports whether a pattern of EPCIS covers a class: the very class, or
// all that begin with what stands before a star at its end.
func Matches(pattern, class string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(class, prefix)
	}
	return pattern == class
}

// Word returns a word of the Core Business Vocabulary for business steps in its
// short form.
func Word(step string) string { return word(step, "BizStep", "bizstep") }
