package usgs

import (
	"regexp"
	"strings"
)

// commodities reads the one table of MCS 2026 and later.
func (s *sheet) commodities() error {
	if err := s.csv.Need("MCS chapter", "Section", "Commodity", "Country", "Statistics", "Statistics_detail", "Unit", "Year", "Value", "Notes"); err != nil {
		return err
	}
	return s.each(s.commodity)
}

// commodity reads one row.
func (s *sheet) commodity() {
	get := s.csv.Get
	section := get("Section")
	isImports := strings.HasPrefix(section, "Import Sources")
	ch, err := s.lex.find(get("Commodity"), get("MCS chapter"))
	if err != nil {
		s.refuse("unknown-mineral", "add the commodity to chapters.csv", err)
		return
	}
	if of, e := s.lex.find(get("MCS chapter")); e == nil && ch.code != of.code {
		ch.code = of.code // the chapter decides where a commodity is in two
	}
	where, err := parsePlace(get("Country"), s.in.Places)
	if err != nil {
		s.refuse("unknown-place", "add the spelling to place_names.csv", err)
		return
	}
	year, average, err := yearOf(get("Year"))
	if err != nil {
		s.refuse("year", "see the printed MCS", err)
		return
	}
	u, err := unitOf(get("Unit"), get("Statistics_detail"))
	if err != nil && get("Unit") != "" {
		s.refuse("unknown-unit", "add the unit to usgs and, if it is new, to atlas.Units", err)
		return
	}
	r := &record{code: ch.code, mineral: ch.mineral, form: ch.form, place: where, year: year, notes: splitNotes(get("Notes"))}
	r.basis = basisOf(r.notes)
	detail := strings.ReplaceAll(get("Statistics_detail"), "1?gram", "1-gram")
	switch {
	case isImports:
		r.importShare(detail, average)
	case strings.HasPrefix(section, "Salient"):
		r.american(s.lex, get("Statistics"), detail)
	default:
		r.world(s.lex, get("Statistics"), ch, detail)
	}
	if u.name == "t" {
		r.mass = r.massFor(s.lex, detail, section, ch)
	}
	s.figure(r, get("Value"), s.fixUnit(r, u))
}

// massFor says what a tonne of this row is a tonne of; section is the head of
// its table, such as "World Mine Production (manganese content) and Reserves".
func (r *record) massFor(lex *lexicon, detail, section string, ch chapter) string {
	rule := ""
	if r.table == "production" || r.table == "capacity" || r.table == "reserves" {
		rule = lex.stage(r.code, "world", r.stageText(ch, detail)).mass
	}
	if strings.HasSuffix(section, ")") { // else the words are about one half of the table
		detail += " " + section
	}
	return massOf(detail, r.notes, rule, ch.mass)
}

// stageText is what stage rules match against, in lower case:
// "titanium sponge: production: titanium sponge metal production".
func (r *record) stageText(ch chapter, detail string) string {
	return strings.ToLower(ch.mineral + " " + ch.form + ": " + r.statistic + ": " + detail)
}

// importShare: the United States buys, the country of the row sells. The share
// is an average over four years and stands under the last of them. Where MCS
// prints several countries in one row, the partner is OTH and detail names them.
func (r *record) importShare(detail, average string) {
	r.table, r.statistic, r.partner = "import_shares", "import_share", r.place.id
	r.detail = strings.Trim(detail+"; "+r.place.word, "; ")
	r.place.id, r.place.word = "USA", ""
	if detail != "All" {
		r.form = ""
		r.formOf(detail)
	}
	r.notes = append([]string{average}, r.notes...)
}

var (
	reRounded = regexp.MustCompile(`(?i)[:,]? ?\(?rounded\)?`)
	// plainWorld is what stage and statistic say already.
	plainContent = regexp.MustCompile(`(?i)(recoverable )?\b[a-z-]+ content$|^contained [a-z]+$|^metric tons (of )?contained.*$|^rare-earth-oxide equivalent.*$`)
	plainUnit    = regexp.MustCompile(`(?i)[ ,-]*(thousand |million )?metric tons$|^(iron ore|gold|silver) - (contained content, |contained \w+ - )?|\.$`)
	plainWorld   = regexp.MustCompile(`(?i)^(mine|refinery|smelter|plant|primary)? ?(poduction|production|reserves|capacity)\s*[—,:]?\s*`)
	reTonsOf     = regexp.MustCompile(`(?i),? ?\((thousand metric tons|million metric tons|million liters),? ?`)
)

// world is a row of a world table: production, capacity or reserves. Stage, form
// and sometimes mineral come from stages.csv; detail keeps only words that tell
// rows apart, because "Mine production" is what stage and statistic say.
func (r *record) world(lex *lexicon, statistic string, ch chapter, detail string) {
	r.statistic = strings.ToLower(statistic)
	r.table = map[string]string{"production": "production", "capacity": "capacity", "reserves": "reserves"}[r.statistic]
	if r.table == "" {
		r.table = "salient"
	}
	r.rounded = r.place.id == "WLD"
	detail = strings.TrimSpace(reRounded.ReplaceAllString(detail, ""))
	r.detail = strings.Trim(strings.NewReplacer("( ", "(", "()", "").Replace(reTonsOf.ReplaceAllString(detail, " (")), " (")
	if strings.Count(r.detail, "(") < strings.Count(r.detail, ")") {
		r.detail = strings.Replace(r.detail, ")", "", 1)
	}
	r.detail = plainWorld.ReplaceAllString(plainUnit.ReplaceAllString(r.detail, ""), "")
	if r.code != "feore" { // usable ore and iron content are told apart by these words only
		r.detail = plainContent.ReplaceAllString(r.detail, "")
	}
	r.detail = strings.Trim(r.detail, " ,-–.:")
	rule := lex.stage(r.code, "world", r.stageText(ch, detail))
	r.stage = rule.stage
	if r.statistic == "reserves" && rule.stage != "mine" { // in the ground there is no refined metal
		r.stage, rule.form = "mine", ""
	}
	if rule.mineral != "" {
		r.mineral = rule.mineral
	}
	if rule.form != "" {
		r.form = rule.form
	}
}
