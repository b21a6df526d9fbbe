// Package uktrade imports the United Kingdom's imports by mineral and origin,
// summed over 24 months and over several HS6 codes of a mineral (HMRC Overseas
// Trade Statistics). It is about minerals and not about codes: its rows are
// figures of the table import_shares, with the statistic import-value, in GBP.
//
// At most twelve partners of a mineral are given: sums are no totals. Partner
// GBR is the return of British goods. “minor-metals”, a bundle of gallium,
// germanium, indium, chromium and more, is no mineral and is left out.
package uktrade

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
)

// Importer reads values by mineral and origin.
var Importer = atlas.Importer{
	Name:   "uktrade",
	About:  "United Kingdom imports by mineral and origin, value of 24 months",
	Wants:  "a table with mineral, from_month, to_month, partner_iso3, import_value_gbp",
	Import: run,
}

const source = "uk-hmrc-ots"

// bundles are names of the file that are no mineral.
var bundles = map[string]bool{"minor-metals": true}

type job struct {
	places, minerals *flows.Finder
	log              flows.Log
	shares           *flows.Book
	left             int
}

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	j := &job{places: flows.NewFinder(in.Places), minerals: flows.NewFinder(in.Minerals)}
	j.shares = flows.NewBook("import_shares", "uktrade", &j.log)
	sources := flows.NewBook("sources", "uktrade", &j.log)
	need := []string{"mineral", "from_month", "to_month", "partner_iso3", "import_value_gbp"}
	for _, f := range in.Files {
		j.left = 0
		sum, err := flows.CSV(ctx, in, f, &j.log, need, j.row)
		if err != nil {
			return nil, err
		}
		if j.left > 0 {
			j.log.Warn(f.Name, "left-out", "nothing to do", "%d rows of a bundle that is no mineral", j.left)
		}
		sources.AddPairs(f.Name, "source", source, "title", "Overseas Trade Statistics, summed by mineral", "publisher", "HM Revenue and Customs",
			"url", "https://www.uktradeinfo.com", "licence", "OGL v3", "file", path.Base(f.Name), "sha256", sum, "years", "2024-2026",
			"note", "sum of 24 months and of several HS6 codes of a mineral, ore to scrap; at most twelve partners a mineral; lithium holds 253090, which mixes many minerals")
	}
	return &atlas.Result{Tables: flows.Tables(j.shares, sources), Faults: j.log.Faults()}, nil
}

var month = regexp.MustCompile(`^(20\d\d)-(0[1-9]|1[0-2])$`)

func (j *job) row(c *atlas.CSV, where string) error {
	name := c.Get("mineral")
	if bundles[name] {
		j.left++
		return nil
	}
	mineral, err := j.minerals.Find(strings.ReplaceAll(name, "-", " "))
	if err != nil {
		j.log.Wrong(where, "unknown-mineral", "add the name to minerals.csv, or correct the file", "%v", err)
		return nil
	}
	partner, err := j.places.Find(c.Get("partner_iso3"))
	if err != nil {
		j.log.Wrong(where, "unknown-country", "add the code to places.csv, or correct the file", "%v", err)
		return nil
	}
	from, to := c.Get("from_month"), c.Get("to_month")
	value, err := flows.Amount(c.Get("import_value_gbp"))
	if err == nil && value == "" {
		err = errors.New("no value")
	}
	if !month.MatchString(from) || !month.MatchString(to) || from > to {
		err = errors.Join(err, fmt.Errorf("%q to %q is not a span of months", from, to))
	}
	if err != nil {
		j.log.Wrong(where, "row", "correct the file", "%v", err)
		return nil
	}
	j.shares.AddPairs(where, "mineral", mineral, "place", "GBR", "partner", partner, "statistic", "import-value",
		"detail", from+" to "+to, "year", to[:4], "value", value, "unit", "GBP", "basis", string(adit.Reported),
		"source", source, "locator", name+", "+c.Get("partner_iso3"))
	return nil
}
