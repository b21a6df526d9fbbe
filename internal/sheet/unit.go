package sheet

import "strings"

// units are what names of columns end in, the longest first.
var units = []struct{ suffix, unit string }{
	{"usd_per_contained_tonne_a_year", "USD per t a year"},
	{"_usd_per_kg", "USD/kg"},
	{"_usd_per_t", "USD/t"},
	{"_t_per_y", "t a year"},
	{"_months", "months"},
	{"_years", "years"},
	{"_share", "share, 0 to 1"},
	{"_ratio", "ratio"},
	{"_usd", "USD"},
	{"_pct", "%"},
	{"_mw", "MW"},
	{"_kg", "kg"},
	{"_km", "km"},
	{"_t", "t"},
}

// bounded are names of parts of a share (exposure.Bounded).
var bounded = []string{"share", "low", "high", "p5", "p95"}

// Unit is the unit that a name tells, or "".
func Unit(name string) string {
	for _, u := range units {
		if strings.HasSuffix(name, u.suffix) {
			return u.unit
		}
	}
	_, part, within := strings.Cut(name, ".")
	for _, b := range bounded {
		if name == "share" || strings.HasPrefix(name, "share_") || within && part == b {
			return "share, 0 to 1"
		}
	}
	return ""
}

// head is a column's head for people: the name, and its unit where the name
// does not spell it.
func head(c Column) string {
	if u := Unit(c.Name); u != "" {
		return c.Name + " (" + u + ")"
	}
	return c.Name
}
