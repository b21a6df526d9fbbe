package economy

import (
	"errors"
	"math"
	"slices"
)

// ErrSingular says that an economy cannot be closed: it uses all it makes.
var ErrSingular = errors.New("I − A has no inverse: some industries use up all that they make")

// Inverse is the Leontief inverse (I − A)⁻¹ of input coefficients A, by Gauss
// elimination with partial pivoting: column j is what all industries make for
// one unit of final demand of j. A is not changed.
func Inverse(a [][]float64) ([][]float64, error) {
	n := len(a)
	m := make([][]float64, n) // I − A beside I
	for i := range m {
		m[i] = make([]float64, 2*n)
		for j, v := range a[i] {
			m[i][j] = -v
		}
		m[i][i]++
		m[i][n+i] = 1
	}
	for k := range n {
		if !pivot(m, k) {
			return nil, ErrSingular
		}
		for i := range m {
			if i != k && m[i][k] != 0 {
				subtract(m[i], m[k], m[i][k])
			}
		}
	}
	for i := range m {
		m[i] = m[i][n:]
	}
	return m, nil
}

// pivot brings the largest entry of column k to the diagonal and makes it 1.
func pivot(m [][]float64, k int) bool {
	best := k
	for i := k + 1; i < len(m); i++ {
		if math.Abs(m[i][k]) > math.Abs(m[best][k]) {
			best = i
		}
	}
	p := m[best][k]
	if math.Abs(p) < 1e-12 || !finite(p) {
		return false
	}
	m[k], m[best] = m[best], m[k]
	for j := range m[k] {
		m[k][j] /= p
	}
	return true
}

func subtract(row, from []float64, factor float64) {
	for j, v := range from {
		row[j] -= factor * v
	}
}

// Coefficients is A of flows between industries and their outputs.
func Coefficients(flows [][]float64, output []float64) [][]float64 {
	a := square(len(flows))
	for i := range flows {
		for j, z := range flows[i] {
			a[i][j] = z / output[j]
		}
	}
	return a
}

// Outputs is the output that a final demand needs, x = L·f.
func Outputs(inverse [][]float64, final []float64) []float64 {
	var wanted []int // few, in a shock
	for j, f := range final {
		if f != 0 {
			wanted = append(wanted, j)
		}
	}
	x := make([]float64, len(inverse))
	for i, row := range inverse {
		for _, j := range wanted {
			x[i] += row[j] * final[j]
		}
	}
	return x
}

// Domestic is A_d: input of industry i per unit of output of j that is made at
// home, by position in Industries.
func (acc *Accounts) Domestic() [][]float64 {
	a := make([][]float64, len(acc.domestic))
	for i := range a {
		a[i] = slices.Clone(acc.domestic[i])
	}
	return a
}
