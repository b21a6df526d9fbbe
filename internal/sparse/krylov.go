package sparse

import "math"

// krylov improves y by BiCGSTAB (van der Vorst 1992) on (I−A)·y = b, with one
// sweep of Gauss–Seidel as preconditioner, restarted from the true residual
// until Σ|r| ≤ target. It reports whether it got there; what it accumulated on
// the way is never believed.
func (s *large) krylov(y, b []float64, target float64) bool {
	r := make([]float64, len(b))
	best := residual(s.part.a, y, b, r)
	for range 8 {
		s.bicgstab(y, r, target/2)
		now := residual(s.part.a, y, b, r)
		if now <= target {
			return true
		}
		if !(now < best/2) { // NaN ends here too
			return false
		}
		best = now
	}
	return false
}

// bicgstab adds to y an approximate solution of (I−A)·d = r.
func (s *large) bicgstab(y, r0 []float64, target float64) {
	n := len(r0)
	r := append([]float64(nil), r0...)
	p, v := make([]float64, n), make([]float64, n)
	ph, sh, t := make([]float64, n), make([]float64, n), make([]float64, n)
	rho, alpha, omega := 1.0, 1.0, 1.0
	for range 400 {
		next := dot(r0, r)
		beta := next / rho * alpha / omega
		rho = next
		for i := range p {
			p[i] = r[i] + beta*(p[i]-omega*v[i])
		}
		s.precondition(ph, p)
		s.apply(v, ph)
		alpha = rho / dot(r0, v)
		if math.IsNaN(alpha) || math.IsInf(alpha, 0) {
			return
		}
		axpy(-alpha, v, r)
		s.precondition(sh, r)
		s.apply(t, sh)
		omega = dot(t, r) / dot(t, t)
		if math.IsNaN(omega) {
			omega = 0
		}
		axpy(alpha, ph, y)
		axpy(omega, sh, y)
		axpy(-omega, t, r)
		if norm1(r) <= target || omega == 0 {
			return
		}
	}
}

// apply sets out = (I−A)·x.
func (s *large) apply(out, x []float64) {
	a := s.part.a
	for i := range x {
		v := x[i]
		for e := a.start[i]; e < a.start[i+1]; e++ {
			v -= a.val[e] * x[a.col[e]]
		}
		out[i] = v
	}
}

// precondition solves with the part of I−A that one sweep uses.
func (s *large) precondition(out, r []float64) {
	a := s.part.a
	for i := range r {
		v := r[i]
		for e := a.start[i]; e < a.start[i+1]; e++ {
			if j := int(a.col[e]); j < i {
				v += a.val[e] * out[j]
			}
		}
		out[i] = v / s.part.pivot[i]
	}
}

func dot(x, y []float64) float64 {
	t := 0.0
	for i, v := range x {
		t += v * y[i]
	}
	return t
}

func norm1(x []float64) float64 {
	t := 0.0
	for _, v := range x {
		t += math.Abs(v)
	}
	return t
}
