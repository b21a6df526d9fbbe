package atlas

var siteColumns = []Column{
	{"place", Place, true, "country"},
	{"region", Text, false, "state or province"},
	{"lat", Number, false, "degrees north; blank where only from memory"},
	{"lon", Number, false, "degrees east"},
}

func sites(name, about string, key []string, columns ...Column) *Schema {
	return facts(name, about, key, append(columns, siteColumns...)...)
}

var siteSchemas = []*Schema{
	sites("facilities", "processing plants", []string{"name", "minerals"},
		Column{"name", Text, true, ""},
		Column{"minerals", List, true, ""},
		Column{"stage", Word, true, "concentrate, oxide, metal, refined, anode or magnet"},
		Column{"owner", Place, false, "country of the ultimate owner"},
		Column{"capacity_t_per_y", Mass, false, "tonnes a year as the source states them; read capacity_note"},
		Column{"capacity_note", Text, false, "of what: metal, oxide, output instead of capacity, several plants together"},
		Column{"status", Word, true, "operating, construction, idle or closed"},
	),
	sites("projects", "projects, one row per mineral and site", []string{"id"},
		Column{"id", Word, true, ""},
		Column{"name", Text, true, ""},
		Column{"minerals", List, true, ""},
		Column{"stage", Word, true, ""},
		Column{"kind", Word, true, "new_mine, expansion, byproduct_recovery …; stockpile also codes redirected offtake and adds no tonnes"},
		Column{"host", Text, false, "of a by-product, in words"},
		Column{"operator", Text, false, ""},
		Column{"owner", Place, false, "country of the ultimate owner"},
		Column{"owner_share_pct", Mass, false, ""},
		Column{"status", Word, true, ""},
		Column{"capacity_t_per_y", Mass, false, "as the source states it; read capacity_note before adding"},
		Column{"capacity_note", Text, false, ""},
		Column{"capex_m_usd", Mass, false, "shared capex stands in one row only"},
		Column{"capex_native", Text, false, "in the currency of the source"},
		Column{"opex_usd_per_t", Mass, false, ""},
		Column{"start_year", AYear, false, "expected"},
		Column{"public_finance", Text, false, ""},
		Column{"offtake", Text, false, ""},
		Column{"constraint", Text, false, ""},
		Column{"as_of", Date, true, ""},
	),
	sites("brownfield", "idle, closed and past producing sites and tailings", []string{"site", "minerals", "cite", "contained_t", "lat", "lon", "note"},
		Column{"site", Text, true, ""},
		Column{"minerals", List, true, ""},
		Column{"contained_t", Mass, false, "tonnes of element contained, as listed"},
		Column{"grade", Text, false, "in the source's words; ore units of machine-read reports may be wrong by 1,000"},
		Column{"resource_note", Text, false, "what the tonnage is: reported resource, endowment …"},
		Column{"last_production_year", AYear, false, "blank where only from memory"},
		Column{"status", Text, true, ""},
		Column{"status_note", Text, false, "how the status is known"},
	),
}
