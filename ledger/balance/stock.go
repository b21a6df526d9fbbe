package balance

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"adit/ledger"
)

// stocks: what was counted is not what the ledger says lies there.
func (h *History) stocks(Options) []Alarm {
	var all []Alarm
	for _, c := range h.counts {
		gap := c.counted.Minus(c.expected)
		a := Alarm{Kind: "stock-gap", Site: c.site, Element: c.element, From: c.at, Until: c.at, Events: []ledger.EventID{c.event}}
		size := gap
		if gap.Kg < 0 {
			size.Kg = -gap.Kg
		}
		if !a.measured(size) {
			continue
		}
		word, reason := "more", "deliveries that nobody recorded"
		if gap.Kg < 0 {
			word, reason = "less", "material that left without a record"
		}
		a.What = fmt.Sprintf("%s: %s counted where the ledger has %s: %.4g kg %s, as from %s", c.element, c.counted, c.expected, size.Kg, word, reason)
		a.Innocent = []string{"a move or make of the last days recorded after the count (period boundary)", "moisture not taken off", "gross and contained mass mixed up", "material inside the plant not counted"}
		a.Settle = []string{"a second count with both parties present", "weighbridge tickets of the week before and after", "moisture and assay certificates of the lots there"}
		all = append(all, a)
	}
	return all
}

// runKey groups runs whose recoveries should be alike.
type runKey struct {
	site    ledger.SiteID
	process string
	element ledger.Element
	start   int64
}

func (h *History) groups(p Period, keep func(run) bool) map[runKey][]run {
	groups := map[runKey][]run{}
	for _, r := range h.runs {
		if keep(r) {
			k := runKey{r.site, r.process, r.element, p.Start(r.at).Unix()}
			groups[k] = append(groups[k], r)
		}
	}
	return groups
}

func sortedRuns(m map[runKey][]run) []runKey {
	return slices.SortedFunc(maps.Keys(m), func(a, b runKey) int {
		return cmp.Or(cmp.Compare(a.site, b.site), cmp.Compare(a.process, b.process), cmp.Compare(a.element, b.element), cmp.Compare(a.start, b.start))
	})
}

// recoveries: a year of a process brings more of an element into its products
// than the process can, or much less than it should.
func (h *History) recoveries(o Options) []Alarm {
	var all []Alarm
	groups := h.groups(Year, func(r run) bool { return r.process != "" && r.process != "transit" })
	for _, k := range sortedRuns(groups) {
		runs := groups[k]
		limit, ok := h.recovery(o, runs[0])
		if !ok {
			continue // unknown is no alarm
		}
		in, out := sumRuns(runs)
		high := ledger.Amount{Kg: out.Kg - limit.High*in.Kg, Sigma: out.Minus(ledger.Amount{Sigma: limit.High * in.Sigma}).Sigma}
		low := ledger.Amount{Kg: limit.Low*in.Kg - out.Kg, Sigma: high.Sigma}
		a := Alarm{Kind: "recovery", Site: k.site, Element: k.element, From: runs[0].at, Until: runs[len(runs)-1].at, Events: eventsOf(runs)}
		what := fmt.Sprintf("%s brings %.1f%% of its %s into products, plausible is %.0f to %.0f%%", k.process, 100*out.Kg/in.Kg, k.element, 100*limit.Low, 100*limit.High)
		switch {
		case a.measured(high):
			a.What = what + ": some of it may have come in unrecorded"
			a.Innocent = []string{"scrap or other feed not recorded as input", "input assayed as oxide and output as metal, or the reverse", "moisture of the input overstated", "products of one year made of inputs of the year before"}
			a.Settle = []string{"umpire assays of retained samples of inputs and products", "the plant's own metallurgical balance", "energy and reagent use of the period", "this plant's recovery range, declared with evidence"}
			all = append(all, a)
		case a.measured(low):
			// A plant that runs badly is not a thief.
			a.Level, a.What = Warning, what+": some of it may have left unrecorded"
			a.Innocent = []string{"waste or slag not recorded", "start-up, or poor feed", "products of one year made of inputs of the year before"}
			a.Settle = []string{"assays and tonnages of slag and tailings", "the plant's own metallurgical balance"}
			all = append(all, a)
		}
	}
	return all
}

// recovery returns the plausible range: the facility's own, then the caller's
// for the process, then for any process.
func (h *History) recovery(o Options, r run) (ledger.Recovery, bool) {
	f, _ := h.book.Facility(r.site, r.at)
	for _, list := range [][]ledger.Recovery{f.Recovery, o.Recovery} {
		for _, process := range []string{r.process, ""} {
			for _, y := range list {
				if y.Element == r.element && y.Process == process {
					return y, true
				}
			}
		}
	}
	return ledger.Recovery{}, false
}

func sumRuns(runs []run) (in, out ledger.Amount) {
	for _, r := range runs {
		in, out = in.Plus(r.in), out.Plus(r.out)
	}
	return in, out
}

func eventsOf(runs []run) []ledger.EventID {
	var ids []ledger.EventID
	for _, r := range runs {
		ids = append(ids, r.event)
	}
	return ids
}

// drifts: each step gains a little, within what measurement allows; together
// they gain more than it does. A book accepts every one of them.
func (h *History) drifts(Options) []Alarm {
	var all []Alarm
	groups := h.groups(Year, func(r run) bool { return r.process == "" || r.process == "transit" })
	for _, k := range sortedRuns(groups) {
		runs := groups[k]
		in, out := netted(runs)
		a := Alarm{Kind: "drift", Site: k.site, Element: k.element, From: runs[0].at, Until: runs[len(runs)-1].at, Events: eventsOf(runs)}
		// One event has been judged by the book already.
		if len(runs) < 2 || !a.measured(out.Minus(in)) {
			continue
		}
		step := "splitting and blending"
		if k.process == "transit" {
			step = "weighing on arrival"
		}
		a.What = fmt.Sprintf("%s of %d lots adds %.4g kg of %s to %.4g kg", step, len(runs), out.Kg-in.Kg, k.element, in.Kg)
		a.Innocent = []string{"one scale or one laboratory that reads high, so that errors do not average out", "moisture taken off on one side only"}
		a.Settle = []string{"calibration records of both scales", "exchange of samples between both laboratories"}
		all = append(all, a)
	}
	return all
}

// netted sums what went in and came out of a group of runs. A lot that came out
// of one and went into another is left out: its errors cancel, and counting
// them would hide a drift.
func netted(runs []run) (in, out ledger.Amount) {
	times := map[ledger.LotID]int{}
	for _, r := range runs {
		for _, p := range r.parts {
			times[p.lot]++
		}
	}
	for _, r := range runs {
		if r.parts == nil { // weighed twice, which is the point
			in, out = in.Plus(r.in), out.Plus(r.out).Plus(r.waste)
		}
		for _, p := range r.parts {
			switch {
			case times[p.lot] > 1:
			case p.made:
				out = out.Plus(p.amount)
			default:
				in = in.Plus(p.amount)
			}
		}
	}
	return in, out
}
