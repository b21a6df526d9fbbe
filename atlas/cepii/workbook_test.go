package cepii

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"testing"
)

// workbook writes a minimal Excel 97 file of one sheet. Numbers are written as
// Excel does: small integers and hundredths as RK, others as doubles, texts
// shared. It is the twin of the reader, made for tests from [MS-XLS], not from
// the reader's code.
func workbook(rows [][]string) []byte {
	var texts []string
	index := map[string]int{}
	var body bytes.Buffer
	rec := func(b *bytes.Buffer, kind int, data ...any) {
		var d bytes.Buffer
		for _, x := range data {
			binary.Write(&d, binary.LittleEndian, x)
		}
		binary.Write(b, binary.LittleEndian, []uint16{uint16(kind), uint16(d.Len())})
		b.Write(d.Bytes())
	}
	rec(&body, recBOF, uint16(0x0600), uint16(0x10), uint32(0), uint64(0))
	for r, row := range rows {
		for c, cell := range row {
			at := []uint16{uint16(r), uint16(c), 0}
			v, err := strconv.ParseFloat(cell, 64)
			switch {
			case err != nil:
				if _, ok := index[cell]; !ok {
					index[cell] = len(texts)
					texts = append(texts, cell)
				}
				rec(&body, recLabelSST, at, uint32(index[cell]))
			case v == math.Trunc(v) && math.Abs(v) < 1<<29:
				rec(&body, recRK, at, uint32(int32(v)<<2|2))
			case v*100 == math.Trunc(v*100) && math.Abs(v) < 1<<20:
				rec(&body, recMulRK, at[:2], at[2], uint32(int32(v*100)<<2|3), at[1])
			default:
				rec(&body, recNumber, at, v)
			}
		}
	}
	rec(&body, recEOF)
	var book bytes.Buffer
	rec(&book, recBOF, uint16(0x0600), uint16(5), uint32(0), uint64(0))
	sst(&book, rec, texts)
	rec(&book, recEOF)
	book.Write(body.Bytes())
	book.Write(make([]byte, max(0, 4096-book.Len())))
	return compoundFile(book.Bytes())
}

// sst writes the table of texts and breaks the last one in its middle, into a
// piece of wide characters.
func sst(b *bytes.Buffer, rec func(*bytes.Buffer, int, ...any), texts []string) {
	data := []any{uint32(len(texts)), uint32(len(texts))}
	for i, s := range texts {
		if i < len(texts)-1 || len(s) < 2 {
			data = append(data, uint16(len(s)), byte(0), []byte(s))
			continue
		}
		rec(b, recSST, append(data, uint16(len(s)), byte(0), []byte(s[:1]))...)
		var wide []byte
		for _, c := range []byte(s[1:]) {
			wide = append(wide, c, 0)
		}
		rec(b, recContinue, byte(1), wide)
		return
	}
	rec(b, recSST, data...)
}

// compoundFile puts a stream into the smallest compound file: the table of
// chains in the first sectors, then the directory, then the stream.
func compoundFile(stream []byte) []byte {
	n := (len(stream) + 511) / 512
	fats := (n + 1 + 128) / 127
	fat := make([]uint32, 0, fats*128)
	for range fats {
		fat = append(fat, 0xFFFFFFFD)
	}
	fat = append(fat, endOfChain) // directory
	for i := range n {
		fat = append(fat, uint32(fats+2+i))
	}
	fat[len(fat)-1] = endOfChain
	for len(fat) < fats*128 {
		fat = append(fat, 0xFFFFFFFF)
	}
	head := make([]byte, 512)
	copy(head, magic)
	binary.LittleEndian.PutUint16(head[0x1E:], 9)
	binary.LittleEndian.PutUint32(head[0x30:], uint32(fats))
	binary.LittleEndian.PutUint32(head[miniCutoffAt:], 4096)
	binary.LittleEndian.PutUint32(head[0x44:], endOfChain)
	for i := range difatInHead {
		v := uint32(0xFFFFFFFF)
		if i < fats {
			v = uint32(i)
		}
		binary.LittleEndian.PutUint32(head[0x4C+4*i:], v)
	}
	entry := make([]byte, 512)
	for i, c := range "Workbook" {
		entry[2*i] = byte(c)
	}
	binary.LittleEndian.PutUint16(entry[0x40:], 18)
	binary.LittleEndian.PutUint32(entry[0x74:], uint32(fats+1))
	binary.LittleEndian.PutUint32(entry[0x78:], uint32(len(stream)))
	var b bytes.Buffer
	b.Write(head)
	binary.Write(&b, binary.LittleEndian, fat)
	b.Write(entry)
	b.Write(stream)
	b.Write(make([]byte, n*512-len(stream)))
	return b.Bytes()
}

func zipped(name string, data []byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.Create(name)
	w.Write(data)
	z.Close()
	return b.Bytes()
}

func TestSheet(t *testing.T) {
	rows := [][]string{
		{"iso_o", "iso_d", "km"},
		{"ABW", "AFG", "13257.81"}, // hundredths: one library at hand reads 1325781
		{"ABW", "AGO", "0"},
		{"ABW", "AIA", "-7"},
		{"ABW", "ALB", "1e-07"},
		{"ABW", "split text", "."},
	}
	rows[5][1], rows[5][2] = ".", "split text"
	for name, raw := range map[string][]byte{"xls": workbook(rows), "zip": zipped("a/B.XLS", workbook(rows))} {
		got, err := Sheet(raw)
		if err != nil {
			t.Fatal(name, err)
		}
		for i := range rows {
			for j := range rows[i] {
				if got[i][j] != rows[i][j] {
					t.Errorf("%s: cell %d,%d is %q, want %q", name, i, j, got[i][j], rows[i][j])
				}
			}
		}
	}
}

// TestRK checks numbers of 30 bits against [MS-XLS] 2.5.122.
func TestRK(t *testing.T) {
	for v, want := range map[uint32]float64{
		0x3FF00000:             1,
		0x3FF00001:             0.01,
		12<<2 | 2:              12,
		1234<<2 | 3:            12.34,
		uint32(0xFFFFFFFC) | 2: -1,
	} {
		if got := rk(v); got != want {
			t.Errorf("rk(%#x) = %g, want %g", v, got, want)
		}
	}
}
