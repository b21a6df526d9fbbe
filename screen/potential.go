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
func (d *desk) fromNetworks() []Option {
	var all []Option
	for _, m := range slices.Sorted(maps.Keys(d.nets)) {
		if d.asks("byproduct", m) {
			for _, h := range baseline.Hosts(d.atlas, m) {
				all = append(all, d.carried(m, h)...)
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
func (d *desk) carried(mineral string, h baseline.Host) []Option {
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
			all = append(all, d.host(n, h, p, v, grade)...)
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

func (d *desk) host(n *world.Network, h baseline.Host, p adit.PlaceID, throughput, grade baseline.Value) []Option {
	now, installed := makes(n, adit.MaterialID(h.Mineral+"/"+h.Form), p)
	more := func(t, g float64) float64 { return max(0, t*g/gramsPerTonne-installed) }
	o := nothing()
	o.Output = &Number{more(throughput.Value, grade.Value), more(throughput.Low, grade.Low), more(throughput.High, grade.High), adit.Derived}
	if o.Output.Value <= 0 {
		return nil
	}
	o.Kind, o.Class, o.Mineral, o.Form, o.Place = "byproduct", "byproduct_recovery", h.Mineral, h.Form, p
	o.ID, o.Status = fmt.Sprintf("%s-of-%s-%s", h.Mineral, h.Host, p), "announced"
	o.Name = fmt.Sprintf("%s carried by %s in %s", h.Mineral, h.Per, d.atlas.PlaceName(p))
	o.Sold, o.Host = h.Mineral+"/"+h.Form, h.Host
	o.Figures = append(throughput.Figures(), grade.Figures()...)
	o.Notes = append(o.Notes, fmt.Sprintf("%.4g %s × %.4g g less %.4g t that could be recovered now (%.4g t is)", throughput.Value, h.Per, grade.Value, installed, now))
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

// eolRate is the end-of-life recycling input rate of the study of 2023, the
// only one for all minerals; it is the European Union's. The best rate of any
// mineral is as far as collection gets.
func (d *desk) eolRate(mineral string) (rate, best float64, figure string, ok bool) {
	for r := range d.atlas.Rows("criticality") {
		v, known := r.Number("value")
		if r.Get("statistic") != "end-of-life-recycling-input-rate" || r.Year() != 2023 || !known {
			continue
		}
		best = max(best, v/100)
		if r.Get("mineral") == mineral {
			rate, figure, ok = v/100, r.ID("value"), true
		}
	}
	return rate, best, figure, ok
}

// scrap is what the country uses and does not get back, as far as collection
// could reach.
func (d *desk) scrap(mineral string) []Option {
	if !d.reaches(d.Country) {
		return nil
	}
	rate, best, figure, ok := d.eolRate(mineral)
	reach, ok2 := d.class("recycling", "collectable")
	use := d.use(mineral)
	if !ok || !ok2 {
		d.out.Missing = append(d.out.Missing, Missing{mineral, "no end-of-life recycling rate is published"})
		return nil
	}
	if rate == 0 {
		d.out.Missing = append(d.out.Missing, Missing{mineral, "the study of 2023 finds no end-of-life recycling, and nobody says what could be collected"})
	}
	if use <= 0 || rate == 0 || rate >= best {
		return nil
	}
	o := nothing()
	t := func(times float64) float64 { return use * (max(rate, min(best, rate*times)) - rate) }
	o.Output = &Number{t(reach.Value), t(reach.Low), t(reach.High), adit.Assumption}
	o.Kind, o.Class, o.Mineral, o.Place, o.Status = "recycling", "recycling", mineral, d.Country, "announced"
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
