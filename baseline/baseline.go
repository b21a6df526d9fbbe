// Package baseline reads from the atlas what a priced network of a mineral
// needs beside quantities: prices of forms, elasticities, stocks, the hosts of
// by-products, and the parameters that nobody publishes.
//
// Each function answers with a Value: a number, its band, how it is known and
// the figures it rests on, or says with a *MissingError what the atlas lacks.
// Which published series stands for which form is data (table price_of), not
// code.
package baseline

import (
	"fmt"
	"slices"
	"strings"

	"adit"
	"adit/atlas"
)

// A Value is a number with its band and where it comes from.
type Value struct {
	Value, Low, High float64
	Basis            adit.Basis
	Figure           string // ids for `adit why`, one a line: ids of facts hold spaces
	Note             string
}

// Figures returns the ids of the figures that the value rests on.
func (v Value) Figures() []string {
	if v.Figure == "" {
		return nil
	}
	return strings.Split(v.Figure, "\n")
}

// A MissingError says which figure the atlas lacks. The figure is unknown, and
// not zero.
type MissingError struct {
	What    string // "price", "elasticity of supply" …
	Mineral string
	Form    string    // "" where it is about the mineral
	Year    adit.Year // 0 where no year matters
	Why     string
}

func (e *MissingError) Error() string {
	about := e.Mineral
	if e.Form != "" {
		about += "/" + e.Form
	}
	if e.Year != 0 {
		about += fmt.Sprintf(" in %d", e.Year)
	}
	return fmt.Sprintf("no %s of %s: %s", e.What, about, e.Why)
}

// Parameter returns an assumption of the atlas by its id, or an
// *adit.UnknownError.
func Parameter(a *atlas.Atlas, id string) (Value, error) {
	var ids []string
	for r := range a.Rows("assumptions") {
		if r.Get("assumption") == id {
			f := r.Figure("value")
			return Value{f.Value, f.Low, f.High, f.Basis, f.ID, f.Note}, nil
		}
		ids = append(ids, r.Get("assumption"))
	}
	return Value{}, &adit.UnknownError{Kind: "assumption", ID: id, Near: adit.Nearest(id, ids)}
}

// banded turns a known figure into a value. Bounds that the source does not
// state are those of its basis.
func banded(f adit.Figure) Value {
	v := Value{f.Value, f.Low, f.High, f.Basis, f.ID, f.Note}
	if f.Low == f.High {
		s := f.Basis.Sigma()
		v.Low, v.High = f.Value*(1-s), f.Value*(1+s)
	}
	return v
}

// times scales a value by an exact factor.
func (v Value) times(k float64) Value {
	v.Value, v.Low, v.High = v.Value*k, v.Low*k, v.High*k
	return v
}

// by multiplies two values of 0 or more, bounds with bounds.
func (v Value) by(o Value) Value {
	v.Value, v.Low, v.High = v.Value*o.Value, v.Low*o.Low, v.High*o.High
	v.Basis, v.Figure = worse(v.Basis, o.Basis), join(v.Figure, o.Figure)
	return v
}

// over divides by a value above 0, low by high.
func (v Value) over(o Value) Value {
	return v.by(Value{1 / o.Value, 1 / o.High, 1 / o.Low, o.Basis, o.Figure, ""})
}

// plus adds two values, bounds to bounds.
func (v Value) plus(o Value) Value {
	v.Value, v.Low, v.High = v.Value+o.Value, v.Low+o.Low, v.High+o.High
	v.Basis, v.Figure = worse(v.Basis, o.Basis), join(v.Figure, o.Figure)
	return v
}

// within widens the band so that it holds another value.
func (v Value) within(o Value) Value {
	v.Low, v.High = min(v.Low, o.Value), max(v.High, o.Value)
	v.Figure = join(v.Figure, o.Figure)
	return v
}

// worse returns the less sure of two bases; "" is better than any.
func worse(a, b adit.Basis) adit.Basis {
	if slices.Index(adit.Bases, a) >= slices.Index(adit.Bases, b) {
		return a
	}
	return b
}

// join adds the ids of b that a lacks.
func join(a, b string) string {
	have := Value{Figure: a}.Figures()
	for _, id := range (Value{Figure: b}).Figures() {
		if !slices.Contains(have, id) {
			have = append(have, id)
		}
	}
	return strings.Join(have, "\n")
}

// list splits a cell; "-" in it stands for a blank.
func list(cell string) []string {
	items := strings.Split(cell, ";")
	for i := range items {
		items[i] = strings.TrimPrefix(items[i], "-")
	}
	return items
}
