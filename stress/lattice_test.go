package stress

import (
	"fmt"
	"math"
	"testing"

	"adit/baseline"
)

func levers(d int) []baseline.Lever {
	out := make([]baseline.Lever, d)
	for j := range out {
		out[j].ID = fmt.Sprint("lever ", j)
	}
	return out
}

// In two dimensions the best lattices are those of Fibonacci numbers: 89 points
// by 55, or what mirrors and turns it.
func TestGeneratorFindsFibonacci(t *testing.T) {
	if z := generator(89, 2); z[0] != 1 || z[1] != 34 {
		t.Errorf("got %v, want 1 and 34 = 89 − 55", z)
	}
}

// No two levers move in step, in a chunk of any size that leaves room for it.
func TestGeneratorParts(t *testing.T) {
	for _, n := range []int{1, 2, 7, 37, 50, 99, 100} {
		z := generator(n, 8)
		seen := map[int]bool{}
		for _, c := range z {
			if gcd(c, n) != 1 || n >= 37 && seen[c] {
				t.Errorf("%d points: %v", n, z)
			}
			seen[c] = true
		}
	}
}

// Every lever fills its band evenly: of a chunk's draws each tenth of the band
// has a tenth, and so the value is the median.
func TestMarginsAreEven(t *testing.T) {
	for chunk := range 5 {
		tenths := map[string]*[10]int{}
		for _, p := range positions(levers(8), 1, chunk, chunkSize) {
			for id, x := range p {
				if x < -1 || x >= 1 {
					t.Fatalf("%s at %g", id, x)
				}
				if tenths[id] == nil {
					tenths[id] = &[10]int{}
				}
				tenths[id][int((x+1)*5)]++
			}
		}
		for id, n := range tenths {
			for k, count := range n {
				if count < 9 || count > 11 {
					t.Errorf("chunk %d, %s: %d of %d draws in tenth %d", chunk, id, count, chunkSize, k)
				}
			}
		}
	}
}

// The standard error is what it says: over many seeds the mean of a function
// whose integral is known is off by it, root mean square; and it is well below
// what as many independent draws leave.
func TestStandardError(t *testing.T) {
	const seeds, n, d = 200, 1050, 8
	off, told := 0.0, 0.0
	for seed := range uint64(seeds) {
		var v []float64
		for c := range chunks(n) {
			for _, p := range positions(levers(d), seed, c, sizeOf(c, n)) {
				sum, product := 0.0, 1.0
				for _, l := range levers(d) {
					sum += p[l.ID]
					product *= 1 + p[l.ID]/2
				}
				v = append(v, math.Exp(sum/4)+product)
			}
		}
		e := estimate(v)
		exact := math.Pow(4*math.Sinh(0.25), d) + 1
		off += (e.Mean - exact) * (e.Mean - exact) / seeds
		told += *e.Error * *e.Error / seeds
	}
	if r := math.Sqrt(off / told); r < 0.85 || r > 1.15 {
		t.Errorf("off by %g, told %g", math.Sqrt(off), math.Sqrt(told))
	}
	if independent := math.Sqrt(2.2 / n); math.Sqrt(told) > independent/2 { // 2.2 is less than the variance of one draw
		t.Errorf("error %g; independent draws leave %g", math.Sqrt(told), independent)
	}
}

// Weights by size: a chunk of two draws counts for less than one of a hundred.
func TestEstimateWeighs(t *testing.T) {
	v := make([]float64, 102)
	for i := range v {
		v[i] = 1
	}
	v[100], v[101] = 52, 52
	e := estimate(v)
	if math.Abs(e.Mean-2) > 1e-12 || math.Abs(*e.Error-math.Sqrt2*math.Sqrt(math.Pow(100./102, 2)+math.Pow(2./102*50, 2))) > 1e-8 {
		t.Errorf("got %g ± %g", e.Mean, *e.Error)
	}
	if one := estimate(v[:100]); one.Error != nil || one.Mean != 1 || one.P5 != 1 || one.P95 != 1 {
		t.Errorf("one chunk: %+v", one)
	}
}
