// Package intake is what importers of small official files do alike: read a
// whole file, refuse what cannot be read, keep count of every row, and forget
// the order in which the rows came.
//
// The law of the package: every row read is kept, left out for a stated
// reason, or refused with a fault (Count.Balance).
package intake

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
)

// A Count says what became of the rows of one raw file.
type Count struct {
	Read    int
	Kept    int
	Refused int            // one fault each, at least
	Left    map[string]int // reason → rows left out on purpose
}

// Balance reports rows that are accounted for twice or not at all.
func (c Count) Balance() error {
	left := 0
	for _, n := range c.Left {
		left += n
	}
	if c.Read != c.Kept+c.Refused+left {
		return fmt.Errorf("intake: %d rows read, but %d kept, %d refused and %d left out", c.Read, c.Kept, c.Refused, left)
	}
	return nil
}

// A Sheet is a raw file read whole. Its rows come in the order of their cells,
// whatever the order in the file.
type Sheet struct {
	Name   string
	Sum    string // SHA-256 of the file
	Header []string
	Rows   []Row
	Count  Count
	Faults adit.Faults

	col map[string]int
}

// A Row is one row of a sheet, to be kept, left or refused exactly once.
type Row struct {
	Line  int // in the file, 1-based
	sheet *Sheet
	cells []string
}

// Read reads a file that must have the columns named. Rows with the same key
// columns are one row where they are equal in all cells, and all refused where
// they differ: which of them is right cannot be known. Without key columns the
// whole row is the key.
func Read(f atlas.File, enc atlas.Encoding, columns, key []string) (*Sheet, error) {
	s, err := ReadEvery(f, enc, columns)
	if err == nil {
		s.single(key)
	}
	return s, err
}

// ReadEvery reads a file in which equal rows are different things, such as two
// loans of the same size: nothing is taken for a repetition.
func ReadEvery(f atlas.File, enc atlas.Encoding, columns []string) (*Sheet, error) {
	r, err := f.Stream()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	c, err := atlas.NewCSV(r, f.Name, enc)
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	if err := c.Need(columns...); err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	s := newSheet(f.Name, c.Header)
	if err := s.fill(c); err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	s.Sum = r.Sum()
	slices.SortStableFunc(s.Rows, func(a, b Row) int { return slices.Compare(a.cells, b.cells) })
	return s, nil
}

func newSheet(name string, header []string) *Sheet {
	s := &Sheet{Name: name, Header: header, Count: Count{Left: map[string]int{}}, col: map[string]int{}}
	for i, h := range header {
		s.col[h] = i
	}
	return s
}

func (s *Sheet) fill(c *atlas.CSV) error {
	for {
		ok, err := c.Next()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		cells := make([]string, len(s.Header))
		for i, h := range s.Header {
			cells[i] = c.Get(h)
		}
		s.Rows = append(s.Rows, Row{Line: c.Line, sheet: s, cells: cells})
	}
	s.Faults = append(s.Faults, c.Faults...)
	s.Count.Refused = len(c.Faults)
	s.Count.Read = len(s.Rows) + len(c.Faults)
	return nil
}

// single enforces keys; see Read.
func (s *Sheet) single(key []string) {
	groups := map[string][]int{}
	for i, r := range s.Rows {
		k := r.key(key)
		groups[k] = append(groups[k], i)
	}
	kept := s.Rows[:0:0]
	for i, r := range s.Rows {
		same := groups[r.key(key)]
		switch {
		case slices.ContainsFunc(same, func(j int) bool { return !slices.Equal(s.Rows[j].cells, r.cells) }):
			r.Refuse("duplicate-key", "find out which of them is right", "%d different rows for %s", len(same), r.key(key))
		case same[0] != i:
			r.Doubt("duplicate-row", "none needed; counted once", "repeats another row")
			r.Leave("exact repeat of another row")
		default:
			kept = append(kept, r)
		}
	}
	s.Rows = kept
}

func (r Row) key(columns []string) string {
	if len(columns) == 0 {
		return strings.Join(r.cells, "|")
	}
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = r.Get(c)
	}
	return strings.Join(parts, "|")
}

// Get returns a cell by column name, or "" where there is no such column.
func (r Row) Get(column string) string {
	if i, ok := r.sheet.col[column]; ok {
		return r.cells[i]
	}
	return ""
}

// Keep counts the row as kept.
func (r Row) Keep() { r.sheet.Count.Kept++ }

// Leave counts the row as left out on purpose.
func (r Row) Leave(reason string) { r.sheet.Count.Left[reason]++ }

// Refuse counts the row as refused and notes the fault.
func (r Row) Refuse(rule, remedy, format string, args ...any) {
	r.sheet.Count.Refused++
	r.fault(adit.Wrong, rule, remedy, format, args...)
}

// Doubt notes what someone should look at. The row stays.
func (r Row) Doubt(rule, remedy, format string, args ...any) {
	r.fault(adit.Doubtful, rule, remedy, format, args...)
}

func (r Row) fault(sev adit.Severity, rule, remedy, format string, args ...any) {
	r.sheet.Faults = append(r.sheet.Faults, adit.Fault{Where: fmt.Sprintf("%s:%d", r.sheet.Name, r.Line),
		Rule: rule, Severity: sev, What: fmt.Sprintf(format, args...), Remedy: remedy})
}

// Keys remembers which keys a table has, for sources whose different spellings
// may mean one thing.
type Keys map[string]bool

// Fresh reports whether the key is new, and refuses the row where it is not.
// Rows come sorted, so that the same rows in another order keep the same one.
func (k Keys) Fresh(r Row, parts ...string) bool {
	key := strings.Join(parts, "|")
	if k[key] {
		r.Refuse("duplicate-key", "find out which of them is right", "a second row for %s", key)
		return false
	}
	k[key] = true
	return true
}

// Find returns the file with that base name, whatever its folder.
func Find(files []atlas.File, base string) (atlas.File, bool) {
	i := slices.IndexFunc(files, func(f atlas.File) bool { return path.Base(f.Name) == base })
	if i < 0 {
		return atlas.File{}, false
	}
	return files[i], true
}

// Report returns the faults in the order of the file.
func (s *Sheet) Report() adit.Faults {
	slices.SortStableFunc(s.Faults, func(a, b adit.Fault) int { return cmp.Compare(line(a.Where), line(b.Where)) })
	return s.Faults
}

func line(where string) int {
	n, _ := strconv.Atoi(where[strings.LastIndexByte(where, ':')+1:])
	return n
}
