package atlas

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"adit"
)

// Encoding says how a raw file spells its characters.
type Encoding int

const (
	UTF8        Encoding = iota // with or without a byte-order mark
	Windows1252                 // USGS MCS 2026
)

// maxLine bounds a line of a raw CSV file, so that a file without line ends (a
// gigabyte of zeros) is refused in bounded memory.
const maxLine = 1 << 20

// maxFaults bounds what is kept of a file that is no table at all.
const maxFaults = 1000

// A CSV reads a raw CSV file with a header, row by row. What is wrong with a
// row becomes a fault with file and line, and the row is left out.
type CSV struct {
	Header []string
	Line   int // of the row read last, 1-based
	Faults adit.Faults

	name string
	csv  *csv.Reader
	row  []string
	col  map[string]int
}

// NewCSV starts reading. It fails where the file has no header or is not text.
func NewCSV(r io.Reader, name string, enc Encoding) (*CSV, error) {
	in := &lineGuard{r: bufio.NewReaderSize(r, 1<<16), name: name, enc: enc}
	c := &CSV{name: name, csv: csv.NewReader(in), col: map[string]int{}}
	c.csv.FieldsPerRecord = -1
	c.csv.LazyQuotes = false
	header, err := c.csv.Read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the file is empty")
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for i, h := range header {
		header[i] = strings.TrimSpace(h)
		c.col[header[i]] = i
	}
	c.Header = header
	return c, nil
}

// Need fails unless the header has every column named.
func (c *CSV) Need(columns ...string) error {
	for _, want := range columns {
		if _, ok := c.col[want]; !ok {
			return fmt.Errorf("%s:1: no column %q; found: %s", c.name, want, strings.Join(c.Header, ", "))
		}
	}
	return nil
}

// Next reads the next whole row and reports whether there is one. An error is
// one after which nothing more can be read.
func (c *CSV) Next() (bool, error) {
	for {
		row, err := c.csv.Read()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			return false, fmt.Errorf("%s:%d: %w; the file is cut off or damaged", c.name, syntax.StartLine, syntax.Err)
		}
		if err != nil {
			return false, err
		}
		c.Line, _ = c.csv.FieldPos(0)
		if len(row) != len(c.Header) {
			c.Fault("columns", "the file is cut off or damaged; fetch it again", "row has %d columns, the header %d", len(row), len(c.Header))
			if len(c.Faults) > maxFaults {
				return false, fmt.Errorf("%s:%d: more than %d faulty rows: not a file of this kind", c.name, c.Line, maxFaults)
			}
			continue
		}
		c.row = row
		return true, nil
	}
}

// Get returns a cell of the row read last, without spaces around.
func (c *CSV) Get(column string) string {
	i, ok := c.col[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(c.row[i])
}

// At returns a cell by the position of its column, for files that repeat a
// column name.
func (c *CSV) At(i int) string { return strings.TrimSpace(c.row[i]) }

// Fault notes what is wrong with the row read last.
func (c *CSV) Fault(rule, remedy, format string, args ...any) {
	c.Faults = append(c.Faults, adit.Fault{Where: fmt.Sprintf("%s:%d", c.name, c.Line), Rule: rule,
		Severity: adit.Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy})
}

// A lineGuard passes lines on as UTF-8 and refuses what is too long, of
// another encoding, or binary.
type lineGuard struct {
	r    *bufio.Reader
	name string
	enc  Encoding
	line int
	rest []byte
}

func (g *lineGuard) Read(p []byte) (int, error) {
	if len(g.rest) == 0 {
		line, err := g.next()
		if len(line) == 0 && err != nil {
			return 0, err
		}
		g.rest = line
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

var byteOrderMark = []byte("\xef\xbb\xbf")

func (g *lineGuard) next() ([]byte, error) {
	g.line++
	var line []byte
	for {
		part, err := g.r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > maxLine {
			return nil, fmt.Errorf("%s:%d: line is longer than %d MiB: not a CSV file", g.name, g.line, maxLine>>20)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("%s:%d: %w", g.name, g.line, err)
		}
		if len(line) == 0 {
			return nil, io.EOF
		}
		break
	}
	if g.line == 1 {
		line = bytes.TrimPrefix(line, byteOrderMark)
	}
	return g.decode(line)
}

func (g *lineGuard) decode(line []byte) ([]byte, error) {
	if bytes.IndexByte(line, 0) >= 0 {
		return nil, fmt.Errorf("%s:%d: zero byte: not a text file, or UTF-16; save it as UTF-8", g.name, g.line)
	}
	if g.enc == Windows1252 {
		return charmap.Windows1252.NewDecoder().Bytes(line)
	}
	if !utf8.Valid(line) {
		return nil, fmt.Errorf("%s:%d: not UTF-8; was the file saved in another encoding?", g.name, g.line)
	}
	return line, nil
}
