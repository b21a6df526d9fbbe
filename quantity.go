package adit

import "math"

// Tonnes is a mass in metric tons. It is contained element unless the
// material it belongs to is marked gross.
type Tonnes float64

// USD is money in United States dollars of the year that its Figure names.
type USD float64

// Share is a fraction of a whole, 0 to 1.
type Share float64

// Year is a calendar year, such as 2024.
type Year int

// NoLimit is the capacity of what has none.
const NoLimit = Tonnes(maxFloat)

// maxFloat stands for infinity in constants; IsLimit compares against it, so
// that arithmetic on limits can never make a NaN (Inf − Inf, 0 · Inf).
const maxFloat = math.MaxFloat64

// IsLimit reports whether t is a real limit rather than NoLimit.
func (t Tonnes) IsLimit() bool { return t < NoLimit }
