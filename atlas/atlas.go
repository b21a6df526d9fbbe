// Package atlas is the world as data: tables of figures, each with its source,
// how it is known and its bounds.
//
// A table is CSV with a fixed schema (Schemas, docs/data.md). The tables of one
// publisher are a folder; importers under this folder write them from the
// publisher's raw files, and never touch another's. The binary embeds them
// all (Embedded). A user may import a newer edition into a folder of his own:
// Open then takes that publisher's folder from there instead.
//
//	a, err := atlas.Open(atlas.Embedded())
//	for row := range a.Rows("production") { … }
//	f, err := a.Find("usgs-mcs-2026:production:gallium/primary/refinery/CHN/production/2024")
package atlas

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"adit"
)

//go:generate go run pack_gen.go
//go:embed tables.zip
var tablesZip []byte

// Embedded returns the tables that the binary carries. It panics if the binary
// was built with a broken archive, which TestEmbedded rules out.
func Embedded() fs.FS {
	z, err := zip.NewReader(bytes.NewReader(tablesZip), int64(len(tablesZip)))
	if err != nil {
		panic("atlas: embedded tables: " + err.Error())
	}
	return z
}

// An Atlas answers with rows. It is safe for concurrent use.
type Atlas struct {
	publishers map[string]fs.FS // folder of each publisher
	overrides  map[string]float64
	view       *view    // nil: nothing is hidden
	tables     sync.Map // table name → func() ([]Row, error)
	byMineral  sync.Map // table name → func() map[string][]Row

	places, minerals func() *Names
	issues           func() map[string]issue // by source
}

// Open opens layers of tables. A publisher found in a later layer hides the
// same publisher of an earlier one, whole: editions are never mixed.
func Open(layers ...fs.FS) (*Atlas, error) {
	a := &Atlas{publishers: map[string]fs.FS{}}
	for _, layer := range layers {
		names, err := publishersOf(layer)
		if err != nil {
			return nil, fmt.Errorf("open atlas: %w", err)
		}
		for _, p := range names {
			sub, err := fs.Sub(layer, p)
			if err != nil {
				return nil, fmt.Errorf("open atlas: %w", err)
			}
			a.publishers[p] = sub
		}
	}
	a.lazyNames()
	return a, nil
}

// publishersOf lists the folders that hold tables.
func publishersOf(layer fs.FS) ([]string, error) {
	files, err := fs.Glob(layer, "*/*.csv")
	if err != nil {
		return nil, err
	}
	set := map[string]bool{}
	for _, f := range files {
		set[path.Dir(f)] = true
	}
	return slices.Sorted(maps.Keys(set)), nil
}

// With returns the atlas with figures replaced for one run, by figure id. An
// id that nothing has is an *adit.UnknownError.
func (a *Atlas) With(overrides map[string]float64) (*Atlas, error) {
	for _, id := range slices.Sorted(maps.Keys(overrides)) {
		found, err := a.Find(id)
		if err != nil {
			return nil, err
		}
		if err := found.allows(overrides[id]); err != nil {
			return nil, err
		}
	}
	b := &Atlas{publishers: a.publishers, overrides: overrides}
	b.lazyNames()
	if a.view != nil {
		return b.AsOf(a.view.date)
	}
	return b, nil
}

// Overridden reports whether figures were replaced with With.
func (a *Atlas) Overridden() bool { return len(a.overrides) > 0 }

// Publishers lists the publishers whose tables are open.
func (a *Atlas) Publishers() []string { return slices.Sorted(maps.Keys(a.publishers)) }

// Rows returns the rows of a table of every publisher, in the order of
// publisher and line. It panics where the table's file is broken: Check tells
// first what is wrong with it.
func (a *Atlas) Rows(table string) iter.Seq[Row] {
	rows, err := a.load(table)
	if err != nil {
		panic("atlas: " + err.Error())
	}
	return slices.Values(rows)
}

// About returns the rows of a table about one mineral, in the order of Rows. The
// table must have a column mineral.
func (a *Atlas) About(table, mineral string) iter.Seq[Row] {
	index, _ := a.byMineral.LoadOrStore(table, sync.OnceValue(func() map[string][]Row {
		rows := map[string][]Row{}
		for r := range a.Rows(table) {
			rows[r.Get("mineral")] = append(rows[r.Get("mineral")], r)
		}
		return rows
	}))
	return slices.Values(index.(func() map[string][]Row)()[mineral])
}

func (a *Atlas) load(table string) ([]Row, error) {
	once, _ := a.tables.LoadOrStore(table, sync.OnceValues(func() ([]Row, error) { return a.read(table) }))
	return once.(func() ([]Row, error))()
}

func (a *Atlas) read(table string) ([]Row, error) {
	if a.view != nil {
		rows, err := a.view.whole.load(table)
		return a.visible(rows), err
	}
	var rows []Row
	for _, p := range a.Publishers() {
		t, err := a.table(p, table)
		if err != nil {
			return nil, err
		}
		if t == nil {
			continue
		}
		for i, cells := range t.Rows {
			rows = append(rows, a.override(Row{Schema: t.Schema, Publisher: p, Line: i + 2, cells: cells}))
		}
	}
	return rows, nil
}

// table reads one publisher's table, or nil where it has none.
func (a *Atlas) table(publisher, table string) (*Table, error) {
	f, err := a.publishers[publisher].Open(table + ".csv")
	if err != nil {
		return nil, nil
	}
	defer f.Close()
	return ReadTable(f, publisher+"/"+table+".csv", table, publisher)
}

func (a *Atlas) lazyNames() {
	a.lazyIssues()
	a.places = sync.OnceValue(func() *Names {
		n := NewNames("country")
		for r := range a.Rows("places") {
			n.Add(r.Get("place"), r.Get("place"))
			n.Add(r.Get("name"), r.Get("place"))
		}
		for r := range a.Rows("place_names") {
			n.Add(r.Get("name"), r.Get("place"))
		}
		for r := range a.Rows("places") {
			n.Add(r.Get("iso2"), r.Get("place"))
		}
		return n
	})
	a.minerals = sync.OnceValue(func() *Names {
		n := NewNames("mineral")
		for r := range a.Rows("minerals") {
			n.Add(r.Get("mineral"), r.Get("mineral"))
			n.Add(r.Get("name"), r.Get("mineral"))
		}
		for r := range a.Rows("minerals") {
			n.Add(r.Get("symbol"), r.Get("mineral"))
			for _, s := range strings.Split(r.Get("synonyms"), ";") {
				n.Add(s, r.Get("mineral"))
			}
		}
		return n
	})
}

// Places resolves names of countries: ISO codes, names in print, and every
// spelling of the sources.
func (a *Atlas) Places() *Names { return a.places() }

// Minerals resolves names of minerals: ids, names, element symbols, synonyms.
func (a *Atlas) Minerals() *Names { return a.minerals() }

// PlaceName returns the name in print of a place, or its id.
func (a *Atlas) PlaceName(p adit.PlaceID) string {
	for r := range a.Rows("places") {
		if r.Get("place") == string(p.Country()) {
			return r.Get("name")
		}
	}
	return string(p)
}

// MineralName returns the name in print of a mineral, or its id.
func (a *Atlas) MineralName(id string) string {
	for r := range a.Rows("minerals") {
		if r.Get("mineral") == id {
			return r.Get("name")
		}
	}
	return id
}

// Group returns the members of a named group of places on a date ("2024" or
// "2024-12"), or an *adit.UnknownError.
func (a *Atlas) Group(name, date string) ([]adit.PlaceID, error) {
	var members []adit.PlaceID
	known := false
	for r := range a.Rows("groups") {
		if !strings.EqualFold(r.Get("group"), name) {
			continue
		}
		known = true
		if (r.Get("from") == "" || r.Get("from") <= date) && (r.Get("until") == "" || r.Get("until") > date) {
			members = append(members, adit.PlaceID(r.Get("place")))
		}
	}
	if !known {
		return nil, &adit.UnknownError{Kind: "group", ID: name}
	}
	slices.Sort(members)
	return members, nil
}
