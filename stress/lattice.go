package stress

import (
	"math"
	"math/rand/v2"

	"adit/baseline"
)

// chunkSize is how many draws share a shift: enough for the lattice to be even,
// few enough that 10,000 draws have a hundred chunks to tell their error by.
const chunkSize = 100

// chunks is how many chunks n draws are.
func chunks(n int) int { return (n + chunkSize - 1) / chunkSize }

// sizeOf is how many of n draws are in a chunk: the last may have fewer.
func sizeOf(chunk, n int) int { return min(chunkSize, n-chunk*chunkSize) }

// positions are the draws of a chunk (S7a): a lattice of rank 1 in all levers,
// shifted by the chunk's own random shift. Each coordinate of each draw is
// uniform over its lever's band, whichever chunk.
func positions(levers []baseline.Lever, seed uint64, chunk, n int) []Position {
	z, random := generator(n, len(levers)), rand.New(rand.NewPCG(seed, uint64(chunk)))
	out := make([]Position, n)
	for i := range out {
		out[i] = make(Position, len(levers))
	}
	for j, l := range levers {
		shift := random.Float64()
		for i := range out {
			_, u := math.Modf(float64(i*z[j]%n)/float64(n) + shift)
			out[i][l.ID] = 2*u - 1
		}
	}
	return out
}

// pairWeight is small, so that the lattice is most even in single levers and in
// pairs of them, which is what a loss depends on most.
const pairWeight = 0.1

// generator chooses the lattice of n points in d dimensions, one component after
// another, each so that the mean squared error over shifts is least in the
// weighted space of functions with square-integrable mixed first derivatives
// (I. H. Sloan, F. Y. Kuo, S. Joe, SIAM J. Numer. Anal. 40 (2002) 1650–1665). Of
// components that are as good the smallest is taken.
func generator(n, d int) []int {
	z, product := make([]int, d), make([]float64, n)
	for i := range product {
		product[i] = 1
	}
	for j := range z {
		least := math.Inf(1)
		for c := 1; c <= max(1, n/2); c++ { // n−c mirrors c
			if e := unevenness(product, c); gcd(c, n) == 1 && e < least*(1-1e-12) {
				least, z[j] = e, c
			}
		}
		for i := range product {
			product[i] *= kernel(i*z[j], n)
		}
	}
	return z
}

// unevenness is the squared error with one more component c, but for what is
// the same for all c.
func unevenness(product []float64, c int) float64 {
	sum := 0.0
	for i, p := range product {
		sum += p * kernel(i*c, len(product))
	}
	return sum
}

// kernel is 1 + γ·B₂({i/n}), B₂ being Bernoulli's polynomial x² − x + 1/6.
func kernel(i, n int) float64 {
	x := float64(i%n) / float64(n)
	return 1 + pairWeight*(x*x-x+1./6)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
