package intake

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// decimal is the only spelling of a number that is taken: no NaN, no Inf, no
// hexadecimal, no thousands separators, which mean different things in
// different countries.
var decimal = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$`)

// Number reads a finite decimal number.
func Number(s string) (float64, error) {
	if !decimal.MatchString(s) {
		return 0, fmt.Errorf("%q is not a decimal number", s)
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(x, 0) {
		return 0, fmt.Errorf("%q is too large a number", s)
	}
	return x, nil
}

// Within reads a number between low and high, both allowed.
func Within(s string, low, high float64) (float64, error) {
	x, err := Number(s)
	if err == nil && (x < low || x > high) {
		err = fmt.Errorf("%s is outside %g to %g", s, low, high)
	}
	return x, err
}

// Format writes a number as briefly as it can be read back, without exponent
// for what people read as whole tonnes.
func Format(x float64) string {
	if x == 0 {
		return "0" // never -0
	}
	if a := math.Abs(x); a >= 1e-6 && a < 1e15 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// Date checks a date of the forms 2024, 2024-12 and 2024-12-03, from 1800 to
// 2200.
func Date(s string) error {
	for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
		if len(s) == len(layout) {
			if d, err := time.Parse(layout, s); err == nil && d.Year() >= 1800 && d.Year() <= 2200 {
				return nil
			}
		}
	}
	return fmt.Errorf("%q is not a date such as 2024, 2024-12 or 2024-12-03", s)
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// Slug turns a name in print into an identifier: "Titanium metal" becomes
// "titanium_metal".
func Slug(s string) string {
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(s), "_"), "_")
}
