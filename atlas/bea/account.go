package bea

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"adit"
	"adit/atlas/intake"
)

// An account writes the tables of one level.
type account struct {
	*importing
	level       level
	industries  map[string]string // code → name
	commodities map[string]string
}

// roundingPerCell bounds what rounding to a million may add up to: half a
// million a cell, and the total's own half.
const roundingPerCell = 0.5

func (a *account) add(table, row, rowCode, column, columnCode string, value float64) {
	if value == 0 {
		return
	}
	a.table(table).Add("year", a.level.year, "level", a.level.name, row, rowCode, column, columnCode,
		"value", intake.Format(value), "source", source)
}

// use splits the use table into intermediate use, final demand and value
// added.
func (a *account) use(m *matrix) {
	t := a.level.totals
	a.complete(m, m.rows, a.commodities, "commodity")
	a.complete(m, m.columns, a.industries, "industry")
	for _, c := range slices.Sorted(maps.Keys(a.commodities)) {
		for _, j := range m.columns {
			if a.industries[j] != "" {
				a.add("io_use", "commodity", c, "industry", j, m.get(c, j))
			} else if isFinal(j) {
				a.add("io_final", "commodity", c, "category", j, m.get(c, j))
			}
		}
		a.sumRow(m, c, t.intermediate, func(j string) bool { return a.industries[j] != "" })
		a.sumRow(m, c, t.final, isFinal)
		a.sumRow(m, c, t.commodityOutput, func(j string) bool { return j == t.intermediate || j == t.final })
	}
	for _, j := range slices.Sorted(maps.Keys(a.industries)) {
		for _, v := range m.rows {
			if isValueAdded(v) {
				a.add("io_value_added", "industry", j, "category", v, m.get(v, j))
			}
		}
		a.sumColumn(m, j, t.intermediateRow, func(i string) bool { return a.commodities[i] != "" })
		a.sumColumn(m, j, t.valueAdded, isValueAdded)
		a.sumColumn(m, j, t.industryOutput, func(i string) bool { return i == t.intermediateRow || i == t.valueAdded })
	}
}

func (a *account) make(m *matrix) {
	t := a.level.totals
	a.complete(m, m.rows, a.industries, "industry")
	a.complete(m, m.columns, a.commodities, "commodity")
	for _, i := range slices.Sorted(maps.Keys(a.industries)) {
		for _, c := range m.columns {
			if a.commodities[c] != "" {
				a.add("io_make", "industry", i, "commodity", c, m.get(i, c))
			}
		}
		a.sumRow(m, i, t.industryOutput, func(c string) bool { return a.commodities[c] != "" })
	}
	for _, c := range slices.Sorted(maps.Keys(a.commodities)) {
		a.sumColumn(m, c, t.makeCommodity, func(i string) bool { return a.industries[i] != "" })
	}
}

func (a *account) imports(m *matrix) {
	t := a.level.totals
	a.complete(m, m.rows, a.commodities, "commodity")
	a.complete(m, m.columns, a.industries, "industry")
	for _, c := range slices.Sorted(maps.Keys(a.commodities)) {
		for _, j := range m.columns {
			if a.industries[j] != "" || isFinal(j) {
				a.add("io_import", "commodity", c, "user", j, m.get(c, j))
			}
		}
		a.sumRow(m, c, "T001", func(j string) bool { return a.industries[j] != "" })
		a.sumRow(m, c, t.importFinal, isFinal)
	}
}

// outputs writes the codes with their names and gross outputs, which the use
// table holds.
func (a *account) outputs(use *matrix) {
	t := a.level.totals
	for _, j := range slices.Sorted(maps.Keys(a.industries)) {
		a.code("io_industries", "industry", j, a.industries[j], use.get(t.industryOutput, j))
	}
	for _, c := range slices.Sorted(maps.Keys(a.commodities)) {
		a.code("io_commodities", "commodity", c, a.commodities[c], use.get(c, t.commodityOutput))
	}
}

func (a *account) code(table, column, code, name string, output float64) {
	if output < 0 {
		a.doubt("negative-output", "the commodity's final uses outweigh its output", "%s %s has the output %g", column, code, output)
		output = 0
	}
	a.table(table).Add("year", a.level.year, "level", a.level.name, column, code, "name", name, "output", intake.Format(output), "source", source)
}

// complete notes codes that the table lacks.
func (a *account) complete(m *matrix, have []string, want map[string]string, what string) {
	if missing := lacks(have, want); len(missing) > 0 {
		a.faults = append(a.faults, adit.Fault{Where: m.file + ":1", Rule: "missing-code", Severity: adit.Wrong,
			What: fmt.Sprintf("no %s %s", what, strings.Join(missing, ", ")), Remedy: "fetch all files of one edition"})
	}
}

// sumRow compares the sum over some columns of a row with the column that
// holds the total.
func (a *account) sumRow(m *matrix, row, total string, in func(string) bool) {
	sum, n := 0.0, 0
	for _, c := range m.columns {
		if in(c) {
			sum, n = sum+m.get(row, c), n+1
		}
	}
	a.compare(m, "row "+row, total, sum, m.get(row, total), n)
}

func (a *account) sumColumn(m *matrix, column, total string, in func(string) bool) {
	sum, n := 0.0, 0
	for _, r := range m.rows {
		if in(r) {
			sum, n = sum+m.get(r, column), n+1
		}
	}
	a.compare(m, "column "+column, total, sum, m.get(total, column), n)
}

func (a *account) compare(m *matrix, where, total string, sum, stated float64, cells int) {
	if math.Abs(sum-stated) > roundingPerCell*float64(cells+1) {
		a.faults = append(a.faults, adit.Fault{Where: m.file + ": " + where, Rule: "total", Severity: adit.Doubtful,
			What:   fmt.Sprintf("cells add up to %g, but %s says %g", sum, total, stated),
			Remedy: "compare with the Bureau's table"})
	}
}

func (a *account) doubt(rule, remedy, format string, args ...any) {
	a.faults = append(a.faults, adit.Fault{Where: a.level.use, Rule: rule, Severity: adit.Doubtful, What: fmt.Sprintf(format, args...), Remedy: remedy})
}

// isFinal and isValueAdded tell the Bureau's codes: F01000 or F010 is personal
// consumption, V00100 or V001 compensation of employees.
func isFinal(code string) bool {
	return len(code) >= 4 && code[0] == 'F' && digit(code[1]) && isCode(code)
}

func isValueAdded(code string) bool {
	return len(code) >= 4 && code[0] == 'V' && digit(code[1]) && isCode(code)
}

// isCode reports whether a code is letters and digits.
func isCode(code string) bool {
	return code != "" && strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == ""
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

// categoryNames are the Bureau's, by the first four characters of a code.
var categoryNames = map[string]string{
	"F010": "Personal consumption expenditures",
	"F02E": "Nonresidential private fixed investment in equipment",
	"F02N": "Nonresidential private fixed investment in intellectual property products",
	"F02R": "Residential private fixed investment",
	"F02S": "Nonresidential private fixed investment in structures",
	"F030": "Change in private inventories",
	"F040": "Exports of goods and services",
	"F050": "Imports of goods and services",
	"F06C": "Federal national defense: consumption expenditures",
	"F06E": "Federal national defense: gross investment in equipment",
	"F06N": "Federal national defense: gross investment in intellectual property products",
	"F06S": "Federal national defense: gross investment in structures",
	"F07C": "Federal nondefense: consumption expenditures",
	"F07E": "Federal nondefense: gross investment in equipment",
	"F07N": "Federal nondefense: gross investment in intellectual property products",
	"F07S": "Federal nondefense: gross investment in structures",
	"F10C": "State and local government: consumption expenditures",
	"F10E": "State and local government: gross investment in equipment",
	"F10N": "State and local government: gross investment in intellectual property products",
	"F10S": "State and local government: gross investment in structures",
	"V001": "Compensation of employees",
	"V002": "Taxes on production and imports, less subsidies",
	"V003": "Gross operating surplus",
}

// categories writes the names of the categories that the tables use.
func (a *account) categories() {
	codes := map[string]bool{}
	for _, table := range []string{"io_final", "io_value_added"} {
		for i := range a.table(table).Rows {
			if t := a.table(table); t.Get(i, "level") == a.level.name {
				codes[t.Get(i, "category")] = true
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		kind := "final"
		if isValueAdded(code) {
			kind = "value-added"
		}
		name, ok := categoryNames[code[:4]]
		if !ok {
			name = code
		}
		a.table("io_categories").Add("level", a.level.name, "category", code, "kind", kind, "name", name, "source", source)
	}
}
