package atlas

// baselineSchemas say which published figures stand for what a priced network
// needs (docs/decisions/0012).
var baselineSchemas = []*Schema{
	{Name: "price_of", About: "which published series stands for the price of a form, or of which other form's price it is a part; where several rows have the role price, the latest edition with the year counts", Key: []string{"mineral", "form", "role", "place", "table", "of_mineral", "of_form", "detail", "purity"}, Columns: []Column{
		{"mineral", Mineral, true, "of the chain"},
		{"form", Word, true, "of the chain"},
		{"role", Word, true, "price: the price outside the countries that have their own; bound: another series of the same tonnes, which widens its band; place: the price inside a country; basket: a member of a group, weighted by its share"},
		{"place", Place, false, "the country of a row of the role place"},
		{"table", Word, true, "prices; price_quotes; trade: unit value of world trade in a code; chain: the price of another form times an assumption"},
		{"of_mineral", Mineral, false, "the mineral under which the series, or the other form, is filed; blank for trade"},
		{"of_form", List, true, "form of the series, each spelling of the editions; - none; NOMENCLATURE/CODE for trade; words of a quote"},
		{"statistic", Word, false, "price, or price-monthly, of which the mean over the year's months is taken"},
		{"detail", Text, false, "how the source's own words begin; - none; blank: any. The location of a quote"},
		{"purity", Text, false, "purity of a quote"},
		{"content", Number, false, "tonnes as the network counts them per tonne that is priced"},
		{"content_basis", Basis, false, "reported: a chemical formula or the source's own word"},
		{"assumption", Word, false, "the share of the other form's price; the member's weight; the tax included in a quote that is taken off"},
		{"note", Text, false, "purity and terms of delivery"},
	}},
	{Name: "elasticity_classes", About: "the class of a mineral that table elasticities does not list: its elasticities are the assumptions supply-elasticity-CLASS and demand-elasticity-CLASS", Key: []string{"mineral"}, Columns: []Column{
		{"mineral", Mineral, true, ""},
		{"class", Word, true, "minor-by-product or small-metal"},
		{"note", Text, false, "why"},
	}},
	{Name: "stock_of", About: "whose stocks the rows of table stocks are, and of which form", Key: []string{"mineral", "form", "holder", "of_form"}, Columns: []Column{
		{"mineral", Mineral, true, "of the chain"},
		{"form", Word, true, "of the chain"},
		{"holder", Word, true, "consumer, producer, industry, exchange, government"},
		{"of_form", List, true, "form of the rows, each spelling of the editions; - none"},
		{"content", Number, true, "tonnes as the network counts them per tonne of the row"},
		{"content_basis", Basis, true, ""},
		{"usable", Number, true, "1: comes to market when the price is right; 0: does not"},
		{"note", Text, false, ""},
	}},
	{Name: "host_of", About: "which tonnes of a host carry a by-product of table byproducts", Key: []string{"mineral", "form", "host"}, Columns: []Column{
		{"mineral", Mineral, true, "the by-product"},
		{"form", Word, true, "the form of the chain that is recovered"},
		{"host", Word, true, "the host in the words of byproducts"},
		{"table", Word, false, "production or supply_shares; blank: no table has the throughput by place"},
		{"of_mineral", Mineral, false, "the mineral under which the throughput is filed"},
		{"stage", Word, false, "stage of the rows"},
		{"of_form", List, false, "form of the rows; - none"},
		{"world", Text, false, "what shares are of: production:STAGE:FORM, the world's; or assumption:ID"},
		{"factor", Number, false, "tonnes of throughput per tonne of the rows, or of the world"},
		{"spread", Number, false, "1: where no potential is known, any throughput is taken to carry what the world recovers on average; 0: only what is recovered at the place now"},
		{"per", Text, false, "what a tonne of throughput is"},
		{"note", Text, false, ""},
	}},
}
