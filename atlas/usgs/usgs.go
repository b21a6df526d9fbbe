// Package usgs imports the Mineral Commodity Summaries of the U.S. Geological
// Survey: the one table of MCS 2026 and later, and the per-commodity files and
// figures of MCS 2023 to 2025.
//
// Every figure of the raw files ends in exactly one of three places: a row of a
// table, a fault with file and line, or the count of cells that are no figures
// (XX, “Variable, depending on …”). Numbers that several editions give for one
// year stay apart by source; merging them is the atlas's business.
package usgs

import (
	"context"
	"errors"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// publisher is the folder of these tables, and the start of their source ids.
const publisher = "usgs-mcs"

const wants = "MCS<year>_Commodities_Data.csv (2026 and later); MCS2025_World_Data.csv, mcs<year>-*_world.csv, mcs<year>-*_salient.csv, " +
	"MCS<year>_Fig2_*, T4 and T5 (2023–2025)"

// Importer imports any set of editions. The edition is in the file names.
var Importer = atlas.Importer{
	Name:  publisher,
	About: "USGS Mineral Commodity Summaries: production, capacity, reserves, reliance, import shares, prices, US statistics",
	Wants: wants,
	Import: func(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
		im := newImport(in)
		if err := im.run(ctx); err != nil {
			return nil, err
		}
		return im.result()
	},
}

// An importRun is the state of one import: records of all files first, then
// tables, since repeats and bounds need all rows of an edition.
type importRun struct {
	in      *atlas.Input
	lex     *lexicon
	records []*record
	lists   []listed
	editions
	faults adit.Faults
}

// newImport starts an import; in.Minerals is not used, since the chapters of MCS
// are named in chapters.csv.
func newImport(in *atlas.Input) *importRun {
	return &importRun{in: in, lex: lexiconOf(), editions: editions{}}
}

// run reads every file in the order of names, whatever order they came in.
func (im *importRun) run(ctx context.Context) error {
	files := slices.Clone(im.in.Files)
	slices.SortFunc(files, func(a, b atlas.File) int { return strings.Compare(a.Name, b.Name) })
	var done, total int64
	for _, f := range files {
		total += f.Size
	}
	read := 0
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		took, err := im.file(f)
		if err != nil {
			return err
		}
		if took {
			read++
		}
		done += f.Size
		if im.in.Progress != nil {
			im.in.Progress(done, total)
		}
	}
	if read == 0 {
		return errors.New("no file of MCS among those given; wanted: " + wants)
	}
	return nil
}

// file reads one raw file, or says with a fault why it does not.
func (im *importRun) file(f atlas.File) (bool, error) {
	raw, ok := classify(f.Name)
	if !ok {
		im.faults = append(im.faults, adit.Fault{Where: f.Name, Rule: "unknown-file", Severity: adit.Doubtful,
			What: "not a file of MCS by its name", Remedy: "give only files of MCS, under the names that USGS gave them"})
		return false, nil
	}
	if raw.kind == notTaken {
		im.faults = append(im.faults, adit.Fault{Where: f.Name, Rule: "file-not-taken", Severity: adit.Doubtful,
			What: "economy-wide or state figures, not of one mineral", Remedy: "none needed"})
		return false, nil
	}
	r, err := f.Stream()
	if err != nil {
		return false, err
	}
	defer r.Close()
	s := &sheet{importRun: im, raw: raw, fixed: map[string]bool{}, source: raw.source(), group: im.editions.group(raw)}
	if err := s.read(r); err != nil {
		return false, err
	}
	s.group.add(raw.base, r.Sum())
	return true, nil
}

// result sorts out what was read, and makes the tables: repeats are dropped or
// told apart, totals compared with their rows, withheld figures bounded. Tables
// without rows are left out, so that one edition of one shape imports as well.
func (im *importRun) result() (*atlas.Result, error) {
	kept, repeats := distinct(im.records)
	im.faults = append(im.faults, repeats...)
	im.faults = append(im.faults, doubtTotals(kept)...)
	boundWithheld(kept)
	byName := map[string]*atlas.Table{}
	for _, name := range tableNames {
		byName[name] = atlas.NewTable(name, publisher)
	}
	for _, r := range kept {
		r.row(byName[r.table])
		im.editions[r.source].rows++
	}
	im.addMinerals(byName["minerals"], kept)
	im.addLists(byName["lists"])
	im.editions.addTo(byName["sources"])
	res := &atlas.Result{Faults: im.faults}
	for _, name := range tableNames {
		if t := byName[name]; len(t.Rows) > 0 {
			t.Sort()
			res.Tables = append(res.Tables, t)
		}
	}
	return res, nil
}

var tableNames = []string{"capacity", "end_uses", "import_shares", "lists", "minerals", "prices", "production",
	"reliance", "reserves", "salient", "sources", "stocks"}

// addMinerals writes the commodities that adit's own list of minerals lacks.
func (im *importRun) addMinerals(t *atlas.Table, kept []*record) {
	used := map[string]bool{}
	for _, r := range kept {
		used[r.mineral] = true
	}
	for _, c := range im.lex.chapters {
		if c.name != "" && used[c.mineral] {
			t.Add("mineral", c.mineral, "name", c.name, "symbol", c.symbol, "note", "chapter of MCS outside adit's list")
		}
	}
}
