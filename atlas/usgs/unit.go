package usgs

import (
	"fmt"
	"strings"
)

// A unit is adit's unit and how many of it one printed unit is.
type unit struct {
	name   string
	factor string // a decimal
}

// printedUnits are the units of MCS 2025 and 2026, in lower case. "Ton" is the
// metric ton throughout MCS unless it says short ton.
var printedUnits = map[string]unit{
	"metric tons": {"t", "1"}, "tons": {"t", "1"}, "kilograms": {"t", "0.001"},
	"thousand metric tons": {"t", "1000"}, "thousand metric dry tons": {"t", "1000"},
	"million metric tons": {"t", "1000000"},
	"million carats":      {"ct", "1000000"}, "thousand carats": {"ct", "1000"}, "thousands of carats": {"ct", "1000"},
	"million liters": {"L", "1000000"}, "million cubic meters": {"m3", "1000000"},
	"million square feet": {"m2", "92903.04"},
	"percent":             {"%", "1"}, "number": {"persons", "1"}, "index": {"index", "1"},
	"million dollars":        {"M USD", "1"},
	"dollars per metric ton": {"USD/t", "1"}, "dollars per ton": {"USD/t", "1"},
	"dollars per kilogram": {"USD/kg", "1"}, "dollars per gram": {"USD/g", "1"},
	"dollars per 10-grams": {"USD/g", "0.1"}, "dollars per 25 grams": {"USD/g", "0.04"}, "dollars per 50 grams": {"USD/g", "0.02"},
	"dollars per 100 milliliters": {"USD/L", "10"}, "dollars per 100 mililiters": {"USD/L", "10"},
	"dollars per pound": {"USD/lb", "1"}, "cents per pound": {"USc/lb", "1"},
	"dollars per troy ounce": {"USD/oz", "1"}, "dollars per carat": {"USD/ct", "1"},
	"dollars per short ton": {"USD/short ton", "1"}, "dollars per dry metric ton unit": {"USD/mtu", "1"},
}

// Prices stay per the unit they are quoted in: a dollar a pound and a dollar a
// kilogram are different series, and the atlas converts when it is asked to.
// Only lots are divided: "dollars per 50 grams" is a price per gram.

// headerUnits are the unit suffixes of the per-commodity files of 2023–2025.
var headerUnits = map[string]unit{
	"t": {"t", "1"}, "kt": {"t", "1000"}, "mmt": {"t", "1000000"}, "mt": {"t", "1000000"}, "kg": {"t", "0.001"},
	"ct": {"ct", "1"}, "kct": {"ct", "1000"}, "mct": {"ct", "1000000"},
	"mcm": {"m3", "1000000"}, "msqft": {"m2", "92903.04"},
	// In these files "mt" and "mmt" are million tons, and "num" is of people.
	"pct": {"%", "1"}, "num": {"persons", "1"}, "index": {"index", "1"}, "mdol": {"M USD", "1"},
	"dt": {"USD/t", "1"}, "dkg": {"USD/kg", "1"}, "dg": {"USD/g", "1"}, "dlb": {"USD/lb", "1"}, "ctslb": {"USc/lb", "1"},
	"dto": {"USD/oz", "1"}, "dtoz": {"USD/oz", "1"}, "dct": {"USD/ct", "1"}, "dst": {"USD/short ton", "1"},
	"dmtu": {"USD/mtu", "1"},
}

// unitOf reads a printed unit. The detail of the row wins where it contradicts
// the unit column, which repeats the unit of the chapter: MCS 2026 gives
// wallboard in million square feet as "thousand metric tons", and manganese ore
// by the metric ton unit as "dollars per metric ton".
func unitOf(printed, detail string) (unit, error) {
	low := strings.ToLower(detail)
	switch {
	case strings.Contains(low, "million square feet"):
		return printedUnits["million square feet"], nil
	case strings.HasPrefix(low, "price") && strings.Contains(low, "dollars per metric ton unit"):
		return printedUnits["dollars per dry metric ton unit"], nil
	}
	u, ok := printedUnits[strings.ToLower(strings.TrimSpace(printed))]
	if !ok {
		return unit{}, fmt.Errorf("unknown unit %q", printed)
	}
	return u, nil
}
