package adit

import "fmt"

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
	var y, m int
	switch n, _ := fmt.Sscanf(text, "%4d-%2d", &y, &m); {
	case len(text) == len("2025") && n >= 1 && plausible(y):
		return MonthOf(Year(y), 1), MonthOf(Year(y), 12), nil
	case len(text) == len("2025-03") && n == 2 && plausible(y) && m >= 1 && m <= 12:
		return MonthOf(Year(y), m), MonthOf(Year(y), m), nil
	}
	return 0, 0, fmt.Errorf("%q is no year or month: write 2025 or 2025-03", text)
}

func plausible(year int) bool { return year >= 1800 && year <= 2200 }
