package world

import (
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// output is what places make of one form in the year.
type output struct {
	by    map[adit.PlaceID]quantity
	world quantity // as published, or the sum
	gaps  []Gap    // what is withheld or not available
}

// sum adds what all places make.
func (o output) sum() quantity {
	var total quantity
	for _, p := range places(o.by) {
		q := o.by[p]
		if total.basis == "" {
			total.basis = q.basis
		}
		total = quantity{total.t + q.t, total.low + q.low, total.high + q.high, worse(total.basis, q.basis), ""}
	}
	return total
}

func places(m map[adit.PlaceID]quantity) []adit.PlaceID {
	ids := make([]adit.PlaceID, 0, len(m))
	for p := range m {
		ids = append(ids, p)
	}
	slices.Sort(ids)
	return ids
}

// made returns what is known of who makes a form: from the USGS world tables,
// or a study's shares of the world's tonnes, or nothing, where trade must
// imply it.
func (b *builder) made(f *form) output {
	out := b.madeBySource(f)
	if q, ok := b.national(f, "production", f.usMade); ok {
		delete(out.by, "USA")
		if q.t > 0 {
			out.by["USA"] = q
		}
	}
	return out
}

func (b *builder) madeBySource(f *form) output {
	kind, model, _ := strings.Cut(f.made, ":")
	switch kind {
	case "usgs":
		return b.published(f)
	case "eu":
		if model == "" {
			model = f.mineral
		}
		return b.shared(f, model)
	}
	return output{by: map[adit.PlaceID]quantity{}}
}

// published reads the USGS world table of the year from the latest edition
// that has it; editions are never mixed.
func (b *builder) published(f *form) output {
	rows := b.latest("production", f.mineral, func(r atlas.Row) bool {
		return r.Get("stage") == f.madeStage && f.covers(r.Get("form"))
	})
	out := output{by: map[adit.PlaceID]quantity{}}
	seen := map[[2]string]bool{}
	for _, r := range rows {
		key := [2]string{r.Get("place"), r.Get("form")}
		if seen[key] { // told twice is not made twice
			continue
		}
		seen[key] = true
		fig, place := r.Figure("value"), r.Place()
		_, known := fig.Point()
		b.rests(f, "output", fig.ID)
		switch {
		case place == "WLD" && known:
			out.world = out.world.plus(from(fig, f.madeContent))
		case place == "WLD":
		case known:
			q := from(fig, f.madeContent)
			if old, ok := out.by[place]; ok {
				q = old.plus(q)
			}
			out.by[place] = q
		case fig.Basis == adit.Withheld:
			b.withheld(f, &out, place, fig)
		default:
			out.gaps = append(out.gaps, Gap{f.material(), Unavailable, place, 0})
		}
	}
	return out
}

// covers reports whether a production row of that form speaks of f.
func (f *form) covers(rowForm string) bool {
	if rowForm == "" {
		rowForm = "-"
	}
	return slices.Contains(f.madeForms, "any") || slices.Contains(f.madeForms, rowForm)
}

// shared spreads the world's tonnes over a study's shares. The study's average
// of 2016–20 stands for the year within study-band.
func (b *builder) shared(f *form, model string) output {
	out := output{by: map[adit.PlaceID]quantity{}, world: b.worldTonnes(f)}
	if out.world.t == 0 {
		out.gaps = append(out.gaps, Gap{f.material(), NoWorld, "WLD", 0})
		return out
	}
	b.rests(f, "world tonnes", out.world.figure)
	band := parameter(b.atlas, "study-band")
	total := 0.0
	for r := range b.atlas.About("supply_shares", model) {
		if r.Get("statistic") != "global-supply-share" || r.Get("stage") != f.madeStage || !f.studies(r) {
			continue
		}
		fig := r.Figure("value")
		share := fig.Value
		if _, known := fig.Point(); !known {
			share = (fig.Low + fig.High) / 2
		}
		q := quantity{share / 100 * out.world.t, share * (1 - band) / 100 * out.world.low, share * (1 + band) / 100 * out.world.high, adit.Estimated, fig.ID}
		out.by[r.Place()] = q
		b.rests(f, "output", fig.ID)
		total += share
	}
	if rest := 1 - total/100; rest > 0.005 && total > 0 {
		out.by[adit.Other] = quantity{rest * out.world.t, 0, 2 * rest * out.world.high, adit.Derived, ""}
	}
	return out
}

func (f *form) studies(r atlas.Row) bool {
	return len(f.madeForms) == 0 || f.covers(r.Get("detail"))
}

// worldTonnes is what a study's shares are shares of.
func (b *builder) worldTonnes(f *form) quantity {
	switch f.world {
	case "usgs":
		return b.published(f).world
	case "from":
		return b.outputs[f.from].sum().times(f.recovery)
	case "element":
		return b.element(f.mineral)
	case "assumption":
		if q, ok := assume(b.atlas, "world-"+f.mineral+"-"+f.id); ok {
			return q
		}
		q, _ := assume(b.atlas, "world-"+f.mineral)
		return q
	}
	return quantity{}
}

// element is a rare earth's part of the world's rare-earth oxide output.
func (b *builder) element(mineral string) quantity {
	all := &form{mineral: "rare_earths", madeStage: "mine", madeForms: []string{"-"}, madeContent: 1}
	share, _ := assume(b.atlas, "reo-"+mineral)
	return b.published(all).world.by(share)
}

// latest returns the rows of the year about a mineral that match, of the latest
// edition only.
func (b *builder) latest(table, mineral string, match func(atlas.Row) bool) []atlas.Row {
	var rows []atlas.Row
	for r := range b.atlas.About(table, mineral) {
		if r.Year() == b.year && match(r) {
			rows = append(rows, r)
		}
	}
	edition := ""
	for _, r := range rows {
		edition = max(edition, r.Get("source"))
	}
	return slices.DeleteFunc(rows, func(r atlas.Row) bool { return r.Get("source") != edition })
}

// national adds up the national statistics of some forms, contained.
func (b *builder) national(f *form, statistic string, forms []string) (quantity, bool) {
	var total quantity
	found := false
	for _, name := range forms {
		mineral, spellings := f.named(name)
		for _, r := range b.latest("salient", mineral, func(r atlas.Row) bool {
			return r.Get("statistic") == statistic && slices.Contains(spellings, r.Get("form")) && r.Place() == "USA" && r.Get("unit") == "t"
		}) {
			fig := r.Figure("value")
			if _, known := fig.Point(); !known {
				continue
			}
			b.rests(f, "national statistics", fig.ID)
			q := b.contained(f, from(fig, 1))
			if found {
				q = total.plus(q)
			}
			total, found = q, true
		}
	}
	return total, found
}

// named reads the name of a national statistic's form: "-" is the row without
// a form, MINERAL:FORM another mineral's, and | separates how editions spell it.
func (f *form) named(name string) (mineral string, spellings []string) {
	mineral = f.mineral
	if m, other, ok := cutColon(name); ok {
		mineral, name = m, other
	}
	for _, s := range strings.Split(name, "|") {
		spellings = append(spellings, strings.TrimPrefix(s, "-"))
	}
	return mineral, spellings
}

// contained turns a national figure into contained mass of the form.
func (b *builder) contained(f *form, q quantity) quantity {
	switch f.usContent {
	case "element":
		share, _ := assume(b.atlas, "reo-"+f.mineral)
		return q.by(share)
	case "heavy":
		share, _ := assume(b.atlas, "reo-"+f.mineral)
		heavy, _ := assume(b.atlas, "reo-rare_earths_heavy")
		return q.by(share.times(1 / heavy.t))
	case "":
		return q
	}
	return q.times(parse(f.usContent))
}
