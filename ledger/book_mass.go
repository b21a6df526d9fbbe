package ledger

import (
	"fmt"
	"math"
)

// Coverage is how many standard uncertainties two measurements of one thing
// may differ by: 3, or once in 370 honest events for normal errors, of which
// half are on the side that is refused.
const Coverage = 3

// rounding is relative, for sums of decimals.
const rounding = 1e-9

// conserved refuses outputs that hold more of an element than the inputs do
// beyond what both state as uncertainty: mass is not made. Less is possible;
// what went missing is for the balance to judge.
func conserved(inputs []*Lot, path string, outputs []Lot) error {
	outs := make([]*Lot, len(outputs))
	for i := range outputs {
		outs[i] = &outputs[i]
	}
	for _, e := range Elements(outs...) {
		in, stated := Total(e, inputs...)
		out, _ := Total(e, outs...)
		switch {
		case !stated && out.Kg > 0:
			return refuse(path, "creates-element", "state "+string(e)+" of an input, by assay", "%s comes out and no input states any", e)
		case exceeds(out, in):
			return refuse(path, "creates-mass", "weigh and assay again, or name every input; is one grade of an oxide and the other of the metal?",
				"%s: %.6g ± %.2g kg come out of %.6g ± %.2g kg", e, out.Kg, out.Sigma, in.Kg, in.Sigma)
		}
	}
	return nil
}

// conservedDry refuses more dry material than there was, where the material
// stays the same.
func conservedDry(inputs []*Lot, path string, outputs []Lot) error {
	var in, out Amount
	for _, l := range inputs {
		in = in.Plus(l.Mass.Dry())
	}
	for _, l := range outputs {
		out = out.Plus(l.Mass.Dry())
	}
	if exceeds(out, in) {
		return refuse(path, "creates-mass", "weigh again, measure moisture, or name every input",
			"%.6g ± %.2g kg dry come out of %.6g ± %.2g kg", out.Kg, out.Sigma, in.Kg, in.Sigma)
	}
	return nil
}

func exceeds(out, in Amount) bool {
	return out.Kg-in.Kg > Coverage*math.Hypot(out.Sigma, in.Sigma)+rounding*in.Kg
}

// Dry is the mass without moisture.
func (m Mass) Dry() Amount {
	return Amount{m.Kg * (1 - m.Moisture), math.Hypot(m.SigmaKg*(1-m.Moisture), m.Kg*m.MoistureSigma)}
}

// Total sums an element over lots, and says whether any states it.
func Total(e Element, lots ...*Lot) (Amount, bool) {
	sum, stated := Amount{}, false
	for _, l := range lots {
		if a, ok := l.Contained(e); ok {
			sum, stated = sum.Plus(a), true
		}
	}
	return sum, stated
}

func lotsOf(held []*Held) []*Lot {
	lots := make([]*Lot, len(held))
	for i, h := range held {
		lots[i] = &h.Lot
	}
	return lots
}

func (a Amount) String() string { return fmt.Sprintf("%.6g ± %.2g kg", a.Kg, a.Sigma) }
