package cepii

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf16"
)

// Records of a workbook that hold cells ([MS-XLS] 2.4).
const (
	recEOF      = 0x000A
	recContinue = 0x003C
	recMulRK    = 0x00BD
	recSST      = 0x00FC
	recLabelSST = 0x00FD
	recNumber   = 0x0203
	recLabel    = 0x0204
	recRK       = 0x027E
	recBOF      = 0x0809
)

// maxColumns bounds a row: GeoDist has 14 columns. Excel allows 256, with which
// a small file of far corners could ask for a quarter of a gigabyte.
const maxColumns = 64

// A record is a type and its bytes; a long one is continued in more pieces.
type record struct {
	kind   uint16
	pieces [][]byte
}

// records splits a workbook stream.
func records(b []byte) ([]record, error) {
	var all []record
	for len(b) >= 4 {
		kind, n := binary.LittleEndian.Uint16(b), int(binary.LittleEndian.Uint16(b[2:]))
		if len(b) < 4+n {
			return nil, errors.New("a record is cut off")
		}
		data := b[4 : 4+n]
		b = b[4+n:]
		if kind == recContinue && len(all) > 0 {
			last := &all[len(all)-1]
			last.pieces = append(last.pieces, data)
			continue
		}
		all = append(all, record{kind, [][]byte{data}})
	}
	return all, nil
}

// cells reads the first sheet of an Excel workbook of 1997 to 2003: for each
// row that has cells, its texts and numbers by column. Formulas, dates and
// formats are not read.
func cells(workbook []byte) ([][]string, error) {
	all, err := records(workbook)
	if err != nil {
		return nil, err
	}
	s := sheet{}
	for _, r := range all {
		if err := s.take(r); err != nil {
			return nil, err
		}
		if s.sheets == 1 && r.kind == recEOF {
			return s.rows, nil
		}
	}
	return nil, errors.New("the first sheet has no end: the file is cut off")
}

type sheet struct {
	texts  []string
	rows   [][]string
	sheets int // 0 inside the workbook's globals
	begun  bool
}

func (s *sheet) take(r record) (err error) {
	d := r.pieces[0]
	if r.kind == recBOF {
		if len(d) < 4 || binary.LittleEndian.Uint16(d) != 0x0600 {
			return errors.New("not an Excel 97 workbook")
		}
		if s.begun {
			s.sheets++
		}
		s.begun = true
		return nil
	}
	if r.kind == recSST {
		s.texts, err = sharedTexts(r.pieces)
		return err
	}
	if s.sheets != 1 {
		return nil
	}
	return s.cell(r.kind, d)
}

var errShort = errors.New("a cell is cut off")

// cell reads one cell record, or a row of numbers.
func (s *sheet) cell(kind uint16, d []byte) error {
	sizes := map[uint16]int{recNumber: 14, recRK: 10, recMulRK: 12, recLabelSST: 10}
	size, ok := sizes[kind]
	switch {
	case kind == recLabel:
		return errors.New("the sheet holds texts of Excel 95")
	case !ok:
		return nil
	case len(d) < size:
		return errShort
	}
	row, column := int(binary.LittleEndian.Uint16(d)), int(binary.LittleEndian.Uint16(d[2:]))
	switch kind {
	case recNumber:
		return s.put(row, column, number(math.Float64frombits(binary.LittleEndian.Uint64(d[6:]))))
	case recRK:
		return s.put(row, column, number(rk(binary.LittleEndian.Uint32(d[6:]))))
	case recLabelSST:
		n := binary.LittleEndian.Uint32(d[6:])
		if int64(n) >= int64(len(s.texts)) {
			return fmt.Errorf("row %d: there is no text %d", row+1, n)
		}
		return s.put(row, column, s.texts[n])
	}
	for i := 4; i+6 <= len(d)-2; i, column = i+6, column+1 {
		if err := s.put(row, column, number(rk(binary.LittleEndian.Uint32(d[i+2:])))); err != nil {
			return err
		}
	}
	return nil
}

// put sets a cell. Rows come in order, or nearly: a row far below the last one
// would be paid for in memory, so rows are made one by one.
func (s *sheet) put(row, column int, text string) error {
	if column >= maxColumns {
		return fmt.Errorf("row %d: column %d is further right than any of GeoDist", row+1, column+1)
	}
	for len(s.rows) <= row { // below 65,536, as row has 16 bits
		s.rows = append(s.rows, nil)
	}
	for len(s.rows[row]) <= column {
		s.rows[row] = append(s.rows[row], "")
	}
	s.rows[row][column] = text
	return nil
}

// rk decodes Excel's number of 30 bits: an integer or the top of a double,
// times 1 or 1/100 ([MS-XLS] 2.5.122).
func rk(v uint32) float64 {
	f := math.Float64frombits(uint64(v&^3) << 32)
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// sharedTexts reads the table of texts, which may go on in further pieces.
func sharedTexts(pieces [][]byte) ([]string, error) {
	p := &reader{pieces: pieces}
	p.skip(4) // uses, of which there is no need
	n := p.u32()
	var all []string
	for i := uint32(0); i < n && p.err == nil; i++ {
		all = append(all, p.text())
	}
	return all, p.err
}

// A reader reads across pieces. After an error all it reads is zero.
type reader struct {
	pieces [][]byte
	err    error
}

func (p *reader) next() byte {
	for len(p.pieces) > 0 && len(p.pieces[0]) == 0 {
		p.pieces = p.pieces[1:]
	}
	if len(p.pieces) == 0 {
		p.err = errors.New("the table of texts is cut off")
		return 0
	}
	b := p.pieces[0][0]
	p.pieces[0] = p.pieces[0][1:]
	return b
}

func (p *reader) u16() uint16 { return uint16(p.next()) | uint16(p.next())<<8 }
func (p *reader) u32() uint32 { return uint32(p.u16()) | uint32(p.u16())<<16 }

func (p *reader) skip(n uint32) {
	for ; n > 0 && p.err == nil; n-- {
		p.next()
	}
}

// text reads one text ([MS-XLS] 2.5.293). Where a text goes on in the next
// piece, that piece begins with a byte that says anew how wide its characters
// are.
func (p *reader) text() string {
	n, flags := p.u16(), p.next()
	var runs, extra uint32
	if flags&8 != 0 {
		runs = uint32(p.u16())
	}
	if flags&4 != 0 {
		extra = p.u32()
	}
	units := make([]uint16, 0, n)
	for ; n > 0 && p.err == nil; n-- {
		if len(p.pieces) > 1 && len(p.pieces[0]) == 0 {
			p.pieces = p.pieces[1:]
			flags = flags&^1 | p.next()&1
		}
		if flags&1 != 0 {
			units = append(units, p.u16())
		} else {
			units = append(units, uint16(p.next()))
		}
	}
	p.skip(4 * runs)
	p.skip(extra)
	return string(utf16.Decode(units))
}
