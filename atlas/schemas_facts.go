package atlas

import "slices"

// factSchemas are the tables of curated facts. Each row keeps the words of its
// own source in cite; docs/decisions/0011 says what was left out.
var factSchemas = slices.Concat(chainSchemas, policySchemas, siteSchemas, eventSchemas)

// factColumns close every table of facts.
var factColumns = []Column{
	{"basis", Basis, true, "how the row is known; assumption where nobody saw it in a source"},
	{"confidence", Word, false, "high, medium, low or none: the judgement of who compiled it"},
	{"source", Source, true, "adit-facts"},
	{"cite", Text, false, "the row's own source in words"},
	{"note", Text, false, "what a reader must know"},
}

func facts(name, about string, key []string, columns ...Column) *Schema {
	return &Schema{Name: name, About: about, Key: key, Columns: append(columns, factColumns...)}
}

var chainSchemas = []*Schema{
	facts("chains", "forms of a mineral from mine to product, with customs codes and typical recoveries", []string{"minerals", "form"},
		Column{"minerals", List, true, "the mineral, or the minerals that travel together"},
		Column{"form", Word, true, "id of the form"},
		Column{"name", Text, true, "name in print"},
		Column{"stage", Word, true, "mine, intermediate, refinery or product"},
		Column{"order", Mass, true, "position in the chain, from 1; alternative routes stand beside one another"},
		Column{"mass_basis", Text, true, "what a tonne of it is: t, t gross, kg, t REO …"},
		Column{"content", Mass, false, "fraction of contained element, 0 to 1"},
		Column{"content_basis", Basis, false, ""},
		Column{"content_note", Text, false, "how the content was found"},
		Column{"hs6", List, false, "codes of the Harmonized System 2022 that hold it, often among other goods"},
		Column{"hs_note", Text, false, "what else the codes bundle"},
		Column{"recovery", Mass, false, "fraction recovered from the form before, 0 to 1"},
		Column{"recovery_basis", Basis, false, ""},
		Column{"energy_mwh_per_t", Mass, false, "energy per tonne; concepts differ, read energy_note"},
		Column{"energy_basis", Basis, false, ""},
		Column{"energy_note", Text, false, "which energy is meant, and the source"},
	),
	facts("byproducts", "minerals recovered from the ores of others", []string{"minerals", "host", "process"},
		Column{"minerals", List, true, "the companion"},
		Column{"hosts", List, false, "the minerals whose ore carries it; blank: mined for its own sake, or a host that is no mineral"},
		Column{"host", Text, true, "the host in words: primary, coal …"},
		Column{"process", Text, false, "where it is recovered"},
		Column{"share_pct", Mass, false, "part of the companion's supply that comes as by-product of this host, 0 to 100"},
		Column{"share_basis", Basis, false, ""},
		Column{"share_note", Text, false, "source of the share"},
		Column{"potential_g_per_t", Mass, false, "recoverable grams per tonne of host"},
		Column{"potential_basis", Basis, false, ""},
		Column{"potential_note", Text, false, "tonne of what, and the source"},
		Column{"current_g_per_t", Mass, false, "grams per tonne of host that present output implies"},
		Column{"current_basis", Basis, false, ""},
		Column{"current_note", Text, false, "tonne of what, and which figures were divided"},
		Column{"cap", Text, false, "what limits the supply: host, installed recovery, demand"},
	),
	{Name: "stage_shares", About: "shares of countries in each stage, one source preferred per mineral and stage",
		Key: []string{"mineral", "stage", "statistic", "form", "place", "year", "publication", "source"}, Columns: slices.Concat([]Column{
			{"mineral", Mineral, true, ""},
			{"stage", Word, true, "mine, intermediate, refinery or product"},
			{"statistic", Word, true, "production or capacity"},
			{"form", Text, true, "what is counted, in the source's words"},
			{"place", Place, true, "OTH is the source's “other countries”"},
			{"year", AYear, true, "2020 stands for the average 2016–20 of the EU study"},
			{"publication", Word, true, "usgs-mcs-2026, eu-crm-2023 or secondary"},
			{"preferred", Word, true, "yes for the one publication and year chosen for this mineral and stage, else no"},
			{"quantity_t", Mass, false, "tonnes behind the share"},
			{"world_t", Mass, false, "tonnes that the share is of: the sum of countries"},
			{"confidence", Word, false, ""},
			{"cite", Text, true, "the row's own source in words"},
		}, figureColumns)},
	facts("use_shares", "end-use shares with the industries that use the mineral", []string{"mineral", "region", "use", "year", "nace", "naics", "cite"},
		Column{"mineral", Mineral, true, ""},
		Column{"region", Text, true, "World, EU27 or US"},
		Column{"use", Text, true, "the application"},
		Column{"year", AYear, true, ""},
		Column{"share_pct", Mass, false, "share of the use in the region's consumption, 0 to 100"},
		Column{"share_note", Text, false, "how the share is known"},
		Column{"nace", Text, false, "NACE division, such as C23"},
		Column{"bea_summary", Text, false, "industry of the BEA summary accounts"},
		Column{"naics", List, false, "NAICS industries"},
		Column{"bea_detail", List, false, "industry of the BEA detail accounts 2017"},
		Column{"map_note", Text, false, "how the industry was found: keyword is weak"},
		Column{"substitutability", Mass, false, "0 no substitute to 1 perfect substitute"},
		Column{"substitute", Text, false, "the first substitute"},
		Column{"substitutability_note", Text, false, "source of the substitutability"},
	),
	facts("elasticities", "price elasticities of supply and demand: assumptions with bands", []string{"minerals", "scope", "side", "horizon", "cite"},
		Column{"minerals", List, false, "blank: see scope"},
		Column{"scope", Text, false, "what it holds for where no mineral is named"},
		Column{"side", Text, true, "supply, demand, or their difference"},
		Column{"horizon", Text, true, "time to respond"},
		Column{"value", Number, false, "percent of quantity per percent of price"},
		Column{"low", Number, false, "lower bound"},
		Column{"high", Number, false, "upper bound"},
		Column{"kind", Text, false, "own price, or implied by a past event"},
	),
	{Name: "left_out", About: "what the fact sheets held and the tables do not, with the reason", Key: []string{"table", "what", "reason"}, Columns: []Column{
		{"table", Word, true, "the table it would have been in"},
		{"what", Word, true, "rows or cells"},
		{"reason", Text, true, ""},
		{"count", Mass, true, "how many"},
		{"read", Mass, true, "rows read"},
		{"kept", Mass, true, "rows kept"},
		{"source", Source, true, ""},
	}},
}

var (
	policySchemas []*Schema
	siteSchemas   []*Schema
	eventSchemas  []*Schema
)
