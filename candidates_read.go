package adit

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// maxYears bounds a horizon.
const maxYears = 100

// ReadCandidates reads a candidate file (docs/data.md, "Candidate file") and
// sorts it. The error is Faults with every fault of the file at once, each with
// its JSON path, rule and remedy; the candidates are then nil. What only a
// network can say is left to Resolve and Faults.
func ReadCandidates(r io.Reader) (*Candidates, error) {
	root, faults := readJSON(r)
	if faults != nil {
		return nil, faults
	}
	rd := &reader{}
	c := rd.candidates(root)
	rd.checkCandidates(c)
	if err := rd.faults.Err(); err != nil {
		return nil, err
	}
	c.Sort()
	return c, nil
}

func (r *reader) candidates(root *jsonNode) *Candidates {
	c := &Candidates{}
	o := r.object(root)
	if o == nil {
		return c
	}
	o.text("name", false)
	c.First, c.Last = o.horizon("horizon")
	c.Discount = o.discount("discount")
	c.Budget, c.Budgets = o.budgets("budget_usd")
	o.each("candidates", func(o *object) { c.Projects = append(c.Projects, o.project(c)) })
	o.each("stockpile", func(o *object) { c.Stockpile = append(c.Stockpile, o.reserve()) })
	run := c.run()
	o.each("scenarios", func(o *object) { c.Cases = append(c.Cases, o.chance(run)) })
	o.each("targets", func(o *object) { c.Targets = append(c.Targets, o.target(c)) })
	o.done()
	return c
}

// run is the horizon, for the dates of disruptions.
func (c *Candidates) run() *Scenario {
	if c.First == 0 {
		return &Scenario{} // no window can be compared with a horizon that is not known
	}
	return &Scenario{Start: MonthOf(c.First, 1), Periods: int(c.Last-c.First) + 1, Period: Yearly}
}

// horizon reads [first, last]; both are 0 where it is wrong.
func (o *object) horizon(key string) (first, last Year) {
	n := o.want(key, jsonArray, true)
	if n == nil {
		return 0, 0
	}
	fault := func(what string) (Year, Year) {
		o.r.fault(n.path, "horizon", "write [2026, 2040]: the first and the last year", "%s", what)
		return 0, 0
	}
	if len(n.items) != 2 || n.items[0].kind != jsonNumber || n.items[1].kind != jsonNumber {
		return fault("is no pair of years")
	}
	a, b := n.items[0].number, n.items[1].number
	switch {
	case a != math.Trunc(a) || b != math.Trunc(b) || a < 1800 || b > 2200:
		return fault(fmt.Sprintf("%g and %g are no years", a, b))
	case b < a:
		return fault(fmt.Sprintf("ends in %g, before it starts in %g", b, a))
	case b-a >= maxYears:
		return fault(fmt.Sprintf("lasts %g years; %d are the most", b-a+1, maxYears))
	}
	return Year(a), Year(b)
}

// discount is required: unknown is not zero.
func (o *object) discount(key string) float64 {
	v, ok := o.number(key, true)
	if ok && (v < 0 || v >= 1) {
		o.r.fault(o.node.path+"."+key, "discount", "write a yearly rate from 0 to below 1, such as 0.05", "discount is %g", v)
		return 0
	}
	return v
}

// budgets reads {"total": usd, "2026": usd, "DFC": {"total": usd}}: what is no
// year and holds an object is a further budget.
func (o *object) budgets(key string) (all Budget, named []NamedBudget) {
	all.Total = NoBudget
	n := o.want(key, jsonObject, true)
	if n == nil {
		return all, nil
	}
	var own []jsonMember
	for _, m := range n.members {
		if m.value.kind != jsonObject {
			own = append(own, m)
			continue
		}
		if slices.ContainsFunc(named, func(b NamedBudget) bool { return b.Name == m.key }) {
			o.r.fault(m.value.path, "duplicate-key", "keep one of them", "budget %q is given twice", m.key)
		}
		named = append(named, NamedBudget{m.key, o.r.budget(m.value.path, m.value.members)})
	}
	return o.r.budget(n.path, own), named
}

func (r *reader) budget(at string, members []jsonMember) Budget {
	b, seen := Budget{Total: NoBudget, Yearly: map[Year]USD{}}, map[string]bool{}
	for _, m := range members {
		year, err := strconv.Atoi(m.key)
		switch {
		case seen[m.key]:
			r.fault(m.value.path, "duplicate-key", "keep one of them", "key %q is given twice", m.key)
		case m.key != "total" && (err != nil || len(m.key) != 4):
			r.fault(m.value.path, "budget", `write "total", a year, or the name of a further budget with {"total": …}`, "%q is no year", m.key)
		case m.value.kind != jsonNumber:
			r.fault(m.value.path, "type", "write USD", "is %s, not a number", m.value.kind)
		case m.value.number < 0 || m.key == "total" && m.value.number == 0:
			r.fault(m.value.path, "budget", "write USD above 0; leave total out where money is no limit", "budget is %g", m.value.number)
		case m.key == "total":
			b.Total = USD(m.value.number)
		default:
			b.Yearly[Year(year)] = USD(m.value.number)
		}
		seen[m.key] = true
	}
	if len(members) == 0 {
		r.fault(at, "budget", `give "total", or years, in USD`, "the budget is empty")
	}
	return b
}

func (o *object) project(c *Candidates) Project {
	p := Project{ID: o.text("id", true), Kind: o.text("kind", false), Earliest: c.First}
	if n := o.want("process", jsonObject, false); n != nil {
		child := o.r.object(n)
		made := child.processOf(p.ID)
		p.Process = &made
		child.done()
	}
	if n := o.want("lane", jsonObject, false); n != nil {
		child := o.r.object(n)
		made := child.laneOf(p.ID)
		p.Lane = &made
		child.done()
	}
	if p.Process == nil && p.Lane == nil {
		o.r.fault(o.node.path, "no-effect", "give a process, a lane, or both", "candidate %q does nothing", p.ID)
	}
	p.Capex, p.Public = o.projectCost()
	if o.has("earliest") {
		p.Earliest = o.year("earliest")
	} else {
		o.get("earliest")
	}
	p.Online = o.online()
	p.Requires, p.Excludes = o.names("requires"), o.names("excludes")
	p.Shares = o.text("shares_budget", false)
	return p
}

// projectCost reads capex, and the public cost, which is capex where blank.
func (o *object) projectCost() (capex, public USD) {
	c, has := o.number("capex_usd", false)
	p, given := o.number("public_cost_usd", false)
	if !has && !given {
		o.r.fault(o.node.path+".capex_usd", "missing", "give capex_usd, or public_cost_usd; unknown is not zero", "neither capex_usd nor public_cost_usd is given")
	}
	capex, public = USD(o.atLeast0("capex_usd", c)), USD(o.atLeast0("public_cost_usd", p))
	if !given {
		public = capex
	}
	return capex, public
}

// online reads probabilities by years after start, or lead_years, which is
// certainty after so many.
func (o *object) online() []OnlineStep {
	lead := o.count("lead_years", false, 0)
	n := o.want("online", jsonObject, false)
	if n == nil {
		if !o.has("lead_years") {
			o.r.fault(o.node.path+".lead_years", "missing", "give lead_years, or online; unknown is not zero", "neither lead_years nor online is given")
		}
		return []OnlineStep{{lead, 1}}
	}
	var steps []OnlineStep
	for _, m := range n.members {
		years, ok := o.r.yearsAfter(m)
		if !ok {
			continue
		}
		if slices.ContainsFunc(steps, func(s OnlineStep) bool { return s.Years == years }) {
			o.r.fault(m.value.path, "duplicate-key", "keep one of them", "year %d is given twice", years)
		}
		steps = append(steps, OnlineStep{years, Share(m.value.number)})
	}
	slices.SortStableFunc(steps, func(a, b OnlineStep) int { return a.Years - b.Years })
	for i := 1; i < len(steps); i++ {
		if steps[i].Probability < steps[i-1].Probability {
			o.r.fault(n.path, "online", "probabilities are cumulative: they never fall", "%g after %d years is below %g after %d", steps[i].Probability, steps[i].Years, steps[i-1].Probability, steps[i-1].Years)
		}
	}
	if len(n.members) == 0 {
		o.r.fault(n.path, "online", `write {"3": 0.2, "5": 1}: years after start, cumulative probability`, "is empty")
	}
	return steps
}

func (r *reader) yearsAfter(m jsonMember) (years int, ok bool) {
	years, err := strconv.Atoi(m.key)
	switch {
	case err != nil || years < 0 || years > maxYears || strconv.Itoa(years) != m.key:
		r.fault(m.value.path, "online", "write whole years after start, 0 or more", "%q is no number of years", m.key)
	case m.value.kind != jsonNumber:
		r.fault(m.value.path, "type", "write a probability", "is %s, not a number", m.value.kind)
	case m.value.number < 0 || m.value.number > 1:
		r.fault(m.value.path, "online", "write a probability from 0 to 1", "is %g", m.value.number)
	default:
		return years, true
	}
	return 0, false
}

// names reads a list of ids, which may be empty.
func (o *object) names(key string) []string {
	n := o.want(key, jsonArray, false)
	if n == nil {
		return nil
	}
	var ids []string
	for _, item := range n.items {
		if item.kind != jsonString || item.text == "" {
			o.r.fault(item.path, "type", "write the id of a candidate", "is %s", item.kind)
			continue
		}
		ids = append(ids, item.text)
	}
	return ids
}

func (o *object) reserve() Reserve {
	r := Reserve{Material: MaterialID(o.text("material", true)), Place: PlaceID(o.text("place", true)), Most: o.mass("max_t")}
	price, _ := o.number("price_usd_per_t", true)
	hold, _ := o.number("hold_usd_per_t_per_year", false)
	r.Price, r.Hold = USD(o.atLeast0("price_usd_per_t", price)), USD(o.atLeast0("hold_usd_per_t_per_year", hold))
	r.Release = o.limit("release_t_per_year")
	return r
}

func (o *object) target(c *Candidates) Target {
	t := Target{Material: MaterialID(o.text("material", true)), Place: PlaceID(o.text("place", true))}
	if o.has("least_share") {
		t.Least, t.Makers = o.fraction("least_share", true), o.names("makers")
		if o.has("from") || o.has("max_share") {
			o.r.fault(o.node.path, "two-targets", "write two targets", "both least_share and from or max_share are given")
		}
	} else {
		o.get("least_share")
		t.From, t.MaxShare = list[PlaceID](o, "from"), o.fraction("max_share", true)
		if len(t.From) == 0 && !o.has("from") {
			o.r.fault(o.node.path+".from", "missing", "name whose share is bounded, or give least_share", "from is missing")
		}
	}
	if year, ok := o.number("year", true); ok {
		t.Year = Year(year)
		o.r.inHorizon(o.node.path+".year", year, c)
	}
	return t
}

func (r *reader) inHorizon(path string, year float64, c *Candidates) {
	if c.First != 0 && (year != math.Trunc(year) || Year(year) < c.First || Year(year) > c.Last) {
		r.fault(path, "horizon", fmt.Sprintf("write a year from %d to %d", c.First, c.Last), "%g is outside the horizon", year)
	}
}
