// Package uscensus imports United States general imports of battery materials
// by month and partner (Census Bureau, international trade API).
//
// Months become years; a year counts only where the country total of its code
// is there for all twelve months. Within such a year a partner without a month
// had none: the parts of every month must add up to its total, to the dollar,
// or the code's year is a fault. The total itself is not kept, lest it be added
// to its parts. Partners beyond those followed one by one are OTHER in the
// file, OTH here: Madagascar, Mozambique, Brazil and Finland are inside it.
//
// The file gives no quantities.
package uscensus

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

// Importer sums months to years.
var Importer = atlas.Importer{
	Name:   "uscensus",
	About:  "United States imports of battery materials by partner, value",
	Wants:  "a monthly table with hs6, month, partner_iso2, value_usd",
	Import: run,
}

const source = "us-census-battery"

// total is the partner that stands for all countries.
const total = "WLD"

// A cell is one month of one flow.
type cell struct{ code, year, month, place string }

type job struct {
	in      *atlas.Input
	places  *flows.Finder
	log     flows.Log
	months  map[cell]float64
	where   map[cell]string
	bad     map[cell]bool // months given twice with different values
	trade   *flows.Book
	sources *flows.Book
	taken   map[string]bool // whole years
}

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	j := &job{in: in, places: flows.NewFinder(in.Places), months: map[cell]float64{}, where: map[cell]string{}, bad: map[cell]bool{}, taken: map[string]bool{}}
	j.trade = flows.NewBook("trade", "uscensus", &j.log)
	j.sources = flows.NewBook("sources", "uscensus", &j.log)
	type raw struct{ name, sum string }
	var files []raw
	for _, f := range in.Files {
		sum, err := flows.CSV(ctx, in, f, &j.log, []string{"hs6", "month", "partner_iso2", "partner", "value_usd", "qty", "qty_unit"}, j.month)
		if err != nil {
			return nil, err
		}
		files = append(files, raw{f.Name, sum})
	}
	j.years()
	for _, f := range files {
		j.sources.AddPairs(f.name, "source", source, "title", "US general imports of battery materials by partner",
			"publisher", "US Census Bureau", "url", "https://www.census.gov/foreign-trade/", "licence", "US public domain",
			"file", path.Base(f.name), "sha256", f.sum, "years", strings.Join(sorted(j.taken), ";"),
			"note", "general imports, value only, months summed to whole years; 22 partners one by one, "+
				"all others are OTH: Madagascar, Mozambique, Brazil, Finland are inside it")
	}
	return &atlas.Result{Tables: flows.Tables(j.trade, j.sources), Faults: j.log.Faults()}, nil
}

// month takes one row of the file.
func (j *job) month(c *atlas.CSV, where string) error {
	place, err := j.partner(c.Get("partner_iso2"))
	if err != nil {
		j.log.Wrong(where, "unknown-country", "add the code to places.csv, or correct the file", "%v", err)
		return nil
	}
	year, month, _ := strings.Cut(c.Get("month"), "-")
	v, given, err := flows.Number(c.Get("value_usd"))
	_, errYear := flows.Year(year)
	if month < "01" || month > "12" || len(month) != 2 {
		errYear = fmt.Errorf("%q is not a month", c.Get("month"))
	}
	if err == nil && (!given || v != float64(int64(v)) || v > 1e15) {
		err = fmt.Errorf("%q is not a number of whole dollars", c.Get("value_usd"))
	}
	if err := errors.Join(err, errYear); err != nil || !flows.Digits(c.Get("hs6"), 6) {
		j.log.Wrong(where, "row", "correct the file", "code %q: %v", c.Get("hs6"), err)
		return nil
	}
	j.take(cell{c.Get("hs6"), year, month, place}, v, where)
	return nil
}

func (j *job) partner(code string) (string, error) {
	switch code {
	case "_TOTAL":
		return total, nil
	case "OTHER":
		return "OTH", nil
	}
	return j.places.Find(code)
}

func (j *job) take(k cell, v float64, where string) {
	first, again := j.months[k]
	switch {
	case !again:
		j.months[k], j.where[k] = v, where
	case first == v:
		j.log.Warn(where, "duplicate", "nothing to do: it counts once", "%v is there already", k)
	default:
		j.bad[k] = true
		j.log.Wrong(where, "conflict", "correct the file: the code's year is not taken", "%v is there with another value", k)
	}
}

// A codeYear is what is summed at once.
type codeYear struct{ code, year string }

// years sums what is whole.
func (j *job) years() {
	cells := map[codeYear][]cell{}
	for k := range j.months {
		cells[codeYear{k.code, k.year}] = append(cells[codeYear{k.code, k.year}], k)
	}
	keys := make([]codeYear, 0, len(cells))
	for k := range cells {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b codeYear) int { return strings.Compare(a.code+a.year, b.code+b.year) })
	part := map[string]int{} // year → rows left out
	for _, k := range keys {
		if j.whole(k) {
			j.sum(k, cells[k])
		} else {
			part[k.year] += len(cells[k])
		}
	}
	for _, year := range sorted(part) {
		j.log.Warn(year, "left-out", "import a later edition", "%d rows of a year that is not whole", part[year])
	}
}

func sorted[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// whole reports whether all twelve totals of a code are there.
func (j *job) whole(k codeYear) bool {
	for m := 1; m <= 12; m++ {
		if _, ok := j.months[cell{k.code, k.year, fmt.Sprintf("%02d", m), total}]; !ok {
			return false
		}
	}
	return true
}

// sum adds the months of a code's year by partner. Whole dollars add up
// exactly, in any order.
func (j *job) sum(k codeYear, cells []cell) {
	byPlace, balance := map[string]float64{}, map[string]float64{}
	for _, c := range cells {
		if j.bad[c] {
			return // told already
		}
		if c.place == total {
			balance[c.month] -= j.months[c]
		} else {
			balance[c.month] += j.months[c]
			byPlace[c.place] += j.months[c]
		}
	}
	for _, b := range balance {
		if b != 0 {
			j.log.Wrong(k.code+" "+k.year, "sum", "correct the file", "the partners of a month do not add up to its total")
			return
		}
	}
	j.taken[k.year] = true
	for place, v := range byPlace {
		fl := flows.Flow{Nomenclature: "hs2022", Code: k.code, Kind: "import", Exporter: place, Importer: "USA", Year: k.year,
			Value: intake.Format(v), Unit: "USD", Basis: string(adit.Reported), Source: source}
		j.trade.Add(k.code, fl.Row()) // Book sorts
	}
}
