package usgs

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// contents maps MCS's words for what is weighed to short ones. A network must
// know whether a tonne is of metal, of oxide or of ore.
var contents = map[string]string{
	"antimony": "Sb", "arsenic": "As", "beryllium": "Be", "bismuth": "Bi", "bromine": "Br", "chromium": "Cr", "cobalt": "Co",
	"copper": "Cu", "gallium": "Ga", "germanium": "Ge", "ge": "Ge", "gold": "Au", "iron": "Fe", "lead": "Pb", "lithium": "Li",
	"magnesium": "Mg", "manganese": "Mn", "mercury": "Hg", "molybdenum": "Mo", "nickel": "Ni", "niobium": "Nb", "nitrogen": "N",
	"rhenium": "Re", "selenium": "Se", "silicon": "Si", "silver": "Ag", "strontium": "Sr", "sulfur": "S", "tantalum": "Ta",
	"tellurium": "Te", "tin": "Sn", "tungsten": "W", "vanadium": "V", "zinc": "Zn", "zro2": "ZrO2", "cr2o3": "Cr2O3",
	"tio2": "TiO2", "mgo": "MgO", "v2o5": "V2O5", "palladium": "Pd", "platinum": "Pt",
}

var (
	reGross     = regexp.MustCompile(`gross+s? weight|crude ore|recoverable ore|usable ore`)
	reContent   = regexp.MustCompile(`([a-z0-9]+)\)? content|contained ([a-z]+)|content of ([a-z]+)`)
	reGrossNote = regexp.MustCompile(`(?i)^gross weight|in gross weight|^crude ore`)
)

// The order matters. In MCS 2026 strontium is "strontium content unless
// otherwise specified" and its world table "gross weight of celestite" by a
// note; zirconium output is gross and its reserves ZrO2 by the words of the
// statistic; manganese is gross in the head of the chapter, content in its world
// table.

// massOf says what a tonne of a row is a tonne of: what the row itself says,
// then its notes, then the stage rule, then the chapter.
func massOf(detail string, notes []string, rule, byChapter string) string {
	low := strings.ToLower(detail)
	if reGross.MatchString(low) {
		return "gross"
	}
	if m := reContent.FindStringSubmatch(low); m != nil {
		if symbol, ok := contents[m[1]+m[2]+m[3]]; ok {
			return "content:" + symbol
		}
	}
	for _, n := range notes {
		if reGrossNote.MatchString(n) {
			return "gross"
		}
	}
	if rule != "" {
		return rule
	}
	return byChapter
}

// noteLimit keeps tables small enough to be read in a diff.
const noteLimit = 120

// boilerplate starts notes that say nothing about one figure.
var boilerplate = []string{
	"Estimated.", "Estimated .", "Estimated", "Reported.", "Reported", "reported", "Yes", "See Appendix C", "See also", "Data may not add",
	"Includes data for the following", "In addition to the countries", "Source:", "Sources:", "Includes U.S. Geological Survey estimates",
	"Calculated from Schedule B", "Descending order of import share", "Several other countries", "Unless otherwise noted", "NA", "na",
	"Less than ½", "less than ½", "Data adjusted by the U.S. Geological Survey", "Excludes office", "Includes Harmonized Tariff",
	"Gross weight", "Mine production and ore reserves are reported in gross weight", "Only countries that produced",
}

// shorter says often used notes in fewer words; a "?" between words was a minus
// sign before Windows-1252.
var shorter = strings.NewReplacer(" ? ", " – ", "For Australia, Joint Ore Reserves Committee-compliant or equivalent reserves were", "JORC or equivalent:")

// shorten drops boilerplate and what exceeds the limit.
func shorten(parts []string) string {
	var keep []string
	for _, p := range parts {
		p = strings.TrimRight(strings.Join(strings.Fields(strings.ReplaceAll(p, "\u00a0", " ")), " "), ".; ")
		p = shorter.Replace(p)
		if p != "" && !isBoilerplate(p) && !slices.Contains(keep, p) {
			keep = append(keep, p)
		}
	}
	note := strings.Join(keep, "; ")
	if utf8.RuneCountInString(note) <= noteLimit {
		return note
	}
	cut := string([]rune(note)[:noteLimit-1])
	if i := strings.LastIndexAny(cut, " "); i > noteLimit/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;(") + "…"
}

// isBoilerplate: short words must be the whole note, long ones its beginning.
func isBoilerplate(p string) bool {
	for _, b := range boilerplate {
		short := len(b) < 12
		if p == strings.TrimRight(b, ". ") || !short && strings.HasPrefix(p, b) {
			return true
		}
	}
	return strings.HasPrefix(p, "Source")
}

// shortDetail bounds the source's own words.
const shortDetail = 90

// clip shortens words of the source that are whole sentences.
func clip(s string) string {
	if utf8.RuneCountInString(s) <= shortDetail {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:shortDetail-1]), " ,;(") + "…"
}

// slug makes a word of a text: "Ore and concentrates" → "ore-and-concentrates".
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.':
			b.WriteRune(r)
		case r == '\'' || r == '’':
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	out := ""
	for _, w := range words {
		if len(out)+len(w) > 40 {
			break
		}
		out = strings.Trim(out+"-"+strings.Trim(w, "."), "-.")
	}
	return out
}
