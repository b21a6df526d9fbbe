package table

import (
	"math"
	"strconv"
	"strings"

	"adit"
)

// What stands for a number that is not there. It is never 0.
const (
	Withheld = "withheld"
	Unknown  = "unknown"
)

// digits is how many significant digits a quantity shows: more would promise
// more than official statistics know.
const digits = 4

// Tonnes prints a quantity with thousands separators and four significant
// digits: 1517, 123456 and 0.01234 become 1,517, 123,500 and 0.01234. It serves
// any quantity whose unit the head names.
func Tonnes(v float64) string {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return special(v)
	}
	places := max(0, digits-1-int(math.Floor(math.Log10(math.Abs(v)))))
	if places > 9 {
		return strconv.FormatFloat(v, 'g', digits, 64)
	}
	return group(trim(strconv.FormatFloat(round(v, digits), 'f', places, 64)))
}

func special(v float64) string {
	switch {
	case v == 0:
		return "0" // never "-0"
	case math.IsNaN(v):
		return Unknown
	}
	return "no limit"
}

// round keeps n significant digits.
func round(v float64, n int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', n-1, 64), 64)
	if err != nil {
		panic("table: " + err.Error()) // it was just printed
	}
	return r
}

func trim(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// group puts a comma between thousands.
func group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	whole, rest, point := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	return sign + whole
}

// Count prints a whole number with thousands separators.
func Count(n int) string { return group(strconv.Itoa(n)) }

// Percent prints a share of a whole as a percentage without its sign, which
// belongs in the head: 0.361 becomes 36.1. What is above 0 never reads 0, and
// what is below 1 never reads 100.
func Percent(share float64) string {
	p := share * 100
	switch {
	case math.IsNaN(p):
		return Unknown
	case p > 0 && p < 0.05:
		return "<0.1"
	case p > 99.95 && p < 100:
		return ">99.9"
	}
	return group(trim(strconv.FormatFloat(p, 'f', 1, 64)))
}

// Share prints a share with its percent sign.
func Share(share float64) string {
	s := Percent(share)
	if s == Unknown {
		return s
	}
	return s + "%"
}

// Interval prints bounds with one of the printers above: 12–18. Bounds that
// print alike are one number; a bound that is no limit is named.
func Interval(low, high float64, print func(float64) string) string {
	switch {
	case high >= math.MaxFloat64 && low <= 0:
		return Unknown
	case high >= math.MaxFloat64:
		return "≥" + print(low)
	}
	a, b := print(low), print(high)
	if a == b {
		return a
	}
	return a + "–" + b
}

// Figure prints a figure as it is known: its value; the source's own words
// (">50", "E") where it printed no number; else its bounds; else that it is
// withheld or unknown.
func Figure(f adit.Figure, flag string) string {
	if v, ok := f.Point(); ok && (flag == "" || f.Low == f.High) {
		return Tonnes(v)
	}
	if word := Published(flag); word != "" {
		return word
	}
	if f.Basis == adit.Withheld || f.Basis == adit.Unknown {
		return missing(f)
	}
	return Interval(f.Low, f.High, Tonnes)
}

// Published spells out the marks that official tables print for numbers.
func Published(flag string) string {
	switch flag {
	case "W":
		return Withheld
	case "NA":
		return "not available"
	case "E":
		return "net exporter"
	case "XX":
		return "not applicable"
	}
	return flag
}

// missing prints what bounds there are beside the word.
func missing(f adit.Figure) string {
	if s := Interval(f.Low, f.High, Tonnes); s != Unknown {
		return s + " (" + string(f.Basis) + ")"
	}
	return string(f.Basis)
}
