// Package oecd imports the country risk classes of the Participants to the
// Arrangement on Officially Supported Export Credits, for users who have the
// list: no licence was seen with it, so adit does not ship it.
//
// A file is named oecd_crc_YEAR.csv and has the columns country, iso3, crc (0 to
// 7, the worst) and notes. 0 is a country that is not classified: of high income,
// or too small.
package oecd

import (
	"context"
	"fmt"
	"math"
	"path"
	"regexp"

	"adit"
	"adit/atlas"
	"adit/atlas/intake"
)

// Importer reads the list of one year or several.
var Importer = atlas.Importer{
	Name:  "oecd",
	About: "OECD country risk classes of export credits; never embedded",
	Wants: "oecd_crc_YEAR.csv",
	Import: func(_ context.Context, in *atlas.Input) (*atlas.Result, error) {
		res, _, err := count(in)
		return res, err
	},
}

var named = regexp.MustCompile(`^oecd_crc_([0-9]{4})\.csv$`)

// otherCodes are codes of the list that ISO has not.
var otherCodes = map[string]string{"XKV": "XKX"}

// count imports, and says what became of every row of every file.
func count(in *atlas.Input) (*atlas.Result, map[string]intake.Count, error) {
	risk, sources := atlas.NewTable("country_risk", "oecd"), atlas.NewTable("sources", "oecd")
	counts, keys := map[string]intake.Count{}, intake.Keys{}
	var faults adit.Faults
	for _, f := range in.Files {
		m := named.FindStringSubmatch(path.Base(f.Name))
		if m == nil {
			continue
		}
		s, err := intake.Read(f, atlas.UTF8, []string{"country", "iso3", "crc"}, []string{"iso3"})
		if err != nil {
			return nil, nil, fmt.Errorf("oecd: %w", err)
		}
		id := "oecd-crc-" + m[1]
		for _, r := range s.Rows {
			class(in, r, keys, risk, m[1], id)
		}
		sources.Add("source", id, "title", "Country risk classifications of the Participants to the Arrangement on Officially Supported Export Credits",
			"publisher", "OECD", "edition", m[1], "published", m[1], "url", "https://www.oecd.org", "licence", "not seen; not embedded", "file", s.Name, "sha256", s.Sum, "years", m[1])
		faults = append(faults, s.Report()...)
		counts[s.Name] = s.Count
		if err := s.Count.Balance(); err != nil {
			return nil, nil, err
		}
	}
	if len(counts) == 0 {
		return nil, nil, fmt.Errorf("oecd: none of the files is named oecd_crc_YEAR.csv")
	}
	risk.Sort()
	sources.Sort()
	return &atlas.Result{Tables: []*atlas.Table{risk, sources}, Faults: faults}, counts, nil
}

func class(in *atlas.Input, r intake.Row, keys intake.Keys, risk *atlas.Table, year, source string) {
	code := r.Get("iso3")
	if iso, other := otherCodes[code]; other {
		code = iso
	}
	at, err := in.Places.Find(code)
	if err != nil || at != code {
		r.Refuse("unknown-country", "three letters of ISO 3166-1", "%q (%s)", r.Get("iso3"), r.Get("country"))
		return
	}
	v, err := intake.Within(r.Get("crc"), 0, 7)
	if err != nil || v != math.Trunc(v) {
		r.Refuse("class", "a whole number from 0 to 7", "class %q", r.Get("crc"))
		return
	}
	if !keys.Fresh(r, at, year) {
		return
	}
	r.Keep()
	note := ""
	if v == 0 {
		note = "not classified: of high income, or too small"
	}
	risk.Add("place", at, "year", year, "class", intake.Format(v), "basis", "reported", "source", source, "note", note)
}
