// Package comtrade imports what countries filed with UN Comtrade, for users who
// have such files: the terms of UN Comtrade do not let adit ship them.
//
// It takes two forms, plain or as .gz, told apart by their header:
//
//	reporter,partner,cmd,flow,value,netwgt      numbers of countries, value in USD, kilograms;
//	                                            with a column year, or the year in the file name;
//	                                            needs a country_codes file beside it
//	period,reporterISO,partnerISO,flowCode,…    as the API answers
//
// Both sides of a flow are kept apart, as “import” and “export”. A file may
// hold, beside the total of a flow, the same flow by customs procedure, by means
// of transport and by second partner, with nothing to tell them apart: the rows
// of one flow then add up to 2, 4 or 8 times the largest. The largest is the
// total and counts; where the rows do not add up so, the flow is a fault.
//
// The partner “World” is left out. Weights are net; 0 counts as not given. The
// edition of the Harmonized System is the reporter's own: nomenclature “hs”.
package comtrade

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
)

// Importer reads flows as filed.
var Importer = atlas.Importer{
	Name:   "comtrade",
	About:  "trade as filed by each side with UN Comtrade; never embedded",
	Wants:  "CSV of UN Comtrade (plain or .gz), with country_codes….csv where countries are numbers",
	Import: run,
}

type job struct {
	ctx     context.Context
	in      *atlas.Input
	places  *flows.Finder
	log     flows.Log
	areas   map[int]flows.Area
	groups  map[string]*group // by flow
	rows    int
	world   int
	others  int // re-imports and re-exports
	sources *flows.Book
}

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	j := &job{ctx: ctx, in: in, places: flows.NewFinder(in.Places), groups: map[string]*group{}, areas: map[int]flows.Area{}}
	j.sources = flows.NewBook("sources", "comtrade", &j.log)
	for _, f := range in.Files {
		if !isCountries(f) {
			continue
		}
		areas, err := flows.Numbers(ctx, in, f, &j.log)
		if err != nil {
			return nil, err
		}
		j.areas = areas
	}
	for _, f := range in.Files {
		if isCountries(f) {
			continue
		}
		if err := j.read(f); err != nil {
			return nil, err
		}
	}
	return &atlas.Result{Tables: flows.Tables(j.totals(), j.sources), Faults: j.log.Faults()}, nil
}

func isCountries(f atlas.File) bool { return strings.HasPrefix(path.Base(f.Name), "country_codes") }

// A form is how a file calls its columns.
type form struct{ year, reporter, partner, flow, code, value, weight string }

var (
	short = form{"year", "reporter", "partner", "flow", "cmd", "value", "netwgt"}
	api   = form{"period", "reporterISO", "partnerISO", "flowCode", "cmdCode", "primaryValue", "netWgt"}
)

var yearPattern = regexp.MustCompile(`(?:19|20)[0-9]{2}`)

func (j *job) read(f atlas.File) error {
	year := yearPattern.FindString(path.Base(f.Name))
	id := "comtrade"
	if year != "" {
		id += "-" + year
	}
	j.rows, j.world, j.others = 0, 0, 0
	fm := form{}
	sum, err := flows.CSV(j.ctx, j.in, f, &j.log, nil, func(c *atlas.CSV, where string) error {
		if fm == (form{}) {
			var err error
			if fm, err = formOf(c, year); err != nil {
				return err
			}
		}
		j.rows++
		return j.row(c, fm, where, year, id)
	})
	if err != nil {
		return err
	}
	if j.rows == 0 {
		return fmt.Errorf("%s: no rows", f.Name)
	}
	if j.world+j.others > 0 {
		j.log.Warn(f.Name, "left-out", "nothing to do", "%d rows of the partner World, %d of re-imports and re-exports", j.world, j.others)
	}
	j.sources.AddPairs(f.Name, "source", id, "title", "UN Comtrade", "publisher", "United Nations Statistics Division",
		"url", "https://comtradeplus.un.org", "licence", "UN Comtrade terms: not for redistribution", "file", path.Base(f.Name),
		"sha256", sum, "years", year, "note", "as filed by each side, not reconciled; net weight; edition of the HS is the reporter's")
	return nil
}

// formOf tells the form by the header.
func formOf(c *atlas.CSV, yearInName string) (form, error) {
	if slices.Contains(c.Header, "reporterISO") {
		return api, c.Need(api.year, api.reporter, api.partner, api.flow, api.code, api.value, api.weight)
	}
	if err := c.Need(short.reporter, short.partner, short.flow, short.code, short.value, short.weight); err != nil {
		return form{}, err
	}
	if yearInName != "" {
		return short, nil
	}
	return short, c.Need(short.year)
}

var kinds = map[string]string{"M": "import", "X": "export"}

// row puts one row into the group of its flow.
func (j *job) row(c *atlas.CSV, fm form, where, yearInName, source string) error {
	reporter, ok1 := j.area(where, c.Get(fm.reporter))
	partner, ok2 := j.area(where, c.Get(fm.partner))
	if !ok1 || !ok2 {
		return nil
	}
	kind := kinds[c.Get(fm.flow)]
	switch {
	case partner.Place == "WLD":
		j.world++
		return nil
	case kind == "" && len(c.Get(fm.flow)) == 2: // RM, RX, DX …
		j.others++
		return nil
	}
	year, err1 := flows.Year(cmp.Or(c.Get(fm.year), yearInName))
	value, given, err2 := flows.Number(c.Get(fm.value))
	kg, _, err3 := flows.Number(c.Get(fm.weight))
	err := errors.Join(err1, err2, err3)
	code := c.Get(fm.code)
	switch {
	case err != nil:
	case !given:
		err = errors.New("no value")
	case kind == "":
		err = fmt.Errorf("flow %q is neither M (import) nor X (export)", c.Get(fm.flow))
	case !flows.Digits(code, 6) && !flows.Digits(code, 4):
		err = fmt.Errorf("%q is not an HS code of four or six digits", code)
	}
	if err != nil {
		j.log.Wrong(where, "row", "correct the file", "%v", err)
		return nil
	}
	fl := flows.Flow{Nomenclature: "hs", Code: code, Kind: kind, Exporter: partner.Place, Importer: reporter.Place, Year: year,
		Unit: "USD", Basis: string(adit.Reported), Source: source, Detail: flows.Detail(partner, reporter)}
	if kind == "export" {
		fl.Exporter, fl.Importer, fl.Detail = reporter.Place, partner.Place, flows.Detail(reporter, partner)
	}
	return j.add(where, fl, value, kg)
}

// unlisted are numbers of UN Comtrade that country_codes of BACI lacks.
var unlisted = map[int]flows.Area{0: {Place: "WLD"}, 490: {Place: "TWN"}}

// noCountry are numbers of UN Comtrade for what is no country, or one for which
// the atlas may have no place.
var noCountry = []int{10, 129, 221, 234, 290, 336, 471, 472, 492, 527, 536, 568, 577, 581, 636, 637, 697, 837, 838, 839, 849, 879, 899}

func (j *job) area(where, code string) (flows.Area, bool) {
	n, err := strconv.Atoi(code)
	if err != nil {
		return flows.AreaOf(j.places, &j.log, where, code)
	}
	if a, ok := j.areas[n]; ok {
		return a, true
	}
	if a, ok := unlisted[n]; ok {
		return a, true
	}
	if slices.Contains(noCountry, n) {
		j.log.Warn(where, "area", "nothing to do: its trade counts as other countries", "%d is no country of the atlas", n)
		return flows.Area{Place: "OTH", Detail: code}, true
	}
	j.log.Wrong(where, "unknown-country", "give the country_codes file beside it", "country number %d is not in country_codes", n)
	return flows.Area{}, false
}
