package baci

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"adit/atlas/flows"
)

// A Row is a flow of a BACI year. Value and Mass are the digits as printed, in
// thousand USD and tonnes, valid until the next row; Mass is empty where BACI
// has no quantity.
type Row struct {
	Line               int
	Year               int
	Exporter, Importer int // BACI's numbers
	Product            int // HS6
	Value, Mass        []byte
}

// maxLine bounds a line; BACI's are below 60 bytes.
const maxLine = 1 << 12

// Parse reads a BACI year, header first, and hands each row over as it comes:
// memory does not grow with the file. Rows that cannot be read are told to bad
// and left out. An error of row, a line too long to be BACI's or the end of
// the context stop it. The last line must be whole: a file that was cut off
// in a number would otherwise be read as another number.
func Parse(ctx context.Context, r io.Reader, row func(*Row) error, bad func(line int, err error)) error {
	buf := make([]byte, 1<<18)
	p := parser{row: row, bad: bad}
	have := 0
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(buf[have:])
		have += n
		used, failed := p.lines(buf[:have])
		if failed != nil {
			return failed
		}
		copy(buf, buf[used:have])
		have -= used
		switch {
		case errors.Is(err, io.EOF):
			return p.end(buf[:have])
		case err != nil:
			return err
		case have > maxLine:
			return fmt.Errorf("line %d is longer than %d bytes: not a BACI file", p.at.Line+1, maxLine)
		}
	}
}

type parser struct {
	at  Row
	row func(*Row) error
	bad func(int, error)
}

// lines parses all whole lines of b and returns how much that was.
func (p *parser) lines(b []byte) (used int, err error) {
	for {
		n := bytes.IndexByte(b[used:], '\n')
		if n < 0 {
			return used, nil
		}
		if err := p.line(b[used : used+n]); err != nil {
			return used, err
		}
		used += n + 1
	}
}

// errCut means that the file does not end with a whole line.
var errCut = errors.New("the last line is not whole: the file is cut off")

func (p *parser) end(rest []byte) error {
	if p.at.Line == 0 && len(rest) == 0 {
		return errors.New("the file is empty")
	}
	if len(bytes.TrimSpace(rest)) > 0 {
		return errCut
	}
	return nil
}

var errHeader = errors.New(`the header is not "t,i,j,k,v,q"`)

func (p *parser) line(b []byte) error {
	p.at.Line++
	if p.at.Line == 1 {
		return header(b)
	}
	if len(b) > 0 && b[len(b)-1] == '\r' {
		b = b[:len(b)-1]
	}
	if len(b) == 0 {
		return nil
	}
	if err := p.at.fields(b); err != nil {
		p.bad(p.at.Line, err)
		return nil
	}
	return p.row(&p.at)
}

func header(b []byte) error {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	b = bytes.ReplaceAll(bytes.TrimSpace(b), []byte(`"`), nil)
	if string(b) != "t,i,j,k,v,q" {
		return errHeader
	}
	return nil
}

var (
	errInteger = errors.New("year, country or product is not a number")
	errDecimal = errors.New("value or quantity is not a decimal number of 0 or more")
	errColumns = errors.New("row has not six columns; the file is cut off or damaged")
)

// fields parses t,i,j,k,v,q. CEPII pads numbers with spaces, and writes NA, or
// nothing, where it has no quantity.
func (r *Row) fields(b []byte) (err error) {
	for _, n := range []*int{&r.Year, &r.Exporter, &r.Importer, &r.Product} {
		if *n, b, err = integer(b); err != nil {
			return err
		}
	}
	comma := bytes.IndexByte(b, ',')
	if comma < 0 || bytes.IndexByte(b[comma+1:], ',') >= 0 {
		return errColumns
	}
	r.Value, r.Mass = trim(b[:comma]), trim(b[comma+1:])
	if string(r.Mass) == "NA" {
		r.Mass = nil
	}
	if !decimal(r.Value) || len(r.Mass) > 0 && !decimal(r.Mass) {
		return errDecimal
	}
	return nil
}

// integer parses a number of at most six digits and the comma after it.
func integer(b []byte) (n int, rest []byte, err error) {
	i := 0
	for i < len(b) && (b[i] == ' ' || b[i] == '"') {
		i++
	}
	start := i
	for i < len(b) && b[i]-'0' <= 9 && i < start+7 {
		n = n*10 + int(b[i]-'0')
		i++
	}
	if i == start || i == start+7 {
		return 0, nil, errInteger
	}
	for i < len(b) && (b[i] == ' ' || b[i] == '"') {
		i++
	}
	if i == len(b) || b[i] != ',' {
		return 0, nil, errColumns
	}
	return n, b[i+1:], nil
}

// decimal reports whether b is digits with at most one point, and an exponent
// maybe ("1e+05", as R writes round numbers). Such digits are never negative,
// NaN or infinite; what overflows is found when it is converted.
func decimal(b []byte) bool {
	digits, point := 0, 0
	for i, c := range b {
		switch {
		case c-'0' <= 9:
			digits++
		case c == '.' && point == 0:
			point = 1
		case (c == 'e' || c == 'E') && digits > 0:
			return exponent(b[i+1:])
		default:
			return false
		}
	}
	return digits > 0
}

func exponent(b []byte) bool {
	if len(b) > 0 && (b[0] == '+' || b[0] == '-') {
		b = b[1:]
	}
	for _, c := range b {
		if c-'0' > 9 {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 3
}

func trim(b []byte) []byte {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}

// hs6 spells a product number, whose leading zeros some editions drop.
func hs6(product int) string { return fmt.Sprintf("%06d", product) }

// amounts returns canonical value and tonnage. A tonnage that BACI rounds to
// nothing is unknown, not zero.
func amounts(value, mass string) (v, m string, rounded bool, err error) {
	if v, err = flows.Amount(value); err != nil {
		return "", "", false, err
	}
	if m, err = flows.Amount(mass); err != nil {
		return "", "", false, err
	}
	if m == "0" {
		return v, "", true, nil
	}
	return v, m, false, nil
}
