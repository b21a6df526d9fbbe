package epcis

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"adit"
	"adit/internal/limit"
	"adit/ledger/exchange"
)

// A Document is one that was read.
type Document struct {
	Raw  []byte
	Type string // EPCISDocument, EPCISQueryDocument, or the type of a bare event
	Lost adit.Faults

	Query, Subscription string // of a query document

	events []seen
}

// seen is an event as it came.
type seen struct {
	view *exchange.View
	raw  json.RawMessage
}

// Len is how many events there are.
func (d *Document) Len() int { return len(d.events) }

// Read reads a document, or one bare event, of at most 8 MB. The error is
// adit.Faults.
func Read(r io.Reader) (*Document, error) {
	data, err := limit.ReadAll(r, maxDocument, "hand in fewer events at a time")
	if err != nil {
		return nil, err
	}
	v, err := exchange.Parse(data, maxDocument)
	if err != nil {
		return nil, err
	}
	d := &Document{Raw: data, Type: v.Need("type")}
	checkContext(v, data, true)
	switch {
	case d.Type == captureType:
		d.body(v, v.Object("epcisBody"), "epcisBody")
	case d.Type == queryType:
		d.results(v)
	case slices.Contains(EventTypes, d.Type):
		d.events = []seen{{v, data}}
		return d, v.Wrong()
	default:
		v.Fault("type", "type", "hand in an EPCISDocument, an EPCISQueryDocument or an event of EPCIS 2.0", "the type is %.60q", d.Type)
	}
	if version := v.Text("schemaVersion"); version != "" && version != "2.0" && !strings.HasPrefix(version, "2.0.") {
		v.Fault("schemaVersion", "version", "ask for a document of EPCIS 2.0", "the version is %.20q", version)
	}
	v.Skip("id", "creationDate")
	v.Done()
	d.Lost = v.Lost()
	return d, v.Wrong()
}

// results reads what a query answered.
func (d *Document) results(v *exchange.View) {
	body := v.Object("epcisBody")
	results := body.Object("queryResults")
	d.Query, d.Subscription = results.Text("queryName"), results.Text("subscriptionID")
	d.body(v, results.Object("resultsBody"), "epcisBody.queryResults.resultsBody")
	results.Done()
	body.Done()
}

// body collects the events below an object.
func (d *Document) body(top, body *exchange.View, path string) {
	if body == nil || !body.Has("eventList") {
		top.Fault(path, "missing", "hand in a document with events", "no eventList")
		return
	}
	raw, err := rawEvents(d.Raw, strings.Split(path, "."))
	if err != nil {
		top.Fault(path+".eventList", "type", "write an array of events", "%v", err)
		return
	}
	body.Fork().Each("eventList", func(e *exchange.View) {
		if len(d.events) < len(raw) {
			one := raw[len(d.events)]
			checkContext(e, one, false)
			d.events = append(d.events, seen{e, one})
		}
	})
	body.Skip("eventList")
	body.Done()
	if len(d.events) != len(raw) {
		top.Fault(path+".eventList", "type", "write an array of events", "not all of it are objects")
	}
}

// rawEvents returns the texts of the events, which the parser does not keep.
func rawEvents(data []byte, path []string) ([]json.RawMessage, error) {
	for _, key := range path {
		var o map[string]json.RawMessage
		if err := json.Unmarshal(data, &o); err != nil {
			return nil, err
		}
		data = o[key]
	}
	var body struct {
		Events []json.RawMessage `json:"eventList"`
	}
	err := json.Unmarshal(data, &body)
	return body.Events, err
}

// checkContext refuses a document whose words could mean something else: one
// without GS1's context, or with a definition of one of its words. GS1 protects
// them, so that a processor of JSON-LD would refuse it too. An event within a
// document inherits, and may have none.
func checkContext(v *exchange.View, raw []byte, need bool) {
	v.Skip("@context")
	var doc struct {
		Context json.RawMessage `json:"@context"`
	}
	_ = json.Unmarshal(raw, &doc)
	var all []any
	if json.Unmarshal(doc.Context, &all) != nil {
		var one any
		if json.Unmarshal(doc.Context, &one) == nil && one != nil {
			all = []any{one}
		}
	}
	known := !need
	for _, c := range all {
		switch c := c.(type) {
		case string:
			known = known || slices.Contains(contexts, c)
		case map[string]any:
			for word := range c {
				if slices.Contains(words, word) {
					v.Fault("@context", "context", "leave GS1's words as they are", "it defines %q anew", word)
				}
			}
		default:
			v.Fault("@context", "context", "write addresses and objects", "it holds %s", fmt.Sprintf("%T", c))
		}
	}
	if !known {
		v.Fault("@context", "context", "add "+context, "GS1's context is not among the document's")
	}
}

// words are those that this package reads.
var words = []string{"id", "type", "eventID", "eventTime", "eventTimeZoneOffset", "action", "bizStep", "readPoint", "bizLocation", "parentID", "childEPCs",
	"childQuantityList", "epcList", "quantityList", "inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList", "epcClass", "quantity", "uom",
	"sourceList", "destinationList", "source", "destination", "bizTransactionList", "bizTransaction", "ilmd", "errorDeclaration", "transformationID",
	"epcisBody", "eventList", "queryResults", "resultsBody", "schemaVersion"}
