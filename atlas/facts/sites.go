package facts

import (
	"strings"

	"adit"
)

var siteSheets = []sheet{
	{file: "facilities.csv", table: "facilities", key: []string{"name", "mineral"}, finish: finishFacility,
		fields: []field{
			{"name", "name", text}, {"minerals", "mineral", mineralList}, {"stage", "stage", slug}, {"place", "country", country},
			{"owner", "owner_country", country}, {"capacity_t_per_y", "capacity_t_per_year", positive},
			{"capacity_note", "capacity_unit_note", text}, {"status", "status", oneOf("operating", "construction", "idle", "closed")},
			{"lat", "lat", latitude}, {"lon", "lon", longitude}, {"cite", "source_url", text}, {"note", "source_note", text},
			{"confidence", "confidence", confidence},
		}},
	{file: "projects.csv", table: "projects", key: []string{"id"}, finish: finishProject,
		fields: []field{
			{"id", "id", text}, {"name", "name", text}, {"minerals", "mineral", mineralList}, {"stage", "stage", slug},
			{"kind", "kind", slug}, {"host", "host_of_byproduct", text}, {"place", "country", country},
			{"region", "state_or_province", text}, {"lat", "lat", latitude}, {"lon", "lon", longitude},
			{"operator", "operator", text}, {"owner", "ultimate_owner_country", country},
			{"owner_share_pct", "ultimate_owner_share_pct", percent}, {"status", "status", slug},
			{"capacity_t_per_y", "capacity_t_per_year", positive}, {"capacity_note", "capacity_unit_note", text},
			{"capex_m_usd", "capex_usd_million", positive}, {"capex_native", "capex_native_currency", text},
			{"opex_usd_per_t", "opex_usd_per_t", positive}, {"start_year", "expected_start_year", year},
			{"public_finance", "public_finance", text}, {"offtake", "offtake_note", text}, {"constraint", "constraint_note", text},
			{"as_of", "as_of_date", date}, {"cite", "source_url", text}, {"note", "source_note", text},
			{"confidence", "confidence", confidence},
		}},
	{file: "brownfield.csv", table: "brownfield", key: []string{"site", "mineral", "source", "contained_t", "grade", "lat", "lon", "source_note"}, finish: finishBrownfield,
		fields: []field{
			{"site", "site", text}, {"place", "country", country}, {"region", "state_or_province", text},
			{"lat", "lat", latitude}, {"lon", "lon", longitude}, {"minerals", "mineral", mineralList},
			{"contained_t", "contained_t", positive}, {"grade", "grade", text}, {"resource_note", "basis", text},
			{"last_production_year", "last_production_year", year}, {"status", "status", text}, {"status_note", "status_basis", text},
			{"cite", "source", text}, {"note", "source_note", text}, {"confidence", "confidence", confidence},
		}},
}

var (
	latitude  = number(-90, 90)
	longitude = number(-180, 180)
)

// placed checks that coordinates come in pairs.
func (r *record) placed() {
	if (r.cells["lat"] == "") != (r.cells["lon"] == "") {
		r.refuse("latitude without longitude, or the other way round")
	}
}

// finishFacility: a plant from memory is an assumption, and its capacity is
// none of ours.
func finishFacility(r *record) {
	r.placed()
	note := r.get("source_note")
	if strings.HasPrefix(note, "From memory") {
		r.drop("capacity_t_per_y", "capacity_note", "lat", "lon")
	}
	r.set("basis", assumedIf(note, adit.Estimated))
}

// finishProject: coordinates from memory are dropped; a row from memory is an
// assumption without capacity, cost and start year.
func finishProject(r *record) {
	r.placed()
	note := strings.ToLower(r.get("source_note"))
	if strings.Contains(note, "lat/lon from memory") {
		r.drop("lat", "lon")
	}
	basis := adit.Estimated
	if strings.HasPrefix(note, "from memory, unverified") {
		basis = adit.Assumption
		r.drop("lat", "lon", "capacity_t_per_y", "capex_m_usd", "opex_usd_per_t", "start_year", "owner_share_pct")
	}
	r.set("basis", string(basis))
	r.capacity()
	r.capexHolder()
	r.finance()
	r.tags()
}

// finishBrownfield drops last years from memory, which would look like
// history. A status from memory makes the row an assumption.
func finishBrownfield(r *record) {
	r.placed()
	status := r.get("status_basis")
	if strings.Contains(status, "last year from memory") {
		r.drop("last_production_year")
	}
	basis := adit.Estimated
	if strings.HasPrefix(status, "status") {
		basis = adit.Assumption
	}
	r.set("basis", string(basis))
}
