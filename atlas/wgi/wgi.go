// Package wgi imports the World Bank's Worldwide Governance Indicators: six
// estimates per country and year, each with its standard error, from about
// −2.5 (weak) to 2.5 (strong), and the mean of the six in the latest edition.
// Means over years are computed where they are used, not stored.
package wgi

import (
	"context"
	"errors"
	"fmt"
	"math"

	"adit"
	"adit/atlas"
	"adit/atlas/intake"
)

const (
	yearly = "wgi_1996_2019.csv"
	latest = "wgi_mean6_latest.csv"

	yearlySource = "wgi-2020"
	latestSource = "wgi-latest"

	// firstYear is the first that is embedded: study averages of the EU start
	// in 2012.
	firstYear = 2010
	// latestYear dates the means of the latest edition. The file says "latest
	// year with data, 2015–2024".
	latestYear = "2024"
)

// Importer reads the yearly file, the latest means, or both.
var Importer = atlas.Importer{
	Name:   "wgi",
	About:  "World Bank governance indicators, 2010–2019 and the latest mean",
	Wants:  yearly + ", " + latest,
	Import: run,
}

// indicators maps the file's names to those of the table.
var indicators = map[string]string{
	"VoiceandAccountability":  "voice-and-accountability",
	"PoliticalStability":      "political-stability",
	"GovernmentEffectiveness": "government-effectiveness",
	"RegulatoryQuality":       "regulatory-quality",
	"RuleofLaw":               "rule-of-law",
	"ControlofCorruption":     "control-of-corruption",
}

// oldCodes are the World Bank's own codes of the time; ISO has others.
var oldCodes = map[string]string{"ADO": "AND", "KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "ZAR": "COD"}

func run(ctx context.Context, in *atlas.Input) (*atlas.Result, error) {
	res, _, err := count(ctx, in)
	return res, err
}

// count imports, and says what became of every row of every file.
func count(ctx context.Context, in *atlas.Input) (*atlas.Result, map[string]intake.Count, error) {
	im := &importing{in: in, governance: atlas.NewTable("governance", "wgi"), sources: atlas.NewTable("sources", "wgi"), counts: map[string]intake.Count{}, keys: intake.Keys{}}
	if f, ok := intake.Find(in.Files, yearly); ok {
		if err := im.yearly(ctx, f); err != nil {
			return nil, nil, fmt.Errorf("wgi: %w", err)
		}
	}
	if f, ok := intake.Find(in.Files, latest); ok {
		if err := im.latest(f); err != nil {
			return nil, nil, fmt.Errorf("wgi: %w", err)
		}
	}
	if len(im.counts) == 0 {
		return nil, nil, fmt.Errorf("wgi: %w %s or %s", errNone, yearly, latest)
	}
	im.governance.Sort()
	im.sources.Sort()
	return &atlas.Result{Tables: []*atlas.Table{im.governance, im.sources}, Faults: im.faults}, im.counts, nil
}

var errNone = errors.New("none of the files of the indicators; wanted")

type importing struct {
	in                  *atlas.Input
	governance, sources *atlas.Table
	counts              map[string]intake.Count
	keys                intake.Keys
	faults              adit.Faults
}

// yearly reads the estimates by year. The file is Windows-1252.
func (im *importing) yearly(ctx context.Context, f atlas.File) error {
	s, err := intake.Read(f, atlas.Windows1252, []string{"Country/Territory", "Code", "Year", "Estimate", "StdErr", "Indicator"},
		[]string{"Code", "Year", "Indicator"})
	if err != nil {
		return err
	}
	for i, r := range s.Rows {
		if i%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		im.estimate(r)
	}
	im.add(s, yearlySource, "1996-2019, edition of 2020", "2020", "1996-2019",
		"only 2010-2019 are kept; estimates and standard errors rounded to 3 decimals; World Bank codes of the time turned into ISO")
	return s.Count.Balance()
}

func (im *importing) add(s *intake.Sheet, id, edition, published, years, note string) {
	im.faults = append(im.faults, s.Report()...)
	im.counts[s.Name] = s.Count
	im.sources.Add("source", id, "title", "Worldwide Governance Indicators", "publisher", "World Bank", "edition", edition, "published", published,
		"url", "https://www.worldbank.org", "licence", "CC BY 4.0",
		"file", s.Name, "sha256", s.Sum, "years", years, "note", note)
}

func (im *importing) estimate(r intake.Row) {
	year, err := intake.Within(r.Get("Year"), 1996, 2100)
	if err != nil || year != math.Trunc(year) {
		r.Refuse("year", "a calendar year", "year %q", r.Get("Year"))
		return
	}
	indicator, ok := indicators[r.Get("Indicator")]
	if !ok {
		r.Refuse("indicator", "one of the six indicators", "unknown indicator %q", r.Get("Indicator"))
		return
	}
	at, ok := im.place(r)
	if !ok {
		return
	}
	if year < firstYear {
		r.Leave("before 2010")
		return
	}
	if r.Get("Estimate") == "" || r.Get("Estimate") == "NA" {
		r.Leave("no estimate for this place and year")
		return
	}
	value, err1 := intake.Within(r.Get("Estimate"), -5, 5)
	stderr, err2 := intake.Within(r.Get("StdErr"), 0, 5)
	if err := errors.Join(err1, err2); err != nil {
		r.Refuse("estimate", "estimates lie between about −2.5 and 2.5", "%v", err)
		return
	}
	if !im.keys.Fresh(r, at, intake.Format(year), indicator) {
		return
	}
	r.Keep()
	im.governance.Add("place", at, "year", intake.Format(year), "indicator", indicator, "value", rounded(value),
		"std_error", rounded(stderr), "basis", "estimated", "source", yearlySource)
}

// place resolves the name and the code, which must mean the same country.
func (im *importing) place(r intake.Row) (string, bool) {
	byName, err := im.in.Places.Find(r.Get("Country/Territory"))
	if err != nil {
		r.Refuse("unknown-country", "add the spelling to place_names, or read the file in its own encoding", "%v", err)
		return "", false
	}
	code := r.Get("Code")
	if iso, old := oldCodes[code]; old {
		code = iso
	}
	if byName != code {
		r.Refuse("country-code", "find out which is right", "%q is %s, but the code is %q", r.Get("Country/Territory"), byName, r.Get("Code"))
		return "", false
	}
	return byName, true
}

// rounded keeps 3 decimals: standard errors are about 0.2.
func rounded(x float64) string { return intake.Format(math.Round(x*1e3) / 1e3) }

// latest reads the mean of the six indicators by ISO code of two letters.
func (im *importing) latest(f atlas.File) error {
	s, err := intake.Read(f, atlas.UTF8, []string{"iso2", "wgi_mean6"}, []string{"iso2"})
	if err != nil {
		return err
	}
	for _, r := range s.Rows {
		at, err := im.in.Places.Find(r.Get("iso2"))
		if err != nil {
			r.Refuse("unknown-country", "two letters of ISO 3166-1", "%v", err)
			continue
		}
		value, err := intake.Within(r.Get("wgi_mean6"), -5, 5)
		if err != nil {
			r.Refuse("estimate", "estimates lie between about −2.5 and 2.5", "%v", err)
			continue
		}
		if !im.keys.Fresh(r, at, latestYear, "mean6") {
			continue
		}
		r.Keep()
		im.governance.Add("place", at, "year", latestYear, "indicator", "mean6", "value", rounded(value),
			"basis", "derived", "source", latestSource)
	}
	im.add(s, latestSource, "latest", "", "2015-2024", "mean of the six estimates in the latest year with data, which differs by place (2015 to 2024)")
	return s.Count.Balance()
}
