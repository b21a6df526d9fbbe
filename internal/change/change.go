// Package change says how two editions of a publisher's tables differ: which
// rows came, went and changed, and which figures moved most.
package change

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A Table counts what became of the rows of one table.
type Table struct {
	Name    string `json:"table"`
	Before  int    `json:"rows_before"`
	After   int    `json:"rows_after"`
	Added   int    `json:"added"`
	Removed int    `json:"removed"`
	Changed int    `json:"changed"`
}

// A Move is a figure with another value than before. A nil value is one that
// is not known.
type Move struct {
	ID       string   `json:"id"`
	BeforeID string   `json:"id_before"` // another one where the source's edition changed
	Unit     string   `json:"unit"`
	Before   *float64 `json:"before"`
	After    *float64 `json:"after"`
	Change   float64  `json:"relative_change"` // |after − before| over the larger; 1 where a figure became known or unknown
}

// A Difference is everything that differs.
type Difference struct {
	Tables  []Table `json:"tables"`
	Largest []Move  `json:"largest"` // at most Most, largest relative change first
}

// Most is how many moves a difference names.
const Most = 10

// None reports whether nothing differs.
func (d Difference) None() bool {
	return !slices.ContainsFunc(d.Tables, func(t Table) bool { return t.Added+t.Removed+t.Changed > 0 })
}

// Between compares the tables of one publisher in two atlases. Rows are the
// same where their keys are; a row whose key differs in nothing but the source
// is the same statistic in another edition, and counts as changed.
func Between(before, after *atlas.Atlas, publisher string) Difference {
	var d Difference
	var moves []Move
	for _, s := range atlas.Schemas {
		p := pair(s, rowsOf(before, s.Name, publisher), rowsOf(after, s.Name, publisher))
		if p.table.Before+p.table.After == 0 {
			continue
		}
		d.Tables = append(d.Tables, p.table)
		moves = append(moves, p.moves...)
	}
	slices.SortFunc(moves, func(a, b Move) int {
		return cmp.Or(-cmp.Compare(a.Change, b.Change), -cmp.Compare(a.size(), b.size()), cmp.Compare(a.ID, b.ID))
	})
	d.Largest = slices.Clone(moves[:min(Most, len(moves))])
	return d
}

func (m Move) size() float64 {
	if m.Before == nil || m.After == nil {
		return 0
	}
	return math.Abs(*m.After - *m.Before)
}

func rowsOf(a *atlas.Atlas, table, publisher string) []atlas.Row {
	var rows []atlas.Row
	for r := range a.Rows(table) {
		if r.Publisher == publisher {
			rows = append(rows, r)
		}
	}
	return rows
}

// A pairing matches the rows of one table.
type pairing struct {
	schema *atlas.Schema
	table  Table
	moves  []Move
}

// pair matches rows by their whole key first, then by the key without the
// source.
func pair(s *atlas.Schema, before, after []atlas.Row) *pairing {
	p := &pairing{schema: s, table: Table{Name: s.Name, Before: len(before), After: len(after)}}
	before, after = p.match(before, after, s.Key)
	if loose := without(s.Key, "source"); len(loose) < len(s.Key) {
		before, after = p.match(before, after, loose)
	}
	p.table.Removed, p.table.Added = len(before), len(after)
	return p
}

func without(key []string, column string) []string {
	return slices.DeleteFunc(slices.Clone(key), func(k string) bool { return k == column })
}

// match pairs rows that agree in the columns of key, where only one row on
// either side has them, and returns the rest.
func (p *pairing) match(before, after []atlas.Row, key []string) (gone, come []atlas.Row) {
	old, fresh := byKey(before, key), byKey(after, key)
	for _, r := range after {
		k := keyOf(r, key)
		if len(old[k]) == 1 && len(fresh[k]) == 1 {
			p.compare(old[k][0], r)
			continue
		}
		come = append(come, r)
	}
	for _, r := range before {
		if k := keyOf(r, key); len(old[k]) != 1 || len(fresh[k]) != 1 {
			gone = append(gone, r)
		}
	}
	return gone, come
}

func byKey(rows []atlas.Row, key []string) map[string][]atlas.Row {
	m := make(map[string][]atlas.Row, len(rows))
	for _, r := range rows {
		k := keyOf(r, key)
		m[k] = append(m[k], r)
	}
	return m
}

func keyOf(r atlas.Row, key []string) string {
	var b strings.Builder
	for _, k := range key {
		b.WriteString(r.Get(k))
		b.WriteByte(0)
	}
	return b.String()
}

// compare counts a row as changed where any cell differs, and notes the figures
// in it that moved.
func (p *pairing) compare(before, after atlas.Row) {
	same := true
	for _, c := range p.schema.Columns {
		same = same && before.Get(c.Name) == after.Get(c.Name)
	}
	if same {
		return
	}
	p.table.Changed++
	if p.schema.Column("source") < 0 {
		return // names, not figures
	}
	for _, c := range p.schema.Columns {
		if (c.Kind == atlas.Number || c.Kind == atlas.Mass) && c.Name != "low" && c.Name != "high" {
			p.move(before, after, c.Name)
		}
	}
}

// move notes one figure. One that became known or unknown moved as far as a
// figure can; so did one whose unit is another.
func (p *pairing) move(before, after atlas.Row, column string) {
	a, b := before.Figure(column), after.Figure(column)
	m := Move{ID: b.ID, BeforeID: a.ID, Unit: b.Unit, Before: known(a), After: known(b)}
	switch {
	case m.Before == nil && m.After == nil, m.Before != nil && m.After != nil && *m.Before == *m.After && a.Unit == b.Unit:
		return
	case m.Before == nil || m.After == nil || a.Unit != b.Unit:
		m.Change = 1
	default:
		m.Change = math.Abs(*m.After-*m.Before) / math.Max(math.Abs(*m.Before), math.Abs(*m.After))
	}
	p.moves = append(p.moves, m)
}

// known is nil for a figure without a value of its own.
func known(f adit.Figure) *float64 {
	if v, ok := f.Point(); ok {
		return &v
	}
	return nil
}
