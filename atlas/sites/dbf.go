package sites

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"adit/atlas"
)

// A dbf is a dBase III table, which shapefiles carry their attributes in: a
// header of 32 bytes, 32 bytes for each field, then rows of fixed width.
type dbf struct {
	date string // of the last change, 2024-06-06
	rows []map[string]string
	sum  string
}

var errDBF = errors.New("not a dBase table, or cut off")

const dbfHead = 32

func readDBF(f atlas.File, columns ...string) (*dbf, error) {
	data, sum, err := f.ReadAll()
	if err != nil {
		return nil, err
	}
	t, err := parseDBF(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	for _, c := range columns {
		if len(t.rows) > 0 {
			if _, ok := t.rows[0][c]; !ok {
				return nil, fmt.Errorf("%s: no column %q", f.Name, c)
			}
		}
	}
	t.sum = sum
	return t, nil
}

// parseDBF reads a table of UTF-8. Rows marked as deleted are left away.
func parseDBF(b []byte) (*dbf, error) {
	if len(b) < dbfHead+1 || b[0]&7 != 3 || b[2] < 1 || b[2] > 12 || b[3] < 1 || b[3] > 31 {
		return nil, errDBF
	}
	n, head, width := int(binary.LittleEndian.Uint32(b[4:])), int(binary.LittleEndian.Uint16(b[8:])), int(binary.LittleEndian.Uint16(b[10:]))
	fields, total := dbfFields(b[:min(head, len(b))])
	if fields == nil || total != width || n < 0 || n > (len(b)-head)/width {
		return nil, errDBF
	}
	t := &dbf{date: fmt.Sprintf("%d-%02d-%02d", 1900+int(b[1]), b[2], b[3])}
	for i := range n {
		row := b[head+i*width : head+(i+1)*width]
		if row[0] == '*' {
			continue
		}
		cells, at := map[string]string{}, 1
		for _, f := range fields {
			cell := row[at : at+f.width]
			at += f.width
			if !utf8.Valid(cell) || strings.ContainsRune(string(cell), 0) {
				return nil, fmt.Errorf("row %d, %s: %w: not UTF-8", i+1, f.name, errDBF)
			}
			cells[f.name] = plain(string(cell))
		}
		t.rows = append(t.rows, cells)
	}
	return t, nil
}

type dbfField struct {
	name  string
	width int
}

// dbfFields reads the field descriptors, and the width of a row with its mark.
func dbfFields(b []byte) ([]dbfField, int) {
	var fields []dbfField
	total := 1
	for at := dbfHead; at+dbfHead <= len(b) && b[at] != '\r'; at += dbfHead {
		name, _, _ := strings.Cut(string(b[at:at+11]), "\x00")
		fields = append(fields, dbfField{name, int(b[at+16])})
		total += int(b[at+16])
	}
	return fields, total
}
