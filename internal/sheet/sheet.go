// Package sheet finds the tables in an answer and writes them as XLSX, Parquet
// or CSV. An answer is any value that is printed as JSON; its tables are named
// by where they stand in it:
//
//	answer                   what is one value: a row each of field, value, unit
//	minerals                 a list of objects: a row each
//	views.periods            a list within rows of a list: its rows begin with
//	                         the leading words of the row that they stand in
//	periods.flow_t           an object whose keys are data: a row each of key, value
//
// Objects within rows are flattened: mined.share. A number stands in a table as
// it does in JSON, null is an empty cell, and units are those that names end in:
// supply_t, loss_usd, mined.share. See docs/decisions/0042.
package sheet

import (
	"reflect"
	"slices"
)

// A Table is one list of an answer.
type Table struct {
	Name    string
	Columns []Column
	Rows    [][]any // string, float64, int64, bool or nil, by column
}

// A Column has one kind of value.
type Column struct {
	Name string
	Kind Kind
}

// A Kind is what a column holds.
type Kind int

// The kinds, from the narrowest to the one that holds all.
const (
	None Kind = iota // nothing but empty cells
	Bool
	Int
	Float
	Text
)

// Summary is the table of what is one value.
const Summary = "answer"

// Tables returns the tables of an answer: the summary first, sources last.
func Tables(answer any) []*Table {
	b := &builder{byName: map[string]*draft{}}
	top := b.table(Summary)
	b.summary(top, "", reflect.ValueOf(answer))
	var all []*Table
	for _, d := range b.order {
		if len(d.rows) > 0 {
			all = append(all, d.finish())
		}
	}
	slices.SortStableFunc(all, func(a, b *Table) int { return last(a) - last(b) })
	return all
}

func last(t *Table) int {
	if t.Name == "sources" {
		return 1
	}
	return 0
}

// A builder gathers tables in the order in which they are met.
type builder struct {
	order  []*draft
	byName map[string]*draft
}

// A draft is a table whose columns are not all known yet.
type draft struct {
	name    string
	columns []string
	rows    []row
}

// A row is cells by column, and the leading words that rows within it begin with.
type row struct {
	names  []string
	values []any
}

func (r *row) set(name string, v any) {
	r.names, r.values = append(r.names, name), append(r.values, v)
}

func (b *builder) table(name string) *draft {
	d, ok := b.byName[name]
	if !ok {
		d = &draft{name: name}
		b.byName[name] = d
		b.order = append(b.order, d)
	}
	return d
}

// summary adds what is one value to the first table, and lists to their own.
func (b *builder) summary(d *draft, path string, v reflect.Value) {
	v = inner(v)
	switch {
	case !v.IsValid():
		d.add(field(path, nil))
	case isObject(v):
		for _, f := range fields(v) {
			b.summary(d, join(path, f.name), f.value)
		}
	case isList(v), isMap(v):
		b.list(path, row{}, v)
	default:
		d.add(field(path, scalar(v)))
	}
}

// field is a row of the summary.
func field(name string, v any) row {
	var r row
	r.set("field", name)
	r.set("value", v)
	r.set("unit", Unit(name))
	return r
}

// list adds the rows of a list or of a map to the table of their path. Words
// alone are joined by their caller; here they are rows of one column.
func (b *builder) list(path string, above row, v reflect.Value) {
	d := b.table(path)
	if isMap(v) {
		for _, k := range sortedKeys(v) {
			r := clone(above)
			r.set(free(r, "key"), k.String())
			b.element(d, path, r, v.MapIndex(k))
		}
		return
	}
	for i := range v.Len() {
		b.element(d, path, clone(above), v.Index(i))
	}
}

// element adds one row, or the rows of a map within a map.
func (b *builder) element(d *draft, path string, r row, v reflect.Value) {
	v = inner(v)
	if v.IsValid() && isMap(v) {
		b.list(path, r, v)
		return
	}
	var lists []found
	if v.IsValid() && isObject(v) {
		lists = flatten(&r, "", v)
	} else {
		r.set(free(r, "value"), scalar(v))
	}
	d.add(r)
	key := leading(r)
	for _, l := range lists {
		b.list(join(path, l.name), key, l.value)
	}
}

// A found is a field with its value.
type found struct {
	name  string
	value reflect.Value
}

// flatten adds the fields of an object to a row, and returns the lists in it.
func flatten(r *row, prefix string, v reflect.Value) (lists []found) {
	for _, f := range fields(v) {
		name, in := join(prefix, f.name), inner(f.value)
		switch {
		case !in.IsValid():
			if !listType(f.value.Type()) {
				r.set(name, nil)
			}
		case isObject(in):
			lists = append(lists, flatten(r, name, in)...)
		case isList(in) && plain(in):
			r.set(name, words(in))
		case isList(in), isMap(in):
			lists = append(lists, found{name, in})
		default:
			r.set(name, scalar(in))
		}
	}
	return lists
}

// leading are the words and whole numbers that a row begins with: what it is
// about.
func leading(r row) row {
	var key row
	for i, v := range r.values {
		switch v.(type) {
		case string, int64:
			key.set(r.names[i], v)
			continue
		}
		break
	}
	return key
}

func clone(r row) row { return row{slices.Clone(r.names), slices.Clone(r.values)} }

// free is a name that the row does not have yet.
func free(r row, name string) string {
	for slices.Contains(r.names, name) {
		name += "_2"
	}
	return name
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// add appends a row; a name that comes a second time, from the row above and
// from its own, is told apart.
func (d *draft) add(r row) {
	for i, name := range r.names {
		if slices.Contains(r.names[:i], name) {
			r.names[i] = "of_" + name
			name = r.names[i]
		}
		if !slices.Contains(d.columns, name) {
			d.columns = append(d.columns, name)
		}
	}
	d.rows = append(d.rows, r)
}

// finish gives every row every column, and every column a kind.
func (d *draft) finish() *Table {
	t := &Table{Name: d.name}
	at := map[string]int{}
	for i, name := range d.columns {
		at[name] = i
		t.Columns = append(t.Columns, Column{Name: name})
	}
	for _, r := range d.rows {
		cells := make([]any, len(t.Columns))
		for i, name := range r.names {
			c := &t.Columns[at[name]]
			cells[at[name]] = r.values[i]
			c.Kind = widen(c.Kind, kindOf(r.values[i]))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

func kindOf(v any) Kind {
	switch v.(type) {
	case bool:
		return Bool
	case int64:
		return Int
	case float64:
		return Float
	case string:
		return Text
	}
	return None
}

// widen is the kind that holds both.
func widen(a, b Kind) Kind {
	if a == Bool && b > Bool || b == Bool && a > Bool {
		return Text
	}
	return max(a, b)
}
