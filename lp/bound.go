package lp

import "math"

// DualBound is for solvers: what no point of the linear program can better,
// reckoned from the rows' duals and the program itself. Duals that are exact
// give the objective; others give less, and the difference is the duality gap.
//
// In a minimisation it is Σ yᵢ·(side of row i that yᵢ pushes against) +
// Σ dⱼ·(bound of column j that dⱼ pushes against), d = c − Aᵀy.
func (a *Arrays) DualBound(duals []float64) float64 {
	sign := 1.0
	if a.Maximise {
		sign = -1
	}
	sum := 0.0
	for i, y := range duals {
		sum += pushed(sign*y, a.RowLo[i], a.RowHi[i], math.Abs(y))
	}
	for j, c := range a.Cost {
		d, scale := c, math.Abs(c)
		for k := a.Start[j]; k < a.Start[j+1]; k++ {
			t := a.Value[k] * duals[a.Index[k]]
			d -= t
			scale = math.Max(scale, math.Abs(t))
		}
		sum += pushed(sign*d, a.Lo[j], a.Hi[j], scale)
	}
	return a.Offset + sign*sum
}

// pushed is d times the bound that it pushes against. A d that is rounding of
// terms of that scale pushes against nothing where there is no bound.
func pushed(d, lo, hi, scale float64) float64 {
	const rounding = 1e-7 // HiGHS' dual feasibility tolerance
	bound := lo
	if d < 0 {
		bound = hi
	}
	if math.IsInf(bound, 0) {
		if math.Abs(d) <= rounding*(1+scale) {
			return 0
		}
		return math.Inf(-1)
	}
	return d * bound
}

// RelativeGap is |objective − bound| over |objective|, and over 1 where that is
// larger: of an objective of nothing nothing can be a share.
func RelativeGap(objective, bound float64) float64 {
	return math.Abs(objective-bound) / math.Max(1, math.Abs(objective))
}
