package facts

import (
	"regexp"
	"strings"

	"adit"
	"adit/atlas/intake"
)

var policySheets = []sheet{
	{file: "controls.csv", table: "controls", key: []string{"id"}, leave: leavePolicy, finish: finishControl,
		extra: []string{"end_or_suspension_date", "quantity_limit", "affected_share_note"},
		fields: []field{
			{"id", "id", text}, {"imposer", "imposing_country", actor}, {"targets", "target", targets},
			{"minerals", "minerals", mineralsOrScope}, {"forms", "forms", text}, {"hs6", "hs6", hs}, {"measure", "measure", text},
			{"start_date", "start_date", date}, {"status", "status_at_last_source", text},
			{"legal_reference", "legal_reference", text}, {"cite", "source", embeddable},
			{"confidence", "confidence", confidence}, {"note", "note", text},
		}},
	{file: "policy_actions.csv", table: "actions", key: []string{"order", "section", "action"}, leave: leavePolicy, finish: finishAction,
		fields: []field{
			{"order", "order", text}, {"section", "section", text}, {"date", "date", date}, {"action", "action", text},
			{"lead", "lead_agency", text}, {"deadline_days", "deadline_days", positive}, {"deadline_date", "deadline_date", date},
			{"status", "status", text}, {"capability", "planner_capability", text}, {"cite", "source", embeddable},
			{"confidence", "confidence", confidence},
		}},
	{file: "executive_orders.csv", table: "orders", key: []string{"instrument", "date", "action_own_words"}, finish: finishOrder,
		fields: []field{
			{"instrument", "instrument", text}, {"date", "date", date}, {"action", "action_own_words", text}, {"lead", "lead", text},
			{"deadline", "deadline_days", text}, {"verified", "verified", text}, {"cite", "FR_cite", text},
		}},
	{file: "dfc_minerals.csv", table: "finance", key: []string{"project"}, finish: finishFinance,
		fields: []field{
			{"project", "project", text}, {"place", "country", country}, {"minerals", "mineral", mineralsOrScope},
			{"instrument", "instrument", text}, {"amount_usd", "amount_usd", positive}, {"fiscal_year", "fiscal_year", year},
			{"status", "status", text}, {"cite", "source", text}, {"note", "source_note", text}, {"confidence", "confidence", confidence},
		}},
}

// leavePolicy leaves out what only a barred publisher tells, and what nobody
// saw at all: a law from memory is not a control.
func leavePolicy(row intake.Row) string {
	source := row.Get("source")
	switch {
	case onlyBarred(source):
		return notPassedOn
	case strings.HasPrefix(source, "from memory"):
		return unverifiedRow
	}
	return ""
}

// embeddable drops barred publishers that are quoted beside others.
func embeddable(_ *record, cell string) string { return cite(withoutBarred(cell)) }

func targets(r *record, cell string) string {
	var ids []string
	for _, t := range strings.Split(cell, ";") {
		ids = append(ids, actor(r, t))
	}
	return strings.Join(ids, ";")
}

// suspension is how the sheet writes a measure that is suspended for a time.
var suspension = regexp.MustCompile(`^([\d-]+) to ([\d-]+) \(suspended\)$`)

func finishControl(r *record) {
	end := r.get("end_or_suspension_date")
	if m := suspension.FindStringSubmatch(end); m != nil {
		r.set("suspended_from", date(r, m[1]))
		r.set("suspended_until", date(r, m[2]))
	} else {
		r.set("end_date", date(r, end))
	}
	if r.cells["start_date"] == "" {
		r.refuse("no start date")
	}
	if len(r.wrong) == 0 && r.cells["scope"] != "" {
		r.doubt("unknown-mineral", "name the minerals, or leave it as scope", "%q is no mineral; kept as scope", r.cells["scope"])
	}
	r.quantity()
	r.set("note", join(r.cells["note"], cite(r.get("affected_share_note"))))
	r.set("basis", assumedIf(r.get("source"), adit.Reported))
}

var (
	quotaPart = regexp.MustCompile(`^([\d,]+) t (?:in|rest of) (\d{4})( \(.*\))?$`)
	zeroQuota = regexp.MustCompile(`^zero$`)
)

// quantity reads limits such as "18,125 t rest of 2025; 96,600 t in 2026", or
// zero, which the measure already says. Anything else stays words, with a
// fault for whoever can make it a number.
func (r *record) quantity() {
	limit := r.get("quantity_limit")
	if limit == "" {
		return
	}
	r.set("quantity_note", cite(limit))
	var quota []string
	for _, part := range strings.Split(limit, "; ") {
		m := quotaPart.FindStringSubmatch(part)
		if m == nil {
			quota = nil
			break
		}
		quota = append(quota, m[2]+"="+strings.ReplaceAll(m[1], ",", ""))
	}
	r.set("quota_t", strings.Join(quota, ";"))
	if len(quota) == 0 && !zeroQuota.MatchString(limit) && len(r.wrong) == 0 {
		r.doubt("quantity", "write tonnes by year, such as 96,600 t in 2026", "quantity limit %q is not tonnes by year; kept as words", limit)
	}
}

// finishAction drops deadlines that nobody saw, and keeps the action.
func finishAction(r *record) {
	if r.cells["date"] == "" {
		r.refuse("no date")
	}
	if fromMemory(r.get("source")) {
		r.drop("deadline_days", "deadline_date")
	}
	r.set("basis", assumedIf(r.get("source"), adit.Reported))
}

func finishOrder(r *record) {
	verified := r.get("verified")
	if fromMemory(verified) {
		r.drop("deadline")
	}
	basis := adit.Reported
	if verified == "memory" {
		basis = adit.Assumption
	}
	r.set("basis", string(basis))
}

// finishFinance: a place that is not named is several places. What was
// announced is no commitment, and its status says so.
func finishFinance(r *record) {
	r.set("id", intake.Slug(r.get("project")))
	if r.cells["place"] == "" {
		r.set("place", string(adit.Other))
		r.set("place_note", "several countries, or not named")
	}
	if scope := r.cells["scope"]; scope != "" {
		r.set("note", join(r.cells["note"], "for "+scope))
	}
	basis := adit.Estimated
	if strings.HasPrefix(r.get("status"), "active commitment") {
		basis = adit.Reported
	}
	if r.cells["amount_usd"] == "" {
		basis = adit.Unknown
	}
	r.set("basis", string(basis))
}
