package finance

import (
	"slices"

	"adit"
)

// A rule is one clause of the law on some offers, with the days on which it
// holds.
type rule struct {
	id             string
	offers         []string
	from, until    string
	when, requires []condition
	act            string
	limitOf        string
	limit          *float64
	clause, cite   string
	note           string
	basis          adit.Basis
	broken         error // cannot be read: what it is about is unknown
}

func (d *Desk) readRules() {
	for r := range d.a.Rows("eligibility_rules") {
		u := rule{id: r.Get("rule"), offers: listed(r.Get("offers")), from: r.Get("from"), until: r.Get("until"), act: r.Get("act"),
			limitOf: r.Get("limit_of"), limit: number(r, "limit"), clause: r.Get("clause"), cite: r.Get("cite"), note: r.Get("note"), basis: adit.Basis(r.Get("basis"))}
		u.when, u.broken = parseConditions(r.Get("when"))
		if u.broken == nil {
			u.requires, u.broken = parseConditions(r.Get("requires"))
		}
		d.rules = append(d.rules, u)
		d.checkRule(r.Where(), u)
	}
	d.checkInstruments()
	d.checkMoney()
}

// inForce compares written dates: 2025-12 covers its days.
func (u rule) inForce(day string) bool {
	return (u.from == "" || u.from <= day) && (u.until == "" || u.until >= day)
}

// A Verdict is what the clauses say of a subject.
type Verdict string

const (
	Eligible    Verdict = "eligible"
	NotEligible Verdict = "not eligible"
	Unknown     Verdict = "unknown"
)

// A Reason is a clause that decided, or that cannot be decided.
type Reason struct {
	Rule    string     `json:"rule"`
	Clause  string     `json:"clause"`
	Cite    string     `json:"cite"`
	Basis   adit.Basis `json:"basis"`
	Note    string     `json:"note,omitempty"`
	Missing []string   `json:"missing,omitempty"` // figures that it asks for and the atlas does not hold
}

// An Act is what an agency must do first. Perhaps: only if the figure that is
// missing says so.
type Act struct {
	What    string   `json:"what"`
	Rule    string   `json:"rule"`
	Perhaps bool     `json:"perhaps"`
	Missing []string `json:"missing,omitempty"`
}

// A Limit caps money. USDM is in millions where what it is a share of is known.
type Limit struct {
	Of      string   `json:"of"`
	Value   *float64 `json:"value"` // null: there is one, and it was not seen
	USDM    *float64 `json:"m_usd"`
	Rule    string   `json:"rule"`
	Clause  string   `json:"clause"`
	Perhaps bool     `json:"perhaps"`
}

// A Finding is the verdict on one offer.
type Finding struct {
	Offer   Offer    `json:"offer"`
	Verdict Verdict  `json:"verdict"`
	Reasons []Reason `json:"reasons"` // what decided: clauses that failed, else those that are open, else those that hold
	Acts    []Act    `json:"acts"`
	Limits  []Limit  `json:"limits"`
}

// Judge gives the verdict on every offer, in the order of the table.
func (d *Desk) Judge(s Subject) []Finding {
	var all []Finding
	for _, o := range d.Offers {
		all = append(all, d.judge(o, s))
	}
	return all
}

func (d *Desk) judge(o Offer, s Subject) Finding {
	j := &judging{d: d, s: s, finding: Finding{Offer: o, Acts: []Act{}, Limits: []Limit{}}}
	for _, u := range d.rules {
		if slices.Contains(u.offers, o.ID) && u.inForce(d.On) {
			j.apply(u)
		}
	}
	return j.conclude()
}

// judging collects what clauses say of one offer.
type judging struct {
	d                  *Desk
	s                  Subject
	finding            Finding
	failed, open, held []Reason
}

func (j *judging) apply(u rule) {
	if u.broken != nil {
		j.open = append(j.open, u.reason("the rule itself: "+u.broken.Error()))
		return
	}
	applies, missing := all(u.when, j.d, j.s)
	if applies == no {
		return
	}
	j.require(u, applies, missing)
	if u.act != "" {
		j.finding.Acts = append(j.finding.Acts, Act{u.act, u.id, applies == open, missing})
	}
	if u.limitOf != "" {
		j.finding.Limits = append(j.finding.Limits, Limit{u.limitOf, u.limit, u.dollars(j.s), u.id, u.clause, applies == open})
	}
}

// require weighs what a clause asks for. A clause that may not be about the
// subject cannot fail it.
func (j *judging) require(u rule, applies truth, missing []string) {
	if len(u.requires) == 0 {
		if applies == yes && u.limitOf == "" && u.act == "" {
			j.held = append(j.held, u.reason())
		}
		return
	}
	met, more := all(u.requires, j.d, j.s)
	switch {
	case met == yes && applies == yes:
		j.held = append(j.held, u.reason())
	case met == yes:
	case met == no && applies == yes:
		j.failed = append(j.failed, u.reason())
	case applies == open:
		j.open = append(j.open, u.reason(slices.Concat(missing, more)...))
	default:
		j.open = append(j.open, u.reason(more...))
	}
}

func (u rule) reason(missing ...string) Reason {
	return Reason{u.id, u.clause, u.cite, u.basis, u.note, missing}
}

// dollars turns a share of project cost into millions.
func (u rule) dollars(s Subject) *float64 {
	switch {
	case u.limit == nil:
		return nil
	case u.limitOf == "transaction_m_usd" || u.limitOf == "exposure_m_usd":
		return u.limit
	case u.limitOf == "project_cost" && s.CapexM != nil:
		v := *u.limit * *s.CapexM
		return &v
	}
	return nil
}

func (j *judging) conclude() Finding {
	f := j.finding
	switch {
	case len(j.failed) > 0:
		f.Verdict, f.Reasons = NotEligible, j.failed
	case len(j.open) > 0:
		f.Verdict, f.Reasons = Unknown, j.open
	case len(j.held) > 0:
		f.Verdict, f.Reasons = Eligible, j.held
	default:
		f.Verdict = Unknown
		f.Reasons = []Reason{{Clause: "no clause in force on " + j.d.On + " is in the atlas", Missing: []string{"the law of that day"}}}
	}
	return f
}
