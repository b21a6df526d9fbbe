package finance

import (
	"fmt"
	"slices"
	"strconv"

	"adit"
	"adit/atlas"
)

// Faults lists what is wrong with the tables of money and law: rules that
// cannot be read, money of what does not exist, payments above their
// commitment, amounts that a lender's own list contradicts.
func Faults(a *atlas.Atlas) adit.Faults { return Open(a, "9999-12-31").faults }

func (d *Desk) fault(where, rule, remedy, format string, args ...any) {
	d.faults = append(d.faults, adit.Fault{Where: where, Rule: rule, Severity: adit.Wrong, What: fmt.Sprintf(format, args...), Remedy: remedy})
}

var limits = []string{"project_cost", "project_equity", "portfolio", "transaction_m_usd", "exposure_m_usd", "tenor_years"}

func (d *Desk) checkRule(where string, u rule) {
	if u.broken != nil {
		d.fault(where, "eligibility-rule", "mend the condition", "rule %s: %v", u.id, u.broken)
	}
	for _, o := range u.offers {
		if !slices.ContainsFunc(d.Offers, func(x Offer) bool { return x.ID == o }) {
			d.fault(where, "unknown-offer", "name an offer of table instruments", "rule %s is on %q", u.id, o)
		}
	}
	if u.limitOf != "" && !slices.Contains(limits, u.limitOf) {
		d.fault(where, "eligibility-rule", "write one of "+fmt.Sprint(limits), "rule %s limits %q", u.id, u.limitOf)
	}
	if u.limit != nil && (u.limitOf == "" || *u.limit > 1 && slices.Contains(limits[:3], u.limitOf)) {
		d.fault(where, "eligibility-rule", "say what is limited; shares are from 0 to 1", "rule %s has the limit %g of %q", u.id, *u.limit, u.limitOf)
	}
	if u.until != "" && u.until < u.from {
		d.fault(where, "dates", "order the dates", "rule %s ends on %s, before it begins on %s", u.id, u.until, u.from)
	}
}

func (d *Desk) checkInstruments() {
	for _, o := range d.Offers {
		if !slices.Contains(Instruments, o.Instrument) {
			d.fault(o.where, "unknown-instrument", "write one of "+fmt.Sprint(Instruments), "offer %s is a %q", o.ID, o.Instrument)
		}
	}
}

func (d *Desk) checkMoney() {
	lists := d.lists()
	paid := map[string]float64{}
	for _, m := range d.Money {
		d.checkNames(m)
		d.checkAmount(m, lists)
		if m.PartOf != "" && m.USDM != nil {
			paid[m.PartOf] += *m.USDM
		}
	}
	for _, m := range d.Money {
		if sum := paid[m.ID]; m.USDM != nil && sum > *m.USDM {
			d.fault(m.where, "above-commitment", "mend the payments or the commitment", "%g M USD are paid of the %g M USD of %s", sum, *m.USDM, m.ID)
		}
	}
}

func (d *Desk) checkNames(m Money) {
	for _, p := range append([]string{m.Project}, m.AlsoFor...) {
		if _, ok := d.projects[p]; p != "" && !ok {
			d.fault(m.where, "unknown-project", "name a row of table projects", "%s is for the project %q", m.ID, p)
		}
	}
	if !slices.Contains(States, m.State) {
		d.fault(m.where, "unknown-state", "write letter, committed, disbursed or unstated", "%s is %q", m.ID, m.State)
	}
	if !slices.Contains(Instruments, m.Instrument) {
		d.fault(m.where, "unknown-instrument", "write one of "+fmt.Sprint(Instruments), "%s is a %q", m.ID, m.Instrument)
	}
	if m.PartOf != "" && (m.State != Disbursed || !slices.ContainsFunc(d.Money, func(x Money) bool { return x.ID == m.PartOf && x.State == Committed })) {
		d.fault(m.where, "part-of", "name the commitment that a payment is of", "%s (%s) is part of %q, which is no commitment", m.ID, m.State, m.PartOf)
	}
}

// lists are the amounts of table finance by id, in millions; nil where a row
// has none.
func (d *Desk) lists() map[string]*float64 {
	amounts := map[string]*float64{}
	for r := range d.a.Rows("finance") {
		v := number(r, "amount_usd")
		if v != nil {
			*v /= 1e6
		}
		amounts[r.Get("id")] = v
	}
	return amounts
}

// rounding is how far two prints of one amount may lie apart, in millions.
const rounding = 0.0005

func (d *Desk) checkAmount(m Money, lists map[string]*float64) {
	if m.LenderID == "" {
		return
	}
	listed, ok := lists[m.LenderID]
	switch {
	case !ok:
		d.fault(m.where, "unknown-commitment", "name a row of table finance", "%s is said to be %q", m.ID, m.LenderID)
	case (listed == nil) != (m.USDM == nil), listed != nil && (*listed-*m.USDM > rounding || *m.USDM-*listed > rounding):
		d.fault(m.where, "amount", "mend one of the two", "%s has %s M USD, row %s of table finance %s", m.ID, show(m.USDM), m.LenderID, show(listed))
	}
}

func show(v *float64) string {
	if v == nil {
		return "no"
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}
