// Package flows is what importers of trade have in common. A Book takes the
// rows of one table and finds rows given twice; a Log keeps faults, a bounded
// number of each kind; Read opens a raw file so that a cancelled context stops
// it at once; Amount refuses what is not a quantity.
//
// A flow given twice with the same figures counts once, with a warning. Given
// twice with different figures it counts not at all, with a fault: which of the
// two is right would be a guess, and the answer may not depend on the order of
// the rows.
package flows

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"adit/atlas"
	"adit/atlas/intake"
)

// A Flow is a row of the table trade. Amounts are canonical (Amount); blank is
// not given.
type Flow struct {
	Nomenclature, Code string
	Kind               string // import, export or reconciled
	Exporter, Importer string // place ids
	Year               string
	Value, Unit        string
	Mass               string // tonnes
	Basis              string
	Source, Detail     string
}

// Row returns the cells in the order of the table trade.
func (f Flow) Row() []string {
	unit := f.Unit
	if f.Value == "" {
		unit = "" // a unit of nothing
	}
	return []string{f.Nomenclature, f.Code, f.Kind, f.Exporter, f.Importer, f.Year,
		f.Value, unit, f.Mass, f.Basis, f.Source, f.Detail}
}

// Amount returns the shortest spelling of a quantity of 0 or more, and blank
// for blank. It refuses NaN, infinities, negatives, hexadecimal and whatever
// else is not a decimal number.
func Amount(s string) (string, error) {
	v, given, err := Number(s)
	if err != nil || !given {
		return "", err
	}
	return intake.Format(v), nil
}

// Number parses what Amount accepts; given is false for blank.
func Number(s string) (v float64, given bool, err error) {
	if s == "" {
		return 0, false, nil
	}
	if v, err = intake.Number(s); err != nil {
		return 0, false, err
	}
	if v < 0 {
		return 0, false, fmt.Errorf("%s is negative", s)
	}
	return v, true, nil
}

// Year returns s if it is a calendar year of the age of statistics.
func Year(s string) (string, error) {
	if y, err := strconv.Atoi(s); err != nil || y < 1900 || y > 2100 || len(s) != 4 {
		return "", fmt.Errorf("%q is not a year", s)
	}
	return s, nil
}

// At is the place of a fault.
func At(file string, line int) string { return file + ":" + strconv.Itoa(line) }

// Digits reports whether s is a customs code of n digits.
func Digits(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// A Stream is a raw file that was opened by Read or Peek: reading it stops
// when its context ends, and tells the progress.
type Stream struct {
	ctx  context.Context
	r    *atlas.HashReader
	tell func(done int64)
}

func (s *Stream) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p[:min(len(p), 1<<20)])
	if s.tell != nil {
		s.tell(s.r.Done())
	}
	return n, err
}

// Read hands a raw file to parse and returns the SHA-256 of all of it, also of
// what parse left unread.
func Read(ctx context.Context, in *atlas.Input, f atlas.File, parse func(*Stream) error) (sum string, err error) {
	r, err := f.Stream()
	if err != nil {
		return "", err
	}
	defer r.Close()
	s := &Stream{ctx: ctx, r: r, tell: progress(in, f)}
	if err := parse(s); err != nil {
		return "", err
	}
	if _, err := io.Copy(io.Discard, s); err != nil {
		return "", fmt.Errorf("read %s: %w", f.Name, err)
	}
	return r.Sum(), nil
}

// progress counts the bytes of files before f as read.
func progress(in *atlas.Input, f atlas.File) func(int64) {
	if in.Progress == nil {
		return nil
	}
	var before, total int64
	for _, g := range in.Files {
		if g.Name < f.Name {
			before += g.Size
		}
		total += g.Size
	}
	return func(done int64) { in.Progress(before+done, total) }
}
