package screen

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"adit"
	"adit/baseline"
	"adit/world"
)

// fromNetworks lists what no project is yet: by-products that hosts carry past,
// and scrap that is not collected.
func (d *desk) fromNetworks(named []Option) []Option {
	var all []Option
	for _, m := range slices.Sorted(maps.Keys(d.chains)) {
		if d.asks("byproduct", m) && d.nets[m] != nil {
			for _, h := range baseline.Hosts(d.atlas, m) {
				all = append(all, d.carried(m, h, named)...)
			}
		}
		if d.asks("recycling", m) {
			all = append(all, d.scrap(m)...)
		}
	}
	for r := range d.atlas.Rows("host_of") {
		if m := r.Get("mineral"); r.Get("table") == "" && d.asks("byproduct", m) {
			d.out.Missing = append(d.out.Missing, Missing{m, "by-product of " + r.Get("host") + ": " + r.Get("note")})
		}
	}
	return all
}

// makes is what a place makes of a form, scrap left out, and could make.
func makes(n *world.Network, m adit.MaterialID, p adit.PlaceID) (activity, capacity float64) {
	for i := range n.Processes {
		x := &n.Processes[i]
		if x.Makes(m) && x.Place == p && !world.IsRecycling(x) {
			activity += float64(x.Activity)
			capacity += float64(x.Limit())
		}
	}
	return activity, max(activity, capacity)
}

// carried lists the places whose host carries more than is recovered: host
// output × grade, of which the potential is the recoverable part.
func (d *desk) carried(mineral string, h baseline.Host, named []Option) []Option {
	by, err := baseline.HostOutput(d.atlas, h, d.Year)
	if !h.Traced() {
		return nil // told in Missing
	}
	if err != nil {
		d.out.Missing = append(d.out.Missing, Missing{mineral, err.Error()})
		return nil
	}
	n := d.nets[mineral]
	form := adit.MaterialID(mineral + "/" + h.Form)
	world := h.Implied(baseline.Value{Value: worldOutput(n, form), Low: worldOutput(n, form), High: worldOutput(n, form), Basis: adit.Estimated}, baseline.Sum(by))
	grade := h.Yield(world, baseline.Value{})
	if grade.Value <= 0 {
		d.out.Missing = append(d.out.Missing, Missing{mineral, "what " + h.Host + " carries elsewhere than where it is recovered now is not known"})
		return nil
	}
	var all []Option
	for _, p := range slices.Sorted(maps.Keys(by)) {
		if v := by[p]; p != adit.Other && v.Basis.Known() && d.reaches(p) {
			all = append(all, d.host(n, h, p, v, grade, named)...)
		}
	}
	return all
}

func worldOutput(n *world.Network, m adit.MaterialID) float64 {
	sum := 0.0
	for i := range n.Processes {
		if x := &n.Processes[i]; x.Makes(m) && !world.IsRecycling(x) {
			sum += float64(x.Activity)
		}
	}
	return sum
}

const gramsPerTonne = 1e6

func (d *desk) host(n *world.Network, h baseline.Host, p adit.PlaceID, throughput, grade baseline.Value, named []Option) []Option {
	now, installed := makes(n, adit.MaterialID(h.Mineral+"/"+h.Form), p)
	beyond := func(t, g float64) float64 { return max(0, t*g/gramsPerTonne-installed) }
	planned := d.planned(h, p, named, &Number{beyond(throughput.Value, grade.Value), beyond(throughput.Low, grade.Low), beyond(throughput.High, grade.High), adit.Derived})
	more := func(t, g float64) float64 { return max(0, t*g/gramsPerTonne-installed-planned) }
	o := nothing()
	o.Output = &Number{more(throughput.Value, grade.Value), more(throughput.Low, grade.Low), more(throughput.High, grade.High), adit.Derived}
	if o.Output.Value <= 0 {
		return nil
	}
	o.Kind, o.Class, o.Mineral, o.Form, o.Place, o.Potential = "byproduct", "byproduct_recovery", h.Mineral, h.Form, p, true
	o.ID, o.Status = fmt.Sprintf("%s-of-%s-%s", h.Mineral, h.Host, p), "announced"
	o.Name = fmt.Sprintf("%s carried by %s in %s", h.Mineral, strings.TrimPrefix(h.Per, "t "), d.atlas.PlaceName(p))
	o.Sold, o.Host = h.Mineral+"/"+h.Form, h.Host
	o.Figures = append(throughput.Figures(), grade.Figures()...)
	o.Notes = append(o.Notes, fmt.Sprintf("%.4g %s × %.4g g less %.4g t that could be recovered now (%.4g t is) and %.4g t of projects", throughput.Value, h.Per, grade.Value, installed, now, planned))
	if h.Note != "" {
		o.Notes = append(o.Notes, h.Note)
	}
	if !h.Potential.Basis.Known() {
		o.Assumed = append(o.Assumed, "grade: the world's mean recovery")
	}
	if plants := d.plantsOf(h, p); len(plants) > 0 {
		o.Notes = append(o.Notes, "plants: "+strings.Join(plants, ", "))
	}
	o.Obstacles = append(o.Obstacles, "no project named")
	return []Option{o}
}

// planned is what projects at a place will take of what its host carries, so
// that nothing is counted twice. A project that wants more than there is by the
// atlas's grade is told so.
func (d *desk) planned(h baseline.Host, p adit.PlaceID, named []Option, carried *Number) float64 {
	sum := 0.0
	for i := range named {
		o := &named[i]
		words := strings.Fields(h.Per) // “t alumina”, “refined zinc”
		if o.Kind != "byproduct" || o.Mineral != h.Mineral || o.Place != p || o.Output == nil || !strings.Contains(o.Host, words[len(words)-1]) && !strings.Contains(o.Host, h.Host) {
			continue
		}
		sum += o.Output.Value
		o.Carried = carried
		if h.Potential.Basis.Known() && o.Output.Value > carried.Value {
			o.Notes = append(o.Notes, fmt.Sprintf("more than the %.4g t that %s in %s carries beyond what is recovered, by the atlas's grade", carried.Value, strings.TrimPrefix(h.Per, "t "), d.atlas.PlaceName(p)))
		}
	}
	return sum
}

// plantsOf names the host's plants at a place that the atlas knows.
func (d *desk) plantsOf(h baseline.Host, p adit.PlaceID) []string {
	var names []string
	for r := range d.atlas.Rows("facilities") {
		if r.Place() == p && slices.Contains(listed(r.Get("minerals")), h.Host) {
			names = append(names, r.Get("name"))
		}
	}
	return names
}

// A rate is a share of use that comes back, and its figure.
type rate struct {
	share  float64
	figure string
}

// eolRate is the end-of-life recycling input rate of the study of 2023, the
// only one for all minerals; it is the European Union's. The best rate of any
// mineral is as far as collection gets.
func (d *desk) eolRate(mineral string) (share, best float64, figure string, ok bool) {
	if d.rates == nil {
		d.rates = map[string]rate{}
		for r := range d.atlas.Rows("criticality") {
			if v, known := r.Number("value"); known && r.Get("statistic") == "end-of-life-recycling-input-rate" && r.Year() == 2023 {
				d.rates[r.Get("mineral")] = rate{v / 100, r.ID("value")}
			}
		}
	}
	for _, r := range d.rates {
		best = max(best, r.share)
	}
	r, ok := d.rates[mineral]
	return r.share, best, r.figure, ok
}

// scrap is what the country uses and does not get back, as far as collection
// could reach.
func (d *desk) scrap(mineral string) []Option {
	if !d.reaches(d.Country) {
		return nil
	}
	rate, best, figure, ok := d.eolRate(mineral)
	reach, ok2 := d.class("recycling", "collectable")
	if !ok || !ok2 {
		d.out.Missing = append(d.out.Missing, Missing{mineral, "no end-of-life recycling rate is published"})
		return nil
	}
	if rate == 0 {
		d.out.Missing = append(d.out.Missing, Missing{mineral, "the study of 2023 finds no end-of-life recycling, and nobody says what could be collected"})
	}
	if rate == 0 || rate >= best || d.nets[mineral] == nil {
		return nil
	}
	use := d.use(mineral)
	if use <= 0 {
		return nil
	}
	o := nothing()
	t := func(times float64) float64 { return use * (max(rate, min(best, rate*times)) - rate) }
	o.Output = &Number{t(reach.Value), t(reach.Low), t(reach.High), adit.Assumption}
	o.Kind, o.Class, o.Mineral, o.Place, o.Status, o.Potential = "recycling", "recycling", mineral, d.Country, "announced", true
	o.ID, o.Name = fmt.Sprintf("scrap-%s-%s", mineral, d.Country), fmt.Sprintf("%s from scrap in %s", mineral, d.atlas.PlaceName(d.Country))
	o.Form = formOf(d.chains[mineral], "refined")
	o.Sold = mineral + "/" + o.Form
	o.Figures, o.Assumed = append([]string{figure}, reach.ID), append(o.Assumed, "collectable scrap")
	o.Notes = append(o.Notes, fmt.Sprintf("use of %.4g t × (%.3g that collection could reach − %.3g now, rate of the European Union)", use, max(rate, min(best, rate*reach.Value)), rate))
	o.Obstacles = append(o.Obstacles, "collection")
	return []Option{o}
}

// use is what the country finally uses of a mineral, in tonnes.
func (d *desk) use(mineral string) float64 {
	n := d.nets[mineral]
	left := map[adit.MaterialID]float64{}
	for i := range n.Lanes {
		l := &n.Lanes[i]
		if d.Country.Covers(l.To) {
			left[l.Material] += float64(l.Flow)
		}
		if d.Country.Covers(l.From) {
			left[l.Material] -= float64(l.Flow)
		}
	}
	for i := range n.Processes {
		x := &n.Processes[i]
		if !d.Country.Covers(x.Place) || x.Makes(adit.MaterialID(mineral+"/use")) {
			continue
		}
		for _, out := range x.Outputs {
			left[out.Material] += float64(x.Activity) * out.Tonnes
		}
		for _, in := range x.Inputs {
			left[in.Material] -= float64(x.Activity) * in.Tonnes
		}
	}
	sum := 0.0
	for _, f := range d.chains[mineral] {
		if f.use {
			sum += max(0, left[adit.MaterialID(mineral+"/"+f.id)])
		}
	}
	return sum
}
