package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
	"adit/internal/change"
	"adit/internal/progress"
	"adit/internal/store"
	"adit/internal/table"
)

// importAnswer is what an import did, or would do, in JSON.
type importAnswer struct {
	Source     string            `json:"source"`
	Into       string            `json:"into,omitempty"`
	Accept     bool              `json:"accept"`
	SkipFaulty bool              `json:"skip_faulty"`
	Files      int               `json:"files"`
	Rows       int               `json:"rows"`
	Faults     adit.Faults       `json:"faults"`
	Skipped    int               `json:"skipped_rows"`
	Difference change.Difference `json:"difference"`
	Written    bool              `json:"written"`
	Number     int               `json:"import"` // of the user's data folder; 0 where nothing was accepted
	Refused    bool              `json:"refused"`
}

// importOne reads, checks, compares and, if that was asked for, writes. Faults
// of the data are part of the answer; the error is for what stops the import.
func (s *session) importOne(ctx context.Context, f importFlags, feed feed, files []atlas.File) (importAnswer, error) {
	answer := importAnswer{Source: feed.Name, Into: f.into, Accept: f.accept, SkipFaulty: f.skipFaulty, Files: len(files), Faults: adit.Faults{}}
	before, layers, err := s.importBase(f)
	if err != nil {
		return answer, err
	}
	w, watched := newWatch(ctx, s.progress, files)
	res, err := s.read(ctx, feed, &atlas.Input{Files: watched, Places: before.Places(), Minerals: before.Minerals()})
	if err != nil {
		return answer, err
	}
	p := &proposal{publisher: feed.Name, layers: layers, tables: res.Tables, faults: res.Faults}
	if err := p.check(f.skipFaulty); err != nil {
		return answer, err
	}
	answer.Faults, answer.Skipped = append(answer.Faults, p.faults...), p.skipped
	if answer.Refused = p.faults.Err() != nil && !f.skipFaulty; answer.Refused {
		return answer, nil
	}
	answer.Difference = change.Between(before, p.after, feed.Name)
	for _, t := range p.tables {
		answer.Rows += len(t.Rows)
	}
	return answer, s.importWrite(ctx, f, &answer, p, w)
}

// read runs an importer. Some do not look at the context themselves, so that a
// result after an interruption may be of half the files: it is thrown away.
func (s *session) read(ctx context.Context, feed feed, in *atlas.Input) (*atlas.Result, error) {
	s.progress.Start("reading "+feed.Name, progress.Bytes)
	defer s.progress.Done()
	res, err := feed.Import(ctx, in)
	if err == nil {
		err = ctx.Err()
	}
	switch {
	case err == nil:
		return res, nil
	case strings.Contains(err.Error(), feed.Wants): // some importers say it themselves
		return nil, fmt.Errorf("%s: %w", feed.Name, err)
	}
	return nil, fmt.Errorf("%s: %w; it wants %s", feed.Name, err, feed.Wants)
}

// importBase opens what an import is compared with: all that is open, or, for
// --into, the embedded tables and that folder.
func (s *session) importBase(f importFlags) (*atlas.Atlas, []fs.FS, error) {
	layers, _, err := s.layers()
	if f.into != "" {
		if err := os.MkdirAll(f.into, 0o755); err != nil {
			return nil, nil, err
		}
		layers, err = []fs.FS{s.embedded(), os.DirFS(f.into)}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	a, err := atlas.Open(layers...)
	return a, layers, err
}

// importWrite writes what was asked for; nothing where nothing differs.
func (s *session) importWrite(ctx context.Context, f importFlags, answer *importAnswer, p *proposal, w *watch) error {
	if answer.Difference.None() {
		return nil
	}
	var err error
	switch {
	case f.into != "":
		err = store.Into(ctx, f.into, p.publisher, p.tables)
	case f.accept:
		var st *store.Store
		if st, err = s.store(); err == nil {
			answer.Number, err = st.Accept(ctx, p.publisher, p.tables, w.opened)
		}
	default:
		return nil
	}
	answer.Written = err == nil
	s.changed = s.changed || answer.Written
	return err
}

// A proposal is the tables of an import before they are accepted.
type proposal struct {
	publisher string
	layers    []fs.FS
	tables    []*atlas.Table
	faults    adit.Faults
	skipped   int
	after     *atlas.Atlas // the atlas with the proposal in it
}

// check puts the tables into an atlas and lists their faults. With skip the
// rows at fault are left out, until none is.
func (p *proposal) check(skip bool) error {
	for _, f := range p.faults {
		if f.Severity == adit.Wrong {
			p.skipped++ // the importer has left the row out
		}
	}
	for {
		layer, err := store.Layer(p.publisher, p.tables)
		if err != nil {
			return err
		}
		if p.after, err = atlas.Open(append(p.layers[:len(p.layers):len(p.layers)], layer)...); err != nil {
			return err
		}
		faults := p.own(p.after.Check())
		p.faults = append(p.faults, faults...)
		if !skip || faults.Err() == nil {
			return nil
		}
		if left := p.leave(faults); left == 0 {
			return faults
		} else {
			p.skipped += left
		}
	}
}

// own returns the faults of the publisher's own tables.
func (p *proposal) own(faults adit.Faults) adit.Faults {
	var own adit.Faults
	for _, f := range faults {
		if strings.HasPrefix(f.Where, p.publisher+"/") || f.Rule == "table" {
			own = append(own, f)
		}
	}
	return own
}

// leave removes the rows that faults name, and returns how many. Of rows with
// one key all go: which of them is right cannot be known.
func (p *proposal) leave(faults adit.Faults) int {
	bad, twice := map[string]bool{}, map[string]bool{}
	for _, f := range faults {
		if f.Severity == adit.Wrong {
			bad[f.Where] = true
			twice[f.Where] = twice[f.Where] || f.Rule == "duplicate-key"
		}
	}
	n := 0
	for _, t := range p.tables {
		where := func(i int) string { return p.publisher + "/" + t.Schema.Name + ".csv:" + strconv.Itoa(i+2) }
		keys := map[string]bool{}
		for i := range t.Rows {
			if twice[where(i)] {
				keys[t.Key(i)] = true
			}
		}
		kept := t.Rows[:0:0]
		for i, row := range t.Rows {
			if bad[where(i)] || keys[t.Key(i)] {
				n++
				continue
			}
			kept = append(kept, row)
		}
		t.Rows = kept
	}
	return n
}

// imported prints what became of imports; a refused one makes the answer no.
func (s *session) imported(v any, answers ...importAnswer) error {
	refused := false
	for _, a := range answers {
		refused = refused || a.Refused
		if !s.json {
			printFaults(s.stderr, a.Faults, faultsShown)
		}
	}
	err := s.answer(v, func(p *page) {
		for i, a := range answers {
			if i > 0 {
				p.line("")
			}
			importPage(p, a)
		}
	})
	if err == nil && refused {
		err = errNo
	}
	return err
}

// faultsShown is how many faults of raw files a terminal is given.
const faultsShown = 100

// importPage ends with what the user can do next.
func importPage(p *page, a importAnswer) {
	if a.Refused {
		p.line("%s: refused, %s: nothing was written. Mend the files, or leave the faulty rows out with --skip-faulty.", a.Source, tally(a.Faults))
		return
	}
	p.title("%s: %s from %s", a.Source, count(a.Rows, "row"), count(a.Files, "file"))
	if a.Skipped > 0 {
		p.line("%s left out as faulty", count(a.Skipped, "row"))
	}
	if a.Difference.None() {
		p.line("no difference")
		return
	}
	differencePage(p, a.Difference)
	p.line("")
	switch {
	case a.Into != "":
		p.line("Written into %s.", a.Into)
	case a.Written:
		p.line("Accepted as your import %d; “adit import --undo %s” goes back.", a.Number, a.Source)
	default:
		p.line("Not accepted; run again with --accept.")
	}
}

// differencePage shows relative changes: units differ from table to table, so
// that no other order of size would mean anything.
func differencePage(p *page, d change.Difference) {
	t := table.New(table.Text("Table"), table.Number("Rows before"), table.Number("Rows after"),
		table.Number("Added"), table.Number("Removed"), table.Number("Changed"))
	for _, c := range d.Tables {
		t.Row(c.Name, table.Count(c.Before), table.Count(c.After), table.Count(c.Added), table.Count(c.Removed), table.Count(c.Changed))
	}
	p.table(t)
	if len(d.Largest) == 0 {
		return
	}
	p.line("")
	p.title("Largest changes in value")
	t = table.New(table.Wrapped("Figure"), table.Number("Before"), table.Number("After"), table.Text("Unit"), table.Number("Change (%)"))
	for _, m := range d.Largest {
		t.Row(m.ID, orUnknown(m.Before), orUnknown(m.After), m.Unit, table.Percent(m.Change))
	}
	p.table(t)
}

func orUnknown(v *float64) string {
	if v == nil {
		return table.Unknown
	}
	return table.Tonnes(*v)
}
