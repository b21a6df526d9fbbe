package minerals

import (
	"cmp"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A Top is the place that makes most of a mineral at one stage.
type Top struct {
	Mineral  string
	Stage    string
	Form     string
	Place    adit.PlaceID
	Share    float64 // of what all places make, 0 to 1
	Low      float64 // if withheld places make all that the published total leaves
	Tied     []adit.PlaceID
	Withheld []adit.PlaceID // make some, and nobody says how much
	Year     adit.Year
	Basis    adit.Basis
	Source   string
	Figure   string // id of the top's own figure
}

// TopProducers returns the first producer of each stage that the data tell, in
// the order of stages. Production in tonnes goes before shares of studies,
// which are older; a stage that only a study knows is given from the study.
func TopProducers(a *atlas.Atlas, mineral string) []Top {
	tops := map[string]Top{}
	for _, from := range []struct{ table, statistic string }{{"production", "production"}, {"supply_shares", "global-supply-share"}} {
		for stage, rows := range latest(a, from.table, from.statistic, mineral) {
			if _, have := tops[stage]; have {
				continue
			}
			if top, ok := first(rows); ok {
				tops[stage] = top
			}
		}
	}
	var list []Top
	for _, t := range tops {
		list = append(list, t)
	}
	slices.SortFunc(list, func(x, y Top) int {
		return cmp.Or(cmp.Compare(stageOrder(x.Stage), stageOrder(y.Stage)), cmp.Compare(x.Stage, y.Stage))
	})
	return list
}

// stages is the order in which goods pass them.
var stages = []string{"mine", "intermediate", "smelter", "refinery", "product"}

func stageOrder(stage string) int {
	if i := slices.Index(stages, stage); i >= 0 {
		return i
	}
	return len(stages)
}

// latest returns, by stage, the rows of one series: the latest year, of the
// latest source, of the form with most places. Series are never mixed.
func latest(a *atlas.Atlas, table, statistic, mineral string) map[string][]atlas.Row {
	series := map[string]map[string][]atlas.Row{}
	for r := range a.Rows(table) {
		if r.Get("mineral") != mineral || r.Get("statistic") != statistic || r.Get("stage") == "" {
			continue
		}
		if series[r.Get("stage")] == nil {
			series[r.Get("stage")] = map[string][]atlas.Row{}
		}
		key := strings.Join([]string{r.Get("year"), r.Get("source"), r.Get("form"), r.Get("detail"), r.Get("unit")}, "\x00")
		series[r.Get("stage")][key] = append(series[r.Get("stage")][key], r)
	}
	best := map[string][]atlas.Row{}
	for stage, all := range series {
		for _, rows := range all {
			if len(places(rows)) < 2 {
				continue // one country's own statistic says nothing of the world
			}
			if best[stage] == nil || better(rows, best[stage]) {
				best[stage] = rows
			}
		}
	}
	return best
}

// places returns the rows of named places.
func places(rows []atlas.Row) []atlas.Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r atlas.Row) bool { return r.Place() == world || r.Place() == adit.Other })
}

// world is the place of published totals.
const world adit.PlaceID = "WLD"

// better orders series by year, source, number of places, then by name, so
// that two equal ones never depend on the order of a map.
func better(x, y []atlas.Row) bool {
	a, b := x[0], y[0]
	return cmp.Or(cmp.Compare(a.Year(), b.Year()), cmp.Compare(a.Get("source"), b.Get("source")), cmp.Compare(len(x), len(y)),
		-cmp.Compare(a.Get("form")+a.Get("detail")+a.Get("unit"), b.Get("form")+b.Get("detail")+b.Get("unit"))) > 0
}

// first returns the largest named place of a series. Shares are of the sum of
// places, since published world totals are rounded. What is withheld can be
// as much as the rounded total leaves, where there is one.
func first(rows []atlas.Row) (Top, bool) {
	var sum, total float64
	var top atlas.Row
	most := 0.0
	t := Top{}
	for _, r := range rows {
		v, ok := r.Number("value")
		switch {
		case r.Place() == world:
			total = max(r.Figure("value").High, v)
		case !ok:
			t.Withheld = append(t.Withheld, r.Place())
		default:
			sum += v
			if r.Place() != adit.Other && v > most {
				most, top = v, r
			}
		}
	}
	if most == 0 {
		return Top{}, false
	}
	f := top.Figure("value")
	t.Mineral, t.Stage, t.Form, t.Place, t.Year = top.Get("mineral"), top.Get("stage"), top.Get("form"), top.Place(), top.Year()
	t.Basis, t.Source, t.Figure = f.Basis, f.Source, f.ID
	t.Share, t.Low = most/sum, most/sum
	if top.Get("unit") == "%" {
		t.Share, t.Low = most/100, most/100
	} else if len(t.Withheld) > 0 {
		t.Low = most / max(sum, total)
	}
	for _, r := range places(rows) {
		if v, ok := r.Number("value"); ok && v == most && r.Place() != t.Place {
			t.Tied = append(t.Tied, r.Place())
		}
	}
	slices.Sort(t.Withheld)
	slices.Sort(t.Tied)
	return t, true
}

// list splits a cell of several words.
func list(cell string) []string {
	var words []string
	for w := range strings.SplitSeq(cell, ";") {
		if w = strings.TrimSpace(w); w != "" {
			words = append(words, w)
		}
	}
	return words
}
