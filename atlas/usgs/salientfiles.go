package usgs

import (
	"fmt"
	"strconv"
	"strings"

	"adit"
)

// salientNames are the statistics with which headers of salient files begin.
var salientNames = map[string]string{
	"usprod": "Production", "prod": "Production", "imports": "Import", "exports": "Export", "consump": "Consumption",
	"consumption": "Consumption", "price": "Price", "nir": "Net import reliance", "employment": "Employment", "stocks": "Stock",
	"shipments": "Shipment", "production": "Production", "sales": "Sales", "sold": "Sold or used", "supply": "Supply", "mine": "Production", "refinery": "Production",
}

// partsOf are commodities inside one file, named by the first word of headers.
var partsOf = map[string]string{"bauxite": "bauxite", "alumina": "alumina", "bort": "bort", "stones": "stones", "granite": "granite"}

// shortKinds are short words for the kinds of consumption and shipments.
var shortKinds = strings.NewReplacer("Apprnt", "Apparent", "App ", "Apparent ", "Rprtd", "Reported", "Rpt ", "Reported ", "Est ", "Estimated ",
	"Gov ", "from Government stockpile ", "Seconday", "Secondary", "foms", "forms", "Mll", "Mill")

// Headers of the salient files were typed by hand. headers.csv puts right those
// with no unit or a wrong one, and those of four files whose headers stand one
// or two columns off their figures; it was made by matching the figures of each
// column with those that MCS 2026 gives for the same years.

// A salientColumn is a column of US statistics.
type salientColumn struct {
	header, statistic, detail string
	index                     int
	ch                        chapter
	unit                      unit
}

// salientWide reads the US statistics of one commodity, a row a year.
func (s *sheet) salientWide() error {
	if s.csv.Need("Country") == nil {
		// Three files of MCS 2024 are drafts of world tables under a wrong name,
		// one with the years and some figures wrong; the tables have own files.
		s.faults = append(s.faults, adit.Fault{Where: s.raw.base + ":1", Rule: "wrong-table", Severity: adit.Doubtful,
			What: "named salient, holds a world table: left out", Remedy: "none needed where the _world file of the commodity is given"})
		return nil
	}
	if err := s.csv.Need("Year"); err != nil {
		return err
	}
	ch, err := s.lex.byCode(s.raw.code)
	if err != nil {
		s.refuse("unknown-mineral", "add the commodity to chapters.csv", err)
		return nil
	}
	var cols []salientColumn
	for i, h := range s.csv.Header {
		if i >= 3 {
			cols = append(cols, s.salientColumn(h, i, ch))
		}
	}
	return s.each(func() {
		for _, c := range cols {
			s.salientCell(c)
		}
	})
}

// salientColumn reads a header such as Imports_Unwrought_t.
func (s *sheet) salientColumn(h string, index int, ch chapter) salientColumn {
	c := salientColumn{header: h, index: index, ch: ch}
	words := s.partOf(&c, strings.Split(strings.TrimSpace(h), "_"))
	for _, key := range [][2]string{{s.raw.base, fmt.Sprintf("%s#%d", h, index+1)}, {s.raw.base, h}, {"*", h}} {
		if fix, ok := s.lex.headers[key]; ok {
			return c.fixed(fix)
		}
	}
	first, kind, _ := strings.Cut(words[0], ", ") // “Imports, piezoelectric”
	c.statistic = salientNames[strings.ToLower(first)]
	last := strings.ToLower(words[len(words)-1])
	c.unit = headerUnits[last]
	middle := words[1:]
	if c.unit.name != "" && len(words) > 1 {
		middle = words[1 : len(words)-1]
	}
	if l := strings.ToLower(words[0]); l == "mine" || l == "refinery" {
		kind = words[0]
	}
	middle = append([]string{kind}, middle...)
	c.detail = strings.TrimSpace(shortKinds.Replace(strings.Join(middle, " ") + " "))
	c.checkUnit()
	return c
}

// partOf tells which commodity of the file a column is about, and returns the
// words of its header without the commodity.
func (s *sheet) partOf(c *salientColumn, words []string) []string {
	for prefix, name := range map[string]string{"HPQ": "ground high-purity quartz", "Crystal": "industrial cultured quartz crystal"} {
		if rest, ok := strings.CutPrefix(words[0], prefix); ok {
			c.ch, _ = s.lex.find(name)
			if words[0] = rest; rest == "" {
				words = words[1:]
			}
			return words
		}
	}
	if part := partsOf[strings.ToLower(words[0])]; part != "" && len(words) > 1 {
		if sub, err := s.lex.find(part); err == nil {
			c.ch = sub
			return words[1:]
		}
	}
	return words
}

// fixed takes statistic, words and unit from headers.csv.
func (c salientColumn) fixed(fix headerRule) salientColumn {
	c.statistic, c.detail, c.unit = fix.statistic, fix.detail, headerUnits[fix.unit]
	return c
}

// checkUnit: reliance is always in percent and employment in persons, whatever
// the header says; a price is in dollars, and nothing else is.
func (c *salientColumn) checkUnit() {
	isPrice := strings.HasPrefix(c.unit.name, "US")
	switch c.statistic {
	case "Net import reliance":
		c.unit = headerUnits["pct"]
	case "Employment":
		c.unit = headerUnits["num"]
	case "Price":
		if !isPrice && c.unit.name != "index" {
			c.unit = unit{}
		}
	default:
		if isPrice {
			c.unit = unit{}
		}
	}
}

// salientCell takes one cell. Empty cells are none.
func (s *sheet) salientCell(c salientColumn) {
	text := s.csv.At(c.index)
	if text == "" {
		return
	}
	year, err := strconv.Atoi(s.csv.Get("Year"))
	if err != nil {
		s.refuse("year", "see the printed MCS", err)
		return
	}
	if c.statistic == "" || c.unit.name == "" {
		s.refuse("unknown-column", "add the header to headers.csv", fmt.Errorf("column %q: statistic %q, unit %q", c.header, c.statistic, c.unit.name))
		return
	}
	r := &record{code: c.ch.code, mineral: c.ch.mineral, form: c.ch.form, place: place{id: "USA"}, year: strconv.Itoa(year), basis: adit.Reported}
	if year >= s.raw.edition-1 {
		r.basis = adit.Estimated
	}
	r.american(s.lex, c.statistic, strings.TrimSpace(c.statistic+": "+c.detail))
	r.formOf(c.detail)
	if r.statistic == "net_import_reliance" {
		r.detail = c.detail
	}
	if c.unit.name == "t" {
		r.mass = massOf(c.detail, nil, "", c.ch.mass)
	}
	s.figure(r, text, c.unit)
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
