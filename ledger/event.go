package ledger

import (
	"time"

	"adit"
)

// Format is the first member of every event. A later, incompatible form would
// have another number.
const Format = "adit-event/1"

type (
	EventID string
	LotID   string
	PartyID string // a name or, where parties are confidential, a pseudonym
	SiteID  string // "acme/smelter": a facility
	KeyID   string
	Element string // chemical symbol, such as "Ta"
)

// A Kind is what an event does.
type Kind string

const (
	KindMake      Kind = "make"      // transformation, or extraction where there is no input
	KindMove      Kind = "move"      // custody or place changes
	KindModify    Kind = "modify"    // the same material in other lots
	KindStocktake Kind = "stocktake" // what lies there, counted
	KindClaim     Kind = "claim"     // a certificate is issued or spent (ISO 22095)
	KindDeclare   Kind = "declare"   // parties, keys, facilities, routes, registers
)

// An Event is one thing that happened, stated by a party. Exactly one of Make
// to Declare is set.
type Event struct {
	Format string    `json:"format"`
	Ledger string    `json:"ledger"` // the ledger it is meant for: no replay elsewhere
	ID     EventID   `json:"id"`
	From   time.Time `json:"from"` // UTC, to the second
	Until  time.Time `json:"until"`
	Party  PartyID   `json:"party"`          // operator, sender, holder, issuer or registrar
	Site   SiteID    `json:"site,omitempty"` // where; of a move, whence

	Make      *Make      `json:"make,omitempty"`
	Move      *Move      `json:"move,omitempty"`
	Modify    *Modify    `json:"modify,omitempty"`
	Stocktake *Stocktake `json:"stocktake,omitempty"`
	Claim     *Claim     `json:"claim,omitempty"`
	Declare   *Declare   `json:"declare,omitempty"`

	Documents  []Document  `json:"documents,omitempty"`
	Sealed     []Sealed    `json:"sealed,omitempty"`
	Signatures []Signature `json:"signatures,omitempty"`
}

// Kind returns what the event does, or "" where that is not clear.
func (e *Event) Kind() Kind {
	var kinds []Kind
	for _, k := range []struct {
		kind Kind
		set  bool
	}{
		{KindMake, e.Make != nil}, {KindMove, e.Move != nil}, {KindModify, e.Modify != nil},
		{KindStocktake, e.Stocktake != nil}, {KindClaim, e.Claim != nil}, {KindDeclare, e.Declare != nil},
	} {
		if k.set {
			kinds = append(kinds, k.kind)
		}
	}
	if len(kinds) != 1 {
		return ""
	}
	return kinds[0]
}

// A Lot is an amount of one material that is handled as one.
type Lot struct {
	ID       LotID     `json:"id"`
	Material string    `json:"material"` // "tin/concentrate"
	Mass     Mass      `json:"mass"`
	Content  []Content `json:"content,omitempty"` // by element
	Account  Account   `json:"account,omitempty"` // what may be said about its origin; "" is nothing
	// Certified is the share of the content that Account is said of, for models
	// that may say it of a part; 0 is all.
	Certified float64  `json:"certified,omitempty"`
	Tags      []string `json:"tags,omitempty"`  // numbers of seals and paper tags
	Waste     bool     `json:"waste,omitempty"` // slag or tailings: kept, but no product
}

// Make turns lots into others. Without inputs it is extraction, and the site
// must be a mine.
type Make struct {
	Process string  `json:"process"` // "mining", "smelting": recovery ranges go by it
	Inputs  []LotID `json:"inputs,omitempty"`
	Outputs []Lot   `json:"outputs"`
}

// Move brings lots from the event's party and site to others. Both parties
// sign. From is the departure, Until the arrival.
type Move struct {
	To       PartyID   `json:"to"`
	ToSite   SiteID    `json:"to_site"`
	Lots     []LotID   `json:"lots"`
	Mode     string    `json:"mode,omitempty"`     // one of Modes
	Received []Weighed `json:"received,omitempty"` // what the receiver measured
}

// Modes are the ways to move, slowest first.
var Modes = []string{"carried", "sea", "barge", "rail", "road", "air"}

// Weighed is a second measurement of a lot.
type Weighed struct {
	Lot     LotID     `json:"lot"`
	Mass    Mass      `json:"mass"`
	Content []Content `json:"content,omitempty"`
}

// An Action is a way to modify lots.
type Action string

const (
	Aggregate Action = "aggregate" // several lots of one material into one consignment
	Split     Action = "split"     // one lot into several
	Blend     Action = "blend"     // several lots mixed into one
	Retag     Action = "retag"     // a new number for the same stuff
)

// Modify puts the same material into other lots.
type Modify struct {
	Action  Action  `json:"action"`
	Inputs  []LotID `json:"inputs"`
	Outputs []Lot   `json:"outputs"`
}

// A Stocktake counts what lies at the site at the event's Until.
type Stocktake struct {
	Counted []Counted `json:"counted"`
}

// Counted is the contained mass of an element found.
type Counted struct {
	Element Element `json:"element"`
	Kg      float64 `json:"kg"`
	SigmaKg float64 `json:"sigma_kg"`
}

// A Claim issues or spends a certificate. Issued against a lot of certified
// material, it may be spent once, on a lot whose account allows claims to part
// from the material.
type Claim struct {
	Act         string  `json:"act"` // "issue" or "spend"
	Certificate string  `json:"certificate"`
	Account     Account `json:"account"`
	Element     Element `json:"element"`
	Kg          float64 `json:"kg"`
	Lot         LotID   `json:"lot"` // that it is issued against, or spent on
}

// A Document is a file known by its hash.
type Document struct {
	SHA256 string `json:"sha256"` // 64 hex digits
	Title  string `json:"title"`
	Media  string `json:"media,omitempty"` // "application/pdf"
}

// A Signature is a party's, over the event's canonical bytes without
// signatures.
type Signature struct {
	Key KeyID  `json:"key"`
	Sig []byte `json:"sig"` // base64
}

// A Declaration is what a ledger must know of the world; one of these.
type Declare struct {
	Party    *Party    `json:"party,omitempty"`
	Key      *Key      `json:"key,omitempty"`
	Revoke   *Revoke   `json:"revoke,omitempty"`
	Facility *Facility `json:"facility,omitempty"`
	Route    *Route    `json:"route,omitempty"`
	Register *Register `json:"register,omitempty"`
}

// A Party signs and holds. Its true name may be sealed.
type Party struct {
	ID      PartyID      `json:"id"`
	Name    string       `json:"name,omitempty"`
	Role    string       `json:"role"` // one of Roles
	Country adit.PlaceID `json:"country,omitempty"`
}

// Roles are what parties are. The registrar declares; it is the party of the
// ledger's first event. An issuer signs certificates.
var Roles = []string{"registrar", "issuer", "auditor", "mine", "trader", "refiner", "maker", "carrier"}

// A Key signs for a party until it is revoked.
type Key struct {
	ID     KeyID   `json:"id"`
	Party  PartyID `json:"party"`
	Public []byte  `json:"public"` // Ed25519, 32 bytes, base64
}

// Revoke ends a key: nothing signed with it is accepted from then on, whatever
// date it bears, since a thief would backdate.
type Revoke struct {
	Key    KeyID  `json:"key"`
	Reason string `json:"reason"`
}
