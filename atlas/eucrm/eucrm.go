// Package eucrm imports the European Commission's study on critical raw
// materials of 2023 (SCRREEN; CC BY 4.0): who supplies the world and the EU by
// stage, what materials are used for, and how critical each was judged in the
// five assessments from 2011 to 2023.
//
// Shares are averages over 2016–2020 and printed with one decimal or none, so
// that they need not add up. They are kept as printed.
package eucrm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/intake"
)

const source = "eu-crm-2023"

// Importer reads the study's tables. Each file is optional; a table appears
// where its file was given.
var Importer = atlas.Importer{
	Name:   "eu-crm",
	About:  "EU critical raw materials study 2023: supply shares, uses, criticality",
	Wants:  strings.Join(fileNames(), ", "),
	Import: run,
}

// A part is one raw file and what is done with its rows.
type part struct {
	file     string
	encoding atlas.Encoding
	columns  []string
	key      []string
	tables   []string
	row      func(*reader, intake.Row)
}

// parts lists the files. Those typed in from the study's annex are UTF-8, the
// others were saved by a spreadsheet as Windows-1252.
var parts = []part{
	{"fact_GlobalSupplyShares_t.csv", atlas.Windows1252, []string{"Material", "Stage", "Country", "Share", "t"},
		[]string{"Material", "Stage", "Country"}, []string{"supply_shares", "criticality"}, globalShare},
	{"fact_EUSupplyShares_t.csv", atlas.Windows1252, []string{"Material", "Stage", "Country", "Share", "t"},
		[]string{"Material", "Stage", "Country"}, []string{"supply_shares", "criticality"}, sourcingShare},
	{"fact_MaterialUseShares.csv", atlas.Windows1252, []string{"Material", "Application", "Share", "NACE sector", "VA in million €"},
		[]string{"Material", "Application", "NACE sector"}, []string{"end_uses"}, endUse},
	{"eu_crm2023_results.csv", atlas.UTF8, []string{"material", "SR", "EI", "bottleneck_stage", "stages_assessed",
		"supply_used_primary", "SR_primary", "supply_used_refined", "SR_refined", "SI_EI", "SI_SR",
		"IR_primary_pct", "IR_refined_pct", "EoL_RIR_pct"},
		[]string{"material"}, []string{"criticality", "lists"}, result},
	{"dimension_CRMsOverTime.csv", atlas.UTF8, []string{"Material", "Year", "SR", "EI"},
		[]string{"Material", "Year"}, []string{"criticality"}, overTime},
	{"eu_crm2023_trade_parameter_t.csv", atlas.UTF8, []string{"scope", "category", "material", "country", "t"},
		[]string{"scope", "category", "material", "country"}, []string{"criticality"}, tradeParameter},
}

func fileNames() []string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.file
	}
	return names
}

// A reader is what the parts write to.
type reader struct {
	in     *atlas.Input
	tables map[string]*atlas.Table
	// scores of the 2023 study by material and statistic, so that the series
	// over time does not tell them a second time.
	scores map[string]string
	used   map[string]bool // minerals that adit's own table lacks
	keys   intake.Keys
	faults adit.Faults
}

var errNone = errors.New("none of the files of the study; wanted any of ")

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	res, _, err := count(ctx, in)
	return res, err
}

// count imports, and says what became of every row of every file.
func count(ctx context.Context, in *atlas.Input) (*atlas.Result, map[string]intake.Count, error) {
	rd := &reader{in: in, tables: map[string]*atlas.Table{}, scores: map[string]string{}, used: map[string]bool{}, keys: intake.Keys{}}
	counts := map[string]intake.Count{}
	var files, sums []string
	for _, p := range parts {
		f, ok := intake.Find(in.Files, p.file)
		if !ok {
			continue
		}
		s, err := rd.read(ctx, f, p)
		if err != nil {
			return nil, nil, fmt.Errorf("eu-crm: %w", err)
		}
		counts[p.file] = s.Count
		files, sums = append(files, p.file), append(sums, s.Sum)
	}
	if len(files) == 0 {
		return nil, nil, fmt.Errorf("eu-crm: %w%s", errNone, strings.Join(fileNames(), ", "))
	}
	rd.source(files, sums)
	rd.minerals()
	return &atlas.Result{Tables: rd.sorted(), Faults: rd.faults}, counts, nil
}

func (rd *reader) read(ctx context.Context, f atlas.File, p part) (*intake.Sheet, error) {
	s, err := intake.Read(f, p.encoding, p.columns, p.key)
	if err != nil {
		return nil, err
	}
	for _, name := range p.tables {
		rd.table(name)
	}
	for _, r := range s.Rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p.row(rd, r)
	}
	rd.faults = append(rd.faults, s.Report()...)
	return s, s.Count.Balance()
}

func (rd *reader) table(name string) *atlas.Table {
	if rd.tables[name] == nil {
		rd.tables[name] = atlas.NewTable(name, "eu-crm")
	}
	return rd.tables[name]
}

func (rd *reader) sorted() []*atlas.Table {
	var all []*atlas.Table
	for _, t := range rd.tables {
		t.Sort()
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *atlas.Table) int { return cmp.Compare(a.Schema.Name, b.Schema.Name) })
	return all
}

func (rd *reader) source(files, sums []string) {
	rd.table("sources").Add("source", source,
		"title", "Study on the critical raw materials for the EU 2023, final report, annexes and data",
		"publisher", "European Commission, DG GROW; SCRREEN", "edition", "2023", "published", "2023-03", // with the proposal of the Critical Raw Materials Act, 16 March 2023
		"url", "https://github.com/erikemilsson/EU-Critical-Raw-Materials-CRM-Reports-Datasets", "licence", "CC BY 4.0",
		"file", strings.Join(files, ";"), "sha256", strings.Join(sums, ";"), "years", "2011-2023",
		"note", "supply shares are averages 2016-2020; scores of 2011 and 2014 follow an older method; "+
			"the address is that of the compiled tables")
}
