package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A Reach is how much trade the customs codes of a control hold in a year.
// Codes mostly hold other goods too, so that it is the most that it can cover.
type Reach struct {
	Year    adit.Year `json:"year"`
	USD     float64   `json:"value_usd"`
	Tonnes  float64   `json:"gross_t"`
	NoMass  float64   `json:"value_without_tonnes_usd"` // of rows whose mass is not given
	Codes   int       `json:"codes"`
	Traded  []string  `json:"codes_with_trade"`
	Lacking []string  `json:"codes_without_trade"` // not in the atlas's trade, or none between these places
	Why     string    `json:"unknown_because,omitempty"`
}

// A lane is what passes from one country to another.
type lane struct{ from, to string }

type flow struct{ usd, tonnes, noMass float64 }

// flows are reconciled trade by code, of the latest year that has tonnes.
type flows struct {
	year   adit.Year
	byCode map[string]map[lane]flow
}

// readFlows reads reconciled trade of the codes that are asked for. Extracts
// without tonnes are left out: they are parts of the same flows.
func readFlows(a *atlas.Atlas, codes map[string]bool) flows {
	f := flows{byCode: map[string]map[lane]flow{}}
	source := ""
	for r := range a.Rows("trade") {
		if r.Get("flow") == "reconciled" && r.Get("mass_t") != "" && r.Year() > f.year {
			f.year, source = r.Year(), r.Get("source")
		}
	}
	for r := range a.Rows("trade") {
		code := r.Get("code")
		if r.Get("source") != source || r.Year() != f.year || !codes[code] {
			continue
		}
		if f.byCode[code] == nil {
			f.byCode[code] = map[lane]flow{}
		}
		l := lane{r.Get("exporter"), r.Get("importer")}
		was := f.byCode[code][l]
		v, _ := r.Number("value")
		v *= perUnit[r.Get("value_unit")]
		t, known := r.Number("mass_t")
		was.usd += v
		was.tonnes += t
		if !known {
			was.noMass += v
		}
		f.byCode[code][l] = was
	}
	return f
}

var perUnit = map[string]float64{"USD": 1, "kUSD": 1e3, "M USD": 1e6}

// onArrivals are measures on what arrives.
var onArrivals = []string{"tariff", "procurement ban"}

// notTrade are measures that no customs code tells.
var notTrade = []string{"ban (technology)", "licence (technology)", "quota (production)", "ban (production)", "benchmark"}

// reach sums the trade that a control's codes hold between those that it is on.
func (f flows) reach(c *Control, members func(string) []string) Reach {
	r := Reach{Year: f.year, Codes: len(c.Codes), Traded: []string{}, Lacking: []string{}}
	switch {
	case slices.ContainsFunc(notTrade, func(m string) bool { return strings.HasPrefix(c.Measure, m) }):
		r.Why = "not a measure on trade"
		return r
	case len(c.Codes) == 0:
		r.Why = "no customs codes are known"
		return r
	}
	from, to := members(c.Imposer), all(c.Targets, members)
	if slices.ContainsFunc(onArrivals, func(m string) bool { return strings.HasPrefix(c.Measure, m) }) {
		from, to = to, from
	}
	for _, code := range c.Codes {
		sum, found := f.between(code, from, to)
		if !found {
			r.Lacking = append(r.Lacking, code)
			continue
		}
		r.Traded = append(r.Traded, code)
		r.USD, r.Tonnes, r.NoMass = r.USD+sum.usd, r.Tonnes+sum.tonnes, r.NoMass+sum.noMass
	}
	if len(r.Traded) == 0 {
		r.Why = fmt.Sprintf("no trade of %d in its codes between these places is in the atlas", f.year)
	}
	return r
}

// between sums a code's flows; no list is everywhere. Lanes go by name, so that
// sums are the same each time.
func (f flows) between(code string, from, to []string) (sum flow, found bool) {
	lanes := slices.SortedFunc(maps.Keys(f.byCode[code]), func(a, b lane) int { return strings.Compare(a.from+a.to, b.from+b.to) })
	for _, l := range lanes {
		if len(from) > 0 && !slices.Contains(from, l.from) || len(to) > 0 && !slices.Contains(to, l.to) {
			continue
		}
		x := f.byCode[code][l]
		sum.usd, sum.tonnes, sum.noMass = sum.usd+x.usd, sum.tonnes+x.tonnes, sum.noMass+x.noMass
		found = true
	}
	return sum, found
}

func all(names []string, members func(string) []string) []string {
	var ids []string
	for _, n := range names {
		ids = append(ids, members(n)...)
	}
	return ids
}
