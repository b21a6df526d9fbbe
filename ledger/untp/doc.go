// Package untp reads and writes the credentials of the UN Transparency
// Protocol 0.7: Make and Move events, digital product passports and conformity
// credentials.
//
//	c, err := untp.Read(r)          // strict on what adit needs
//	drafts, err := c.Drafts(assume) // ledger events, and what is lost
//	credential, lost, err := untp.Write(events, issuer)
//
// Signatures are the task of ledger/vc, schemas that of ledger/datapack.
//
// UNTP's events name products and quantities, but no grades, uncertainties or
// moisture; those travel in the whole event (package exchange). Its ModifyEvent
// changes one product and has no way to say which lots went into which, so
// that split, blend, aggregate and retag are written as MakeEvent with an
// activity of adit, and a ModifyEvent of others is refused: no mass follows
// from it. Stocktakes, claims and declarations have no form in UNTP.
package untp

// The types of credentials that are read and written.
const (
	EventType      = "DigitalTraceabilityEvent"
	PassportType   = "DigitalProductPassport"
	ConformityType = "DigitalConformityCredential"
)

// The contexts and words of version 0.7.
const (
	vcContext   = "https://www.w3.org/ns/credentials/v2"
	untpContext = "https://vocabulary.uncefact.org/untp/0.7.0/context/"

	eventKey        = "urn:adit:event:1" // the ledger's event, whole
	processScheme   = "urn:adit:process"
	actionScheme    = "urn:adit:action"
	modeScheme      = "urn:adit:mode"
	untpMaxDocument = 4 << 20
)
