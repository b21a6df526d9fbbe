package main

import (
	"adit/atlas"
	"adit/atlas/baci"
	"adit/atlas/bea"
	"adit/atlas/cepii"
	"adit/atlas/comext"
	"adit/atlas/comtrade"
	"adit/atlas/dfc"
	"adit/atlas/eucrm"
	"adit/atlas/facts"
	"adit/atlas/oecd"
	"adit/atlas/sites"
	"adit/atlas/uktrade"
	"adit/atlas/uscensus"
	"adit/atlas/usgs"
	"adit/atlas/usgsmyb"
	"adit/atlas/usitc"
	"adit/atlas/wgi"
	"adit/atlas/worldbank"
)

// A feed is an importer, and where its raw files lie under one root of raw
// data: files or folders, what “adit import all ROOT” looks for. Without any, the
// importer is for users alone: its terms do not let the binary carry its data.
type feed struct {
	atlas.Importer
	raw []string
}

// feeds is the list of all importers. To add a publisher, add a line. Those
// that name minerals come first, since others use the names.
func feeds() []feed {
	return []feed{
		{eucrm.Importer, []string{"data/eu-crm"}},
		{facts.Importer, []string{"facts"}},
		{usgs.Importer, []string{"data/usgs-mcs"}},
		{baci.Importer, []string{"data/baci/baci_2022_value_only.csv", "data/baci/baci_2024_value_only.csv",
			"data/baci/baci_hs17_v202601_2024_30codes.csv", "data/baci/flows_top", "data/hs/product_codes.csv"}},
		{cepii.Importer, []string{"data/cepii/dist_cepii.zip"}},
		{comext.Importer, []string{"data/trade_extra/eu-comext-cn8/cn8_names.csv",
			"data/trade_extra/eu-comext-cn8/eu_comext_critical_inputs_cn8_2022_2024.csv"}},
		{usitc.Importer, []string{"data/trade_extra/usitc-dataweb/usitc_hts4_18partners_1993_2026.csv"}},
		{uscensus.Importer, []string{"data/trade_extra/us-census-battery/us_general_imports_monthly_2023_2026.csv"}},
		{usgsmyb.Importer, []string{"data/trade_extra/usgs-myb-raree/us_rare_earth_trade_hts10_by_country_2021_2022.csv"}},
		{uktrade.Importer, []string{"data/trade_extra/uk-hmrc-agg/uk_imports_by_mineral_and_origin_24_months.csv"}},
		{comtrade.Importer, nil},
		{oecd.Importer, nil},
		{bea.Importer, []string{"data/bea-io"}},
		{wgi.Importer, []string{"data/wgi"}},
		{worldbank.Importer, []string{"data/prices"}},
		{dfc.Importer, []string{"data/dfc"}},
		{sites.Importer, []string{"data/sites/minmod_sites_flat.csv.gz", "data/sites/nrcan", "data/sites/usgs-lithium-us"}},
	}
}
