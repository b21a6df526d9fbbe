package cepii

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
)

// Numbers of the compound file format ([MS-CFB] 2.1, 2.2).
const (
	endOfChain   = 0xFFFFFFFE
	headerSize   = 512
	difatInHead  = 109
	entrySize    = 128
	miniCutoffAt = 0x38
)

var magic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

// A compound is a file of named streams, as Office wrote until 2007 ([MS-CFB]).
// Streams are chains of sectors; every chain is walked at most as far as the
// file has sectors, so that a damaged one cannot turn in a circle.
type compound struct {
	data       []byte
	sectorSize int
	fat        []uint32
}

func openCompound(data []byte) (*compound, error) {
	if len(data) < headerSize || string(data[:8]) != string(magic) {
		return nil, errors.New("not an Excel file of before 2007")
	}
	shift := binary.LittleEndian.Uint16(data[0x1E:])
	if shift != 9 && shift != 12 {
		return nil, fmt.Errorf("compound file with sectors of 2^%d bytes", shift)
	}
	c := &compound{data: data, sectorSize: 1 << shift}
	return c, c.readFAT()
}

// sector returns the bytes of a sector.
func (c *compound) sector(n uint32) ([]byte, error) {
	start := (int64(n) + 1) * int64(c.sectorSize)
	if start+int64(c.sectorSize) > int64(len(c.data)) {
		return nil, fmt.Errorf("sector %d is beyond the end: the file is cut off", n)
	}
	return c.data[start : start+int64(c.sectorSize)], nil
}

// readFAT reads the table of chains, whose own sectors are listed in the
// header and, beyond 109 of them, in further sectors.
func (c *compound) readFAT() error {
	list := words(c.data[0x4C:headerSize])
	next := binary.LittleEndian.Uint32(c.data[0x44:])
	for range len(c.data)/c.sectorSize + 1 {
		if next >= endOfChain {
			break
		}
		s, err := c.sector(next)
		if err != nil {
			return err
		}
		w := words(s)
		list, next = append(list, w[:len(w)-1]...), w[len(w)-1]
	}
	for _, n := range list {
		if n >= endOfChain {
			continue
		}
		s, err := c.sector(n)
		if err != nil {
			return err
		}
		if c.fat = append(c.fat, words(s)...); len(c.fat) > len(c.data) {
			return errors.New("table of sectors is larger than the file")
		}
	}
	return nil
}

func words(b []byte) []uint32 {
	w := make([]uint32, len(b)/4)
	for i := range w {
		w[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return w
}

// chain returns the bytes of a chain of sectors.
func (c *compound) chain(n uint32) ([]byte, error) {
	var all []byte
	for range len(c.data)/c.sectorSize + 1 {
		if n == endOfChain {
			return all, nil
		}
		s, err := c.sector(n)
		if err != nil {
			return nil, err
		}
		if int64(n) >= int64(len(c.fat)) {
			return nil, fmt.Errorf("sector %d is in no chain", n)
		}
		all, n = append(all, s...), c.fat[n]
	}
	return nil, errors.New("a chain of sectors turns in a circle")
}

// stream returns a stream by name. Streams below the cutoff live elsewhere
// (mini sectors); no sheet of use is that small, and they are refused.
func (c *compound) stream(name string) ([]byte, error) {
	directory, err := c.chain(binary.LittleEndian.Uint32(c.data[0x30:]))
	if err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	cutoff := binary.LittleEndian.Uint32(c.data[miniCutoffAt:])
	for e := directory; len(e) >= entrySize; e = e[entrySize:] {
		if entryName(e) != name {
			continue
		}
		size := binary.LittleEndian.Uint32(e[0x78:])
		if size < cutoff {
			return nil, fmt.Errorf("stream %s is too small for a table", name)
		}
		b, err := c.chain(binary.LittleEndian.Uint32(e[0x74:]))
		if err != nil || int64(size) > int64(len(b)) {
			return nil, fmt.Errorf("stream %s is cut off: %w", name, errors.Join(err))
		}
		return b[:size], nil
	}
	return nil, fmt.Errorf("no stream %s", name)
}

func entryName(e []byte) string {
	n := int(binary.LittleEndian.Uint16(e[0x40:]))
	if n < 2 || n > 64 {
		return ""
	}
	var units []uint16
	for i := 0; i+1 < n-1; i += 2 {
		units = append(units, binary.LittleEndian.Uint16(e[i:]))
	}
	return string(utf16.Decode(units))
}
