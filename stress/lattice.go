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

// positions are the draws of a chunk (S7a): a lattice of additive recurrence in
// all levers, shifted by the chunk's own random shift. Each coordinate of each
// draw is uniform over its lever's band, whichever chunk.
func positions(levers []baseline.Lever, seed uint64, chunk, n int) []Position {
	step, shift := steps(len(levers)), rand.New(rand.NewPCG(seed, uint64(chunk)))
	at := make([]float64, len(levers))
	for j := range at {
		at[j] = shift.Float64()
	}
	out := make([]Position, n)
	for i := range out {
		out[i] = make(Position, len(levers))
		for j, l := range levers {
			out[i][l.ID] = 2*at[j] - 1
			if at[j] += step[j]; at[j] >= 1 {
				at[j]--
			}
		}
	}
	return out
}

// steps are φ⁻¹, φ⁻² … of the recurrence in d dimensions, φ being the root of
// φ^(d+1) = φ + 1: the golden ratio where d is 1.
func steps(d int) []float64 {
	root := 1.5
	for range 64 {
		root = math.Pow(1+root, 1/float64(d+1))
	}
	out, power := make([]float64, d), 1.0
	for j := range out {
		power /= root
		out[j] = power
	}
	return out
}
