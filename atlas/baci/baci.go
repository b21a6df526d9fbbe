// Package baci imports CEPII's BACI, the trade of the world by pair of
// countries and HS6 code, in which CEPII reconciled what exporter and importer
// filed (Gaulier and Zignago 2010, CEPII working paper 2010-23).
//
// It takes these files, told apart by their header, not by their name:
//
//	t,i,j,k,v,q                        a year as CEPII publishes it: year, exporter and
//	                                   importer by number, HS6, thousand USD, tonnes
//	country_code,country_name,…        the numbers of that year's edition; needed with it
//	year,exporter,exporter_name,…      the same with ISO codes, some HS6 codes only
//	i,j,cmd,value                      values in USD without tonnages, year in the file name
//	{"year":…,"materials":…}           the largest partners of each country only
//	code,description                   names of HS6 codes
//
// All figures are of basis “estimated”: CEPII averages the two sides, takes
// freight out of import values, and estimates quantities in tonnes from other
// units. A tonnage that BACI lacks is blank; one that it rounds to 0.000 (below
// half a kilogram, with a value) is blank too. Area 490 “Other Asia, nes” (S19)
// is Taiwan; areas that are no country stand as OTH with their own code in
// detail.
//
// Files without tonnages are for the course of the years: of them only flows
// of at least 1/1500 of the trade of their code are kept, 91% or more of each
// code's value.
package baci

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"adit/atlas"
	"adit/atlas/flows"
)

// Importer keeps the codes of Codes.
var Importer = New(Codes())

// New returns an importer that keeps the HS6 codes given; all of them where
// none is given, up to maxRows flows.
func New(codes []string) atlas.Importer {
	keep := newCodeSet(codes)
	return atlas.Importer{
		Name:  "baci",
		About: "trade by pair of countries and HS6 code, reconciled by CEPII",
		Wants: "BACI_HS17_Y2024_V202601.csv with country_codes_V202601.csv, or extracts of them",
		Import: func(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
			return run(ctx, in, keep)
		},
	}
}

// maxRows bounds what is kept of all files together: a BACI year has 11 million
// flows, which as text would not fit into memory.
const maxRows = 2_000_000

// A job is one import.
type job struct {
	ctx     context.Context
	in      *atlas.Input
	places  *flows.Finder
	keep    codeSet
	log     flows.Log
	trade   *flows.Book
	sources *flows.Book
	codes   *flows.Book
	areas   map[int]flows.Area   // by BACI's country number
	has     map[[2]string]string // year and code → the source that has all its flows
}

func run(ctx context.Context, in *atlas.Input, keep codeSet) (*atlas.Result, error) {
	j := &job{ctx: ctx, in: in, places: flows.NewFinder(in.Places), keep: keep, has: map[[2]string]string{}}
	j.trade = flows.NewBook("trade", "baci", &j.log)
	j.sources = flows.NewBook("sources", "baci", &j.log)
	j.codes = flows.NewBook("codes", "baci", &j.log)
	todo, err := j.sortOut()
	if err != nil {
		return nil, err
	}
	for _, t := range todo {
		if err := t.kind.read(j, t.file); err != nil {
			return nil, err
		}
	}
	return &atlas.Result{Tables: flows.Tables(j.trade, j.codes, j.sources), Faults: j.log.Faults()}, nil
}

// A kind is one form of file. The order of kinds is the order of reading:
// numbers of countries before what uses them, fuller files before poorer ones,
// which add nothing that is there already.
type kind struct {
	starts string // of the file, without spaces and quotes
	read   func(*job, atlas.File) error
}

var kinds = []kind{
	{"country_code,country_name,", (*job).countries},
	{"t,i,j,k,v,q", (*job).fullYear},
	{"year,exporter,exporter_name,importer,", (*job).extract},
	{"i,j,cmd,value", (*job).valueOnly},
	{`{year:`, (*job).topPartners},
	{"code,description", (*job).productCodes},
	{`{source:`, (*job).ignore}, // hs6_code_notes.json: about codes, nothing to import
}

type task struct {
	kind  kind
	order int
	file  atlas.File
}

// sortOut looks at the start of each file to tell what it is.
func (j *job) sortOut() ([]task, error) {
	var todo []task
	for _, f := range j.in.Files {
		start, err := j.peek(f)
		if err != nil {
			return nil, err
		}
		k := slices.IndexFunc(kinds, func(k kind) bool { return strings.HasPrefix(start, k.starts) })
		if k < 0 {
			j.log.Wrong(f.Name+":1", "header", "give files as CEPII publishes them", "not a file of BACI: it starts with %.40q", start)
			continue
		}
		todo = append(todo, task{kinds[k], k, f})
	}
	slices.SortStableFunc(todo, func(a, b task) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.file.Name, b.file.Name))
	})
	return todo, nil
}

func (j *job) peek(f atlas.File) (string, error) {
	if err := j.ctx.Err(); err != nil {
		return "", err
	}
	r, err := f.Open()
	if err != nil {
		return "", fmt.Errorf("open %s: %w", f.Name, err)
	}
	defer r.Close()
	start, err := bufio.NewReaderSize(r, 256).Peek(256)
	if err != nil && err != io.EOF {
		return "", fmt.Errorf("read %s: %w", f.Name, err)
	}
	clean := strings.NewReplacer("\ufeff", "", `"`, "", " ", "").Replace(string(start))
	return clean, nil
}

func (j *job) ignore(atlas.File) error { return nil }

// row takes a flow and stops the import when there are too many.
func (j *job) row(where string, f flows.Flow) error {
	j.trade.Add(where, f.Row())
	if j.trade.Len() > maxRows {
		return fmt.Errorf("%s: more than %d flows; give a list of HS6 codes", where, maxRows)
	}
	return nil
}

// covers reports whether a fuller file has a code in a year; if none does, this
// source does from now on.
func (j *job) covers(year, code, source string) bool {
	key := [2]string{year, code}
	if j.has[key] == "" {
		j.has[key] = source
	}
	return j.has[key] != source
}

// source describes a file. Note says what it leaves out.
func (j *job) source(id, file, sum, years, note string) {
	j.sources.AddPairs(file, "source", id, "title", "BACI: international trade database at the product level",
		"publisher", "CEPII", "edition", edition(file), "published", published(edition(file)), "url", "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
		"licence", "Etalab 2.0 (attribution)", "file", path.Base(file), "sha256", sum, "years", years, "note", note)
}

var editionPattern = regexp.MustCompile(`V20[0-9]{2}(?:0[1-9]|1[0-2])`)

// edition finds “V202601” in a file name. Files without one at hand are of the
// edition whose name flows_top states, V202601.
func edition(file string) string { return cmp.Or(editionPattern.FindString(file), "V202601") }

// published reads the month out of an edition's name: V202601 is of January 2026.
func published(edition string) string { return edition[1:5] + "-" + edition[5:7] }

var yearPattern = regexp.MustCompile(`(?:19|20)[0-9]{2}`)

// yearIn finds the year in a name such as baci_2022_value_only.csv.
func yearIn(file string) string { return yearPattern.FindString(path.Base(file)) }
