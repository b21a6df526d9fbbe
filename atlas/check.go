package atlas

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"adit"
)

// Check lists every fault of every table: cells that are not what their column
// holds, rows given twice, ids that nothing has, bounds the wrong way round.
// Where is the publisher's file and line.
func (a *Atlas) Check() adit.Faults {
	c := &checker{known: map[Kind]map[string]bool{}}
	c.ids(a, Mineral, "minerals", "mineral")
	c.ids(a, Place, "places", "place")
	c.ids(a, Source, "sources", "source")
	for _, s := range Schemas {
		rows, err := a.load(s.Name)
		if err != nil {
			c.faults = append(c.faults, adit.Fault{Where: s.Name, Rule: "table", Severity: adit.Wrong, What: err.Error(), Remedy: "import the publisher again"})
			continue
		}
		c.table(rows)
	}
	return c.faults
}

// CheckTable lists the faults of one table against the atlas it will join.
func (a *Atlas) CheckTable(t *Table) adit.Faults {
	c := &checker{known: map[Kind]map[string]bool{}}
	c.ids(a, Mineral, "minerals", "mineral")
	c.ids(a, Place, "places", "place")
	var rows []Row
	for i, cells := range t.Rows {
		rows = append(rows, Row{Schema: t.Schema, Publisher: t.Publisher, Line: i + 2, cells: cells})
	}
	c.table(rows)
	return c.faults
}

type checker struct {
	known  map[Kind]map[string]bool
	faults adit.Faults
}

func (c *checker) ids(a *Atlas, kind Kind, table, column string) {
	c.known[kind] = map[string]bool{}
	rows, _ := a.load(table) // a broken table is told once, by Check
	for _, r := range rows {
		c.known[kind][r.Get(column)] = true
	}
}

func (c *checker) fault(r Row, rule, remedy, format string, args ...any) {
	c.faults = append(c.faults, adit.Fault{Where: r.Where(), Rule: rule, Severity: adit.Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy})
}

func (c *checker) table(rows []Row) {
	seen := map[string]int{}
	for _, r := range rows {
		for i, col := range r.Schema.Columns {
			c.cell(r, col, r.cells[i])
		}
		key := ""
		for _, k := range r.Schema.Key {
			key += r.Get(k) + "|"
		}
		if first, ok := seen[key]; ok {
			c.fault(r, "duplicate-key", "keep one, or tell them apart in detail", "same key as line %d: %s", first, strings.Trim(key, "|"))
		}
		seen[key] = r.Line
		c.bounds(r)
	}
}

func (c *checker) bounds(r Row) {
	if r.Schema.Column("low") < 0 {
		return
	}
	value, hasValue := r.Number("value")
	low, hasLow := r.Number("low")
	high, hasHigh := r.Number("high")
	basis := adit.Basis(r.Get("basis"))
	if unit := r.Get("unit"); hasValue && value < 0 && (unit == "t" || unit == "kg") && !signed[r.Get("statistic")] {
		c.fault(r, "negative-mass", "masses are 0 or more; mend the importer", "value is %s %s", r.Get("value"), unit)
	}
	switch {
	case hasLow && hasHigh && low > high,
		hasValue && hasLow && value < low,
		hasValue && hasHigh && value > high:
		c.fault(r, "bounds", "mend the bounds", "value %s, low %s, high %s", r.Get("value"), r.Get("low"), r.Get("high"))
	case hasValue && !basis.Known():
		c.fault(r, "basis", "leave the value blank, or name how it is known", "a %s figure has the value %s", basis, r.Get("value"))
	}
}

// signed are the statistics of mass that may be below zero: a stockpile may
// take in more than it ships, net exports may be net imports.
var signed = map[string]bool{"stockpile_shipments": true, "net_exports": true, "stock_change": true}

var (
	wordPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_./+-]*$`)
	datePattern = regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)
)

func (c *checker) cell(r Row, col Column, text string) {
	if text == "" {
		if col.Required {
			c.fault(r, "missing", "fill it in", "%s is blank", col.Name)
		}
		return
	}
	if problem := c.problem(r, col, text); problem != "" {
		c.fault(r, string(col.Kind), "mend the cell or the importer", "%s %q %s", col.Name, text, problem)
	}
}

// problem says what is wrong with a cell that is not blank, or "".
func (c *checker) problem(r Row, col Column, text string) string {
	switch col.Kind {
	case Text, List:
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r") {
			return "is not plain text"
		}
	case Word:
		return unless(wordPattern.MatchString(text), "is not a word of letters, digits and _./+-")
	case Number, Mass:
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return "is not a finite number"
		}
		return unless(col.Kind != Mass || v >= 0, "is negative")
	case AYear:
		y, err := strconv.Atoi(text)
		return unless(err == nil && y >= 1800 && y <= 2200, "is not a year")
	case Date:
		return unless(datePattern.MatchString(text), "is not a date such as 2024-12-03")
	case Basis:
		return unless(adit.Basis(text).Valid(), "is not a basis")
	case Unit:
		return unless(slices.Contains(Units, text), "is not a unit of the atlas")
	case Mineral, Source:
		return c.unlessKnown(r, col.Kind, text)
	case Place:
		return c.unlessKnown(r, Place, string(adit.PlaceID(text).Country()))
	}
	return ""
}

func unless(ok bool, problem string) string {
	if ok {
		return ""
	}
	return problem
}

// unlessKnown accepts an id of its table, or anything where that table itself
// is being checked.
func (c *checker) unlessKnown(r Row, kind Kind, id string) string {
	own := map[Kind]string{Mineral: "minerals", Place: "places", Source: "sources"}[kind]
	ids, ok := c.known[kind]
	return unless(!ok || ids[id] || r.Schema.Name == own, "is not in table "+own)
}
