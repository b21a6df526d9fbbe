package usgs

import (
	"fmt"
	"regexp"
	"strings"

	"adit"
)

// A cell is what one printed cell says. Bounds and value are in the printed
// unit unless own is set. All three nil means that no number is known.
type cell struct {
	value, low, high dec
	basis            adit.Basis // blank: as the notes say, reported or estimated
	flag             string     // the source's word where it prints no number
	own              string     // unit of the bounds, where the cell names its own: "t", "ct"
	not              bool       // not a figure at all: XX, “Variable, depending on …”
}

var (
	number   = `(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)`
	reNumber = regexp.MustCompile(`^([-−?]?)` + number + `$`)
	reBound  = regexp.MustCompile(`^([<>])\s*` + number + `$`)
	reRange  = regexp.MustCompile(`^` + number + `\s*[–-]\s*` + number + `$`)
	reLess   = regexp.MustCompile(`(?i)^less than ` + number + `\s*(tons|carats)\.?$`)
	reHalf   = regexp.MustCompile(`(?i)less than (?:½|1/2|a half|one-half)\s*unit`)
	reBelow  = regexp.MustCompile(`(?i)less than ` + number + `\s*(tons|carats)`)
	reWords  = regexp.MustCompile(`(?i)^(?:categorized as )?"?(large|small|moderate|moderate to large|very small)"?$`)
)

// parseCell reads a cell with the notes of its row, which say what "s" means
// (W, NA, XX, E and s: MCS 2026, p. 4 and the notes of the data release).
// An empty cell is the caller's business.
func parseCell(text, notes string) (cell, error) {
	s := strings.TrimSpace(strings.ReplaceAll(text, "\u00a0", " "))
	if c, ok := parseWord(s, notes); ok {
		return c, nil
	}
	if estimated, ok := strings.CutPrefix(s, "e"); ok && reNumber.MatchString(estimated) {
		return cell{value: parseDec(estimated), basis: adit.Estimated}, nil
	}
	if m := reNumber.FindStringSubmatch(s); m != nil {
		v := parseDec(m[2])
		if m[1] != "" { // a minus sign that Windows-1252 lacks was written '?'
			v.Neg(v)
		}
		return cell{value: v}, nil
	}
	if m := reBound.FindStringSubmatch(s); m != nil {
		if m[1] == ">" {
			return cell{low: parseDec(m[2]), flag: s}, nil
		}
		return cell{low: whole(0), high: parseDec(m[2]), flag: s}, nil
	}
	if m := reRange.FindStringSubmatch(s); m != nil {
		low, high := parseDec(m[1]), parseDec(m[2])
		if low.Cmp(high) > 0 {
			return cell{}, fmt.Errorf("range %q runs downwards", s)
		}
		return cell{low: low, high: high, flag: s}, nil
	}
	return cell{}, fmt.Errorf("value %q is neither a number nor a word of MCS", s)
}

// parseWord reads what is printed in place of a number. The dash is a reported
// zero in MCS ("— Zero"), unlike NA; an empty cell is not the dash.
func parseWord(s, notes string) (cell, bool) {
	switch strings.ToUpper(s) {
	case "—", "–", "-":
		return cell{value: whole(0)}, true
	case "W":
		return cell{low: whole(0), basis: adit.Withheld, flag: "W"}, true
	case "NA":
		return cell{basis: adit.Unknown, flag: "NA"}, true
	case "XX":
		return cell{not: true}, true
	case "E":
		return cell{high: whole(0), flag: "E"}, true
	case "S":
		return parseSmall(notes), true
	}
	switch m := reLess.FindStringSubmatch(s); {
	case m != nil:
		return below(m, s), true
	case reHalf.MatchString(s):
		return cell{low: whole(0), high: parseDec("0.5"), flag: "<½ unit"}, true
	case reWords.MatchString(s), strings.HasPrefix(strings.ToLower(s), "included "):
		return cell{basis: adit.Unknown, flag: s}, true
	case strings.HasPrefix(s, "Variable"):
		return cell{not: true}, true
	}
	return cell{}, false
}

// parseSmall reads "s": mostly less than half a unit, but also "included with
// other countries" and "no meaningful figure", which are not small at all.
func parseSmall(notes string) cell {
	if reHalf.MatchString(notes) {
		return cell{low: whole(0), high: parseDec("0.5"), flag: "s"}
	}
	if m := reBelow.FindStringSubmatch(notes); m != nil {
		return below(m, "s")
	}
	return cell{basis: adit.Unknown, flag: "s"}
}

// below is "less than 500 carats": the bound is in its own unit, whatever the
// unit of the row.
func below(m []string, flag string) cell {
	own := "t"
	if strings.EqualFold(m[2], "carats") {
		own = "ct"
	}
	return cell{low: whole(0), high: parseDec(m[1]), flag: flag, own: own}
}

// scaled returns the cell in adit's unit, by a factor that is a decimal. Bounds
// that name their own unit are there already.
func (c cell) scaled(factor dec, unit string) cell {
	if c.own != "" && c.own == unit {
		return c
	}
	c.value, c.low, c.high = times(c.value, factor), times(c.low, factor), times(c.high, factor)
	return c
}
