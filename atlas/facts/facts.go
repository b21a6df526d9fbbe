// Package facts imports the curated fact sheets: chains of processing, shares
// of countries by stage, by-products, elasticities, stocks, export controls,
// orders, facilities, projects. Past events are curated in the project's own
// folder, since their rules are (table backtests). Somebody read each row in a
// public page and noted where; the row keeps that note (cite), its confidence
// and its basis. What a sheet calls "from memory, unverified" is an assumption
// or is dropped (docs/decisions/0011), and what comes from publishers whose
// terms do not allow it is left out and counted (table left_out).
package facts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/intake"
)

const (
	publisher = "facts"
	source    = "adit-facts"
)

// Importer reads the fact sheets. Each is optional; a table appears where its
// sheet was given.
var Importer = atlas.Importer{
	Name:   publisher,
	About:  "curated fact sheets with their sources",
	Wants:  strings.Join(fileNames(), ", "),
	Import: run,
}

// A sheet is one raw file and the table made of it.
type sheet struct {
	file, table string
	part        string   // tells sheets apart that fill one table; else ""
	key         []string // raw columns that identify a row; none: the whole row
	fields      []field
	// leave says why a row is left out, or "".
	leave func(intake.Row) string
	// finish sets what depends on several cells: the basis above all.
	finish func(*record)
	// extra are raw columns needed beside those of the fields.
	extra []string
}

// sheets is every sheet, in the order of their pages in docs/data.md.
var sheets = slices.Concat(chainSheets, shareSheets, policySheets, siteSheets, eventSheets, listSheets)

func fileNames() []string {
	var names []string
	for _, s := range sheets {
		if !slices.Contains(names, s.file) {
			names = append(names, s.file)
		}
	}
	return names
}

var errNone = errors.New("none of the fact sheets; wanted any of ")

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	res, _, err := count(ctx, in)
	return res, err
}

// count imports, and says what became of every row of every sheet.
func count(ctx context.Context, in *atlas.Input) (*atlas.Result, map[string]intake.Count, error) {
	im := &importing{in: in, tables: map[string]*atlas.Table{}, counts: map[string]intake.Count{}, sums: map[string]string{}, keys: map[string]bool{}}
	for _, s := range sheets {
		if err := ctx.Err(); err != nil {
			return nil, nil, fmt.Errorf("facts: %w", err)
		}
		f, ok := intake.Find(in.Files, s.file)
		if !ok {
			continue
		}
		if err := im.sheet(f, s); err != nil {
			return nil, nil, fmt.Errorf("facts: %w", err)
		}
	}
	if len(im.sums) == 0 {
		return nil, nil, fmt.Errorf("facts: %w%s", errNone, strings.Join(fileNames(), ", "))
	}
	im.source()
	return &atlas.Result{Tables: im.sorted(), Faults: im.faults}, im.counts, nil
}

type importing struct {
	in     *atlas.Input
	tables map[string]*atlas.Table
	counts map[string]intake.Count
	sums   map[string]string // file → SHA-256
	keys   map[string]bool   // keys of rows, with their table
	faults adit.Faults
}

func (im *importing) table(name string) *atlas.Table {
	if im.tables[name] == nil {
		im.tables[name] = atlas.NewTable(name, publisher)
	}
	return im.tables[name]
}

func (im *importing) sheet(f atlas.File, s sheet) error {
	columns := slices.Clone(s.extra)
	for _, fd := range s.fields {
		columns = append(columns, fd.from)
	}
	raw, err := intake.Read(f, atlas.UTF8, columns, s.key)
	if err != nil {
		return err
	}
	im.sums[s.file] = raw.Sum
	var kept []*record
	for _, row := range raw.Rows {
		if r := im.record(row, s); r != nil {
			kept = append(kept, r)
		}
	}
	if s.table == "stage_shares" {
		preferAgain(kept)
	}
	dropped := 0
	for _, r := range kept {
		im.add(s.table, r.cells)
		dropped += r.memory
	}
	im.faults = append(im.faults, raw.Report()...)
	name := strings.TrimSuffix(s.table+"/"+s.part, "/")
	im.counts[name] = raw.Count
	im.leftOut(name, raw.Count, dropped)
	return raw.Count.Balance()
}

// record reads a row, or returns nil where it is left out or refused.
func (im *importing) record(row intake.Row, s sheet) *record {
	if s.leave != nil {
		if why := s.leave(row); why != "" {
			row.Leave(why)
			return nil
		}
	}
	r := &record{row: row, in: im.in, cells: map[string]string{}}
	for _, f := range s.fields {
		r.cells[f.to] = f.read(r, row.Get(f.from))
	}
	if s.finish != nil {
		s.finish(r)
	}
	im.complete(r, s.table)
	if len(r.wrong) > 0 {
		row.Refuse("fact", "correct the sheet, or teach the importer the word", "%s", strings.Join(r.wrong, "; "))
		return nil
	}
	row.Keep()
	return r
}

// complete refuses a row that lacks a required cell, or has the key of another
// one.
func (im *importing) complete(r *record, table string) {
	schema := im.table(table).Schema
	r.cells["source"] = source
	for _, c := range schema.Columns {
		if c.Required && r.cells[c.Name] == "" && len(r.wrong) == 0 {
			r.refuse("no %s", c.Name)
		}
	}
	key := table
	for _, k := range schema.Key {
		key += "|" + r.cells[k]
	}
	if len(r.wrong) > 0 {
		return
	}
	if im.keys[key] {
		r.refuse("a second row for %s", key)
	}
	im.keys[key] = true
}

func (im *importing) add(table string, cells map[string]string) {
	t := im.table(table)
	var pairs []string
	for _, c := range slices.Sorted(maps.Keys(cells)) {
		if t.Schema.Column(c) >= 0 {
			pairs = append(pairs, c, cells[c])
		}
	}
	t.Add(pairs...)
}

// leftOut writes what did not reach the table, reason by reason, so that
// nothing is lost silently.
func (im *importing) leftOut(table string, c intake.Count, dropped int) {
	t := im.table("left_out")
	add := func(what, reason string, n int) {
		if n > 0 {
			t.Add("source", source, "table", table, "what", what, "reason", reason, "count", fmt.Sprint(n), "read", fmt.Sprint(c.Read), "kept", fmt.Sprint(c.Kept))
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(c.Left)) {
		add("rows", reason, c.Left[reason])
	}
	add("rows", "refused: a cell could not be read", c.Refused)
	add("cells", "from memory, unverified: blanked", dropped)
	if c.Read == c.Kept {
		t.Add("source", source, "table", table, "what", "rows", "reason", "none", "count", "0", "read", fmt.Sprint(c.Read), "kept", fmt.Sprint(c.Kept))
	}
}

func (im *importing) sorted() []*atlas.Table {
	var all []*atlas.Table
	for _, name := range slices.Sorted(maps.Keys(im.tables)) {
		im.tables[name].Sort()
		all = append(all, im.tables[name])
	}
	slices.SortFunc(all, func(a, b *atlas.Table) int { return cmp.Compare(a.Schema.Name, b.Schema.Name) })
	return all
}

func (im *importing) source() {
	files := slices.Sorted(maps.Keys(im.sums))
	sums := make([]string, len(files))
	for i, f := range files {
		sums[i] = im.sums[f]
	}
	im.table("sources").Add("source", source, "title", "Curated facts with their sources",
		"publisher", "adit", "edition", "2026-11", "published", "2026-11", "licence", "facts; each row names its public source",
		"file", strings.Join(files, ";"), "sha256", strings.Join(sums, ";"), "years", "to mid-2026",
		"note", "each row's own source is in its column cite; low confidence is said per row; what was left out and why is in table left_out")
}
