package facts

import (
	"slices"
	"strings"

	"adit"
	"adit/atlas/intake"
)

var shareSheets = []sheet{
	{file: "production_stage_shares.csv", table: "stage_shares",
		key:   []string{"mineral", "stage", "form", "country", "year", "source"},
		leave: leaveShare, finish: finishShare,
		extra: []string{"value_flag", "basis", "preferred"},
		fields: []field{
			{"mineral", "mineral", mineral}, {"stage", "stage", stage}, {"form", "form", text},
			{"place", "country", country}, {"year", "year", year}, {"value", "share_pct", percent},
			{"quantity_t", "quantity_t", positive}, {"world_t", "denominator_t", positive},
			{"preferred", "preferred", oneOf("0", "1")}, {"cite", "source", text}, {"note", "note", text},
		}},
	{file: "end_uses.csv", table: "use_shares",
		key:    []string{"mineral", "region", "end_use", "nace", "naics", "year", "source"},
		finish: finishUse, extra: []string{"share_basis", "source"},
		fields: []field{
			{"mineral", "mineral", mineral}, {"region", "region", oneRegion}, {"use", "end_use", text}, {"year", "year", year},
			{"share_pct", "share_pct", percent}, {"share_note", "share_basis", text}, {"nace", "nace", text},
			{"bea_summary", "bea_summary_code", text}, {"naics", "naics", text}, {"bea_detail", "bea_detail_code", text},
			{"map_note", "sector_map_basis", text}, {"substitutability", "substitutability_0_1", number(0, 1)},
			{"substitute", "primary_substitute", text}, {"substitutability_note", "substitutability_source", text},
			{"cite", "source", text}, {"confidence", "confidence", confidence}, {"note", "note", useNote},
		}},
}

// Reasons why a row of shares is left out.
const (
	notPassedOn   = "source is BGS, World Mining Data or IEA: terms do not allow passing the figures on"
	secondaryIEA  = "a secondary copy of figures that rest on IEA"
	alreadyOurs   = "duplicates a table imported from the publisher"
	unverifiedRow = "from memory, unverified: not a fact"
)

func leaveShare(row intake.Row) string {
	source := row.Get("source")
	switch {
	case onlyBarred(source):
		return notPassedOn
	case strings.Contains(source, "states IEA"):
		return secondaryIEA
	}
	return ""
}

// publications tells the sources of the sheet apart.
func publication(source string) string {
	switch {
	case strings.HasPrefix(source, "USGS MCS2026"):
		return "usgs-mcs-2026"
	case strings.HasPrefix(source, "EU CRM 2023"):
		return "eu-crm-2023"
	}
	return "secondary"
}

func finishShare(r *record) {
	r.set("publication", publication(r.get("source")))
	r.set("statistic", "production")
	if strings.HasSuffix(r.get("stage"), "capacity") {
		r.set("statistic", "capacity")
	}
	r.set("preferred", map[string]string{"0": "no", "1": "yes"}[r.cells["preferred"]])
	r.set("unit", "%")
	r.set("locator", r.get("stage"))
	if note := r.cells["note"]; note == "trade parameter t=1.0" || strings.HasPrefix(note, "published world total") {
		r.set("note", "") // t = 1 is the rule; world totals are in the tables of USGS
	}
	if r.cells["publication"] == "secondary" {
		r.set("confidence", "low")
		r.set("cite", withoutBarred(r.cells["cite"]))
	} else {
		r.set("cite", "") // the publication's id says it
	}
	r.flagShare()
}

// flagShare turns the source's words into bounds: a withheld share is an
// interval, never zero.
func (r *record) flagShare() {
	basis := map[string]adit.Basis{"reported": adit.Reported, "estimated": adit.Estimated, "study": adit.Estimated}[r.get("basis")]
	switch flag := r.get("value_flag"); flag {
	case "value", "zero_reported":
		if r.cells["value"] == "" {
			r.refuse("no share, but flagged %q", flag)
		}
	case "<":
		r.set("low", "0")
		r.set("high", r.cells["value"])
		r.set("flag", "<"+r.cells["value"])
		r.set("value", "")
	case "W", "s":
		r.set("flag", flag)
		basis = adit.Withheld
	case "NA":
		r.set("flag", flag)
		basis = adit.Unknown
	default:
		r.refuse("unknown flag %q", flag)
	}
	if basis == "" {
		r.refuse("unknown basis %q", r.get("basis"))
	}
	r.set("basis", string(basis))
}

// preferAgain chooses for every mineral and stage whose preferred source was
// left out the next one: the latest year, then USGS before the EU study before
// secondary sources.
func preferAgain(rows []*record) {
	groups := map[string][]*record{}
	for _, r := range rows {
		k := r.cells["mineral"] + "|" + r.get("stage")
		groups[k] = append(groups[k], r)
	}
	for _, g := range groups {
		if slices.ContainsFunc(g, func(r *record) bool { return r.cells["preferred"] == "yes" }) {
			continue
		}
		best := g[0]
		for _, r := range g[1:] {
			if order(r) > order(best) {
				best = r
			}
		}
		for _, r := range g {
			if order(r) == order(best) {
				r.set("preferred", "yes")
				r.set("note", join(r.cells["note"], "preferred because the source chosen first cannot be passed on"))
			}
		}
	}
}

// order ranks what one publication says of one form in one year. A complete
// list of countries goes before a quotation of one share.
func order(r *record) string {
	return map[string]string{"usgs-mcs-2026": "2", "eu-crm-2023": "1", "secondary": "0"}[r.cells["publication"]] +
		r.cells["year"] + r.cells["form"]
}

func oneRegion(r *record, cell string) string {
	if !slices.Contains([]string{"World", "EU27", "US"}, cell) {
		r.refuse("unknown region %q", cell)
	}
	return cell
}

// useNote drops a value added of the EU study that is missing there.
func useNote(_ *record, cell string) string {
	if strings.HasSuffix(cell, "=nan") {
		return ""
	}
	return cite(cell)
}

// finishUse: shares from memory are assumptions, and rows computed over the
// uses of a mineral say so.
func finishUse(r *record) {
	basis := adit.Estimated
	if r.get("source") == "computed" {
		basis = adit.Derived
	}
	r.set("basis", assumedIf(r.get("source"), basis))
	if r.cells["share_pct"] == "" {
		r.set("basis", string(adit.Unknown))
	}
	for _, list := range []string{"naics", "bea_detail"} {
		r.set(list, strings.ReplaceAll(r.cells[list], " ", ""))
	}
}
