package usgs

import (
	"math/big"
	"strings"
)

// A dec is an exact decimal: MCS prints decimals, and every factor between its
// units and adit's is one, so that nothing here is ever rounded. Nil is no
// number.
type dec = *big.Rat

// parseDec reads what the grammar of numbers in value.go lets through.
func parseDec(s string) dec {
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(s, ",", ""))
	if !ok {
		return nil
	}
	return r
}

func whole(n int64) dec { return big.NewRat(n, 1) }

// times is a·b, and nil where there is no a.
func times(a, b dec) dec {
	if a == nil {
		return nil
	}
	return new(big.Rat).Mul(a, b)
}

func plus(a, b dec) dec  { return new(big.Rat).Add(a, b) }
func minus(a, b dec) dec { return new(big.Rat).Sub(a, b) }

// format writes a decimal without an exponent and without trailing zeros; nil
// is blank.
func format(a dec) string {
	if a == nil {
		return ""
	}
	digits, _ := a.FloatPrec()
	return a.FloatString(digits)
}

// halfStep is half of the last significant digit of a rounded total: 4.5 for
// 909, 50 for 900. Zeros at the end may be rounded away: MCS 2026 prints a
// gallium total of 900,000 kg over rows that add up to 909,000.
func halfStep(a dec) dec {
	if a.Sign() == 0 {
		return nil
	}
	ten, step := whole(10), whole(1)
	for !new(big.Rat).Quo(a, step).IsInt() {
		step.Quo(step, ten)
	}
	for next := times(step, ten); new(big.Rat).Quo(a, next).IsInt(); next = times(step, ten) {
		step = next
	}
	return times(step, big.NewRat(1, 2))
}
