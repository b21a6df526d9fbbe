package world

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"adit"
	"adit/atlas"
)

// A form is one row of the atlas's table chain: one material of a mineral, and
// which figures speak of it.
type form struct {
	mineral, id, name, stage, from string
	order                          int
	recovery, content              float64
	made, madeStage                string
	madeForms                      []string
	madeContent                    float64
	world, code, rule              string
	cn8                            []string
	usHTS, usShare                 string
	usImports, usExports           []string
	usMade, usRecycled             []string
	usContent                      string
	use                            bool
	massOf, note                   string
}

func (f *form) material() adit.MaterialID { return adit.MaterialID(f.mineral + "/" + f.id) }

// chainOf returns the forms of a mineral in order.
func chainOf(a *atlas.Atlas, mineral string) []form {
	var chain []form
	for r := range a.Rows("chain") {
		if r.Get("mineral") != mineral {
			continue
		}
		chain = append(chain, form{
			mineral: mineral, id: r.Get("form"), name: r.Get("name"), stage: r.Get("stage"), from: r.Get("from"),
			order: int(number(r, "order", 0)), recovery: number(r, "recovery", 1), content: number(r, "content", 1),
			made: r.Get("made"), madeStage: r.Get("made_stage"), madeForms: list(r.Get("made_form")), madeContent: number(r, "made_content", 1),
			world: r.Get("world"), code: r.Get("code"), rule: r.Get("rule"),
			cn8: list(r.Get("cn8")), usHTS: r.Get("us_hts"), usShare: r.Get("us_share"), usImports: list(r.Get("us_imports")), usExports: list(r.Get("us_exports")), usMade: list(r.Get("us_made")), usRecycled: list(r.Get("us_recycled")), usContent: r.Get("us_content"),
			use: r.Get("use") == "1", massOf: r.Get("mass_of"), note: r.Get("note"),
		})
	}
	slices.SortFunc(chain, func(x, y form) int { return cmp.Compare(x.order, y.order) })
	return chain
}

func number(r atlas.Row, column string, blank float64) float64 {
	if v, ok := r.Number(column); ok {
		return v
	}
	return blank
}

func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ";")
}

// Minerals lists the minerals that have a chain, in order.
func Minerals(a *atlas.Atlas) []string {
	set := map[string]bool{}
	var ids []string
	for r := range a.Rows("chain") {
		if m := r.Get("mineral"); !set[m] {
			set[m] = true
			ids = append(ids, m)
		}
	}
	slices.Sort(ids)
	return ids
}

// A quantity is tonnes of contained mass with bounds and the figure it rests on.
type quantity struct {
	t, low, high float64
	basis        adit.Basis
	figure       string
}

// times scales a quantity by an exact factor.
func (q quantity) times(k float64) quantity {
	q.t, q.low, q.high = q.t*k, q.low*k, q.high*k
	return q
}

// by scales a quantity by an uncertain one; the result is derived.
func (q quantity) by(k quantity) quantity {
	q.t, q.low, q.high = q.t*k.t, q.low*k.low, q.high*k.high
	q.basis = worse(q.basis, k.basis)
	return q
}

// plus adds two quantities; both figures are named.
func (q quantity) plus(o quantity) quantity {
	q.t, q.low, q.high = q.t+o.t, q.low+o.low, q.high+o.high
	q.basis = worse(q.basis, o.basis)
	if o.figure != "" && q.figure != o.figure {
		q.figure = strings.Trim(q.figure+" "+o.figure, " ")
	}
	return q
}

func (q quantity) observed() adit.Observed {
	high := adit.Tonnes(q.high)
	if q.high >= float64(adit.NoLimit) {
		high = adit.NoLimit
	}
	return adit.Observed{Low: adit.Tonnes(q.low), High: high, Basis: q.basis, Figure: q.figure}
}

// worse returns the less sure of two bases.
func worse(a, b adit.Basis) adit.Basis {
	if slices.Index(adit.Bases, a) >= slices.Index(adit.Bases, b) {
		return a
	}
	return b
}

// from turns a figure in tonnes into a quantity. Bounds that the source does
// not state are those of its basis.
func from(f adit.Figure, content float64) quantity {
	q := quantity{f.Value, f.Low, f.High, f.Basis, f.ID}
	if f.Low == f.High && f.Basis.Known() {
		s := f.Basis.Sigma()
		q.low, q.high = f.Value*(1-s), f.Value*(1+s)
	}
	if q.high < float64(adit.NoLimit) {
		q = q.times(content)
	}
	return q
}

// assume returns an assumption of the atlas.
func assume(a *atlas.Atlas, id string) (quantity, bool) {
	for r := range a.Rows("assumptions") {
		if r.Get("assumption") == id {
			f := r.Figure("value")
			return quantity{f.Value, f.Low, f.High, f.Basis, f.ID}, true
		}
	}
	return quantity{}, false
}

// parameter returns the value of an assumption that the code itself needs. It
// panics where the table lacks it: the table is part of the program.
func parameter(a *atlas.Atlas, id string) float64 {
	q, ok := assume(a, id)
	if !ok {
		panic("world: the atlas has no assumption " + id)
	}
	return q.t
}

// yearOf is the year of a row as printed.
func yearOf(y adit.Year) string { return strconv.Itoa(int(y)) }
