package baci

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
	"adit/atlas/intake"
)

// flow is what all forms share. Value is in thousand USD.
func flow(nomenclature, code string, exporter, importer area, year, value, mass, source string) flows.Flow {
	return flows.Flow{Nomenclature: nomenclature, Code: code, Kind: "reconciled",
		Exporter: exporter.place, Importer: importer.place, Year: year,
		Value: value, Unit: "kUSD", Mass: mass, Basis: string(adit.Estimated),
		Source: source, Detail: detail(exporter, importer)}
}

var hsPattern = regexp.MustCompile(`(?i)hs_?(92|96|02|07|12|17|22)`)

// nomenclatureOf reads the edition of the Harmonized System from a file name;
// 2017, the edition of the extracts, where the name does not say.
func nomenclatureOf(file string) string {
	m := hsPattern.FindStringSubmatch(file)
	switch {
	case m == nil:
		return "hs2017"
	case m[1][0] == '9':
		return "hs19" + m[1]
	}
	return "hs20" + m[1]
}

// fullYear streams a BACI year and keeps the codes asked for.
func (j *job) fullYear(f atlas.File) error {
	if j.areas == nil {
		return fmt.Errorf("%s needs the file country_codes_V….csv of its edition beside it", f.Name)
	}
	nomenclature, years := nomenclatureOf(f.Name), map[int]bool{}
	missing, kept := 0, 0
	sum, err := flows.Read(j.ctx, j.in, f, func(r io.Reader) error {
		return Parse(j.ctx, r, func(row *Row) error {
			if !j.keep.has(row.Product) {
				return nil
			}
			years[row.Year] = true
			if len(row.Mass) == 0 {
				missing++
			}
			kept++
			return j.fullRow(f.Name, nomenclature, row)
		}, func(line int, err error) {
			j.log.Wrong(flows.At(f.Name, line), "row", "fetch the file again", "%v", err)
		})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	for _, y := range sortedYears(years) {
		j.source(fmt.Sprintf("baci-%s-%d", nomenclature, y), f.Name, sum, strconv.Itoa(y), fmt.Sprintf(
			"a full year, %d HS6 codes asked for; %d of %d flows have no tonnage; %s", len(Codes()), missing, kept, scope))
	}
	return nil
}

func sortedYears(years map[int]bool) []int {
	var all []int
	for y := range years {
		all = append(all, y)
	}
	slices.Sort(all)
	return all
}

// scope is what every source note says.
const scope = "values and tonnages reconciled by CEPII from both sides, hence estimated; gross weight; area S19 is Taiwan"

func (j *job) fullRow(file, nomenclature string, r *Row) error {
	where := flows.At(file, r.Line)
	exporter, ok1 := j.number(where, r.Exporter)
	importer, ok2 := j.number(where, r.Importer)
	if !ok1 || !ok2 {
		return nil
	}
	value, mass, rounded, err := amounts(string(r.Value), string(r.Mass))
	year, errYear := flows.Year(strconv.Itoa(r.Year))
	if err := errors.Join(err, errYear); err != nil {
		j.log.Wrong(where, "row", "fetch the file again", "%v", err)
		return nil
	}
	j.rounded(where, rounded)
	source := fmt.Sprintf("baci-%s-%d", nomenclature, r.Year)
	return j.row(where, flow(nomenclature, hs6(r.Product), exporter, importer, year, value, mass, source))
}

func (j *job) rounded(where string, rounded bool) {
	if rounded {
		j.log.Warn(where, "rounded-to-zero", "nothing to do: the tonnage counts as unknown", "a tonnage of 0 beside a value")
	}
}

func (j *job) number(where string, n int) (area, bool) {
	a, ok := j.areas[n]
	if !ok {
		j.log.Wrong(where, "unknown-country", "give the country_codes file of the same edition", "country number %d is not in country_codes", n)
	}
	return a, ok
}

// extract reads flows with ISO codes, of some HS6 codes and one year.
func (j *job) extract(f atlas.File) error {
	rows, missing, years := 0, 0, map[int]bool{}
	sum, err := j.csv(f, []string{"year", "exporter", "importer", "hs6", "value_kusd", "qty_t"}, func(c *atlas.CSV, where string) error {
		exporter, ok1 := j.area(where, c.Get("exporter"))
		importer, ok2 := j.area(where, c.Get("importer"))
		value, mass, rounded, err := amounts(c.Get("value_kusd"), c.Get("qty_t"))
		year, errYear := flows.Year(c.Get("year"))
		if err := errors.Join(err, errYear, code6(c.Get("hs6"))); err != nil {
			j.log.Wrong(where, "row", "correct the file", "%v", err)
			return nil
		}
		if !ok1 || !ok2 {
			return nil
		}
		j.rounded(where, rounded)
		rows++
		if mass == "" {
			missing++
		}
		y, _ := strconv.Atoi(year)
		years[y] = true
		return j.row(where, flow(nomenclatureOf(f.Name), c.Get("hs6"), exporter, importer, year, value, mass, "baci-"+year))
	})
	if err != nil {
		return err
	}
	for _, y := range sortedYears(years) {
		j.source(fmt.Sprintf("baci-%d", y), f.Name, sum, strconv.Itoa(y), fmt.Sprintf(
			"an extract: some HS6 codes only, without ores, rare earths and antimony oxide; %d of %d flows have no tonnage; %s", missing, rows, scope))
	}
	return nil
}

func code6(code string) error {
	if !flows.Digits(code, 6) {
		return fmt.Errorf("%q is not an HS6 code", code)
	}
	return nil
}

// csv reads a file row by row; each gets the row and where it is.
func (j *job) csv(f atlas.File, need []string, each func(c *atlas.CSV, where string) error) (sum string, err error) {
	return flows.Read(j.ctx, j.in, f, func(r io.Reader) error {
		c, err := atlas.NewCSV(r, f.Name, atlas.UTF8)
		if err != nil {
			return err
		}
		defer func() { j.log.Take(c) }()
		if err := c.Need(need...); err != nil {
			return err
		}
		for {
			more, err := c.Next()
			if err != nil || !more {
				return err
			}
			if err := each(c, flows.At(f.Name, c.Line)); err != nil {
				return err
			}
		}
	})
}

// minHistory is the value in thousand USD from which flows without tonnage are
// kept; see the package comment.
const minHistory = 100

// A history gathers one file of values without tonnages.
type history struct {
	j                   *job
	file, year, source  string
	nomenclature        string
	kept, small, repeat int
}

// add takes a flow of value USD, unless it is small or a fuller file of the
// same year (read before) has it with a tonnage.
func (h *history) add(where, code, from, to, usd string) error {
	exporter, ok1 := h.j.area(where, from)
	importer, ok2 := h.j.area(where, to)
	v, given, err := flows.Number(usd)
	if err := errors.Join(err, code6(code)); err != nil || !given {
		h.j.log.Wrong(where, "row", "correct the file", "no value, or %v", err)
		return nil
	}
	if !ok1 || !ok2 {
		return nil
	}
	fl := flow(h.nomenclature, code, exporter, importer, h.year, intake.Format(v/1000), "", h.source)
	for _, fuller := range []string{"baci-" + h.year, "baci-value-" + h.year} {
		same := fl
		if same.Source = fuller; h.source != fuller && h.j.trade.Has(same.Row()) {
			h.repeat++
			return nil
		}
	}
	if v < minHistory*1000 {
		h.small++
		return nil
	}
	h.kept++
	return h.j.row(where, fl)
}

func (h *history) end(sum, note string) {
	j := h.j
	if h.repeat > 0 {
		j.log.Warn(h.file, "repeated", "nothing to do: the fuller file counts", "%d flows are in a fuller file of %s", h.repeat, h.year)
	}
	if h.small > 0 {
		j.log.Warn(h.file, "small", "import the full BACI year to have them", "%d flows below %d kUSD were left out", h.small, minHistory)
	}
	if h.kept > 0 {
		j.source(h.source, h.file, sum, h.year, fmt.Sprintf("%s; %d flows below %d kUSD left out; %s", note, h.small, minHistory, scope))
	}
}

// valueOnly reads values in USD without tonnages; the year is in the name.
func (j *job) valueOnly(f atlas.File) error {
	year := yearIn(f.Name)
	if year == "" {
		return fmt.Errorf("%s: the file name does not say the year", f.Name)
	}
	h := &history{j: j, file: f.Name, year: year, source: "baci-value-" + year, nomenclature: nomenclatureOf(f.Name)}
	sum, err := j.csv(f, []string{"i", "j", "cmd", "value"}, func(c *atlas.CSV, where string) error {
		return h.add(where, c.Get("cmd"), c.Get("i"), c.Get("j"), c.Get("value"))
	})
	if err != nil {
		return err
	}
	h.end(sum, "values only, no tonnages; some HS6 codes")
	return nil
}

// top is a file of largest partners.
type top struct {
	Year      int              `json:"year"`
	Materials map[string][]one `json:"materials"`
}

type one struct {
	From  string      `json:"from"` // ISO 3166-1 alpha-2
	To    string      `json:"to"`
	Value json.Number `json:"value"` // USD
}

// maxTop bounds a file of largest partners; those at hand are below 1 MB.
const maxTop = 16 << 20

// topPartners reads the largest partners of each country, by material. Lists
// of materials that share one HS6 code are one list (see materials).
func (j *job) topPartners(f atlas.File) error {
	var t top
	sum, err := flows.Read(j.ctx, j.in, f, func(r io.Reader) error {
		d := json.NewDecoder(io.LimitReader(r, maxTop))
		if err := d.Decode(&t); err != nil {
			return fmt.Errorf("%s: %w; the file is cut off, damaged or larger than %d MiB", f.Name, err, maxTop>>20)
		}
		return nil
	})
	if err != nil {
		return err
	}
	year, err := flows.Year(strconv.Itoa(t.Year))
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	h := &history{j: j, file: f.Name, year: year, source: "baci-top-" + year, nomenclature: "hs2017"}
	if err := h.lists(t); err != nil {
		return err
	}
	h.end(sum, "truncated: only the largest partners of each country, values only; sums are not totals")
	return nil
}

// lists adds every list once for each code, in the order of names.
func (h *history) lists(t top) error {
	var names []string
	for name := range t.Materials {
		names = append(names, name)
	}
	slices.Sort(names)
	lists := map[string][]one{} // by code
	for _, name := range names {
		code, ok := materials[name]
		if !ok {
			h.j.log.Wrong(h.file, "unknown-code", "add the material to package baci", "no HS6 code is known for %q", name)
			continue
		}
		if first, again := lists[code]; again && slices.Equal(first, t.Materials[name]) {
			continue
		}
		lists[code] = t.Materials[name]
		for i, o := range t.Materials[name] {
			if err := h.add(fmt.Sprintf("%s: %s[%d]", h.file, name, i), code, o.From, o.To, string(o.Value)); err != nil {
				return err
			}
		}
	}
	return nil
}
