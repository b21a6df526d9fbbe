package exchange

import (
	"fmt"

	"adit"
	"adit/ledger"
)

// Each writes events one by one into the list of a document, whose path is at;
// lost is what a reader that does not know adit will not see.
func Each(events []*ledger.Event, at string, write func(*ledger.Event) (map[string]any, adit.Faults, error)) (list []any, lost adit.Faults, err error) {
	list = []any{}
	for i, e := range events {
		one, gone, err := write(e)
		if err != nil {
			return nil, nil, err
		}
		for _, f := range gone {
			f.Where = fmt.Sprintf("%s[%d]", at, i) + f.Where[1:]
			lost = append(lost, f)
		}
		list = append(list, one)
	}
	return list, lost, nil
}

// Inside is a loss to others, and none to adit: the event inside has it.
func Inside(where, format string, args ...any) adit.Fault {
	return Lost(where, "it is in the event inside, which adit reads", format, args...)
}

// OfEvent is what no other standard has a place for in an event.
func OfEvent(e *ledger.Event) adit.Faults {
	return insides("$", []trait{{!e.From.Equal(e.Until), "when it began"}, {len(e.Sealed) > 0, "its sealed fields"}, {len(e.Signatures) > 0, "the signatures of parties"}})
}

// OfLot is what no other standard has a place for in a lot.
func OfLot(where string, l *ledger.Lot) adit.Faults {
	return insides(where, []trait{{true, "the uncertainty of its mass"}, {l.Mass.Moisture != 0, "its moisture"}, {len(l.Content) > 0, "its grades and assays"},
		{l.Account != "", "its custody model"}, {len(l.Tags) > 0, "its tags"}, {l.Waste, "that it is waste"}})
}

// A trait is something that an event or a lot may have.
type trait struct {
	has  bool
	what string
}

func insides(where string, traits []trait) (lost adit.Faults) {
	for _, t := range traits {
		if t.has {
			lost = append(lost, Inside(where, "%s", t.what))
		}
	}
	return lost
}
