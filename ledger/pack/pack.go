// Package pack writes what is known of a lot into one file that opens in any
// browser, offline, and can be verified without the ledger: events as they were
// signed, proofs that they are in the log, assays, balance and alarms.
//
//	html, err := pack.Render(data)
//	result, err := pack.Verify(html, policy)
//
// The file holds its data as JSON, and is that data's rendering to the last
// byte: Verify renders it again, so that what a reader sees is what was
// checked.
package pack

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"strings"
	"time"

	"adit"
	"adit/ledger"
	"adit/ledger/balance"
	"adit/ledger/journal"
	"adit/ledger/trace"
)

// Format is the first member of the data.
const Format = "adit-pack/2"

// Data is all that a pack holds.
type Data struct {
	Format     string            `json:"format"`
	Ledger     string            `json:"ledger"`
	LogKey     string            `json:"log_key"`
	Witnesses  []string          `json:"witnesses"`
	Quorum     int               `json:"quorum"`
	Checkpoint string            `json:"checkpoint"`
	Made       time.Time         `json:"made"`
	Lot        ledger.LotID      `json:"lot"`
	Element    ledger.Element    `json:"element"`
	Events     []Entry           `json:"events"` // in the order of the log
	Openings   []ledger.Opening  `json:"openings"`
	Origins    *trace.Backward   `json:"origins"`
	Accounts   []balance.Account `json:"accounts"` // of the sites passed, by the keeper of the ledger
	Claims     []balance.Custody `json:"claims"`   // of mass balance, likewise
	Alarms     []balance.Alarm   `json:"alarms"`   // likewise
	Keeper     string            `json:"keeper"`   // the log's key's signature over all of this, or ""
}

// An Entry is an event as it was logged, with its place and the hashes that
// prove it.
type Entry struct {
	Raw   []byte `json:"raw"`
	Proof string `json:"proof"` // c2sp.org/tlog-proof above its empty line; below it the checkpoint
}

// marker is where the data begin and end.
const (
	begin = `<script type="application/json" id="adit-pack">`
	end   = `</script>`
)

//go:embed pack.html
var page string

var layout = template.Must(template.New("pack").Funcs(template.FuncMap{
	"pct": func(x adit.Share) string { return fmt.Sprintf("%.1f%%", 100*x) }, "kg": func(x float64) string { return fmt.Sprintf("%.6g", x) },
	"day": func(t time.Time) string { return t.UTC().Format("2006-01-02") },
}).Parse(page))

// view is what the page shows.
type view struct {
	Data
	JSON   template.JS
	Lots   []Assayed
	Parsed []*ledger.Event
}

// Assayed is a lot with what was found in it.
type Assayed struct {
	Lot     ledger.Lot
	Event   ledger.EventID
	Content ledger.Content
}

// Render writes the file.
func Render(d *Data) ([]byte, error) {
	text, err := json.Marshal(d) // escapes <, > and &, so that nothing ends the script early
	if err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	v := view{Data: *d, JSON: template.JS(text)}
	for _, entry := range d.Events {
		e, err := ledger.ReadEvent(entry.Raw)
		if err != nil {
			return nil, fmt.Errorf("pack: %w", err)
		}
		v.Parsed = append(v.Parsed, e)
		v.Lots = append(v.Lots, assays(e)...)
	}
	var b bytes.Buffer
	if err := layout.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return b.Bytes(), nil
}

func assays(e *ledger.Event) []Assayed {
	var out []Assayed
	var lots []ledger.Lot
	switch e.Kind() {
	case ledger.KindMake:
		lots = e.Make.Outputs
	case ledger.KindModify:
		lots = e.Modify.Outputs
	case ledger.KindMove:
		for _, w := range e.Move.Received {
			lots = append(lots, ledger.Lot{ID: w.Lot, Mass: w.Mass, Content: w.Content})
		}
	}
	for _, l := range lots {
		for _, c := range l.Content {
			out = append(out, Assayed{l, e.ID, c})
		}
	}
	return out
}

// Parse reads a pack's data. The form alone is checked.
func Parse(file []byte) (*Data, error) {
	_, rest, ok := bytes.Cut(file, []byte(begin))
	text, _, ok2 := bytes.Cut(rest, []byte(end))
	if !ok || !ok2 {
		return nil, errors.New("this is no pack of adit: its data are missing")
	}
	d := &Data{}
	r := json.NewDecoder(bytes.NewReader(text))
	r.DisallowUnknownFields()
	if err := r.Decode(d); err != nil {
		return nil, fmt.Errorf("pack: its data cannot be read: %w", err)
	}
	if d.Format != Format {
		return nil, fmt.Errorf("pack: format %.40q is not %q: it was made by another version of adit", d.Format, Format)
	}
	return d, nil
}

// Policy is whose word the pack says should be taken.
func (d *Data) Policy() journal.Policy {
	return journal.Policy{Log: d.LogKey, Witnesses: d.Witnesses, Quorum: d.Quorum}
}

// Head returns a proof without its checkpoint, which a pack holds once.
func Head(p journal.Proof) string {
	head, _, _ := strings.Cut(string(p.Text()), "\n\n")
	return head + "\n"
}
