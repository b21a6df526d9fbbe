package shock

import (
	"math"

	"adit"
)

// PriceRatios is the price of a material over the undisturbed one, period by
// period: the mean over the places that where picks, by what they use of it
// undisturbed. A period without a price there is NaN.
func (a *Answer) PriceRatios(material adit.MaterialID, where func(adit.PlaceID) bool) []float64 {
	out := make([]float64, len(a.Shocked.Steps))
	for t := range out {
		s, base := &a.Shocked.Steps[t], &a.Baseline.Steps[t]
		now, before := 0.0, 0.0
		for n, node := range a.index.Nodes {
			weight := a.used(base, n)
			if node.Material != material || !where(node.Place) || weight == 0 {
				continue
			}
			if p, ok := a.price(s, n); ok {
				now += weight * float64(p)
				before += weight * float64(base.Price[n])
			}
		}
		out[t] = math.NaN()
		if before > 0 {
			out[t] = now / before
		}
	}
	return out
}

// used is what a node's place uses of its material: in processes and in demands.
func (a *Answer) used(s *Step, n int) float64 {
	links, t := &a.index.Links[n], 0.0
	for _, i := range links.Demands {
		t += float64(s.Served[i])
	}
	for _, i := range links.Users {
		for _, in := range a.Net.Processes[i].Inputs {
			if in.Material == a.index.Nodes[n].Material {
				t += float64(s.Activity[i]) * in.Tonnes
			}
		}
	}
	return t
}

// Exports are the tonnes of a material that leave a country, period by period,
// with the disruptions and without.
func (a *Answer) Exports(material adit.MaterialID, from adit.PlaceID) (shocked, baseline []float64) {
	shocked, baseline = make([]float64, len(a.Shocked.Steps)), make([]float64, len(a.Shocked.Steps))
	for i := range a.Net.Lanes {
		l := &a.Net.Lanes[i]
		if l.Material != material || !from.Covers(l.From) || from.Covers(l.To) {
			continue
		}
		for t := range shocked {
			shocked[t] += float64(a.Shocked.Steps[t].Flow[i])
			baseline[t] += float64(a.Baseline.Steps[t].Flow[i])
		}
	}
	return shocked, baseline
}
