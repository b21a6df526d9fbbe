package adit

import (
	"fmt"
	"math"
)

// A Basis says how a figure is known. The order is from best to worst.
type Basis string

const (
	Reported   Basis = "reported"   // counted and published by whoever measures it
	Estimated  Basis = "estimated"  // published as an estimate, or a study's average
	Derived    Basis = "derived"    // computed by adit from other figures
	Assumption Basis = "assumption" // chosen, with a reason and a band; the user may override it
	Withheld   Basis = "withheld"   // known to the publisher and kept back: an interval, never zero
	Unknown    Basis = "unknown"    // not available
)

// Bases lists every Basis, best first.
var Bases = []Basis{Reported, Estimated, Derived, Assumption, Withheld, Unknown}

// Valid reports whether b is one of Bases.
func (b Basis) Valid() bool {
	for _, k := range Bases {
		if b == k {
			return true
		}
	}
	return false
}

// Known reports whether a figure of this basis has a value of its own.
func (b Basis) Known() bool { return b != Withheld && b != Unknown }

// A Figure is a number and where it comes from.
//
// Low and High bound the true value; Value is meaningless unless Basis.Known.
// A withheld production is {Low: 0, High: NoLimit, Basis: Withheld}: an
// interval, not a zero.
type Figure struct {
	ID        string // permanent: what `adit why` and `--set` take
	Value     float64
	Low, High float64
	Unit      string // "t", "%", "USD/t" …
	Year      Year
	Basis     Basis
	Source    string // id of a source of the atlas
	Locator   string // table, row or page inside the source
	Note      string
}

// Exact returns a figure known without bounds.
func Exact(value float64, unit string, basis Basis) Figure {
	return Figure{Value: value, Low: value, High: value, Unit: unit, Basis: basis}
}

// Point returns the value and whether there is one.
func (f Figure) Point() (float64, bool) { return f.Value, f.Basis.Known() }

// Sigma is the relative uncertainty that reconciling (R2) gives a basis where
// the figure states no bounds of its own. The order reported < estimated <
// derived is binding (docs/math/reconcile.md); the levels are assumptions.
func (b Basis) Sigma() float64 {
	switch b {
	case Reported:
		return 0.02
	case Estimated:
		return 0.10
	case Derived:
		return 0.40
	default:
		return 0.80
	}
}

// Check reports what is wrong with the figure itself, or nil.
func (f Figure) Check() error {
	switch {
	case !f.Basis.Valid():
		return fmt.Errorf("figure %s: unknown basis %q", f.ID, f.Basis)
	case math.IsNaN(f.Value) || math.IsNaN(f.Low) || math.IsNaN(f.High):
		return fmt.Errorf("figure %s: not a number", f.ID)
	case f.Low > f.High:
		return fmt.Errorf("figure %s: low %g above high %g", f.ID, f.Low, f.High)
	case f.Basis.Known() && (f.Value < f.Low || f.Value > f.High):
		return fmt.Errorf("figure %s: value %g outside [%g, %g]", f.ID, f.Value, f.Low, f.High)
	}
	return nil
}
