package pack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"adit/ledger"
	"adit/ledger/journal"
	"adit/ledger/trace"
)

// A Result is what verifying a pack established.
type Result struct {
	Ledger   string       `json:"ledger"`
	Lot      ledger.LotID `json:"lot"`
	Size     int64        `json:"log_size"`
	Events   int          `json:"events"`
	Cosigned []string     `json:"cosigned_by"`
	Openings int          `json:"openings"`
	OwnKey   bool         `json:"key_from_the_file"` // nobody said which key to expect
	LogKey   string       `json:"log_key"`
	Vouched  bool         `json:"signed_by_keeper"` // balance and alarms are the keeper's word
}

// Verify checks a pack to the last byte: the page against its data, every
// event's proof against the checkpoint, every signature and every rule of the
// book, openings, and the trace computed anew. With a zero policy it takes the
// log's key from the file, which proves no more than that the file is
// consistent.
func Verify(file []byte, policy journal.Policy) (*Result, error) {
	d, err := Parse(file)
	if err != nil {
		return nil, err
	}
	if err := same(file, d); err != nil {
		return nil, err
	}
	r := &Result{Ledger: d.Ledger, Lot: d.Lot, Events: len(d.Events), Openings: len(d.Openings), LogKey: d.LogKey}
	if policy.Log == "" {
		policy, r.OwnKey = d.Policy(), true
	}
	cp, err := policy.Open([]byte(d.Checkpoint))
	if err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	if cp.Origin != d.Ledger {
		return nil, fmt.Errorf("pack: it says ledger %q, its checkpoint is of %q", d.Ledger, cp.Origin)
	}
	r.Size, r.Cosigned = cp.Tree.N, cp.Cosigned
	if r.Vouched, err = d.vouched(policy.Log); err != nil {
		return nil, err
	}
	g, events, err := d.replay(policy)
	if err != nil {
		return nil, err
	}
	if err := d.checkOpenings(events); err != nil {
		return nil, err
	}
	return r, d.checkTrace(g)
}

// same compares the file with its own data, rendered again, and names the line
// that differs.
func same(file []byte, d *Data) error {
	again, err := Render(d)
	if err != nil {
		return err
	}
	if bytes.Equal(file, again) {
		return nil
	}
	have, want := bytes.Split(file, []byte("\n")), bytes.Split(again, []byte("\n"))
	for i := range have {
		if i >= len(want) || !bytes.Equal(have[i], want[i]) {
			return fmt.Errorf("pack: line %d is not what its data give: the file was changed, or made by another version of adit", i+1)
		}
	}
	return errors.New("pack: it is cut at its end")
}

// replay checks every event and keeps a book of them.
func (d *Data) replay(policy journal.Policy) (*trace.Graph, map[ledger.EventID]*ledger.Event, error) {
	b, g := ledger.NewBook(d.Ledger), trace.New()
	events := map[ledger.EventID]*ledger.Event{}
	last := int64(-1)
	for i, entry := range d.Events {
		fail := func(err error) (*trace.Graph, map[ledger.EventID]*ledger.Event, error) {
			return nil, nil, fmt.Errorf("pack: event %d: %w", i+1, err)
		}
		_, index, err := journal.Check([]byte(entry.Proof+"\n"+d.Checkpoint), entry.Raw, policy)
		if err != nil {
			return fail(err)
		}
		if index <= last {
			return fail(errors.New("it stands after one that is later in the log"))
		}
		last = index
		p, err := ledger.Prepare(entry.Raw)
		if err == nil {
			err = b.Accept(p, d.Made)
		}
		if err != nil {
			return fail(err)
		}
		g.Add(p.Event)
		events[p.Event.ID] = p.Event
	}
	return g, events, nil
}

func (d *Data) checkOpenings(events map[ledger.EventID]*ledger.Event) error {
	for _, o := range d.Openings {
		e, ok := events[o.Event]
		if !ok {
			return fmt.Errorf("pack: opening %s is of event %s, which is not in it", o.Name, o.Event)
		}
		if err := o.Opens(e); err != nil {
			return fmt.Errorf("pack: %w", err)
		}
	}
	return nil
}

func (d *Data) checkTrace(g *trace.Graph) error {
	again, err := g.Back(d.Lot, d.Element)
	if err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	have, err := json.Marshal(d.Origins)
	if err != nil {
		return err
	}
	want, err := json.Marshal(again)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, want) {
		return errors.New("pack: the origins it states are not those that its events give")
	}
	return nil
}
