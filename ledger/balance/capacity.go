package balance

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"adit/ledger"
)

// output is what a site put out in a period: mined, or made by what is no
// mine.
func (h *History) output(p Period, kind flowKind) map[accountKey]map[int64]ledger.Amount {
	out := map[accountKey]map[int64]ledger.Amount{}
	for _, f := range h.flows {
		if f.kind != kind {
			continue
		}
		k := accountKey{f.site, f.element}
		if out[k] == nil {
			out[k] = map[int64]ledger.Amount{}
		}
		start := p.Start(f.at).Unix()
		out[k][start] = out[k][start].Plus(f.amount)
	}
	return out
}

func (h *History) licence(site ledger.SiteID, element ledger.Element, at time.Time) (float64, bool) {
	f, _ := h.book.Facility(site, at)
	for _, c := range f.Capacity {
		if c.Element == element {
			return c.KgPerYear, true
		}
	}
	return 0, false
}

// most is the highest licence at any time of a year.
func (h *History) most(site ledger.SiteID, element ledger.Element, from time.Time) (most float64, known bool) {
	for m := range 12 {
		kg, ok := h.licence(site, element, from.AddDate(0, m+1, -1))
		most, known = max(most, kg), known || ok
	}
	return most, known
}

// capacities: a site puts out more in a year than it is licensed to.
func (h *History) capacities(Options) []Alarm {
	var all []Alarm
	for _, kind := range []flowKind{mined, made} {
		out := h.output(Year, kind)
		for _, k := range slices.SortedFunc(maps.Keys(out), byKey) {
			for _, start := range slices.Sorted(maps.Keys(out[k])) {
				all = append(all, h.overCapacity(k, kind, time.Unix(start, 0).UTC(), out[k][start])...)
			}
		}
	}
	return all
}

func (h *History) overCapacity(k accountKey, kind flowKind, year time.Time, out ledger.Amount) []Alarm {
	licence, known := h.most(k.site, k.element, year)
	a := Alarm{Kind: "above-capacity", Site: k.site, Element: k.element, From: year, Until: Year.Next(year)}
	if !known || !a.measured(out.Minus(ledger.Amount{Kg: licence})) {
		return nil
	}
	a.What = fmt.Sprintf("%s of %s in %d, the licence allows %.4g kg a year: the rest may be from elsewhere", out, k.element, year.Year(), licence)
	a.Innocent = []string{"an extension that the registrar has not been told of", "capacity licensed as gross or as oxide, output stated as element", "stock of the year before recorded this year"}
	a.Settle = []string{"the licence, with the basis of its figure", "mine plan, headcount and site visit", "geochemical fingerprint of the lots against the deposit's"}
	a.Lots = h.lotsMade(k, kind, year, Year.Next(year))
	return []Alarm{a}
}

// maxLots is how many lots an alarm names.
const maxLots = 20

func (h *History) lotsMade(k accountKey, kind flowKind, from, until time.Time) []ledger.LotID {
	var lots []ledger.LotID
	for _, f := range h.flows {
		if f.kind == kind && f.site == k.site && f.element == k.element && !f.at.Before(from) && f.at.Before(until) && len(lots) < maxLots {
			lots = append(lots, f.lot)
		}
	}
	return lots
}

const (
	stepBefore = 4   // quarters to learn from, at least
	stepFactor = 1.8 // growth that no working mine shows without building
)

// steps: a mine's output jumps in a quarter without new capacity.
func (h *History) steps(Options) []Alarm {
	var all []Alarm
	out := h.output(Quarter, mined)
	for _, k := range slices.SortedFunc(maps.Keys(out), byKey) {
		var before []float64
		for _, start := range slices.Sorted(maps.Keys(out[k])) {
			at, now := time.Unix(start, 0).UTC(), out[k][start]
			a, step := h.step(k, at, now, before)
			if step {
				all = append(all, a)
				break // what follows is measured against a new normal
			}
			before = append(before, now.Kg)
		}
	}
	return all
}

func (h *History) step(k accountKey, at time.Time, now ledger.Amount, before []float64) (Alarm, bool) {
	if len(before) < stepBefore || h.grew(k, at) {
		return Alarm{}, false
	}
	mean, sd := meanSD(before[max(0, len(before)-8):])
	// With few quarters the spread is itself little known: at least a fifth.
	d := ledger.Amount{Kg: now.Kg - mean, Sigma: math.Hypot(max(sd, mean/5), now.Sigma)}
	a := Alarm{Kind: "volume-step", Site: k.site, Element: k.element, From: at, Until: Quarter.Next(at)}
	if now.Kg < stepFactor*mean || !a.measured(d) {
		return a, false
	}
	a.What = fmt.Sprintf("%s of %s in a quarter after %.4g kg on average, and no new capacity", now, k.element, mean)
	a.Innocent = []string{"new equipment, or a richer zone, not yet declared", "a closed neighbour's diggers have come", "a stockpile sold off and recorded as mined"}
	a.Settle = []string{"site visit, headcount, equipment list", "mine plan and survey of the face", "geochemical fingerprint of the lots against the deposit's"}
	a.Lots = h.lotsMade(k, mined, at, Quarter.Next(at))
	return a, true
}

// grew reports whether a licence rose in the year up to the quarter's end.
func (h *History) grew(k accountKey, at time.Time) bool {
	before, _ := h.licence(k.site, k.element, at.AddDate(-1, 0, 0))
	now, _ := h.licence(k.site, k.element, Quarter.Next(at))
	return now > before
}

func meanSD(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sd += (v - mean) * (v - mean) / float64(len(x)-1)
	}
	return mean, math.Sqrt(sd)
}

// exporters: a site that mines nothing sends out more in a year than the
// licences of all the mines it is supplied by allow. It alarms where each mine
// alone looks sound, since its lots go out under several names.
func (h *History) exporters(Options) []Alarm {
	mines := h.mines
	out := h.output(Year, sent)
	var all []Alarm
	for _, k := range slices.SortedFunc(maps.Keys(out), byKey) {
		for _, start := range slices.Sorted(maps.Keys(out[k])) {
			year := time.Unix(start, 0).UTC()
			licensed, known := 0.0, len(mines[k]) > 0
			for _, m := range slices.Sorted(maps.Keys(mines[k])) {
				kg, ok := h.most(m, k.element, year)
				licensed, known = licensed+kg, known && ok
			}
			a := Alarm{Kind: "exporter-above-mines", Site: k.site, Element: k.element, From: year, Until: Year.Next(year)}
			if !known || mines[k][k.site] || !a.measured(out[k][start].Minus(ledger.Amount{Kg: licensed})) {
				continue
			}
			a.What = fmt.Sprintf("%s of %s sent out in %d, and the %d mines it comes from may make %.4g kg", out[k][start], k.element, year.Year(), len(mines[k]), licensed)
			a.Innocent = []string{"stock of the year before", "capacity licensed as gross or as oxide", "a mine that the registrar has not been told of"}
			a.Settle = []string{"purchase records of the exporter by mine", "licences of the mines", "tags, and geochemical fingerprint of the lots"}
			a.Lots = h.lotsMade(k, sent, year, Year.Next(year))
			all = append(all, a)
		}
	}
	return all
}
