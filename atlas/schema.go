package atlas

import "slices"

// A Kind says what a column may hold.
type Kind string

const (
	Text    Kind = "text"    // anything
	Word    Kind = "word"    // lower-case letters, digits, '-', '_', '/', '.' and '+': an identifier
	Mineral Kind = "mineral" // id of the minerals table
	Place   Kind = "place"   // id of the places table (ISO 3166-1 alpha-3, OTH, WLD), or a site inside one
	AYear   Kind = "year"    // a calendar year
	Number  Kind = "number"  // a finite decimal number
	Mass    Kind = "mass"    // a number, 0 or more
	Date    Kind = "date"    // 2024, 2024-12 or 2024-12-03
	Basis   Kind = "basis"   // an adit.Basis
	Source  Kind = "source"  // id of the sources table
	Unit    Kind = "unit"    // a unit of Units
	List    Kind = "list"    // texts separated by ';'
)

// A Column is one column of a table: what it holds and what that means.
type Column struct {
	Name     string
	Kind     Kind
	Required bool
	About    string
}

// A Schema is the contract of one table: docs/data.md is generated from it,
// and every cell is checked against it (docs/decisions/0006).
type Schema struct {
	Name    string
	About   string
	Key     []string // columns that together identify a row
	Columns []Column
}

// Column returns the position of a column, or -1.
func (s *Schema) Column(name string) int {
	return slices.IndexFunc(s.Columns, func(c Column) bool { return c.Name == name })
}

// SchemaOf returns the schema of that name, or nil.
func SchemaOf(name string) *Schema {
	i := slices.IndexFunc(Schemas, func(s *Schema) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return Schemas[i]
}

// Units lists every unit that a figure may have. Importers convert into these
// and refuse the rest, so that no unit is ever text to be guessed.
var Units = []string{
	"t", "kg", "g", "%", "1", "index", "persons", "projects",
	"USD", "kUSD", "M USD", "EUR", "GBP", "M EUR",
	"USD/t", "USD/kg", "USD/lb", "USc/lb", "USD/oz", "USD/mtu", "USD/ct", "USD/short ton", "USD/g", "USD/L",
	"L", "m3", "m2", "ct", "days", "months", "years", "MWh/t", "g/t", "ppm", "km", "t/y",
}

// figureColumns close every table of figures.
var figureColumns = []Column{
	{"value", Number, false, "the figure; blank is unknown or withheld, 0 is a reported zero"},
	{"low", Number, false, "lower bound; blank: the value"},
	{"high", Number, false, "upper bound; blank: the value, or no bound where there is no value"},
	{"unit", Unit, true, "unit of value, low and high"},
	{"basis", Basis, true, "how the figure is known"},
	{"flag", Text, false, "the source's own word where it prints no number: W, NA, E, >75 …"},
	{"source", Source, true, "id of the sources table"},
	{"locator", Text, true, "table, row or page inside the source"},
	{"note", Text, false, "what a reader must know"},
}

func figures(name, about string) *Schema {
	key := []Column{
		{"mineral", Mineral, true, "what it is about"},
		{"form", Word, false, "form or product as adit names it; blank: the source does not say"},
		{"stage", Word, false, "mine, intermediate, smelter, refinery, product; blank: not about a stage"},
		{"place", Place, true, "where; OTH is the source's “other countries”, WLD its world total"},
		{"partner", Place, false, "the other side of a flow: origin of an import, destination of an export"},
		{"statistic", Word, true, "what is counted"},
		{"detail", Text, false, "the source's own words, which tell rows of one statistic apart"},
		{"year", AYear, true, "year the figure is about; the last one of a range"},
	}
	return &Schema{Name: name, About: about, Columns: append(key, figureColumns...),
		Key: []string{"mineral", "form", "stage", "place", "partner", "statistic", "detail", "year", "source"}}
}
