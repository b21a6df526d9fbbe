package atlas

// tradeSchemas are the tables that explain customs codes.
var tradeSchemas = []*Schema{
	{Name: "codes", About: "what a customs code covers, in the words of its nomenclature", Key: []string{"nomenclature", "code"}, Columns: []Column{
		{"nomenclature", Word, true, "as in trade: hs2017, cn8, hts4, hts10"},
		{"code", Text, true, "customs code, digits only"},
		{"description", Text, true, "what goods it covers"},
		{"source", Source, true, ""},
	}},
}
