package epcis

import (
	"encoding/json"
	"fmt"
	"time"

	"adit"
	"adit/ledger"
	"adit/ledger/exchange"
)

// A Header is what a document says about itself.
type Header struct {
	ID      string // a URI; may be ""
	Created time.Time
	Query   string // name of the query that it answers; "" makes a capture document
}

type dict = map[string]any

// Write writes events as a capture or query document. Lost is what a reader
// that does not know adit will not see.
func Write(events []*ledger.Event, h Header) (text []byte, lost adit.Faults, err error) {
	list, lost, err := exchange.Each(events, "$.epcisBody.eventList", event)
	if err != nil {
		return nil, nil, err
	}
	doc := dict{"@context": []string{context}, "type": captureType, "schemaVersion": "2.0", "creationDate": stamp(h.Created), "epcisBody": dict{"eventList": list}}
	if h.ID != "" {
		doc["id"] = h.ID
	}
	if h.Query != "" {
		doc["type"] = queryType
		doc["epcisBody"] = dict{"queryResults": dict{"queryName": h.Query, "resultsBody": dict{"eventList": list}}}
	}
	text, err = json.MarshalIndent(doc, "", "  ")
	return text, lost, err
}

// WriteEvent writes one event on its own, with its context.
func WriteEvent(e *ledger.Event) ([]byte, adit.Faults, error) {
	one, lost, err := event(e)
	if err != nil {
		return nil, nil, err
	}
	one["@context"] = []string{context}
	text, err := json.MarshalIndent(one, "", "  ")
	return text, lost, err
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Expressible reports whether EPCIS has a form for the event.
func Expressible(e *ledger.Event) bool { return e.Kind() != ledger.KindDeclare && e.Kind() != "" }

// event writes one event.
func event(e *ledger.Event) (dict, adit.Faults, error) {
	if !Expressible(e) {
		return nil, nil, exchange.Refuse("$", "inexpressible", "leave it out, or hand over the ledger's own events", "EPCIS has no form for a %s, event %s", e.Kind(), e.ID)
	}
	text, err := e.JSON()
	if err != nil {
		return nil, nil, err
	}
	out := dict{"eventID": exchange.URI("event", string(e.ID)), "eventTime": stamp(e.Until), "eventTimeZoneOffset": "+00:00",
		partyKey: exchange.URI("party", string(e.Party)), eventKey: string(text)}
	lost := exchange.OfEvent(e)
	if len(e.Documents) > 0 {
		lost = append(lost, exchange.Inside("$", "its documents"))
	}
	if e.Site != "" && e.Move == nil {
		out["readPoint"] = dict{"id": exchange.URI("site", string(e.Site))}
	}
	switch {
	case e.Make != nil:
		out[processKey] = e.Make.Process
		lost = append(lost, lotEvent(out, e, e.Make.Inputs, e.Make.Outputs)...)
	case e.Modify != nil:
		out[actionKey] = string(e.Modify.Action)
		lost = append(lost, lotEvent(out, e, e.Modify.Inputs, e.Modify.Outputs)...)
	case e.Move != nil:
		lost = append(lost, moveEvent(out, e)...)
	case e.Stocktake != nil:
		lost = append(lost, countEvent(out, e.Stocktake)...)
	case e.Claim != nil:
		claimEvent(out, e.Claim)
	}
	return out, lost, nil
}

// lotEvent writes lots made out of the ground as an ObjectEvent, and lots made
// out of others as a TransformationEvent.
func lotEvent(out dict, e *ledger.Event, inputs []ledger.LotID, outputs []ledger.Lot) adit.Faults {
	var lost adit.Faults
	amounts, materials := []dict{}, map[string]bool{}
	for i := range outputs {
		l := &outputs[i]
		amounts = append(amounts, kilograms(exchange.URI("lot", string(l.ID)), l.Mass.Kg))
		lost = append(lost, exchange.OfLot(fmt.Sprintf("$.quantityList[%d]", i), l)...)
		materials[l.Material] = true
	}
	out["bizStep"] = "creating_class_instance"
	out["bizLocation"] = dict{"id": exchange.URI("site", string(e.Site))}
	if len(materials) == 1 {
		out["ilmd"] = dict{materialKey: outputs[0].Material}
	} else {
		lost = append(lost, exchange.Inside("$.ilmd", "which lot is of which material"))
	}
	if len(inputs) == 0 {
		out["type"], out["action"], out["quantityList"] = "ObjectEvent", "ADD", amounts
		return lost
	}
	used := []dict{}
	for _, id := range inputs {
		used = append(used, dict{"epcClass": exchange.URI("lot", string(id))})
	}
	out["type"], out["inputQuantityList"], out["outputQuantityList"] = "TransformationEvent", used, amounts
	return lost
}

func kilograms(id string, kg float64) dict { return dict{"epcClass": id, "quantity": kg, "uom": "KGM"} }

func moveEvent(out dict, e *ledger.Event) adit.Faults {
	m := e.Move
	out["type"], out["action"], out["bizStep"] = "ObjectEvent", "OBSERVE", "receiving"
	end := dict{"id": exchange.URI("site", string(m.ToSite))}
	out["readPoint"], out["bizLocation"] = end, end
	out["sourceList"] = []dict{{"type": "possessing_party", "source": exchange.URI("party", string(e.Party))}, {"type": "location", "source": exchange.URI("site", string(e.Site))}}
	out["destinationList"] = []dict{{"type": "possessing_party", "destination": exchange.URI("party", string(m.To))}, {"type": "location", "destination": exchange.URI("site", string(m.ToSite))}}
	if m.Mode != "" {
		out[modeKey] = m.Mode
	}
	weights := map[ledger.LotID]float64{}
	for _, w := range m.Received {
		weights[w.Lot] = w.Mass.Kg
	}
	moved := []dict{}
	for _, id := range m.Lots {
		one := dict{"epcClass": exchange.URI("lot", string(id))}
		if kg, ok := weights[id]; ok {
			one = kilograms(exchange.URI("lot", string(id)), kg)
		}
		moved = append(moved, one)
	}
	out["quantityList"] = moved
	if len(m.Received) > 0 {
		return adit.Faults{exchange.Inside("$.quantityList", "uncertainty and assays of what the receiver measured")}
	}
	return nil
}

func countEvent(out dict, s *ledger.Stocktake) adit.Faults {
	out["type"], out["action"], out["bizStep"] = "ObjectEvent", "OBSERVE", "stock_taking"
	counted := []dict{}
	for _, c := range s.Counted {
		counted = append(counted, kilograms(exchange.URI("element", string(c.Element)), c.Kg))
	}
	out["quantityList"] = counted
	return adit.Faults{exchange.Inside("$.quantityList", "the uncertainty of what was counted")}
}

func claimEvent(out dict, c *ledger.Claim) {
	out["type"], out["action"] = "TransactionEvent", "ADD"
	out[actKey], out[accountKey], out["urn:adit:element"] = c.Act, string(c.Account), exchange.URI("element", string(c.Element))
	out["bizTransactionList"] = []dict{{"type": "cert", "bizTransaction": exchange.URI("certificate", c.Certificate)}}
	out["quantityList"] = []dict{kilograms(exchange.URI("lot", string(c.Lot)), c.Kg)}
}
