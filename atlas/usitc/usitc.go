// Package usitc imports tables of USITC DataWeb: United States imports for
// consumption and domestic exports by four-digit heading and partner.
//
// The file at hand has 18 partners and no world row. Thailand, Belgium,
// Bolivia, Mexico and others are not in it: shares within it are not shares of
// all trade, and every row says “18-partners” in detail.
//
// A heading counts in one unit, several or none. Kilograms and metric tons
// become the gross weight. Component kilograms, the metal contained, become a
// second row with “contained” in detail and without value, so that summing
// values does not count them twice. Where a heading has lines in different
// units ("kilograms;number") the mass is blank and detail says “mixed-units”;
// where it is counted in pieces, “number”.
//
// Only whole years from 2018 on are taken. Years before, parts of years
// ("2026_Jan-Apr") and rows that only count suppressed cells are left out, with
// a count.
package usitc

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
)

// Importer reads the headings by partner and period.
var Importer = atlas.Importer{
	Name:   "usitc",
	About:  "United States trade by HTS heading with 18 partners",
	Wants:  "a DataWeb table with flow, partner, hts4, period, value_usd, qty1, qty1_unit, qty2, qty2_unit",
	Import: run,
}

// firstYear is where the tables begin: networks are built from recent years.
const firstYear = 2018

const source = "usitc-dataweb"

type job struct {
	in                    *atlas.Input
	places                *flows.Finder
	log                   flows.Log
	trade, codes, sources *flows.Book
	older, parts          int
}

var columns = []string{"flow", "partner", "hts4", "description", "period", "value_usd", "qty1", "qty1_unit", "qty2", "qty2_unit"}

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	j := &job{in: in, places: flows.NewFinder(in.Places)}
	j.trade = flows.NewBook("trade", "usitc", &j.log)
	j.codes = flows.NewBook("codes", "usitc", &j.log)
	j.sources = flows.NewBook("sources", "usitc", &j.log)
	for _, f := range in.Files {
		if err := j.read(ctx, f); err != nil {
			return nil, err
		}
	}
	return &atlas.Result{Tables: flows.Tables(j.trade, j.codes, j.sources), Faults: j.log.Faults()}, nil
}

func (j *job) read(ctx context.Context, f atlas.File) error {
	j.older, j.parts = 0, 0
	described := map[string]bool{}
	sum, err := flows.CSV(ctx, j.in, f, &j.log, columns, func(c *atlas.CSV, where string) error {
		if !j.wanted(c, where) {
			return nil
		}
		r, err := j.row(c, where)
		if err != nil {
			j.log.Wrong(where, "row", "correct the file", "%v", err)
			return nil
		}
		for _, fl := range r {
			j.trade.Add(where, fl.Row())
		}
		if code := c.Get("hts4"); len(r) > 0 && !described[code] {
			described[code] = true
			j.codes.AddPairs(where, "nomenclature", "hts4", "code", code, "description", c.Get("description"), "source", source)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if j.older+j.parts > 0 {
		j.log.Warn(f.Name, "left-out", "nothing to do", "%d rows of years before %d, and %d of parts of years or of suppressed cells", j.older, firstYear, j.parts)
	}
	j.sources.AddPairs(f.Name, "source", source, "title", "DataWeb: US imports for consumption and domestic exports, HTS4 by partner",
		"publisher", "US International Trade Commission", "edition", "downloaded 2026-07-10", "published", "2026-07-10", "url", "https://dataweb.usitc.gov",
		"licence", "US public domain", "file", path.Base(f.Name), "sha256", sum, "years", "2018-2025",
		"note", "18 partners only (AUS BRA CAN CHL CHN COD DEU EST FRA HKG IND JPN KOR MMR MYS RUS VNM ZAF) and no world row: "+
			"shares within it are not shares of all US trade; customs value of imports, FAS value of exports; "+
			strconv.Itoa(j.older)+" rows before 2018 and "+strconv.Itoa(j.parts)+" of parts of years left out")
	return nil
}

// wanted tells whole years from firstYear on from the rest, which it counts.
func (j *job) wanted(c *atlas.CSV, where string) bool {
	period := c.Get("period")
	if year, part, ok := strings.Cut(period, "_"); ok {
		if _, err := flows.Year(year); err == nil && (part == "Jan-Apr" || strings.HasSuffix(part, "Suppressed")) {
			j.parts++
			return false
		}
	}
	if _, err := flows.Year(period); err != nil {
		j.log.Wrong(where, "row", "correct the file", "%q is neither a year nor a part of one", period)
		return false
	}
	if y, _ := strconv.Atoi(period); y < firstYear {
		j.older++
		return false
	}
	return true
}

// row returns the flow, and a second one where contents are given.
func (j *job) row(c *atlas.CSV, where string) ([]flows.Flow, error) {
	partner, err := j.places.Find(c.Get("partner"))
	if err != nil {
		j.log.Wrong(where, "unknown-country", "add the name to place_names.csv, or correct the file", "%v", err)
		return nil, nil
	}
	value, err := flows.Amount(c.Get("value_usd"))
	if err == nil && value == "" {
		err = errors.New("no value")
	}
	if err == nil && !flows.Digits(c.Get("hts4"), 4) {
		err = fmt.Errorf("%q is not a heading of four digits", c.Get("hts4"))
	}
	q, errQuantity := quantities(c)
	if err := errors.Join(err, errQuantity); err != nil {
		return nil, err
	}
	fl := flows.Flow{Nomenclature: "hts4", Code: c.Get("hts4"), Kind: c.Get("flow"), Year: c.Get("period"),
		Value: value, Unit: "USD", Mass: q.gross, Basis: string(adit.Reported), Source: source, Detail: "18-partners" + q.why}
	switch fl.Kind {
	case "import":
		fl.Exporter, fl.Importer = partner, "USA"
	case "export":
		fl.Exporter, fl.Importer = "USA", partner
	default:
		return nil, fmt.Errorf("flow %q is neither import nor export", fl.Kind)
	}
	if q.contained == "" {
		return []flows.Flow{fl}, nil
	}
	contained := fl
	contained.Value, contained.Mass, contained.Detail = "", q.contained, "18-partners;contained"
	return []flows.Flow{fl, contained}, nil
}
