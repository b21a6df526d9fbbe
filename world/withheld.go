package world

import (
	"math"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// withheld puts a withheld output into the network where it can be bounded: the
// middle of its interval, with the whole interval, or where only a least output
// follows, that. Otherwise it is only told: unknown is not zero, and not
// anything else either.
func (b *builder) withheld(f *form, out *output, place adit.PlaceID, fig adit.Figure) {
	q := from(fig, f.madeContent)
	if q.high >= float64(adit.NoLimit) && place == "USA" {
		q.low, q.high = b.impliedByReliance(f)
	}
	q, gap := between(q)
	if q.t > 0 {
		out.by[place] = q
	}
	gap.Material, gap.Place = f.material(), place
	out.gaps = append(out.gaps, gap)
}

// between stands for a quantity that is known by its bounds alone.
func between(q quantity) (quantity, Gap) {
	q.basis = adit.Withheld
	open := q.high >= float64(adit.NoLimit)
	switch {
	case q.high <= 0 || open && q.low <= 0:
		return quantity{}, Gap{Kind: Withheld}
	case open:
		q.t = q.low
		return q, Gap{Kind: AtLeast, Tonnes: adit.Tonnes(q.low)}
	}
	q.t = (q.low + q.high) / 2
	return q, Gap{Kind: Bounded, Tonnes: adit.Tonnes(q.high)}
}

// impliedByReliance bounds the withheld output of the United States from E1:
// with N = (I − E)/(P + I − E), P = (I − E)(1/N − 1), and P ≥ E − I of a net
// exporter. Changes of stocks are left out.
func (b *builder) impliedByReliance(f *form) (low, high float64) {
	fig, ok := b.reliance(f)
	imports, traded := b.national(f, "imports", orWhole(f.usImports))
	exports, _ := b.national(f, "exports", orWhole(f.usExports))
	net, none := imports.t-exports.t, float64(adit.NoLimit)
	n1, n2 := fig.Low/100, min(fig.High/100, 1)
	switch {
	case !ok || !traded:
		return 0, none
	case n2 <= 0:
		return math.Max(0, -net), none
	case net <= 0:
		return 0, none
	case n1 <= 0:
		return net * (1/n2 - 1), none
	}
	return net * (1/n2 - 1), net * (1/n1 - 1)
}

func orWhole(forms []string) []string {
	if len(forms) == 0 {
		return []string{"-"}
	}
	return forms
}

// reliance is the published net import reliance of a form, else of its mineral.
func (b *builder) reliance(f *form) (adit.Figure, bool) {
	_, spellings := f.named(strings.Join(f.usImports, ";"))
	for _, names := range [][]string{spellings, {""}} {
		for _, r := range b.latest("reliance", f.mineral, func(r atlas.Row) bool {
			return r.Get("statistic") == "net_import_reliance" && r.Place() == "USA" && slices.Contains(names, r.Get("form"))
		}) {
			b.rests(f, "national statistics", r.ID("value"))
			return r.Figure("value"), true
		}
	}
	return adit.Figure{}, false
}

// recovered is what the United States make of a form from scrap, as far as it
// is published; an output that is withheld is bounded like any other (E1).
func (b *builder) recovered(f *form) quantity {
	var total quantity
	for _, name := range f.usRecycled {
		statistic, formID := recoveredFrom(name)
		q, known := b.national(f, statistic, []string{formID})
		if !known {
			q = b.untold(f, statistic, formID)
		}
		if total.basis == "" {
			total = q
		} else if q.t > 0 {
			total = total.plus(q)
		}
	}
	return total
}

// recoveredFrom reads a cell of the chain: a form of production, or
// STATISTIC/FORM.
func recoveredFrom(name string) (statistic, form string) {
	if statistic, form, ok := strings.Cut(name, "/"); ok {
		return statistic, form
	}
	return "production", name
}

// untold is a recovered output that the source knows of and does not print.
func (b *builder) untold(f *form, statistic, formID string) quantity {
	_, spellings := f.named(formID)
	for _, r := range b.latest("salient", f.mineral, func(r atlas.Row) bool {
		return r.Get("statistic") == statistic && slices.Contains(spellings, r.Get("form")) && r.Place() == "USA"
	}) {
		q, gap := quantity{}, Gap{Kind: Unavailable}
		if fig := r.Figure("value"); fig.Basis == adit.Withheld {
			q.figure = fig.ID
			q.low, q.high = b.impliedByReliance(f)
			q, gap = between(q)
		}
		gap.Material, gap.Place = f.material(), "USA"
		b.gaps = append(b.gaps, gap)
		return q
	}
	return quantity{}
}
