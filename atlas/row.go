package atlas

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"

	"adit"
)

// A Row is one row of a table, and where it stands.
type Row struct {
	Schema    *Schema
	Publisher string
	Line      int // in the publisher's CSV file, 1-based with the header
	cells     []string
}

// Get returns a cell, or "" for a column the table lacks.
func (r Row) Get(column string) string {
	if i := r.Schema.Column(column); i >= 0 {
		return r.cells[i]
	}
	return ""
}

// Number returns a numeric cell and whether it holds one. Blank is not zero.
func (r Row) Number(column string) (float64, bool) {
	v, err := strconv.ParseFloat(r.Get(column), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// Year returns the year of the row, or 0.
func (r Row) Year() adit.Year {
	v, _ := strconv.Atoi(r.Get("year"))
	return adit.Year(v)
}

// Place returns the place of the row.
func (r Row) Place() adit.PlaceID { return adit.PlaceID(r.Get("place")) }

// Where says where the row stands: "usgs-mcs/production.csv:17".
func (r Row) Where() string {
	return fmt.Sprintf("%s/%s.csv:%d", r.Publisher, r.Schema.Name, r.Line)
}

// ID returns the permanent id of the figure in a column: source, table, the
// cells that identify the row, a mark of the source's own words, the column.
//
//	usgs-mcs-2026:production:gallium/primary/refinery/CHN/production/2024
//	baci-202601:trade:hs2017/811010/reconciled/THA/USA/2024.mass_t
func (r Row) ID(column string) string {
	var parts []string
	mark := ""
	for _, k := range r.Schema.Key {
		cell := r.Get(k)
		switch {
		case cell == "" || k == "source":
		case k == "detail":
			mark = "#" + short(cell)
		default:
			parts = append(parts, cell)
		}
	}
	id := r.Get("source") + ":" + r.Schema.Name + ":" + strings.Join(parts, "/") + mark
	if column != "value" {
		id += "." + column
	}
	return id
}

// short marks a text with five hexadecimal digits: enough to tell the rows of
// one statistic apart (Check reports a clash).
func short(text string) string {
	h := fnv.New32a()
	h.Write([]byte(text))
	return fmt.Sprintf("%05x", h.Sum32()&0xfffff)
}

// Figure returns the figure of a numeric column with its bounds. Bounds are of
// the columns low and high where the table has them and the column is value.
func (r Row) Figure(column string) adit.Figure {
	f := adit.Figure{
		ID: r.ID(column), Unit: r.unit(column), Year: r.Year(), Basis: adit.Basis(r.Get("basis")),
		Source: r.Get("source"), Locator: r.Get("locator"), Note: r.Get("note"),
	}
	v, ok := r.Number(column)
	f.Value, f.Low, f.High = v, v, v
	if !ok {
		f.Low, f.High = 0, math.MaxFloat64
		if f.Basis.Known() {
			f.Basis = adit.Unknown
		}
	}
	if column == "value" {
		if low, ok := r.Number("low"); ok {
			f.Low = low
		}
		if high, ok := r.Number("high"); ok {
			f.High = high
		}
	}
	return f
}

// unit returns the unit of a column: its unit cell, or the end of its name
// ("mass_t" is in t, "opex_usd_per_t" in USD/t, "capex_m_usd" in M USD).
func (r Row) unit(column string) string {
	if u := r.Get("unit"); u != "" && column == "value" {
		return u
	}
	if u := r.Get(column + "_unit"); u != "" {
		return u
	}
	_, tail, _ := strings.Cut(column, "_")
	tail = strings.ReplaceAll(strings.ReplaceAll(tail, "_per_", "/"), "_", " ")
	for _, u := range Units {
		if strings.EqualFold(u, tail) {
			return u
		}
	}
	return ""
}

// numeric lists the columns of a schema that hold figures.
func (s *Schema) numeric() []string {
	var names []string
	for _, c := range s.Columns {
		if (c.Kind == Number || c.Kind == Mass) && c.Name != "low" && c.Name != "high" {
			names = append(names, c.Name)
		}
	}
	return names
}

// override returns the row with figures replaced that With names.
func (a *Atlas) override(r Row) Row {
	if len(a.overrides) == 0 || r.Schema.Column("source") < 0 {
		return r
	}
	for _, col := range r.Schema.numeric() {
		v, ok := a.overrides[r.ID(col)]
		if !ok {
			continue
		}
		r.cells = slices.Clone(r.cells)
		r.set(col, strconv.FormatFloat(v, 'g', -1, 64))
		r.set("low", "")
		r.set("high", "")
		r.set("basis", string(adit.Assumption))
		r.set("note", "set by the user for this run")
	}
	return r
}

func (r *Row) set(column, text string) {
	if i := r.Schema.Column(column); i >= 0 {
		r.cells[i] = text
	}
}

// Find returns the row and the column that hold a figure, or an
// *adit.UnknownError.
func (a *Atlas) Find(id string) (Found, error) {
	_, rest, _ := strings.Cut(id, ":")
	table, _, _ := strings.Cut(rest, ":")
	s := SchemaOf(table)
	if s == nil {
		return Found{}, &adit.UnknownError{Kind: "figure", ID: id}
	}
	rows, err := a.load(table)
	if err != nil {
		return Found{}, err
	}
	var near []string
	stem, _, _ := strings.Cut(id, "#")
	for _, r := range rows {
		for _, col := range s.numeric() {
			switch got := r.ID(col); {
			case got == id:
				return Found{r, col}, nil
			case len(near) < 3 && strings.HasPrefix(got, stem):
				near = append(near, got)
			}
		}
	}
	return Found{}, &adit.UnknownError{Kind: "figure", ID: id, Near: near}
}

// Found is a figure and where it stands.
type Found struct {
	Row    Row
	Column string
}

// allows refuses a value that the figure cannot have.
func (f Found) allows(v float64) error {
	unit := f.Row.unit(f.Column)
	column := f.Row.Schema.Columns[f.Row.Schema.Column(f.Column)]
	switch {
	case v < 0 && (column.Kind == Mass || unit == "t" || unit == "kg") && !signed[f.Row.Get("statistic")]:
		return fmt.Errorf("%s is a mass: %g is below 0", f.Row.ID(f.Column), v)
	case unit == "%" && v > 100 && (strings.HasSuffix(f.Row.Get("statistic"), "share") || f.Row.Get("statistic") == "net_import_reliance"):
		return fmt.Errorf("%s is a share: %g%% is above 100", f.Row.ID(f.Column), v)
	}
	return nil
}

// Figure returns the figure found.
func (f Found) Figure() adit.Figure { return f.Row.Figure(f.Column) }
