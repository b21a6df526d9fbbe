package main

import (
	"archive/zip"
	"bytes"
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
func (s *session) checkDocument(cmd *cobra.Command, kind string, data []byte) (*verdict, error) {
	v := newVerdict(kind)
	var err error
	if kind == anEvent {
		err = v.readEvent(data)
	} else {
		err = v.readDocument(data)
	}
	if err != nil {
		return v.sound(err), nil
	}
	asked, name, err := s.lookUp(cmd, v.Events)
	if err != nil {
		var faults adit.Faults
		if errors.As(err, &faults) {
			return v.sound(err), nil
		}
		return nil, err
	}
	if asked {
		v.inLedger(name)
	} else {
		v.Beware = append(v.Beware, "No ledger is open here: whether the events are recorded, and who signed them, shows against theirs alone")
	}
	return v.sound(nil), nil
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

// readDocument reads the events of a document, and checks the signatures of a
// credential whose keys are at hand.
func (v *verdict) readDocument(data []byte) error {
	signed, err := v.credential(data)
	if err != nil {
		return err
	}
	drafts, err := documentDrafts(signed, exchange.Assume{Sigma: 0.01})
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
func (v *verdict) credential(data []byte) ([]byte, error) {
	check := &vc.Verifier{}
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

// inLedger sums up which events are recorded.
func (v *verdict) inLedger(name string) {
	recorded := 0
	for _, e := range v.Events {
		if e.Recorded != nil {
			recorded++
		}
	}
	if recorded > 0 {
		v.Checked = append(v.Checked, fmt.Sprintf("%d of them are recorded in %s as they are here", recorded, name))
	}
	n := len(v.Events) - recorded
	if n == 0 && v.Vouched == "" {
		v.Vouched = "the log of " + name
	}
	if n > 0 {
		v.Beware = append(v.Beware, fmt.Sprintf("%d are not recorded in %s: nothing vouches for them here", n, name))
	}
}

// lookUp finds the events in the ledger that is open, or that --ledger names. An
// event that is recorded with other words is a fault.
func (s *session) lookUp(cmd *cobra.Command, events []*eventVerdict) (asked bool, name string, err error) {
	find := func(src pack.Source) error { return lookUpIn(src, events) }
	switch {
	case s.kept != nil && s.kept.ledger != nil:
		_, err = s.kept.ledger.during(cmd.Context(), func() (server.Body, error) {
			name = s.kept.ledger.from.Book().Name()
			return server.Body{}, find(s.kept.ledger.source())
		})
		return true, name, err
	case s.kept == nil && cmd.Flag("ledger").Changed:
		src, _, err := s.readLedger(cmd.Context(), folder(cmd))
		if err == nil {
			name, err = src.Book.Name(), find(src)
		}
		return true, name, err
	}
	return false, "", nil
}

func lookUpIn(src pack.Source, events []*eventVerdict) error {
	at := map[ledger.EventID]int{}
	for i, e := range src.Events {
		at[e.ID] = i
	}
	for _, e := range events {
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
		e.Recorded = &src.Index[i]
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
