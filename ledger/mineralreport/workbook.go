package mineralreport

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"adit"
	"adit/internal/limit"
)

const (
	maxFile  = 16 << 20  // a template has about one megabyte
	maxPlain = 128 << 20 // of it unpacked: beyond, it is a bomb
	maxRows  = 20_000    // of a sheet
	maxCols  = 60        // of a row: the widest list has about thirty
)

// open reads a workbook. The package that reads it was not made for hostile
// files: a panic of it is an error about the file.
func open(r io.Reader) (f *excelize.File, err error) {
	data, err := limit.ReadAll(r, maxFile, "hand in one workbook of at most 16 MB")
	if err != nil {
		return nil, err
	}
	defer recovered(&err)
	f, err = excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxPlain, UnzipXMLSizeLimit: maxPlain})
	if err != nil {
		return nil, fault("$", "xlsx", "hand in the template as it was downloaded, saved as .xlsx", "it cannot be read: %v", err)
	}
	return f, nil
}

func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fault("$", "xlsx", "hand in the template as it was downloaded, saved as .xlsx", "it cannot be read: %v", p)
	}
}

func fault(where, rule, remedy, format string, args ...any) adit.Faults {
	return adit.Faults{{Where: where, Rule: rule, Severity: adit.Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy}}
}

// A sheet is its rows, as shown.
type sheet struct {
	name string
	rows [][]string
}

// readSheet reads a sheet by its name; nil where there is none.
func readSheet(f *excelize.File, name string) (s *sheet, err error) {
	defer recovered(&err)
	for _, have := range f.GetSheetList() {
		if strings.EqualFold(strings.TrimSpace(have), name) {
			s = &sheet{name: have}
		}
	}
	if s == nil {
		return nil, nil
	}
	rows, err := f.Rows(s.name)
	if err != nil {
		return nil, fault(s.name, "xlsx", "hand in the template as it was downloaded", "%v", err)
	}
	defer rows.Close()
	for rows.Next() {
		if len(s.rows) == maxRows {
			return nil, fault(s.name, "size", "remove what is not of the template", "more than %d rows", maxRows)
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, fault(s.name, "xlsx", "hand in the template as it was downloaded", "%v", err)
		}
		row := make([]string, min(len(cells), maxCols))
		for i := range row {
			row[i] = strings.TrimSpace(cells[i])
		}
		s.rows = append(s.rows, row)
	}
	return s, nil
}

// at returns a cell's text, "" beyond the edge.
func (s *sheet) at(row, col int) string {
	if row < 0 || row >= len(s.rows) || col < 0 || col >= len(s.rows[row]) {
		return ""
	}
	return s.rows[row][col]
}

// cell names one as a spreadsheet does.
func (s *sheet) cell(row, col int) string {
	name, err := excelize.CoordinatesToCellName(col+1, row+1)
	if err != nil {
		return s.name
	}
	return s.name + "!" + name
}

// label is a text without the marks that templates put on what must be filled
// in: "Company Name (*):" is "company name".
func label(s string) string {
	s = marks.ReplaceAllString(s, " ")
	return strings.ToLower(strings.Trim(strings.Join(strings.Fields(s), " "), " :"))
}

var marks = regexp.MustCompile(`\(\s*(\*|\d+)\s*\)`)
