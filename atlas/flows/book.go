package flows

import (
	"fmt"
	"slices"

	"adit"
	"adit/atlas"
)

// A Book takes the rows of one table, in any order.
type Book struct {
	table *atlas.Table
	log   *Log
	seen  map[string]int // key → row
	split map[int]bool   // rows with a key that was given with different figures
	key   []int
}

// NewBook returns an empty book of the named table.
func NewBook(schema, publisher string, log *Log) *Book {
	b := &Book{table: atlas.NewTable(schema, publisher), log: log, seen: map[string]int{}, split: map[int]bool{}}
	for _, k := range b.table.Schema.Key {
		b.key = append(b.key, b.table.Schema.Column(k))
	}
	return b
}

// Len returns how many keys were seen.
func (b *Book) Len() int { return len(b.seen) }

// Add takes a row; where ("file:line") is for faults.
func (b *Book) Add(where string, row []string) {
	key := b.keyOf(row)
	first, again := b.seen[string(key)]
	switch {
	case !again:
		b.seen[string(key)] = len(b.table.Rows)
		b.table.Rows = append(b.table.Rows, row)
	case slices.Equal(row, b.table.Rows[first]):
		b.log.Warn(where, "duplicate", "nothing to do: it counts once", "row %s is there already", key)
	default:
		b.split[first] = true
		b.log.Wrong(where, "conflict", "correct the file: neither row was taken", "row %s is there with other figures", key)
	}
}

// AddPairs takes a row given as column, value pairs.
func (b *Book) AddPairs(where string, pairs ...string) {
	t := atlas.Table{Schema: b.table.Schema}
	t.Add(pairs...)
	b.Add(where, t.Rows[0])
}

func (b *Book) keyOf(row []string) []byte {
	key := make([]byte, 0, 96)
	for _, k := range b.key {
		key = append(append(key, row[k]...), '|')
	}
	return key
}

// Table returns the sorted table without the rows in conflict.
func (b *Book) Table() *atlas.Table {
	rows := b.table.Rows[:0:0]
	for i, r := range b.table.Rows {
		if !b.split[i] {
			rows = append(rows, r)
		}
	}
	t := &atlas.Table{Schema: b.table.Schema, Publisher: b.table.Publisher, Rows: rows}
	t.Sort()
	return t
}

// eachInFull is how many faults of a rule in a file are told one by one. A
// damaged file of a gigabyte must not become a gigabyte of faults.
const eachInFull = 20

// A Log keeps faults: of each rule the first few in full, the rest as a count.
type Log struct {
	faults adit.Faults
	count  map[string]int
	order  []adit.Fault // the first fault past eachInFull of each rule
}

// Wrong notes a row that cannot be used.
func (l *Log) Wrong(where, rule, remedy, format string, args ...any) {
	l.add(adit.Fault{Where: where, Rule: rule, Severity: adit.Wrong, Remedy: remedy}, format, args)
}

// Warn notes what someone should look at.
func (l *Log) Warn(where, rule, remedy, format string, args ...any) {
	l.add(adit.Fault{Where: where, Rule: rule, Severity: adit.Doubtful, Remedy: remedy}, format, args)
}

func (l *Log) add(f adit.Fault, format string, args []any) {
	if l.count == nil {
		l.count = map[string]int{}
	}
	l.count[f.Rule]++
	switch n := l.count[f.Rule]; {
	case n <= eachInFull:
		f.What = fmt.Sprintf(format, args...)
		l.faults = append(l.faults, f)
	case n == eachInFull+1:
		l.order = append(l.order, f)
	}
}

// Take moves the faults of a CSV into the log.
func (l *Log) Take(c *atlas.CSV) {
	for _, f := range c.Faults {
		l.add(f, "%s", []any{f.What})
	}
	c.Faults = nil
}

// Count returns how often a rule was noted.
func (l *Log) Count(rule string) int { return l.count[rule] }

// Faults returns everything noted, in order, then one line for each rule that
// had more.
func (l *Log) Faults() adit.Faults {
	all := slices.Clone(l.faults)
	for _, f := range l.order {
		f.What = fmt.Sprintf("and %d more of %s, the first here", l.count[f.Rule]-eachInFull, f.Rule)
		all = append(all, f)
	}
	return all
}

// Tables returns the tables of books that hold rows.
func Tables(books ...*Book) []*atlas.Table {
	var all []*atlas.Table
	for _, b := range books {
		if t := b.Table(); len(t.Rows) > 0 {
			all = append(all, t)
		}
	}
	return all
}
