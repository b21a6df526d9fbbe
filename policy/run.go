package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
)

// Terms are what a control is run under.
type Terms struct {
	Start, End adit.Month // first and last month of the run
	Minerals   []string   // ids that are asked for; empty: those that the control names
	Licensing  Licensing
	Leakage    adit.Share // of bans on single buyers; see Trade.Ban
	// Baseline is the year whose trade the run starts from. What a ban, licence
	// or tariff did that was in force all through it is in that trade already and
	// is not done again. 0 leaves that out.
	Baseline adit.Year
	// Price returns the baseline price of a material, for tariffs in percent. It
	// may be nil.
	Price func(adit.MaterialID) (adit.USD, bool)
}

// NewTerms returns terms with the atlas's assumptions. It panics where the
// table lacks them: it is part of the program.
func NewTerms(a *atlas.Atlas, start, end adit.Month) Terms {
	return Terms{Start: start, End: end, Leakage: adit.Share(assume(a, "ban-leakage")), Licensing: Licensing{
		Delay: assume(a, "licence-delay-months"), Recovery: assume(a, "licence-recovery-months"),
		Recovered: adit.Share(assume(a, "licence-recovered-share")),
	}}
}

func assume(a *atlas.Atlas, id string) float64 {
	for r := range a.Rows("assumptions") {
		if v, ok := r.Number("value"); ok && r.Get("assumption") == id {
			return v
		}
	}
	panic("policy: the atlas has no assumption " + id)
}

// A reading is what a kind of measure does to a control's goods, or why it
// does nothing that can be counted.
type reading struct {
	measure string // how Measure begins
	read    func(*run, Trade)
	why     string
}

// readings go by the first that fits.
var readings = []reading{
	{measure: "ban (technology)", why: "no quantity rule: it controls knowledge, not goods"},
	{measure: "ban (production)", read: (*run).noProduction},
	{measure: "ban", read: (*run).ban},
	{measure: "licence (technology)", why: "no quantity rule: it controls knowledge, not goods"},
	{measure: "licence (exporter whitelist)", why: "no quantity rule: it says who may export, not how much"},
	{measure: "licence", read: (*run).licence},
	{measure: "quota (production)", read: (*run).production},
	{measure: "quota (domestic sale)", why: "no quantity rule: it says where a share of what is made is sold first; a quota on exports may stand for it"},
	{measure: "quota", read: (*run).quota},
	{measure: "tariff exemption", why: "no quantity rule: it leaves trade as it is"},
	{measure: "tariff", read: (*run).tariff},
	{measure: "tax", read: (*run).tax},
	{measure: "procurement ban", why: "no quantity rule: it says what a state may buy, not what is traded"},
	{measure: "benchmark", why: "no quantity rule: it is a target, not a control"},
}

// A run turns one control into disruptions, and collects what is worth saying.
type run struct {
	*Control
	terms       Terms
	spans       []Span // in force during the run
	disruptions []adit.Disruption
	notes       []string
	lacks       []string // why minerals that it covers are not touched
}

// Disruptions returns what the control does over a run, and how it was read.
// Imposer and targets may be groups, which adit.Scenario.Resolve turns into
// members. A control that has no rule for quantities is a *NotRunnableError;
// one that is not in force during the run, or on nothing that is asked for,
// gives no disruption and a note.
func (c *Control) Disruptions(t Terms) ([]adit.Disruption, []string, error) {
	i := slices.IndexFunc(readings, func(r reading) bool { return strings.HasPrefix(c.Measure, r.measure) })
	switch {
	case i < 0:
		return nil, nil, c.refuse("no rule reads the measure “%s”", c.Measure)
	case readings[i].why != "":
		return nil, nil, c.refuse("%s", readings[i].why)
	case len(c.Minerals) == 0:
		return nil, nil, c.refuse("no quantity rule: it names no mineral, but %s", c.Scope)
	}
	if date, bad := c.badDate(); bad {
		return nil, nil, c.refuse("%q is no date: write 2024, 2024-12 or 2024-12-03", date)
	}
	r := &run{Control: c, terms: t}
	r.when()
	for _, g := range r.goods() {
		readings[i].read(r, g)
	}
	if len(r.disruptions) == 0 && len(r.lacks) > 0 {
		return nil, r.notes, c.refuse("%s", strings.Join(r.lacks, "; "))
	}
	r.notes = append(r.notes, r.lacks...)
	return r.disruptions, r.notes, nil
}

func (c *Control) refuse(format string, args ...any) error {
	return &NotRunnableError{ID: c.ID, Why: fmt.Sprintf(format, args...)}
}

func (r *run) note(format string, args ...any) {
	r.notes = once(r.notes, fmt.Sprintf(format, args...))
}

func (r *run) lack(format string, args ...any) {
	r.lacks = once(r.lacks, fmt.Sprintf(format, args...))
}

func once(lines []string, line string) []string {
	if slices.Contains(lines, line) {
		return lines
	}
	return append(lines, line)
}

// when finds the spans of the run, and tells what the dates mean.
func (r *run) when() {
	if r.Status != "in force" {
		r.note("status at the last source: %s", r.Status)
	}
	for _, s := range r.Suspensions {
		r.note("suspended from %s to %s: no effect in that time, and in force again after it unless it is extended or ended", s.From, s.Until)
	}
	for _, s := range r.Spans() {
		if _, ok := s.cut(r.terms.Start, r.terms.End); ok {
			r.spans = append(r.spans, s)
			r.note("in force %s", s)
		} else {
			r.note("in force %s, outside the run (%s to %s): no effect", s, r.terms.Start, r.terms.End)
		}
	}
}

// goods are the forms that the control is on, of the minerals asked for.
func (r *run) goods() []Trade {
	asked := r.terms.Minerals
	if len(asked) == 0 {
		asked = r.Minerals
	}
	if len(r.spans) == 0 {
		return nil
	}
	var goods []Trade
	for _, m := range asked {
		if materials := r.covered(m); len(materials) > 0 {
			goods = append(goods, Trade{From: places(r.Imposer), To: places(r.Targets...), Materials: materials})
		}
	}
	return goods
}

// covered returns the forms of a mineral that the control is on.
func (r *run) covered(mineral string) []adit.MaterialID {
	ch := r.known()
	if ch.namedBy(mineral, r.Minerals) == "" {
		r.note("%s: not covered%s", mineral, members(ch.within(mineral, r.Minerals)))
		return nil
	}
	materials, how := ch.materials(mineral, r.Forms)
	if len(materials) == 0 {
		r.lack("%s", how)
		return nil
	}
	r.note("%s", how)
	return materials
}

// known is the chain of the atlas; a control made by hand has none.
func (r *run) known() *chain {
	if r.chain == nil {
		return &chain{}
	}
	return r.chain
}

func members(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "; the control is on parts of it: " + strings.Join(names, ", ")
}

func places(names ...string) []adit.PlaceID {
	var ids []adit.PlaceID
	for _, n := range names {
		ids = append(ids, adit.PlaceID(n))
	}
	return ids
}

// each adds a disruption for every span that is not in the baseline already.
func (r *run) each(d adit.Disruption) {
	for _, s := range r.spans {
		if y := r.terms.Baseline; y != 0 && s.covers(adit.MonthOf(y, 1), adit.MonthOf(y, 12)) {
			r.note("in force all through %d, whose trade the run starts from: what it does is there already", y)
			continue
		}
		r.add(d, s)
	}
}

func (r *run) add(d adit.Disruption, s Span) {
	d.From, d.Until = s.From, s.Until
	r.disruptions = append(r.disruptions, d)
}

func (r *run) ban(g Trade) {
	if len(g.To) > 0 {
		r.note("of the ban on %s, %g%% still arrives through third countries", strings.Join(r.Targets, ", "), 100*r.terms.Leakage)
	}
	r.each(g.Ban(r.terms.Leakage))
}

func (r *run) licence(g Trade) {
	l := r.terms.Licensing
	r.note("licences: nothing passes for %g months, then more each month, up to %g%% after %g", l.Delay, 100*l.Recovered, l.Delay+l.Recovery)
	if len(r.spans) > 1 {
		r.note("after the suspension licences are asked for anew")
	}
	r.each(g.Licence(l.Path()))
}

func (r *run) noProduction(g Trade) {
	r.each(adit.Disruption{Processes: &adit.Selector{Place: g.From, Material: g.Materials}})
}

func (r *run) quota(g Trade) { r.capped(g.Materials, g.Quota) }

func (r *run) production(g Trade) {
	r.capped(g.Materials, func(yearly map[adit.Year]adit.Tonnes) adit.Disruption {
		return Production(g.From, g.Materials, yearly)
	})
}

// capped adds a quota where its tonnes are known and of this mineral alone. A
// quota changes from year to year, so a baseline does not hold it.
func (r *run) capped(materials []adit.MaterialID, disrupt func(map[adit.Year]adit.Tonnes) adit.Disruption) {
	mineral := materials[0].Mineral()
	switch {
	case len(r.Quota) == 0 && r.QuantityNote != "":
		r.lack("no quantity rule: it states no tonnes by year, but %s", r.QuantityNote)
		return
	case len(r.Quota) == 0:
		r.lack("no quantity rule: it states no tonnes by year")
		return
	case len(r.Minerals) > 1 || r.Minerals[0] != mineral:
		r.lack("%s: its tonnes are of %s together", mineral, strings.Join(r.Minerals, ", "))
		return
	}
	r.note("%s: the tonnes are read as contained mass, of all its forms that are covered together", mineral)
	for _, s := range r.spans {
		if rates := r.rates(s); len(rates) > 0 {
			r.add(disrupt(rates), s)
		}
	}
}

// rates returns the quotas of a span as yearly rates: where the control covers
// a part of a year only, its tonnes are of those months.
func (r *run) rates(s Span) map[adit.Year]adit.Tonnes {
	in, _ := s.cut(r.terms.Start, r.terms.End)
	rates := map[adit.Year]adit.Tonnes{}
	for y := in.From.Year(); y <= in.Until.Year(); y++ {
		t, ok := r.Quota[y]
		if !ok {
			r.note("no quota is stated for %d: nothing is capped then", y)
			continue
		}
		n := r.monthsOf(y)
		if n < 12 {
			r.note("%g t of %d are for its %d months in force: a rate of %g t a year", t, y, n, t*12/adit.Tonnes(n))
		}
		rates[y] = t * 12 / adit.Tonnes(n)
	}
	return rates
}

// monthsOf counts the months of a year in which the control is in force.
func (r *run) monthsOf(y adit.Year) int {
	n := 0
	for _, s := range r.Spans() {
		if c, ok := s.cut(adit.MonthOf(y, 1), adit.MonthOf(y, 12)); ok {
			n += int(c.Until-c.From) + 1
		}
	}
	return n
}

func (r *run) tariff(g Trade) { r.adValorem(Trade{From: g.To, To: g.From, Materials: g.Materials}) }
func (r *run) tax(g Trade)    { r.adValorem(g) }

// adValorem adds a share of each material's own price.
func (r *run) adValorem(g Trade) {
	steps, err := r.rateSteps()
	if err != "" {
		r.lack("%s", err)
		return
	}
	for _, m := range r.known().each(g.Materials) {
		price, ok := r.price(m)
		if !ok {
			r.lack("%s: no baseline price to take a share of", m)
			continue
		}
		for _, step := range steps {
			r.note("%s: %g%% of %g USD/t, %s", m, 100*step.rate, price, step.span)
			r.dearer(Trade{From: g.From, To: g.To, Materials: []adit.MaterialID{m}}.Tariff(step.rate, price), step.span)
		}
	}
}

func (r *run) price(m adit.MaterialID) (adit.USD, bool) {
	if r.terms.Price == nil {
		return 0, false
	}
	return r.terms.Price(m)
}

// dearer is each for the part of its spans in which a rate holds.
func (r *run) dearer(d adit.Disruption, rate Span) {
	all := r.spans
	r.spans = nil
	for _, s := range all {
		both := s.and(rate)
		if _, ok := both.cut(r.terms.Start, r.terms.End); ok && len(real(both)) > 0 {
			r.spans = append(r.spans, both)
		}
	}
	r.each(d)
	r.spans = all
}

// A rateStep is a rate and when it holds.
type rateStep struct {
	rate adit.Share
	span Span
}

var (
	percent       = regexp.MustCompile(`(\d+(?:\.\d+)?)%`)
	percentOfYear = regexp.MustCompile(`^(\d+(?:\.\d+)?)% (\d{4})$`)
)

// rateSteps reads the rate of "tariff 25%", or "15% 2027; 30% 2028" of the
// quantity note: each until the next. What it cannot read it says.
func (r *run) rateSteps() ([]rateStep, string) {
	var steps []rateStep
	for _, part := range split(r.QuantityNote) {
		m := percentOfYear.FindStringSubmatch(part)
		if m == nil {
			steps = nil
			break
		}
		y, _ := strconv.Atoi(m[2])
		steps = append(steps, rateStep{share(m[1]), Span{From: adit.MonthOf(adit.Year(y), 1)}})
	}
	for i := range steps[:max(0, len(steps)-1)] {
		steps[i].span.Until = steps[i+1].span.From - 1
	}
	if len(steps) > 0 {
		return steps, ""
	}
	switch found := percent.FindAllStringSubmatch(r.Measure, -1); len(found) {
	case 0:
		return nil, "no quantity rule: it states no rate in percent"
	case 1:
		return []rateStep{{share(found[0][1]), Span{From: firstMonth(r.Start)}}}, ""
	}
	return nil, "it states several rates, and not which is on what"
}

func share(text string) adit.Share {
	v, _ := strconv.ParseFloat(text, 64) // digits, by the expression
	return adit.Share(v / 100)
}
