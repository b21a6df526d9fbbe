package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"
)

// Find returns the table of a name.
func Find(tables []*Table, name string) (*Table, bool) {
	for _, t := range tables {
		if t.Name == name {
			return t, true
		}
	}
	return nil, false
}

// WriteCSV writes a table with a head of names. Numbers are those of JSON.
func WriteCSV(w io.Writer, t *Table) error {
	c := csv.NewWriter(w)
	line := make([]string, len(t.Columns))
	for i, col := range t.Columns {
		line[i] = col.Name
	}
	if err := c.Write(line); err != nil {
		return err
	}
	for _, r := range t.Rows {
		for i, v := range r {
			line[i] = print(v)
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func print(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return strconv.FormatBool(v)
	}
	return fmt.Sprint(v)
}

// WriteParquet writes a table; every column may be null. Units are metadata of the
// file, unit:COLUMN, since the library writes none of columns.
func WriteParquet(w io.Writer, t *Table) error {
	group := parquet.Group{}
	for _, c := range t.Columns {
		group[c.Name] = parquet.Optional(parquet.Compressed(node(c.Kind), &parquet.Zstd))
	}
	schema := parquet.NewSchema(t.Name, group)
	at := map[string]int{} // Parquet has columns by name
	for i, path := range schema.Columns() {
		at[path[0]] = i
	}
	pw := parquet.NewGenericWriter[any](w, append(unitsOf(t), schema, parquet.CreatedBy("adit", "", ""))...)
	rows := make([]parquet.Row, 0, len(t.Rows))
	for _, r := range t.Rows {
		row := make(parquet.Row, len(t.Columns))
		for i, v := range r {
			row[at[t.Columns[i].Name]] = value(t.Columns[i].Kind, v).Level(0, defined(v), at[t.Columns[i].Name])
		}
		rows = append(rows, row)
	}
	if _, err := pw.WriteRows(rows); err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	return pw.Close()
}

// unitsOf names the units of columns that have one.
func unitsOf(t *Table) (all []parquet.WriterOption) {
	for _, c := range t.Columns {
		if u := Unit(c.Name); u != "" {
			all = append(all, parquet.KeyValueMetadata("unit:"+c.Name, u))
		}
	}
	return all
}

func defined(v any) int {
	if v == nil {
		return 0
	}
	return 1
}

func node(k Kind) parquet.Node {
	switch k {
	case Bool:
		return parquet.Leaf(parquet.BooleanType)
	case Int:
		return parquet.Int(64)
	case Float:
		return parquet.Leaf(parquet.DoubleType)
	}
	return parquet.String()
}

func value(k Kind, v any) parquet.Value {
	if v == nil {
		return parquet.NullValue()
	}
	switch k {
	case Bool, Int:
		return parquet.ValueOf(v)
	case Float:
		if n, ok := v.(int64); ok {
			v = float64(n)
		}
		return parquet.ValueOf(v)
	}
	return parquet.ValueOf(print(v))
}

// mostRows is what a sheet holds, its head counted.
const mostRows = 1 << 20

// WriteXLSX writes a workbook, a sheet for each table: typed cells, a bold head
// with units, frozen above its rows.
func WriteXLSX(w io.Writer, tables []*Table) error {
	f := excelize.NewFile()
	defer f.Close()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for i, t := range tables {
		name := sheetName(t.Name, names)
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err == nil {
			err = writeSheet(f, name, t, bold)
		}
		if err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return f.Write(w)
}

func writeSheet(f *excelize.File, name string, t *Table, bold int) error {
	if len(t.Rows) >= mostRows {
		return fmt.Errorf("%d rows are more than a sheet holds: take it as Parquet or CSV", len(t.Rows))
	}
	s, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	heads := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = excelize.Cell{StyleID: bold, Value: head(c)}
		width := min(48, max(9, float64(utf8.RuneCountInString(head(c)))+2))
		if err := s.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := s.SetRow("A1", heads); err != nil {
		return err
	}
	for i, r := range t.Rows {
		cells := make([]any, len(r))
		for j, v := range r {
			cells[j] = cell(v)
		}
		if err := s.SetRow("A"+strconv.Itoa(i+2), cells); err != nil {
			return err
		}
	}
	return s.Flush()
}

// longest is what a cell holds; a longer text says that it was cut.
const longest = 32767

func cell(v any) any {
	s, ok := v.(string)
	if !ok || utf8.RuneCountInString(s) <= longest {
		return v
	}
	const cut = " … (cut: --json has all)"
	return string([]rune(s)[:longest-utf8.RuneCountInString(cut)]) + cut
}

// sheetName is a name as a workbook takes it: 31 letters, none of :\/?*[], and
// each once.
func sheetName(name string, taken map[string]bool) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return '_'
		}
		return r
	}, name)
	short := func(n string, most int) string { return string([]rune(n)[max(0, len([]rune(n))-most):]) } // the end tells more
	got := short(name, 31)
	for i := 2; taken[strings.ToLower(got)]; i++ {
		tail := "~" + strconv.Itoa(i)
		got = short(name, 31-len(tail)) + tail
	}
	taken[strings.ToLower(got)] = true
	return got
}
