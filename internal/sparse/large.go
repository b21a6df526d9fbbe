package sparse

import "math"

// tolerance bounds the sum of absolute residuals against the right-hand side,
// rounding what the residual itself may be wrong by: epsilon times what is
// summed in it. A loop turned a million times has y so large that its residual
// in floating point may be 0 by chance.
const (
	tolerance = 1e-12
	rounding  = 1e-10
	epsilon   = 0x1p-52
)

// large is a loop too big for dense elimination. Gauss–Seidel does nearly all
// of them; where a loop inside it is nearly closed, BiCGSTAB, and where even
// that cannot be certified, sparse elimination.
type large struct {
	part   *part
	opt    Options
	at     *Matrix
	factor *factor
}

func (s *large) backward(b []float64) error {
	y := make([]float64, len(b))
	target := tolerance * sum(b)
	if s.factor == nil {
		if (s.sweep(y, b, target) || s.krylov(y, b, target)) && epsilon*sum(y) <= rounding*sum(b) {
			copy(b, y)
			return nil
		}
	}
	if err := s.eliminate(); err != nil {
		return err
	}
	s.factor.backward(b)
	return nil
}

// sweep runs Gauss–Seidel from 0, which rises towards the solution and never
// passes it, until the residual is small, or it is clear that it takes too long.
func (s *large) sweep(y, b []float64, target float64) bool {
	const every = 10
	last := math.Inf(1)
	for n := 0; n < 20*s.opt.Sweeps; n += every {
		for range every {
			s.sweepOnce(y, b)
		}
		r := residual(s.part.a, y, b, nil)
		if r <= target {
			return true
		}
		// At this rate, how many more?
		rate := math.Log(last/r) / every
		if n >= 2*every && (rate <= 0 || math.Log(r/target)/rate > float64(s.opt.Sweeps)) {
			return false
		}
		last = r
	}
	return false
}

func (s *large) sweepOnce(y, b []float64) {
	a := s.part.a
	for i := range b {
		v := b[i]
		for e := a.start[i]; e < a.start[i+1]; e++ {
			if j := int(a.col[e]); j != i {
				v += a.val[e] * y[j]
			}
		}
		y[i] = v / s.part.pivot[i]
	}
}

// residual returns Σ|b + A·y − y| and, where r is not nil, the terms.
func residual(a *Matrix, y, b, r []float64) float64 {
	total := 0.0
	for i := range b {
		v := b[i] - y[i]
		for e := a.start[i]; e < a.start[i+1]; e++ {
			v += a.val[e] * y[a.col[e]]
		}
		if r != nil {
			r[i] = v
		}
		total += math.Abs(v)
	}
	return total
}

func sum(v []float64) float64 {
	t := 0.0
	for _, x := range v {
		t += x
	}
	return t
}

// forward runs Gauss–Seidel on all columns together. From 0 it rises to the
// solution, so where the columns' origins are complete (they sum to 1 at every
// node) 1 minus the sum is the error itself. In general the change of a sweep
// cannot certify the answer, so elimination takes over where it is affordable.
func (s *large) forward(q []float64, k int) error {
	if s.factor == nil && s.forwardSweeps(q, k) {
		return nil
	}
	if err := s.eliminate(); err != nil {
		return err
	}
	s.factor.forward(q, k)
	return nil
}

func (s *large) forwardSweeps(q []float64, k int) bool {
	if s.at == nil {
		s.at = s.part.a.Transpose()
	}
	n := len(s.part.leak)
	o := make([]float64, len(q))
	for round := range s.opt.Sweeps {
		for j := n - 1; j >= 0; j-- { // suppliers first
			s.forwardNode(j, q, o, k)
		}
		if round%5 == 4 && s.missing(q, o, k) <= tolerance {
			copy(q, o)
			return true
		}
	}
	return false
}

func (s *large) forwardNode(j int, q, o []float64, k int) {
	row := o[j*k : (j+1)*k]
	copy(row, q[j*k:])
	for e := s.at.start[j]; e < s.at.start[j+1]; e++ {
		if i := int(s.at.col[e]); i != j {
			axpy(s.at.val[e], o[i*k:(i+1)*k], row)
		}
	}
	for c := range row {
		row[c] /= s.part.pivot[j]
	}
}

// missing is the most that any node's columns lack of what enters the loop
// altogether: the leak, which by the column sums comes to 1 at every node.
// It is infinite where q's columns are not the whole leak.
func (s *large) missing(q, o []float64, k int) float64 {
	worst := 0.0
	for j, leak := range s.part.leak {
		if math.Abs(sum(q[j*k:(j+1)*k])-leak) > 1e-11 {
			return math.Inf(1)
		}
		worst = max(worst, 1-sum(o[j*k:(j+1)*k]))
	}
	return worst
}

func (s *large) eliminate() (err error) {
	if s.factor == nil {
		s.factor, err = newFactor(s.part, s.opt.Fill)
	}
	return err
}
