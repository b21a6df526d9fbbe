package untp

import (
	"encoding/json"
	"io"
	"slices"

	"adit/internal/limit"
	"adit/ledger/exchange"
)

// A Credential is one that was read. Its text is kept as it came, since it may
// be signed.
type Credential struct {
	Raw    []byte
	Type   string // DigitalTraceabilityEvent, DigitalProductPassport or DigitalConformityCredential
	ID     string
	Issuer Party
	From   string // validFrom, as written
	Until  string

	view *exchange.View
}

// A Party has a DID or URI and a name.
type Party struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Read reads a credential of at most 4 MB. The error is adit.Faults.
func Read(r io.Reader) (*Credential, error) {
	data, err := limit.ReadAll(r, untpMaxDocument, "hand in one credential at a time")
	if err != nil {
		return nil, err
	}
	v, err := exchange.Parse(data, untpMaxDocument)
	if err != nil {
		return nil, err
	}
	types := v.Texts("type")
	c := &Credential{Raw: data, ID: v.Need("id"), From: v.Need("validFrom"), Until: v.Text("validUntil"), view: v}
	for _, known := range []string{EventType, PassportType, ConformityType} {
		if slices.Contains(types, known) {
			c.Type = known
		}
	}
	if c.Type == "" || !slices.Contains(types, "VerifiableCredential") {
		v.Fault("type", "type", "hand in a traceability event, product passport or conformity credential of UNTP", "the types are %.100q", types)
	}
	if contexts := v.Texts("@context"); !slices.Contains(contexts, untpContext) {
		v.Fault("@context", "context", "hand in a document of UNTP 0.7.0, or ask for one", "no %s among its contexts", untpContext)
	}
	c.Issuer = party(v.Object("issuer"))
	if c.Issuer.ID == "" {
		v.Fault("issuer", "missing", "a credential names its issuer", "no issuer with an id")
	}
	return c, v.Wrong()
}

func party(v *exchange.View) Party {
	if v == nil {
		return Party{}
	}
	return Party{v.Need("id"), v.Text("name")}
}

// subjects returns the texts of credentialSubject, one or several.
func (c *Credential) subjects() []json.RawMessage {
	var doc struct {
		Subject json.RawMessage `json:"credentialSubject"`
	}
	if json.Unmarshal(c.Raw, &doc) != nil {
		return nil
	}
	var all []json.RawMessage
	if json.Unmarshal(doc.Subject, &all) == nil {
		return all
	}
	return []json.RawMessage{doc.Subject}
}
