package usgs

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
)

var reImportOrder = regexp.MustCompile(`^Major_Import_Sources_(\d{4})_(\d{4})$`)

// figure2 reads net import reliance with the countries of origin, in order of
// their shares, which the figure does not give: they stay text.
func (s *sheet) figure2() error {
	value := fmt.Sprintf("Net_Import_Reliance_pct_%d", s.raw.edition-1)
	if err := s.csv.Need("Commodity", value); err != nil {
		return err
	}
	origins, years := "", ""
	for _, h := range s.csv.Header {
		if m := reImportOrder.FindStringSubmatch(h); m != nil {
			origins, years = h, m[1]+"–"+m[2][2:]
		}
	}
	return s.each(func() {
		name := s.csv.Get("Commodity")
		ch, form, err := s.commodityForm(name)
		if err != nil {
			s.refuse("unknown-mineral", "add the commodity to chapters.csv", err)
			return
		}
		r := s.trend(ch, "reliance", "net_import_reliance")
		r.form, r.detail, r.basis = form, name, adit.Estimated
		if o := s.csv.Get(origins); o != "" {
			r.notes = []string{"import sources " + years + " in order: " + strings.TrimSpace(reDigits.ReplaceAllString(o, ""))}
		}
		s.figure(r, s.csv.Get(value), headerUnits["pct"])
	})
}

var reDigits = regexp.MustCompile(`\d+\s*$`)

// commodityForm resolves "TITANIUM, sponge": as a whole, or mineral and form.
func (s *sheet) commodityForm(name string) (chapter, string, error) {
	if ch, err := s.lex.find(name); err == nil {
		return ch, ch.form, nil
	}
	base, rest, _ := strings.Cut(name, ",")
	ch, err := s.lex.find(base)
	return ch, slug(rest), err
}

// trend is a record of the year before the edition, about the United States.
func (s *sheet) trend(ch chapter, table, statistic string) *record {
	return &record{table: table, statistic: statistic, code: ch.code, mineral: ch.mineral, form: ch.form,
		place: place{id: "USA"}, year: strconv.Itoa(s.raw.edition - 1), basis: adit.Estimated}
}

// A listed mineral is one of the 2022 list of critical minerals.
type listed struct {
	mineral, name, source, locator string
	edition                        int
}

// table4 reads what critical minerals are used for. It gives no shares. Its
// rows are the 50 minerals of the list of 2022.
func (s *sheet) table4() error {
	if err := s.csv.Need("Critical Mineral", "Primary Applications"); err != nil {
		return err
	}
	return s.each(func() {
		name := s.csv.Get("Critical Mineral")
		ch, err := s.lex.find(name)
		if err != nil {
			s.refuse("unknown-mineral", "add the commodity to chapters.csv", err)
			return
		}
		r := s.trend(ch, "end_uses", "primary_applications")
		r.form, r.detail, r.basis = "", strings.TrimSuffix(s.csv.Get("Primary Applications"), "."), adit.Unknown
		s.figure(r, "NA", headerUnits["pct"])
		r.c.flag, r.notes = "", []string{"uses are named, shares are not given"}
		s.lists = append(s.lists, listed{ch.mineral, name, s.source, r.where(), s.raw.edition})
	})
}

// addLists writes the 2022 list of critical minerals (87 FR 10381, 24 February
// 2022) from the latest table 4 that is not later than the list of November
// 2025. MCS 2026 flags chapters, not minerals, so that it gives no list.
func (im *importRun) addLists(t *atlas.Table) {
	latest := 0
	for _, l := range im.lists {
		if l.edition <= 2025 {
			latest = max(latest, l.edition)
		}
	}
	for _, l := range im.lists {
		if l.edition == latest {
			t.Add("list", "us-2022", "date", "2022-02-24", "mineral", l.mineral, "name", l.name, "source", l.source, "locator", l.locator)
		}
	}
}

// t5Columns are the figures of table 5, in metric tons. Two headers are
// misspelled in MCS 2024.
var t5Columns = []struct{ header, table, statistic, notes string }{
	{"Primary_prod", "salient", "production", "Prod_notes"},
	{"Secondary_prod", "salient", "production_secondary", "Prod_notes"},
	{"Apparent_Consumption", "salient", "consumption_apparent", "Consumption_Notes"},
	{"Apparent_Consuption", "salient", "consumption_apparent", "Contsumption_Notes"},
	{"Net_Import_Reliance", "reliance", "net_import_reliance", ""},
	{"Leading_country_prod", "production", "production", "World_prod_notes"},
	{"Leading_source_precent_world", "production", "share_of_world", "World_prod_notes"},
	{"World_total_prod", "production", "production", "World_prod_notes"},
}

// table5 reads the salient statistics of critical minerals.
func (s *sheet) table5() error {
	if err := s.csv.Need("Critical_mineral", "Leading_source_country"); err != nil {
		return err
	}
	return s.each(func() {
		name := s.csv.Get("Critical_mineral")
		ch, err := s.lex.find(name)
		if err != nil {
			s.refuse("unknown-mineral", "add the commodity to chapters.csv", err)
			return
		}
		leader, err := parsePlace(s.csv.Get("Leading_source_country"), s.in.Places)
		if err != nil && s.csv.Get("Leading_source_country") != "NA" {
			s.refuse("unknown-place", "add the spelling to place_names.csv", err)
			return
		}
		for _, c := range t5Columns {
			if text := s.csv.Get(c.header); text != "" {
				s.t5Cell(ch, name, leader, text, c.header, c.table, c.statistic, s.csv.Get(c.notes))
			}
		}
	})
}

// t5Cell takes one figure of table 5. Its rows have no stage: MCS says only that
// output is "primary", so that they never mix with the world tables.
func (s *sheet) t5Cell(ch chapter, name string, leader place, text, header, table, statistic, note string) {
	r := s.trend(ch, table, statistic)
	r.detail = name
	if note != "" {
		r.notes = []string{note}
	}
	u := headerUnits["t"]
	switch header {
	case "Net_Import_Reliance":
		u = headerUnits["pct"]
		if o := s.csv.Get("Primary_import_source"); o != "" {
			r.notes = append(r.notes, "first import source: "+o)
		}
	case "Leading_source_precent_world":
		u, r.place = headerUnits["pct"], leader
	case "Leading_country_prod":
		r.place = leader
	case "World_total_prod":
		r.place, r.rounded = place{id: "WLD"}, true
	}
	if u.name == "t" {
		r.mass = massOf(name, r.notes, "", ch.mass)
	}
	if r.place.id == "" { // "NA": no leading country is known, so there is no figure
		s.group.in++
		s.group.notFigures++
		return
	}
	s.figure(r, text, u)
}
