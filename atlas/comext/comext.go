// Package comext imports Eurostat's Comext: what the 27 member states import by
// partner and product of the Combined Nomenclature (CN8), yearly.
//
// CN8 tells apart what six digits of the Harmonized System lump: gallium
// (81129289), germanium (81129295), indium, niobium, vanadium, the groups of
// rare earths. The files at hand give euros and no weights; where a file has
// the column QUANTITY_IN_KG it is read, and 0 there counts as not given.
//
// For goods from outside the Union the partner is the country of origin. For
// goods from another member it is the country of consignment, which may only
// have handed them on: such rows have the detail “intra-eu”. Greece is EL in
// Comext, and Northern Ireland XI. Secret partners (Q…) and areas without an
// entry among the places stand as OTH with Comext's code in detail.
package comext

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
	"adit/atlas/intake"
)

// Importer reads the yearly table of flows and the names of its codes.
var Importer = atlas.Importer{
	Name:   "comext",
	About:  "imports of the 27 EU member states by partner and CN8 code",
	Wants:  "a Comext table with DECLARANT_ISO, PARTNER_ISO, PRODUCT_NC, FLOW, PERIOD, VALUE_IN_EUROS; cn8_names.csv",
	Import: run,
}

// source is the id of the table of flows.
const source = "comext"

type job struct {
	in                    *atlas.Input
	places                *flows.Finder
	log                   flows.Log
	trade, codes, sources *flows.Book
	years                 map[string]bool
}

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	j := &job{in: in, places: flows.NewFinder(in.Places), years: map[string]bool{}}
	j.trade = flows.NewBook("trade", "comext", &j.log)
	j.codes = flows.NewBook("codes", "comext", &j.log)
	j.sources = flows.NewBook("sources", "comext", &j.log)
	for _, f := range in.Files {
		read := j.flows
		if strings.Contains(path.Base(f.Name), "names") {
			read = j.names
		}
		if err := read(ctx, f); err != nil {
			return nil, err
		}
	}
	return &atlas.Result{Tables: flows.Tables(j.trade, j.codes, j.sources), Faults: j.log.Faults()}, nil
}

func (j *job) flows(ctx context.Context, f atlas.File) error {
	need := []string{"DECLARANT_ISO", "PARTNER_ISO", "PRODUCT_NC", "FLOW", "PERIOD", "VALUE_IN_EUROS"}
	sum, err := flows.CSV(ctx, j.in, f, &j.log, need, func(c *atlas.CSV, where string) error {
		if fl, ok := j.row(c, where); ok {
			j.years[fl.Year] = true
			j.trade.Add(where, fl.Row())
		}
		return nil
	})
	if err != nil {
		return err
	}
	j.source(source, "EU trade by Combined Nomenclature (Comext)", f.Name, sum, "imports, normal trade (statistical procedure 1), "+
		"euros without weights; partner is the country of origin outside the Union and of consignment inside it (intra-eu); "+
		"inward processing and secret partners are left out by the file, so totals can be a little low")
	return nil
}

func (j *job) source(id, title, file, sum, note string) {
	years := make([]string, 0, len(j.years))
	for y := range j.years {
		years = append(years, y)
	}
	slices.Sort(years)
	span := ""
	if len(years) > 0 {
		span = years[0] + "-" + years[len(years)-1]
	}
	j.sources.AddPairs(file, "source", id, "title", title, "publisher", "Eurostat", "url", "https://ec.europa.eu/eurostat/comext/",
		"licence", "Eurostat, reuse with attribution (2011/833/EU)", "file", path.Base(file), "sha256", sum, "years", span, "note", note)
}

// names reads what codes are called; they may come before or after the flows.
func (j *job) names(ctx context.Context, f atlas.File) error {
	sum, err := flows.CSV(ctx, j.in, f, &j.log, []string{"cn8_code", "material_name"}, func(c *atlas.CSV, where string) error {
		code, name := c.Get("cn8_code"), c.Get("material_name")
		if !flows.Digits(code, 8) || name == "" {
			j.log.Wrong(where, "unknown-code", "correct the file", "%q named %q is not a CN8 code with a name", code, name)
			return nil
		}
		j.codes.AddPairs(where, "nomenclature", "cn8", "code", code, "description", name, "source", "comext-names")
		return nil
	})
	if err != nil {
		return err
	}
	j.sources.AddPairs(f.Name, "source", "comext-names", "title", "Names of the CN8 codes, shortened from the Combined Nomenclature",
		"publisher", "Eurostat", "licence", "Eurostat, reuse with attribution (2011/833/EU)", "file", path.Base(f.Name), "sha256", sum)
	return nil
}

var periodPattern = regexp.MustCompile(`^(\d{4})(52)?$`) // 202452 is the whole of 2024

// row reads one flow, or notes why it cannot.
func (j *job) row(c *atlas.CSV, where string) (flows.Flow, bool) {
	member, err1 := j.member(c.Get("DECLARANT_ISO"))
	partner, err2 := j.partner(where, c.Get("PARTNER_ISO"))
	value, err3 := flows.Amount(c.Get("VALUE_IN_EUROS"))
	mass, err4 := tonnes(c.Get("QUANTITY_IN_KG"))
	period := periodPattern.FindStringSubmatch(c.Get("PERIOD"))
	code := c.Get("PRODUCT_NC")
	err := errors.Join(err1, err2, err3, err4)
	switch {
	case err1 != nil || err2 != nil:
		j.log.Wrong(where, "unknown-country", "add the code to place_names.csv, or correct the file", "%v", err)
		return flows.Flow{}, false
	case err == nil && period == nil:
		err = fmt.Errorf("%q is not a year", c.Get("PERIOD"))
	case err == nil && !flows.Digits(code, 8):
		err = fmt.Errorf("%q is not a CN8 code", code)
	case err == nil && value == "":
		err = errors.New("no value")
	}
	if err == nil {
		_, err = flows.Year(period[1])
	}
	if err != nil {
		j.log.Wrong(where, "row", "correct the file", "%v", err)
		return flows.Flow{}, false
	}
	fl := flows.Flow{Nomenclature: "cn8", Code: code, Kind: "import", Exporter: partner.place, Importer: member, Year: period[1],
		Value: value, Unit: "EUR", Mass: mass, Basis: string(adit.Reported), Source: source, Detail: partner.detail}
	return j.direct(c.Get("FLOW"), where, fl)
}

// direct turns a flow that is not an import round.
func (j *job) direct(flow, where string, fl flows.Flow) (flows.Flow, bool) {
	switch flow {
	case "1":
	case "2":
		fl.Kind, fl.Exporter, fl.Importer = "export", fl.Importer, fl.Exporter
	default:
		j.log.Wrong(where, "row", "correct the file", "flow %q is neither 1 (import) nor 2 (export)", flow)
		return fl, false
	}
	return fl, true
}

// tonnes converts Comext's kilograms. 0 there means not given, as it also
// stands beside values of millions.
func tonnes(kg string) (string, error) {
	v, _, err := flows.Number(kg)
	if err != nil || v == 0 {
		return "", err
	}
	return intake.Format(v / 1000), nil
}
