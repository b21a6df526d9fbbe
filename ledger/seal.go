package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"

	"adit/internal/strictjson"
)

// Sealed commits to a confidential field, such as a price, without showing it.
type Sealed struct {
	Name       string `json:"name"`
	Commitment string `json:"commitment"` // base64 of 32 bytes
}

// An Opening is a field that its owner keeps, and may show to an auditor.
type Opening struct {
	Event EventID `json:"event"`
	Name  string  `json:"name"`
	Value string  `json:"value"`
	Salt  []byte  `json:"salt"` // 32 random bytes: prices are few enough to guess
}

// Seal draws a salt from random and returns what goes into the event and what
// its owner keeps.
func Seal(event EventID, name, value string, random io.Reader) (Sealed, Opening, error) {
	o := Opening{event, name, value, make([]byte, 32)}
	if _, err := io.ReadFull(random, o.Salt); err != nil {
		return Sealed{}, Opening{}, fmt.Errorf("seal %s: %w", name, err)
	}
	return Sealed{name, o.commitment()}, o, nil
}

// commitment is HMAC-SHA256 under the salt: it hides the value as long as the
// salt is secret, and binds since a collision would be one of SHA-256.
func (o Opening) commitment() string {
	h := hmac.New(sha256.New, o.Salt)
	fmt.Fprintf(h, "adit sealed field v1\n%d %s%d %s%d %s", len(o.Event), o.Event, len(o.Name), o.Name, len(o.Value), o.Value)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// Opens reports whether o is what the event committed to. The error says what
// does not fit.
func (o Opening) Opens(e *Event) error {
	if o.Event != e.ID {
		return fmt.Errorf("opening %s: it is of event %s, not %s", o.Name, o.Event, e.ID)
	}
	for _, s := range e.Sealed {
		if s.Name == o.Name && hmac.Equal([]byte(s.Commitment), []byte(o.commitment())) && len(o.Salt) == 32 {
			return nil
		}
	}
	return fmt.Errorf("opening %s of event %s: value and salt do not fit the commitment; ask the owner for the opening of this very event", o.Name, o.Event)
}

func (r *reader) sealed(o *object) Sealed {
	s := Sealed{Name: r.id(o, "name", true), Commitment: o.Text("commitment", true)}
	r.bytes(o, "commitment", sha256.Size)
	return s
}

// ReadOpening reads an opening that its owner hands over.
func ReadOpening(data []byte) (Opening, error) {
	root, faults := strictjson.Parse(data)
	if faults != nil {
		return Opening{}, faults
	}
	r := &reader{}
	var out Opening
	if o := r.Object(root); o != nil {
		out = Opening{Event: EventID(r.id(o, "event", true)), Name: r.id(o, "name", true), Value: o.Text("value", false), Salt: r.bytes(o, "salt", 32)}
		o.Done()
	}
	return out, r.Faults.Err()
}
