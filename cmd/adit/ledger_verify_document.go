package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"adit"
	"adit/ledger"
	"adit/ledger/datapack"
	"adit/ledger/exchange"
	"adit/ledger/pack"
	"adit/ledger/untp"
	"adit/ledger/vc"
	"adit/server"
)

// eventVerdict is what is known of one event of a document.
type eventVerdict struct {
	Where    string         `json:"where"`
	Event    ledger.EventID `json:"event"`    // "": a ledger can say nothing of it
	Whole    bool           `json:"whole"`    // it carries the ledger's own event, and says the same
	Recorded *int64         `json:"recorded"` // entry of the open ledger, else null
	Refused  adit.Faults    `json:"refused"`

	event *ledger.Event
}

func (e *eventVerdict) text() string {
	switch {
	case len(e.Refused) > 0:
		return "says nothing that a ledger takes: " + e.Refused[0].String()
	case e.Recorded != nil:
		return fmt.Sprintf("%s is recorded as entry %d", e.Event, *e.Recorded)
	case e.Whole:
		return fmt.Sprintf("says what the signed event %s inside it says", e.Event)
	case e.Event != "":
		return fmt.Sprintf("can be read as event %s; nobody signed that", e.Event)
	}
	return "says nothing to a ledger"
}

// checkDocument checks an event, a document of EPCIS or a credential of UNTP.
func (s *session) checkDocument(cmd *cobra.Command, kind string, data []byte, f verifyFlags) (*verdict, error) {
	v := newVerdict(kind)
	keys, err := s.keysOf(f)
	if err != nil {
		return nil, err
	}
	beside := v.inLedger // what the open ledger says to it
	if kind == anEvent {
		err = v.readEvent(data)
	} else if data, err = v.credential(data, &vc.Verifier{Keys: keys, At: s.now()}); err == nil {
		if c, wrong := untp.Read(bytes.NewReader(data)); wrong == nil && c.Type != untp.EventType {
			beside, err = v.readCredential(s, c)
		} else {
			err = v.readDocument(data)
		}
	}
	if err != nil {
		return v.sound(err), nil
	}
	asked, err := s.besideLedger(cmd, beside)
	if !asked {
		v.Beware = append(v.Beware, "No ledger is open here: what its log says to this shows against that alone")
	}
	var faults adit.Faults
	if err != nil && !errors.As(err, &faults) {
		return nil, err
	}
	return v.sound(err), nil
}

// keysOf are those of the DID document that was given.
func (s *session) keysOf(f verifyFlags) (*vc.Keys, error) {
	keys := &vc.Keys{}
	if f.did == "" {
		return keys, nil
	}
	text, err := s.readBytes(f.did, vc.MaxDID)
	if err == nil {
		err = keys.Add(text)
	}
	return keys, inFile(f.did, err)
}

func (v *verdict) readEvent(data []byte) error {
	e, err := ledger.ReadEvent(data)
	if err != nil {
		return err
	}
	v.Events = []*eventVerdict{{Where: "$", Event: e.ID, Whole: true, Refused: adit.Faults{}, event: e}}
	v.Checked = append(v.Checked, fmt.Sprintf("the form of event %s of ledger %s", e.ID, e.Ledger))
	return nil
}

// readDocument reads the events of a document.
func (v *verdict) readDocument(data []byte) error {
	drafts, err := documentDrafts(data, exchange.Assume{Sigma: 0.01})
	if err != nil {
		return err
	}
	whole := 0
	for _, d := range drafts {
		e := &eventVerdict{Where: d.Where, Whole: d.Whole, Refused: append(adit.Faults{}, d.Refused...), event: d.Event}
		if d.Event != nil {
			e.Event = d.Event.ID
		}
		if d.Whole {
			whole++
		}
		for _, f := range d.Refused {
			if f.Rule == "contradiction" { // it was changed, or made up
				return adit.Faults{f}
			}
		}
		v.Events, v.Lost = append(v.Events, e), append(v.Lost, d.Lost...)
	}
	v.Checked = append(v.Checked, "the form of the document", fmt.Sprintf("%s, of which %d say what the signed event inside them says", count(len(drafts), "event"), whole))
	return nil
}

// credential checks the signature of a credential, and returns what it signed.
func (v *verdict) credential(data []byte, check *vc.Verifier) ([]byte, error) {
	var good *vc.Verified
	var err error
	switch {
	case v.Kind == aToken:
		good, err = check.Open(strings.TrimSpace(string(data)))
	case bytes.Contains(data, []byte(`"VerifiableCredential"`)):
		v.Kind = "credential"
		if bytes.Contains(data, []byte(vc.RDFC2022)) {
			v.Beware = append(v.Beware, "The credential's signature was not checked: "+vc.RDFC2022+" needs JSON-LD contexts, which are not here")
			return data, nil
		}
		good, err = check.Verify(data)
	default:
		v.Kind = "EPCIS document"
		return data, nil
	}
	var faults adit.Faults
	switch {
	case err == nil:
		v.Checked, v.Vouched = append(v.Checked, "the signature of "+good.Issuer), good.Issuer
		for _, w := range good.Warnings {
			v.Beware = append(v.Beware, w.String())
		}
		if err := check.CheckStatus(good); errors.As(err, &faults) && faults[0].Rule == "unknown-status" {
			v.Beware = append(v.Beware, "Whether the issuer has taken it back was not checked: the status list is not here, see “adit ledger import --status”")
		} else if err != nil {
			return nil, err
		}
		return good.Document, nil
	case v.Kind != aToken && errors.As(err, &faults) && uncheckable(faults):
		v.Beware = append(v.Beware, "The credential's signature was not checked: "+faults[0].What)
		return data, nil
	}
	return nil, err
}

// uncheckable tells that a signature is not there, or that its key is not at
// hand, from one that is wrong.
func uncheckable(faults adit.Faults) bool {
	return !slices.ContainsFunc(faults, func(f adit.Fault) bool { return f.Rule != "unsigned" && f.Rule != "unknown-did" })
}

// readCredential reads a passport or an attestation, and returns how to compare
// a passport with a ledger.
func (v *verdict) readCredential(s *session, c *untp.Credential) (func(pack.Source) error, error) {
	if c.Type != untp.PassportType {
		a, lost, err := c.Attestation()
		if err != nil {
			return nil, err
		}
		v.Lost, v.Checked = lost, append(v.Checked, fmt.Sprintf("the form of the attestation %s of %s", a.Name, a.To.Name))
		if failed := a.Failed(); len(failed) > 0 {
			v.Beware = append(v.Beware, "It says itself that these were not met: "+strings.Join(failed, ", "))
		}
		return func(pack.Source) error { return nil }, nil
	}
	p, lost, err := c.Passport()
	if err != nil {
		return nil, err
	}
	v.Lost, v.Checked = lost, append(v.Checked, fmt.Sprintf("the form of the passport of lot %s: %s, %.6g kg, made at %s (%s)", p.Lot, p.Material, p.Kg, p.Site, p.Country))
	return func(src pack.Source) error {
		known, differs, err := s.compare(p, &src)
		switch {
		case err != nil:
			return err
		case len(differs) > 0:
			return exchange.Refuse("$.credentialSubject", "differs", "ask the issuer", "ledger %s says otherwise: %s", src.Book.Name(), strings.Join(differs, "; "))
		case known:
			v.Checked, v.Vouched = append(v.Checked, "ledger "+src.Book.Name()+" says the same"), cmp.Or(v.Vouched, "the log of "+src.Book.Name())
		default:
			v.Beware = append(v.Beware, "Ledger "+src.Book.Name()+" does not know this lot, or it was used up")
		}
		return nil
	}, nil
}

// besideLedger lets f look at the ledger that is open, or that --ledger names;
// asked is false where there is none.
func (s *session) besideLedger(cmd *cobra.Command, f func(pack.Source) error) (asked bool, err error) {
	switch {
	case s.kept != nil && s.kept.ledger != nil:
		_, err = s.kept.ledger.during(cmd.Context(), func() (server.Body, error) { return server.Body{}, f(s.kept.ledger.source()) })
		return true, err
	case s.kept == nil && cmd.Flag("ledger").Changed:
		src, _, err := s.readLedger(cmd.Context(), folder(cmd))
		if err == nil {
			err = f(src)
		}
		return true, err
	}
	return false, nil
}

// inLedger finds the events in a ledger. One that is recorded with other words
// is a fault.
func (v *verdict) inLedger(src pack.Source) error {
	at := map[ledger.EventID]int{}
	for i, e := range src.Events {
		at[e.ID] = i
	}
	recorded := 0
	for _, e := range v.Events {
		i, ok := at[e.Event]
		if !ok || !e.Whole || e.event.Ledger != src.Book.Name() {
			continue
		}
		have, err := src.Events[i].Hash()
		if err != nil {
			return err
		}
		if came, err := e.event.Hash(); err != nil || came != have {
			return exchange.Refuse(e.Where, "other-words", "ask the sender where it is from", "event %s is recorded as entry %d, and says something else there", e.Event, src.Index[i])
		}
		index := src.Index[i]
		e.Recorded = &index
		recorded++
	}
	if recorded > 0 {
		v.Checked = append(v.Checked, fmt.Sprintf("%d of them are recorded in %s as they are here", recorded, src.Book.Name()))
	}
	if n := len(v.Events) - recorded; n > 0 {
		v.Beware = append(v.Beware, fmt.Sprintf("%d are not recorded in %s: nothing vouches for them here", n, src.Book.Name()))
	} else if recorded > 0 {
		v.Vouched = cmp.Or(v.Vouched, "the log of "+src.Book.Name())
	}
	return nil
}

// checkDataPack checks that every schema of a pack compiles.
func checkDataPack(data []byte) *verdict {
	v := newVerdict(aDataPack)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return v.sound(err)
	}
	p, err := datapack.Read(z)
	if err != nil {
		return v.sound(err)
	}
	schemas := 0
	for _, name := range p.Names() {
		text, err := p.File(name)
		if err != nil {
			return v.sound(err)
		}
		if path.Ext(name) != ".json" || !bytes.Contains(text, []byte(`"$schema"`)) {
			continue
		}
		if _, err := p.Schema(name); err != nil {
			return v.sound(fmt.Errorf("%s: %w", name, err))
		}
		schemas++
	}
	v.Checked = append(v.Checked, counted(len(p.Names()), "file", "files")+" of JSON", counted(schemas, "schema compiles", "schemas compile")+", and what they refer to is in the pack")
	v.Beware = append(v.Beware, "Whose schemas they are shows from where you downloaded them, not from the file")
	if schemas == 0 {
		return v.sound(errors.New("there is no JSON schema in it"))
	}
	return v.sound(nil)
}
