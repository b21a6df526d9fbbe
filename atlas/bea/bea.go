// Package bea imports the input-output accounts of the United States: the
// detail tables of 2017 (402 industries and commodities) and the summary
// tables of 2023 (71 industries, 73 commodities), at producers' prices.
//
// Use and make are after redefinitions, the import matrix before: it is the
// only one that the Bureau publishes. The importer checks every row and column
// against the file's own totals and notes what does not add up beyond
// rounding.
package bea

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
	publisher = "bea"
	source    = "bea" // short: it stands in 80,000 rows
	crosswalk = "MasterCrosswalk2017.csv"
)

// Importer reads the accounts of one level or both.
var Importer = atlas.Importer{
	Name:   publisher,
	About:  "US input-output accounts, detail 2017 and summary 2023",
	Wants:  strings.Join(fileNames(), ", "),
	Import: run,
}

// A level is one set of tables that belong together.
type level struct {
	name, year                                      string
	industryNames, commodityNames, use, make, imprt string
	totals                                          totals
}

// totals names the rows and columns of the files that hold sums.
type totals struct {
	intermediate, intermediateRow string // columns of Use and Import; row of Use
	final, commodityOutput        string // columns of Use
	valueAdded, industryOutput    string // rows of Use; industryOutput also a column of Make
	makeCommodity                 string // row of Make
	importFinal                   string // column of Import
}

var levels = []level{
	{name: "detail", year: "2017",
		industryNames: "Detail_IndustryCodeName_2017.csv", commodityNames: "Detail_CommodityCodeName_2017.csv",
		use: "Detail_Use_2017_PRO_AfterRedef_17sch.csv", make: "Detail_Make_2017_AfterRedef_17sch.csv",
		imprt: "Detail_Import_2017_BeforeRedef_17sch.csv",
		totals: totals{intermediate: "T001", intermediateRow: "T005", final: "T004", commodityOutput: "T007",
			valueAdded: "T006", industryOutput: "T008", makeCommodity: "T007", importFinal: "T004"}},
	{name: "summary", year: "2023",
		industryNames: "Summary_IndustryCodeName_2017.csv", commodityNames: "Summary_CommodityCodeName_2017.csv",
		use: "Summary_Use_2023_PRO_AfterRedef_17sch.csv", make: "Summary_Make_2023_AfterRedef_17sch.csv",
		imprt: "Summary_Import_2023_BeforeRedef_17sch.csv",
		totals: totals{intermediate: "Total Intermediate", intermediateRow: "Total Intermediate", final: "Total Final Uses (GDP)",
			commodityOutput: "Total Commodity Output", valueAdded: "Total Value Added", industryOutput: "Total Industry Output",
			makeCommodity: "Total Commodity Output", importFinal: "T004"}},
}

func (l level) files() []string {
	return []string{l.industryNames, l.commodityNames, l.use, l.make, l.imprt}
}

func fileNames() []string {
	var names []string
	for _, l := range levels {
		names = append(names, l.files()...)
	}
	return append(names, crosswalk)
}

var (
	errNone    = errors.New("none of the files of the accounts; wanted any of")
	errMissing = errors.New("one file of a level is missing; the tables of a level belong together")
)

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	im := &importing{in: in, tables: map[string]*atlas.Table{}, sums: map[string]string{}}
	for _, l := range levels {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("bea: %w", err)
		}
		if err := im.level(l); err != nil {
			return nil, fmt.Errorf("bea: %w", err)
		}
	}
	if err := im.crosswalk(); err != nil {
		return nil, fmt.Errorf("bea: %w", err)
	}
	if len(im.sums) == 0 {
		return nil, fmt.Errorf("bea: %w %s", errNone, strings.Join(fileNames(), ", "))
	}
	im.source()
	return &atlas.Result{Tables: im.sorted(), Faults: im.faults}, nil
}

type importing struct {
	in     *atlas.Input
	tables map[string]*atlas.Table
	sums   map[string]string // file → SHA-256
	faults adit.Faults
}

func (im *importing) table(name string) *atlas.Table {
	if im.tables[name] == nil {
		im.tables[name] = atlas.NewTable(name, publisher)
	}
	return im.tables[name]
}

func (im *importing) sorted() []*atlas.Table {
	all := slices.Collect(maps.Values(im.tables))
	for _, t := range all {
		t.Sort()
	}
	slices.SortFunc(all, func(a, b *atlas.Table) int { return cmp.Compare(a.Schema.Name, b.Schema.Name) })
	return all
}

// level reads the five files of a level, or none where none was given.
func (im *importing) level(l level) error {
	given := 0
	for _, name := range l.files() {
		if _, ok := intake.Find(im.in.Files, name); ok {
			given++
		}
	}
	switch given {
	case 0:
		return nil
	case len(l.files()):
		return im.accounts(l)
	}
	return fmt.Errorf("%w: %s", errMissing, strings.Join(l.files(), ", "))
}

func (im *importing) accounts(l level) error {
	industries, err := im.names(l.industryNames)
	if err != nil {
		return err
	}
	commodities, err := im.names(l.commodityNames)
	if err != nil {
		return err
	}
	use, err1 := im.matrix(l.use)
	made, err2 := im.matrix(l.make)
	imports, err3 := im.matrix(l.imprt)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	a := &account{importing: im, level: l, industries: industries, commodities: commodities}
	a.use(use)
	a.make(made)
	a.imports(imports)
	a.outputs(use)
	a.categories()
	return nil
}

func (im *importing) source() {
	files := slices.Sorted(maps.Keys(im.sums))
	sums := make([]string, len(files))
	for i, f := range files {
		sums[i] = im.sums[f]
	}
	im.table("sources").Add("source", source, "title", "Input-output accounts: detail 2017 and summary 2023, producers' prices",
		"publisher", "US Bureau of Economic Analysis", "edition", "2017 benchmark, 2017 schema", "url", "https://www.bea.gov",
		"licence", "US public domain", "file", strings.Join(files, ";"), "sha256", strings.Join(sums, ";"), "years", "2017, 2023",
		"note", "use and make after redefinitions, import matrix before redefinitions; million US dollars, rounded, so that sums differ by a few")
}
