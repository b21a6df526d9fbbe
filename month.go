package adit

import (
	"fmt"
	"strconv"
	"strings"
)

// A Month is a calendar month, counted from January of year 0.
type Month int

// MonthOf returns a month of a year; January is 1.
func MonthOf(y Year, month int) Month { return Month(int(y)*12 + month - 1) }

// Year returns the year that the month lies in.
func (m Month) Year() Year { return Year(int(m) / 12) }

// String writes the month as "2025-01".
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", int(m)/12, int(m)%12+1) }

// ParseMonths reads "2025-03" as that month, and "2025" as the months from
// January to December: the first and the last that the text names.
func ParseMonths(text string) (first, last Month, err error) {
	year, month, dated := strings.Cut(text, "-")
	y, ok := digits(year, 4)
	m, okay := digits(month, 2)
	switch {
	case !ok || y < 1800 || y > 2200:
	case !dated:
		return MonthOf(Year(y), 1), MonthOf(Year(y), 12), nil
	case okay && m >= 1 && m <= 12:
		return MonthOf(Year(y), m), MonthOf(Year(y), m), nil
	}
	return 0, 0, fmt.Errorf("%q is no year or month: write 2025 or 2025-03", text)
}

// digits reads a number of exactly n digits: neither sign nor space.
func digits(text string, n int) (v int, ok bool) {
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	v, err := strconv.Atoi(text)
	return v, err == nil && len(text) == n
}
