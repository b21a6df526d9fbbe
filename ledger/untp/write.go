package untp

import (
	"encoding/json"
	"fmt"
	"time"

	"adit"
	"adit/ledger"
	"adit/ledger/exchange"
)

// An Issuer is who states a credential, under a DID.
type Issuer struct {
	Party
	Credential string    // the credential's id, a URI
	From       time.Time // validFrom
	Until      time.Time // validUntil; zero: without end
	Status     *Status   // nil: it cannot be taken back
}

// A Status is where an issuer says whether a credential still holds: a bit of
// a Bitstring Status List.
type Status struct {
	List    string // URL of the list
	Index   int
	Purpose string // "revocation" or "suspension"
}

type dict = map[string]any

func (i Issuer) credential(kind, name string, subject any) ([]byte, error) {
	doc := dict{
		"type": []string{kind, "VerifiableCredential"}, "@context": []string{vcContext, untpContext}, "id": i.Credential, "name": name,
		"issuer":    dict{"type": []string{"CredentialIssuer"}, "id": i.ID, "name": i.Name},
		"validFrom": i.From.UTC().Format(time.RFC3339), "credentialSubject": subject,
	}
	if !i.Until.IsZero() {
		doc["validUntil"] = i.Until.UTC().Format(time.RFC3339)
	}
	if s := i.Status; s != nil {
		doc["credentialStatus"] = dict{"type": "BitstringStatusListEntry", "id": fmt.Sprintf("%s#%d", s.List, s.Index), "statusPurpose": s.Purpose, "statusListIndex": s.Index, "statusListCredential": s.List}
	}
	return json.MarshalIndent(doc, "", "  ")
}

// Write writes events as one traceability event credential, unsigned. Lost is
// what a reader that does not know adit will not see.
func Write(events []*ledger.Event, i Issuer) (text []byte, lost adit.Faults, err error) {
	subjects, lost, err := exchange.Each(events, "$.credentialSubject", event)
	if err != nil {
		return nil, nil, err
	}
	text, err = i.credential(EventType, fmt.Sprintf("%d events", len(events)), subjects)
	return text, lost, err
}

// Expressible reports whether UNTP has a form for the event.
func Expressible(e *ledger.Event) bool { return e.Make != nil || e.Move != nil || e.Modify != nil }

// event writes one event.
func event(e *ledger.Event) (dict, adit.Faults, error) {
	text, err := e.JSON()
	if err != nil {
		return nil, nil, err
	}
	out := dict{"id": exchange.URI("event", string(e.ID)), "name": string(e.ID), "eventDate": e.Until.UTC().Format(time.RFC3339), eventKey: string(text)}
	lost := exchange.OfEvent(e)
	switch {
	case e.Make != nil:
		lost = append(lost, makeEvent(out, e, e.Make.Process, processScheme, e.Make.Inputs, e.Make.Outputs)...)
	case e.Modify != nil:
		lost = append(lost, makeEvent(out, e, string(e.Modify.Action), actionScheme, e.Modify.Inputs, e.Modify.Outputs)...)
	case e.Move != nil:
		lost = append(lost, moveEvent(out, e)...)
	default:
		return nil, nil, exchange.Refuse("$", "inexpressible", "leave it out, or hand over the ledger's own events", "UNTP has no form for a %s, event %s", e.Kind(), e.ID)
	}
	var links []dict
	for _, d := range e.Documents {
		links = append(links, dict{"linkURL": "urn:adit:document:" + d.SHA256, "linkName": d.Title, "mediaType": d.Media, "digestMultibase": sha256Prefix + d.SHA256})
	}
	if links != nil {
		out["relatedDocument"] = links
	}
	return out, lost, nil
}

func makeEvent(out dict, e *ledger.Event, code, scheme string, inputs []ledger.LotID, outputs []ledger.Lot) adit.Faults {
	out["type"] = []string{"MakeEvent", "LifecycleEvent"}
	out["activityType"] = class(code, scheme)
	out["relatedParty"] = []dict{role("operator", e.Party)}
	out["madeAtFacility"] = facility(e.Site)
	in, made := []dict{}, []dict{}
	for _, id := range inputs {
		in = append(in, dict{"product": batch(id, string(id))})
	}
	var lost adit.Faults
	for i := range outputs {
		made = append(made, dict{"product": batch(outputs[i].ID, outputs[i].Material), "quantity": dict{"value": outputs[i].Mass.Kg, "unit": "KGM"}})
		lost = append(lost, exchange.OfLot(fmt.Sprintf("$.outputProduct[%d]", i), &outputs[i])...)
	}
	out["inputProduct"], out["outputProduct"] = in, made
	return lost
}

func moveEvent(out dict, e *ledger.Event) adit.Faults {
	m := e.Move
	code, scheme := "moving", processScheme
	if m.Mode != "" {
		code, scheme = m.Mode, modeScheme
	}
	out["type"] = []string{"MoveEvent", "LifecycleEvent"}
	out["activityType"] = class(code, scheme)
	out["relatedParty"] = []dict{role("consignor", e.Party), role("consignee", m.To)}
	out["fromFacility"], out["toFacility"] = facility(e.Site), facility(m.ToSite)
	moved := []dict{}
	for _, id := range m.Lots {
		moved = append(moved, dict{"product": batch(id, string(id))})
	}
	out["movedProduct"] = moved
	if len(m.Received) > 0 {
		return adit.Faults{exchange.Inside("$.movedProduct", "what the receiver measured")}
	}
	return nil
}

func class(code, scheme string) dict {
	return dict{"code": code, "name": code, "schemeId": scheme, "schemeName": "adit"}
}

func role(role string, p ledger.PartyID) dict {
	return dict{"role": role, "party": dict{"type": []string{"Party"}, "id": exchange.URI("party", string(p)), "name": string(p)}}
}

func facility(s ledger.SiteID) dict {
	return dict{"type": []string{"Facility"}, "id": exchange.URI("site", string(s)), "name": string(s)}
}

func batch(id ledger.LotID, name string) dict {
	return dict{"type": []string{"Product"}, "id": exchange.URI("lot", string(id)), "name": name, "idGranularity": "batch"}
}
