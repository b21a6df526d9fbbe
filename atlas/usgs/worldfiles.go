package usgs

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"adit"
)

// worldNames are the statistics in the headers of world files.
var worldNames = map[string]string{"prod": "production", "cap": "capacity", "reserves": "reserves", "pcap": "capacity"}

// The world files of 2023 to 2025 spread one row over the years and the three
// statistics, with a column of notes for each, in which W, NA and Large stand
// when the column of figures is empty.

// A column is a column of figures: what it counts, of when, in which unit.
type column struct {
	header, statistic, detail string
	year                      int
	estimated                 bool
	unit                      unit
	notes                     string // header of the column of notes
}

// unitFixes are the units of tables whose own unit contradicts every other
// edition by a factor of 1,000, or the notes of the same table
// (TestEditionsAgree compares editions).
var unitFixes = map[string]string{
	"2023 chrom production": "thousand metric tons", // Prod_t: 18,000 for South Africa
	"2023 rheni reserves":   "kilograms",            // Reserves_kt
	"2023 vanad reserves":   "thousand metric tons", // Reserves_t: 9,500 for China
	"2024 selen reserves":   "metric tons",          // Reserves_kt
	"2024 talc reserves":    "thousand metric tons", // Reserves_t
	"2025 molyb reserves":   "thousand metric tons", // said in the notes of some rows
	"2025 vanad reserves":   "thousand metric tons", // said in the note of the total
	"2025 timin production": "thousand metric tons", // 3,300 for China
	"2025 timin reserves":   "thousand metric tons",
	"2025 sandi production": "thousand metric tons", // 130,000 for the United States
	"2026 vanad reserves":   "thousand metric tons", // 21,000 for the world
}

// fixUnit returns the unit that a table should have, and says once that it was
// put right.
func (s *sheet) fixUnit(r *record, u unit) unit {
	fix := unitFixes[fmt.Sprintf("%d %s %s", s.raw.edition, r.code, r.statistic)]
	if fix == "" || printedUnits[fix] == u {
		return u
	}
	key := r.code + " " + r.statistic
	if !s.fixed[key] {
		s.fixed[key] = true
		s.faults = append(s.faults, adit.Fault{Where: fmt.Sprintf("%s:%d", s.raw.base, s.csv.Line), Rule: "unit-corrected", Severity: adit.Doubtful,
			What: fmt.Sprintf("%s of %s: read in %s, not in the unit of the file; other editions agree", r.statistic, r.mineral, fix), Remedy: "none needed"})
	}
	r.notes = append([]string{"unit corrected to " + fix}, r.notes...)
	return printedUnits[fix]
}

// misplaced are columns of MCS 2025 that hold capacity under the name of
// reserves; for magnesium the capacity columns hold it as well.
var misplaced = map[string]string{"2025 indiu reserves": "capacity", "2025 mgmet reserves": ""}

var reWorldColumn = regexp.MustCompile(`^(PROD|CAP|RESERVES)_(EST_)?\s*(\d{4})$`)

// worldFile reads the world table of MCS 2025: all commodities in one file.
func (s *sheet) worldFile() error {
	if err := s.csv.Need("COMMODITY", "COUNTRY", "TYPE", "UNIT_MEAS"); err != nil {
		return err
	}
	notes := map[string]string{"PROD": "PROD_NOTES", "CAP": "CAP_NOTES", "RESERVES": "RESERVE_NOTES"}
	var cols []column
	for _, h := range s.csv.Header {
		if m := reWorldColumn.FindStringSubmatch(h); m != nil {
			year, _ := strconv.Atoi(m[3])
			cols = append(cols, column{header: h, statistic: worldNames[strings.ToLower(m[1])], year: year, estimated: m[2] != "", notes: notes[m[1]]})
		}
	}
	if len(cols) == 0 {
		return fmt.Errorf("%s:1: no column of figures (PROD_<year>, CAP_<year>, RESERVES_<year>)", s.raw.base)
	}
	return s.each(func() {
		for _, c := range cols {
			s.worldCell(c, s.csv.Get("COMMODITY"), s.csv.Get("COUNTRY"), s.csv.Get("TYPE"), s.csv.Get("UNIT_MEAS"))
		}
	})
}

// worldWide reads a world table of one commodity, as in MCS 2023 and 2024.
func (s *sheet) worldWide() error {
	if err := s.csv.Need("Country"); err != nil {
		return err
	}
	cols, err := s.wideColumns()
	if err != nil {
		return err
	}
	if len(s.csv.Header) < 4 {
		return fmt.Errorf("%s:1: %d columns are no world table", s.raw.base, len(s.csv.Header))
	}
	kind := "Type"
	if s.csv.Need(kind) != nil { // MCS 2024 fluorspar heads the column with its content
		kind = s.csv.Header[2]
	}
	return s.each(func() {
		if s.stranger() {
			return
		}
		for _, c := range cols {
			s.worldCell(c, s.raw.code, s.csv.Get("Country"), s.csv.Get(kind), "")
		}
	})
}

// stranger reports, and notes once, that a row says it is of another edition:
// mcs2024-cobal_salient.csv holds the cobalt table of MCS 2023.
func (s *sheet) stranger() bool {
	edition := strings.ReplaceAll(s.csv.Get("Source"), " ", "")
	if edition == "" || edition == fmt.Sprintf("MCS%d", s.raw.edition) {
		return false
	}
	if !s.strange {
		s.strange = true
		s.csv.Fault("wrong-edition", "none needed where that edition is imported as well", "rows from here on are of %s, not of MCS%d: left out", edition, s.raw.edition)
	}
	return true
}

// wideColumns reads headers such as Prod_kg_est_2023, Cap_Pigment_t_2023 and
// Reserves_ore_K2O_equiv_kt.
func (s *sheet) wideColumns() ([]column, error) {
	var cols []column
	notes := map[string]string{}
	for _, h := range s.csv.Header {
		if strings.HasSuffix(strings.ToLower(h), "_notes") || strings.HasSuffix(strings.ToLower(h), "_note") {
			notes[worldNames[strings.ToLower(strings.Split(h, "_")[0])]] = h
		}
	}
	for _, h := range s.csv.Header {
		words := strings.Split(h, "_")
		statistic, ok := worldNames[strings.ToLower(words[0])]
		if !ok || len(words) < 2 || strings.HasPrefix(strings.ToLower(words[len(words)-1]), "note") {
			continue
		}
		c := column{header: h, statistic: statistic, year: s.raw.edition - 1, notes: notes[statistic]}
		var rest []string
		for _, w := range words[1:] {
			if y, err := strconv.Atoi(w); err == nil && len(w) == 4 {
				c.year = y
			} else if strings.EqualFold(w, "est") {
				c.estimated = true
			} else {
				rest = append(rest, w)
			}
		}
		if len(rest) > 0 {
			c.unit = headerUnits[strings.ToLower(rest[len(rest)-1])]
			c.detail = strings.Join(rest[:len(rest)-1], " ")
		}
		if fix, ok := s.lex.headers[[2]string{s.raw.base, h}]; ok {
			c.unit = headerUnits[fix.unit]
		}
		if c.unit.name == "" {
			return nil, fmt.Errorf("%s:1: header %q has no known unit", s.raw.base, h)
		}
		cols = append(cols, c)
	}
	return cols, nil
}

// worldCell takes one cell of a world table. An empty cell with an empty note
// is not a figure: USGS printed a dash there or left the row out of the table.
func (s *sheet) worldCell(c column, commodity, country, kind, printedUnit string) {
	text, note := s.csv.Get(c.header), s.csv.Get(c.notes)
	if text == "" {
		text = wordInNote(note, c.year)
	}
	if text == "" || country == "" && text == "NA" {
		return
	}
	ch, err := s.lex.byCode(commodity)
	if err != nil {
		s.refuse("unknown-mineral", "add the commodity to chapters.csv", err)
		return
	}
	where, err := parsePlace(country, s.in.Places)
	if err != nil {
		s.refuse("unknown-place", "add the spelling to place_names.csv", err)
		return
	}
	if c.unit.name == "" {
		fix := unitFixes[fmt.Sprintf("%d %s %s", s.raw.edition, ch.code, statisticOf(c.statistic, kind))]
		if c.unit, err = worldUnit(cmpOr(printedUnit, fix), note, c.statistic); err != nil {
			s.refuse("unknown-unit", "add the unit to usgs and, if it is new, to atlas.Units", err)
			return
		}
	}
	r := &record{code: ch.code, mineral: ch.mineral, form: ch.form, place: where, year: strconv.Itoa(c.year), notes: wideNotes(note)}
	r.basis = wideBasis(c, s.raw.edition, kind, note)
	statistic := statisticOf(c.statistic, kind)
	if to, ok := misplaced[fmt.Sprintf("%d %s %s", s.raw.edition, ch.code, statistic)]; ok {
		if statistic = to; to == "" {
			s.group.in++
			s.group.notFigures++
			return
		}
		r.notes = append(r.notes, "printed in the column of reserves")
	}
	s.tagWide(r, ch, statistic, kind, c.detail, note)
	s.figure(r, text, s.fixUnit(r, c.unit))
}

// tagWide says what the record is about, from the type of the row, the words in
// the header (Cap_Pigment_t_2023) and, for two chapters, the notes.
func (s *sheet) tagWide(r *record, ch chapter, statistic, kind, detail, note string) {
	said := strings.Trim(kind+" "+detail, " ")
	if ch.code == "boron" || ch.code == "feore" && statistic == "reserves" { // the notes name the product
		said = strings.Trim(said+", "+strings.TrimSpace(reProduct.FindString(note)), ", ")
	}
	if ch.code == "titan" && (detail == "Sponge" || detail == "Pigment") {
		said = detail
	}
	r.world(s.lex, statistic, ch, strings.Trim(said+"; "+r.place.word, "; "))
	r.detail = strings.TrimSpace(reEstimated.ReplaceAllString(strings.TrimSuffix(r.detail, "; "+r.place.word), ""))
	if r.place.word != "" && r.detail == r.place.word {
		r.detail = ""
	}
	r.mass = massOf(said, r.notes, s.lex.stage(r.code, "world", r.stageText(ch, said+"; "+r.place.word)).mass, ch.mass)
}

// reProduct is the product that notes name before they say anything else.
var reProduct = regexp.MustCompile(`(?i)^\s*(crude ore|ulexite|boric oxide equivalent|compounds|crude borates|datolite ore|refined borates|iron content)\b`)

var reEstimated = regexp.MustCompile(`(?i),? ?estimated`)

// statisticOf: a column of production holds capacity where the type of the row
// says so (clinker capacity in MCS 2025), and reserves likewise (potash ore).
func statisticOf(column, kind string) string {
	low := strings.ToLower(kind)
	switch {
	case column == "production" && strings.Contains(low, "capacity") && !strings.Contains(low, "production"):
		return "capacity"
	case column == "production" && strings.HasPrefix(low, "reserves"):
		return "reserves"
	}
	return column
}

var reUnitNote = regexp.MustCompile(`(?i)(thousand|million) metric tons`)

// worldUnit: notes on reserves may name another unit than the row has.
func worldUnit(printed, note, statistic string) (unit, error) {
	if m := reUnitNote.FindString(note); m != "" && statistic == "reserves" {
		printed = m
	}
	return unitOf(printed, "")
}

var (
	reWordNote = regexp.MustCompile(`(?i)^(W|NA|XX|Large|Small|Moderate|Moderate to large|Very small)(?: for (\d{2,4})(?:-(\d{2,4}))?)?(?:\s*\(.*)?\.?$`)
	reIncluded = regexp.MustCompile(`(?i)^included (in|with)\b|included with ilmenite`)
	reHalfNote = regexp.MustCompile(`(?i)^less than (½|1/2) unit`)
)

// wordInNote is the word that MCS prints in place of a figure, where the file
// has the word in the notes and the cell empty: "W for 23-24", "NA", "Large".
func wordInNote(note string, year int) string {
	note = strings.TrimSpace(strings.ReplaceAll(note, "\u00a0", " "))
	if reIncluded.MatchString(note) {
		return "s"
	}
	if reHalfNote.MatchString(note) {
		return "Less than ½ unit"
	}
	m := reWordNote.FindStringSubmatch(note)
	if m == nil {
		return ""
	}
	y := strconv.Itoa(year)
	if m[2] != "" && m[3] == "" && !strings.HasSuffix(y, m[2]) || m[3] != "" && !strings.HasSuffix(y, m[2]) && !strings.HasSuffix(y, m[3]) {
		return ""
	}
	return strings.TrimSpace(m[1])
}

// wideNotes is a cell of notes, without the word that stands for a figure.
func wideNotes(note string) []string {
	if reWordNote.MatchString(strings.TrimSpace(note)) || reYearNote.MatchString(note) {
		return nil
	}
	return []string{note}
}

var reYearNote = regexp.MustCompile(`(?i)^\s*(also |production in \d{4} is also )?(estimated|reported|reproted)( for| in)? ?(\d{4})?( also)?\.?\s*$`)

// wideBasis: the last year of an edition is estimated; an earlier one is where
// header, type or note says so.
func wideBasis(c column, edition int, kind, note string) adit.Basis {
	low, y := strings.ToLower(note), strconv.Itoa(c.year)
	switch {
	case strings.Contains(low, "reported production in "+y):
		return adit.Reported
	case c.statistic == "reserves":
		return adit.Reported
	case c.year >= edition-1:
		return adit.Estimated
	case strings.HasPrefix(low, "report"), strings.HasPrefix(low, "reproted"):
		return adit.Reported
	case c.estimated, strings.Contains(strings.ToLower(kind), "estimated"):
		return adit.Estimated
	case strings.Contains(low, "estimated") && strings.Contains(low, y), strings.HasPrefix(low, "estimated"):
		return adit.Estimated
	}
	return adit.Reported
}
