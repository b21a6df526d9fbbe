package adit

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// maxPeriods is a century of months.
const maxPeriods = 1200

// ReadScenario reads a scenario file (docs/data.md, "Scenario file"). The
// error is Faults with every fault of the file at once, each with its JSON
// path, rule and remedy; the scenario is then nil. What only a network can say
// is left to Resolve and Faults.
func ReadScenario(r io.Reader) (*Scenario, error) {
	root, faults := readJSON(r)
	if faults != nil {
		return nil, faults
	}
	rd, s := &reader{}, &Scenario{}
	if o := rd.object(root); o != nil {
		o.run(s)
		s.Disruptions = o.disruptions(s)
		o.done()
	}
	if err := rd.faults.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// run reads what a scenario and an ensemble have in common.
func (o *object) run(s *Scenario) {
	s.Name = o.text("name", false)
	s.Start, _ = o.months("start")
	undated := o.has("start") && s.Start == 0
	if s.Periods = o.count("periods", true, 1); s.Periods > maxPeriods {
		o.r.fault(o.node.path+".periods", "periods", fmt.Sprintf("run at most %d, or longer ones", maxPeriods), "periods is %d", s.Periods)
	}
	if undated || s.Periods > maxPeriods {
		s.Periods = 0 // no window can be compared with a run that is not known
	}
	s.Period = Period(o.word("period", string(Monthly), string(Quarterly), string(Yearly)))
	s.Foresight = Foresight(o.word("foresight", string(NoForesight), string(FullForesight)))
	s.Lanes = o.laneTerms()
}

// laneTerms reads S3. Any one of the keys means that the scenario says how
// trade rearranges itself: lanes that it lets grow by nothing do not grow, and
// without a delay no new lane opens.
func (o *object) laneTerms() LaneTerms {
	growth, grows := o.number("lane_growth_per_period", false)
	delay := o.count("new_lane_delay_periods", false, 0)
	premium, priced := o.number("new_lane_premium", false)
	t := LaneTerms{
		Given:  grows || o.has("new_lane_delay_periods") || priced,
		Growth: o.atLeast0("lane_growth_per_period", growth), NewLaneDelay: delay,
		NewLanePremium: o.atLeast0("new_lane_premium", premium),
	}
	if t.Given && !o.has("new_lane_delay_periods") {
		t.NewLaneDelay = NoNewLane
		if priced {
			o.r.fault(o.node.path+".new_lane_premium", "premium", "give new_lane_delay_periods too: without it no new lane opens", "a premium is given and no delay")
		}
	}
	return t
}

func (o *object) disruptions(run *Scenario) []Disruption {
	var list []Disruption
	o.each("disruptions", func(o *object) { list = append(list, o.disruption(run)) })
	return list
}

func (o *object) disruption(run *Scenario) Disruption {
	d := Disruption{Factor: 1}
	d.Lanes = o.selector("lanes", func(o *object) Selector {
		return Selector{ID: list[string](o, "id"), From: list[PlaceID](o, "from"), To: list[PlaceID](o, "to"),
			Place: list[PlaceID](o, "place"), Material: list[MaterialID](o, "material")}
	})
	d.Processes = o.selector("processes", func(o *object) Selector {
		return Selector{ID: list[string](o, "id"), Place: list[PlaceID](o, "place"), Owner: list[PlaceID](o, "owner"),
			Material: list[MaterialID](o, "material")}
	})
	d.Demands = o.selector("demands", func(o *object) Selector {
		return Selector{ID: list[string](o, "id"), Place: list[PlaceID](o, "place"), Material: list[MaterialID](o, "material"),
			Sector: list[string](o, "sector")}
	})
	if n := o.given("lanes", "processes", "demands"); n != 1 {
		o.r.fault(o.node.path, "one-selector", "give exactly one of lanes, processes and demands", "has %d of them", n)
	}
	o.effect(&d)
	o.window(&d, run)
	return d
}

// given counts the keys that are there and not null.
func (o *object) given(keys ...string) int {
	n := 0
	for _, k := range keys {
		if o.has(k) {
			n++
		}
	}
	return n
}

// effect reads what a disruption does.
func (o *object) effect(d *Disruption) {
	if f, ok := o.number("factor", false); ok {
		d.Factor = o.atLeast0("factor", f)
	}
	d.Path = o.path("path")
	d.Quota = o.quota("quota_t")
	add, _ := o.number("add_usd_per_t", false)
	d.Add = USD(add)
	at := o.node.path
	switch {
	case o.has("factor") && o.has("path"):
		o.r.fault(at+".path", "two-factors", "keep one: a path replaces the factor", "both factor and path are given")
	case o.given("factor", "path", "quota_t", "add_usd_per_t") == 0:
		o.r.fault(at, "no-effect", "give factor, path, quota_t or add_usd_per_t", "does nothing")
	}
	if o.has("demands") && o.has("add_usd_per_t") {
		o.r.fault(at+".add_usd_per_t", "cost-of-demand", "raise the cost of the lanes to it or of its makers", "a demand has no cost")
	}
}

// path reads [[months, factor], …].
func (o *object) path(key string) []PathPoint {
	n := o.want(key, jsonArray, false)
	if n == nil {
		return nil
	}
	var path []PathPoint
	for _, item := range n.items {
		p, ok := o.r.point(item)
		if ok && len(path) > 0 && p.Months <= path[len(path)-1].Months {
			o.r.fault(item.path, "path", "order the points by month, one a month", "month %g is not after month %g", p.Months, path[len(path)-1].Months)
		}
		if ok {
			path = append(path, p)
		}
	}
	if len(n.items) == 0 {
		o.r.fault(n.path, "path", "write [[0, 0], [6, 1]]: months after from, factor", "has no point")
	}
	return path
}

func (r *reader) point(n *jsonNode) (PathPoint, bool) {
	pair := n.kind == jsonArray && len(n.items) == 2 && n.items[0].kind == jsonNumber && n.items[1].kind == jsonNumber
	if !pair {
		r.fault(n.path, "type", "write [months after from, factor]", "is no pair of numbers")
		return PathPoint{}, false
	}
	p := PathPoint{n.items[0].number, n.items[1].number}
	if p.Months < 0 || p.Factor < 0 {
		r.fault(n.path, "path", "months and factors are 0 or more", "is [%g, %g]", p.Months, p.Factor)
		return p, false
	}
	return p, true
}

// quota reads yearly tonnes, or {"2025": tonnes, …}.
func (o *object) quota(key string) map[Year]Tonnes {
	n := o.get(key)
	switch {
	case n == nil:
		return nil
	case n.kind == jsonNumber:
		return map[Year]Tonnes{0: Tonnes(o.notNegative(key, n.number))}
	case n.kind != jsonObject || len(n.members) == 0:
		o.r.fault(n.path, "type", `write tonnes a year, or {"2025": tonnes}`, "is %s", n.kind)
		return nil
	}
	quota := map[Year]Tonnes{}
	for _, m := range n.members {
		if y, ok := o.r.quotaYear(m); ok {
			if _, twice := quota[y]; twice {
				o.r.fault(m.value.path, "duplicate-key", "keep one of them", "year %d is given twice", y)
			}
			quota[y] = Tonnes(m.value.number)
		}
	}
	return quota
}

func (r *reader) quotaYear(m jsonMember) (Year, bool) {
	first, _, err := ParseMonths(m.key)
	switch {
	case err != nil || len(m.key) != len("2025"):
		r.fault(m.value.path, "year", "write a year such as 2025", "%q is no year", m.key)
	case m.value.kind != jsonNumber:
		r.fault(m.value.path, "type", "write tonnes", "is %s, not a number", m.value.kind)
	case m.value.number < 0:
		r.fault(m.value.path, "negative-mass", "masses are 0 or more", "is %g", m.value.number)
	default:
		return first.Year(), true
	}
	return 0, false
}

// window reads from and until, which must meet the run.
func (o *object) window(d *Disruption, run *Scenario) {
	d.From, _ = o.months("from")
	_, d.Until = o.months("until")
	_, yearly := d.Quota[0]
	if dated := d.From != 0 || d.Until != 0 || len(d.Quota) > 0 && !yearly; run.Periods == 0 || !dated {
		return
	}
	at := o.node.path
	if run.Start == 0 {
		o.r.fault("$.start", "missing", `give the first month, "2025-01"`, "%s names dates, and the run has none", at)
		return
	}
	from, until, _ := d.during(run.Start, run.Start, run.End())
	switch {
	case d.From != 0 && d.Until != 0 && until < from:
		o.r.fault(at+".until", "window", "end after the start", "until %s is before from %s", until, from)
	case from > run.End():
		o.r.fault(at, "outside-run", "mend the dates, or run longer", "begins in %s, and the run ends in %s", from, run.End())
	case until < run.Start:
		o.r.fault(at, "outside-run", "mend the dates, or start earlier", "ends in %s, and the run starts in %s", until, run.Start)
	case len(d.Quota) > 0 && !yearly && !quotaMeets(d.Quota, max(from, run.Start), min(until, run.End())):
		o.r.fault(at+".quota_t", "outside-run", "give the years of the run", "no year of the quota lies between %s and %s", max(from, run.Start), min(until, run.End()))
	}
}

func quotaMeets(quota map[Year]Tonnes, from, until Month) bool {
	for y := from.Year(); y <= until.Year(); y++ {
		if _, ok := quota[y]; ok {
			return true
		}
	}
	return false
}

// selector reads one of a disruption's three selectors, or nil.
func (o *object) selector(key string, read func(*object) Selector) *Selector {
	n := o.want(key, jsonObject, false)
	if n == nil {
		return nil
	}
	child := o.r.object(n)
	s := read(child)
	if !slices.ContainsFunc(n.members, func(m jsonMember) bool { return m.value.kind != jsonNull }) {
		o.r.fault(n.path, "empty-selector", "name what is picked: "+strings.Join(child.asked, ", "), "picks everything")
	}
	child.done()
	return &s
}

// list reads a string or an array of strings, sorted, each once.
func list[T ~string](o *object, key string) []T {
	n := o.get(key)
	if n == nil {
		return nil
	}
	items := []*jsonNode{n}
	if n.kind == jsonArray {
		if items = n.items; len(items) == 0 {
			o.r.fault(n.path, "empty-list", "name at least one, or leave the key out", "picks nothing")
		}
	}
	var names []T
	for _, item := range items {
		switch {
		case item.kind != jsonString:
			o.r.fault(item.path, "type", "write a string, or a list of strings", "is %s", item.kind)
		case strings.TrimSpace(item.text) == "":
			o.r.fault(item.path, "missing", "give it a name", "%s is empty", key)
		default:
			names = append(names, T(item.text))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// has reports whether a key is there and not null, without asking for it.
func (o *object) has(key string) bool {
	return slices.ContainsFunc(o.node.members, func(m jsonMember) bool { return m.key == key && m.value.kind != jsonNull })
}

// months reads a year or a month as the first and the last month it names.
func (o *object) months(key string) (first, last Month) {
	n := o.want(key, jsonString, false)
	if n == nil {
		return 0, 0
	}
	first, last, err := ParseMonths(n.text)
	if err != nil {
		o.r.fault(n.path, "month", `write "2025" or "2025-03"`, "%s is %q", key, n.text)
	}
	return first, last
}

// count reads a whole number from least on.
func (o *object) count(key string, required bool, least int) int {
	v, ok := o.number(key, required)
	if ok && (v < float64(least) || v != math.Trunc(v) || v >= NoNewLane) {
		o.r.fault(o.node.path+"."+key, "whole-number", fmt.Sprintf("write a whole number from %d", least), "%s is %g", key, v)
		return 0
	}
	return int(v)
}

func (o *object) atLeast0(key string, v float64) float64 {
	if v < 0 {
		o.r.fault(o.node.path+"."+key, "negative", "write 0 or more", "%s is %g", key, v)
		return 0
	}
	return v
}

// word reads one of a few words, the first of which is the default.
func (o *object) word(key string, words ...string) string {
	n := o.want(key, jsonString, false)
	if n == nil {
		return words[0]
	}
	if !slices.Contains(words, n.text) {
		o.r.fault(n.path, key, "write one of "+strings.Join(words, ", "), "%s is %q", key, n.text)
		return words[0]
	}
	return n.text
}
