package usgs

import (
	"fmt"
	"regexp"
	"strings"

	"adit/atlas"
)

// A place is where a row is about, and what its name said beside that.
type place struct {
	id   string
	word string // words that tell rows of one place apart: "beneficiated"
	note string // what a reader must know: who is behind a row of several countries
}

var (
	reFootnote = regexp.MustCompile(`[\s,]*\d+(?:,\s*\d+)*\s*$`)
	reParens   = regexp.MustCompile(`\s*\(([^()]*)\)`)
	reExcept   = regexp.MustCompile(`(?i),?\s*(excluding [^,]*|excludes [^,]*)$`)
	reListed   = regexp.MustCompile(`,\s*and\s+|\s+and\s+|,\s*`)
)

// Order matters in parsePlace: names that have commas, brackets or "and" of
// their own (Korea, Republic of; Congo (Kinshasa); Trinidad and Tobago) are
// found before anything is taken off.

// parsePlace reads a country cell: footnote digits and the "e" of estimated
// stick to names (Germany6, Chinae), world totals say how they were made, and
// a row may be about several countries, which is then nobody's place (OTH).
func parsePlace(text string, names *atlas.Names) (place, error) {
	s := strings.Join(strings.Fields(strings.ReplaceAll(text, "\u00a0", " ")), " ")
	if s == "" || s == "NA" { // not available; Namibia's two letters as well
		return place{}, fmt.Errorf("no country: %q", s)
	}
	if id, err := names.Find(s); err == nil {
		return place{id: id}, nil
	}
	s = reFootnote.ReplaceAllString(s, "")
	var p place
	if m := reExcept.FindStringSubmatch(s); m != nil {
		p.note, s = m[1], reExcept.ReplaceAllString(s, "")
	}
	if id := findName(s, names); id != "" {
		p.id = id
		return p, nil
	}
	for _, m := range reParens.FindAllStringSubmatch(s, -1) {
		if m[1] != "rounded" {
			p.word = strings.TrimSpace(strings.Join([]string{p.word, m[1]}, " "))
		}
	}
	bare := strings.TrimSpace(reParens.ReplaceAllString(s, ""))
	if strings.HasPrefix(strings.ToLower(bare), "world") {
		p.id = "WLD"
		if rest := strings.Trim(bare[len("world"):], " ,"); !strings.EqualFold(rest, "total") && rest != "" {
			p.word = strings.TrimSpace(p.word + " " + strings.TrimPrefix(rest, "total, "))
		}
		return p, nil
	}
	if id := findName(bare, names); id != "" {
		p.id = id
		return p, nil
	}
	if several(bare, names) {
		return place{id: "OTH", word: bare, note: "several countries: " + bare}, nil
	}
	if name, rest, ok := strings.Cut(bare, ", "); ok { // “Argentina, crude ore”
		if id := findName(name, names); id != "" {
			return place{id: id, word: strings.TrimSpace(p.word + " " + rest)}, nil
		}
	}
	_, err := names.Find(bare)
	return place{}, err
}

// findName resolves a name, if need be without the footnote letter at its end.
func findName(s string, names *atlas.Names) string {
	if id, err := names.Find(s); err == nil && s != "" {
		return id
	}
	if bare, ok := strings.CutSuffix(s, "e"); ok {
		if id, err := names.Find(strings.TrimSpace(bare)); err == nil && bare != "" {
			return id
		}
	}
	return ""
}

// several reports whether s lists two or more known countries.
func several(s string, names *atlas.Names) bool {
	parts := reListed.Split(s, -1)
	for _, p := range parts {
		if findName(strings.TrimSpace(p), names) == "" {
			return false
		}
	}
	return len(parts) > 1
}
