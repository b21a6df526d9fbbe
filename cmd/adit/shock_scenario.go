package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/policy"
	"adit/stress"
)

// asked is a scenario with how it was read.
type asked struct {
	scenario *adit.Scenario
	notes    []string
}

// scenarioOf makes the scenario of the flags, or reads the file they name.
func (s *session) scenarioOf(f shockFlags, v view, st *stress.Study) (*asked, error) {
	b := &scenarioBuilder{f: f, v: v, st: st}
	if err := b.frame(); err != nil {
		return nil, err
	}
	net := st.Network(nil)
	places := policy.Places(v.atlas, net)
	if f.scenario != "" {
		scenario, err := s.readScenario(f.scenario, net, places, policy.Known(v.atlas))
		return &asked{scenario, nil}, err
	}
	if err := b.measures(net); err != nil {
		return nil, err
	}
	if err := b.out.Resolve(places); err != nil {
		return nil, err
	}
	if err := b.out.Faults(net, policy.Known(v.atlas)).Err(); err != nil {
		return nil, err
	}
	return &asked{b.out, b.notes}, nil
}

// readScenario reads a scenario file for a network.
func (s *session) readScenario(name string, net *adit.Network, places func(string, adit.Month) ([]adit.PlaceID, error), known func(adit.PlaceID) bool) (*adit.Scenario, error) {
	r, closeFile, err := s.input(name)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	scenario, err := adit.ReadScenario(r)
	if err == nil {
		err = scenario.Resolve(places)
	}
	if err == nil {
		err = scenario.Faults(net, known).Err()
	}
	if err != nil {
		return nil, &fileError{name, err}
	}
	if scenario.Name == "" {
		scenario.Name = filepath.Base(name)
	}
	return scenario, nil
}

// A scenarioBuilder turns flags into disruptions.
type scenarioBuilder struct {
	f     shockFlags
	v     view
	st    *stress.Study
	out   *adit.Scenario
	names []string
	notes []string
}

// frame reads when the run is.
func (b *scenarioBuilder) frame() error {
	b.out = &adit.Scenario{Start: adit.MonthOf(b.v.year+1, 1), Period: adit.Period(b.f.period), Foresight: adit.Foresight(b.f.foresight)}
	if b.f.from != "" {
		first, _, err := adit.ParseMonths(b.f.from)
		if err != nil {
			return wrong("--from: %v", err)
		}
		if first < adit.MonthOf(b.v.year-farYears, 1) || first > adit.MonthOf(b.v.year+farYears, 1) {
			return wrong("--from %s: trade and prices are of %d: begin within %d years of it", b.f.from, b.v.year, farYears)
		}
		b.out.Start = first
	}
	switch b.out.Period {
	case adit.Monthly, adit.Quarterly, adit.Yearly:
	default:
		return wrong("--period %q: write month, quarter or year", b.f.period)
	}
	if b.out.Foresight != adit.NoForesight && b.out.Foresight != adit.FullForesight {
		return wrong("--foresight %q: write none or full", b.f.foresight)
	}
	months, err := monthsOf(b.f.length)
	if err != nil {
		return err
	}
	if months%b.out.Period.Months() != 0 {
		return wrong("--for %s: %d months are no whole number of periods of a %s", b.f.length, months, b.f.period)
	}
	b.out.Periods = months / b.out.Period.Months()
	return nil
}

// farYears is how far from the year of the figures a run may begin: far enough for
// any scenario with them that means something.
const farYears = 25

// mostMonths keeps a slip of the finger from a run of centuries.
const mostMonths = 1200

func monthsOf(text string) (int, error) {
	unit := 1
	number := strings.TrimSuffix(text, "mo")
	if y, ok := strings.CutSuffix(text, "y"); ok {
		number, unit = y, 12
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n*unit > mostMonths {
		return 0, wrong("--for %q: write a time such as 24mo or 2y, at most %d months", text, mostMonths)
	}
	return n * unit, nil
}

// measures reads all flags that say what happens.
func (b *scenarioBuilder) measures(net *adit.Network) error {
	for _, step := range []func(*adit.Network) error{b.bans, b.licences, b.quotas, b.outages, b.tariffs, b.demands, b.controls} {
		if err := step(net); err != nil {
			return err
		}
	}
	if len(b.out.Disruptions) == 0 && len(b.f.control) == 0 {
		b.add("no exports from "+b.v.lensName(), b.trade(b.v.against).Ban(b.leakage()))
	}
	b.out.Name = strings.Join(b.names, "; ")
	return nil
}

func (b *scenarioBuilder) add(name string, d ...adit.Disruption) {
	b.names = append(b.names, name)
	b.out.Disruptions = append(b.out.Disruptions, d...)
}

// trade is what leaves some places, of the minerals asked for, to the buyers of
// --to.
func (b *scenarioBuilder) trade(from []adit.PlaceID) policy.Trade {
	t := policy.Trade{From: from, Materials: b.materials()}
	for _, p := range b.f.to {
		t.To = append(t.To, adit.PlaceID(p))
	}
	return t
}

func (b *scenarioBuilder) materials() []adit.MaterialID {
	var m []adit.MaterialID
	for _, id := range b.st.Minerals {
		m = append(m, adit.MaterialID(id+"/"))
	}
	return m
}

func (b *scenarioBuilder) buyers() string {
	if len(b.f.to) == 0 {
		return ""
	}
	return " to " + strings.Join(b.f.to, ", ")
}

func (b *scenarioBuilder) leakage() adit.Share {
	if b.f.leakage >= 0 {
		return adit.Share(b.f.leakage)
	}
	return b.terms().Leakage
}

func (b *scenarioBuilder) terms() policy.Terms {
	t := policy.NewTerms(b.v.atlas, b.out.Start, b.out.End())
	t.Minerals, t.Baseline, t.Price = b.st.Minerals, b.v.year, b.st.Price
	if b.f.leakage >= 0 {
		t.Leakage = adit.Share(b.f.leakage)
	}
	return t
}

func (b *scenarioBuilder) bans(*adit.Network) error {
	for _, who := range b.f.ban {
		b.add("no exports from "+who+b.buyers(), b.trade([]adit.PlaceID{adit.PlaceID(who)}).Ban(b.leakage()))
	}
	if len(b.f.ban) > 0 && len(b.f.to) > 0 {
		b.notes = append(b.notes, fmt.Sprintf("of the banned trade %g%% still arrives through third countries (ban-leakage)", 100*float64(b.leakage())))
	}
	return nil
}

func (b *scenarioBuilder) licences(*adit.Network) error {
	for _, who := range b.f.licence {
		l := b.terms().Licensing
		b.notes = append(b.notes, fmt.Sprintf("licences: nothing passes for %g months, then more each month, up to %g%% after %g (licence-delay-months, licence-recovery-months, licence-recovered-share)", l.Delay, 100*float64(l.Recovered), l.Delay+l.Recovery))
		b.add("licences for exports from "+who+b.buyers(), b.trade([]adit.PlaceID{adit.PlaceID(who)}).Licence(l.Path()))
	}
	return nil
}

func (b *scenarioBuilder) quotas(*adit.Network) error {
	for _, q := range b.f.quota {
		who, t, err := pairOf("quota", q, "WHO=TONNES")
		if err != nil {
			return err
		}
		tonnes, err := strconv.ParseFloat(t, 64)
		if err != nil || !(tonnes >= 0) || tonnes > maxFigure {
			return wrong("--quota %s: %q is no number of tonnes, 0 or more", q, t)
		}
		b.add(fmt.Sprintf("at most %g t a year of exports from %s%s", tonnes, who, b.buyers()), b.trade([]adit.PlaceID{adit.PlaceID(who)}).Quota(map[adit.Year]adit.Tonnes{0: adit.Tonnes(tonnes)}))
	}
	return nil
}

func (b *scenarioBuilder) outages(net *adit.Network) error {
	for _, o := range b.f.outage {
		name, left := o, 0.0
		if at := strings.LastIndex(o, "="); at > 0 {
			share, err := percentOf("outage", o, o[at+1:])
			if err != nil {
				return err
			}
			name, left = o[:at], share
		}
		if left < 0 || left > 1 {
			return wrong("--outage %s: what is left is a share from 0 to 100%%", o)
		}
		if err := b.somethingThere(net, name); err != nil {
			return err
		}
		b.add(fmt.Sprintf("%s makes %g%% of what it could", name, 100*left), policy.Outage(net, name, adit.Share(left)))
	}
	return nil
}

// somethingThere refuses an outage of what is neither a process nor a place.
func (b *scenarioBuilder) somethingThere(net *adit.Network, name string) error {
	var ids []string
	for _, p := range net.Processes {
		if p.ID == name {
			return nil
		}
		ids = append(ids, p.ID)
	}
	if _, err := policy.Places(b.v.atlas, net)(name, b.out.Start); err != nil {
		if near := adit.Nearest(name, ids); len(near) > 0 {
			err = &adit.UnknownError{Kind: "process", ID: name, Near: near}
		}
		return fmt.Errorf("--outage: %w\nWrite a country's code, a group, or a process such as %q", err, ids[0])
	}
	return nil
}

func (b *scenarioBuilder) tariffs(*adit.Network) error {
	for _, t := range b.f.tariff {
		who, r, err := pairOf("tariff", t, "WHO=RATE")
		if err != nil {
			return err
		}
		rate, err := percentOf("tariff", t, r)
		if err != nil {
			return err
		}
		if rate < 0 {
			return wrong("--tariff %s: a rate is 0%% or more; a subsidy goes into a scenario file", t)
		}
		b.names = append(b.names, fmt.Sprintf("%s pays a tariff of %g%% on what comes from %s", b.v.country, 100*rate, who))
		b.notes = append(b.notes, fmt.Sprintf("who bears the tariff on %s: %s as far as its price rises, the sellers as far as theirs falls; what is collected stays in %s and is not taken off what imports cost more", who, b.v.country, b.v.country))
		for _, m := range b.st.Models {
			for _, f := range m.World.Forms {
				price, _ := b.st.Price(f.Material)
				trade := policy.Trade{From: []adit.PlaceID{adit.PlaceID(who)}, To: []adit.PlaceID{b.v.country}, Materials: []adit.MaterialID{f.Material}}
				b.out.Disruptions = append(b.out.Disruptions, trade.Tariff(adit.Share(rate), price))
			}
		}
	}
	return nil
}

func (b *scenarioBuilder) demands(*adit.Network) error {
	for _, d := range b.f.demand {
		var where []adit.PlaceID
		change, who := d, "all"
		if w, c, ok := strings.Cut(d, "="); ok {
			where, change, who = []adit.PlaceID{adit.PlaceID(w)}, c, w
		}
		more, err := percentOf("demand", d, change)
		if err != nil {
			return err
		}
		if more < -1 {
			return wrong("--demand %s: nobody can want less than nothing", d)
		}
		b.add(fmt.Sprintf("%s want %+g%%", who, 100*more), policy.Demand(where, b.materials(), 1+more))
	}
	return nil
}

func (b *scenarioBuilder) controls(*adit.Network) error {
	for _, id := range b.f.control {
		c, err := policy.Find(b.v.atlas, id)
		if err != nil {
			return fmt.Errorf("%w%s", err, b.controlsThere())
		}
		d, notes, err := c.Disruptions(b.terms())
		if err != nil {
			return err
		}
		for _, n := range notes {
			b.notes = append(b.notes, id+": "+n)
		}
		b.add(id, d...)
	}
	return nil
}

// controlsThere lists the controls on the minerals asked for.
func (b *scenarioBuilder) controlsThere() string {
	var ids []string
	for _, c := range policy.Controls(b.v.atlas) {
		if slices.ContainsFunc(b.st.Minerals, func(m string) bool { return slices.Contains(c.Minerals, m) }) {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return "\nTable controls has none on " + strings.Join(b.st.Minerals, ", ")
	}
	return fmt.Sprintf("\nThose on %s are %s", strings.Join(b.st.Minerals, ", "), strings.Join(ids, ", "))
}

// pairOf parts "WHO=WHAT".
func pairOf(flag, text, form string) (who, what string, err error) {
	who, what, ok := strings.Cut(text, "=")
	if !ok || who == "" || what == "" {
		return "", "", wrong("--%s %q: write %s", flag, text, form)
	}
	return who, what, nil
}

// percentOf reads "25%", "+20%" or a plain share.
func percentOf(flag, whole, text string) (float64, error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || v != v || v > maxFigure || v < -maxFigure {
		return 0, wrong("--%s %s: %q is no percentage: write one such as 25%%", flag, whole, text)
	}
	if percent {
		v /= 100
	}
	return v, nil
}

// scenarioJSON is a scenario as its file has it.
func scenarioJSON(s *adit.Scenario) any {
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		panic("adit: scenario: " + err.Error()) // a buffer takes all
	}
	return json.RawMessage(b.Bytes())
}
