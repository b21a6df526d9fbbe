// Package epcis reads and writes the events of GS1's EPCIS 2.0 in JSON-LD:
// capture documents, query documents and bare events.
//
//	d, err := epcis.Read(r)                // strict on what adit needs
//	drafts := d.Drafts(assume)             // ledger events, what is lost, what is refused
//	text, lost, err := epcis.Write(events, header)
//
// EPCIS says what was seen where, when and why, of lots known by class and
// number: quantities in units of mass fit, grades, uncertainties and moisture
// do not, and travel in the whole event (package exchange). What becomes of
// EPCIS's events:
//
//	TransformationEvent                 make, or modify with an adit:action
//	ObjectEvent ADD                     make without inputs: mining
//	ObjectEvent OBSERVE shipping and
//	  receiving                         one move, where both parties and places are known
//	ObjectEvent OBSERVE stock_taking    stocktake, of quantities by element
//	TransactionEvent with an adit:act   claim
//	AggregationEvent                    nothing: lots in a box keep their names; moves
//	                                    of the box are moves of its lots
//	other observations, associations    nothing: they change no lot
//	ObjectEvent DELETE, corrections     refused: the ledger takes nothing back
//
// Declarations have no form in EPCIS. Schemas are the task of ledger/datapack.
package epcis

const (
	context     = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
	maxDocument = 8 << 20

	captureType = "EPCISDocument"
	queryType   = "EPCISQueryDocument"

	eventKey = "urn:adit:event:1" // the ledger's event, whole

	// What EPCIS has no word for, as extensions: names that are URIs need no
	// context.
	partyKey    = "urn:adit:party"
	processKey  = "urn:adit:process"
	actionKey   = "urn:adit:action"
	modeKey     = "urn:adit:mode"
	materialKey = "urn:adit:material"
	actKey      = "urn:adit:act"
	accountKey  = "urn:adit:account"
)

// contexts are the addresses under which GS1 publishes the words of EPCIS 2.0.
var contexts = []string{
	context,
	"https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
	"https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld",
	"https://gs1.github.io/EPCIS/epcis-context.jsonld",
}

// EventTypes are those of EPCIS 2.0.
var EventTypes = []string{"AggregationEvent", "AssociationEvent", "ObjectEvent", "TransactionEvent", "TransformationEvent"}
