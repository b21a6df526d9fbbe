package usgs

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
)

// A sheet is one raw file being read.
type sheet struct {
	*importRun
	raw    rawFile
	source string
	group  *fileGroup
	csv    *atlas.CSV

	strange bool            // a row of another edition was seen
	fixed   map[string]bool // tables whose unit was put right
}

// read reads the file in its shape.
func (s *sheet) read(r io.Reader) error {
	enc := atlas.UTF8
	if s.raw.kind == commodities {
		enc = atlas.Windows1252
	}
	c, err := atlas.NewCSV(r, s.raw.base, enc)
	if err != nil {
		return err
	}
	s.csv = c
	err = s.rows()
	s.faults = append(s.faults, c.Faults...)
	return err
}

func (s *sheet) rows() error {
	switch s.raw.kind {
	case commodities:
		return s.commodities()
	case worldFile:
		return s.worldFile()
	case worldWide:
		return s.worldWide()
	case salientWide:
		return s.salientWide()
	case figure2:
		return s.figure2()
	case table4:
		return s.table4()
	default:
		return s.table5()
	}
}

// each calls f for every whole row.
func (s *sheet) each(f func()) error {
	for {
		ok, err := s.csv.Next()
		if err != nil || !ok {
			return err
		}
		f()
	}
}

// figure takes one cell: it parses it, counts it, and keeps it as a record or
// as a fault.
func (s *sheet) figure(r *record, text string, u unit) {
	s.group.in++
	c, err := parseCell(text, strings.Join(r.notes, "; "))
	switch {
	case err != nil:
		s.group.faulty++
		s.csv.Fault("value", "see the printed MCS; add the spelling to parseCell if it is a new word", "%v", err)
	case c.not:
		s.group.notFigures++
	case c.value != nil && c.value.Sign() < 0 && r.statistic != "stockpile_shipments":
		s.group.faulty++ // "(4)", the number of a footnote, was saved as -4
		s.csv.Fault("negative", "see the printed MCS: the footnote of that number says what it is", "figure %q of %s is negative", text, r.statistic)
	case u.name == "":
		s.group.faulty++
		s.csv.Fault("unit", "add the unit to usgs and, if it is new, to atlas.Units", "figure %q has no unit", text)
	default:
		r.c, r.source, r.file, r.line = c, s.source, s.raw.base, s.csv.Line
		r.finish(u)
		s.records = append(s.records, r)
	}
}

// refuse counts a figure that cannot be placed, and says why.
func (s *sheet) refuse(rule, remedy string, err error) {
	s.group.in++
	s.group.faulty++
	s.csv.Fault(rule, remedy, "%v", err)
}

// basisOf reads reported or estimated from the notes of a row.
func basisOf(notes []string) adit.Basis {
	for _, n := range notes {
		if strings.HasPrefix(n, "Estimated") && !strings.HasPrefix(n, "Estimated amount of rhenium") {
			return adit.Estimated
		}
	}
	return adit.Reported
}

// splitNotes splits the notes of MCS 2026, which joins them with " -- ".
func splitNotes(s string) []string {
	s = strings.ReplaceAll(s, "Estimated .-- ", "Estimated. -- ")
	var parts []string
	for _, p := range strings.Split(s, " -- ") {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// yearOf reads 2025, 2021–24 and what is left of it where the dash was lost
// (202124); average says that it is a range.
func yearOf(s string) (year string, average string, err error) {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	switch len(digits) {
	case 4:
		year = digits
	case 6:
		year, average = digits[:2]+digits[4:], "average "+digits[:4]+"–"+digits[4:]
	case 8:
		year, average = digits[4:], "average "+digits[:4]+"–"+digits[6:]
	}
	if n, e := strconv.Atoi(year); e != nil || n < 1900 || n > 2100 {
		return "", "", fmt.Errorf("year %q", s)
	}
	return year, average, nil
}
