package atlas

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Table holds rows of one schema from one publisher.
type Table struct {
	Schema    *Schema
	Publisher string // "usgs-mcs", "baci", "adit" …
	Rows      [][]string
}

// NewTable returns an empty table of the named schema. It panics where there
// is no such schema: table names are written in code, not in data.
func NewTable(schema, publisher string) *Table {
	s := SchemaOf(schema)
	if s == nil {
		panic("atlas: no schema " + schema)
	}
	return &Table{Schema: s, Publisher: publisher}
}

// Add appends a row given as column, value pairs. Columns not named are blank.
// It panics on a column that the schema lacks.
func (t *Table) Add(pairs ...string) {
	row := make([]string, len(t.Schema.Columns))
	for i := 0; i+1 < len(pairs); i += 2 {
		c := t.Schema.Column(pairs[i])
		if c < 0 {
			panic("atlas: table " + t.Schema.Name + " has no column " + pairs[i])
		}
		row[c] = pairs[i+1]
	}
	t.Rows = append(t.Rows, row)
}

// Get returns a cell by column name.
func (t *Table) Get(row int, column string) string { return t.Rows[row][t.Schema.Column(column)] }

// Key returns the cells that identify a row, joined by '|'.
func (t *Table) Key(row int) string {
	parts := make([]string, len(t.Schema.Key))
	for i, k := range t.Schema.Key {
		parts[i] = t.Get(row, k)
	}
	return strings.Join(parts, "|")
}

// Sort puts rows in the order of their cells, so that a table written twice
// has the same bytes.
func (t *Table) Sort() {
	slices.SortFunc(t.Rows, func(a, b []string) int { return slices.Compare(a, b) })
}

// Write writes the table as CSV with a header, UTF-8, LF, sorted.
func (t *Table) Write(w io.Writer) error {
	t.Sort()
	b := bufio.NewWriter(w)
	c := csv.NewWriter(b)
	header := make([]string, len(t.Schema.Columns))
	for i, col := range t.Schema.Columns {
		header[i] = col.Name
	}
	rows := append([][]string{header}, t.Rows...)
	if err := cmp.Or(c.WriteAll(rows), b.Flush()); err != nil {
		return fmt.Errorf("write table %s: %w", t.Schema.Name, err)
	}
	return nil
}

// errTable is what a table file can be: not one at all. Faults of single cells
// are Check's.
var errTable = errors.New("not a table of the atlas")

// ReadTable reads what Write wrote. Name is the file's name, for messages.
func ReadTable(r io.Reader, name, schema, publisher string) (*Table, error) {
	t := NewTable(schema, publisher)
	c := csv.NewReader(r)
	c.FieldsPerRecord = len(t.Schema.Columns)
	header, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", name, errTable, err)
	}
	for i, col := range t.Schema.Columns {
		if header[i] != col.Name {
			return nil, fmt.Errorf("%s:1: %w: column %d is %q, want %q", name, errTable, i+1, header[i], col.Name)
		}
	}
	if t.Rows, err = c.ReadAll(); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", name, errTable, err)
	}
	for i, row := range t.Rows {
		for _, cell := range row {
			if !utf8.ValidString(cell) {
				return nil, fmt.Errorf("%s:%d: %w: not UTF-8", name, i+2, errTable)
			}
		}
	}
	return t, nil
}
