// Package usgsmyb imports the trade tables of the USGS Minerals Yearbook, Rare
// Earths: United States imports and exports by ten-digit code and country,
// in gross weight.
//
// USGS rounds to three significant digits and lumps small partners as “Other”,
// OTH here. A "-- " of the yearbook, 0 in the file, is a reported zero. Totals
// and estimates of the oxide content are left out, with a count: totals would be
// added to their parts, and contents have no code. Imports have HTS codes,
// exports Schedule B codes, which are fewer.
package usgsmyb

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
	"adit/atlas/intake"
)

// Importer reads the trade of rare earths.
var Importer = atlas.Importer{
	Name:   "usgsmyb",
	About:  "United States trade in rare earths by ten-digit code and country",
	Wants:  "a table with flow, year, hts10, category, partner, row_kind, gross_kg, value_usd",
	Import: run,
}

const source = "usgs-myb-raree-2022"

var columns = []string{"flow", "year", "hts10", "category", "partner", "row_kind", "gross_kg", "value_usd"}

type job struct {
	in           *atlas.Input
	places       *flows.Finder
	log          flows.Log
	trade, codes *flows.Book
	names        map[string][]string // code → categories
	left         int
}

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	j := &job{in: in, places: flows.NewFinder(in.Places), names: map[string][]string{}}
	j.trade = flows.NewBook("trade", "usgsmyb", &j.log)
	j.codes = flows.NewBook("codes", "usgsmyb", &j.log)
	sources := flows.NewBook("sources", "usgsmyb", &j.log)
	for _, f := range in.Files {
		j.left = 0
		sum, err := flows.CSV(ctx, in, f, &j.log, columns, j.row)
		if err != nil {
			return nil, err
		}
		if j.left > 0 {
			j.log.Warn(f.Name, "left-out", "nothing to do", "%d rows of totals and of oxide contents", j.left)
		}
		sources.AddPairs(f.Name, "source", source, "title", "Minerals Yearbook 2022, Rare Earths, tables 4 to 7",
			"publisher", "U.S. Geological Survey", "edition", "2022, tables only", "licence", "US public domain",
			"url", "https://www.usgs.gov/centers/national-minerals-information-center/rare-earths-statistics-and-information",
			"file", path.Base(f.Name), "sha256", sum, "years", "2021-2022",
			"note", "gross weight; rounded to three significant digits; small partners lumped as OTH; totals and oxide contents left out")
	}
	j.describe()
	return &atlas.Result{Tables: flows.Tables(j.trade, j.codes, sources), Faults: j.log.Faults()}, nil
}

func (j *job) row(c *atlas.CSV, where string) error {
	if c.Get("row_kind") == "total" {
		j.left++
		return nil
	}
	code := strings.ReplaceAll(c.Get("hts10"), ".", "")
	year, err1 := flows.Year(c.Get("year"))
	value, err2 := flows.Amount(c.Get("value_usd"))
	kg, given, err3 := flows.Number(c.Get("gross_kg"))
	err := errors.Join(err1, err2, err3)
	switch {
	case err != nil:
	case !flows.Digits(code, 10):
		err = fmt.Errorf("%q is not a code of ten digits", c.Get("hts10"))
	case value == "" && !given:
		err = errors.New("neither value nor weight")
	case c.Get("row_kind") != "partner":
		err = fmt.Errorf("%q is neither a partner nor a total", c.Get("row_kind"))
	case c.Get("flow") != "import" && c.Get("flow") != "export":
		err = fmt.Errorf("flow %q is neither import nor export", c.Get("flow"))
	}
	if err != nil {
		j.log.Wrong(where, "row", "correct the file", "%v", err)
		return nil
	}
	partner, err := j.partner(c.Get("partner"))
	if err != nil {
		j.log.Wrong(where, "unknown-country", "add the name to place_names.csv, or correct the file", "%v", err)
		return nil
	}
	fl := flows.Flow{Nomenclature: "hts10", Code: code, Kind: c.Get("flow"), Exporter: partner, Importer: "USA", Year: year,
		Value: value, Unit: "USD", Basis: string(adit.Reported), Source: source}
	if given {
		fl.Mass = intake.Format(kg / 1000)
	}
	if fl.Kind == "export" {
		fl.Exporter, fl.Importer = "USA", partner
	}
	j.trade.Add(where, fl.Row())
	if name := c.Get("category"); name != "" && !slices.Contains(j.names[code], name) {
		j.names[code] = append(j.names[code], name)
	}
	return nil
}

func (j *job) partner(name string) (string, error) {
	if name == "Other" {
		return "OTH", nil
	}
	return j.places.Find(name)
}

// describe names the codes; USGS calls one code by one name or more.
func (j *job) describe() {
	for code, names := range j.names {
		slices.Sort(names)
		j.codes.AddPairs(code, "nomenclature", "hts10", "code", code, "description", strings.Join(names, "; "), "source", source)
	}
}
