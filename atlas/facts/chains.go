package facts

import (
	"strings"

	"adit"
	"adit/atlas/intake"
)

var chainSheets = []sheet{
	{file: "chains.csv", table: "chains", key: []string{"mineral", "form_id"}, finish: finishChain,
		extra: []string{"recovery_basis"},
		fields: []field{
			{"minerals", "mineral", mineralList}, {"form", "form_id", slug}, {"name", "form_name", text},
			{"stage", "stage", stage}, {"order", "stage_order", positive}, {"mass_basis", "unit", text},
			{"content", "metal_content_fraction", number(0, 1)}, {"content_note", "content_basis", text},
			{"hs6", "hs6_2022", hs}, {"hs_note", "hts_note", text},
			{"recovery", "typical_recovery_from_previous_stage", number(0, 1)},
			{"energy_mwh_per_t", "energy_mwh_per_t", positive}, {"energy_note", "energy_basis", text},
			{"cite", "source", text},
		}},
	{file: "byproducts.csv", table: "byproducts", key: []string{"companion", "host", "host_process"}, finish: finishByproduct,
		fields: []field{
			{"minerals", "companion", mineralList}, {"host", "host", text}, {"process", "host_process", text},
			{"share_pct", "share_of_supply_as_byproduct_pct", percent}, {"share_note", "share_source", text},
			{"potential_g_per_t", "recoverable_yield_potential_g_per_t_host", positive}, {"potential_note", "potential_source", text},
			{"potential_unit", "potential_unit", text}, {"current_unit", "current_unit", text},
			{"current_g_per_t", "implied_current_yield_g_per_t_host", number(0, 1e7)}, {"current_note", "current_source", text},
			{"cap", "cap_type", text}, {"note", "note", text},
		}},
	{file: "elasticities.csv", table: "elasticities", finish: finishElasticity,
		fields: []field{
			{"minerals", "mineral", mineralsOrScope}, {"side", "side", text}, {"horizon", "horizon", text},
			{"value", "elasticity", signed}, {"low", "low", signed}, {"high", "high", signed}, {"kind", "kind", text},
			{"cite", "source", text}, {"confidence", "confidence", confidence}, {"note", "note", text},
		}},
}

// stages maps the sheets' words to those of the atlas.
var stages = map[string]string{
	"mine": "mine", "mining": "mine", "mining_rutile": "mine", "intermediate": "intermediate",
	"refined": "refinery", "refining": "refinery", "refining_capacity": "refinery",
	"product": "product", "intermediate product": "product", "pigment": "product", "pigment_capacity": "product",
}

func stage(r *record, cell string) string {
	s, ok := stages[cell]
	if !ok {
		r.refuse("unknown stage %q", cell)
	}
	return s
}

// worst returns the worst basis of the figures of a row that are there.
func (r *record) worst(otherwise adit.Basis, pairs ...string) string {
	worst := otherwise
	for i := 0; i < len(pairs); i += 2 {
		b := adit.Basis(r.cells[pairs[i+1]])
		if r.cells[pairs[i]] != "" && rank(b) > rank(worst) {
			worst = b
		}
	}
	return string(worst)
}

func rank(b adit.Basis) int {
	for i, k := range adit.Bases {
		if k == b {
			return i
		}
	}
	return -1
}

// basisOf sets the basis of one figure among several of a row; without a
// figure there is no basis.
func (r *record) basisOf(figure, column, words string, otherwise adit.Basis) {
	if r.cells[figure] != "" {
		r.cells[column] = assumedIf(words, otherwise)
	}
}

// finishChain: contents by stoichiometry are computed, grades are typical
// values; recoveries are all from memory and usable only as assumptions.
func finishChain(r *record) {
	content := adit.Estimated
	if strings.Contains(r.get("content_basis"), "stoichiometry") {
		content = adit.Derived
	}
	r.basisOf("content", "content_basis", r.get("content_basis"), content)
	r.basisOf("recovery", "recovery_basis", r.get("recovery_basis"), adit.Estimated)
	r.basisOf("energy_mwh_per_t", "energy_basis", r.get("energy_basis"), adit.Estimated)
	r.set("basis", r.worst(adit.Estimated, "content", "content_basis", "recovery", "recovery_basis", "energy_mwh_per_t", "energy_basis"))
}

// finishByproduct keeps shares from memory as assumptions, and drops the
// yields that rest on a publisher whose figures are not passed on.
func finishByproduct(r *record) {
	hosts, _ := r.minerals(r.get("host"))
	if len(hosts) == 0 {
		hosts = r.eachHost(r.get("host"))
	}
	r.set("hosts", strings.Join(hosts, ";"))
	if barred.MatchString(r.get("current_unit")) || strings.HasPrefix(r.get("current_source"), "metallican/WMD") {
		r.set("current_g_per_t", "")
		r.set("current_unit", "")
		r.set("current_note", "left out: rests on a publisher whose figures are not passed on")
	}
	r.basisOf("share_pct", "share_basis", r.get("share_source"), adit.Estimated)
	r.basisOf("potential_g_per_t", "potential_basis", r.get("potential_source"), adit.Derived)
	r.basisOf("current_g_per_t", "current_basis", "", adit.Derived)
	for _, what := range []string{"potential", "current"} {
		r.set(what+"_note", join(r.cells[what+"_unit"], r.cells[what+"_note"]))
	}
	r.set("basis", r.worst(adit.Estimated, "share_pct", "share_basis", "potential_g_per_t", "potential_basis", "current_g_per_t", "current_basis"))
}

// eachHost reads hosts written with underscores between them. Words that are
// no minerals (primary, coal, natural gas) give none.
func (r *record) eachHost(cell string) []string {
	var hosts []string
	for _, part := range strings.Split(cell, "_") {
		if id, err := r.in.Minerals.Find(part); err == nil {
			hosts = append(hosts, id)
		}
	}
	return hosts
}

func join(parts ...string) string {
	var have []string
	for _, p := range parts {
		if p != "" {
			have = append(have, p)
		}
	}
	return strings.Join(have, "; ")
}

// mineralsOrScope takes minerals, or words such as "all metals", which go to
// scope.
func mineralsOrScope(r *record, cell string) string {
	ids, unknown := r.minerals(cell)
	r.set("scope", cite(strings.Join(unknown, "; ")))
	if cell == "" {
		r.refuse("no mineral and no scope")
	}
	return strings.Join(ids, ";")
}

// finishElasticity: all are assumptions, except those implied by a past event,
// which were computed. Rows without a number point at literature to be had.
func finishElasticity(r *record) {
	switch {
	case r.cells["value"] == "":
		r.set("basis", string(adit.Unknown))
	case strings.HasPrefix(r.get("kind"), "implied"):
		r.set("basis", string(adit.Derived))
	default:
		r.set("basis", string(adit.Assumption))
	}
	low, errLow := intake.Number(r.cells["low"])
	value, errValue := intake.Number(r.cells["value"])
	high, errHigh := intake.Number(r.cells["high"])
	if errLow == nil && errHigh == nil && low > high || errValue == nil && (errLow == nil && low > value || errHigh == nil && high < value) {
		r.refuse("elasticity %g outside its band [%g, %g]", value, low, high)
	}
}
