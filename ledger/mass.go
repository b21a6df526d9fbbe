package ledger

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// A Mass is what a scale says, with its standard uncertainty.
type Mass struct {
	Kg            float64 `json:"kg"`       // as weighed, wet
	SigmaKg       float64 `json:"sigma_kg"` // standard uncertainty
	Moisture      float64 `json:"moisture,omitempty"`
	MoistureSigma float64 `json:"moisture_sigma,omitempty"`
}

// Content is the grade of one element.
type Content struct {
	Element Element `json:"element"`
	Grade   float64 `json:"grade"`        // mass fraction of dry material
	Sigma   float64 `json:"sigma"`        // standard uncertainty of Grade
	As      string  `json:"as,omitempty"` // the compound that Grade counts, such as "Ta2O5"; "" is the element
	Assay   *Assay  `json:"assay,omitempty"`
}

// An Assay is how a grade was found.
type Assay struct {
	Method   string `json:"method"` // "XRF", "ICP-OES", "fire assay"
	Lab      string `json:"lab"`
	Document string `json:"document,omitempty"` // SHA-256 of the report
}

// An Amount is a contained mass with its standard uncertainty, in kg.
type Amount struct {
	Kg    float64 `json:"kg"`
	Sigma float64 `json:"sigma_kg"`
}

// Plus adds amounts measured independently: uncertainties add in squares
// (JCGM 100:2008, 5.1.2).
func (a Amount) Plus(b Amount) Amount { return Amount{a.Kg + b.Kg, math.Hypot(a.Sigma, b.Sigma)} }

// Minus subtracts.
func (a Amount) Minus(b Amount) Amount { return Amount{a.Kg - b.Kg, math.Hypot(a.Sigma, b.Sigma)} }

// Of returns the contained mass of an element: weight × dry share × grade, its
// uncertainty by first-order propagation. What is not stated is not there: ok
// is false.
func Of(m Mass, content []Content, e Element) (a Amount, ok bool) {
	for _, c := range content {
		if c.Element != e {
			continue
		}
		f := Fraction(c.Element, c.As)
		dry, grade := 1-m.Moisture, c.Grade*f
		part := Amount{
			Kg:    m.Kg * dry * grade,
			Sigma: norm3(m.SigmaKg*dry*grade, m.Kg*m.MoistureSigma*grade, m.Kg*dry*c.Sigma*f),
		}
		a, ok = a.Plus(part), true
	}
	return a, ok
}

func norm3(a, b, c float64) float64 { return math.Sqrt(a*a + b*b + c*c) }

// Contained returns the mass of an element in the lot.
func (l *Lot) Contained(e Element) (Amount, bool) { return Of(l.Mass, l.Content, e) }

// Elements returns the elements that the lots state, sorted.
func Elements(lots ...*Lot) []Element {
	var all []Element
	for _, l := range lots {
		for _, c := range l.Content {
			all = append(all, c.Element)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Fraction returns the mass of an element in a unit of a compound, such as
// .819 for Ta in Ta2O5; 1 for the element itself, 0 where the formula cannot
// be read or has none of it.
func Fraction(e Element, compound string) float64 {
	if compound == "" {
		return 1
	}
	parts, err := parseFormula(compound)
	if err != nil {
		return 0
	}
	total, own := 0.0, 0.0
	for _, p := range parts {
		total += p.n * weights[p.element]
		if p.element == e {
			own += p.n * weights[e]
		}
	}
	return own / total
}

type formulaPart struct {
	element Element
	n       float64
}

// parseFormula reads a plain formula such as Ta2O5: no brackets, no water.
func parseFormula(s string) ([]formulaPart, error) {
	var parts []formulaPart
	for i := 0; i < len(s); {
		j := i + 1
		for j < len(s) && s[j] >= 'a' && s[j] <= 'z' {
			j++
		}
		k := j
		for k < len(s) && s[k] >= '0' && s[k] <= '9' {
			k++
		}
		n, err := strconv.ParseFloat(cmp.Or(s[j:k], "1"), 64)
		if e := Element(s[i:j]); err != nil || n == 0 || n > 100 || weights[e] == 0 {
			return nil, fmt.Errorf("%q is no formula that adit can read", s)
		}
		parts = append(parts, formulaPart{Element(s[i:j]), n})
		i = k
	}
	if len(parts) == 0 {
		return nil, fmt.Errorf("an empty formula")
	}
	return parts, nil
}
