// Package exchange is what the readers and writers of other standards share:
// names as URIs, kilograms out of units, the list of what is lost, and the
// event that travels whole inside a foreign one.
//
// A document of another standard that adit writes holds what the standard can
// say, and under one key the ledger's event as text, signatures included. It is
// one string, so that a signature over JSON-LD covers all of it. A reader takes
// the event only if writing it again gives the very document: the two cannot
// say different things. A document of others has no such text, and gives a
// Draft: unsigned, with what could not be carried over listed.
package exchange

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"strings"

	"github.com/gowebpki/jcs"

	"adit"
	"adit/ledger"
)

// A Draft is a ledger event out of a document of another standard.
type Draft struct {
	Where string // the path of the event that it was made of
	Event *ledger.Event
	Whole bool        // it is the event that was written, with its signatures
	Lost  adit.Faults // what the event does not hold; of severity Doubtful

	// In is the path of the foreign event whose draft this one is a part of.
	In string

	// Refused says why there is no event, where the reader judges events one by
	// one. Without event, In and Refused, the foreign event says nothing to a
	// ledger, and Lost says why.
	Refused adit.Faults
}

// Assume is what a reader may suppose where a document says nothing.
type Assume struct {
	Ledger string         // the ledger that the events are for
	Sigma  float64        // standard uncertainty of a mass, as a share of it
	Party  ledger.PartyID // who states what nobody is named for
}

const scheme = "urn:adit:"

// URI names something of the ledger: a URI stays, another name is put behind
// urn:adit: and its kind ("lot", "site", "party", "event", "element").
func URI(kind, id string) string {
	if u, err := url.Parse(id); err == nil && u.IsAbs() && !strings.HasPrefix(id, scheme) {
		return id
	}
	return scheme + kind + ":" + url.QueryEscape(id)
}

// ID undoes URI.
func ID(kind, uri string) string {
	rest, ok := strings.CutPrefix(uri, scheme+kind+":")
	if !ok {
		return uri
	}
	if id, err := url.QueryUnescape(rest); err == nil && URI(kind, id) == uri {
		return id
	}
	return uri
}

// units are those of mass that trade uses, in kg (UN/ECE Recommendation 20,
// revision 17). A carat is 0.2 g; a troy ounce 31.1034768 g.
var units = map[string]float64{"KGM": 1, "TNE": 1000, "GRM": 0.001, "MGM": 1e-6, "DTN": 100, "KTN": 1e6, "LBR": 0.45359237, "STN": 907.18474, "LTN": 1016.0469088, "APZ": 0.0311034768, "CTM": 0.0002}

// Kilograms converts from a unit of Recommendation 20; ok is false where the
// unit is none of mass.
func Kilograms(value float64, unit string) (kg float64, ok bool) {
	factor, ok := units[unit]
	return value * factor, ok && value >= 0 && !math.IsInf(value*factor, 0)
}

// Mass is a mass that a document states without an uncertainty.
func (a Assume) Mass(kg float64) ledger.Mass { return ledger.Mass{Kg: kg, SigmaKg: kg * a.Sigma} }

// Whole reads the event that travels inside a foreign one. Again writes the
// foreign one from it, for comparison with what came.
func Whole(where, text string, came json.RawMessage, again func(*ledger.Event) (any, error)) (*ledger.Event, error) {
	e, err := ledger.ReadEvent([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("%s: the event inside: %w", where, err)
	}
	foreign, err := again(e)
	if err != nil {
		return nil, fmt.Errorf("%s: the event inside: %w", where, err)
	}
	if have, want := canonical(came), canonical(foreign); have == "" || have != want {
		return nil, Refuse(where, "contradiction", "ask the sender for the document as it was written", "it does not say what the event inside it says")
	}
	return e, nil
}

func canonical(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	out, err := jcs.Transform(text)
	if err != nil {
		return ""
	}
	return string(out)
}

// Refuse is a fault that stops the reading.
func Refuse(where, rule, remedy, format string, args ...any) adit.Faults {
	return adit.Faults{{Where: where, Rule: rule, Severity: adit.Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy}}
}

// Lost is a fault about what a form cannot hold.
func Lost(where, remedy, format string, args ...any) adit.Fault {
	return adit.Fault{Where: where, Rule: "lost", Severity: adit.Doubtful, What: fmt.Sprintf(format, args...), Remedy: remedy}
}
