package baci

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"adit"
	"adit/atlas"
	"adit/atlas/flows"
)

// flow is what all forms share. Value is in thousand USD.
func flow(nomenclature, code string, exporter, importer flows.Area, year, value, mass, source string) flows.Flow {
	return flows.Flow{Nomenclature: nomenclature, Code: code, Kind: "reconciled",
		Exporter: exporter.Place, Importer: importer.Place, Year: year,
		Value: value, Unit: "kUSD", Mass: mass, Basis: string(adit.Estimated),
		Source: source, Detail: flows.Detail(exporter, importer)}
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

// A count says how many flows of a file were kept, and how many of them have
// no tonnage.
type count struct {
	kept, missing int
	years         map[int]bool
}

func (c *count) add(year int, mass string) {
	c.years[year] = true
	c.kept++
	if mass == "" {
		c.missing++
	}
}

// fullYear streams a BACI year and keeps the codes asked for.
func (j *job) fullYear(f atlas.File) error {
	if j.areas == nil {
		return fmt.Errorf("%s needs the file country_codes_V….csv of its edition beside it", f.Name)
	}
	nomenclature, n := nomenclatureOf(f.Name), count{years: map[int]bool{}}
	sum, err := flows.Read(j.ctx, j.in, f, func(r *flows.Stream) error {
		return Parse(j.ctx, r, func(row *Row) error {
			if !j.keep.has(row.Product) {
				return nil
			}
			return j.fullRow(f.Name, nomenclature, row, &n)
		}, func(line int, err error) {
			j.log.Wrong(flows.At(f.Name, line), "row", "fetch the file again", "%v", err)
		})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	for _, y := range sortedYears(n.years) {
		j.source(fmt.Sprintf("baci-%s-%d", nomenclature, y), f.Name, sum, strconv.Itoa(y), fmt.Sprintf(
			"a full year, of which the HS6 codes asked for; %d of %d flows have no tonnage; %s", n.missing, n.kept, scope))
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

func (j *job) fullRow(file, nomenclature string, r *Row, n *count) error {
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
	n.add(r.Year, mass)
	j.covers(year, hs6(r.Product), fmt.Sprintf("baci-%s-%d", nomenclature, r.Year))
	source := fmt.Sprintf("baci-%s-%d", nomenclature, r.Year)
	return j.row(where, flow(nomenclature, hs6(r.Product), exporter, importer, year, value, mass, source))
}

func (j *job) rounded(where string, rounded bool) {
	if rounded {
		j.log.Warn(where, "rounded-to-zero", "nothing to do: the tonnage counts as unknown", "a tonnage of 0 beside a value")
	}
}

func (j *job) number(where string, n int) (flows.Area, bool) {
	a, ok := j.areas[n]
	if !ok {
		j.log.Wrong(where, "unknown-country", "give the country_codes file of the same edition", "country number %d is not in country_codes", n)
	}
	return a, ok
}

// extract reads flows with ISO codes, of some HS6 codes and one year.
func (j *job) extract(f atlas.File) error {
	n := count{years: map[int]bool{}}
	sum, err := flows.CSV(j.ctx, j.in, f, &j.log, []string{"year", "exporter", "importer", "hs6", "value_kusd", "qty_t"}, func(c *atlas.CSV, where string) error {
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
		y, _ := strconv.Atoi(year)
		n.add(y, mass)
		j.covers(year, c.Get("hs6"), "baci-"+year)
		return j.row(where, flow(nomenclatureOf(f.Name), c.Get("hs6"), exporter, importer, year, value, mass, "baci-"+year))
	})
	if err != nil {
		return err
	}
	for _, y := range sortedYears(n.years) {
		j.source(fmt.Sprintf("baci-%d", y), f.Name, sum, strconv.Itoa(y), fmt.Sprintf(
			"an extract: some HS6 codes only, without ores, rare earths and antimony oxide; %d of %d flows have no tonnage; %s", n.missing, n.kept, scope))
	}
	return nil
}

func code6(code string) error {
	if !flows.Digits(code, 6) {
		return fmt.Errorf("%q is not an HS6 code", code)
	}
	return nil
}
