package atlas

// ioSchemas are the tables of national input-output accounts: cells that are
// not zero, in million US dollars at producers' prices. All figures are
// reported by the statistical office of the country. Totals are not stored:
// they are the sums.
var ioSchemas = []*Schema{
	ioCodes("io_industries", "industry", "industries, with their gross output"),
	ioCodes("io_commodities", "commodity", "commodities, with their gross output"),
	{Name: "io_categories", About: "categories of final demand and components of value added", Key: []string{"level", "category", "source"}, Columns: []Column{
		{"level", Word, true, "detail or summary"},
		{"category", Word, true, "code"},
		{"kind", Word, true, "final or value-added"},
		{"name", Text, true, "name in print"},
		{"source", Source, true, ""},
	}},
	ioMatrix("io_use", "commodity", "industry", "use of commodities by industries: with outputs, the matrix of input coefficients"),
	ioMatrix("io_final", "commodity", "category", "use of commodities by final demand; imports are negative"),
	ioMatrix("io_value_added", "industry", "category", "value added of industries by component"),
	ioMatrix("io_make", "industry", "commodity", "commodities made by industries"),
	ioMatrix("io_import", "commodity", "user", "imported part of io_use and io_final; a user is an industry or a category"),
	{Name: "io_crosswalk", About: "industries of the accounts and NAICS", Key: []string{"detail", "naics2017", "source"}, Columns: []Column{
		{"detail", Word, true, "industry of the detail accounts"},
		{"summary", Word, true, "industry of the summary accounts"},
		{"sector", Word, true, "sector"},
		{"naics2017", Text, true, "NAICS 2017 code, 6 digits"},
		{"source", Source, true, ""},
	}},
}

func ioCodes(name, what, about string) *Schema {
	return &Schema{Name: name, About: about, Key: []string{"year", "level", what, "source"}, Columns: []Column{
		{"year", AYear, true, ""},
		{"level", Word, true, "detail or summary"},
		{what, Word, true, "code"},
		{"name", Text, true, "name in print"},
		{"output", Mass, true, "gross output, M USD"},
		{"source", Source, true, ""},
	}}
}

func ioMatrix(name, row, column, about string) *Schema {
	return &Schema{Name: name, About: about, Key: []string{"year", "level", row, column, "source"}, Columns: []Column{
		{"year", AYear, true, ""},
		{"level", Word, true, "detail or summary"},
		{row, Word, true, ""},
		{column, Word, true, ""},
		{"value", Number, true, "M USD"},
		{"source", Source, true, ""},
	}}
}
