package atlas

// screenSchemas hold what screens and lead times assume of a class of projects
// (docs/decisions/0031).
var screenSchemas = []*Schema{
	{Name: "classes", About: "what is assumed of a project of a kind where it does not say: how long steps take, what it costs beside the price; each has a band and may be overridden with --set",
		Key: []string{"kind", "step", "place"}, Columns: append([]Column{
			{"kind", Word, true, "new_mine, brownfield_restart, expansion, byproduct_recovery, tailings, recycling or processing; any: all of them"},
			{"step", Word, true, "discovery, feasibility, permits, finance, construction, ramp_up: years of a step, value the median, low and high its 10% and 90%; pace: what the steps before construction take times that; litigation, litigation_share; capex_per_price, opex_per_price, ore_capex, ore_opex, recovery, life, discount, window, public_share, collectable, ore_life, horizon"},
			{"place", Place, false, "blank: anywhere"},
		}, figureColumns...)},
	{Name: "reliability", About: "how far a supplier is relied upon in an emergency; the adversary of the question sends nothing (docs/decisions/0035)", Key: []string{"who"}, Columns: append([]Column{
		{"who", Word, true, "a country, which goes before groups; a group, where both sides are members and the best counts; any"},
	}, figureColumns...)},
	facts("project_outputs", "what a project would make, where the sheet of projects has no tonnage; curated with the address where it was read", []string{"project"},
		Column{"project", Word, true, "id of table projects"},
		Column{"capacity_t_per_y", Mass, true, "tonnes a year as the mineral's network counts them"},
	),
	facts("site_status", "status of sites of table sites that no other source at hand tells; curated with the address where it was read", []string{"site", "place"},
		Column{"site", Text, true, "name in table sites"},
		Column{"place", Place, true, "country"},
		Column{"status", Word, true, "operating, idle or closed"},
		Column{"last_production_year", AYear, false, ""},
	),
}
